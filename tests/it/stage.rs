//! What one looks at and reaches for: nothing leaves the view unseen, a missed grab does no harm, keys and hands end where
//! they should.

use crate::support::screen::{Screen, drag, key, open, plane, press, pull, release, scene, value};
use egui::{Event, Key, Modifiers, PointerButton, Pos2, Vec2};
use egui_kittest::kittest::{By, NodeT as _, Queryable as _};
use tightrope::geometry::Point;
use tightrope::param::{Edit, Value};
use tightrope::picture::{GripShape, MarkKind, NeuronId};
use tightrope::session::{BUILT_IN, Speed};
use tightrope::ui::{Action, Mode, Tab, in_view};

const PLANE: &str = "Plane  y_E, |y_I|";

fn span(screen: &Screen, name: &str) -> [[f64; 2]; 2] {
    in_view(&screen.ctx, name).unwrap()
}

fn holds([x, y]: [[f64; 2]; 2], p: Point) -> bool {
    (x[0]..=x[1]).contains(&p.x) && (y[0]..=y[1]).contains(&p.y)
}

fn label_with(screen: &Screen, part: &str) -> usize {
    screen.query_all(By::new().label_contains(part)).count()
}

/// Where nothing can be grabbed in a plane: far from lines, knobs and states.
fn empty_place(screen: &Screen, name: &str) -> Pos2 {
    let (picture, plane_rect) = (plane(screen, name), screen.get_by_role_and_label(egui::Role::Canvas, name).rect());
    let shown = &scene(screen).depiction.planes[0];
    let [x, y] = span(screen, name);
    let free = |at: Pos2| {
        let lines = shown.lines.iter().all(|line| {
            let ends = line.half_plane.clip(Point::new(x[0], y[0]), Point::new(x[1], y[1]));
            ends.is_none_or(|[a, b]| {
                let (a, b) = (picture.at(a), picture.at(b));
                (at - a).dot((b - a).normalized().rot90()).abs() > 20.0
            })
        });
        let cursor = shown.cursor.is_none_or(|c| (picture.at(Point::new(c.x, 0.0)).x - at.x).abs() > 20.0);
        lines && cursor && shown.grips.iter().all(|grip| picture.at(grip.at).distance(at) > 40.0)
    };
    let places = (0..400).map(|k| {
        let (u, v) = ((k % 20) as f32 / 20.0, (k / 20) as f32 / 20.0);
        plane_rect.shrink(40.0).lerp_inside(egui::vec2(u, v))
    });
    places.into_iter().find(|at| free(*at)).expect("an empty place")
}

#[test]
fn resting_points_are_in_view_or_told_at_the_rim() {
    for (name, _) in BUILT_IN.iter().filter(|(name, _)| name.starts_with("fig-")) {
        let mut screen = open(name, Mode::Dark);
        screen.run_steps(60);
        let layout = scene(&screen).history.layout.clone();
        for (info, picture) in layout.planes.iter().zip(&scene(&screen).depiction.planes) {
            let Some(view) = in_view(&screen.ctx, info.title) else { continue };
            let outside =
                picture.marks.iter().filter(|mark| mark.kind == MarkKind::Stable && !holds(view, mark.at)).count();
            assert!(label_with(&screen, "Outside of the view") >= outside.min(1), "{name}: {} {view:?}", info.title);
        }
    }
}

#[test]
fn a_plane_follows_a_crossing_that_a_hand_moves_away_but_not_while_the_hand_holds() {
    let mut screen = open("fig-4d", Mode::Dark);
    let before = span(&screen, PLANE);
    // Lines y_E + 1 and 1.5 y_E - 8 cross at (18, 19): far outside of 0..4 by 0..6.
    let edit = |screen: &mut Screen, id: &str, to: f64| {
        screen.state_mut().act(Action::Edit(Edit::new(id, Value::Number(to))));
        screen.run_steps(1);
    };
    let rect = screen.get_by_role_and_label(egui::Role::Canvas, PLANE).rect();
    press(&mut screen, rect.left_bottom() + egui::vec2(60.0, -2.0));
    edit(&mut screen, "i_offset", -8.0);
    screen.run_steps(30);
    assert_eq!(span(&screen, PLANE), before, "nothing moves under a held pointer");
    let mark = scene(&screen).depiction.planes[0].marks[0].at;
    assert!((mark.x - 18.0).abs() < 1e-9 && (mark.y - 19.0).abs() < 1e-9, "{mark:?}");
    assert!(label_with(&screen, "Outside of the view") > 0, "the rim tells where it is");
    release(&mut screen, rect.left_bottom() + egui::vec2(60.0, -2.0));
    screen.run_steps(60);
    assert!(holds(span(&screen, PLANE), mark), "{:?}", span(&screen, PLANE));
    assert!(screen.query_by_label("Fit").is_none(), "the view is at home");
    // And back.
    edit(&mut screen, "i_offset", 0.0);
    screen.run_steps(400);
    let back = span(&screen, PLANE);
    assert!(back[0][1] < 6.0 && back[1][1] < 9.0, "{back:?}");
}

#[test]
fn nothing_on_an_axis_is_cut() {
    for name in ["fig-4f", "fig-4d", "fig-2a", "fig-5a"] {
        let screen = open(name, Mode::Dark);
        let look = scene(&screen).look.clone();
        let info = &scene(&screen).history.layout.planes[0];
        let rect = screen.get_by_role_and_label(egui::Role::Canvas, info.title).rect();
        let view = span(&screen, info.title);
        for (k, range) in [look.x_range, look.y_range].into_iter().enumerate() {
            let home = range.unwrap_or(info.axes[k].range);
            let points = [rect.width(), rect.height()][k];
            let margin = |v: f64| (v / (view[k][1] - view[k][0]) * f64::from(points)) as f32;
            // A knob has a radius of 6.5 points.
            assert!(margin(home[0] - view[k][0]) > 7.0 && margin(view[k][1] - home[1]) > 7.0, "{name} {view:?}");
        }
    }
}

#[test]
fn a_view_that_a_hand_has_moved_offers_the_way_back() {
    let mut screen = open("fig-4f", Mode::Dark);
    key(&mut screen, Key::Space);
    let home = span(&screen, PLANE);
    let at = empty_place(&screen, PLANE);
    drag(&mut screen, at, at + egui::vec2(90.0, 40.0));
    let moved = span(&screen, PLANE);
    let wide = home[0][1] - home[0][0];
    assert!((moved[0][1] - moved[0][0] - wide).abs() < 1e-9 * wide && moved[0][0] < home[0][0], "{moved:?}");
    assert!(scene(&screen).done().is_empty(), "panning changes nothing: {:?}", scene(&screen).done());
    screen.get_by_label("Fit").click();
    screen.run_steps(60);
    assert_eq!(span(&screen, PLANE), home);
    assert!(screen.query_by_label("Fit").is_none());
    // The wheel zooms about the pointer.
    let place = plane(&screen, PLANE);
    let fixed = Point::new(2.5, 3.0);
    screen.hover_at(place.at(fixed));
    screen.run_steps(1);
    let wheel = Event::MouseWheel {
        unit: egui::MouseWheelUnit::Line,
        delta: egui::vec2(0.0, 3.0),
        phase: egui::TouchPhase::Move,
        source: egui::MouseWheelSource::Wheel,
        modifiers: Modifiers::NONE,
    };
    screen.event(wheel);
    screen.run_steps(20);
    let near = span(&screen, PLANE);
    assert!(near[0][1] - near[0][0] < 0.95 * wide, "{near:?}");
    assert!(plane(&screen, PLANE).at(fixed).distance(place.at(fixed)) < 1.0, "what is under the pointer stays");
    key(&mut screen, Key::F);
    screen.run_steps(60);
    assert_eq!(span(&screen, PLANE), home);
    // With the middle button one pans wherever the pointer is, also on a handle.
    let grip = scene(&screen).depiction.planes[0].grips[0].at;
    let at = plane(&screen, PLANE).at(grip);
    screen.hover_at(at);
    screen.run_steps(1);
    let middle =
        |pressed, pos| Event::PointerButton { pos, button: PointerButton::Middle, pressed, modifiers: Modifiers::NONE };
    screen.event(middle(true, at));
    screen.run_steps(1);
    pull(&mut screen, at, at + egui::vec2(70.0, 0.0));
    screen.event(middle(false, at + egui::vec2(70.0, 0.0)));
    screen.run_steps(2);
    assert!(span(&screen, PLANE)[0][0] < home[0][0]);
    assert!(scene(&screen).done().is_empty(), "{:?}", scene(&screen).done());
}

#[test]
fn a_missed_grab_takes_the_nearest_handle() {
    let mut screen = open("fig-4f", Mode::Dark);
    key(&mut screen, Key::Space);
    let home = span(&screen, PLANE);
    let place = plane(&screen, PLANE);
    let discs = scene(&screen).depiction.planes[0].grips.clone();
    let disc = discs.iter().find(|grip| grip.shape == GripShape::Disc).unwrap();
    // 16 points beside a disc, where no line and no other handle is nearer.
    let lines = scene(&screen).depiction.planes[0].lines.clone();
    let [x, y] = home;
    let far = |at: Pos2| {
        lines.iter().all(|line| {
            let ends = line.half_plane.clip(Point::new(x[0], y[0]), Point::new(x[1], y[1]));
            ends.is_none_or(|[a, b]| {
                let (a, b) = (place.at(a), place.at(b));
                (at - a).dot((b - a).normalized().rot90()).abs() > 9.0
            })
        })
    };
    let around = (0..72).map(|k| place.at(disc.at) + Vec2::angled(k as f32 * 5.0f32.to_radians()) * 20.0);
    let at = around.into_iter().find(|at| far(*at)).expect("a place beside the disc");
    drag(&mut screen, at, at + egui::vec2(0.0, -25.0));
    let done = scene(&screen).done().to_vec();
    assert!(done.len() == 1 && done[0].starts_with("Drag"), "{done:?}");
    assert!(screen.query_by_label("Fit").is_none(), "the plane did not pan");
}

#[test]
fn a_line_that_is_dragged_is_picked() {
    let mut screen = open("fig-4d", Mode::Dark);
    let i0 = NeuronId { population: 1, index: 0 };
    assert_ne!(scene(&screen).picks.first(), Some(&i0));
    let place = plane(&screen, PLANE);
    // The line of I0 is 1.5 y_E.
    drag(&mut screen, place.at(Point::new(1.0, 1.5)), place.at(Point::new(1.0, 1.2)));
    assert_eq!(scene(&screen).picks.first(), Some(&i0));
    assert_eq!(scene(&screen).done(), ["Drag: Line of I0"]);
}

#[test]
fn a_key_whose_shift_was_let_go_first_does_not_hold_gestures_open() {
    let mut screen = open("fig-4d", Mode::Dark);
    let event = |key, pressed, modifiers| Event::Key { key, physical_key: None, pressed, repeat: false, modifiers };
    // Shift down, ? down, Shift up, and what is let go is another key.
    screen.event(event(Key::Questionmark, true, Modifiers::SHIFT));
    screen.run_steps(1);
    screen.event(event(Key::Slash, false, Modifiers::NONE));
    screen.run_steps(1);
    key(&mut screen, Key::Escape);
    assert!(!scene(&screen).desk.help_open);
    for to in [1.2, 1.4] {
        let place = plane(&screen, PLANE);
        let line = scene(&screen).depiction.planes[0].lines[1].half_plane.line().unwrap();
        drag(&mut screen, place.at(Point::new(1.0, line.at(1.0))), place.at(Point::new(1.0, to)));
        screen.run_steps(5);
    }
    assert_eq!(scene(&screen).done().len(), 2, "two drags are two steps: {:?}", scene(&screen).done());
    screen.run_steps(250);
    assert!(scene(&screen).ghost.is_none(), "the ghost fades");
}

#[test]
fn a_key_that_is_let_go_after_its_shift_works_again() {
    let mut screen = open("fig-4d", Mode::Dark);
    let event =
        |key, pressed, modifiers| Event::Key { key, physical_key: Some(Key::Slash), pressed, repeat: false, modifiers };
    for _ in 0..3 {
        screen.event(event(Key::Questionmark, true, Modifiers::SHIFT));
        screen.run_steps(1);
        assert!(scene(&screen).desk.help_open);
        screen.event(event(Key::Slash, false, Modifiers::NONE));
        screen.run_steps(1);
        key(&mut screen, Key::Escape);
        assert!(!scene(&screen).desk.help_open);
    }
}

#[test]
fn another_preset_in_the_middle_of_a_drag_ends_it() {
    let mut screen = open("fig-4d", Mode::Dark);
    let place = plane(&screen, PLANE);
    let from = place.at(Point::new(1.0, 1.5));
    press(&mut screen, from);
    pull(&mut screen, from, from + egui::vec2(0.0, 20.0));
    key(&mut screen, Key::N);
    let steps = scene(&screen).done().len();
    let home = scene(&screen).parameters().to_vec();
    pull(&mut screen, from + egui::vec2(0.0, 20.0), from + egui::vec2(40.0, 90.0));
    release(&mut screen, from + egui::vec2(40.0, 90.0));
    assert_eq!(scene(&screen).done().len(), steps, "{:?}", scene(&screen).done());
    assert_eq!(scene(&screen).parameters(), home, "the next preset is as it was");
    // A slider lets go, too.
    let at = screen.get_by_role_and_label(egui::Role::Slider, "E spike size  DE").rect().center();
    press(&mut screen, at);
    pull(&mut screen, at, at + egui::vec2(5.0, 0.0));
    key(&mut screen, Key::B);
    let home = scene(&screen).parameters().to_vec();
    pull(&mut screen, at + egui::vec2(5.0, 0.0), at + egui::vec2(40.0, 0.0));
    release(&mut screen, at + egui::vec2(40.0, 0.0));
    assert_eq!(scene(&screen).parameters(), home);
}

#[test]
fn a_kick_while_paused_is_seen_at_once() {
    let mut screen = open("fig-4d", Mode::Dark);
    key(&mut screen, Key::Space);
    let step = scene(&screen).history.step;
    screen.state_mut().act(Action::Kick(vec![(1, 3.0), (2, 0.5)]));
    screen.run_steps(3);
    let history = scene(&screen).history;
    let now = history.now.as_ref().expect("what is now");
    assert_eq!((history.step, now[1], now[2]), (step, 3.0, 0.5));
    // The plane has its state there: a press takes hold of it.
    let at = plane(&screen, PLANE).at(Point::new(3.0, 0.5));
    press(&mut screen, at);
    pull(&mut screen, at, at + egui::vec2(-30.0, 0.0));
    release(&mut screen, at + egui::vec2(-30.0, 0.0));
    let now = scene(&screen).history.now.clone().unwrap();
    assert!(now[1] < 3.0 && (now[2] - 0.5).abs() < 0.05, "{now:?}");
}

#[test]
fn the_knob_of_the_input_plays_it_while_paused_and_its_axis_stays() {
    for paused in [false, true] {
        let mut screen = open("fig-4d", Mode::Dark);
        if !scene(&screen).input_open() {
            key(&mut screen, Key::D);
        }
        if paused {
            key(&mut screen, Key::Space);
        }
        let knob = |screen: &Screen| screen.get_by_role_and_label(egui::Role::Slider, "Input now").rect().center();
        let at = knob(&screen);
        press(&mut screen, at);
        let mut values = Vec::new();
        for k in 1..=6 {
            let to = at - egui::vec2(0.0, 10.0 * k as f32);
            screen.hover_at(to);
            screen.run_steps(3);
            values.push(value(&screen, "x").unwrap().parse::<f64>().unwrap());
        }
        values.remove(0);
        let steps: Vec<f64> = values.windows(2).map(|pair| pair[1] - pair[0]).collect();
        // The same way of the hand is the same change: the axis did not move.
        assert!(
            steps.iter().all(|step| *step > 0.0 && (step - steps[0]).abs() < 0.02 * steps[0].abs() + 2e-3),
            "{values:?}"
        );
        release(&mut screen, at - egui::vec2(0.0, 60.0));
        screen.run_steps(5);
        let last = *values.last().unwrap();
        assert!(
            (scene(&screen).history.upcoming.as_ref().unwrap().values.last().unwrap() - last).abs() < 1e-3,
            "paused {paused}"
        );
    }
}

#[test]
fn nothing_opens_or_closes_by_itself() {
    // Its drawn course rests for long, and then moves.
    let mut screen = open("minimax-ring", Mode::Dark);
    let first = scene(&screen).desk.shown.clone();
    screen.state_mut().act(Action::Speed(Speed::Times(60.0)));
    for _ in 0..60 {
        screen.run_steps(1);
        assert_eq!(scene(&screen).desk.shown, first);
    }
    assert!(
        scene(&screen).history.time_s() > 12.0,
        "the course has begun to move: {}",
        scene(&screen).history.time_s()
    );
}

#[test]
fn a_change_of_course_keeps_the_view() {
    let mut screen = open("fig-4f", Mode::Dark);
    screen.state_mut().act(Action::Window(0.3));
    screen.state_mut().act(Action::Pick(NeuronId { population: 1, index: 3 }));
    screen.run_steps(4);
    let at = empty_place(&screen, PLANE);
    drag(&mut screen, at, at + egui::vec2(60.0, 30.0));
    let (seats, window, view) = (scene(&screen).desk.seats.clone(), scene(&screen).desk.window_s, span(&screen, PLANE));
    for course in ["sine", "ramp", "back and forth", "noise", "constant", "step"] {
        screen.state_mut().act(Action::Edit(Edit::new("input", Value::Choice(course.to_owned()))));
        screen.run_steps(10);
        assert_eq!(scene(&screen).notice().map(|n| n.text.clone()), None, "{course}");
        assert_eq!(scene(&screen).desk.seats, seats, "{course}");
        assert_eq!(scene(&screen).desk.window_s, window, "{course}");
        assert_eq!(span(&screen, PLANE), view, "{course}");
        assert_eq!(scene(&screen).picks.first(), Some(&NeuronId { population: 1, index: 3 }), "{course}");
    }
}

#[test]
fn escape_closes_what_lies_over_the_views_and_keys_do_not_act_behind_it() {
    let mut screen = open("fig-4f", Mode::Dark);
    key(&mut screen, Key::F1);
    assert!(scene(&screen).desk.help_open);
    let title = scene(&screen).study.name.clone();
    for other in [Key::K, Key::N, Key::R, Key::L, Key::T] {
        key(&mut screen, other);
    }
    assert_eq!(scene(&screen).study.name, title, "N does nothing behind the list");
    assert!(scene(&screen).done().is_empty(), "K does nothing behind the list");
    key(&mut screen, Key::Escape);
    assert!(!scene(&screen).desk.help_open);
    key(&mut screen, Key::A);
    assert!(scene(&screen).desk.table_open);
    key(&mut screen, Key::N);
    assert_eq!(scene(&screen).study.name, title);
    key(&mut screen, Key::Escape);
    assert!(!scene(&screen).desk.table_open);
    key(&mut screen, Key::K);
    assert_eq!(scene(&screen).done().len(), 1, "and then keys act again");
}

#[test]
fn the_upper_row_counts_by_place() {
    let mut screen = open("fig-4d", Mode::Dark);
    // The fourth key of a French keyboard without Shift.
    let (key, physical_key) = (Key::Quote, Some(Key::Num4));
    screen.event(Event::Key { key, physical_key, pressed: true, repeat: false, modifiers: Modifiers::NONE });
    screen.run_steps(2);
    assert_eq!(scene(&screen).tab(), Some(Tab::Theory));
}

#[test]
fn the_keyboard_reaches_a_handle_of_the_stage_within_three_presses() {
    for name in ["fig-4f", "fig-4d", "fig-2a", "fig-5d", "minimax-pair"] {
        let mut screen = open(name, Mode::Dark);
        let mut found = false;
        for _ in 0..3 {
            screen.key_press(Key::Tab);
            screen.run_steps(2);
            let focused = screen.query_all(By::new().predicate(|node| node.is_focused())).next();
            let label = focused.and_then(|node| node.accesskit_node().label()).unwrap_or_default();
            found |= label.contains(" in ");
        }
        assert!(found, "{name}");
    }
}

#[test]
fn messages_have_the_names_that_the_window_shows() {
    let mut screen = open("fig-4d", Mode::Dark);
    screen.state_mut().act(Action::Edit(Edit::new("d_e", Value::Number(1e9))));
    screen.run_steps(3);
    let text = scene(&screen).notice().unwrap().text.clone();
    assert!(text.contains("E spike size") && !text.contains("d_e") && !text.contains('`'), "{text}");
}

#[test]
fn rates_are_told_neuron_by_neuron() {
    let mut screen = open("fig-12b", Mode::Dark);
    screen.run_steps(40);
    let scene = scene(&screen);
    let (history, parameters) = (scene.history, scene.parameters());
    let list = |id: &str| match &parameters.iter().find(|(spec, _)| spec.id == id).unwrap().1 {
        Value::List(list) => list.clone(),
        other => panic!("{other:?}"),
    };
    // y = sum of D r (sheet low-rank-ei, 3.6), r in spikes per membrane time constant of 10 ms; D = 15 by factors.
    let (step, rates) = history.rates(0, history.step).last().expect("rates").clone();
    assert_eq!(rates.len(), 6);
    let readout = |rates: &[f32], factors: &[f64]| -> f64 {
        rates.iter().zip(factors).map(|(rate, factor)| f64::from(*rate) * 0.01 * 15.0 * factor).sum()
    };
    let bucket = history.buckets(step, step).next().unwrap();
    let found = [readout(&rates[..3], &list("d_e_factors")), readout(&rates[3..], &list("d_i_factors"))];
    for (told, sampled) in found.into_iter().zip([bucket.last[1], bucket.last[2]]) {
        assert!((told - sampled).abs() < 1e-4 * sampled.abs().max(1.0), "{told} {sampled}");
    }
    assert!(label_with(&screen, "Rates, 0 to") > 0, "the view says what it shows");
}

#[test]
fn what_to_try_is_told_in_full_at_every_width() {
    for name in ["fig-2a", "fig-3a", "fig-s3", "minimax-ring", "learn-vdp", "plastic-istdp"] {
        let mut screen = open(name, Mode::Dark);
        for width in [1024.0, 1280.0, 1920.0] {
            screen.set_size(egui::vec2(width, 700.0));
            screen.run_steps(3);
            let node = screen.get(By::new().label_contains("Try:"));
            let rect = node.rect();
            assert!(rect.left() >= 0.0 && rect.right() <= width, "{name}: {rect:?}");
            let below = screen.get_by_label("Run or pause").rect();
            assert!(rect.top() >= below.bottom() - 1.0, "{name} {width}: {rect:?} {below:?}");
        }
    }
}
