//! What can be chosen of a low-rank network.

use crate::param::choice;

/// Which populations there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Populations {
    /// E and I.
    Both,
    /// I alone, figures 2, 6, 7, 10.
    InhibitoryOnly,
    /// E alone, figure 3.
    ExcitatoryOnly,
}

/// How the neurons' lines are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Design {
    /// Tangents of a parabola, section 5.1 and 5.2.
    Tangents,
    /// Drawn at random, section 5.4.
    Random,
    /// A target function split into a difference of convex ones, section 5.5.
    Target,
    /// Every neuron given by arrays.
    Explicit,
}

/// Spiking or rate dynamics, and how spikes reach the others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Synapse {
    /// A spike acts once, on the next step; at most one spike a step, I first.
    #[default]
    Instantaneous,
    /// A spike's effect is spread evenly over a pulse.
    SquarePulse,
    /// A spike's effect decays exponentially.
    Exponential,
    /// No spikes: sigmoid rates.
    Rate,
}

/// Whether time goes in steps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Clock {
    /// Euler steps.
    #[default]
    Clocked,
    /// From spike to spike, where that is possible.
    Exact,
}

/// The function that y_E shall follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// Given by its knots.
    Knots,
    /// Given by a formula.
    Formula,
    /// Rises to both sides.
    Parabola,
    /// Falls to both sides.
    Dome,
    /// Two waves.
    Sine,
    /// Two waves of different length.
    TwoTones,
    /// Straight up and down, as figure 5.
    ZigZag,
    /// A soft step.
    Sigmoid,
    /// A steep step.
    Step,
    /// One bump.
    Bump,
    /// Two bumps.
    TwoBumps,
    /// Four steps.
    Staircase,
    /// |x|.
    Vee,
    /// Smooth and random, from the seed.
    Random,
}

/// How knots are spread over the range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KnotRule {
    /// Evenly.
    Even,
    /// Closer where the target bends more.
    Curvature,
}

/// How f is split into q - p.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SplitRule {
    /// Upward kinks to q, downward ones to p.
    Kinks,
    /// The same parabola in both.
    Parabola,
}

/// Who sets the offset of q and p.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OffsetRule {
    /// The person.
    ByHand,
    /// So that the crossing stays positive.
    Automatic,
}

choice!(Target: Knots = "knots", Formula = "formula", Parabola = "parabola", Dome = "dome", Sine = "sine", TwoTones = "two tones",
    ZigZag = "zig-zag", Sigmoid = "sigmoid", Step = "step", Bump = "bump", TwoBumps = "two bumps", Staircase = "staircase",
    Vee = "absolute value", Random = "random smooth");
choice!(KnotRule: Even = "evenly", Curvature = "by curvature");
choice!(SplitRule: Kinks = "kinks by sign", Parabola = "add a parabola");
choice!(OffsetRule: ByHand = "by hand", Automatic = "automatically");
choice!(Populations: Both = "E and I", InhibitoryOnly = "I only", ExcitatoryOnly = "E only");
choice!(Design: Tangents = "tangents", Random = "random", Target = "target", Explicit = "explicit");
choice!(Clock: Clocked = "clocked", Exact = "exact");
choice!(Synapse: Instantaneous = "instantaneous", SquarePulse = "square pulse", Exponential = "exponential", Rate = "rate");

/// Initial voltages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// V(0) = F x(0) + 1 - T.
    Static,
    /// V(0) = 0.
    ZeroVolts,
}
choice!(Start: Static = "static", ZeroVolts = "zero volts");
