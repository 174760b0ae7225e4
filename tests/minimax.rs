//! The minimax networks against the sheet's exact numbers and closed forms.

use tightrope::model::minimax::{
    Application, E, I, MinimaxParams, Network, Prediction, Weights, angle, build, stability,
};

fn near(got: f64, expected: f64, tolerance: f64) {
    assert!((got - expected).abs() <= tolerance, "got {got}, expected {expected} within {tolerance}");
}

fn network(application: Application, change: impl FnOnce(&mut MinimaxParams)) -> Network {
    let mut params = MinimaxParams { application, ..MinimaxParams::default() };
    change(&mut params);
    build(&params, 1).unwrap()
}

/// The reference network of section 5.a: SplitMix64, seed 1.
fn reference() -> Network {
    network(Application::Random, |p| p.strength = 150.0)
}

fn product(network: &Network) -> Vec<f64> {
    network.feed.times(&network.extra.rates_hz, network.counts[E])
}

#[test]
fn the_reference_network_is_that_of_the_sheet() {
    let network = reference();
    near(network.ee.at(0, 1), 0.2263337172, 1e-9);
    near(network.ii.at(0, 0), 1.5222305210, 1e-9);
    near(network.ei.at(0, 0), 0.8524013351, 1e-9);
    for (got, expected) in network.extra.rates_hz.iter().zip([112.5686, 106.7830, 118.5653]) {
        near(*got, expected, 1e-4);
    }
    for (j, expected) in [0.3889, -0.2429, 0.4089].into_iter().enumerate() {
        near(network.feed.at(0, j), expected, 1e-4);
    }
    // Q = W_EI W_II^-1 W_IE - W_EE is (lambda_max + 1) I - W_EE, so 1/alpha = lambda_max + 1.
    near(1.0 / 0.1676273533 - 1.0, 4.965613490589, 1e-8);
}

#[test]
fn its_optimum_is_that_of_the_sheet() {
    let network = reference();
    let best = Prediction::of(&network, product(&network), 20_000);
    let expected_e = [
        67.451661, 0.0, 0.0, 69.700636, 123.419003, 30.254992, 243.416458, 11.570557, 0.0, 0.0, 99.100245, 40.059830,
        87.000159, 73.430320, 0.0, 0.0, 106.166034, 93.581630, 171.066244, 0.0,
    ];
    let expected_i = [
        42.531724, 0.0, 0.0, 5.775401, 0.0, 0.0, 0.0, 0.0, 152.188153, 196.329017, 0.0, 0.0, 0.0, 158.773733, 0.0, 0.0,
        221.098367, 0.0, 0.0, 0.0,
    ];
    for (got, expected) in best.r[E].iter().zip(expected_e).chain(best.r[I].iter().zip(expected_i)) {
        near(*got, expected, 1e-5);
    }
    near(best.objective(&network), -166_723.753121, 1e-3);
    // On the plane through it, section 7.B.
    let [ee, ei, ii, drive] = best.forms(&network);
    near(ee, 177_586.74, 0.01);
    near(ei, 511_034.25, 0.01);
    near(ii, ei, 1e-3);
    near(drive, 333_447.51, 0.01);
    let [g_e, g_i] = best.gradients(&network);
    for (g, r) in g_e.iter().zip(&best.r[E]).chain(g_i.iter().zip(&best.r[I])) {
        assert!(*g < 1e-6 && (r * g).abs() < 1e-6, "r {r}, g {g}");
    }
    // Without extra thresholds the problem is homogeneous.
    let twice = Prediction::of(&network, product(&network).iter().map(|v| 2.0 * v).collect(), 20_000);
    for (a, b) in best.r[E].iter().zip(&twice.r[E]) {
        near(2.0 * a, *b, 1e-7);
    }
}

#[test]
fn every_network_obeys_dales_law_and_is_symmetric() {
    use Application::{Constant, Grid, Learned, Moving, Pair, Patch, Plane, Planted, Random, Ring};
    for application in [Pair, Random, Constant, Moving, Patch, Plane, Learned, Planted, Ring, Grid] {
        let network = network(application, |p| {
            if application == Moving {
                (p.n_e, p.n_i) = (30, 3);
            }
            if application == Constant {
                (p.n_e, p.n_i) = (60, 10);
            }
            p.side = 24;
        });
        let [ne, ni] = network.counts;
        for i in 0..ne {
            assert!(network.ee.at(i, i) < 0.0, "{application:?}");
            for j in (0..ne).step_by(1 + ne / 64) {
                assert!(i == j || network.ee.at(i, j) >= -1e-12, "{application:?}");
                near(network.ee.at(i, j), network.ee.at(j, i), 1e-12);
            }
            for k in 0..ni {
                assert!(network.ei.at(i, k) >= 0.0);
                // One I neuron may stand for many.
                near(network.ei.at(i, k), network.alike * network.ie.at(k, i), 1e-12);
            }
        }
        for k in 0..ni {
            assert!(network.ii.at(k, k) > 0.0);
            (0..ni).for_each(|l| assert!(network.ii.at(k, l) >= 0.0));
        }
    }
}

#[test]
fn the_ring_is_that_of_the_sheet() {
    let n = 100;
    let ring = network(Application::Ring, |p| p.n_e = n);
    near(ring.ei.at(0, 0), 0.0309839, 1e-7);
    near(ring.ee.at(0, 0), -0.936, 1e-9);
    near(ring.ee.at(0, 1), 0.0639467, 1e-7);
    near(ring.ee.at(0, 50), 0.01, 1e-9);
    near(ring.threshold[E][0], 0.468, 1e-9);
    near(ring.threshold[I][0], 1.5, 1e-9);
    let eigenvalue = |v: &dyn Fn(usize) -> f64| {
        let v: Vec<f64> = (0..n).map(v).collect();
        ring.ee.times(&v, n)[0] / v[0]
    };
    near(eigenvalue(&|_| 1.0), 2.7, 1e-9);
    near(eigenvalue(&|j| angle(j, n).cos()), 0.35, 1e-9);
    // Uniform input 1: the bump of section 5.d, in Hz at tau = 0.1 s; from a start that breaks the symmetry.
    let mut best = Prediction::new(&ring, vec![1.0; n]);
    best.r[E] = (0..n).map(|j| 6.0 * (0.3 + (angle(j, n) - angle(n / 2, n)).cos()).max(0.0)).collect();
    best.improve(&ring, 40_000);
    let hz: Vec<f64> = best.r[E].iter().map(|r| r / 0.1).collect();
    let peak = hz.iter().fold(0.0f64, |a, b| a.max(*b));
    near(peak, 115.861, 0.02);
    near(hz.iter().sum::<f64>() / n as f64, 44.797, 0.02);
    near(best.r[I][0] / 0.1, 46.266, 0.02);
    assert_eq!(hz.iter().filter(|r| **r > 0.0).count(), 63);
    let z = (0..n).fold([0.0; 2], |z, j| [z[0] + hz[j] * angle(j, n).cos(), z[1] + hz[j] * angle(j, n).sin()]);
    near(z[0].hypot(z[1]) / hz.iter().sum::<f64>(), 0.690, 0.001);
    // The closed form for N to infinity: c solves w1 (c - sin c cos c)/(2 pi) = 1.
    let c = 1.969401f64;
    near(2.7 * (c - c.sin() * c.cos()) / std::f64::consts::TAU, 1.0, 1e-5);
}

#[test]
fn slow_inhibition_makes_the_uniform_mode_of_the_ring_grow() {
    // Section 4.3: the 2 x 2 block [[2.7, -3.098], [3.098, -3]] grows when tau_I exceeds 1.11 tau_E.
    let growth = |ratio: f64| {
        let ring = network(Application::Ring, |p| {
            p.n_e = 40;
            p.tau_i_ratio = ratio;
        });
        let all: Vec<usize> = (0..40).collect();
        let found = stability(&ring, [&all, &all], true).unwrap();
        near(found.ratio[1], 3.0 / 2.7, 1e-9);
        found.growth_per_s.unwrap() * 0.1
    };
    // At equal time constants the cosine mode, 0.35, is what grows: that is the bump. Its own growth stays.
    near(growth(1.0), 0.35, 1e-6);
    assert!(growth(1.2) >= 0.35);
    let block = |ratio: f64| 2.7 - 3.0 / ratio;
    assert!(block(1.10) < 0.0 && block(1.12) > 0.0);
}

#[test]
fn the_grid_is_that_of_the_sheet() {
    let grid = network(Application::Grid, |p| p.side = 63);
    let n = 63 * 63;
    near(grid.ee.at(0, 0), -0.8584308, 1e-6);
    near(grid.threshold[E][0], 0.4292154, 1e-6);
    near(grid.threshold[I][0], 100.5, 1e-9);
    near(grid.ie.at(0, 0), 0.0458821, 1e-6);
    let m = 0.0415692;
    // Uniform eigenvalue of W_EE.
    near(grid.ee.times(&vec![1.0; n], n)[0], 160.8466, 1e-4);
    let sum: f64 = (0..n).map(|j| grid.ee.at(0, j) - m).sum::<f64>() + 1.0;
    near(sum, -3.141593, 1e-3);
    // The largest other Fourier value: 1.4973474 - 1.
    let value = |kx: usize, ky: usize| {
        let phase = |j: usize| std::f64::consts::TAU * (kx * (j % 63) + ky * (j / 63)) as f64 / 63.0;
        (0..n).map(|j| grid.ee.at(0, j) * phase(j).cos()).sum::<f64>()
    };
    let all = (1..100).map(|k| (k % 10, k / 10));
    let (best, (kx, ky)) = all.map(|k| (value(k.0, k.1), k)).max_by(|a, b| a.0.total_cmp(&b.0)).unwrap();
    near(best, 1.4973474 - 1.0, 1e-6);
    near(((kx * kx + ky * ky) as f64).sqrt(), 7.0, 0.3);
    let small = network(Application::Grid, |p| p.side = 32);
    near(small.ii.at(0, 0), 52.0, 0.0);
}

#[test]
fn reconstruction_splits_the_readout_by_sign() {
    // Section 5.b: -W_EE + W_EI W_II^-1 W_IE = H^T H + beta I.
    for (application, ne, ni) in [(Application::Moving, 30, 3), (Application::Plane, 16, 2)] {
        let network = network(application, |p| {
            (p.n_e, p.n_i, p.beta, p.kappa) = (ne, ni, 0.1, 4.0);
        });
        let h = &network.extra.readout;
        for i in 0..ne {
            for j in 0..ne {
                let through: f64 =
                    (0..ni).map(|k| network.ei.at(i, k) * network.ie.at(k, j) / network.ii.at(k, k)).sum();
                let expected: f64 = h.iter().map(|row| row[i] * row[j]).sum::<f64>() + if i == j { 0.1 } else { 0.0 };
                near(through - network.ee.at(i, j), expected, 1e-10);
            }
        }
    }
}

#[test]
fn learned_weights_hold_their_patterns() {
    let network = network(Application::Learned, |_| ());
    for [e, i] in &network.extra.patterns {
        assert_eq!((e.iter().filter(|r| **r > 0.0).count(), i.iter().filter(|r| **r > 0.0).count()), (3, 3));
        let [ee, ei] = [network.ee.times(e, 15), network.ei.times(i, 15)];
        let [ie, ii] = [network.ie.times(e, 15), network.ii.times(i, 15)];
        for k in 0..15 {
            let (g_e, g_i) = (ee[k] - ei[k], ie[k] - ii[k] - 2.0);
            if e[k] > 0.0 {
                near(g_e, 0.0, 1e-5)
            } else {
                assert!(g_e < -9.999)
            }
            if i[k] > 0.0 { near(g_i, 0.0, 1e-5) } else { assert!(g_i < -9.999) }
        }
    }
}

#[test]
fn the_planted_memory_has_the_threshold_of_its_balance() {
    let planted = network(Application::Planted, |p| p.patterns = 3);
    // J = 2, n = 12, G = 4, N_I = 12, r* = 20: theta_I = 31.667, g = 1/6.
    near(planted.threshold[I][0], 31.667 + 0.5, 1e-3);
    assert!(matches!(planted.ii, Weights::Diagonal(w) if w == 1.0));
    let ie: Vec<f64> = (0..60).map(|i| planted.ie.at(0, i)).collect();
    assert!(ie.iter().all(|w| (0.7 / 6.0 - 1e-9..=1.3 / 6.0 + 1e-9).contains(w)));
}
