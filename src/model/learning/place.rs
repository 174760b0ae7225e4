//! Places in phase space.

/// Dimensions at most.
pub const MOST: usize = 3;
/// A state; dimensions beyond the system's are 0.
pub type State = [f64; MOST];

/// Distance of two states.
pub fn distance(a: &State, b: &State) -> f64 {
    (0..MOST).map(|k| (a[k] - b[k]).powi(2)).sum::<f64>().sqrt()
}

/// Distance of a state from the nearest of some.
pub fn nearest(x: &State, points: &[State]) -> f64 {
    points.iter().map(|p| distance(x, p)).fold(f64::INFINITY, f64::min)
}

/// Root mean square distance of points from the origin.
pub fn rms_radius(points: &[State]) -> f64 {
    (points.iter().map(|p| distance(p, &[0.0; MOST]).powi(2)).sum::<f64>() / points.len().max(1) as f64).sqrt()
}

/// Brings a state that is farther from the origin than `most` back to there; what is no number stays so.
pub fn hold(x: &mut State, most: f64) {
    let away = far(x);
    if away.is_finite() && away > most {
        x.iter_mut().for_each(|x| *x *= most / away);
    }
}

/// Distance of a state from the origin.
pub fn far(x: &State) -> f64 {
    distance(x, &[0.0; MOST])
}
