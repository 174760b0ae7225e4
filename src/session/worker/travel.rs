//! The way back in time and the run beside the run, as the worker does them.

use super::super::run::Run;
use super::super::twin::{Twin, difference};
use super::super::{Level, Parent, TwinWish};
use super::Worker;
use crate::sim::{Engine as _, Frame, Model};

/// A twin that lags behind does so many steps more than the run, at most, for each of its.
const CATCH_UP: u64 = 4;

impl<M: Model> Worker<M> {
    /// Shows how it was at a step; the run waits.
    pub(super) fn look_at(&mut self, step: Option<u64>) {
        (self.running, self.rush, self.by_hand) = (false, None, 0);
        self.past = step.map(|step| {
            // Side by side they stand at the same time.
            let of_twin = |twin: &Twin<M>| {
                let dt_s = twin.run.runner().layout().dt_s;
                let at = (step as f64 * self.runner().layout().dt_s / dt_s).round() as u64;
                twin.run.course.at(at)
            };
            [Some(self.run.course.at(step)), self.twin.as_ref().map(of_twin)]
        });
    }

    /// Goes on from the step that is looked at.
    pub(super) fn take_up(&mut self, id: u64) {
        let Some([past, of_twin]) = self.past.take() else { return };
        let Some(step) = past.map(|runner| runner.step()) else { return };
        let branch = self.run.course.branch(step);
        let left = std::mem::replace(&mut self.run.course, branch);
        let parent = Parent { generation: left.generation, step, stays: true };
        self.kept.put(id, left);
        if let (Some(runner), Some(mut twin)) = (of_twin, self.twin.take()) {
            let parent = Parent { generation: twin.run.course.generation, step: runner.step(), stays: false };
            twin.run.course = twin.run.course.branch(runner.step());
            twin.run.course.runner.engine_mut().stand_aside(true);
            let generation = self.next_generation();
            twin.run.anew(generation, Some(parent));
            self.twin = Some(twin);
        }
        self.resume(parent);
        self.run.forget();
    }

    pub(super) fn twin_wish(&mut self, wish: TwinWish) {
        match wish {
            TwinWish::Begin => {
                self.past = None;
                let mut course = self.run.course.fork();
                course.runner.engine_mut().stand_aside(true);
                let parent = Parent { generation: course.generation, step: course.runner.step(), stays: false };
                let mut run = Run::new(course, self.has_threads);
                let generation = self.next_generation();
                run.anew(generation, Some(parent));
                let pinned = self.twin.as_ref().is_some_and(|twin| twin.pinned);
                self.twin = Some(Twin { run, difference: difference(self.run.runner()), pinned });
            }
            TwinWish::Swap => {
                let Some(mut twin) = self.twin.take() else {
                    return self.notify(Level::Error, "there is no twin to change places with; W makes one".to_owned());
                };
                self.past = None;
                std::mem::swap(&mut self.run, &mut twin.run);
                for (run, aside) in [(&mut self.run, false), (&mut twin.run, true)] {
                    run.course.runner.engine_mut().stand_aside(aside);
                    run.course.runner.tell_watch_anew();
                    self.generations += 1;
                    let parent =
                        Parent { generation: run.course.generation, step: run.course.runner.step(), stays: false };
                    run.anew(self.generations, Some(parent));
                }
                twin.difference.restart();
                self.twin = Some(twin);
            }
            TwinWish::End => self.twin = None,
            TwinWish::Pin(pinned) => {
                if let Some(twin) = &mut self.twin {
                    twin.pinned = pinned;
                }
            }
        }
    }

    /// The twin goes to where the run is, by time; it says into `frame` what it does.
    pub(super) fn follow(&mut self, batch: u64, frame: Option<&mut Frame>) {
        let (Some(twin), Some(frame)) = (&mut self.twin, frame) else { return };
        let mut outcome = Ok(());
        let runner = self.run.runner();
        let target = runner.step() as f64 * runner.layout().dt_s / twin.run.runner().layout().dt_s;
        let mut left = (target.round() as u64).saturating_sub(twin.run.step()).min(batch.saturating_mul(CATCH_UP));
        while left > 0 {
            let event = twin.run.until_event();
            let steps = left.min(event);
            outcome = twin.run.advance(steps, frame, &mut twin.difference.second());
            if outcome.is_err() {
                break;
            }
            if steps == event {
                twin.run.event();
            }
            left -= steps;
        }
        if let Err(fault) = outcome {
            self.twin = None;
            self.notify(Level::Error, format!("the twin has ended: {fault}"));
        }
    }
}
