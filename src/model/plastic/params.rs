//! Parameters of the plastic balanced networks (sheet plastic-balanced, sections 3.4 and 5.2). Learning rates are those of
//! the sheet's scenarios (section 7.1b), faster than the authors', so that learning can be watched.

use crate::param::{Arrays, Kind, OnOff, Sparse, excitatory, inhibitory, number, parameters};

const NETWORK: &str = "Network";
const INPUT: &str = "External layer";
const WEIGHTS: &str = "Weights at the start";
const LEARNING: &str = "Learning";
const EE_RULES: &str = "Rules, E to E";
const EI_RULES: &str = "Rules, I to E";
const II_RULES: &str = "Rules, I to I";
const IE_RULES: &str = "Rules, E to I";
const STIMULUS: &str = "Light on a part of E";
const PUSH: &str = "Injected current";
const FINER: &str = "Finer";
const FILES: &str = "A network from files";
const OFF: Kind = Kind::Choice { options: OnOff::OPTIONS, default: 0 };

parameters! {
    /// All values of a plastic network; see each field's `Spec`.
    PlasticParams
    /// Cells.
    n: usize = number(NETWORK, "n", "cells", "N", "").rebuild().spec(Kind::Count { min: 200, max: 20_000, default: 2000 },
        "Four fifths are excitatory, one fifth inhibitory; the external layer has N/5 more. Synapses shrink as 1/\u{221a}N, so the parts of the input grow as \u{221a}N, and their sum does not.");
    /// Probability of a synapse.
    p: f64 = number(NETWORK, "p", "connection probability", "p", "").rebuild().real(0.01, 0.5, 0.1,
        "Any two cells are connected with this probability, in each direction by itself.");
    /// Rate of the external layer.
    r_x: f64 = number(INPUT, "r_x_hz", "rate of external cells", "r_X", "Hz").real(0.0, 50.0, 10.0,
        "Mean rate of each external cell. In the balanced state all rates are proportional to it.");
    /// Correlation of the external layer.
    c: f64 = number(INPUT, "c", "correlation of the input", "c", "").real(0.0, 1.0, 0.0,
        "Correlation of any two external cells: with probability c each copies a spike of a common train.");
    /// Jitter of common spikes.
    tau_j: f64 = number(INPUT, "tau_j_ms", "jitter of common spikes", "\u{3c4}_j", "ms").real(0.0, 20.0, 5.0,
        "Standard deviation of the shift of each copy of a common spike.");
    /// E to E.
    j_ee: f64 = excitatory(WEIGHTS, "j_ee", "E to E", "j_EE", "mV").real(0.1, 120.0, 25.0,
        "Times 1/\u{221a}N. What has learned is scaled with it.");
    /// I to E.
    j_ei: f64 = inhibitory(WEIGHTS, "j_ei", "I to E", "j_EI", "mV").real(-600.0, -1.0, -150.0,
        "Times 1/\u{221a}N; negative. What has learned is scaled with it. Balance needs |j_EI| above j_EE |j_II|/j_IE, or excitation runs away.");
    /// E to I.
    j_ie: f64 = excitatory(WEIGHTS, "j_ie", "E to I", "j_IE", "mV").real(1.0, 400.0, 112.5,
        "Times 1/\u{221a}N. What has learned is scaled with it.");
    /// I to I.
    j_ii: f64 = inhibitory(WEIGHTS, "j_ii", "I to I", "j_II", "mV").real(-800.0, -1.0, -250.0,
        "Times 1/\u{221a}N; negative. What has learned is scaled with it.");
    /// External to E.
    j_ex: f64 = excitatory(WEIGHTS, "j_ex", "external to E", "j_EX", "mV").real(1.0, 600.0, 180.0, "Times 1/\u{221a}N.");
    /// External to I.
    j_ix: f64 = excitatory(WEIGHTS, "j_ix", "external to I", "j_IX", "mV").real(1.0, 600.0, 135.0, "Times 1/\u{221a}N.");
    /// All rules.
    learning: OnOff = number(LEARNING, "learning", "learning", "", "").spec(Kind::Choice { options: OnOff::OPTIONS, default: 1 },
        "Off: all weights stay as they are, whatever rules are on.");
    /// Time constant of traces.
    tau_stdp: f64 = number(LEARNING, "tau_stdp_ms", "memory of spikes", "\u{3c4}_STDP", "ms").log(5.0, 1000.0, 200.0,
        "Each cell's trace x rises by 1 with its spikes and decays with this time constant; rules compare spikes with traces.");
    /// Homeostatic EI.
    ei_homeostatic: OnOff = inhibitory(EI_RULES, "ei_homeostatic", "homeostatic", "", "").spec(OFF,
        "Inhibition onto E cells that fire above the target grows, onto those below it shrinks.");
    /// Its rate.
    ei_kappa: f64 = inhibitory(EI_RULES, "ei_kappa", "learning rate", "\u{3ba}_EI", "mV").log(1e-4, 5.0, 0.22360679774997896,
        "\u{3ba} = \u{3b7} \u{221a}N: with it a run looks the same at any N. dj/dt = -\u{3ba} (j/j_n) (2 \u{3c4} r_I (r_E - \u{3c1}_E) + correlations).");
    /// Its target.
    rho_e: f64 = excitatory(EI_RULES, "rho_e_hz", "target of E", "\u{3c1}_E", "Hz").real(0.5, 40.0, 10.0,
        "Rate that inhibition onto E brings each E cell to.");
    /// Its norm.
    ei_jn: f64 = inhibitory(EI_RULES, "ei_jn", "norm", "j_n", "mV").real(-1000.0, -10.0, -200.0,
        "Weights change in proportion to j/j_n.");
    /// Homeostatic II.
    ii_homeostatic: OnOff = inhibitory(II_RULES, "ii_homeostatic", "homeostatic", "", "").spec(OFF,
        "The same onto I cells, with a target of their own. Needs inhibition onto E to learn too, and faster.");
    /// Its rate.
    ii_kappa: f64 = inhibitory(II_RULES, "ii_kappa", "learning rate", "\u{3ba}_II", "mV").log(1e-4, 5.0, 0.022360679774997897,
        "\u{3ba} = \u{3b7} \u{221a}N. Its speed \u{3ba}/|j_n| over that of I to E must stay below a ratio that the Theory panel tells.");
    /// Its target.
    rho_i: f64 = inhibitory(II_RULES, "rho_i_hz", "target of I", "\u{3c1}_I", "Hz").real(0.5, 80.0, 20.0,
        "Rate that plasticity onto I cells brings each I cell to.");
    /// Its norm.
    ii_jn: f64 = inhibitory(II_RULES, "ii_jn", "norm", "j_n", "mV").real(-1000.0, -10.0, -200.0, "Weights change in proportion to j/j_n.");
    /// Kohonen EE.
    ee_kohonen: OnOff = excitatory(EE_RULES, "ee_kohonen", "Kohonen", "", "").spec(OFF,
        "Grows with spikes of the sender, forgets with spikes of the receiver: each weight follows \u{3b2} \u{3c4} times the rate of its sender.");
    /// Its rate.
    ee_kohonen_eta: f64 = excitatory(EE_RULES, "ee_kohonen_eta", "Kohonen: rate", "\u{3b7}", "").log(1e-5, 0.25, 0.05, "Part of a weight that is forgotten with each spike of the receiver.");
    /// Its gain.
    ee_kohonen_beta: f64 = excitatory(EE_RULES, "ee_kohonen_beta", "Kohonen: gain", "\u{3b2}", "mV").real(0.1, 10.0, 2.0,
        "Weights settle where j = \u{3b2} \u{3c4} r_E. Beyond a saddle-node (8.04 with the other defaults, j_EI = -100) there is no such place: runaway.");
    /// Soft Hebb EE.
    ee_hebb: OnOff = excitatory(EE_RULES, "ee_hebb", "soft Hebb", "", "").spec(OFF,
        "Grows in proportion to j_max, shrinks in proportion to j: all weights end at j_max.");
    /// Its rate.
    ee_hebb_eta: f64 = excitatory(EE_RULES, "ee_hebb_eta", "soft Hebb: rate", "\u{3b7}", "").log(1e-5, 0.05, 0.005, "dj/dt = \u{3b7} (\u{3c4} r_E\u{b2} + correlations) (j_max - j).");
    /// Where it ends.
    ee_hebb_jmax: f64 = excitatory(EE_RULES, "ee_hebb_jmax", "soft Hebb: goal", "j_max", "mV").real(0.1, 120.0, 30.0, "Where all weights end, whatever the input.");
    /// Hard Hebb EE.
    ee_hard: OnOff = excitatory(EE_RULES, "ee_hard", "Hebb with hard bounds", "", "").spec(OFF,
        "Growth and decay cancel on the mean: weights diffuse between their bounds.");
    /// Its rate.
    ee_hard_kappa: f64 = excitatory(EE_RULES, "ee_hard_kappa", "hard bounds: rate", "\u{3ba}", "mV").log(1e-4, 5.0, 0.4472135954999579, "\u{3ba} = \u{3b7} \u{221a}N: size of a step at a trace of 1.");
    /// Lower bound.
    ee_low: f64 = excitatory(EE_RULES, "ee_low", "lower bound", "", "mV").real(0.0, 120.0, 0.0, "Below it nothing shrinks any more.");
    /// Upper bound.
    ee_high: f64 = excitatory(EE_RULES, "ee_high", "upper bound", "", "mV").real(0.1, 200.0, 50.0, "Above it nothing grows any more.");
    /// Oja EE.
    ee_oja: OnOff = excitatory(EE_RULES, "ee_oja", "Oja", "", "").spec(OFF, "Grows with coincidences, forgets in proportion to j: all weights end at \u{3b2}.");
    /// Its rate.
    ee_oja_eta: f64 = excitatory(EE_RULES, "ee_oja_eta", "Oja: rate", "\u{3b7}", "").log(1e-5, 0.05, 0.005, "dj/dt = \u{3b7} (\u{3c4} r_E\u{b2} + correlations) (\u{3b2} - j).");
    /// Where it ends.
    ee_oja_beta: f64 = excitatory(EE_RULES, "ee_oja_beta", "Oja: goal", "\u{3b2}", "mV").real(0.1, 120.0, 25.0, "Where all weights end, whatever the input.");
    /// Homeostatic IE.
    ie_homeostatic: OnOff = excitatory(IE_RULES, "ie_homeostatic", "homeostatic", "", "").spec(OFF,
        "Excitation of I cells above their target shrinks, of those below it grows. Needs inhibition onto E to learn too.");
    /// Its rate.
    ie_kappa: f64 = excitatory(IE_RULES, "ie_kappa", "learning rate", "\u{3ba}_IE", "mV").log(1e-4, 5.0, 0.08944271909999159, "\u{3ba} = \u{3b7} \u{221a}N.");
    /// Its target.
    rho_ie: f64 = inhibitory(IE_RULES, "rho_ie_hz", "target of I", "\u{3c1}_I", "Hz").real(0.5, 80.0, 20.0, "Rate that plasticity from E onto I brings each I cell to.");
    /// Its norm.
    ie_jn: f64 = excitatory(IE_RULES, "ie_jn", "norm", "j_n", "mV").real(5.0, 1000.0, 112.5, "Weights change in proportion to j/j_n.");
    /// Hebb IE.
    ie_hebb: OnOff = excitatory(IE_RULES, "ie_hebb", "soft Hebb", "", "").spec(OFF, "All weights from E to I end at j_max.");
    /// Its rate.
    ie_hebb_eta: f64 = excitatory(IE_RULES, "ie_hebb_eta", "soft Hebb: rate", "\u{3b7}", "").log(1e-5, 0.05, 0.001, "dj/dt = \u{3b7} (\u{3c4} r_E r_I + correlations) (j_max - j).");
    /// Where it ends.
    ie_hebb_jmax: f64 = excitatory(IE_RULES, "ie_hebb_jmax", "soft Hebb: goal", "j_max", "mV").real(1.0, 400.0, 112.5, "Where all weights end.");
    /// Light.
    stimulus: OnOff = excitatory(STIMULUS, "stimulus", "light", "", "").spec(OFF, "A second external layer drives a part of E, as light does that opens channels in half of the cells.");
    /// Stimulated part.
    part: f64 = excitatory(STIMULUS, "part", "lit part of E", "", "").real(0.0, 1.0, 0.0, "E1 are the lit cells, E2 the others. 0: there is no such layer.");
    /// Its rate.
    r_x2: f64 = excitatory(STIMULUS, "r_x2_hz", "rate of the light's layer", "r_X2", "Hz").real(0.0, 30.0, 5.0, "Rate of each cell of the second layer while the light is on.");
    /// Its weight.
    j_x2: f64 = excitatory(STIMULUS, "j_x2", "its weight", "j_X2", "mV").real(1.0, 600.0, 180.0, "Times 1/\u{221a}N.");
    /// Injected into E.
    push_e: f64 = excitatory(PUSH, "push_e", "into all E", "", "mV/ms").real(-2.0, 2.0, 0.0, "A constant current; 1.07 alone would make a cell fire.");
    /// Injected into I.
    push_i: f64 = inhibitory(PUSH, "push_i", "into all I", "", "mV/ms").real(-2.0, 2.0, 0.0, "A constant current; 1.07 alone would make a cell fire.");
    /// Decay of recurrent excitation.
    tau_e: f64 = excitatory(FINER, "tau_e_ms", "decay of E currents", "\u{3c4}_e", "ms").real(2.0, 30.0, 8.0, "A spike's current decays with it; its area is the weight J.");
    /// Decay of inhibition.
    tau_i: f64 = inhibitory(FINER, "tau_i_ms", "decay of I currents", "\u{3c4}_i", "ms").real(2.0, 30.0, 4.0, "A spike's current decays with it; its area is the weight J.");
    /// Decay of external currents.
    tau_x: f64 = number(FINER, "tau_x_ms", "decay of external currents", "\u{3c4}_x", "ms").real(2.0, 30.0, 10.0, "A spike's current decays with it; its area is the weight J.");
    /// Time step.
    dt_ms: f64 = number(FINER, "dt_ms", "time step", "dt", "ms").rebuild().log(0.02, 1.0, 0.1, "0.25 is about twice as fast and changes rates by 2 %; at 1 they are 15 % too high.");
    /// Silent cells.
    dead: Sparse = number(FINER, "dead", "silenced cells", "", "").sparse(0.0, 1.0, "Cells with a 1 here never spike; E cells come first, then I cells.");
    /// Recurrent synapses from a file.
    edges: Arrays = number(FILES, "edges", "synapses", "", "").arrays(&["edges"],
        "A CSV file pre,post,weight_mV (or an NPZ file with the array edges): cells from 0 on, first the 4 N/5 excitatory ones. None: drawn.");
    /// External synapses from a file.
    external_edges: Arrays = number(FILES, "external_edges", "external synapses", "", "").arrays(&["external_edges"],
        "A CSV file cell,post,weight_mV: cells of the first layer come first, then those of the second. None: drawn.");
    /// External spikes from a file.
    external_spikes: Arrays = number(FILES, "external_spikes", "external spikes", "", "").arrays(&["external_spikes"],
        "A CSV file step,cell with rising steps. None: drawn. After its last step there is no input.");
    /// Start voltages from a file.
    v0: Arrays = number(FILES, "v0", "start voltages", "", "").arrays(&["v0"], "A CSV file neuron,v_mV, one row a cell. None: drawn evenly between reset and threshold.");
}
