//! A turn: the steps that are due, as long as there is time for them and room for what they tell.

use super::super::{Level, Speed, Update};
use super::{Turn, Worker};
use crate::reading::quoted;
use crate::sim::{BATCH, Engine as _, Frame, Model, Spike};

/// Bytes that may wait to be told, half a million spikes; a batch more at most. Then the run waits, and none is lost.
const MOST_BYTES: usize = 8 << 20;
/// Spikes that a batch of steps may bring.
const MOST_SPIKES: usize = MOST_BYTES / size_of::<Spike>();
/// A running worker looks at the clock at least this often.
const TICK_S: f64 = 1.0 / 60.0;
/// However long it takes to tell what was done, nobody waits longer for the next time.
const MOST_TELLING_S: f64 = 0.05;

impl<M: Model> Worker<M> {
    /// One turn: the steps due at clock reading `now_s`, for at most `budget_s` as told by `clock`.
    pub fn turn(&mut self, now_s: f64, budget_s: f64, clock: impl Fn() -> f64) -> Turn {
        if self.stopped {
            return Turn::Stopped;
        }
        self.look_beside();
        let wants = self.by_hand > 0 || self.is_running();
        let room = MOST_BYTES.saturating_sub(self.outbox.as_ref().map_or(0, Update::bytes));
        if wants && room == 0 {
            // The time that it waits is not made up for in a burst.
            self.pace.restart();
            return Turn::Full;
        }
        let dt_s = self.runner().layout().dt_s;
        let by_hand = std::mem::take(&mut self.by_hand);
        // No more than half of the time goes into pictures.
        let budget_s = budget_s.max(self.telling_s);
        let mut due = by_hand;
        if let Some(rush) = &self.rush {
            due = due.saturating_add(rush.due(self.run.step()));
        } else if self.is_running() {
            due = due.saturating_add(self.pace.due(now_s, self.speed, dt_s));
        }
        let mut frame = self.run.frame();
        let mut of_twin = self.twin.as_ref().map(|twin| twin.run.frame());
        if due > 0 {
            self.run.course.keep(&clock);
            self.run.course.runner.tell_watch(&mut frame);
            if let (Some(twin), Some(frame)) = (&mut self.twin, &mut of_twin) {
                twin.run.course.keep(&clock);
                twin.run.course.runner.tell_watch(frame);
            }
        }
        // Rates are told so many times in a time constant.
        let layout = self.runner().layout();
        let (has_rates, rate_steps) = (layout.rates, (0.1 * layout.tau_s / dt_s).ceil().max(1.0) as u64);
        let neurons: usize = layout.populations.iter().map(|population| population.count).sum();
        let most = if has_rates { rate_steps } else { BATCH }.min((MOST_SPIKES / neurons.max(1)).max(1) as u64);
        let (mut done, start_s, mut end_s) = (0, clock(), clock());
        let mut stops = false;
        while done < due {
            // A batch ends where something sets in.
            let event = self.run.until_event();
            let batch = most.min(due - done).min(event);
            let outcome = match &mut self.twin {
                Some(twin) => self.run.advance(batch, &mut frame, &mut twin.difference.first()),
                None => self.run.advance(batch, &mut frame, &mut ()),
            };
            done += batch;
            self.follow(batch, of_twin.as_mut());
            if batch == event {
                self.run.event();
            }
            end_s = clock();
            match self.runner().engine().alarm() {
                // Heard once, it is quiet until the run has calmed down in between.
                None => self.run.alarm_heard = false,
                Some(alarm) if !self.run.alarm_heard && self.is_running() && outcome.is_ok() => {
                    (self.running, self.rush, stops) = (false, None, true);
                    (self.run.alarm_heard, self.paused_by_alarm) = (true, true);
                    self.notify(Level::Alarm, format!("{alarm}. Paused."));
                }
                Some(_) => {}
            }
            if let Err(fault) = outcome {
                (self.running, self.rush, stops) = (false, None, true);
                let after = self.run.last_edit.as_ref();
                let after = after.map_or_else(String::new, |edit| {
                    format!(" after the edit {} = {}", quoted(&edit.id), quoted(&edit.value))
                });
                self.notify(Level::Alarm, format!("{fault}{after}; stopped. Undo the edit or press R to start again."));
            }
            let is_full = frame.bytes() + of_twin.as_ref().map_or(0, Frame::bytes) >= room;
            if stops || is_full || end_s - start_s > budget_s {
                break;
            }
        }
        if !stops {
            // What the budget cut off, or what there was no room for.
            self.by_hand = by_hand.saturating_sub(done);
        }
        if done > 0 {
            if end_s > start_s {
                self.steps_per_s = done as f64 / (end_s - start_s);
            }
            self.run.course.took(end_s - start_s);
            if let Some(twin) = &mut self.twin {
                twin.run.course.took(end_s - start_s);
            }
            self.pace.note(end_s, if self.is_running() { done } else { 0 });
            if self.rush.is_some_and(|rush| rush.due(self.run.step()) == 0) {
                self.calm();
            }
            let before_s = clock();
            self.tell(frame, of_twin);
            self.telling_s = (clock() - before_s).clamp(0.0, MOST_TELLING_S);
        }
        let is_busy = self.run.is_busy() || self.twin.as_ref().is_some_and(|twin| twin.run.is_busy());
        if self.rush.is_some() || self.by_hand > 0 {
            Turn::Again { wait_s: 0.0 }
        } else if self.is_running() {
            Turn::Again { wait_s: self.pace.wait(self.speed, dt_s, TICK_S).max(self.rest()) }
        } else if is_busy {
            Turn::Again { wait_s: TICK_S }
        } else {
            Turn::Idle
        }
    }

    /// At a set speed a frame per tick is enough; as fast as possible means without rest.
    fn rest(&self) -> f64 {
        if self.speed == Speed::Fastest { 0.0 } else { TICK_S }
    }
}
