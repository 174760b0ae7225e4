//! Mean-field theory of the plastic networks against the closed forms of the sheet plastic-balanced, sections 4 and 5.

use tightrope::model::System;
use tightrope::model::plastic::{E, EE, EI, I, II, MeanField, PlasticParams, PlasticPlan, Regime, landing};
use tightrope::param::OnOff;

fn plan(change: impl FnOnce(&mut PlasticParams)) -> PlasticPlan {
    let mut params = PlasticParams::default();
    change(&mut params);
    PlasticPlan::new(&params, 1, None).unwrap()
}

fn field(change: impl FnOnce(&mut PlasticParams)) -> (MeanField, [f64; 4]) {
    let plan = plan(change);
    (plan.field().clone(), plan.j())
}

fn close(got: f64, expected: f64, tolerance: f64) {
    assert!((got - expected).abs() <= tolerance, "{got} instead of {expected}");
}

#[test]
fn balanced_rates_are_those_of_the_closed_form() {
    for (j_ee, j_ei, r_e, r_i) in [
        (25.0, -150.0, 5.8235, 15.8824),
        (25.0, -100.0, 15.750, 33.750),
        (20.0, -100.0, 12.600, 28.080),
        (1.0, -100.0, 7.1591, 18.2864),
    ] {
        let (field, j) = field(|p| (p.j_ee, p.j_ei) = (j_ee, j_ei));
        let found = field.rates(&j, [0.0; 2]);
        assert_eq!(found.regime, Regime::Balanced);
        // The sheet prints four or five digits; the closed form has them all.
        let [w_ee, w_ei, w_ie, w_ii] = [0.08 * j_ee, 0.02 * j_ei, 9.0, -5.0f64];
        let d = w_ie * -w_ei + w_ee * w_ii;
        let exact = [0.01 * (5.0 * 3.6 + w_ei * 2.7) / d, 0.01 * (w_ie * 3.6 - w_ee * 2.7) / d];
        for (a, printed) in [(E, r_e), (I, r_i)] {
            close(found.rates[a], exact[a], 1e-12);
            close(1e3 * found.rates[a], printed, 6e-5);
        }
    }
}

#[test]
fn finite_networks_are_predicted_with_what_remains_of_the_currents() {
    let table = [(500, 4.77, 9.96), (1000, 5.08, 11.70), (2000, 5.30, 12.92), (4000, 5.45, 13.79), (5000, 5.49, 14.01)];
    for (n, r_e, r_i) in table {
        let (field, j) = field(|p| p.n = n);
        let rates = field.rates(&j, [0.35, 0.45]).rates;
        close(1e3 * rates[E], r_e, 6e-3);
        close(1e3 * rates[I], r_i, 6e-3);
    }
}

#[test]
fn without_balance_it_is_said_which_way_it_fails() {
    let (field, j) = field(|p| p.j_ei = -400.0);
    let silent = field.rates(&j, [0.0; 2]);
    assert_eq!(silent.regime, Regime::SilentE);
    close(1e3 * silent.rates[I], 5.4, 1e-9);
    let (field, j) = self::field(|p| p.j_ei = -50.0);
    assert_eq!(field.rates(&j, [0.0; 2]).regime, Regime::Runaway);
    // The bounds of the sheet, 2.222 j_EE < |j_EI| < 333.3.
    for (j_ei, regime) in
        [(-55.5, Regime::Runaway), (-55.6, Regime::Balanced), (-333.3, Regime::Balanced), (-333.4, Regime::SilentE)]
    {
        let (field, j) = self::field(|p| p.j_ei = j_ei);
        assert_eq!(field.rates(&j, [0.0; 2]).regime, regime, "{j_ei}");
    }
}

#[test]
fn rules_lead_where_the_closed_forms_say() {
    let goal = |change: fn(&mut PlasticParams)| *plan(change).goal().expect("a goal");
    let homeostatic = goal(|p| p.ei_homeostatic = OnOff::On);
    close(homeostatic.j[EI], -119.658_119_658, 1e-6);
    close(1e3 * homeostatic.rates[I], 23.4, 1e-9);
    assert!(homeostatic.growth < 0.0);
    // E-folding time near the fixed point: 0.88 s/kappa.
    close(-1e-3 / homeostatic.growth, 0.88 / 0.223_606_8, 0.1);
    // From any start.
    for j_ei in [-75.0, -250.0, -320.0, -60.0] {
        let far = plan(|p| (p.ei_homeostatic, p.j_ei) = (OnOff::On, j_ei));
        close(far.goal().unwrap().j[EI], -119.658_119_658, 1e-6);
    }
    let pair = goal(|p| (p.ei_homeostatic, p.ii_homeostatic) = (OnOff::On, OnOff::On));
    close(pair.j[EI], -140.0, 1e-6);
    close(pair.j[II], -292.5, 1e-6);
    for (change, end) in [
        ((|p| p.ee_hebb = OnOff::On) as fn(&mut PlasticParams), 30.0),
        (|p| (p.ee_oja, p.j_ei) = (OnOff::On, -100.0), 25.0),
    ] {
        close(goal(change).j[EE], end, 1e-6);
    }
}

#[test]
fn kohonen_settles_at_the_lower_root_until_the_saddle_node() {
    for (beta, root) in [(1.0, 1.446), (2.0, 3.000), (3.0, 4.688), (4.0, 6.555)] {
        let plan = plan(|p| {
            (p.ee_kohonen, p.j_ee, p.j_ei, p.ee_kohonen_beta) = (OnOff::On, 1.0, -100.0, beta);
        });
        close(plan.goal().unwrap().j[EE], 22.5 - (506.25 - 63.0 * beta).sqrt(), 1e-6);
        close(plan.goal().unwrap().j[EE], root, 6e-4);
        close(plan.kohonen_most().unwrap(), 8.0357, 1e-3);
    }
    let beyond = plan(|p| (p.ee_kohonen, p.j_ee, p.j_ei, p.ee_kohonen_beta) = (OnOff::On, 1.0, -100.0, 8.5));
    assert!(beyond.goal().is_none());
    // Correlations raise j.
    for (c, root) in [(0.1, 3.078), (1.0, 3.793)] {
        let plan = plan(|p| {
            (p.ee_kohonen, p.j_ee, p.j_ei, p.ee_kohonen_beta) = (OnOff::On, 1.0, -100.0, 2.0);
            p.c = c;
        });
        // The sheet uses the flat spectrum; the colour of the noise moves it a little.
        close(plan.goal().unwrap().j[EE], root, 0.015 * root);
    }
}

#[test]
fn two_targets_oscillate_beyond_the_ratio_of_the_closed_form() {
    let with = |ratio: f64, rho_i: f64| {
        plan(|p| {
            (p.ei_homeostatic, p.ii_homeostatic, p.rho_i) = (OnOff::On, OnOff::On, rho_i);
            p.ii_kappa = ratio * p.ei_kappa;
        })
    };
    for (rho_i, most) in [(20.0, 1.40), (23.0, 1.22)] {
        close(with(0.1, rho_i).pair_ratio().unwrap()[1], most, 5e-3);
        let exact = with(0.1, rho_i).pair_ratio().unwrap()[1];
        // Numerical eigenvalues change sign there.
        assert!(with(0.98 * exact, rho_i).goal().unwrap().growth < 0.0);
        assert!(with(1.02 * exact, rho_i).goal().unwrap().growth > 0.0);
    }
    // No ringing up to 0.2.
    assert!(with(0.19, 20.0).goal().unwrap().turns < 1e-9);
    assert!(with(0.3, 20.0).goal().unwrap().turns > 0.0);
}

#[test]
fn correlations_lower_the_rate_that_homeostasis_reaches() {
    // The full integral, and the constants of the authors' program.
    for (c, tau, hz, j_ei) in [
        (0.1, 200.0, 9.77, -120.8),
        (0.5, 200.0, 8.94, -125.4),
        (1.0, 200.0, 8.08, -130.8),
        (0.1, 50.0, 9.23, -123.696),
    ] {
        let mut at = -119.66;
        // The colour of correlations depends on the weights where they end.
        for _ in 0..8 {
            let plan = plan(|p| (p.ei_homeostatic, p.c, p.tau_stdp, p.j_ei) = (OnOff::On, c, tau, at));
            at = plan.goal().unwrap().j[EI];
        }
        let plan = plan(|p| (p.ei_homeostatic, p.c, p.tau_stdp, p.j_ei) = (OnOff::On, c, tau, at));
        close(at, j_ei, if tau == 50.0 { 0.01 } else { 0.06 });
        close(1e3 * plan.goal().unwrap().rates[E], hz, 0.01);
        close(1e3 * plan.reached(), hz, 0.01);
    }
}

#[test]
fn light_silences_the_others_until_two_weights_are_learned() {
    let plan = plan(|p| {
        (p.ei_homeostatic, p.part, p.j_ei, p.stimulus) = (OnOff::On, 0.5, -120.0, OnOff::On);
    });
    let [lit, dark] = plan.lit_goals();
    close(lit, -158.119_658_12, 1e-6);
    close(dark, -119.658_119_66, 1e-6);
    let onset = plan.field().lit(&plan.j(), [-120.0; 2], 0.5, [0.0; 3]).unwrap();
    for (got, expected) in onset.into_iter().zip([35.4, 0.0, 37.3]) {
        close(1e3 * got, expected, 0.06);
    }
}

#[test]
fn covariances_are_those_of_the_closed_form() {
    let (field, j) = field(|p| p.c = 0.1);
    let rates = field.rates(&j, [0.0; 2]).rates;
    for (got, expected) in field.covariance(&rates, 2000.0, 250.0).into_iter().zip([0.0848, 0.2312, 0.6306]) {
        close(got, expected, 6e-5);
    }
}

#[test]
fn mean_weights_follow_the_equations_as_the_sheet_integrates_them() {
    let (field, mut j) = field(|p| p.ei_homeostatic = OnOff::On);
    let table = [(1.0, -146.0), (2.0, -142.3), (4.0, -135.5), (10.5, -120.6), (20.5, -113.6)];
    let mut at_ms = 0.0;
    for (until_s, expected) in table {
        while at_ms < until_s * 1e3 {
            field.step(&mut j, [0.35, 0.45], 1.0);
            at_ms += 1.0;
        }
        close(j[EI], expected, 0.06);
    }
}

#[test]
fn inputs_land_by_the_law_of_their_rates() {
    // Two inputs of 10 and 40 Hz from -200 to a rate-weighted -100: u = x, v = x^4 with (10 x + 40 x^4)/50 = 1/2.
    let mean = landing(-200.0, -100.0, &[10.0, 40.0]).unwrap();
    let mut x = 0.8f64;
    for _ in 0..100 {
        x -= (10.0 * x + 40.0 * x.powi(4) - 25.0) / (10.0 + 160.0 * x.powi(3));
    }
    close(mean, -200.0 * (x + x.powi(4)) / 2.0, 1e-9);
    // Where it is already, it stays; where no weight of that sign is, it cannot land.
    close(landing(-90.0, -90.0, &[1.0, 5.0, 30.0]).unwrap(), -90.0, 1e-9);
    assert!(landing(-90.0, 10.0, &[1.0, 5.0]).is_none() && landing(-90.0, -80.0, &[0.0, 0.0]).is_none());
}

#[test]
fn the_plan_builds_no_synapses_for_a_hand() {
    use tightrope::model::tally;
    let system = |j_ei: f64| {
        let mut system = System::named("plastic").unwrap();
        if let System::Plastic(params) = &mut system {
            params.j_ei = j_ei;
        }
        system
    };
    let before = tally();
    let first = system(-150.0).plan(1, None).unwrap();
    let second = system(-140.0).plan(1, Some(&first)).unwrap();
    let _ = second.hands().roster();
    assert_eq!(tally()[0], before[0]);
}
