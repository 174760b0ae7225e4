//! An independent program for reference runs: every voltage integrated by itself, the full weight matrix, no latents.
//!
//! Written from section 6 of the sheet; shares no code with the engine or the loader. [`Case::draw`] makes a random
//! network, [`Case::run`] steps it, `Case::write` saves both as a folder in the reference format.

mod folder;

use serde_json::{Value, json};

/// Splitmix64: enough for drawing cases, and the same everywhere.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Dice(seed)
    }

    fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn real(&mut self, from: f64, to: f64) -> f64 {
        from + (to - from) * (self.bits() >> 11) as f64 / (1u64 << 53) as f64
    }

    pub fn below(&mut self, n: usize) -> usize {
        (self.bits() % n as u64) as usize
    }

    pub fn coin(&mut self) -> bool {
        self.below(2) == 0
    }

    fn list(&mut self, n: usize, from: f64, to: f64) -> Vec<f64> {
        (0..n).map(|_| self.real(from, to)).collect()
    }
}

/// Which populations there are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    OneI,
    OneE,
    Both,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Mode {
    Instantaneous,
    SquarePulse,
    Exponential,
    Rate,
}

impl Mode {
    fn name(self) -> &'static str {
        match self {
            Mode::Instantaneous => "instantaneous",
            Mode::SquarePulse => "square_pulse",
            Mode::Exponential => "exponential",
            Mode::Rate => "rate",
        }
    }
}

/// One population as the format writes it. For one population `own` is E and D carries its sign.
#[derive(Clone, Debug, Default)]
struct Group {
    name: &'static str,
    d: Vec<f64>,
    cross: Option<Vec<f64>>,
    /// Weights of the own and the other population's latent, without the minus sign of inhibition.
    own: Vec<f64>,
    other: Vec<f64>,
    f: Vec<f64>,
    t: Vec<f64>,
    mu: f64,
    leak: f64,
    leak_s: f64,
    pulse: usize,
    refractory: i64,
    /// Value before and after a step of the injected current.
    current: Option<(f64, f64, usize)>,
    r0: Option<Vec<f64>>,
}

#[derive(Clone, Debug)]
pub struct Case {
    pub kind: Kind,
    pub mode: Mode,
    dt: f64,
    x: Vec<f64>,
    x_json: Value,
    /// E and I, or the only one.
    groups: Vec<Group>,
    y0: Option<f64>,
    beta: f64,
    nested: bool,
}

/// What the plain program finds.
pub struct Run {
    /// Step, group, neuron.
    pub spikes: Vec<(usize, usize, usize)>,
    voltages: Vec<Vec<f64>>,
    rates: Vec<Vec<f64>>,
    latents: Vec<Vec<f64>>,
    /// How far the closest decision was from falling otherwise.
    pub margin: f64,
}

impl Case {
    pub fn draw(kind: Kind, mode: Mode, n_steps: usize, dice: &mut Dice) -> Case {
        let dt = if dice.coin() { 1e-4 } else { 5e-5 };
        let first = 100 + dice.below(600);
        let (low, high) = (dice.real(-1.0, 0.5), dice.real(0.5, 1.5));
        let (x, x_json) = match dice.below(4) {
            0 => (vec![high; n_steps], json!({"kind": "constant", "value": high})),
            1 => (
                (0..n_steps).map(|t| if t < first { low } else { high }).collect(),
                json!({"kind": "step", "before": low, "after": high, "first_step_after": first}),
            ),
            2 => (
                (0..n_steps).map(|t| low + (high - low) * t as f64 / (n_steps - 1) as f64).collect(),
                json!({"kind": "linspace", "start": low, "stop": high, "n": n_steps, "csv": "x.csv"}),
            ),
            _ => {
                let mut at = high;
                let walk = (0..n_steps).map(|_| {
                    at += 0.02 * dice.real(-1.0, 1.0) - 0.005 * (at - 0.5);
                    at
                });
                (walk.collect(), json!({"kind": "random_walk", "csv": "x.csv"}))
            }
        };
        let names: &[&'static str] = match kind {
            Kind::OneI => &["I"],
            Kind::OneE => &["E"],
            Kind::Both => &["E", "I"],
        };
        let one_leak = dice.coin();
        let groups = names.iter().map(|name| {
            let mut group = Group::draw(kind, name, dice);
            if mode == Mode::Rate {
                // At most one spike per tau: decoders must be larger.
                group.d.iter_mut().for_each(|d| *d *= 8.0);
            }
            if one_leak {
                group.leak = 100.0;
            }
            group
        });
        let mut groups: Vec<Group> = groups.collect();
        let mut y0 = None;
        match dice.below(3) {
            0 if kind != Kind::Both && mode != Mode::Rate => {
                let sign = if kind == Kind::OneI { -1.0 } else { 1.0 };
                y0 = Some(sign * dice.real(0.0, 3.0));
            }
            1 if kind != Kind::Both && mode != Mode::Rate => {
                groups[0].r0 = Some(dice.list(groups[0].d.len(), 0.0, 4.0));
            }
            _ => {}
        }
        if kind == Kind::Both && mode == Mode::Rate {
            for group in &mut groups {
                group.r0 = Some(dice.list(group.d.len(), 0.01, 0.9));
                (group.cross, group.current) = (None, None);
            }
        }
        Case { kind, mode, dt, x, x_json, groups, y0, beta: dice.real(2.0, 20.0), nested: dice.coin() }
    }

    /// W[i][j]: how much a spike of neuron j of group q moves V of neuron i of group p.
    fn weight(&self, p: usize, i: usize, q: usize, j: usize) -> f64 {
        let (to, from) = (&self.groups[p], &self.groups[q]);
        let sign = if self.kind == Kind::Both && from.name == "I" { -1.0 } else { 1.0 };
        if p == q {
            sign * to.own[i] * from.d[j]
        } else {
            sign * to.other[i] * from.cross.as_ref().unwrap_or(&from.d)[j]
        }
    }

    /// All neurons, group by group.
    fn neurons(&self) -> Vec<(usize, usize)> {
        (0..self.groups.len()).flat_map(|p| (0..self.groups[p].d.len()).map(move |i| (p, i))).collect()
    }

    fn start(&self, matrix: &[Vec<f64>]) -> Vec<f64> {
        let neurons = self.neurons();
        let start = neurons.iter().enumerate().map(|(n, &(p, i))| {
            let group = &self.groups[p];
            let rest = group.f[i] * self.x[0] + 1.0 - group.t[i];
            match (&group.r0, self.y0) {
                (Some(r0), _) if self.mode == Mode::Rate => group.t[i] + (r0[i] / (1.0 - r0[i])).ln() / self.beta,
                (Some(r0), _) => rest + matrix[n].iter().zip(r0).map(|(w, r)| w * r).sum::<f64>() - group.mu * r0[i],
                (None, Some(y0)) => rest + group.own[i] * y0,
                (None, None) => 0.0,
            }
        });
        start.collect()
    }

    pub fn run(&self) -> Run {
        let neurons = self.neurons();
        let count = neurons.len();
        let n_steps = self.x.len();
        let matrix: Vec<Vec<f64>> =
            neurons.iter().map(|&(p, i)| neurons.iter().map(|&(q, j)| self.weight(p, i, q, j)).collect()).collect();
        let of = |n: usize| &self.groups[neurons[n].0];
        let is_rate = self.mode == Mode::Rate;
        // Whether a neuron's own effect skips the synapse.
        let is_fast = |n: usize| self.mode == Mode::Exponential || self.kind != Kind::Both || of(n).name == "I";
        let mut v = self.start(&matrix);
        let mut r: Vec<f64> =
            neurons.iter().map(|&(p, i)| self.groups[p].r0.as_ref().map_or(0.0, |r0| r0[i])).collect();
        let mut y0 = self.y0.unwrap_or(0.0);
        let mut g = vec![vec![0.0; count]; n_steps];
        let mut spiked = vec![false; count];
        let mut refractory = vec![1i64; count];
        let mut run = Run { spikes: vec![], voltages: vec![], rates: vec![], latents: vec![], margin: f64::INFINITY };
        for t in 0..n_steps {
            if t > 0 {
                let dx = self.x[t] - self.x[t - 1];
                let before = (v.clone(), r.clone());
                for (n, &(_, i)) in neurons.iter().enumerate() {
                    let group = of(n);
                    let a = self.dt * group.leak;
                    let current = group.current.map_or(0.0, |(b, c, first)| if t - 1 < first { b } else { c });
                    if is_rate {
                        let heard: f64 = (0..count).map(|m| matrix[n][m] * before.1[m]).sum();
                        v[n] += a * (-before.0[n] + group.f[i] * self.x[t - 1] + heard + current);
                        continue;
                    }
                    let bias = 1.0 - group.t[i];
                    v[n] += a * (-v[n] + group.f[i] * self.x[t - 1] + bias + current) + group.f[i] * dx;
                    for m in 0..count {
                        let own = n == m;
                        v[n] += match self.mode {
                            Mode::Instantaneous => f64::from(u8::from(spiked[m])) * matrix[n][m],
                            _ if own && is_fast(n) => f64::from(u8::from(spiked[m])) * matrix[n][m],
                            Mode::SquarePulse => g[t - 1][m] * matrix[n][m],
                            _ => self.dt * g[t - 1][m] * matrix[n][m],
                        };
                    }
                    if spiked[n] {
                        v[n] -= group.mu;
                    }
                }
                if is_rate {
                    for (n, &(_, i)) in neurons.iter().enumerate() {
                        r[n] = 1.0 / (1.0 + (-self.beta * (v[n] - of(n).t[i])).exp());
                    }
                } else {
                    self.fire(t, &neurons, &mut v, &mut g, &mut spiked, &mut refractory, &mut run);
                    for n in 0..count {
                        let input = match self.mode {
                            Mode::Instantaneous => f64::from(u8::from(spiked[n])),
                            Mode::SquarePulse => g[t][n],
                            _ => self.dt * g[t][n],
                        };
                        r[n] = (-of(n).leak * self.dt).exp() * r[n] + input;
                    }
                    y0 *= (-self.groups[0].leak * self.dt).exp();
                }
            }
            let mut latents = vec![0.0; self.groups.len()];
            latents[0] = y0;
            for (n, &(p, i)) in neurons.iter().enumerate() {
                latents[p] += of(n).d[i] * r[n];
            }
            run.latents.push(latents);
            run.voltages.push(v.clone());
            run.rates.push(r.clone());
        }
        run
    }

    /// Who spikes on step `t`, I before E.
    #[expect(clippy::too_many_arguments, reason = "the step of the sheet, written out")]
    fn fire(
        &self,
        t: usize,
        neurons: &[(usize, usize)],
        v: &mut [f64],
        g: &mut [Vec<f64>],
        spiked: &mut [bool],
        refractory: &mut [i64],
        run: &mut Run,
    ) {
        run.margin = v.iter().fold(run.margin, |margin, v| margin.min((v - 1.0).abs()));
        spiked.fill(false);
        let last_first = (0..self.groups.len()).rev();
        for p in last_first {
            let members: Vec<usize> = (0..neurons.len()).filter(|n| neurons[*n].0 == p).collect();
            if self.mode == Mode::Instantaneous {
                let mut best = members[0];
                for &n in &members {
                    if v[n] > v[best] {
                        best = n;
                    }
                }
                if v[best] >= 1.0 {
                    let second = members.iter().filter(|n| **n != best).map(|n| v[*n]).fold(f64::MIN, f64::max);
                    run.margin = run.margin.min(v[best] - second);
                    spiked[best] = true;
                    run.spikes.push((t, p, neurons[best].1));
                    if self.kind != Kind::Both {
                        v[best] = 1.0;
                    }
                    return;
                }
                continue;
            }
            let group = &self.groups[p];
            for n in members {
                if self.mode == Mode::Exponential {
                    g[t][n] = (1.0 - self.dt * group.leak_s) * g[t - 1][n];
                }
                if v[n] >= 1.0 && refractory[n] <= 0 {
                    spiked[n] = true;
                    refractory[n] = group.refractory;
                    run.spikes.push((t, p, neurons[n].1));
                    match self.mode {
                        Mode::Exponential => g[t][n] += group.leak_s,
                        _ => g[t..].iter_mut().take(group.pulse).for_each(|g| g[n] += 1.0 / group.pulse as f64),
                    }
                }
                refractory[n] -= 1;
            }
        }
    }
}

impl Group {
    fn draw(kind: Kind, name: &'static str, dice: &mut Dice) -> Group {
        let n = 1 + dice.below(6);
        let scale = dice.list(n, 0.7, 1.4);
        let scaled = |values: Vec<f64>| values.iter().zip(&scale).map(|(v, s)| v * s).collect::<Vec<f64>>();
        // Lines that cross as figure 4's do: E less steep, with a positive height at the origin.
        let (d, slope, height, mu) = match (kind, name) {
            (Kind::OneI, _) => ([-0.8, -0.05], [1.0, 1.0], [0.2, 2.0], 0.2),
            (Kind::OneE, _) => ([0.05, 0.4], [1.0, 1.0], [-1.5, -0.2], 2.0),
            (_, "E") => ([0.1, 0.8], [0.2, 0.9], [0.5, 2.0], 0.6),
            _ => ([0.2, 1.0], [1.1, 2.0], [-1.0, 0.5], 0.3),
        };
        let other = if kind == Kind::Both { dice.list(n, slope[0], slope[1]) } else { vec![0.0; n] };
        let (own, other) = match (kind, name) {
            (Kind::Both, "E") => (scaled(other), scale.clone()),
            (Kind::Both, _) => (scale.clone(), scaled(other)),
            _ => (scale.clone(), other),
        };
        let d = dice.list(n, d[0], d[1]);
        let cross = (kind == Kind::Both && dice.coin()).then(|| d.iter().map(|d| d * dice.real(0.8, 1.2)).collect());
        let current = dice.coin().then(|| {
            let before = dice.real(-0.3, 0.6);
            (before, if dice.coin() { before } else { dice.real(0.0, 1.0) }, 200 + dice.below(700))
        });
        Group {
            name,
            d,
            cross,
            own,
            other,
            f: scaled(dice.list(n, -0.5, 0.5)),
            t: scaled(dice.list(n, -height[1], -height[0])),
            mu: if dice.coin() { 0.0 } else { dice.real(0.0, mu) },
            leak: dice.real(60.0, 160.0),
            leak_s: dice.real(200.0, 1000.0),
            pulse: 1 + dice.below(30),
            refractory: dice.below(12) as i64,
            current,
            r0: None,
        }
    }
}
