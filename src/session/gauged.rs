//! A run that is measured on its way, a batch of steps at a time.

use super::measure::What;
use crate::model::Chore;
use crate::picture::Layout;
use crate::sim::{Engine as _, Frame, Meter, Model, Runner, Setup, Sink, Statistics, Stretch};
use std::f64::consts::{PI, TAU};

/// What is to be measured, over which stretch of the run.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// A word and what of, such as `mean y_e`; see [`MEASURES`](super::MEASURES).
    pub measure: String,
    /// Beginning of the stretch, in seconds.
    pub from_s: f64,
    /// Its end.
    pub to_s: f64,
}

/// How often pictures are looked at, where something in them is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Looks {
    /// After every batch.
    Often,
    /// At the end of a stretch.
    AtEnd,
}

/// How much a run is to do: more than somebody waits for is refused beforehand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Toil {
    /// Time steps.
    pub steps: f64,
    /// Neurons.
    pub neurons: f64,
}

impl Toil {
    /// Of so many steps of a network.
    pub fn of(layout: &Layout, steps: u64) -> Self {
        let neurons: usize = layout.populations.iter().map(|population| population.count).sum();
        Toil { steps: steps as f64, neurons: neurons.max(1) as f64 }
    }

    /// How many times as much as allowed it is, if it is more; a step counts as ten neurons at least.
    pub fn beyond(&self, most: f64) -> Option<f64> {
        let times = self.steps * self.neurons.max(10.0) / most;
        (times > 1.0).then_some(times)
    }
}

/// What came of a measure.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Found {
    /// The number; `None` if there was nothing to measure, as no cycle.
    pub value: Option<f64>,
    /// Its standard error within the run, where that is known.
    pub error: Option<f64>,
}

/// One measure on its way through a run.
struct Gauge {
    what: What,
    steps: [u64; 2],
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

/// A run that is measured on its way.
pub(super) struct Course<M: Model> {
    runner: Runner<M>,
    /// What must be known before theory is looked at.
    chore: Option<Box<dyn Chore>>,
    gauges: Vec<Gauge>,
    /// One for each stretch of which statistics are wanted.
    meters: Vec<([u64; 2], Meter)>,
    end: u64,
    /// Whether theory is compared step by step.
    closely: bool,
    looks: Looks,
}

impl<M: Model> Course<M> {
    /// A run of `setup` from its start.
    ///
    /// # Errors
    /// If it cannot be built, or a measure has no meaning in it.
    pub(super) fn begin(setup: Setup<M>, asked: &[Asked], looks: Looks) -> Result<Self, String> {
        let runner = Runner::new(setup).map_err(|error| error.to_string())?;
        let layout = runner.layout().clone();
        let steps = |seconds: f64| (seconds / layout.dt_s).round() as u64;
        let gauge = |asked: &Asked| {
            let what = What::parse(&asked.measure, &layout)?;
            let steps = [steps(asked.from_s), steps(asked.to_s)];
            Ok::<Gauge, String>(Gauge {
                steps,
                extremes: [f64::INFINITY, f64::NEG_INFINITY],
                miss: [0.0; 2],
                active: Default::default(),
                counts: whole_windows(&what, steps[0], steps[1]),
                what,
                last: None,
                row: Vec::new(),
                dt_s: layout.dt_s,
            })
        };
        let gauges = asked.iter().map(gauge).collect::<Result<Vec<_>, _>>()?;
        let mut meters: Vec<([u64; 2], Meter)> = Vec::new();
        for gauge in gauges.iter().filter(|gauge| gauge.what.is_statistic()) {
            if meters.iter().all(|(steps, _)| *steps != gauge.steps) {
                meters.push((gauge.steps, Meter::new(&layout, f64::INFINITY, 0.0)));
            }
        }
        let end = gauges.iter().map(|gauge| gauge.steps[1]).max().unwrap_or(0);
        let closely = gauges.iter().any(|gauge| matches!(gauge.what, What::Miss(_)));
        let chore = if gauges.iter().any(Gauge::looks_at_pictures) { M::chore(runner.plan()) } else { None };
        Ok(Course { runner, chore, gauges, meters, end, closely, looks })
    }

    /// What is run.
    pub(super) fn runner(&self) -> &Runner<M> {
        &self.runner
    }

    /// How much there is to do, in steps of one neuron.
    pub(super) fn toil(&self) -> Toil {
        Toil::of(self.runner.layout(), self.end)
    }

    /// How much is done, from 0 to 1.
    pub(super) fn part(&self) -> f64 {
        self.runner.step() as f64 / self.end.max(1) as f64
    }

    /// Whether all is done.
    pub(super) fn is_over(&self) -> bool {
        self.runner.step() >= self.end
    }

    /// What was found, measure by measure.
    pub(super) fn found(self) -> Vec<Found> {
        let told: Vec<([u64; 2], Option<Statistics>)> =
            self.meters.iter().map(|(steps, meter)| (*steps, meter.read())).collect();
        let of = |gauge: &Gauge| told.iter().find(|(steps, _)| *steps == gauge.steps).and_then(|(_, s)| s.as_ref());
        self.gauges.iter().map(|gauge| gauge.read(of(gauge))).collect()
    }

    /// A batch of steps, or of what is to be known before.
    ///
    /// # Errors
    /// If the state is no longer finite.
    pub(super) fn batch(&mut self) -> Result<(), String> {
        let Course { runner, chore, gauges, meters, end, closely, looks } = self;
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
        let is_in = |steps: &[u64; 2]| now >= steps[0] && now < steps[1];
        let mut busy: Vec<&mut Gauge> = gauges.iter_mut().filter(|gauge| is_in(&gauge.steps)).collect();
        let mut counting: Vec<&mut Meter> =
            meters.iter_mut().filter(|(steps, _)| is_in(steps)).map(|(_, meter)| meter).collect();
        runner.advance(batch, &mut Listening(&mut counting, &mut busy)).map_err(|fault| fault.to_string())?;
        busy.retain(|gauge| {
            gauge.looks_at_pictures() && (*looks == Looks::Often || now + batch >= gauge.steps[1] || gauge.adds_looks())
        });
        if !busy.is_empty() {
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

/// The meters and gauges whose stretch it is.
struct Listening<'a, 'b>(&'a mut [&'b mut Meter], &'a mut [&'b mut Gauge]);

impl Sink for Listening<'_, '_> {
    fn take(&mut self, stretch: &Stretch) {
        self.0.iter_mut().for_each(|meter| meter.absorb(stretch));
        self.1.iter_mut().for_each(|gauge| gauge.take(stretch));
    }
}

impl Gauge {
    fn take(&mut self, stretch: &Stretch) {
        match &self.what {
            &(What::Min(k) | What::Max(k)) => {
                for (_, row) in stretch.rows() {
                    self.extremes[0] = self.extremes[0].min(row[k]);
                    self.extremes[1] = self.extremes[1].max(row[k]);
                }
            }
            &What::Active(p) => {
                let own = stretch.spikes.iter().filter(|spike| spike.neuron().population as usize == p);
                self.active.extend(own.map(|spike| spike.neuron().index));
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
                for spike in stretch.spikes.iter().filter(|spike| spike.neuron() == neuron) {
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

    /// Whether every look counts, and not the last alone.
    fn adds_looks(&self) -> bool {
        matches!(self.what, What::Miss(_) | What::Gap(..))
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

    fn read(&self, statistics: Option<&Statistics>) -> Found {
        let of = |value: &dyn Fn(&Statistics) -> Option<f64>| statistics.and_then(value);
        let error = match self.what {
            What::Mean(k) => of(&|s| s.standard_errors.get(k).copied().flatten()),
            What::Rate(p) => of(&|s| s.rate_errors.get(p).copied().flatten()),
            What::Cv => of(&|s| s.isi_cv.and_then(|cv| cv.error)),
            _ => None,
        };
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
        Found { value: value.filter(|v| v.is_finite()), error: error.filter(|v| v.is_finite()) }
    }
}

fn mean_and_variance(counts: &[u32]) -> (f64, f64) {
    let n = counts.len() as f64;
    let mean = counts.iter().map(|c| f64::from(*c)).sum::<f64>() / n;
    (mean, counts.iter().map(|c| (f64::from(*c) - mean).powi(2)).sum::<f64>() / n)
}
