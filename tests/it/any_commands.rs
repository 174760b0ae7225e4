//! Any commands in any order: the journal of the run, done again, gives the same state bit for bit, whatever was taken back,
//! looked at or exchanged meanwhile, and however the run was cut into turns.
//!
//! `TIGHTROPE_FUZZ=10000 cargo test --release --test it any_commands::` does a million commands for each of these laws.

use crate::support::damage::inputs;
use proptest::prelude::*;
use tightrope::model::System;
use tightrope::param::{Edit, Effect, Kind, Value, apply, list};
use tightrope::picture::NeuronId;
use tightrope::session::{Command, Deed, Preset, Setup, TwinWish, Worker, replay, replayed};
use tightrope::sim::Engine as _;

/// Commands of a case.
const COMMANDS: usize = 100;

const PRESETS: [&str; 10] = [
    "fig-4f",
    "fig-8",
    "fig-12b",
    "fig-10a",
    "minimax-pair",
    "minimax-random-10",
    "learn-lin",
    "learn-draw",
    "plastic-small",
    "plastic-opto",
];

/// Something that may be told to a run, as plain data.
type Wish = (u8, Which, f64);

/// One of however many there are.
#[derive(Clone, Copy, Debug)]
struct Which(u64);

impl Which {
    fn index(self, count: usize) -> usize {
        ((count as u128 * u128::from(self.0)) >> 64) as usize
    }
}

fn small(name: &str) -> Setup {
    let setup = Preset::<System>::built_in(name).unwrap().setup;
    let fewer = [Edit::new("n", Value::Count(200))];
    if name.starts_with("plastic") { apply(&setup, &fewer).map_or(setup, |(setup, _)| setup) } else { setup }
}

/// The command of a wish to this worker.
fn command(worker: &Worker<System>, (kind, which, part): &Wish, id: u64) -> Command<System> {
    let edit = || {
        let all = list(&mut worker.setup().clone());
        // Live ones mostly: a rebuild makes all that came before of no account.
        let live: Vec<_> = all.iter().filter(|(spec, _)| spec.effect == Effect::Live || *kind == 0).collect();
        let (spec, value) = live[which.index(live.len())];
        let value = match (spec.kind, value) {
            (Kind::Number { min, max, .. }, Value::Number(v)) => {
                Value::Number((v * (0.5 + part) + 0.01 * part).clamp(min, max))
            }
            (Kind::Count { min, max, .. }, Value::Count(n)) => {
                Value::Count((n + (part * 3.0) as usize).clamp(min, max.min(250)))
            }
            (Kind::Choice { options, .. }, _) => {
                Value::Choice(options[(part * options.len() as f64) as usize].to_owned())
            }
            (Kind::Sparse { min, max }, _) => {
                return vec![Edit::entry(spec.id, (part * 7.0) as usize, (part - 0.5).clamp(min, max))];
            }
            (_, value) => value.clone(),
        };
        vec![Edit::new(spec.id, value)]
    };
    let step = worker.runner().step();
    match kind {
        0..40 => Command::edit(edit()),
        40..48 => {
            Command::Do { deed: Deed::Kick(vec![(which.index(worker.runner().layout().signals.len()), *part)]), id }
        }
        48..52 => Command::Do { deed: Deed::Act(which.index(3)), id },
        52 => Command::Do { deed: Deed::Restart, id },
        53..57 => Command::Swap(which.index(id as usize + 1) as u64),
        57..60 => Command::Look(Some((step as f64 * part) as u64)),
        60..62 => Command::TakeUp(id),
        62 => Command::Twin([TwinWish::Begin, TwinWish::Swap, TwinWish::End][which.index(3)]),
        63 => Command::Leave { id, setup: Box::new(small(PRESETS[which.index(PRESETS.len())])), plan: None },
        64..66 => Command::Watch([Some(NeuronId { population: 0, index: which.index(9) as u32 }), None, None, None]),
        66 => Command::Look(None),
        _ => Command::Step((part * 40.0) as u64 + 1),
    }
}

fn wishes() -> impl Strategy<Value = Vec<Wish>> {
    prop::collection::vec((0u8..110, any::<u64>().prop_map(Which), 0.0f64..1.0), COMMANDS)
}

/// All of them done, with turns whose budget is cut short now and then as `cuts` says.
fn done(preset: usize, wishes: &[Wish], cuts: u64) -> Worker<System> {
    let mut worker = Worker::new(small(PRESETS[preset])).unwrap();
    for (id, wish) in wishes.iter().enumerate() {
        let command = command(&worker, wish, id as u64);
        let is_step = matches!(command, Command::Step(_));
        worker.apply(command);
        // A turn that is cut short is followed by another.
        let clock = std::cell::Cell::new(0.0);
        let tick = || {
            clock.set(clock.get() + 1.0);
            clock.get()
        };
        let mut before = u64::MAX;
        while is_step && worker.runner().step() != before {
            before = worker.runner().step();
            worker.turn(0.0, if cuts == 0 { f64::INFINITY } else { (id as u64 % cuts) as f64 }, tick);
        }
        worker.take();
    }
    worker
}

fn state(worker: &Worker<System>) -> (Vec<u8>, Setup) {
    (worker.runner().engine().save().unwrap(), worker.setup().clone())
}

proptest! {
    #![proptest_config(inputs(24))]

    #[test]
    fn a_journal_of_any_commands_replays_bit_for_bit(preset in 0..PRESETS.len(), wishes in wishes()) {
        let worker = done(preset, &wishes, 0);
        let step = worker.runner().step();
        let (again, spikes) = replayed(worker.journal(), step).unwrap();
        prop_assert_eq!(again.engine().save().unwrap(), state(&worker).0);
        prop_assert_eq!(replay(worker.journal(), step).unwrap(), spikes);
        // By the copies on its way, too.
        prop_assert_eq!(worker.at(step).engine().save().unwrap(), state(&worker).0);
    }

    #[test]
    fn turns_of_any_length_come_to_the_same(preset in 0..PRESETS.len(), wishes in wishes()) {
        let (whole, cut) = (done(preset, &wishes, 0), done(preset, &wishes, 3));
        prop_assert_eq!(state(&whole), state(&cut));
    }
}

/// Found by the law above among some hundred thousand commands.
#[test]
fn a_kick_that_is_refused_changes_nothing() {
    for name in PRESETS {
        let mut worker = Worker::new(small(name)).unwrap();
        let before = state(&worker).0;
        let (signals, actions) = (worker.runner().layout().signals.len(), worker.runner().layout().actions.len());
        let kicks = (0..signals + 2).map(|signal| Deed::Kick(vec![(signal, 1e12)]));
        let out_of_range = [Deed::Kick(vec![(0, f64::NAN)]), Deed::Act(actions), Deed::Act(99)];
        let not_kicked =
            (0..signals).filter(|k| !worker.runner().layout().signals[*k].can_be_kicked).collect::<Vec<_>>();
        // Nor does one of which a part could be done.
        let partly = (0..signals).flat_map(|k| {
            [signals + 5, *not_kicked.first().unwrap_or(&99)].map(|other| Deed::Kick(vec![(k, 0.1), (other, 0.1)]))
        });
        let partly = partly.chain((0..signals).map(|k| Deed::Kick(vec![(k, 0.1), (k, f64::NAN)]))).collect::<Vec<_>>();
        let not_kicked = not_kicked.into_iter().map(|signal| Deed::Kick(vec![(signal, 0.5)]));
        for (id, deed) in kicks.chain(out_of_range).chain(not_kicked).chain(partly).enumerate() {
            let what = format!("{name}: {deed:?}");
            let known = worker.journal().clone();
            worker.apply(Command::Do { deed, id: id as u64 + 1 });
            if *worker.journal() == known {
                assert_eq!(state(&worker).0, before, "{what}");
            } else {
                // It was taken: what it did is in the record.
                let (again, _) = replayed(worker.journal(), 0).unwrap();
                assert_eq!(again.engine().save().unwrap(), state(&worker).0, "{what}");
                worker = Worker::new(small(name)).unwrap();
            }
        }
    }
}
