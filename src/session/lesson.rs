//! Lessons: Markdown with steps that watch the state and tick themselves off, and a question at the end.
//!
//! A file begins with TOML between two lines `+++`: `title`, `preset`, one `[[step]]` with its `until` for each step, and
//! `[question]` with `answer` and `tolerance`; `[picture]` is a curve, if there is one. The Markdown after it has an introduction, one `## ` section a step, then
//! `## Question`, then the section that explains the answer.

use super::History;
use crate::param::{Spec, Value};
use crate::picture::NeuronId;
use serde::Deserialize;

/// The lessons that come with the program, as (name, text), in order.
pub const LESSONS: &[(&str, &str)] = &[
    ("1-threshold", include_str!("../../assets/lessons/1-threshold.md")),
    ("2-boundary", include_str!("../../assets/lessons/2-boundary.md")),
    ("3-unstable", include_str!("../../assets/lessons/3-unstable.md")),
    ("4-cycle", include_str!("../../assets/lessons/4-cycle.md")),
    ("5-crossing", include_str!("../../assets/lessons/5-crossing.md")),
    ("6-balance", include_str!("../../assets/lessons/6-balance.md")),
    ("7-paradox", include_str!("../../assets/lessons/7-paradox.md")),
    ("8-sharing", include_str!("../../assets/lessons/8-sharing.md")),
    ("9-any-function", include_str!("../../assets/lessons/9-any-function.md")),
    ("10-slow-inhibition", include_str!("../../assets/lessons/10-slow-inhibition.md")),
    ("11-soft", include_str!("../../assets/lessons/11-soft.md")),
    ("12-saddle", include_str!("../../assets/lessons/12-saddle.md")),
    ("13-tight", include_str!("../../assets/lessons/13-tight.md")),
    ("14-memory", include_str!("../../assets/lessons/14-memory.md")),
    ("15-bump", include_str!("../../assets/lessons/15-bump.md")),
    ("16-break", include_str!("../../assets/lessons/16-break.md")),
    ("17-voltage", include_str!("../../assets/lessons/17-voltage.md")),
    ("18-downhill", include_str!("../../assets/lessons/18-downhill.md")),
    ("19-own-error", include_str!("../../assets/lessons/19-own-error.md")),
    ("20-cut", include_str!("../../assets/lessons/20-cut.md")),
    ("21-half", include_str!("../../assets/lessons/21-half.md")),
    ("22-arc", include_str!("../../assets/lessons/22-arc.md")),
    ("23-draw", include_str!("../../assets/lessons/23-draw.md")),
    ("24-cancellation", include_str!("../../assets/lessons/24-cancellation.md")),
    ("25-target", include_str!("../../assets/lessons/25-target.md")),
    ("26-manifold", include_str!("../../assets/lessons/26-manifold.md")),
    ("27-common", include_str!("../../assets/lessons/27-common.md")),
    ("28-light", include_str!("../../assets/lessons/28-light.md")),
];

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
    /// A measured number is within bounds: `cv`, `balance`, or `error`, the distance of the run from its target.
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
    /// Another neuron is picked than when the step began, of this population.
    Picked(String),
    /// All of these.
    All(Vec<Condition>),
    /// One of these.
    Any(Vec<Condition>),
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

fn lowest() -> f64 {
    f64::NEG_INFINITY
}

fn highest() -> f64 {
    f64::INFINITY
}

fn many() -> u64 {
    u64::MAX
}

/// One step of a lesson.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// What to do, in a few words.
    pub title: String,
    /// What to do, in Markdown.
    pub text: String,
    /// When it is done.
    pub until: Condition,
}

/// A question with a number as its answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// The question, in Markdown.
    pub text: String,
    /// The answer.
    pub answer: f64,
    /// How far an answer may be off.
    pub tolerance: f64,
    /// Why it is so, in Markdown.
    pub why: String,
}

impl Question {
    /// Whether `given` answers it.
    pub fn accepts(&self, given: f64) -> bool {
        (given - self.answer).abs() <= self.tolerance
    }
}

/// A lesson.
#[derive(Clone, Debug, PartialEq)]
pub struct Lesson {
    /// Short name.
    pub name: String,
    /// Title.
    pub title: String,
    /// Name of the preset that it is about.
    pub preset: String,
    /// What it is about, in Markdown.
    pub intro: String,
    /// Its steps.
    pub steps: Vec<Step>,
    /// The question at the end.
    pub question: Question,
    /// A curve to begin with.
    pub picture: Option<Sketch>,
}

/// A curve of a formula, drawn beside the introduction.
#[derive(Clone, Debug, PartialEq)]
pub struct Sketch {
    /// Names of the axes.
    pub axes: [String; 2],
    /// Points from left to right; where the formula has no value the curve lies at 0.
    pub points: Vec<[f64; 2]>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HeadPicture {
    axes: [String; 2],
    from: f64,
    to: f64,
    formula: String,
}

impl HeadPicture {
    /// Points of a curve.
    const POINTS: usize = 240;

    fn sketch(self) -> Result<Sketch, String> {
        use exmex::Express;
        let parsed = exmex::parse::<f64>(&self.formula).map_err(|error| format!("`formula`: {error}"))?;
        if parsed.var_names() != ["x"] || self.from.partial_cmp(&self.to) != Some(std::cmp::Ordering::Less) {
            return Err("`picture` is a formula in x over `from` < `to`".to_owned());
        }
        let at = |k: usize| self.from + (self.to - self.from) * k as f64 / Self::POINTS as f64;
        let height = |x: f64| parsed.eval(&[x]).ok().filter(|y| y.is_finite() && *y > 0.0).unwrap_or(0.0);
        let points = (0..=Self::POINTS).map(|k| [at(k), height(at(k))]).collect();
        Ok(Sketch { axes: self.axes, points })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    title: String,
    preset: String,
    #[serde(default)]
    picture: Option<HeadPicture>,
    step: Vec<HeadStep>,
    question: HeadQuestion,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HeadStep {
    until: Condition,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HeadQuestion {
    answer: f64,
    tolerance: f64,
}

impl Lesson {
    /// All lessons that come with the program.
    pub fn built_in() -> Vec<Lesson> {
        LESSONS.iter().filter_map(|(name, text)| Lesson::parse(name, text).ok()).collect()
    }

    /// Reads a lesson.
    ///
    /// # Errors
    /// If its head is damaged, or sections and steps do not match.
    pub fn parse(name: &str, text: &str) -> Result<Lesson, String> {
        let fail = |what: &str| format!("lesson {name}: {what}");
        let rest = text.strip_prefix("+++\n").ok_or_else(|| fail("begins with a line `+++`"))?;
        let (head, body) = rest.split_once("\n+++\n").ok_or_else(|| fail("needs a second line `+++`"))?;
        let head: Head = toml::from_str(head).map_err(|error| fail(&error.to_string()))?;
        let picture = head.picture.map(HeadPicture::sketch).transpose().map_err(|what| fail(&what))?;
        let mut sections = body.split("\n## ");
        let intro = sections.next().unwrap_or_default().trim().to_owned();
        let sections: Vec<&str> = sections.map(str::trim).collect();
        let steps = head.step.len();
        if sections.len() != steps + 2 {
            return Err(fail(&format!(
                "has {} sections; needed are {steps} steps, a question and its answer",
                sections.len()
            )));
        }
        // The headings of question and answer are the program's.
        let body = |section: &str| section.split_once('\n').map_or("", |(_, body)| body.trim()).to_owned();
        let heading = |section: &str| section.lines().next().unwrap_or_default().trim().to_owned();
        let step = |(section, head): (&&str, HeadStep)| Step {
            title: heading(section),
            text: body(section),
            until: head.until,
        };
        Ok(Lesson {
            name: name.to_owned(),
            title: head.title,
            preset: head.preset,
            intro,
            steps: sections.iter().zip(head.step).map(step).collect(),
            question: Question {
                text: body(sections[steps]),
                answer: head.question.answer,
                tolerance: head.question.tolerance,
                why: body(sections[steps + 1]),
            },
            picture,
        })
    }
}

/// What a lesson can see.
#[derive(Clone, Copy)]
pub struct Witness<'a> {
    /// The run.
    pub history: &'a History,
    /// All parameters with their values.
    pub parameters: &'a [(&'static Spec, Value)],
    /// The picked neurons.
    pub picks: &'a [NeuronId],
}

impl Witness<'_> {
    fn value(&self, id: &str) -> Option<&Value> {
        self.parameters.iter().find(|(spec, _)| spec.id == id).map(|(_, value)| value)
    }

    fn signal(&self, id: &str) -> Option<usize> {
        self.history.layout.signals.iter().position(|signal| signal.id == id)
    }

    fn steps(&self, tau: f64) -> u64 {
        (tau * self.history.layout.tau_s / self.history.layout.dt_s).ceil() as u64
    }

    /// Mean of a signal over the last `tau` time constants; `None` before they have passed.
    fn mean(&self, signal: usize, tau: f64) -> Option<f64> {
        let from = self.history.step.checked_sub(self.steps(tau))?;
        let (mut sum, mut n) = (0.0, 0.0);
        for bucket in self.history.buckets(from, self.history.step) {
            sum += 0.5 * (bucket.low[signal] + bucket.high[signal]) * bucket.steps as f64;
            n += bucket.steps as f64;
        }
        (n > 0.0).then(|| sum / n)
    }
}

/// Measured numbers count once they rest on so many time constants.
const SETTLED_TAU: f64 = 5.0;

impl Condition {
    /// Whether it is seen; `start` is what was there when the step began.
    fn holds(&self, now: &Witness<'_>, start: &Start) -> bool {
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
                let middle = |bucket: super::Bucket<'_>| 0.5 * (bucket.low[k] + bucket.high[k]);
                // What passed between two looks counts.
                history.buckets(start.looked, history.step).any(|bucket| within(Some(middle(bucket)), *above, *below))
            }
            Condition::Mean { id, above, below, tau } => {
                let mean = || now.signal(id).and_then(|k| now.mean(k, *tau));
                start.has_passed(now, *tau) && within(mean(), *above, *below)
            }
            Condition::Spikes { of, least, most, tau } => {
                if !start.has_passed(now, *tau) {
                    return false;
                }
                let from = history.step.saturating_sub(now.steps(*tau));
                let named = |p: u8| history.layout.populations.get(p as usize).map(|p| p.name);
                let own = |p: u8| of.as_deref().is_none_or(|of| named(p) == Some(of));
                let count = history.spikes(from, history.step).iter().filter(|s| own(s.neuron.population)).count();
                (*least..=*most).contains(&(count as u64))
            }
            Condition::Measured { what, above, below } => {
                let settled = |s: &&crate::sim::Statistics| s.window_s >= SETTLED_TAU * history.layout.tau_s;
                let value = history.statistics.as_ref().filter(settled).and_then(|s| match what {
                    Measured::Cv => s.isi_cv.map(|cv| cv.mean),
                    Measured::Balance => s.balance.and_then(|b| b.correlation),
                    Measured::Error => s.errors.first().map(|(_, rmse)| *rmse),
                });
                within(value, *above, *below)
            }
            Condition::Reading { id, above, below } => {
                let mut readings = history.depiction.readings.iter();
                within(readings.find(|reading| reading.id == id).map(|reading| reading.value), *above, *below)
            }
            Condition::Regime(name) => {
                history.depiction.verdict.as_ref().is_some_and(|(verdict, _)| verdict.contains(name.as_str()))
            }
            Condition::Paused => !history.status.running,
            Condition::Running => history.status.running,
            Condition::Stepped(steps) => {
                !history.status.running && history.generation == start.generation && {
                    history.step >= start.paused_at.unwrap_or(history.step) + steps
                }
            }
            Condition::Picked(population) => now.picks.first().is_some_and(|pick| {
                let named = history.layout.populations.get(pick.population as usize).map(|p| p.name);
                named == Some(population.as_str()) && start.pick != Some(*pick)
            }),
            Condition::All(all) => all.iter().all(|one| one.holds(now, start)),
            Condition::Any(any) => any.iter().any(|one| one.holds(now, start)),
        }
    }
}

/// What was there when a step began.
#[derive(Clone, Debug, Default, PartialEq)]
struct Start {
    parameters: Vec<(&'static Spec, Value)>,
    pick: Option<NeuronId>,
    generation: u64,
    /// The step at which the run stands since it was paused.
    paused_at: Option<u64>,
    /// The step at which one looked last.
    looked: u64,
    /// The step at which it began.
    began: u64,
}

impl Start {
    /// Whether so many time constants have passed since.
    fn has_passed(&self, now: &Witness<'_>, tau: f64) -> bool {
        now.history.step >= self.began + now.steps(tau)
    }
}

/// How far a person has come in a lesson.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Progress {
    /// Steps that are done.
    pub done: usize,
    /// What was answered last, and whether it was right.
    pub answer: Option<(f64, bool)>,
    start: Option<Start>,
}

impl Progress {
    /// Looks whether the present step is done, and ticks it.
    pub fn look(&mut self, lesson: &Lesson, now: &Witness<'_>) {
        let Some(step) = lesson.steps.get(self.done) else { return };
        let start = self.start.get_or_insert_with(|| Start {
            parameters: now.parameters.to_vec(),
            pick: now.picks.first().copied(),
            generation: now.history.generation,
            paused_at: None,
            looked: now.history.step,
            began: now.history.step,
        });
        // After a restart or a rebuild there is no past.
        if start.generation != now.history.generation {
            start.generation = now.history.generation;
            start.paused_at = None;
            (start.began, start.looked) = (0, 0);
        }
        start.looked = start.looked.min(now.history.step);
        start.began = start.began.min(now.history.step);
        if now.history.status.running {
            start.paused_at = None;
        } else if start.paused_at.is_none() {
            start.paused_at = Some(now.history.step);
        }
        if step.until.holds(now, start) {
            self.skip();
        } else {
            start.looked = now.history.step;
        }
    }

    /// Goes on to the next step.
    pub fn skip(&mut self) {
        self.done += 1;
        self.start = None;
    }

    /// Takes an answer to the question.
    pub fn answer(&mut self, lesson: &Lesson, given: f64) {
        self.answer = Some((given, lesson.question.accepts(given)));
    }
}
