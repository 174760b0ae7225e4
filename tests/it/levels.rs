//! Geometry, spikes, measured: what theory says is held against runs (sheet low-rank-ei, sections 4 and 13).

use rand::{Rng, RngExt, SeedableRng};
use rand_xoshiro::SplitMix64;
use tightrope::model::System;
use tightrope::param::{Edit, Value, apply, non_defaults};
use tightrope::picture::{Depiction, Severity};
use tightrope::session::{Preset, Setup};
use tightrope::sim::{Engine as _, Frame, Meter, Runner, Sink, Spike, Standing, Statistics, Stretch, Verdict, judge};

/// What a run came to.
struct Seen {
    depiction: Depiction,
    statistics: Statistics,
    verdict: Verdict,
    spikes: Vec<Spike>,
}

impl Seen {
    fn mean(&self, signal: usize) -> f64 {
        self.statistics.means[signal]
    }

    /// The cause that is named first.
    fn first(&self) -> &'static str {
        let shares = |f: &&tightrope::picture::Finding| f.numbers.iter().any(|(name, _)| *name == "share");
        self.verdict.findings.iter().find(shares).map_or("", |finding| finding.id)
    }
}

fn edits(sets: &[(&str, f64)], words: &[(&str, &str)]) -> Vec<Edit> {
    let numbers = sets.iter().map(|(id, v)| Edit::new(*id, Value::Number(*v)));
    numbers.chain(words.iter().map(|(id, v)| Edit::new(*id, Value::Choice((*v).to_owned())))).collect()
}

fn setup(preset: &str, sets: &[(&str, f64)], words: &[(&str, &str)]) -> Setup {
    apply(&Preset::open(preset).unwrap().setup, &edits(sets, words)).unwrap().0
}

/// Runs for so many time constants after five of settling, tries what is tried beside it, and judges.
fn seen(setup: &Setup, tau: f64) -> Seen {
    let mut runner = Runner::<System>::new(setup.clone()).unwrap();
    let layout = runner.layout().clone();
    let steps = |tau: f64| (tau * layout.tau_s / layout.dt_s).round() as u64;
    let mut meter = Meter::new(&layout, f64::INFINITY, 0.0);
    let mut spikes: Vec<Spike> = Vec::new();
    runner.advance(steps(5.0), &mut ()).unwrap();
    let look = |runner: &Runner<System>| {
        let mut picture = Frame::new(0, &layout, runner.step());
        runner.depict(&mut picture);
        Depiction::clone(&picture.depiction.unwrap())
    };
    for _ in 0..100 {
        runner.advance(steps(tau / 100.0).max(1), &mut (&mut meter, &mut spikes)).unwrap();
        meter.note(&look(&runner).theory);
    }
    while let Some(mut probe) = runner.engine().probe() {
        while probe.advance().is_some() {}
    }
    let depiction = look(&runner);
    let statistics = meter.read().unwrap();
    let verdict = judge(&layout, &depiction, Some(&statistics));
    Seen { depiction, statistics, verdict, spikes }
}

#[test]
fn a_network_that_leaves_its_crossing_need_not_be_silent() {
    // Section 13.1: Fig. 4f with the I offset at 0.9 goes on for ever, at about 22 Hz and (2.73, 4.01).
    let left = seen(&setup("fig-4f", &[("i_offset", 0.9)], &[]), 100.0);
    assert_eq!(left.verdict.standing, Standing::None);
    assert!(left.verdict.text.contains("bouts") && !left.verdict.reason.contains("silent"), "{:?}", left.verdict);
    assert!(left.statistics.rates_hz.iter().all(|rate| (rate - 22.5).abs() < 1.5), "{:?}", left.statistics.rates_hz);
    assert!((left.mean(1) - 2.73).abs() < 0.03 && (left.mean(2) - 4.01).abs() < 0.03);
}

#[test]
fn the_stage_that_geometry_names_is_what_a_run_does() {
    // Straight and curved lines with small spikes, from rest, over 100 time constants. Cases near a border of two regimes
    // are left out, since spikes have a size.
    let mut rng = SplitMix64::seed_from_u64(13);
    let mut tried = std::collections::BTreeMap::<String, usize>::new();
    for round in 0..400 {
        let mut between = |a: f64, b: f64| a + (b - a) * (rng.next_u64() >> 11) as f64 * 0.5f64.powi(53);
        let curved = round % 2 == 0;
        let sets = [
            ("e_slope", if curved { 0.0 } else { between(0.2, 2.0) }),
            ("e_offset", between(-1.0, 2.0)),
            ("i_slope", if curved { 0.0 } else { between(0.2, 3.0) }),
            ("i_offset", between(-1.5, 2.5)),
            ("e_curvature", if curved { between(0.05, 0.6) } else { 0.0 }),
            ("i_curvature", if curved { between(0.05, 0.6) } else { 0.0 }),
            ("d_e", 0.03),
            ("d_i", 0.045),
            ("dt_s", 2e-6),
            ("tau_ms", 1.0),
        ];
        let mut setup = setup("fig-4f", &sets, &[]);
        setup = apply(&setup, &[Edit::new("n_e", Value::Count(15)), Edit::new("n_i", Value::Count(15))]).unwrap().0;
        let mut runner = Runner::<System>::new(setup.clone()).unwrap();
        let layout = runner.layout().clone();
        let mut picture = Frame::new(0, &layout, 0);
        runner.depict(&mut picture);
        let depiction = picture.depiction.unwrap();
        let (name, _) = depiction.verdict.clone().unwrap();
        let level = |k: usize| depiction.theory.iter().find(|t| t.signal == k).map(|t| t.value);
        // Near a border: a level, or a boundary at 0, within some spikes of zero.
        let boundary = |p: usize| {
            let points = &depiction.planes[0].curves[p].points;
            let after = points.partition_point(|q| q.x <= 0.0).clamp(1, points.len() - 1);
            let (a, b) = (points[after - 1], points[after]);
            a.y + (b.y - a.y) * (0.0 - a.x) / (b.x - a.x)
        };
        let (e_0, i_0) = (boundary(0), boundary(1));
        let close = |v: f64| v.abs() < 0.3;
        let crossing_e = depiction.fixed_points.first().map(|p| p.at);
        if close(e_0)
            || close(i_0)
            || close(e_0 - i_0)
            || crossing_e.is_some_and(|at| at.x < 0.4 || at.x / 0.03 + at.y / 0.045 > 250.0)
        {
            continue;
        }
        if let Some(point) = depiction.fixed_points.first().filter(|_| !name.contains("only I")) {
            // h_E near 0 is a border too.
            let h: f64 =
                point.reason.split("h_E = ").nth(1).unwrap().split([' ', ',']).next().unwrap().parse().unwrap();
            if h.abs() < 0.3 {
                continue;
            }
        }
        let mut spikes: Vec<Spike> = Vec::new();
        let (mut ran_away, end) = (false, (100.0 * layout.tau_s / layout.dt_s) as u64);
        let mut mean = Mean::default();
        while runner.step() < end && !ran_away {
            let late = runner.step() > end / 2;
            runner.advance(1000, &mut (&mut spikes, &mut mean)).unwrap();
            if !late {
                mean = Mean::default();
            }
            ran_away = runner.engine().alarm().is_some();
        }
        let last = |p: u8| spikes.iter().rev().find(|s| s.neuron().population == p).map_or(0, |s| s.step);
        let late = |p: u8| last(p) > end * 9 / 10;
        let case = format!("{name} {sets:?}");
        match name.as_str() {
            "silent" => assert!(spikes.is_empty(), "{case}"),
            "runaway" => assert!(ran_away, "{case}"),
            name if name.starts_with("stable") => {
                assert!(!ran_away && late(0) && late(1), "{case}");
                for k in [1, 2] {
                    let (is, be) = (mean.of(k), level(k).unwrap());
                    assert!((is - be).abs() < 0.25 * (1.0 + be), "{case}: {is} at {be}");
                }
            }
            name if name.contains("only I") => {
                assert!(!ran_away && last(0) == 0 && late(1), "{case}");
                assert!((mean.of(2) - i_0).abs() < 0.1, "{case}");
            }
            name => {
                assert!(name.contains("bouts"), "{case}");
                assert!(!ran_away && late(0), "{case}");
            }
        }
        *tried.entry(name.split([',', ':']).next().unwrap().to_owned()).or_default() += 1;
    }
    assert!(tried.len() >= 5 && tried.values().all(|n| *n >= 3), "{tried:?}");
}

/// Means of signals.
#[derive(Default)]
struct Mean {
    sums: [f64; 3],
    n: f64,
}

impl Mean {
    fn of(&self, signal: usize) -> f64 {
        self.sums[signal] / self.n
    }
}

impl Sink for Mean {
    fn take(&mut self, stretch: &Stretch) {
        for (_, row) in stretch.rows() {
            self.sums.iter_mut().zip(row).for_each(|(sum, v)| *sum += v);
            self.n += 1.0;
        }
    }
}

/// Numbers and words that are set, and the cause that is to be named first.
type Case<'a> = (&'a [(&'a str, f64)], &'a [(&'a str, &'a str)], &'a str);

/// Every change that was once passed over in silence: what is measured, and why.
#[test]
fn each_change_that_keeps_a_network_from_its_crossing_is_named() {
    let slow = ("synapse", "exponential");
    let cases: [Case<'_>; 11] = [
        (&[("tau_s_e_ms", 1.0), ("tau_s_i_ms", 1.0)], &[slow], "slow-synapses"),
        (&[("pulse_e_ms", 2.0), ("pulse_i_ms", 1.0)], &[("synapse", "square pulse")], "slow-synapses"),
        (&[("sigma_v", 1.0)], &[], "noise"),
        (&[("sigma_v", 10.0)], &[], "noise"),
        (&[("tau_i_ratio", 0.2)], &[], "time-constants"),
        (&[("tau_i_ratio", 5.0)], &[], "time-constants"),
        (&[("mistuning", 0.3)], &[], "mistuned"),
        (&[("mu_e", 10.0)], &[], "cost"),
        (&[("d_e", 0.1), ("d_i", 3.5)], &[], "large-spikes"),
        (&[("d_e", 0.02), ("d_i", 0.03), ("dt_s", 4e-4)], &[], "time-step"),
        (&[("d_e", 0.0)], &[], "silent"),
    ];
    for (sets, words, cause) in cases {
        let seen = seen(&setup("fig-4f", sets, words), 100.0);
        assert_eq!(seen.verdict.standing, Standing::Differs, "{sets:?}: {:?}", seen.verdict);
        assert_eq!(seen.first(), cause, "{sets:?}: {:?}", seen.verdict);
        let symbol = if seen.verdict.levels[0].differs { "y_E" } else { "|y_I|" };
        assert!(seen.verdict.reason.contains(symbol), "{}", seen.verdict.reason);
        let finding = seen.verdict.findings.iter().find(|f| f.id == cause).unwrap();
        assert!(finding.severity == Severity::Warning && finding.numbers.len() > 1, "{finding:?}");
    }
    // Fig. 4d, the blue line 0.7 down: locked 1:1, means as before, the crossing elsewhere.
    let before = seen(&setup("fig-4d", &[], &[]), 100.0);
    let after = seen(&setup("fig-4d", &[("i_offset", -0.7)], &[]), 100.0);
    assert_eq!((before.verdict.standing, after.verdict.standing), (Standing::Good, Standing::Differs));
    assert_eq!(after.first(), "locked");
    assert!(after.verdict.reason.contains("1:1"), "{}", after.verdict.reason);
    assert!((before.mean(1) - after.mean(1)).abs() < 5e-3 && before.spikes.len().abs_diff(after.spikes.len()) < 3);
    let note = before.verdict.findings.iter().find(|f| f.id == "locked").unwrap();
    assert!(note.severity == Severity::Info && note.text.contains("1:1"), "{note:?}");
    // E fires at 48 Hz in fig. 8; a refractory period of 30 ms allows 33. Fast synapses alone would hold the crossing.
    let fast = [("tau_s_e_ms", 5.0), ("tau_s_i_ms", 1.0), ("refractory_e_ms", 40.0)];
    let kept = seen(&setup("fig-8e", &fast, &[slow]), 100.0);
    assert_eq!(kept.verdict.standing, Standing::Differs, "{:?}", kept.verdict);
    assert_eq!(kept.first(), "refractory", "{:?}", kept.verdict);
}

/// Presets with a steady input whose figures show the state at its boundary or crossing. Fig. 8 is not among them: its
/// spikes are so small that what noise and spike cost shift is more than half of one.
const HOLD: [&str; 9] =
    ["fig-2a", "fig-4d", "fig-4f", "fig-6-quiet", "fig-7a", "fig-11a", "fig-11a-1", "fig-11a-3", "minimax-pair"];

#[test]
fn presets_that_the_paper_shows_to_hold_are_green_and_their_neighbours_mostly() {
    let mut rng = SplitMix64::seed_from_u64(21);
    let (mut green, mut all, mut others) = (0, 0, Vec::new());
    for name in HOLD {
        let setup = Preset::open(name).unwrap().setup;
        let own = seen(&setup, 100.0);
        assert_eq!(own.verdict.standing, Standing::Good, "{name}: {:?} {:?}", own.verdict, own.statistics.means);
        for _ in 0..12 {
            // Every number that is not at its default, by up to 5 percent.
            let numbers = non_defaults(&mut setup.clone());
            let near = numbers.into_iter().filter_map(|(spec, value)| match value {
                Value::Number(v) if spec.id != "dt_s" && spec.id != "x_ref" => {
                    Some(Edit::new(spec.id, Value::Number(v * (1.0 + 0.05 * (2.0 * rng.random::<f64>() - 1.0)))))
                }
                _ => None,
            });
            let near = apply(&setup, &near.collect::<Vec<_>>()).unwrap().0;
            let seen = seen(&near, 60.0);
            all += 1;
            if seen.verdict.standing == Standing::Good {
                green += 1;
            } else {
                others.push(format!("{name}: {}", seen.verdict.reason));
            }
        }
    }
    assert!(10 * green >= 9 * all, "{green} of {all}: {others:?}");
}

#[test]
fn random_legal_settings_are_never_green_where_they_differ() {
    let mut rng = SplitMix64::seed_from_u64(8);
    let (mut green, mut differs) = (0, 0);
    for round in 0..500 {
        let u = |rng: &mut SplitMix64, a: f64, b: f64| a + (b - a) * rng.random::<f64>();
        let mut sets = vec![
            ("e_offset", u(&mut rng, 1.5, 3.5)),
            ("i_offset", u(&mut rng, 0.5, 2.5)),
            ("d_e", u(&mut rng, 0.06, if round % 2 == 0 { 0.2 } else { 1.5 })),
            ("d_i", u(&mut rng, 0.09, if round % 2 == 0 { 0.3 } else { 2.0 })),
        ];
        let mut words: Vec<(&str, &str)> = Vec::new();
        match round / 2 % 8 {
            1 => sets.push(("sigma_v", u(&mut rng, 0.0, 1.0))),
            2 => sets.push(("tau_i_ratio", u(&mut rng, 0.5, 2.0))),
            3 => sets.push(("mu_e", u(&mut rng, 0.0, 2.0))),
            4 => sets.push(("mistuning", u(&mut rng, 0.0, 0.3))),
            5 => words.push(("synapse", "square pulse")),
            6 => words.push(("synapse", "exponential")),
            _ => {}
        }
        if !words.is_empty() {
            sets.extend([("mu_e", u(&mut rng, 0.0, 3.0)), ("pulse_e_ms", 1.0), ("pulse_i_ms", u(&mut rng, 0.1, 2.0))]);
        }
        let setup = apply(&Preset::open("fig-4f").unwrap().setup, &edits(&sets, &words)).unwrap().0;
        // A second run, which the verdict has not seen, says what is so.
        let judged = seen(&setup, 60.0);
        let is = &judged.statistics;
        let significant = judged.depiction.theory.iter().any(|level| {
            let off = (is.means[level.signal] - level.value).abs();
            let error = is.standard_errors[level.signal].unwrap();
            off > 3.0 * error && off > level.grain.unwrap()
        });
        let standing = judged.verdict.standing;
        assert!(!(significant && standing == Standing::Good), "{sets:?} {words:?}: {:?}", judged.verdict);
        if !judged.depiction.theory.is_empty() {
            assert_eq!(significant, standing == Standing::Differs, "{sets:?} {words:?}: {:?}", judged.verdict);
        }
        differs += usize::from(significant);
        green += usize::from(standing == Standing::Good);
        // What differs has a name, if anything does.
        if significant {
            let first = &judged.verdict.findings[0];
            assert!(first.severity >= Severity::Warning, "{:?}", judged.verdict);
        }
    }
    assert!(green >= 50 && differs >= 50, "{green} green, {differs} differ");
}

#[test]
fn corrections_in_closed_form() {
    let corrected = |preset: &str, sets: &[(&str, f64)]| -> [f64; 2] {
        let depiction = seen(&setup(preset, sets, &[]), 10.0).depiction;
        let at = |k: usize| depiction.beside.corrected.iter().find(|t| t.signal == k).unwrap().value;
        [at(1), at(2)]
    };
    let near = |is: [f64; 2], be: [f64; 2], within: f64| {
        assert!((is[0] - be[0]).abs() < within && (is[1] - be[1]).abs() < within, "{is:?}, not {be:?}");
    };
    // Section 13.3: rho = 3, (2, 9); in general y_I/rho = E line, y_I = 1.5 rho y_E.
    near(corrected("fig-4d", &[("tau_i_ratio", 3.0)]), [2.0, 9.0], 1e-4);
    near(corrected("fig-4d", &[("tau_i_ratio", 0.5)]), [2.0, 1.5], 1e-4);
    // Section 4.3 with E_EE - mu/(N D) and E_II + mu/(N D): (1.94, 3.16) for fig. 8 before the push.
    let (ee, ii) = (1.25 - 0.5 / (50.0 * 0.075), 1.0 + 0.5 / (50.0 * 0.15));
    let y_e = (ii + 0.5) / (2.0 - ee * ii);
    near(corrected("fig-8e", &[("sigma_v", 0.0)]), [y_e, ee * y_e + 1.0], 1e-4);
    near([y_e, ee * y_e + 1.0], [1.94, 3.16], 5e-3);
    // Two neurons that hear each other by 1.2 and 0.9: y_I 0.9 = y_E + 1, y_I = 1.5 1.2 y_E.
    let two = [("design", "explicit")];
    let one = |v: f64| Value::List(vec![v]);
    let mut setup = setup("fig-4d", &[], &two);
    let arrays = [
        ("explicit_d_e", 0.1),
        ("explicit_e_ee", 1.0),
        ("explicit_e_ei", 1.0),
        ("explicit_f_e", 0.0),
        ("explicit_t_e", -1.0),
        ("explicit_d_i", 0.2),
        ("explicit_e_ie", 1.5),
        ("explicit_e_ii", 1.0),
        ("explicit_f_i", 0.0),
        ("explicit_t_i", 0.0),
        ("explicit_d_ie", 0.12),
        ("explicit_d_ei", 0.18),
    ];
    setup = apply(&setup, &arrays.map(|(id, v)| Edit::new(id, one(v)))).unwrap().0;
    let seen_two = seen(&setup, 60.0);
    let at = |k: usize| seen_two.depiction.beside.corrected.iter().find(|t| t.signal == k).unwrap().value;
    let y_e = 1.0 / (0.9 * 1.8 - 1.0);
    near([at(1), at(2)], [y_e, 1.8 * y_e], 1e-4);
    // And the network is there, as far as its spikes allow.
    near([seen_two.mean(1), seen_two.mean(2)], [y_e, 1.8 * y_e], 0.2);
    assert_eq!(seen_two.first(), "mistuned");
}

#[test]
fn noise_lifts_the_boundary_by_about_the_highest_of_many_lines() {
    // What noise adds to y_I: between half and twice the expected excess of the highest of N lines, as the module says.
    for (preset, sigma) in [("fig-4f", 0.3), ("fig-4f", 1.0), ("fig-4f", 3.0), ("fig-8e", 0.15), ("fig-8e", 0.4)] {
        let noisy = seen(&setup(preset, &[("sigma_v", sigma)], &[]), 400.0);
        let noise = noisy.depiction.beside.causes.iter().find(|cause| cause.id == "noise").unwrap();
        let lift = noise.numbers.iter().find(|(name, _)| *name == "lift_i").unwrap().1;
        let quiet = noisy.depiction.beside.spikes.as_ref().unwrap().means[1].1;
        let ratio = (noisy.mean(2) - quiet) / lift;
        assert!((0.15..2.2).contains(&ratio), "{preset}, sigma {sigma}: {ratio} of {lift}");
    }
}

#[test]
fn slow_inhibition_loses_the_crossing_where_the_loop_says() {
    // (k_E E_EE - 1)/tau_sE < (k_I E_II + 1)/tau_sI, with k_E = 49 D_E/(mu_E - E_EE D_E), k_I = 49 D_I/(E_II D_I + mu_I).
    let (k_e, k_i): (f64, f64) = (49.0 * 0.075 / (0.5 - 1.25 * 0.075), 49.0 * 0.15 / (0.15 + 0.5));
    let critical = (k_i + 1.0) / (k_e * 1.25 - 1.0);
    assert!((critical - 1.19).abs() < 0.01, "{critical}");
    for sigma in [0.15, 0.5] {
        let swing = |ratio: f64| {
            let sets = [("tau_s_e_ms", 1.0), ("tau_s_i_ms", ratio * critical), ("sigma_v", sigma), ("dt_s", 2e-5)];
            let seen = seen(&setup("fig-8e", &sets, &[("synapse", "exponential")]), 100.0);
            let cause = seen.depiction.beside.causes.iter().find(|c| c.id == "slow-synapses").unwrap();
            assert!(cause.text.contains("1.19") && cause.text.contains("lost") == (ratio > 1.0), "{}", cause.text);
            seen.statistics.deviations[1] / seen.mean(1)
        };
        let [below, above] = [0.5, 2.0].map(swing);
        assert!(below < 0.15 && above > 0.5, "sigma {sigma}: {below}, {above}");
    }
    // With mu_E <= E_EE D_E an E neuron is not reset by its own spike: lost at once.
    let lost = seen(&setup("fig-4d", &[("tau_s_e_ms", 1.0), ("tau_s_i_ms", 0.1)], &[("synapse", "exponential")]), 60.0);
    assert!(lost.verdict.reason.contains("does not reset"), "{}", lost.verdict.reason);
}

#[test]
fn the_paradox_has_the_slope_that_theory_says() {
    // Section 13.8, against runs: fig. 8 -1.22 measured and -1.38 by theory with cost; fig. 4d with mu_E = 1 rises.
    let slope = |preset: &str, sets: &[(&str, f64)], push: f64| {
        let mean = |current: f64| {
            let mut all = sets.to_vec();
            all.extend([("current_i", current), ("current_i_on_s", 0.0)]);
            let seen = seen(&setup(preset, &all, &[]), 300.0);
            (seen.mean(2), seen.depiction.reason)
        };
        let ((before, _), (after, reason)) = (mean(0.0), mean(push));
        ((after - before) / push, reason)
    };
    let (measured, reason) = slope("fig-8", &[], 1.0);
    assert!((measured + 1.22).abs() < 0.08, "{measured}");
    assert!(reason.contains("paradoxical") && reason.contains("-1.38"), "{reason}");
    let (measured, reason) = slope("fig-4d", &[("mu_e", 1.0)], 0.5);
    assert!(measured > 0.3, "{measured}");
    assert!(!reason.contains("paradoxical") && reason.contains("y_I goes up"), "{reason}");
    // E_EE = 0: a push of I moves only E.
    let (measured, reason) = slope("fig-4d", &[("e_slope", 0.0), ("e_offset", 2.0)], 0.5);
    assert!(measured > 0.0 && !reason.contains("paradoxical"), "{measured}: {reason}");
}

/// The two neurons of fig. 4d followed from spike to spike: E fires where y_I <= y_E + 1, I where y_I <= 1.5 y_E. The time
/// after which the state is where it was, in time constants, and the spikes of E and I in it.
fn repeat([d_e, d_i]: [f64; 2]) -> Option<(f64, [usize; 2])> {
    let (mut e, mut i) = (2.0, 3.0);
    let mut volleys: Vec<(f64, [usize; 2], [f64; 2])> = Vec::new();
    for _ in 0..6000 {
        // The ray to the origin meets the E line where s (y_I - y_E) = 1; it never meets the I line from above.
        let s = 1.0 / (i - e);
        let mut spikes = [1, 0];
        (e, i) = (e * s + d_e, i * s);
        loop {
            if i <= 1.5 * e + 1e-12 {
                i += d_i;
                spikes[1] += 1;
            } else if i <= e + 1.0 + 1e-12 {
                e += d_e;
                spikes[0] += 1;
            } else {
                break;
            }
        }
        volleys.push((-s.ln(), spikes, [e, i]));
    }
    let end = volleys.len() - 1;
    let same = |k: usize| (0..2).all(|a| (volleys[end].2[a] - volleys[end - k].2[a]).abs() < 1e-9);
    let length = (1..2000).find(|k| same(*k))?;
    let tail = &volleys[end + 1 - length..];
    let spikes = [0, 1].map(|p| tail.iter().map(|(_, n, _)| n[p]).sum());
    Some((tail.iter().map(|(wait, ..)| wait).sum(), spikes))
}

#[test]
fn a_cycle_is_a_repeat_of_the_state() {
    use tightrope::geometry::Point;
    use tightrope::model::boundary::{design, predict_cycle};
    let predicted = |d: [f64; 2]| {
        let setup = setup("fig-4d", &[("d_e", d[0]), ("d_i", d[1])], &[]);
        let System::Boundary(params) = &setup.model else { panic!("another system") };
        predict_cycle(&design(params, 1).unwrap(), 1.0, [0.0; 2], Point::new(2.0, 3.0))
    };
    // Section 13.2: what equal waits would have called 3.002, 4.70, 1.12 and 4.27 ms.
    for (d, ms) in [([0.852, 1.202], 18.38), ([0.41, 1.01], 25.25), ([0.31, 0.214], 6.21), ([0.868, 0.28], 49.2)] {
        let cycle = predicted(d).unwrap();
        assert!((cycle.period_s * 1e3 - ms).abs() < 0.01 * ms, "{d:?}: {}", cycle.period_s * 1e3);
    }
    let mut rng = SplitMix64::seed_from_u64(2);
    let mut found = 0;
    for _ in 0..150 {
        let d = [0.1 + 1.1 * rng.random::<f64>(), 0.1 + 1.4 * rng.random::<f64>()];
        let Some(cycle) = predicted(d) else { continue };
        let (tau, spikes) = repeat(d).unwrap_or_else(|| panic!("{d:?}: {cycle:?} where nothing repeats"));
        assert!((cycle.period_s / 0.01 - tau).abs() < 1e-6, "{d:?}: {cycle:?}, but {tau} {spikes:?}");
        assert_eq!(cycle.spikes, spikes, "{d:?}");
        found += 1;
    }
    assert!(found >= 100, "{found}");
}

#[test]
fn rates_of_one_population_stand_near_their_cap() {
    // Section 7: fig. 10d, an RMSE of 0.023 to the cap; the soft level itself is met.
    let mut runner = Runner::<System>::new(setup("fig-10d", &[], &[])).unwrap();
    let layout = runner.layout().clone();
    let (mut square, mut n) = (0.0, 0.0);
    runner.advance((0.05 / layout.dt_s) as u64, &mut ()).unwrap();
    for _ in 0..1000 {
        runner.advance((0.001 / layout.dt_s) as u64, &mut ()).unwrap();
        let mut row = vec![f64::NAN; layout.columns()];
        runner.engine().sample(&runner.watch().picks, &mut row);
        let mut picture = Frame::new(0, &layout, runner.step());
        runner.depict(&mut picture);
        let depiction = picture.depiction.unwrap();
        let points = &depiction.planes[0].curves[0].points;
        let after = points.partition_point(|p| p.x < row[0]).clamp(1, points.len() - 1);
        let (a, b) = (points[after - 1], points[after]);
        let cap = a.y + (b.y - a.y) * (row[0] - a.x) / (b.x - a.x);
        square += (row[1] - cap).powi(2);
        n += 1.0;
        assert!((row[1] - depiction.theory[0].value).abs() < 0.01, "{} at {}", row[1], row[0]);
    }
    let rms: f64 = (square / n).sqrt();
    assert!((rms - 0.023).abs() < 0.008, "{rms}");
}

#[test]
fn quadratic_drive_has_the_sheets_fixed_points() {
    // Section 4.7: a y_E^2 + b - y_I with a 0.1 and 0.2, b 3 and 1.5, D 0.125 and 0.15; all stable spirals.
    for (steepness, at) in [(10.0, [3.8593, 4.4415]), (3.0, [3.8088, 4.3024]), (1.0, [3.6191, 3.9909])] {
        let seen = seen(&setup("fig-11-quadratic", &[("steepness", steepness)], &[]), 40.0);
        for k in [0, 1] {
            assert!((seen.depiction.theory[k].value - at[k]).abs() < 2e-4, "{:?}", seen.depiction.theory);
            assert!((seen.mean(k + 1) - at[k]).abs() < 2e-3, "{:?}", seen.statistics.means);
        }
        assert_eq!(seen.depiction.fixed_points.len(), 1);
        assert_eq!(seen.depiction.fixed_points[0].name, "stable focus of the rates");
    }
}

#[test]
fn a_delay_is_late_and_nothing_else() {
    // A single I neuron with its own reset at once: a delay changes nothing at all.
    let alone = |delay: f64| {
        let one = setup("fig-2a", &[("delay_ms", delay)], &[]);
        seen(&one, 30.0).spikes
    };
    assert_eq!(alone(0.0), alone(1.0));
    // Two E and I neurons: I answers the first E spike exactly the delay later than without.
    let firsts = |delay: f64| {
        let two = setup("fig-4d", &[("delay_ms", delay), ("mu_e", 3.0), ("i_offset", -0.5)], &[]);
        let mut runner = Runner::<System>::new(two).unwrap();
        let mut spikes: Vec<Spike> = Vec::new();
        runner.advance(2000, &mut spikes).unwrap();
        let first = |p: u8| spikes.iter().find(|s| s.neuron().population == p).unwrap().step;
        [first(0), first(1)]
    };
    let ([e, i], [late_e, late_i]) = (firsts(0.0), firsts(0.5));
    assert_eq!((late_e, late_i - i), (e, 10), "a step is 0.05 ms; {i} and {late_i}");
    // The crossing is lost to bursts, and it is said why.
    let late = seen(&setup("fig-4f", &[("delay_ms", 0.5)], &[]), 60.0);
    assert_eq!((late.verdict.standing, late.first()), (Standing::Differs, "slow-synapses"), "{:?}", late.verdict);
    assert!(late.verdict.reason.contains("0.50 ms late"), "{}", late.verdict.reason);
}

#[test]
fn the_mean_drift_of_pulses_is_a_soft_step() {
    // Sheet, section 7, fig. 9e: about -3.9 at y = -2 and -8.8 at 0; far below the boundary there is only the leak.
    let seen = seen(&setup("fig-9e", &[], &[]), 20.0);
    let chart = &seen.depiction.charts[0];
    let of = |series: usize, y: f64| {
        let points = &chart.series[series].points;
        points.iter().min_by(|a, b| (a.x - y).abs().total_cmp(&(b.x - y).abs())).unwrap().y
    };
    // The curve: -y - 10 Phi((y + 2)/0.4), exact.
    for (y, phi) in [(-4.0, 0.0), (-2.0, 0.5), (0.0, 1.0)] {
        assert!((of(0, y) - (-y - 10.0 * phi)).abs() < 0.15, "{y}: {}", of(0, y));
    }
    assert!((of(1, -4.0) - 3.85).abs() < 0.15, "{}", of(1, -4.0));
    assert!((of(1, -2.0) + 3.9).abs() < 1.2, "{}", of(1, -2.0));
    assert!((of(1, 0.0) + 8.8).abs() < 0.4, "{}", of(1, 0.0));
}

#[test]
fn alarms_say_what_is_the_matter_and_let_legitimate_runs_go_on() {
    let alarm = |setup: &Setup, kick: Option<f64>| {
        let mut runner = Runner::<System>::new(setup.clone()).unwrap();
        if let Some(y) = kick {
            runner.kick(&[(1, y)]).unwrap();
        }
        let mut spikes: Vec<Spike> = Vec::new();
        for _ in 0..60 {
            runner.advance(200, &mut spikes).unwrap();
            if let Some(alarm) = runner.engine().alarm() {
                return alarm;
            }
        }
        String::new()
    };
    // E alone, above its boundary: nobody is to blame for not holding it.
    let alone = alarm(&setup("fig-3", &[], &[]), Some(1.8));
    assert!(alone.contains("no inhibition in this network") && !alone.contains("no longer"), "{alone}");
    // All of I silenced.
    let silent = alarm(&setup("fig-4f", &[("silent_part_i", 1.0)], &[]), None);
    assert!(silent.contains("I is silent"), "{silent}");
    // Only I, with spikes too small for the time step.
    let only_i = alarm(&setup("fig-4f", &[("e_offset", -3.0), ("i_offset", 9.0), ("d_i", 0.03)], &[]), None);
    assert!(only_i.contains("only I fires"), "{only_i}");
    // Lines that never cross: inhibition does not hold E.
    let lost = alarm(&setup("fig-4d", &[("e_slope", 1.5), ("i_slope", 1.0)], &[]), None);
    assert!(lost.contains("inhibition no longer holds"), "{lost}");
    // Neurons that fire as often as their refractory period lets them have not run away.
    let pause = [("tau_s_e_ms", 5.0), ("tau_s_i_ms", 1.0), ("refractory_e_ms", 40.0)];
    assert_eq!(alarm(&setup("fig-8e", &pause, &[("synapse", "exponential")]), None), "");
}

#[test]
fn a_change_is_told_in_numbers_and_the_paradox_wherever_it_happens() {
    use tightrope::session::{Command, Speed, Worker};
    let told = |edits: Vec<Edit>| {
        let mut worker = Worker::<System>::new(Preset::open("fig-4f").unwrap().setup).unwrap();
        worker.apply(Command::Speed(Speed::Fastest));
        let mut change = None;
        let mut run = |worker: &mut Worker<System>, steps: u64| {
            for _ in 0..steps / 500 {
                worker.apply(Command::Step(500));
                worker.turn(0.0, 1.0, || 0.0);
                if let Some(update) = worker.take() {
                    change = update.change;
                }
            }
            change.clone()
        };
        run(&mut worker, 12_000);
        let step = worker.runner().step();
        worker.apply(Command::Edit(edits, None));
        // Marked at once, told once it has settled.
        let at_once = run(&mut worker, 500).unwrap();
        assert_eq!((at_once.step, at_once.text.as_str()), (step, ""));
        run(&mut worker, 12_000).unwrap()
    };
    let number = |id: &str, v: f64| vec![Edit::new(id, Value::Number(v))];
    // By the slider, by the lines and by a current: half a unit.
    for edits in [number("i_offset", 2.25), number("current_i", 0.5)] {
        let change = told(edits);
        assert!(
            change.is_surprising && change.text.contains("both fall although I is driven harder"),
            "{}",
            change.text
        );
        assert!(
            change.text.starts_with("y_E 2.73 -> 1.") && change.text.contains("|y_I| 4.02 -> 3."),
            "{}",
            change.text
        );
    }
    // Less is hidden by the size of spikes; a whole unit is too much.
    let small = told(number("i_offset", 1.85));
    assert!(
        !small.is_surprising && small.text.contains("nothing moves") && small.text.contains("pull further"),
        "{}",
        small.text
    );
    let large = told(number("i_offset", 2.9));
    assert!(large.text.contains("E has fallen silent") && large.text.contains("Ctrl+Z"), "{}", large.text);
    // No paradox where E is pushed.
    let pushed = told(number("e_offset", 3.0));
    assert!(!pushed.is_surprising && pushed.text.contains("E is driven harder"), "{}", pushed.text);
}

#[test]
fn rates_hear_currents_and_may_be_silent() {
    for (sets, words) in [
        (&[("current_i", 0.5)][..], "with a current"),
        (&[("x", -1.2)], "silent"),
        (&[("x", 0.3), ("steepness", 30.0)], "nearly silent"),
        (&[("x", 0.7), ("steepness", 100.0)], "steep"),
    ] {
        let seen = seen(&setup("fig-11a", sets, &[]), 60.0);
        assert_eq!(seen.verdict.standing, Standing::Good, "{words}: {:?} {:?}", seen.verdict, seen.statistics.means);
    }
}

#[test]
fn a_copy_finds_out_for_itself() {
    let runner = Runner::<System>::new(setup("fig-4d", &[], &[])).unwrap();
    let mut probe = runner.engine().probe().unwrap();
    assert!(runner.engine().probe().is_none(), "it is on its way");
    // What is on its way to one is not on its way to a copy.
    assert!(runner.fork().engine().probe().is_some());
    while probe.advance().is_some() {}
    drop(probe);
    assert!(runner.engine().probe().is_none() && runner.fork().engine().probe().is_none(), "both know");
    // Dropped before its end, it is due again.
    let other = Runner::<System>::new(setup("fig-4f", &[], &[])).unwrap();
    drop(other.engine().probe().unwrap());
    assert!(other.engine().probe().is_some());
}

#[test]
fn a_trial_that_runs_away_is_known_to() {
    let lost = seen(&setup("fig-4d", &[("e_slope", 1.5), ("i_slope", 1.0)], &[]), 1.0);
    assert!(lost.depiction.beside.spikes.as_ref().unwrap().ran_away);
    // A cost of I that takes the crossing away is no paradox.
    let flat = seen(&setup("fig-4d", &[("mu_i", 1.0), ("current_i", 0.2)], &[]), 5.0);
    assert!(!flat.depiction.reason.contains("paradoxical"), "{}", flat.depiction.reason);
    assert!(flat.depiction.reason.contains("no longer the steeper"), "{}", flat.depiction.reason);
}

#[test]
fn a_network_whose_input_moves_says_what_was_not_tried() {
    // Sheet, section 7, fig. 5d: the mean of y_I is 0.45 above the crossing, because the state sits above the boundary.
    let moving = seen(&setup("fig-5d", &[], &[]), 30.0);
    assert_eq!(moving.verdict.standing, Standing::Differs, "{:?}", moving.verdict);
    assert_eq!(moving.first(), "large-spikes");
    assert!(moving.verdict.reason.contains("not tried while the input moves"), "{}", moving.verdict.reason);
    assert!(moving.depiction.beside.corrected.is_empty());
}

#[test]
fn a_moving_input_is_a_cause_also_for_one_population() {
    // Up the first half of the ramp of fig. 10d the cap rises all the time, and y lies behind: a leak of 10 ms at a slope
    // of up to 4 a second.
    let seen = seen(&setup("fig-10d", &[], &[]), 50.0);
    let behind = seen.depiction.theory[0].value - seen.mean(1);
    assert_eq!(seen.verdict.standing, Standing::Differs, "{behind}: {:?}", seen.verdict);
    assert!(
        seen.first() == "fast-input" && seen.verdict.reason.contains("the boundary moves on"),
        "{:?}",
        seen.verdict
    );
}
