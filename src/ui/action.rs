//! What a view can wish for; the app decides what becomes of it.

use super::figure_desk::Form;
use super::map_desk::MapWish;
use super::sweep_desk::SweepWish;
use super::theme::Mode;
use crate::geometry::Point;
use crate::param::Edit;
use crate::picture::{Grip, NeuronId};
use crate::session::{List, Purpose, Speed};

/// What the side panel shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    /// Parameters.
    Controls,
    /// The picked neuron.
    Neuron,
    /// The perturbation bench.
    Perturb,
    /// Regime, fixed points, checks.
    Theory,
    /// Lessons.
    Learn,
}

impl Tab {
    /// All, from left to right.
    pub const ALL: [Tab; 5] = [Tab::Controls, Tab::Neuron, Tab::Perturb, Tab::Theory, Tab::Learn];

    /// Its word.
    pub fn name(self) -> &'static str {
        match self {
            Tab::Controls => "Controls",
            Tab::Neuron => "Neuron",
            Tab::Perturb => "Perturb",
            Tab::Theory => "Theory",
            Tab::Learn => "Learn",
        }
    }
}

/// A wish that has to do with files.
#[derive(Clone, Debug, PartialEq)]
pub enum FileWish {
    /// Show or hide the dialog that asks for a file.
    Ask,
    /// Show the system's dialog.
    Browse,
    /// What the numbers of the next file are to become.
    Purpose(Purpose),
    /// Read the file at this path.
    Path(String),
    /// Take this column, by its place in the table, for the first or the second axis.
    Column(usize, usize),
    /// Go on with the table in question.
    Answer { scale: bool },
    /// Save the session, or show or hide the dialog that asks where to.
    Save,
    /// Show or hide the dialog that asks where to save the session.
    SaveElsewhere,
    /// Save the session to the file at this path.
    SaveTo(String),
    /// Take up the session that was left when the program was killed.
    Restore,
    /// Remove it.
    Forget,
    /// Leave it for the next start.
    Later,
    /// Put a code that stands for the present setup on the clipboard.
    Share,
    /// Put the dialog away.
    Close,
}

/// A wish that has to do with figures.
#[derive(Clone, Debug, PartialEq)]
pub enum FigureWish {
    /// Show or hide the dialog.
    Toggle,
    /// Something else is wanted.
    Form(Box<Form>),
    /// What was typed is no number, or now is one.
    Odd(Option<String>),
    /// Write it.
    Write,
    /// Stop writing.
    Stop,
    /// Have the system's dialog ask where to.
    Browse,
}

/// A wish.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Run if paused, pause if running.
    ToggleRun,
    /// Pause and do one step.
    StepOnce,
    /// Look at the run as it was at this step.
    LookAt(u64),
    /// Look at the run one step earlier.
    LookBack,
    /// Look at the run as it was at the last spike before.
    LookAtSpike,
    /// Look at the run as it is now.
    LookAtPresent,
    /// Go on from the moment that is looked at.
    GoOn,
    /// The branch that was left is no longer to be seen.
    HideBranch,
    /// Begin a second run beside this one, or end it.
    WhatIf,
    /// The run and the one beside it change places.
    SwapTwins,
    /// Keep the second run, and end this one.
    KeepTwin,
    /// The second run stays when another preset is opened, or no longer.
    PinTwin(bool),
    /// The time views end at this time in seconds and are so wide; at the moment that is shown, if none is given.
    TimeView { end_s: Option<f64>, width_s: f64 },
    /// Two cursors stand in the time views at these times in seconds, or none.
    Cursors(Option<[f64; 2]>),
    /// Set or take away two cursors in the time views.
    ToggleCursors,
    /// The raster shows the picked neurons alone, or all.
    TogglePickedAlone,
    /// Start the run again from step 0.
    Restart,
    /// Run the stretch of the layout in a hurry, or end that.
    Hurry,
    /// Set the speed.
    Speed(Speed),
    /// Something with files.
    File(FileWish),
    /// Something with figures.
    Figure(FigureWish),
    /// What was typed into the field of a parameter.
    Typed { id: &'static str, text: String },
    /// Say that what was typed was not taken.
    Refuse(String),
    /// Something with the sweep.
    Sweep(SweepWish),
    /// Something with the map.
    Map(MapWish),
    /// Let a parameter move slowly to and fro over a range, or stop that.
    Play { id: &'static str, range: [f64; 2] },
    /// Change a parameter.
    Edit(Edit),
    /// Change parameters together, as one step of that name.
    Change { name: String, edits: Vec<Edit> },
    /// Bring a handle of a plane to a place.
    Drag { plane: usize, grip: Grip, to: Point },
    /// The same by keyboard: from where the handle is now.
    Nudge { plane: usize, grip: Grip, to: Point },
    /// Put signals, by their index in the layout, to values at once.
    Kick(Vec<(usize, f64)>),
    /// Do an action on the state, by its place in the layout.
    Act(usize),
    /// Watch this neuron everywhere, and no other.
    Pick(NeuronId),
    /// Watch this neuron too, or no longer.
    PickToo(NeuronId),
    /// The neuron so many places on.
    PickNext(isize),
    /// Go back to the neuron that is watched when nobody has chosen.
    PickNone,
    /// The pointer is over this neuron.
    Hover(NeuronId),
    /// Silence the picked neurons, or let them speak again.
    Silence,
    /// Silence this one, or let it speak again.
    SilenceOne(NeuronId),
    /// Silence neurons, or let them speak again: all that a brush has passed since it was put down.
    Brush { neurons: Vec<NeuronId>, silent: bool },
    /// Set a trait of a neuron.
    Assign { neuron: NeuronId, trait_id: &'static str, value: f64 },
    /// Switch a perturbation on or off, by its place in the list.
    Perturb(usize),
    /// Draw the input to come: values evenly spaced over a time.
    DrawInput { values: Vec<f64>, from_s: f64, length_s: f64 },
    /// Make a curve, drawn into a plane, the target: its points in the order in which a `Drawing` has them.
    Draw { plane: usize, points: Vec<Point> },
    /// Paint cells of a field, or wipe them.
    Paint { field: usize, cells: Vec<usize>, on: bool },
    /// Lead all views back to where things happen.
    Fit,
    /// Take the pen up or put it down.
    TogglePen,
    /// Make this view, by its id, the large one; the large one takes its seat.
    Stage(String),
    /// Make the next view the large one.
    NextOnStage,
    /// Turn the plane on the stage into the space of which it is a slice, or back.
    Turn,
    /// Look at one cycle in slow motion, or go back to how it was.
    SlowMotion,
    /// Show `view` in the seat that `here` has; if it has one already, the two swap.
    Seat { here: String, view: String },
    /// Show one more view.
    AddView(String),
    /// Take a view's seat away.
    CloseView(String),
    /// Take back so many steps.
    Undo(usize),
    /// Do so many steps again.
    Redo(usize),
    /// Take back the last step and run on.
    UndoAndRun,
    /// Load a preset, by its place in the list.
    Open(usize),
    /// Load a preset, by its place in the list, and walk on from it through that list.
    OpenFrom { list: List, preset: usize },
    /// The preset so many cards on in the list that is walked through.
    OpenNext(isize),
    /// Show or hide the gallery of presets.
    ToggleGallery,
    /// Show a list of presets in it.
    Browse(List),
    /// Search in it.
    Search(String),
    /// Have pictures of presets drawn, by their places in the list, the most urgent first.
    Portray(Vec<usize>),
    /// Run the checks of the preset.
    RunChecks,
    /// Stop running them.
    CancelChecks,
    /// Begin a lesson, by its place in the list: loads its preset.
    BeginLesson(usize),
    /// Load the lesson's preset again and go on where one was.
    ReloadLesson,
    /// Go on to the next step of the lesson.
    SkipStep,
    /// Answer the lesson's question.
    Answer(f64),
    /// Mark on the axis what the present step of the lesson asks to guess.
    Guess(f64),
    /// Go on without guessing.
    SkipGuess,
    /// Back to the list of lessons.
    CloseLesson,
    /// The next colours: dark, light, high contrast.
    NextTheme,
    /// These colours.
    Colours(Mode),
    /// All larger by a step, smaller, or, by 0, as it was.
    Zoom(i8),
    /// Show or hide what finds commands, presets, parameters, lessons and views.
    TogglePalette,
    /// What is looked for in it.
    Seek(String),
    /// Mark what is so many places on in it.
    SeekNext(isize),
    /// Do what stands at this place in it.
    Take(usize),
    /// Begin talk mode, or leave it.
    ToggleTalk,
    /// Give a talk, by its place in the list.
    GiveTalk(usize),
    /// The slide so many places on; 0 shows the present one anew.
    Slide(isize),
    /// Make the screen black, or show it again.
    Black,
    /// Open or close the speaker's window.
    ToggleNotes,
    /// Let spikes be heard, or no longer.
    ToggleSound,
    /// Fill the screen, or go back to a window.
    ToggleFullScreen,
    /// Show a parameter in the side panel, with the focus in its field.
    Reveal(&'static str),
    /// Show or hide the side panel.
    ToggleSide,
    /// Show this in the side panel.
    Show(Tab),
    /// Show or hide the table of all neurons.
    ToggleTable,
    /// Show or hide the input over time.
    ToggleInput,
    /// Show or hide the list of shortcuts.
    ToggleHelp,
    /// Show or hide what others wrote, with its licences.
    ToggleLicences,
    /// Width of the time views in seconds.
    Window(f64),
    /// Put the message away.
    DismissNotice,
}
