//! The plastic network as an [`Engine`]: its input, what is counted, sampled and drawn around the [`Stepper`].

use super::books::Books;
use super::source::Source;
use super::stepper::Stepper;
use crate::model::Streams;
use crate::model::plastic::{Columns, E, EI, FORGET, Firing, I, LIGHT, Now, PULSE_S, PlasticPlan, class_name};
use crate::param::{Array, ParamError};
use crate::picture::{Layout, NeuronId, Picks};
use crate::sim::{Engine, Frame, Spike, Watch, Watched};
use rand::Rng;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Mean rate of all cells from which on a run is stopped, as in the authors' program (sheet, section 3.4).
const GUARD_HZ: f64 = 50.0;
/// Mean weight of a class, mV, from which on its rule has lost hold of it: a hundred times what a hand may set.
const GUARD_J: f64 = 1e5;
/// Weights that are looked at for a histogram, and cells for a scatter plot.
const SHOWN_WEIGHTS: usize = 20_000;
const SHOWN_CELLS: usize = 500;
/// Weights from I to E that a hand may set.
const ALLOWED_J: [f64; 2] = [-600.0, -1.0];

/// A running plastic network.
#[derive(Clone)]
pub struct PlasticEngine {
    plan: Arc<PlasticPlan>,
    layout: Arc<Layout>,
    moving: Moving,
    /// External spikes of this step, by layer.
    now: [Vec<u32>; 2],
    /// The number of this course in the plan's album.
    course: u64,
    /// Whether it is left out of the album.
    stands_aside: bool,
}

/// All that moves.
#[derive(Clone, Serialize, Deserialize)]
struct Moving {
    stepper: Stepper<f32>,
    sources: [Source; 2],
    books: Books,
    step: u64,
    /// Light is on until this step whatever the switch says.
    lit_until: u64,
    /// Where in a file of external spikes.
    next: usize,
}

impl PlasticEngine {
    /// The stepping core.
    pub fn stepper(&self) -> &Stepper<f32> {
        &self.moving.stepper
    }

    /// What was counted.
    pub fn books(&self) -> &Books {
        &self.moving.books
    }

    fn dt(&self) -> f64 {
        self.plan.control().membrane.dt
    }

    fn root_n(&self) -> f64 {
        self.plan.field().root_n
    }

    /// External spikes of the step that comes.
    fn input(&mut self) {
        let control = self.plan.control();
        let Moving { sources, step, lit_until, next, stepper, .. } = &mut self.moving;
        if let Some(events) = self.plan.arrivals() {
            self.now.iter_mut().for_each(Vec::clear);
            let first = stepper.wiring().and_then(|wiring| wiring.layers.first()).map_or(0, |layer| layer.cells as u32);
            while let Some((at, cell)) = events.get(*next).filter(|(at, _)| *at <= *step) {
                if at == step {
                    let layer = usize::from(*cell >= first);
                    self.now[layer].push(if layer == 1 { cell - first } else { *cell });
                }
                *next += 1;
            }
            return;
        }
        let Some(wiring) = stepper.wiring() else { return };
        for (k, (source, now)) in sources.iter_mut().zip(&mut self.now).enumerate() {
            let Some(layer) = wiring.layers.get(k) else { break };
            let firing = match k {
                1 if *step < *lit_until => Firing { rate: self.plan.params().r_x2 * 1e-3, ..control.input[1] },
                k => control.input[k],
            };
            source.next(&firing, layer.cells, control.membrane.dt, now);
        }
    }

    /// Begins another course in the album.
    fn begin_course(&mut self) {
        if !self.stands_aside {
            self.course = self.plan.album().begin();
        }
    }

    /// The class of synapses that is looked at.
    fn shown(&self) -> usize {
        self.moving.books.seen.sampled
    }

    fn now(&self) -> Now<'_> {
        let (stepper, root_n, class) = (self.stepper(), self.root_n(), self.shown());
        let seen = &self.moving.books.seen;
        let n_e = self.plan.wiring().counts[E];
        let mut weights = Vec::new();
        let mut by_rate = Vec::new();
        if !stepper.is_uniform(class) {
            let len = self.plan.wiring().recurrent[class].block.len();
            let every = len.div_ceil(SHOWN_WEIGHTS).max(1);
            let weight = |place| (stepper.weight(class, place) * root_n) as f32;
            weights = (0..len).step_by(every).map(weight).collect();
            let rates = if class % 2 == E { &seen.cell_rates[..n_e] } else { &seen.cell_rates[n_e..] };
            let every = rates.len().div_ceil(SHOWN_CELLS).max(1);
            stepper.row_moments(class, every, |pre, count, sum, _| {
                if count > 0 {
                    by_rate.push([rates[pre], (sum / count as f64 * root_n) as f32]);
                }
            });
        }
        let (path, ghosts) = self.plan.album().read(self.course, seen.at_s);
        Now { seen, weights, by_rate, ghosts, path }
    }
}

impl Engine for PlasticEngine {
    type Plan = Arc<PlasticPlan>;

    fn start(plan: &Arc<PlasticPlan>) -> Self {
        let control = plan.control();
        let wiring = plan.wiring().clone();
        let counts = wiring.counts;
        let streams = Streams::new(plan.seed());
        let source = |name: &str| Source::new(streams.stream(name).next_u64());
        let stepper = Stepper::new(wiring, control, &plan.voltages());
        let mut books = Books::new(control.reach, counts, plan.j());
        // Files may give other weights than the parameters.
        books.relearn(&stepper, plan.field().root_n);
        books.seen.push = control.push;
        PlasticEngine {
            layout: plan.layout().clone(),
            moving: Moving {
                stepper,
                sources: [source("external layer"), source("light")],
                books,
                step: 0,
                lit_until: 0,
                next: 0,
            },
            now: Default::default(),
            course: plan.album().begin(),
            stands_aside: false,
            plan: plan.clone(),
        }
    }

    fn layout(&self) -> &Arc<Layout> {
        &self.layout
    }

    fn step(&self) -> u64 {
        self.moving.step
    }

    fn tick(&mut self, spikes: &mut Vec<Spike>) {
        self.input();
        let control = self.plan.control();
        let Moving { stepper, books, step, lit_until, .. } = &mut self.moving;
        stepper.arrive(control, [&self.now[0], &self.now[1]]);
        if books.is_due(control.membrane.dt) {
            books.currents(stepper, control.push);
        }
        stepper.go(control);
        *step += 1;
        let n_e = self.plan.wiring().counts[E] as u32;
        for &cell in stepper.spikes() {
            let (population, index) = if cell < n_e { (E, cell) } else { (I, cell - n_e) };
            spikes.push(Spike::of(*step, NeuronId { population: population as u8, index }));
        }
        if *step == *lit_until && books.seen.pulse {
            books.seen.pulse = false;
            books.change();
        }
        let field = self.plan.field_of(&books.seen);
        if books.step(stepper, field) && !self.stands_aside {
            let seen = &books.seen;
            self.plan.album().add(self.course, seen.at_s, [seen.j[EI] as f32, seen.weighted[EI] as f32]);
        }
    }

    fn sample(&self, picks: &Picks, row: &mut [f64]) {
        let (signals, channels) = row.split_at_mut(self.layout.signals.len());
        Columns::new(self.plan.params()).write(&self.moving.books.seen, signals);
        let membrane = &self.plan.control().membrane;
        let n_e = self.plan.wiring().counts[E];
        let cell = |neuron: NeuronId| neuron.index as usize + if usize::from(neuron.population) == I { n_e } else { 0 };
        let voltage = |cell: usize| (self.stepper().v(cell) - membrane.e_l) / (membrane.v_th - membrane.e_l);
        if let Some(neuron) = picks[0] {
            let cell = cell(neuron);
            let per = 1.0 / membrane.rheobase();
            let push = self.plan.control().push[usize::from(neuron.population)];
            let [from_e, from_i, from_x] = self.stepper().currents(cell);
            let (exc, inh) = ((from_e + from_x + push.max(0.0)) * per, (from_i + push.min(0.0)) * per);
            channels[..4].copy_from_slice(&[exc, inh, exc + inh, voltage(cell)]);
        }
        for (seat, pick) in channels[self.layout.channels.len()..].iter_mut().zip(&picks[1..]) {
            if let Some(neuron) = pick {
                *seat = voltage(cell(*neuron));
            }
        }
    }

    fn weight(&self, from: NeuronId, to: NeuronId) -> f64 {
        self.stepper().synapse(from.population.into(), from.index as usize, to.population.into(), to.index as usize)
    }

    fn not_finite(&self) -> Option<String> {
        self.stepper().not_finite()
    }

    fn depict(&self, watch: &Watch, into: &mut Frame) {
        let view = Arc::new(self.plan.depict(&self.now()));
        into.theory.push((self.step(), view.theory.clone()));
        into.depiction = Some(view);
        into.watched = watch.within(&self.layout).picks[0].map(|neuron| Watched { neuron, net_threshold: 1.0 });
    }

    fn retune(&mut self, plan: &Arc<PlasticPlan>) -> Result<(), ParamError> {
        let (now, before) = (plan.control(), self.plan.control());
        let Moving { stepper, books, .. } = &mut self.moving;
        stepper.retune(before, now);
        let root_n = plan.field().root_n;
        if now.reach != before.reach {
            books.light(now.reach, stepper, root_n);
        }
        if now.j != before.j {
            books.rescale(now.j[EI] / before.j[EI], stepper, root_n);
        }
        books.seen.push = now.push;
        if now != before {
            books.change();
        }
        if now.rules != before.rules {
            books.retheorize(before, now);
        }
        let has_album = std::ptr::eq(plan.album(), self.plan.album());
        self.plan = plan.clone();
        if !has_album {
            self.begin_course();
        }
        if *plan.layout() != self.layout {
            self.layout = plan.layout().clone();
        }
        Ok(())
    }

    fn kick(&mut self, to: &[(usize, f64)]) -> Result<(), ParamError> {
        let columns = Columns::new(self.plan.params());
        let refuse = |message: String| Err(ParamError::Conflict { message });
        if to.is_empty() || to.iter().any(|(signal, _)| !columns.is_weight(*signal)) {
            return refuse("only the weight from I to E can be pulled".to_owned());
        }
        let j = to.iter().map(|(_, value)| value).sum::<f64>() / to.len() as f64;
        let [low, high] = ALLOWED_J;
        if !(low..=high).contains(&j) {
            return refuse(format!("weights from I to E can start from {low} to {high} mV; given {j:.1}"));
        }
        let root_n = self.root_n();
        self.moving.stepper.set_weights(EI, j / root_n);
        self.moving.books.relearn(&self.moving.stepper, root_n);
        self.begin_course();
        Ok(())
    }

    fn act(&mut self, action: usize) -> Result<(), ParamError> {
        match self.layout.actions.get(action).map(|action| action.id) {
            Some(FORGET) => {
                let (plan, Moving { stepper, books, .. }) = (&self.plan, &mut self.moving);
                plan.control().j.iter().enumerate().for_each(|(class, j)| stepper.forget(class, *j));
                books.relearn(stepper, plan.field().root_n);
                self.begin_course();
                Ok(())
            }
            Some(LIGHT) => {
                self.moving.lit_until = self.step() + (PULSE_S * 1e3 / self.dt()).round() as u64;
                self.moving.books.seen.pulse = true;
                self.moving.books.change();
                Ok(())
            }
            _ => {
                let known: Vec<&str> = self.layout.actions.iter().map(|action| action.id).collect();
                let message = format!("there is no action {action}; those here are {}, from 0 on", known.join(", "));
                Err(ParamError::Conflict { message })
            }
        }
    }

    fn arrays(&self) -> Vec<(&'static str, Array)> {
        let wiring = self.plan.wiring();
        let mut values = Vec::new();
        for (class, synapses) in wiring.recurrent.iter().enumerate() {
            let [post, pre] = [class / 2, class % 2].map(|p| if p == I { wiring.counts[E] } else { 0 });
            for sender in 0..synapses.block.n_pre() {
                let row = synapses.block.row(sender);
                for (place, receiver) in row.clone().zip(synapses.block.posts(row)) {
                    let ends = [sender + pre, usize::from(*receiver) + post].map(|cell| cell as f64);
                    values.extend([ends[0], ends[1], self.stepper().weight(class, place)]);
                }
            }
        }
        vec![("edges", Array { shape: vec![values.len() / 3, 3], values })]
    }

    fn alarm(&self) -> Option<String> {
        let beyond = (0..4).find(|class| self.books().seen.j[*class].abs() > GUARD_J);
        if let Some(class) = beyond {
            return Some(format!(
                "weights {} have grown to {:.0e} mV on the mean: their rule has lost hold of them. Lower its learning rate or \
                 bring its target within reach, and begin anew with R",
                class_name(class),
                self.books().seen.j[class]
            ));
        }
        let rate = self.books().rush_hz(self.dt()).filter(|rate| *rate > GUARD_HZ)?;
        let why = self.plan.why_runaway(&self.books().seen);
        Some(format!("runaway: cells fire at {rate:.0} Hz on the mean over a tenth of a second. {why}"))
    }

    fn next_event(&self) -> Option<u64> {
        (self.moving.lit_until > self.step()).then_some(self.moving.lit_until)
    }

    fn stand_aside(&mut self, aside: bool) {
        self.stands_aside = aside;
    }

    fn bytes(&self) -> usize {
        self.stepper().bytes()
    }

    fn save(&self) -> Result<Vec<u8>, String> {
        postcard::to_stdvec(&self.moving).map_err(|error| error.to_string())
    }

    fn restore(plan: &Arc<PlasticPlan>, state: &[u8]) -> Result<Self, String> {
        let mut moving: Moving = postcard::from_bytes(state).map_err(|error| error.to_string())?;
        let wiring = plan.wiring();
        let fits = moving.stepper.rejoin(wiring.clone())
            && moving.books.fits(wiring)
            && moving.sources.iter().zip(&wiring.layers).all(|(source, layer)| source.fits(layer.cells));
        if !fits {
            return Err("the state is of another network".to_owned());
        }
        let engine = PlasticEngine::start(plan);
        Ok(PlasticEngine { moving, ..engine })
    }
}
