//! What the sweep view asks for, and what it shows.

use crate::param::{Kind, Scale, Spec};
use crate::session::{Offer, Row};
use std::collections::BTreeMap;

/// A wish that has to do with the sweep.
#[derive(Clone, Debug, PartialEq)]
pub enum SweepWish {
    /// Show it large, or put it away again.
    Toggle,
    /// Sweep this parameter.
    Parameter(&'static str),
    /// From where to where.
    Range([f64; 2]),
    /// Over so many values.
    Count(usize),
    /// So many runs at each.
    Repeats(usize),
    /// Each so long, in seconds.
    Length(f64),
    /// Draw this measure, by its id.
    Measure(String),
    /// Run it.
    Start,
    /// Stop running it; the rows that have come stay.
    Cancel,
    /// Set the parameter to this value.
    Open(f64),
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct SweepForm {
    /// The parameter.
    pub spec: &'static Spec,
    /// From where to where.
    pub range: [f64; 2],
    /// Number of values.
    pub count: usize,
    /// Runs at each.
    pub repeats: usize,
    /// Length of a run in seconds.
    pub run_s: f64,
}

/// Rows that have come, with what they are of.
#[derive(Clone, Debug, PartialEq)]
pub struct SweepRows {
    /// The parameter.
    pub spec: &'static Spec,
    /// Its values.
    pub values: Vec<f64>,
    /// Whether they are in even ratios.
    pub in_ratios: bool,
    /// Runs at each.
    pub repeats: usize,
    /// What was measured, in the order of each row.
    pub offers: Vec<Offer>,
    /// Where in each row theory's level for a measure stands.
    pub theory: Vec<Option<usize>>,
    /// The rows.
    pub rows: Vec<Row>,
    /// Whether the network has changed since, apart from the parameter.
    pub is_stale: bool,
}

/// What came of one value.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct SweepPoint {
    /// The value of the parameter.
    pub at: f64,
    /// Mean over the runs that were measured.
    pub mean: f64,
    /// Its standard error: over the runs, or of a single one within it.
    pub error: Option<f64>,
    /// Smallest and largest of the runs.
    pub ends: [f64; 2],
    /// Runs that were measured, and all that have come.
    pub runs: [usize; 2],
    /// What theory says.
    pub theory: Option<f64>,
}

impl SweepForm {
    /// Whether its values are in even ratios, as those of a parameter are that is moved so.
    pub fn in_ratios(&self) -> bool {
        let is_log = matches!(self.spec.kind, Kind::Number { scale: Scale::Log, .. });
        is_log && self.range.iter().all(|end| *end > 0.0)
    }
}

impl SweepRows {
    /// What came so far of a measure, by its place in the offers; values of which nothing came are left out, those that
    /// could not be measured have no number for a mean.
    pub fn points(&self, measure: usize) -> Vec<SweepPoint> {
        let mut by_value: BTreeMap<usize, Vec<&Row>> = BTreeMap::new();
        for row in &self.rows {
            by_value.entry(row.index / self.repeats.max(1)).or_default().push(row);
        }
        by_value.into_iter().filter_map(|(k, rows)| Some(self.point(*self.values.get(k)?, &rows, measure))).collect()
    }

    fn point(&self, at: f64, rows: &[&Row], measure: usize) -> SweepPoint {
        let found: Vec<_> =
            rows.iter().filter_map(|row| row.found.get(measure)).filter(|f| f.value.is_some()).collect();
        let values: Vec<f64> = found.iter().filter_map(|found| found.value).collect();
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        let variance = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (n - 1.0);
        let error = if values.len() > 1 { Some((variance / n).sqrt()) } else { found.first().and_then(|f| f.error) };
        let told = |k: usize| {
            let levels: Vec<f64> = rows.iter().filter_map(|row| row.found.get(k)?.value).collect();
            (!levels.is_empty()).then(|| levels.iter().sum::<f64>() / levels.len() as f64)
        };
        SweepPoint {
            at,
            mean,
            error,
            ends: values.iter().fold([f64::INFINITY, f64::NEG_INFINITY], |[a, b], v| [a.min(*v), b.max(*v)]),
            runs: [values.len(), rows.len()],
            theory: self.theory.get(measure).copied().flatten().and_then(told),
        }
    }
}

/// The sweep in the window.
#[derive(Clone, Debug, Default)]
pub struct SweepDesk {
    /// What is asked for; `None` until somebody looks.
    pub form: Option<SweepForm>,
    /// The measure that is drawn, by its id; the first one if there is no such.
    pub measure: String,
    /// What has come.
    pub rows: Option<SweepRows>,
    /// How much of it is done, from 0 to 1, while it runs.
    pub running: Option<f64>,
}
