//! The drift of the latent of a single I population with pulses, on average over noise (sheet low-rank-ei, figure 9e).
//!
//! ```text
//! tau dy/dt = -y - sum_k (D_k tau/w) Phi(V_k(y)/sigma)        w: width of a pulse; V_k above 0 where neuron k fires
//! ```
//! That is the average of what pulses do while they last; a run of half a pulse cannot spike in its first step, which takes
//! a part off.

use super::mean_field::normal;
use super::{I, Network};
use crate::geometry::Point;
use crate::picture::{AxisScale, Chart, ChartAxis, ChartInfo, Given, Hue, Series, SeriesKind};

/// Points of the curve.
const POINTS: usize = 200;

/// Name and axes.
pub(super) fn info() -> ChartInfo {
    let axis = |name, symbol| ChartAxis { name, symbol, unit: "", scale: AxisScale::Linear, range: None };
    ChartInfo {
        id: "drift",
        title: "Mean drift of y",
        short: "drift",
        axes: [axis("latent", "y"), axis("drift per time constant", "\u{3c4} dy/dt")],
    }
}

/// Where the boundary of a single I population lies at input `x`, if below 0.
pub fn level_alone(network: &Network, x: f64, injected: f64) -> Option<f64> {
    let population = &network.populations[I];
    let own = (0..population.len()).filter(|k| !population.is_silenced(*k) && population.from_i[*k] > 0.0);
    let lines = own.map(|k| (population.threshold[k] - injected - population.input[k] * x) / population.from_i[k]);
    let level = lines.fold(f64::INFINITY, f64::min);
    (level < 0.0).then_some(level)
}

/// The curve, and what was measured.
pub(super) fn chart(network: &Network, given: Given, measured: Option<&[[f64; 2]]>) -> Chart {
    let population = &network.populations[I];
    let width = population.pulse_steps as f64 * network.dt_s * population.leak_per_s;
    let Some(level) = level_alone(network, given.x, given.injected[I]) else {
        return Chart { note: "the boundary is not below 0".to_owned(), ..Chart::default() };
    };
    let drift = |y: f64| {
        let part = |k: usize| {
            let drive = population.static_voltage(k, given.x, 0.0, -y) - 1.0 + given.injected[I];
            let fires = if population.sigma_v > 0.0 {
                normal(drive / population.sigma_v)
            } else {
                f64::from(u8::from(drive > 0.0))
            };
            population.decoder[k] / width * fires
        };
        -y - (0..population.len()).filter(|k| !population.is_silenced(*k)).map(part).sum::<f64>()
    };
    let at = |k: usize| level * (2.0 - 2.5 * k as f64 / POINTS as f64);
    let curve = (0..=POINTS).map(|k| Point::new(at(k), drift(at(k)))).collect();
    let mut series =
        vec![Series { name: "theory".to_owned(), hue: Hue::Neutral, kind: SeriesKind::Curve, points: curve }];
    let note = match measured {
        None => "to be measured while the input rests",
        Some([]) => "the network is too large, or its steps too fine, to be measured",
        Some(measured) => {
            let points = measured.iter().map(|[y, v]| Point::new(*y, *v)).collect();
            series.push(Series { name: "measured".to_owned(), hue: Hue::Blue, kind: SeriesKind::Dots, points });
            "40 runs of half a pulse from each place; the first moment of each is without a pulse, so the step is less high"
        }
    };
    Chart { series, note: note.to_owned(), ..Chart::default() }
}
