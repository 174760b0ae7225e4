//! What is drawn of a minimax network: signals, planes, fields, what theory says (sheet minimax-ei, sections 4.3 and 7).

use super::app::App;
use super::network::{E, Network};
use super::params::MinimaxParams;
use super::stability::Stability;
use super::state::State;
use crate::model::channels::{BALANCE, channels};
use crate::picture::{
    Depiction, Finding, Given, Hue, Layout, NeuronId, PopulationInfo, Severity, SignalInfo, TimeScales, Words,
};

/// Names, units, planes.
pub(super) fn layout(app: &dyn App, params: &MinimaxParams, network: &Network) -> Layout {
    let x = SignalInfo {
        id: "x",
        name: "input",
        symbol: "x",
        unit: "",
        hue: Hue::Neutral,
        is_readout: false,
        aims_at: None,
        can_be_kicked: false,
        is_traced: false,
        is_slow: false,
        help: "Scales what comes in from outside.",
    };
    let signals: Vec<SignalInfo> = std::iter::once(x).chain(app.signals(network)).collect();
    let [ne, ni] = network.counts;
    Layout {
        dt_s: network.dt_s,
        tau_s: network.tau_s[E],
        populations: vec![
            PopulationInfo { name: "E", hue: Hue::Red, count: ne, groups: Vec::new(), shows_count: false },
            PopulationInfo { name: "I", hue: Hue::Blue, count: ni, groups: Vec::new(), shows_count: false },
        ],
        planes: app.plane_infos(params, network, &signals),
        spaces: Vec::new(),
        fields: app.field_infos(params),
        spikes: true,
        words: Words {
            fixed_points: ["optimum", "optima"],
            theory: "optimum",
            readouts_help: "Where the optimum of the objective puts the readouts now, and their mean",
            balance: BALANCE[0],
            balance_help: BALANCE[1],
            ..Words::default()
        },
        time: TimeScales::of(network.tau_s[E]),
        channels: channels(),
        charts: Vec::new(),
        first_watch: Some(NeuronId { population: 0, index: 0 }),
        signals,
        actions: Vec::new(),
        switches: Vec::new(),
        hurry: None,
    }
}

/// Everything drawn of a state.
/// `stability` is what decides whether it holds, once that can be said.
pub(super) fn depict(
    app: &dyn App,
    stability: Option<&Option<Stability>>,
    state: &State<'_>,
    given: Given,
) -> Depiction {
    let network = state.network;
    let (verdict, reason) = match stability {
        Some(stability) => app.verdict(network, *stability),
        None => (None, "the optimum is being computed".to_owned()),
    };
    let holds = stability.copied().flatten().is_none_or(Stability::holds);
    let mut findings = Vec::new();
    if verdict.as_ref().is_some_and(|(_, holds)| *holds == Some(false)) {
        findings.push(Finding::new("slow-inhibition", Severity::Warning, reason.clone()));
    }
    Depiction {
        planes: app.planes(state, given),
        fields: app.fields(state),
        readings: app.readings(state),
        theory: app.theory(state, given),
        fixed_points: app.fixed_points(state, given, holds),
        verdict,
        reason,
        findings,
        ..Depiction::default()
    }
}
