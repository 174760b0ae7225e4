//! The sections in which menus list commands.

/// A section.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// The run in time.
    Run,
    /// What changes the network, and back.
    Change,
    /// What is read and written.
    Files,
    /// Presets.
    Presets,
    /// Neurons and picks.
    Neurons,
    /// What is seen, and how.
    Views,
    /// Panels beside the views.
    Panels,
    /// What is shown to many.
    Talks,
    /// Finding one's way.
    Help,
}

impl Section {
    /// All, from top to bottom.
    pub const ALL: [Section; 9] = [
        Section::Run,
        Section::Change,
        Section::Files,
        Section::Presets,
        Section::Neurons,
        Section::Views,
        Section::Panels,
        Section::Talks,
        Section::Help,
    ];

    /// Its word.
    pub fn name(self) -> &'static str {
        match self {
            Section::Run => "Run",
            Section::Change => "Change",
            Section::Files => "Files",
            Section::Presets => "Presets",
            Section::Neurons => "Neurons",
            Section::Views => "Views",
            Section::Panels => "Panels",
            Section::Talks => "Talks",
            Section::Help => "Help",
        }
    }
}
