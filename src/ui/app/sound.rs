//! Spikes that are heard.

use super::App;
use crate::machine::HAS_THREADS;
use crate::session::{Level, Update};
use crate::sim::Model;
use crate::ui::Ear;

impl<M: Model> App<M> {
    /// With something that plays spikes.
    pub fn with_ear(mut self, ear: Box<dyn Ear>) -> Self {
        self.heard.ear = Some(ear);
        self
    }

    /// Lets spikes be heard, or no longer.
    pub(super) fn toggle_sound(&mut self) {
        let heard = &mut self.heard;
        let Some(ear) = &mut heard.ear else {
            let text = match HAS_THREADS {
                true => "this program was built without sound; with it: cargo run --release --features sound",
                false => "a page makes no sound; the program with a window does, if it is built with --features sound",
            };
            return self.desk.tell(Level::Error, text);
        };
        heard.is_on = !heard.is_on;
        if !heard.is_on {
            ear.rest();
        }
        let text = if heard.is_on { "spikes are heard, each population at its pitch" } else { "spikes are silent" };
        self.desk.tell(Level::Info, text);
    }

    /// Plays the spikes of an update.
    pub(super) fn hear(&mut self, update: &Update) {
        let frame = &update.frame;
        let before = self.history.as_ref().filter(|history| history.generation == frame.generation);
        let from = before.map_or(0, |history| history.step).min(frame.step);
        if let Err(why) = self.heard.play(&frame.spikes, [from, frame.step]) {
            self.desk.tell(Level::Error, why);
        }
    }
}
