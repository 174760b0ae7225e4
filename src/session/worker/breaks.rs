//! What a panic becomes: a notice and a fresh start.

use super::super::Level;
use super::super::course::Course;
use super::super::run::Run;
use super::Worker;
use crate::param::ParamError;
use crate::reading::quoted;
use crate::sim::{Model, caught};

impl<M: Model> Worker<M> {
    /// Does a piece of work; a panic in it becomes a notice and a fresh start.
    pub fn safely(&mut self, work: impl FnOnce(&mut Self)) {
        let Err(what) = caught(|| work(self)) else { return };
        // What broke may break again, where it is built anew or where it is shown.
        if !matches!(caught(|| self.recover(&what)), Ok(Ok(()))) {
            self.give_up(&what);
        }
    }

    /// After a panic inside the engine: says so, builds the network anew and waits.
    fn recover(&mut self, what: &str) -> Result<(), ParamError> {
        let edited = self.run.last_edit.as_ref();
        let edited = edited
            .map_or_else(String::new, |edit| format!(", last edit {} = {}", quoted(&edit.id), quoted(&edit.value)));
        let text = format!(
            "the simulation failed ({what}) at step {}{edited}; it was started again and waits",
            self.run.step()
        );
        // Built anew too: what broke may be in there.
        let setup = self.setup().clone();
        let generation = self.next_generation();
        self.run = Run::new(Course::new(setup, generation)?, self.has_threads);
        self.stand_still();
        self.tell_now();
        self.notify(Level::Error, text);
        Ok(())
    }

    /// The same where that fails as well: it is said, and no picture is asked for.
    fn give_up(&mut self, what: &str) {
        self.run.course.generation = self.next_generation();
        self.stand_still();
        let update = self.run.bare(self.run.frame(), self.status());
        self.queue(update);
        let text = format!(
            "the simulation failed ({what}) and could not be started again; take the last change back, or open a preset"
        );
        self.notify(Level::Error, text);
    }

    /// Something broke: nothing goes on, and the run may be another than whoever gave commands takes it for.
    fn stand_still(&mut self) {
        (self.twin, self.past) = (None, None);
        (self.running, self.rush, self.by_hand) = (false, None, 0);
        self.strays += 1;
    }
}
