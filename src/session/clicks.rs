//! Which spikes are heard: clicks in their order, of each population not more than an ear can tell apart.

use crate::sim::Spike;

/// Clicks of one population are so far apart at least, in seconds.
pub const GAP_S: f64 = 0.02;
/// How loud one spike is; many at once are louder, up to 1.
const ONE: f32 = 0.3;

/// A click.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Click {
    /// The population, by its index: it has its own pitch.
    pub population: usize,
    /// When it is heard, in seconds from now.
    pub after_s: f64,
    /// How many spikes it stands for.
    pub spikes: usize,
}

impl Click {
    /// How loud it is, up to 1.
    pub fn loudness(&self) -> f32 {
        (ONE + 0.18 * (self.spikes as f32).ln()).min(1.0)
    }
}

/// Remembers when each population was last heard.
#[derive(Clone, Debug, Default)]
pub struct Clicks {
    last_s: Vec<f64>,
}

impl Clicks {
    /// The clicks of the spikes of a stretch of steps, heard over `lasts_s` seconds from `now_s` on, as they lie in it. Spikes
    /// that come too soon after a click are heard with it, or not at all if it has been heard.
    pub fn of(&mut self, spikes: &[Spike], [from, to]: [u64; 2], now_s: f64, lasts_s: f64) -> Vec<Click> {
        let mut clicks: Vec<Click> = Vec::new();
        let wide = to.saturating_sub(from).max(1) as f64;
        for spike in spikes {
            let after_s = lasts_s * (spike.step.saturating_sub(from) as f64 / wide).min(1.0);
            let population = usize::from(spike.neuron().population);
            if self.last_s.len() <= population {
                self.last_s.resize(population + 1, f64::NEG_INFINITY);
            }
            let last = &mut self.last_s[population];
            // A clock that went back has begun anew.
            if (0.0..GAP_S).contains(&(now_s + after_s - *last)) {
                if let Some(click) = clicks.iter_mut().rev().find(|click| click.population == population) {
                    click.spikes += 1;
                }
                continue;
            }
            *last = now_s + after_s;
            clicks.push(Click { population, after_s, spikes: 1 });
        }
        clicks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spikes_are_heard_where_they_lie_in_the_stretch() {
        let spikes = [Spike::new(100, 0, 3), Spike::new(150, 1, 0), Spike::new(200, 0, 4)];
        let clicks = Clicks::default().of(&spikes, [100, 200], 5.0, 0.1);
        let told: Vec<(usize, f64)> = clicks.iter().map(|click| (click.population, click.after_s)).collect();
        assert_eq!(told, [(0, 0.0), (1, 0.05), (0, 0.1)]);
    }

    #[test]
    fn no_population_clicks_faster_than_an_ear_can_tell() {
        let mut clicks = Clicks::default();
        let mut heard: Vec<Vec<f64>> = vec![Vec::new(); 2];
        let (mut now_s, mut all) = (0.0, 0);
        for block in 0..200u64 {
            let from = block * 1000;
            let spikes: Vec<Spike> =
                (0..500).map(|k| Spike::new(from + 2 * k, (k % 3 == 0) as usize, k as usize)).collect();
            for click in clicks.of(&spikes, [from, from + 1000], now_s, 0.016) {
                heard[click.population].push(now_s + click.after_s);
                assert!(click.loudness() > 0.0 && click.loudness() <= 1.0);
                all += click.spikes;
            }
            now_s += 0.016;
        }
        for times in heard {
            assert!(times.len() > 100, "it is heard at all");
            assert!(times.windows(2).all(|pair| pair[1] - pair[0] >= GAP_S - 1e-12));
        }
        assert!(all <= 200 * 500);
    }
}
