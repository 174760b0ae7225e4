//! `tightrope sweep`: parameters over ranges, to a table.

use super::run::{bearable, default_duration_s, edited, seeded};
use super::{Interrupt, Phase};
use crate::export::{Opened, SweepFile};
use crate::machine::cores;
use crate::param::Edit;
use crate::session::{Ending, MEASURES, Next, Offer, Pool, Preset, Row, Span, Sweep, offers};
use crate::sim::{Engine as _, Model as _};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// The start is left out: this many time constants, but never more than a fifth of the run.
const SETTLE_TAU: f64 = 5.0;
/// Threads at most.
const MOST_THREADS: usize = 1024;

/// What was asked for on the command line.
#[derive(Clone, Debug)]
pub struct Asked<'a> {
    /// `ID=FROM:TO:COUNT` or `ID=VALUE`.
    pub set: &'a [String],
    /// Runs of each combination.
    pub repeats: usize,
    /// What is measured.
    pub measures: &'a [String],
    /// Length of each run.
    pub run_s: Option<f64>,
    /// Where measuring begins.
    pub from_s: Option<f64>,
    /// The first seed.
    pub seed: Option<u32>,
}

/// The sweep that was asked for.
///
/// # Errors
/// A message that says what was given, what is allowed and what to try.
pub fn planned(preset: &Preset, asked: &Asked<'_>) -> Result<Sweep<crate::model::System>, String> {
    let mut spans = Vec::new();
    let mut edits = Vec::new();
    for text in asked.set {
        match Span::parse(&mut preset.setup.clone(), text).map_err(|error| format!("--set {error}"))? {
            Some(span) => spans.push(span),
            None => edits.push(Edit::parse(text)?),
        }
    }
    let edits = seeded(edits, asked.seed)?;
    let setup = edited(preset, &edits)?;
    if let Some(both) = edits.iter().find(|edit| spans.iter().any(|span| span.id == edit.id)) {
        return Err(format!("--set {}: is given a value and a range; allowed is one of them", both.id));
    }
    let plan = setup.plan(None).map_err(|error| format!("--set: {error}"))?;
    let layout = crate::model::System::start(&plan).layout().clone();
    let known = offers(&layout);
    if asked.measures.is_empty() {
        return Err(format!("--measure: none is given; {}", those(&preset.name, &known)));
    }
    let last = setup.seed as u64 + (asked.repeats as u64).saturating_sub(1);
    if last > u64::from(u32::MAX) {
        return Err(format!(
            "--repeats {}: seeds from {} on end at {}; allowed are fewer runs, or a smaller --seed",
            asked.repeats,
            setup.seed,
            u32::MAX
        ));
    }
    let run_s = asked.run_s.unwrap_or_else(|| default_duration_s(preset));
    if !(run_s > 0.0 && run_s <= 1e6) {
        return Err(format!("--for {run_s:?}: allowed is a time in seconds above 0, to 1e6"));
    }
    let runs = spans.iter().map(|span: &Span| span.values.len() as f64).product::<f64>() * asked.repeats as f64;
    bearable(&layout, (run_s / layout.dt_s) as u64, runs.clamp(1.0, 1e6) as usize, run_s)?;
    let from_s = asked.from_s.unwrap_or_else(|| (SETTLE_TAU * layout.tau_s).min(0.2 * run_s));
    if !(from_s >= 0.0 && from_s < run_s) {
        return Err(format!(
            "--from {from_s:?}: allowed is a time in seconds from 0, below the length of a run, {run_s}"
        ));
    }
    let sweep =
        Sweep { setup, spans, repeats: asked.repeats, measures: asked.measures.to_vec(), stretch_s: [from_s, run_s] };
    sweep.check().map_err(|error| match error.strip_prefix("`measure`: given ") {
        Some(rest) => {
            let given = rest.split(';').next().unwrap_or_default();
            format!("--measure {given}: is not known; {}", those(&preset.name, &known))
        }
        None => error,
    })?;
    Ok(sweep)
}

/// The measures that there are.
fn those(preset: &str, known: &[Offer]) -> String {
    let ids: Vec<String> = known.iter().map(|offer| format!("{:?}", offer.id)).collect();
    let forms: Vec<&str> = MEASURES.iter().map(|(form, _)| *form).collect();
    format!("{preset} has {}; all forms are: {}", ids.join(", "), forms.join(", "))
}

/// What came of a sweep.
#[derive(Clone, Debug, PartialEq)]
pub struct Swept {
    /// What is said of it.
    pub said: String,
    /// The files that were put in place.
    pub paths: Vec<PathBuf>,
    /// Whether somebody has interrupted it.
    pub was_interrupted: bool,
}

/// Runs a sweep of a preset into the table `out`.
///
/// # Errors
/// A message that says what was wrong; rows that were written stay, and the same sweep goes on from them.
pub fn sweep(
    preset: &Preset,
    asked: &Asked<'_>,
    threads: Option<usize>,
    out: &Path,
    interrupt: &Interrupt,
) -> Result<Swept, String> {
    let threads = threads.unwrap_or_else(cores);
    if !(1..=MOST_THREADS).contains(&threads) {
        return Err(format!("--threads {threads}: allowed is a whole number from 1 to {MOST_THREADS}"));
    }
    let sweep = Arc::new(planned(preset, asked)?);
    let total = sweep.count();
    let mut file = match SweepFile::open(out, preset, &*sweep)? {
        Opened::Whole => {
            let said = format!("{}: this sweep is there already, all {total} runs of it", out.display());
            return Ok(Swept { said, paths: Vec::new(), was_interrupted: false });
        }
        Opened::Open(file) => file,
    };
    let before = file.rows().len();
    let done: BTreeSet<usize> = file.rows().keys().copied().collect();
    let bar = bar(total, before);
    let mut pool = Pool::start(&sweep, &done, threads)?;
    // Each row is written whole, so that an end is the loop's to make.
    interrupt.enter(Phase::Writing);
    loop {
        if interrupt.is_asked() {
            bar.abandon();
            let there = file.rows().len();
            let said = format!(
                "interrupted: {there} of {total} runs are in {}; the same command goes on from there",
                file.part().display()
            );
            return Ok(Swept { said, paths: Vec::new(), was_interrupted: true });
        }
        match pool.next(Duration::from_millis(100)) {
            Next::Row(row) => file.put(row)?,
            Next::Nothing => {}
            Next::Over => break,
        }
        bar.set_position(((before as f64 + pool.done()) * PARTS).round() as u64);
    }
    bar.finish_and_clear();
    if file.rows().len() < total {
        return Err(format!(
            "{} of {total} runs broke off; the same command goes on with them",
            total - file.rows().len()
        ));
    }
    let said = said(file.rows().values(), total, before);
    Ok(Swept { said, paths: file.place()?, was_interrupted: false })
}

/// Parts of a run that the bar tells apart.
const PARTS: f64 = 100.0;

/// A bar on the terminal; where there is none it says nothing.
fn bar(total: usize, before: usize) -> indicatif::ProgressBar {
    let bar = indicatif::ProgressBar::new((total as f64 * PARTS) as u64);
    let style = indicatif::ProgressStyle::with_template("{bar:32} {runs}  {elapsed} so far, {eta} to go");
    if let Ok(style) = style {
        let runs = move |state: &indicatif::ProgressState, to: &mut dyn std::fmt::Write| {
            let _ = write!(to, "{} of {total} runs", state.pos() / PARTS as u64);
        };
        bar.set_style(style.with_key("runs", runs).progress_chars("━╸─"));
    }
    bar.set_position((before as f64 * PARTS) as u64);
    bar.reset_eta();
    bar
}

fn said<'a>(rows: impl Iterator<Item = &'a Row>, total: usize, before: usize) -> String {
    let mut counts = [0; 4];
    for row in rows {
        let at = Ending::ALL.iter().position(|ending| *ending == row.ending);
        counts[at.unwrap_or(0)] += 1;
    }
    let [measured, ran_away, not_finite, refused] = counts;
    let mut text = format!("{measured} of {total} runs measured");
    for (count, what) in [(ran_away, "ran away"), (not_finite, "broke off"), (refused, "could not be built")] {
        if count > 0 {
            text.push_str(&format!(", {count} {what}"));
        }
    }
    if before > 0 {
        text.push_str(&format!("; {before} were there already"));
    }
    text
}
