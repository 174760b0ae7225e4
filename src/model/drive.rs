//! What comes in from outside: the input x(t) and injected currents.

use crate::param::{Effect, Kind, Parameters, Scale, Slot, Spec, reset};

/// The course of the input.
const COURSES: &[&str] = &["constant", "step", "ramp", "back and forth"];
const CONSTANT: usize = 0;
const STEP: usize = 1;
const RAMP: usize = 2;

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
    help: "Constant: x all the time. Step: the start value, then x. Ramp: from the start value to x, then stay. Back and forth: ramps without end.",
};
static X: Spec =
    real("x", "input", "x", "", [-20.0, 20.0, 1.0], "Input x; a neuron sees F x. A step or ramp ends here.");
static X_START: Spec =
    real("x_start", "start value", "x_0", "", [-20.0, 20.0, 0.0], "Input before a step, or at the foot of a ramp.");
static X_HOLD_S: Spec =
    real("x_hold_s", "start value held for", "", "s", [0.0, 100.0, 0.0], "How long the start value is held at first.");
static X_RAMP_S: Spec =
    real("x_ramp_s", "ramp time", "", "s", [1e-4, 1000.0, 0.25], "How long a ramp takes from the start value to x.");
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
static CURRENT_ON_S: Spec = real(
    "current_on_s",
    "currents start at",
    "",
    "s",
    [0.0, 1000.0, 0.0],
    "Time at which the injected currents set in.",
);

/// The drive of one run. Times count from the start of the run.
#[derive(Clone, Debug, PartialEq)]
pub struct Drive {
    course: usize,
    x: f64,
    x_start: f64,
    x_hold_s: f64,
    x_ramp_s: f64,
    current_e: f64,
    current_i: f64,
    current_on_s: f64,
}

impl Default for Drive {
    fn default() -> Self {
        let mut drive = Drive {
            course: 0,
            x: 0.0,
            x_start: 0.0,
            x_hold_s: 0.0,
            x_ramp_s: 0.0,
            current_e: 0.0,
            current_i: 0.0,
            current_on_s: 0.0,
        };
        reset(&mut drive);
        drive
    }
}

impl Parameters for Drive {
    fn visit(&mut self, visitor: &mut dyn FnMut(&'static Spec, Slot<'_>)) {
        let Drive { course, x, x_start, x_hold_s, x_ramp_s, current_e, current_i, current_on_s } = self;
        visitor(&X, Slot::Number(x));
        visitor(&INPUT, Slot::Choice(course));
        visitor(&X_START, Slot::Number(x_start));
        visitor(&X_HOLD_S, Slot::Number(x_hold_s));
        visitor(&X_RAMP_S, Slot::Number(x_ramp_s));
        visitor(&CURRENT_E, Slot::Number(current_e));
        visitor(&CURRENT_I, Slot::Number(current_i));
        visitor(&CURRENT_ON_S, Slot::Number(current_on_s));
    }

    fn is_relevant(&self, spec: &Spec) -> bool {
        match spec.id {
            "x_start" | "x_hold_s" => self.course != CONSTANT,
            "x_ramp_s" => self.course >= RAMP,
            "current_on_s" => self.current_e != 0.0 || self.current_i != 0.0,
            _ => true,
        }
    }
}

impl Drive {
    /// The course in steps, for an engine to ask at every step.
    pub fn course(&self, dt_s: f64) -> Course {
        let steps = |seconds: f64| (seconds / dt_s).round();
        Course {
            kind: self.course,
            x: self.x,
            x_start: self.x_start,
            hold: steps(self.x_hold_s) as u64,
            ramp: steps(self.x_ramp_s).max(1.0),
            currents: [self.current_e, self.current_i],
            currents_on: steps(self.current_on_s) as u64,
            table: None,
        }
    }

    /// The range that x sweeps, or `None` if it stays where it is.
    pub fn sweep(&self) -> Option<[f64; 2]> {
        (self.course != CONSTANT && self.x != self.x_start)
            .then(|| [self.x.min(self.x_start), self.x.max(self.x_start)])
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
    currents: [f64; 2],
    currents_on: u64,
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
        Course { table: Some(Table { x, currents }), ..Drive::default().course(1.0) }
    }

    /// x at step `step`. The ramp's first sample is the last one of the hold, its last sample is exactly x.
    #[inline]
    pub fn x(&self, step: u64) -> f64 {
        if let Some(table) = &self.table {
            return at(&table.x, step);
        }
        if self.kind == CONSTANT {
            return self.x;
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

    /// Injected currents of E and I at step `step`.
    #[inline]
    pub fn currents(&self, step: u64) -> [f64; 2] {
        match &self.table {
            Some(table) => [at(&table.currents[0], step), at(&table.currents[1], step)],
            None if step < self.currents_on => [0.0; 2],
            None => self.currents,
        }
    }
}

fn at(list: &[f64], step: u64) -> f64 {
    list.get(step as usize).or(list.last()).copied().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::param::{Edit, Value, apply};

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
        let ramp = ramp.course(1e-4);
        assert_eq!([ramp.x(0), ramp.x(499), ramp.x(500)], [-1.0; 3]);
        assert!((ramp.x(501) - (-1.0 + 2.0 / 2499.0)).abs() < 1e-12);
        assert_eq!([ramp.x(2999), ramp.x(9999)], [1.0; 2]);
    }

    #[test]
    fn the_step_of_figure_4d() {
        let step = drive(&[("input", Value::Choice("step".into())), ("x_hold_s", Value::Number(0.005))]);
        let step = step.course(5e-5);
        assert_eq!([step.x(99), step.x(100)], [0.0, 1.0]);
    }

    #[test]
    fn back_and_forth_never_rests() {
        let wave = drive(&[("input", Value::Choice("back and forth".into())), ("x_ramp_s", Value::Number(0.01))]);
        let wave = wave.course(1e-3);
        let at = |step| (wave.x(step) * 1e9).round() / 1e9;
        assert_eq!([at(0), at(5), at(10), at(15), at(20), at(25)], [0.0, 0.5, 1.0, 0.5, 0.0, 0.5]);
    }

    #[test]
    fn a_current_sets_in_at_its_time() {
        let drive = drive(&[("current_i", Value::Number(1.0)), ("current_on_s", Value::Number(0.125))]);
        let course = drive.course(5e-5);
        assert_eq!(course.currents(2499), [0.0, 0.0]);
        assert_eq!(course.currents(2500), [0.0, 1.0]);
    }
}
