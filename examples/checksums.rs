//! A checksum of every preset's run: the same in every build, with optimization or without.
//!
//!     cargo run --example checksums > a.txt && cargo run --release --example checksums | diff a.txt -
//!
//! Needs some minutes without optimization; a number after `--` sets the steps of each run.

#![forbid(unsafe_code)]

use sha2::{Digest as _, Sha256};
use tightrope::model::System;
use tightrope::session::Preset;
use tightrope::sim::{Engine as _, Frame, Runner, Spike};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let steps: u64 = std::env::args().nth(1).map_or(Ok(2000), |text| text.parse())?;
    for preset in Preset::<System>::all_built_in() {
        let mut run = Runner::new(preset.setup)?;
        let mut spikes: Vec<Spike> = Vec::new();
        run.advance(steps, &mut spikes)?;
        // The state has all that decides what comes; theory and pictures are told apart.
        let state = run.engine().save()?;
        let mut frame = Frame::new(1, run.layout(), run.step());
        run.depict(&mut frame);
        let picture = format!("{:?}", frame.depiction);
        let sum =
            |bytes: &[u8]| Sha256::digest(bytes).iter().take(8).map(|byte| format!("{byte:02x}")).collect::<String>();
        println!(
            "{:28} {:8} spikes  state {}  picture {}",
            preset.name,
            spikes.len(),
            sum(&state),
            sum(picture.as_bytes())
        );
    }
    Ok(())
}
