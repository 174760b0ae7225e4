//! The colours that things are told apart by; what each looks like, the theme of a window knows.

/// A colour with a style of its own, so that meaning never hangs on colour alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Hue {
    /// Warm and solid: what excites.
    Red,
    /// Cool and dashed: what inhibits.
    Blue,
    /// Neither: inputs, targets, everything else.
    #[default]
    Neutral,
    /// For a further signal, population or series.
    Amber,
    /// For a further signal, population or series.
    Green,
    /// For a further signal, population or series.
    Violet,
    /// For a further signal, population or series.
    Teal,
}

impl Hue {
    /// All, in the order in which series take them.
    pub const ALL: [Hue; 7] = [Hue::Red, Hue::Blue, Hue::Neutral, Hue::Amber, Hue::Green, Hue::Violet, Hue::Teal];
}
