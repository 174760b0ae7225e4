//! The checks of a preset are measured by running it.

use super::gauged::{Asked, Course, Looks};
use super::{Check, Outcome, Preset, Slice, Work};
use crate::reading::quoted;
use crate::sim::Model;

/// Steps times neurons of a check at most: some minutes.
const MOST_TOIL: f64 = 3e10;

/// The checks of a preset as work that is done in slices: a batch of steps each.
pub struct CheckRun<M: Model> {
    preset: Preset<M>,
    course: Option<Course<M>>,
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
            None => self.course.insert(begin(&self.preset)?),
        };
        if !course.is_over() {
            course.batch()?;
            return Ok(Slice::More { part: course.part(), told: None });
        }
        let found = self.course.take().map_or_else(Vec::new, Course::found);
        let checks = self.preset.checks.iter().zip(found);
        Ok(Slice::Done(checks.map(|(check, found)| Outcome { check: check.clone(), measured: found.value }).collect()))
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

fn begin<M: Model>(preset: &Preset<M>) -> Result<Course<M>, String> {
    let asked = |check: &Check| Asked { measure: check.measure.clone(), from_s: check.from_s, to_s: check.to_s };
    let asked: Vec<Asked> = preset.checks.iter().map(asked).collect();
    let course = Course::begin(preset.setup.clone(), &asked, Looks::Often).map_err(|error| {
        // Whose measure it is, the person who wrote it must know.
        let whose = preset.checks.iter().find(|check| error.contains(&format!("given \"{}\"", quoted(&check.measure))));
        whose.map_or(error.clone(), |check| format!("{}: {error}", quoted(&check.name)))
    })?;
    let toil = course.toil();
    let Some(times) = toil.beyond(MOST_TOIL) else { return Ok(course) };
    let Some(last) = preset.checks.iter().max_by(|a, b| a.to_s.total_cmp(&b.to_s)) else { return Ok(course) };
    Err(format!(
        "`check` \"{}\": until `to_s` = {} there are {:.3e} steps of {} neurons; allowed are {:.3e} steps; try a `to_s` of {:.1e} s \
         at most, or a longer time step",
        quoted(&last.name),
        last.to_s,
        toil.steps,
        toil.neurons,
        toil.steps / times,
        last.to_s / times,
    ))
}
