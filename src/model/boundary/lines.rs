//! The lines of a low-rank network as they are drawn, and the boundaries that they make (sheet low-rank-ei, section 4).

use super::{E, I, Network};
use crate::geometry::{Envelope, Fan, HalfPlane, Side, Stand};
use crate::model::verbs::{self, TURN};
use crate::picture::{Crowd, Given, LineHandles, LineState, NeuronId, NeuronLine, touch};
use std::sync::Arc;

/// How far to the right crossings are looked for.
pub(super) const FAR: f64 = 1e4;
/// With more lines than these a population is a crowd, of which so many are listed.
pub(super) const MAX_LINES: usize = 400;
const LISTED: usize = 64;

/// Whether a population has too many lines to list.
pub(super) fn is_crowd(network: &Network, p: usize) -> bool {
    network.populations[p].len() > MAX_LINES
}

/// The line of one neuron in the (y_E, y_I) plane; injected current lowers T.
pub(super) fn half_plane(network: &Network, p: usize, i: usize, given: Given) -> HalfPlane {
    let mut half_plane = network.populations[p].half_plane(i, given.x);
    half_plane.offset -= given.injected[p];
    half_plane
}

pub(super) fn half_planes(network: &Network, p: usize, given: Given) -> Vec<HalfPlane> {
    (0..network.populations[p].len()).map(|i| half_plane(network, p, i, given)).collect()
}

/// The envelope of those lines whose neurons can spike.
pub(super) fn envelope(network: &Network, p: usize, mut lines: Vec<HalfPlane>, side: Side) -> Envelope {
    for (i, line) in lines.iter_mut().enumerate() {
        if network.populations[p].is_silenced(i) {
            *line = HalfPlane::new(0.0, 0.0, 1.0);
        }
    }
    Envelope::new(&lines, side)
}

pub(super) fn boundaries(network: &Network, given: Given) -> [Envelope; 2] {
    [E, I].map(|p| match is_crowd(network, p) {
        true => network.populations[p].fan().envelope(stand(p, given)),
        false => envelope(network, p, half_planes(network, p, given), Side::Upper),
    })
}

/// Where the lines of a population stand.
pub(super) fn stand(p: usize, given: Given) -> Stand {
    Stand { x: given.x, lift: given.injected[p] }
}

/// All lines of population `p` as a crowd; `states` is made once a network.
pub(super) fn crowd(
    (p, at): (usize, Stand),
    (fan, states): (&Arc<Fan>, &Arc<[LineState]>),
    envelope: &Envelope,
    range: [f64; 2],
) -> Crowd {
    let (fan, states, envelope) = (fan.clone(), states.clone(), envelope.clone());
    Crowd { population: p as u8, fan, at, envelope, range, states, handles: verbs::ALL }
}

/// The lines of one population as they are listed: all, or of a crowd some that stand for all.
pub(super) fn drawn(
    network: &Network,
    p: usize,
    half_plane: impl Fn(usize) -> HalfPlane,
    envelope: &Envelope,
    range: [f64; 2],
) -> Vec<NeuronLine> {
    let line = |i: usize| neuron_line(network, p, i, half_plane(i), envelope, range);
    let population = &network.populations[p];
    match population.fan.get().or(population.fan_alone.get()) {
        Some(fan) if is_crowd(network, p) => fan.sample(LISTED).map(line).collect(),
        _ => (0..population.len()).map(line).collect(),
    }
}

/// Whether the line of a neuron acts.
pub(super) fn state(network: &Network, p: usize, i: usize) -> LineState {
    let population = &network.populations[p];
    let unlawful = population.from_e[i] < 0.0 || population.from_i[i] < 0.0 || population.decoder[i] < 0.0;
    match (population.is_silenced(i), unlawful) {
        (true, _) => LineState::Silenced,
        (_, true) => LineState::Unlawful,
        _ => LineState::Acting,
    }
}

pub(super) fn neuron_line(
    network: &Network,
    p: usize,
    i: usize,
    half_plane: HalfPlane,
    envelope: &Envelope,
    range: [f64; 2],
) -> NeuronLine {
    let population = &network.populations[p];
    let touch = touch(&half_plane, envelope, range);
    let state = state(network, p, i);
    // A neuron that does not hear what its axis shows has an upright line, which no hand can turn.
    let both = network.counts().iter().all(|n| *n > 0);
    let own = if both || p == I { population.from_i[i] } else { population.from_e[i] };
    let handles = LineHandles { turn: (own != 0.0).then_some(&TURN), ..verbs::ALL };
    NeuronLine { neuron: id(p, i), half_plane, touch, state, handles }
}

pub(super) fn id(p: usize, i: usize) -> NeuronId {
    NeuronId { population: p as u8, index: i as u32 }
}
