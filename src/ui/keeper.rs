//! What is kept beyond the window: the session in its file, the one that saves itself, files opened lately.

use super::theme::Mode;
use crate::machine::rest;
use crate::session::{Autosave, Job, Learned, Left, Recent, Saving, SessionFile};
use crate::sim::Model;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::Receiver;
use std::time::Duration;
use web_time::Instant;

/// How long the end of the program waits for what is being written.
const PATIENCE: Duration = Duration::from_secs(3);

/// A session on its way to a file, while the run is asked for what it has learned.
pub struct Pending<M> {
    /// Where to; none for the file that saves itself.
    pub path: Option<PathBuf>,
    /// What.
    pub session: SessionFile<M>,
    /// What the run will say, since when it is asked, or what it has said before.
    pub learned: Result<Arc<Learned>, (Receiver<Learned>, Instant)>,
}

/// What changes is saved so often.
const AUTOSAVE_S: f64 = 3.0;

/// What is kept beyond the window.
pub struct Keeper<M: Model> {
    /// The folder for all that is kept; none keeps nothing.
    pub folder: Option<PathBuf>,
    /// Seconds between two looks at whether there is something to save.
    pub every_s: f64,
    /// The session that saves itself.
    pub autosave: Option<Autosave>,
    /// As it was last looked at by that, and when.
    pub seen: Option<SessionFile<M>>,
    /// When that was.
    pub seen_at_s: f64,
    /// Whether it failed, so that it is to be tried again.
    pub failed: bool,
    /// Whether a failure of it was told.
    pub failure_told: bool,
    /// What the run had learned when it was asked last, and its generation.
    pub learned: Option<(Arc<Learned>, u64)>,
    /// When it is asked again.
    pub ask_at_s: f64,
    /// What killed programs have left, the newest first.
    pub left: Vec<Left>,
    /// Of those, what was opened: it goes once it has been saved again.
    pub reopened: Vec<Left>,
    /// Files that were opened or saved lately.
    pub recent: Option<Recent>,
    /// The theme that the next window begins with, and how large all is in it.
    pub settings: Option<(Mode, f32)>,
    /// The session's file, and the preset that it is of.
    pub file: Option<(PathBuf, usize)>,
    /// What waits for the run.
    pub pending: Option<Pending<M>>,
    /// What is written now, whether by hand, and where to.
    pub saving: Option<(Job<Saving<M>>, Option<PathBuf>)>,
}

impl<M: Model> Default for Keeper<M> {
    fn default() -> Self {
        Keeper {
            folder: None,
            every_s: AUTOSAVE_S,
            autosave: None,
            seen: None,
            seen_at_s: f64::NEG_INFINITY,
            failed: false,
            failure_told: false,
            learned: None,
            ask_at_s: 0.0,
            left: Vec::new(),
            reopened: Vec::new(),
            recent: None,
            settings: None,
            file: None,
            pending: None,
            saving: None,
        }
    }
}

impl<M: Model> Drop for Keeper<M> {
    fn drop(&mut self) {
        // What is half written is finished before it is taken away, and what was saved by hand at all.
        let start = Instant::now();
        while let Some((job, _)) = &mut self.saving
            && job.poll().is_none()
            && job.is_running()
            && start.elapsed() < PATIENCE
        {
            rest(Duration::from_millis(2));
        }
        if !std::thread::panicking() {
            self.reopened.drain(..).for_each(Left::forget);
        }
    }
}
