//! What a sweep runs: every combination of values, each with all repeats.

use super::row::{Ending, Row};
use super::span::Span;
use crate::param::{ParamError, apply};
use crate::session::gauged::{Asked, Course, Looks};
use crate::sim::{Engine as _, Model, Setup};

/// Runs at most.
const MOST: usize = 1_000_000;

/// A sweep.
#[derive(Clone, Debug, PartialEq)]
pub struct Sweep<M> {
    /// What is run, apart from what is swept.
    pub setup: Setup<M>,
    /// The swept parameters; the last one changes fastest.
    pub spans: Vec<Span>,
    /// Runs of each combination, with seeds from that of the setup on: the same seeds everywhere, so that what differs
    /// between two values is less due to chance.
    pub repeats: usize,
    /// What is measured.
    pub measures: Vec<String>,
    /// The stretch that is measured, in seconds.
    pub stretch_s: [f64; 2],
}

impl<M: Model> Sweep<M> {
    /// Whether it can be run: builds the first network, and reads the measures.
    ///
    /// # Errors
    /// If not; what to change is said.
    pub fn check(&self) -> Result<(), String> {
        let Sweep { spans, repeats, stretch_s: [from, to], .. } = self;
        if let Some(twice) = spans.iter().enumerate().find(|(k, span)| spans[..*k].iter().any(|s| s.id == span.id)) {
            return Err(format!("`{}` is swept twice; allowed is one range for each parameter", twice.1.id));
        }
        if *repeats == 0 {
            return Err("0 repeats run nothing; allowed is a whole number from 1".to_owned());
        }
        if self.measures.is_empty() {
            return Err("nothing is to be measured; name a measure".to_owned());
        }
        if !(*from >= 0.0 && from < to && to.is_finite()) {
            return Err(format!("measured is from {from} s to {to} s; allowed is a stretch that is longer than 0"));
        }
        let all = spans.iter().map(|span| span.values.len()).try_fold(*repeats, usize::checked_mul);
        if all.is_none_or(|all| all > MOST) {
            return Err(format!("these are more than {MOST} runs; try fewer values or repeats"));
        }
        // The first one that can be built speaks for all.
        let mut first = None;
        for index in (0..self.count()).step_by(self.repeats) {
            match self.setup_of(index).and_then(|setup| setup.plan(None).map(|_| setup)) {
                Ok(setup) => {
                    let course = Course::<M>::begin(setup, &self.asked(), Looks::AtEnd)?;
                    let dt_s = course.runner().layout().dt_s;
                    if ((to - from) / dt_s).round() < 1.0 {
                        return Err(format!(
                            "measured is from {from} s to {to} s, less than one time step of {dt_s} s; try a longer run"
                        ));
                    }
                    return Ok(());
                }
                Err(error) => drop(first.get_or_insert(error)),
            }
        }
        Err(first.map_or_else(String::new, |error| format!("no value of the ranges can be run: {error}")))
    }

    /// Number of runs.
    pub fn count(&self) -> usize {
        self.spans.iter().map(|span| span.values.len()).product::<usize>() * self.repeats
    }

    /// The values of the swept parameters in run `index`.
    pub fn at(&self, index: usize) -> Vec<f64> {
        let mut point = index / self.repeats;
        let mut at: Vec<f64> = self
            .spans
            .iter()
            .rev()
            .map(|span| {
                let value = span.values[point % span.values.len()];
                point /= span.values.len();
                value
            })
            .collect();
        at.reverse();
        at
    }

    /// Its repeat and its seed.
    pub fn seed(&self, index: usize) -> [usize; 2] {
        let repeat = index % self.repeats;
        [repeat, ((self.setup.seed as u64 + repeat as u64) & u64::from(u32::MAX)) as usize]
    }

    fn setup_of(&self, index: usize) -> Result<Setup<M>, ParamError> {
        let at = self.at(index);
        let edits: Vec<_> = self.spans.iter().zip(&at).flat_map(|(span, value)| span.edits(*value)).collect();
        let (mut setup, _) = apply(&self.setup, &edits)?;
        setup.seed = self.seed(index)[1];
        Ok(setup)
    }

    fn asked(&self) -> Vec<Asked> {
        let [from_s, to_s] = self.stretch_s;
        self.measures.iter().map(|measure| Asked { measure: measure.clone(), from_s, to_s }).collect()
    }

    /// Run `index` on its way.
    pub fn run(&self, index: usize) -> Run<M> {
        let [repeat, seed] = self.seed(index);
        let row = Row {
            index,
            at: self.at(index),
            repeat,
            seed,
            ending: Ending::Measured,
            why: String::new(),
            found: vec![Default::default(); self.measures.len()],
        };
        let course = match self.setup_of(index) {
            Ok(setup) => Course::begin(setup, &self.asked(), Looks::AtEnd),
            Err(error) => Err(error.to_string()),
        };
        Run { row, course: Some(course) }
    }
}

/// Batches between two looks for an alarm.
const WATCHED: u64 = 8;

/// One run of a sweep on its way.
pub struct Run<M: Model> {
    row: Row,
    course: Option<Result<Course<M>, String>>,
}

impl<M: Model> Run<M> {
    /// Goes on a little; the row once it is over.
    pub fn advance(&mut self) -> Option<Row> {
        let (ending, why) = match self.course.as_mut() {
            None => return None,
            Some(Err(why)) => (Ending::Refused, std::mem::take(why)),
            Some(Ok(course)) => match advance(course) {
                Ok(false) => return None,
                Ok(true) => (Ending::Measured, String::new()),
                Err(ended) => ended,
            },
        };
        if let (Ending::Measured, Some(Ok(course))) = (ending, self.course.take()) {
            self.row.found = course.found();
        }
        Some(Row { ending, why, ..self.row.clone() })
    }

    /// How much is done, from 0 to 1.
    pub fn part(&self) -> f64 {
        match &self.course {
            Some(Ok(course)) => course.part().min(1.0),
            _ => 1.0,
        }
    }

    /// The row of a run that broke off.
    pub fn broken(&self, why: String) -> Row {
        Row { ending: Ending::NotFinite, why, ..self.row.clone() }
    }
}

/// Some batches; whether all is done.
fn advance<M: Model>(course: &mut Course<M>) -> Result<bool, (Ending, String)> {
    for _ in 0..WATCHED {
        if course.is_over() {
            break;
        }
        course.batch().map_err(|why| (Ending::NotFinite, why))?;
    }
    match course.runner().engine().alarm() {
        Some(why) => Err((Ending::RanAway, why)),
        None => Ok(course.is_over()),
    }
}
