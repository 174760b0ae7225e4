//! Talk mode: what it keeps of the window to bring it back, how large all is, and where the speaker is.

use super::metrics;
use super::seats::{Seats, Shown};
use super::theme::Mode;

/// The smallest text must have so many points,
const LEAST: f32 = 18.0;
/// and this part of the height of the window.
const PART: f32 = 0.02;
/// Lines are so many times as thick as ever.
const THICK: f32 = 2.0;

/// How the window was before the talk.
#[derive(Clone, Debug, PartialEq)]
pub struct Before {
    /// The preset.
    pub preset: usize,
    /// Which view sat where.
    pub seats: Seats,
    /// The seats as they were taken.
    pub shown: Option<Shown>,
    /// The colours.
    pub mode: Mode,
    /// How large all was.
    pub zoom: f32,
    /// Whether the side panel was open.
    pub side_open: bool,
    /// Width of the time views in seconds.
    pub window_s: f64,
    /// Whether the input over time was shown.
    pub input_open: Option<bool>,
    /// Whether the table of all neurons was shown.
    pub table_open: bool,
    /// Whether the window filled the screen.
    pub full_screen: bool,
}

/// The talk that is given.
#[derive(Clone, Debug, PartialEq)]
pub struct OnStage {
    /// Which talk, by its place in the list, and which slide of it; none if presets are shown as they come.
    pub slide: Option<(usize, usize)>,
    /// Whether the screen is black.
    pub black: bool,
    /// Whether the speaker has a window.
    pub notes_open: bool,
    /// When it began; known at the first frame.
    pub since_s: Option<f64>,
    /// How the window was before.
    pub before: Before,
}

/// How large all is on a window that is so high in points, against its usual size.
pub fn scale(height: f32) -> f32 {
    LEAST.max(PART * height) / metrics::SMALL
}

/// How much thicker lines must be drawn where all is `scale` times as large.
pub fn thickness(scale: f32) -> f32 {
    (THICK / scale).max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_row_can_read_it() {
        for height in [600.0, 720.0, 800.0, 900.0, 1080.0, 1440.0, 2160.0] {
            let small = metrics::SMALL * scale(height);
            assert!(small >= 18.0 - 1e-3 && small >= 0.02 * height - 1e-3, "{height}: {small}");
            assert!(scale(height) * thickness(scale(height)) >= 2.0 - 1e-4, "{height}");
        }
    }
}
