//! PERFORMANCE.md has a command for every bench, and a line for every comparison that is made.

use serde::Deserialize;
use std::fs;
use std::path::Path;

#[derive(Deserialize)]
struct Manifest {
    bench: Vec<Bench>,
}

#[derive(Deserialize)]
struct Bench {
    name: String,
}

#[derive(Deserialize)]
struct Ratios {
    row: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    bench: String,
    what: String,
    against: String,
}

fn read(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

#[test]
fn the_page_has_every_bench_and_every_comparison() {
    let page = read("PERFORMANCE.md");
    let manifest: Manifest = toml::from_str(&read("Cargo.toml")).unwrap();
    let ratios: Ratios = toml::from_str(&read("benches/ratios.toml")).unwrap();
    assert!(manifest.bench.len() >= 9 && ratios.row.len() >= 20);
    for Bench { name } in &manifest.bench {
        assert!(page.contains(&format!("`cargo bench --bench {name}")), "{name} has no command in PERFORMANCE.md");
    }
    for Row { bench, what, against } in &ratios.row {
        assert!(manifest.bench.iter().any(|known| known.name == *bench), "there is no bench {bench}");
        assert!(
            page.contains(what.as_str()) && page.contains(against.as_str()),
            "{what}, beside {against}, is not on the page"
        );
    }
}
