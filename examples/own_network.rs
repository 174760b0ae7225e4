//! A network of one's own: edits make it, and edits change it while it runs.
//!
//!     cargo run --example own_network

#![forbid(unsafe_code)]

use tightrope::model::System;
use tightrope::param::{Edit, Value, apply};
use tightrope::session::Setup;
use tightrope::sim::{Runner, Spike};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let system = System::named("boundary").ok_or("there is no such system")?;
    // Ten neurons a population, on parabolas; `tightrope params fig-4f` lists what can be set.
    let edits = [
        Edit::new("n_e", Value::Count(10)),
        Edit::new("n_i", Value::Count(10)),
        Edit::new("e_offset", Value::Number(2.5)),
        Edit::new("e_slope", Value::Number(0.0)),
        Edit::new("e_curvature", Value::Number(0.15)),
        Edit::new("i_offset", Value::Number(1.75)),
        Edit::new("i_slope", Value::Number(0.0)),
        Edit::new("i_curvature", Value::Number(0.24)),
    ];
    let (setup, _) = apply(&Setup::new(system), &edits)?;
    let mut run = Runner::new(setup)?;
    let mut spikes_of = |edits: &[Edit]| -> Result<[usize; 2], Box<dyn std::error::Error>> {
        run.edit(edits, None)?;
        let mut spikes: Vec<Spike> = Vec::new();
        run.advance(4000, &mut spikes)?;
        Ok([0, 1].map(|k| spikes.iter().filter(|spike| spike.neuron().population == k).count()))
    };
    println!("E and I spikes in 0.2 s: {:?}", spikes_of(&[])?);
    println!("with E4's line 0.3 higher: {:?}", spikes_of(&[Edit::entry("t_shift_e", 4, -0.3)])?);
    Ok(())
}
