//! A parameter that moves by itself, slowly to and fro over a range.

use crate::param::Scale;

/// How long it takes one way, in seconds.
const ONE_WAY_S: f64 = 8.0;
/// The most of that for one frame, so that nothing jumps after a pause.
const FRAME_S: f64 = 0.1;

/// A parameter on its way.
#[derive(Clone, Debug, PartialEq)]
pub struct Playing {
    /// The parameter.
    pub id: &'static str,
    /// From where to where.
    range: [f64; 2],
    /// In even steps or even ratios.
    scale: Scale,
    /// How far it is: from 0 to 1 forth, from 1 to 2 back.
    way: f64,
    /// When it was last moved on.
    at_s: Option<f64>,
}

/// Rounding dust.
const DUST: f64 = 1e-9;

impl Playing {
    /// From where the parameter is, upwards first, unless it is at the top.
    pub fn new(id: &'static str, range: [f64; 2], scale: Scale, value: f64) -> Self {
        Playing { id, range, scale, way: scale.part(range, value).clamp(0.0, 1.0), at_s: None }
    }

    /// Moves on to `now_s`; where it is then.
    pub fn advance(&mut self, now_s: f64) -> f64 {
        let by = (now_s - self.at_s.replace(now_s).unwrap_or(now_s)).clamp(0.0, FRAME_S) / ONE_WAY_S;
        let next = self.way + by;
        // It turns at the ends and not just before them: 0 lies nowhere near in even ratios.
        self.way = match self.way < 1.0 - DUST && next > 1.0 - DUST {
            true => 1.0,
            false if next > 2.0 - DUST => 0.0,
            false => next,
        };
        let part = if self.way <= 1.0 { self.way } else { 2.0 - self.way };
        self.scale.along(self.range, part)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_goes_to_and_fro_over_its_range_in_even_steps() {
        let mut playing = Playing::new("a", [-1.0, 3.0], Scale::Linear, 1.0);
        let way: Vec<f64> = (0..=320).map(|k| playing.advance(0.05 * f64::from(k))).collect();
        assert_eq!(way[0], 1.0);
        let ends = way.iter().fold([f64::INFINITY, f64::NEG_INFINITY], |[a, b], v| [a.min(*v), b.max(*v)]);
        assert!(ends[0] >= -1.0 && ends[0] < -0.95 && ends[1] <= 3.0 && ends[1] > 2.95, "{ends:?}");
        assert!((way[320] - 1.0).abs() < 1e-9, "sixteen seconds are there and back");
        assert!(way.windows(2).all(|w| (w[1] - w[0]).abs() < 0.0251));
    }

    #[test]
    fn even_ratios_reach_zero_and_a_pause_is_no_jump() {
        let mut playing = Playing::new("a", [0.0, 10.0], Scale::Log, 10.0);
        let first = playing.advance(0.0);
        assert!((first - 10.0).abs() < 1e-9);
        assert!(playing.advance(1000.0) > 9.0, "a window that slept goes on where it was");
        let way: Vec<f64> = (1..=80).map(|k| playing.advance(1000.0 + 0.1 * f64::from(k))).collect();
        assert!(way.contains(&0.0) && way.iter().all(|v| (0.0..=10.0).contains(v)), "{way:?}");
    }
}
