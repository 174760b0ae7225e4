//! Maps: the regime at each place is what closed forms of the sheets say, filled coarse to fine to the same picture whatever
//! the threads, and short runs do what the map says.

use std::sync::PoisonError;
use tightrope::model::minimax::largest_w0;
use tightrope::model::{System, SystemPlan};
use tightrope::param::{Edit, Value, apply, find};
use tightrope::session::{
    BUILT_IN, Ground, GroundKind, MapAxis, Preset, Request, SIDE, Setup, Shared, Slice, Survey, Trials, TrialsWork,
    Work as _,
};
use tightrope::sim::Model as _;

fn open(preset: &str, edits: &[(&str, f64)]) -> Setup {
    let edits: Vec<Edit> = edits.iter().map(|(id, value)| Edit::new(*id, Value::Number(*value))).collect();
    apply(&Preset::open(preset).unwrap().setup, &edits).unwrap().0
}

/// The regime of a setup by its id.
fn regime(setup: &Setup, near: &SystemPlan) -> Option<&'static str> {
    let index = setup.model.regime(setup.seed as u64, near).unwrap()?;
    Some(System::hands(near).regimes()[index].id)
}

fn axis(setup: &Setup, id: &str, range: [f64; 2]) -> MapAxis {
    let spec = find(&mut setup.clone(), id).unwrap().0;
    MapAxis::new(spec, range).unwrap()
}

fn request(setup: &Setup, across: (&str, [f64; 2]), up: (&str, [f64; 2])) -> Request<System> {
    Request::new(setup, [axis(setup, across.0, across.1), axis(setup, up.0, up.1)])
}

fn filled(request: &Request<System>, threads: usize) -> Ground {
    let shared = Shared::default();
    let mut survey = Survey::new(request.clone(), shared.clone(), threads);
    let mut part = 0.0;
    loop {
        match survey.advance().unwrap() {
            Slice::Done(()) => break,
            Slice::More { part: now, .. } => {
                assert!((0.0..=1.0).contains(&now) && now >= part - 1e-9, "{part} then {now}");
                part = now;
            }
        }
    }
    shared.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

/// Holds every cell of the coarse grid against what is expected of both values there: in its middle, or, where a border runs
/// through it, at one of its corners. Ids of which nothing is expected are left out.
fn holds(request: &Request<System>, ground: &Ground, expected: impl Fn([f64; 2]) -> Option<&'static str>) -> usize {
    let near = request.at([0.5, 0.5]).unwrap().plan(None).unwrap();
    let regimes = System::hands(&near).regimes();
    let mut held = 0;
    for j in 0..SIDE {
        for i in 0..SIDE {
            let GroundKind::Regime(k) = ground.coarse(i, j) else { panic!("nothing at {i}, {j}") };
            let id = regimes[k as usize].id;
            let at = |by: [f64; 2]| {
                let parts = [(i as f64 + by[0]) / SIDE as f64, (j as f64 + by[1]) / SIDE as f64];
                expected([0, 1].map(|side| request.axes[side].at(parts[side])))
            };
            let Some(middle) = at([0.5, 0.5]) else { continue };
            let corners = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]].map(at);
            let values = [(i, 0), (j, 1)].map(|(k, side)| request.axes[side].at((k as f64 + 0.5) / SIDE as f64));
            assert!(id == middle || corners.contains(&Some(id)), "at {values:?}: {id}, expected {middle}");
            held += 1;
        }
    }
    held
}

#[test]
fn straight_boundaries_are_told_by_heights_and_slopes() {
    // E: c_E + m_E y, I: c_I + m_I y, at x = x_0.
    for (m_e, m_i) in [(1.0, 1.5), (1.5, 1.0), (-0.5, 0.5)] {
        let setup = open("fig-4d", &[("e_slope", m_e), ("i_slope", m_i)]);
        let request = request(&setup, ("e_offset", [-3.0, 3.0]), ("i_offset", [-3.0, 3.0]));
        let ground = filled(&request, 2);
        holds(&request, &ground, |[c_e, c_i]| {
            // Where both meet at y_E = 0 exactly, either will do.
            let is_told = (c_e - c_i).abs() > 1e-9;
            is_told.then_some(match () {
                () if c_e <= 0.0 && c_i <= 0.0 => "silent",
                () if c_i >= c_e && m_e > m_i => "saddle",
                () if c_i >= c_e => "only-i",
                () if m_e >= m_i => "runaway",
                () if m_e > 0.0 => "stabilised",
                () => "stable",
            })
        });
    }
}

#[test]
fn balance_is_a_wedge_of_weights() {
    // Sheet plastic-balanced, 9.B: -333.3 < j_EI < -2.222 j_EE with the defaults; below the wedge E is silent.
    let setup = open("plastic-static", &[]);
    let request = request(&setup, ("j_ee", [1.0, 75.0]), ("j_ei", [-450.0, -1.0]));
    let ground = filled(&request, 2);
    holds(&request, &ground, |[j_ee, j_ei]| {
        Some(match () {
            () if j_ei <= -1000.0 / 3.0 => "silent-e",
            () if j_ei < -250.0 / 112.5 * j_ee => "balanced",
            () => "runaway",
        })
    });
}

#[test]
fn a_ring_has_a_bump_beyond_two_and_runs_away_beyond_a_bound() {
    let setup = open("minimax-ring-steady", &[("skew", 0.0)]);
    let near = setup.plan(None).unwrap();
    for w1 in [0.5, 1.9, 2.1, 2.7, 4.0] {
        for w0 in [0.05, 0.3, 0.6, 0.9, 1.2] {
            let id = regime(&open("minimax-ring-steady", &[("skew", 0.0), ("w0", w0), ("w1", w1)]), &near);
            let bound = largest_w0(w1);
            match id {
                Some("weak") => assert!(w0 >= bound, "w_0 {w0}, w_1 {w1}: bound {bound}"),
                Some("bump") => assert!(w1 > 2.0 && w0 < bound, "w_0 {w0}, w_1 {w1}"),
                Some("settles") => assert!(w1 <= 2.0 && w0 < bound, "w_0 {w0}, w_1 {w1}"),
                // The uniform mode of slow inhibition.
                Some("slow") => assert!(w0 < bound),
                other => panic!("w_0 {w0}, w_1 {w1}: {other:?}"),
            }
        }
    }
}

#[test]
fn a_pair_turns_round_its_saddle_where_eigenvalues_are_complex() {
    let setup = open("minimax-pair", &[]);
    let request = request(&setup, ("tau_i_ratio", [0.05, 10.0]), ("b", [0.05, 3.0]));
    let ground = filled(&request, 2);
    let held = holds(&request, &ground, |[ratio, b]| {
        // With a = c = 1 and time in tau_E.
        let complex = (1.0 - 1.0 / ratio).powi(2) < 4.0 * b * b / ratio;
        // The drive is 20 and the thresholds 1/2: r_E is about 19.5 without I, which is silent for b r_E below 1/2.
        (b * 19.5 > 0.6).then_some(if complex { "turns" } else { "settles" })
    });
    assert!(held > 9_000, "{held}");
}

#[test]
fn learning_is_guaranteed_above_the_growth_of_the_teacher() {
    // Sheet learning-dynamics, 4.2: beta = 17.7 along the cycle of van der Pol.
    let setup = open("learn-vdp", &[]);
    let near = setup.plan(None).unwrap();
    let at = |k: f64, eta: f64| regime(&open("learn-vdp", &[("k", k), ("eta", eta)]), &near).unwrap();
    assert_eq!([at(17.0, 5.0), at(18.5, 5.0)], ["unsure", "guaranteed"]);
    assert_eq!(at(18.5, 1000.0), "rings");
    assert_eq!(at(1000.0, 15.0), "slow");
    assert_eq!(at(30.0, 0.0), "nothing");
}

#[test]
fn a_map_is_the_same_whatever_the_threads_and_wherever_the_network_stands() {
    let one = open("fig-4f", &[]);
    let moved = open("fig-4f", &[("e_offset", -1.0), ("i_offset", 3.0)]);
    let across = ("e_offset", [-5.0, 5.0]);
    let up = ("i_offset", [-5.0, 5.0]);
    let first = request(&one, across, up);
    assert_eq!(first, request(&moved, across, up), "the map does not depend on where one stands in it");
    assert_ne!(first, request(&open("fig-4f", &[("d_e", 1.0)]), across, up));
    let start = std::time::Instant::now();
    let ground = filled(&first, 1);
    println!("a map of {SIDE} x {SIDE} and its borders took {:?}", start.elapsed());
    let other = filled(&first, 3);
    assert!((0..Ground::DRAWN).all(|y| ground.row(y) == other.row(y)), "threads change nothing");
    // Each cell is what is there, not what its neighbours say.
    let near = one.plan(None).unwrap();
    for k in 0..SIDE {
        let at = [k, (k * 37 + 5) % SIDE];
        let setup = first.at(at.map(|k| (k as f64 + 0.5) / SIDE as f64)).unwrap();
        let expected = setup.model.regime(1, &near).unwrap().unwrap();
        assert_eq!(ground.coarse(at[0], at[1]), GroundKind::Regime(expected as u8), "{at:?}");
    }
    // A place is found again.
    let parts = first.place_of(&moved);
    assert!((first.axes[0].at(parts[0]) + 1.0).abs() < 1e-9 && (first.axes[1].at(parts[1]) - 3.0).abs() < 1e-9);
}

#[test]
fn what_cannot_be_built_is_no_regime() {
    // alpha must stay below beta.
    let setup = open("fig-5d", &[]);
    let request = request(&setup, ("alpha", [0.0, 2.0]), ("beta", [0.0, 2.0]));
    let ground = filled(&request, 2);
    assert_eq!(ground.at([0.9, 0.1]), GroundKind::Refused);
    assert!(matches!(ground.at([0.1, 0.9]), GroundKind::Regime(_)));
}

#[test]
fn every_preset_says_what_regime_it_is_in_or_that_it_takes_too_long() {
    for (name, _) in BUILT_IN {
        let preset = Preset::open(name).unwrap();
        let plan = preset.setup.plan(None).unwrap();
        let regimes = System::hands(&plan).regimes();
        assert!((2..=200).contains(&regimes.len()), "{name}");
        let mut ids: Vec<&str> = regimes.iter().map(|regime| regime.id).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), regimes.len(), "{name}");
        let start = std::time::Instant::now();
        let found = preset.setup.model.regime(preset.setup.seed as u64, &plan).unwrap();
        println!("{name}: {:?} in {:?}", found.map(|k| regimes[k].id), start.elapsed());
        assert!(found.is_none_or(|k| k < regimes.len()), "{name}");
        let axes = System::hands(&plan).map_axes().into_iter().flatten().map(|(id, _)| id);
        for id in axes.chain(System::hands(&plan).sweep_axis()) {
            assert!(find(&mut preset.setup.clone(), id).is_ok(), "{name}: {id}");
        }
    }
}

#[test]
fn runs_do_what_the_map_says() {
    // Away from borders, with spikes small enough to keep to their lines and large enough for the steps that there are.
    let setup = open("fig-4d", &[("d_e", 0.3), ("d_i", 0.3)]);
    let request = request(&setup, ("e_offset", [-3.0, 3.0]), ("i_offset", [-3.3, 2.9]));
    let ground = filled(&request, 2);
    let trials = Trials::default();
    let mut work = TrialsWork::new(request.clone(), trials.clone(), 2);
    while !matches!(work.advance().unwrap(), Slice::Done(())) {}
    // The first ones, one after the other, as where there are no threads.
    let singly = Trials::default();
    let mut work = TrialsWork::new(request.clone(), singly.clone(), 0);
    while singly.since(0).len() < 3 {
        work.advance().unwrap();
    }
    assert_eq!(singly.since(0), trials.since(0)[..3]);
    let near = setup.plan(None).unwrap();
    let regimes = System::hands(&near).regimes();
    let (mut agree, mut all) = (0, 0);
    for trial in trials.since(0) {
        let GroundKind::Regime(told) = ground.at(trial.at) else { continue };
        let shown = regimes[trial.shown.unwrap()].shows;
        // A border within a spike of it may lie on the other side.
        let [c_e, c_i] = [0, 1].map(|side| request.axes[side].at(trial.at[side]));
        if [c_e, c_i, c_e - c_i].iter().any(|far| far.abs() < 0.4) {
            continue;
        }
        all += 1;
        agree += usize::from(regimes[told as usize].shows == shown);
    }
    assert!(all > 90 && agree == all, "{agree} of {all}");
}
