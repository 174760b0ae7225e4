//! What can be measured of a run: names, and what they are of.

use crate::picture::{Hue, Layout, NeuronId};

/// What can be measured, with its meaning; `SIGNAL` is a column of `signals.csv`, `POP` a population.
pub const MEASURES: &[(&str, &str)] = &[
    ("mean SIGNAL", "mean over the stretch"),
    ("sd SIGNAL", "standard deviation over the stretch"),
    ("min SIGNAL", "smallest value"),
    ("max SIGNAL", "largest value"),
    ("theory SIGNAL", "level that theory predicts at the end of the stretch"),
    ("miss SIGNAL", "root mean square distance from the level that theory predicts, step by step"),
    ("error SIGNAL", "root mean square distance from the target"),
    ("gap SIGNAL", "root mean square distance of the level that theory predicts from the target"),
    ("mse SIGNAL LEVEL ..", "mean square distance from a level; averaged if there are several signals with levels"),
    ("spikes POP", "number of spikes"),
    ("active POP", "number of neurons that spike"),
    ("rate POP", "mean rate of a neuron in Hz"),
    ("count NEURON MS", "mean number of a neuron's spikes, such as I12's, in windows of so many ms"),
    ("scatter NEURON MS", "CV of these numbers: standard deviation over mean"),
    ("turn SIGNAL", "mean speed of an angle in radians per second, round and round"),
    ("reading ID", "a number that the network tells of itself, as in the Theory panel, at the end of the stretch"),
    ("cv", "ISI CV, averaged over neurons with at least three spikes"),
    ("balance", "correlation of E with minus I current of the watched neuron"),
    (
        "cycle ms",
        "mean time from a spike of E that follows one of I to the next such, or of one population from spike to spike, where regular",
    ),
    ("predicted ms", "the same by theory"),
];

/// A measure, read.
#[derive(Clone, PartialEq)]
pub(super) enum What {
    Mean(usize),
    Deviation(usize),
    Min(usize),
    Max(usize),
    Theory(usize),
    Miss(usize),
    Error(usize),
    /// A signal, and the one that is its target.
    Gap(usize, usize),
    Mse(Vec<(usize, f64)>),
    /// A neuron, and steps of a window.
    Count(NeuronId, u64),
    Scatter(NeuronId, u64),
    Spikes(usize),
    Active(usize),
    Rate(usize),
    Cv,
    Balance,
    Cycle,
    Predicted,
    /// An angle.
    Turn(usize),
    Reading(String),
}

impl What {
    /// Reads a measure of a network with this layout.
    ///
    /// # Errors
    /// If it is none; those that there are are told.
    pub(super) fn parse(text: &str, layout: &Layout) -> Result<What, String> {
        let (word, of) = text.split_once(' ').unwrap_or((text, ""));
        let named = |name: &str| layout.signals.iter().position(|signal| signal.id == name);
        let signal = || named(of);
        let population = || layout.populations.iter().position(|population| population.name == of);
        let what = match word {
            "mean" => signal().map(What::Mean),
            "sd" => signal().map(What::Deviation),
            "min" => signal().map(What::Min),
            "max" => signal().map(What::Max),
            "theory" => signal().map(What::Theory),
            "miss" => signal().map(What::Miss),
            "error" => signal().map(What::Error),
            "gap" => signal().and_then(|k| {
                let target = layout.signals.iter().position(|signal| signal.aims_at == Some(k))?;
                Some(What::Gap(k, target))
            }),
            "mse" => levels(of, named).map(What::Mse),
            "count" => windows(of, layout).map(|(neuron, steps)| What::Count(neuron, steps)),
            "scatter" => windows(of, layout).map(|(neuron, steps)| What::Scatter(neuron, steps)),
            "spikes" => population().map(What::Spikes),
            "active" => population().map(What::Active),
            "rate" => population().map(What::Rate),
            "cv" => Some(What::Cv),
            "balance" => Some(What::Balance),
            "cycle" if of == "ms" => Some(What::Cycle),
            "predicted" if of == "ms" => Some(What::Predicted),
            "turn" => signal().map(What::Turn),
            "reading" if !of.is_empty() => Some(What::Reading(of.to_owned())),
            _ => None,
        };
        what.ok_or_else(|| {
            let known: Vec<&str> = MEASURES.iter().map(|(name, _)| *name).collect();
            format!("`measure`: given \"{}\"; allowed are {}", crate::reading::quoted(text), known.join(", "))
        })
    }
}

impl What {
    /// Whether it is one of the statistics of a stretch.
    pub(super) fn is_statistic(&self) -> bool {
        use What::{Balance, Cv, Cycle, Deviation, Error, Mean, Rate, Spikes};
        matches!(self, Mean(_) | Deviation(_) | Error(_) | Spikes(_) | Rate(_) | Cv | Balance | Cycle)
    }
}

/// `y_e 1.9 y_i 3.35`: signals with levels.
fn levels(text: &str, named: impl Fn(&str) -> Option<usize>) -> Option<Vec<(usize, f64)>> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let pair = |pair: &[&str]| match pair {
        [signal, level] => Some((named(signal)?, level.parse().ok().filter(|v: &f64| v.is_finite())?)),
        _ => None,
    };
    let pairs = words.chunks(2).map(pair).collect::<Option<Vec<_>>>()?;
    (!pairs.is_empty()).then_some(pairs)
}

/// `I12 75`: a neuron, and a window in ms.
fn windows(text: &str, layout: &Layout) -> Option<(NeuronId, u64)> {
    let (neuron, ms) = text.split_once(' ')?;
    let (name, index) = neuron.split_at(neuron.find(|c: char| c.is_ascii_digit())?);
    let population = layout.populations.iter().position(|population| population.name == name)?;
    let index = index.parse().ok().filter(|index| (*index as usize) < layout.populations[population].count)?;
    let steps = (ms.parse::<f64>().ok()? * 1e-3 / layout.dt_s).round();
    (steps >= 1.0).then_some((NeuronId { population: population as u8, index }, steps as u64))
}

/// A measure that a network offers, as it is told in lists.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    /// By which files and the command line know it: `mean y_e`.
    pub id: String,
    /// What people call it; may hold marks of formulas.
    pub name: String,
    /// Its unit; empty for pure numbers.
    pub unit: &'static str,
    /// The colour of what it is of.
    pub hue: Hue,
    /// The signal whose level theory may predict: its index in the layout.
    pub level: Option<usize>,
}

/// The measures of a network that need no further words, the most telling ones first.
pub fn offers(layout: &Layout) -> Vec<Offer> {
    let mut all = Vec::new();
    let mut offer = |id: String, name: String, unit, hue, level| all.push(Offer { id, name, unit, hue, level });
    let symbol = |k: usize| {
        let signal = &layout.signals[k];
        if signal.symbol.is_empty() { signal.name } else { signal.symbol }
    };
    let readouts = |wanted: bool| {
        let told = move |k: &usize| layout.signals[*k].is_readout == wanted;
        (0..layout.signals.len()).filter(told)
    };
    let of = |k: usize| (layout.signals[k].id, layout.signals[k].unit, layout.signals[k].hue);
    for k in readouts(true) {
        let (id, unit, hue) = of(k);
        offer(format!("mean {id}"), format!("mean {}", symbol(k)), unit, hue, Some(k));
    }
    for target in &layout.signals {
        let Some(k) = target.aims_at else { continue };
        let (id, unit, hue) = of(k);
        offer(format!("error {id}"), format!("error of {}", symbol(k)), unit, hue, None);
    }
    let spiking = layout.populations.iter().filter(|p| layout.spikes && p.count > 0 && p.tells_spikes);
    for population in spiking {
        let name = population.name;
        offer(format!("rate {name}"), format!("rate of {name}"), "Hz", population.hue, None);
    }
    if layout.spikes {
        offer("cv".to_owned(), "ISI CV".to_owned(), "", Hue::Neutral, None);
        offer("cycle ms".to_owned(), "cycle length".to_owned(), "ms", Hue::Neutral, None);
    }
    if layout.balance().is_some() {
        offer("balance".to_owned(), "correlation of currents".to_owned(), "", Hue::Neutral, None);
    }
    for k in readouts(true) {
        let (id, unit, hue) = of(k);
        offer(format!("sd {id}"), format!("scatter of {}", symbol(k)), unit, hue, None);
    }
    for k in readouts(false) {
        let (id, unit, hue) = of(k);
        offer(format!("mean {id}"), format!("mean {}", symbol(k)), unit, hue, None);
    }
    all
}
