//! The boundaries over (x, y_E), and the dome over a 2-D input, as surfaces (sheet low-rank-ei, sections 4.2 and 5.6).
//!
//! ```text
//! E and I:     y_I = (E_EE y_E + F x - T)/E_EI,   y_I = (E_IE y_E + F x - T)/E_II       above both all is silent
//! one alone:   y = (T - F x_1 - F_2 x_2)/E                                              below all of them it is silent
//! ```

use super::lines::is_crowd;
use super::{E, I, Network};
use crate::geometry::{Sheet, Side, Stand};
use crate::picture::{Hue, Surface};

/// Places along each axis at which the lines of a crowd that make the boundary are looked for.
const PLACES: usize = 48;
const HUES: [Hue; 2] = [Hue::Red, Hue::Blue];

fn surface(network: &Network, p: usize, side: Side, sheet: impl Fn(usize) -> Sheet) -> Surface {
    let population = &network.populations[p];
    let whole = |sheet: &Sheet| sheet.slope.iter().chain([&sheet.intercept]).all(|v| v.is_finite());
    let sheets = (0..population.len())
        .map(|i| Some(sheet(i)).filter(|sheet| !population.is_silenced(i) && whole(sheet)))
        .collect();
    Surface { hue: HUES[p], population: p as u8, side, sheets }
}

/// y_I of both boundaries over x and y_E, which are looked at within these ranges; injected current lowers T.
pub fn over_latent(network: &Network, injected: [f64; 2], ranges: [[f64; 2]; 2]) -> Vec<Surface> {
    let both = [E, I].map(|p| {
        let n = &network.populations[p];
        let height = |i: usize, value: f64| value / n.from_i[i];
        let mut surface = surface(network, p, Side::Upper, |i| Sheet {
            slope: [height(i, n.input[i]), height(i, n.from_e[i])],
            intercept: height(i, injected[p] - n.threshold[i]),
        });
        if is_crowd(network, p) {
            let seen = seen(network, p, injected[p], ranges);
            surface.sheets.iter_mut().zip(seen).filter(|(_, seen)| !seen).for_each(|(sheet, _)| *sheet = None);
        }
        surface
    });
    both.into()
}

/// Which lines of a crowd are on the boundary somewhere on a grid.
fn seen(network: &Network, p: usize, lift: f64, [x, y]: [[f64; 2]; 2]) -> Vec<bool> {
    let along = |[from, to]: [f64; 2], k: usize| from + (to - from) * k as f64 / PLACES as f64;
    let mut seen = vec![false; network.populations[p].len()];
    for k in 0..=PLACES {
        let envelope = network.populations[p].fan().envelope(Stand { x: along(x, k), lift });
        (0..=PLACES).filter_map(|k| envelope.owner(along(y, k))).for_each(|owner| seen[owner] = true);
    }
    seen
}

/// y of the boundary of population `p` over two inputs; `x_2` is the present second one.
pub fn over_inputs(network: &Network, p: usize, x_2: f64, injected: f64) -> Surface {
    let n = &network.populations[p];
    let own = if p == E { &n.from_e } else { &n.from_i };
    surface(network, p, Side::Lower, |i| {
        let second = n.input_2.get(i).copied().unwrap_or(0.0);
        // The threshold has the present second input in it.
        let threshold = n.threshold[i] + second * x_2 - injected;
        Sheet { slope: [-n.input[i] / own[i], -second / own[i]], intercept: threshold / own[i] }
    })
}
