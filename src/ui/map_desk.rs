//! What the map asks for, and what it shows.

use crate::picture::Regime;
use crate::session::{Ground, GroundKind, MapAxis, Trial};
use std::sync::Arc;

/// A wish that has to do with the map.
#[derive(Clone, Debug, PartialEq)]
pub enum MapWish {
    /// Show it large, or put it away again.
    Toggle,
    /// This parameter along side 0 (across) or 1 (up).
    Parameter(usize, &'static str),
    /// The range of a side.
    Range(usize, [f64; 2]),
    /// Bring the network to a place, each part from 0 to 1.
    Go([f64; 2]),
    /// Let runs tell what there is, or stop them.
    Measure,
}

/// The map in the window.
#[derive(Clone, Debug, Default)]
pub struct MapDesk {
    /// Across and up; `None` until somebody looks.
    pub axes: Option<[MapAxis; 2]>,
    /// What is told apart.
    pub regimes: &'static [Regime],
    /// What is known.
    pub ground: Option<Arc<Ground>>,
    /// How much of it is known, from 0 to 1, while it is filled.
    pub filling: Option<f64>,
    /// Where the network stands.
    pub here: [f64; 2],
    /// What runs have shown.
    pub trials: Vec<Trial>,
    /// How many of them are done, from 0 to 1, while they run.
    pub measuring: Option<f64>,
}

impl MapDesk {
    /// What is known of a place.
    pub fn kind_at(&self, parts: [f64; 2]) -> GroundKind {
        self.ground.as_ref().map_or(GroundKind::Unknown, |ground| ground.at(parts))
    }

    /// The regime that theory says at a place.
    pub fn regime_at(&self, parts: [f64; 2]) -> Option<&'static Regime> {
        match self.kind_at(parts) {
            GroundKind::Regime(k) => self.regimes.get(k as usize),
            _ => None,
        }
    }

    /// Whether a run looks as theory says; `None` where one of them says nothing.
    pub fn agrees(&self, trial: &Trial) -> Option<bool> {
        let shown = self.regimes.get(trial.shown?)?;
        let told = self.regime_at(trial.at)?;
        (!told.shows.is_empty()).then(|| told.shows == shown.shows)
    }

    /// Whether runs can tell any of it.
    pub fn can_be_measured(&self) -> bool {
        self.regimes.iter().any(|regime| !regime.shows.is_empty())
    }
}
