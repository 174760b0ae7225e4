//! What is shown of a neuron adds up: its net current stands as far from threshold as its voltage (sheet low-rank-ei,
//! sections 1 and 8).

use tightrope::model::System;
use tightrope::param::{Edit, Value, apply};
use tightrope::picture::NeuronId;
use tightrope::session::Preset;
use tightrope::sim::{Engine as _, Frame, Runner};

/// Net current minus its threshold, and voltage minus 1, of neuron 1 of a population after 40 time constants, at some
/// moments.
fn distances(preset: &str, population: u8, sets: &[(&str, f64)]) -> Vec<[f64; 2]> {
    let edits: Vec<Edit> = sets.iter().map(|(id, v)| Edit::new(*id, Value::Number(*v))).collect();
    let setup = apply(&Preset::open(preset).unwrap().setup, &edits).unwrap().0;
    let mut runner = Runner::<System>::new(setup).unwrap();
    let mut watch = *runner.watch();
    watch.picks = [None; 4];
    watch.picks[0] = Some(NeuronId { population, index: 1 });
    runner.set_watch(watch);
    let layout = runner.layout().clone();
    runner.advance((40.0 * layout.tau_s / layout.dt_s) as u64, &mut ()).unwrap();
    let [excitatory, inhibitory] = layout.balance().unwrap();
    let mut row = vec![f64::NAN; layout.columns()];
    (0..20)
        .map(|_| {
            runner.advance(37, &mut ()).unwrap();
            runner.engine().sample(&runner.watch().picks, &mut row);
            let mut frame = Frame::new(0, &layout, runner.step());
            runner.depict(&mut frame);
            let threshold = frame.watched.unwrap().net_threshold;
            [row[excitatory] + row[inhibitory] - threshold, row[layout.voltage(0).unwrap()] - 1.0]
        })
        .collect()
}

#[test]
fn currents_add_up_to_the_voltage_whatever_a_neuron_hears() {
    // The input rests, no noise, no spike cost: then V = net + 1 - T but for what has leaked away, exp(-40).
    // A delay is left out: a neuron's own spike acts on its voltage before it is heard.
    let spiking: [&[(&str, f64)]; 4] =
        [&[], &[("mistuning", 0.3)], &[("tau_i_ratio", 3.0)], &[("current_i", 0.5), ("current_e", -0.2)]];
    let rates: [&[(&str, f64)]; 3] = [&[], &[("current_i", 0.5)], &[("mistuning", 0.2)]];
    for population in [0, 1] {
        for sets in spiking {
            for [net, voltage] in distances("fig-4f", population, sets) {
                // Time constants of I up to three times as long leave exp(-13).
                assert!((net - voltage).abs() < 1e-4, "{sets:?}: {net} {voltage}");
            }
        }
        // Rates come to rest, and then their membranes, too; thresholds of these are -3 and -1.5.
        for sets in rates {
            for [net, voltage] in distances("fig-11-quadratic", population, sets) {
                assert!((net - voltage).abs() < 1e-4, "fig-11-quadratic {sets:?}: {net} {voltage}");
                assert!(voltage.abs() < 1.0, "a rate between 0 and 1 is near its threshold: {voltage}");
            }
        }
    }
}

#[test]
fn a_plane_holds_the_place_where_bent_boundaries_cross() {
    // (3.8730, 4.5), section 4.7.
    let layout = Runner::<System>::new(Preset::open("fig-11-quadratic").unwrap().setup).unwrap().layout().clone();
    let plane = layout.planes.iter().find(|plane| plane.id == "input-output").unwrap();
    assert!(plane.axes[1].range[1] > 3.873, "{:?}", plane.axes[1].range);
}
