//! A sweep as work beside the run, whose rows are looked at while they arrive.

use super::plan::Sweep;
use super::pool::{Next, Pool};
use super::row::Row;
use crate::session::{Slice, Work};
use crate::sim::Model;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Rows that have arrived, for whoever looks.
#[derive(Clone, Debug, Default)]
pub struct Basket(Arc<Mutex<Vec<Row>>>);

impl Basket {
    fn put(&self, row: Row) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(row);
    }

    /// The rows after the first `known` ones.
    pub fn since(&self, known: usize) -> Vec<Row> {
        let rows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        rows.get(known..).unwrap_or_default().to_vec()
    }
}

/// How long it waits for a row.
const WAIT: Duration = Duration::from_millis(20);

/// A sweep on its way.
pub struct Sweeping<M: Model> {
    sweep: Arc<Sweep<M>>,
    basket: Basket,
    threads: usize,
    pool: Option<Pool>,
}

impl<M: Model> Sweeping<M> {
    /// A sweep that puts its rows into `basket`.
    pub fn new(sweep: Sweep<M>, basket: Basket, threads: usize) -> Self {
        Sweeping { sweep: Arc::new(sweep), basket, threads, pool: None }
    }
}

impl<M: Model> Work for Sweeping<M> {
    type Output = ();
    type Told = ();

    fn name(&self) -> String {
        let names: Vec<&str> = self.sweep.spans.iter().map(|span| span.id.as_str()).collect();
        format!("sweep of {}", names.join(", "))
    }

    fn advance(&mut self) -> Result<Slice<()>, String> {
        let pool = match &mut self.pool {
            Some(pool) => pool,
            None => {
                self.sweep.check()?;
                self.pool.insert(Pool::start(&self.sweep, &BTreeSet::new(), self.threads)?)
            }
        };
        let told = match pool.next(WAIT) {
            Next::Over => return Ok(Slice::Done(())),
            Next::Nothing => None,
            Next::Row(row) => {
                self.basket.put(row);
                Some(())
            }
        };
        Ok(Slice::More { part: pool.done() / pool.total().max(1) as f64, told })
    }
}
