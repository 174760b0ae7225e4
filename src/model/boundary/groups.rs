//! Lines of a population, those that are alike together, so that sums over neurons are sums over a few groups.

use super::Population;

/// Groups that are told apart at most.
const MOST: usize = 256;
/// Slices by the weight of y_E, each cut by the drive, of lines in no order.
const SLICES: usize = 16;

/// Neurons of one line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Group {
    /// Decoders of all of them, and those by which the other population hears them.
    pub decoder: f64,
    pub cross: f64,
    pub from_e: f64,
    pub from_i: f64,
    /// Drive without latents.
    pub rest: f64,
    /// How many they are.
    pub count: f64,
}

impl Group {
    /// Means by decoders; what is without any has no say.
    fn together(groups: &[Group]) -> Option<Group> {
        let sum = |f: &dyn Fn(&Group) -> f64| groups.iter().map(f).sum::<f64>();
        let decoder = sum(&|g| g.decoder);
        let mean = |f: &dyn Fn(&Group) -> f64| sum(&|g| g.decoder * f(g)) / decoder;
        (decoder > 0.0).then(|| Group {
            decoder,
            cross: sum(&|g| g.cross),
            from_e: mean(&|g| g.from_e),
            from_i: mean(&|g| g.from_i),
            rest: mean(&|g| g.rest),
            count: sum(&|g| g.count),
        })
    }
}

/// Neurons that can fire at input `x` and an injected current; those that follow each other with the same line are one group.
fn alike(population: &Population, x: f64, injected: f64) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for k in (0..population.len()).filter(|k| !population.is_silenced(*k)) {
        let (from_e, from_i) = (population.from_e[k], population.from_i[k]);
        let rest = population.static_voltage(k, x, 0.0, 0.0) - 1.0 + injected;
        let (decoder, cross) = (population.decoder[k], population.cross_decoder[k]);
        match groups.last_mut() {
            Some(group) if group.from_e == from_e && group.from_i == from_i && group.rest == rest => {
                group.decoder += decoder;
                group.cross += cross;
                group.count += 1.0;
            }
            _ => groups.push(Group { decoder, cross, from_e, from_i, rest, count: 1.0 }),
        }
    }
    groups
}

/// The groups; of more than can be told apart, every so many stand for their neighbours, at their own places.
pub(super) fn some(population: &Population, x: f64, injected: f64) -> Vec<Group> {
    let groups = alike(population, x, injected);
    let stride = groups.len().div_ceil(MOST).max(1);
    let many = stride as f64;
    let each = |g: Group| Group { decoder: g.decoder * many, cross: g.cross * many, count: g.count * many, ..g };
    groups.into_iter().step_by(stride).map(each).collect()
}

/// The groups; where there are more than can be told apart, lines that lie close are one with the means of theirs: sums of
/// smooth functions of the drive stay as they are but for the square of how far apart these are.
pub(super) fn joined(population: &Population, x: f64, injected: f64) -> Vec<Group> {
    let mut groups = alike(population, x, injected);
    if groups.len() <= MOST {
        return groups;
    }
    // Tangents lie in their order; others are put into one.
    let (up, down) = (|a: &Group, b: &Group| a.from_e <= b.from_e, |a: &Group, b: &Group| a.from_e >= b.from_e);
    if !groups.is_sorted_by(up) && !groups.is_sorted_by(down) {
        groups.sort_unstable_by(|a, b| a.from_e.total_cmp(&b.from_e));
        let slice = groups.len().div_ceil(SLICES);
        groups.chunks_mut(slice).for_each(|slice| slice.sort_unstable_by(|a, b| a.rest.total_cmp(&b.rest)));
        return groups
            .chunks(slice)
            .flat_map(|slice| slice.chunks(slice.len().div_ceil(MOST / SLICES)))
            .filter_map(Group::together)
            .collect();
    }
    groups.chunks(groups.len().div_ceil(MOST)).filter_map(Group::together).collect()
}
