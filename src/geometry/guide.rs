//! Where to look in a long sorted list: of each stretch of equal length, how many entries come before it. A binary search in a
//! million entries waits for memory a dozen times; between two marks there are a few neighbours. However entries crowd, the
//! search between marks is still a binary one.

/// So many entries a stretch, on average.
const APART: usize = 4;
/// Shorter lists lie in a processor's cache.
const LONG: usize = 256;

/// The marks of one list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Guide {
    from: f64,
    /// Stretches per unit.
    per: f64,
    /// Entries that are not beyond the beginning of each stretch; none where there is nothing to guide.
    marks: Vec<u32>,
}

impl Guide {
    /// Marks of `entries`, which rise and are finite.
    pub(super) fn new(entries: impl ExactSizeIterator<Item = f64> + Clone) -> Guide {
        let count = entries.len();
        let ends = entries.clone().next().zip(entries.clone().last());
        let (Some((from, to)), true) = (ends, count >= LONG && u32::try_from(count).is_ok()) else {
            return Guide::default();
        };
        let stretches = count / APART;
        let per = stretches as f64 / (to - from);
        if !(per.is_finite() && per > 0.0) {
            return Guide::default();
        }
        let mut entries = entries.peekable();
        let mut before = 0;
        let mut mark = |stretch: usize| {
            let at = from + stretch as f64 / per;
            while entries.next_if(|entry| *entry <= at).is_some() {
                before += 1;
            }
            before
        };
        Guide { from, per, marks: (0..=stretches).map(&mut mark).collect() }
    }

    /// Between which places of the list, which has `count` entries, the first one beyond `x` is.
    #[inline]
    pub(super) fn around(&self, x: f64, count: usize) -> [usize; 2] {
        if self.marks.is_empty() || x.is_nan() {
            return [0, count];
        }
        // A stretch more to both sides: rounding moves nothing by as much.
        let stretch = ((x - self.from) * self.per).floor();
        let mark = |stretch: f64| match stretch {
            s if s < 0.0 => None,
            s => self.marks.get(s as usize).map(|before| *before as usize),
        };
        [
            mark((stretch - 1.0).min((self.marks.len() - 1) as f64)).unwrap_or(0),
            mark((stretch + 2.0).max(0.0)).unwrap_or(count),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_looked_for_lies_between_the_marks(
            steps in prop::collection::vec(prop_oneof![0.0f64..1e-12, 0.0f64..1.0, 0.0f64..1e6], LONG..2000),
            from in -1e6f64..1e6,
            part in -0.2f64..1.2,
        ) {
            let mut entries = vec![from];
            for step in steps {
                entries.push(entries.last().unwrap() + step);
            }
            let guide = Guide::new(entries.iter().copied());
            let span = entries.last().unwrap() - from;
            prop_assume!(span > 0.0);
            prop_assert!(!guide.marks.is_empty());
            let near = entries[(part.clamp(0.0, 0.999) * entries.len() as f64) as usize];
            for x in [from + part * span, near, near.next_down(), near.next_up(), f64::NEG_INFINITY, f64::INFINITY] {
                let [low, high] = guide.around(x, entries.len());
                let found = entries.partition_point(|entry| *entry <= x);
                prop_assert!(low <= found && found <= high, "{low} {found} {high} at {x}");
            }
        }
    }
}
