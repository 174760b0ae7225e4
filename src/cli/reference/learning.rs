//! Reads a run of a learning network: `params.json` with `model` = `ebn_learning`, `spikes.csv`, `trace.csv`, and what
//! they name. Step 0 is the first step of the first trial; rows tell of the end of their step.

use super::LoadError;
use super::tables::{number, table, whole};
use crate::machine::{MOST_BYTES, bytes};
use crate::model::learning::{Basis, Control, MOST, Network, State, Teacher, decoder};
use crate::picture::NeuronId;
use crate::reading::{quoted, utf8};
use crate::sim::Spike;
use serde::Deserialize;
use serde_json::Value;
use std::path::{Path, PathBuf};

/// More than any run here needs; keeps a slip from asking for all memory.
const MOST_STEPS: u64 = 50_000_000;
const MOST_NEURONS: usize = 2_000;
const MOST_FUNCTIONS: usize = 10_000;
/// Dimensions of the format.
const K: usize = 2;

#[derive(Deserialize)]
struct File {
    teacher: TeacherFile,
    #[serde(rename = "N")]
    n: usize,
    #[serde(rename = "D_norm")]
    d_norm: f64,
    lam: f64,
    mu: f64,
    nu: f64,
    dt: f64,
    command: CommandFile,
    #[serde(rename = "R")]
    radius: f64,
    basis: BasisFile,
    #[serde(rename = "W_initial")]
    w_initial: String,
    gate_steps: u64,
    trials: Vec<TrialFile>,
    #[serde(default)]
    events: Vec<EventFile>,
    n_steps: u64,
    trace_stride: u64,
    #[serde(default)]
    currents: Option<CurrentsFile>,
}

#[derive(Deserialize)]
#[serde(tag = "id", rename_all = "lowercase")]
enum TeacherFile {
    Lin { g0: f64, w: f64 },
    Pend { w: f64, b: f64, s: f64 },
    Vdp { w: f64, m: f64 },
    Bist { w: f64, b: f64 },
}

#[derive(Deserialize)]
struct CommandFile {
    sig_c: [f64; K],
    tau_c: f64,
}

#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum BasisFile {
    Linear {
        #[serde(rename = "Nb")]
        n_b: usize,
    },
    Tanh {
        #[serde(rename = "Nb")]
        n_b: usize,
        g: f64,
        generator_start: u64,
    },
}

#[derive(Deserialize)]
struct TrialFile {
    n_steps: u64,
    #[serde(default)]
    generator_start: Option<u64>,
    x0: Value,
    #[serde(default)]
    noise_generator_start: Option<u64>,
}

#[derive(Deserialize)]
struct EventFile {
    step: u64,
    k: Option<f64>,
    eta: Option<f64>,
    #[serde(rename = "sigV")]
    sigma_v: Option<f64>,
    dead: Option<Vec<usize>>,
}

#[derive(Deserialize)]
struct CurrentsFile {
    neurons: Vec<usize>,
    tau_f: f64,
}

/// A trial of a run.
#[derive(Clone, Debug)]
pub struct Trial {
    /// Steps.
    pub steps: u64,
    /// Where it starts; `None` for a drawn place.
    pub x0: Option<State>,
    /// Start state of the generator of start states and commands; `None` goes on.
    pub draws: Option<u64>,
    /// Start state of the generator of voltage noise; `None` goes on.
    pub noise: Option<u64>,
}

/// What is set just before a step.
#[derive(Clone, Debug)]
pub struct Event {
    /// The step, from 0 on over all trials.
    pub step: u64,
    k: Option<f64>,
    eta: Option<f64>,
    sigma_v: Option<f64>,
    dead: Option<Vec<usize>>,
}

impl Event {
    /// Sets it.
    pub fn act(&self, control: &mut Control) {
        control.k = self.k.unwrap_or(control.k);
        control.eta = self.eta.unwrap_or(control.eta);
        control.sigma_v = self.sigma_v.unwrap_or(control.sigma_v);
        if let Some(dead) = &self.dead {
            control.dead.fill(false);
            dead.iter().for_each(|i| control.dead[*i] = true);
        }
    }
}

/// A number of a run at the end of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// Teacher.
    X(usize),
    /// Readout.
    XHat(usize),
    /// Command.
    C(usize),
    /// |x - x_hat|.
    Error,
    /// Low-passed input of a neuron: excitatory 0, inhibitory 1.
    Current(usize, usize),
}

/// A table of values over time: names with their meaning, and rows of step and numbers.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    /// Names with their meaning, without the step.
    pub columns: Vec<(String, Column)>,
    /// Step, then one number a column.
    pub rows: Vec<(u64, Vec<f64>)>,
}

/// A reference run, ready to be repeated.
#[derive(Clone, Debug)]
pub struct LearningReference {
    /// The network.
    pub network: Network,
    /// What holds before the first event.
    pub control: Control,
    /// Weights at the start, by dimension, then by function.
    pub weights: Vec<f64>,
    /// Radius of drawn start states.
    pub radius: f64,
    /// Steps of a trial in which nothing is learned.
    pub gate: u64,
    /// The trials.
    pub trials: Vec<Trial>,
    /// The events, by their steps.
    pub events: Vec<Event>,
    /// Expected spikes, in order.
    pub spikes: Vec<Spike>,
    /// Expected traces: states, and currents if there are any.
    pub traces: Vec<Trace>,
    /// Expected weights after the last step, by dimension, then by function.
    pub final_weights: Vec<f64>,
    /// Expected V and r after the last step.
    pub final_state: [Vec<f64>; 2],
}

impl LearningReference {
    /// Reads the run in `folder`.
    ///
    /// # Errors
    /// If a file is missing or damaged, or something in it is not allowed.
    pub fn load(folder: &Path) -> Result<Self, LoadError> {
        let file = folder.join("params.json");
        let fail = |message: String| LoadError { file: file.clone(), message };
        let bytes = bytes(&file, MOST_BYTES).map_err(fail)?;
        let p: File = serde_json::from_str(utf8(&bytes).map_err(fail)?).map_err(|error| fail(quoted(error)))?;
        sound(&p).map_err(&fail)?;
        let teacher = match p.teacher {
            TeacherFile::Lin { g0, w } => Teacher::Oscillator { g0, w },
            TeacherFile::Pend { w, b, s } => Teacher::Pendulum { w, b, s },
            TeacherFile::Vdp { w, m } => Teacher::VanDerPol { w, m, size: 1.0 },
            TeacherFile::Bist { w, b } => Teacher::DoubleWell { w, b, size: 1.0 },
        };
        let basis = match p.basis {
            BasisFile::Linear { .. } => Basis::Linear { dimensions: K },
            BasisFile::Tanh { n_b, g, generator_start } => Basis::drawn(K, n_b, g, generator_start),
        };
        let nb = basis.len();
        let mut network = Network::new(teacher, decoder(K, p.n, p.d_norm), [p.mu, p.nu], p.lam, p.dt, basis);
        let mut traces = vec![trace(&folder.join("trace.csv"), &p, &STATES)?];
        if let Some(currents) = &p.currents {
            network.tau_f_s = currents.tau_f;
            let column =
                |i: &usize| [0, 1].map(|which| (format!("{}_{i}", ["E", "I"][which]), Column::Current(*i, which)));
            let columns: Vec<(String, Column)> = currents.neurons.iter().flat_map(column).collect();
            let named: Vec<(&str, Column)> = columns.iter().map(|(name, column)| (name.as_str(), *column)).collect();
            traces.push(trace(&folder.join("currents.csv"), &p, &named)?);
        }
        let weights = match p.w_initial.as_str() {
            "zero" => vec![0.0; K * nb],
            name => read_weights(&beside(folder, name).map_err(&fail)?, nb)?,
        };
        let mut control = Control::off(p.n);
        control.tau_c_s = p.command.tau_c;
        control.sigma_c = [p.command.sig_c[0], p.command.sig_c[1], 0.0];
        let mut events: Vec<Event> = p
            .events
            .iter()
            .map(|e| Event { step: e.step, k: e.k, eta: e.eta, sigma_v: e.sigma_v, dead: e.dead.clone() })
            .collect();
        // Of one step, later ones of the list come later.
        events.sort_by_key(|event| event.step);
        let trial = |t: &TrialFile| {
            Ok(Trial { steps: t.n_steps, x0: start(&t.x0)?, draws: t.generator_start, noise: t.noise_generator_start })
        };
        let trials = p.trials.iter().map(trial).collect::<Result<Vec<_>, String>>().map_err(&fail)?;
        Ok(LearningReference {
            control,
            weights,
            radius: p.radius,
            gate: p.gate_steps,
            trials,
            events,
            spikes: read_spikes(&folder.join("spikes.csv"), &p)?,
            traces,
            final_weights: read_weights(&folder.join("weights.csv"), nb)?,
            final_state: read_final(&folder.join("final.csv"), p.n)?,
            network,
        })
    }
}

const STATES: [(&str, Column); 7] = [
    ("x_1", Column::X(0)),
    ("x_2", Column::X(1)),
    ("xhat_1", Column::XHat(0)),
    ("xhat_2", Column::XHat(1)),
    ("c_1", Column::C(0)),
    ("c_2", Column::C(1)),
    ("e_norm", Column::Error),
];

/// A file in the same folder; nothing else is read.
fn beside(folder: &Path, name: &str) -> Result<PathBuf, String> {
    if name.is_empty() || name.contains(['/', '\\']) {
        let name = quoted(name);
        return Err(format!("`W_initial`: given \"{name}\"; allowed is zero or the name of a file in the same folder"));
    }
    Ok(folder.join(name))
}

/// Whether the numbers can be a run.
fn sound(p: &File) -> Result<(), String> {
    let positive = [
        ("D_norm", p.d_norm),
        ("lam", p.lam),
        ("dt", p.dt),
        ("tau_c", p.command.tau_c),
        ("tau_f", p.currents.as_ref().map_or(1.0, |c| c.tau_f)),
    ];
    if let Some((key, value)) = positive.iter().find(|(_, v)| !(v.is_finite() && *v > 0.0)) {
        return Err(format!("`{key}`: given {value}; allowed is above 0"));
    }
    let at_least_0 =
        [("mu", p.mu), ("nu", p.nu), ("R", p.radius), ("sig_c", p.command.sig_c[0].min(p.command.sig_c[1]))];
    if let Some((key, value)) = at_least_0.iter().find(|(_, v)| !(v.is_finite() && *v >= 0.0)) {
        return Err(format!("`{key}`: given {value}; allowed is 0 or more"));
    }
    if !(1..=MOST_NEURONS).contains(&p.n) {
        return Err(format!("`N`: given {}; allowed is 1 to {MOST_NEURONS}", p.n));
    }
    match p.basis {
        BasisFile::Linear { n_b } if n_b != K => {
            return Err(format!("`basis.Nb`: given {n_b}; a linear basis of two dimensions has {K}"));
        }
        BasisFile::Tanh { n_b, g, .. } if !(1..=MOST_FUNCTIONS).contains(&n_b) || !g.is_finite() => {
            return Err(format!(
                "`basis`: given Nb = {n_b}, g = {g}; allowed is Nb from 1 to {MOST_FUNCTIONS}, g finite"
            ));
        }
        _ => {}
    }
    let sum = p.trials.iter().try_fold(0u64, |sum, trial| sum.checked_add(trial.n_steps)).unwrap_or(u64::MAX);
    if sum != p.n_steps || sum == 0 || sum > MOST_STEPS {
        return Err(format!(
            "`n_steps`: given {}, and the trials have {sum} together; allowed is that sum, from 1 to {MOST_STEPS}",
            p.n_steps
        ));
    }
    if p.trace_stride == 0 {
        return Err("`trace_stride`: given 0; allowed is 1 or more".to_owned());
    }
    for event in &p.events {
        if event.step >= p.n_steps {
            return Err(format!("`events`: given step {}; allowed is 0 to {}", event.step, p.n_steps - 1));
        }
        if let Some(value) =
            [event.k, event.eta, event.sigma_v].iter().flatten().find(|v| !(**v >= 0.0 && v.is_finite()))
        {
            return Err(format!("`events`, step {}: given {value}; allowed is 0 or more", event.step));
        }
        if let Some(i) = event.dead.iter().flatten().find(|i| **i >= p.n) {
            return Err(format!("`events`, step {}: dead neuron {i}; there are {}, from 0 on", event.step, p.n));
        }
    }
    match p.currents.iter().flat_map(|c| &c.neurons).find(|i| **i >= p.n) {
        Some(i) => Err(format!("`currents`: neuron {i}; there are {}, from 0 on", p.n)),
        None => Ok(()),
    }
}

fn start(value: &Value) -> Result<Option<State>, String> {
    let refuse = || format!("`x0`: given {}; allowed is \"drawn\" or two numbers", quoted(value));
    match value {
        Value::String(word) if word == "drawn" => Ok(None),
        Value::Array(items) if items.len() == K => {
            let mut x0 = [0.0; MOST];
            for (x, item) in x0.iter_mut().zip(items) {
                *x = item.as_f64().filter(|v| v.is_finite()).ok_or_else(refuse)?;
            }
            Ok(Some(x0))
        }
        _ => Err(refuse()),
    }
}

fn fail<T>(file: &Path, message: String) -> Result<T, LoadError> {
    Err(LoadError { file: file.to_owned(), message })
}

fn read_spikes(file: &Path, p: &File) -> Result<Vec<Spike>, LoadError> {
    let (header, rows) = table(file)?;
    if header != ["step", "neuron"] {
        return fail(file, format!("the header is {}; needed is step,neuron", quoted(header.join(","))));
    }
    let mut next = 0;
    let spike = |(n, row): (usize, &Vec<String>)| {
        let (step, neuron) = (whole(file, n, "step", &row[0])?, whole(file, n, "neuron", &row[1])?);
        if step < next || step >= p.n_steps {
            let allowed = format!("allowed is {next} to {}, rising: at most one spike a step", p.n_steps - 1);
            return fail(file, format!("line {}, `step`: given {step}; {allowed}", n + 2));
        }
        next = step + 1;
        if neuron >= p.n as u64 {
            return fail(file, format!("line {}: given neuron {neuron}; there are {}, from 0 on", n + 2, p.n));
        }
        Ok(Spike::of(step, NeuronId { population: 0, index: neuron as u32 }))
    };
    rows.iter().enumerate().map(spike).collect()
}

/// Rows for all steps that the stride divides.
fn trace(file: &Path, p: &File, columns: &[(&str, Column)]) -> Result<Trace, LoadError> {
    let (header, rows) = table(file)?;
    let needed: Vec<&str> = std::iter::once("step").chain(columns.iter().map(|(name, _)| *name)).collect();
    if header != needed {
        return fail(file, format!("the header is {}; needed is {}", quoted(header.join(",")), needed.join(",")));
    }
    let due = p.n_steps.div_ceil(p.trace_stride);
    if rows.len() as u64 != due {
        let why = format!("needed are {due}, one for each step that {} divides", p.trace_stride);
        return fail(file, format!("given {} rows; {why}", rows.len()));
    }
    let row = |(n, row): (usize, &Vec<String>)| {
        let (step, expected) = (whole(file, n, "step", &row[0])?, n as u64 * p.trace_stride);
        if step != expected {
            return fail(file, format!("line {}, `step`: given {step}; needed is {expected}", n + 2));
        }
        let values = row[1..].iter().zip(columns).map(|(text, (name, _))| number(file, n, name, text));
        Ok((step, values.collect::<Result<Vec<f64>, _>>()?))
    };
    let columns = columns.iter().map(|(name, column)| ((*name).to_owned(), *column)).collect();
    Ok(Trace { columns, rows: rows.iter().enumerate().map(row).collect::<Result<_, _>>()? })
}

/// A table whose first column counts from 0: the other two columns, one after the other.
fn counted(file: &Path, names: [&str; 3], count: usize) -> Result<[Vec<f64>; 2], LoadError> {
    let (header, rows) = table(file)?;
    if header != names {
        return fail(file, format!("the header is {}; needed is {}", quoted(header.join(",")), names.join(",")));
    }
    if rows.len() != count {
        return fail(file, format!("given {} rows; needed are {count}", rows.len()));
    }
    let mut both = [Vec::with_capacity(count), Vec::with_capacity(count)];
    for (n, row) in rows.iter().enumerate() {
        if whole(file, n, names[0], &row[0])? != n as u64 {
            return fail(file, format!("line {}, `{}`: given {}; needed is {n}", n + 2, names[0], row[0]));
        }
        for (k, all) in both.iter_mut().enumerate() {
            all.push(number(file, n, names[k + 1], &row[k + 1])?);
        }
    }
    Ok(both)
}

fn read_weights(file: &Path, nb: usize) -> Result<Vec<f64>, LoadError> {
    counted(file, ["b", "W_1", "W_2"], nb).map(|both| both.concat())
}

fn read_final(file: &Path, n: usize) -> Result<[Vec<f64>; 2], LoadError> {
    counted(file, ["neuron", "V", "r"], n)
}
