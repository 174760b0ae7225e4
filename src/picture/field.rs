//! A picture of many numbers on a grid of cells, as plain data.

use super::Hue;

/// What of a field does not change within a generation.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldInfo {
    /// Key for presets and saved layouts.
    pub id: &'static str,
    /// Title.
    pub title: &'static str,
    /// A word or two for choosing it.
    pub short: &'static str,
    /// Cells across and down.
    pub cells: [usize; 2],
    /// What runs across and what down, in words; may be empty.
    pub axes: [&'static str; 2],
    /// Whether the sign matters: colours then differ on both sides of 0.
    pub is_signed: bool,
    /// Whose.
    pub hue: Hue,
    /// Unit of the numbers; empty for pure ones.
    pub unit: &'static str,
    /// The population whose neuron k is cell k, if so.
    pub population: Option<u8>,
    /// Whether cells can be painted by hand.
    pub paints: bool,
}

/// A field at one moment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Field {
    /// Row by row from the top.
    pub values: Vec<f32>,
    /// The numbers that are drawn faintest and strongest.
    pub range: [f32; 2],
    /// Cells that are marked, as those of a cue.
    pub marked: Vec<usize>,
    /// Pictures that the network keeps, to be shown small beside it.
    pub kept: Vec<Kept>,
}

/// A picture that a network keeps.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    /// Its name.
    pub name: &'static str,
    /// Its cells.
    pub cells: Vec<usize>,
}
