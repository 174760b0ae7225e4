//! What comes into a network of E and I from outside: the input x(t) and injected currents.

use super::waveform::{Course, INPUT, Waveform};
use crate::param::{Parameters, Slot, Spec, excitatory, inhibitory, parameters};

parameters! {
    /// The drive of one run. Times count from the start of the run.
    Drive with {
        /// The input.
        waveform: Waveform
    }
    /// Current into every E neuron.
    current_e: f64 = excitatory(INPUT, "current_e", "current into E", "I_E", "").real(-20.0, 20.0, 0.0,
        "Current injected into every E neuron; a constant one lowers T by its value after a few tau.");
    /// Current into every I neuron.
    current_i: f64 = inhibitory(INPUT, "current_i", "current into I", "I_I", "").real(-20.0, 20.0, 0.0,
        "Current injected into every I neuron. Push I up at a stable crossing, and both latents fall where E alone would run away: the paradoxical response.");
    /// When the current into E sets in, in seconds.
    current_e_on_s: f64 = excitatory(INPUT, "current_e_on_s", "E current starts at", "", "s").real(0.0, 1000.0, 0.0,
        "Time at which the current into E sets in.");
    /// When the current into I sets in, in seconds.
    current_i_on_s: f64 = inhibitory(INPUT, "current_i_on_s", "I current starts at", "", "s").real(0.0, 1000.0, 0.0,
        "Time at which the current into I sets in.");
}

impl Parameters for Drive {
    fn visit(&mut self, visitor: &mut dyn FnMut(&'static Spec, Slot<'_>)) {
        self.visit_fields(visitor);
    }

    fn is_relevant(&self, spec: &Spec) -> bool {
        match spec.id {
            "current_e_on_s" => self.current_e != 0.0,
            "current_i_on_s" => self.current_i != 0.0,
            _ => self.waveform.is_relevant(spec),
        }
    }
}

impl Drive {
    /// The drive in steps, for an engine to ask at every step; `seed` feeds the noise.
    pub fn course(&self, dt_s: f64, seed: u64) -> Course {
        let on = [self.current_e_on_s, self.current_i_on_s].map(|at| (at / dt_s).round() as u64);
        self.waveform.course(dt_s, seed).with_currents([self.current_e, self.current_i], on)
    }
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
        assert_eq!(drive(&[("input", Value::Choice("sine".into()))]).waveform.sweep(), Some([0.5, 1.5]));
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
        let edits = Waveform::draw(vec![0.0, 2.0, 4.0, 2.0], 0.1, 0.04);
        let (drive, _) = apply(&Drive::default(), &edits).unwrap();
        let course = drive.course(1e-3, 1);
        let at = |step: u64| (course.x(step) * 1e9).round() / 1e9;
        assert_eq!([at(0), at(99), at(100), at(105), at(110), at(120)], [1.0, 1.0, 0.0, 1.0, 2.0, 4.0]);
        assert_eq!([at(135), at(140), at(145)], [1.0, 0.0, 1.0]);
        assert_eq!(drive.waveform.sweep(), Some([0.0, 4.0]));
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
