//! Every command once: its name, its keys, its tooltip, where menus list it. Menus, buttons, the palette and the list of
//! shortcuts read from here. A new command is one line in [`Shortcut::ALL`].

mod keys;
mod section;

pub use keys::Press;
pub use section::Section;

use super::map_desk::MapWish;
use super::sweep_desk::SweepWish;
use super::{Action, FigureWish, FileWish, Mode, Scene, Tab};
use crate::machine::HAS_DISK;
use Section::{Change, Files, Help, Neurons, Panels, Presets, Run, Talks, Views};
use egui::Key;

/// A command has no more keys than these.
const KEYS: usize = 4;
const ZOOM: &str = "zoom text font size scale";
const BACK: &str = "Hold to repeat; any other moment: the timeline under the views";
const GO_ON: &str = "What came after it stays pale; Space does the same";
const TWIN: &str = "The same noise and input; what you change acts on the solid one alone";
const LICENCES: &str = "What others wrote and this program contains";
const PALETTE: &str = "Commands, presets, parameters, lessons, views";

/// A command, with the keys that are a shortcut to it.
#[derive(Clone, Debug)]
pub struct Shortcut {
    /// Where menus list it.
    pub section: Section,
    /// Name, as in menus and for screen readers.
    pub name: &'static str,
    /// What else is good to know of it, for tooltips and the palette.
    pub tip: &'static str,
    /// Words by which it is found, too.
    pub words: &'static str,
    /// Keys; any of them works. Clickers send PageUp and PageDown.
    presses: [Option<Press>; KEYS],
    /// Whether it is done again and again while its key is held.
    pub repeats: bool,
    /// Whether there is anything for it to do.
    when: fn(&Scene<'_>) -> bool,
    /// What it does.
    pub action: fn() -> Action,
}

const fn new(section: Section, name: &'static str, action: fn() -> Action) -> Shortcut {
    Shortcut { section, name, tip: "", words: "", presses: [None; KEYS], repeats: false, when: |_| true, action }
}

impl Shortcut {
    /// All commands, in the order of menus.
    pub const ALL: &'static [Shortcut] = &[
        new(Run, "Run or pause", || Action::ToggleRun).key(Key::Space).words("play stop"),
        new(Run, "One step", || Action::StepOnce).key(Key::Period).repeats().tip("Hold to repeat"),
        new(Run, "One step back", || Action::LookBack).key(Key::Comma).repeats().tip(BACK).words("rewind past time"),
        new(Run, "Back to the last spike", || Action::LookAtSpike)
            .shift(Key::Comma)
            .repeats()
            .tip(BACK)
            .words("rewind"),
        new(Run, "Back to the present", || Action::LookAtPresent).key(Key::End).words("now live time"),
        new(Run, "Go on from here", || Action::GoOn).when(|s| s.history.is_back()).tip(GO_ON).words("branch rewind"),
        new(Run, "What if: a twin beside the run, or end it", || Action::WhatIf)
            .key(Key::W)
            .tip(TWIN)
            .words("compare fork"),
        new(Run, "Swap the run and its twin", || Action::SwapTwins).key(Key::X).words("exchange compare"),
        new(Run, "Keep the pale run", || Action::KeepTwin).shift(Key::W).tip("End the solid one").words("twin"),
        new(Run, "Hide the branch that was left", || Action::HideBranch).words("ghost pale"),
        new(Run, "Restart", || Action::Restart).key(Key::R).words("reset begin again"),
        new(Run, "Hurry through a stretch", || Action::Hurry).key(Key::H).when(|s| s.history.layout.hurry.is_some()),
        new(Run, "One cycle in slow motion, and back", || Action::SlowMotion).key(Key::C),
        new(Change, "Undo", || Action::Undo(1)).ctrl(Key::Z).repeats().when(|s| !s.done().is_empty()),
        new(Change, "Redo", || Action::Redo(1))
            .ctrl_shift(Key::Z)
            .ctrl(Key::Y)
            .repeats()
            .when(|s| !s.undone().is_empty()),
        new(Change, "Pen for a target", || Action::TogglePen).key(Key::T).words("draw function"),
        new(Files, "Open a file", || Action::File(FileWish::Ask)).ctrl(Key::O).words("import table csv target input"),
        new(Files, "Save the session", || Action::File(FileWish::Save)).ctrl(Key::S).words("keep store"),
        new(Files, "Save the session elsewhere", || Action::File(FileWish::SaveElsewhere))
            .when(|_| HAS_DISK)
            .words("save as copy"),
        new(Files, "Export a figure", || Action::Figure(FigureWish::Toggle))
            .ctrl(Key::E)
            .tip("SVG, PDF, PNG, a movie, or data")
            .words("picture image save svg pdf png gif apng csv npz movie paper slide"),
        new(Files, "Share as text", || Action::File(FileWish::Share)).ctrl_shift(Key::S).words("code copy tr1"),
        new(Presets, "Presets", || Action::ToggleGallery).key(Key::G).words("gallery"),
        new(Presets, "Next preset", || Action::OpenNext(1)).key(Key::N).key(Key::PageDown),
        new(Presets, "Previous preset", || Action::OpenNext(-1)).key(Key::B).key(Key::PageUp).shift(Key::N),
        new(Neurons, "Next neuron", || Action::PickNext(1)).key(Key::CloseBracket).repeats(),
        new(Neurons, "Previous neuron", || Action::PickNext(-1)).key(Key::OpenBracket).repeats(),
        new(Neurons, "Clear the picks", || Action::PickNone).key(Key::Escape),
        new(Neurons, "Silence or wake", || Action::Silence).key(Key::K).words("kill revive"),
        new(Neurons, "All neurons", || Action::ToggleTable).key(Key::A).words("table"),
        new(Views, "Fit what happens", || Action::Fit).key(Key::F).words("zoom home"),
        new(Views, "Next view on the stage", || Action::NextOnStage).key(Key::V),
        new(Views, "Plane to 3-D, and back", || Action::Turn).key(Key::O).words("three dimensions"),
        new(Views, "Input over time", || Action::ToggleInput).key(Key::D),
        new(Views, "Two cursors in the time views", || Action::ToggleCursors)
            .key(Key::U)
            .words("measure difference time"),
        new(Views, "Picked neurons alone in the raster", || Action::TogglePickedAlone).key(Key::I).words("rows choose"),
        new(Views, "Sweep a parameter", || Action::Sweep(SweepWish::Toggle))
            .key(Key::S)
            .words("curve range scan repeats"),
        new(Views, "Map of two parameters", || Action::Map(MapWish::Toggle))
            .key(Key::M)
            .words("regimes phase diagram stable runaway")
            .when(|s| s.editing.has_regimes()),
        new(Views, "Next colours", || Action::NextTheme).key(Key::L).tip("Dark, light, high contrast").words("theme"),
        new(Views, "Dark", || Action::Colours(Mode::Dark)).words("colours theme mode"),
        new(Views, "Light", || Action::Colours(Mode::Light)).words("colours theme mode"),
        new(Views, "High contrast", || Action::Colours(Mode::Contrast)).words("colours theme mode accessibility"),
        new(Views, "Full screen", || Action::ToggleFullScreen).key(Key::F11).words("window"),
        new(Views, "Zoom in", || Action::Zoom(1)).ctrl(Key::Plus).ctrl(Key::Equals).repeats().words(ZOOM),
        new(Views, "Zoom out", || Action::Zoom(-1)).ctrl(Key::Minus).repeats().words(ZOOM),
        new(Views, "Usual zoom", || Action::Zoom(0)).ctrl(Key::Num0).words(ZOOM),
        new(Panels, "Side panel", || Action::ToggleSide).key(Key::P).words("hide"),
        new(Panels, "Controls", || Action::Show(Tab::Controls)).key(Key::Num1).words("parameters sliders"),
        new(Panels, "Neuron", || Action::Show(Tab::Neuron)).key(Key::Num2).words("inspector"),
        new(Panels, "Perturb", || Action::Show(Tab::Perturb)).key(Key::Num3).words("push kill noise"),
        new(Panels, "Theory", || Action::Show(Tab::Theory)).key(Key::Num4).words("checks regime"),
        new(Panels, "Learn", || Action::Show(Tab::Learn)).key(Key::Num5).words("lessons"),
        new(Talks, "Talk mode", || Action::ToggleTalk).key(Key::F5).words("slides presentation projector clicker"),
        new(Talks, "Spike sound", || Action::ToggleSound).words("audio clicks hear silent"),
        new(Help, "Find anything", || Action::TogglePalette).ctrl(Key::K).tip(PALETTE).words("palette search"),
        new(Help, "All shortcuts", || Action::ToggleHelp)
            .key(Key::Questionmark)
            .key(Key::F1)
            .words("keys gestures help"),
        new(Help, "Licences", || Action::ToggleLicences).tip(LICENCES).words("licenses about copyright fonts crates"),
    ];

    /// What keys, and so clickers, do in a talk; all others do what they always do.
    pub const TALK: &'static [Shortcut] = &[
        new(Talks, "Next slide", || Action::Slide(1))
            .key(Key::PageDown)
            .key(Key::ArrowRight)
            .key(Key::N)
            .key(Key::Enter),
        new(Talks, "Previous slide", || Action::Slide(-1)).key(Key::PageUp).key(Key::ArrowLeft).key(Key::Backspace),
        new(Talks, "This slide anew", || Action::Slide(0)).key(Key::Home),
        new(Talks, "Black screen", || Action::Black).key(Key::B).key(Key::Period),
        new(Talks, "Speaker's window", || Action::ToggleNotes).key(Key::S).words("notes clock"),
        new(Talks, "Leave the talk", || Action::ToggleTalk).key(Key::F5).key(Key::Escape),
    ];

    const fn press(mut self, key: Key, command: bool, shift: bool) -> Self {
        let mut seat = 0;
        while self.presses[seat].is_some() {
            seat += 1;
        }
        self.presses[seat] = Some(Press { key, command, shift });
        self
    }

    /// By this key alone.
    const fn key(self, key: Key) -> Self {
        self.press(key, false, false)
    }

    /// By Shift and this key.
    const fn shift(self, key: Key) -> Self {
        self.press(key, false, true)
    }

    /// By Ctrl (or Command) and this key.
    const fn ctrl(self, key: Key) -> Self {
        self.press(key, true, false)
    }

    /// By Ctrl (or Command), Shift and this key.
    const fn ctrl_shift(self, key: Key) -> Self {
        self.press(key, true, true)
    }

    const fn repeats(mut self) -> Self {
        self.repeats = true;
        self
    }

    const fn tip(mut self, tip: &'static str) -> Self {
        self.tip = tip;
        self
    }

    const fn words(mut self, words: &'static str) -> Self {
        self.words = words;
        self
    }

    const fn when(mut self, when: fn(&Scene<'_>) -> bool) -> Self {
        self.when = when;
        self
    }

    /// The keys.
    pub fn presses(&self) -> impl Iterator<Item = Press> {
        self.presses.into_iter().flatten()
    }

    /// The keys in words: `N or PageDown`; empty if it has none.
    pub fn keys_text(&self) -> String {
        self.presses().map(|press| press.to_string()).collect::<Vec<_>>().join(" or ")
    }

    /// Whether there is anything for it to do.
    pub fn is_available(&self, scene: &Scene<'_>) -> bool {
        (self.when)(scene)
    }

    /// The command that does `action`, for its name and keys.
    pub fn of(action: &Action) -> Option<&'static Shortcut> {
        Self::ALL.iter().chain(Self::TALK).find(|shortcut| (shortcut.action)() == *action)
    }

    /// The keys of the command that does `action`, in words.
    pub fn keys_of(action: &Action) -> String {
        Self::of(action).map(Self::keys_text).unwrap_or_default()
    }

    /// `text  (Space)` with the keys of the command that does `action`.
    pub fn with_keys(text: &str, action: &Action) -> String {
        match Self::keys_of(action) {
            keys if keys.is_empty() => text.to_owned(),
            keys => format!("{text}  ({keys})"),
        }
    }

    /// `Run or pause  (Space)`, and what else is good to know.
    pub fn tooltip(action: &Action) -> String {
        let Some(command) = Self::of(action) else { return String::new() };
        let line = Self::with_keys(command.name, action);
        if command.tip.is_empty() { line } else { format!("{line}\n{}", command.tip) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn no_two_commands_share_a_key_a_name_or_what_they_do() {
        let mut keys = HashSet::new();
        let mut names = HashSet::new();
        for (k, command) in Shortcut::ALL.iter().enumerate() {
            assert!(!command.name.is_empty() && names.insert(command.name), "{}", command.name);
            for press in command.presses() {
                assert!(keys.insert(press), "{press} of {} is taken", command.name);
            }
            let action = (command.action)();
            let first = Shortcut::ALL.iter().position(|other| (other.action)() == action);
            assert_eq!(first, Some(k), "{} does what another does", command.name);
        }
    }

    #[test]
    fn commands_of_a_section_stand_together() {
        let mut sections: Vec<Section> = Shortcut::ALL.iter().map(|command| command.section).collect();
        sections.dedup();
        assert_eq!(sections, Section::ALL);
    }

    #[test]
    fn no_two_keys_of_a_talk_are_the_same() {
        let mut keys = HashSet::new();
        for press in Shortcut::TALK.iter().flat_map(Shortcut::presses) {
            assert!(keys.insert(press), "{press}");
        }
    }

    #[test]
    fn a_tooltip_tells_the_keys() {
        assert_eq!(Shortcut::tooltip(&Action::ToggleRun), "Run or pause  (Space)");
        assert_eq!(Shortcut::tooltip(&Action::Redo(1)), "Redo  (Ctrl+Shift+Z or Ctrl+Y)");
        assert_eq!(Shortcut::tooltip(&Action::OpenNext(-1)), "Previous preset  (B or PageUp or Shift+N)");
    }
}
