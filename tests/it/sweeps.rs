//! Sweeps: the rows do not depend on threads or interruptions, they are what theory says, and what is wrong is told.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tightrope::cli::{Interrupt, SweepAsked, planned, sweep};
use tightrope::export::{Opened, SweepFile};
use tightrope::model::System;
use tightrope::session::{
    Basket, Ending, Next, Pool, Preset, Provenance, Row, Slice, Span, Sweep, Sweeping, Work as _, offers,
};
use tightrope::sim::{Engine as _, Model as _};

fn strings(all: &[&str]) -> Vec<String> {
    all.iter().map(|s| (*s).to_owned()).collect()
}

/// Asked for on the command line, with what belongs to it kept.
struct Line {
    set: Vec<String>,
    measures: Vec<String>,
    repeats: usize,
    run_s: Option<f64>,
    seed: Option<u32>,
}

fn line(set: &[&str], measures: &[&str]) -> Line {
    Line { set: strings(set), measures: strings(measures), repeats: 1, run_s: Some(0.05), seed: None }
}

impl Line {
    fn asked(&self) -> SweepAsked<'_> {
        let Line { set, measures, repeats, run_s, seed } = self;
        SweepAsked { set, repeats: *repeats, measures, run_s: *run_s, from_s: None, seed: *seed }
    }

    fn plan(&self, preset: &str) -> Result<Sweep<System>, String> {
        planned(&Preset::open(preset).unwrap(), &self.asked())
    }

    fn write(&self, preset: &str, threads: usize, out: &Path) -> Result<String, String> {
        sweep(&Preset::open(preset).unwrap(), &self.asked(), Some(threads), out, &Interrupt::default())
            .map(|swept| swept.said)
    }
}

/// All rows, in order.
fn rows(sweep: Sweep<System>, threads: usize) -> Vec<Row> {
    let mut pool = Pool::start(&Arc::new(sweep), &BTreeSet::new(), threads).unwrap();
    let mut rows = Vec::new();
    loop {
        match pool.next(Duration::from_secs(20)) {
            Next::Row(row) => rows.push(row),
            Next::Over => break,
            Next::Nothing => panic!("a run takes too long"),
        }
    }
    rows.sort_by_key(|row| row.index);
    rows
}

#[test]
fn without_threads_come_the_same_rows() {
    let asked = Line { run_s: Some(0.5), ..noisy() };
    let basket = Basket::default();
    let mut work = Sweeping::new(asked.plan("fig-4f").unwrap(), basket.clone(), 0);
    let (mut part, mut slices) = (0.0, 0);
    while let Slice::More { part: now, .. } = work.advance().unwrap() {
        assert!((part..=1.0).contains(&now), "{part} then {now}");
        (part, slices) = (now, slices + 1);
    }
    let found = basket.since(0);
    assert_eq!(found, rows(asked.plan("fig-4f").unwrap(), 2));
    // A little each: a run has many slices.
    assert!(slices > 2 * found.len(), "{slices}");
}

fn noisy() -> Line {
    let set = ["sigma_v=0.1", "e_offset=2.2:3:3", "d_e=0.3:0.6:2"];
    Line { repeats: 2, seed: Some(7), ..line(&set, &["mean y_e", "rate I", "cv", "balance", "cycle ms"]) }
}

#[test]
fn a_table_is_the_same_whatever_the_threads_and_the_interruptions() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let asked = noisy();
    asked.write("fig-4f", 1, &at("one.csv")).unwrap();
    asked.write("fig-4f", 3, &at("three.csv")).unwrap();
    let whole = std::fs::read_to_string(at("one.csv")).unwrap();
    assert_eq!(whole, std::fs::read_to_string(at("three.csv")).unwrap());
    let lines: Vec<&str> = whole.lines().collect();
    assert_eq!(lines.len(), 1 + 3 * 2 * 2);
    assert!(lines[0].starts_with("run,e_offset,d_e,repeat,seed,ending,mean y_e,mean y_e se,rate I,"), "{}", lines[0]);
    assert!(lines[1].starts_with("0,2.2,0.3,0,7,measured,") && lines[2].starts_with("1,2.2,0.3,1,8,measured,"));
    assert!(lines[12].starts_with("11,3,0.6,1,8,measured,"), "{}", lines[12]);
    // Cut short at any place, within a row too, it goes on to the same table.
    let preset = Preset::open("fig-4f").unwrap();
    let plan = asked.plan("fig-4f").unwrap();
    let some: Vec<Row> = rows(plan.clone(), 2);
    for (k, cut) in [0usize, 1, 5, 17].into_iter().enumerate() {
        let out = at(&format!("cut-{k}.csv"));
        let part = at(&format!("cut-{k}.csv.part"));
        let Opened::Open(mut file) = SweepFile::open(&out, &preset, &plan).unwrap() else { panic!("it is new") };
        // Rows come in any order.
        for row in [&some[4], &some[0], &some[9]].into_iter().take(k) {
            file.put(row.clone()).unwrap();
        }
        drop(file);
        let mut text = std::fs::read_to_string(&part).unwrap();
        text.push_str(&"1,2.2,0.3,1,8,measured"[..cut]);
        std::fs::write(&part, text).unwrap();
        let said = asked.write("fig-4f", 2, &out).unwrap();
        assert_eq!(said.contains("were there already"), k > 0, "{said}");
        assert_eq!(std::fs::read_to_string(&out).unwrap(), whole, "cut after {cut}");
        assert!(!part.exists());
    }
    // Once it is there, there is nothing to do.
    let said = asked.write("fig-4f", 2, &at("one.csv")).unwrap();
    assert!(said.contains("there already, all 12 runs"), "{said}");
    // Even where the very heading was cut.
    let part = std::fs::read_to_string({
        let out = at("heading.csv");
        drop(SweepFile::open(&out, &preset, &plan).unwrap());
        at("heading.csv.part")
    })
    .unwrap();
    let first = part.lines().next().unwrap();
    for cut in [0, 10, first.len(), first.len() + 1, first.len() + 9] {
        std::fs::write(at("heading.csv.part"), &part[..cut]).unwrap();
        drop(std::fs::remove_file(at("heading.csv")));
        asked.write("fig-4f", 2, &at("heading.csv")).unwrap();
        assert_eq!(std::fs::read_to_string(at("heading.csv")).unwrap(), whole, "cut at {cut}");
    }
}

#[test]
fn an_interrupted_sweep_keeps_its_rows_and_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let (out, whole) = (folder.path().join("sweep.csv"), folder.path().join("whole.csv"));
    let asked = noisy();
    let interrupt = Interrupt::default();
    interrupt.ask();
    let preset = Preset::open("fig-4f").unwrap();
    let swept = sweep(&preset, &asked.asked(), Some(2), &out, &interrupt).unwrap();
    assert!(swept.was_interrupted && swept.said.contains("sweep.csv.part"), "{}", swept.said);
    assert!(!out.exists() && folder.path().join("sweep.csv.part").exists());
    asked.write("fig-4f", 2, &out).unwrap();
    asked.write("fig-4f", 1, &whole).unwrap();
    assert_eq!(std::fs::read(&out).unwrap(), std::fs::read(&whole).unwrap());
}

#[test]
fn a_table_is_plain_and_says_beside_it_where_it_comes_from() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("new/deep/sweep.csv");
    line(&["e_offset=2.2:3:2"], &["mean y_e"]).write("fig-4f", 2, &out).unwrap();
    let mut table = csv::Reader::from_path(&out).unwrap();
    assert_eq!(table.headers().unwrap().len(), 7);
    assert_eq!(table.records().map(|r| r.unwrap().len()).collect::<Vec<_>>(), [7, 7]);
    let about: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(folder.path().join("new/deep/sweep.csv.json")).unwrap()).unwrap();
    assert_eq!(about["preset"], "fig-4f");
    assert_eq!(about["first_seed"], 1);
    assert_eq!(about["swept"][0]["parameter"], "e_offset");
    assert_eq!(about["settings"]["i_curvature"], 0.24);
    // As all files that carry their origin, it can be opened.
    let text = std::fs::read(folder.path().join("new/deep/sweep.csv.json")).unwrap();
    let origin = Provenance::find_in(&text).unwrap().unwrap().recipe::<System>().unwrap();
    assert_eq!(origin.setup, Preset::open("fig-4f").unwrap().setup);
    let names: Vec<_> = std::fs::read_dir(out.parent().unwrap()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(names.len(), 2, "{names:?}");
}

#[test]
fn a_sweep_follows_the_crossing_of_two_parabolas() {
    // E: 0.15 y^2 + c, I: 0.24 y^2 + 1.75, so y_E^2 = (c - 1.75)/0.09 and y_I = c + 0.15 y_E^2.
    let small = line(
        &["d_e=0.05", "d_i=0.05", "dt_s=1e-6", "start=static", "e_offset=2:3.5:7"],
        &["mean y_e", "mean y_i", "theory y_e"],
    );
    let small = Line { run_s: Some(0.12), ..small };
    for row in rows(small.plan("fig-4f").unwrap(), 2) {
        let c = row.at[0];
        let y_e = ((c - 1.75) / 0.09f64).sqrt();
        let expected = [y_e, c + 0.15 * y_e * y_e, y_e];
        for (found, expected) in row.found.iter().zip(expected) {
            let (value, error) = (found.value.unwrap(), found.error.unwrap_or(0.0));
            // The state rattles within a spike of 0.05 of each boundary, which moves the mean by up to that over the difference
            // of the slopes, 0.18 y_E, for each; and tangents 5/9 apart miss a parabola by little.
            let slack = 2.0 * 0.05 / (0.18 * y_e).min(1.0) + 3.0 * error + 0.24 * (5.0f64 / 18.0).powi(2);
            assert!((value - expected).abs() < slack, "at {c}: {value} ± {error}, expected {expected}");
        }
    }
}

#[test]
fn runs_that_cannot_be_measured_say_so_and_stop_nothing() {
    // E outgrows I from a slope of 1.5 on.
    let plan = line(&["e_slope=1:2:3"], &["mean y_e"]).plan("fig-4d").unwrap();
    let ended: Vec<Ending> = rows(plan, 2).into_iter().map(|row| row.ending).collect();
    assert_eq!([ended[0], ended[2]], [Ending::Measured, Ending::RanAway], "{ended:?}");
    // alpha must stay below beta.
    let plan = line(&["alpha=0.3:1.5:3"], &["mean y_e"]).plan("fig-5d").unwrap();
    let all = rows(plan, 2);
    assert_eq!([all[0].ending, all[2].ending], [Ending::Measured, Ending::Refused]);
    assert!(!all[2].why.is_empty() && all[2].found[0].value.is_none());
}

#[test]
fn every_system_is_swept_and_every_measure_it_offers_can_be_taken() {
    for (preset, set) in [
        ("fig-8", "sigma_v=0:0.2:2"),
        ("fig-2d", "d_i=0.1:0.2:2"),
        ("minimax-pair", "a=1:2:2"),
        ("minimax-ring", "w1=2.1:2.7:2"),
        ("learn-lin", "k=10:40:2"),
        ("plastic-small", "j_ei=-200:-150:2"),
    ] {
        let opened = Preset::open(preset).unwrap();
        let engine = System::start(&opened.setup.plan(None).unwrap());
        let known: Vec<String> = offers(engine.layout()).into_iter().map(|offer| offer.id).collect();
        assert!(known.len() >= 4, "{preset}: {known:?}");
        let asked = Line { measures: known.clone(), run_s: Some(0.02), ..line(&[set], &[]) };
        let all = rows(asked.plan(preset).unwrap(), 2);
        assert_eq!(all.len(), 2);
        for row in all {
            assert_eq!((row.ending, row.found.len()), (Ending::Measured, known.len()), "{preset}: {}", row.why);
            assert!(row.found.iter().any(|found| found.value.is_some()), "{preset}");
        }
    }
}

#[test]
fn what_is_wrong_is_told_with_what_to_try() {
    let said = |set: &[&str], measures: &[&str]| line(set, measures).plan("fig-4f").unwrap_err();
    let good = ["mean y_e"];
    for (set, parts) in [
        ("e_offset=2:3:0", &["e_offset=2:3:0", "0 values", "at least 1"][..]),
        ("e_offset=2:3:x", &["COUNT", "\"x\"", "whole number from 1"]),
        ("e_offset=2:3", &["e_offset=2:3", "ID=FROM:TO:COUNT"]),
        ("e_offset=2:99:4", &["99", "-20 to 20", "e_offset=2:20:4"]),
        ("e_ofset=2:3:4", &["e_ofset", "did you mean `e_offset`"]),
        ("n_e=2:4:9", &["3 whole numbers", "COUNT of 3"]),
        ("e_offset=2:2:4", &["all the same", "--repeats 4"]),
        ("e_offset=2:3:1", &["cannot be 2 and 3", "--set e_offset=2"]),
        ("d_e=0:1:4:log", &["above 0"]),
        ("populations=1:2:2", &["no number", "E and I"]),
        ("seed=1:9:9", &["--repeats", "--seed"]),
        ("e_offset=2:3:2000000", &["at most"]),
    ] {
        let error = said(&[set], &good);
        assert!(parts.iter().all(|part| error.contains(part)), "{set}: {error}");
    }
    let error = said(&["e_offset=2:3:2", "e_offset=2:3:3"], &good);
    assert!(error.contains("swept twice"), "{error}");
    let error = said(&["e_offset=2:3:2", "e_offset=2"], &good);
    assert!(error.contains("a value and a range"), "{error}");
    let error = said(&["e_offset=2:3:2"], &["mean y_x"]);
    assert!(
        ["\"mean y_x\"", "\"mean y_e\"", "\"rate E\"", "scatter NEURON MS"].iter().all(|p| error.contains(p)),
        "{error}"
    );
    assert!(said(&["e_offset=2:3:2"], &[]).contains("\"mean y_e\""));
    let none = Line { repeats: 0, ..line(&["e_offset=2:3:2"], &good) };
    assert!(none.plan("fig-4f").unwrap_err().contains("whole number from 1"));
    for run_s in [0.0, -1.0, f64::NAN, 1e-9] {
        let short = Line { run_s: Some(run_s), ..line(&["e_offset=2:3:2"], &good) };
        let error = short.plan("fig-4f").unwrap_err();
        assert!(error.contains("allowed is") || error.contains("longer run"), "{run_s}: {error}");
    }
    // Even ratios.
    let span = Span::parse(&mut Preset::open("fig-4f").unwrap().setup, "d_e=0.1:10:3:log").unwrap().unwrap();
    assert!((span.values[1] - 1.0).abs() < 1e-12 && span.values[2] == 10.0);
}

#[test]
fn files_that_are_there_are_respected() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("sweep.csv");
    let asked = line(&["e_offset=2.2:3:2"], &["mean y_e"]);
    // A file that is no sweep.
    std::fs::write(&out, "mine\n").unwrap();
    let error = asked.write("fig-4f", 1, &out).unwrap_err();
    assert!(error.contains("is there already") && error.contains("another name"), "{error}");
    assert_eq!(std::fs::read_to_string(&out).unwrap(), "mine\n");
    std::fs::remove_file(&out).unwrap();
    asked.write("fig-4f", 1, &out).unwrap();
    // Another sweep: it says in what.
    let other = Line { repeats: 2, ..line(&["e_offset=2.2:3:2"], &["mean y_e"]) };
    let error = other.write("fig-4f", 1, &out).unwrap_err();
    assert!(error.contains("of another sweep") && error.contains("repeats"), "{error}");
    // One that is on its way.
    let plan = other.plan("fig-4f").unwrap();
    let next = folder.path().join("next.csv");
    let Opened::Open(held) = SweepFile::open(&next, &Preset::open("fig-4f").unwrap(), &plan).unwrap() else {
        panic!("it is new")
    };
    let error = other.write("fig-4f", 1, &next).unwrap_err();
    assert!(error.contains("another sweep is writing it"), "{error}");
    drop(held);
    let error = asked.write("fig-4f", 1, &next).unwrap_err();
    assert!(error.contains("of another sweep") && error.contains("next.csv.part"), "{error}");
    other.write("fig-4f", 1, &next).unwrap();
    // A folder, and a place that cannot be.
    let error = asked.write("fig-4f", 1, folder.path()).unwrap_err();
    assert!(error.contains("is a folder"), "{error}");
    let error = asked.write("fig-4f", 1, &out.join("below/sweep.csv")).unwrap_err();
    assert!(error.contains("cannot write") && error.contains("--out"), "{error}");
}
