//! Means with their standard errors, by the method of batch means: samples follow each other closely and are correlated,
//! means over long stretches hardly are.
//!
//! Nobody knows beforehand how long is long enough. So neighbours are joined again and again, and the largest standard
//! error that any length gives is taken, as long as there are enough batches to tell.

/// A mean, and how far it may be off.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Estimate {
    /// The mean.
    pub mean: f64,
    /// Its standard error; `None` if there were too few batches to tell.
    pub error: Option<f64>,
}

/// Batches that tell an error.
const FEWEST: usize = 8;

impl Estimate {
    /// From the means over consecutive stretches, with the length of each.
    pub fn of(batches: impl IntoIterator<Item = (f64, f64)>) -> Option<Self> {
        let mut batches: Vec<(f64, f64)> = batches.into_iter().filter(|(_, length)| *length > 0.0).collect();
        let total: f64 = batches.iter().map(|(_, length)| length).sum();
        let mean = batches.iter().map(|(mean, length)| mean * length).sum::<f64>() / total;
        if batches.is_empty() || !mean.is_finite() {
            return None;
        }
        let mut error: Option<f64> = None;
        while batches.len() >= FEWEST {
            let n = batches.len() as f64;
            let variance = batches.iter().map(|(m, length)| length / total * (m - mean).powi(2)).sum::<f64>();
            error = Some(error.unwrap_or(0.0).max((variance / (n - 1.0)).sqrt()));
            batches = batches
                .chunks_exact(2)
                .map(|pair| {
                    let length = pair[0].1 + pair[1].1;
                    ((pair[0].0 * pair[0].1 + pair[1].0 * pair[1].1) / length, length)
                })
                .collect();
        }
        Some(Estimate { mean, error })
    }
}

#[cfg(test)]
mod tests {
    use super::Estimate;
    use rand::{RngExt, SeedableRng};
    use rand_distr::StandardNormal;
    use rand_xoshiro::SplitMix64;

    #[test]
    fn the_error_is_that_of_the_mean_also_for_samples_that_are_alike() {
        // An autoregression x' = a x + sqrt(1 - a^2) n has standard deviation 1; the mean of n of its values has a
        // standard error of sqrt((1 + a)/(1 - a)/n).
        let mut rng = SplitMix64::seed_from_u64(4);
        for (a, batch) in [(0.0, 100), (0.9, 100), (0.99, 1000)] {
            let (mut outside, runs, mut shares) = (0, 200, 0.0);
            for _ in 0..runs {
                let (mut x, batches) = (rng.sample::<f64, _>(StandardNormal), 40);
                let one = |_| {
                    let sum: f64 = (0..batch)
                        .map(|_| {
                            x = a * x + f64::sqrt(1.0 - a * a) * rng.sample::<f64, _>(StandardNormal);
                            x
                        })
                        .sum();
                    (sum / batch as f64, batch as f64)
                };
                let estimate = Estimate::of((0..batches).map(one).collect::<Vec<_>>()).unwrap();
                let error = estimate.error.unwrap();
                outside += usize::from(estimate.mean.abs() > 3.0 * error);
                shares += error / f64::sqrt((1.0 + a) / (1.0 - a) / f64::from(batches * batch));
            }
            assert!(outside <= 4, "{outside} of {runs} beyond three errors at a = {a}");
            assert!((0.8..1.5).contains(&(shares / f64::from(runs))), "{} at a = {a}", shares / f64::from(runs));
        }
        assert_eq!(Estimate::of([(1.0, 1.0), (3.0, 1.0)]), Some(Estimate { mean: 2.0, error: None }));
        assert_eq!(Estimate::of([]), None);
    }
}
