//! The checks of a preset: numbers of the sheet, measured by running it.

use super::Preset;
use crate::picture::{Layout, NeuronId};
use crate::sim::{Engine, Frame, Meter, Model, Statistics, Watch};
use crossbeam_channel::{Receiver, bounded};
use serde::Deserialize;
use std::f64::consts::{PI, TAU};

/// One number that a run must show.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// What it is, for people.
    pub name: String,
    /// What is measured: a word and what of, such as `mean y_e`; see [`MEASURES`].
    pub measure: String,
    /// Beginning of the stretch that is measured, in seconds.
    #[serde(default)]
    pub from_s: f64,
    /// Its end.
    pub to_s: f64,
    /// What it must be.
    pub expected: f64,
    /// How far it may be off.
    pub tolerance: f64,
}

impl Check {
    /// `3.5 ± 0.1`.
    pub fn allowed(&self) -> String {
        let tolerance = self.tolerance;
        if tolerance > 0.0 && tolerance < 1e-3 {
            format!("{} ± {tolerance:e}", self.expected)
        } else {
            format!("{} ± {tolerance}", self.expected)
        }
    }
}

/// What can be measured, with its meaning; `SIGNAL` is a column of `signals.csv`, `POP` a population.
pub const MEASURES: &[(&str, &str)] = &[
    ("mean SIGNAL", "mean over the stretch"),
    ("sd SIGNAL", "standard deviation over the stretch"),
    ("min SIGNAL", "smallest value"),
    ("max SIGNAL", "largest value"),
    ("theory SIGNAL", "level that theory predicts at the end of the stretch"),
    ("miss SIGNAL", "root mean square distance from the level that theory predicts, step by step"),
    ("error SIGNAL", "root mean square distance from the target"),
    ("gap SIGNAL", "root mean square distance of the level that theory predicts from the target"),
    ("mse SIGNAL LEVEL ..", "mean square distance from a level; averaged if there are several signals with levels"),
    ("spikes POP", "number of spikes"),
    ("active POP", "number of neurons that spike"),
    ("rate POP", "mean rate of a neuron in Hz"),
    ("count NEURON MS", "mean number of a neuron's spikes, such as I12's, in windows of so many ms"),
    ("scatter NEURON MS", "CV of these numbers: standard deviation over mean"),
    ("turn SIGNAL", "mean speed of an angle in radians per second, round and round"),
    ("reading ID", "a number that the network tells of itself, as in the Theory panel, at the end of the stretch"),
    ("cv", "ISI CV, averaged over neurons with at least three spikes"),
    ("balance", "correlation of E with minus I current of the watched neuron"),
    ("cycle ms", "mean length of a cycle"),
    ("predicted ms", "length of a cycle by theory"),
];

/// What a check found.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// The check.
    pub check: Check,
    /// What was measured; `None` if there was nothing to measure, as no cycle.
    pub measured: Option<f64>,
}

impl Outcome {
    /// Whether it is what it must be.
    pub fn passes(&self) -> bool {
        self.measured.is_some_and(|m| (m - self.check.expected).abs() <= self.check.tolerance)
    }
}

#[derive(Clone, PartialEq)]
enum What {
    Mean(usize),
    Deviation(usize),
    Min(usize),
    Max(usize),
    Theory(usize),
    Miss(usize),
    Error(usize),
    /// A signal, and the one that is its target.
    Gap(usize, usize),
    Mse(Vec<(usize, f64)>),
    /// A neuron, and steps of a window.
    Count(NeuronId, u64),
    Scatter(NeuronId, u64),
    Spikes(usize),
    Active(usize),
    Rate(usize),
    Cv,
    Balance,
    Cycle,
    Predicted,
    /// An angle.
    Turn(usize),
    Reading(String),
}

impl What {
    fn parse(text: &str, layout: &Layout) -> Result<What, String> {
        let (word, of) = text.split_once(' ').unwrap_or((text, ""));
        let named = |name: &str| layout.signals.iter().position(|signal| signal.id == name);
        let signal = || named(of);
        let population = || layout.populations.iter().position(|population| population.name == of);
        let what = match word {
            "mean" => signal().map(What::Mean),
            "sd" => signal().map(What::Deviation),
            "min" => signal().map(What::Min),
            "max" => signal().map(What::Max),
            "theory" => signal().map(What::Theory),
            "miss" => signal().map(What::Miss),
            "error" => signal().map(What::Error),
            "gap" => signal().and_then(|k| {
                let target = layout.signals.iter().position(|signal| signal.aims_at == Some(k))?;
                Some(What::Gap(k, target))
            }),
            "mse" => levels(of, named).map(What::Mse),
            "count" => windows(of, layout).map(|(neuron, steps)| What::Count(neuron, steps)),
            "scatter" => windows(of, layout).map(|(neuron, steps)| What::Scatter(neuron, steps)),
            "spikes" => population().map(What::Spikes),
            "active" => population().map(What::Active),
            "rate" => population().map(What::Rate),
            "cv" => Some(What::Cv),
            "balance" => Some(What::Balance),
            "cycle" if of == "ms" => Some(What::Cycle),
            "predicted" if of == "ms" => Some(What::Predicted),
            "turn" => signal().map(What::Turn),
            "reading" if !of.is_empty() => Some(What::Reading(of.to_owned())),
            _ => None,
        };
        what.ok_or_else(|| {
            let known: Vec<&str> = MEASURES.iter().map(|(name, _)| *name).collect();
            format!("`measure`: given {text:?}; allowed are {}", known.join(", "))
        })
    }
}

/// `y_e 1.9 y_i 3.35`: signals with levels.
fn levels(text: &str, named: impl Fn(&str) -> Option<usize>) -> Option<Vec<(usize, f64)>> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let pair = |pair: &[&str]| match pair {
        [signal, level] => Some((named(signal)?, level.parse().ok().filter(|v: &f64| v.is_finite())?)),
        _ => None,
    };
    let pairs = words.chunks(2).map(pair).collect::<Option<Vec<_>>>()?;
    (!pairs.is_empty()).then_some(pairs)
}

/// `I12 75`: a neuron, and a window in ms.
fn windows(text: &str, layout: &Layout) -> Option<(NeuronId, u64)> {
    let (neuron, ms) = text.split_once(' ')?;
    let (name, index) = neuron.split_at(neuron.find(|c: char| c.is_ascii_digit())?);
    let population = layout.populations.iter().position(|population| population.name == name)?;
    let index = index.parse().ok().filter(|index| (*index as usize) < layout.populations[population].count)?;
    let steps = (ms.parse::<f64>().ok()? * 1e-3 / layout.dt_s).round();
    (steps >= 1.0).then_some((NeuronId { population: population as u8, index }, steps as u64))
}

/// One check on its way through a run.
struct Gauge {
    what: What,
    steps: [u64; 2],
    meter: Meter,
    extremes: [f64; 2],
    miss: [f64; 2],
    active: std::collections::BTreeSet<u32>,
    counts: Vec<u32>,
    last: Option<f64>,
}

/// Checks that run on a thread of their own, so that a window goes on meanwhile.
#[derive(Debug)]
pub struct CheckRun {
    outcomes: Receiver<Result<Vec<Outcome>, String>>,
}

impl CheckRun {
    /// Starts the checks of a preset; `wake` is called when they are through.
    pub fn start<M: Model>(preset: Preset<M>, wake: impl FnOnce() + Send + 'static) -> Self {
        let (sender, outcomes) = bounded(1);
        std::thread::spawn(move || {
            // Nobody may wait for it any more.
            let _ = sender.send(run_checks(&preset));
            wake();
        });
        CheckRun { outcomes }
    }

    /// What was found, once it is there.
    pub fn poll(&self) -> Option<Result<Vec<Outcome>, String>> {
        self.outcomes.try_recv().ok()
    }
}

/// Steps between two looks; short, so that stretches end where they should.
const BATCH: u64 = 256;

/// Runs a preset once and measures all its checks.
///
/// # Errors
/// If it cannot be built, a measure has no meaning in it, or its state is no longer finite.
pub fn run_checks<M: Model>(preset: &Preset<M>) -> Result<Vec<Outcome>, String> {
    let mut engine = preset.setup.build().map_err(|error| error.to_string())?;
    let layout = engine.layout();
    let steps = |seconds: f64| (seconds / layout.dt_s).round() as u64;
    let gauge = |check: &Check| {
        let what = What::parse(&check.measure, &layout).map_err(|error| format!("{}: {error}", check.name))?;
        Ok::<Gauge, String>(Gauge {
            steps: [steps(check.from_s), steps(check.to_s)],
            meter: Meter::new(&layout, f64::INFINITY, 0.0),
            extremes: [f64::INFINITY, f64::NEG_INFINITY],
            miss: [0.0; 2],
            active: Default::default(),
            counts: whole_windows(&what, steps(check.from_s), steps(check.to_s)),
            what,
            last: None,
        })
    };
    let mut gauges = preset.checks.iter().map(gauge).collect::<Result<Vec<_>, _>>()?;
    let end = gauges.iter().map(|gauge| gauge.steps[1]).max().unwrap_or(0);
    let closely = gauges.iter().any(|gauge| matches!(gauge.what, What::Miss(_)));
    let watch = Watch::one(layout.first_watch);
    while engine.step() < end {
        let now = engine.step();
        // A batch ends where a stretch begins or ends.
        let border = gauges.iter().flat_map(|gauge| gauge.steps).filter(|step| *step > now).min().unwrap_or(end);
        let batch = if closely { 1 } else { BATCH.min(border - now) };
        let mut frame = Frame::new(0, &layout, now);
        engine.advance(batch, &watch, &mut frame).map_err(|fault| fault.to_string())?;
        for gauge in gauges.iter_mut().filter(|gauge| now >= gauge.steps[0] && now < gauge.steps[1]) {
            gauge.take(&mut *engine, &watch, &frame, batch);
        }
    }
    let read = |(check, gauge): (&Check, Gauge)| Outcome { check: check.clone(), measured: gauge.read() };
    Ok(preset.checks.iter().zip(gauges).map(read).collect())
}

/// A counter for every whole window of the stretch.
fn whole_windows(what: &What, from: u64, to: u64) -> Vec<u32> {
    match what {
        What::Count(_, window) | What::Scatter(_, window) => vec![0; (to.saturating_sub(from) / window) as usize],
        _ => Vec::new(),
    }
}

impl Gauge {
    fn take(&mut self, engine: &mut dyn Engine, watch: &Watch, frame: &Frame, batch: u64) {
        self.meter.absorb(frame, batch);
        match &self.what {
            &(What::Min(k) | What::Max(k)) => {
                for row in 0..frame.samples.len() {
                    self.extremes[0] = self.extremes[0].min(frame.samples.low(row)[k]);
                    self.extremes[1] = self.extremes[1].max(frame.samples.high(row)[k]);
                }
            }
            &What::Active(p) => {
                let own = frame.spikes.iter().filter(|spike| spike.neuron.population as usize == p);
                self.active.extend(own.map(|spike| spike.neuron.index));
            }
            &(What::Theory(k) | What::Miss(k) | What::Gap(k, _)) => {
                let mut picture = Frame::new(0, &engine.layout(), engine.step());
                engine.depict(watch, &mut picture);
                let level = picture.depiction.and_then(|d| d.theory.iter().find(|t| t.signal == k).map(|t| t.value));
                self.last = level.or(self.last);
                if let (Some(level), Some(row)) = (level, frame.samples.len().checked_sub(1)) {
                    let compared = if let What::Gap(_, target) = self.what { target } else { k };
                    self.miss[0] += (frame.samples.low(row)[compared] - level).powi(2);
                    self.miss[1] += 1.0;
                }
            }
            What::Mse(levels) => {
                for row in 0..frame.samples.len() {
                    let values = frame.samples.low(row);
                    self.miss[0] += levels.iter().map(|(k, level)| (values[*k] - level).powi(2)).sum::<f64>();
                    self.miss[1] += levels.len() as f64;
                }
            }
            &(What::Count(neuron, window) | What::Scatter(neuron, window)) => {
                for spike in frame.spikes.iter().filter(|spike| spike.neuron == neuron) {
                    let at = (spike.step - 1).saturating_sub(self.steps[0]) / window;
                    if let Some(count) = self.counts.get_mut(at as usize) {
                        *count += 1;
                    }
                }
            }
            &What::Turn(k) => {
                for row in 0..frame.samples.len() {
                    let angle = frame.samples.low(row)[k];
                    let by = self.last.map_or(0.0, |last| (angle - last + PI).rem_euclid(TAU) - PI);
                    self.last = Some(angle);
                    self.miss[0] += by;
                    self.miss[1] += engine.layout().dt_s;
                }
            }
            What::Reading(id) => {
                let mut picture = Frame::new(0, &engine.layout(), engine.step());
                engine.depict(watch, &mut picture);
                let readings = picture.depiction.iter().flat_map(|d| &d.readings);
                self.last = readings.filter(|reading| reading.id == id).map(|reading| reading.value).next();
            }
            What::Predicted => {
                let mut picture = Frame::new(0, &engine.layout(), engine.step());
                engine.depict(watch, &mut picture);
                self.last = picture.depiction.and_then(|d| d.predicted_cycle_s).map(|s| s * 1e3);
            }
            _ => {}
        }
    }

    fn read(self) -> Option<f64> {
        let of = |value: &dyn Fn(&Statistics) -> Option<f64>| self.meter.read().and_then(|s| value(&s));
        let value = match self.what {
            What::Mean(k) => of(&|s| s.means.get(k).copied()),
            What::Deviation(k) => of(&|s| s.deviations.get(k).copied()),
            What::Error(k) => of(&|s| s.errors.iter().find(|(signal, _)| *signal == k).map(|(_, rmse)| *rmse)),
            What::Spikes(p) => of(&|s| s.spikes.get(p).map(|n| *n as f64)),
            What::Rate(p) => of(&|s| s.rates_hz.get(p).copied()),
            What::Cv => of(&|s| s.isi_cv),
            What::Balance => of(&|s| s.balance.and_then(|b| b.correlation)),
            What::Cycle => of(&|s| s.cycle_s.map(|s| s * 1e3)),
            What::Min(_) => Some(self.extremes[0]),
            What::Max(_) => Some(self.extremes[1]),
            What::Active(_) => Some(self.active.len() as f64),
            What::Miss(_) | What::Gap(..) => (self.miss[1] > 0.0).then(|| (self.miss[0] / self.miss[1]).sqrt()),
            What::Mse(_) => (self.miss[1] > 0.0).then(|| self.miss[0] / self.miss[1]),
            What::Count(..) => (!self.counts.is_empty()).then(|| mean_and_variance(&self.counts).0),
            What::Scatter(..) => (self.counts.len() > 1).then(|| {
                let (mean, variance) = mean_and_variance(&self.counts);
                variance.sqrt() / mean
            }),
            What::Turn(_) => (self.miss[1] > 0.0).then(|| self.miss[0] / self.miss[1]),
            What::Theory(_) | What::Predicted | What::Reading(_) => self.last,
        };
        value.filter(|v| v.is_finite())
    }
}

fn mean_and_variance(counts: &[u32]) -> (f64, f64) {
    let n = counts.len() as f64;
    let mean = counts.iter().map(|c| f64::from(*c)).sum::<f64>() / n;
    (mean, counts.iter().map(|c| (f64::from(*c) - mean).powi(2)).sum::<f64>() / n)
}
