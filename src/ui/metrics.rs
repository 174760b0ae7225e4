//! All sizes, by name, in points.

/// Gap between cards, and around the screen.
pub const GAP: f32 = 8.0;
/// Inner margin of a card.
pub const PAD: f32 = 12.0;
/// Corner radius of a card.
pub const RADIUS: u8 = 5;
/// Height of the top bar.
pub const TOP: f32 = 42.0;
/// Margin above and below the sentence under the top bar.
pub const HINT: f32 = 5.0;
/// Height of the status bar.
pub const STATUS: f32 = 60.0;
/// Height of the timeline, and what the run beside the run adds to it.
pub const TIMELINE: f32 = 34.0;
pub const BESIDE: f32 = 24.0;
/// Height of the input over time.
pub const INPUT: f32 = 112.0;
/// Width of the parameter panel.
pub const SIDE: f32 = 286.0;
/// Height of a card's title row.
pub const TITLE: f32 = 24.0;
/// Body text.
pub const TEXT: f32 = 13.5;
/// Small text: ticks, notes.
pub const SMALL: f32 = 12.0;
/// The smallest text: digits of a strip.
pub const DIGITS: f32 = 10.0;
/// Card titles.
pub const HEADING: f32 = 14.5;
/// Width reserved for y ticks, so that stacked plots line up.
pub const TICKS: f32 = 34.0;
/// A thin line: one neuron.
pub const THIN: f32 = 1.0;
/// A trace over time.
pub const TRACE: f32 = 1.3;
/// A strong line: a boundary.
pub const STRONG: f32 = 2.6;
/// How near the pointer must come to a line to pick it.
pub const REACH: f32 = 8.0;
/// How near the pointer must come to a handle to grab it for sure, whatever line runs there.
pub const GRAB: f32 = 10.0;
/// How near it must come to a knob or the state where nothing else is nearer: a missed grab does no harm.
pub const SNAP: f32 = 24.0;
/// Margin between what must be seen of a plane and its rim.
pub const MARGIN: f32 = 11.0;
/// A pointer that moved less than this has clicked, not dragged.
pub const STILL: f32 = 3.0;
/// Dash and gap of inhibitory boundaries.
pub const DASH: [f32; 2] = [10.0, 6.0];
/// Dash and gap of theory levels.
pub const DOTS: [f32; 2] = [4.0, 3.5];
