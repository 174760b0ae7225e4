//! What is told of a watched neuron by systems of excitatory and inhibitory neurons.

use crate::picture::{ChannelInfo, ChannelKind, Hue};

/// Excitatory and inhibitory current, their sum, the voltage.
pub fn channels() -> Vec<ChannelInfo> {
    let channel = |id, name, symbol, hue, kind, help| ChannelInfo { id, name, symbol, hue, kind, help };
    vec![
        channel(
            "current_exc",
            "excitatory",
            "E",
            Hue::Red,
            ChannelKind::Current { is_inhibitory: false },
            "What pushes the voltage of this neuron up: input and E spikes, in threshold units.",
        ),
        channel(
            "current_inh",
            "inhibitory",
            "I",
            Hue::Blue,
            ChannelKind::Current { is_inhibitory: true },
            "What pulls the voltage of this neuron down, in threshold units.",
        ),
        channel(
            "current_net",
            "net",
            "net",
            Hue::Neutral,
            ChannelKind::Net,
            "Their sum; the neuron fires where it reaches the threshold.",
        ),
        channel(
            "voltage",
            "voltage",
            "V",
            Hue::Neutral,
            ChannelKind::Voltage,
            "Membrane voltage; the neuron fires where it reaches 1.",
        ),
    ]
}

/// Name and help of how much of the two currents is left.
pub const REST: [&str; 2] =
    ["|net|/E", "Balance: mean size of the net current of the watched neuron over that of its excitatory current"];

/// Name and help of how well the two currents cancel.
pub const BALANCE: [&str; 2] = [
    "corr(E, \u{2212}I)",
    "Balance: correlation of the excitatory with minus the inhibitory current of the watched neuron, both filtered over 2 ms",
];
