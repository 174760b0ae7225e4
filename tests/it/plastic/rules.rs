//! The rules of plasticity: terms, bounds, and what is beyond them.

use super::*;

#[test]
fn hard_bounds_are_passed_by_one_step_at_most() {
    let kappa = 1.0;
    let mut runner =
        run(|p| (p.n, p.ee_hard, p.ee_low, p.ee_high, p.ee_hard_kappa) = (400, OnOff::On, 20.0, 30.0, kappa));
    let mut most = 0.0f64;
    for _ in 0..3000 {
        seconds(&mut runner, 1e-3);
        let SystemEngine::Plastic(engine) = runner.engine() else { panic!("another system") };
        most = (0..320).map(|cell| engine.stepper().trace(cell)).fold(most, f64::max);
    }
    // The bound is looked at before a step of kappa times a trace. Traces were seen once a millisecond.
    let step = kappa * (most + 1.0);
    let arrays = runner.engine().arrays();
    let excitatory = arrays[0].1.values.chunks_exact(3).filter(|edge| edge[0] < 320.0 && edge[1] < 320.0);
    let all: Vec<f64> = excitatory.map(|edge| edge[2] * 400f64.sqrt()).collect();
    let [low, high] = all.iter().fold([f64::MAX, f64::MIN], |[low, high], j| [low.min(*j), high.max(*j)]);
    assert!(low > 20.0 - step && high < 30.0 + step, "{low} to {high}, steps up to {step}");
    // They have spread over both bounds.
    assert!(low < 20.0 && high > 30.0, "{low} to {high}");
}

#[test]
fn traces_decay_as_powers_and_rules_are_those_of_the_table() {
    // Two cells of each kind: 0 and 1 are E, 2 and 3 are I. One synapse of the class, from its second cell to its first.
    for (of, pre, post) in [(EE, 1, 0), (EI, 3, 0), (2, 1, 2), (3, 3, 2)] {
        let sign = if of % 2 == E { 1.0 } else { -1.0 };
        let rules = [
            Rule::SoftHebb { eta: 0.01, j_max: sign * 2.0 },
            Rule::HardHebb { eta: 0.01, low: sign - 2.0, high: sign + 2.0 },
            Rule::Kohonen { eta: 0.01, beta: 0.3 },
            Rule::Oja { eta: 0.01, beta: 0.3 },
            Rule::Homeostatic { eta: 0.01, alpha: 0.4, j_n: sign * 5.0 },
        ];
        for rule in rules {
            let (j0, keep) = (sign, 1.0 - 0.1 / 50.0);
            let x_pre = f64::powi(keep, 100);
            // The sender spikes at step 0, the receiver at 100: its own trace is then still 0.
            let expected = on_post(rule, on_pre(rule, j0, 0.0), x_pre);
            within("post", pair(of, rule, [0, 100], (pre, post)), expected, 1e-12);
            // The other way round.
            let expected = on_pre(rule, on_post(rule, j0, 0.0), f64::powi(keep, 100));
            within("pre", pair(of, rule, [100, 0], (pre, post)), expected, 1e-12);
        }
    }
}

fn on_pre(rule: Rule, j: f64, x: f64) -> f64 {
    match rule {
        Rule::SoftHebb { eta, .. } => j - eta * x * j,
        Rule::HardHebb { eta, low, .. } => {
            if j > low {
                j - eta * x
            } else {
                j
            }
        }
        Rule::Kohonen { eta, beta } | Rule::Oja { eta, beta } => j + eta * beta * x,
        Rule::Homeostatic { eta, alpha, j_n } => j - eta / j_n * (x - alpha) * j,
    }
}

fn on_post(rule: Rule, j: f64, x: f64) -> f64 {
    match rule {
        Rule::SoftHebb { eta, j_max } => j + eta * x * j_max,
        Rule::HardHebb { eta, low, high } => {
            if low < j && j < high {
                j + eta * x
            } else {
                j
            }
        }
        Rule::Kohonen { eta, .. } => j - eta * j,
        Rule::Oja { eta, .. } => j - eta * x * j,
        Rule::Homeostatic { eta, j_n, .. } => j - eta / j_n * x * j,
    }
}

/// The weight of the only synapse after sender and receiver were made to spike at these steps.
fn pair(of: usize, rule: Rule, at: [u64; 2], (pre, post): (usize, usize)) -> f64 {
    use tightrope::model::plastic::{Block, Layer, Synapses};
    let none = || Synapses::from(Block::listed(2, 2, &[]).0);
    let mut recurrent = [none(), none(), none(), none()];
    let weight = if of % 2 == E { 1.0 } else { -1.0 };
    recurrent[of] = Synapses { block: Block::listed(2, 2, &[[pre % 2, post % 2]]).0, given: Some(vec![weight]) };
    let wiring = Wiring { counts: [2, 2], recurrent, layers: vec![Layer { cells: 2, onto: [none(), none()] }] };
    let mut rules = Rules { tau_ms: 50.0, ..Rules::default() };
    rules.of[of].push(rule);
    let control = Control {
        membrane: Membrane::new(0.1, [8.0, 4.0, 10.0]),
        rules,
        j: [0.0; 4],
        j_x: [[0.0; 2]; 2],
        push: [0.0; 2],
        dead: Vec::new(),
        reach: 0,
        input: [Firing::default(); 2],
    };
    let mut stepper = Stepper::<f64>::new(Arc::new(wiring), &control, &[-72.0; 4]);
    for step in 0..=100 {
        if step == at[0] {
            stepper.set_v(pre, -40.0);
        }
        if step == at[1] {
            stepper.set_v(post, -40.0);
        }
        stepper.step(&control, [&[], &[]]);
    }
    assert!((stepper.trace(if at[0] == 0 { pre } else { post }) - f64::powi(1.0 - 0.002, 101)).abs() < 1e-12);
    stepper.weight(of, 0)
}

#[test]
fn any_rules_go_together() {
    // Every subset of the eight, each for a moment.
    let ids =
        ["ee_hebb", "ee_hard", "ee_kohonen", "ee_oja", "ei_homeostatic", "ii_homeostatic", "ie_homeostatic", "ie_hebb"];
    let mut runner = run(|p| p.n = 200);
    for set in 0..256u32 {
        let edits: Vec<Edit> =
            ids.iter().enumerate().map(|(k, id)| choice(id, if set >> k & 1 == 1 { "on" } else { "off" })).collect();
        runner.edit(&edits, None).unwrap();
        seconds(&mut runner, 0.02);
        drawn_of_numbers(&runner);
    }
}

#[test]
fn learning_rates_at_their_ends_turn_no_sign() {
    let changes: [fn(&mut PlasticParams); 4] = [
        |p| (p.ee_hebb, p.ee_hebb_eta) = (OnOff::On, 0.05),
        |p| (p.ee_oja, p.ee_oja_eta) = (OnOff::On, 0.05),
        |p| (p.ie_homeostatic, p.ei_homeostatic, p.ie_kappa) = (OnOff::On, OnOff::On, 1.4),
        |p| (p.ie_hebb, p.ie_hebb_eta) = (OnOff::On, 0.05),
    ];
    for change in changes {
        let mut runner = run(|p| {
            (p.n, p.tau_stdp, p.rho_ie) = (200, 1000.0, 20.0);
            change(p);
        });
        seconds(&mut runner, 2.0);
        for edge in runner.engine().arrays()[0].1.values.chunks_exact(3) {
            assert!(edge[2].is_finite() && if edge[0] < 160.0 { edge[2] > 0.0 } else { edge[2] < 0.0 }, "{edge:?}");
        }
    }
}

#[test]
fn rules_that_lose_hold_of_their_weights_are_told_and_keep_numbers() {
    // Each weight grows in proportion to itself, with targets that cannot be reached.
    type Change = fn(&mut PlasticParams);
    let onto_e: Change = |p| (p.ei_homeostatic, p.ei_kappa, p.ei_jn, p.rho_e) = (OnOff::On, 5.0, -10.0, 0.5);
    let onto_i: Change = |p| (p.ii_homeostatic, p.ii_kappa, p.ii_jn, p.rho_i) = (OnOff::On, 5.0, -10.0, 0.5);
    for (name, change) in [("I to E", onto_e), ("I to I", onto_i)] {
        let mut runner = run(|p| {
            (p.n, p.tau_stdp, p.j_ee) = (200, 1000.0, 111.0);
            change(p);
        });
        let mut told = None;
        for _ in 0..40 {
            // Whoever goes on all the same: no fault.
            seconds(&mut runner, 0.1);
            told = told.or_else(|| runner.engine().alarm().filter(|alarm| alarm.contains("lost hold")));
        }
        assert!(told.as_ref().is_some_and(|alarm| alarm.contains(name)), "{name}: {told:?}");
        drawn_of_numbers(&runner);
        let again = Runner::<System>::restore(runner.setup().clone(), &runner.engine().save().unwrap());
        assert!(again.is_ok(), "{name}: {:?}", again.err());
    }
}
