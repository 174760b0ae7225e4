//! What a view can wish for; the app decides what becomes of it.

use crate::model::NeuronId;
use crate::param::Edit;
use crate::session::Speed;

/// A wish.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Run if paused, pause if running.
    ToggleRun,
    /// Pause and do one step.
    StepOnce,
    /// Start the run again from step 0.
    Restart,
    /// Set the speed.
    Speed(Speed),
    /// Change parameters.
    Edit(Edit),
    /// Watch this neuron everywhere.
    Pick(NeuronId),
    /// Load a preset, by its place in the list.
    Open(usize),
    /// The preset so many places on.
    OpenNext(isize),
    /// Switch between light and dark.
    ToggleTheme,
    /// Show or hide the parameter panel.
    ToggleParameters,
    /// Show or hide the list of shortcuts.
    ToggleHelp,
    /// Width of the time views in time constants.
    Window(f64),
    /// Put the message away.
    DismissNotice,
}
