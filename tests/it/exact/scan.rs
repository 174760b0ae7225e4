//! Random networks against a plain scan over all neurons, from root to root.

use super::*;

/// Section 6.6 as it stands: all voltages by themselves, a scan over all neurons for the first root, spikes as columns of
/// the full weight matrix. Times are in seconds.
struct Plain {
    network: Network,
    course: Course,
    now: Moment,
    x: f64,
    v: [Vec<f64>; 2],
    c: [f64; 2],
    spikes: Vec<(f64, usize, usize)>,
    /// Whether two neurons, or threshold and a voltage, were so near each other that rounding may decide.
    tied: bool,
    ran_away: bool,
}

const NEAR: f64 = 1e-9;

impl Plain {
    fn new(network: Network, course: Course) -> Plain {
        let x = course.piece(Moment::default()).x;
        let v =
            network.populations.each_ref().map(|p| (0..p.len()).map(|i| p.static_voltage(i, x, 0.0, 0.0)).collect());
        let (now, c, spikes) = (Moment::default(), [0.0; 2], Vec::new());
        Plain { network, course, now, x, v, c, spikes, tied: false, ran_away: false }
    }

    fn tau_steps(&self) -> f64 {
        1.0 / (self.network.dt_s * self.network.populations[E].leak_per_s)
    }

    /// A, B, C in time constants from now.
    fn course_of(&self, p: usize, i: usize) -> [f64; 3] {
        let piece = self.course.piece(self.now);
        let population = &self.network.populations[p];
        let rest = population.input[i] * self.x + 1.0 - population.threshold[i];
        let led = piece.currents[p];
        [self.v[p][i] - rest - led, population.input[i] * piece.slope * self.tau_steps(), rest + led - 1.0]
    }

    /// Its first root up to `end`, by the cases of the sheet.
    fn root([a, b, c]: [f64; 3], end: f64) -> Option<f64> {
        let f = |t: f64| a * (-t).exp() + b * t + c;
        let top = if a < 0.0 && b < 0.0 {
            if a / b <= 1.0 {
                return None;
            }
            (a / b).ln().min(end)
        } else if a >= 0.0 && b <= 0.0 {
            return None;
        } else {
            end
        };
        if b == 0.0 {
            return (c > 0.0).then(|| (-a / c).ln()).filter(|t| *t <= end);
        }
        if f(top).is_nan() || f(top) < 0.0 {
            return None;
        }
        let (mut low, mut high) = (0.0, top);
        for _ in 0..200 {
            let middle = 0.5 * (low + high);
            if f(middle) < 0.0 { low = middle } else { high = middle }
        }
        Some(high)
    }

    fn go(&mut self, to: Moment, taus: f64) {
        let piece = self.course.piece(self.now);
        let x = piece.x + piece.slope * taus * self.tau_steps();
        for p in [E, I] {
            for i in 0..self.v[p].len() {
                let [a, ..] = self.course_of(p, i);
                let population = &self.network.populations[p];
                let rest = population.input[i] * x + 1.0 - population.threshold[i] + piece.currents[p];
                self.v[p][i] = rest + a * (-taus).exp();
            }
            self.c[p] = piece.currents[p] + (self.c[p] - piece.currents[p]) * (-taus).exp();
        }
        (self.now, self.x) = (to, x);
        let jump = self.course.piece(to).x - x;
        for p in [E, I] {
            for (v, f) in self.v[p].iter_mut().zip(&self.network.populations[p].input) {
                *v += f * jump;
            }
        }
        self.x += jump;
    }

    fn may(&self, p: usize, i: usize) -> bool {
        !self.network.populations[p].is_silenced(i)
    }

    fn cascade(&mut self) {
        for _ in 0..10_000 {
            let highest = |p: usize| {
                let all = (0..self.v[p].len()).filter(|i| self.may(p, *i)).map(|i| (self.v[p][i], i));
                let best = all.clone().reduce(|best, other| if other.0 > best.0 { other } else { best })?;
                let second = all.filter(|(_, i)| *i != best.1).map(|(v, _)| v).fold(f64::NEG_INFINITY, f64::max);
                Some((best, second))
            };
            let (mut pick, mut tied) = (None, false);
            for p in [I, E] {
                let Some(((v, k), second)) = highest(p) else { continue };
                tied |= (v - 1.0).abs() < NEAR && v != 1.0 || v >= 1.0 && v - second < NEAR && v - second != 0.0;
                if v >= 1.0 - 1e-12 {
                    pick = Some((p, k));
                    break;
                }
            }
            self.tied |= tied;
            let Some((p, k)) = pick.filter(|_| !self.tied) else { return };
            self.spikes.push(((self.now.step as f64 + self.now.part) * self.network.dt_s, p, k));
            for q in [E, I] {
                for i in 0..self.v[q].len() {
                    self.v[q][i] += self.network.weight((p, k), (q, i));
                }
            }
        }
        self.ran_away = true;
    }

    fn run(&mut self, end: Moment) {
        self.cascade();
        while !self.tied && !self.ran_away && self.now < end {
            let piece = self.course.piece(self.now);
            let limit = piece.until.filter(|until| *until < end).unwrap_or(end);
            let taus = limit.since(self.now) / self.tau_steps();
            let mut first: Option<(f64, usize, usize)> = None;
            let mut tied = false;
            for p in [I, E] {
                for i in (0..self.v[p].len()).filter(|i| self.may(p, *i)) {
                    if let Some(t) = Plain::root(self.course_of(p, i), taus) {
                        if let Some((best, ..)) = first {
                            tied |= (t - best).abs() < NEAR && t != best;
                        }
                        if first.is_none_or(|(best, ..)| t < best) {
                            first = Some((t, p, i));
                        }
                    }
                }
            }
            self.tied |= tied;
            match first.filter(|_| !self.tied) {
                Some((t, p, i)) => {
                    self.tied |= taus - t < NEAR;
                    self.go(self.now.after(t * self.tau_steps()), t);
                    self.v[p][i] = 1.0;
                }
                None => self.go(limit, taus),
            }
            self.cascade();
        }
    }
}

struct Dice(SplitMix64);

impl Dice {
    fn unit(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 * 0.5f64.powi(53)
    }

    fn between(&mut self, a: f64, b: f64) -> f64 {
        a + (b - a) * self.unit()
    }

    fn one_in(&mut self, n: u64) -> bool {
        self.0.next_u64().is_multiple_of(n)
    }
}

fn random_network(dice: &mut Dice) -> Network {
    let (alike_f, alike_e, alike_i) = (dice.one_in(2), dice.one_in(2), !dice.one_in(3));
    let costs = dice.one_in(3);
    let mistuned = dice.one_in(4);
    let alone = dice.one_in(6);
    let mut population = |p: usize| {
        let n = if alone && p == E { 0 } else { 1 + (dice.unit() * if dice.one_in(4) { 60.0 } else { 8.0 }) as usize };
        let mut list = |alike: bool, a: f64, b: f64| -> Vec<f64> {
            let all = dice.between(a, b);
            (0..n).map(|_| if alike { all } else { dice.between(a, b) }).collect()
        };
        let steep = [[0.2, 1.2], [0.9, 2.2]][p];
        let from_e = list(alike_e, steep[0], steep[1]);
        let from_i = if alike_i { vec![1.0; n] } else { list(false, 0.6, 1.4) };
        let input = list(alike_f, -1.0, 1.5);
        let threshold = list(false, -1.5, 1.0);
        let decoder = list(false, 0.05, 1.0);
        let cross_decoder =
            if mistuned { decoder.iter().map(|d| d * dice.between(0.7, 1.3)).collect() } else { decoder.clone() };
        Population {
            decoder,
            cross_decoder,
            from_e,
            from_i,
            input,
            threshold,
            silenced: (0..n).map(|_| dice.one_in(9)).collect(),
            spike_cost: if costs { dice.between(0.01, 0.5) } else { 0.0 },
            leak_per_s: 100.0,
            ..Population::default()
        }
    };
    let populations = [population(E), population(I)];
    Network { populations, dt_s: 2e-4, synapse: Synapse::Instantaneous, exact: true, ..Network::default() }
}

fn random_course(dice: &mut Dice, dt_s: f64) -> Course {
    let shape = ["constant", "step", "ramp", "back and forth", "drawn"][(dice.unit() * 5.0) as usize];
    let mut number = |id: &str, a: f64, b: f64| Edit::new(id, Value::Number(dice.between(a, b)));
    let mut edits = vec![
        number("x", -1.0, 2.0),
        number("x_start", -1.0, 2.0),
        number("x_hold_s", 0.0, 0.03),
        number("x_ramp_s", 0.005, 0.08),
        number("x_drawn_s", 0.01, 0.08),
        number("current_e", -0.5, 0.5),
        number("current_i", -0.5, 0.5),
        number("current_e_on_s", 0.0, 0.06),
        number("current_i_on_s", 0.0, 0.06),
        Edit::new("input", Value::Choice(shape.to_owned())),
    ];
    let drawn = (0..7).map(|_| dice.between(-1.0, 2.0)).collect();
    edits.push(Edit::new("x_drawn", Value::List(drawn)));
    apply(&Drive::default(), &edits).unwrap().0.course(dt_s, 1)
}

/// Random lines, costs, decoders, silenced neurons; input at rest, in steps, ramps and drawn, currents that set in; an
/// edit, a kick on the way; networks that stay silent, and that run away.
#[test]
fn random_networks_spike_as_a_scan_over_all_neurons_says() {
    let mut dice = Dice(SplitMix64::seed_from_u64(66));
    let (mut compared, mut silent, mut lost, mut whole) = (0, 0, 0, 0);
    for round in 0..400 {
        let network = random_network(&mut dice);
        let course = random_course(&mut dice, network.dt_s);
        let mut plain = Plain::new(network.clone(), course.clone());
        let mut exact = Exact::new(network.clone(), course.clone(), &Initial::Static);
        let mut spikes = Vec::new();
        plain.run(Moment::at(350));
        (0..350).for_each(|_| {
            if exact.lost().is_none() {
                exact.step(&mut spikes)
            }
        });
        if !plain.tied && !plain.ran_away {
            let mut edited = network.clone();
            for population in &mut edited.populations {
                population.threshold.iter_mut().for_each(|t| *t -= dice.between(0.0, 0.4));
            }
            for p in [E, I] {
                for (i, v) in plain.v[p].iter_mut().enumerate() {
                    *v += network.populations[p].threshold[i] - edited.populations[p].threshold[i];
                }
            }
            let by = dice.between(-0.2, 0.5);
            exact.retune(edited.clone(), course);
            exact.kick(E, exact.readout()[E] + by);
            for p in [E, I] {
                for (v, w) in plain.v[p].iter_mut().zip(&edited.populations[p].from_e) {
                    *v += w * by;
                }
            }
            plain.network = edited;
            plain.run(Moment::at(700));
            (0..350).for_each(|_| {
                if exact.lost().is_none() {
                    exact.step(&mut spikes)
                }
            });
        }
        assert!(spikes.len() >= plain.spikes.len(), "round {round}: {} of {}", spikes.len(), plain.spikes.len());
        for (k, (at_s, p, i)) in plain.spikes.iter().enumerate() {
            let got = &spikes[k];
            let same = (population(got), got.neuron().index as usize) == (*p, *i);
            assert!(
                same && (got.time_s(network.dt_s) - at_s).abs() < 1e-9,
                "round {round}, spike {k}: {got:?}, {at_s} {p} {i}"
            );
        }
        compared += plain.spikes.len();
        if plain.ran_away {
            assert_eq!(exact.lost(), Some(Lost::Cascade(10_000)), "round {round}");
            lost += 1;
        } else if !plain.tied {
            assert_eq!(spikes.len(), plain.spikes.len(), "round {round}");
            assert_eq!(exact.lost(), None);
            silent += usize::from(spikes.is_empty());
            whole += 1;
            for p in [E, I] {
                for (i, v) in plain.v[p].iter().enumerate() {
                    near(exact.voltage(p, i), *v, 1e-9);
                }
                near(exact.injected()[p], plain.c[p], 1e-12);
            }
        }
    }
    assert!(compared > 20_000 && silent >= 3 && lost > 10 && whole > 200, "{compared} {silent} {lost} {whole}");
}
