//! `tightrope check`: runs presets and compares with the numbers that they must show.

use crate::session::{BUILT_IN, Outcome, Preset, run_checks};
use std::fmt::Write as _;
use std::io::{IsTerminal as _, Write as _};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Runs the checks of these presets, of all built-in ones if there are none. The text, and whether all passed. `tell` hears
/// what of them could not be had.
///
/// # Errors
/// If a preset cannot be opened or run; the text says which and why.
pub fn check(names: &[String], tell: &(dyn Fn(&str) + Sync)) -> Result<(String, bool), String> {
    let all: Vec<String> = BUILT_IN.iter().map(|(name, _)| (*name).to_owned()).collect();
    let names = if names.is_empty() { &all } else { names };
    let (mut text, mut failed, mut count) = (String::new(), 0, 0);
    for found in run_all(names, tell) {
        let (title, outcomes) = found?;
        let _ = writeln!(text, "{title}");
        if outcomes.is_empty() {
            let _ = writeln!(text, "  has no checks");
        }
        for outcome in outcomes {
            let check = &outcome.check;
            let measured = outcome.measured.map_or_else(|| "nothing".to_owned(), |m| format!("{m:.4}"));
            let word = if outcome.passes() { "pass" } else { "FAIL" };
            failed += usize::from(!outcome.passes());
            count += 1;
            let _ = writeln!(text, "  {word}  {:<44} expected {}, measured {measured}", check.name, check.allowed());
        }
    }
    let _ = writeln!(text, "{} of {count} checks passed", count - failed);
    Ok((text, failed == 0))
}

/// Title and outcomes of a preset, or why there are none.
type Found = Result<(String, Vec<Outcome>), String>;

fn run_one(name: &str, tell: &(dyn Fn(&str) + Sync)) -> Found {
    let (preset, told) = Preset::open_told(name).map_err(|error| error.to_string())?;
    told.iter().for_each(|line| tell(line));
    let outcomes = run_checks(&preset).map_err(|error| format!("{name}: {error}"))?;
    Ok((preset.title, outcomes))
}

/// Runs the presets on all cores; what was found is in the order of the names and ends at the first failure.
fn run_all(names: &[String], tell: &(dyn Fn(&str) + Sync)) -> Vec<Found> {
    let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get());
    let next = AtomicUsize::new(0);
    // What comes after a failure is not asked for.
    let end = AtomicUsize::new(names.len());
    let found = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        let work = || loop {
            let k = next.fetch_add(1, Ordering::Relaxed);
            if k >= end.load(Ordering::Relaxed) {
                return;
            }
            let one = run_one(&names[k], tell);
            if one.is_err() {
                end.fetch_min(k + 1, Ordering::Relaxed);
            }
            if let Ok(mut found) = found.lock() {
                found.push((k, one));
                progress(found.len(), names, &names[k]);
            }
        };
        (1..cores.min(names.len())).for_each(|_| drop(scope.spawn(work)));
        work();
    });
    let mut found = found.into_inner().unwrap_or_default();
    found.sort_by_key(|(k, _)| *k);
    found.into_iter().map(|(_, one)| one).take(end.into_inner()).collect()
}

/// How far it is, where several take their time: one line that is written over on a terminal, a line each elsewhere.
fn progress(done: usize, names: &[String], last: &str) {
    if names.len() < 2 {
        return;
    }
    let mut err = std::io::stderr().lock();
    let text = format!("{done} of {} presets run, the last was {last}", names.len());
    let is_over = if done == names.len() { "\n" } else { "" };
    // Nobody has to read it.
    let _ = if err.is_terminal() { write!(err, "\r\x1b[K{text}{is_over}") } else { writeln!(err, "{text}") };
    let _ = err.flush();
}
