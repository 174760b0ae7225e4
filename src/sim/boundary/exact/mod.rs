//! A low-rank network without time steps: from spike to spike (sheet low-rank-ei, section 6.6).
//!
//! Between spikes all that decays does so by the same factor: latents y, own residuals e, and the injected current c toward
//! what is injected. With one leak and lambda = exp(-t/tau)
//!
//! ```text
//! V_i = F_i x(t) + 1 - T_i + I + lambda (w_E,i y_E - w_I,i y_I + e_i + c - I)          spike when V >= 1
//! ```
//! so that without noise the state goes on a known way until it meets the boundary; [`way`] finds when, [`peak`] and
//! [`tree`] who is there, without asking all neurons. Then, at that instant: while an I neuron has V >= 1, the one with the
//! largest V spikes; else if an E neuron has, that with the largest; else time goes on. Whoever met the boundary has V = 1
//! whatever rounding says. A spike adds D to its latent and takes the cost mu from its own residual.
//!
//! A *step* is only how often the state is told: what happens in between does not depend on it. Numbers are kept as they
//! were after the last event, not step by step.
//!
//! Cascades that do not end, and spikes that come without end, leave no moment at which time could go on. Such a network is
//! *lost*: from then on it spikes once a step, as one with a clock does, until it calms down or somebody changes it.

mod peak;
mod rows;
mod tree;
mod way;

use super::Initial;
use crate::model::boundary::{E, I, Network};
use crate::model::{Course, Moment, Piece};
use crate::sim::Spike;
use peak::Lines;
use rows::Own;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use way::Way;

/// Voltages so close below threshold count as there.
const TOLERANCE: f64 = 1e-12;
/// Spikes at one instant beyond which a network is lost; in larger ones as many as there are neurons.
const CASCADE: usize = 10_000;
/// Spikes in one step beyond which it is lost, in units of those.
const FLOOD: usize = 10;
/// Residuals that no voltage shows any more.
const GONE: f64 = 1e-17;
/// A scale below which residuals are written anew.
const FAINT: f64 = 1e-150;

/// Why there is no next moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Lost {
    /// So many spikes at one instant, and no end.
    Cascade(usize),
    /// So many spikes within one step, and no end.
    Flood(usize),
}

/// What comes next.
#[derive(Clone, Copy, Debug)]
struct Event {
    /// When; `None` for never.
    at: Option<Moment>,
    /// Time constants until then.
    after: f64,
    /// Who reaches threshold; `None` if the input takes another course.
    who: Option<(usize, usize)>,
}

/// Numbers that decay with the membrane, and the input.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
struct State {
    x: f64,
    /// `heard[p][s]`: latent of population s as the membranes of population p hear it.
    heard: [[f64; 2]; 2],
    /// Injected currents as the membranes have them.
    injected: [f64; 2],
    readout: [f64; 2],
    /// Scale of the residuals.
    part: f64,
}

/// A network with its state.
#[derive(Clone, Serialize, Deserialize)]
pub struct Exact {
    /// Shared; not part of a saved state.
    #[serde(skip)]
    network: Arc<Network>,
    #[serde(skip)]
    lines: Arc<[Lines; 2]>,
    course: Course,
    /// Steps told.
    step: u64,
    /// When `state` was.
    anchor: Moment,
    state: State,
    own: [Own; 2],
    /// Whether somebody may be above threshold at the anchor, since it was changed from outside.
    unsettled: bool,
    lost: Option<Lost>,
    /// What follows from the rest: how the input goes on, the next event once it is known, the state at this step.
    #[serde(skip)]
    piece: Option<Piece>,
    #[serde(skip)]
    next: Option<Event>,
    #[serde(skip)]
    now: State,
}

fn lines_of(network: &Network) -> Arc<[Lines; 2]> {
    Arc::new(network.populations.each_ref().map(Lines::new))
}

impl Exact {
    /// The network at step 0. It must be one that [`Network::needs_no_steps`].
    pub fn new(network: impl Into<Arc<Network>>, course: Course, initial: &Initial) -> Self {
        let network = network.into();
        let anchor = Moment::default();
        let state = State { x: course.piece(anchor).x, part: 1.0, ..State::default() };
        let mut exact = Exact {
            lines: lines_of(&network),
            network,
            course,
            step: 0,
            anchor,
            state,
            own: [Own::default(), Own::default()],
            unsettled: true,
            lost: None,
            piece: None,
            next: None,
            now: state,
        };
        if let Initial::Voltages { voltages, readout } = initial {
            exact.state.readout = *readout;
            // Whatever the start differs from the static form decays with the membrane.
            for (p, voltages) in voltages.iter().enumerate() {
                for (i, voltage) in voltages.iter().enumerate() {
                    exact.add_own(p, i, voltage - exact.voltage(p, i));
                }
            }
        }
        exact.changed();
        exact
    }

    /// As if the first neurons of E and I had spiked before: filtered spikes `r` of each.
    pub fn start_at(&mut self, r: [&[f64]; 2]) {
        let network = self.network.clone();
        for (s, r) in r.into_iter().enumerate() {
            let population = &network.populations[s];
            for (k, r) in r.iter().take(population.len()).enumerate() {
                self.state.readout[s] += population.decoder[k] * r;
                self.state.heard[s][s] += population.decoder[k] * r;
                self.state.heard[1 - s][s] += population.cross_decoder[k] * r;
                self.add_own(s, k, -population.spike_cost * r);
            }
        }
        self.changed();
    }

    /// The state of a network that was stepped with a clock, going on from there without one.
    pub fn from_state(
        network: impl Into<Arc<Network>>,
        course: Course,
        heard: [[f64; 2]; 2],
        injected: [f64; 2],
        voltages: impl Fn(usize, usize) -> f64,
    ) -> Self {
        let mut exact = Exact::new(network, course, &Initial::Static);
        (exact.state.heard, exact.state.injected) = (heard, injected);
        exact.state.readout = [heard[E][E], heard[I][I]];
        exact.now = exact.state;
        for p in [E, I] {
            for i in 0..exact.network.populations[p].len() {
                let difference = voltages(p, i) - exact.voltage(p, i);
                // Less is rounding.
                if difference.abs() > 1e-9 {
                    exact.add_own(p, i, difference);
                }
            }
        }
        exact.changed();
        exact
    }

    /// Puts the network back into a state that was read without it; `false` if the state is not one of this network.
    pub fn rejoin(&mut self, network: Arc<Network>) -> bool {
        let fits = |p: usize| {
            let own = &self.own[p];
            let sure = own.most.is_finite() && own.size.is_finite() && own.e.iter().all(|e| e.abs() <= own.size);
            sure && (own.is_none() || own.e.len() == network.populations[p].len())
        };
        let fits = fits(E)
            && fits(I)
            && network.needs_no_steps()
            && (0.0..1.0).contains(&self.anchor.part)
            && self.anchor <= Moment::at(self.step)
            && self.state.part.is_finite();
        self.lines = lines_of(&network);
        self.network = network;
        if fits {
            self.now = self.at(Moment::at(self.step));
        }
        fits
    }

    /// Exchanges lines, decoders and constants and keeps the state: latents, and what is a neuron's own if there are as
    /// many neurons as before.
    pub fn retune(&mut self, network: impl Into<Arc<Network>>, course: Course) {
        let network = network.into();
        let is_same = Arc::ptr_eq(&network, &self.network);
        if is_same && course == self.course {
            return;
        }
        self.settle_at_step();
        if !is_same {
            if network.counts() != self.network.counts() {
                self.own = [Own::default(), Own::default()];
            }
            self.lines = lines_of(&network);
            self.network = network;
        }
        self.course = course;
        self.changed();
    }

    /// Puts latent `p` to `y` at once; what the membranes hear of it moves by as much.
    pub fn kick(&mut self, p: usize, y: f64) {
        self.settle_at_step();
        let by = y - self.state.readout[p];
        self.state.readout[p] = y;
        self.state.heard[E][p] += by;
        self.state.heard[I][p] += by;
        self.changed();
    }

    /// Puts injected currents at once to where they lead.
    pub fn inject(&mut self, currents: [f64; 2]) {
        self.settle_at_step();
        self.state.injected = currents;
        self.changed();
    }

    fn add_own(&mut self, p: usize, i: usize, amount: f64) {
        self.own[p].add(i, amount / self.state.part, self.network.populations[p].len());
    }

    /// What was known of the future no longer holds.
    fn changed(&mut self) {
        (self.unsettled, self.lost, self.piece, self.next) = (true, None, None, None);
        self.state.x = self.piece().x;
        self.now = self.at(Moment::at(self.step));
    }

    /// Steps in a membrane time constant.
    fn tau_steps(&self) -> f64 {
        let [e, i] = &self.network.populations;
        1.0 / (self.network.dt_s * if e.is_empty() { i.leak_per_s } else { e.leak_per_s })
    }

    fn piece(&mut self) -> Piece {
        *self.piece.get_or_insert_with(|| self.course.piece(self.anchor))
    }

    /// The state at a moment up to which nothing happens.
    fn at(&self, moment: Moment) -> State {
        let steps = moment.since(self.anchor);
        let piece = self.piece.unwrap_or_else(|| self.course.piece(self.anchor));
        self.after(steps / self.tau_steps(), piece, piece.x + piece.slope * steps)
    }

    fn after(&self, taus: f64, piece: Piece, x: f64) -> State {
        let State { heard, injected, readout, part, .. } = self.state;
        let keep = (-taus).exp();
        State {
            x,
            heard: heard.map(|y| y.map(|y| keep * y)),
            injected: std::array::from_fn(|p| piece.currents[p] + keep * (injected[p] - piece.currents[p])),
            readout: readout.map(|y| keep * y),
            part: keep * part,
        }
    }

    /// Goes on to a moment up to which nothing happens.
    fn go(&mut self, to: Moment, taus: f64) {
        let piece = self.piece();
        self.state = self.after(taus, piece, piece.x);
        (self.anchor, self.piece, self.next) = (to, None, None);
        self.state.x = self.piece().x;
        for own in &mut self.own {
            if self.state.part * own.size < GONE {
                *own = Own::default();
            }
        }
        if self.own.iter().all(Own::is_none) {
            self.state.part = 1.0;
        } else if self.state.part < FAINT {
            self.own.iter_mut().for_each(|own| own.scale(self.state.part));
            self.state.part = 1.0;
        }
    }

    fn settle_at_step(&mut self) {
        let here = Moment::at(self.step);
        if self.anchor < here {
            self.go(here, here.since(self.anchor) / self.tau_steps());
        }
    }

    /// Who of a population has the highest V at the anchor, if that is above threshold.
    fn above(&self, p: usize) -> Option<(usize, usize)> {
        let State { x, heard, injected, part, .. } = &self.state;
        let (q, limit) = ([*x, heard[p][E], -heard[p][I]], 1.0 - TOLERANCE - injected[p]);
        if self.lines[p].bounds(q, &self.own[p]).is_some_and(|bounds| bounds.upper < limit) {
            return None;
        }
        let (peak, _) = self.lines[p].peak(q, &self.own[p], *part, limit)?;
        Some((p, peak.owner))
    }

    /// The next event, if nobody is above threshold now.
    fn look_ahead(&mut self) -> Event {
        let (piece, tau_steps) = (self.piece(), self.tau_steps());
        let end = piece.until.map(|until| until.since(self.anchor) / tau_steps);
        let mut event = Event { at: piece.until, after: end.unwrap_or(f64::INFINITY), who: None };
        for p in [I, E] {
            if self.lines[p].len() == 0 {
                continue;
            }
            let way = Way {
                lines: &self.lines[p],
                own: &self.own[p],
                part: self.state.part,
                x: self.state.x,
                slope: piece.slope * tau_steps,
                y: self.state.heard[p],
                injected: self.state.injected[p],
                current: piece.currents[p],
            };
            if let Some(met) = way.first(event.after)
                && (met.after < event.after || event.who.is_none())
            {
                event = Event { at: None, after: met.after, who: Some((p, met.owner)) };
            }
        }
        if event.who.is_some() {
            let at = self.anchor.after(event.after * tau_steps);
            event.at = Some(piece.until.map_or(at, |until| if until < at { until } else { at }));
        }
        event
    }

    /// All spikes of this instant, beginning with `first`, who has reached threshold, unless another one comes before.
    fn cascade(&mut self, first: Option<(usize, usize)>, spikes: &mut Vec<Spike>) {
        let most = self.most();
        let mut first = first;
        for _ in 0..most {
            let of = |p: usize| self.above(p).or_else(|| first.filter(|(of, _)| *of == p));
            let Some((p, k)) = of(I).or_else(|| of(E)) else { return };
            first = None;
            self.fire(p, k, spikes);
        }
        self.lost = Some(Lost::Cascade(most));
    }

    fn most(&self) -> usize {
        CASCADE.max(self.network.counts().iter().sum())
    }

    fn fire(&mut self, p: usize, k: usize, spikes: &mut Vec<Spike>) {
        let population = &self.network.populations[p];
        self.state.heard[p][p] += population.decoder[k];
        self.state.heard[1 - p][p] += population.cross_decoder[k];
        self.state.readout[p] += population.decoder[k];
        let cost = population.spike_cost;
        self.add_own(p, k, -cost);
        let early = Moment::at(self.step).since(self.anchor);
        spikes.push(Spike::new(self.step, p, k).earlier(early));
    }

    /// Goes on to the end of the next step and appends the spikes in it.
    pub fn step(&mut self, spikes: &mut Vec<Spike>) {
        self.step += 1;
        let end = Moment::at(self.step);
        let before = spikes.len();
        let flood = FLOOD * self.most();
        if self.lost.is_none() && std::mem::take(&mut self.unsettled) {
            self.cascade(None, spikes);
        }
        while self.lost.is_none() {
            let event = match self.next {
                Some(event) => event,
                None => {
                    let event = self.look_ahead();
                    self.next = Some(event);
                    event
                }
            };
            let Some(at) = event.at.filter(|at| *at <= end) else { break };
            self.go(at, event.after);
            self.cascade(event.who, spikes);
            if spikes.len() - before > flood {
                self.lost = Some(Lost::Flood(flood));
            }
        }
        if self.lost.is_some() {
            self.crawl(end, spikes);
        }
        self.now = self.at(end);
    }

    /// One spike at the end of a step, until nobody is above threshold.
    fn crawl(&mut self, end: Moment, spikes: &mut Vec<Spike>) {
        while let Some(until) = self.piece().until.filter(|until| *until <= end) {
            self.go(until, until.since(self.anchor) / self.tau_steps());
        }
        if self.anchor < end {
            self.go(end, end.since(self.anchor) / self.tau_steps());
        }
        if let Some((p, k)) = self.above(I).or_else(|| self.above(E)) {
            self.fire(p, k, spikes);
        }
        if self.above(I).is_none() && self.above(E).is_none() {
            self.lost = None;
        }
    }

    /// Why there is no next moment, if there is none.
    pub fn lost(&self) -> Option<Lost> {
        self.lost
    }

    /// Whether a spike costs O(log N) now: neurons of a population differ in one of their weights alone, and none has
    /// anything of its own.
    pub fn is_logarithmic(&self) -> bool {
        let logarithmic = |p: usize| self.lines[p].len() == 0 || self.lines[p].is_chain() && self.own[p].is_none();
        logarithmic(E) && logarithmic(I)
    }

    /// The network.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// Steps done.
    pub fn step_index(&self) -> u64 {
        self.step
    }

    /// Input at this step.
    pub fn x(&self) -> f64 {
        self.now.x
    }

    /// The course of the input.
    pub fn course(&self) -> &Course {
        &self.course
    }

    /// y_E and y_I >= 0 at this step, as at all of the following.
    pub fn readout(&self) -> [f64; 2] {
        self.now.readout
    }

    /// Injected currents of E and I as the membranes have them: by so much T is lowered.
    pub fn injected(&self) -> [f64; 2] {
        self.now.injected
    }

    /// Latents of E and I as the membranes of population `p` hear them.
    pub fn heard(&self, p: usize) -> [f64; 2] {
        self.now.heard[p]
    }

    /// V of a neuron.
    pub fn voltage(&self, p: usize, i: usize) -> f64 {
        let State { x, heard, injected, part, .. } = &self.now;
        let population = &self.network.populations[p];
        population.static_voltage(i, *x, heard[p][E], heard[p][I]) + injected[p] + part * self.own[p].of(i)
    }

    /// The first quantity that is no longer a number.
    pub fn not_finite(&self) -> Option<String> {
        let names = ["E", "I"];
        let sound = |p: usize| self.now.readout[p].is_finite() && self.now.heard[p].iter().all(|y| y.is_finite());
        [E, I].into_iter().find(|p| !sound(*p)).map(|p| format!("the latent y_{}", names[p]))
    }
}
