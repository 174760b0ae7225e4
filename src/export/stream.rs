//! The tables of a run, written while it goes on: what it remembers does not grow with its length.

use super::npz::{SPIKE_BYTES, write_npz};
use super::{ExportError, Summary, csv as tables, room, write_summary};
use crate::picture::{Layout, NeuronId};
use crate::session::{FileSet, NOTES, Setup};
use crate::sim::{Model, Samples, Sink, Spike, Stretch};
use std::fs::File;
use std::io::{BufReader, BufWriter, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Room that is left on a disk at least: so many bytes, or this part of what there was, if that is less.
const LEFT: u64 = 64 << 20;
const LEFT_PART: u64 = 16;
/// A run is judged by what it has written after so many time constants and steps, and refused if the whole of it would
/// take so many times the room that there is.
const JUDGED_TAU: f64 = 20.0;
const JUDGED_STEPS: u64 = 1000;
const TOO_MUCH: f64 = 1.5;

/// A file that grows by whole chunks.
#[derive(Debug)]
struct Growing {
    name: &'static str,
    file: File,
    length: u64,
}

impl Growing {
    fn new(path: &Path, name: &'static str) -> Result<Self, ExportError> {
        let file = File::options().read(true).write(true).create_new(true).open(path);
        Ok(Growing { name, file: file.map_err(|error| ExportError::new(path, &error))?, length: 0 })
    }

    fn add(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.file.write_all(bytes)?;
        self.length += bytes.len() as u64;
        Ok(())
    }

    /// Forgets what goes beyond a length.
    fn cut(&mut self, to: u64) {
        self.length = to;
        drop(self.file.set_len(to));
        drop(self.file.seek(SeekFrom::Start(to)));
    }
}

/// Bytes of a spike in the notes: step, how early, population, neuron.
const NOTE: usize = 8 + 8 + 1 + 4;

fn note(spike: &Spike) -> Vec<u8> {
    let NeuronId { population, index } = spike.neuron();
    let (step, early) = (spike.step.to_le_bytes(), spike.early().to_le_bytes());
    [&step[..], &early, &[population], &index.to_le_bytes()].concat()
}

fn noted(bytes: &[u8; NOTE]) -> Spike {
    let eight = |from: usize| <[u8; 8]>::try_from(&bytes[from..from + 8]).unwrap_or_default();
    let index = u32::from_le_bytes(<[u8; 4]>::try_from(&bytes[17..]).unwrap_or_default());
    let spike = Spike::of(u64::from_le_bytes(eight(0)), NeuronId { population: bytes[16], index });
    spike.earlier(f64::from_le_bytes(eight(8)))
}

/// Why a run cannot go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Full {
    /// It would not fit; nothing is worth keeping yet.
    WillBe(String),
    /// The disk is full, or nearly so; all until now is written.
    Is(String),
}

/// The files of a run on their way.
pub struct RunFiles {
    set: FileSet,
    layout: Arc<Layout>,
    spikes: Growing,
    signals: Growing,
    /// Spikes as numbers, if `run.npz` is to be made of them.
    notes: Option<Growing>,
    /// Every n-th step has a row.
    stride: u64,
    rows: Samples,
    /// Rows that are in the file.
    written: usize,
    /// Spikes that are not.
    waiting: Vec<Spike>,
    counts: Vec<u64>,
    /// Bytes of the largest chunk.
    largest: u64,
    left: u64,
    /// Steps that are in the files, if they could not take all.
    cut_at: Option<u64>,
    is_judged: bool,
    free: fn(&Path) -> Option<u64>,
}

impl Sink for RunFiles {
    fn take(&mut self, stretch: &Stretch) {
        self.waiting.extend_from_slice(&stretch.spikes);
        for (step, row) in stretch.rows().filter(|(step, _)| step.is_multiple_of(self.stride)) {
            self.rows.push(step, row);
        }
    }
}

impl RunFiles {
    /// Begins in a folder; `run.npz` as well if it is asked for.
    ///
    /// # Errors
    /// If nothing can be written there, or another run writes into it.
    pub fn begin(folder: &Path, layout: &Arc<Layout>, stride: u64, npz: bool) -> Result<Self, ExportError> {
        let mut set = FileSet::new(folder)?;
        room::reserve(&set.drafts());
        let free = room::free(set.folder());
        let mut files = RunFiles {
            spikes: Growing::new(&set.part("spikes.csv"), "spikes.csv")?,
            signals: Growing::new(&set.part("signals.csv"), "signals.csv")?,
            notes: npz.then(|| Growing::new(&set.drafts().join(NOTES), "run.npz")).transpose()?,
            set,
            layout: layout.clone(),
            stride,
            rows: Samples::new(layout.columns(), usize::MAX),
            written: 0,
            waiting: Vec::new(),
            counts: vec![0; layout.populations.len()],
            largest: 0,
            left: free.map_or(0, |free| LEFT.min(free / LEFT_PART)),
            cut_at: None,
            is_judged: false,
            free: room::free,
        };
        let heads = files.chunk(|spikes, signals| {
            tables::spikes_head(spikes)?;
            tables::signals_head(signals, layout)
        });
        files.add(&heads).map_err(|(name, error)| ExportError::new(&folder.join(name), &error))?;
        Ok(files)
    }

    /// What a window would show at its end is one of its files.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn picture(&mut self, png: &[u8]) -> Result<(), ExportError> {
        let path = self.set.part("screen.png");
        std::fs::write(&path, png).map_err(|error| ExportError::new(&self.set.folder().join("screen.png"), &error))
    }

    /// Bytes for both tables.
    fn chunk(
        &self,
        write: impl Fn(&mut csv::Writer<&mut Vec<u8>>, &mut csv::Writer<&mut Vec<u8>>) -> csv::Result<()>,
    ) -> [Vec<u8>; 2] {
        let mut both = [Vec::new(), Vec::new()];
        let [spikes, signals] = &mut both;
        let (mut spikes, mut signals) = (csv::Writer::from_writer(spikes), csv::Writer::from_writer(signals));
        // Memory takes whatever it is given.
        let _ = write(&mut spikes, &mut signals);
        drop((spikes, signals));
        both
    }

    /// Adds to both tables, or to none.
    fn add(&mut self, [spikes, signals]: &[Vec<u8>; 2]) -> Result<(), (&'static str, std::io::Error)> {
        let notes: Vec<u8> = match self.notes {
            Some(_) => self.waiting.iter().flat_map(note).collect(),
            None => Vec::new(),
        };
        self.largest = self.largest.max((spikes.len() + signals.len() + notes.len()) as u64);
        let files = [Some(&mut self.spikes), Some(&mut self.signals), self.notes.as_mut()];
        let chunks = [&spikes[..], signals, &notes];
        let mut files: Vec<(&mut Growing, &[u8])> =
            files.into_iter().zip(chunks).filter_map(|(file, bytes)| Some((file?, bytes))).collect();
        let before: Vec<u64> = files.iter().map(|(file, _)| file.length).collect();
        let added = files.iter_mut().try_for_each(|(file, bytes)| file.add(bytes).map_err(|error| (file.name, error)));
        if added.is_err() {
            files.iter_mut().zip(before).for_each(|((file, _), length)| file.cut(length));
        }
        added
    }

    /// Writes what came since the last time; the run is at `step` of `steps`.
    ///
    /// # Errors
    /// If the disk cannot take it, or will not take all that is to come.
    pub fn write(&mut self, step: u64, steps: u64) -> Result<(), Full> {
        let from = self.written;
        let chunk = self.chunk(|spikes, signals| {
            tables::spikes_rows(spikes, &self.layout, &self.waiting)?;
            tables::signals_rows(signals, &self.layout, &self.rows, from)
        });
        if let Err((name, error)) = self.add(&chunk) {
            let begins = self.waiting.first().map_or(step, |spike| spike.step.saturating_sub(1));
            let row = if from < self.rows.len() { self.rows.step(from) - 1 } else { step };
            self.cut_at = Some(begins.min(row));
            return Err(Full::Is(format!("{name} cannot be written any further: {error}")));
        }
        self.written = self.rows.len();
        for spike in self.waiting.drain(..) {
            if let Some(count) = self.counts.get_mut(spike.neuron().population as usize) {
                *count += 1;
            }
        }
        let Some(free) = (self.free)(self.set.folder()) else { return Ok(()) };
        if free < self.left + self.pending() + 2 * self.largest && step < steps {
            return Err(Full::Is(format!("the disk is nearly full: {} are left on it", room::size(free as f64))));
        }
        self.judge(step, steps, free)
    }

    /// Bytes that are still to be written for what is there.
    fn pending(&self) -> u64 {
        if self.notes.is_some() {
            self.spike_count() * SPIKE_BYTES + self.rows.len() as u64 * 8 * (2 + self.layout.signals.len() as u64)
        } else {
            0
        }
    }

    fn spike_count(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// Whether the whole run will fit, by what it has written so far; asked once, early.
    fn judge(&mut self, step: u64, steps: u64, free: u64) -> Result<(), Full> {
        let part = step as f64 / steps as f64;
        let is_early = (step as f64) * self.layout.dt_s < JUDGED_TAU * self.layout.tau_s || step < JUDGED_STEPS;
        if self.is_judged || is_early {
            return Ok(());
        }
        self.is_judged = true;
        let so_far = (self.bytes() + self.notes.as_ref().map_or(0, |notes| notes.length)) as f64;
        let whole = (so_far + self.pending() as f64) / part;
        let free = free as f64 + so_far;
        if whole > TOO_MUCH * free {
            let fits_s = steps as f64 * self.layout.dt_s * free / whole;
            return Err(Full::WillBe(format!(
                "about {} would be written, by the spikes so far, and {} are free in {}; try --for {}, or another \
                 folder with --out",
                room::size(whole),
                room::size(free),
                self.set.folder().display(),
                round_below(fits_s),
            )));
        }
        Ok(())
    }

    /// Every how many steps there is a row.
    pub fn stride(&self) -> u64 {
        self.stride
    }

    /// Spikes in the table, one number a population.
    pub fn counts(&self) -> &[u64] {
        &self.counts
    }

    /// Bytes in the tables.
    pub fn bytes(&self) -> u64 {
        self.spikes.length + self.signals.length
    }

    /// Up to which step the tables go, if they could not take all.
    pub fn cut_at(&self) -> Option<u64> {
        self.cut_at
    }

    /// Every spike, from the notes.
    fn each(&self, take: &mut dyn FnMut(&Spike) -> Result<(), String>) -> Result<(), String> {
        let Some(notes) = &self.notes else { return Ok(()) };
        let fail = |error: std::io::Error| format!("what was noted cannot be read again: {error}");
        let mut file = &notes.file;
        file.seek(SeekFrom::Start(0)).map_err(fail)?;
        let mut file = BufReader::with_capacity(1 << 16, file);
        let mut bytes = [0; NOTE];
        for _ in 0..self.spike_count() {
            file.read_exact(&mut bytes).map_err(fail)?;
            take(&noted(&bytes))?;
        }
        Ok(())
    }

    fn pack(&mut self, origin: &str) -> Result<(), String> {
        let path = self.set.part("run.npz");
        let file = File::create(&path).map_err(|error| error.to_string())?;
        let each = |take: &mut dyn FnMut(&Spike) -> Result<(), String>| self.each(take);
        let file = write_npz(
            BufWriter::with_capacity(1 << 16, file),
            &self.layout,
            (self.spike_count(), &each),
            &self.rows,
            origin,
        )?;
        file.into_inner().map(drop).map_err(|error| error.to_string())
    }

    /// Puts all in place, with a summary; what was written, and what could not be packed, with the reason.
    ///
    /// # Errors
    /// If that cannot be; what was there before stays.
    pub fn place<M: Model>(
        mut self,
        setup: &Setup<M>,
        summary: &Summary,
    ) -> Result<(Vec<PathBuf>, Option<String>), ExportError> {
        room::give_back(&self.set.drafts());
        let path = self.set.part("summary.json");
        write_summary(&path, &self.layout, setup, summary)?;
        let packed = if self.notes.is_some() { self.pack(&summary.provenance) } else { Ok(()) };
        // Only the files of the set may be in its folder now.
        self.notes = None;
        drop(std::fs::remove_file(self.set.drafts().join(NOTES)));
        if packed.is_err() {
            self.set.drop_part("run.npz");
        }
        let why = packed.err().map(|why| format!("run.npz is not written: {why}"));
        Ok((self.set.place()?, why))
    }
}

/// The number of one digit next below.
fn round_below(value: f64) -> f64 {
    let power = value.max(f64::MIN_POSITIVE).log10().floor();
    let digit = (value / 10f64.powf(power)).floor().clamp(1.0, 9.0);
    format!("{digit}e{power}").parse().unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::run_npz;
    use crate::session::Preset;
    use crate::sim::Runner;

    /// A run of figure 4f in stretches of 500 steps.
    fn stream(folder: &Path, steps: u64, of: u64, free: fn(&Path) -> Option<u64>) -> (RunFiles, Result<(), Full>) {
        let mut runner = Runner::new(Preset::open("fig-4f").unwrap().setup).unwrap();
        let layout = runner.layout().clone();
        let mut files = RunFiles::begin(folder, &layout, 1, true).unwrap();
        (files.free, files.left) = (free, 1000);
        while runner.step() < steps {
            runner.advance(500, &mut files).unwrap();
            let written = files.write(runner.step(), of);
            if written.is_err() {
                return (files, written);
            }
        }
        (files, Ok(()))
    }

    #[test]
    fn what_is_streamed_is_what_was_run() {
        let folder = tempfile::tempdir().unwrap();
        let (mut files, written) = stream(folder.path(), 3000, 3000, |_| None);
        written.unwrap();
        assert!(files.waiting.is_empty());
        let mut runner = Runner::new(Preset::open("fig-4f").unwrap().setup).unwrap();
        let layout = runner.layout().clone();
        let (mut spikes, mut rows) = (Vec::<Spike>::new(), Samples::new(layout.columns(), usize::MAX));
        struct All<'a>(&'a mut Samples);
        impl Sink for All<'_> {
            fn take(&mut self, stretch: &Stretch) {
                stretch.rows().for_each(|(step, row)| self.0.push(step, row));
            }
        }
        runner.advance(3000, &mut (&mut spikes, All(&mut rows))).unwrap();
        assert!(spikes.len() > 20);
        assert_eq!(files.spike_count(), spikes.len() as u64);
        files.pack("origin").unwrap();
        let packed = std::fs::read(files.set.part("run.npz")).unwrap();
        assert_eq!(packed, run_npz(&layout, &spikes, &rows, "origin").unwrap());
        let table = std::fs::read_to_string(files.set.part("spikes.csv")).unwrap();
        let last = spikes.last().unwrap();
        let row = format!("{:.9},{},", last.step as f64 * layout.dt_s, last.step);
        assert!(table.ends_with('\n') && table.lines().last().unwrap().starts_with(&row), "{row}");
    }

    #[test]
    fn a_run_that_will_not_fit_is_refused_with_numbers_and_what_would() {
        let folder = tempfile::tempdir().unwrap();
        let (files, written) = stream(folder.path(), 1_000_000, 20_000_000, |_| Some(10_000_000));
        let Err(Full::WillBe(why)) = written else { panic!("{written:?}") };
        assert!(why.contains(" GB would be written") && why.contains("10 MB are free"), "{why}");
        let said: f64 = why.split("--for ").nth(1).unwrap().split(',').next().unwrap().parse().unwrap();
        // Rows of about 90 bytes and more at each of 20 000 steps a second, and the same again in the other file.
        assert!((1.0..6.0).contains(&said), "{why}");
        drop(files);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_run_that_fills_the_disk_ends_while_there_is_room_for_what_it_has() {
        let folder = tempfile::tempdir().unwrap();
        let (files, written) = stream(folder.path(), 10_000, 10_001, |_| Some(200_000));
        let Err(Full::Is(why)) = written else { panic!("{written:?}") };
        assert!(why.contains("nearly full: 200 kB are left"), "{why}");
        assert!(files.pending() + 1000 < 200_000, "{}", files.pending());
        assert!(files.bytes() > 0 && files.cut_at().is_none());
    }

    #[test]
    fn notes_keep_all_of_a_spike() {
        for spike in [Spike::new(0, 0, 0), Spike::new(1 << 40, 15, 1_000_000), Spike::new(7, 1, 2).earlier(0.3)] {
            assert_eq!(noted(&note(&spike).try_into().unwrap()), spike);
        }
    }

    #[test]
    fn numbers_are_rounded_downwards() {
        for (value, expected) in [(26_345.0, 20_000.0), (0.0357, 0.03), (9.99, 9.0), (1.0, 1.0)] {
            assert_eq!(round_below(value), expected);
        }
    }
}
