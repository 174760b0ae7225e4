//! Laws of the hand: a drag there and back changes nothing, the line passes under the pointer, the line drawn is the line
//! that acts. Lines and formulas are those of sheet low-rank-ei, section 4.1.

mod standing;

use crate::support::{advance, built};
use proptest::prelude::*;
use tightrope::geometry::{HalfPlane, Point};
use tightrope::model::System;
use tightrope::model::boundary::{BoundaryParams, Cycle, E, I, design, predict_cycle};
use tightrope::model::verbs::{JUMP, LINE, RAISE, TURN};
use tightrope::param::{Edit, Value, apply, inverse, list};
use tightrope::picture::{Depiction, Given, Grip, GripShape, LineState, NeuronId, NeuronLine, Severity};
use tightrope::session::{Command, Deed, Preset, Setup, Worker, replay};
use tightrope::sim::{Engine, Frame, Runner, Watch};

const PRESETS: [&str; 5] = ["fig-2d", "fig-4d", "fig-4f", "fig-5d", "fig-8"];

fn setup(name: &str) -> Setup {
    Preset::open(name).unwrap().setup
}

fn boundary(setup: &Setup) -> &BoundaryParams {
    let System::Boundary(params) = &setup.model else { panic!("another system") };
    params
}

fn sketch(setup: &Setup, given: &Given) -> Depiction {
    (*built(setup).hands().sketch(given).unwrap()).clone()
}

fn line(depiction: &Depiction, neuron: NeuronId) -> NeuronLine {
    *depiction.planes[0].lines.iter().find(|line| line.neuron == neuron).unwrap()
}

fn drag(setup: &Setup, given: &Given, grip: Grip, to: Point) -> Setup {
    let edits = built(setup).hands().drag(given, 0, &grip, to);
    assert!(!edits.is_empty(), "{grip:?} cannot be dragged");
    apply(setup, &edits).unwrap().0
}

/// How far the line misses a point, in the scale of its weights.
fn miss(half_plane: HalfPlane, at: Point) -> f64 {
    half_plane.excess(at).abs() / half_plane.normal.norm()
}

/// All numbers of two setups, side by side.
fn differ(a: &Setup, b: &Setup) -> Option<String> {
    let (mut a, mut b) = (a.clone(), b.clone());
    let near = |a: &Value, b: &Value| match (a, b) {
        (Value::Number(a), Value::Number(b)) => (a - b).abs() <= 1e-9 * (1.0 + a.abs()),
        _ => a == b,
    };
    let pairs = list(&mut a).into_iter().zip(list(&mut b));
    pairs
        .into_iter()
        .find(|((_, a), (_, b))| !near(a, b))
        .map(|((spec, a), (_, b))| format!("{}: {a} and {b}", spec.id))
}

fn point() -> impl Strategy<Value = Point> {
    (-1.0f64..6.0, -2.0f64..8.0).prop_map(|(x, y)| Point::new(x, y))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn the_line_passes_under_the_pointer_and_back_it_changes_nothing(
        preset in 0usize..PRESETS.len(),
        pick in 0usize..1000,
        to in point(),
        x in -1.0f64..3.0,
        push in -0.5f64..0.5,
        turns in any::<bool>(),
    ) {
        let (setup, given) = (setup(PRESETS[preset]), Given { x, injected: [push, -push] });
        let before = sketch(&setup, &given);
        let taken = before.planes[0].lines[pick % before.planes[0].lines.len()];
        let single = before.planes[0].cursor.is_some();
        // Nothing can be turned by pulling at its pivot, and a hand makes no line steeper than 1000.
        let steep = (to.y - taken.touch.y).abs() > 900.0 * (to.x - taken.touch.x).abs();
        prop_assume!(!turns || ((to.x - taken.touch.x).abs() > 0.05 && !steep));
        let verb = if turns { &TURN } else { &LINE };
        let from = if turns {
            let at = taken.touch.x + 1.0;
            Point::new(at, taken.half_plane.line().unwrap().at(at))
        } else {
            taken.touch
        };
        let grip = Grip::new(verb, GripShape::Line, from).of(taken.neuron).about(taken.touch);
        let dragged = drag(&setup, &given, grip, to);
        let moved = line(&sketch(&dragged, &given), taken.neuron);
        prop_assert!(miss(moved.half_plane, to) < 1e-9, "misses the pointer by {}", miss(moved.half_plane, to));
        if turns {
            prop_assert!(miss(moved.half_plane, taken.touch) < 1e-9, "the pivot moved");
            let lawful = single || moved.half_plane.normal.x >= 0.0;
            prop_assert_eq!(moved.state == LineState::Acting, lawful);
        } else {
            let cross = moved.half_plane.normal.perp(&taken.half_plane.normal);
            prop_assert!(cross.abs() < 1e-12, "a line that is moved keeps its slope");
        }
        let back = drag(&dragged, &given, grip, from);
        prop_assert_eq!(differ(&setup, &back), None);
        // The inverse edits are the exact way back.
        let edits = built(&setup).hands().drag(&given, 0, &grip, to);
        let undo = inverse(&mut setup.clone(), &edits);
        prop_assert_eq!(apply(&dragged, &undo).unwrap().0, setup);
    }

    #[test]
    fn whole_boundaries_pass_under_the_pointer(preset in 0usize..PRESETS.len(), by in -1.5f64..1.5, x in 0.0f64..2.0) {
        let (setup, given) = (setup(PRESETS[preset]), Given { x, injected: [0.0; 2] });
        let before = sketch(&setup, &given);
        prop_assert!(before.planes[0].grips.len() >= 2, "every preset has grips");
        for grip in &before.planes[0].grips {
            let to = Point::new(grip.at.x, grip.at.y + by);
            let dragged = drag(&setup, &given, *grip, to);
            let after = sketch(&dragged, &given);
            let now = after.planes[0].grips.iter().find(|other| other.is_same(grip)).unwrap();
            // A bend ends where the boundary is straight, and at the end of its parameter's range, 5.
            let edits = built(&setup).hands().drag(&given, 0, grip, to);
            let ends = [0.0, 5.0, -5.0].map(Value::Number);
            let clamped = edits.iter().any(|e| e.id.ends_with("curvature") && ends.contains(&e.value));
            if !clamped {
                prop_assert!((now.at - to).norm() < 1e-9, "{grip:?} went to {:?} instead of {to:?}", now.at);
                // Of fig. 8 the second kind of E is on the boundary at its right end, and does not bend.
                let height = envelope_at(&after, grip);
                let is_curve = PRESETS[preset] != "fig-8" || grip.verb.id == RAISE[0].id;
                prop_assert!(!is_curve || (height - to.y).abs() < 1e-9, "{grip:?} went to {height}, not to {}", to.y);
            }
            let back = drag(&dragged, &given, Grip { at: to, ..*grip }, grip.at);
            prop_assert!(clamped || differ(&setup, &back).is_none(), "{:?}", differ(&setup, &back));
        }
    }

    #[test]
    fn an_arrows_head_is_a_spikes_size(preset in 0usize..PRESETS.len(), pick in 0usize..1000, size in -1.0f64..3.0) {
        let (setup, given) = (setup(PRESETS[preset]), Given::default());
        let before = sketch(&setup, &given);
        let taken = before.planes[0].lines[pick % before.planes[0].lines.len()];
        let (p, i) = (taken.neuron.population as usize, taken.neuron.index as usize);
        let direction = before.planes[0].jumps[p][i].normalize();
        let at = taken.touch + before.planes[0].jumps[p][i];
        let grip = Grip::new(&JUMP, GripShape::Arrow, at).of(taken.neuron).about(taken.touch);
        let dragged = drag(&setup, &given, grip, taken.touch + direction * size);
        let network = design(boundary(&dragged), dragged.seed as u64).unwrap();
        prop_assert!((network.populations[p].decoder[i] - size.max(0.0)).abs() < 1e-9);
        prop_assert_eq!(differ(&setup, &drag(&dragged, &given, grip, at)), None);
    }
}

/// The boundary that a grip sits on, at the grip.
fn envelope_at(depiction: &Depiction, grip: &Grip) -> f64 {
    let p = grip.index as u8;
    let plane = &depiction.planes[0];
    let of = plane.lines.iter().filter(|line| line.neuron.population == p);
    let heights = of.filter_map(|line| Some(line.half_plane.line()?.at(grip.at.x)));
    if plane.cursor.is_some() { heights.fold(f64::INFINITY, f64::min) } else { heights.fold(f64::MIN, f64::max) }
}

/// Runs until the next spike of a population; its step and the latents just before.
fn next_spike(engine: &mut Runner<System>, population: u8, within: u64) -> Option<(u64, [f64; 2])> {
    let watch = Watch::one(None);
    for _ in 0..within {
        let mut frame = Frame::new(0, engine.layout(), engine.step());
        advance(engine, 1, &watch, &mut frame);
        let row = frame.samples.low(0);
        if frame.spikes.iter().any(|spike| spike.neuron().population == population) {
            return Some((engine.step(), [row[1], row[2]]));
        }
    }
    None
}

#[test]
fn a_line_dragged_across_the_state_at_rest_spikes_at_once_and_one_below_it_when_the_leak_meets_it() {
    // One E and one I line far below a state that decays along its ray; nothing fires.
    let mut quiet = setup("fig-4d");
    let edits = [
        Edit::new("e_offset", Value::Number(-5.0)),
        Edit::new("i_offset", Value::Number(-5.0)),
        Edit::new("f_e", Value::Number(0.0)),
        Edit::new("f_i", Value::Number(0.0)),
    ];
    quiet = apply(&quiet, &edits).unwrap().0;
    let dt_s = boundary(&quiet).dt_s;
    let tau_s = boundary(&quiet).tau_s()[0];
    let given = Given { x: 1.0, injected: [0.0; 2] };
    let e0 = NeuronId { population: 0, index: 0 };
    let grip = Grip::new(&LINE, GripShape::Line, Point::new(1.0, -4.0)).of(e0);
    let started = || {
        let mut engine = Runner::new(quiet.clone()).unwrap();
        engine.kick(&[(1, 2.0), (2, 4.0)]).unwrap();
        let mut frame = Frame::new(0, engine.layout(), 0);
        advance(&mut engine, 20, &Watch::default(), &mut frame);
        assert!(frame.spikes.is_empty(), "the state is at rest");
        engine
    };
    let decay = |steps: u64| (-(steps as f64) * dt_s / tau_s).exp();
    let at_20 = Point::new(2.0 * decay(20), 4.0 * decay(20));

    // Dragged to just above the state: the next step spikes.
    let mut engine = started();
    let above = Point::new(at_20.x, at_20.y + 0.01);
    engine.edit(&built(&quiet).hands().drag(&given, 0, &grip, above), None).unwrap();
    assert_eq!(next_spike(&mut engine, 0, 5).map(|(step, _)| step), Some(21));

    // Dragged to below it: the state meets the line y_I = y_E + h where its ray does. On the ray y_I = 2 y_E, so
    // that is at y_E = h, after tau ln(2/h) from the kick (section 6.6), and no transient delays it.
    let mut engine = started();
    let h = 1.5;
    engine.edit(&built(&quiet).hands().drag(&given, 0, &grip, Point::new(0.7, 0.7 + h)), None).unwrap();
    let (step, y) = next_spike(&mut engine, 0, 2000).unwrap();
    let expected = (tau_s / dt_s) * (2.0 / h).ln();
    assert!((step as f64 - expected).abs() <= 2.0, "step {step} instead of {expected}");
    // The spike's own jump D is in the readout already.
    assert!((y[0] - 0.62 - h).abs() < 0.02 && (y[1] - 2.0 * h).abs() < 0.03, "{y:?}");

    // Dragged back: silence.
    let mut engine = started();
    let edits = built(&quiet).hands().drag(&given, 0, &grip, above);
    let back = inverse(&mut quiet.clone(), &edits);
    engine.edit(&edits, None).unwrap();
    engine.edit(&back, None).unwrap();
    assert_eq!(next_spike(&mut engine, 0, 2000), None);
}

#[test]
fn a_kick_goes_where_it_was_aimed_and_is_replayed() {
    let quiet = apply(
        &setup("fig-4f"),
        &[Edit::new("e_offset", Value::Number(-9.0)), Edit::new("i_offset", Value::Number(-9.0))],
    )
    .unwrap()
    .0;
    let mut engine = Runner::new(quiet.clone()).unwrap();
    engine.kick(&[(1, 1.25), (2, 3.5)]).unwrap();
    let mut frame = Frame::new(0, engine.layout(), 0);
    advance(&mut engine, 1, &Watch::one(None), &mut frame);
    let keep = (-boundary(&quiet).dt_s / boundary(&quiet).tau_s()[0]).exp();
    assert!((frame.samples.low(0)[1] - 1.25 * keep).abs() < 1e-12);
    assert!((frame.samples.low(0)[2] - 3.5 * keep).abs() < 1e-12);
    assert!(engine.kick(&[(0, 1.0)]).unwrap_err().to_string().contains("cursor"));
    assert!(engine.kick(&[(1, f64::NAN)]).is_err());

    // A session with a kick and a drag gives the same spikes from its journal.
    let mut worker = Worker::new(setup("fig-4f")).unwrap();
    let mut spikes = Vec::new();
    let mut go = |worker: &mut Worker<System>, command| {
        worker.apply(command);
        worker.turn(0.0, f64::INFINITY, || 0.0);
        spikes.extend(worker.take().map(|update| update.frame.spikes).unwrap_or_default());
    };
    go(&mut worker, Command::Step(700));
    go(&mut worker, Command::Do { deed: Deed::Kick(vec![(1, 4.0), (2, 1.0)]), id: 1 });
    go(&mut worker, Command::Step(500));
    go(&mut worker, Command::edit(vec![Edit::entry("t_shift_e", 3, -0.5), Edit::entry("silenced_i", 6, 1.0)]));
    go(&mut worker, Command::Step(800));
    assert!(spikes.len() > 20);
    assert_eq!(replay(worker.journal(), 2000).unwrap(), spikes);
}

#[test]
fn a_silenced_neuron_never_spikes_and_its_place_is_taken_by_the_next_line() {
    // Fig. 4f: E4 and I6 do all the firing (sheet, section 7).
    let whole = setup("fig-4f");
    let without = |edits: &[Edit]| {
        let setup = apply(&whole, edits).unwrap().0;
        let mut engine = Runner::new(setup.clone()).unwrap();
        let mut frame = Frame::new(0, engine.layout(), 0);
        advance(&mut engine, 4000, &Watch::default(), &mut frame);
        let tail: Vec<_> = frame.spikes.into_iter().filter(|spike| spike.step > 2000).collect();
        let network = design(boundary(&setup), 1).unwrap();
        let cycle = predict_cycle(&network, 1.0, [0.0; 2], Point::new(2.9, 3.75));
        (tail, cycle.and_then(|Cycle { leaders, .. }| Some([leaders[E]?, leaders[I]?])))
    };
    let who = |spikes: &[tightrope::sim::Spike], p: u8| {
        let mut all: Vec<u32> =
            spikes.iter().filter(|s| s.neuron().population == p).map(|s| s.neuron().index).collect();
        all.dedup();
        all
    };
    let (spikes, leaders) = without(&[]);
    assert_eq!((who(&spikes, 0), who(&spikes, 1), leaders), (vec![4], vec![6], Some([4, 6])));
    let silence = built(&whole).hands().silence(&[NeuronId { population: 0, index: 4 }], true);
    let (spikes, leaders) = without(&silence);
    assert!(!who(&spikes, 0).contains(&4) && !spikes.is_empty());
    let [e, i] = leaders.unwrap();
    assert_ne!(e, 4, "theory leaves it out as well");
    assert_eq!((who(&spikes, 0), who(&spikes, 1)), (vec![e as u32], vec![i as u32]));

    let wake = built(&whole).hands().silence(&[NeuronId { population: 0, index: 4 }], false);
    let silenced = apply(&whole, &silence).unwrap().0;
    let line = line(&sketch(&silenced, &Given::default()), NeuronId { population: 0, index: 4 });
    assert_eq!(line.state, LineState::Silenced, "its ghost stays");
    assert_eq!(apply(&silenced, &wake).unwrap().0, whole);

    // Half of them, spread evenly; of 10 neurons the parts 0 and 1 are none and all.
    for (part, count) in [(0.0, 0), (0.3, 3), (0.5, 5), (1.0, 10)] {
        let some = apply(&whole, &[Edit::new("silent_part_e", Value::Number(part))]).unwrap().0;
        let network = design(boundary(&some), 1).unwrap();
        assert_eq!(network.populations[E].silenced.iter().filter(|s| **s).count(), count, "{part}");
    }
}

#[test]
fn silencing_holds_with_slow_synapses_and_rates_too() {
    for synapse in ["exponential", "square pulse", "rate"] {
        let edits =
            [Edit::new("synapse", Value::Choice(synapse.into())), Edit::new("silent_part_e", Value::Number(1.0))];
        let setup = apply(&setup("fig-4f"), &edits).unwrap().0;
        let mut engine = Runner::new(setup.clone()).unwrap();
        let mut frame = Frame::new(0, engine.layout(), 0);
        advance(&mut engine, 2000, &Watch::one(Some(NeuronId { population: 0, index: 4 })), &mut frame);
        assert!(frame.spikes.iter().all(|spike| spike.neuron().population == 1), "{synapse}");
        let last = frame.samples.low(frame.samples.len() - 1);
        assert!(last[1].abs() < 1e-8, "{synapse}: E has a latent of {}", last[1]);
        assert!(last[6].is_finite(), "its voltage still moves");
    }
}

#[test]
fn traits_are_set_as_they_are_read() {
    let whole = setup("fig-4f");
    for (trait_id, column) in [("from_e", 0), ("input", 2), ("threshold", 3), ("decoder", 4), ("spike_cost", 5)] {
        for population in [0, 1] {
            let neuron = NeuronId { population, index: 2 };
            let edits = built(&whole).hands().assign(neuron, trait_id, 0.625);
            let set = apply(&whole, &edits).unwrap().0;
            let roster = built(&set).hands().roster();
            assert_eq!(roster.traits[column].id, trait_id);
            assert!((roster.row(neuron)[column] - 0.625).abs() < 1e-12, "{trait_id}");
            let other = NeuronId { population, index: 3 };
            let same = roster.row(other)[column] == built(&whole).hands().roster().row(other)[column];
            assert_eq!(same, !roster.traits[column].is_shared, "{trait_id} is one neuron's own");
        }
    }
    assert!(built(&whole).hands().assign(NeuronId { population: 0, index: 99 }, "input", 1.0).is_empty());
}

#[test]
fn a_spike_size_is_what_it_was_set_to_although_it_was_cut_at_0_before() {
    let e0 = NeuronId { population: 0, index: 0 };
    let assign =
        |setup: &Setup, value: f64| apply(setup, &built(setup).hands().assign(e0, "decoder", value)).unwrap().0;
    let none = assign(&setup("fig-4d"), 0.0);
    let smaller = apply(&none, &[Edit::new("d_e", Value::Number(0.3))]).unwrap().0;
    assert_eq!(built(&smaller).hands().roster().row(e0)[4], 0.0);
    assert!((built(&assign(&smaller, 0.4)).hands().roster().row(e0)[4] - 0.4).abs() < 1e-12);
}

#[test]
fn a_push_by_hand_leaves_the_other_push_to_its_time() {
    let eight = setup("fig-8");
    let push = built(&eight).hands().perturbations().into_iter().find(|p| p.name == "Push E").unwrap();
    let pushed = apply(&eight, &push.on).unwrap().0;
    let course = boundary(&pushed).drive.course(5e-5, 1);
    assert_eq!(
        [course.currents(10), course.currents(2499), course.currents(2500)],
        [[0.5, 0.0], [0.5, 0.0], [0.5, 1.0]]
    );
}

#[test]
fn hands_answer_at_one_and_at_four_hundred_neurons() {
    for n in [1usize, 400] {
        let edits = [Edit::new("n_e", Value::Count(n)), Edit::new("n_i", Value::Count(n))];
        let many = apply(&setup("fig-4f"), &edits).unwrap().0;
        let given = Given::default();
        let depiction = sketch(&many, &given);
        assert_eq!(depiction.planes[0].lines.len(), 2 * n, "every line can be taken");
        let last = depiction.planes[0].lines.last().unwrap();
        let to = Point::new(1.0, 6.0);
        let grip = Grip::new(&LINE, GripShape::Line, last.touch).of(last.neuron);
        assert!(miss(line(&sketch(&drag(&many, &given, grip, to), &given), last.neuron).half_plane, to) < 1e-9);
    }
}

#[test]
fn perturbations_switch_on_and_off_again() {
    for name in PRESETS {
        let whole = setup(name);
        let all = built(&whole).hands().perturbations();
        assert!(all.len() >= 4, "{name}");
        for perturbation in all {
            let on = apply(&whole, &perturbation.on).unwrap_or_else(|e| panic!("{name}, {}: {e}", perturbation.name)).0;
            let off = apply(&on, &perturbation.off).unwrap().0;
            let strength = |setup: &Setup| tightrope::param::find(&mut setup.clone(), perturbation.strength).unwrap().1;
            assert!(on.build().is_ok() && off.build().is_ok());
            let id = &perturbation.off[0].id;
            let is = |setup: &Setup| tightrope::param::find(&mut setup.clone(), id).unwrap().1;
            assert_ne!(is(&on), is(&off), "{name}, {}: {} stays {}", perturbation.name, id, strength(&on));
        }
    }
}

#[test]
fn an_input_moved_by_hand_glides_and_one_of_a_preset_jumps() {
    let setup = setup("fig-4d");
    let mut engine = Runner::new(setup.clone()).unwrap();
    let mut frame = Frame::new(0, engine.layout(), 0);
    advance(&mut engine, 100, &Watch::one(None), &mut frame);
    engine.edit(&built(&setup).hands().play(2.0), None).unwrap();
    let mut after = Frame::new(0, engine.layout(), 100);
    advance(&mut engine, 60, &Watch::one(None), &mut after);
    // 500 per second in steps of 50 us: 0.025 a step, 40 steps for one unit.
    let x: Vec<f64> = (0..60).map(|k| after.samples.low(k)[0]).collect();
    assert!(
        (x[0] - 1.025).abs() < 1e-9 && (x[19] - 1.5).abs() < 1e-9 && x[39..].iter().all(|x| (x - 2.0).abs() < 1e-9)
    );
}
