//! Reads a run of the authors' simulators: `params.json`, `spikes.csv`, `trace.csv`, `x.csv`.
//!
//! `model` is `ei` (two populations), `single` (one, whose D carries its sign) or `ei_rate`. Arrays have one number a
//! neuron. A single population with D <= 0 becomes an I population with decoder -D, whose y is minus the latent; any
//! other becomes an E population. Unless `y0` or `r0` says otherwise all voltages start at 0 (rate networks: r_E0, r_I0).
//! Step counts of pulses and refractory periods are taken from the file, since the reference truncates them.

use crate::model::boundary::{E, I, Network, Population, Synapse};
use crate::model::{Course, NeuronId};
use crate::sim::Spike;
use crate::sim::boundary::Initial;
use serde_json::{Map, Value};
use std::fmt;
use std::path::{Path, PathBuf};

/// Something in the folder that cannot be used: file, and what is wrong with it.
#[derive(Clone, Debug, PartialEq)]
pub struct LoadError {
    /// The file.
    pub file: PathBuf,
    /// What is wrong, what is allowed.
    pub message: String,
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.file.display(), self.message)
    }
}

impl std::error::Error for LoadError {}

/// A quantity in a column of `trace.csv`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Column {
    /// The input.
    X,
    /// The latent of a population, times this sign.
    Latent(usize, f64),
    /// The voltage of a neuron.
    Voltage(usize, usize),
    /// The rate of a neuron of a rate network.
    Rate(usize, usize),
}

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
    /// One population only.
    pub is_single: bool,
}

/// The values of one JSON object, with messages that name the file and the key.
struct Params {
    file: PathBuf,
    map: Map<String, Value>,
}

impl Params {
    fn fail<T>(&self, message: String) -> Result<T, LoadError> {
        Err(LoadError { file: self.file.clone(), message })
    }

    fn get(&self, key: &str) -> Option<&Value> {
        self.map.get(key).filter(|value| !value.is_null())
    }

    fn need(&self, key: &str) -> Result<&Value, LoadError> {
        match self.get(key) {
            Some(value) => Ok(value),
            None => {
                let near = self.map.keys().min_by_key(|known| strsim::damerau_levenshtein(key, known));
                let near = near.filter(|known| strsim::damerau_levenshtein(key, known) <= 2);
                let hint = near.map_or_else(String::new, |known| format!("; there is `{known}`, is that meant?"));
                self.fail(format!("`{key}` is missing{hint}"))
            }
        }
    }

    fn number_of(&self, key: &str, value: &Value) -> Result<f64, LoadError> {
        match value.as_f64() {
            Some(number) if number.is_finite() => Ok(number),
            _ => self.fail(format!("`{key}`: given {value}; allowed is a finite number")),
        }
    }

    fn number(&self, key: &str) -> Result<f64, LoadError> {
        self.number_of(key, self.need(key)?)
    }

    fn number_or(&self, key: &str, default: f64) -> Result<f64, LoadError> {
        self.get(key).map_or(Ok(default), |value| self.number_of(key, value))
    }

    /// A number that must not be negative.
    fn size_or(&self, key: &str, default: f64) -> Result<f64, LoadError> {
        let number = self.number_or(key, default)?;
        if number < 0.0 { self.fail(format!("`{key}`: given {number}; allowed is 0 or more")) } else { Ok(number) }
    }

    fn positive(&self, key: &str) -> Result<f64, LoadError> {
        let number = self.number(key)?;
        if number > 0.0 { Ok(number) } else { self.fail(format!("`{key}`: given {number}; allowed is above 0")) }
    }

    fn count(&self, key: &str) -> Result<usize, LoadError> {
        let value = self.need(key)?;
        value.as_u64().map_or_else(
            || self.fail(format!("`{key}`: given {value}; allowed is a whole number, 0 or more")),
            |n| Ok(n as usize),
        )
    }

    /// `n` numbers; rows of one number each count as numbers (input weights for one input).
    fn list(&self, key: &str, n: usize) -> Result<Vec<f64>, LoadError> {
        let value = self.need(key)?;
        let Some(items) = value.as_array() else {
            return self.fail(format!("`{key}`: given {value}; allowed is a list of {n} numbers"));
        };
        let one = |item: &Value| match item.as_array().map(Vec::as_slice) {
            Some([only]) => self.number_of(key, only),
            _ => self.number_of(key, item),
        };
        let list = items.iter().map(one).collect::<Result<Vec<f64>, _>>()?;
        if list.len() == n {
            Ok(list)
        } else {
            self.fail(format!("`{key}`: given {} numbers; needed are {n}", list.len()))
        }
    }

    /// `n` numbers, none negative.
    fn sizes(&self, key: &str, n: usize) -> Result<Vec<f64>, LoadError> {
        let list = self.list(key, n)?;
        match list.iter().position(|v| *v < 0.0) {
            Some(i) => self.fail(format!("`{key}`: entry {i} is {}; allowed is 0 or more (Dale's law)", list[i])),
            None => Ok(list),
        }
    }

    fn text(&self, key: &str, allowed: &[&str]) -> Result<String, LoadError> {
        let value = self.need(key)?;
        match value.as_str().filter(|text| allowed.contains(text)) {
            Some(text) => Ok(text.to_owned()),
            None => self.fail(format!("`{key}`: given {value}; allowed is one of {}", allowed.join(", "))),
        }
    }

    /// Steps as the reference counted them; without its integer, truncated as it does (sheet quirk Q6).
    fn steps(&self, key: &str, ms_key: &str, dt_s: f64) -> Result<u64, LoadError> {
        if self.get(key).is_some() {
            return Ok(self.count(key)? as u64);
        }
        Ok((self.size_or(ms_key, 0.0)? / (dt_s * 1000.0)) as u64)
    }

    fn synapse(&self) -> Result<Synapse, LoadError> {
        Ok(match self.text("synapse", &["instantaneous", "square_pulse", "exponential", "rate"])?.as_str() {
            "square_pulse" => Synapse::SquarePulse,
            "exponential" => Synapse::Exponential,
            "rate" => Synapse::Rate,
            _ => Synapse::Instantaneous,
        })
    }

    /// A value for every step: constant, one step, or a file.
    fn course(&self, key: &str, n_steps: usize, folder: &Path) -> Result<Vec<f64>, LoadError> {
        let value = self.need(key)?;
        let Some(map) = value.as_object() else {
            return self.fail(format!("`{key}`: given {value}; allowed is an object with `kind`"));
        };
        let inner = Params { file: self.file.clone(), map: map.clone() };
        let at = |error: LoadError| LoadError { message: format!("in `{key}`: {}", error.message), ..error };
        if let Some(file) = inner.get("csv").and_then(Value::as_str) {
            return read_input(&folder.join(file), n_steps);
        }
        match inner.text("kind", &["constant", "step"]).map_err(at)?.as_str() {
            "constant" => Ok(vec![inner.number("value").map_err(at)?; n_steps]),
            _ => {
                let (before, after) = (inner.number("before").map_err(at)?, inner.number("after").map_err(at)?);
                let first = inner.count("first_step_after").map_err(at)?;
                Ok((0..n_steps).map(|t| if t < first { before } else { after }).collect())
            }
        }
    }
}

impl Reference {
    /// Reads the run in `folder`.
    ///
    /// # Errors
    /// If a file is missing or damaged, or something in it is not allowed.
    pub fn load(folder: &Path) -> Result<Reference, LoadError> {
        let file = folder.join("params.json");
        let fail = |message: String| LoadError { file: file.clone(), message };
        let text = std::fs::read_to_string(&file).map_err(|error| fail(format!("cannot be read: {error}")))?;
        let value: Value = serde_json::from_str(&text).map_err(|error| fail(format!("is not valid JSON: {error}")))?;
        let Value::Object(map) = value else { return Err(fail("must hold one JSON object".to_owned())) };
        let params = Params { file: file.clone(), map };
        let model = params.text("model", &["ei", "single", "ei_rate"])?;
        let n_steps = params.count("n_steps")?;
        if n_steps == 0 {
            return params.fail("`n_steps`: given 0; allowed is 1 or more".to_owned());
        }
        let x = params.course("x", n_steps, folder)?;
        let (network, sign) = if model == "single" { single(&params)? } else { both(&params, model == "ei_rate")? };
        let currents = ["I_E", "I_I"]
            .map(|key| if params.get(key).is_some() { params.course(key, n_steps, folder) } else { Ok(Vec::new()) });
        let [of_e, of_i] = currents;
        let course = Course::table(x.clone(), [of_e?, of_i?]);
        let initial = start(&params, &network, sign, x[0])?;
        let is_single = model == "single";
        let (columns, rows) = read_trace(&folder.join("trace.csv"), &network, sign)?;
        let spikes = read_spikes(&folder.join("spikes.csv"), &network)?;
        Ok(Reference { network, course, initial, n_steps: n_steps as u64, spikes, columns, rows, is_single })
    }
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
    let n = params.count("N")?;
    let (dt_s, synapse) = (params.positive("dt")?, params.synapse()?);
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
        threshold: params.list("T", n)?,
        spike_cost: params.size_or("mu", 0.0)?,
        sigma_v: 0.0,
        leak_per_s: params.positive("leak")?,
        pulse_steps: if synapse == Synapse::SquarePulse { pulse(params, "pwsteps", "pw_ms", dt_s)? } else { 1 },
        synapse_leak_per_s: if synapse == Synapse::Exponential { params.positive("leak_s")? } else { 1.0 },
        refractory_steps: params.steps("trsteps", "tref_ms", dt_s)?,
        // The one-population program leaves the own pulse out whatever its sign.
        own_effect_is_fast: true,
    };
    let empty = Population { leak_per_s: population.leak_per_s, pulse_steps: 1, ..Population::default() };
    let steepness = if synapse == Synapse::Rate { params.positive("beta")? } else { 1.0 };
    let populations = if p == E { [population, empty] } else { [empty, population] };
    let clamp = synapse == Synapse::Instantaneous;
    Ok((Network { populations, dt_s, synapse, steepness, clamp }, Some(sign)))
}

fn pulse(params: &Params, key: &str, ms_key: &str, dt_s: f64) -> Result<usize, LoadError> {
    match params.steps(key, ms_key, dt_s)? {
        0 => params.fail(format!("`{key}`: a square pulse needs at least one step")),
        steps => Ok(steps as usize),
    }
}

fn both(params: &Params, is_rate: bool) -> Result<(Network, Option<f64>), LoadError> {
    no_noise(params, &["sigma_vE", "sigma_vI"])?;
    let dt_s = params.positive("dt")?;
    let synapse = if is_rate { Synapse::Rate } else { params.synapse()? };
    // Rate files give no numbers of neurons: their arrays say them.
    let length = |count: &str, list: &str| match (params.get(count), params.get(list).and_then(Value::as_array)) {
        (None, Some(array)) => Ok(array.len()),
        _ => params.count(count),
    };
    let counts = [length("NE", "D_E")?, length("NI", "D_I")?];
    let population = |p: usize| -> Result<Population, LoadError> {
        let (own, other) = (["E", "I"][p], ["I", "E"][p]);
        let n = counts[p];
        let decoder = params.sizes(&format!("D_{own}"), n)?;
        // D_IE stands for E spikes in I voltages: the other population's name comes first.
        let cross = format!("D_{other}{own}");
        Ok(Population {
            cross_decoder: if params.get(&cross).is_some() { params.sizes(&cross, n)? } else { decoder.clone() },
            decoder,
            from_e: params.sizes(&format!("E_{own}E"), n)?,
            from_i: params.sizes(&format!("E_{own}I"), n)?,
            input: params.list(&format!("F_{own}"), n)?,
            threshold: params.list(&format!("T_{own}"), n)?,
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
            refractory_steps: params.steps(&format!("trsteps_{own}"), &format!("tref_{own}_ms"), dt_s)?,
            own_effect_is_fast: p == I,
        })
    };
    let steepness = if synapse == Synapse::Rate { params.positive("beta")? } else { 1.0 };
    Ok((Network { populations: [population(E)?, population(I)?], dt_s, synapse, steepness, clamp: false }, None))
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
        for key in ["y0", "r0"] {
            if params.get(key).is_some() {
                return params.fail(format!("`{key}` is defined for `model` = single only"));
            }
        }
        return Ok(zero);
    };
    let p = if sign < 0.0 { I } else { E };
    let population = &network.populations[p];
    let (latent, own) = if params.get("r0").is_some() {
        let r0 = params.list("r0", counts[p])?;
        (population.decoder.iter().zip(&r0).map(|(d, r)| d * r).sum(), r0)
    } else if params.get("y0").is_some() {
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

fn table(file: &Path) -> Result<(Vec<String>, Vec<Vec<String>>), LoadError> {
    let fail = |error: csv::Error| LoadError { file: file.to_owned(), message: format!("cannot be read: {error}") };
    let mut reader = csv::Reader::from_path(file).map_err(fail)?;
    let header = reader.headers().map_err(fail)?.iter().map(str::to_owned).collect();
    let rows = reader.records().map(|row| row.map(|row| row.iter().map(str::to_owned).collect()).map_err(fail));
    Ok((header, rows.collect::<Result<_, _>>()?))
}

fn parse<T: std::str::FromStr>(file: &Path, line: usize, column: &str, text: &str) -> Result<T, LoadError> {
    text.trim().parse().map_err(|_| LoadError {
        file: file.to_owned(),
        message: format!("line {}, `{column}`: given {text:?}; allowed is a number", line + 2),
    })
}

fn expect_header(file: &Path, header: &[String], expected: &[&str]) -> Result<(), LoadError> {
    if header.iter().map(String::as_str).eq(expected.iter().copied()) {
        return Ok(());
    }
    let message = format!("the header is {}; needed is {}", header.join(","), expected.join(","));
    Err(LoadError { file: file.to_owned(), message })
}

fn read_input(file: &Path, n_steps: usize) -> Result<Vec<f64>, LoadError> {
    let (header, rows) = table(file)?;
    expect_header(file, &header, &["step", "x"])?;
    if rows.len() != n_steps {
        let message = format!("{} rows; needed is one for each of the {n_steps} steps", rows.len());
        return Err(LoadError { file: file.to_owned(), message });
    }
    let value = |(line, row): (usize, &Vec<String>)| {
        let x: f64 = parse(file, line, "x", &row[1])?;
        if x.is_finite() { Ok(x) } else { parse::<f64>(file, line, "x", "not finite") }
    };
    rows.iter().enumerate().map(value).collect()
}

fn read_spikes(file: &Path, network: &Network) -> Result<Vec<Spike>, LoadError> {
    let (header, rows) = table(file)?;
    expect_header(file, &header, &["time_step", "population", "neuron"])?;
    let spike = |(line, row): (usize, &Vec<String>)| {
        let fail =
            |message: String| LoadError { file: file.to_owned(), message: format!("line {}: {message}", line + 2) };
        let population = ["E", "I"].iter().position(|name| *name == row[1].trim());
        let population = population.ok_or_else(|| fail(format!("population {:?}; allowed is E or I", row[1])))?;
        let index: u32 = parse(file, line, "neuron", &row[2])?;
        let count = network.counts()[population];
        if index as usize >= count {
            return Err(fail(format!("neuron {index}; that population has {count}")));
        }
        let neuron = NeuronId { population: population as u8, index };
        Ok(Spike { step: parse(file, line, "time_step", &row[0])?, neuron })
    };
    rows.iter().enumerate().map(spike).collect()
}

type Trace = (Vec<(String, Column)>, Vec<(u64, Vec<f64>)>);

fn read_trace(file: &Path, network: &Network, sign: Option<f64>) -> Result<Trace, LoadError> {
    let (header, rows) = table(file)?;
    let fail = |message: String| LoadError { file: file.to_owned(), message };
    if header.first().map(String::as_str) != Some("step") {
        return Err(fail("the first column must be `step`".to_owned()));
    }
    let columns = header[1..].iter().map(|name| {
        let column = column(name, network, sign).ok_or_else(|| {
            fail(format!("unknown column `{name}`; allowed are x, y or y_E and y_I, V_ and r_ of a neuron that exists"))
        });
        column.map(|column| (name.clone(), column))
    });
    let columns = columns.collect::<Result<Vec<_>, _>>()?;
    let row = |(line, row): (usize, &Vec<String>)| {
        let values = row[1..].iter().zip(&columns).map(|(text, (name, _))| parse::<f64>(file, line, name, text));
        Ok((parse(file, line, "step", &row[0])?, values.collect::<Result<Vec<_>, _>>()?))
    };
    let rows = rows.iter().enumerate().map(row).collect::<Result<Vec<_>, _>>()?;
    Ok((columns, rows))
}

/// `V_E3`, or `V_3` in a single population.
fn column(name: &str, network: &Network, sign: Option<f64>) -> Option<Column> {
    let only = sign.map(|sign| if sign < 0.0 { I } else { E });
    match (name, sign, only) {
        ("x", ..) => return Some(Column::X),
        ("y", Some(sign), Some(p)) => return Some(Column::Latent(p, sign)),
        ("y_E", None, _) => return Some(Column::Latent(E, 1.0)),
        ("y_I", None, _) => return Some(Column::Latent(I, 1.0)),
        _ => {}
    }
    let (kind, neuron) = name.split_once('_')?;
    let (p, index) = match only {
        Some(p) => (p, neuron.parse().ok()?),
        None => {
            let p = if neuron.starts_with('E') { E } else { I };
            (p, neuron.strip_prefix(['E', 'I'])?.parse().ok()?)
        }
    };
    let exists = index < network.counts()[p];
    match kind {
        "V" if exists => Some(Column::Voltage(p, index)),
        "r" if exists && network.synapse == Synapse::Rate => Some(Column::Rate(p, index)),
        _ => None,
    }
}
