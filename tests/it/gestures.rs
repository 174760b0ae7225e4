//! What a person does with hands and keys, on the toy and on the real network: pointer down, moves, up, then edits, a new
//! picture, and the way back.

mod keys;
mod wishes;

use crate::support::Toy;
use crate::support::screen::{
    self, Plane, Screen, click, ctrl, drag, key, open, plane, press, pull, release, scene, value,
};
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use rand::{RngExt, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use tightrope::geometry::{Point, Vector};
use tightrope::model::tally;
use tightrope::model::verbs::{BEND, JUMP, KNOT, LINE, PLAY, RAISE, STATE, TURN};
use tightrope::param::{Edit, Value};
use tightrope::picture::{Grip, GripShape, LineState, NeuronId, NeuronLine};
use tightrope::session::{Level, Speed};
use tightrope::sim::Model;
use tightrope::ui::{Action, Mode, Tab};

const E0: NeuronId = NeuronId { population: 0, index: 0 };
const I0: NeuronId = NeuronId { population: 1, index: 0 };

/// Fig. 4d as its preset shows it: lines y_E + 1 and 1.5 y_E.
fn fig_4d() -> (Screen, Plane) {
    let screen = open("fig-4d", Mode::Dark);
    let plane = plane(&screen, "Plane  y_E, |y_I|");
    (screen, plane)
}

fn line<M: Model>(screen: &Screen<M>, neuron: NeuronId) -> NeuronLine {
    scene(screen).depiction.planes[0].line(neuron).unwrap()
}

fn height<M: Model>(screen: &Screen<M>, neuron: NeuronId, x: f64) -> f64 {
    line(screen, neuron).half_plane.line().unwrap().at(x)
}

fn steps<M: Model>(screen: &Screen<M>) -> Vec<String> {
    scene(screen).done().to_vec()
}

#[test]
fn a_line_follows_the_pointer_in_the_same_frame_and_the_network_answers() {
    let (mut screen, plane) = fig_4d();
    let (from, to) = (Point::new(0.5, 1.5), Point::new(0.5, 2.2));
    press(&mut screen, plane.at(from));
    pull(&mut screen, plane.at(from), plane.at(to));
    // The picture of this frame, before the run has told anything.
    assert!((height(&screen, E0, to.x) - to.y).abs() < 0.02, "{}", height(&screen, E0, to.x));
    assert!(scene(&screen).ghost.is_some(), "how it was stays visible");
    release(&mut screen, plane.at(to));
    // Crossing of y + 1.7 and 1.5 y: (3.4, 5.1); both of theory and of the run that follows.
    let mark = scene(&screen).depiction.planes[0].marks[0].at;
    assert!((mark.x - 3.4).abs() < 0.05 && (mark.y - 5.1).abs() < 0.08, "{mark:?}");
    assert_eq!(steps(&screen), ["Drag: Line of E0"]);
    screen.state_mut().act(Action::Speed(Speed::Times(0.5)));
    screen.run_steps(40);
    let mean = scene(&screen).history.statistics.as_ref().unwrap().means.clone();
    // One E and one I spike a cycle (section 4.5): g = 0.38, h_E = 1.7, P = tau ln(1 + g/h_E) and a step, mean D tau/P.
    let period = 0.01 * (1.0f64 + 0.38 / 1.7).ln() + 5e-5;
    assert!((mean[1] - 0.62 * 0.01 / period).abs() < 0.05 && (mean[2] - 0.01 / period).abs() < 0.08, "{mean:?}");
    ctrl(&mut screen, Key::Z, false);
    assert!((height(&screen, E0, 0.5) - 1.5).abs() < 1e-12);
    assert!(value(&screen, "t_shift_e").is_none(), "nothing of the drag is left");
    ctrl(&mut screen, Key::Z, true);
    assert!((height(&screen, E0, to.x) - to.y).abs() < 0.02);
}

#[test]
fn a_move_of_the_pointer_makes_one_network_and_one_picture_and_the_input_makes_none() {
    let (mut screen, plane) = fig_4d();
    key(&mut screen, Key::Space);
    assert!(!scene(&screen).history.status.running);
    let from = Point::new(0.5, 1.5);
    press(&mut screen, plane.at(from));
    pull(&mut screen, plane.at(from), plane.at(Point::new(0.5, 1.8)));
    // Another move, seen in its frame and answered by the run in the next.
    let before = tally();
    screen.hover_at(plane.at(Point::new(0.5, 1.9)));
    screen.run_steps(4);
    assert!((height(&screen, E0, 0.5) - 1.9).abs() < 0.02);
    let after = tally();
    assert_eq!(after[0] - before[0], 1, "networks designed");
    assert!(after[1] - before[1] <= 1, "{} pictures made", after[1] - before[1]);
    release(&mut screen, plane.at(Point::new(0.5, 1.9)));
    // The slider of the input: the network stays, its lines are drawn anew.
    let [designs, _] = tally();
    for x in [0.9, 0.8, 0.7] {
        screen.state_mut().act(Action::Edit(Edit::new("x", Value::Number(x))));
        screen.run_steps(2);
    }
    assert_eq!(tally()[0], designs, "the input designs nothing");
}

#[test]
fn the_ghost_fades_after_three_seconds() {
    let (mut screen, plane) = fig_4d();
    drag(&mut screen, plane.at(Point::new(0.5, 1.5)), plane.at(Point::new(0.5, 2.0)));
    let ghost = scene(&screen).ghost.unwrap().depiction.planes[0].lines[0].half_plane.line().unwrap();
    assert!((ghost.at(0.5) - 1.5).abs() < 1e-12, "it shows what was before");
    screen.run_steps(130);
    assert!(scene(&screen).ghost.is_some());
    screen.run_steps(30);
    assert!(scene(&screen).ghost.is_none());
}

#[test]
fn the_knob_turns_a_line_about_where_it_touches() {
    let (mut screen, plane) = fig_4d();
    let touch = line(&screen, E0).touch;
    // The knob sits at 84 parts of 100 along the line y_E + 1, which is cut by the sides of the view.
    let [across, _] = tightrope::ui::in_view(&screen.ctx, "Plane  y_E, |y_I|").unwrap();
    let knob = across[0] + 0.84 * (across[1] - across[0]);
    let (from, to) = (Point::new(knob, knob + 1.0), Point::new(knob, 3.2));
    drag(&mut screen, plane.at(from), plane.at(to));
    assert!((height(&screen, E0, to.x) - to.y).abs() < 0.03, "{}", height(&screen, E0, to.x));
    assert!((height(&screen, E0, touch.x) - touch.y).abs() < 1e-9, "the touching point stays");
    assert_eq!(steps(&screen), ["Drag: Slope of E0"]);
    // Turned below the horizontal: dotted, and said.
    let at = Point::new(knob, height(&screen, E0, knob));
    drag(&mut screen, plane.at(at), plane.at(Point::new(knob, 1.0)));
    assert_eq!(line(&screen, E0).state, LineState::Unlawful);
    assert!(scene(&screen).depiction.findings[0].text.contains("Dale's law"));
    // Alt turns any line without its knob.
    let (mut screen, plane) = fig_4d();
    let touch = line(&screen, I0).touch;
    let (from, to) = (Point::new(0.8, 1.2), Point::new(0.8, 0.6));
    screen.event_modifiers(egui::Event::PointerMoved(plane.at(from)), Modifiers::ALT);
    screen.run_steps(1);
    let button = |pressed, pos| egui::Event::PointerButton {
        pos,
        button: egui::PointerButton::Primary,
        pressed,
        modifiers: Modifiers::ALT,
    };
    screen.event_modifiers(button(true, plane.at(from)), Modifiers::ALT);
    screen.run_steps(1);
    pull(&mut screen, plane.at(from), plane.at(to));
    screen.event_modifiers(button(false, plane.at(to)), Modifiers::ALT);
    screen.run_steps(2);
    assert!((height(&screen, I0, to.x) - to.y).abs() < 0.03);
    assert!((height(&screen, I0, touch.x) - touch.y).abs() < 1e-9);
}

#[test]
fn the_arrows_head_and_the_grips_can_be_dragged() {
    let (mut screen, plane) = fig_4d();
    let touch = line(&screen, E0).touch;
    let head = touch + scene(&screen).depiction.planes[0].jumps[0][0];
    drag(&mut screen, plane.at(head), plane.at(Point::new(touch.x + 0.9, touch.y)));
    let jump = scene(&screen).depiction.planes[0].jumps[0][0].x;
    assert!((jump - 0.9).abs() < 0.02, "{jump}");
    assert_eq!(steps(&screen), ["Drag: Spike size of E0"]);

    for (name, id) in [("E boundary", "e_offset"), ("Bend of the I boundary", "i_slope")] {
        let (mut screen, plane) = fig_4d();
        let before = value(&screen, id);
        let grips = scene(&screen).depiction.planes[0].grips.clone();
        let grip = grips.iter().find(|grip| scene(&screen).history.layout.grip_name(grip) == name).unwrap();
        let to = Point::new(grip.at.x, grip.at.y + 0.4);
        drag(&mut screen, plane.at(grip.at), plane.at(to));
        assert_eq!(steps(&screen), [format!("Drag: {name}")]);
        assert_ne!(value(&screen, id), before);
        let grips = scene(&screen).depiction.planes[0].grips.clone();
        let now = grips.iter().find(|other| other.is_same(grip)).unwrap();
        assert!((now.at.y - to.y).abs() < 0.02, "{name} went to {:?}", now.at);
        ctrl(&mut screen, Key::Z, false);
        assert_eq!(value(&screen, id), before);
    }
}

#[test]
fn the_state_is_kicked_where_it_is_let_go() {
    let (mut screen, plane) = fig_4d();
    key(&mut screen, Key::Space);
    screen.run_steps(4);
    let at = |screen: &Screen| {
        let scene = scene(screen);
        let bucket = scene.history.buckets(scene.history.step, scene.history.step).last().unwrap();
        Point::new(bucket.low[1], bucket.low[2])
    };
    let (from, to) = (at(&screen), Point::new(0.4, 5.5));
    drag(&mut screen, plane.at(from), plane.at(to));
    assert_eq!(steps(&screen), ["Kick yE, |yI|"], "a kick is a step to be taken back");
    key(&mut screen, Key::Period);
    let now = at(&screen);
    // One step later: the leak has taken half a percent.
    assert!((now - to * 0.995).norm() < 0.05, "{now:?} instead of {to:?}");
}

#[test]
fn the_cursor_plays_the_input() {
    let (mut screen, _) = fig_4d();
    let plane = plane(&screen, "Input-output  x, y_E");
    drag(&mut screen, plane.at(Point::new(1.0, 0.4)), plane.at(Point::new(1.5, 0.4)));
    let x: f64 = value(&screen, "x").unwrap().parse().unwrap();
    assert!((x - 1.5).abs() < 0.01, "{x}");
    assert_eq!(steps(&screen), ["Drag: Input"]);
    ctrl(&mut screen, Key::Z, false);
    assert_eq!(value(&screen, "x").unwrap(), "1");
}

#[test]
fn the_empty_plot_pans_and_nothing_else() {
    let (mut screen, plane) = fig_4d();
    let from = plane.at(Point::new(0.5, 5.0));
    drag(&mut screen, from, from + egui::vec2(60.0, 30.0));
    assert!(steps(&screen).is_empty());
    // The lines went along: where the E line was there is none, and it can be taken where it is now.
    let old = plane.at(Point::new(0.5, 1.5));
    let new = old + egui::vec2(60.0, 30.0);
    drag(&mut screen, new, new - egui::vec2(0.0, 20.0));
    assert_eq!(steps(&screen), ["Drag: Line of E0"]);
    // While a line is held the plot stands still: the pointer moved 20 points, and so did the line.
    let per_point = 6.0 / f64::from((plane.at(Point::new(0.0, 0.0)) - plane.at(Point::new(0.0, 6.0))).y);
    assert!((height(&screen, E0, 0.5) - 1.5 - 20.0 * per_point).abs() < 0.02, "{}", height(&screen, E0, 0.5));
}

#[test]
fn the_nearest_of_four_hundred_lines_wins() {
    let mut screen = open("fig-4f", Mode::Dark);
    let many = |id: &str| Edit::new(id, Value::Count(200));
    screen.state_mut().act(Action::Change { name: "Many".to_owned(), edits: vec![many("n_e"), many("n_i")] });
    screen.run_steps(4);
    let plane = plane(&screen, "Plane  y_E, |y_I|");
    assert_eq!(scene(&screen).depiction.planes[0].lines.len(), 400);
    let at = Point::new(4.4, 3.3);
    let distance = |line: &NeuronLine| line.half_plane.excess(at).abs() / line.half_plane.normal.norm();
    let lines = scene(&screen).depiction.planes[0].lines.clone();
    // In points of the screen, which is not as high as it is wide.
    let nearest = lines.iter().min_by(|a, b| distance(a).total_cmp(&distance(b))).unwrap().neuron;
    screen.hover_at(plane.at(at));
    screen.run_steps(2);
    let hot = scene(&screen).hover.expect("a line is hot");
    let lag = |neuron: NeuronId| distance(lines.iter().find(|line| line.neuron == neuron).unwrap());
    assert!(lag(hot) < lag(nearest) + 0.02, "{hot:?} instead of {nearest:?}");
    click(&mut screen, plane.at(at));
    assert_eq!(scene(&screen).watched(), Some(hot), "what is hot is what is picked");
}

#[test]
fn a_double_click_takes_nothing_of_an_earlier_gesture() {
    let (mut screen, plane) = fig_4d();
    screen.get_by_role_and_label(egui::Role::Slider, "I offset  cI").set_value_accesskit(0.5);
    screen.run_steps(3);
    drag(&mut screen, plane.at(Point::new(0.5, 1.5)), plane.at(Point::new(0.5, 1.9)));
    screen.run_steps(60);
    // On the name: its first click edits nothing.
    let at =
        screen.get_by_role_and_label(egui::Role::Slider, "I offset  cI").rect().left_top() + egui::vec2(10.0, -14.0);
    for _ in 0..2 {
        screen.hover_at(at);
        screen.drag_at(at);
        screen.step();
        screen.drop_at(at);
        screen.step();
    }
    screen.run_steps(3);
    assert_eq!(steps(&screen), ["I offset 0.5", "Drag: Line of E0", "I offset 0"]);
}

#[test]
fn a_picked_neuron_of_thousands_has_its_line() {
    let mut screen = open("fig-4f", Mode::Dark);
    let many = |id: &str| Edit::new(id, Value::Count(900));
    screen.state_mut().act(Action::Change { name: "Many".to_owned(), edits: vec![many("n_e"), many("n_i")] });
    screen.run_steps(4);
    for index in [7, 500, 899] {
        let neuron = NeuronId { population: 0, index };
        screen.state_mut().act(Action::Pick(neuron));
        screen.run_steps(3);
        let touch = line(&screen, neuron).touch;
        // The tangent of 0.15 y^2 + 2.5 at 5 k/899 touches there.
        assert!((touch.x - 5.0 * f64::from(index) / 899.0).abs() < 0.01, "{index}: {touch:?}");
        screen.state_mut().act(Action::Silence);
        assert_eq!(line(&screen, neuron).state, LineState::Silenced, "also before the run has answered");
        screen.run_steps(2);
    }
}

#[test]
fn picks_are_linked_and_shift_adds() {
    let mut screen = open("fig-4f", Mode::Dark);
    let raster = screen.get_by_role_and_label(egui::Role::Canvas, "Spikes").rect();
    let top = raster.left_top() + egui::vec2(30.0, 4.0);
    click(&mut screen, top);
    let i9 = NeuronId { population: 1, index: 9 };
    assert_eq!(scene(&screen).picks, [i9]);
    assert!(screen.query_by_label("Voltage of I9").is_some() && screen.query_by_label("Currents of I9").is_some());
    let bottom = raster.left_bottom() + egui::vec2(30.0, -4.0);
    screen.hover_at(bottom);
    screen.run_steps(1);
    let button = |pressed| egui::Event::PointerButton {
        pos: bottom,
        button: egui::PointerButton::Primary,
        pressed,
        modifiers: Modifiers::SHIFT,
    };
    screen.event_modifiers(button(true), Modifiers::SHIFT);
    screen.event_modifiers(button(false), Modifiers::SHIFT);
    screen.run_steps(4);
    assert_eq!(scene(&screen).picks, [i9, E0]);
    // Both voltages are recorded, and are what the static form says at this moment.
    let scene_now = scene(&screen);
    let layout = &scene_now.history.layout;
    let bucket = scene_now.history.buckets(scene_now.history.step, scene_now.history.step).last().unwrap();
    assert!(bucket.low[layout.voltage(0).unwrap()].is_finite() && bucket.low[layout.voltage(1).unwrap()].is_finite());
    key(&mut screen, Key::CloseBracket);
    assert_eq!(scene(&screen).picks, [E0], "the neuron after the last I is the first E");
    key(&mut screen, Key::OpenBracket);
    assert_eq!(scene(&screen).picks, [i9]);
    key(&mut screen, Key::Escape);
    assert_eq!(scene(&screen).picks, [NeuronId { population: 0, index: 4 }], "the one looked at first");
    // The inspector tells its numbers: the tangent at 20/9 with slope 0.3 * 20/9.
    key(&mut screen, Key::Num2);
    assert!(screen.query_by_label("Neuron E4").is_some());
    let weight = screen.get_by_role_and_label(egui::Role::Slider, "weight of y_E of E4");
    let shown: f64 = weight.value().unwrap().parse().unwrap();
    assert!((shown - 0.3 * 20.0 / 9.0).abs() < 1e-3, "{shown}");
}

#[test]
fn the_paradox_is_two_clicks_away_and_explained() {
    let mut screen = open("fig-8", Mode::Dark);
    screen.state_mut().act(Action::Speed(Speed::Times(0.5)));
    // The preset's own push sets in at 12.5 time constants; then look at it settled.
    screen.run_steps(60);
    screen.get_by_role_and_label(egui::Role::Tab, "Perturb").click();
    screen.run_steps(2);
    let pushed = scene(&screen).history.statistics.clone().unwrap();
    let reason = scene(&screen).depiction.reason.clone();
    assert!(reason.starts_with("paradoxical"), "{reason}");
    screen.get_by_label("Push I").click();
    screen.run_steps(60);
    let scene = scene(&screen);
    let (before, now) = (scene.history.before.clone().unwrap(), scene.history.statistics.clone().unwrap());
    // Sheet, section 7: y_E 0.72 and y_I 2.14 with the push, 1.85 and 3.32 without.
    for (value, expected) in
        [(pushed.means[1], 0.72), (before.means[2], 2.14), (now.means[1], 1.85), (now.means[2], 3.32)]
    {
        assert!((value - expected).abs() < 0.1, "{value} instead of {expected}");
    }
    assert!(!scene.depiction.reason.contains("paradoxical"), "{}", scene.depiction.reason);
}

#[test]
fn runaway_pauses_and_one_click_goes_back() {
    let mut screen = open("fig-4d", Mode::Dark);
    screen.state_mut().act(Action::Speed(Speed::Times(1.0)));
    // Without its only I neuron nothing holds E.
    screen.state_mut().act(Action::Pick(I0));
    key(&mut screen, Key::K);
    assert_eq!(scene(&screen).depiction.verdict.clone().unwrap(), ("runaway".to_owned(), Some(false)));
    screen.run_steps(60);
    let notice = scene(&screen).notice().cloned().expect("it says so");
    assert_eq!(notice.level, Level::Alarm);
    assert!(notice.text.starts_with("runaway"), "{}", notice.text);
    assert!(!scene(&screen).history.status.running);
    // Slowly, as presets run, the state is still far out for many batches: the alarm must not come again.
    screen.state_mut().act(Action::Speed(Speed::Times(0.05)));
    screen.get_by_label("Undo and run on").click();
    screen.run_steps(20);
    assert!(scene(&screen).history.status.running, "{:?}", scene(&screen).notice());
    screen.state_mut().act(Action::Speed(Speed::Times(1.0)));
    screen.run_steps(60);
    let scene = scene(&screen);
    assert!(scene.history.status.running && scene.notice().is_none() && scene.done().is_empty());
    let mean = scene.history.statistics.as_ref().unwrap().means.clone();
    assert!((mean[1] - 1.9).abs() < 0.1, "back in its cycle: {mean:?}");
}

#[test]
fn the_table_lists_and_sorts_all_neurons() {
    let mut screen = open("fig-4f", Mode::Dark);
    key(&mut screen, Key::A);
    assert!(screen.query_by_label("E0").is_some());
    let row = |screen: &Screen, name: &str| screen.get_by_label(name).rect().top();
    assert!(row(&screen, "E0") < row(&screen, "E1"));
    // By weight, the largest first: tangents get steeper with their index, and I is steeper than E.
    screen.get_by_label("Sort by EEE, EIE").click();
    screen.run_steps(20);
    assert!(row(&screen, "I9") < row(&screen, "I8") && row(&screen, "I6") < row(&screen, "E9"));
    screen.get_by_label("Sort by EEE, EIE").click();
    screen.run_steps(20);
    assert!(row(&screen, "E1") < row(&screen, "E2"));
    let at = screen.get_by_label("E2").rect().center();
    click(&mut screen, at);
    assert_eq!(scene(&screen).picks, [NeuronId { population: 0, index: 2 }]);
}

#[test]
fn a_table_of_a_hundred_thousand_rows_opens() {
    let mut screen = open("fig-4f", Mode::Dark);
    let many = |id: &str| Edit::new(id, Value::Count(50_000));
    screen.state_mut().act(Action::ToggleRun);
    screen.state_mut().act(Action::Change { name: "Many".to_owned(), edits: vec![many("n_e"), many("n_i")] });
    screen.state_mut().act(Action::ToggleTable);
    screen.run_steps(4);
    assert_eq!(scene(&screen).roster.neurons().count(), 100_000);
    assert!(screen.query_by_label("E0").is_some() && screen.query_by_label("E400").is_none(), "only rows in sight");
}

#[test]
fn a_drawn_input_is_what_comes() {
    let (mut screen, _) = fig_4d();
    key(&mut screen, Key::Space);
    key(&mut screen, Key::D);
    let rect = screen.get_by_role_and_label(egui::Role::Canvas, "Input over time").rect();
    let at = |u: f32, v: f32| rect.left_top() + egui::vec2(u * rect.width(), v * rect.height());
    drag(&mut screen, at(0.6, 0.8), at(0.9, 0.2));
    assert_eq!(steps(&screen), ["Draw the input"]);
    assert_eq!(value(&screen, "input").unwrap(), "drawn");
    let upcoming = scene(&screen).history.upcoming.clone().unwrap();
    let (low, high) = upcoming.values.iter().fold((f64::MAX, f64::MIN), |(l, h), v| (l.min(*v), h.max(*v)));
    assert!(low < 0.2 && high > 0.9, "{low} to {high}");
    // A window of 8 time constants is half past, half future: the stroke took 0.3 of it.
    let length: f64 = value(&screen, "x_drawn_s").unwrap().parse().unwrap();
    assert!((length - 0.3 * 0.08).abs() < 0.002, "{length}");
    ctrl(&mut screen, Key::Z, false);
    assert_eq!(value(&screen, "input").unwrap(), "constant");
    // The knob at now plays it live.
    let knob = screen.get_by_role_and_label(egui::Role::Slider, "Input now").rect().center();
    drag(&mut screen, knob, knob - egui::vec2(0.0, 12.0));
    let x: f64 = value(&screen, "x").unwrap().parse().unwrap();
    assert!(x > 1.05, "{x}");
    assert_eq!(steps(&screen), ["Drag: Input"]);
}

#[test]
fn a_system_that_no_enum_knows_is_dragged_silenced_and_undone() {
    let mut screen = screen::screen(vec![screen::preset_of(Toy::default())], 0, Mode::Light);
    let plane = plane(&screen, "Toy plane");
    let a3 = NeuronId { population: 0, index: 3 };
    // Line 3 runs through (3, 2.8).
    drag(&mut screen, plane.at(Point::new(3.0, 2.8)), plane.at(Point::new(3.0, 3.4)));
    assert!((height(&screen, a3, 3.0) - 3.4).abs() < 0.02);
    assert_eq!(steps(&screen), ["Drag: Rope of A3"]);
    drag(&mut screen, plane.at(Point::new(0.5, 1.0)), plane.at(Point::new(0.5, 2.0)));
    assert!((screen.state().setup().model.gain - 2.0).abs() < 0.02, "the grip of population B is the gain");
    let at = plane.at(Point::new(3.0, height(&screen, a3, 3.0)));
    click(&mut screen, at);
    assert_eq!(scene(&screen).picks, [a3]);
    key(&mut screen, Key::K);
    assert_eq!(line(&screen, a3).state, LineState::Silenced);
    key(&mut screen, Key::Num3);
    screen.get_by_label("More gain").click();
    screen.run_steps(3);
    key(&mut screen, Key::Num4);
    assert!(screen.query_by_label("a finding of the toy").is_some());
    for _ in 0..5 {
        ctrl(&mut screen, Key::Z, false);
    }
    assert_eq!(screen.state().setup().model, Toy::default());
}

#[test]
fn with_shift_a_hand_draws_even_where_it_begins_on_a_knot() {
    let mut screen = open("fig-5d", Mode::Dark);
    let plane = plane(&screen, "Input-output  x, y_E");
    let knot = scene(&screen).depiction.planes[1].grips[1].at;
    let to = plane.at(Point::new(9.0, 3.0));
    // Without Shift the knot is taken along: as many knots as before.
    drag(&mut screen, plane.at(knot), plane.at(knot + Vector::new(0.0, 0.5)));
    assert!(scene(&screen).done().last().unwrap().contains("Knot 1"), "{:?}", scene(&screen).done());
    let knot = scene(&screen).depiction.planes[1].grips[1].at;
    screen.event(egui::Event::ModifiersChanged(egui::Modifiers::SHIFT));
    drag(&mut screen, plane.at(knot), to);
    screen.event(egui::Event::ModifiersChanged(egui::Modifiers::NONE));
    screen.run_steps(3);
    assert_eq!(scene(&screen).done().last().unwrap(), "Draw the target");
}
