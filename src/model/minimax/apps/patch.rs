//! Reconstruction of an image patch by a network with few I neurons (sheet minimax-ei, section 5.b3).
//!
//! The dictionary is 200 Gabor patches, the image a random patch with a 1/f spectrum: those of the authors are not public.
//! Of `H^T H = U diag(w) U^T` the `n_i` largest parts are kept, `Z = U sqrt(w) sqrt(N_I)`.

use crate::geometry::Point;
use crate::model::minimax::app::{App, Feed};
use crate::model::minimax::network::{E, Extra, Network};
use crate::model::minimax::params::MinimaxParams;
use crate::model::minimax::parts::{Parts, conflict};
use crate::model::minimax::shapes::{dot, free, identity, plane, readout};
use crate::model::minimax::state::State;
use crate::model::minimax::weights::Weights;
use crate::model::split_mix::Draws;
use crate::param::ParamError;
use crate::picture::{Dot, Field, FieldInfo, Given, Hue, Plane, PlaneInfo, Reading, SignalInfo};
use nalgebra::{DMatrix, DVector, SymmetricEigen};
use std::f64::consts::{PI, TAU};

/// Pixels along one side.
pub const SIDE: usize = 13;
/// Pixels of a patch.
const PIXELS: usize = SIDE * SIDE;
const ATOMS: usize = 200;
/// Length of a dictionary column, and root mean square of the image.
const NORM: f64 = 0.0257;
const RMS: f64 = 0.487;

/// An image patch.
pub struct Patch;

impl App for Patch {
    fn is_relevant(&self, id: &str) -> bool {
        matches!(id, "n_i" | "beta" | "inner_steps")
    }

    fn validate(&self, p: &MinimaxParams) -> Result<(), ParamError> {
        if p.n_i > PIXELS {
            return Err(conflict(format!(
                "`n_i` = {}: a patch of {PIXELS} pixels has no more parts than that; try 150",
                p.n_i
            )));
        }
        Ok(())
    }

    fn parts(&self, p: &MinimaxParams, draws: &mut Draws) -> Result<Parts, ParamError> {
        Ok(parts(p, draws))
    }

    fn tells_i(&self) -> bool {
        false
    }

    fn feed(&self) -> Feed {
        Feed::Given
    }

    fn start(&self, network: &Network, channels: &mut Vec<f64>, drive: &mut Vec<f64>) {
        channels.clone_from(&network.extra.image);
        *drive = network.feed.times(&network.extra.image, network.counts[E]);
    }

    fn signals(&self, _network: &Network) -> Vec<SignalInfo> {
        const HELP: &str = "Of the image read from the mean E rates so far, pixel by pixel.";
        vec![readout("error", "mean squared error", "MSE", Hue::Neutral, HELP)]
    }

    fn values(&self, state: &State<'_>, into: &mut [f64]) {
        let read = read_pixels(state);
        let square: f64 = read.iter().zip(&state.network.extra.image).map(|(a, b)| (a - b) * (a - b)).sum();
        into[0] = square / read.len().max(1) as f64;
    }

    fn readings(&self, state: &State<'_>) -> Vec<Reading> {
        vec![Reading {
            id: "explained",
            name: "explained variance",
            value: state.network.extra.explained,
            help: "How much of the dictionary's variance the I neurons can hold: the kept eigenvalues over all of them",
        }]
    }

    fn plane_infos(&self, _p: &MinimaxParams, _network: &Network, _signals: &[SignalInfo]) -> Vec<PlaneInfo> {
        let axis = |name, symbol| free(name, symbol, [-1.5, 1.5]);
        let axes = [axis("pixel of the image shown", "shown"), axis("pixel read from the spikes", "read")];
        vec![plane("pixels", "Pixels, shown and read", "pixels", axes)]
    }

    fn planes(&self, state: &State<'_>, _given: Given) -> Vec<Plane> {
        vec![pixels(state)]
    }

    fn field_infos(&self, _p: &MinimaxParams) -> Vec<FieldInfo> {
        let image = |id, title, short| FieldInfo {
            id,
            title,
            short,
            cells: [SIDE, SIDE],
            hue: Hue::Neutral,
            unit: "",
            axes: [""; 2],
            is_signed: true,
            population: None,
            paints: false,
        };
        vec![image("read", "Image read from the spikes", "read"), image("image", "Image shown", "image")]
    }

    fn fields(&self, state: &State<'_>) -> Vec<Field> {
        let image = |values: &[f64]| Field {
            values: values.iter().map(|v| *v as f32).collect(),
            range: [-1.2, 1.2],
            marked: Vec::new(),
            kept: Vec::new(),
        };
        vec![image(&read_pixels(state)), image(&state.network.extra.image)]
    }
}

fn pixel(k: usize) -> [f64; 2] {
    let half = (SIDE - 1) as f64 / 2.0;
    [(k % SIDE) as f64 - half, (k / SIDE) as f64 - half]
}

fn gabor(draws: &mut Draws) -> DVector<f64> {
    let mut between = |from: f64, to: f64| from + (to - from) * draws.uniform();
    let (length, width) = (between(2.5, 10.0), between(1.0, 2.2));
    let center = [between(-6.5, 6.5), between(-6.5, 6.5)];
    let (angle, phase) = (between(0.0, PI), between(0.0, TAU));
    let atom = DVector::from_fn(PIXELS, |k, _| {
        let [x, y] = pixel(k);
        let (dx, dy) = (x - center[0], y - center[1]);
        let along = dx * angle.cos() + dy * angle.sin();
        (-(dx * dx + dy * dy) / (2.0 * width * width)).exp() * (TAU * along / length + phase).cos()
    });
    let norm = atom.norm().max(1e-9);
    atom * (NORM / norm)
}

/// Waves of random phase whose amplitude falls as one over their frequency.
fn image(draws: &mut Draws) -> DVector<f64> {
    let mut image = DVector::<f64>::zeros(PIXELS);
    for u in 0..=6i32 {
        for v in -6..=6i32 {
            if u == 0 && v <= 0 {
                continue;
            }
            let frequency = f64::from(u * u + v * v).sqrt();
            let (amplitude, phase) = (draws.normal() / frequency, TAU * draws.uniform());
            for k in 0..PIXELS {
                let [x, y] = pixel(k);
                image[k] += amplitude * (TAU * (f64::from(u) * x + f64::from(v) * y) / SIDE as f64 + phase).cos();
            }
        }
    }
    let rms = (image.norm_squared() / PIXELS as f64).sqrt();
    image * (RMS / rms)
}

fn parts(params: &MinimaxParams, draws: &mut Draws) -> Parts {
    let ni = params.n_i;
    let atoms: Vec<DVector<f64>> = (0..ATOMS).map(|_| gabor(draws)).collect();
    let ne = 2 * ATOMS;
    let h = DMatrix::from_fn(PIXELS, ne, |k, i| if i < ATOMS { atoms[i][k] } else { -atoms[i - ATOMS][k] });
    // H^T H and H H^T share their eigenvalues, and the latter is smaller: u = H^T v / sqrt(w).
    let eigen = SymmetricEigen::new(&h * h.transpose());
    let mut order: Vec<usize> = (0..PIXELS).collect();
    order.sort_by(|a, b| eigen.eigenvalues[*b].total_cmp(&eigen.eigenvalues[*a]));
    let scale = (ni as f64).sqrt();
    // U sqrt(w) = H^T v.
    let z = DMatrix::from_fn(ne, ni, |i, k| h.column(i).dot(&eigen.eigenvectors.column(order[k])) * scale);
    let (plus, minus) = (z.map(|v| v.max(0.0)), z.map(|v| v.min(0.0)));
    let cross = &plus * minus.transpose() / ni as f64;
    let beta = params.beta / ni as f64;
    let weights = [
        Weights::dense(ne, ne, |i, j| -2.0 * (cross[(i, j)] + cross[(j, i)]) - if i == j { beta } else { 0.0 }),
        Weights::dense(ne, ni, |i, k| z[(i, k)].abs() / ni as f64),
        Weights::dense(ni, ne, |k, i| z[(i, k)].abs() / ni as f64),
        Weights::Diagonal(1.0 / ni as f64),
    ];
    let all: f64 = eigen.eigenvalues.iter().sum();
    let explained = order.iter().take(ni).map(|k| eigen.eigenvalues[*k]).sum::<f64>() / all;
    let image = image(draws);
    let feed = Weights::dense(ne, PIXELS, |i, k| h[(k, i)]);
    let readout = (0..PIXELS).map(|k| h.row(k).iter().copied().collect()).collect();
    let extra = Extra { image: image.iter().copied().collect(), readout, explained, ..Extra::default() };
    Parts { inner_steps: params.inner_steps, keeps_mean: true, extra, ..Parts::new([ne, ni], weights, (feed, PIXELS)) }
}

fn read_pixels(state: &State<'_>) -> Vec<f64> {
    state.network.extra.readout.iter().map(|row| dot(row, state.mean_e)).collect()
}

fn pixels(state: &State<'_>) -> Plane {
    let mut plane = identity("read = shown", 10.0);
    let one = |(shown, read): (&f64, f64)| Dot { at: Point::new(*shown, read), hue: Hue::Red, neuron: None };
    plane.dots = state.network.extra.image.iter().zip(read_pixels(state)).map(one).collect();
    plane
}
