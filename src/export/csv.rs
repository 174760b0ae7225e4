//! Tables: one row a spike, one row a sample.

use crate::picture::Layout;
use crate::sim::{Samples, Spike};
use std::io::Write;

/// Column headings of `spikes.csv`.
const SPIKES: [&str; 4] = ["time_s", "step", "population", "neuron"];

/// The first line of `spikes.csv`.
///
/// # Errors
/// If it cannot be written.
pub fn spikes_head(to: &mut csv::Writer<impl Write>) -> csv::Result<()> {
    to.write_record(SPIKES)
}

/// Rows of `spikes.csv`.
///
/// # Errors
/// If they cannot be written.
pub fn spikes_rows(to: &mut csv::Writer<impl Write>, layout: &Layout, spikes: &[Spike]) -> csv::Result<()> {
    for spike in spikes {
        let population = layout.populations.get(spike.neuron().population as usize).map_or("", |p| p.name);
        // A spike within its step has a time that no short number holds.
        let digits = if spike.early() > 0.0 { 15 } else { 9 };
        let time = format!("{:.digits$}", spike.time_s(layout.dt_s));
        let row = [&time, &spike.step.to_string(), population, &spike.neuron().index.to_string()];
        to.write_record(row)?;
    }
    Ok(())
}

/// The first line of `signals.csv`: `time_s`, `step` and one column a readout, its unit in its name.
///
/// # Errors
/// If it cannot be written.
pub fn signals_head(to: &mut csv::Writer<impl Write>, layout: &Layout) -> csv::Result<()> {
    let mut header = vec!["time_s".to_owned(), "step".to_owned()];
    header.extend(layout.signals.iter().map(|signal| {
        if signal.unit.is_empty() { signal.id.to_owned() } else { format!("{}_{}", signal.id, signal.unit) }
    }));
    to.write_record(&header)
}

/// Rows of `signals.csv`: the buckets of these samples, from one on.
///
/// # Errors
/// If they cannot be written.
pub fn signals_rows(
    to: &mut csv::Writer<impl Write>,
    layout: &Layout,
    samples: &Samples,
    from: usize,
) -> csv::Result<()> {
    for k in from..samples.len() {
        let mut row = vec![format!("{:.9}", samples.step(k) as f64 * layout.dt_s), samples.step(k).to_string()];
        row.extend(samples.low(k)[..layout.signals.len()].iter().map(|value| format!("{value}")));
        to.write_record(&row)?;
    }
    Ok(())
}
