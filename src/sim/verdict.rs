//! Whether a run does what its geometry says: three levels held against each other, and why they differ.
//!
//! *Geometry* is a closed form (crossing, optimum, teacher, mean field), *spikes* what the network does without noise, and
//! *measured* the mean since the last change with its standard error. Measured and geometry differ if on any axis they are
//! more than [`ERRORS`] standard errors and more than half a spike size ([`Theory::grain`]) apart. Causes are ranked by what
//! part of that distance went when they were taken away, in a run beside this one; distances are in units of the grain.

use super::{Estimate, Statistics};
use crate::picture::{Cause, Depiction, Finding, From, Layout, Severity, Theory};

/// Standard errors beyond which a difference counts.
pub const ERRORS: f64 = 3.0;
/// Causes that take away less than this part of the difference are not named.
const LEAST: f64 = 0.15;
/// Distances are in units of the grain, or of this part of the level if there is none.
const LEAST_GRAIN: f64 = 1e-3;
/// From this part on a cause that is special to a network comes first.
const SPECIAL: f64 = 0.3;
/// The part that a cause has which cannot be taken away, as a silent population.
const GIVEN: f64 = 0.9;

/// How a run stands to its theory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    /// It does what theory says.
    Good,
    /// It does something else.
    Differs,
    /// Theory says that it does not hold.
    Unstable,
    /// Theory says nothing, or not enough was measured.
    #[default]
    None,
}

impl Standing {
    /// Its name in files.
    pub fn name(self) -> &'static str {
        match self {
            Standing::Good => "good",
            Standing::Differs => "differs",
            Standing::Unstable => "unstable",
            Standing::None => "none",
        }
    }
}

/// A level of geometry beside what was measured of the same signal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Comparison {
    /// The signal, by its index in the layout.
    pub signal: usize,
    /// What geometry says, on average over the window.
    pub geometry: f64,
    /// The smallest difference that counts.
    pub grain: f64,
    /// The measured mean.
    pub measured: Estimate,
    /// Whether they differ.
    pub differs: bool,
}

impl Comparison {
    fn agrees(&self) -> bool {
        self.measured.error.is_some() && self.off().abs() <= self.grain
            || self.measured.error.is_some_and(|error| !self.differs && error <= self.grain)
    }

    fn off(&self) -> f64 {
        self.measured.mean - self.geometry
    }
}

/// What is said of a run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Verdict {
    /// How it stands.
    pub standing: Standing,
    /// A phrase for a status line.
    pub text: String,
    /// Why, in a sentence.
    pub reason: String,
    /// Everything worth knowing, the gravest first.
    pub findings: Vec<Finding>,
    /// Geometry beside measurement.
    pub levels: Vec<Comparison>,
}

/// Holds what theory says against what was measured.
pub fn judge(layout: &Layout, depiction: &Depiction, statistics: Option<&Statistics>) -> Verdict {
    let geometry = depiction.verdict.as_ref();
    let text = geometry.map_or_else(String::new, |(text, _)| text.clone());
    let (reason, findings) = (depiction.reason.clone(), depiction.findings.clone());
    let levels = statistics.map_or_else(Vec::new, |statistics| compare(&depiction.theory, statistics));
    let is_held = depiction.theory.iter().any(|theory| theory.grain.is_some());
    let differs = levels.iter().any(|level| level.differs);
    let standing = match geometry.and_then(|(_, holds)| *holds) {
        Some(false) => Standing::Unstable,
        _ if differs => Standing::Differs,
        // Where nothing can be held against the run, theory has looked at it itself.
        holds if !is_held => {
            if holds == Some(true) {
                Standing::Good
            } else {
                Standing::None
            }
        }
        // A mean that is far off and uncertain agrees with nothing.
        _ if !levels.is_empty() && levels.iter().all(Comparison::agrees) => Standing::Good,
        _ => Standing::None,
    };
    let mut verdict = Verdict { standing, text, reason, findings, levels };
    let now = |signal: usize| depiction.theory.iter().find(|theory| theory.signal == signal).map(|theory| theory.value);
    let has_moved = |level: &Comparison| now(level.signal).is_some_and(|value| value != level.geometry);
    if standing == Standing::Good && verdict.levels.iter().any(has_moved) {
        // What geometry says of this moment is not what was compared.
        verdict.text = format!("follows its {}", layout.words.theory);
    }
    if standing == Standing::Differs {
        explain(&mut verdict, layout, depiction);
    } else if let Some(spikes) = depiction.beside.spikes.as_ref()
        && standing != Standing::Unstable
        && !spikes.ran_away
        && !spikes.order.is_empty()
    {
        let cycle_ms = spikes.cycle_s.unwrap_or(f64::NAN) * 1e3;
        let text = format!(
            "without noise spikes repeat in the order {} every {cycle_ms:.2} ms: their sizes decide the mean, which need not \
             follow a small shift of a boundary",
            spikes.order
        );
        verdict.findings.push(Finding::new("locked", Severity::Info, text).with([("cycle_ms", cycle_ms)]));
    }
    verdict
}

fn compare(theory: &[Theory], statistics: &Statistics) -> Vec<Comparison> {
    let one = |level: &Theory| {
        let (signal, grain) = (level.signal, level.grain?);
        let mean = *statistics.means.get(signal)?;
        let own = statistics.standard_errors.get(signal).copied().flatten();
        // While the input moves, theory moves too: what counts is its mean over the same time.
        let moved = statistics.theory.iter().find(|(known, _)| *known == signal).map(|(_, told)| *told);
        let moved = moved.filter(|told| (told.mean - level.value).abs() > 1e-9 * (1.0 + level.value.abs()));
        let (geometry, error) = moved.map_or((level.value, own), |told| (told.mean, told.error));
        let off = (mean - geometry).abs();
        let differs = error.is_some_and(|error| off > ERRORS * error && off > grain);
        Some(Comparison { signal, geometry, grain, measured: Estimate { mean, error }, differs })
    };
    theory.iter().filter_map(one).collect()
}

/// From what the levels without a cause were taken.
fn alone(cause: &Cause, all: &[Cause]) -> &'static str {
    let is_noisy = all.iter().any(|other| other.from == From::Measured);
    match cause.from {
        From::Spikes if is_noisy => "without that, and without noise, the mean is",
        _ => "without that the mean is",
    }
}

/// `(1.90, 3.07)`, or a number alone.
fn tuple(values: impl Iterator<Item = f64>) -> String {
    let all: Vec<String> = values.map(|value| format!("{value:.2}")).collect();
    if all.len() == 1 { all[0].clone() } else { format!("({})", all.join(", ")) }
}

/// Names by how much it differs and why.
fn explain(verdict: &mut Verdict, layout: &Layout, depiction: &Depiction) {
    let levels = &verdict.levels;
    let distance = |of: &dyn Fn(&Comparison) -> f64| {
        let square: f64 = levels
            .iter()
            .map(|level| {
                ((of(level) - level.geometry) / level.grain.max(LEAST_GRAIN * (1.0 + level.geometry.abs()))).powi(2)
            })
            .sum();
        square.sqrt()
    };
    let among = |values: &[(usize, f64)], level: &Comparison| {
        values.iter().find(|(signal, _)| *signal == level.signal).map_or(level.geometry, |(_, value)| *value)
    };
    let measured = distance(&|level| level.measured.mean);
    let spikes = depiction.beside.spikes.as_ref().filter(|spikes| !spikes.ran_away);
    let free = spikes.map_or(measured, |spikes| distance(&|level| among(&spikes.means, level)));
    let part = |cause: &Cause| {
        let from = if cause.from == From::Measured { measured } else { free };
        let left = if cause.without.is_empty() {
            (1.0 - GIVEN) * from
        } else {
            distance(&|level| among(&cause.without, level))
        };
        (from - left) / measured.max(1e-12)
    };
    let mut causes: Vec<(f64, &Cause)> = depiction.beside.causes.iter().map(|cause| (part(cause), cause)).collect();
    // Where no single one takes it away, those that apply act together.
    let together = causes.iter().all(|(part, _)| *part < LEAST);
    if !together {
        causes.retain(|(part, _)| *part >= LEAST);
    }
    // About equal ones stay in the order in which they were given, the most specific first.
    // What is always there, as the size of spikes, comes behind what is special here.
    let rank = |part: f64, cause: &Cause| (part >= SPECIAL && !cause.is_general, (10.0 * part).round() as i64);
    causes.sort_by_key(|(part, cause)| std::cmp::Reverse(rank(*part, cause)));
    let words = depiction.word(layout);
    let sides: Vec<String> = levels
        .iter()
        .filter(|level| level.differs)
        .map(|level| {
            let side = if level.off() > 0.0 { "above" } else { "below" };
            format!("{} is {:.2} {side} its {words}", layout.signals[level.signal].symbol, level.off().abs())
        })
        .collect();
    let why = match causes.first() {
        Some(_) if together => {
            let all: Vec<&str> = causes.iter().map(|(_, cause)| cause.text.as_str()).collect();
            format!("; no single cause takes that away, and these act together: {}", all.join("; "))
        }
        Some((_, cause)) => {
            let without = levels.iter().map(|level| among(&cause.without, level));
            match cause.without.is_empty() {
                true => format!(": {}", cause.text),
                false => format!(": {}; {} {}", cause.text, alone(cause, &depiction.beside.causes), tuple(without)),
            }
        }
        None if depiction.beside.spikes.is_none() && depiction.beside.causes.is_empty() => String::new(),
        None => match spikes {
            Some(spikes) => format!(
                "; no single cause takes that away, and without noise the mean is {}",
                tuple(levels.iter().map(|level| among(&spikes.means, level)))
            ),
            None => "; no single cause takes that away".to_owned(),
        },
    };
    verdict.text = format!("differs from its {words}");
    verdict.reason = format!("{}{why}", sides.join(", "));
    let found: Vec<Finding> = causes
        .iter()
        .enumerate()
        .map(|(rank, (part, cause))| {
            let severity = if rank == 0 { Severity::Warning } else { Severity::Info };
            let mut finding = Finding::new(cause.id, severity, cause.text.clone()).with(cause.numbers.clone());
            finding.numbers.push(("share", part.max(0.0)));
            finding
        })
        .collect();
    verdict.findings.retain(|known| found.iter().all(|new| new.id != known.id));
    if found.is_empty() {
        let numbers: Vec<(&'static str, f64)> = vec![("distance", measured)];
        verdict.findings.push(Finding::new("differs", Severity::Warning, verdict.reason.clone()).with(numbers));
    }
    // Those of the run in their order, before what is grave by itself.
    verdict.findings.splice(0..0, found);
    verdict.findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
}
