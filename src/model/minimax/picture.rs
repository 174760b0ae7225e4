//! What is drawn of a minimax network: signals, planes, fields, what theory says (sheet minimax-ei, sections 4.3 and 7).

use super::app::{App, Feed};
use super::network::{E, Network};
use super::params::{InputKind, MinimaxParams};
use super::stability::Stability;
use super::state::State;
use super::verdict::Verdict;
use crate::model::channels::{BALANCE, REST, channels};
use crate::picture::{
    Beside, Cause, Depiction, Finding, From, Given, Hue, Layout, NeuronId, PopulationInfo, Severity, SignalInfo,
    TimeScales, Words,
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
            PopulationInfo {
                name: "E",
                hue: Hue::Red,
                count: ne,
                groups: Vec::new(),
                shows_count: false,
                tells_spikes: true,
            },
            PopulationInfo {
                name: "I",
                hue: Hue::Blue,
                count: ni,
                groups: Vec::new(),
                shows_count: false,
                tells_spikes: app.tells_i(),
            },
        ],
        planes: app.plane_infos(params, network, &signals),
        spaces: app.space_infos(&signals),
        fields: app.field_infos(params),
        spikes: true,
        rates: false,
        words: Words {
            fixed_points: ["optimum", "optima"],
            theory: "optimum",
            readouts_help: "Where the optimum of the objective puts the readouts now, and their mean",
            balance: if app.compares_currents() { BALANCE[0] } else { "" },
            balance_help: BALANCE[1],
            rest: REST,
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

/// What keeps means from their optimum, which is the limit of many spikes.
fn causes(state: &State<'_>) -> Vec<Cause> {
    let Some(best) = state.optimum.found() else { return Vec::new() };
    let busy: Vec<f64> = best.r.iter().flatten().copied().filter(|r| *r > 0.0).collect();
    let mean = busy.iter().sum::<f64>() / busy.len().max(1) as f64;
    let mut causes = Vec::new();
    let mut given = |id, text: String, numbers| {
        causes.push(Cause { id, from: From::Measured, without: Vec::new(), is_general: false, text, numbers });
    };
    if state.params.noise > 0.0 {
        let text = format!("voltages are noisy, {:.1} 1/s", state.params.noise);
        given("noise", text, vec![("noise", state.params.noise)]);
    }
    if !busy.is_empty() && mean < FEW {
        let text = format!(
            "at the optimum a busy neuron spikes {mean:.1} times per time constant, and thresholds are half a spike away from it"
        );
        given("few-spikes", text, vec![("spikes_per_tau", mean)]);
    }
    causes
}

/// Spikes per time constant that are few.
const FEW: f64 = 30.0;

/// Everything drawn of a state.
/// `stability` is what decides whether it holds, once that can be said.
pub(super) fn depict(
    app: &dyn App,
    stability: Option<&Option<Stability>>,
    state: &State<'_>,
    given: Given,
) -> Depiction {
    let network = state.network;
    let verdict = match stability {
        Some(stability) => app.verdict(state.params, network, *stability),
        None => Verdict::new("", None, "the optimum is being computed"),
    };
    let holds = verdict.holds != Some(false);
    let mut findings = Vec::new();
    if !holds {
        findings.push(Finding::new(verdict.finding, Severity::Warning, verdict.reason.clone()));
    }
    if app.feed() == Feed::Filtered && state.params.input_kind == InputKind::Poisson {
        let rates = app.rates_hz(state.params, network, 0, state.x, 0);
        let most = rates.iter().fold(0.0f64, |top, rate| top.max(*rate)) * network.dt_s;
        if most > 1.0 {
            let text = format!(
                "the input wants {most:.1} spikes a step in its fastest channel, and there is one at most: lower the input \
                 strength or dt, or take the constant input"
            );
            findings.push(Finding::new("input-rate", Severity::Warning, text).with([("spikes_a_step", most)]));
        }
    }
    let spikes = app.spikes(state, given);
    Depiction {
        predicted_cycle_s: spikes.as_ref().and_then(|spikes| spikes.cycle_s),
        beside: Beside { causes: causes(state), spikes, ..Beside::default() },
        planes: app.planes(state, given),
        spaces: app.spaces(state, given),
        fields: app.fields(state),
        readings: app.readings(state),
        theory: app.theory(state, given),
        fixed_points: app.fixed_points(state, given, holds),
        verdict: (!verdict.text.is_empty()).then_some((verdict.text, verdict.holds)),
        reason: verdict.reason,
        findings,
        ..Depiction::default()
    }
}
