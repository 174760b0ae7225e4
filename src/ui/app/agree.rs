//! After something failed or was refused the run may be another than the window takes it for: then the window takes over
//! the parameters of the run.

use super::App;
use crate::session::Command;
use crate::sim::Model;
use std::sync::Arc;
use std::sync::mpsc::{TryRecvError, sync_channel};

impl<M: Model> App<M> {
    /// Asks the run for its parameters where they may be others, and takes them over.
    pub(super) fn agree(&mut self) {
        for why in self.editing.failed() {
            self.fail(why);
        }
        let strays = self.history.as_ref().map_or(0, |history| history.status.strays);
        if std::mem::replace(&mut self.agreement.strays, strays) < strays {
            self.ask_setup();
        }
        let Some((answer, sent)) = &self.agreement.asked else { return };
        match answer.try_recv() {
            // What was sent since then may have changed it.
            Ok(_) if *sent != self.editing.sent() => self.ask_setup(),
            Ok(setup) => {
                self.agreement.asked = None;
                self.stop_playing();
                let has_twin = self.history.as_ref().is_some_and(|history| history.beside().is_some());
                if self.editing.adopt(setup, has_twin, &self.presets) {
                    self.dress(self.editing.preset());
                }
            }
            Err(TryRecvError::Empty) => {}
            Err(TryRecvError::Disconnected) => self.agreement.asked = None,
        }
    }

    fn ask_setup(&mut self) {
        let (sender, answer) = sync_channel(1);
        self.link.send(Command::Ask(Arc::new(move |runner| drop(sender.try_send(runner.setup().clone())))));
        self.agreement.asked = Some((answer, self.editing.sent()));
    }
}
