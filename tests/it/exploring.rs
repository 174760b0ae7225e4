//! Exploring by hand: parameters that play by themselves, sweeps and maps in the window.

use crate::support::screen::{self, Screen};
use egui_kittest::kittest::Queryable as _;
use std::time::{Duration, Instant};
use tightrope::param::{Edit, Value};
use tightrope::session::GroundKind;
use tightrope::ui::{Action, MapWish, Mode, SweepWish};

fn number(screen: &Screen, id: &str) -> f64 {
    screen::value(screen, id).unwrap().parse().unwrap()
}

fn done(screen: &Screen) -> Vec<String> {
    screen::scene(screen).done().to_vec()
}

fn act(screen: &mut Screen, action: Action) {
    screen.state_mut().act(action);
    screen.run_steps(2);
}

fn undo(screen: &mut Screen) {
    act(screen, Action::Undo(1));
}

/// Draws until it is so.
fn wait(screen: &mut Screen, what: &str, is_so: impl Fn(&Screen) -> bool) {
    let end = Instant::now() + Duration::from_secs(60);
    while !is_so(screen) {
        assert!(Instant::now() < end, "{what} never came");
        std::thread::sleep(Duration::from_millis(5));
        screen.run_steps(1);
    }
}

#[test]
fn a_parameter_plays_to_and_fro_as_one_step() {
    let mut screen = screen::open("fig-4f", Mode::Dark);
    let before = number(&screen, "e_offset");
    screen.get_by_label("Play E offset  cE").click();
    screen.run_steps(3);
    let mut way = Vec::new();
    for _ in 0..60 {
        screen.run_steps(1);
        way.push(number(&screen, "e_offset"));
    }
    assert!(way.windows(2).all(|w| w[1] >= w[0]) && way[59] > before + 0.5, "it moves: {way:?}");
    assert!(way.windows(2).all(|w| w[1] - w[0] < 0.1), "slowly");
    // A hand on another parameter makes a step of its own, and the play goes on.
    act(&mut screen, Action::Edit(Edit::new("i_offset", Value::Number(1.0))));
    screen.run_steps(20);
    assert_eq!(done(&screen).len(), 2, "{:?}", done(&screen));
    screen.get_by_label("Stop E offset  cE").click();
    screen.run_steps(3);
    let stopped = number(&screen, "e_offset");
    screen.run_steps(10);
    assert_eq!(number(&screen, "e_offset"), stopped);
    assert_eq!(done(&screen).len(), 2, "{:?}", done(&screen));
    undo(&mut screen);
    assert_eq!((number(&screen, "i_offset"), number(&screen, "e_offset")), (1.75, stopped));
    undo(&mut screen);
    assert_eq!(number(&screen, "e_offset"), before);
    act(&mut screen, Action::Redo(1));
    assert_eq!(number(&screen, "e_offset"), stopped);
}

#[test]
fn who_lays_hands_on_it_stops_it() {
    let plays = |screen: &Screen| screen::scene(screen).desk.playing.is_some();
    let mut screen = screen::open("fig-4f", Mode::Dark);
    let start = |screen: &mut Screen| {
        act(screen, Action::Play { id: "e_offset", range: [0.0, 5.0] });
        screen.run_steps(10);
        assert!(plays(screen));
    };
    start(&mut screen);
    act(&mut screen, Action::Edit(Edit::new("e_offset", Value::Number(1.5))));
    assert!(!plays(&screen));
    assert_eq!(number(&screen, "e_offset"), 1.5);
    start(&mut screen);
    act(&mut screen, Action::Typed { id: "e_offset", text: "2".to_owned() });
    assert!(!plays(&screen));
    start(&mut screen);
    screen::key(&mut screen, egui::Key::Escape);
    assert!(!plays(&screen), "Esc stops it");
    start(&mut screen);
    undo(&mut screen);
    assert!(!plays(&screen), "so does a step back");
    start(&mut screen);
    act(&mut screen, Action::OpenNext(1));
    assert!(!plays(&screen), "and another preset");
    // Another one takes its place.
    act(&mut screen, Action::OpenNext(-1));
    start(&mut screen);
    act(&mut screen, Action::Play { id: "d_e", range: [0.0, 10.0] });
    assert_eq!(screen::scene(&screen).desk.playing.as_ref().map(|p| p.id), Some("d_e"));
    act(&mut screen, Action::Play { id: "d_e", range: [0.0, 10.0] });
    assert!(!plays(&screen), "pressed again it stops");
    // What begins the network anew does not play.
    assert!(screen.query_by_label("Play E neurons  NE").is_none());
    act(&mut screen, Action::Play { id: "n_e", range: [1.0, 20.0] });
    assert!(!plays(&screen));
}

#[test]
fn what_is_not_allowed_ends_the_play_with_a_word() {
    // alpha must stay below beta.
    let mut screen = screen::open("fig-5d", Mode::Dark);
    act(&mut screen, Action::Play { id: "alpha", range: [0.0, 5.0] });
    wait(&mut screen, "the end", |screen| screen::scene(screen).desk.playing.is_none());
    let told = screen::scene(&screen).notice().map(|notice| notice.text.clone()).unwrap();
    assert!(told.contains("there it stopped"), "{told}");
    undo(&mut screen);
    assert_eq!(done(&screen).len(), 0);
}

#[test]
fn a_sweep_draws_its_curve_and_a_click_opens_a_point() {
    let mut screen = screen::open("fig-4f", Mode::Dark);
    let before = screen::scene(&screen).desk.shown.clone().unwrap();
    screen::key(&mut screen, egui::Key::S);
    let shown = screen::scene(&screen).desk.shown.clone().unwrap();
    assert_eq!((shown.stage.as_str(), shown.below.as_deref()), ("sweep", Some("plane:latent")));
    act(&mut screen, Action::Sweep(SweepWish::Parameter("e_offset")));
    act(&mut screen, Action::Sweep(SweepWish::Range([2.2, 3.0])));
    act(&mut screen, Action::Sweep(SweepWish::Count(9)));
    act(&mut screen, Action::Sweep(SweepWish::Repeats(2)));
    screen.get_by_label("Start the sweep").click();
    wait(&mut screen, "the sweep", |screen| {
        let sweep = &screen::scene(screen).desk.sweep;
        sweep.running.is_none() && sweep.rows.as_ref().is_some_and(|rows| rows.rows.len() == 18)
    });
    {
        let scene = screen::scene(&screen);
        let rows = scene.desk.sweep.rows.as_ref().unwrap();
        assert!(!rows.is_stale);
        let points = rows.points(0);
        assert_eq!((rows.offers[0].id.as_str(), points.len()), ("mean y_e", 9));
        // Both parabolas: y_E^2 = (c - 1.75)/0.09.
        for point in points {
            let theory = ((point.at - 1.75) / 0.09f64).sqrt();
            assert!((point.theory.unwrap() - theory).abs() < 0.03, "{point:?}, {theory}");
            assert!((point.mean - theory).abs() < 1.3 && point.runs == [2, 2], "{point:?}");
        }
    }
    // The middle of the plot is the middle value.
    let canvas = screen.get_by_role_and_label(egui::Role::Canvas, "Sweep").rect();
    screen::click(&mut screen, canvas.center());
    assert!((number(&screen, "e_offset") - 2.6).abs() < 1e-9);
    assert_eq!(done(&screen).len(), 1);
    assert!(
        !screen::scene(&screen).desk.sweep.rows.as_ref().unwrap().is_stale,
        "it stands elsewhere on the same curve"
    );
    act(&mut screen, Action::Edit(Edit::new("d_e", Value::Number(1.0))));
    assert!(screen::scene(&screen).desk.sweep.rows.as_ref().unwrap().is_stale);
    undo(&mut screen);
    undo(&mut screen);
    assert_eq!(number(&screen, "e_offset"), 2.5);
    // Another measure needs no other run, and the key puts all back.
    act(&mut screen, Action::Sweep(SweepWish::Measure("rate I".to_owned())));
    screen::key(&mut screen, egui::Key::S);
    assert_eq!(screen::scene(&screen).desk.shown.clone().unwrap(), before);
}

#[test]
fn a_swept_input_stands_still_at_each_value() {
    let mut screen = screen::open("fig-5d", Mode::Dark);
    screen::key(&mut screen, egui::Key::S);
    {
        let scene = screen::scene(&screen);
        let form = scene.desk.sweep.form.as_ref().unwrap();
        assert_eq!(form.spec.id, "x");
        assert!(form.range[0] <= 0.0 && form.range[1] >= 5.0, "{:?}", form.range);
    }
    for id in ["d_e", "d_i"] {
        act(&mut screen, Action::Edit(Edit::new(id, Value::Number(0.1))));
    }
    act(&mut screen, Action::Sweep(SweepWish::Count(6)));
    act(&mut screen, Action::Sweep(SweepWish::Repeats(1)));
    act(&mut screen, Action::Sweep(SweepWish::Start));
    wait(&mut screen, "the sweep", |screen| screen::scene(screen).desk.sweep.running.is_none());
    let points = screen::scene(&screen).desk.sweep.rows.as_ref().unwrap().points(0);
    assert_eq!(points.len(), 6);
    for point in &points {
        // Two spikes, over the difference of the slopes, beta - alpha.
        assert!((point.mean - point.theory.unwrap()).abs() < 2.0 * 0.1 / 0.6, "{point:?}");
    }
    act(&mut screen, Action::Sweep(SweepWish::Open(points[2].at)));
    assert_eq!(screen::value(&screen, "input").as_deref(), Some("constant"));
    assert_eq!(number(&screen, "x"), points[2].at);
    undo(&mut screen);
    assert_ne!(screen::value(&screen, "input").as_deref(), Some("constant"), "one step");
}

#[test]
fn a_stopped_sweep_keeps_its_rows_and_what_cannot_be_is_told() {
    let mut screen = screen::open("fig-4f", Mode::Light);
    screen::key(&mut screen, egui::Key::S);
    act(&mut screen, Action::Sweep(SweepWish::Length(50.0)));
    act(&mut screen, Action::Sweep(SweepWish::Start));
    screen.run_steps(5);
    act(&mut screen, Action::Sweep(SweepWish::Cancel));
    assert!(screen::scene(&screen).desk.sweep.running.is_none());
    act(&mut screen, Action::Sweep(SweepWish::Length(-1.0)));
    act(&mut screen, Action::Sweep(SweepWish::Start));
    let told = screen::scene(&screen).notice().map(|notice| notice.text.clone()).unwrap();
    assert!(told.contains("allowed is a stretch"), "{told}");
    // What is beyond its range is brought into it, with a word.
    act(&mut screen, Action::Sweep(SweepWish::Range([-50.0, 3.0])));
    assert_eq!(screen::scene(&screen).desk.sweep.form.as_ref().unwrap().range, [-20.0, 3.0]);
    let told = screen::scene(&screen).notice().map(|notice| notice.text.clone()).unwrap();
    assert!(told.contains("-20 to 20"), "{told}");
    act(&mut screen, Action::Sweep(SweepWish::Range([f64::NAN, 3.0])));
    let told = screen::scene(&screen).notice().map(|notice| notice.text.clone()).unwrap();
    assert!(told.contains("no number"), "{told}");
    act(&mut screen, Action::Sweep(SweepWish::Length(0.1)));
    act(&mut screen, Action::Sweep(SweepWish::Range([3.0, 3.0])));
    act(&mut screen, Action::Sweep(SweepWish::Start));
    let told = screen::scene(&screen).notice().map(|notice| notice.text.clone()).unwrap();
    assert!(told.contains("all the same"), "{told}");
}

#[test]
fn the_dot_of_a_map_is_dragged_and_the_run_follows() {
    let mut screen = screen::open("fig-4f", Mode::Dark);
    let before = screen::scene(&screen).desk.shown.clone().unwrap();
    screen::key(&mut screen, egui::Key::M);
    let shown = screen::scene(&screen).desk.shown.clone().unwrap();
    assert_eq!((shown.stage.as_str(), shown.below.as_deref()), ("map", Some("plane:latent")));
    let full = |screen: &Screen| {
        let map = &screen::scene(screen).desk.map;
        map.filling.is_none() && map.ground.is_some()
    };
    wait(&mut screen, "the map", full);
    let version = screen::scene(&screen).desk.map.ground.as_ref().unwrap().version;
    let (axes, here) = {
        let scene = screen::scene(&screen);
        let map = &scene.desk.map;
        assert!(matches!(map.kind_at(map.here), GroundKind::Regime(_)));
        assert_eq!(map.regime_at(map.here).unwrap().id, "stabilised");
        (map.axes.unwrap(), map.here)
    };
    assert_eq!(axes.map(|axis| axis.spec.id), ["e_offset", "i_offset"]);
    let canvas = screen.get_by_role_and_label(egui::Role::Canvas, "Map").rect();
    let at = |parts: [f64; 2]| {
        egui::pos2(
            canvas.left() + canvas.width() * parts[0] as f32,
            canvas.bottom() - canvas.height() * parts[1] as f32,
        )
    };
    let to = [0.6, 0.85];
    screen::drag(&mut screen, at(here), at(to));
    let now = [number(&screen, "e_offset"), number(&screen, "i_offset")];
    for side in 0..2 {
        let [low, high] = axes[side].range;
        assert!((now[side] - axes[side].at(to[side])).abs() < 0.01 * (high - low), "{now:?}");
    }
    assert_eq!(done(&screen).len(), 1, "{:?}", done(&screen));
    let map = &screen::scene(&screen).desk.map;
    assert_eq!(map.ground.as_ref().unwrap().version, version, "the map itself is the same");
    assert_eq!(map.regime_at(map.here).unwrap().id, "only-i");
    undo(&mut screen);
    assert_eq!(number(&screen, "e_offset"), 2.5);
    // A click brings it there, keys move it on.
    screen::click(&mut screen, at([0.9, 0.2]));
    assert_eq!(done(&screen).len(), 1);
    let dot = screen.query_all_by_role(egui::Role::Slider).find(|node| {
        use egui_kittest::kittest::NodeT as _;
        node.accesskit_node().label().is_some_and(|label| label.starts_with("Where the network stands"))
    });
    dot.unwrap().focus();
    screen.run_steps(2);
    let x = number(&screen, "e_offset");
    screen::key(&mut screen, egui::Key::ArrowRight);
    assert!(number(&screen, "e_offset") > x);
    // Another parameter makes another map.
    act(&mut screen, Action::Edit(Edit::new("mu_e", Value::Number(0.5))));
    wait(&mut screen, "another map", |screen| {
        full(screen) && screen::scene(screen).desk.map.ground.as_ref().unwrap().version != version
    });
    // The same parameter along the other side: they change places.
    act(&mut screen, Action::Map(MapWish::Parameter(0, "i_offset")));
    assert_eq!(screen::scene(&screen).desk.map.axes.unwrap().map(|axis| axis.spec.id), ["i_offset", "e_offset"]);
    screen::key(&mut screen, egui::Key::M);
    assert_eq!(screen::scene(&screen).desk.shown.clone().unwrap(), before);
}

#[test]
fn runs_are_laid_over_the_map() {
    let mut screen = screen::open("fig-4d", Mode::Dark);
    screen::key(&mut screen, egui::Key::M);
    wait(&mut screen, "the map", |screen| screen::scene(screen).desk.map.filling.is_none());
    act(&mut screen, Action::Map(MapWish::Measure));
    wait(&mut screen, "the runs", |screen| screen::scene(screen).desk.map.measuring.is_none());
    let scene = screen::scene(&screen);
    let map = &scene.desk.map;
    assert_eq!(map.trials.len(), 140);
    let agree = map.trials.iter().filter(|trial| map.agrees(trial) == Some(true)).count();
    assert!(agree > 130, "{agree}");
}

#[test]
fn every_system_has_both_views_and_the_second_key_puts_them_away() {
    for name in ["fig-5d", "fig-2d", "minimax-ring", "learn-lin", "plastic-small"] {
        for mode in [Mode::Dark, Mode::Light] {
            let mut screen = screen::open(name, mode);
            let before = screen::scene(&screen).desk.shown.clone().unwrap();
            for key in [egui::Key::M, egui::Key::S] {
                screen::key(&mut screen, key);
                screen.run_steps(4);
            }
            assert_eq!(screen::scene(&screen).desk.shown.clone().unwrap().stage, "sweep", "{name}");
            screen::key(&mut screen, egui::Key::S);
            let after = screen::scene(&screen).desk.shown.clone().unwrap();
            assert_eq!((after.stage, after.below), (before.stage, before.below), "{name}");
        }
    }
}
