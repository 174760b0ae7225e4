//! `tightrope check`: runs presets and compares with the numbers that they must show.

use crate::session::{BUILT_IN, Preset, run_checks};
use std::fmt::Write as _;

/// Runs the checks of these presets, of all built-in ones if there are none. The text, and whether all passed.
///
/// # Errors
/// If a preset cannot be opened or run; the text says which and why.
pub fn check(names: &[String]) -> Result<(String, bool), String> {
    let all: Vec<String> = BUILT_IN.iter().map(|(name, _)| (*name).to_owned()).collect();
    let names = if names.is_empty() { &all } else { names };
    let (mut text, mut failed, mut count) = (String::new(), 0, 0);
    for name in names {
        let preset = Preset::open(name).map_err(|error| error.to_string())?;
        let outcomes = run_checks(&preset).map_err(|error| format!("{name}: {error}"))?;
        let _ = writeln!(text, "{}", preset.title);
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
