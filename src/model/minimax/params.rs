//! Parameters of the minimax E-I networks (Li & Pehlevan 2020; sheet minimax-ei, sections 3 and 5).

use crate::model::Drive;
use crate::param::{Kind, OnOff, Sparse, choice, excitatory, inhibitory, number, parameters};

/// What the network is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Application {
    /// One E and one I neuron: the saddle as a picture, section 7.A.
    Pair,
    /// Random weights, section 5.a.
    Random,
    /// Reconstruction of constant rates, section 5.b1.
    Constant,
    /// Reconstruction of a moving input, section 5.b2.
    Moving,
    /// Reconstruction of an image patch, section 5.b3.
    Patch,
    /// Reconstruction of two inputs, section 5.b4.
    Plane,
    /// Memory whose weights are learned, section 5.c.
    Learned,
    /// Memory whose weights are planted, section 5.c.
    Planted,
    /// Ring attractor and travelling waves, section 5.d.
    Ring,
    /// Grid attractor, section 5.e.
    Grid,
}
choice!(Application: Pair = "one E + one I", Random = "random weights", Constant = "constant rates",
    Moving = "moving input", Patch = "image patch", Plane = "two inputs", Learned = "learned memory",
    Planted = "planted memory", Ring = "ring", Grid = "grid");

/// How the input comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InputKind {
    /// Spikes at random.
    Poisson,
    /// Their mean.
    Constant,
}
choice!(InputKind: Poisson = "Poisson", Constant = "constant");

const SIZE: &str = "Network";
const WEIGHTS: &str = "Weights";
const FEED: &str = "What comes in";
const TIME: &str = "Time";
const NOISE: &str = "Noise and cost";
const SINGLE: &str = "Single neurons";

parameters! {
    /// All values of a minimax network; see each field's `Spec`.
    MinimaxParams with {
        /// Input and injected currents.
        drive: Drive
    }
    /// What it is for.
    application: Application = number(SIZE, "application", "network", "", "").choice(Application::OPTIONS,
        "One E and one I neuron round their saddle, random weights, reconstruction of inputs, memories, a ring or a sheet of bumps.");
    /// E neurons.
    n_e: usize = excitatory(SIZE, "n_e", "E neurons", "N_E", "").rebuild().spec(Kind::Count { min: 1, max: 2000, default: 20 },
        "Number of E neurons; on a ring also that of I neurons.");
    /// I neurons.
    n_i: usize = inhibitory(SIZE, "n_i", "I neurons", "N_I", "").rebuild().spec(Kind::Count { min: 1, max: 2000, default: 20 },
        "Number of I neurons; where inputs are reconstructed also their number, but not for the image patch, which has 169 pixels.");
    /// Cells along one side of the sheet.
    side: usize = number(SIZE, "side", "cells a side", "n", "").rebuild().spec(Kind::Count { min: 24, max: 64, default: 32 },
        "The sheet has n by n E neurons on a torus. All I neurons are alike, and one stands for them.");
    /// Stored patterns.
    patterns: usize = number(SIZE, "patterns", "stored patterns", "P", "").rebuild().spec(Kind::Count { min: 1, max: 4, default: 2 },
        "Number of patterns that the memory holds.");
    /// Own weight of E.
    a: f64 = number(WEIGHTS, "a", "E reset", "a", "").real(0.1, 5.0, 1.0,
        "a = -W_EE: how far an E spike lowers its own neuron's voltage; twice its threshold.");
    /// E to I and I to E weight.
    b: f64 = number(WEIGHTS, "b", "E-I weight", "b", "").real(0.05, 5.0, 1.0,
        "b = W_EI = W_IE: how far an I spike lowers V_E, and an E spike raises V_I.");
    /// Own weight of I.
    c: f64 = number(WEIGHTS, "c", "I reset", "c", "").real(0.1, 5.0, 1.0,
        "c = W_II: how far an I spike lowers its own neuron's voltage; twice its threshold.");
    /// Uniform part of the ring's weights.
    w0: f64 = number(WEIGHTS, "w0", "uniform weight", "w_0", "").real(0.0, 5.0, 0.5,
        "Excitation of all neurons of the ring alike that inhibition leaves over. At 0.72 and w_1 = 2.7 the rates of the uniform state grow beyond all bounds; above 1 a growing mode is there whatever the time constants.");
    /// Cosine part of the ring's weights.
    w1: f64 = number(WEIGHTS, "w1", "cosine weight", "w_1", "").real(0.0, 6.0, 2.7,
        "Strength with which near neurons of the ring excite each other; above 2 the uniform state breaks into a bump.");
    /// Skew of the ring's weights.
    skew: f64 = number(WEIGHTS, "skew", "skew", "\u{3b3}", "").real(-0.3, 0.3, 0.0,
        "Makes the weights lopsided, so that the bump travels.");
    /// Recurrent strength of the planted memory.
    assembly: f64 = number(WEIGHTS, "assembly", "assembly strength", "J", "").real(0.0, 4.0, 2.0,
        "Strength of the weights among the neurons of a pattern. 1 forgets when the cue goes, 1.5 and 2 keep it, 3 locks up in one run of two.");
    /// Cost of activity.
    beta: f64 = number(WEIGHTS, "beta", "cost of a spike", "\u{3b2}", "").log(1e-6, 10.0, 0.1,
        "Quadratic cost of E rates; twice the E threshold.");
    /// Size of the I step.
    kappa: f64 = number(WEIGHTS, "kappa", "I gauge", "\u{3ba}", "").real(0.5, 100.0, 1.0,
        "W_II is multiplied by kappa and W_EI by its root: the solution for E stays, stability and lock-up do not.");
    /// How the input comes in.
    input_kind: InputKind = number(FEED, "input_kind", "input", "", "").live_choice(InputKind::OPTIONS,
        "Poisson spikes, or the mean of their filtered trains as a constant.");
    /// Size of the input.
    strength: f64 = number(FEED, "strength", "input strength", "h", "").log(0.0, 1000.0, 20.0,
        "Size of the input at x = 1: the current of the pair, the largest rate in Hz, the radius of the moving point, or the current of a cue. For the ring it is the background rate in Hz, which is there at x = 0 too.");
    /// Cosine part of the ring's input.
    cue: f64 = number(FEED, "cue", "cue strength", "h_1", "").real(0.0, 10.0, 5.0,
        "The cue's rates are h_0 + h_1 x cos(angle - theta), in Hz: x = 1 cues the angle, x = -1 the opposite one, x = 0 nothing.");
    /// Angle of the ring's cue.
    cue_angle: f64 = number(FEED, "cue_angle", "cue angle", "\u{3b8}_c", "rad").real(0.0, std::f64::consts::TAU, 5.497787,
        "Where on the ring the cue points.");
    /// Turns of the moving point.
    turn_hz: f64 = number(FEED, "turn_hz", "turns", "", "1/s").real(0.0, 5.0, 0.5, "How often the input goes round its circle in a second.");
    /// Length of a stretch of constant rates.
    stretch_s: f64 = number(FEED, "stretch_s", "stretch", "", "s").log(0.1, 1000.0, 100.0, "How long each set of input rates lasts.");
    /// Noise of the cue of the learned memory.
    cue_noise: f64 = number(FEED, "cue_noise", "noise of the cue", "\u{3c3}_c", "").real(0.0, 50.0, 0.0,
        "While the cue is on, every neuron spikes as if its filtered spikes were larger by the size of a normal number with this standard deviation, drawn once.");
    /// Which cells are cued.
    cued: Sparse = number(FEED, "cued", "cued cells", "", "").sparse(0.0, 1.0,
        "E neurons that the cue reaches while x is above 0; draw on the picture of the pattern to set them.");
    /// Membrane time constant.
    tau_ms: f64 = number(TIME, "tau_ms", "time constant of E", "\u{3c4}_E", "ms").log(1.0, 20_000.0, 100.0,
        "Time constant of E and of the input. The longer it is, the more spikes it averages, the tighter the balance.");
    /// Time constant of I, relative to that of E.
    tau_i_ratio: f64 = inhibitory(TIME, "tau_i_ratio", "\u{3c4}_I over \u{3c4}_E", "", "").log(0.05, 20.0, 1.0,
        "How much slower I is than E. Where E excites itself (ring, sheet) slow inhibition lets the populations oscillate; a learned memory falls silent above about 1.2; the pair stays stable whatever it is.");
    /// Time step.
    dt_s: f64 = number(TIME, "dt_s", "time step", "dt", "s").rebuild().log(1e-7, 1e-2, 1e-4,
        "One round of spikes: all above threshold fire at once, each once.");
    /// One E spike a step.
    greedy: OnOff = number(TIME, "greedy", "greedy E", "", "").live_choice(OnOff::OPTIONS,
        "On: of the E neurons above threshold only the one that is farthest above it fires. It saves from lock-up where few spikes a step are wanted.");
    /// Rounds of I in each step.
    inner_steps: usize = number(TIME, "inner_steps", "I rounds a step", "", "").rebuild().spec(Kind::Count { min: 1, max: 2000, default: 1000 },
        "So many rounds of I spikes find their equilibrium for the frozen E rates in each step.");
    /// Voltage noise.
    noise: f64 = number(NOISE, "noise", "voltage noise", "", "1/s").real(0.0, 1000.0, 0.0, "Normal noise of this size times dt is added to every voltage in every step.");
    /// Silenced E neurons.
    silenced_e: Sparse = excitatory(SINGLE, "silenced_e", "E neurons silenced", "", "").sparse(0.0, 1.0, "E neurons with a 1 here never spike.");
    /// Silenced I neurons.
    silenced_i: Sparse = inhibitory(SINGLE, "silenced_i", "I neurons silenced", "", "").sparse(0.0, 1.0, "I neurons with a 1 here never spike.");
}

impl MinimaxParams {
    /// Time constants of E and I in seconds.
    pub fn tau_s(&self) -> [f64; 2] {
        [self.tau_ms * 1e-3, self.tau_ms * 1e-3 * self.tau_i_ratio]
    }
}
