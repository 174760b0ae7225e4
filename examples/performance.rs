//! Writes the tables of PERFORMANCE.md from what the benches measured last: each as a ratio to what it is compared to.
//!
//!     cargo bench && cargo run --example performance
//!
//! `benches/ratios.toml` says which measurement is held against which, in the same run of the same bench.

#![forbid(unsafe_code)]

use serde::Deserialize;
use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

#[derive(Deserialize)]
struct Ratios {
    row: Vec<Row>,
}

/// One comparison.
#[derive(Deserialize)]
struct Row {
    bench: String,
    what: String,
    /// The measurement, as the bench names it.
    id: String,
    /// What it is compared to, in words.
    against: String,
    #[serde(flatten)]
    other: Beside,
}

/// What it is compared to, as a time.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Beside {
    /// Another measurement of the same run.
    AgainstId(String),
    /// What `benches/others.py` measured of another program.
    AgainstOther(String),
    /// A fixed time in seconds, such as the time that was simulated.
    AgainstS(f64),
}

#[derive(Deserialize)]
struct Benchmark {
    full_id: String,
    throughput: Option<Throughput>,
}

#[derive(Deserialize)]
enum Throughput {
    Elements(f64),
    #[serde(untagged)]
    Other(#[allow(dead_code)] serde_json::Value),
}

#[derive(Deserialize)]
struct Estimates {
    median: Estimate,
}

#[derive(Deserialize)]
struct Estimate {
    point_estimate: f64,
}

/// Median seconds of each measurement that lies below `folder`, of one element where it has several.
fn measured(folder: &Path, into: &mut BTreeMap<String, f64>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if !path.is_dir() {
            continue;
        }
        let (name, estimates) = (path.join("benchmark.json"), path.join("estimates.json"));
        if path.ends_with("new") && name.is_file() && estimates.is_file() {
            let name: Benchmark = serde_json::from_str(&fs::read_to_string(name)?)?;
            let estimates: Estimates = serde_json::from_str(&fs::read_to_string(estimates)?)?;
            let elements = if let Some(Throughput::Elements(elements)) = name.throughput { elements } else { 1.0 };
            into.insert(name.full_id, 1e-9 * estimates.median.point_estimate / elements);
        } else {
            measured(&path, into)?;
        }
    }
    Ok(())
}

/// Three digits and a unit.
fn time(seconds: f64) -> String {
    let (factor, unit) = match seconds {
        s if s < 1e-6 => (1e9, "ns"),
        s if s < 1e-3 => (1e6, "µs"),
        s if s < 1.0 => (1e3, "ms"),
        _ => (1.0, "s"),
    };
    format!("{} {unit}", digits(factor * seconds))
}

fn digits(value: f64) -> String {
    match value {
        v if v < 10.0 => format!("{v:.2}"),
        v if v < 100.0 => format!("{v:.1}"),
        v => format!("{v:.0}"),
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| here.join("target"), PathBuf::from);
    let ratios: Ratios = toml::from_str(&fs::read_to_string(here.join("benches/ratios.toml"))?)?;
    let mut all = BTreeMap::new();
    measured(&target.join("criterion"), &mut all)
        .map_err(|error| format!("nothing was measured yet ({error}); run `cargo bench` first"))?;
    let others = fs::read_to_string(target.join("others.json")).unwrap_or_else(|_| "{}".to_owned());
    let others: BTreeMap<String, f64> = serde_json::from_str(&others)?;
    let mut last = "";
    for row in &ratios.row {
        if row.bench != last {
            println!("\n`cargo bench --bench {}`\n", row.bench);
            println!("| what | takes | compared to | which takes | ratio |\n|---|---:|---|---:|---:|");
            last = &row.bench;
        }
        let other = match &row.other {
            Beside::AgainstId(id) => all.get(id).copied(),
            Beside::AgainstOther(name) => others.get(name).copied(),
            Beside::AgainstS(seconds) => Some(*seconds),
        };
        match (all.get(&row.id), other) {
            (Some(takes), Some(other)) => {
                let (ratio, takes, other) = (digits(other / takes), time(*takes), time(other));
                println!("| {} | {takes} | {} | {other} | {ratio} |", row.what, row.against);
            }
            _ => println!("| {} | not measured | {} | | |", row.what, row.against),
        }
    }
    Ok(())
}
