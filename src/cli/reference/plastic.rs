//! Reads a run of a plastic network: `params.json` with `model` = `plastic`, its edges, input, start voltages, spikes, trace
//! and final weights. Cells 0..N_E-1 are E. Step 0 is the first; rows tell of the end of their step.

use super::LoadError;
use super::tables::{number, table, whole};
use crate::machine::{MOST_BYTES, bytes};
use crate::model::plastic::{
    Block, CLASSES, Control, Edge, Firing, MOST_CELLS, Membrane, Rule, Rules, Wiring, layers, recurrent,
};
use crate::picture::NeuronId;
use crate::reading::{quoted, utf8};
use crate::sim::Spike;
use serde::Deserialize;
use std::path::Path;

/// More than any run here needs; keeps a slip from asking for all memory.
const MOST_STEPS: u64 = 50_000_000;
const MOST_EDGES: usize = 50_000_000;

#[derive(Deserialize)]
struct File {
    #[serde(rename = "N")]
    n: usize,
    #[serde(rename = "N_E")]
    n_e: usize,
    #[serde(rename = "N_I")]
    n_i: usize,
    external_layers: Vec<usize>,
    dt_ms: f64,
    n_steps: u64,
    #[serde(rename = "g_L_per_ms")]
    g_l: f64,
    #[serde(rename = "E_L_mV")]
    e_l: f64,
    #[serde(rename = "V_T_mV")]
    v_t: f64,
    #[serde(rename = "Delta_T_mV")]
    delta_t: f64,
    #[serde(rename = "V_th_mV")]
    v_th: f64,
    #[serde(rename = "V_re_mV")]
    v_re: f64,
    #[serde(rename = "exp_above_mV")]
    exp_above: f64,
    tau_e_ms: f64,
    tau_i_ms: f64,
    tau_x_ms: f64,
    tau_stdp_ms: f64,
    rules: Vec<RuleFile>,
}

#[derive(Deserialize)]
struct RuleFile {
    class: String,
    #[serde(flatten)]
    rule: RuleKind,
}

/// Constants in scaled units, as used.
#[derive(Deserialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
#[allow(non_snake_case, reason = "the names of the file")]
enum RuleKind {
    SoftHebb { eta: f64, J_max: f64 },
    HardHebb { eta: f64, J_lo: f64, J_hi: f64 },
    Kohonen { eta: f64, beta: f64 },
    Oja { eta: f64, beta: f64 },
    Homeostatic { eta: f64, alpha: f64, J_n: f64 },
}

/// A number of a run at the end of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// Voltage of a cell after its reset, mV.
    V(usize),
    /// Trace of a cell.
    Trace(usize),
    /// Mean current from E, I or outside (0, 1, 2) over a population, mV/ms.
    Current(usize, usize),
    /// Mean weight of a class, mV.
    Weight(usize),
}

/// A reference run, ready to be repeated.
#[derive(Debug)]
pub struct PlasticReference {
    /// Synapses with their weights.
    pub wiring: Wiring,
    /// Constants and rules.
    pub control: Control,
    /// Start voltages, mV.
    pub v0: Vec<f64>,
    /// Steps.
    pub n_steps: u64,
    /// External spikes by layer: step, and cell within the layer, by steps.
    pub arrivals: [Vec<(u64, u32)>; 2],
    /// Expected spikes, in order.
    pub spikes: Vec<Spike>,
    /// Columns of the trace, and its rows: step and one number a column.
    pub columns: Vec<(String, Column)>,
    /// See above.
    pub rows: Vec<(u64, Vec<f64>)>,
    /// Expected weights after the last step: class, place in its rows, mV.
    pub final_weights: Vec<(usize, usize, f64)>,
}

impl PlasticReference {
    /// Reads the run in `folder`.
    ///
    /// # Errors
    /// If a file is missing or damaged, or something in it is not allowed.
    pub fn load(folder: &Path) -> Result<Self, LoadError> {
        let file = folder.join("params.json");
        let bytes = bytes(&file, MOST_BYTES).map_err(|why| fault(&file, why))?;
        let p: File = serde_json::from_str(utf8(&bytes).map_err(|error| fault(&file, error))?)
            .map_err(|error| fault(&file, quoted(error)))?;
        sound(&p).map_err(|message| fault(&file, message))?;
        let counts = [p.n_e, p.n_i];
        let cells: usize = p.external_layers.iter().sum();
        let edges = read_edges(&folder.join("edges.csv"), ["pre", "post"], [p.n, p.n])?;
        let (recurrent, origin) = recurrent(counts, &edges);
        let external = read_edges(&folder.join("external_edges.csv"), ["cell", "post"], [cells, p.n])?;
        let layers = layers(counts, &p.external_layers, &external);
        let rules = rules(&p).map_err(|message| fault(&file, message))?;
        let wanted: Vec<(usize, usize)> = origin.into_iter().filter(|(of, _)| rules.act(*of)).collect();
        let final_weights = if wanted.is_empty() {
            Vec::new()
        } else {
            let file = folder.join("weights_end.csv");
            let ends = read_edges(&file, ["pre", "post"], [p.n, p.n])?;
            if ends.len() != wanted.len() {
                let needed = format!("needed are {}, one for each plastic synapse", wanted.len());
                return Err(fault(&file, format!("given {} rows; {needed}", ends.len())));
            }
            let mut all = Vec::with_capacity(ends.len());
            for (n, (edge, (of, place))) in ends.into_iter().zip(wanted).enumerate() {
                if !is_at(&recurrent[of].block, place, &edge, [of / 2, of % 2].map(|population| population * p.n_e)) {
                    let given = format!("line {}: given the synapse {} -> {}", n + 2, edge.pre, edge.post);
                    let needed = "needed are the plastic ones in the order of edges.csv";
                    return Err(fault(&file, format!("{given}; {needed}")));
                }
                all.push((of, place, edge.weight));
            }
            all
        };
        let membrane = Membrane {
            dt: p.dt_ms,
            g_l: p.g_l,
            e_l: p.e_l,
            v_t: p.v_t,
            delta_t: p.delta_t,
            v_th: p.v_th,
            v_re: p.v_re,
            exp_above: p.exp_above,
            tau: [p.tau_e_ms, p.tau_i_ms, p.tau_x_ms],
        };
        let (columns, rows) = read_trace(&folder.join("trace.csv"), &p)?;
        Ok(PlasticReference {
            wiring: Wiring { counts, recurrent, layers },
            control: Control {
                membrane,
                rules,
                // Every weight is given.
                j: [0.0; 4],
                j_x: [[0.0; 2]; 2],
                push: [0.0; 2],
                dead: Vec::new(),
                reach: usize::MAX,
                input: [Firing::default(); 2],
            },
            v0: read_v0(&folder.join("v0.csv"), p.n)?,
            n_steps: p.n_steps,
            arrivals: read_arrivals(&folder.join("external_spikes.csv"), &p)?,
            spikes: read_spikes(&folder.join("spikes.csv"), &p)?,
            columns,
            rows,
            final_weights,
        })
    }
}

fn fault(file: &Path, message: String) -> LoadError {
    LoadError { file: file.to_owned(), message }
}

/// Whether an edge is the synapse at a place of a block; `first` are the cells at which its populations begin: post, pre.
fn is_at(block: &Block, place: usize, edge: &Edge, first: [usize; 2]) -> bool {
    let post = usize::from(block.all_posts()[place]) + first[0];
    let pre = edge.pre.checked_sub(first[1]).filter(|pre| *pre < block.n_pre());
    post == edge.post && pre.is_some_and(|pre| block.row(pre).contains(&place))
}

fn rules(p: &File) -> Result<Rules, String> {
    let mut rules = Rules { tau_ms: p.tau_stdp_ms, ..Rules::default() };
    for given in &p.rules {
        let Some(class) = CLASSES.iter().position(|name| *name == given.class) else {
            return Err(format!(
                "`rules`, `class`: given \"{}\"; allowed are {}",
                quoted(&given.class),
                CLASSES.join(", ")
            ));
        };
        let (rule, constants) = match given.rule {
            RuleKind::SoftHebb { eta, J_max } => (Rule::SoftHebb { eta, j_max: J_max }, [eta, J_max, 0.0]),
            RuleKind::HardHebb { eta, J_lo, J_hi } => {
                (Rule::HardHebb { eta, low: J_lo, high: J_hi }, [eta, J_lo, J_hi])
            }
            RuleKind::Kohonen { eta, beta } => (Rule::Kohonen { eta, beta }, [eta, beta, 0.0]),
            RuleKind::Oja { eta, beta } => (Rule::Oja { eta, beta }, [eta, beta, 0.0]),
            RuleKind::Homeostatic { J_n: 0.0, .. } => {
                return Err(
                    "`rules`, `J_n`: given 0; allowed is any other number, of the sign of the weights".to_owned()
                );
            }
            RuleKind::Homeostatic { eta, alpha, J_n } => {
                (Rule::Homeostatic { eta, alpha, j_n: J_n }, [eta, alpha, J_n])
            }
        };
        if let Some(bad) = constants.iter().find(|v| !v.is_finite()) {
            return Err(format!("`rules`: given {bad}; allowed are finite numbers"));
        }
        rules.of[class].push(rule);
    }
    Ok(rules)
}

/// Whether the numbers can be a run.
fn sound(p: &File) -> Result<(), String> {
    if Some(p.n) != p.n_e.checked_add(p.n_i) || !(1..=MOST_CELLS).contains(&p.n) {
        let given = format!("given N = {}, N_E = {}, N_I = {}", p.n, p.n_e, p.n_i);
        return Err(format!("{given}; allowed is N = N_E + N_I, from 1 to {MOST_CELLS}"));
    }
    if !(1..=2).contains(&p.external_layers.len()) || p.external_layers.iter().any(|size| *size > MOST_CELLS) {
        let given = format!("`external_layers`: given {}", quoted(format_args!("{:?}", p.external_layers)));
        return Err(format!("{given}; allowed are the sizes of one or two layers, each up to {MOST_CELLS}"));
    }
    if !(1..=MOST_STEPS).contains(&p.n_steps) {
        return Err(format!("`n_steps`: given {}; allowed is 1 to {MOST_STEPS}", p.n_steps));
    }
    let finite = [p.e_l, p.v_t, p.v_th, p.v_re, p.exp_above];
    if let Some(bad) = finite.iter().find(|v| !v.is_finite()) {
        return Err(format!("a voltage: given {bad}; allowed are finite numbers"));
    }
    let positive = [("dt_ms", p.dt_ms), ("g_L_per_ms", p.g_l), ("Delta_T_mV", p.delta_t)];
    let taus =
        [("tau_e_ms", p.tau_e_ms), ("tau_i_ms", p.tau_i_ms), ("tau_x_ms", p.tau_x_ms), ("tau_stdp_ms", p.tau_stdp_ms)];
    if let Some((key, value)) = positive.iter().find(|(_, v)| !(v.is_finite() && *v > 0.0)) {
        return Err(format!("`{key}`: given {value}; allowed is above 0"));
    }
    match taus.iter().find(|(_, tau)| !(tau.is_finite() && *tau > p.dt_ms)) {
        Some((key, tau)) => Err(format!("`{key}`: given {tau}; allowed is above dt_ms = {}", p.dt_ms)),
        None => Ok(()),
    }
}

/// Two cells and a weight in mV a row; `most` cells of each kind.
fn read_edges(file: &Path, names: [&str; 2], most: [usize; 2]) -> Result<Vec<Edge>, LoadError> {
    let (header, rows) = table(file)?;
    if header != [names[0], names[1], "weight_mV"] {
        let needed = format!("{},{},weight_mV", names[0], names[1]);
        return Err(fault(file, format!("the header is {}; needed is {needed}", quoted(header.join(",")))));
    }
    if rows.len() > MOST_EDGES {
        return Err(fault(file, format!("given {} rows; allowed are {MOST_EDGES}", rows.len())));
    }
    let edge = |(n, row): (usize, &Vec<String>)| {
        let cell = |k: usize| {
            let cell = whole(file, n, names[k], &row[k])?;
            if cell >= most[k] as u64 {
                let allowed = format!("allowed is 0 to {}", most[k].saturating_sub(1));
                return Err(fault(file, format!("line {}, `{}`: given {cell}; {allowed}", n + 2, names[k])));
            }
            Ok(cell as usize)
        };
        Ok(Edge { pre: cell(0)?, post: cell(1)?, weight: number(file, n, "weight_mV", &row[2])? })
    };
    rows.iter().enumerate().map(edge).collect()
}

fn read_v0(file: &Path, n: usize) -> Result<Vec<f64>, LoadError> {
    let (header, rows) = table(file)?;
    if header != ["neuron", "v_mV"] {
        return Err(fault(file, format!("the header is {}; needed is neuron,v_mV", quoted(header.join(",")))));
    }
    if rows.len() != n {
        return Err(fault(file, format!("given {} rows; needed are {n}, one a cell", rows.len())));
    }
    let voltage = |(k, row): (usize, &Vec<String>)| {
        let neuron = whole(file, k, "neuron", &row[0])?;
        if neuron != k as u64 {
            return Err(fault(file, format!("line {}, `neuron`: given {neuron}; needed is {k}", k + 2)));
        }
        number(file, k, "v_mV", &row[1])
    };
    rows.iter().enumerate().map(voltage).collect()
}

/// Rows of step and cell; steps never fall, and there are so many cells.
fn read_events(file: &Path, cell: &str, cells: usize, n_steps: u64) -> Result<Vec<(u64, u32)>, LoadError> {
    let (header, rows) = table(file)?;
    if header != ["step", cell] {
        return Err(fault(file, format!("the header is {}; needed is step,{cell}", quoted(header.join(",")))));
    }
    let mut before = 0;
    let event = |(n, row): (usize, &Vec<String>)| {
        let (step, who) = (whole(file, n, "step", &row[0])?, whole(file, n, cell, &row[1])?);
        if step < before || step >= n_steps {
            let allowed = format!("allowed is {before} to {}, never falling", n_steps - 1);
            return Err(fault(file, format!("line {}, `step`: given {step}; {allowed}", n + 2)));
        }
        before = step;
        if who >= cells as u64 {
            return Err(fault(file, format!("line {}, `{cell}`: given {who}; there are {cells}, from 0 on", n + 2)));
        }
        Ok((step, who as u32))
    };
    rows.iter().enumerate().map(event).collect()
}

fn read_arrivals(file: &Path, p: &File) -> Result<[Vec<(u64, u32)>; 2], LoadError> {
    let first = p.external_layers[0] as u32;
    let all = read_events(file, "cell", p.external_layers.iter().sum(), p.n_steps)?;
    let (one, other): (Vec<_>, Vec<_>) = all.into_iter().partition(|(_, cell)| *cell < first);
    Ok([one, other.into_iter().map(|(step, cell)| (step, cell - first)).collect()])
}

fn read_spikes(file: &Path, p: &File) -> Result<Vec<Spike>, LoadError> {
    let spike = |(step, cell): (u64, u32)| {
        let population = u8::from(cell as usize >= p.n_e);
        let index = if population == 1 { cell - p.n_e as u32 } else { cell };
        Spike::of(step, NeuronId { population, index })
    };
    Ok(read_events(file, "neuron", p.n, p.n_steps)?.into_iter().map(spike).collect())
}

/// Columns with their names, and rows: step and one number a column.
type Trace = (Vec<(String, Column)>, Vec<(u64, Vec<f64>)>);

fn read_trace(file: &Path, p: &File) -> Result<Trace, LoadError> {
    let (header, rows) = table(file)?;
    if header.first().is_none_or(|name| name != "step") {
        return Err(fault(file, format!("the header is {}; needed is step,...", quoted(header.join(",")))));
    }
    let columns = header[1..].iter().map(|name| match column(name, p.n) {
        Some(column) => Ok((name.clone(), column)),
        None => {
            let allowed = "allowed are V_ and x_ of a cell that exists, Ie_, Ii_, Ix_ of E and I, J_ of a class";
            Err(fault(file, format!("unknown column `{}`; {allowed}", quoted(name))))
        }
    });
    let columns = columns.collect::<Result<Vec<_>, _>>()?;
    let mut next = 0;
    let row = |(n, row): (usize, &Vec<String>)| {
        let step = whole(file, n, "step", &row[0])?;
        if step < next || step >= p.n_steps {
            let allowed = format!("allowed is {next} to {}, rising", p.n_steps - 1);
            return Err(fault(file, format!("line {}, `step`: given {step}; {allowed}", n + 2)));
        }
        next = step + 1;
        let values = row[1..].iter().zip(&columns).map(|(text, (name, _))| number(file, n, name, text));
        Ok((step, values.collect::<Result<Vec<_>, _>>()?))
    };
    let rows = rows.iter().enumerate().map(row).collect::<Result<Vec<_>, _>>()?;
    if next != p.n_steps {
        let message = format!("stops before step {}, the last of `n_steps`; was it cut short?", p.n_steps - 1);
        return Err(fault(file, message));
    }
    Ok((columns, rows))
}

fn column(name: &str, n: usize) -> Option<Column> {
    let (kind, of) = name.split_once('_')?;
    let cell = || of.parse().ok().filter(|cell| *cell < n);
    let population = || ["E", "I"].iter().position(|name| *name == of);
    match kind {
        "V" => cell().map(Column::V),
        "x" => cell().map(Column::Trace),
        "Ie" => population().map(|p| Column::Current(0, p)),
        "Ii" => population().map(|p| Column::Current(1, p)),
        "Ix" => population().map(|p| Column::Current(2, p)),
        "J" => CLASSES.iter().position(|class| *class == of).map(Column::Weight),
        _ => None,
    }
}
