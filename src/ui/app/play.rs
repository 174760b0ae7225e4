//! A parameter that moves by itself: it stops for whoever lays hands on it.

use super::App;
use crate::param::{Edit, Effect, Kind, Scale, Value, find};
use crate::sim::Model;
use crate::ui::playing::Playing;

/// Between two steps, in seconds: the eye sees no gaps, and the run is not asked more often than it answers.
const STEP_S: f64 = 0.03;

impl<M: Model> App<M> {
    /// Lets a parameter move over a range, or stops it.
    pub(super) fn play(&mut self, id: &'static str, range: [f64; 2]) {
        let was = self.desk.playing.as_ref().map(|playing| playing.id);
        self.stop_playing();
        if was == Some(id) {
            return;
        }
        let Ok((spec, value)) = find(&mut self.editing.setup().clone(), id) else { return };
        let (value, scale) = match (value, spec.kind) {
            (Value::Number(value), Kind::Number { scale, .. }) => (value, scale),
            (Value::Count(value), _) => (value as f64, Scale::Linear),
            _ => return,
        };
        if spec.effect == Effect::Live && range[0] < range[1] {
            self.take_up();
            self.editing.begin_play();
            self.desk.playing = Some(Playing::new(spec.id, range, scale, value));
        }
    }

    /// Stops what moves by itself; whether anything did.
    pub(super) fn stop_playing(&mut self) -> bool {
        let did = self.desk.playing.take().is_some();
        if did {
            self.editing.end_play();
        }
        did
    }

    /// What a hand changes does not move by itself any more.
    pub(super) fn stop_playing_for(&mut self, edits: &[Edit]) {
        if self.desk.playing.as_ref().is_some_and(|playing| edits.iter().any(|edit| edit.target().0 == playing.id)) {
            self.stop_playing();
        }
    }

    /// Moves it on.
    pub(super) fn play_on(&mut self, ctx: &egui::Context, now_s: f64) {
        let Some(playing) = &mut self.desk.playing else { return };
        let (id, value) = (playing.id, playing.advance(now_s));
        ctx.request_repaint_after(std::time::Duration::from_secs_f64(STEP_S));
        let Ok((spec, before)) = find(&mut self.editing.setup().clone(), id) else {
            self.stop_playing();
            return;
        };
        let value = match spec.kind {
            Kind::Count { .. } => Value::Count(value.round().max(0.0) as usize),
            _ => Value::Number(value),
        };
        if value == before {
            return;
        }
        let given = self.given(0);
        match self.editing.play(&format!("Play {}", spec.name), Edit::new(id, value), &given) {
            Ok(command) => self.link.send(command),
            // As far as it goes together with all else.
            Err(error) => {
                self.stop_playing();
                self.fail(format!("{error}; there it stopped"));
            }
        }
    }
}
