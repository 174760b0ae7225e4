//! What is to be learned: a dynamical system of one to three dimensions (sheet learning-dynamics, section 6.2).
//!
//! ```text
//! dx/dt = f(x) + c
//! lin    f = (-g0 x1 - w x2, w x1 - g0 x2)              damped oscillator
//! pend   f = (w x2, -(w/s) sin(s x1) - b x2)            damped pendulum, angle s x1
//! vdp    f = (w x2, w (m (1 - 4 x1^2/a^2) x2 - x1))     Van der Pol, a limit cycle of amplitude a
//! bist   f = (w x2, w (x1 - x1^3/a^2) - b x2)           double well, wells at x1 = -a and a
//! lorenz f = v (s (x2 - x1), x1 (r - q - 20 x3) - x2, 20 x1 x2 - 8/3 (x3 + q/20)),  s = 10, r = 28, q = 25
//! ```
//! Lorenz is the usual system with x = X/20, y = Y/20, z = (Z - q)/20. f is in 1/s.

use super::formula::Formula;
use super::outline::Outline;
use super::place::{MOST, State, distance, nearest};
use std::sync::Arc;

/// A teacher with its constants.
#[derive(Clone, Debug, PartialEq)]
pub enum Teacher {
    /// Damped oscillator: decay `g0` and angular frequency `w`, 1/s.
    Oscillator { g0: f64, w: f64 },
    /// Damped pendulum.
    Pendulum { w: f64, b: f64, s: f64 },
    /// Van der Pol oscillator of amplitude `size`.
    VanDerPol { w: f64, m: f64, size: f64 },
    /// Double well with wells at `size`.
    DoubleWell { w: f64, b: f64, size: f64 },
    /// Lorenz system, so much faster than usual.
    Lorenz { speed: f64, r: f64 },
    /// Formulas.
    Formula(Arc<Formula>),
    /// A drawn closed curve.
    Drawn(Arc<Outline>),
}

/// Centre of the third Lorenz state, and what all three are divided by.
const LORENZ: [f64; 2] = [25.0, 20.0];

impl Teacher {
    /// Number of dimensions K.
    pub fn dimensions(&self) -> usize {
        match self {
            Teacher::Lorenz { .. } => 3,
            Teacher::Formula(formula) => formula.dimensions(),
            _ => 2,
        }
    }

    /// How long a path can be followed without feedback before small differences have grown large, in seconds.
    ///
    /// Lorenz doubles them 1.3 times a (usual) second.
    pub fn foreseen_s(&self) -> f64 {
        match self {
            Teacher::Lorenz { speed, .. } => 1.0 / speed,
            _ => f64::INFINITY,
        }
    }

    /// f(x).
    pub fn field(&self, x: &State) -> State {
        let [x1, x2, x3] = *x;
        match self {
            Teacher::Oscillator { g0, w } => [-g0 * x1 - w * x2, w * x1 - g0 * x2, 0.0],
            Teacher::Pendulum { w, b, s } => [w * x2, -(w / s) * (s * x1).sin() - b * x2, 0.0],
            Teacher::VanDerPol { w, m, size } => {
                [w * x2, w * (m * (1.0 - 4.0 * x1 * x1 / (size * size)) * x2 - x1), 0.0]
            }
            Teacher::DoubleWell { w, b, size } => [w * x2, w * (x1 - x1 * x1 * x1 / (size * size)) - b * x2, 0.0],
            Teacher::Lorenz { speed, r } => {
                let [q, d] = LORENZ;
                [
                    speed * 10.0 * (x2 - x1),
                    speed * (x1 * (r - q - d * x3) - x2),
                    speed * (d * x1 * x2 - 8.0 / 3.0 * (x3 + q / d)),
                ]
            }
            Teacher::Formula(formula) => formula.at(x),
            Teacher::Drawn(outline) => outline.flow(x),
        }
    }

    /// One step of classical Runge-Kutta with the command held.
    pub fn step(&self, x: &mut State, c: &State, dt: f64) {
        let f = |x: &State| {
            let f = self.field(x);
            [f[0] + c[0], f[1] + c[1], f[2] + c[2]]
        };
        let ahead = |by: f64, k: &State| [x[0] + by * k[0], x[1] + by * k[1], x[2] + by * k[2]];
        let k1 = f(x);
        let k2 = f(&ahead(0.5 * dt, &k1));
        let k3 = f(&ahead(0.5 * dt, &k2));
        let k4 = f(&ahead(dt, &k3));
        for k in 0..MOST {
            x[k] += dt / 6.0 * (k1[k] + 2.0 * k2[k] + 2.0 * k3[k] + k4[k]);
        }
    }

    /// The attracting limit cycle in steps of `dt`, once round; `None` if it has none that is known.
    pub fn cycle(&self, dt: f64) -> Option<Vec<State>> {
        let start = match self {
            Teacher::VanDerPol { size, .. } => [*size, 0.0, 0.0],
            Teacher::Drawn(outline) => outline.points()[0],
            Teacher::Formula(formula) if formula.dimensions() == 2 => [0.5, 0.0, 0.0],
            _ => return None,
        };
        let cycle = self.round(self.settled(start, dt), dt)?;
        // From elsewhere it comes to the same: what turns about a centre does not.
        let other = self.settled(start.map(|v| 0.6 * v), dt);
        let wide = cycle.iter().map(|p| distance(p, &cycle[0])).fold(0.0, f64::max);
        (nearest(&other, &cycle) < CLOSED * wide).then_some(cycle)
    }

    /// Where it is once it has forgotten where it began.
    fn settled(&self, mut x: State, dt: f64) -> State {
        for _ in 0..(SETTLE_S / dt) as usize {
            self.step(&mut x, &[0.0; MOST], dt);
        }
        x
    }

    /// The way from a place back to it, if it comes back.
    fn round(&self, from: State, dt: f64) -> Option<Vec<State>> {
        let (mut x, still) = (from, [0.0; MOST]);
        let flow = self.field(&from);
        let speed = distance(&flow, &still);
        // What has come to rest, or blown up, goes round nothing.
        if speed < SLOWEST_PER_S || !speed.is_finite() {
            return None;
        }
        let ahead = |x: &State| (0..MOST).map(|k| (x[k] - from[k]) * flow[k]).sum::<f64>();
        let (mut all, mut before, mut wide) = (vec![from], 0.0, 0.0f64);
        for k in 0..(LONGEST_S / dt) as usize {
            self.step(&mut x, &still, dt);
            let now = ahead(&x);
            let away = distance(&x, &from);
            if !now.is_finite() {
                return None;
            }
            wide = wide.max(away);
            // One step may carry it past.
            if k > 10 && before < 0.0 && now >= 0.0 && away < CLOSED * wide + speed * dt {
                return (wide > SMALLEST).then_some(all);
            }
            before = now;
            all.push(x);
        }
        None
    }

    /// The largest growth that the symmetric part of the Jacobian allows at `x`, in 1/s (sheet, section 4.2).
    pub fn growth(&self, x: &State) -> f64 {
        const H: f64 = 1e-5;
        let n = self.dimensions();
        let mut jacobian = nalgebra::DMatrix::zeros(n, n);
        for j in 0..n {
            let shifted = |by: f64| {
                let mut x = *x;
                x[j] += by;
                self.field(&x)
            };
            let (up, down) = (shifted(H), shifted(-H));
            (0..n).for_each(|i| jacobian[(i, j)] = (up[i] - down[i]) / (2.0 * H));
        }
        let symmetric = (&jacobian + jacobian.transpose()) * 0.5;
        if symmetric.iter().any(|v: &f64| !v.is_finite()) {
            return f64::NAN;
        }
        symmetric.symmetric_eigenvalues().max()
    }
}

/// A cycle comes back to within this part of its width.
const CLOSED: f64 = 0.02;
/// It is at least so wide, and walked so fast.
const SMALLEST: f64 = 0.1;
const SLOWEST_PER_S: f64 = 0.05;
const SETTLE_S: f64 = 6.0;
const LONGEST_S: f64 = 20.0;

#[cfg(test)]
mod tests {
    use super::super::place::rms_radius;
    use super::*;
    use std::f64::consts::TAU;

    #[test]
    fn van_der_pol_has_the_cycle_of_the_sheet() {
        let teacher = Teacher::VanDerPol { w: TAU, m: 1.0, size: 1.0 };
        let cycle = teacher.cycle(1e-4).unwrap();
        let largest = |k: usize| cycle.iter().map(|x| x[k].abs()).fold(0.0, f64::max);
        assert!((cycle.len() as f64 * 1e-4 - 1.0605).abs() < 0.005);
        assert!((largest(0) - 1.004).abs() < 0.005 && (largest(1) - 1.339).abs() < 0.005);
        // Sheet, section 11: 1.0147 over whole periods.
        assert!((rms_radius(&cycle) - 1.0147).abs() < 1e-3, "{}", rms_radius(&cycle));
        let beta = cycle.iter().map(|x| teacher.growth(x)).fold(f64::MIN, f64::max);
        assert!((beta - 17.7).abs() < 0.1, "{beta}");
    }

    #[test]
    fn formulas_have_cycles_where_there_are_some() {
        let formula = |f1: &str, f2: &str| Teacher::Formula(Arc::new(Formula::new(&[f1, f2]).unwrap()));
        let cycle = formula("6.2831853*x2", "6.2831853*((1 - 4*x1^2)*x2 - x1)").cycle(1e-3).unwrap();
        assert!((cycle.len() as f64 * 1e-3 - 1.0605).abs() < 0.005);
        // Neither a spiral, however slow, nor a centre is a limit cycle.
        for damping in [1.0, 0.3, 0.02, 0.0] {
            let spiral = formula(&format!("6*x2 - {damping}*x1"), &format!("-6*x1 - {damping}*x2"));
            assert_eq!(spiral.cycle(1e-3), None, "damping {damping}");
        }
        assert_eq!(Teacher::VanDerPol { w: TAU, m: 0.0, size: 1.0 }.cycle(1e-3), None);
        assert_eq!(formula("x1*x1 + 1", "x2").cycle(1e-3), None);
    }

    #[test]
    fn the_oscillator_falls_by_e_in_a_second() {
        let teacher = Teacher::Oscillator { g0: 1.0, w: TAU };
        let mut x = [0.6, 0.8, 0.0];
        (0..10_000).for_each(|_| teacher.step(&mut x, &[0.0; MOST], 1e-4));
        assert!((x[0].hypot(x[1]) - (-1f64).exp()).abs() < 1e-6);
        assert!((teacher.growth(&[0.3, 0.1, 0.0]) + 1.0).abs() < 1e-6);
    }

    #[test]
    fn growth_is_that_of_the_sheet() {
        let most = |teacher: &Teacher, reach: f64| {
            let along = (0..=260).map(|k| [reach * (k as f64 / 130.0 - 1.0), 0.0, 0.0]);
            along.map(|x| teacher.growth(&x)).fold(f64::MIN, f64::max)
        };
        let pendulum = most(&Teacher::Pendulum { w: TAU, b: 2.0, s: 1.5 }, 1.3);
        assert!((pendulum - 3.4).abs() < 0.1, "{pendulum}");
        let well = most(&Teacher::DoubleWell { w: TAU, b: 6.0, size: 1.0 }, 1.3);
        assert!((well - 7.1).abs() < 0.1, "{well}");
    }

    #[test]
    fn lorenz_has_its_fixed_points() {
        let teacher = Teacher::Lorenz { speed: 1.0, r: 28.0 };
        // X = Y = sqrt(b (r - 1)), Z = r - 1.
        let x = (8.0f64 / 3.0 * 27.0).sqrt() / 20.0;
        let f = teacher.field(&[x, x, (27.0 - 25.0) / 20.0]);
        assert!(f.iter().all(|v| v.abs() < 1e-12), "{f:?}");
    }
}
