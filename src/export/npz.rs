//! A run as one NPZ file, as `numpy.load` reads it: spikes one by one, signals row by row, and where it comes from.

use crate::picture::Layout;
use crate::reading::IMPRINT_ARRAY;
use crate::session::{npz_archive, to_npy};
use crate::sim::Spike;

/// A text array of NumPy: all texts as wide as the longest, four bytes a letter; of no dimension if it is one text.
fn texts(all: &[&str], shape: &[usize]) -> Vec<u8> {
    let width = all.iter().map(|text| text.chars().count()).max().unwrap_or(0).max(1);
    let letters = |text: &&str| -> Vec<u8> {
        let padded = text.chars().map(u32::from).chain(std::iter::repeat(0)).take(width);
        padded.flat_map(u32::to_le_bytes).collect()
    };
    to_npy(&format!("<U{width}"), shape, &all.iter().flat_map(letters).collect::<Vec<u8>>())
}

fn numbers<const N: usize>(kind: &str, count: usize, each: impl Iterator<Item = [u8; N]>) -> Vec<u8> {
    to_npy(kind, &[count], &each.flatten().collect::<Vec<u8>>())
}

/// The file: `spike_time_s`, `spike_step`, `spike_population`, `spike_neuron`, `populations`; `time_s`, `step` and one array
/// a signal, by its id; `dt_s`, `tau_s`; `provenance`. `rows` are steps with one number a signal, or more.
///
/// # Errors
/// If it cannot be packed.
pub fn run_npz(layout: &Layout, spikes: &[Spike], rows: &[(u64, Vec<f64>)], origin: &str) -> Result<Vec<u8>, String> {
    let (n, dt_s) = (spikes.len(), layout.dt_s);
    let populations: Vec<&str> = layout.populations.iter().map(|population| population.name).collect();
    let real = |value: f64| to_npy("<f8", &[], &value.to_le_bytes());
    let mut files = vec![
        ("spike_time_s", numbers("<f8", n, spikes.iter().map(|s| s.time_s(dt_s).to_le_bytes()))),
        ("spike_step", numbers("<i8", n, spikes.iter().map(|s| s.step.to_le_bytes()))),
        ("spike_population", numbers("|u1", n, spikes.iter().map(|s| [s.neuron().population]))),
        ("spike_neuron", numbers("<i4", n, spikes.iter().map(|s| s.neuron().index.to_le_bytes()))),
        ("populations", texts(&populations, &[populations.len()])),
        ("time_s", numbers("<f8", rows.len(), rows.iter().map(|(step, _)| (*step as f64 * dt_s).to_le_bytes()))),
        ("step", numbers("<i8", rows.len(), rows.iter().map(|(step, _)| step.to_le_bytes()))),
        ("dt_s", real(dt_s)),
        ("tau_s", real(layout.tau_s)),
    ];
    for (k, signal) in layout.signals.iter().enumerate() {
        let value = |(_, row): &(u64, Vec<f64>)| row.get(k).copied().unwrap_or(f64::NAN).to_le_bytes();
        files.push((signal.id, numbers("<f8", rows.len(), rows.iter().map(value))));
    }
    let signals: Vec<&str> = layout.signals.iter().map(|signal| signal.id).collect();
    files.push(("signals", texts(&signals, &[signals.len()])));
    files.push((IMPRINT_ARRAY, texts(&[origin], &[])));
    npz_archive(files)
}
