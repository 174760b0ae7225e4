//! The laws of a session: merging, batches, watching, slow readers, replay, refusals.

use crate::support::advance;
use crate::support::{Toy, ToyEngine};
use proptest::prelude::*;
use std::time::{Duration, Instant};
use tightrope::model::System;
use tightrope::param::{Edit, Value, apply};
use tightrope::picture::NeuronId;
use tightrope::session::{Command, Deed, History, Preset, Session, Setup, Speed, Update, Worker, replay};
use tightrope::sim::{Engine as _, Frame, Meter, Model, Runner, Spike, Stretch, Watch};

fn noisy() -> Setup<System> {
    let setup = Preset::open("fig-8").unwrap().setup;
    apply(&setup, &[Edit::new("n_e", Value::Count(8)), Edit::new("n_i", Value::Count(7))]).unwrap().0
}

fn toy() -> Setup<Toy> {
    Setup::new(Toy::default())
}

fn turn<M: Model>(worker: &mut Worker<M>) {
    worker.turn(0.0, f64::INFINITY, || 0.0);
}

/// Steps by hand, in these batches; all updates merged.
fn run<M: Model>(setup: &Setup<M>, batches: &[u64]) -> Update {
    let mut worker = Worker::new(setup.clone()).unwrap();
    // All seats taken, so that no column is NaN.
    let id = |population, index| Some(NeuronId { population, index });
    worker.apply(Command::Watch([id(0, 0), id(0, 1), id(1, 0), id(1, 1)]));
    let mut all: Option<Update> = None;
    for batch in batches {
        worker.apply(Command::Step(*batch));
        turn(&mut worker);
        if let Some(update) = worker.take() {
            match &mut all {
                Some(all) => all.merge(update),
                None => all = Some(update),
            }
        }
    }
    all.unwrap()
}

/// What must not depend on how a run was chopped.
fn essence(update: &Update) -> (Vec<Spike>, tightrope::sim::Samples, u64) {
    (update.frame.spikes.clone(), update.frame.samples.clone(), update.frame.step)
}

fn chopping_law<M: Model>(setup: &Setup<M>, cuts: &[u64]) -> Result<(), TestCaseError> {
    let chopped = run(setup, cuts);
    let whole = run(setup, &[cuts.iter().sum()]);
    prop_assert_eq!(essence(&chopped), essence(&whole));
    Ok(())
}

/// An update of a stretch of a toy run, moved to another generation.
fn part(worker: &mut Worker<Toy>, steps: u64, generation: u64, note: bool) -> Update {
    worker.apply(Command::Step(steps));
    turn(worker);
    let mut update = worker.take().unwrap();
    update.frame.generation = generation;
    if note {
        let text = format!("at {}", update.frame.step);
        update.notices.push(tightrope::session::Notice { level: tightrope::session::Level::Info, text });
    }
    update
}

fn merged(mut a: Update, b: Update) -> Update {
    a.merge(b);
    a
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn merging_is_associative(
        steps in prop::collection::vec(1u64..400, 3),
        generations in prop::collection::vec(1u64..4, 3),
        notes in prop::collection::vec(any::<bool>(), 3),
    ) {
        let mut worker = Worker::new(toy()).unwrap();
        let parts: Vec<Update> = (0..3).map(|k| part(&mut worker, steps[k], generations[k], notes[k])).collect();
        let [a, b, c]: [Update; 3] = parts.try_into().unwrap();
        let left = merged(merged(a.clone(), b.clone()), c.clone());
        let right = merged(a, merged(b, c));
        // Signals hold NaN where nobody is watched, so the comparison goes by text.
        prop_assert_eq!(format!("{left:?}"), format!("{right:?}"));
    }

    #[test]
    fn any_batches_give_the_same_history(cuts in prop::collection::vec(1u64..3000, 1..8)) {
        chopping_law(&toy(), &cuts)?;
        chopping_law(&noisy(), &cuts)?;
    }

    #[test]
    fn watching_changes_nothing(watched in 0u32..7, samples in any::<bool>(), steps in 500u64..3000) {
        let spikes = |watch: Watch| {
            let mut engine = Runner::new(noisy()).unwrap();
            let mut frame = Frame::new(1, engine.layout(), 0);
            advance(&mut engine, steps, &watch, &mut frame);
            frame.spikes
        };
        let neuron = Some(NeuronId { population: 1, index: watched });
        let unwatched = spikes(Watch::default());
        prop_assert!(!unwatched.is_empty());
        prop_assert_eq!(spikes(Watch { samples, ..Watch::one(neuron) }), unwatched);
    }

    #[test]
    fn a_reader_that_stalls_gets_every_spike_once_and_in_order(takes in prop::collection::vec(any::<bool>(), 4..30)) {
        let mut worker = Worker::new(noisy()).unwrap();
        let mut history: Option<History> = None;
        let mut read = |update: Update| match &mut history {
            Some(history) => { history.absorb(update); }
            None => history = Some(History::new(update)),
        };
        for take in &takes {
            worker.apply(Command::Step(137));
            turn(&mut worker);
            let update = worker.take().unwrap();
            if *take { read(update) } else { worker.put_back(update) }
        }
        if let Some(update) = worker.take() {
            read(update);
        }
        let steps = 137 * takes.len() as u64;
        let expected = run(&noisy(), &[steps]).frame.spikes;
        let history = history.unwrap();
        prop_assert_eq!(history.spikes(0, steps), &expected[..]);
    }

    #[test]
    fn a_recorded_session_replays_bit_for_bit(
        moves in prop::collection::vec((0usize..6, 0.01f64..2.0, 1u64..600), 1..12),
    ) {
        let mut worker = Worker::new(noisy()).unwrap();
        let mut spikes: Vec<Spike> = Vec::new();
        let mut generation = 1;
        for (kind, value, steps) in moves {
            let edit = |id: &str, value: Value| Command::edit(vec![Edit::new(id, value)]);
            match kind {
                0 => worker.apply(edit("x", Value::Number(value))),
                1 => worker.apply(edit("d_i", Value::Number(value))),
                2 => worker.apply(edit("sigma_v", Value::Number(0.1 * value))),
                3 => worker.apply(edit("n_i", Value::Count(3 + steps as usize % 9))),
                4 => worker.apply(Command::Do { deed: Deed::Restart, id: 0 }),
                // Refused: it must leave no trace.
                _ => worker.apply(edit("d_e", Value::Number(-value))),
            }
            worker.apply(Command::Step(steps));
            turn(&mut worker);
            let update = worker.take().unwrap();
            if update.frame.generation != generation {
                generation = update.frame.generation;
                spikes.clear();
            }
            spikes.extend(update.frame.spikes);
        }
        let mut last = worker;
        last.apply(Command::Pause);
        let end = last.take().unwrap().frame.step;
        prop_assert_eq!(replay(last.journal(), end).unwrap(), spikes);
    }
}

#[test]
fn a_slow_thread_reader_gets_every_spike_once_and_in_order() {
    let mut session = Session::spawn(noisy(), || {}).unwrap();
    session.send(Command::Speed(Speed::Fastest));
    session.send(Command::Run);
    let mut history: Option<History> = None;
    let mut read = |update: Update| match &mut history {
        Some(history) => {
            history.absorb(update);
        }
        None => history = Some(History::new(update)),
    };
    for _ in 0..10 {
        std::thread::sleep(Duration::from_millis(15));
        if let Some(update) = session.poll() {
            read(update);
        }
    }
    session.send(Command::Pause);
    let end = Instant::now() + Duration::from_millis(300);
    while Instant::now() < end {
        if let Some(update) = session.poll() {
            read(update);
        }
    }
    let history = history.unwrap();
    assert!(history.step > 1000 && !history.status.running);
    let expected = run(&noisy(), &[history.step]).frame.spikes;
    assert_eq!(history.spikes(0, history.step), &expected[..]);
}

/// Polls until an update satisfies `done`, for at most five seconds.
fn wait<M: Model>(session: &mut Session<M>, mut done: impl FnMut(&Update) -> bool) -> bool {
    let end = Instant::now() + Duration::from_secs(5);
    while Instant::now() < end {
        match session.poll() {
            Some(update) if done(&update) => return true,
            Some(_) => {}
            None => std::thread::sleep(Duration::from_millis(1)),
        }
    }
    false
}

#[test]
fn a_panic_in_the_engine_becomes_a_notice_and_the_session_lives_on() {
    let edits = [Edit::new("panic_at", Value::Count(500))];
    let mut session = Session::spawn(apply(&toy(), &edits).unwrap().0, || {}).unwrap();
    session.send(Command::Step(600));
    let told = wait(&mut session, |update| {
        update.notices.iter().any(|n| n.text.contains("the toy was told to break")) && !update.status.running
    });
    assert!(told, "nobody said that the engine broke");
    assert!(session.is_alive());
    session.send(Command::edit(vec![Edit::new("panic_at", Value::Count(0))]));
    session.send(Command::Step(600));
    assert!(wait(&mut session, |update| update.frame.step >= 600), "the session did not go on");
}

#[test]
fn a_state_that_is_not_finite_stops_the_run_and_names_the_last_edit() {
    let mut worker = Worker::new(toy()).unwrap();
    worker.apply(Command::Run);
    worker.apply(Command::edit(vec![Edit::new("fault_at", Value::Count(10))]));
    worker.apply(Command::Step(20));
    turn(&mut worker);
    worker.apply(Command::Step(0));
    let update = worker.take().unwrap();
    let text = &update.notices[0].text;
    assert!(text.contains("neuron A0") && text.contains("fault_at") && text.contains("step"), "{text}");
    assert!(!update.status.running);
}

#[test]
fn a_refused_edit_changes_nothing_and_says_why() {
    let mut worker = Worker::new(noisy()).unwrap();
    let before = worker.setup().clone();
    worker.apply(Command::edit(vec![Edit::new("x", Value::Number(2.0)), Edit::new("d_e", Value::Number(-1.0))]));
    assert_eq!(worker.setup(), &before, "all edits of one command or none");
    let notices = worker.take().unwrap().notices;
    assert!(
        notices[0].text.contains("`d_e`") && notices[0].text.contains("-1") && notices[0].text.contains("0 to 100")
    );
}

#[test]
fn a_paused_worker_answers_an_edit_at_once() {
    let mut worker = Worker::new(Preset::open("fig-4d").unwrap().setup).unwrap();
    worker.take();
    worker.apply(Command::edit(vec![Edit::new("i_offset", Value::Number(0.5))]));
    let mark = &worker.take().unwrap().frame.depiction.unwrap().planes[0].marks[0];
    // Lines y_E + 1 and 1.5 y_E + 0.5 cross at (1, 2): sheet section 4.3.
    assert!((mark.at.x - 1.0).abs() < 1e-12 && (mark.at.y - 2.0).abs() < 1e-12);
}

#[test]
fn a_burst_of_edits_neither_blocks_nor_loses_the_last_one() {
    let mut session = Session::spawn(toy(), || {}).unwrap();
    let start = Instant::now();
    for k in 0..10_000 {
        session.send(Command::edit(vec![Edit::new("gain", Value::Number(f64::from(k) * 1e-4))]));
    }
    assert!(start.elapsed() < Duration::from_secs(5), "sending must not wait for the worker");
    let arrived = wait(&mut session, |update| {
        let last = update.frame.depiction.as_ref().is_some_and(|d| d.planes[0].subtitle == "gain 0.9999");
        // A picture that knows of too few edits would never be believed.
        last && update.frame.edits == 10_000
    });
    assert!(arrived, "the last edit, or the count of all, was lost");
}

#[test]
fn dropping_a_session_ends_its_thread() {
    let (alive, ended) = std::sync::mpsc::channel::<()>();
    let mut session = Session::spawn(toy(), move || {
        let _ = &alive;
    })
    .unwrap();
    session.send(Command::Speed(Speed::Fastest));
    session.send(Command::Run);
    drop(session);
    // The thread owned the only sender.
    assert!(matches!(ended.recv_timeout(Duration::from_secs(5)), Err(std::sync::mpsc::RecvTimeoutError::Disconnected)));
}

#[test]
fn statistics_of_a_regular_train_are_its_own() {
    // Two neurons that spike every 10 steps, half a period apart: 100 Hz at dt = 1 ms, CV 0, E-to-I cycle 10 ms.
    let engine = ToyEngine::new(Toy { n: 1, ..Toy::default() }, 1);
    let mut meter = Meter::new(engine.layout(), f64::INFINITY, 0.0);
    let mut stretch = Stretch { steps: 1000, columns: 16, ..Stretch::default() };
    for step in 1..=1000u64 {
        let spike = |population| Spike::of(step, NeuronId { population, index: 0 });
        stretch.spikes.extend((step % 10 == 0).then(|| spike(0)));
        stretch.spikes.extend((step % 10 == 5).then(|| spike(1)));
        let phase = step as f64 * 0.1;
        let mut row = [0.0; 16];
        row[..3].copy_from_slice(&[1.0, 2.0, phase.sin()]);
        row[8..10].copy_from_slice(&[phase.sin(), -phase.sin()]);
        stretch.rows.extend(row);
    }
    meter.absorb(&stretch);
    let statistics = meter.read().unwrap();
    assert!((statistics.rates_hz[0] - 100.0).abs() < 1e-9);
    assert!(statistics.isi_cv.unwrap().mean < 1e-9);
    assert!((statistics.cycle_s.unwrap() - 0.01).abs() < 1e-12);
    assert!((statistics.means[1] - 2.0).abs() < 1e-12 && statistics.deviations[1] < 1e-9);
    assert!((statistics.deviations[2] - 0.5f64.sqrt()).abs() < 0.01);
    assert!((statistics.balance.unwrap().correlation.unwrap() - 1.0).abs() < 1e-9);
}

#[test]
fn an_edit_acts_in_the_first_step_after_it() {
    // A network at rest; the E line is put above the state while a batch waits: the very next step spikes.
    let quiet = [("e_offset", -5.0), ("i_offset", -5.0), ("f_e", 0.0), ("f_i", 0.0)];
    let quiet: Vec<Edit> = quiet.iter().map(|(id, v)| Edit::new(*id, Value::Number(*v))).collect();
    let setup = apply(&Preset::open("fig-4d").unwrap().setup, &quiet).unwrap().0;
    let mut worker = Worker::new(setup).unwrap();
    worker.apply(Command::Step(500));
    turn(&mut worker);
    assert!(worker.take().unwrap().frame.spikes.is_empty());
    worker.apply(Command::edit(vec![Edit::new("e_offset", Value::Number(1.0))]));
    worker.apply(Command::Step(1));
    turn(&mut worker);
    let frame = worker.take().unwrap().frame;
    assert_eq!(frame.spikes, [Spike::of(501, NeuronId { population: 0, index: 0 })]);
    assert_eq!(frame.edits, 1, "the picture knows of the edit");
}

#[test]
fn what_was_measured_before_a_change_is_kept_beside_what_is_measured_after() {
    let mut worker = Worker::new(Preset::open("fig-4d").unwrap().setup).unwrap();
    let mut go = |command, steps| {
        worker.apply(command);
        worker.apply(Command::Step(steps));
        turn(&mut worker);
        worker.take().unwrap()
    };
    let first = go(Command::Pause, 8000);
    assert!(first.before.is_none());
    let cycle = first.statistics.unwrap().cycle_s.unwrap();
    // A drag of many edits: the last settled numbers count, not those of its middle.
    let edit = |offset: f64| Command::edit(vec![Edit::new("e_offset", Value::Number(offset))]);
    go(edit(1.2), 10);
    go(edit(1.4), 10);
    let update = go(edit(1.7), 8000);
    assert_eq!(update.before.unwrap().cycle_s, Some(cycle));
    // tau ln(1 + 0.38/1.7) and one step (section 4.5).
    let expected = 0.01 * (1.0f64 + 0.38 / 1.7).ln() + 5e-5;
    let measured = update.statistics.unwrap().cycle_s.unwrap();
    assert!((measured - expected).abs() < 0.5 * 5e-5, "{measured} instead of {expected}");
}

#[test]
fn a_current_that_sets_in_by_itself_begins_a_new_time_too() {
    let mut worker = Worker::new(Preset::open("fig-8").unwrap().setup).unwrap();
    worker.apply(Command::Step(5000));
    turn(&mut worker);
    let update = worker.take().unwrap();
    let (before, after) = (update.before.unwrap(), update.statistics.unwrap());
    // The push at 0.125 s; 50 ms are left to settle. Sheet, section 7.
    assert!((before.means[1] - 1.85).abs() < 0.08 && (before.means[2] - 3.32).abs() < 0.12, "{:?}", before.means);
    assert!((after.means[1] - 0.72).abs() < 0.08 && (after.means[2] - 2.14).abs() < 0.12, "{:?}", after.means);
}

#[test]
fn adding_noise_does_not_change_random_weights() {
    let design = |sigma: f64| {
        let edits = [
            Edit::new("design", Value::Choice("random".into())),
            Edit::new("n_e", Value::Count(9)),
            Edit::new("sigma_v", Value::Number(sigma)),
        ];
        let setup = apply(&Preset::open("fig-4f").unwrap().setup, &edits).unwrap().0;
        let System::Boundary(params) = &setup.model else { panic!("another system") };
        tightrope::model::boundary::design(params, 7).unwrap().populations[0].threshold.clone()
    };
    assert_eq!(design(0.0), design(0.3));
}

#[test]
fn watching_another_neuron_keeps_the_statistics() {
    // A click on a raster row emptied the whole status line for five time constants.
    let mut worker = Worker::new(Preset::open("fig-4f").unwrap().setup).unwrap();
    worker.apply(Command::Step(5000));
    turn(&mut worker);
    let before = worker.take().unwrap().statistics.unwrap();
    worker.apply(Command::Watch([Some(NeuronId { population: 1, index: 3 }), None, None, None]));
    worker.apply(Command::Step(1000));
    turn(&mut worker);
    let after = worker.take().unwrap().statistics.unwrap();
    assert!(after.window_s > before.window_s && after.cycle_s.is_some());
    // Only the new neuron's currents count: an I neuron hears E with weight 0.24 * 2 * 5 / 3 = 0.8 and no input.
    let balance = after.balance.unwrap();
    let y_e = after.means[1];
    assert!((balance.mean_excitatory - 0.8 * y_e).abs() < 0.05 * y_e, "{balance:?}, y_E {y_e}");
}
