//! Constants of cells and synapses (sheet plastic-balanced, section 3.4).

/// Exponential integrate-and-fire cells with filtered currents. Units: ms and mV, with C_m = 1, so that currents are in
/// mV/ms.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Membrane {
    /// Time step, ms.
    pub dt: f64,
    /// Leak conductance, 1/ms.
    pub g_l: f64,
    /// Resting potential, mV.
    pub e_l: f64,
    /// Where the upstroke begins, mV.
    pub v_t: f64,
    /// Its sharpness, mV.
    pub delta_t: f64,
    /// Where a spike is told, mV.
    pub v_th: f64,
    /// Where the voltage is put then, mV.
    pub v_re: f64,
    /// Below this the upstroke is left out: less than 7e-5 mV/ms.
    pub exp_above: f64,
    /// Decay of currents from E, from I, from outside, ms.
    pub tau: [f64; 3],
}

impl Membrane {
    /// The sheet's constants.
    pub fn new(dt: f64, tau: [f64; 3]) -> Self {
        Membrane {
            dt,
            g_l: 1.0 / 15.0,
            e_l: -72.0,
            v_t: -55.0,
            delta_t: 1.0,
            v_th: -50.0,
            v_re: -75.0,
            exp_above: -62.0,
            tau,
        }
    }

    /// The smallest constant current that makes a cell fire, mV/ms.
    pub fn rheobase(&self) -> f64 {
        self.g_l * (self.v_t - self.e_l - self.delta_t)
    }

    /// The membrane's time constant, ms.
    pub fn tau_m(&self) -> f64 {
        1.0 / self.g_l
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rheobase_is_that_of_the_sheet() {
        assert!((Membrane::new(0.1, [8.0, 4.0, 10.0]).rheobase() - 16.0 / 15.0).abs() < 1e-12);
    }
}
