//! Any settings that are allowed make a network that runs: no panic, no hang, and what gets out of hand says so in words before
//! it is no number any more.
//!
//! `TIGHTROPE_FUZZ=10000 cargo test --release --test it any_settings::` tries so many.

use crate::support::damage::inputs;
use proptest::prelude::*;
use tightrope::model::System;
use tightrope::param::{Edit, Kind, Spec, Value, apply, list};
use tightrope::picture::{Given, NeuronId};
use tightrope::session::{BUILT_IN, Preset, Setup};
use tightrope::sim::{Engine as _, Frame, Model as _, Runner, Watch};

/// Neurons, synapses a neuron and the like at most: larger networks take long, and are no other.
const MOST: usize = 60;
/// Steps of each run, and how many of them between two looks at it.
const STEPS: [u64; 2] = [300, 20];
const FORMULAS: &[&str] = &[
    "",
    "2.5 + 1.5*sin(2*PI*x/5)",
    "x^2",
    "1/x",
    "log(x)",
    "sqrt(x)",
    "exp(x)",
    "1e6*x",
    "tan(x)",
    "x",
    "x1*x2",
    "-x1",
    "6*x2",
    "x3 - x1^3",
    "0",
];

/// A value for a parameter from a number in 0..1 and a kind of choice; none where there is none to be had.
fn value(spec: &Spec, how: u8, part: f64) -> Option<Value> {
    let number = |min: f64, max: f64| match how % 6 {
        0 => min,
        1 => max,
        2 => min + (max - min) * part,
        // Even ratios: small ones as often as large ones.
        3 => (min.max(1e-6) * (max.abs().max(2e-6) / min.max(1e-6)).powf(part)).clamp(min, max),
        4 => 0.0f64.clamp(min, max),
        _ => (10.0 * part).clamp(min, max),
    };
    Some(match spec.kind {
        Kind::Number { min, max, .. } => Value::Number(number(min, max)),
        Kind::Count { min, max, .. } if spec.id == "seed" => {
            Value::Count((number(min as f64, 1e6)) as usize % (max + 1))
        }
        Kind::Count { min, max, .. } => Value::Count((number(min as f64, max.min(min.max(MOST)) as f64)) as usize),
        Kind::Choice { options, .. } => Value::Choice(options[(part * options.len() as f64) as usize].to_owned()),
        Kind::List { min, max } => {
            let n = usize::from(how) % 8;
            Value::List(
                (0..n)
                    .map(|k| {
                        if how.is_multiple_of(3) { number(min, max) } else { (k as f64 * (1.0 + part)).clamp(min, max) }
                    })
                    .collect(),
            )
        }
        Kind::Sparse { min, max } => {
            let index = (part * 20.0) as usize;
            Value::Sparse([(index, number(min, max)), (index + 1, number(min.max(-1.0), max.min(1.0)))].into())
        }
        Kind::Text { .. } => Value::Choice(FORMULAS[(part * FORMULAS.len() as f64) as usize].to_owned()),
        Kind::Arrays { .. } => return None,
    })
}

/// A preset, small, with these changes as far as they are allowed one after the other.
fn changed(preset: usize, changes: &[(prop::sample::Index, u8, f64)]) -> Setup {
    let mut setup = Preset::<System>::built_in(BUILT_IN[preset].0).unwrap().setup;
    for (spec, value) in list(&mut setup.clone()) {
        let (Kind::Count { min, .. }, Value::Count(n)) = (spec.kind, value) else { continue };
        if spec.id != "seed" && n > MOST {
            let less = Edit::new(spec.id, Value::Count(MOST.max(min)));
            setup = apply(&setup, &[less]).map_or(setup, |(setup, _)| setup);
        }
    }
    for (index, how, part) in changes {
        let all = list(&mut setup.clone());
        let (spec, _) = all[index.index(all.len())];
        let Some(value) = value(spec, *how, *part) else { continue };
        if let Ok((next, _)) = apply(&setup, &[Edit::new(spec.id, value)]) {
            setup = next;
        }
    }
    setup
}

fn told(setup: &Setup) -> String {
    let name = setup.model.name();
    let preset = Setup::new(System::named(tightrope::sim::Model::tag(&setup.model)).unwrap());
    let usual = list(&mut preset.clone());
    let all = list(&mut setup.clone()).into_iter().filter(|pair| !usual.contains(pair));
    format!("{name}: {}", all.map(|(spec, value)| format!("{} = {value}", spec.id)).collect::<Vec<_>>().join(", "))
}

fn holds(setup: &Setup) -> Result<(), TestCaseError> {
    let mut runner = match Runner::new(setup.clone()) {
        Ok(runner) => runner,
        Err(error) => {
            let why = error.to_string();
            prop_assert!(!why.contains("mistake in the program"), "{}: {why}", told(setup));
            return Ok(());
        }
    };
    let pick = |population, index| Some(NeuronId { population, index });
    runner.set_watch(Watch { samples: true, picks: [pick(0, 0), pick(1, 0), pick(0, 1), pick(1, 3)] });
    let mut frame = Frame::new(1, runner.layout(), 0);
    let mut has_alarm = false;
    while runner.step() < STEPS[0] {
        if let Err(fault) = runner.advance(STEPS[1], &mut frame) {
            prop_assert!(has_alarm, "{}: {fault}, and no alarm before", told(setup));
            return Ok(());
        }
        has_alarm |= runner.engine().alarm().is_some();
        if has_alarm {
            break;
        }
    }
    runner.depict(&mut frame);
    let hands = System::hands(runner.plan());
    drop((hands.sketch(&Given::default()), hands.roster(), hands.perturbations()));
    for chore in [System::chore(runner.plan()), runner.engine().probe()].into_iter().flatten() {
        let mut chore = chore;
        for _ in 0..3 {
            if chore.advance().is_none() {
                break;
            }
        }
    }
    if !has_alarm {
        for k in 0..frame.samples.len() {
            let wrong = frame.samples.last(k).iter().take(runner.layout().signals.len()).any(|v| v.is_infinite());
            prop_assert!(!wrong, "{}: a signal is infinite", told(setup));
        }
    }
    // What is saved goes on as it would have.
    let state = runner.engine().save();
    prop_assert!(state.is_ok());
    let again = Runner::restore(setup.clone(), &state.unwrap_or_default());
    prop_assert!(again.is_ok(), "{}: {:?}", told(setup), again.err());
    Ok(())
}

proptest! {
    #![proptest_config(inputs(200))]

    #[test]
    fn any_settings_that_are_allowed_run(
        preset in 0..BUILT_IN.len(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0.0f64..1.0), 0..14),
    ) {
        holds(&changed(preset, &changes))?;
    }
}
