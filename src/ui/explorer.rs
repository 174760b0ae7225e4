//! Jobs that find out about networks beside the one that is run: a sweep, a map, runs all over it.

use crate::session::{Basket, Job, Request, Setup, Shared, Survey, Sweeping, Trials, TrialsWork};
use crate::sim::Model;

/// Jobs that find out about networks beside the one that is run.
pub struct Explorer<M: Model> {
    /// The sweep, and where its rows come.
    pub sweep: Option<(Job<Sweeping<M>>, Basket)>,
    /// The swept network, with the parameter at its first value.
    pub swept: Option<Setup<M>>,
    /// The map being filled, and what is known of it.
    pub map: Option<(Job<Survey<M>>, Shared)>,
    /// What it is of.
    pub mapped: Option<Request<M>>,
    /// Runs all over it, and where their outcomes come.
    pub trials: Option<(Job<TrialsWork<M>>, Trials)>,
}

impl<M: Model> Default for Explorer<M> {
    fn default() -> Self {
        Explorer { sweep: None, swept: None, map: None, mapped: None, trials: None }
    }
}
