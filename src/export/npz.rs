//! A run as one NPZ file, as `numpy.load` reads it: spikes one by one, signals row by row, and where it comes from.

use crate::picture::Layout;
use crate::reading::IMPRINT_ARRAY;
use crate::session::NpzWriter;
use crate::sim::{Samples, Spike};
use std::io::{Seek, Write};

/// Bytes of a spike in such a file.
pub(super) const SPIKE_BYTES: u64 = 8 + 8 + 1 + 4;

/// Tells every spike, in order, as often as it is asked.
pub type Spikes<'a> = dyn Fn(&mut dyn FnMut(&Spike) -> Result<(), String>) -> Result<(), String> + 'a;

type File<W> = NpzWriter<W>;

/// A text array of NumPy: all texts as wide as the longest, four bytes a letter; of no dimension if it is one text.
fn texts<W: Write + Seek>(to: &mut File<W>, name: &str, all: &[&str], shape: &[usize]) -> Result<(), String> {
    let width = all.iter().map(|text| text.chars().count()).max().unwrap_or(0).max(1);
    let letters = |text: &&str| -> Vec<u8> {
        let padded = text.chars().map(u32::from).chain(std::iter::repeat(0)).take(width);
        padded.flat_map(u32::to_le_bytes).collect()
    };
    to.put(name, &format!("<U{width}"), shape, &all.iter().flat_map(letters).collect::<Vec<u8>>())
}

/// An array of so many numbers, one of each spike.
fn told<const N: usize, W: Write + Seek>(
    to: &mut File<W>,
    (name, kind): (&str, &str),
    (count, spikes): (u64, &Spikes<'_>),
    number: impl Fn(&Spike) -> [u8; N],
) -> Result<(), String> {
    to.begin(name, kind, &[count as usize], count * N as u64)?;
    spikes(&mut |spike| to.write(&number(spike)))
}

/// The file: `spike_time_s`, `spike_step`, `spike_population`, `spike_neuron`, `populations`; `time_s`, `step` and one array
/// a signal, by its id; `dt_s`, `tau_s`; `provenance`. `spikes` are so many; `rows` have one number a signal, or more.
///
/// # Errors
/// If it cannot be written.
pub fn write_npz<W: Write + Seek>(
    to: W,
    layout: &Layout,
    spikes: (u64, &Spikes<'_>),
    rows: &Samples,
    origin: &str,
) -> Result<W, String> {
    let mut file = NpzWriter::new(to);
    let (to, dt_s) = (&mut file, layout.dt_s);
    let populations: Vec<&str> = layout.populations.iter().map(|population| population.name).collect();
    told(to, ("spike_time_s", "<f8"), spikes, |s| s.time_s(dt_s).to_le_bytes())?;
    told(to, ("spike_step", "<i8"), spikes, |s| s.step.to_le_bytes())?;
    told(to, ("spike_population", "|u1"), spikes, |s| [s.neuron().population])?;
    told(to, ("spike_neuron", "<i4"), spikes, |s| s.neuron().index.to_le_bytes())?;
    texts(to, "populations", &populations, &[populations.len()])?;
    let all = 0..rows.len();
    let numbers = |each: &dyn Fn(usize) -> [u8; 8]| all.clone().flat_map(each).collect::<Vec<u8>>();
    to.put("time_s", "<f8", &[rows.len()], &numbers(&|k| (rows.step(k) as f64 * dt_s).to_le_bytes()))?;
    to.put("step", "<i8", &[rows.len()], &numbers(&|k| rows.step(k).to_le_bytes()))?;
    to.put("dt_s", "<f8", &[], &dt_s.to_le_bytes())?;
    to.put("tau_s", "<f8", &[], &layout.tau_s.to_le_bytes())?;
    for (j, signal) in layout.signals.iter().enumerate() {
        let value = |k: usize| rows.low(k).get(j).copied().unwrap_or(f64::NAN).to_le_bytes();
        to.put(signal.id, "<f8", &[rows.len()], &numbers(&value))?;
    }
    let signals: Vec<&str> = layout.signals.iter().map(|signal| signal.id).collect();
    texts(to, "signals", &signals, &[signals.len()])?;
    texts(to, IMPRINT_ARRAY, &[origin], &[])?;
    file.finish()
}

/// The same in memory, of spikes and rows that are there.
///
/// # Errors
/// If it cannot be packed.
pub fn run_npz(layout: &Layout, spikes: &[Spike], rows: &Samples, origin: &str) -> Result<Vec<u8>, String> {
    let each = |take: &mut dyn FnMut(&Spike) -> Result<(), String>| spikes.iter().try_for_each(take);
    let to = std::io::Cursor::new(Vec::new());
    write_npz(to, layout, (spikes.len() as u64, &each), rows, origin).map(std::io::Cursor::into_inner)
}
