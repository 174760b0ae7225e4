//! Checks bite: what a preset's message depends on cannot be changed without one of its checks failing.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use tightrope::param::{Edit, Value, apply, non_defaults};
use tightrope::session::{BUILT_IN, Preset, run_checks};

/// A number so much larger has to be noticed.
const LARGER: f64 = 1.25;

/// Why nobody notices a parameter, where that is right; `None` where it has to be noticed.
fn blind(preset: &str, id: &str) -> Option<&'static str> {
    let starts = |all: &[&str]| all.iter().any(|start| preset.starts_with(start));
    match id {
        "dt_s" => Some("a number that noticed it would be one of the step, not of the network"),
        "x_start" | "x_hold_s" | "x_ramp_s" | "cue_angle" => Some("when and from where the input comes"),
        "x" if starts(&["fig-2e", "fig-12c"]) => Some("how far the input sweeps"),
        "from" | "to" => Some("where the tangents of one and the same curve touch it"),
        "f_e" | "f_i" if starts(&["fig-4d", "fig-11a"]) => Some("the input stands where the lines were given"),
        "d_e" | "e_offset" | "e_curvature" if ["fig-3", "fig-3-above"].contains(&preset) => {
            Some("far from the boundary; fig-3-below starts beside it")
        }
        "e_offset" | "e_curvature" if preset == "fig-3-below" => Some("a boundary farther away is below it, too"),
        "i_curvature" if starts(&["fig-s1-new", "fig-10d", "fig-6-quiet"]) => Some("the curve is checked near its top"),
        "d_i" | "i_offset" if starts(&["fig-6-quiet"]) => {
            Some("regularity is a matter of noise; fig-6 has the same cap")
        }
        "sigma_v" | "mu_i" if starts(&["fig-6", "fig-s2", "fig-10a"]) => {
            Some("the paper's statistics are those of a range of noise and cost")
        }
        "sigma_v" | "mu_i" if starts(&["fig-7d"]) => Some("the paper gives bands of several standard deviations"),
        "sigma_v" | "mu_e" | "mu_i" if preset == "fig-8" => Some("fig-8e, the same network, is followed for longer"),
        "tau_s_i_ms" if preset == "fig-10a" => Some("the cap is met alike from 2 to 20 ms"),
        "pulse_i_ms" | "refractory_i_ms" | "sigma_v" if preset == "fig-9e" => {
            Some("its message is the drift, which no check measures; a test of its own holds it against the sheet")
        }
        _ if preset == "fig-8g" => Some("networks of one mistuning differ widely: quartiles from 0.28 to 0.9"),
        "sigma_v" | "mu_e" | "mu_i" | "p_offset" | "pulse_i_ms" if starts(&["fig-12"]) => {
            Some("the run is chaotic: its statistics have bands of several standard deviations")
        }
        "alpha" | "beta" | "start_slope" | "mu_e" | "mu_i" | "d_e" if starts(&["fig-s3"]) => {
            Some("the crossing is the target whatever the slopes: the message")
        }
        "d_e" | "d_i" if starts(&["fig-5c"]) => Some("a picture of surfaces; fig-5d, the same network, is followed"),
        "strength" if starts(&["minimax-"]) => {
            Some("all rates scale with the input (sheet, test 4): shapes, overlaps and correlations stay")
        }
        "tau_ms" if starts(&["minimax-"]) => Some("told in time constants; only the noise depends on it"),
        "beta" if starts(&["minimax-"]) => Some("a small cost beside the readout's own weights"),
        "noise" if starts(&["minimax-moving"]) => Some("it does not matter: the message"),
        "kappa" if starts(&["minimax-lock-up"]) => Some("a larger I step does not cure lock-up: the message"),
        _ => None,
    }
}

#[test]
fn every_number_that_a_message_depends_on_is_noticed() {
    // A sheet of 63 x 63 cells takes minutes; that of 32 x 32 is the same but for its size.
    let names: Vec<&str> = BUILT_IN.iter().map(|(name, _)| *name).filter(|name| *name != "minimax-grid-63").collect();
    let (next, unnoticed, tried) = (AtomicUsize::new(0), Mutex::new(Vec::new()), AtomicUsize::new(0));
    let one = |name: &str| {
        let preset = Preset::open(name).unwrap();
        if !["boundary", "minimax"].contains(&preset.setup.model.name()) {
            return;
        }
        for (spec, value) in non_defaults(&mut preset.setup.clone()) {
            let Value::Number(v) = value else { continue };
            if v == 0.0 || blind(name, spec.id).is_some() {
                continue;
            }
            let larger = [Edit::new(spec.id, Value::Number(v * LARGER))];
            let Ok((setup, _)) = apply(&preset.setup, &larger) else { continue };
            tried.fetch_add(1, Ordering::Relaxed);
            let changed = Preset { setup, ..preset.clone() };
            if run_checks(&changed).is_ok_and(|outcomes| outcomes.iter().all(|outcome| outcome.passes())) {
                unnoticed.lock().unwrap_or_else(PoisonError::into_inner).push(format!("{name}: {} = {v}", spec.id));
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(name) = names.get(next.fetch_add(1, Ordering::Relaxed)) {
                    one(name);
                }
            });
        }
    });
    let unnoticed = unnoticed.into_inner().unwrap_or_else(PoisonError::into_inner);
    assert!(unnoticed.is_empty(), "no check notices {unnoticed:#?}");
    assert!(tried.into_inner() > 100);
}
