//! The input x(t): a waveform, and its course in steps.
//!
//! Every course is a function of the step alone, so that a run repeats and the future can be shown: noise too comes from
//! hashed knots, `x + sigma (n_k cos u + n_{k+1} sin u)` with u from 0 to pi/2 between knots one correlation time apart,
//! which has the same variance everywhere.

use crate::param::{Edit, List, Parameters, Slot, Spec, Value, choice, fit, number, parameters};
use rand::{RngExt, SeedableRng};
use rand_distr::StandardNormal;
use rand_xoshiro::SplitMix64;
use serde::{Deserialize, Serialize};

/// How the input moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Shape {
    /// x all the time.
    Constant,
    /// The start value, then x.
    Step,
    /// From the start value to x, then stay.
    Ramp,
    /// Ramps without end.
    BackAndForth,
    /// A sine around x.
    Sine,
    /// Noise around x.
    Noise,
    /// Values drawn by hand, over and over.
    Drawn,
}
choice!(Shape: Constant = "constant", Step = "step", Ramp = "ramp", BackAndForth = "back and forth", Sine = "sine",
    Noise = "noise", Drawn = "drawn");

/// The heading under which a drive stands, in panels and as a table of a preset.
pub const INPUT: &str = "Input";

parameters! {
    /// The input of one run. Times count from the start of the run.
    Waveform
    /// Level: where a step or ramp ends, around which a sine or noise moves.
    x: f64 = number(INPUT, "x", "input", "x", "").real(-20.0, 20.0, 1.0, "Input x; a neuron sees F x. A step or ramp ends here.");
    /// How it moves.
    shape: Shape = number(INPUT, "input", "course", "", "").live_choice(Shape::OPTIONS,
        "Constant: x all the time; drag the cursor to play it. Step: the start value, then x. Ramp: from the start value to x, then stay. Back and forth: ramps without end. Sine and noise: around x. Drawn: what you drew into the input view, over and over.");
    /// Value before a step, or at the foot of a ramp.
    x_start: f64 = number(INPUT, "x_start", "start value", "x_0", "").real(-20.0, 20.0, 0.0, "Input before a step, or at the foot of a ramp.");
    /// How long that is held, in seconds.
    x_hold_s: f64 = number(INPUT, "x_hold_s", "start value held for", "", "s").real(0.0, 100.0, 0.0, "How long the start value is held at first.");
    /// Length of a ramp in seconds.
    x_ramp_s: f64 = number(INPUT, "x_ramp_s", "ramp time", "", "s").real(1e-4, 1000.0, 0.25, "How long a ramp takes from the start value to x.");
    /// Amplitude of a sine.
    x_amplitude: f64 = number(INPUT, "x_amplitude", "amplitude", "A", "").real(0.0, 20.0, 0.5, "Sine: x + A sin(2 \u{3c0} t/P).");
    /// Period of a sine in seconds.
    x_period_s: f64 = number(INPUT, "x_period_s", "period", "P", "s").real(1e-3, 100.0, 0.1, "Length of one sine wave.");
    /// Standard deviation of noise.
    x_sigma: f64 = number(INPUT, "x_sigma", "input noise", "\u{3c3}_x", "").real(0.0, 20.0, 0.3, "Standard deviation of the input around x.");
    /// Correlation time of noise in seconds.
    x_correlation_s: f64 = number(INPUT, "x_correlation_s", "correlation time", "", "s").real(1e-4, 10.0, 0.02,
        "Noise changes over about this time; it comes from the run's seed and repeats with it.");
    /// Values of a drawn course.
    x_drawn: List = number(INPUT, "x_drawn", "drawn values", "", "").live_list(-20.0, 20.0,
        "Values of a drawn course, evenly spaced, joined by straight lines, over and over. Draw into the input view to set them.");
    /// Length of one round of them in seconds.
    x_drawn_s: f64 = number(INPUT, "x_drawn_s", "drawn length", "", "s").real(1e-3, 100.0, 0.2, "How long one round of the drawn course lasts.");
    /// When the first round begins, in seconds.
    x_drawn_from_s: f64 = number(INPUT, "x_drawn_from_s", "drawn from", "", "s").real(0.0, 1e6, 0.0,
        "Time at which the first round of the drawn course begins; before it the input is x.");
    /// Fastest change of a constant by hand, per second.
    x_rate_per_s: f64 = number(INPUT, "x_rate_per_s", "fastest change by hand", "", "1/s").log(1.0, 1e9, 500.0,
        "A constant input that is changed while the network runs glides to its new value at this rate: a jump of x acts like a pulse of current, F dx at once.");
}

impl Parameters for Waveform {
    fn visit(&mut self, visitor: &mut dyn FnMut(&'static Spec, Slot<'_>)) {
        self.visit_fields(visitor);
    }

    fn is_relevant(&self, spec: &Spec) -> bool {
        use Shape::{BackAndForth, Constant, Drawn, Noise, Ramp, Sine, Step};
        match spec.id {
            "x_start" | "x_hold_s" => matches!(self.shape, Step | Ramp | BackAndForth),
            "x_ramp_s" => matches!(self.shape, Ramp | BackAndForth),
            "x_amplitude" | "x_period_s" => self.shape == Sine,
            "x_sigma" | "x_correlation_s" => self.shape == Noise,
            "x_drawn" | "x_drawn_s" | "x_drawn_from_s" => self.shape == Drawn,
            "x_rate_per_s" => self.shape == Constant,
            _ => true,
        }
    }
}

impl Waveform {
    /// Whether it is made of straight pieces.
    pub fn is_straight(&self) -> bool {
        self.shape.is_straight()
    }

    /// Smallest and largest input.
    pub const REACH: [f64; 2] = [-20.0, 20.0];

    /// The course in steps, for an engine to ask at every step; `seed` feeds the noise.
    pub fn course(&self, dt_s: f64, seed: u64) -> Course {
        let steps = |seconds: f64| (seconds / dt_s).round();
        Course {
            shape: self.shape,
            x: self.x,
            x_start: self.x_start,
            hold: steps(self.x_hold_s) as u64,
            ramp: steps(self.x_ramp_s).max(1.0),
            period: (self.x_period_s / dt_s).max(1.0),
            size: if self.shape == Shape::Noise { self.x_sigma } else { self.x_amplitude },
            knot: (self.x_correlation_s / dt_s).max(1.0),
            drawn: self.x_drawn.clone(),
            drawn_from: steps(self.x_drawn_from_s) as u64,
            drawn_steps: steps(self.x_drawn_s).max(1.0),
            rate: self.x_rate_per_s * dt_s,
            glide: None,
            seed,
            currents: [0.0; 2],
            currents_on: [0; 2],
            table: None,
        }
    }

    /// The range that x sweeps, or `None` if it stays where it is.
    pub fn sweep(&self) -> Option<[f64; 2]> {
        let range = match self.shape {
            Shape::Constant => return None,
            Shape::Sine => [self.x - self.x_amplitude, self.x + self.x_amplitude],
            Shape::Noise => [self.x - 2.5 * self.x_sigma, self.x + 2.5 * self.x_sigma],
            Shape::Drawn => self.x_drawn.iter().fold([self.x; 2], |[low, high], v| [low.min(*v), high.max(*v)]),
            _ => [self.x.min(self.x_start), self.x.max(self.x_start)],
        };
        (range[0] < range[1]).then_some(range)
    }

    /// The value at which a course ends or around which it moves.
    pub fn level(&self) -> f64 {
        self.x
    }

    /// The edits that play the input by hand: constant from now on, at `x`.
    pub fn play(&self, x: f64) -> Vec<Edit> {
        let mut edits = vec![fit(&mut self.clone(), Edit::new("x", Value::Number(x)))];
        if self.shape != Shape::Constant {
            edits.push(Edit::new("input", Value::Choice("constant".to_owned())));
        }
        edits
    }

    /// The edits that lead the course over `range`, from its lower end to its upper one; none if it goes there already, or
    /// if a constant lies within.
    pub fn over(&self, [from, to]: [f64; 2]) -> Vec<Edit> {
        let number = |id: &str, value: f64| fit(&mut self.clone(), Edit::new(id, Value::Number(value)));
        let [middle, half] = [0.5 * (from + to), 0.5 * (to - from)];
        match self.shape {
            _ if self.sweep() == Some([from, to]) => Vec::new(),
            Shape::Constant if (from..=to).contains(&self.x) => Vec::new(),
            Shape::Constant => vec![number("x", self.x.clamp(from, to))],
            Shape::Step | Shape::Ramp | Shape::BackAndForth => vec![number("x_start", from), number("x", to)],
            Shape::Sine => vec![number("x", middle), number("x_amplitude", half)],
            Shape::Noise => vec![number("x", middle), number("x_sigma", half / 2.5)],
            Shape::Drawn => {
                let [low, high] = self.sweep().unwrap_or([middle, middle]);
                let scale = if high > low { (to - from) / (high - low) } else { 0.0 };
                let moved = self.x_drawn.iter().map(|v| (from + (v - low) * scale).clamp(from, to)).collect();
                vec![number("x", self.x.clamp(from, to)), Edit::new("x_drawn", Value::List(moved))]
            }
        }
    }

    /// The edits that make `values`, evenly spaced over `length_s`, the course from `from_s` on.
    pub fn draw(values: Vec<f64>, from_s: f64, length_s: f64) -> Vec<Edit> {
        let values = values.into_iter().map(|v| v.clamp(Self::REACH[0], Self::REACH[1])).collect();
        vec![
            Edit::new("input", Value::Choice("drawn".to_owned())),
            Edit::new("x_drawn", Value::List(values)),
            Edit::new("x_drawn_s", Value::Number(length_s.clamp(1e-3, 100.0))),
            Edit::new("x_drawn_from_s", Value::Number(from_s.clamp(0.0, 1e6))),
        ]
    }
}

/// An input, and injected currents, as a function of the step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Course {
    shape: Shape,
    x: f64,
    x_start: f64,
    hold: u64,
    ramp: f64,
    /// Steps of a sine wave.
    period: f64,
    /// Amplitude, or standard deviation.
    size: f64,
    /// Steps between the knots of the noise.
    knot: f64,
    drawn: Vec<f64>,
    drawn_from: u64,
    drawn_steps: f64,
    /// Largest change in a step when changed by hand.
    rate: f64,
    /// A constant input on its way: where it was, and at which step.
    glide: Option<(f64, u64)>,
    seed: u64,
    currents: [f64; 2],
    currents_on: [u64; 2],
    table: Option<Table>,
}

/// Input and currents of every step; the last entry holds for ever.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Table {
    x: Vec<f64>,
    currents: [Vec<f64>; 2],
}

impl Course {
    /// Input and injected currents given step by step, as reference runs have them; an empty list means zero.
    pub fn table(x: Vec<f64>, currents: [Vec<f64>; 2]) -> Course {
        Course { table: Some(Table { x, currents }), ..Waveform::default().course(1.0, 0) }
    }

    /// The same course with currents into E and I, from these steps on.
    pub fn with_currents(mut self, currents: [f64; 2], on: [u64; 2]) -> Course {
        (self.currents, self.currents_on) = (currents, on);
        self
    }

    /// The same course, but gliding to a constant from where the input was at step `at`.
    pub fn gliding(mut self, from: f64, at: u64) -> Course {
        self.glide = (self.shape == Shape::Constant && at > 0 && from != self.x).then_some((from, at));
        self
    }

    /// Whether the input ever changes by itself.
    pub fn moves(&self) -> bool {
        self.shape != Shape::Constant || self.table.as_ref().is_some_and(|table| table.x.len() > 1)
    }

    /// The next step after `step` at which something sets in.
    pub fn next_event(&self, step: u64) -> Option<u64> {
        let currents = (0..2).filter(|p| self.currents[*p] != 0.0).map(|p| self.currents_on[p]);
        let jump = (self.shape == Shape::Step).then_some(self.hold);
        currents.chain(jump).filter(|at| *at > step).min()
    }

    /// x at step `step`. The ramp's first sample is the last one of the hold, its last sample is exactly x.
    #[inline]
    pub fn x(&self, step: u64) -> f64 {
        if let Some(table) = &self.table {
            return at(&table.x, step);
        }
        match self.shape {
            Shape::Constant => return self.constant(step),
            Shape::Sine => {
                return self.x + self.size * (std::f64::consts::TAU * (step as f64 / self.period).fract()).sin();
            }
            Shape::Noise => return self.x + self.size * self.noise(step),
            Shape::Drawn => return self.drawn(step),
            _ => {}
        }
        if step < self.hold {
            return self.x_start;
        }
        if self.shape == Shape::Step {
            return self.x;
        }
        let part = (step - self.hold) as f64 / self.ramp;
        // Back and forth is a triangle wave of period 2.
        let part = if self.shape == Shape::Ramp { part.min(1.0) } else { 1.0 - (part % 2.0 - 1.0).abs() };
        self.x_start + (self.x - self.x_start) * part
    }

    #[inline]
    fn constant(&self, step: u64) -> f64 {
        let Some((from, at)) = self.glide else { return self.x };
        let reach = self.rate * step.saturating_sub(at) as f64;
        from + (self.x - from).clamp(-reach, reach)
    }

    fn noise(&self, step: u64) -> f64 {
        let at = step as f64 / self.knot;
        let (sin, cos) = (at.fract() * std::f64::consts::FRAC_PI_2).sin_cos();
        normal(self.seed, at as u64) * cos + normal(self.seed, at as u64 + 1) * sin
    }

    fn drawn(&self, step: u64) -> f64 {
        let n = self.drawn.len();
        if n == 0 || step < self.drawn_from {
            return self.x;
        }
        let at = ((step - self.drawn_from) as f64 / self.drawn_steps).fract() * n as f64;
        let (k, part) = (at as usize % n, at.fract());
        // The last value leads back to the first.
        self.drawn[k] + (self.drawn[(k + 1) % n] - self.drawn[k]) * part
    }

    /// Injected currents of E and I at step `step`.
    #[inline]
    pub fn currents(&self, step: u64) -> [f64; 2] {
        match &self.table {
            Some(table) => [at(&table.currents[0], step), at(&table.currents[1], step)],
            None => std::array::from_fn(|p| if step < self.currents_on[p] { 0.0 } else { self.currents[p] }),
        }
    }
}

/// A moment of a run, in steps from its start: whole ones, and a part of the next from 0 up to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd, Serialize, Deserialize)]
pub struct Moment {
    /// Whole steps.
    pub step: u64,
    /// Part of the next.
    pub part: f64,
}

impl Moment {
    /// The moment at which a step is done.
    pub fn at(step: u64) -> Moment {
        Moment { step, part: 0.0 }
    }

    /// So many steps later.
    #[must_use]
    pub fn after(self, steps: f64) -> Moment {
        let all = self.part + steps;
        let whole = all.floor();
        Moment { step: self.step + whole as u64, part: (all - whole).min(1.0f64.next_down()) }
    }

    /// Steps from an earlier moment to this one.
    pub fn since(self, earlier: Moment) -> f64 {
        self.step.wrapping_sub(earlier.step) as i64 as f64 + (self.part - earlier.part)
    }
}

/// A course as it goes on from a moment: straight up to a knot.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Piece {
    /// x at that moment, after a jump if there is one.
    pub x: f64,
    /// Change of x in a step.
    pub slope: f64,
    /// Injected currents of E and I.
    pub currents: [f64; 2],
    /// Where it ends; `None` if it goes on for ever.
    pub until: Option<Moment>,
}

/// Drawn values that are so near, in knots, count as reached.
const NEAR_KNOT: f64 = 1e-9;

impl Shape {
    /// Whether such a course is made of straight pieces.
    pub fn is_straight(self) -> bool {
        !matches!(self, Shape::Sine | Shape::Noise)
    }
}

impl Course {
    /// The straight piece that begins at a moment, or on which it lies; between its knots a course is what
    /// [`Course::x`] says at whole steps, joined by straight lines.
    pub fn piece(&self, at: Moment) -> Piece {
        let (x, slope, until) = self.straight(at);
        let currents = self.currents(at.step);
        let on = match &self.table {
            Some(table) => {
                let last = table.currents.iter().map(Vec::len).max().unwrap_or(0) as u64;
                (at.step + 1 < last).then_some(at.step + 1)
            }
            None => (0..2)
                .filter(|p| self.currents[*p] != 0.0 && self.currents_on[*p] > at.step)
                .map(|p| self.currents_on[p])
                .min(),
        };
        let on = on.map(Moment::at);
        let until = [until, on].into_iter().flatten().reduce(|a, b| if b < a { b } else { a });
        Piece { x, slope, currents, until }
    }

    fn straight(&self, at: Moment) -> (f64, f64, Option<Moment>) {
        let from_step = |step: u64, x: f64, slope: f64, until: Option<u64>| {
            (x + slope * at.since(Moment::at(step)), slope, until.map(Moment::at))
        };
        if let Some(table) = &self.table {
            let next = at.step + 1;
            let value = |step| self::at(&table.x, step);
            return match next < table.x.len() as u64 {
                true => from_step(at.step, value(at.step), value(next) - value(at.step), Some(next)),
                false => (value(at.step), 0.0, None),
            };
        }
        let ramp = self.ramp as u64;
        let rise = (self.x - self.x_start) / self.ramp;
        match self.shape {
            Shape::Constant => self.glide_from(at),
            Shape::Drawn => self.drawn_from(at),
            Shape::Sine | Shape::Noise => {
                let (here, next) = (self.x(at.step), self.x(at.step + 1));
                from_step(at.step, here, next - here, Some(at.step + 1))
            }
            _ if at.step < self.hold => (self.x_start, 0.0, Some(Moment::at(self.hold))),
            Shape::Step => (self.x, 0.0, None),
            Shape::Ramp if at.step >= self.hold + ramp => (self.x, 0.0, None),
            Shape::Ramp => from_step(self.hold, self.x_start, rise, Some(self.hold + ramp)),
            Shape::BackAndForth => {
                let foot = self.hold + (at.step - self.hold) / ramp * ramp;
                let is_up = ((at.step - self.hold) / ramp).is_multiple_of(2);
                let (x, slope) = if is_up { (self.x_start, rise) } else { (self.x, -rise) };
                from_step(foot, x, slope, Some(foot + ramp))
            }
        }
    }

    fn glide_from(&self, at: Moment) -> (f64, f64, Option<Moment>) {
        let Some((from, began)) = self.glide else { return (self.x, 0.0, None) };
        let began = Moment::at(began);
        let end = began.after((self.x - from).abs() / self.rate);
        if at < began {
            return (from, 0.0, Some(began));
        }
        if at >= end {
            return (self.x, 0.0, None);
        }
        let slope = self.rate.copysign(self.x - from);
        (from + slope * at.since(began), slope, Some(end))
    }

    fn drawn_from(&self, at: Moment) -> (f64, f64, Option<Moment>) {
        let n = self.drawn.len();
        if n == 0 {
            return (self.x, 0.0, None);
        }
        if at.step < self.drawn_from {
            return (self.x, 0.0, Some(Moment::at(self.drawn_from)));
        }
        let round = self.drawn_steps as u64;
        let begun = at.step - (at.step - self.drawn_from) % round;
        let spacing = self.drawn_steps / n as f64;
        let place = at.since(Moment::at(begun)) / spacing;
        let k = ((place + NEAR_KNOT) as usize).min(n - 1);
        let (here, next) = (self.drawn[k], self.drawn[(k + 1) % n]);
        let until = match k + 1 == n {
            true => Moment::at(begun + round),
            false => Moment::at(begun).after((k + 1) as f64 * spacing),
        };
        (here + (next - here) * (place - k as f64).max(0.0), (next - here) / spacing, Some(until))
    }
}

/// A normal number that belongs to knot `k`.
fn normal(seed: u64, k: u64) -> f64 {
    let mut rng = SplitMix64::seed_from_u64(seed ^ k.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(17));
    rng.sample(StandardNormal)
}

fn at(list: &[f64], step: u64) -> f64 {
    list.get(step as usize).or(list.last()).copied().unwrap_or(0.0)
}
