//! Synapses as the sheets have them, and cells as a view.

use std::collections::HashMap;
use tightrope::model::plastic::PlasticParams;
use tightrope::model::{System, SystemPlan};
use tightrope::param::{Edit, Value};
use tightrope::picture::{NeuronId, Synapses};
use tightrope::session::Preset;
use tightrope::sim::{Engine, Frame, Runner, SystemEngine};

const fn id(population: u8, index: u32) -> NeuronId {
    NeuronId { population, index }
}

fn runner(name: &str) -> Runner<System> {
    Runner::new(Preset::open(name).unwrap().setup).unwrap()
}

fn near(got: f32, expected: f64) {
    assert!((f64::from(got) - expected).abs() <= 1e-6 * (1.0 + expected.abs()), "got {got}, expected {expected}");
}

/// Sent and got tell the same weights.
fn agree(of: impl Fn(NeuronId) -> Synapses, a: NeuronId, b: NeuronId) {
    let sent = of(a).onto[usize::from(b.population)][b.index as usize];
    let got = of(b).from[usize::from(a.population)][a.index as usize];
    assert_eq!(sent, got, "{a:?} to {b:?}");
}

/// Sheet low-rank-ei, section 2: W_EE = E_EE D_E, W_EI = -E_EI D_I, W_IE = E_IE D_E, W_II = -E_II D_I.
#[test]
fn low_rank_weights_are_encoders_times_decoders_and_follow_an_edit() {
    let mut runner = runner("fig-4f");
    runner.edit(&[Edit::new("d_e", Value::Number(0.4)), Edit::new("mu_i", Value::Number(0.25))], None).unwrap();
    let SystemPlan::Boundary(plan) = runner.plan().clone() else { panic!() };
    let [e, i] = &plan.network().populations;
    let of = |neuron| runner.engine().synapses(neuron);
    let (from_e, from_i) = (of(id(0, 3)), of(id(1, 2)));
    for k in 0..10 {
        near(from_e.onto[0][k], e.from_e[k] * 0.4);
        near(from_e.onto[1][k], i.from_e[k] * 0.4);
        near(from_i.onto[0][k], -e.from_i[k] * i.decoder[2]);
        // The spike cost comes to the own reset.
        near(from_i.onto[1][k], -i.from_i[k] * i.decoder[2] - if k == 2 { 0.25 } else { 0.0 });
        agree(of, id(0, 3), id(1, k as u32));
        agree(of, id(1, 2), id(0, k as u32));
    }
}

/// Of mistuned networks the other population hears cross decoders (sheet low-rank-ei, section 2).
#[test]
fn mistuned_weights_across_populations_are_those_that_are_heard() {
    let runner = runner("fig-8g");
    let SystemPlan::Boundary(plan) = runner.plan().clone() else { panic!() };
    let [e, i] = &plan.network().populations;
    assert_ne!(e.decoder, e.cross_decoder);
    let sent = runner.engine().synapses(id(0, 5));
    near(sent.onto[0][1], e.from_e[1] * e.decoder[5]);
    near(sent.onto[1][1], i.from_e[1] * e.cross_decoder[5]);
}

/// Sheet minimax-ei: section 7.A for the pair, 5.d for the ring, 5.e for the torus.
#[test]
fn minimax_weights_are_those_of_the_objective() {
    let pair = runner("minimax-pair-free");
    let (of_e, of_i) = (pair.engine().synapses(id(0, 0)), pair.engine().synapses(id(1, 0)));
    for (got, expected) in
        [(of_e.onto[0][0], -1.0), (of_e.onto[1][0], 0.8), (of_i.onto[0][0], -0.8), (of_i.onto[1][0], -0.5)]
    {
        near(got, expected);
    }
    let ring = runner("minimax-ring");
    let of = |neuron| ring.engine().synapses(neuron);
    let sent = of(id(0, 7));
    for (place, expected) in [(7, -0.936), (8, 0.063_946_7), (57, 0.01)] {
        assert!((f64::from(sent.onto[0][place]) - expected).abs() < 1e-6, "{place}");
    }
    assert!(sent.onto[1].iter().all(|w| (w - 0.030_983_9).abs() < 1e-6));
    let back = of(id(1, 4));
    assert!(back.onto[0].iter().all(|w| (w + 0.030_983_9).abs() < 1e-6));
    assert_eq!(back.onto[1].iter().filter(|w| **w != 0.0).count(), 1, "I reaches no other I");
    near(back.onto[1][4], -3.0);
    agree(of, id(0, 7), id(0, 8));
    // K(d) + m of the torus: at its lowest, four across and one up, there is nothing.
    let sheet = runner("minimax-grid-32").engine().synapses(id(0, 0));
    assert!(sheet.onto[0][32 + 4].abs() < 1e-6 && sheet.onto[0][1] > 0.05);
}

/// Sheet learning-dynamics, section 2: spikes act at once by -Omega_f, Omega_f = D^T D + mu I.
#[test]
fn learning_weights_are_products_of_decoders() {
    let mut runner = runner("learn-vdp");
    let SystemPlan::Learning(plan) = runner.plan().clone() else { panic!() };
    let network = plan.network();
    let sent = runner.engine().synapses(id(0, 3));
    for k in 0..network.neurons() {
        let product: f64 = network.decoder.iter().map(|d| d[3] * d[k]).sum();
        near(sent.onto[0][k], -product - if k == 3 { network.mu } else { 0.0 });
    }
    assert!(sent.onto[0].iter().any(|w| *w > 0.0) && sent.onto[0].iter().any(|w| *w < 0.0));
    runner.edit(&[Edit::new("lateral", Value::Choice("off".to_owned()))], None).unwrap();
    let alone = runner.engine().synapses(id(0, 3));
    assert_eq!(alone.onto[0].iter().filter(|w| **w != 0.0).count(), 1, "cut, spikes reset their own neuron alone");
}

/// Sheet plastic-balanced, section 2: J = j/sqrt(N) where there is a synapse, and what a rule has made of it.
#[test]
fn plastic_weights_are_those_of_the_wiring_and_the_learned_ones_are_current() {
    let mut runner = runner("plastic-istdp");
    let SystemPlan::Plastic(plan) = runner.plan().clone() else { panic!() };
    let PlasticParams { n, j_ee, j_ei, .. } = *plan.params();
    let root = (n as f64).sqrt();
    let of = |runner: &Runner<System>, neuron| runner.engine().synapses(neuron);
    let sent = of(&runner, id(0, 11));
    let row = &plan.wiring().recurrent[0].block;
    let posts: Vec<usize> = row.posts(row.row(11)).iter().map(|post| usize::from(*post)).collect();
    let told: Vec<usize> = (0..sent.onto[0].len()).filter(|k| sent.onto[0][*k] != 0.0).collect();
    assert!(!posts.is_empty() && told == posts, "the wiring and the weights tell the same synapses");
    told.iter().for_each(|k| assert!((f64::from(sent.onto[0][*k]) - j_ee / root).abs() < 1e-4));
    let before = of(&runner, id(1, 4));
    let there = (0..before.onto[0].len()).filter(|k| before.onto[0][*k] != 0.0).collect::<Vec<_>>();
    there.iter().for_each(|k| assert!((f64::from(before.onto[0][*k]) - j_ei / root).abs() < 1e-4));
    agree(|neuron| of(&runner, neuron), id(1, 4), id(0, there[0] as u32));
    let mut frame = Frame::new(1, runner.layout(), 0);
    runner.advance(4000, &mut frame).unwrap();
    let after = of(&runner, id(1, 4));
    assert_ne!(before.onto[0], after.onto[0], "inhibition has learned");
    let SystemEngine::Plastic(engine) = runner.engine() else { panic!() };
    let block = &plan.wiring().recurrent[1].block;
    let places: HashMap<usize, usize> = block.row(4).map(|k| (usize::from(block.all_posts()[k]), k)).collect();
    for k in there {
        near(after.onto[0][k], engine.stepper().weight(1, places[&k]));
    }
}

#[cfg(feature = "ui")]
mod view {
    use super::id;
    use crate::support::Toy;
    use crate::support::screen::{self, Screen, click, open, scene};
    use egui::{Modifiers, Pos2, Rect};
    use egui_kittest::kittest::Queryable as _;
    use tightrope::picture::NeuronId;
    use tightrope::sim::Model;
    use tightrope::ui::{Action, Mode};

    fn canvas<M: Model>(screen: &Screen<M>, name: &str) -> Rect {
        screen.get_by_role_and_label(egui::Role::Canvas, name).rect()
    }

    fn hover<M: Model>(screen: &mut Screen<M>, at: Pos2) -> Option<NeuronId> {
        screen.hover_at(at);
        screen.run_steps(2);
        scene(screen).hover
    }

    fn with_cells(name: &str) -> Screen {
        let mut screen = open(name, Mode::Dark);
        screen.state_mut().act(Action::Stage("cells".to_owned()));
        screen.run_steps(4);
        screen
    }

    /// Where a cell is: found with the pointer, row by row.
    fn find(screen: &mut Screen, neuron: NeuronId) -> Pos2 {
        let rect = canvas(screen, "Cells");
        for y in (10..rect.height() as usize).step_by(14) {
            for x in (40..rect.width() as usize).step_by(14) {
                let at = rect.left_top() + egui::vec2(x as f32, y as f32);
                if hover(screen, at) == Some(neuron) {
                    return at;
                }
            }
        }
        panic!("{neuron:?} has no cell");
    }

    #[test]
    fn what_is_under_the_pointer_or_picked_in_one_view_is_so_in_all() {
        let mut screen = with_cells("fig-4f");
        let (e2, i5) = (id(0, 2), id(1, 5));
        let at = find(&mut screen, e2);
        assert_eq!(scene(&screen).hover, Some(e2), "lines and rows read this");
        screen.run_steps(2);
        assert_eq!(scene(&screen).history.synapses[0].neuron, e2, "its synapses are told");
        click(&mut screen, at);
        screen.run_steps(3);
        assert_eq!(scene(&screen).picks, [e2]);
        assert_eq!(scene(&screen).watched(), Some(e2), "currents and voltage are its own");
        // With Shift one more.
        let at = find(&mut screen, i5);
        for pressed in [true, false] {
            let (button, modifiers) = (egui::PointerButton::Primary, Modifiers::SHIFT);
            screen.event_modifiers(egui::Event::PointerButton { pos: at, button, pressed, modifiers }, modifiers);
        }
        screen.run_steps(4);
        assert!(scene(&screen).is_picked(e2) && scene(&screen).is_picked(i5));
        // From the raster: the top row is the last I neuron, and the cells are told its synapses.
        let rows = canvas(&screen, "Spikes");
        assert_eq!(hover(&mut screen, rows.left_top() + egui::vec2(30.0, 4.0)), Some(id(1, 9)));
        screen.run_steps(2);
        assert_eq!(scene(&screen).history.synapses[0].neuron, id(1, 9));
    }

    #[test]
    fn of_few_neurons_all_synapses_are_told_and_where_nobody_looks_none() {
        let mut screen = with_cells("fig-4d");
        assert_eq!(scene(&screen).history.synapses.len(), 2);
        screen.state_mut().act(Action::Stage("plane:latent".to_owned()));
        let cells = scene(&screen).desk.shown.clone().unwrap();
        if cells.holds("cells") {
            screen.state_mut().act(Action::CloseView("cells".to_owned()));
        }
        screen.run_steps(4);
        assert!(scene(&screen).history.synapses.is_empty());
        // A network with other neurons is asked anew.
        let mut toy = screen::screen(vec![screen::preset_of(Toy::default())], 0, Mode::Light);
        toy.state_mut().act(Action::Stage("cells".to_owned()));
        toy.run_steps(4);
        assert!(!scene(&toy).history.synapses.is_empty());
        canvas(&toy, "Cells");
    }

    #[test]
    fn networks_of_any_size_have_cells_and_rates_have_none() {
        for name in ["fig-2d", "minimax-pair", "learn-vdp", "fig-8", "minimax-grid-63", "plastic-large"] {
            let mut screen = with_cells(name);
            screen.run_steps(2);
            let rect = canvas(&screen, "Cells");
            assert!(rect.height() > 220.0, "{name}: {rect:?}");
        }
        let screen = open("fig-12b", Mode::Dark);
        assert!(screen.state().views().iter().any(|view| view.id == "cells" && !view.is_available));
    }
}
