//! Runs a preset without a window and says what the network did.
//!
//!     cargo run --example headless -- fig-8

#![forbid(unsafe_code)]

use tightrope::session::Preset;
use tightrope::sim::{Meter, Runner};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let name = std::env::args().nth(1).unwrap_or_else(|| "fig-4f".to_owned());
    let preset = Preset::open(&name)?;
    let mut run = Runner::new(preset.setup)?;
    let layout = run.layout().clone();
    // Over the whole run but its first 50 ms, which are the way from the start to the working point.
    let mut meter = Meter::new(&layout, f64::INFINITY, 0.05);
    run.advance(10_000, &mut meter)?;
    println!("{}, {} s", preset.title, run.step() as f64 * layout.dt_s);
    let statistics = meter.read().ok_or("too short to be measured")?;
    for (population, rate_hz) in layout.populations.iter().zip(&statistics.rates_hz) {
        println!("{} {}: {rate_hz:.1} Hz a neuron", population.count, population.name);
    }
    for (signal, mean) in layout.signals.iter().zip(&statistics.means) {
        println!("{}: {mean:.3} on average", signal.name);
    }
    Ok(())
}
