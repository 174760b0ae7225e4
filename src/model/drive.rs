//! What comes in from outside: the input x(t) and injected currents.
//!
//! Every course is a function of the step alone, so that a run repeats and the future can be shown: noise too comes from
//! hashed knots, `x + sigma (n_k cos u + n_{k+1} sin u)` with u from 0 to pi/2 between knots one correlation time apart,
//! which has the same variance everywhere.

use crate::param::{Edit, Effect, Kind, Parameters, Scale, Slot, Spec, Value, fit, reset};
use rand::{Rng, SeedableRng};
use rand_distr::StandardNormal;
use rand_xoshiro::SplitMix64;

/// The course of the input.
const COURSES: &[&str] = &["constant", "step", "ramp", "back and forth", "sine", "noise", "drawn"];
const CONSTANT: usize = 0;
const STEP: usize = 1;
const RAMP: usize = 2;
const BACK_AND_FORTH: usize = 3;
const SINE: usize = 4;
const NOISE: usize = 5;
const DRAWN: usize = 6;

const fn real(
    id: &'static str,
    name: &'static str,
    symbol: &'static str,
    unit: &'static str,
    range: [f64; 3],
    help: &'static str,
) -> Spec {
    let kind = Kind::Number { min: range[0], max: range[1], default: range[2], scale: Scale::Linear };
    Spec { id, group: "Input", name, symbol, unit, kind, effect: Effect::Live, help }
}

static INPUT: Spec = Spec {
    id: "input",
    group: "Input",
    name: "course",
    symbol: "",
    unit: "",
    kind: Kind::Choice { options: COURSES, default: CONSTANT },
    effect: Effect::Live,
    help: "Constant: x all the time; drag the cursor to play it. Step: the start value, then x. Ramp: from the start value to x, then stay. Back and forth: ramps without end. Sine and noise: around x. Drawn: what you drew into the input view, over and over.",
};
static X: Spec =
    real("x", "input", "x", "", [-20.0, 20.0, 1.0], "Input x; a neuron sees F x. A step or ramp ends here.");
static X_START: Spec =
    real("x_start", "start value", "x_0", "", [-20.0, 20.0, 0.0], "Input before a step, or at the foot of a ramp.");
static X_HOLD_S: Spec =
    real("x_hold_s", "start value held for", "", "s", [0.0, 100.0, 0.0], "How long the start value is held at first.");
static X_RAMP_S: Spec =
    real("x_ramp_s", "ramp time", "", "s", [1e-4, 1000.0, 0.25], "How long a ramp takes from the start value to x.");
static X_AMPLITUDE: Spec =
    real("x_amplitude", "amplitude", "A", "", [0.0, 20.0, 0.5], "Sine: x + A sin(2 \u{3c0} t/P).");
static X_PERIOD_S: Spec = real("x_period_s", "period", "P", "s", [1e-3, 100.0, 0.1], "Length of one sine wave.");
static X_SIGMA: Spec =
    real("x_sigma", "input noise", "\u{3c3}_x", "", [0.0, 20.0, 0.3], "Standard deviation of the input around x.");
static X_CORRELATION_S: Spec = real(
    "x_correlation_s",
    "correlation time",
    "",
    "s",
    [1e-4, 10.0, 0.02],
    "Noise changes over about this time; it comes from the run's seed and repeats with it.",
);
static X_DRAWN: Spec = Spec {
    id: "x_drawn",
    group: "Input",
    name: "drawn values",
    symbol: "",
    unit: "",
    kind: Kind::List { min: -20.0, max: 20.0 },
    effect: Effect::Live,
    help: "Values of a drawn course, evenly spaced, joined by straight lines, over and over. Draw into the input view to set them.",
};
static X_DRAWN_S: Spec =
    real("x_drawn_s", "drawn length", "", "s", [1e-3, 100.0, 0.2], "How long one round of the drawn course lasts.");
static X_DRAWN_FROM_S: Spec = real(
    "x_drawn_from_s",
    "drawn from",
    "",
    "s",
    [0.0, 1e6, 0.0],
    "Time at which the first round of the drawn course begins; before it the input is x.",
);
static X_RATE_PER_S: Spec = Spec {
    id: "x_rate_per_s",
    group: "Input",
    name: "fastest change by hand",
    symbol: "",
    unit: "1/s",
    kind: Kind::Number { min: 1.0, max: 1e9, default: 500.0, scale: Scale::Log },
    effect: Effect::Live,
    help: "A constant input that is changed while the network runs glides to its new value at this rate: a jump of x acts like a pulse of current, F dx at once.",
};
static CURRENT_E: Spec = real(
    "current_e",
    "current into E",
    "I_E",
    "",
    [-20.0, 20.0, 0.0],
    "Current injected into every E neuron; a constant one lowers T by its value after a few tau.",
);
static CURRENT_I: Spec = real(
    "current_i",
    "current into I",
    "I_I",
    "",
    [-20.0, 20.0, 0.0],
    "Current injected into every I neuron. Push I up at a stable crossing, and both latents fall: the paradoxical response.",
);
static CURRENT_E_ON_S: Spec = real(
    "current_e_on_s",
    "E current starts at",
    "",
    "s",
    [0.0, 1000.0, 0.0],
    "Time at which the current into E sets in.",
);
static CURRENT_I_ON_S: Spec = real(
    "current_i_on_s",
    "I current starts at",
    "",
    "s",
    [0.0, 1000.0, 0.0],
    "Time at which the current into I sets in.",
);

/// The drive of one run. Times count from the start of the run.
#[derive(Clone, Debug, PartialEq)]
pub struct Drive {
    course: usize,
    x: f64,
    x_start: f64,
    x_hold_s: f64,
    x_ramp_s: f64,
    x_amplitude: f64,
    x_period_s: f64,
    x_sigma: f64,
    x_correlation_s: f64,
    x_drawn: Vec<f64>,
    x_drawn_s: f64,
    x_drawn_from_s: f64,
    x_rate_per_s: f64,
    current_e: f64,
    current_i: f64,
    current_e_on_s: f64,
    current_i_on_s: f64,
}

impl Default for Drive {
    fn default() -> Self {
        let mut drive = Drive {
            course: 0,
            x: 0.0,
            x_start: 0.0,
            x_hold_s: 0.0,
            x_ramp_s: 0.0,
            x_amplitude: 0.0,
            x_period_s: 0.0,
            x_sigma: 0.0,
            x_correlation_s: 0.0,
            x_drawn: Vec::new(),
            x_drawn_s: 0.0,
            x_drawn_from_s: 0.0,
            x_rate_per_s: 0.0,
            current_e: 0.0,
            current_i: 0.0,
            current_e_on_s: 0.0,
            current_i_on_s: 0.0,
        };
        reset(&mut drive);
        drive
    }
}

impl Parameters for Drive {
    fn visit(&mut self, visitor: &mut dyn FnMut(&'static Spec, Slot<'_>)) {
        let Drive {
            course,
            x,
            x_start,
            x_hold_s,
            x_ramp_s,
            x_amplitude,
            x_period_s,
            x_sigma,
            x_correlation_s,
            x_drawn,
            x_drawn_s,
            x_drawn_from_s,
            x_rate_per_s,
            current_e,
            current_i,
            current_e_on_s,
            current_i_on_s,
        } = self;
        visitor(&X, Slot::Number(x));
        visitor(&INPUT, Slot::Choice(course));
        visitor(&X_START, Slot::Number(x_start));
        visitor(&X_HOLD_S, Slot::Number(x_hold_s));
        visitor(&X_RAMP_S, Slot::Number(x_ramp_s));
        visitor(&X_AMPLITUDE, Slot::Number(x_amplitude));
        visitor(&X_PERIOD_S, Slot::Number(x_period_s));
        visitor(&X_SIGMA, Slot::Number(x_sigma));
        visitor(&X_CORRELATION_S, Slot::Number(x_correlation_s));
        visitor(&X_DRAWN, Slot::List(x_drawn));
        visitor(&X_DRAWN_S, Slot::Number(x_drawn_s));
        visitor(&X_DRAWN_FROM_S, Slot::Number(x_drawn_from_s));
        visitor(&CURRENT_E, Slot::Number(current_e));
        visitor(&CURRENT_I, Slot::Number(current_i));
        visitor(&CURRENT_E_ON_S, Slot::Number(current_e_on_s));
        visitor(&CURRENT_I_ON_S, Slot::Number(current_i_on_s));
        visitor(&X_RATE_PER_S, Slot::Number(x_rate_per_s));
    }

    fn is_relevant(&self, spec: &Spec) -> bool {
        match spec.id {
            "x_start" | "x_hold_s" => (STEP..=BACK_AND_FORTH).contains(&self.course),
            "x_ramp_s" => (RAMP..=BACK_AND_FORTH).contains(&self.course),
            "x_amplitude" | "x_period_s" => self.course == SINE,
            "x_sigma" | "x_correlation_s" => self.course == NOISE,
            "x_drawn" | "x_drawn_s" | "x_drawn_from_s" => self.course == DRAWN,
            "x_rate_per_s" => self.course == CONSTANT,
            "current_e_on_s" => self.current_e != 0.0,
            "current_i_on_s" => self.current_i != 0.0,
            _ => true,
        }
    }
}

impl Drive {
    /// The course in steps, for an engine to ask at every step; `seed` feeds the noise.
    pub fn course(&self, dt_s: f64, seed: u64) -> Course {
        let steps = |seconds: f64| (seconds / dt_s).round();
        Course {
            kind: self.course,
            x: self.x,
            x_start: self.x_start,
            hold: steps(self.x_hold_s) as u64,
            ramp: steps(self.x_ramp_s).max(1.0),
            period: (self.x_period_s / dt_s).max(1.0),
            size: if self.course == NOISE { self.x_sigma } else { self.x_amplitude },
            knot: (self.x_correlation_s / dt_s).max(1.0),
            drawn: self.x_drawn.clone(),
            drawn_from: steps(self.x_drawn_from_s) as u64,
            drawn_steps: steps(self.x_drawn_s).max(1.0),
            rate: self.x_rate_per_s * dt_s,
            glide: None,
            seed,
            currents: [self.current_e, self.current_i],
            currents_on: [self.current_e_on_s, self.current_i_on_s].map(|at| steps(at) as u64),
            table: None,
        }
    }

    /// The range that x sweeps, or `None` if it stays where it is.
    pub fn sweep(&self) -> Option<[f64; 2]> {
        let range = match self.course {
            CONSTANT => return None,
            SINE => [self.x - self.x_amplitude, self.x + self.x_amplitude],
            NOISE => [self.x - 2.5 * self.x_sigma, self.x + 2.5 * self.x_sigma],
            DRAWN => self.x_drawn.iter().fold([self.x; 2], |[low, high], v| [low.min(*v), high.max(*v)]),
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
        if self.course != CONSTANT {
            edits.push(Edit::new("input", Value::Choice(COURSES[CONSTANT].to_owned())));
        }
        edits
    }

    /// The edits that make `values`, evenly spaced over `length_s`, the course from `from_s` on.
    pub fn draw(values: Vec<f64>, from_s: f64, length_s: f64) -> Vec<Edit> {
        // A mouse is no finer than this.
        let round = |v: f64| (v.clamp(-20.0, 20.0) * 1e3).round() / 1e3;
        let values = values.into_iter().map(round).collect();
        vec![
            Edit::new("input", Value::Choice(COURSES[DRAWN].to_owned())),
            Edit::new("x_drawn", Value::List(values)),
            Edit::new("x_drawn_s", Value::Number(length_s.clamp(1e-3, 100.0))),
            Edit::new("x_drawn_from_s", Value::Number(from_s.clamp(0.0, 1e6))),
        ]
    }
}

/// The drive as a function of the step.
#[derive(Clone, Debug, PartialEq)]
pub struct Course {
    kind: usize,
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
#[derive(Clone, Debug, PartialEq)]
struct Table {
    x: Vec<f64>,
    currents: [Vec<f64>; 2],
}

impl Course {
    /// Input and injected currents given step by step, as reference runs have them; an empty list means zero.
    pub fn table(x: Vec<f64>, currents: [Vec<f64>; 2]) -> Course {
        Course { table: Some(Table { x, currents }), ..Drive::default().course(1.0, 0) }
    }

    /// The same course, but gliding to a constant from where the input was at step `at`.
    pub fn gliding(mut self, from: f64, at: u64) -> Course {
        self.glide = (self.kind == CONSTANT && at > 0 && from != self.x).then_some((from, at));
        self
    }

    /// The next step after `step` at which something sets in.
    pub fn next_event(&self, step: u64) -> Option<u64> {
        let currents = (0..2).filter(|p| self.currents[*p] != 0.0).map(|p| self.currents_on[p]);
        let jump = (self.kind == STEP).then_some(self.hold);
        currents.chain(jump).filter(|at| *at > step).min()
    }

    /// x at step `step`. The ramp's first sample is the last one of the hold, its last sample is exactly x.
    #[inline]
    pub fn x(&self, step: u64) -> f64 {
        if let Some(table) = &self.table {
            return at(&table.x, step);
        }
        match self.kind {
            CONSTANT => return self.constant(step),
            SINE => return self.x + self.size * (std::f64::consts::TAU * (step as f64 / self.period).fract()).sin(),
            NOISE => return self.x + self.size * self.noise(step),
            DRAWN => return self.drawn(step),
            _ => {}
        }
        if step < self.hold {
            return self.x_start;
        }
        if self.kind == STEP {
            return self.x;
        }
        let part = (step - self.hold) as f64 / self.ramp;
        // Back and forth is a triangle wave of period 2.
        let part = if self.kind == RAMP { part.min(1.0) } else { 1.0 - (part % 2.0 - 1.0).abs() };
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

/// A normal number that belongs to knot `k`.
fn normal(seed: u64, k: u64) -> f64 {
    let mut rng = SplitMix64::seed_from_u64(seed ^ k.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(17));
    rng.sample(StandardNormal)
}

fn at(list: &[f64], step: u64) -> f64 {
    list.get(step as usize).or(list.last()).copied().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::param::apply;

    fn drive(edits: &[(&str, Value)]) -> Drive {
        let edits: Vec<Edit> = edits.iter().map(|(id, value)| Edit::new(*id, value.clone())).collect();
        apply(&Drive::default(), &edits).unwrap().0
    }

    #[test]
    fn the_ramp_of_figure_2d() {
        // 500 samples at -1, then linspace(-1, 1, 2500) over steps 500..=2999 (reference fig02_inhibitory).
        let ramp = drive(&[
            ("input", Value::Choice("ramp".into())),
            ("x_start", Value::Number(-1.0)),
            ("x", Value::Number(1.0)),
            ("x_hold_s", Value::Number(0.05)),
            ("x_ramp_s", Value::Number(0.2499)),
        ]);
        let ramp = ramp.course(1e-4, 1);
        assert_eq!([ramp.x(0), ramp.x(499), ramp.x(500)], [-1.0; 3]);
        assert!((ramp.x(501) - (-1.0 + 2.0 / 2499.0)).abs() < 1e-12);
        assert_eq!([ramp.x(2999), ramp.x(9999)], [1.0; 2]);
    }

    #[test]
    fn the_step_of_figure_4d() {
        let step = drive(&[("input", Value::Choice("step".into())), ("x_hold_s", Value::Number(0.005))]);
        let step = step.course(5e-5, 1);
        assert_eq!([step.x(99), step.x(100)], [0.0, 1.0]);
    }

    #[test]
    fn back_and_forth_never_rests() {
        let wave = drive(&[("input", Value::Choice("back and forth".into())), ("x_ramp_s", Value::Number(0.01))]);
        let wave = wave.course(1e-3, 1);
        let at = |step| (wave.x(step) * 1e9).round() / 1e9;
        assert_eq!([at(0), at(5), at(10), at(15), at(20), at(25)], [0.0, 0.5, 1.0, 0.5, 0.0, 0.5]);
    }

    #[test]
    fn a_current_sets_in_at_its_time() {
        let drive = drive(&[("current_i", Value::Number(1.0)), ("current_i_on_s", Value::Number(0.125))]);
        let course = drive.course(5e-5, 1);
        assert_eq!(course.currents(2499), [0.0, 0.0]);
        assert_eq!(course.currents(2500), [0.0, 1.0]);
    }

    #[test]
    fn a_sine_is_what_its_help_says() {
        let wave = drive(&[
            ("input", Value::Choice("sine".into())),
            ("x_amplitude", Value::Number(2.0)),
            ("x_period_s", Value::Number(0.08)),
        ]);
        let wave = wave.course(1e-3, 1);
        for step in [0u64, 7, 20, 60, 81, 8_000_020] {
            let expected = 1.0 + 2.0 * (std::f64::consts::TAU * (step % 80) as f64 / 80.0).sin();
            assert!((wave.x(step) - expected).abs() < 1e-6, "step {step}");
        }
        assert_eq!(drive(&[("input", Value::Choice("sine".into()))]).sweep(), Some([0.5, 1.5]));
    }

    #[test]
    fn noise_has_its_mean_its_variance_and_its_time_and_comes_from_the_seed() {
        let noise = drive(&[
            ("input", Value::Choice("noise".into())),
            ("x_sigma", Value::Number(0.5)),
            ("x_correlation_s", Value::Number(0.01)),
        ]);
        let noise = |seed| noise.course(1e-3, seed);
        let values = |seed| (0..200_000).map(|step| noise(seed).x(step)).collect::<Vec<f64>>();
        let all = values(3);
        let n = all.len() as f64;
        // 20 000 knots: the mean has a standard error of 0.5/sqrt(20 000) = 0.0035, the variance of about 1 percent.
        let mean = all.iter().sum::<f64>() / n;
        let variance = |gap: usize| all.windows(gap + 1).map(|w| (w[0] - mean) * (w[gap] - mean)).sum::<f64>() / n;
        assert!((mean - 1.0).abs() < 0.02, "{mean}");
        assert!((variance(0) / 0.25 - 1.0).abs() < 0.05, "{}", variance(0));
        assert!(variance(20).abs() < 0.01, "knots two correlation times apart are independent");
        assert!(variance(2) > 0.2, "neighbours are alike");
        assert_eq!(all, values(3));
        assert_ne!(all, values(4));
    }

    #[test]
    fn a_drawn_course_goes_round() {
        let edits = Drive::draw(vec![0.0, 2.0, 4.0, 2.0], 0.1, 0.04);
        let (drive, _) = apply(&Drive::default(), &edits).unwrap();
        let course = drive.course(1e-3, 1);
        let at = |step: u64| (course.x(step) * 1e9).round() / 1e9;
        assert_eq!([at(0), at(99), at(100), at(105), at(110), at(120)], [1.0, 1.0, 0.0, 1.0, 2.0, 4.0]);
        assert_eq!([at(135), at(140), at(145)], [1.0, 0.0, 1.0]);
        assert_eq!(drive.sweep(), Some([0.0, 4.0]));
    }

    #[test]
    fn a_constant_changed_by_hand_glides_at_its_rate() {
        let drive = drive(&[("x", Value::Number(3.0)), ("x_rate_per_s", Value::Number(100.0))]);
        let course = drive.course(1e-3, 1).gliding(1.0, 50);
        let at = |step: u64| (course.x(step) * 1e9).round() / 1e9;
        assert_eq!([at(50), at(51), at(60), at(70), at(71)], [1.0, 1.1, 2.0, 3.0, 3.0]);
        assert_eq!(drive.course(1e-3, 1).gliding(1.0, 0).x(0), 3.0, "a run starts where it is told to");
    }

    #[test]
    fn events_are_told_ahead() {
        let drive = drive(&[("current_i", Value::Number(1.0)), ("current_i_on_s", Value::Number(0.125))]);
        let course = drive.course(5e-5, 1);
        assert_eq!([course.next_event(0), course.next_event(2499)], [Some(2500); 2]);
        assert_eq!(course.next_event(2500), None);
        assert_eq!(Drive::default().course(5e-5, 1).next_event(0), None);
    }
}
