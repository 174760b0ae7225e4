//! Networks that learn dynamics by local plasticity: a student of spiking neurons becomes the dynamical system that its
//! teacher is.
//!
//! A. Alemi, C. K. Machens, S. Denève and J.-J. Slotine, "Learning arbitrary dynamics in efficient, balanced spiking
//! networks using local plasticity rules", arXiv 1705.08026 (2017). All numbers are ours: the paper's tables are not known.
//!
//! ```text
//! teacher  dx/dt = f(x) + c        student  dV/dt = -lam V + D^T (c + k e + W^T psi(x_hat)) - Omega_f o
//! e = x - x_hat,  x_hat = D r,     rule     dW/dt = eta psi(x_hat) e^T
//! ```

mod basis;
mod build;
mod decoder;
mod depict;
mod domains;
mod formula;
mod hands;
mod network;
mod outline;
mod params;
mod picture;
mod place;
mod plan;
mod schedule;
mod state;
mod teacher;
mod theory;
mod verdict;

pub use basis::{Basis, tanh_all};
pub use build::BOX;
pub use decoder::decoder;
pub use formula::Formula;
pub use network::{Control, Network};
pub use outline::{Outline, knots};
pub use params::{BasisKind, Driven, LearningParams, Protocol, Student, Task};
pub use picture::{Columns, FORGET};
pub use place::{MOST, State, distance, far, hold, nearest, rms_radius};
pub use plan::LearningPlan;
pub use schedule::{Begin, NOISE_START, Schedule, TEST_START, TEST_TRIAL_S, TEST_TRIALS};
pub use state::{Now, Tested};
pub use teacher::Teacher;
pub use theory::{Fit, Region, fit, lyapunov};
