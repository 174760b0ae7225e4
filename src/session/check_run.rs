//! The checks of a preset are measured by running it.

use super::{Check, Outcome, Preset, Slice, Work};
use crate::model::Chore;
use crate::picture::{Layout, NeuronId};
use crate::sim::{Engine as _, Frame, Meter, Model, Runner, Sink, Statistics, Stretch};
use std::f64::consts::{PI, TAU};

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
    /// The newest row.
    row: Vec<f64>,
    dt_s: f64,
}

/// Steps between two looks; short, so that stretches end where they should.
const BATCH: u64 = 256;

/// The checks of a preset as work that is done in slices: a batch of steps each.
pub struct CheckRun<M: Model> {
    preset: Preset<M>,
    course: Option<Course<M>>,
}

/// A run that is measured on its way.
struct Course<M: Model> {
    runner: Runner<M>,
    /// What must be known before theory is looked at.
    chore: Option<Box<dyn Chore>>,
    gauges: Vec<Gauge>,
    end: u64,
    /// Whether theory is compared step by step.
    closely: bool,
}

impl<M: Model> CheckRun<M> {
    /// The checks of this preset; nothing is built yet.
    pub fn new(preset: Preset<M>) -> Self {
        CheckRun { preset, course: None }
    }
}

impl<M: Model> Work for CheckRun<M> {
    type Output = Vec<Outcome>;
    type Told = ();

    fn name(&self) -> String {
        format!("checks of {}", self.preset.title)
    }

    fn advance(&mut self) -> Result<Slice<Vec<Outcome>>, String> {
        let course = match &mut self.course {
            Some(course) => course,
            None => self.course.insert(Course::begin(&self.preset)?),
        };
        if course.runner.step() < course.end {
            course.batch()?;
            let part = course.runner.step() as f64 / course.end as f64;
            return Ok(Slice::More { part, told: None });
        }
        let gauges = std::mem::take(&mut course.gauges);
        let read = |(check, gauge): (&Check, Gauge)| Outcome { check: check.clone(), measured: gauge.read() };
        Ok(Slice::Done(self.preset.checks.iter().zip(gauges).map(read).collect()))
    }
}

/// Runs a preset once and measures all its checks.
///
/// # Errors
/// If it cannot be built, a measure has no meaning in it, or its state is no longer finite.
pub fn run_checks<M: Model>(preset: &Preset<M>) -> Result<Vec<Outcome>, String> {
    let mut run = CheckRun::new(preset.clone());
    loop {
        if let Slice::Done(outcomes) = run.advance()? {
            return Ok(outcomes);
        }
    }
}

impl<M: Model> Course<M> {
    fn begin(preset: &Preset<M>) -> Result<Self, String> {
        let runner = Runner::new(preset.setup.clone()).map_err(|error| error.to_string())?;
        let layout = runner.layout().clone();
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
                row: Vec::new(),
                dt_s: layout.dt_s,
            })
        };
        let gauges = preset.checks.iter().map(gauge).collect::<Result<Vec<_>, _>>()?;
        let end = gauges.iter().map(|gauge| gauge.steps[1]).max().unwrap_or(0);
        let closely = gauges.iter().any(|gauge| matches!(gauge.what, What::Miss(_)));
        let chore = if gauges.iter().any(Gauge::looks_at_pictures) { M::chore(runner.plan()) } else { None };
        Ok(Course { runner, chore, gauges, end, closely })
    }

    /// A batch of steps, or of what is to be known before.
    fn batch(&mut self) -> Result<(), String> {
        let Course { runner, chore, gauges, end, closely } = self;
        if let Some(work) = chore {
            if work.advance().is_none() {
                *chore = None;
            }
            return Ok(());
        }
        let now = runner.step();
        // A batch ends where a stretch begins or ends.
        let border = gauges.iter().flat_map(|gauge| gauge.steps).filter(|step| *step > now).min().unwrap_or(*end);
        let batch = if *closely { 1 } else { BATCH.min(border - now) };
        let mut busy: Vec<&mut Gauge> =
            gauges.iter_mut().filter(|gauge| now >= gauge.steps[0] && now < gauge.steps[1]).collect();
        runner.advance(batch, &mut Listening(&mut busy)).map_err(|fault| fault.to_string())?;
        if busy.iter().any(|gauge| gauge.looks_at_pictures()) {
            if busy.iter().any(|gauge| matches!(gauge.what, What::Reading(_))) {
                while let Some(mut probe) = runner.engine().probe() {
                    while probe.advance().is_some() {}
                }
            }
            let mut picture = Frame::new(0, runner.layout(), runner.step());
            runner.depict(&mut picture);
            busy.iter_mut().for_each(|gauge| gauge.look(&picture));
        }
        Ok(())
    }
}

/// A counter for every whole window of the stretch.
fn whole_windows(what: &What, from: u64, to: u64) -> Vec<u32> {
    match what {
        What::Count(_, window) | What::Scatter(_, window) => vec![0; (to.saturating_sub(from) / window) as usize],
        _ => Vec::new(),
    }
}

/// The gauges whose stretch it is.
struct Listening<'a, 'b>(&'a mut [&'b mut Gauge]);

impl Sink for Listening<'_, '_> {
    fn take(&mut self, stretch: &Stretch) {
        self.0.iter_mut().for_each(|gauge| gauge.take(stretch));
    }
}

impl Gauge {
    fn take(&mut self, stretch: &Stretch) {
        self.meter.absorb(stretch);
        match &self.what {
            &(What::Min(k) | What::Max(k)) => {
                for (_, row) in stretch.rows() {
                    self.extremes[0] = self.extremes[0].min(row[k]);
                    self.extremes[1] = self.extremes[1].max(row[k]);
                }
            }
            &What::Active(p) => {
                let own = stretch.spikes.iter().filter(|spike| spike.neuron.population as usize == p);
                self.active.extend(own.map(|spike| spike.neuron.index));
            }
            &(What::Miss(_) | What::Gap(..)) => {
                self.row = stretch.rows().last().map_or_else(Vec::new, |(_, row)| row.to_vec());
            }
            What::Mse(levels) => {
                for (_, values) in stretch.rows() {
                    self.miss[0] += levels.iter().map(|(k, level)| (values[*k] - level).powi(2)).sum::<f64>();
                    self.miss[1] += levels.len() as f64;
                }
            }
            &(What::Count(neuron, window) | What::Scatter(neuron, window)) => {
                for spike in stretch.spikes.iter().filter(|spike| spike.neuron == neuron) {
                    let at = (spike.step - 1).saturating_sub(self.steps[0]) / window;
                    if let Some(count) = self.counts.get_mut(at as usize) {
                        *count += 1;
                    }
                }
            }
            &What::Turn(k) => {
                for (_, row) in stretch.rows() {
                    let angle = row[k];
                    let by = self.last.map_or(0.0, |last| (angle - last + PI).rem_euclid(TAU) - PI);
                    self.last = Some(angle);
                    self.miss[0] += by;
                    self.miss[1] += self.dt_s;
                }
            }
            _ => {}
        }
    }

    /// Whether it measures what is drawn.
    fn looks_at_pictures(&self) -> bool {
        matches!(self.what, What::Theory(_) | What::Miss(_) | What::Gap(..) | What::Reading(_) | What::Predicted)
    }

    fn look(&mut self, picture: &Frame) {
        let Some(depiction) = &picture.depiction else { return };
        match &self.what {
            &(What::Theory(k) | What::Miss(k) | What::Gap(k, _)) => {
                let level = depiction.theory.iter().find(|t| t.signal == k).map(|t| t.value);
                self.last = level.or(self.last);
                let compared = if let What::Gap(_, target) = self.what { target } else { k };
                if let (Some(level), Some(value)) = (level, self.row.get(compared)) {
                    self.miss[0] += (value - level).powi(2);
                    self.miss[1] += 1.0;
                }
            }
            What::Reading(id) => {
                let mut readings = depiction.readings.iter();
                self.last = readings.find(|reading| reading.id == id).map(|reading| reading.value);
            }
            What::Predicted => self.last = depiction.predicted_cycle_s.map(|s| s * 1e3),
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
            What::Cv => of(&|s| s.isi_cv.map(|cv| cv.mean)),
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
