//! PERFORMANCE.md has a command for every bench, and a line for every comparison that is made.

use std::fs;
use std::path::Path;

fn read(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

/// The tables of that name in a file.
fn tables(file: &str, name: &str) -> Vec<toml::Value> {
    let all: toml::Table = toml::from_str(&read(file)).unwrap();
    all[name].as_array().unwrap().clone()
}

#[test]
fn the_page_has_every_bench_and_every_comparison() {
    let page = read("PERFORMANCE.md");
    let word = |table: &toml::Value, key: &str| table[key].as_str().unwrap().to_owned();
    let benches: Vec<String> = tables("Cargo.toml", "bench").iter().map(|bench| word(bench, "name")).collect();
    let rows = tables("benches/ratios.toml", "row");
    assert!(benches.len() >= 9 && rows.len() >= 20);
    for name in &benches {
        assert!(page.contains(&format!("`cargo bench --bench {name}")), "{name} has no command in PERFORMANCE.md");
    }
    for row in &rows {
        let [bench, what, against] = ["bench", "what", "against"].map(|key| word(row, key));
        assert!(benches.contains(&bench), "there is no bench {bench}");
        assert!(page.contains(&what) && page.contains(&against), "{what}, beside {against}, is not on the page");
    }
}
