//! What must be seen before a step of a lesson is done, and numbers that a lesson can ask for.

use super::Bucket;
use super::witness::{Start, Witness};
use crate::param::Value;
use serde::Deserialize;

/// A number of a run.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Quantity {
    /// The mean of a signal over the last time constants.
    Mean {
        /// Which.
        id: String,
        /// Over so many time constants.
        tau: f64,
    },
    /// A live statistic.
    Measured(Measured),
    /// A number that the network tells of itself, by its id.
    Reading(String),
}

/// A live statistic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Measured {
    /// Irregularity: mean ISI CV.
    Cv,
    /// Correlation of the watched neuron's currents.
    Balance,
    /// Root mean square distance from the target.
    Error,
}

/// Measured numbers count once they rest on so many time constants.
const SETTLED_TAU: f64 = 5.0;

impl Quantity {
    /// Its value now; `None` while it cannot be told.
    pub fn value(&self, now: &Witness<'_>) -> Option<f64> {
        let history = now.history;
        match self {
            Quantity::Mean { id, tau } => now.mean(now.signal(id)?, *tau),
            Quantity::Measured(what) => {
                let settled = |s: &&crate::sim::Statistics| s.window_s >= SETTLED_TAU * history.layout.tau_s;
                let statistics = history.statistics.as_ref().filter(settled)?;
                match what {
                    Measured::Cv => statistics.isi_cv.map(|cv| cv.mean),
                    Measured::Balance => statistics.balance.and_then(|b| b.correlation),
                    Measured::Error => statistics.errors.first().map(|(_, rmse)| *rmse),
                }
            }
            Quantity::Reading(id) => {
                history.depiction.readings.iter().find(|reading| reading.id == *id).map(|reading| reading.value)
            }
        }
    }

    /// The signal whose mean it is.
    pub fn signal(&self) -> Option<&str> {
        match self {
            Quantity::Mean { id, .. } => Some(id),
            _ => None,
        }
    }

    /// What it is called; marks of formulas may be in it.
    fn name(&self, now: &Witness<'_>) -> String {
        let layout = &now.history.layout;
        match self {
            Quantity::Mean { id, .. } => {
                let symbol = now.signal(id).and_then(|k| layout.signals.get(k)).map_or(id.as_str(), |s| s.symbol);
                format!("mean of {symbol}")
            }
            Quantity::Measured(Measured::Cv) => "CV".to_owned(),
            Quantity::Measured(Measured::Balance) => "correlation".to_owned(),
            Quantity::Measured(Measured::Error) => "distance from the target".to_owned(),
            Quantity::Reading(id) => {
                let mut readings = now.history.depiction.readings.iter();
                readings.find(|reading| reading.id == *id).map_or(id.as_str(), |reading| reading.name).to_owned()
            }
        }
    }
}

/// A number that a step waits for, and how far it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Gauge {
    /// What it is called; marks of formulas may be in it.
    pub name: String,
    /// Its value, if it can be told by now.
    pub value: Option<f64>,
    /// The bounds within which it is wanted.
    pub wanted: [f64; 2],
}

/// What must be seen before a step is done.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Condition {
    /// A parameter is within bounds or is a choice.
    Parameter {
        /// Which; `id[4]` for a single neuron's.
        id: String,
        /// Smallest value.
        #[serde(default = "lowest")]
        above: f64,
        /// Largest value.
        #[serde(default = "highest")]
        below: f64,
        /// The choice.
        #[serde(default)]
        is: Option<String>,
    },
    /// One of these parameters is no longer as when the step began.
    Changed(Vec<String>),
    /// A signal is within bounds, if only for a moment.
    Signal {
        /// Which.
        id: String,
        /// Smallest value.
        #[serde(default = "lowest")]
        above: f64,
        /// Largest value.
        #[serde(default = "highest")]
        below: f64,
    },
    /// The mean of a signal over the last time constants, all of them since the step began, is within bounds.
    Mean {
        /// Which.
        id: String,
        /// Smallest value.
        #[serde(default = "lowest")]
        above: f64,
        /// Largest value.
        #[serde(default = "highest")]
        below: f64,
        /// Over so many time constants.
        tau: f64,
    },
    /// The mean of a signal over the last time constants, all of them since the step began, is near what theory
    /// predicts for it now.
    AtLevel {
        /// Which.
        id: String,
        /// Largest distance.
        within: f64,
        /// Over so many time constants.
        tau: f64,
    },
    /// So many spikes in the last time constants, all of them since the step began.
    Spikes {
        /// Population; all if none is named.
        #[serde(default)]
        of: Option<String>,
        /// At least so many.
        #[serde(default)]
        least: u64,
        /// At most so many.
        #[serde(default = "many")]
        most: u64,
        /// Within so many time constants.
        tau: f64,
    },
    /// A live statistic is within bounds: `cv`, `balance`, or `error`, the distance of the run from its target.
    Measured {
        /// Which.
        what: Measured,
        /// Smallest value.
        #[serde(default = "lowest")]
        above: f64,
        /// Largest value.
        #[serde(default = "highest")]
        below: f64,
    },
    /// A number that the network tells of itself, as in the Theory panel, is within bounds.
    Reading {
        /// Which.
        id: String,
        /// Smallest value.
        #[serde(default = "lowest")]
        above: f64,
        /// Largest value.
        #[serde(default = "highest")]
        below: f64,
    },
    /// The network is in a regime with this in its name.
    Regime(String),
    /// It does not run.
    Paused,
    /// It runs.
    Running,
    /// So many steps are done while it does not run.
    Stepped(u64),
    /// A neuron of this population was picked since the step began, be it the one that was picked already.
    Picked(String),
    /// The state was kicked since the step began: this signal to within bounds, and by at least so much.
    Kicked {
        /// Which.
        id: String,
        /// Smallest value that it was put to.
        #[serde(default = "lowest")]
        above: f64,
        /// Largest value that it was put to.
        #[serde(default = "highest")]
        below: f64,
        /// Least distance from where it was.
        #[serde(default)]
        by: f64,
    },
    /// A curve was drawn since the step began.
    Drawn,
    /// A number of every neuron of a population that is not silenced is within bounds.
    Each {
        /// Population.
        of: String,
        /// Which number, by its id in the roster.
        what: String,
        /// Smallest value.
        #[serde(default = "lowest")]
        above: f64,
        /// Largest value.
        #[serde(default = "highest")]
        below: f64,
    },
    /// The silenced part of a population is within bounds.
    Silenced {
        /// Population.
        of: String,
        /// Smallest part.
        #[serde(default = "lowest")]
        above: f64,
        /// Largest part.
        #[serde(default = "highest")]
        below: f64,
    },
    /// The marked cells of a field are so large a part of one of these pictures that it keeps.
    Marked {
        /// Which field, by its id in the layout.
        field: String,
        /// Names of pictures.
        of: Vec<String>,
        /// At least this part of the picture is marked.
        part: f64,
    },
    /// All of these.
    All(Vec<Condition>),
    /// One of these.
    Any(Vec<Condition>),
}

fn lowest() -> f64 {
    f64::NEG_INFINITY
}

fn highest() -> f64 {
    f64::INFINITY
}

fn many() -> u64 {
    u64::MAX
}

impl Condition {
    /// Whether it is seen; `start` is what was there when the step began.
    pub(super) fn holds(&self, now: &Witness<'_>, start: &Start) -> bool {
        let history = now.history;
        let within = |value: Option<f64>, above: f64, below: f64| value.is_some_and(|v| v >= above && v <= below);
        match self {
            Condition::Parameter { id, above, below, is } => match (now.value(id), is) {
                (Some(Value::Choice(value)), Some(is)) => value == is,
                (Some(Value::Number(value)), None) => within(Some(*value), *above, *below),
                (Some(Value::Count(value)), None) => within(Some(*value as f64), *above, *below),
                _ => false,
            },
            Condition::Changed(ids) => ids.iter().any(|id| {
                let before = start.parameters.iter().find(|(spec, _)| spec.id == *id).map(|(_, value)| value);
                now.value(id) != before
            }),
            Condition::Signal { id, above, below } => {
                let Some(k) = now.signal(id) else { return false };
                let middle = |bucket: Bucket<'_>| 0.5 * (bucket.low[k] + bucket.high[k]);
                // What passed between two looks counts.
                history.buckets(start.looked, history.step).any(|bucket| within(Some(middle(bucket)), *above, *below))
            }
            Condition::Mean { above, below, tau, .. } => {
                start.has_passed(now, *tau) && within(self.quantity().and_then(|q| q.value(now)), *above, *below)
            }
            Condition::AtLevel { within: most, tau, .. } => {
                let off = || Some((self.quantity()?.value(now)? - self.level(now)?).abs());
                start.has_passed(now, *tau) && within(off(), 0.0, *most)
            }
            Condition::Spikes { of, least, most, tau } => {
                if !start.has_passed(now, *tau) {
                    return false;
                }
                let from = history.step.saturating_sub(now.steps(*tau));
                let named = |p: u8| history.layout.populations.get(p as usize).map(|p| p.name);
                let own = |p: u8| of.as_deref().is_none_or(|of| named(p) == Some(of));
                let count = history.spikes(from, history.step).iter().filter(|s| own(s.neuron().population)).count();
                (*least..=*most).contains(&(count as u64))
            }
            Condition::Measured { above, below, .. } | Condition::Reading { above, below, .. } => {
                within(self.quantity().and_then(|q| q.value(now)), *above, *below)
            }
            Condition::Regime(name) => {
                history.depiction.verdict.as_ref().is_some_and(|(verdict, _)| verdict.contains(name.as_str()))
            }
            Condition::Paused => !history.status.running,
            Condition::Running => history.status.running,
            Condition::Stepped(steps) => start.stepped(now, *steps),
            Condition::Picked(population) => {
                let first = now.picks.first().map(|pick| pick.population);
                now.touch.picks > start.touch.picks && first.is_some() && first == now.population(population)
            }
            Condition::Kicked { id, above, below, by } => {
                let signal = now.signal(id);
                let fits = |(k, [from, to]): &(usize, [f64; 2])| {
                    Some(*k) == signal && (*by <= 0.0 || (to - from).abs() >= *by) && within(Some(*to), *above, *below)
                };
                now.touch.kicks > start.touch.kicks && now.touch.kick.iter().any(fits)
            }
            Condition::Drawn => now.touch.draws > start.touch.draws,
            Condition::Each { of, what, above, below } => {
                let Some(k) = now.roster.traits.iter().position(|known| known.id == what) else { return false };
                let own = now.roster.neurons().filter(|neuron| Some(neuron.population) == now.population(of));
                let mut own = own.filter(|neuron| !now.roster.is_silenced(*neuron)).peekable();
                own.peek().is_some() && own.all(|n| within(now.roster.value(n, k), *above, *below))
            }
            Condition::Silenced { of, above, below } => {
                let own = now.roster.neurons().filter(|neuron| Some(neuron.population) == now.population(of));
                let (mut all, mut silent) = (0.0, 0.0);
                for neuron in own {
                    all += 1.0;
                    silent += f64::from(u8::from(now.roster.is_silenced(neuron)));
                }
                within((all > 0.0).then(|| silent / all), *above, *below)
            }
            Condition::Marked { field, of, part } => {
                let fields = history.layout.fields.iter().zip(&history.depiction.fields);
                let Some((_, shown)) = fields.into_iter().find(|(info, _)| info.id == field) else { return false };
                shown.kept.iter().filter(|kept| of.iter().any(|name| *name == kept.name)).any(|kept| {
                    let marked = kept.cells.iter().filter(|cell| shown.marked.contains(cell)).count();
                    marked as f64 >= part * kept.cells.len() as f64
                })
            }
            Condition::All(all) => all.iter().all(|one| one.holds(now, start)),
            Condition::Any(any) => any.iter().any(|one| one.holds(now, start)),
        }
    }

    /// The level that theory predicts for its signal.
    fn level(&self, now: &Witness<'_>) -> Option<f64> {
        let Condition::AtLevel { id, .. } = self else { return None };
        let signal = now.signal(id)?;
        now.history.depiction.theory.iter().find(|level| level.signal == signal).map(|level| level.value)
    }

    /// The number that it waits for.
    fn quantity(&self) -> Option<Quantity> {
        match self {
            Condition::Mean { id, tau, .. } | Condition::AtLevel { id, tau, .. } => {
                Some(Quantity::Mean { id: id.clone(), tau: *tau })
            }
            Condition::Measured { what, .. } => Some(Quantity::Measured(*what)),
            Condition::Reading { id, .. } => Some(Quantity::Reading(id.clone())),
            _ => None,
        }
    }

    /// The numbers that are waited for, as far as all of them must come; not those that are seen by doing something.
    pub(super) fn gauges(&self, now: &Witness<'_>) -> Vec<Gauge> {
        match self {
            Condition::All(all) => all.iter().flat_map(|one| one.gauges(now)).collect(),
            Condition::AtLevel { within, .. } => {
                let bounds = self.level(now).map(|level| [level - within, level + within]);
                let gauge = |q: Quantity| Some(Gauge { name: q.name(now), value: q.value(now), wanted: bounds? });
                self.quantity().and_then(gauge).into_iter().collect()
            }
            Condition::Mean { above, below, .. }
            | Condition::Measured { above, below, .. }
            | Condition::Reading { above, below, .. } => {
                let gauge = |q: Quantity| Gauge { name: q.name(now), value: q.value(now), wanted: [*above, *below] };
                self.quantity().map(gauge).into_iter().collect()
            }
            _ => Vec::new(),
        }
    }
}
