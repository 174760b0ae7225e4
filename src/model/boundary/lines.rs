//! The lines of a low-rank network as they are drawn, and the boundaries that they make (sheet low-rank-ei, section 4).

use super::{E, I, Network};
use crate::geometry::{Envelope, HalfPlane, Point, Side};
use crate::model::verbs::{self, TURN};
use crate::picture::{Given, LineHandles, LineState, NeuronId, NeuronLine};

/// How far to the right crossings are looked for.
pub(super) const FAR: f64 = 1e4;
/// Lines drawn of one population at most; the envelope knows them all.
pub(super) const MAX_LINES: usize = 400;

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
    [E, I].map(|p| envelope(network, p, half_planes(network, p, given), Side::Upper))
}

/// At most [`MAX_LINES`] lines of one population as they are drawn.
pub(super) fn drawn(
    network: &Network,
    p: usize,
    lines: &[HalfPlane],
    envelope: &Envelope,
    range: [f64; 2],
) -> Vec<NeuronLine> {
    let stride = lines.len().div_ceil(MAX_LINES).max(1);
    let thinned = lines.iter().enumerate().step_by(stride);
    thinned.map(|(i, half_plane)| neuron_line(network, p, i, *half_plane, envelope, range)).collect()
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
    let touch = match half_plane.line() {
        Some(line) => {
            let x = envelope.touch(line, range);
            Point::new(x, line.at(x))
        }
        None => {
            let ends = half_plane.clip(Point::new(range[0], -FAR), Point::new(range[1], FAR));
            ends.map_or(Point::origin(), |ends| ends[0])
        }
    };
    let unlawful = population.from_e[i] < 0.0 || population.from_i[i] < 0.0 || population.decoder[i] < 0.0;
    let state = match (population.is_silenced(i), unlawful) {
        (true, _) => LineState::Silenced,
        (_, true) => LineState::Unlawful,
        _ => LineState::Acting,
    };
    // A neuron that does not hear what its axis shows has an upright line, which no hand can turn.
    let both = network.counts().iter().all(|n| *n > 0);
    let own = if both || p == I { population.from_i[i] } else { population.from_e[i] };
    let handles = LineHandles { turn: (own != 0.0).then_some(&TURN), ..verbs::ALL };
    NeuronLine { neuron: id(p, i), half_plane, touch, state, handles }
}

pub(super) fn id(p: usize, i: usize) -> NeuronId {
    NeuronId { population: p as u8, index: i as u32 }
}
