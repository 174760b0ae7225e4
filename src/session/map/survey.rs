//! The survey of a map: coarse to fine, on all cores, and finest along the borders.

use super::axes::Request;
use super::ground::{FINER, Ground, Kind, SIDE, STRIDES};
use crate::session::{Slice, Work};
use crate::sim::{Model, Setup};
use std::sync::{Arc, Mutex, PoisonError};
use web_time::Instant;

/// The ground, for whoever looks.
pub type Shared = Arc<Mutex<Ground>>;

/// A slice takes about so long.
const SLICE_S: f64 = 0.012;
/// Places in a slice at first, at least, and at most.
const PLACES: [usize; 3] = [64, 8, 4096];
/// Fewer places are not worth a thread.
const WORTH: usize = 16;

/// A place to be asked for.
#[derive(Clone, Copy)]
enum Ask {
    /// A coarse cell that stands for a block.
    Coarse([usize; 2], usize),
    /// A part of a coarse cell.
    Fine([usize; 2]),
}

impl Ask {
    /// Its middle, each part from 0 to 1.
    fn parts(self) -> [f64; 2] {
        match self {
            Ask::Coarse(at, _) => at.map(|k| (k as f64 + 0.5) / SIDE as f64),
            Ask::Fine(at) => at.map(|k| (k as f64 + 0.5) / Ground::DRAWN as f64),
        }
    }
}

/// A map being filled.
pub struct Survey<M: Model> {
    request: Request<M>,
    ground: Shared,
    threads: usize,
    near: Option<M::Plan>,
    /// Places of this round, and how many of them are done.
    asks: Vec<Ask>,
    next: usize,
    /// Places of rounds before.
    before: usize,
    /// The round: a stride each, then the borders.
    round: usize,
    places: usize,
}

impl<M: Model> Survey<M> {
    /// A survey that writes into `ground`.
    pub fn new(request: Request<M>, ground: Shared, threads: usize) -> Self {
        Survey {
            request,
            ground,
            threads,
            near: None,
            asks: Vec::new(),
            next: 0,
            before: 0,
            round: 0,
            places: PLACES[0],
        }
    }

    fn ground(&self) -> std::sync::MutexGuard<'_, Ground> {
        self.ground.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The places of a round.
    fn round(&self, round: usize) -> Option<Vec<Ask>> {
        let ground = self.ground();
        let Some(stride) = STRIDES.get(round).copied() else {
            let parts = |[i, j]: [usize; 2]| {
                (0..FINER * FINER).map(move |k| Ask::Fine([i * FINER + k % FINER, j * FINER + k / FINER]))
            };
            return (round == STRIDES.len()).then(|| ground.borders().into_iter().flat_map(parts).collect());
        };
        let along = || (0..SIDE).step_by(stride).map(move |k| k + stride / 2);
        let cells = along().flat_map(|j| along().map(move |i| [i, j]));
        Some(cells.filter(|[i, j]| !ground.is_asked(*i, *j)).map(|at| Ask::Coarse(at, stride)).collect())
    }

    /// How much is done, from 0 to 1.
    fn part(&self) -> f64 {
        // The borders are about as much as all else.
        let part = self.next as f64 / self.asks.len().max(1) as f64;
        match self.round < STRIDES.len() {
            true => 0.5 * (self.before + self.next) as f64 / (SIDE * SIDE) as f64,
            false => 0.5 + 0.5 * part,
        }
    }
}

fn ask<M: Model>(request: &Request<M>, setup: &mut Setup<M>, near: &M::Plan, parts: [f64; 2]) -> Kind {
    let asked = request.bring(setup, parts).and_then(|()| setup.model.regime(setup.seed as u64, near));
    match asked {
        Ok(Some(regime)) => Kind::Regime(u8::try_from(regime).unwrap_or(u8::MAX)),
        Ok(None) => Kind::Untold,
        Err(_) => Kind::Refused,
    }
}

impl<M: Model> Work for Survey<M> {
    type Output = ();
    type Told = ();

    fn name(&self) -> String {
        format!("map over {} and {}", self.request.axes[0].spec.id, self.request.axes[1].spec.id)
    }

    fn advance(&mut self) -> Result<Slice<()>, String> {
        if self.near.is_none() {
            // Somewhere it can be built.
            let tried = [[0.0, 0.0], [0.5, 0.5], [1.0, 1.0], [0.0, 1.0], [1.0, 0.0]];
            let built = tried.into_iter().find_map(|parts| self.request.at(parts).ok()?.plan(None).ok());
            self.near = Some(built.ok_or("no network can be built anywhere in this map; try other ranges")?);
            self.asks = self.round(0).unwrap_or_default();
        }
        while self.next >= self.asks.len() {
            self.round += 1;
            self.before += self.asks.len();
            let Some(asks) = self.round(self.round) else { return Ok(Slice::Done(())) };
            (self.asks, self.next) = (asks, 0);
        }
        let Some(near) = &self.near else { return Ok(Slice::Done(())) };
        let began = Instant::now();
        let end = (self.next + self.places).min(self.asks.len());
        let asks = &self.asks[self.next..end];
        let request = &self.request;
        let threads = self.threads.min(asks.len() / WORTH).max(1);
        let each = |asks: &[Ask]| -> Vec<Kind> {
            let mut setup = request.setup.clone();
            asks.iter().map(|place| ask(request, &mut setup, near, place.parts())).collect()
        };
        let kinds: Vec<Kind> = if threads == 1 {
            each(asks)
        } else {
            std::thread::scope(|scope| {
                let parts: Vec<_> =
                    asks.chunks(asks.len().div_ceil(threads)).map(|part| (part, scope.spawn(|| each(part)))).collect();
                // What broke off there is not told.
                let done = |(part, thread): (&[Ask], std::thread::ScopedJoinHandle<'_, Vec<Kind>>)| {
                    thread.join().unwrap_or_else(|_| vec![Kind::Untold; part.len()])
                };
                parts.into_iter().flat_map(done).collect()
            })
        };
        let mut ground = self.ground.lock().unwrap_or_else(PoisonError::into_inner);
        for (place, kind) in asks.iter().zip(kinds) {
            match *place {
                Ask::Coarse(at, stride) => ground.put(at, stride, kind),
                Ask::Fine(at) => ground.put_fine(at, kind),
            }
        }
        ground.version += 1;
        drop(ground);
        let took_s = began.elapsed().as_secs_f64();
        // Where all is done in one place, a slice is a part of a frame.
        let slice_s = if self.threads == 0 { 0.25 * SLICE_S } else { SLICE_S };
        let fitting = (self.places as f64 * slice_s / took_s.max(1e-6)) as usize;
        self.places = fitting.clamp(self.places / 4, self.places * 4).clamp(PLACES[1], PLACES[2]);
        self.next = end;
        Ok(Slice::More { part: self.part(), told: Some(()) })
    }
}
