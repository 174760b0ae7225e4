//! From parameters to a network: teacher, decoders, basis functions, and what does not fit together.

use super::basis::Basis;
use super::decoder::decoder;
use super::formula::Formula;
use super::network::{Control, Network};
use super::outline::Outline;
use super::params::{BasisKind, Driven, LearningParams, Protocol, Student, Task};
use super::place::{MOST, State, far};
use super::teacher::Teacher;
use crate::geometry::Point;
use crate::model::tally;
use crate::param::{OnOff, ParamError, Parameters, Slot, Spec};
use std::f64::consts::TAU;
use std::sync::Arc;

/// A teacher whose state is farther from the origin than this has left what can be shown and learned.
pub const BOX: f64 = 6.0;

pub(super) fn conflict(message: String) -> ParamError {
    ParamError::Conflict { message }
}

/// The teacher of the parameters.
///
/// # Errors
/// If formulas or curve make none.
pub fn teacher(p: &LearningParams) -> Result<Teacher, ParamError> {
    Ok(match p.task {
        Task::Oscillator => Teacher::Oscillator { g0: p.g0, w: p.w },
        Task::Pendulum => Teacher::Pendulum { w: p.w, b: p.b, s: p.s },
        Task::VanDerPol => Teacher::VanDerPol { w: p.w, m: p.m, size: p.size },
        Task::DoubleWell => Teacher::DoubleWell { w: p.w, b: p.b, size: p.size },
        Task::Lorenz => Teacher::Lorenz { speed: p.speed, r: p.rho },
        Task::Formula => Teacher::Formula(Arc::new(Formula::new(&formulas(p)?).map_err(conflict)?)),
        Task::Drawn => {
            if p.curve_x.len() != p.curve_y.len() {
                let given = format!("`curve_x` has {} knots and `curve_y` {}", p.curve_x.len(), p.curve_y.len());
                return Err(conflict(format!("{given}; they must be equally many")));
            }
            let knots: Vec<Point> = p.curve_x.iter().zip(&p.curve_y).map(|(x, y)| Point::new(*x, *y)).collect();
            Teacher::Drawn(Arc::new(Outline::new(&knots, TAU / p.w, p.pull).map_err(conflict)?))
        }
    })
}

/// The formulas, without the empty ones behind the last.
fn formulas(p: &LearningParams) -> Result<Vec<&str>, ParamError> {
    let all = [&p.f1, &p.f2, &p.f3].map(|text| text.trim());
    let n = all.iter().position(|text| text.is_empty()).unwrap_or(MOST);
    if let Some(k) = (n..MOST).find(|k| !all[*k].is_empty()) {
        return Err(conflict(format!("`f{}` is given without `f{}`; fill them in from the first on", k + 1, n + 1)));
    }
    if n == 0 {
        return Err(conflict("a teacher by formulas needs `f1`, such as f1 = 6*x2 and f2 = -6*x1 - x2".to_owned()));
    }
    Ok(all[..n].to_vec())
}

/// Whether two sets of parameters have the same teacher.
pub fn is_same_teacher(a: &LearningParams, b: &LearningParams) -> bool {
    let numbers = |p: &LearningParams| [p.w, p.g0, p.b, p.s, p.m, p.size, p.speed, p.rho, p.pull];
    let texts = |p: &LearningParams| [p.f1.clone(), p.f2.clone(), p.f3.clone()];
    a.task == b.task
        && numbers(a) == numbers(b)
        && texts(a) == texts(b)
        && (&a.curve_x, &a.curve_y) == (&b.curve_x, &b.curve_y)
}

/// Whether the teacher stays where it can be learned, without a command, from the places where trials start.
///
/// # Errors
/// If it does not.
pub fn stays(p: &LearningParams, teacher: &Teacher) -> Result<(), ParamError> {
    const DT: f64 = 2e-3;
    const AROUND: usize = 5;
    let on_rim = |k: usize| {
        let angle = TAU * k as f64 / AROUND as f64;
        [p.radius * angle.cos(), p.radius * angle.sin(), 0.0]
    };
    let (starts, id) = match p.protocol {
        Protocol::Free => (vec![first_place(p)], "start"),
        _ => ((0..AROUND).map(on_rim).collect(), "radius"),
    };
    for mut x in starts {
        x[teacher.dimensions()..].fill(0.0);
        let start = x;
        for step in 0..1000 {
            if let Teacher::Formula(formula) = teacher {
                formula.defined_at(&x).map_err(conflict)?;
            }
            teacher.step(&mut x, &[0.0; MOST], DT);
            let away = far(&x);
            if away.is_nan() || away > BOX {
                let from: Vec<String> = start[..teacher.dimensions()].iter().map(|v| format!("{v:.2}")).collect();
                return Err(conflict(format!(
                    "the teacher leaves the box: from ({}) it is farther than {BOX} from the origin after {:.2} s; \
                     damp it, scale its states to about 1, or bring `{id}` nearer to the origin",
                    from.join(", "),
                    f64::from(step + 1) * DT
                )));
            }
        }
    }
    Ok(())
}

/// Where a long run starts.
pub fn first_place(p: &LearningParams) -> State {
    let mut start = [0.0; MOST];
    match &p.start[..] {
        [] => start[0] = 1.0,
        given => start.iter_mut().zip(given).for_each(|(x, given)| *x = *given),
    }
    start
}

/// Whether the parameters fit together, but for the teacher's own.
fn validate(p: &LearningParams) -> Result<(), ParamError> {
    let fastest = p.lam.max(if p.feedback == OnOff::On { p.k } else { 0.0 });
    if p.dt_s * fastest > 0.5 {
        let most = 0.5 / fastest;
        return Err(conflict(format!(
            "`dt_s` = {} is too coarse for `lam` = {} and `k` = {} 1/s; allowed is dt_s up to {most:.1e} s",
            p.dt_s, p.lam, p.k
        )));
    }
    if p.tau_c < 2.0 * p.dt_s {
        return Err(conflict(format!("`tau_c` = {} s is shorter than two time steps of {} s", p.tau_c, p.dt_s)));
    }
    if p.block_s < p.trial_s {
        let given = format!("`block_s` = {} is shorter than a trial, `trial_s` = {}", p.block_s, p.trial_s);
        return Err(conflict(format!("{given}; a block holds at least one")));
    }
    if p.protocol == Protocol::Training && p.gate_s >= p.trial_s {
        let given = format!("`gate_s` = {} is as long as a trial, `trial_s` = {}", p.gate_s, p.trial_s);
        return Err(conflict(format!("{given}; nothing would be learned")));
    }
    Ok(())
}

/// Builds the network; `known` is its teacher, if somebody has built that.
///
/// # Errors
/// If the parameters do not fit together.
pub fn build(p: &LearningParams, seed: u64, known: Option<&Teacher>) -> Result<Network, ParamError> {
    tally::designed();
    validate(p)?;
    let teacher = match known {
        Some(teacher) => teacher.clone(),
        None => teacher(p)?,
    };
    let k = teacher.dimensions();
    if !p.start.is_empty() && p.start.len() != k {
        return Err(conflict(format!("`start` has {} numbers; the teacher has {k} dimensions", p.start.len())));
    }
    let basis = match p.basis {
        BasisKind::Linear => Basis::Linear { dimensions: k },
        // The start state of the generator is the seed and ten (sheet, section 5).
        BasisKind::Tanh => Basis::drawn(k, p.n_b, p.gain, seed.wrapping_add(10)),
    };
    let square = p.d * p.d;
    Ok(Network::new(teacher, decoder(k, p.n, p.d), [p.mu * square, p.nu * square], p.lam, p.dt_s, basis))
}

/// What a hand can change while it runs.
pub fn control(p: &LearningParams, dimensions: usize) -> Control {
    let on = |switch: OnOff, value: f64| if switch == OnOff::On { value } else { 0.0 };
    let mut sigma_c = [0.0; MOST];
    for (k, sigma) in sigma_c.iter_mut().enumerate().take(dimensions) {
        *sigma = if p.driven == Driven::All || k + 1 == dimensions { p.sigma_c } else { 0.0 };
    }
    let mut command = [p.c1, p.c2, p.c3];
    command[dimensions..].fill(0.0);
    Control {
        k: on(p.feedback, p.k),
        eta: on(p.learning, p.eta),
        sigma_v: p.sigma_v,
        dead: (0..p.n).map(|i| p.dead.get(&i).is_some_and(|flag| *flag > 0.5)).collect(),
        lateral: p.lateral == OnOff::On,
        is_rate: p.student == Student::Rate,
        sigma_c,
        tau_c_s: p.tau_c,
        command,
    }
}

/// The weights at the start, by dimension, then by function.
///
/// # Errors
/// If the file's array has another shape.
pub fn weights(p: &LearningParams, network: &Network) -> Result<Vec<f64>, ParamError> {
    let (k, nb) = (network.dimensions(), network.basis.len());
    if p.weights.is_empty() {
        return Ok(vec![0.0; k * nb]);
    }
    let w = p.weights.get("W", &[nb, k]).map_err(|what| {
        conflict(format!(
            "`weights`: {what} ({nb} basis functions, {k} dimensions); take the file of this task, or \
            set `n_b` and `teacher` as they were when it was learned"
        ))
    })?;
    if let Some(bad) = w.iter().find(|v| !v.is_finite()) {
        return Err(conflict(format!("`weights`: {} holds {bad}; allowed are finite numbers", p.weights.file)));
    }
    Ok((0..k * nb).map(|at| w[(at % nb) * k + at / nb]).collect())
}

impl Parameters for LearningParams {
    fn visit(&mut self, visitor: &mut dyn FnMut(&'static Spec, Slot<'_>)) {
        self.visit_fields(visitor);
    }

    fn is_relevant(&self, spec: &Spec) -> bool {
        let is = |tasks: &[Task]| tasks.contains(&self.task);
        match spec.id {
            "w" => !is(&[Task::Lorenz, Task::Formula]),
            "g0" => is(&[Task::Oscillator]),
            "b" => is(&[Task::Pendulum, Task::DoubleWell]),
            "s" => is(&[Task::Pendulum]),
            "m" => is(&[Task::VanDerPol]),
            "size" => is(&[Task::VanDerPol, Task::DoubleWell]),
            "speed" | "rho" => is(&[Task::Lorenz]),
            "f1" | "f2" | "f3" => is(&[Task::Formula]),
            "curve_x" | "curve_y" | "pull" => is(&[Task::Drawn]),
            "n_b" | "gain" => self.basis == BasisKind::Tanh,
            "trial_s" | "block_s" | "gate_s" => self.protocol == Protocol::Training,
            "radius" => self.protocol != Protocol::Free,
            "start" => self.protocol == Protocol::Free,
            "anneal" => self.protocol == Protocol::Training && self.learning == OnOff::On,
            "k" => self.feedback == OnOff::On,
            "eta" => self.learning == OnOff::On,
            "c3" => is(&[Task::Lorenz]) || !self.f3.trim().is_empty(),
            "dead" => !self.dead.is_empty(),
            _ => true,
        }
    }

    fn check(&self) -> Result<(), ParamError> {
        validate(self)?;
        // Also where nothing is made of them yet.
        if self.task == Task::Formula || [&self.f1, &self.f2, &self.f3].iter().any(|text| !text.trim().is_empty()) {
            Formula::new(&formulas(self)?).map_err(conflict)?;
        }
        Ok(())
    }
}
