//! Strokes over the toy's third plane: a loop drawn by pen, dots brushed, two states pulled; in real events.

use crate::support::Toy;
use crate::support::screen::{self, Plane, Screen, click, ctrl, drag, key, plane, press, pull, release, scene};
use egui::{Event, Key, Modifiers, PointerButton, Pos2};
use egui_kittest::kittest::Queryable as _;
use std::f64::consts::TAU;
use tightrope::geometry::{Point, Vector};
use tightrope::picture::NeuronId;
use tightrope::session::Level;
use tightrope::ui::{Action, Mode};

/// A toy of so many neurons with its third plane on the stage.
fn open(n: usize) -> (Screen<Toy>, Plane) {
    let mut screen = screen::screen(vec![screen::preset_of(Toy { n, ..Toy::default() })], 0, Mode::Dark);
    screen.state_mut().act(Action::Stage("plane:toy-3".to_owned()));
    key(&mut screen, Key::Space);
    let plane = plane(&screen, "Third plane");
    (screen, plane)
}

fn round(k: usize, n: usize, r: f64) -> Point {
    let (sin, cos) = (TAU * k as f64 / n as f64).sin_cos();
    Point::new(2.0 + r * cos, 2.0 + r * sin)
}

fn silent(screen: &Screen<Toy>) -> Vec<u32> {
    let roster = scene(screen).roster;
    roster.neurons().filter(|neuron| roster.is_silenced(*neuron)).map(|neuron| neuron.index).collect()
}

fn steps(screen: &Screen<Toy>) -> Vec<String> {
    scene(screen).done().to_vec()
}

/// Moves over these places with the button down, a frame each.
fn follow(screen: &mut Screen<Toy>, way: &[Pos2]) {
    press(screen, way[0]);
    for at in way {
        screen.hover_at(*at);
        screen.run_steps(1);
    }
    release(screen, way[way.len() - 1]);
}

fn shift(screen: &mut Screen<Toy>, held: bool) {
    screen.event(Event::ModifiersChanged(if held { Modifiers::SHIFT } else { Modifiers::NONE }));
}

/// Where a state of the toy stands: the signals u, v or p, q.
fn stands(screen: &Screen<Toy>, first: usize) -> Point {
    let history = scene(screen).history;
    let bucket = history.buckets(history.step, history.step).last().unwrap();
    Point::new(bucket.last[first], bucket.last[first + 1])
}

#[test]
fn a_loop_is_drawn_in_the_order_of_the_hand() {
    let (mut screen, plane) = open(5);
    shift(&mut screen, true);
    // Three quarters of a circle, against the clock from the right: back and forth in x.
    let way: Vec<Pos2> = (0..=30).map(|k| plane.at(round(k, 40, 1.0))).collect();
    follow(&mut screen, &way);
    shift(&mut screen, false);
    assert_eq!(steps(&screen), ["Draw the curve"]);
    let knots = screen.state().setup().model.knots.clone();
    let drawn: Vec<Point> = knots.chunks_exact(2).map(|pair| Point::new(pair[0], pair[1])).collect();
    assert!(drawn.len() > 25, "{} points", drawn.len());
    let turns = drawn.windows(2).map(|w| (w[0] - Point::new(2.0, 2.0)).perp(&(w[1] - Point::new(2.0, 2.0))));
    assert!(turns.clone().all(|turn| turn > 0.0), "against the clock throughout");
    assert!(
        (drawn[0] - round(0, 40, 1.0)).norm() < 0.05 && (drawn[drawn.len() - 1] - round(30, 40, 1.0)).norm() < 0.05
    );
    let apart = drawn.windows(2).map(|w| plane.at(w[0]).distance(plane.at(w[1])));
    assert!(apart.fold(f32::MAX, f32::min) > 3.9);
    // A slip of the hand wishes for nothing; what is no loop for the model is told in its words.
    shift(&mut screen, true);
    follow(&mut screen, &way[..5]);
    assert_eq!(steps(&screen).len(), 1);
    let line: Vec<Pos2> = (0..20).map(|k| plane.at(Point::new(2.0, 1.0 + 0.1 * f64::from(k)))).collect();
    follow(&mut screen, &line);
    shift(&mut screen, false);
    let notice = scene(&screen).notice().cloned().unwrap();
    assert_eq!((notice.level, notice.text.as_str()), (Level::Error, "a toy runs in no circle so narrow"));
    assert_eq!(steps(&screen).len(), 1);
    ctrl(&mut screen, Key::Z, false);
    assert!(screen.state().setup().model.knots.is_empty());
}

/// A file let go over the window.
#[derive(Debug)]
struct Dropped(std::path::PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &std::path::Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|error| error.to_string())
    }
}

#[test]
fn a_file_of_a_loop_keeps_its_order() {
    let (mut screen, _) = open(5);
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("loop.csv");
    std::fs::write(&path, "x,y\n1,1\n3,1\n3,3\n1,3\n1,1\n").unwrap();
    screen.input_mut().dropped_files.push(std::sync::Arc::new(Dropped(path)));
    screen.run_steps(3);
    assert_eq!(screen.state().setup().model.knots, [1.0, 1.0, 3.0, 1.0, 3.0, 3.0, 1.0, 3.0]);
    let curve = &scene(&screen).depiction.planes[2].curves[0];
    assert_eq!((curve.points.len(), curve.points.first()), (5, curve.points.last()));
}

#[test]
fn a_click_on_a_dot_silences_it_and_no_other() {
    // So many that their dots nearly touch.
    let (mut screen, plane) = open(50);
    click(&mut screen, plane.at(round(7, 50, 1.6)));
    assert_eq!(silent(&screen), [7]);
    assert_eq!(steps(&screen), ["Silence A7"]);
    click(&mut screen, plane.at(round(7, 50, 1.6)));
    assert!(silent(&screen).is_empty());
    // A quick hand lets go before the next frame.
    let pos = plane.at(round(20, 50, 1.6));
    for pressed in [true, false] {
        let (button, modifiers) = (PointerButton::Primary, Modifiers::NONE);
        screen.event(Event::PointerButton { pos, button, pressed, modifiers });
    }
    screen.run_steps(3);
    assert_eq!(silent(&screen), [20]);
}

#[test]
fn a_brush_passes_over_many_in_one_step() {
    let n = 40;
    let (mut screen, plane) = open(n);
    let at = |k: usize| plane.at(round(k, n, 1.6));
    // Over a quarter of the ring and back, in strides of three dots: none is left out, and none is woken again.
    press(&mut screen, at(2));
    assert_eq!(silent(&screen), [2], "at the press, in its frame");
    for k in [5, 8, 11, 8, 5] {
        screen.hover_at(at(k));
        screen.run_steps(1);
    }
    release(&mut screen, at(5));
    let passed = silent(&screen);
    for k in 2..=11 {
        assert!(passed.contains(&k), "{k} was left out of {passed:?}");
    }
    assert!(passed.iter().all(|k| (1..=12).contains(k)), "{passed:?}");
    assert_eq!(steps(&screen), [format!("Silence {} neurons", passed.len())]);
    // The first one decides: now they wake.
    follow(&mut screen, &[at(3), at(4), at(5)]);
    assert!(!silent(&screen).contains(&4) && silent(&screen).contains(&9));
    assert_eq!(steps(&screen).len(), 2);
    ctrl(&mut screen, Key::Z, false);
    assert_eq!(silent(&screen), passed);
    ctrl(&mut screen, Key::Z, false);
    assert!(silent(&screen).is_empty());
}

#[test]
fn the_menu_and_the_key_are_as_elsewhere() {
    let (mut screen, plane) = open(12);
    let pos = plane.at(round(4, 12, 1.6));
    screen.hover_at(pos);
    screen.run_steps(3);
    let a4 = NeuronId { population: 0, index: 4 };
    assert_eq!(scene(&screen).hover, Some(a4));
    for pressed in [true, false] {
        let (button, modifiers) = (PointerButton::Secondary, Modifiers::NONE);
        screen.event(Event::PointerButton { pos, button, pressed, modifiers });
        screen.run_steps(1);
    }
    screen.run_steps(2);
    screen.get_by_label("Look at A4").click();
    screen.run_steps(3);
    assert_eq!(scene(&screen).picks, [a4]);
    assert!(silent(&screen).is_empty());
    key(&mut screen, Key::K);
    assert_eq!(silent(&screen), [4]);
}

#[test]
fn each_of_two_states_is_pulled_by_its_head() {
    let (mut screen, plane) = open(5);
    drag(&mut screen, plane.at(Point::new(3.0, 1.0)), plane.at(Point::new(2.2, 0.7)));
    key(&mut screen, Key::Period);
    assert!((stands(&screen, 4) - Point::new(2.2, 0.7)).norm() < 0.03, "{:?}", stands(&screen, 4));
    assert_eq!(stands(&screen, 6), Point::new(1.0, 3.0), "the other stands still");
    drag(&mut screen, plane.at(Point::new(1.0, 3.0)), plane.at(Point::new(1.5, 2.6)));
    key(&mut screen, Key::Period);
    assert!((stands(&screen, 6) - Point::new(1.5, 2.6)).norm() < 0.03, "{:?}", stands(&screen, 6));
    assert_eq!(steps(&screen).len(), 2, "a kick is a step to be taken back");
    // On each other: the last drawn is on top, and the other is free again once it is gone.
    let here = Point::new(2.5, 1.5);
    screen.state_mut().act(Action::Kick(vec![(4, here.x), (5, here.y), (6, here.x), (7, here.y)]));
    key(&mut screen, Key::Period);
    press(&mut screen, plane.at(here));
    pull(&mut screen, plane.at(here), plane.at(Point::new(1.5, 1.2)));
    release(&mut screen, plane.at(Point::new(1.5, 1.2)));
    key(&mut screen, Key::Period);
    assert_eq!(stands(&screen, 4), here);
    assert!((stands(&screen, 6) - Point::new(1.5, 1.2)).norm() < 0.03);
    // By keyboard, each by its name: a press is a two-hundredth of the picture.
    for (name, first) in [("Leader in Third plane", 4), ("Follower in Third plane", 6)] {
        let before = stands(&screen, first);
        screen.get_by_role_and_label(egui::Role::Slider, name).focus();
        screen.run_steps(2);
        key(&mut screen, Key::ArrowRight);
        key(&mut screen, Key::Escape);
        key(&mut screen, Key::Period);
        assert!((stands(&screen, first) - before - Vector::new(0.02, 0.0)).norm() < 1e-9, "{name}");
    }
}

#[test]
fn with_shift_every_second_one_is_brushed() {
    // In a plane that is also drawn into, Shift is the pen's.
    let (mut screen, third) = open(40);
    shift(&mut screen, true);
    let way: Vec<Pos2> = (0..6).map(|k| third.at(round(k, 40, 1.6))).collect();
    follow(&mut screen, &way);
    assert!(silent(&screen).is_empty());
    screen.state_mut().act(Action::Stage("plane:toy-2".to_owned()));
    screen.run_steps(3);
    let second = plane(&screen, "Second plane");
    let at = |k: u32| second.at(Point::new(0.5 + 3.0 * f64::from(k) / 40.0, 3.5));
    // Three dots in a stride.
    follow(&mut screen, &[at(21), at(24), at(27), at(30)]);
    shift(&mut screen, false);
    let passed = silent(&screen);
    assert!([21, 23, 25, 27, 29].iter().all(|k| passed.contains(k)), "{passed:?}");
    assert!(passed.iter().all(|k| k % 2 == 1 && (19..=31).contains(k)), "{passed:?}");
}
