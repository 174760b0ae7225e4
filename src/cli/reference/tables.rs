//! The tables of a reference run: `x.csv`, `spikes.csv`, `trace.csv`.

use super::{Column, LoadError};
use crate::machine::{MOST_BYTES, bytes};
use crate::model::boundary::{E, I, Network, Synapse};
use crate::picture::NeuronId;
use crate::reading::quoted;
use crate::sim::Spike;
use std::path::Path;

/// Header and rows; the n-th row stands on line n + 2.
pub(super) fn table(file: &Path) -> Result<(Vec<String>, Vec<Vec<String>>), LoadError> {
    let fail =
        |error: csv::Error| LoadError { file: file.to_owned(), message: format!("cannot be read: {}", quoted(error)) };
    let bytes = bytes(file, MOST_BYTES).map_err(|message| LoadError { file: file.to_owned(), message })?;
    let mut reader = csv::Reader::from_reader(&bytes[..]);
    let header = reader.headers().map_err(fail)?.iter().map(|name| name.trim().to_owned()).collect();
    let rows = reader.records().map(|row| row.map(|row| row.iter().map(str::to_owned).collect()).map_err(fail));
    Ok((header, rows.collect::<Result<_, _>>()?))
}

fn fail<T>(file: &Path, message: String) -> Result<T, LoadError> {
    Err(LoadError { file: file.to_owned(), message })
}

pub(super) fn whole(file: &Path, row: usize, column: &str, text: &str) -> Result<u64, LoadError> {
    text.trim().parse().or_else(|_| {
        fail(
            file,
            format!(
                "line {}, `{}`: given \"{}\"; allowed is a whole number, 0 or more",
                row + 2,
                quoted(column),
                quoted(text)
            ),
        )
    })
}

pub(super) fn number(file: &Path, row: usize, column: &str, text: &str) -> Result<f64, LoadError> {
    match text.trim().parse::<f64>() {
        Ok(number) if number.is_finite() => Ok(number),
        _ => fail(
            file,
            format!("line {}, `{}`: given \"{}\"; allowed is a finite number", row + 2, quoted(column), quoted(text)),
        ),
    }
}

/// One value for every step.
pub(super) fn read_input(file: &Path, key: &str, n_steps: usize) -> Result<Vec<f64>, LoadError> {
    let (header, rows) = table(file)?;
    if header.len() != 2 || header[0] != "step" || (header[1] != "x" && header[1] != key) {
        return fail(file, format!("the header is {}; needed is step,{key}", quoted(header.join(","))));
    }
    if rows.len() != n_steps {
        return fail(file, format!("given {} rows; needed are {n_steps}, one for each of `n_steps`", rows.len()));
    }
    let value = |(n, row): (usize, &Vec<String>)| {
        let step = whole(file, n, "step", &row[0])?;
        if step != n as u64 {
            return fail(file, format!("line {}, `step`: given {step}; needed is {n}", n + 2));
        }
        number(file, n, &header[1], &row[1])
    };
    rows.iter().enumerate().map(value).collect()
}

/// Every spike, in order of steps.
pub(super) fn read_spikes(file: &Path, network: &Network, n_steps: usize) -> Result<Vec<Spike>, LoadError> {
    let (header, rows) = table(file)?;
    if header != ["time_step", "population", "neuron"] {
        return fail(
            file,
            format!("the header is {}; needed is time_step,population,neuron", quoted(header.join(","))),
        );
    }
    let mut before = 0;
    let spike = |(n, row): (usize, &Vec<String>)| {
        let step = whole(file, n, "time_step", &row[0])?;
        if step < before || step >= n_steps as u64 {
            let allowed = format!("allowed is {before} to {}, never falling", n_steps - 1);
            return fail(file, format!("line {}, `time_step`: given {step}; {allowed}", n + 2));
        }
        before = step;
        let Some(population) = ["E", "I"].iter().position(|name| *name == row[1].trim()) else {
            return fail(
                file,
                format!("line {}, `population`: given \"{}\"; allowed is E or I", n + 2, quoted(&row[1])),
            );
        };
        let index = whole(file, n, "neuron", &row[2])?;
        let count = network.counts()[population];
        if index >= count as u64 {
            let message = format!("line {}: given neuron {index}; {} has {count}, from 0 on", n + 2, row[1].trim());
            return fail(file, message);
        }
        Ok(Spike::of(step, NeuronId { population: population as u8, index: index as u32 }))
    };
    rows.iter().enumerate().map(spike).collect()
}

/// Columns with their names, and rows: step and one number a column.
type Trace = (Vec<(String, Column)>, Vec<(u64, Vec<f64>)>);

/// What is recorded; steps rise and end at the last one.
pub(super) fn read_trace(
    file: &Path,
    network: &Network,
    sign: Option<f64>,
    n_steps: usize,
) -> Result<Trace, LoadError> {
    let (header, rows) = table(file)?;
    if header.len() < 2 || header[0] != "step" {
        return fail(file, format!("the header is {}; needed is step,x,...", quoted(header.join(","))));
    }
    let columns = header[1..].iter().map(|name| match column(name, network, sign) {
        Some(column) => Ok((name.clone(), column)),
        None => {
            let y = if sign.is_some() { "y" } else { "y_E, y_I" };
            fail(
                file,
                format!("unknown column `{}`; allowed are x, {y}, V_ and r_ of a neuron that exists", quoted(name)),
            )
        }
    });
    let columns = columns.collect::<Result<Vec<_>, _>>()?;
    let mut next = 0;
    let row = |(n, row): (usize, &Vec<String>)| {
        let step = whole(file, n, "step", &row[0])?;
        if step < next || step >= n_steps as u64 {
            let allowed = format!("allowed is {next} to {}, rising", n_steps - 1);
            return fail(file, format!("line {}, `step`: given {step}; {allowed}", n + 2));
        }
        next = step + 1;
        let values = row[1..].iter().zip(&columns).map(|(text, (name, _))| number(file, n, name, text));
        Ok((step, values.collect::<Result<Vec<_>, _>>()?))
    };
    let rows = rows.iter().enumerate().map(row).collect::<Result<Vec<_>, _>>()?;
    if next != n_steps as u64 {
        return fail(file, format!("stops before step {}, the last of `n_steps`; was it cut short?", n_steps - 1));
    }
    Ok((columns, rows))
}

/// `V_E3`, or `V_3` in a single population.
fn column(name: &str, network: &Network, sign: Option<f64>) -> Option<Column> {
    let only = sign.map(|sign| if sign < 0.0 { I } else { E });
    match (name, sign, only) {
        ("x", ..) => return Some(Column::X),
        ("y", Some(sign), Some(p)) => return Some(Column::Latent(p, sign)),
        ("y_E", None, _) => return Some(Column::Latent(E, 1.0)),
        ("y_I", None, _) => return Some(Column::Latent(I, 1.0)),
        _ => {}
    }
    let (kind, neuron) = name.split_once('_')?;
    let (p, index) = match only {
        Some(p) => (p, neuron.parse().ok()?),
        None => {
            let p = if neuron.starts_with('E') { E } else { I };
            (p, neuron.strip_prefix(['E', 'I'])?.parse().ok()?)
        }
    };
    let exists = index < network.counts()[p];
    match kind {
        "V" if exists => Some(Column::Voltage(p, index)),
        "r" if exists && network.synapse == Synapse::Rate => Some(Column::Rate(p, index)),
        "r" if exists => Some(Column::Filtered(p, index)),
        _ => None,
    }
}
