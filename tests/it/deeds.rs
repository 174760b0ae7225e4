//! Actions on the state: they are journaled, and undone by the run as it was before them.

use crate::support::Toy;
use proptest::prelude::*;
use tightrope::param::{Edit, Value, inverse};
use tightrope::session::{Command, Deed, Move, Setup, Undo, Update, Worker, replay};
use tightrope::sim::{Engine as _, Spike};

fn go(worker: &mut Worker<Toy>, steps: u64) -> Update {
    worker.apply(Command::Step(steps));
    worker.turn(0.0, f64::INFINITY, || 0.0);
    worker.take().unwrap()
}

fn state(worker: &Worker<Toy>) -> (Vec<u8>, Setup<Toy>) {
    (worker.runner().engine().save().unwrap(), worker.setup().clone())
}

/// A worker, the undo of its window, and what was told of the present generation.
struct Desk {
    worker: Worker<Toy>,
    undo: Undo<Toy>,
    generation: u64,
    /// Step at which the generation began.
    from: u64,
    spikes: Vec<Spike>,
}

fn kind(deed: &Deed) -> &'static str {
    match deed {
        Deed::Kick(_) => "Kick",
        Deed::Act(_) => "Empty",
        Deed::Restart => "Restart",
        Deed::Hurry(_) => "Hurry",
    }
}

impl Desk {
    fn new() -> Self {
        let worker = Worker::new(Setup::new(Toy::default())).unwrap();
        Desk { worker, undo: Undo::default(), generation: 1, from: 0, spikes: Vec::new() }
    }

    fn run(&mut self, steps: u64) {
        let from = self.worker.runner().step();
        let update = go(&mut self.worker, steps);
        if update.frame.generation != self.generation {
            (self.generation, self.from) = (update.frame.generation, from);
            self.spikes.clear();
        }
        self.spikes.extend(update.frame.spikes);
        let end = self.worker.runner().step();
        assert_eq!(update.frame.step, end);
        let told: Vec<Spike> =
            replay(self.worker.journal(), end).unwrap().into_iter().filter(|s| s.step > self.from).collect();
        assert_eq!(told, self.spikes);
    }

    fn deed(&mut self, deed: Deed, gesture: u64) {
        let id = self.undo.deed(kind(&deed), gesture);
        self.worker.apply(Command::Do { deed, id });
    }

    fn edit(&mut self, edit: Edit, gesture: u64) {
        let before = inverse(&mut self.worker.setup().clone(), std::slice::from_ref(&edit));
        self.undo.edit("edit", gesture, before, vec![edit.clone()]);
        self.worker.apply(Command::edit(vec![edit]));
    }

    fn step(&mut self, back: bool) -> Option<Move<Toy>> {
        let (_, step) = if back { self.undo.undo() } else { self.undo.redo() }?;
        self.worker.apply(match step.clone() {
            Move::Edits(edits) => Command::edit(edits),
            Move::State(id) => Command::Swap(id),
            Move::Load(id, place) => Command::Return { id, setup: Box::new(place.setup), plan: None },
            Move::Exchange(..) => unreachable!("nothing is exchanged here"),
        });
        Some(step)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn undo_of_a_deed_gives_the_state_before_it_in_any_order_of_things(
        moves in prop::collection::vec((0usize..8, 0.1f64..3.0, 0u64..300), 1..24),
    ) {
        let mut desk = Desk::new();
        // What each step of undo must lead back to, and what each step of redo must lead to again.
        let mut before: Vec<(Vec<u8>, Setup<Toy>)> = Vec::new();
        let mut after: Vec<(Vec<u8>, Setup<Toy>)> = Vec::new();
        for (k, (kind, value, steps)) in moves.into_iter().enumerate() {
            let gesture = k as u64 + 1;
            if kind < 6 {
                before.push(state(&desk.worker));
                after.clear();
            }
            match kind {
                0 => desk.deed(Deed::Kick(vec![(1, value)]), gesture),
                1 => desk.deed(Deed::Act(0), gesture),
                2 => desk.deed(Deed::Restart, gesture),
                3 => desk.edit(Edit::new("gain", Value::Number(value + k as f64 * 1e-3)), gesture),
                // Another network, from step 0.
                4 => desk.edit(Edit::new("n", Value::Count(6 + k)), gesture),
                5 => desk.deed(Deed::Kick(vec![(1, -value)]), gesture),
                6 => {
                    let now = state(&desk.worker);
                    if let Some(step) = desk.step(true) {
                        let was = before.pop().unwrap();
                        prop_assert_eq!(&desk.worker.setup(), &&was.1);
                        if matches!(step, Move::State(_)) {
                            prop_assert_eq!(state(&desk.worker), was);
                        }
                        after.push(now);
                    }
                }
                _ => {
                    let now = state(&desk.worker);
                    if let Some(step) = desk.step(false) {
                        let was = after.pop().unwrap();
                        prop_assert_eq!(&desk.worker.setup(), &&was.1);
                        if matches!(step, Move::State(_)) {
                            prop_assert_eq!(state(&desk.worker), was);
                        }
                        before.push(now);
                    }
                }
            }
            desk.run(steps);
        }
    }
}

#[test]
fn going_back_begins_a_generation_at_the_step_of_the_deed() {
    let mut desk = Desk::new();
    desk.run(100);
    let was = state(&desk.worker);
    desk.deed(Deed::Kick(vec![(1, 3.0)]), 1);
    desk.deed(Deed::Kick(vec![(1, 4.0)]), 1);
    desk.run(50);
    let now = state(&desk.worker);
    desk.step(true);
    assert_eq!(state(&desk.worker), was, "two kicks of one gesture are one step");
    let update = desk.worker.take().unwrap();
    assert_eq!((update.frame.step, update.frame.generation), (100, 2));
    assert!(update.frame.spikes.is_empty() && !update.frame.watches.is_empty());
    desk.step(false);
    assert_eq!(state(&desk.worker), now);
    assert_eq!(desk.worker.take().unwrap().frame.step, 150);
}

#[test]
fn what_is_refused_leaves_nothing_and_what_is_too_old_is_told() {
    let mut desk = Desk::new();
    desk.deed(Deed::Act(1), 1);
    assert!(desk.worker.take().unwrap().notices[0].text.contains("jammed"));
    desk.step(true);
    assert!(desk.worker.take().unwrap().notices[0].text.contains("not kept"));
    for k in 0..40 {
        desk.deed(Deed::Kick(vec![(1, f64::from(k))]), 2 + k as u64);
    }
    desk.worker.take();
    for _ in 0..32 {
        desk.step(true);
    }
    assert!(desk.worker.take().unwrap().notices.is_empty());
    desk.step(true);
    assert!(desk.worker.take().unwrap().notices[0].text.contains("newest 32"));
}

#[cfg(feature = "ui")]
mod window {
    use super::Toy;
    use crate::support::screen::{Screen, preset_of, scene, screen};
    use egui_kittest::kittest::Queryable as _;
    use tightrope::ui::{Action, Mode, Tab};

    fn names(screen: &Screen<Toy>) -> Vec<String> {
        scene(screen).done().to_vec()
    }

    fn act(screen: &mut Screen<Toy>, action: Action) {
        screen.state_mut().act(action);
        screen.run_steps(3);
    }

    #[test]
    fn the_bench_has_a_button_for_each_action_and_undo_takes_it_back() {
        let mut screen = screen(vec![preset_of(Toy::default())], 0, Mode::Dark);
        screen.run_steps(20);
        act(&mut screen, Action::ToggleRun);
        let level = |screen: &Screen<Toy>| {
            let history = scene(screen).history;
            history.buckets(history.step, history.step).last().map(|bucket| bucket.last[1])
        };
        let (step, was) = (scene(&screen).history.step, level(&screen).unwrap());
        act(&mut screen, Action::Show(Tab::Perturb));
        screen.get_by_role_and_label(egui::Role::Button, "Empty").click();
        screen.run_steps(3);
        act(&mut screen, Action::Kick(vec![(1, 3.0)]));
        act(&mut screen, Action::Restart);
        assert_eq!(names(&screen), ["Empty", "Kick level", "Restart"]);
        // Every view draws what comes back.
        let views: Vec<String> = screen.state().views().into_iter().map(|view| view.id).collect();
        act(&mut screen, Action::Undo(3));
        assert_eq!(scene(&screen).history.step, step);
        assert_eq!(level(&screen), Some(was), "where it stands is seen at once");
        for view in views {
            act(&mut screen, Action::Stage(view));
        }
        act(&mut screen, Action::StepOnce);
        let drift = (level(&screen).unwrap() - 0.95 * was - 0.02).abs();
        assert!(drift < 1e-12 || (drift - 0.3).abs() < 1e-12, "it goes on from where it was");
        assert_eq!(scene(&screen).history.first_step(), 1, "with its past");
        act(&mut screen, Action::Redo(3));
        assert_eq!(scene(&screen).history.step, 0);
        assert_eq!(names(&screen), ["Empty", "Kick level", "Restart"]);
    }
}

/// Turns of a worker until `done`, at a clock that stands still.
fn turns(worker: &mut Worker<Toy>, most: usize, done: impl Fn(&Update) -> bool) -> Option<Update> {
    for _ in 0..most {
        worker.turn(0.0, f64::INFINITY, || 0.0);
        if let Some(update) = worker.take().filter(&done) {
            return Some(update);
        }
    }
    None
}

#[test]
fn a_hurry_runs_its_stretch_and_then_all_is_as_before() {
    for runs in [false, true] {
        let mut worker = Worker::new(Setup::new(Toy::default())).unwrap();
        let dt_s = worker.runner().layout().dt_s;
        if runs {
            worker.apply(Command::Run);
        }
        let steps = 40_000;
        worker.apply(Command::Do { deed: Deed::Hurry(steps as f64 * dt_s), id: 1 });
        let under_way = turns(&mut worker, 1, |_| true).unwrap();
        let part = under_way.status.hurry.unwrap();
        assert!(part > 0.0 && part < 1.0 && under_way.status.running, "{part}");
        let ended = turns(&mut worker, 10, |update| update.status.hurry.is_none()).unwrap();
        assert_eq!((ended.frame.step, ended.status.running), (steps, runs));
        // It can be taken back: the run before it.
        worker.apply(Command::Swap(1));
        assert_eq!(worker.runner().step(), 0);
        worker.apply(Command::Swap(1));
        assert_eq!(worker.runner().step(), steps);
        if runs {
            worker.apply(Command::Run);
        }
        worker.take();
        // Ended by hand, by a pause, or by a restart it goes no further.
        for end in [Command::Calm, Command::Pause, Command::Do { deed: Deed::Restart, id: 7 }] {
            worker.apply(Command::Do { deed: Deed::Hurry(1e6 * dt_s), id: 2 });
            turns(&mut worker, 1, |_| true).unwrap();
            worker.apply(end);
            let update = worker.take().unwrap();
            assert_eq!(update.status.hurry, None);
            let here = worker.runner().step();
            turns(&mut worker, 2, |_| false);
            assert_eq!(worker.runner().step(), here, "the clock stands still");
        }
    }
    let mut worker = Worker::new(Setup::new(Toy::default())).unwrap();
    worker.apply(Command::Do { deed: Deed::Hurry(0.0), id: 3 });
    assert!(worker.take().unwrap().notices.iter().any(|notice| notice.text.contains("allowed")));
}
