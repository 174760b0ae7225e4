//! A sweep as work beside the run, whose rows are looked at while they arrive.

use super::plan::{Run, Sweep};
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
    runs: Option<Runs<M>>,
}

/// Who does the runs.
enum Runs<M: Model> {
    Pool(Pool),
    /// Where there are no threads: one after the other, and the one on its way.
    Here {
        next: usize,
        run: Option<Box<Run<M>>>,
    },
}

impl<M: Model> Sweeping<M> {
    /// A sweep that puts its rows into `basket`, on that many threads; a little with each slice if there are none.
    pub fn new(sweep: Sweep<M>, basket: Basket, threads: usize) -> Self {
        Sweeping { sweep: Arc::new(sweep), basket, threads, runs: None }
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
        let runs = match &mut self.runs {
            Some(runs) => runs,
            None => {
                self.sweep.check()?;
                self.runs.insert(match self.threads {
                    0 => Runs::Here { next: 0, run: None },
                    threads => Runs::Pool(Pool::start(&self.sweep, &BTreeSet::new(), threads)?),
                })
            }
        };
        let (row, done) = match runs {
            Runs::Pool(pool) => match pool.next(WAIT) {
                Next::Over => return Ok(Slice::Done(())),
                Next::Nothing => (None, pool.done()),
                Next::Row(row) => (Some(row), pool.done()),
            },
            Runs::Here { next, .. } if *next >= self.sweep.count() => return Ok(Slice::Done(())),
            Runs::Here { next, run } => {
                let now = run.get_or_insert_with(|| Box::new(self.sweep.run(*next)));
                let row = now.advance();
                let part = now.part();
                if row.is_some() {
                    (*next, *run) = (*next + 1, None);
                }
                let done = *next as f64 + if row.is_some() { 0.0 } else { part };
                (row, done)
            }
        };
        let told = row.map(|row| self.basket.put(row));
        Ok(Slice::More { part: done / self.sweep.count().max(1) as f64, told })
    }
}
