//! Going back in time: any moment can be had again, and what goes on from it spikes alike, bit for bit.

use proptest::prelude::*;
use std::cell::Cell;
use tightrope::model::System;
use tightrope::param::{Edit, Effect, Kind, Value, shown};
use tightrope::picture::Layout;
use tightrope::session::{BUILT_IN, Command, Deed, Histories, History, Kin, Preset, TwinWish, Worker};
use tightrope::sim::{Engine as _, Runner, Spike};

/// A clock that moves on with each look at it, so that copies are made on the way.
struct Clock(Cell<f64>);

impl Clock {
    fn read(&self) -> f64 {
        self.0.set(self.0.get() + 0.004);
        self.0.get()
    }
}

/// A worker with its reader.
struct Bench {
    worker: Worker<System>,
    history: Histories,
    clock: Clock,
}

impl Bench {
    fn of(preset: &Preset) -> Self {
        let mut worker = Worker::new(preset.setup.clone()).unwrap();
        let history = Histories::new(worker.take().unwrap());
        Bench { worker, history, clock: Clock(Cell::new(0.0)) }
    }

    fn tell(&mut self, command: Command) {
        self.worker.apply(command);
        self.read();
    }

    fn go(&mut self, steps: u64) {
        // In turns of their own, as a window asks for them.
        let mut left = steps;
        while left > 0 {
            let part = left.min(97);
            self.worker.apply(Command::Step(part));
            self.worker.turn(0.0, f64::INFINITY, || self.clock.read());
            left -= part;
        }
        self.read();
    }

    fn read(&mut self) {
        while let Some(update) = self.worker.take() {
            for notice in self.history.absorb(update) {
                assert!(!notice.text.contains("not kept"), "{}", notice.text);
            }
        }
    }

    fn step(&self) -> u64 {
        self.worker.runner().step()
    }

    fn spikes(&self, from: u64, to: u64) -> Vec<Spike> {
        self.history.spikes(from, to).to_vec()
    }
}

/// A live edit of some number of the setup, by a twentieth of its range.
fn nudge(preset: &Preset, which: usize) -> Option<Edit> {
    let mut setup = preset.setup.clone();
    let numbers = shown(&mut setup).into_iter().filter_map(|(spec, value)| match (spec.kind, value) {
        (Kind::Number { min, max, .. }, Value::Number(value)) if spec.effect == Effect::Live => {
            let by = 0.05 * (max - min).min(value.abs().max(1.0));
            Some(Edit::new(spec.id, Value::Number((value + by).min(max))))
        }
        _ => None,
    });
    let numbers: Vec<Edit> = numbers.collect();
    (!numbers.is_empty()).then(|| numbers[which % numbers.len()].clone())
}

fn kick(layout: &Layout) -> Option<Deed> {
    let signal = layout.signals.iter().position(|signal| signal.is_readout)?;
    Some(Deed::Kick(vec![(signal, 0.3)]))
}

/// Steps that a preset may take in a test.
fn steps_of(preset: &Preset) -> u64 {
    let worker = Worker::new(preset.setup.clone()).unwrap();
    let cells: usize = worker.runner().layout().populations.iter().map(|p| p.count).sum();
    (60_000 / cells.max(40) as u64).clamp(30, 400)
}

#[test]
fn every_preset_goes_on_from_any_moment_as_it_did() {
    for (k, (name, text)) in BUILT_IN.iter().enumerate() {
        let preset = Preset::parse(name, name, text).unwrap();
        let n = steps_of(&preset);
        let mut bench = Bench::of(&preset);
        bench.go(n / 2);
        if let Some(edit) = nudge(&preset, k) {
            bench.tell(Command::edit(vec![edit]));
        }
        bench.go(n / 4);
        if let Some(deed) = kick(bench.worker.runner().layout()) {
            bench.worker.apply(Command::Do { deed, id: 1 });
            bench.read();
        }
        bench.go(n / 4);
        // A rebuild, if the edit was one, has begun at 0.
        let end = bench.step();
        let before = bench.spikes(0, end);
        let last = bench.worker.runner().engine().save().unwrap();
        for part in [0.3, 0.97] {
            let at = (part * end as f64) as u64;
            bench.tell(Command::Look(Some(at)));
            assert_eq!((bench.history.step, bench.history.is_back()), (at, true), "{name}");
            bench.tell(Command::TakeUp(10 + (100.0 * part) as u64));
            assert_eq!(bench.step(), at, "{name}");
            bench.go(end - at);
            assert_eq!(bench.step(), end, "{name}");
            // What was left out of the journal of this branch is what was done after `at`: the same is done again only
            // by an undo, so that spikes are compared up to the first change.
            let changes = [n / 2, n / 2 + n / 4].into_iter().filter(|change| *change > at);
            let same_until = changes.min().unwrap_or(end);
            let fits = |spikes: &[Spike]| spikes.iter().copied().filter(|s| s.step <= same_until).collect::<Vec<_>>();
            assert_eq!(fits(&bench.spikes(0, end)), fits(&before), "{name} from {at}");
            bench.tell(Command::Swap(10 + (100.0 * part) as u64));
            assert_eq!(bench.step(), end, "{name}: the undo leads back");
            assert_eq!(bench.spikes(0, end), before, "{name}: with its past");
            assert_eq!(bench.worker.runner().engine().save().unwrap(), last, "{name}: to the bit");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Edits, kicks and moments at random: a look shows what was sampled then, and the branch from there is the run.
    #[test]
    fn a_moment_is_what_it_was(
        name in prop::sample::select(vec!["fig-4f", "fig-6", "fig-8", "minimax-ring", "learn-vdp", "plastic-static"]),
        cuts in prop::collection::vec((1u64..400, 0usize..40, any::<bool>()), 1..6),
        at in 0.0..1.0f64,
    ) {
        let preset = Preset::open(name).unwrap();
        let mut bench = Bench::of(&preset);
        let mut states = Vec::new();
        for (k, (steps, which, kicks)) in cuts.iter().enumerate() {
            bench.go(*steps);
            states.push((bench.step(), bench.worker.runner().engine().save().unwrap()));
            let generation = bench.history.generation;
            match kick(bench.worker.runner().layout()).filter(|_| *kicks) {
                Some(deed) => bench.tell(Command::Do { deed, id: k as u64 + 1 }),
                None => nudge(&preset, *which).into_iter().for_each(|edit| bench.tell(Command::edit(vec![edit]))),
            }
            if bench.history.generation != generation {
                states.clear();
            }
            // What was done at this very step counts.
            if let Some(last) = states.last_mut() {
                last.1 = bench.worker.runner().engine().save().unwrap();
            }
        }
        bench.go(50);
        let end = bench.step();
        let before = bench.spikes(0, end);
        for (step, state) in &states {
            prop_assert!(bench.worker.at(*step).engine().save().unwrap() == *state, "{} at {}", name, step);
        }
        let moment = (at * end as f64) as u64;
        bench.tell(Command::Look(Some(moment)));
        let sampled = bench.history.buckets(moment, moment).next().map(|bucket| bucket.last.to_vec());
        let changed = states.iter().any(|(step, _)| *step == moment);
        if let (Some(sampled), Some(now), false) = (sampled, bench.history.now.clone(), changed) {
            let signals = bench.history.layout.signals.len();
            for (a, b) in sampled[..signals].iter().zip(&now[..signals]) {
                prop_assert!(a == b || a.is_nan() && b.is_nan(), "{} at {}: {} is {}", name, moment, a, b);
            }
        }
        bench.tell(Command::Look(None));
        prop_assert!(!bench.history.is_back() && bench.history.step == end);
        prop_assert_eq!(bench.spikes(0, end), before, "looking changes nothing");
    }
}

#[test]
fn the_branch_that_was_left_stays_to_be_seen_and_the_past_is_shared() {
    let preset = Preset::open("fig-4f").unwrap();
    let mut bench = Bench::of(&preset);
    bench.go(4000);
    let before = bench.spikes(0, 4000);
    bench.tell(Command::Look(Some(1500)));
    bench.tell(Command::TakeUp(1));
    assert_eq!((bench.history.step, bench.history.is_back()), (1500, false));
    assert_eq!(bench.spikes(0, 4000), before.iter().copied().filter(|s| s.step <= 1500).collect::<Vec<_>>());
    bench.tell(Command::edit(vec![Edit::new("f_e", Value::Number(1.4))]));
    bench.go(1000);
    let (left, kin) = bench.history.beside().unwrap();
    assert_eq!((kin, left.step), (Kin::Branch, 2500), "it is seen at the same time");
    assert_eq!(left.spikes(0, 4000), &before[..], "as it was");
    assert_ne!(bench.spikes(1501, 2500), left.spikes(1501, 2500));
    bench.history.hide_branch();
    assert!(bench.history.beside().is_none());
}

#[test]
fn a_twin_does_the_same_until_something_is_changed_in_one() {
    for name in ["fig-6", "fig-4f", "minimax-ring", "learn-vdp", "plastic-static"] {
        let preset = Preset::open(name).unwrap();
        let n = steps_of(&preset);
        let mut bench = Bench::of(&preset);
        bench.go(n / 2);
        bench.tell(Command::Twin(TwinWish::Begin));
        bench.go(n / 2);
        let same = |bench: &Bench| {
            let (twin, kin) = bench.history.beside().unwrap();
            assert_eq!((kin, twin.step), (Kin::Twin, bench.history.step), "{name}");
            twin.spikes(0, twin.step) == bench.history.spikes(0, bench.history.step)
        };
        assert!(same(&bench), "{name}: the same noise and the same input, and one past");
        let state = |runner: &Runner<System>| runner.engine().save().unwrap();
        assert_eq!(state(bench.worker.runner()), state(bench.worker.twin().unwrap()), "{name}");
        let alone = {
            let mut runner = bench.worker.runner().fork();
            let mut spikes: Vec<Spike> = Vec::new();
            runner.advance(n, &mut spikes).unwrap();
            spikes
        };
        let Some(deed) = kick(bench.worker.runner().layout()) else { continue };
        let at = bench.step();
        bench.worker.apply(Command::Do { deed, id: 1 });
        bench.read();
        bench.go(n);
        let (twin, _) = bench.history.beside().unwrap();
        assert_eq!(twin.spikes(at + 1, at + n), &alone[..], "{name}: the twin goes on as if nothing had happened");
        let solid = bench.spikes(at + 1, at + n);
        bench.tell(Command::Twin(TwinWish::Swap));
        let (other, _) = bench.history.beside().unwrap();
        assert_eq!(other.spikes(at + 1, at + n), &solid[..], "{name}: they have changed places");
        assert_eq!(bench.spikes(at + 1, at + n), alone, "{name}");
        bench.tell(Command::Twin(TwinWish::End));
        assert!(bench.history.beside().is_none());
    }
}

#[test]
fn the_difference_of_twins_has_the_error_of_the_difference() {
    // With the same noise most of it cancels: pushing E by a little is seen at once, though each mean is uncertain.
    let preset = Preset::open("fig-8").unwrap();
    let mut bench = Bench::of(&preset);
    bench.go(4000);
    bench.tell(Command::Twin(TwinWish::Begin));
    bench.go(12_000);
    let zero = bench.history.difference.clone().unwrap();
    assert!(zero.signals.iter().chain(&zero.rates_hz).all(|d| d.mean == 0.0), "twins that do the same do not differ");
    bench.tell(Command::edit(vec![Edit::new("t_i", Value::Number(2.2))]));
    bench.go(40_000);
    let layout = bench.history.layout.clone();
    let (twin, _) = bench.history.beside().unwrap();
    let own = bench.history.statistics.clone().unwrap();
    let theirs = twin.statistics.clone().unwrap();
    for (k, signal) in layout.signals.iter().enumerate().filter(|(_, signal)| signal.is_readout) {
        let difference = bench.history.difference.as_ref().unwrap().signals[k];
        let error = difference.error.unwrap();
        let apart = own.standard_errors[k].unwrap().hypot(theirs.standard_errors[k].unwrap());
        // The mean of the twin covers its whole past, that of the run what came since the push.
        assert!((difference.mean - (own.means[k] - theirs.means[k])).abs() < 4.0 * (apart + error), "{}", signal.id);
    }
}

#[test]
fn a_history_that_was_cut_tells_what_was_before_the_cut_and_nothing_else() {
    let preset = Preset::open("fig-6").unwrap();
    let mut bench = Bench::of(&preset);
    bench.go(3000);
    let whole: &History = &bench.history;
    let rows = |history: &History| -> Vec<(u64, f64)> {
        history.buckets(0, 1700).map(|bucket| (bucket.step, bucket.last[0])).collect()
    };
    let expected = rows(whole);
    bench.tell(Command::Look(Some(1700)));
    bench.tell(Command::TakeUp(1));
    assert_eq!(rows(&bench.history), expected);
    assert_eq!(bench.history.buckets(1701, 9000).count(), 0);
}
