//! Names, units and roles of all that an engine shows; fixed within a generation.

use super::Hue;
use super::field::FieldInfo;
use super::neuron::{NeuronId, PICKS};
use super::plane::PlaneInfo;
use super::space::SpaceInfo;

/// A group of neurons.
#[derive(Clone, Debug, PartialEq)]
pub struct PopulationInfo {
    /// Short name, as in `E4`.
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
    /// What it is, in a sentence for somebody who meets it first.
    pub help: &'static str,
}

/// A part of what drives the watched neuron, sampled at every step while it is watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// Excitatory current, threshold units.
    Excitatory,
    /// Inhibitory current, negative, threshold units.
    Inhibitory,
    /// Their sum.
    Net,
    /// Membrane voltage, threshold 1.
    Voltage,
}

impl Channel {
    /// All, in the order in which samples carry them.
    pub const ALL: [Channel; 4] = [Channel::Excitatory, Channel::Inhibitory, Channel::Net, Channel::Voltage];

    /// Key in files.
    pub fn id(self) -> &'static str {
        match self {
            Channel::Excitatory => "current_exc",
            Channel::Inhibitory => "current_inh",
            Channel::Net => "current_net",
            Channel::Voltage => "voltage",
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
    /// The planes; the first is the one to show large.
    pub planes: Vec<PlaneInfo>,
    /// The pictures over three axes.
    pub spaces: Vec<SpaceInfo>,
    /// The fields of cells.
    pub fields: Vec<FieldInfo>,
    /// What the predicted levels are, in a word, such as `crossing`.
    pub theory_name: &'static str,
    /// The neuron to watch when nobody has chosen one.
    pub first_watch: Option<NeuronId>,
}

impl Layout {
    /// `E4`, or an empty text for a neuron that does not exist.
    pub fn neuron_name(&self, neuron: NeuronId) -> String {
        self.populations
            .get(neuron.population as usize)
            .map_or_else(String::new, |p| format!("{}{}", p.name, neuron.index))
    }

    /// Whether there is such a neuron.
    pub fn has(&self, neuron: NeuronId) -> bool {
        self.populations.get(neuron.population as usize).is_some_and(|p| (neuron.index as usize) < p.count)
    }

    /// Number of columns in a sample: signals, the channels of the first watched neuron, the voltages of the others.
    pub fn columns(&self) -> usize {
        self.signals.len() + Channel::ALL.len() + PICKS - 1
    }

    /// The column of a channel of the first watched neuron.
    pub fn channel(&self, channel: Channel) -> usize {
        self.signals.len() + channel as usize
    }

    /// The column of the voltage of watched neuron `pick`.
    pub fn voltage(&self, pick: usize) -> usize {
        if pick == 0 { self.channel(Channel::Voltage) } else { self.channel(Channel::Voltage) + pick }
    }
}
