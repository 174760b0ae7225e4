//! Any function: targets become neurons whose boundaries cross where the target is (sheet low-rank-ei, section 5.5).

use crate::support::built;
use proptest::prelude::*;
use tightrope::geometry::{Envelope, HalfPlane, crossings};
use tightrope::geometry::{Point, Side};
use tightrope::model::Hands as _;
use tightrope::model::boundary::{BoundaryParams, BoundaryPlan, E, I, Network, Split, design, wish};
use tightrope::param::{Edit, Value, apply};
use tightrope::picture::{Depiction, Given, Grip, GripShape, Severity};
use tightrope::session::{Command, Preset, Setup, Worker};
use tightrope::sim::{Meter, Runner};

fn number(id: &str, value: f64) -> Edit {
    Edit::new(id, Value::Number(value))
}

fn choice(id: &str, word: &str) -> Edit {
    Edit::new(id, Value::Choice(word.to_owned()))
}

fn with(edits: &[Edit]) -> BoundaryParams {
    let all: Vec<Edit> = std::iter::once(choice("design", "target")).chain(edits.iter().cloned()).collect();
    apply(&BoundaryParams::default(), &all).unwrap().0
}

fn knots(points: &[(f64, f64)]) -> Vec<Edit> {
    let (x, y) = points.iter().copied().unzip();
    vec![Edit::new("target_x", Value::List(x)), Edit::new("target_y", Value::List(y))]
}

/// The crossing of a network's boundaries at input x.
fn crossing(network: &Network, x: f64) -> Option<Point> {
    let [e, i] = [E, I].map(|p| {
        let population = &network.populations[p];
        let lines: Vec<HalfPlane> = (0..population.len()).map(|k| population.half_plane(k, x)).collect();
        Envelope::new(&lines, Side::Upper)
    });
    crossings(&e, &i, 0.0, 1e6).first().map(|c| c.at)
}

fn is_lawful(network: &Network) -> bool {
    network.populations.iter().all(|p| p.from_e.iter().chain(&p.from_i).chain(&p.decoder).all(|w| *w >= 0.0))
}

/// How a network is drawn.
fn sketch(params: &BoundaryParams, seed: u64, given: &Given) -> std::sync::Arc<Depiction> {
    BoundaryPlan::new(params, seed, None).unwrap().sketch(given).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn the_crossing_is_the_target_at_every_knot(
        steps in prop::collection::vec((0.05f64..2.0, 0.2f64..6.0), 2..40),
        parabola in any::<bool>(),
        redundancy in 1usize..4,
        slopes in (0.05f64..0.6, 0.2f64..1.0),
    ) {
        let mut x = -1.0;
        let points: Vec<(f64, f64)> = steps.iter().map(|(dx, y)| { x += dx; (x, *y) }).collect();
        let mut edits = knots(&points);
        edits.push(choice("split", if parabola { "add a parabola" } else { "kinks by sign" }));
        edits.push(choice("offset_rule", "automatically"));
        edits.push(Edit::new("redundancy", Value::Count(redundancy)));
        edits.push(number("alpha", slopes.0));
        edits.push(number("beta", slopes.0 + slopes.1));
        let params = with(&edits);
        let network = design(&params, 1).unwrap();
        prop_assert!(is_lawful(&network), "Dale's law");
        for (x, y) in &points {
            let at = crossing(&network, *x).expect("the boundaries cross everywhere");
            prop_assert!((at.x - y).abs() < 1e-9 * (1.0 + at.y), "at {x}: {} instead of {y}", at.x);
            // Automatic offsets keep both latents positive.
            prop_assert!(at.y > 0.49, "y_I is {} at {x}", at.y);
        }
        // Both parts are convex: kinks never point down.
        let split = Split::new(&params, &wish(&params, 1).unwrap().knots);
        for values in [&split.q, &split.p] {
            let slope = |j: usize| (values[j + 1] - values[j]) / (split.x[j + 1] - split.x[j]);
            for j in 1..values.len() - 1 {
                prop_assert!(slope(j) - slope(j - 1) > -1e-7 * (1.0 + slope(j).abs()), "kink at knot {j}");
            }
        }
        // Input weights start at g_0 at least, so that an excitatory afferent rate can drive them.
        let least = network.populations.iter().flat_map(|p| &p.input).fold(f64::MAX, |a, b| a.min(*b));
        prop_assert!(least > params.start_slope - 1e-9, "{least}");
    }
}

#[test]
fn a_sine_takes_as_many_neurons_as_it_has_kinks() {
    // f = 2.5 + 1.5 sin(2 pi x/5) on [0, 10]. Of the n - 2 inner knots those at 2.5, 5, 7.5 have no kink; the others
    // are shared evenly: n = 17: 6 up, 6 down; n = 33: 14 and 14. Section 5.5 counts 10 + 7 and 17 + 15, since there
    // rounding made kinks of the three: neurons on lines that others have.
    for (knots, counts) in [(17, [7, 7]), (33, [15, 15])] {
        let formula = [
            choice("target", "formula"),
            choice("formula", "2.5 + 1.5*sin(2*PI*x/5)"),
            Edit::new("knots", Value::Count(knots)),
        ];
        let named = [choice("target", "sine"), Edit::new("knots", Value::Count(knots))];
        for edits in [&formula[..], &named[..]] {
            let params = with(edits);
            assert_eq!(design(&params, 1).unwrap().counts(), counts);
            let wish = wish(&params, 1).unwrap();
            for [x, y] in wish.knots.knots() {
                let f = 2.5 + 1.5 * (std::f64::consts::TAU * x / 5.0).sin();
                // The named one is stretched so that its samples reach exactly 1 and 4.
                assert!((y - f).abs() < 1e-3, "{x}: {y} instead of {f}");
            }
        }
    }
}

#[test]
fn smaller_spikes_follow_the_target_more_closely() {
    // Section 5.5, alpha 0.3, beta 0.9, g_0 0.2, p_0 0.5: RMSE 0.199, 0.114, 0.079 for D = 0.4, 0.2, 0.1 at dt = 2e-5.
    let rmse = |d: f64| {
        let edits = [
            choice("design", "target"),
            choice("target", "formula"),
            choice("formula", "2.5 + 1.5*sin(2*PI*x/5)"),
            number("start_slope", 0.2),
            number("p_offset", 0.5),
            number("d_e", d),
            number("d_i", d),
            number("dt_s", 2e-5),
            choice("input", "ramp"),
            number("x_start", 0.0),
            number("x", 10.0),
            number("x_hold_s", 0.04),
            number("x_ramp_s", 0.36),
        ];
        let mut setup = Setup::new(tightrope::model::System::named("boundary").unwrap());
        setup = apply(&setup, &edits).unwrap().0;
        let mut engine = Runner::new(setup.clone()).unwrap();
        let mut meter = Meter::new(engine.layout(), f64::INFINITY, 0.0);
        // From 8 ms after the start of the ramp.
        engine.advance(3000, &mut ()).unwrap();
        engine.advance(17_000, &mut meter).unwrap();
        meter.read().unwrap().errors[0].1
    };
    let found = [0.4, 0.2, 0.1].map(rmse);
    for (found, expected) in found.iter().zip([0.199, 0.114, 0.079]) {
        assert!((found / expected - 1.0).abs() < 0.1, "{found} instead of {expected}");
    }
    assert!(found[0] > found[1] && found[1] > found[2]);
}

#[test]
fn every_named_target_becomes_a_network_that_holds_its_range() {
    let names = [
        "parabola",
        "dome",
        "sine",
        "two tones",
        "zig-zag",
        "sigmoid",
        "step",
        "bump",
        "two bumps",
        "staircase",
        "absolute value",
        "random smooth",
    ];
    for name in names {
        for rule in ["evenly", "by curvature"] {
            let params =
                with(&[choice("target", name), choice("knot_rule", rule), choice("offset_rule", "automatically")]);
            let wish = wish(&params, 3).unwrap();
            let values = wish.curve.knots().iter().map(|k| k[1]);
            let (low, high) = values.fold((f64::MAX, f64::MIN), |(l, h), v| (l.min(v), h.max(v)));
            assert!((low - 1.0).abs() < 1e-9 && (high - 4.0).abs() < 1e-9, "{name} goes from {low} to {high}");
            assert_eq!(wish.knots.knots().len(), 17);
            let network = design(&params, 3).unwrap();
            assert!(is_lawful(&network), "{name}");
            let depiction = sketch(&params, 3, &Given { x: 5.0, injected: [0.0; 2] });
            let grave: Vec<_> = depiction
                .findings
                .iter()
                .filter(|f| f.severity > Severity::Info && f.text.contains("offset"))
                .collect();
            assert!(grave.is_empty(), "{name}: {grave:?}");
        }
    }
    // Knots go where the function bends: a steep step is met far better than by even knots.
    let miss = |rule: &str| {
        let params = with(&[choice("target", "step"), choice("knot_rule", rule)]);
        let wish = wish(&params, 1).unwrap();
        let square: f64 = wish.curve.knots().iter().map(|[x, y]| (wish.knots.at(*x) - y).powi(2)).sum();
        (square / wish.curve.knots().len() as f64).sqrt()
    };
    assert!(miss("by curvature") < 0.3 * miss("evenly"), "{} and {}", miss("by curvature"), miss("evenly"));
    // Another seed, another random target.
    let random = |seed| wish(&with(&[choice("target", "random smooth")]), seed).unwrap().knots;
    assert!(random(1) == random(1) && random(1) != random(2));
}

#[test]
fn what_makes_no_function_is_refused_in_words() {
    let refused = |edits: &[Edit]| {
        let all: Vec<Edit> = std::iter::once(choice("design", "target")).chain(edits.iter().cloned()).collect();
        apply(&BoundaryParams::default(), &all).unwrap_err().to_string()
    };
    for (formula, words) in
        [("", "empty"), ("2 +", "formula"), ("x + z", "variables x, z"), ("1/(x-x)", "the target is")]
    {
        let message = refused(&[choice("target", "formula"), choice("formula", formula)]);
        assert!(message.contains(words), "{formula:?}: {message}");
    }
    assert!(refused(&[choice("target", "sine"), number("x_from", 10.0), number("x_to", 5.0)]).contains("below `x_to`"));
    assert!(refused(&knots(&[(0.0, 1.0), (0.0, 2.0)])).contains("rising x"));
}

#[test]
fn a_range_that_spikes_cannot_hold_is_said_with_what_to_change() {
    let says = |edits: &[Edit], words: &str| {
        let depiction = sketch(&with(edits), 1, &Given::default());
        let found = depiction.findings.iter().any(|f| f.severity == Severity::Warning && f.text.contains(words));
        assert!(found, "{words}: {:?}", depiction.findings);
    };
    let line = knots(&[(0.0, 2.0), (1.0, 3.0)]);
    let low = [line.clone(), vec![number("p_offset", -3.0)]].concat();
    says(&low, "raise the offset");
    says(&knots(&[(0.0, 2.0), (1.0, -1.0), (2.0, 2.0)]), "raise the target");
    // The offset that it names is enough.
    let depiction = sketch(&with(&low), 1, &Given::default());
    let text = &depiction.findings.iter().find(|f| f.text.contains("above")).unwrap().text;
    let named: f64 = text.split("above ").nth(1).unwrap().split(',').next().unwrap().parse().unwrap();
    let mended = with(&[line, vec![number("p_offset", named + 0.02)]].concat());
    let depiction = sketch(&mended, 1, &Given::default());
    assert!(depiction.findings.iter().all(|f| !f.text.contains("offset")), "{:?}", depiction.findings);
}

#[test]
fn a_knot_and_a_pen_make_the_target_while_the_network_runs() {
    let mut worker = Worker::new(Preset::open("fig-5d").unwrap().setup).unwrap();
    let mut go = |command, steps| {
        worker.apply(command);
        worker.apply(Command::Step(steps));
        worker.turn(0.0, f64::INFINITY, || 0.0);
        worker.take().unwrap()
    };
    let first = go(Command::Pause, 1000);
    let setup = Preset::open("fig-5d").unwrap().setup;
    let depiction = first.frame.depiction.unwrap();
    // Knot 2 stands at (3.95, 5.45).
    let grip = Grip::new(&tightrope::model::verbs::KNOT, GripShape::Knot, Point::new(3.95, 5.45)).numbered(2);
    assert!(depiction.planes[1].grips.contains(&grip), "{:?}", depiction.planes[1].grips);
    let given = Given { x: 3.0, injected: [0.0; 2] };
    let there = built(&setup).hands().drag(&given, 1, &grip, Point::new(3.5, 1.0));
    let back = built(&setup).hands().drag(&given, 1, &grip, grip.at);
    assert_eq!(apply(&setup, &back).unwrap().0, setup, "back at its place nothing has changed");
    let moved = go(Command::edit(there), 10);
    assert_eq!((moved.frame.generation, moved.frame.step), (1, 1010), "the run goes on");
    // A drawn curve: other neurons, the same run, the same latents.
    let before = moved.frame.samples.low(moved.frame.samples.len() - 1).to_vec();
    let curve: Vec<Point> =
        (0..60).map(|k| f64::from(k) / 6.0).map(|x| Point::new(x, 2.0 + (x - 4.0).abs() * 0.5)).collect();
    let drawn = go(Command::edit(built(&setup).hands().draw(1, &curve).unwrap()), 1);
    assert_eq!((drawn.frame.generation, drawn.frame.step), (1, 1011));
    let counts: Vec<usize> = drawn.layout.populations.iter().map(|p| p.count).collect();
    // One kink up: two pieces of q, one of p. A pen's points on a straight line are no knots that matter.
    assert_eq!(counts, [2, 1]);
    let after = drawn.frame.samples.low(0).to_vec();
    assert!((after[1] - before[1]).abs() < 1.2 && (after[2] - before[2]).abs() < 3.0, "no jump: {before:?} {after:?}");
    assert!((after[3] - (2.0 + (after[0] - 4.0).abs() * 0.5)).abs() < 0.02, "the target signal follows");
    assert!(built(&setup).hands().draw(0, &curve).unwrap_err().contains("plane of input and output"));
    assert!(built(&setup).hands().draw(1, &curve[..1]).unwrap_err().contains("draw from left to right"));
}

#[test]
fn a_curve_in_a_file_is_run_from_the_command_line() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("curve.csv");
    std::fs::write(&file, "x,y\n0,2\n5,4\n10,2\n").unwrap();
    let run = |preset: &str| {
        let out = dir.path().join(preset);
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_tightrope"));
        command.args(["run", preset, "--for", "0.01", "--target"]).arg(&file).arg("--out").arg(&out);
        let output = command.output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap(), out)
    };
    let (code, error, out) = run("fig-5d");
    assert_eq!(code, Some(0), "{error}");
    let summary = std::fs::read_to_string(out.join("summary.json")).unwrap();
    let summary: serde_json::Value = serde_json::from_str(&summary).unwrap();
    let text = summary.to_string();
    assert!(text.contains("\"target_y\":[2.0,4.0,2.0]"), "{text}");
    let (code, error, _) = run("fig-2d");
    assert!(code == Some(2) && error.contains("needs both populations"), "{error}");
}
