//! From parameters to synapses, settings and start voltages, and what does not fit together.

use super::block::MOST_CELLS;
use super::control::{Control, Firing};
use super::edges::{Edge, layers, recurrent};
use super::membrane::Membrane;
use super::params::PlasticParams;
use super::rule::{Rule, Rules};
use super::wiring::{E, EE, EI, IE, II, Wiring, sizes};
use crate::model::{Draws, Streams, tally};
use crate::param::{Arrays, OnOff, ParamError, Parameters, Slot, Spec};
use rand::Rng;

/// Largest weight of a file, mV.
const MOST_WEIGHT: f64 = 1e6;
/// Synapses that a network may have: about half a gigabyte with learned weights and the way back.
const MOST_SYNAPSES: f64 = 60e6;

pub(super) fn conflict(message: String) -> ParamError {
    ParamError::Conflict { message }
}

fn is_on(switch: OnOff) -> bool {
    switch == OnOff::On
}

/// The synapses.
///
/// # Errors
/// If files do not fit.
pub fn wiring(p: &PlasticParams, seed: u64) -> Result<Wiring, ParamError> {
    tally::designed();
    let mut wiring = Wiring::drawn(p.n, p.p, seed, p.edges.is_empty(), p.external_edges.is_empty());
    if !p.edges.is_empty() {
        recurrent_from(p, &mut wiring)?;
    }
    if !p.external_edges.is_empty() {
        layers_from(p, &mut wiring)?;
    }
    Ok(wiring)
}

/// Rows of numbers, each of `columns`.
fn rows<'a>(arrays: &'a Arrays, id: &str, columns: &str) -> Result<Vec<&'a [f64]>, ParamError> {
    arrays.rows(id, columns).map_err(|what| conflict(format!("`{id}`: {what}")))
}

/// A whole number below `most`.
fn cell(id: &str, row: usize, column: &str, value: f64, most: usize) -> Result<usize, ParamError> {
    if value >= 0.0 && value.fract() == 0.0 && value < most as f64 {
        return Ok(value as usize);
    }
    let allowed = format!("allowed is a whole number from 0 to {}", most.saturating_sub(1));
    Err(conflict(format!("`{id}`, row {}, {column}: given {value}; {allowed}", row + 1)))
}

fn edges(arrays: &Arrays, id: &str, columns: &str, most: [usize; 2]) -> Result<Vec<Edge>, ParamError> {
    let rows = rows(arrays, id, columns)?;
    if rows.len() as f64 > MOST_SYNAPSES {
        return Err(conflict(format!("`{id}`: given {} synapses; allowed are {MOST_SYNAPSES:.0}", rows.len())));
    }
    let names: Vec<&str> = columns.split(',').collect();
    let edge = |(n, row): (usize, &&[f64])| {
        if row[2].is_nan() || row[2].abs() > MOST_WEIGHT {
            return Err(conflict(format!(
                "`{id}`, row {}: given the weight {:e} mV; allowed are weights from -{MOST_WEIGHT:e} to {MOST_WEIGHT:e} mV",
                n + 1,
                row[2]
            )));
        }
        let [pre, post] = [cell(id, n, names[0], row[0], most[0])?, cell(id, n, names[1], row[1], most[1])?];
        Ok(Edge { pre, post, weight: row[2] })
    };
    rows.iter().enumerate().map(edge).collect()
}

fn recurrent_from(p: &PlasticParams, wiring: &mut Wiring) -> Result<(), ParamError> {
    let n_e = wiring.counts[E];
    let edges = edges(&p.edges, "edges", "pre,post,weight_mV", [p.n, p.n])?;
    for (n, edge) in edges.iter().enumerate() {
        let (kind, is_against) =
            if edge.pre < n_e { ("excitatory", edge.weight < 0.0) } else { ("inhibitory", edge.weight > 0.0) };
        if is_against {
            let given =
                format!("`edges`, row {}: cell {} is {kind} and its weight is {}", n + 1, edge.pre, edge.weight);
            return Err(conflict(format!(
                "{given}; cells 0 to {} excite, the others inhibit (`n` = {})",
                n_e - 1,
                p.n
            )));
        }
    }
    wiring.recurrent = recurrent(wiring.counts, &edges).0;
    Ok(())
}

fn layers_from(p: &PlasticParams, wiring: &mut Wiring) -> Result<(), ParamError> {
    let [.., n_x] = sizes(p.n);
    let edges = edges(&p.external_edges, "external_edges", "cell,post,weight_mV", [2 * n_x, p.n])?;
    let has_second = edges.iter().any(|edge| edge.pre >= n_x);
    if p.part > 0.0 && !has_second {
        let first = format!("`part` = {}: {} has one layer of cells, 0 to {}", p.part, p.external_edges.file, n_x - 1);
        return Err(conflict(format!("{first}; light needs a second, cells {n_x} to {}, or `part` = 0", 2 * n_x - 1)));
    }
    let sizes = if has_second { vec![n_x, n_x] } else { vec![n_x] };
    wiring.layers = layers(wiring.counts, &sizes, &edges);
    Ok(())
}

/// Start voltages: evenly between reset and threshold, or those of the file.
///
/// # Errors
/// If the file does not fit.
pub fn voltages(p: &PlasticParams, seed: u64, membrane: &Membrane) -> Result<Vec<f64>, ParamError> {
    if p.v0.is_empty() {
        let mut draws = Draws::new(Streams::new(seed).stream("plastic start").next_u64());
        let width = membrane.v_t - membrane.v_re;
        return Ok((0..p.n).map(|_| membrane.v_re + width * draws.uniform()).collect());
    }
    let rows = rows(&p.v0, "v0", "neuron,v_mV")?;
    if rows.len() != p.n {
        return Err(conflict(format!(
            "`v0`: {} has {} rows; needed are {}, one a cell (`n`)",
            p.v0.file,
            rows.len(),
            p.n
        )));
    }
    let voltage = |(n, row): (usize, &&[f64])| {
        if row[0] != n as f64 || !(-1000.0..=0.0).contains(&row[1]) {
            let given = format!("`v0`, row {}: given {}, {}", n + 1, row[0], row[1]);
            return Err(conflict(format!("{given}; needed are the cell {n} and a voltage from -1000 to 0 mV")));
        }
        Ok(row[1])
    };
    rows.iter().enumerate().map(voltage).collect()
}

/// External spikes of a file: step, and cell over both layers, by steps; none if they are drawn.
///
/// # Errors
/// If the file does not fit.
pub fn arrivals(p: &PlasticParams, wiring: &Wiring) -> Result<Option<Vec<(u64, u32)>>, ParamError> {
    if p.external_spikes.is_empty() {
        return Ok(None);
    }
    let (rows, cells) = (rows(&p.external_spikes, "external_spikes", "step,cell")?, wiring.external_cells());
    let mut before = 0.0;
    let event = |(n, row): (usize, &&[f64])| {
        if !(row[0] >= before && row[0].fract() == 0.0 && row[0] < 1e12) {
            let given = format!("`external_spikes`, row {}: given step {}", n + 1, row[0]);
            return Err(conflict(format!("{given}; allowed are whole numbers from {before} on, never falling")));
        }
        before = row[0];
        Ok((row[0] as u64, cell("external_spikes", n, "cell", row[1], cells)? as u32))
    };
    rows.iter().enumerate().map(event).collect::<Result<Vec<_>, _>>().map(Some)
}

/// What a hand can change while it runs.
pub fn control(p: &PlasticParams) -> Control {
    let root_n = (p.n as f64).sqrt();
    let [n_e, ..] = sizes(p.n);
    let light = if is_on(p.stimulus) { p.r_x2 * 1e-3 } else { 0.0 };
    Control {
        membrane: Membrane::new(p.dt_ms, [p.tau_e, p.tau_i, p.tau_x]),
        rules: if is_on(p.learning) { rules(p) } else { Rules { tau_ms: p.tau_stdp, ..Rules::default() } },
        j: [p.j_ee, p.j_ei, p.j_ie, p.j_ii].map(|j| j / root_n),
        j_x: [[p.j_ex, p.j_ix], [p.j_x2, p.j_ix]].map(|layer| layer.map(|j| j / root_n)),
        push: [p.push_e, p.push_i],
        dead: if p.dead.is_empty() {
            Vec::new()
        } else {
            (0..p.n).map(|cell| p.dead.get(&cell).is_some_and(|flag| *flag > 0.5)).collect()
        },
        reach: (p.part * n_e as f64).round() as usize,
        input: [Firing { rate: p.r_x * 1e-3, c: p.c, jitter: p.tau_j }, Firing { rate: light, c: 0.0, jitter: 0.0 }],
    }
}

/// The rules that are switched on, in scaled units.
pub fn rules(p: &PlasticParams) -> Rules {
    let root_n = (p.n as f64).sqrt();
    let scaled = |j: f64| j / root_n;
    let homeostatic = |kappa: f64, rho_hz: f64, j_n: f64| Rule::Homeostatic {
        eta: scaled(kappa),
        alpha: 2.0 * rho_hz * 1e-3 * p.tau_stdp,
        j_n: scaled(j_n),
    };
    let hard = Rule::HardHebb { eta: scaled(p.ee_hard_kappa), low: scaled(p.ee_low), high: scaled(p.ee_high) };
    let all = [
        (EE, p.ee_hebb, Rule::SoftHebb { eta: p.ee_hebb_eta, j_max: scaled(p.ee_hebb_jmax) }),
        (EE, p.ee_hard, hard),
        (EE, p.ee_kohonen, Rule::Kohonen { eta: p.ee_kohonen_eta, beta: scaled(p.ee_kohonen_beta) }),
        (EE, p.ee_oja, Rule::Oja { eta: p.ee_oja_eta, beta: scaled(p.ee_oja_beta) }),
        (EI, p.ei_homeostatic, homeostatic(p.ei_kappa, p.rho_e, p.ei_jn)),
        (II, p.ii_homeostatic, homeostatic(p.ii_kappa, p.rho_i, p.ii_jn)),
        (IE, p.ie_homeostatic, homeostatic(p.ie_kappa, p.rho_ie, p.ie_jn)),
        (IE, p.ie_hebb, Rule::SoftHebb { eta: p.ie_hebb_eta, j_max: scaled(p.ie_hebb_jmax) }),
    ];
    let mut rules = Rules { tau_ms: p.tau_stdp, ..Rules::default() };
    all.into_iter().filter(|(_, switch, _)| is_on(*switch)).for_each(|(of, _, rule)| rules.of[of].push(rule));
    rules
}

/// Whether the parameters fit together, files apart.
fn validate(p: &PlasticParams) -> Result<(), ParamError> {
    let n = p.n as f64;
    // E and I as senders, the external layer, the light's.
    let synapses = n * n * p.p * 1.2;
    if synapses > MOST_SYNAPSES {
        let most_p = MOST_SYNAPSES / (1.2 * n * n);
        let most_n = (MOST_SYNAPSES / (1.2 * p.p)).sqrt();
        return Err(conflict(format!(
            "`n` = {} with `p` = {} has about {:.0} million synapses, more than the {:.0} million that memory is kept for; \
             allowed is p up to {most_p:.3}, or n up to {most_n:.0}",
            p.n,
            p.p,
            synapses / 1e6,
            MOST_SYNAPSES / 1e6
        )));
    }
    debug_assert!(p.n <= MOST_CELLS);
    let shortest = p.tau_e.min(p.tau_i).min(p.tau_x).min(p.tau_stdp);
    if p.dt_ms > 0.5 * shortest {
        return Err(conflict(format!(
            "`dt_ms` = {} is too coarse for the shortest time constant, {shortest} ms; allowed is up to {}",
            p.dt_ms,
            0.5 * shortest
        )));
    }
    if p.ee_low >= p.ee_high {
        return Err(conflict(format!(
            "`ee_low` = {} is not below `ee_high` = {}; weights need room between their bounds",
            p.ee_low, p.ee_high
        )));
    }
    let homeostatic = [
        ("ei_kappa", is_on(p.ei_homeostatic), p.ei_kappa, p.ei_jn, p.rho_e),
        ("ii_kappa", is_on(p.ii_homeostatic), p.ii_kappa, p.ii_jn, p.rho_i),
        ("ie_kappa", is_on(p.ie_homeostatic), p.ie_kappa, p.ie_jn, p.rho_ie),
    ];
    for (id, on, kappa, j_n, rho_hz) in homeostatic {
        let alpha = 2.0 * rho_hz * 1e-3 * p.tau_stdp;
        // Beyond 1 one spike would turn the sign of a weight; well below it steps stay small.
        let most = 0.5 * j_n.abs() / alpha;
        if on && kappa > most {
            return Err(conflict(format!(
                "`{id}` = {kappa} is so large that single spikes halve a weight (target {rho_hz} Hz, memory {} ms, norm \
                 {j_n}); allowed is up to {most:.3}",
                p.tau_stdp
            )));
        }
    }
    Ok(())
}

impl Parameters for PlasticParams {
    fn visit(&mut self, visitor: &mut dyn FnMut(&'static Spec, Slot<'_>)) {
        self.visit_fields(visitor);
    }

    fn is_relevant(&self, spec: &Spec) -> bool {
        match spec.id {
            "ei_kappa" | "rho_e_hz" | "ei_jn" => is_on(self.ei_homeostatic),
            "ii_kappa" | "rho_i_hz" | "ii_jn" => is_on(self.ii_homeostatic),
            "ie_kappa" | "rho_ie_hz" | "ie_jn" => is_on(self.ie_homeostatic),
            "ee_kohonen_eta" | "ee_kohonen_beta" => is_on(self.ee_kohonen),
            "ee_hebb_eta" | "ee_hebb_jmax" => is_on(self.ee_hebb),
            "ee_hard_kappa" | "ee_low" | "ee_high" => is_on(self.ee_hard),
            "ee_oja_eta" | "ee_oja_beta" => is_on(self.ee_oja),
            "ie_hebb_eta" | "ie_hebb_jmax" => is_on(self.ie_hebb),
            "stimulus" | "r_x2_hz" | "j_x2" => self.part > 0.0,
            "tau_j_ms" => self.c > 0.0,
            "p" => self.edges.is_empty(),
            "dead" => !self.dead.is_empty(),
            "edges" => !self.edges.is_empty(),
            "external_edges" => !self.external_edges.is_empty(),
            "external_spikes" => !self.external_spikes.is_empty(),
            "v0" => !self.v0.is_empty(),
            _ => true,
        }
    }

    fn check(&self) -> Result<(), ParamError> {
        validate(self)
    }
}
