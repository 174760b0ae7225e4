//! A plastic network, built once: what hands, editing and engine share. The synapses are drawn when somebody first asks for
//! them, which is the run and not the hand.

use super::album::Album;
use super::build;
use super::control::Control;
use super::params::PlasticParams;
use super::picture;
use super::seen::Seen;
use super::theory::{MeanField, Settled};
use super::wiring::{EE, Wiring};
use crate::model::Chore;
use crate::param::{OnOff, ParamError};
use crate::picture::Layout;
use std::sync::{Arc, OnceLock};

/// External spikes of a file: step, and cell over all layers.
pub type Arrivals = Arc<Vec<(u64, u32)>>;

/// The network of some parameters, with what theory knows of it.
#[derive(Debug)]
pub struct PlasticPlan {
    params: PlasticParams,
    seed: u64,
    control: Control,
    wiring: Arc<OnceLock<Arc<Wiring>>>,
    arrivals: Option<Arrivals>,
    field: MeanField,
    album: Arc<Album>,
    layout: OnceLock<Arc<Layout>>,
    goal: OnceLock<Option<Settled>>,
    settled_rates: OnceLock<Vec<[f64; 2]>>,
    portraits: [OnceLock<(MeanField, &'static str)>; 2],
    most: OnceLock<Option<f64>>,
    in_light: OnceLock<MeanField>,
}

impl PlasticPlan {
    /// Builds the network; takes over what `before` has if it is the same.
    ///
    /// # Errors
    /// If the parameters do not fit together.
    pub fn new(params: &PlasticParams, seed: u64, before: Option<&PlasticPlan>) -> Result<Self, ParamError> {
        crate::param::Parameters::check(params)?;
        let before = before.filter(|plan| plan.seed == seed && is_wired_alike(params, &plan.params));
        let control = build::control(params);
        let (wiring, arrivals, album) = match before {
            Some(plan) => (plan.wiring.clone(), plan.arrivals.clone(), plan.album.clone()),
            None => {
                let wiring = Arc::new(OnceLock::new());
                let mut arrivals = None;
                // Files are judged now, and what they describe is built.
                if has_files(params) {
                    let built = build::wiring(params, seed)?;
                    build::voltages(params, seed, &control.membrane)?;
                    arrivals = build::arrivals(params, &built)?.map(Arc::new);
                    let _ = wiring.set(Arc::new(built));
                }
                (wiring, arrivals, Arc::default())
            }
        };
        let j = [params.j_ee, params.j_ei, params.j_ie, params.j_ii];
        let mut field = MeanField::new(params.n, params.p, &control);
        if let Some(built) = wiring.get().filter(|_| has_files(params)) {
            field = field.counted(built, arrivals.as_ref().map(|events| mean_rate(events, built, params.dt_ms)));
        }
        Ok(PlasticPlan {
            field: field.coloured(&j),
            params: params.clone(),
            seed,
            control,
            wiring,
            arrivals,
            album,
            layout: OnceLock::new(),
            goal: OnceLock::new(),
            settled_rates: OnceLock::new(),
            portraits: Default::default(),
            most: OnceLock::new(),
            in_light: OnceLock::new(),
        })
    }

    /// The parameters.
    pub fn params(&self) -> &PlasticParams {
        &self.params
    }

    /// Whether anything of it is given by files.
    pub(super) fn has_files(&self) -> bool {
        has_files(&self.params)
    }

    /// Seed of the random streams.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// What a hand changes while it runs.
    pub fn control(&self) -> &Control {
        &self.control
    }

    /// The synapses.
    pub fn wiring(&self) -> &Arc<Wiring> {
        self.wiring.get_or_init(|| {
            // What files describe is built already.
            Arc::new(Wiring::drawn(self.params.n, self.params.p, self.seed, true, true))
        })
    }

    /// Voltages at the start, mV.
    pub fn voltages(&self) -> Vec<f64> {
        let membrane = &self.control.membrane;
        // A file that does not fit was refused.
        build::voltages(&self.params, self.seed, membrane).unwrap_or_else(|_| vec![membrane.e_l; self.params.n])
    }

    /// External spikes of a file.
    pub fn arrivals(&self) -> Option<&Arrivals> {
        self.arrivals.as_ref()
    }

    /// Mean-field theory.
    pub fn field(&self) -> &MeanField {
        &self.field
    }

    /// The same while light may be on for a while.
    pub fn field_of(&self, seen: &Seen) -> &MeanField {
        if seen.pulse { self.lit_field() } else { &self.field }
    }

    /// Courses of earlier runs.
    pub fn album(&self) -> &Album {
        &self.album
    }

    /// Weights at the start, as j.
    pub fn j(&self) -> [f64; 4] {
        self.control.j.map(|j| j * self.field.root_n)
    }

    /// Where the active rules bring the mean weights for N to infinity.
    pub fn goal(&self) -> Option<&Settled> {
        self.goal.get_or_init(|| self.field.fixed_point(&self.j(), [0.0; 2])).as_ref()
    }

    /// The rate of E in Hz where the active rules settle, at some correlations of the input.
    pub(super) fn settled_rates(&self) -> &[[f64; 2]] {
        self.settled_rates.get_or_init(|| {
            let rate = |k: u32| {
                let c = f64::from(k) / 40.0;
                let settled = self.field.correlated(c).fixed_point(&self.goal()?.j, [0.0; 2])?;
                Some([c, 1e3 * settled.rates[0]])
            };
            (0..=40).filter_map(rate).collect()
        })
    }

    /// Theory of the rules of E to E (0) or I to E (1); of an example where none is on, which is told.
    pub(super) fn portrait_field(&self, of: usize) -> &(MeanField, &'static str) {
        self.portraits[of.min(1)].get_or_init(|| {
            let mut p = self.params.clone();
            p.learning = OnOff::On;
            let words = match (self.has_rule(of), of) {
                (true, _) => "",
                (false, EE) => {
                    p.ee_kohonen = OnOff::On;
                    "as Kohonen\u{2019}s rule would, it is off"
                }
                (false, _) => {
                    p.ei_homeostatic = OnOff::On;
                    "as homeostasis would, it is off"
                }
            };
            (self.field.ruled(build::control(&p)), words)
        })
    }

    /// The gain at which Kohonen's rule alone loses its fixed point, if it is on.
    pub fn kohonen_most(&self) -> Option<f64> {
        *self.most.get_or_init(|| self.find_kohonen_most())
    }

    /// Theory while light is on.
    pub(super) fn lit_field(&self) -> &MeanField {
        self.in_light.get_or_init(|| {
            let lit = PlasticParams { stimulus: OnOff::On, ..self.params.clone() };
            self.field.ruled(build::control(&lit))
        })
    }

    /// Nothing here takes long.
    pub fn chore(&self) -> Option<Box<dyn Chore>> {
        None
    }

    /// Names, units, planes.
    pub fn layout(&self) -> &Arc<Layout> {
        self.layout.get_or_init(|| Arc::new(picture::layout(&self.params)))
    }
}

/// Rate of a cell of the first layer in a file of external spikes, spikes/ms.
fn mean_rate(events: &[(u64, u32)], wiring: &Wiring, dt_ms: f64) -> f64 {
    let cells = wiring.layers.first().map_or(0, |layer| layer.cells);
    let own = events.iter().filter(|(_, cell)| (*cell as usize) < cells).count();
    let steps = events.last().map_or(1, |(step, _)| step + 1);
    own as f64 / (cells.max(1) as f64 * steps as f64 * dt_ms)
}

fn has_files(p: &PlasticParams) -> bool {
    [&p.edges, &p.external_edges, &p.external_spikes, &p.v0].iter().any(|file| !file.is_empty())
}

/// Whether two sets of parameters have the same synapses, input from files and start.
fn is_wired_alike(a: &PlasticParams, b: &PlasticParams) -> bool {
    let files =
        |p: &PlasticParams| [p.edges.clone(), p.external_edges.clone(), p.external_spikes.clone(), p.v0.clone()];
    (a.n, a.p) == (b.n, b.p) && files(a) == files(b)
}
