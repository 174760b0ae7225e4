//! Parameters of the learning networks (Alemi et al. 2017; sheet learning-dynamics, sections 2 to 7). All defaults are
//! those of the sheet's section 7.1, which are ours: the paper's own tables are not known.

use crate::param::{Arrays, Kind, List, OnOff, Sparse, choice, number, parameters};

/// What is to be learned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// Damped oscillator.
    Oscillator,
    /// Damped, driven pendulum.
    Pendulum,
    /// Van der Pol oscillator.
    VanDerPol,
    /// Double well.
    DoubleWell,
    /// Lorenz system.
    Lorenz,
    /// Formulas.
    Formula,
    /// A closed curve drawn by hand.
    Drawn,
}
choice!(Task: Oscillator = "damped oscillator", Pendulum = "pendulum", VanDerPol = "Van der Pol",
    DoubleWell = "double well", Lorenz = "Lorenz", Formula = "formulas", Drawn = "drawn curve");

/// Basis functions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BasisKind {
    /// tanh of random projections.
    Tanh,
    /// The readout itself.
    Linear,
}
choice!(BasisKind: Tanh = "tanh", Linear = "linear");

/// Who learns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Student {
    /// Spiking neurons.
    Spiking,
    /// The same without spikes.
    Rate,
}
choice!(Student: Spiking = "spiking", Rate = "without spikes");

/// How a run is cut into trials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// Trials for learning.
    Training,
    /// Trials for testing, with commands of their own.
    Testing,
    /// One long run.
    Free,
}
choice!(Protocol: Training = "training trials", Testing = "test trials", Free = "one long run");

/// Which dimensions are driven.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Driven {
    /// All.
    All,
    /// The last one only, as a torque drives a pendulum.
    Last,
}
choice!(Driven: All = "all dimensions", Last = "the last one");

const TEACHER: &str = "Teacher";
const NETWORK: &str = "Network";
const LEARNING: &str = "Learning";
const COMMAND: &str = "Command";
const TRIALS: &str = "Trials";
const NOISE: &str = "Noise and cost";
const SINGLE: &str = "Single neurons";

parameters! {
    /// All values of a learning network; see each field's `Spec`.
    LearningParams
    /// What is to be learned.
    task: Task = number(TEACHER, "teacher", "teacher", "", "").choice(Task::OPTIONS,
        "The dynamical system dx/dt = f(x) + c that the network shall become.");
    /// Angular frequency.
    w: f64 = number(TEACHER, "w", "angular frequency", "\u{3c9}", "1/s").real(0.5, 20.0, std::f64::consts::TAU,
        "How fast the teacher turns: 2 pi is once a second. A drawn curve is walked once round in 2 pi/w.");
    /// Decay of the oscillator.
    g0: f64 = number(TEACHER, "g0", "decay", "g_0", "1/s").real(0.0, 10.0, 1.0,
        "The damped oscillator falls by e in 1/g_0 seconds.");
    /// Damping of pendulum and double well.
    b: f64 = number(TEACHER, "b", "damping", "b", "1/s").real(0.0, 20.0, 2.0,
        "Friction: x_2 loses b x_2 a second.");
    /// Angle at x1 = 1.
    s: f64 = number(TEACHER, "s", "angle at x_1 = 1", "s", "rad").real(0.2, 3.0, 1.5,
        "The pendulum's angle is s x_1. Beyond pi it goes over the top.");
    /// Nonlinearity of Van der Pol.
    m: f64 = number(TEACHER, "m", "nonlinearity", "m", "").real(0.0, 3.0, 1.0,
        "At m = 0 Van der Pol is a circle; the larger m, the more it jerks.");
    /// Amplitude of cycle or wells.
    size: f64 = number(TEACHER, "size", "size", "a", "").real(0.3, 1.5, 1.0,
        "Amplitude of Van der Pol's cycle; distance of the wells from the middle.");
    /// Speed of Lorenz.
    speed: f64 = number(TEACHER, "speed", "speed", "", "1/s").real(0.1, 3.0, 1.0,
        "How much faster than in the textbooks the Lorenz system runs.");
    /// Lorenz's r.
    rho: f64 = number(TEACHER, "rho", "Rayleigh number", "r", "").real(0.0, 40.0, 28.0,
        "At 28 the Lorenz system is chaotic; below 24.7 it can come to rest.");
    /// First formula.
    f1: String = number(TEACHER, "f1", "dx_1/dt", "f_1", "").rebuild().text(200,
        "A formula in x1, x2, x3, as 6*x2; c_1 is added. As many dimensions as formulas.");
    /// Second formula.
    f2: String = number(TEACHER, "f2", "dx_2/dt", "f_2", "").rebuild().text(200,
        "A formula in x1, x2, x3; empty for a teacher of one dimension.");
    /// Third formula.
    f3: String = number(TEACHER, "f3", "dx_3/dt", "f_3", "").rebuild().text(200,
        "A formula in x1, x2, x3; empty for a teacher of two dimensions.");
    /// Knots of the drawn curve.
    curve_x: List = number(TEACHER, "curve_x", "knots, x_1", "", "").live_list(-2.0, 2.0,
        "First coordinates of the knots of the drawn curve, once round.");
    /// Knots of the drawn curve.
    curve_y: List = number(TEACHER, "curve_y", "knots, x_2", "", "").live_list(-2.0, 2.0,
        "Second coordinates of the knots of the drawn curve.");
    /// Attraction of the drawn curve.
    pull: f64 = number(TEACHER, "pull", "attraction", "", "1/s").real(1.0, 20.0, 6.0,
        "How fast the teacher comes back to the drawn curve.");
    /// Neurons.
    n: usize = number(NETWORK, "n", "neurons", "N", "").rebuild().spec(Kind::Count { min: 4, max: 400, default: 50 },
        "More neurons fire less each; the precision depends on the size of a spike alone.");
    /// Length of a decoder.
    d: f64 = number(NETWORK, "d", "size of a spike", "|D|", "").log(0.005, 0.5, 0.05,
        "How far one spike moves the readout: the length of each decoder D_i.");
    /// Leak.
    lam: f64 = number(NETWORK, "lam", "leak", "\u{3bb}", "1/s").real(0.5, 50.0, 10.0,
        "Leak of voltages and readout: without drive both fall by e in 1/lam seconds.");
    /// Basis functions.
    basis: BasisKind = number(NETWORK, "basis", "basis functions", "", "").choice(BasisKind::OPTIONS,
        "What the slow synapses combine: saturating branches tanh(M x_hat + theta), or the readout itself, which can only learn linear systems.");
    /// Number of basis functions.
    n_b: usize = number(NETWORK, "n_b", "number of basis functions", "N_b", "").rebuild().spec(Kind::Count { min: 4, max: 1000, default: 100 },
        "Branches that all neurons share.");
    /// Gain of the basis.
    gain: f64 = number(NETWORK, "gain", "gain of the basis", "g", "").rebuild().real(0.2, 10.0, 3.0,
        "Length of each branch's projection M_b: the larger, the sharper its bend.");
    /// Lateral weights.
    lateral: OnOff = number(NETWORK, "lateral", "lateral weights", "", "").spec(Kind::Choice { options: OnOff::OPTIONS, default: 1 },
        "Off: a spike resets its own neuron and tells nobody. Without that inhibition neurons correct the same error again and again.");
    /// Who learns.
    student: Student = number(NETWORK, "student", "student", "", "").choice(Student::OPTIONS,
        "Without spikes the readout is the drive's leaky integral itself: the student of the theory, for which the distance L never rises.");
    /// Learned weights.
    weights: Arrays = number(NETWORK, "weights", "weights at the start", "W", "").arrays(&["W"],
        "An NPZ file with the array W, a row a basis function and a column a dimension; none starts from zero.");
    /// Feedback switch.
    feedback: OnOff = number(LEARNING, "feedback", "feedback", "", "").spec(Kind::Choice { options: OnOff::OPTIONS, default: 1 },
        "Feeds the own error back as a current k D^T e: it holds the readout near the teacher and makes learning local.");
    /// Feedback gain.
    k: f64 = number(LEARNING, "k", "feedback gain", "k", "1/s").log(0.0, 2000.0, 30.0,
        "Learning is sure to work if k is above beta, the fastest growth of the teacher. The larger k, the slower it learns.");
    /// Learning switch.
    learning: OnOff = number(LEARNING, "learning", "learning", "", "").spec(Kind::Choice { options: OnOff::OPTIONS, default: 1 },
        "Each weight changes with its branch times the error current that the neuron itself receives.");
    /// Learning rate.
    eta: f64 = number(LEARNING, "eta", "learning rate", "\u{3b7}", "1/s\u{b2}").log(0.0, 2000.0, 15.0,
        "dW/dt = eta psi e^T.");
    /// Annealing.
    anneal: OnOff = number(LEARNING, "anneal", "anneal", "", "").spec(Kind::Choice { options: OnOff::OPTIONS, default: 1 },
        "On: from the fifth of ten blocks on the learning rate falls, to a twentieth.");
    /// How trials go.
    protocol: Protocol = number(TRIALS, "protocol", "run", "", "").live_choice(Protocol::OPTIONS,
        "Training: trials from drawn places. Test: longer trials with commands of their own. Or one long run from a given place.");
    /// Length of a trial.
    trial_s: f64 = number(TRIALS, "trial_s", "trial", "", "s").real(0.1, 60.0, 2.0, "Length of a training trial; test trials last 5 s.");
    /// Length of a block.
    block_s: f64 = number(TRIALS, "block_s", "block", "", "s").real(0.1, 200.0, 10.0, "Ten such blocks are the whole schedule of annealing. Each has commands of its own.");
    /// Gate.
    gate_s: f64 = number(TRIALS, "gate_s", "gate", "", "s").real(0.0, 1.0, 0.02, "So long after the start of a trial nothing is learned.");
    /// Radius of start states.
    radius: f64 = number(TRIALS, "radius", "radius of start states", "R", "").real(0.0, 2.0, 1.3, "Trials start anywhere in a disc of this radius.");
    /// Start of the long run.
    start: List = number(TRIALS, "start", "start of the long run", "x(0)", "").list(-2.0, 2.0, "Where teacher and network start in one long run; one number a dimension, (1, 0) if there are none.");
    /// Size of the command.
    sigma_c: f64 = number(COMMAND, "sigma_c", "random command", "\u{3c3}_c", "1/s").real(0.0, 20.0, 0.7,
        "Standard deviation of the random command (Ornstein-Uhlenbeck). Without it the teacher is seen on a few paths only.");
    /// Correlation time of the command.
    tau_c: f64 = number(COMMAND, "tau_c", "its correlation time", "\u{3c4}_c", "s").log(0.01, 5.0, 0.1, "How long the random command stays alike.");
    /// What is driven.
    driven: Driven = number(COMMAND, "driven", "drives", "", "").live_choice(Driven::OPTIONS, "Which dimensions the random command reaches.");
    /// Steady command.
    c1: f64 = number(COMMAND, "c1", "command 1 by hand", "c_1", "1/s").real(-20.0, 20.0, 0.0, "Added to the command of x_1, for teacher and network alike.");
    /// Steady command.
    c2: f64 = number(COMMAND, "c2", "command 2 by hand", "c_2", "1/s").real(-20.0, 20.0, 0.0, "Added to the command of x_2, for teacher and network alike.");
    /// Steady command.
    c3: f64 = number(COMMAND, "c3", "command 3 by hand", "c_3", "1/s").real(-20.0, 20.0, 0.0, "Added to the command of x_3, for teacher and network alike.");
    /// Voltage noise.
    sigma_v: f64 = number(NOISE, "sigma_v", "voltage noise", "\u{3c3}_V", "1/\u{221a}s").real(0.0, 0.02, 0.0,
        "White noise into every voltage; its standard deviation in thresholds stands in the Theory panel.");
    /// Quadratic cost.
    mu: f64 = number(NOISE, "mu", "quadratic cost of a spike", "\u{3bc}", "|D|\u{b2}").real(0.0, 2.0, 0.1,
        "In units of |D|^2. It lowers V_i by mu r_i, so that the work is shared. With mu = nu = 0 opposite neurons play ping-pong.");
    /// Linear cost.
    nu: f64 = number(NOISE, "nu", "linear cost of a spike", "\u{3bd}", "|D|\u{b2}").real(0.0, 2.0, 0.1,
        "In units of |D|^2. It raises every threshold by nu/2.");
    /// Time step.
    dt_s: f64 = number(NOISE, "dt_s", "time step", "dt", "s").rebuild().log(1e-5, 2e-3, 1e-4, "At most one neuron spikes in a step.");
    /// Dead neurons.
    dead: Sparse = number(SINGLE, "dead", "dead neurons", "", "").sparse(0.0, 1.0, "Neurons with a 1 here never spike.");
}
