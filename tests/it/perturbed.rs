//! Checks bite: what a preset's message depends on cannot be changed without one of its checks failing.

use tightrope::param::{Edit, Value, apply, non_defaults};
use tightrope::session::{BUILT_IN, Preset, run_checks};

/// A number so much larger has to be noticed.
const LARGER: f64 = 1.25;

#[test]
fn every_number_that_a_message_depends_on_is_noticed() {
    let mut unnoticed = Vec::new();
    for (name, _) in BUILT_IN {
        let preset = Preset::open(name).unwrap();
        if !["boundary", "minimax"].contains(&preset.setup.model.name()) {
            continue;
        }
        let length_s = preset.checks.iter().map(|check| check.to_s).fold(0.0, f64::max);
        let start = std::time::Instant::now();
        for (spec, value) in non_defaults(&mut preset.setup.clone()) {
            let Value::Number(v) = value else { continue };
            if v == 0.0 {
                continue;
            }
            let Ok((setup, _)) = apply(&preset.setup, &[Edit::new(spec.id, Value::Number(v * LARGER))]) else { continue };
            let changed = Preset { setup, ..preset.clone() };
            let passes = run_checks(&changed).is_ok_and(|outcomes| outcomes.iter().all(|outcome| outcome.passes()));
            if passes {
                unnoticed.push((*name, spec.id));
            }
        }
        println!("{name} {length_s} {:.2}", start.elapsed().as_secs_f64());
    }
    panic!("{unnoticed:?}");
}
