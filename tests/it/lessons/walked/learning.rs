//! The lessons on learning, which train while one looks on.

use super::*;

/// Everything as fast as it can: training and tests take their time.
fn fast(name: &str) -> Walk {
    let mut walk = Walk::begin(name);
    walk.act(Action::Speed(Speed::Times(20.0)));
    walk
}

fn choose(walk: &mut Walk, id: &str, word: &str) {
    walk.act(Action::Edit(Edit::new(id, Value::Choice(word.to_owned()))));
}

fn let_go(walk: &mut Walk) {
    choose(walk, "feedback", "off");
    choose(walk, "learning", "off");
}

#[test]
fn the_voltage_is_an_error() {
    let mut walk = Walk::begin("17-voltage");
    walk.waits();
    walk.step(|w| w.act(Action::ToggleRun));
    walk.waits();
    walk.step(|w| (0..102).for_each(|_| w.act(Action::StepOnce)));
    walk.waits();
    walk.step(|w| w.act(Action::Pick(NeuronId { population: 0, index: 9 })));
    walk.end();
}

#[test]
fn a_spike_is_a_step_downhill() {
    let mut walk = Walk::begin("18-downhill");
    walk.act(Action::Speed(Speed::Times(2.0)));
    walk.step(|_| ());
    walk.waits();
    walk.step(|w| w.edit("nu", 0.1));
    walk.step(|_| ());
    walk.end();
}

#[test]
fn learning_by_ones_own_error() {
    let mut walk = Walk::begin("19-own-error");
    walk.act(Action::Speed(Speed::Times(5.0)));
    walk.step(|_| ());
    walk.step(|w| w.act(Action::Hurry));
    walk.step(|_| ());
    walk.end();
}

#[test]
fn the_feedback_is_cut() {
    let mut walk = Walk::begin("20-cut");
    walk.act(Action::Speed(Speed::Times(2.0)));
    walk.waits();
    walk.step(let_go);
    walk.step(|w| w.act(Action::Act(0)));
    walk.waits();
    choose(&mut walk, "feedback", "on");
    choose(&mut walk, "learning", "on");
    walk.step(|w| w.act(Action::Hurry));
    walk.waits();
    walk.step(let_go);
    walk.end();
}

#[test]
fn half_is_killed() {
    let mut walk = Walk::begin("21-half");
    walk.waits();
    walk.act(Action::Speed(Speed::Times(5.0)));
    walk.step(|_| ());
    // One is not half of them.
    walk.act(Action::SilenceOne(E0));
    walk.waits();
    walk.act(Action::SilenceOne(E0));
    walk.step(|w| w.perturb("every second"));
    walk.waits();
    walk.step(|w| w.perturb("every second"));
    walk.end();
}

#[test]
fn an_arc_is_killed() {
    let mut walk = fast("22-arc");
    walk.waits();
    walk.step(|w| w.perturb("arc"));
    walk.step(|_| ());
    walk.waits();
    walk.step(|w| w.act(Action::Undo(1)));
    walk.step(|_| ());
    walk.end();
}

#[test]
fn ones_own_is_drawn() {
    let mut walk = Walk::begin("23-draw");
    walk.waits();
    walk.step(|w| {
        let round = (0..60).map(|k| std::f64::consts::TAU * f64::from(k) / 60.0);
        let points = round.map(|t| Point::new(t.cos(), 0.8 * t.sin())).collect();
        w.act(Action::Draw { plane: 0, points });
    });
    walk.waits();
    walk.step(|w| w.act(Action::Hurry));
    walk.waits();
    walk.step(let_go);
    walk.end();
}

#[test]
fn parts_and_their_sum() {
    let mut walk = Walk::begin("24-cancellation");
    walk.act(Action::Speed(Speed::Times(5.0)));
    walk.step(|_| ());
    walk.waits();
    walk.step(|w| w.act(Action::Edit(Edit::new("n", Value::Count(500)))));
    walk.step(|_| ());
    walk.waits();
    walk.step(|w| w.edit("j_ei", -120.0));
    walk.end();
}

#[test]
fn a_target_is_found() {
    let mut walk = Walk::begin("25-target");
    walk.act(Action::Speed(Speed::Times(5.0)));
    walk.step(|_| ());
    walk.step(|w| w.act(Action::Hurry));
    walk.waits();
    walk.step(|w| w.edit("rho_e_hz", 14.0));
    walk.step(|w| w.act(Action::Hurry));
    walk.end();
}

#[test]
fn weights_remember_their_start() {
    let mut walk = Walk::begin("26-manifold");
    walk.step(|w| w.act(Action::Hurry));
    walk.waits();
    walk.step(|w| {
        let signals = &w.screen.state().scene().unwrap().history.layout.signals;
        let start = signals.iter().position(|signal| signal.id == "j_ei_start").unwrap();
        w.act(Action::Kick(vec![(start, -78.0), (start, -82.0)]));
    });
    walk.step(|w| w.act(Action::Hurry));
    walk.end();
}

#[test]
fn what_all_hear() {
    let mut walk = Walk::begin("27-common");
    walk.act(Action::Speed(Speed::Times(5.0)));
    walk.step(|_| ());
    walk.waits();
    walk.step(|w| w.perturb("Common input"));
    walk.step(|_| ());
    walk.waits();
    walk.step(|w| w.perturb("Common input"));
    walk.end();
}

#[test]
fn light_and_dark() {
    let mut walk = Walk::begin("28-light");
    walk.act(Action::Speed(Speed::Times(2.0)));
    walk.step(|w| w.act(Action::Hurry));
    walk.waits();
    walk.step(|w| choose(w, "stimulus", "on"));
    walk.step(|w| w.act(Action::Hurry));
    walk.waits();
    walk.step(|w| choose(w, "stimulus", "off"));
    walk.step(|_| ());
    walk.end();
}
