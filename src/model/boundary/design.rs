//! From parameters to neurons: tangents, random lines, target functions, explicit arrays.
//!
//! Sheet low-rank-ei, sections 5.1, 5.2, 5.4 and 5.5. Everywhere `E_EI = E_II = 1` unless given explicitly, so that a
//! neuron's line `y_I = slope y_E + F (x - x_0) + intercept` has `E_*E = slope` and `T = F x_0 - intercept`.

use super::target::{Split, formula, wish};
use super::{BoundaryParams, Clock, Design, E, I, Network, Population, Synapse};
use crate::geometry::{Line, Quadratic};
use crate::model::{Streams, tally};
use crate::param::OnOff;
use crate::param::{ParamError, Sparse};
use rand::RngExt;
use rand_distr::StandardNormal;

fn conflict(message: String) -> ParamError {
    ParamError::Conflict { message }
}

/// Whether the parameters fit together; builds nothing.
///
/// # Errors
/// If they do not; what to change is said.
pub fn validate(params: &BoundaryParams) -> Result<(), ParamError> {
    match params.design {
        Design::Target => {
            fits_target(params)?;
            wish(params, 0)?;
        }
        Design::Explicit => {
            let [e, i] = arrays(params);
            fits_arrays(params, E, &e)?;
            fits_arrays(params, I, &i)?;
        }
        Design::Tangents | Design::Random => {}
    }
    // Also where nothing is made of it yet.
    if !params.formula.trim().is_empty() {
        drop(formula(&params.formula)?);
    }
    if params.engine == Clock::Exact {
        if let Some(why) = params.obstacle_to_exact() {
            return Err(conflict(format!("`engine` = exact: {why}; or set `engine` to clocked")));
        }
        // It has no steps.
        return Ok(());
    }
    fits_time_step(params)
}

/// Builds the network. `seed` feeds random lines, random targets and the mistuning only.
///
/// # Errors
/// If the parameters do not fit together; what to change is said.
pub fn design(params: &BoundaryParams, seed: u64) -> Result<Network, ParamError> {
    tally::designed();
    validate(params)?;
    let streams = Streams::new(seed);
    let mut populations = match params.design {
        Design::Tangents => Ok(curved(params, &streams, false)),
        Design::Random => Ok(curved(params, &streams, true)),
        Design::Target => from_target(params, seed),
        Design::Explicit => Ok(explicit(params)),
    }?;
    for (population, name) in populations.iter_mut().zip(["E", "I"]) {
        if population.cross_decoder.is_empty() {
            population.cross_decoder.clone_from(&population.decoder);
        }
        // All four decoders on their own: the angle between the two of a population then has the cosine 1/(1 + s^2).
        if params.mistuning > 0.0 {
            let mut cross = streams.stream(&format!("mistuning {name}"));
            let mut own = streams.stream(&format!("mistuning of own {name}"));
            for (decoders, rng) in [(&mut population.cross_decoder, &mut cross), (&mut population.decoder, &mut own)] {
                for d in decoders {
                    *d = (*d * (1.0 + params.mistuning * rng.sample::<f64, _>(StandardNormal))).max(0.0);
                }
            }
        }
    }
    // After the mistuning, so that an arrow that is dragged ends where the hand is.
    adjust(params, &mut populations);
    dynamics(params, &mut populations);
    for population in &mut populations {
        // What is constant is as good as a part of the threshold.
        for (threshold, weight) in population.threshold.iter_mut().zip(&population.input_2) {
            *threshold -= weight * params.x_2;
        }
    }
    Ok(Network {
        populations,
        dt_s: params.dt_s,
        synapse: params.synapse,
        steepness: params.steepness,
        delay_steps: if params.synapse == Synapse::Instantaneous { steps(params, params.delay_ms) as u64 } else { 0 },
        clamp: params.clamp == OnOff::On,
        exact: params.engine == Clock::Exact,
    })
}

/// What was done by hand: lifts of whole boundaries, shifts and silencing of single neurons.
fn adjust(params: &BoundaryParams, populations: &mut [Population; 2]) {
    let p = params;
    let single = p.has() != [true; 2];
    let shifts = [
        [&p.t_shift_e, &p.w_shift_e, &p.f_shift_e, &p.d_shift_e, &p.silenced_e],
        [&p.t_shift_i, &p.w_shift_i, &p.f_shift_i, &p.d_shift_i, &p.silenced_i],
    ];
    for (k, population) in populations.iter_mut().enumerate() {
        let lift = [p.lift_e, p.lift_i][k];
        if lift != 0.0 {
            // A line l = (w y_E + F x - T)/w_I, or (T - F x)/w in the (x, y) plane.
            for i in 0..population.len() {
                let own = if k == E { population.from_e[i] } else { population.from_i[i] };
                population.threshold[i] += if single { own * lift } else { -population.from_i[i] * lift };
            }
        }
        let n = population.len();
        let own = |map: &Sparse| map.range(..n).map(|(i, v)| (*i, *v)).collect::<Vec<_>>();
        let [t, w, f, d, silenced] = shifts[k].map(own);
        t.into_iter().for_each(|(i, shift)| population.threshold[i] += shift);
        w.into_iter().for_each(|(i, shift)| population.from_e[i] += shift);
        f.into_iter().for_each(|(i, shift)| population.input[i] += shift);
        for (i, shift) in d {
            population.unshifted.insert(i, population.decoder[i]);
            population.decoder[i] = (population.decoder[i] + shift).max(0.0);
            if let Some(cross) = population.cross_decoder.get_mut(i) {
                *cross = (*cross + shift).max(0.0);
            }
        }
        // Evenly spread: neuron i is the first at which another whole one of the part is full.
        let part = [p.silent_part_e, p.silent_part_i][k];
        population.silenced = (0..n).map(|i| ((i + 1) as f64 * part).floor() > (i as f64 * part).floor()).collect();
        silenced.into_iter().for_each(|(i, flag)| population.silenced[i] |= flag > 0.5);
    }
}

/// Steps that so many milliseconds take.
fn steps(params: &BoundaryParams, ms: f64) -> f64 {
    (ms * 1e-3 / params.dt_s).round()
}

/// Whether the time step is fine enough for membranes and synapses.
fn fits_time_step(params: &BoundaryParams) -> Result<(), ParamError> {
    let tau_s = params.tau_s();
    let pulses = [params.pulse_e_ms, params.pulse_i_ms];
    let synapse_ms = [params.tau_s_e_ms, params.tau_s_i_ms];
    for (k, name) in ["e", "i"].into_iter().enumerate() {
        if params.dt_s / tau_s[k] >= 0.05 {
            return Err(conflict(format!(
                "`dt_s` = {} is too coarse for a membrane time constant of {} s; allowed is dt_s below {}",
                params.dt_s,
                tau_s[k],
                tau_s[k] * 0.05
            )));
        }
        if params.synapse == Synapse::SquarePulse && steps(params, pulses[k]) < 1.0 {
            return Err(conflict(format!(
                "`pulse_{}_ms` = {} is shorter than half a time step (dt_s = {}); try a longer pulse or a smaller dt_s",
                name, pulses[k], params.dt_s
            )));
        }
        if params.synapse == Synapse::Exponential && params.dt_s >= synapse_ms[k] * 1e-3 {
            return Err(conflict(format!(
                "`tau_s_{}_ms` = {} is not longer than the time step (dt_s = {}); try a smaller dt_s",
                name, synapse_ms[k], params.dt_s
            )));
        }
    }
    Ok(())
}

/// Everything that is not a line: time constants, noise, synapses.
fn dynamics(params: &BoundaryParams, populations: &mut [Population; 2]) {
    let tau_s = params.tau_s();
    let pulses = [params.pulse_e_ms, params.pulse_i_ms];
    let refractory = [params.refractory_e_ms, params.refractory_i_ms];
    let costs = [params.mu_e, params.mu_i];
    let quadratic = [params.e_quadratic, params.i_quadratic];
    let synapse_ms = [params.tau_s_e_ms, params.tau_s_i_ms];
    for (k, population) in populations.iter_mut().enumerate() {
        population.leak_per_s = 1.0 / tau_s[k];
        population.sigma_v = params.sigma_v;
        population.spike_cost = costs[k];
        population.pulse_steps = steps(params, pulses[k]) as usize;
        population.synapse_leak_per_s = 1e3 / synapse_ms[k];
        population.refractory_steps = steps(params, refractory[k]) as u64;
        population.own_effect_is_fast = k == I;
        population.quadratic = if params.synapse == Synapse::Rate { quadratic[k] } else { 0.0 };
    }
}

impl Population {
    fn push(&mut self, from_e: f64, from_i: f64, input: f64, threshold: f64) {
        self.from_e.push(from_e);
        self.from_i.push(from_i);
        self.input.push(input);
        self.threshold.push(threshold);
    }

    /// Decoders `size` times factors, the factors spread evenly over the neurons and linear in between.
    fn set_decoders(&mut self, size: f64, factors: &[f64]) {
        let n = self.input.len();
        self.decoder = (0..n).map(|i| size * spread(factors, i, n)).collect();
    }
}

fn spread(factors: &[f64], i: usize, n: usize) -> f64 {
    match factors {
        [] => 1.0,
        [one] => *one,
        _ if n <= 1 => factors[0],
        _ => {
            let at = i as f64 * (factors.len() - 1) as f64 / (n - 1) as f64;
            let left = (at as usize).min(factors.len() - 2);
            factors[left] + (factors[left + 1] - factors[left]) * (at - left as f64)
        }
    }
}

/// `n` points evenly from `from` to `to`, both included; one point is `from`.
fn even(from: f64, to: f64, n: usize) -> impl Iterator<Item = f64> {
    let step = if n > 1 { (to - from) / (n - 1) as f64 } else { 0.0 };
    (0..n).map(move |k| from + step * k as f64)
}

fn curved(params: &BoundaryParams, streams: &Streams, random: bool) -> [Population; 2] {
    let mut populations = [Population::default(), Population::default()];
    let has = params.has();
    let single = !(has[E] && has[I]);
    let curves = [
        Quadratic { a: params.e_curvature, b: params.e_slope, c: params.e_offset },
        Quadratic { a: params.i_curvature, b: params.i_slope, c: params.i_offset },
    ];
    let counts = [params.n_e, params.n_i];
    let inputs = [params.f_e, params.f_i];
    for k in [E, I] {
        if !has[k] {
            continue;
        }
        let mut rng = streams.stream(["lines E", "lines I"][k]);
        let points: Vec<f64> = even(params.from, params.to, counts[k]).collect();
        for point in points {
            if single {
                let (own, input, threshold) = if random {
                    random_line(curves[k], std::array::from_fn(|_| rng.sample(StandardNormal)), params.random_spread)
                } else {
                    let slope = curves[k].tangent(point).slope;
                    (1.0, -slope, -slope * point + curves[k].at(point))
                };
                let own = if k == E { [own, 0.0] } else { [0.0, own] };
                populations[k].push(own[0], own[1], input, threshold);
                continue;
            }
            let point = if random { params.from + (params.to - params.from) * rng.random::<f64>() } else { point };
            let line = curves[k].tangent(point);
            let shift = if random { params.random_spread * rng.sample::<f64, _>(StandardNormal) } else { 0.0 };
            push_line(&mut populations[k], line, inputs[k], params.x_ref, shift);
        }
    }
    if has[E] && has[I] {
        for _ in 0..params.n_e2 {
            let line = Line { slope: params.e2_slope, intercept: params.e2_offset };
            push_line(&mut populations[E], line, params.f_e, params.x_ref, 0.0);
        }
    }
    populations[E].set_decoders(params.d_e, &params.d_e_factors);
    populations[I].set_decoders(params.d_i, &params.d_i_factors);
    populations
}

fn push_line(population: &mut Population, line: Line, input: f64, x_ref: f64, shift: f64) {
    population.push(line.slope, 1.0, input, input * x_ref - line.intercept + shift);
}

/// Section 5.4: own weight 1 + n/2 (kept above 0.1, for Dale's law), input weight n, threshold tuned so that the line
/// touches `curve`, then spread.
fn random_line(curve: Quadratic, normal: [f64; 3], threshold_spread: f64) -> (f64, f64, f64) {
    let own = (1.0 + 0.5 * normal[0]).max(0.1);
    let input = normal[1];
    let touch = if curve.a == 0.0 { 0.0 } else { (-input / own - curve.b) / (2.0 * curve.a) };
    (own, input, input * touch + own * curve.at(touch) + threshold_spread * normal[2])
}

/// Whether a target can be followed.
fn fits_target(params: &BoundaryParams) -> Result<(), ParamError> {
    if params.populations != super::Populations::Both {
        return Err(conflict("`design` = target needs both populations; set `populations` to \"E and I\"".to_owned()));
    }
    if params.alpha >= params.beta {
        return Err(conflict(format!(
            "`alpha` = {} must be below `beta` = {}: otherwise the boundaries do not cross stably",
            params.alpha, params.beta
        )));
    }
    Ok(())
}

/// Section 5.5: every piece of q is one E neuron, every piece of p one I neuron, or several.
fn from_target(params: &BoundaryParams, seed: u64) -> Result<[Population; 2], ParamError> {
    let split = Split::new(params, &wish(params, seed)?.knots);
    let mut populations = [Population::default(), Population::default()];
    for (k, feedback) in [params.alpha, params.beta].into_iter().enumerate() {
        for [slope, intercept] in split.pieces(k == I) {
            for _ in 0..params.redundancy {
                populations[k].push(feedback, 1.0, slope, -intercept);
            }
        }
    }
    populations[E].set_decoders(params.d_e, &params.d_e_factors);
    populations[I].set_decoders(params.d_i, &params.d_i_factors);
    Ok(populations)
}

/// Decoders, weights, inputs, thresholds, then what may be left empty: the other decoders, weights of the second input.
type Arrays<'a> = [(&'static str, &'a [f64]); 7];

fn arrays(params: &BoundaryParams) -> [Arrays<'_>; 2] {
    let p = params;
    let e = [
        ("explicit_d_e", p.explicit_d_e.as_slice()),
        ("explicit_e_ee", p.explicit_e_ee.as_slice()),
        ("explicit_e_ei", p.explicit_e_ei.as_slice()),
        ("explicit_f_e", p.explicit_f_e.as_slice()),
        ("explicit_t_e", p.explicit_t_e.as_slice()),
        ("explicit_d_ie", p.explicit_d_ie.as_slice()),
        ("explicit_f2_e", p.explicit_f2_e.as_slice()),
    ];
    let i = [
        ("explicit_d_i", p.explicit_d_i.as_slice()),
        ("explicit_e_ie", p.explicit_e_ie.as_slice()),
        ("explicit_e_ii", p.explicit_e_ii.as_slice()),
        ("explicit_f_i", p.explicit_f_i.as_slice()),
        ("explicit_t_i", p.explicit_t_i.as_slice()),
        ("explicit_d_ei", p.explicit_d_ei.as_slice()),
        ("explicit_f2_i", p.explicit_f2_i.as_slice()),
    ];
    [e, i]
}

/// Whether explicit arrays are as long as they must be.
fn fits_arrays(params: &BoundaryParams, k: usize, arrays: &Arrays<'_>) -> Result<(), ParamError> {
    let n = arrays[0].1.len();
    for (index, (id, array)) in arrays.iter().enumerate() {
        let optional = index >= 5 && array.is_empty();
        if array.len() != n && !optional {
            return Err(conflict(format!(
                "`{id}`: given {} numbers; needed are {n}, as many as in `{}`",
                array.len(),
                arrays[0].0
            )));
        }
    }
    if !params.has()[k] && n > 0 {
        return Err(conflict(format!(
            "`{}` has {n} neurons, but `populations` says there are none of that kind",
            arrays[0].0
        )));
    }
    Ok(())
}

fn explicit(params: &BoundaryParams) -> [Population; 2] {
    arrays(params).map(|arrays| {
        let [decoder, from_e, from_i, input, threshold, cross_decoder, input_2] =
            arrays.map(|(_, array)| array.to_vec());
        Population { decoder, cross_decoder, from_e, from_i, input, input_2, threshold, ..Population::default() }
    })
}
