//! Parameters of the low-rank E-I network (Podlaski & Machens 2024; sheet low-rank-ei, sections 2 to 5).
//!
//! Sign convention: decoders and weights are never negative, the minus sign of inhibition stands in the equations, and
//! `y_I >= 0` is the paper's |y_I|. A single I population shows `y = -y_I`, as figure 2 does.

use super::{Clock, Design, KnotRule, OffsetRule, Populations, SplitRule, Start, Synapse, Target};
use crate::model::Drive;
use crate::param::{Kind, List, OnOff, Scale, Sparse, excitatory, inhibitory, number, parameters};

const WEIGHTS: &str = "Spike sizes";
const SHAPE: &str = "Boundaries";
const SPREAD: &str = "Neuron by neuron";
const SINGLE: &str = "Single neurons";
const SIZE: &str = "Network";
const SYNAPSES: &str = "Synapses";
const NOISE: &str = "Noise and cost";
pub(super) const TARGET: &str = "Target function";
const TIME: &str = "Time";
const ARRAYS: &str = "Explicit arrays";
const BIG: f64 = 1e6;
const MAX_NEURONS: usize = 1_000_000;

parameters! {
    /// All values of a low-rank network; see each field's `Spec`.
    BoundaryParams with {
        /// Input and injected currents.
        drive: Drive
    }
    /// E spike size, D_E.
    d_e: f64 = excitatory(WEIGHTS, "d_e", "E spike size", "D_E", "").log(0.0, 100.0, 0.62,
        "Decoder of the E neurons: one E spike moves the state right by D_E. 0 means that spikes do nothing.");
    /// I spike size, D_I.
    d_i: f64 = inhibitory(WEIGHTS, "d_i", "I spike size", "D_I", "").log(0.0, 100.0, 1.0,
        "Decoder of the I neurons: one I spike moves the state up by D_I (down by D_I if I is alone).");
    /// E boundary: value at y_E = 0.
    e_offset: f64 = excitatory(SHAPE, "e_offset", "E offset", "c_E", "").real(-20.0, 20.0, 1.0,
        "E boundary y_I = a_E y_E^2 + b_E y_E + c_E: its height at y_E = 0. For one population: the cap's height at x = 0.");
    /// E boundary: slope at y_E = 0.
    e_slope: f64 = excitatory(SHAPE, "e_slope", "E slope", "b_E", "").real(-20.0, 20.0, 1.0,
        "Slope of the E boundary at 0: over y_E, the recurrent weight E_EE of a straight boundary, where tangents with a negative slope would violate Dale's law; over x where E is alone (-F/E).");
    /// E boundary: curvature.
    e_curvature: f64 = excitatory(SHAPE, "e_curvature", "E curvature", "a_E", "").real(-5.0, 5.0, 0.0,
        "Curvature of the E boundary; 0 gives N_E equal lines.");
    /// I boundary: value at y_E = 0.
    i_offset: f64 = inhibitory(SHAPE, "i_offset", "I offset", "c_I", "").real(-20.0, 20.0, 0.0,
        "I boundary y_I = a_I y_E^2 + b_I y_E + c_I: its height at y_E = 0. For one population: the cap's height at x = 0.");
    /// I boundary: slope at y_E = 0.
    i_slope: f64 = inhibitory(SHAPE, "i_slope", "I slope", "b_I", "").real(-20.0, 20.0, 1.5,
        "Slope of the I boundary at 0: over y_E, the weight E_IE of a straight boundary; over x where I is alone (-F/E).");
    /// I boundary: curvature.
    i_curvature: f64 = inhibitory(SHAPE, "i_curvature", "I curvature", "a_I", "").real(-5.0, 5.0, 0.0,
        "Curvature of the I boundary; 0 gives N_I equal lines.");
    /// Second kind of E: height of its line at y_E = 0.
    e2_offset: f64 = excitatory(SHAPE, "e2_offset", "second E offset", "c_E2", "").real(-20.0, 20.0, -1.5,
        "Height of the second kind's line at y_E = 0.");
    /// Second kind of E: slope.
    e2_slope: f64 = excitatory(SHAPE, "e2_slope", "second E slope", "b_E2", "").real(0.0, 20.0, 1.75, "Slope of the second kind's line.");
    /// Input weight of E, F_E.
    f_e: f64 = excitatory(SHAPE, "f_e", "E input weight", "F_E", "").real(-20.0, 20.0, 0.0,
        "Input weight of the E neurons: the E boundary rises by F_E for each unit of x.");
    /// Input weight of I, F_I.
    f_i: f64 = inhibitory(SHAPE, "f_i", "I input weight", "F_I", "").real(-20.0, 20.0, 0.0,
        "Input weight of the I neurons: the I boundary rises by F_I for each unit of x.");
    /// Second input.
    x_2: f64 = number(SHAPE, "x_2", "second input", "x_2", "").real(-20.0, 20.0, 0.0,
        "A second, constant input, heard by neurons that have a weight for it: it shifts each line by its own weight. The 3-D view has it as an axis.");
    /// Input at which the boundaries have the shape given above.
    x_ref: f64 = number(SHAPE, "x_ref", "at input", "x_0", "").real(-100.0, 100.0, 0.0,
        "The offsets above hold at this input: T = F x_0 - intercept.");
    /// First touching point.
    from: f64 = number(SHAPE, "from", "tangents from", "", "").real(-100.0, 100.0, 0.0,
        "First touching point, along y_E (along x for one population).");
    /// Last touching point.
    to: f64 = number(SHAPE, "to", "tangents to", "", "").real(-100.0, 100.0, 5.0,
        "Last touching point, along y_E (along x for one population).");
    /// Tune the thresholds of random lines to touch the curve.
    random_spread: f64 = number(SHAPE, "random_spread", "threshold spread", "", "").real(0.0, 10.0, 0.25,
        "Random design: standard deviation of the thresholds around the tangent to the curve. 0 makes every line touch it.");
    /// Which populations.
    populations: Populations = number(SIZE, "populations", "populations", "", "").choice(Populations::OPTIONS,
        "Both populations, or one alone with its boundary in the (x, y) plane.");
    /// Where the lines come from.
    design: Design = number(SIZE, "design", "lines from", "", "").choice(Design::OPTIONS,
        "Tangents of a parabola, random lines, a target function split into q - p, or explicit arrays.");
    /// Number of E neurons, N_E.
    n_e: usize = excitatory(SIZE, "n_e", "E neurons", "N_E", "").count(MAX_NEURONS, 1, "Number of E neurons (tangent and random designs).");
    /// Number of I neurons, N_I.
    n_i: usize = inhibitory(SIZE, "n_i", "I neurons", "N_I", "").count(MAX_NEURONS, 1, "Number of I neurons (tangent and random designs).");
    /// Number of E neurons of a second kind.
    n_e2: usize = excitatory(SIZE, "n_e2", "second kind of E", "N_E2", "").count(1000, 0,
        "E neurons of a second kind, with a straight line of their own; figure 8 has one whose line misses the crossing.");
    /// Factors on D_E, one a neuron.
    d_e_factors: List = excitatory(SPREAD, "d_e_factors", "E factors", "", "").live_list(0.0, 1e3,
        "Factors on D_E, one for each E neuron; fewer are spread evenly over them, one is for all, empty means all 1.");
    /// Factors on D_I, one a neuron.
    d_i_factors: List = inhibitory(SPREAD, "d_i_factors", "I factors", "", "").live_list(0.0, 1e3,
        "Factors on D_I, one for each I neuron; fewer are spread evenly over them, one is for all, empty means all 1.");
    /// Standard deviation of the mistuning of decoders.
    mistuning: f64 = number(SPREAD, "mistuning", "mistuning", "s", "").spec(
        Kind::Number { min: 0.0, max: 1.0, default: 0.0, scale: Scale::Linear },
        "The four decoders, E to E, E to I, I to I and I to E, become D (1 + s n), each with its own normal n, clipped at 0; the latents are read with those of E to E and I to I (figure 8e-g).");
    /// Raises the whole E boundary.
    lift_e: f64 = excitatory(SHAPE, "lift_e", "E lift", "", "").real(-20.0, 20.0, 0.0,
        "Raises all E lines by this much; for boundaries that have no height of their own to set.");
    /// Raises the whole I boundary.
    lift_i: f64 = inhibitory(SHAPE, "lift_i", "I lift", "", "").real(-20.0, 20.0, 0.0,
        "Raises all I lines by this much; for boundaries that have no height of their own to set.");
    /// Thresholds of single E neurons.
    t_shift_e: Sparse = excitatory(SINGLE, "t_shift_e", "E thresholds moved", "T_E", "").sparse(-BIG, BIG,
        "What is added to T of single E neurons, as by dragging their lines.");
    /// Thresholds of single I neurons.
    t_shift_i: Sparse = inhibitory(SINGLE, "t_shift_i", "I thresholds moved", "T_I", "").sparse(-BIG, BIG,
        "What is added to T of single I neurons, as by dragging their lines.");
    /// Recurrent weights of single E neurons.
    w_shift_e: Sparse = excitatory(SINGLE, "w_shift_e", "E lines turned", "E_EE", "").sparse(-1e3, 1e3,
        "What is added to the weight E_EE of single E neurons, as by turning their lines.");
    /// Recurrent weights of single I neurons.
    w_shift_i: Sparse = inhibitory(SINGLE, "w_shift_i", "I lines turned", "E_IE", "").sparse(-1e3, 1e3,
        "What is added to the weight E_IE of single I neurons, as by turning their lines.");
    /// Input weights of single E neurons.
    f_shift_e: Sparse = excitatory(SINGLE, "f_shift_e", "E input weights changed", "F_E", "").sparse(-1e3, 1e3,
        "What is added to F of single E neurons, as by turning their lines in the (x, y) plane.");
    /// Input weights of single I neurons.
    f_shift_i: Sparse = inhibitory(SINGLE, "f_shift_i", "I input weights changed", "F_I", "").sparse(-1e3, 1e3,
        "What is added to F of single I neurons, as by turning their lines in the (x, y) plane.");
    /// Decoders of single E neurons.
    d_shift_e: Sparse = excitatory(SINGLE, "d_shift_e", "E spikes resized", "D_E", "").sparse(-1e3, 1e3,
        "What is added to D of single E neurons, as by dragging the heads of their arrows; D never falls below 0.");
    /// Decoders of single I neurons.
    d_shift_i: Sparse = inhibitory(SINGLE, "d_shift_i", "I spikes resized", "D_I", "").sparse(-1e3, 1e3,
        "What is added to D of single I neurons, as by dragging the heads of their arrows; D never falls below 0.");
    /// Silenced E neurons.
    silenced_e: Sparse = excitatory(SINGLE, "silenced_e", "E neurons silenced", "", "").sparse(0.0, 1.0,
        "E neurons with a 1 here never spike; their voltage still moves.");
    /// Silenced I neurons.
    silenced_i: Sparse = inhibitory(SINGLE, "silenced_i", "I neurons silenced", "", "").sparse(0.0, 1.0,
        "I neurons with a 1 here never spike; their voltage still moves.");
    /// Part of E that is silenced.
    silent_part_e: f64 = excitatory(SINGLE, "silent_part_e", "part of E silenced", "", "").real(0.0, 1.0, 0.0,
        "This part of the E neurons, spread evenly over the boundary, never spikes.");
    /// Part of I that is silenced.
    silent_part_i: f64 = inhibitory(SINGLE, "silent_part_i", "part of I silenced", "", "").real(0.0, 1.0, 0.0,
        "This part of the I neurons, spread evenly over the boundary, never spikes.");
    /// What the target is.
    target: Target = number(TARGET, "target", "target", "f", "").live_choice(Target::OPTIONS,
        "The function that y_E shall follow: knots to drag or draw, a formula in x, or one of some named functions over the range below.");
    /// Formula of the target.
    formula: String = number(TARGET, "formula", "formula", "f(x)", "").text(200,
        "The target as a formula in x: + - * / ^, sin cos exp ln sqrt abs tanh and others, PI. For example 2.5 + 1.5*sin(2*PI*x/5).");
    /// Where the target begins.
    x_from: f64 = number(TARGET, "x_from", "from x", "", "").real(-100.0, 100.0, 0.0, "Left end of the target.");
    /// Where the target ends.
    x_to: f64 = number(TARGET, "x_to", "to x", "", "").real(-100.0, 100.0, 10.0, "Right end of the target.");
    /// Lowest value of a named function.
    y_low: f64 = number(TARGET, "y_low", "lowest", "", "").real(-100.0, 100.0, 1.0, "Lowest value of a named function.");
    /// Highest value of a named function.
    y_high: f64 = number(TARGET, "y_high", "highest", "", "").real(-100.0, 100.0, 4.0, "Highest value of a named function.");
    /// Number of knots.
    knots: usize = number(TARGET, "knots", "knots", "n", "").live_count(2, 200, 17,
        "Number of knots of the piecewise-linear target: more pieces, more neurons, a closer fit.");
    /// How knots are spread.
    knot_rule: KnotRule = number(TARGET, "knot_rule", "knots spread", "", "").live_choice(KnotRule::OPTIONS,
        "Evenly in x, or closer where the target bends more.");
    /// How the target is split.
    split: SplitRule = number(TARGET, "split", "split", "", "").live_choice(SplitRule::OPTIONS,
        "f = q - p with both convex. Kinks by sign: upward kinks go to q, downward ones to p, the fewest neurons. Add a parabola: q = f + parabola, p = parabola, the smooth split of figure S3.");
    /// Neurons a piece.
    redundancy: usize = number(TARGET, "redundancy", "neurons a piece", "", "").live_count(1, 50, 1,
        "So many equal neurons for every linear piece; with a spike cost they share the work.");
    /// Knots of the target: x.
    target_x: List = number(TARGET, "target_x", "knots x", "", "").live_list(-1e3, 1e3, "x of the target's knots, rising.");
    /// Knots of the target: y_E.
    target_y: List = number(TARGET, "target_y", "knots y", "", "").live_list(-1e3, 1e3, "Target y_E at the knots, as many as there are knots.");
    /// The curve that the knots stand for: x.
    curve_x: List = number(TARGET, "curve_x", "curve x", "", "").live_list(-1e3, 1e3, "x of the curve that the knots stand for, rising, as a file gave it; errors are counted from it. Empty where the knots are all there is.");
    /// The curve that the knots stand for: y_E.
    curve_y: List = number(TARGET, "curve_y", "curve y", "", "").live_list(-1e3, 1e3, "y_E of the curve that the knots stand for.");
    /// Slope of the E boundary in y_E.
    alpha: f64 = number(TARGET, "alpha", "E slope", "\u{3b1}", "").real(0.0, 10.0, 0.3,
        "E boundary y_I = q(x) + alpha y_E; must stay below beta.");
    /// Slope of the I boundary in y_E.
    beta: f64 = number(TARGET, "beta", "I slope", "\u{3b2}", "").real(0.0, 10.0, 0.9,
        "I boundary y_I = p(x) + beta y_E; the crossing is y_E = (q - p)/(beta - alpha).");
    /// Smallest start slope.
    start_slope: f64 = number(TARGET, "start_slope", "start slope", "g_0", "").real(0.0, 10.0, 0.4,
        "Smallest slope with which q and p start; keeps the input weights positive.");
    /// p at the first knot.
    p_offset: f64 = number(TARGET, "p_offset", "offset", "p_0", "").real(-20.0, 20.0, 0.5,
        "Value of p at the first knot, added to q and p: lifts y_I* without changing y_E*.");
    /// Who sets the offset.
    offset_rule: OffsetRule = number(TARGET, "offset_rule", "offset set", "", "").live_choice(OffsetRule::OPTIONS,
        "By hand, or so that q, and y_I at the crossing, stay at least half a unit above 0 over the whole range.");
    /// Kind of synapse.
    synapse: Synapse = number(SYNAPSES, "synapse", "synapses", "", "").choice(Synapse::OPTIONS,
        "Instantaneous: one spike a step, I first, acting on the next step. Square pulse, exponential: any number of spikes a step. Rate: sigmoid units, no spikes.");
    /// How late spikes arrive.
    delay_ms: f64 = number(SYNAPSES, "delay_ms", "transmission delay", "", "ms").real(0.0, 20.0, 0.0,
        "How late a spike reaches the other neurons; its own neuron feels it at once. Instantaneous synapses only.");
    /// Pulse width of E.
    pulse_e_ms: f64 = excitatory(SYNAPSES, "pulse_e_ms", "E pulse width", "", "ms").rebuild().log(0.001, 100.0, 2.5, "Width of the square pulse of an E spike; its total effect stays D_E.");
    /// Pulse width of I.
    pulse_i_ms: f64 = inhibitory(SYNAPSES, "pulse_i_ms", "I pulse width", "", "ms").rebuild().log(0.001, 100.0, 1.0, "Width of the square pulse of an I spike; its total effect stays D_I.");
    /// Exponential time constant of E.
    tau_s_e_ms: f64 = excitatory(SYNAPSES, "tau_s_e_ms", "E synaptic time constant", "\u{3c4}_sE", "ms").log(0.05, 100.0, 2.5, "Time constant of exponential E synapses.");
    /// Exponential time constant of I.
    tau_s_i_ms: f64 = inhibitory(SYNAPSES, "tau_s_i_ms", "I synaptic time constant", "\u{3c4}_sI", "ms").log(0.05, 100.0, 1.0, "Time constant of exponential I synapses.");
    /// Refractory period of E.
    refractory_e_ms: f64 = excitatory(SYNAPSES, "refractory_e_ms", "E refractory period", "", "ms").real(0.0, 50.0, 0.0,
        "No spike for this long after a spike. Acts with square pulses and exponential synapses only: instantaneous ones allow one spike a step anyway.");
    /// Refractory period of I.
    refractory_i_ms: f64 = inhibitory(SYNAPSES, "refractory_i_ms", "I refractory period", "", "ms").real(0.0, 50.0, 0.0,
        "No spike for this long after a spike. Acts with square pulses and exponential synapses only.");
    /// Steepness of the rate version.
    steepness: f64 = number(SYNAPSES, "steepness", "sigmoid steepness", "\u{3b2}_r", "").log(0.1, 1000.0, 10.0,
        "Rate version: r = 1/(1 + exp(-beta (V - T))), at most one spike per membrane time constant.");
    /// Quadratic drive of E.
    e_quadratic: f64 = excitatory(SYNAPSES, "e_quadratic", "E quadratic drive", "q_E", "").real(0.0, 5.0, 0.0,
        "Rate version: adds q y_E^2 to what every E neuron hears, as dendrites that are not linear would; its boundary bends up.");
    /// Quadratic drive of I.
    i_quadratic: f64 = inhibitory(SYNAPSES, "i_quadratic", "I quadratic drive", "q_I", "").real(0.0, 5.0, 0.0,
        "Rate version: adds q y_E^2 to what every I neuron hears, as dendrites that are not linear would; its boundary bends up.");
    /// Whether the nullclines of the rate version are drawn.
    soft_boundary: OnOff = number(SYNAPSES, "soft_boundary", "nullclines", "", "").live_choice(OnOff::OPTIONS,
        "Draws the nullclines of the rate version over the boundaries; with a steep sigmoid they lie on each other. Changes nothing but the picture.");
    /// Membrane time constant.
    tau_ms: f64 = number(TIME, "tau_ms", "membrane time constant", "\u{3c4}", "ms").log(1.0, 1000.0, 10.0,
        "Membrane time constant, also that of the latents' leak; one over the leak.");
    /// Membrane time constant of I, relative to that of E.
    tau_i_ratio: f64 = inhibitory(TIME, "tau_i_ratio", "\u{3c4} of I over \u{3c4} of E", "", "").log(0.05, 20.0, 1.0,
        "Each voltage filters what it hears with its own time constant: on average E hears y_I over this ratio, and I hears y_E times it, so that the means leave the crossing of the lines that are drawn.");
    /// Whether time goes in steps.
    engine: Clock = number(TIME, "engine", "engine", "", "").choice(Clock::OPTIONS,
        "Clocked: Euler steps, one spike in each at most with instantaneous synapses. Exact: no time step, from spike to spike. Between spikes the state goes straight to the origin (x + v t with a ramp), and the next spike is where it meets the first line; any number of spikes may follow each other at one instant, I first. For instantaneous synapses without noise, delay and unequal time constants, and for input that is made of straight pieces. A spike costs about log N where neurons of a population differ in one weight; with spike costs or a start at zero volts, up to N.");
    /// Euler step.
    dt_s: f64 = number(TIME, "dt_s", "time step", "dt", "s").rebuild().log(1e-7, 1e-2, 5e-5,
        "Euler step. Must be below tau/20; with instantaneous synapses at most one spike is fired in each. The exact engine has none: there it is how often latents are recorded, and spikes keep their own times.");
    /// Where the run starts.
    start: Start = number(TIME, "start", "start from", "", "").choice(Start::OPTIONS,
        "Static: V = F x + 1 - T, so that the drawn lines act at once. Zero volts: V = 0, as the authors' programs start; the lines act rightly after 5 tau.");
    /// Filtered spikes of the E neurons at the start.
    start_r_e: List = excitatory(TIME, "start_r_e", "r_E at the start", "", "").list(0.0, BIG, "Filtered spike trains r of the first E neurons at the start, as if they had spiked before; empty means 0.");
    /// Filtered spikes of the I neurons at the start.
    start_r_i: List = inhibitory(TIME, "start_r_i", "r_I at the start", "", "").list(0.0, BIG, "Filtered spike trains r of the first I neurons at the start, as if they had spiked before; empty means 0.");
    /// Voltage noise.
    sigma_v: f64 = number(NOISE, "sigma_v", "voltage noise", "\u{3c3}", "").log(0.0, 10.0, 0.0,
        "Standard deviation of each voltage's own noise, in units in which the threshold is 1. Compare with the distance between neighbouring lines.");
    /// Spike cost of E.
    mu_e: f64 = excitatory(NOISE, "mu_e", "E spike cost", "\u{3bc}_E", "").log(0.0, 10.0, 0.0, "Extra own reset of an E neuron for each spike: shares the work among equal neurons.");
    /// Spike cost of I.
    mu_i: f64 = inhibitory(NOISE, "mu_i", "I spike cost", "\u{3bc}_I", "").log(0.0, 10.0, 0.0, "Extra own reset of an I neuron for each spike: shares the work among equal neurons.");
    /// Drop the overshoot at a spike.
    clamp: OnOff = number(NOISE, "clamp_at_threshold", "drop overshoot", "", "").rebuild().choice(OnOff::OPTIONS,
        "On: a voltage that overshot the threshold within its step is set to exactly 1 as it fires, as the authors' one-population program does.");
    /// Decoders of E.
    explicit_d_e: List = excitatory(ARRAYS, "explicit_d_e", "D_E", "D_E", "").list(0.0, BIG, "Decoders of the E neurons; the length of this list is N_E.");
    /// E to E weights.
    explicit_e_ee: List = excitatory(ARRAYS, "explicit_e_ee", "E_EE", "E_EE", "").list(0.0, BIG, "Weights of y_E in the E voltages.");
    /// I to E weights.
    explicit_e_ei: List = excitatory(ARRAYS, "explicit_e_ei", "E_EI", "E_EI", "").list(0.0, BIG, "Weights of y_I in the E voltages.");
    /// Input weights of E.
    explicit_f_e: List = excitatory(ARRAYS, "explicit_f_e", "F_E", "F_E", "").list(-BIG, BIG, "Input weights of the E neurons.");
    /// Thresholds of E.
    explicit_t_e: List = excitatory(ARRAYS, "explicit_t_e", "T_E", "T_E", "").list(-BIG, BIG, "Thresholds of the E neurons in boundary units.");
    /// Decoders of I.
    explicit_d_i: List = inhibitory(ARRAYS, "explicit_d_i", "D_I", "D_I", "").list(0.0, BIG, "Decoders of the I neurons; the length of this list is N_I.");
    /// E to I weights.
    explicit_e_ie: List = excitatory(ARRAYS, "explicit_e_ie", "E_IE", "E_IE", "").list(0.0, BIG, "Weights of y_E in the I voltages.");
    /// I to I weights.
    explicit_e_ii: List = excitatory(ARRAYS, "explicit_e_ii", "E_II", "E_II", "").list(0.0, BIG, "Weights of y_I in the I voltages.");
    /// Input weights of I.
    explicit_f_i: List = inhibitory(ARRAYS, "explicit_f_i", "F_I", "F_I", "").list(-BIG, BIG, "Input weights of the I neurons.");
    /// Thresholds of I.
    explicit_t_i: List = inhibitory(ARRAYS, "explicit_t_i", "T_I", "T_I", "").list(-BIG, BIG, "Thresholds of the I neurons in boundary units.");
    /// Second input weights of E.
    explicit_f2_e: List = excitatory(ARRAYS, "explicit_f2_e", "F_2E", "F_2E", "").list(-BIG, BIG, "Weights of the second input in E; empty means 0.");
    /// Second input weights of I.
    explicit_f2_i: List = inhibitory(ARRAYS, "explicit_f2_i", "F_2I", "F_2I", "").list(-BIG, BIG, "Weights of the second input in I; empty means 0.");
    /// Cross decoders of I in E.
    explicit_d_ei: List = number(ARRAYS, "explicit_d_ei", "D_EI", "D_EI", "").list(0.0, BIG, "Decoders by which I spikes reach E; empty means D_I.");
    /// Cross decoders of E in I.
    explicit_d_ie: List = number(ARRAYS, "explicit_d_ie", "D_IE", "D_IE", "").list(0.0, BIG, "Decoders by which E spikes reach I; empty means D_E.");
}

impl BoundaryParams {
    /// Time constants of the E and I membranes in seconds.
    pub fn tau_s(&self) -> [f64; 2] {
        [self.tau_ms * 1e-3, self.tau_ms * 1e-3 * self.tau_i_ratio]
    }

    /// The populations that exist: E, I.
    pub fn has(&self) -> [bool; 2] {
        [self.populations != Populations::InhibitoryOnly, self.populations != Populations::ExcitatoryOnly]
    }
}
