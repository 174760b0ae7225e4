//! How a window was arranged, as a session keeps it; nothing in it changes the spikes.

use crate::reading::quoted;
use serde::{Deserialize, Serialize};
use toml::Table;

/// What is where in the window; what nobody has said is as the preset wants it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Arrangement {
    /// The large view, by its id.
    pub stage: Option<String>,
    /// The one below it.
    pub below: Option<String>,
    /// Whether nothing is to be below it.
    pub alone: Option<bool>,
    /// Those at the right, from top to bottom.
    pub column: Option<Vec<String>>,
    /// Whether the input runs along the bottom.
    pub input: Option<bool>,
    /// Width of the time views, in time constants.
    pub window_tau: Option<f64>,
    /// Simulated seconds per second; infinite for as fast as possible.
    pub speed: Option<f64>,
    /// Whether it runs.
    pub running: Option<bool>,
    /// Light or dark, as the window calls it.
    pub theme: Option<String>,
    /// What the side panel shows, as the window calls it; empty if it is closed.
    pub side: Option<String>,
    /// Picked neurons: population and place in it, by their indices.
    pub picks: Option<Vec<[u32; 2]>>,
}

impl Arrangement {
    pub(super) fn table(&self) -> Table {
        Table::try_from(self).unwrap_or_default()
    }

    /// From a table, and a sentence for each entry that is left out.
    pub(super) fn read(table: &Table) -> (Self, Vec<String>) {
        let mut read = Table::new();
        let mut told = Vec::new();
        for (key, value) in table {
            let alone = Table::from_iter([(key.clone(), value.clone())]);
            match alone.try_into::<Arrangement>() {
                Ok(one) if one != Arrangement::default() => drop(read.insert(key.clone(), value.clone())),
                Ok(_) => told.push(format!("`view.{}` is not known", quoted(key))),
                Err(error) => {
                    told.push(format!("`view.{}` is left out: {}", quoted(key), quoted(error.message())));
                }
            }
        }
        let mut all: Arrangement = read.try_into().unwrap_or_default();
        all.window_tau = all.window_tau.filter(|tau| tau.is_finite() && *tau > 0.0);
        all.speed = all.speed.filter(|speed| *speed > 0.0);
        (all, told)
    }
}
