//! The way back in time and the twin, by hand and by key, in the window.

use crate::support::screen::{self, Screen, key, scene, value};
use egui::{Event, Key, Modifiers, Pos2, vec2};
use egui_kittest::kittest::{By, Queryable as _};
use tightrope::model::System;
use tightrope::param::{Edit, Value};
use tightrope::session::{Command, Inline, Kin, Link, Preset, Update};
use tightrope::ui::{Action, App, Mode};

fn open(name: &str) -> Screen {
    let mut screen = screen::open(name, Mode::Dark);
    screen.run_steps(40);
    screen
}

fn act(screen: &mut Screen, action: Action) {
    screen.state_mut().act(action);
    screen.run_steps(3);
}

fn set(screen: &mut Screen, id: &str, value: f64) {
    act(screen, Action::Edit(Edit::new(id, Value::Number(value))));
}

fn shift(screen: &mut Screen, key: Key) {
    screen.key_press_modifiers(Modifiers::SHIFT, key);
    screen.run_steps(3);
}

/// Where the track of the timeline is at a part of its length.
fn track(screen: &Screen, part: f32) -> Pos2 {
    let rect = screen.get_by_label("Time of the run in seconds").rect();
    egui::pos2(rect.left() + 7.0 + part * (rect.width() - 14.0), rect.center().y)
}

fn wheel(screen: &mut Screen, at: Pos2, by: f32) {
    screen.hover_at(at);
    screen.run_steps(1);
    screen.event(Event::MouseWheel {
        unit: egui::MouseWheelUnit::Point,
        delta: vec2(0.0, by),
        modifiers: Modifiers::NONE,
        phase: egui::TouchPhase::Move,
        source: egui::MouseWheelSource::Wheel,
    });
    screen.run_steps(12);
}

#[test]
fn the_comma_goes_back_and_the_full_stop_forth_and_space_goes_on_from_there() {
    let mut screen = open("fig-4f");
    let running = scene(&screen).history.status.running;
    assert!(running);
    key(&mut screen, Key::Comma);
    let newest = scene(&screen).history.newest();
    assert_eq!((scene(&screen).history.step, scene(&screen).history.is_back()), (newest - 1, true));
    assert!(!scene(&screen).history.status.running, "who looks back waits");
    key(&mut screen, Key::Comma);
    assert_eq!(scene(&screen).history.step, newest - 2);
    key(&mut screen, Key::Period);
    assert_eq!(scene(&screen).history.step, newest - 1);
    let last = scene(&screen).history.spikes(0, newest - 2).last().unwrap().step;
    shift(&mut screen, Key::Comma);
    assert_eq!(scene(&screen).history.step, last);
    // A spike is a jump: the state that is shown is the one that was sampled.
    let (now, row) =
        (scene(&screen).history.now.clone().unwrap(), scene(&screen).history.buckets(last, last).last().unwrap());
    assert_eq!(now[..2], row.last[..2]);
    key(&mut screen, Key::Escape);
    assert_eq!((scene(&screen).history.step, scene(&screen).history.is_back()), (newest, false));
    key(&mut screen, Key::Comma);
    shift(&mut screen, Key::Comma);
    let from = scene(&screen).history.step;
    key(&mut screen, Key::Space);
    screen.run_steps(5);
    let scene_now = scene(&screen);
    assert!(scene_now.history.status.running && !scene_now.history.is_back());
    let (left, kin) = scene_now.beside.unwrap();
    assert_eq!(kin, Kin::Branch);
    let until = scene_now.history.step.min(newest);
    assert!(until > from);
    assert_eq!(scene_now.history.spikes(0, until), left.spikes(0, until), "nothing was changed: it comes as it came");
}

#[test]
fn the_track_leads_to_any_moment_with_the_parameters_of_that_moment() {
    let mut screen = open("fig-4f");
    let before = value(&screen, "d_e").unwrap();
    set(&mut screen, "d_e", 1.0);
    screen.run_steps(40);
    let newest = scene(&screen).history.newest();
    let (from, to) = (track(&screen, 1.0), track(&screen, 0.25));
    screen::drag(&mut screen, from, to);
    let step = scene(&screen).history.step;
    assert!(step.abs_diff(newest / 4) <= newest / 50 + 10, "{step} of {newest}");
    assert_eq!(value(&screen, "d_e").unwrap(), before, "as it was then");
    // A change there is a change of that run.
    set(&mut screen, "e_offset", 2.3);
    assert!(!scene(&screen).history.is_back());
    assert_eq!(
        (value(&screen, "d_e").unwrap(), value(&screen, "e_offset").unwrap()),
        (before.clone(), "2.3".to_owned())
    );
    assert!(scene(&screen).beside.is_some_and(|(left, kin)| kin == Kin::Branch && left.newest() <= newest + 4000));
    // Two steps back lead to the run that was left, with its setup and its past.
    screen::ctrl(&mut screen, Key::Z, false);
    screen::ctrl(&mut screen, Key::Z, false);
    screen.run_steps(3);
    assert_eq!(value(&screen, "d_e").unwrap(), "1");
    assert!(scene(&screen).history.newest() >= newest && scene(&screen).history.first_step() <= 1);
    // And forth again.
    screen::ctrl(&mut screen, Key::Z, true);
    screen.run_steps(3);
    assert_eq!(value(&screen, "d_e").unwrap(), before);
    assert!(scene(&screen).history.step < newest);
}

#[test]
fn a_twin_keeps_its_setup_and_is_swapped_kept_and_ended() {
    let mut screen = open("fig-8");
    key(&mut screen, Key::W);
    screen.run_steps(3);
    assert!(scene(&screen).beside.is_some_and(|(_, kin)| kin == Kin::Twin));
    let before = value(&screen, "f_i").unwrap();
    set(&mut screen, "f_i", 1.5);
    screen.run_steps(20);
    let solid = |screen: &Screen| {
        let history = scene(screen).history;
        history.spikes(0, history.newest()).len()
    };
    assert_ne!(solid(&screen), scene(&screen).beside.unwrap().0.spikes(0, u64::MAX).len());
    key(&mut screen, Key::X);
    assert_eq!(value(&screen, "f_i").unwrap(), before, "the one in hand is the other one now");
    // What is changed now acts on that.
    set(&mut screen, "f_e", 1.2);
    key(&mut screen, Key::X);
    assert_eq!((value(&screen, "f_i").unwrap(), value(&screen, "f_e").unwrap()), ("1.5".to_owned(), "1".to_owned()));
    screen::ctrl(&mut screen, Key::Z, false);
    assert_eq!(value(&screen, "f_e").unwrap(), "1.2", "a swap can be taken back");
    shift(&mut screen, Key::W);
    assert!(scene(&screen).beside.is_none());
    assert_eq!(value(&screen, "f_i").unwrap(), "1.5", "the pale one was kept");
    key(&mut screen, Key::X);
    assert!(scene(&screen).notice().is_some_and(|notice| notice.text.contains("no run beside")));
    // One that is pinned stays when the preset changes.
    key(&mut screen, Key::Escape);
    key(&mut screen, Key::W);
    act(&mut screen, Action::PinTwin(true));
    act(&mut screen, Action::OpenNext(1));
    screen.run_steps(5);
    assert!(scene(&screen).beside.is_some());
    act(&mut screen, Action::PinTwin(false));
    act(&mut screen, Action::OpenNext(1));
    screen.run_steps(5);
    assert!(scene(&screen).beside.is_none());
}

#[test]
fn wheel_and_drag_look_closer_in_time_and_a_double_click_leads_back() {
    let mut screen = open("fig-4f");
    key(&mut screen, Key::Space);
    let canvas = screen.get_by_role_and_label(egui::Role::Canvas, "Latents").rect();
    let width = scene(&screen).desk.window_s;
    let middle = canvas.center();
    let time_at = |screen: &Screen, x: f32| {
        let [start, end] = scene(screen).window().map(|step| step as f64 * scene(screen).history.layout.dt_s);
        let start = end.max(scene(screen).desk.window_s) - scene(screen).desk.window_s.max(end - start);
        start + f64::from((x - canvas.left()) / canvas.width()) * scene(screen).desk.window_s
    };
    let held = time_at(&screen, middle.x);
    wheel(&mut screen, middle, 60.0);
    assert!(scene(&screen).desk.window_s < 0.95 * width);
    assert!((time_at(&screen, middle.x) - held).abs() < 0.03 * width, "what is under the pointer stays");
    let end = scene(&screen).span.end_s;
    screen::drag(&mut screen, middle, middle + vec2(40.0, 0.0));
    assert!(scene(&screen).span.end_s < end, "a pull to the right shows what was before");
    act(&mut screen, Action::TimeView { end_s: None, width_s: width });
    assert_eq!(scene(&screen).span.end_s, scene(&screen).history.time_s());
}

#[test]
fn two_cursors_tell_the_difference_of_what_was_sampled() {
    let mut screen = open("fig-4f");
    key(&mut screen, Key::Space);
    key(&mut screen, Key::U);
    let dt_s = scene(&screen).history.layout.dt_s;
    let newest = scene(&screen).history.newest();
    let steps = [newest - 250, newest - 50];
    act(&mut screen, Action::Cursors(Some(steps.map(|step| step as f64 * dt_s))));
    let history = scene(&screen).history;
    let readout = history.layout.signals.iter().position(|signal| signal.is_readout).unwrap();
    let at = |step: u64| history.buckets(step, step).last().unwrap().last[readout];
    let tells = |text: &str| screen.query_all(By::new().label_contains(text)).next().is_some();
    let expected = format!("{:.3} to {:.3}", at(steps[0]), at(steps[1]));
    assert!(tells(&expected), "{expected}");
    assert!(tells(&format!("{:.2} ms", 200.0 * dt_s * 1e3)));
    let spikes = history.spikes(steps[0] + 1, steps[1]);
    let count = spikes.iter().filter(|spike| spike.neuron().population == 0).count();
    assert!(tells(&format!("{count} of E")));
    // They can be pulled.
    let grab = screen.get_all_by_label("Second time cursor").next().unwrap().rect();
    screen::drag(&mut screen, grab.center(), grab.center() - vec2(30.0, 0.0));
    let [first, second] = scene(&screen).desk.time.cursors.unwrap();
    assert!((first - steps[0] as f64 * dt_s).abs() < dt_s && second < (steps[1] as f64 - 5.0) * dt_s);
}

#[test]
fn every_kind_of_picture_is_drawn_with_a_twin_and_in_the_past() {
    let presets = screen::presets();
    let mut screen = screen::open("fig-4d", Mode::Light);
    // Planes, spaces, rates, fields, charts, slow signals; `every_preset_goes_on_from_any_moment_as_it_did` has them all.
    let names = [
        "fig-5d",
        "fig-12a",
        "fig-12b",
        "minimax-pair",
        "minimax-ring",
        "minimax-patch-10",
        "learn-vdp-trained",
        "plastic-two-targets",
        "plastic-kohonen",
    ];
    for name in names {
        let k = presets.iter().position(|preset| preset.name == name).unwrap();
        act(&mut screen, Action::Open(k));
        act(&mut screen, Action::WhatIf);
        screen.run_steps(3);
        assert!(scene(&screen).pale().is_some(), "{name}: a twin can be drawn over the run");
        key(&mut screen, Key::Comma);
        assert!(scene(&screen).history.is_back(), "{name}");
    }
}

#[test]
fn what_was_learned_is_there_again_when_another_preset_is_taken_back() {
    let mut screen = open("learn-vdp");
    screen.run_steps(100);
    let before = scene(&screen).history.newest();
    let spikes = scene(&screen).history.spikes(0, before).to_vec();
    assert!(before > 1000);
    act(&mut screen, Action::OpenNext(1));
    assert!(scene(&screen).history.step < before);
    screen::ctrl(&mut screen, Key::Z, false);
    let history = scene(&screen).history;
    assert!(history.step >= before, "the run goes on where it was: {} of {before}", history.step);
    assert_eq!(history.spikes(0, before), spikes, "with its past");
    assert_eq!(scene(&screen).study.name, "learn-vdp");
    screen::ctrl(&mut screen, Key::Z, true);
    assert_ne!(scene(&screen).study.name, "learn-vdp");
}

/// A worker that has told of the run before it hears what was wished, as a busy one does.
struct Late {
    worker: Inline<System>,
    wishes: Vec<Command>,
}

impl Link<System> for Late {
    fn send(&mut self, command: Command) {
        self.wishes.push(command);
    }

    fn poll(&mut self) -> Option<Update> {
        let update = self.worker.poll();
        if update.is_none() {
            self.wishes.drain(..).for_each(|wish| self.worker.send(wish));
        }
        update
    }
}

#[test]
fn who_jumps_back_while_a_busy_run_still_tells_of_the_present_comes_back_to_it() {
    let preset = Preset::open("fig-4f").unwrap();
    let worker = Inline::new(preset.setup.clone(), 0.02).unwrap();
    let link = Late { worker, wishes: vec![Command::Run] };
    let mut app = App::new(Box::new(link), vec![preset], 0, Mode::Dark).unwrap();
    (0..60).for_each(|_| app.receive());
    let newest = app.scene().unwrap().history.newest();
    assert!(newest > 100, "{newest}");
    app.act(Action::LookAt(newest / 2));
    app.receive();
    // What comes now is older than the wish.
    (0..4).for_each(|_| app.receive());
    assert!(app.scene().unwrap().history.is_back());
    assert_eq!(app.scene().unwrap().history.step, newest / 2);
    // Controls are those of that moment, and an edit goes on from there.
    app.act(Action::LookAtPresent);
    (0..4).for_each(|_| app.receive());
    assert!(!app.scene().unwrap().history.is_back(), "it stays in the past");
    app.act(Action::ToggleRun);
    (0..10).for_each(|_| app.receive());
    assert!(app.scene().unwrap().history.step > newest);
}
