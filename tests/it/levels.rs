//! Geometry, spikes, measured: what theory says is held against runs (sheet low-rank-ei, sections 4 and 13).

mod corrections;

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
