//! Where a run of a low-rank network starts.

use crate::model::boundary::Network;

/// Where a run starts.
#[derive(Clone, Debug, PartialEq)]
pub enum Initial {
    /// V = F x + 1 - T: the drawn lines act at once, both latents are 0.
    Static,
    /// These voltages, and readouts that start at these values and only decay.
    Voltages { voltages: [Vec<f64>; 2], readout: [f64; 2] },
    /// Rate version: these voltages and rates.
    Rates { voltages: [Vec<f64>; 2], rates: [Vec<f64>; 2] },
}

impl Initial {
    /// V = 0, as the authors' programs start.
    pub fn zero_volts(network: &Network) -> Initial {
        let [e, i] = network.counts();
        Initial::Voltages { voltages: [vec![0.0; e], vec![0.0; i]], readout: [0.0; 2] }
    }
}
