//! Tightrope: an interactive lab for balanced excitatory-inhibitory spiking networks.
//!
//! [`geometry`] is pure plane maths, [`machine`] what the program runs on, [`reading`] reads numbers as people write them, [`param`] describes parameters once, a [`picture`] is what is shown, as plain data. A
//! [`model`] is what a network is, built once and shared; a [`sim`] engine makes it move, a runner records it; a
//! [`session`] runs it on a thread: commands in, frames out.
//! [`export`] and [`cli`] write files, `ui` (a cargo feature) draws what the window shows.
//!
//! ```
//! use tightrope::session::Preset;
//! use tightrope::sim::{Runner, Spike};
//!
//! // Ten E and ten I neurons; run them for 50 ms.
//! let preset = Preset::open("fig-4f")?;
//! let mut run = Runner::new(preset.setup)?;
//! let mut spikes: Vec<Spike> = Vec::new();
//! run.advance(1000, &mut spikes)?;
//!
//! // An E spike pushes the state out, I spikes bring it back: never long without one.
//! assert!(spikes.len() > 10);
//! println!("{} spiked first", run.layout().neuron_name(spikes[0].neuron()));
//!
//! // A copy goes on by itself: the same commands give the same spikes.
//! let mut copy = run.fork();
//! let (mut here, mut there): (Vec<Spike>, Vec<Spike>) = Default::default();
//! run.advance(500, &mut here)?;
//! copy.advance(500, &mut there)?;
//! assert_eq!(here, there);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#![forbid(unsafe_code)]

#[cfg(not(target_arch = "wasm32"))]
pub mod cli;
pub mod export;
pub mod geometry;
pub mod hue;
pub mod machine;
pub mod model;
pub mod param;
pub mod picture;
pub mod reading;
pub mod session;
pub mod sim;
#[cfg(feature = "ui")]
pub mod ui;
