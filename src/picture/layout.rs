//! Names, units and roles of all that an engine shows; fixed within a generation.

use super::Hue;
use super::chart::ChartInfo;
use super::control::{ActionInfo, Hurry};
use super::field::FieldInfo;
use super::grip::Grip;
use super::neuron::{NeuronId, PICKS};
use super::plane::PlaneInfo;
use super::space::SpaceInfo;
use super::words::Words;

/// Neurons of one kind.
#[derive(Clone, Debug, PartialEq)]
pub struct PopulationInfo {
    /// Short name, as in `E4`.
    pub name: &'static str,
    /// Hue.
    pub hue: Hue,
    /// Number of neurons.
    pub count: usize,
    /// Consecutive neurons that belong together, from the first on; none if all do.
    pub groups: Vec<GroupInfo>,
    /// Whether the number of spikes of all its neurons together is shown over time.
    pub shows_count: bool,
    /// Whether its spikes are told; those of an equilibrium that is found anew in every step are not.
    pub tells_spikes: bool,
}

impl PopulationInfo {
    /// Hue of a neuron: that of its group, else that of the population.
    pub fn hue_of(&self, index: usize) -> Hue {
        let mut end = 0;
        let group = self.groups.iter().find(|group| {
            end += group.count;
            index < end
        });
        group.map_or(self.hue, |group| group.hue)
    }
}

/// Neurons of a population that belong together.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupInfo {
    /// Short name.
    pub name: &'static str,
    /// Hue.
    pub hue: Hue,
    /// Number of neurons.
    pub count: usize,
}

/// A number that is sampled at every step.
#[derive(Clone, Debug, PartialEq)]
pub struct SignalInfo {
    /// Key in files, with the unit if there is one.
    pub id: &'static str,
    /// Plain name.
    pub name: &'static str,
    /// Symbol, `_` starts a subscript.
    pub symbol: &'static str,
    /// Unit; empty for pure numbers.
    pub unit: &'static str,
    /// Hue.
    pub hue: Hue,
    /// Whether it is a readout of the network, to be drawn among the latents.
    pub is_readout: bool,
    /// The signal that should follow this one: its index.
    pub aims_at: Option<usize>,
    /// Whether it can be put to another value by hand: the network goes on from there.
    pub can_be_kicked: bool,
    /// Whether it is drawn over time among the other signals, as what drives the network.
    pub is_traced: bool,
    /// Whether it changes so slowly that it is to be seen over the whole run, as what is learned.
    pub is_slow: bool,
    /// What it is, in a sentence for somebody who meets it first.
    pub help: &'static str,
}

/// What a channel of a neuron is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChannelKind {
    /// One of the currents into it, threshold units.
    Current {
        /// Whether it pulls the voltage down.
        is_inhibitory: bool,
    },
    /// Their sum.
    Net,
    /// Membrane voltage, threshold 1.
    Voltage,
}

/// A number of the neuron watched closest, sampled at every step while it is watched.
#[derive(Clone, Debug, PartialEq)]
pub struct ChannelInfo {
    /// Key in files.
    pub id: &'static str,
    /// Plain name.
    pub name: &'static str,
    /// Symbol, `_` starts a subscript.
    pub symbol: &'static str,
    /// Hue.
    pub hue: Hue,
    /// What it is.
    pub kind: ChannelKind,
    /// What it is, in a sentence for somebody who meets it first.
    pub help: &'static str,
}

/// How long things take to be seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TimeScales {
    /// Width of the views over time at first, in seconds.
    pub window_s: f64,
    /// How long the way of the state is to be seen in a plane, in seconds.
    pub trail_s: f64,
    /// Over how long means and rates are taken at first, in seconds.
    pub average_s: f64,
    /// Over how long they are taken at most, if nothing changes meanwhile, in seconds.
    pub longest_s: f64,
    /// Width of the view of what changes slowly, in seconds; `None` for the whole run.
    pub slow_s: Option<f64>,
}

impl TimeScales {
    /// Those that suit a network with this time constant in seconds.
    pub fn of(tau_s: f64) -> Self {
        TimeScales {
            window_s: 20.0 * tau_s,
            trail_s: 2.5 * tau_s,
            average_s: 20.0 * tau_s,
            longest_s: 160.0 * tau_s,
            slow_s: None,
        }
    }
}

/// A level that theory predicts for a signal now.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Theory {
    /// Index in [`Layout::signals`].
    pub signal: usize,
    /// Predicted value.
    pub value: f64,
    /// The smallest distance from it that counts, as half a spike size; `None` if the mean is not to be held against it.
    pub grain: Option<f64>,
}

impl Theory {
    /// A level that means are not to be held against.
    pub fn new(signal: usize, value: f64) -> Self {
        Theory { signal, value, grain: None }
    }

    /// The same, to be held against means as far as `grain`.
    #[must_use]
    pub fn within(self, grain: f64) -> Self {
        Theory { grain: Some(grain), ..self }
    }
}

/// What an engine shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Layout {
    /// Time step in seconds.
    pub dt_s: f64,
    /// The time constant in which time is told, in seconds.
    pub tau_s: f64,
    /// The populations, in the order of a raster from bottom to top.
    pub populations: Vec<PopulationInfo>,
    /// Sampled numbers, in the order in which samples carry them.
    pub signals: Vec<SignalInfo>,
    /// Whether its neurons spike; rate units do not.
    pub spikes: bool,
    /// Whether its neurons tell rates instead.
    pub rates: bool,
    /// The planes; the first is the one to show large.
    pub planes: Vec<PlaneInfo>,
    /// The pictures over three axes.
    pub spaces: Vec<SpaceInfo>,
    /// The fields of cells.
    pub fields: Vec<FieldInfo>,
    /// The charts.
    pub charts: Vec<ChartInfo>,
    /// What is told of the neuron watched closest, in the order in which samples carry it.
    pub channels: Vec<ChannelInfo>,
    /// How long things take to be seen.
    pub time: TimeScales,
    /// What things are called.
    pub words: Words,
    /// The neuron to watch when nobody has chosen one.
    pub first_watch: Option<NeuronId>,
    /// What can be done to the state.
    pub actions: Vec<ActionInfo>,
    /// Ids of on/off parameters that deserve a large switch.
    pub switches: Vec<&'static str>,
    /// The stretch that one button runs as fast as possible.
    pub hurry: Option<Hurry>,
}

impl Layout {
    /// `E4`, or an empty text for a neuron that does not exist.
    pub fn neuron_name(&self, neuron: NeuronId) -> String {
        self.populations
            .get(neuron.population as usize)
            .map_or_else(String::new, |p| format!("{}{}", p.name, neuron.index))
    }

    /// All neurons, population by population.
    pub fn neurons(&self) -> impl Iterator<Item = NeuronId> + '_ {
        let of = |(p, population): (usize, &PopulationInfo)| {
            (0..population.count as u32).map(move |index| NeuronId { population: p as u8, index })
        };
        self.populations.iter().enumerate().flat_map(of)
    }

    /// What a handle is called: `Line of E4`, `Knot 3`.
    pub fn grip_name(&self, grip: &Grip) -> String {
        grip.name(|neuron| self.neuron_name(neuron))
    }

    /// Whether there is such a neuron.
    pub fn has(&self, neuron: NeuronId) -> bool {
        self.populations.get(neuron.population as usize).is_some_and(|p| (neuron.index as usize) < p.count)
    }

    /// Number of columns in a sample: signals, the channels of the first watched neuron, the voltages of the others.
    pub fn columns(&self) -> usize {
        self.signals.len() + self.channels.len() + PICKS - 1
    }

    /// The column of channel `k` of the first watched neuron.
    pub fn channel(&self, k: usize) -> usize {
        self.signals.len() + k
    }

    /// The column of the voltage of watched neuron `pick`; `None` if voltages are not told.
    pub fn voltage(&self, pick: usize) -> Option<usize> {
        let own = self.channels.iter().position(|channel| channel.kind == ChannelKind::Voltage)?;
        Some(if pick == 0 { self.channel(own) } else { self.channel(self.channels.len()) + pick - 1 })
    }

    /// The columns of the first current that pushes the voltage up and of the first that pulls it down, if there are
    /// both.
    pub fn balance(&self) -> Option<[usize; 2]> {
        let first = |is_inhibitory: bool| {
            let wanted = ChannelKind::Current { is_inhibitory };
            Some(self.channel(self.channels.iter().position(|channel| channel.kind == wanted)?))
        };
        Some([first(false)?, first(true)?])
    }

    /// `20 time constants`, or a time in seconds where that is no round number of them.
    pub fn time_text(&self, seconds: f64) -> String {
        let constants = seconds / self.tau_s;
        match seconds {
            _ if (constants - constants.round()).abs() < 1e-6 && constants < 1000.0 => {
                format!("{constants:.0} time constants")
            }
            s if s < 1.0 => format!("{:.0} ms", s * 1e3),
            s => format!("{s:.0} s"),
        }
    }
}
