//! Reads a run of the authors' simulators: `params.json`, `spikes.csv`, `trace.csv`, `x.csv`.
//!
//! `model` is `ei` (two populations), `single` (one, whose D carries its sign) or `ei_rate`. Arrays have one number a
//! neuron. A single population with D <= 0 becomes an I population with decoder -D, whose y is minus the latent; any
//! other becomes an E population. Unless `y0` or `r0` says otherwise all voltages start at 0 (rate networks: r_E0, r_I0).
//! Step counts of pulses and refractory periods are taken from the file, since the reference truncates them.

mod column;
pub mod learning;
mod load_error;
mod params;
pub mod plastic;
mod tables;

pub use column::Column;
pub use load_error::LoadError;

use crate::model::Course;
use crate::model::boundary::{E, I, Network, Population, Synapse};
use crate::reading::quoted;
use crate::sim::Spike;
use crate::sim::boundary::Initial;
use params::Params;
use serde_json::Value;
use std::path::Path;

/// More than any run here needs; keeps a slip from asking for all memory.
const MOST_STEPS: u64 = 10_000_000;
/// Likewise.
const MOST_NEURONS: u64 = 1_000_000;

/// A reference run, ready to be repeated.
#[derive(Debug)]
pub struct Reference {
    /// The network.
    pub network: Network,
    /// Input and currents of every step.
    pub course: Course,
    /// Start.
    pub initial: Initial,
    /// Number of samples, sample 0 included.
    pub n_steps: u64,
    /// Expected spikes, in order.
    pub spikes: Vec<Spike>,
    /// Names and meaning of the columns of the trace, without the step.
    pub columns: Vec<(String, Column)>,
    /// Expected values: step, then one number a column.
    pub rows: Vec<(u64, Vec<f64>)>,
    /// Filtered spikes of E and of I at the start, as `r0` gives them.
    pub r0: [Vec<f64>; 2],
    /// One population only.
    pub is_single: bool,
}

impl Reference {
    /// Reads the run in `folder`.
    ///
    /// # Errors
    /// If a file is missing or damaged, or something in it is not allowed.
    pub fn load(folder: &Path) -> Result<Reference, LoadError> {
        let params = Params::read(&folder.join("params.json"))?;
        // Learning networks have a reader of their own.
        let model = params.text("model", &["ei", "single", "ei_rate", "ebn_learning", "plastic"])?;
        let is_single = model == "single";
        params.no_slips(is_single)?;
        let n_steps = params.count("n_steps", 1, MOST_STEPS)? as usize;
        let x = course(&params, "x", n_steps, folder)?;
        let (network, sign) = if is_single { single(&params)? } else { both(&params, model == "ei_rate")? };
        let current = |p: usize| {
            let key = ["I_E", "I_I"][p];
            match params.has(key) {
                false => Ok(Vec::new()),
                true if network.populations[p].is_empty() => {
                    params.fail(format!("`{key}`: there are no {} neurons", ["E", "I"][p]))
                }
                true => course(&params, key, n_steps, folder),
            }
        };
        let currents = [current(E)?, current(I)?];
        let initial = start(&params, &network, sign, x[0])?;
        let course = Course::table(x, currents);
        let (columns, rows) = tables::read_trace(&folder.join("trace.csv"), &network, sign, n_steps)?;
        let spikes = tables::read_spikes(&folder.join("spikes.csv"), &network, n_steps)?;
        let mut r0 = network.counts().map(|n| vec![0.0; n]);
        if let Some(sign) = sign.filter(|_| params.has("r0") && network.synapse != Synapse::Rate) {
            let p = if sign < 0.0 { I } else { E };
            r0[p] = params.list("r0", network.counts()[p])?;
        }
        Ok(Reference { network, course, initial, n_steps: n_steps as u64, spikes, columns, rows, r0, is_single })
    }
}

/// A value for every step: constant, one step, or a file.
fn course(params: &Params, key: &str, n_steps: usize, folder: &Path) -> Result<Vec<f64>, LoadError> {
    params.within(key, |inner| {
        if inner.has("csv") {
            let name = inner.any_text("csv")?;
            if name.is_empty() || name.contains(['/', '\\']) {
                let name = quoted(name);
                return inner
                    .fail(format!("`csv`: given \"{name}\"; allowed is the name of a file in the same folder"));
            }
            return tables::read_input(&folder.join(name), key, n_steps);
        }
        let kind = inner.any_text("kind")?;
        match kind.as_str() {
            "constant" => Ok(vec![inner.number("value")?; n_steps]),
            "step" => {
                let (before, after) = (inner.number("before")?, inner.number("after")?);
                let first = inner.count("first_step_after", 0, MOST_STEPS)? as usize;
                Ok((0..n_steps).map(|t| if t < first { before } else { after }).collect())
            }
            _ => inner
                .fail(format!("`kind`: given \"{}\"; allowed is constant, step, or any with a `csv`", quoted(&kind))),
        }
    })
}

/// Steps as the reference counted them; without its integer, truncated as it does (sheet quirk Q6).
fn steps(params: &Params, key: &str, ms_key: &str, dt_s: f64) -> Result<u64, LoadError> {
    if params.has(key) {
        return params.count(key, 0, MOST_STEPS);
    }
    Ok((params.size_or(ms_key, 0.0)? / (dt_s * 1000.0)).min(MOST_STEPS as f64) as u64)
}

fn synapse(params: &Params) -> Result<Synapse, LoadError> {
    Ok(match params.text("synapse", &["instantaneous", "square_pulse", "exponential", "rate"])?.as_str() {
        "square_pulse" => Synapse::SquarePulse,
        "exponential" => Synapse::Exponential,
        "rate" => Synapse::Rate,
        _ => Synapse::Instantaneous,
    })
}

fn no_noise(params: &Params, keys: &[&str]) -> Result<(), LoadError> {
    for key in keys {
        let sigma = params.number_or(key, 0.0)?;
        if sigma != 0.0 {
            return params.fail(format!("`{key}`: given {sigma}; allowed is 0, since noisy runs cannot be compared"));
        }
    }
    Ok(())
}

/// One population; the sign with which its latent becomes y, `None` for two populations.
fn single(params: &Params) -> Result<(Network, Option<f64>), LoadError> {
    no_noise(params, &["sigma_v"])?;
    let n = params.count("N", 1, MOST_NEURONS)? as usize;
    let (dt_s, synapse) = (params.positive("dt")?, synapse(params)?);
    let decoder = params.list("D", n)?;
    let is_inhibitory = decoder.iter().all(|d| *d <= 0.0);
    let own = params.list("E", n)?;
    let zeros = vec![0.0; n];
    let (p, sign) = if is_inhibitory { (I, -1.0) } else { (E, 1.0) };
    let decoder: Vec<f64> = decoder.iter().map(|d| sign * d).collect();
    let (from_e, from_i) = if is_inhibitory { (zeros, own) } else { (own, zeros) };
    let population = Population {
        cross_decoder: decoder.clone(),
        decoder,
        from_e,
        from_i,
        input: params.list("F", n)?,
        input_2: Vec::new(),
        threshold: params.list("T", n)?,
        silenced: vec![false; n],
        spike_cost: params.size_or("mu", 0.0)?,
        sigma_v: 0.0,
        leak_per_s: params.positive("leak")?,
        pulse_steps: if synapse == Synapse::SquarePulse { pulse(params, "pwsteps", "pw_ms", dt_s)? } else { 1 },
        synapse_leak_per_s: if synapse == Synapse::Exponential { params.positive("leak_s")? } else { 1.0 },
        refractory_steps: steps(params, "trsteps", "tref_ms", dt_s)?,
        // The one-population program leaves the own pulse out whatever its sign.
        own_effect_is_fast: true,
        ..Population::default()
    };
    let empty = Population { leak_per_s: population.leak_per_s, pulse_steps: 1, ..Population::default() };
    let steepness = if synapse == Synapse::Rate { params.positive("beta")? } else { 1.0 };
    let populations = if p == E { [population, empty] } else { [empty, population] };
    let clamp = synapse == Synapse::Instantaneous;
    Ok((Network { populations, dt_s, synapse, delay_steps: 0, steepness, clamp, exact: false }, Some(sign)))
}

fn pulse(params: &Params, key: &str, ms_key: &str, dt_s: f64) -> Result<usize, LoadError> {
    match steps(params, key, ms_key, dt_s)? {
        0 => params.fail(format!("`{key}`: a square pulse needs at least one step")),
        steps => Ok(steps as usize),
    }
}

fn both(params: &Params, is_rate: bool) -> Result<(Network, Option<f64>), LoadError> {
    no_noise(params, &["sigma_vE", "sigma_vI"])?;
    let dt_s = params.positive("dt")?;
    let synapse = if is_rate { Synapse::Rate } else { synapse(params)? };
    // Rate files give no numbers of neurons: their arrays say them.
    let length = |count: &str, list: &str| match params.get(list).and_then(Value::as_array).map(Vec::as_slice) {
        _ if params.has(count) || !is_rate => params.count(count, 0, MOST_NEURONS).map(|n| n as usize),
        Some([Value::Array(row)]) => Ok(row.len()),
        Some(array) => Ok(array.len()),
        None => params.list(list, 1).map(|list| list.len()),
    };
    let counts = [length("NE", "D_E")?, length("NI", "D_I")?];
    let population = |p: usize| -> Result<Population, LoadError> {
        let (own, other) = (["E", "I"][p], ["I", "E"][p]);
        let n = counts[p];
        let decoder = params.sizes(&format!("D_{own}"), n)?;
        // D_IE stands for E spikes in I voltages: the other population's name comes first.
        let cross = format!("D_{other}{own}");
        Ok(Population {
            cross_decoder: if params.has(&cross) { params.sizes(&cross, n)? } else { decoder.clone() },
            decoder,
            from_e: params.sizes(&format!("E_{own}E"), n)?,
            from_i: params.sizes(&format!("E_{own}I"), n)?,
            input: params.list(&format!("F_{own}"), n)?,
            input_2: Vec::new(),
            threshold: params.list(&format!("T_{own}"), n)?,
            silenced: vec![false; n],
            spike_cost: params.size_or(&format!("mu_{own}"), 0.0)?,
            sigma_v: 0.0,
            leak_per_s: params.positive(&format!("leak_{own}"))?,
            pulse_steps: if synapse == Synapse::SquarePulse {
                pulse(params, &format!("pwsteps_{own}"), &format!("pw_{own}_ms"), dt_s)?
            } else {
                1
            },
            synapse_leak_per_s: if synapse == Synapse::Exponential {
                params.positive(&format!("leak_s_{own}"))?
            } else {
                1.0
            },
            refractory_steps: steps(params, &format!("trsteps_{own}"), &format!("tref_{own}_ms"), dt_s)?,
            own_effect_is_fast: p == I,
            ..Population::default()
        })
    };
    let steepness = if synapse == Synapse::Rate { params.positive("beta")? } else { 1.0 };
    Ok((
        Network {
            populations: [population(E)?, population(I)?],
            dt_s,
            synapse,
            delay_steps: 0,
            steepness,
            clamp: false,
            exact: false,
        },
        None,
    ))
}

/// V(0) = 0 unless `y0` or `r0` is given; rate networks of two populations start from `r_E0`, `r_I0`.
fn start(params: &Params, network: &Network, sign: Option<f64>, x: f64) -> Result<Initial, LoadError> {
    let counts = network.counts();
    if network.synapse == Synapse::Rate {
        if sign.is_some() {
            return Ok(Initial::Rates { voltages: counts.map(|n| vec![0.0; n]), rates: counts.map(|n| vec![0.0; n]) });
        }
        let rates = [params.list("r_E0", counts[E])?, params.list("r_I0", counts[I])?];
        if let Some(r) = rates.iter().flatten().find(|r| !(**r > 0.0 && **r < 1.0)) {
            return params.fail(format!("`r_E0`, `r_I0`: given {r}; allowed is strictly between 0 and 1"));
        }
        let voltage = |p: usize| {
            let thresholds = network.populations[p].threshold.iter();
            thresholds.zip(&rates[p]).map(|(t, r)| (r / (1.0 - r)).ln() / network.steepness + t).collect()
        };
        return Ok(Initial::Rates { voltages: [voltage(E), voltage(I)], rates });
    }
    let zero = Initial::zero_volts(network);
    let Some(sign) = sign else {
        if let Some(key) = ["y0", "r0"].into_iter().find(|key| params.has(key)) {
            return params.fail(format!("`{key}`: the format defines it for `model` = single only"));
        }
        return Ok(zero);
    };
    let p = if sign < 0.0 { I } else { E };
    let population = &network.populations[p];
    let (latent, own) = if params.has("r0") {
        let r0 = params.list("r0", counts[p])?;
        (population.decoder.iter().zip(&r0).map(|(d, r)| d * r).sum(), r0)
    } else if params.has("y0") {
        (sign * params.number("y0")?, vec![0.0; counts[p]])
    } else {
        return Ok(zero);
    };
    let (y_e, y_i) = if p == E { (latent, 0.0) } else { (0.0, latent) };
    let mut voltages = [Vec::new(), Vec::new()];
    voltages[p] =
        (0..counts[p]).map(|i| population.static_voltage(i, x, y_e, y_i) - population.spike_cost * own[i]).collect();
    Ok(Initial::Voltages { voltages, readout: [y_e, y_i] })
}
