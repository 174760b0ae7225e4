//! Ten thousand random wishes, as wild as any that views can make.

use super::*;

/// A random wish, as wild as any that views can make and some that they cannot.
fn wish(rng: &mut Xoshiro256PlusPlus, titles: usize) -> Action {
    let number = |rng: &mut Xoshiro256PlusPlus| match rng.random_range(0..12) {
        0 => f64::NAN,
        1 => f64::INFINITY,
        2 => -1e12,
        3 => 0.0,
        _ => rng.random_range(-8.0..8.0),
    };
    let point = |rng: &mut Xoshiro256PlusPlus| Point::new(number(rng), number(rng));
    let neuron =
        |rng: &mut Xoshiro256PlusPlus| NeuronId { population: rng.random_range(0..3), index: rng.random_range(0..60) };
    let ids = [
        "d_e",
        "d_i",
        "e_offset",
        "e_slope",
        "e_curvature",
        "i_offset",
        "i_slope",
        "i_curvature",
        "f_e",
        "x",
        "current_i",
        "sigma_v",
        "mu_e",
        "mistuning",
        "silent_part_i",
        "tau_ms",
        "n_e",
        "t_shift_e[3]",
        "w_shift_i[2]",
        "d_shift_e[1]",
        "x_amplitude",
        "nonsense",
        "t_shift_e[oops]",
        "alpha",
        "target_x",
    ];
    let grip = match rng.random_range(0..8) {
        7 => Grip::new(&KNOT, GripShape::Knot, point(rng)).numbered(rng.random_range(0..30)),
        0 => Grip::new(&LINE, GripShape::Line, point(rng)).of(neuron(rng)),
        1 => Grip::new(&TURN, GripShape::Ring, point(rng)).of(neuron(rng)),
        2 => Grip::new(&JUMP, GripShape::Arrow, point(rng)).of(neuron(rng)),
        3 => Grip::new(&RAISE[0], GripShape::Disc, point(rng)).numbered(rng.random_range(0..4)),
        4 => Grip::new(&BEND[1], GripShape::Square, point(rng)).numbered(rng.random_range(0..4)),
        5 => Grip::new(&STATE, GripShape::State, point(rng)),
        _ => Grip::new(&PLAY, GripShape::Cursor, point(rng)),
    };
    match rng.random_range(0..33) {
        30 => Action::Draw {
            plane: rng.random_range(0..3),
            points: (0..rng.random_range(0..20)).map(|_| point(rng)).collect(),
        },
        31 => {
            let choices = [
                ("design", ["target", "tangents", "random", "target"]),
                ("target", ["knots", "sine", "random smooth", "formula"]),
                ("split", ["add a parabola", "kinks by sign", "add a parabola", "nothing"]),
                ("knot_rule", ["by curvature", "evenly", "by curvature", "evenly"]),
                ("soft_boundary", ["on", "off", "on", "off"]),
                ("formula", ["2 + sin(x)", "x^", "1/x", "x"]),
            ];
            let (id, options) = choices[rng.random_range(0..choices.len())];
            Action::Edit(Edit::new(id, Value::Choice(options[rng.random_range(0..4)].to_owned())))
        }
        32 => {
            let ids = ["tuning", "plane:latent", "plane:split", "raster", "voltage", "table", "space:surfaces", "none"];
            let mut view = || ids[rng.random_range(0..ids.len())].to_owned();
            let (here, view) = (view(), view());
            let wishes = [
                Action::TogglePen,
                Action::NextOnStage,
                Action::Stage(view.clone()),
                Action::AddView(view.clone()),
                Action::CloseView(view.clone()),
                Action::Seat { here, view },
            ];
            wishes[rng.random_range(0..wishes.len())].clone()
        }
        0 => Action::ToggleRun,
        1 => Action::StepOnce,
        2 => Action::Restart,
        3 => Action::Speed(Speed::Times(10f64.powf(rng.random_range(-3.0..0.5)))),
        4..=8 => {
            let id = ids[rng.random_range(0..ids.len())];
            let value = match rng.random_range(0..4) {
                0 => Value::Count(rng.random_range(0..40)),
                1 => Value::Choice("ramp".to_owned()),
                _ => Value::Number(number(rng)),
            };
            Action::Edit(Edit::new(id, value))
        }
        9 => {
            let choices = [
                ("input", ["constant", "sine", "noise", "drawn"]),
                ("synapse", ["instantaneous", "exponential", "square pulse", "rate"]),
            ];
            let (id, options) = choices[rng.random_range(0..2)];
            Action::Edit(Edit::new(id, Value::Choice(options[rng.random_range(0..4)].to_owned())))
        }
        10..=15 => {
            let grip = grip.about(point(rng));
            Action::Drag { plane: rng.random_range(0..3), grip, to: point(rng) }
        }
        16 => Action::Kick(vec![(rng.random_range(0..4), number(rng)), (rng.random_range(0..4), number(rng))]),
        17 => Action::Pick(neuron(rng)),
        18 => Action::PickToo(neuron(rng)),
        19 => Action::PickNext(rng.random_range(-5i32..5) as isize),
        20 => [Action::PickNone, Action::Silence, Action::SilenceOne(neuron(rng))][rng.random_range(0..3)].clone(),
        21 => {
            let traits = ["from_e", "from_i", "input", "threshold", "decoder", "spike_cost", "nothing"];
            let trait_id = traits[rng.random_range(0..traits.len())];
            Action::Assign { neuron: neuron(rng), trait_id, value: number(rng) }
        }
        22 => Action::Perturb(rng.random_range(0..12)),
        23 => Action::DrawInput {
            values: (0..rng.random_range(0..8)).map(|_| rng.random_range(-3.0..3.0)).collect(),
            from_s: number(rng).abs(),
            length_s: number(rng).abs(),
        },
        24 => Action::Undo(rng.random_range(0..4)),
        25 => Action::Redo(rng.random_range(0..4)),
        26 => Action::UndoAndRun,
        27 => Action::Open(rng.random_range(0..titles + 2)),
        28 => [Action::ToggleTable, Action::ToggleInput, Action::ToggleHelp, Action::NextTheme][rng.random_range(0..4)]
            .clone(),
        _ => Action::Show(Tab::ALL[rng.random_range(0..4)]),
    }
}

#[test]
fn ten_thousand_random_wishes_break_nothing() {
    let mut screen = open("fig-4d", Mode::Dark);
    let titles = scene(&screen).study.entries.len();
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(20_260);
    let (mut changed, mut spikes) = (0, 0);
    for k in 0..10_000 {
        let before = screen.state().setup().clone();
        let action = wish(&mut rng, titles);
        screen.state_mut().act(action.clone());
        // Drawn now and then, told always.
        if k % 25 == 0 {
            screen.run_steps(1);
        } else {
            screen.state_mut().receive();
        }
        changed += usize::from(*screen.state().setup() != before);
        let scene = scene(&screen);
        spikes += scene.history.spikes(scene.history.step, scene.history.step).len();
        for plane in &scene.depiction.planes {
            let lines = plane
                .lines
                .iter()
                .all(|line| line.half_plane.normal.iter().chain([&line.half_plane.offset]).all(|v| v.is_finite()));
            let points =
                plane.curves.iter().flat_map(|curve| &curve.points).chain(plane.marks.iter().map(|mark| &mark.at));
            let points =
                points.chain(plane.grips.iter().map(|grip| &grip.at)).all(|p| p.x.is_finite() && p.y.is_finite());
            let odd = |p: &tightrope::geometry::Point| !p.x.is_finite() || !p.y.is_finite();
            let which = || {
                let curves = plane.curves.iter().filter(|c| c.points.iter().any(odd)).map(|c| c.label.to_owned());
                let marks = plane.marks.iter().filter(|m| odd(&m.at)).map(|m| m.label.clone());
                curves.chain(marks).collect::<Vec<_>>()
            };
            assert!(
                lines && points,
                "wish {k}, {action:?}: a plane holds a number that is not finite: {:?} of {:?}",
                which(),
                scene.history.depiction.verdict
            );
        }
        if let Some(statistics) = &scene.history.statistics {
            let means = statistics.means.iter().chain(&statistics.deviations).chain(&statistics.rates_hz);
            assert!(means.clone().all(|v| v.is_finite()), "wish {k}, {action:?}: {statistics:?}");
        }
        let newest = scene.history.buckets(scene.history.step, scene.history.step).last();
        if let Some(bucket) = newest {
            assert!(
                bucket.high[..scene.history.layout.signals.len()].iter().all(|v| v.is_finite()),
                "wish {k}, {action:?}"
            );
        }
    }
    // The wishes did something.
    assert!(changed > 1500 && spikes > 100, "{changed} changes, {spikes} spikes");
}
