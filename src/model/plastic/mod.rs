//! Plastic balanced networks: thousands of exponential integrate-and-fire cells, sparsely and randomly connected, driven by
//! a Poisson layer, whose synapses follow spike-timing dependent rules.
//!
//! A. E. Akil, R. Rosenbaum and K. Josić, "Balanced networks under spike-time dependent plasticity", PLoS Comput. Biol.
//! (2021). Numbers are those of the authors' program.
//!
//! ```text
//! dV/dt = g_L (E_L - V) + g_L Delta_T exp((V - V_T)/Delta_T) + Ie + Ii + Ix,   dI_b/dt = -I_b/tau_b + (J/tau_b) spikes
//! J = j/sqrt(N):  mean inputs are sqrt(N) (W r + W_x r_x), with W = [p q_b j_ab], and must cancel:  r = -W^-1 W_x r_x
//! ```

mod album;
mod block;
mod build;
mod charts;
mod control;
mod depict;
mod domains;
mod edges;
mod goals;
mod hands;
mod membrane;
mod params;
mod picture;
mod plan;
mod readings;
mod rule;
mod seen;
mod theory;
mod verdict;
mod wiring;

pub use block::{Block, Incoming, MOST_CELLS};
pub use control::{Control, Firing};
pub use edges::{Edge, layers, recurrent};
pub use membrane::Membrane;
pub use params::PlasticParams;
pub use picture::{Columns, FORGET, LIGHT, PULSE_S, class_name};
pub use plan::PlasticPlan;
pub use rule::{Rule, Rules};
pub use seen::{Mean, Moment, Now, Seen};
pub use theory::{Balance, MeanField, Regime, Settled, landing};
pub use wiring::{CLASSES, E, EE, EI, I, IE, II, Layer, SHARES, Synapses, Wiring, class, ends, sizes};
