//! Tables: one row a spike, one row a sample.

use super::ExportError;
use crate::picture::Layout;
use crate::sim::{Samples, Spike};
use std::path::Path;

/// `spikes.csv`: `time_s,step,population,neuron`.
///
/// # Errors
/// If the file cannot be written.
pub fn write_spikes(path: &Path, layout: &Layout, spikes: &[Spike]) -> Result<(), ExportError> {
    let mut file = open(path)?;
    let fail = |error: csv::Error| ExportError::new(path, &error);
    file.write_record(["time_s", "step", "population", "neuron"]).map_err(fail)?;
    for spike in spikes {
        let population = layout.populations.get(spike.neuron().population as usize).map_or("", |p| p.name);
        // A spike within its step has a time that no short number holds.
        let digits = if spike.early() > 0.0 { 15 } else { 9 };
        let time = format!("{:.digits$}", spike.time_s(layout.dt_s));
        let row = [&time, &spike.step.to_string(), population, &spike.neuron().index.to_string()];
        file.write_record(row).map_err(fail)?;
    }
    file.flush().map_err(|error| ExportError::new(path, &error))
}

/// `signals.csv`: `time_s,step,x` and one column a readout, its unit in its name. Every `stride`-th step.
///
/// # Errors
/// If the file cannot be written.
pub fn write_signals(path: &Path, layout: &Layout, rows: &[Samples], stride: u64) -> Result<(), ExportError> {
    let mut file = open(path)?;
    let fail = |error: csv::Error| ExportError::new(path, &error);
    let mut header = vec!["time_s".to_owned(), "step".to_owned()];
    header.extend(layout.signals.iter().map(|signal| {
        if signal.unit.is_empty() { signal.id.to_owned() } else { format!("{}_{}", signal.id, signal.unit) }
    }));
    file.write_record(&header).map_err(fail)?;
    for samples in rows {
        for k in (0..samples.len()).filter(|k| samples.step(*k).is_multiple_of(stride)) {
            let mut row = vec![format!("{:.9}", samples.step(k) as f64 * layout.dt_s), samples.step(k).to_string()];
            row.extend(samples.low(k)[..layout.signals.len()].iter().map(|value| format!("{value}")));
            file.write_record(&row).map_err(fail)?;
        }
    }
    file.flush().map_err(|error| ExportError::new(path, &error))
}

fn open(path: &Path) -> Result<csv::Writer<std::fs::File>, ExportError> {
    csv::Writer::from_path(path).map_err(|error| ExportError::new(path, &error))
}
