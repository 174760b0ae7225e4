//! The lesson panel: a step carries its controls, points at what it means, and asks before it shows.

use crate::support::screen::{self, Screen, open, scene, value};
use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use tightrope::ui::{Action, Mode};

/// The lesson of that name, just begun.
fn begin(name: &str) -> Screen {
    let mut screen = open("fig-4f", Mode::Dark);
    let index = scene(&screen).study.lessons.iter().position(|lesson| lesson.name == name).unwrap();
    screen.state_mut().act(Action::BeginLesson(index));
    screen.state_mut().act(Action::Show(tightrope::ui::Tab::Learn));
    screen.run_steps(6);
    screen
}

fn skip(screen: &mut Screen) {
    screen.state_mut().act(Action::SkipStep);
    screen.run_steps(4);
}

fn done(screen: &Screen) -> usize {
    scene(screen).study.progress.done
}

/// What a node tells screen readers: plain labels tell it as their value.
fn told(node: &egui_kittest::Node<'_>) -> Option<String> {
    let node = node.accesskit_node();
    node.label().or_else(|| node.value())
}

/// What is told of everything whose words begin so.
fn labels(screen: &Screen, start: &str) -> Vec<String> {
    let all = screen.query_all_by(|_| true).filter_map(|node| told(&node));
    all.filter(|words| words.starts_with(start)).collect()
}

#[test]
fn every_control_of_every_step_is_there_and_what_is_pointed_at_is_marked() {
    let lessons = scene(&open("fig-4f", Mode::Dark)).study.lessons.to_vec();
    for lesson in lessons {
        let mut screen = begin(&lesson.name);
        for step in &lesson.steps {
            let at = format!("{}, {}", lesson.name, step.title);
            // What ticked meanwhile is not looked at.
            while scene(&screen).study.step().is_some_and(|now| now.title != step.title) && {
                lesson.steps.iter().position(|s| s.title == step.title).unwrap() > done(&screen)
            } {
                skip(&mut screen);
            }
            if scene(&screen).study.step().is_none_or(|now| now.title != step.title) {
                continue;
            }
            assert!(labels(&screen, "The network has no control").is_empty(), "{at}");
            let marks = labels(&screen, "The lesson means").len() + labels(&screen, "Show ").len();
            assert!(marks >= usize::from(!step.points_at.is_empty()), "{at}: nothing is marked");
            let known = |what: &str| {
                let scene = scene(&screen);
                let is_view = screen.state().views().iter().any(|view| view.id == what);
                let is_parameter = scene.parameters().iter().any(|(spec, _)| spec.id == what);
                is_view || is_parameter || matches!(what, "hurry" | "status") || what.starts_with("grip:")
            };
            assert!(step.points_at.iter().all(|what| known(what)), "{at}: {:?}", step.points_at);
        }
    }
}

#[test]
fn a_slider_under_the_text_is_that_of_the_controls() {
    let mut screen = begin("11-soft");
    screen.get_by_role_and_label(Role::Slider, "sigmoid steepness  βr").set_value_accesskit(2.5);
    screen.run_steps(6);
    assert_eq!(value(&screen, "steepness").as_deref(), Some("2.5"));
    // And that was what the step asked for.
    assert_eq!(done(&screen), 1);
}

#[test]
fn a_guess_comes_before_the_control_and_is_held_against_what_came() {
    let mut screen = begin("7-paradox");
    screen.state_mut().act(Action::Speed(tightrope::session::Speed::Times(0.2)));
    for _ in 0..400 {
        if done(&screen) == 1 {
            break;
        }
        screen.run_steps(1);
    }
    let push = |screen: &mut Screen| {
        let at = screen.get_by_role_and_label(Role::CheckBox, "Push I").rect().center();
        screen::click(screen, at);
        screen.run_steps(2);
    };
    assert!(scene(&screen).study.must_guess());
    push(&mut screen);
    assert_eq!(value(&screen, "current_i").as_deref(), Some("0"), "it is locked");
    // The axis runs from 0 to 6: a mark near its right end.
    let axis = screen.get_by_role_and_label(Role::Slider, "Your guess: Where will |yI| go?").rect();
    screen::click(&mut screen, axis.left_center() + egui::vec2(10.0 + 0.75 * (axis.width() - 20.0), 0.0));
    let said = scene(&screen).study.progress.said().unwrap();
    assert!((said - 4.5).abs() < 0.1, "{said}");
    assert!(!scene(&screen).study.must_guess());
    push(&mut screen);
    assert_eq!(value(&screen, "current_i").as_deref(), Some("1"));
    for _ in 0..400 {
        if done(&screen) == 2 {
            break;
        }
        screen.run_steps(1);
    }
    let told = scene(&screen).study.progress.told[0];
    // Closed form: the lines cross at 11/6; spikes, their cost and noise leave the mean above that, and far below 3.3.
    assert!(told.before.unwrap() > 3.0 && (1.6..2.45).contains(&told.came), "{told:?}");
    let line = labels(&screen, "You said");
    assert!(line.len() == 1 && line[0].contains("it fell") && line[0].contains("A surprise"), "{line:?}");
}

#[test]
fn a_guess_can_be_skipped_and_made_by_keyboard() {
    let mut screen = begin("7-paradox");
    skip(&mut screen);
    let axis = screen.get_by_role_and_label(Role::Slider, "Your guess: Where will |yI| go?");
    axis.focus();
    screen.run_steps(2);
    screen.key_press(egui::Key::ArrowRight);
    screen.run_steps(2);
    assert!(scene(&screen).study.progress.said().is_some());
    let mut screen = begin("7-paradox");
    skip(&mut screen);
    screen.state_mut().act(Action::SkipGuess);
    screen.run_steps(2);
    assert!(!scene(&screen).study.must_guess() && scene(&screen).study.progress.said().is_none());
}

#[test]
fn six_lessons_or_more_ask_before_they_show() {
    let screen = open("fig-4f", Mode::Dark);
    let asks =
        scene(&screen).study.lessons.iter().filter(|lesson| lesson.steps.iter().any(|step| step.guess.is_some()));
    assert!(asks.count() >= 6);
}

#[test]
fn nothing_of_a_lesson_is_cut_in_a_small_window_and_the_step_is_in_view() {
    let lessons = scene(&open("fig-4f", Mode::Dark)).study.lessons.to_vec();
    for lesson in lessons {
        let mut screen = begin(&lesson.name);
        screen.set_size(egui::vec2(1024.0, 640.0));
        screen.run_steps(4);
        for _ in 0..lesson.steps.len() {
            let step = scene(&screen).study.step().cloned();
            let Some(step) = step else { break };
            // The panel scrolls softly.
            screen.run_steps(30);
            if scene(&screen).study.step() != Some(&step) {
                continue;
            }
            let title = screen.get_all_by_label(&step.title).next().unwrap().rect();
            assert!(title.top() > 80.0 && title.bottom() < 570.0, "{}, {}: {title:?}", lesson.name, step.title);
            // The panel is 286 points wide, and begins 8 from the left.
            let edge = 8.0 + 286.0;
            let all = screen.query_all_by(|_| true).filter(|node| node.accesskit_node().role() == Role::Label);
            let cut: Vec<String> = all
                .filter(|node| {
                    node.rect().left() < edge - 20.0 && node.rect().top() > 110.0 && node.rect().top() < 560.0
                })
                .filter(|node| node.rect().right() > edge)
                .filter_map(|node| told(&node))
                .collect();
            assert!(cut.iter().all(|label| label.starts_with("The lesson means")), "{}: {cut:?}", lesson.name);
            skip(&mut screen);
        }
    }
}

/// Draws over the picture from one corner to the other, as a hand does.
fn stroke(screen: &mut Screen, from: [f32; 2], to: [f32; 2], button: egui::PointerButton) {
    let rect = screen.get_by_role_and_label(Role::Canvas, "E rates as a picture; draw a cue").rect();
    let at = |[u, v]: [f32; 2]| rect.min + rect.size() * egui::vec2(u, v);
    let press = |screen: &mut Screen, pos, pressed| {
        let modifiers = egui::Modifiers::NONE;
        screen.event(egui::Event::PointerButton { pos, button, pressed, modifiers });
        screen.run_steps(2);
    };
    screen.hover_at(at(from));
    screen.run_steps(1);
    press(screen, at(from), true);
    for k in 1..=8 {
        let part = k as f32 / 8.0;
        screen.hover_at(at([from[0] + (to[0] - from[0]) * part, from[1] + (to[1] - from[1]) * part]));
        screen.run_steps(1);
    }
    press(screen, at(to), false);
}

#[test]
fn two_strokes_from_corner_to_corner_are_completed_to_the_cross() {
    use egui::PointerButton::{Primary, Secondary};
    // Neat, and as a hurried hand does it.
    for off in [0.0f32, 0.05, -0.03] {
        let mut screen = begin("14-memory");
        screen.state_mut().act(Action::Speed(tightrope::session::Speed::Times(20.0)));
        for _ in 0..100 {
            if done(&screen) == 1 {
                break;
            }
            screen.run_steps(1);
        }
        assert_eq!(done(&screen), 1);
        assert_eq!(
            labels(&screen, "Stored: "),
            ["Stored: ring", "Stored: cross", "Stored: bars lying", "Stored: bars standing"]
        );
        let marked = |screen: &Screen| scene(screen).depiction.fields[0].marked.clone();
        // The right button wipes what it passes: the upper row of the cue.
        assert!(marked(&screen).contains(&14));
        stroke(&mut screen, [0.32, 0.25], [0.7, 0.25], Secondary);
        assert!([13, 14, 15, 16].iter().all(|cell| !marked(&screen).contains(cell)), "{:?}", marked(&screen));
        let wipe = screen.get_by_role_and_label(Role::Button, "wipe all").rect().center();
        screen::click(&mut screen, wipe);
        assert!(marked(&screen).is_empty());
        assert_eq!(done(&screen), 1, "a wiped cue is no cross");
        stroke(&mut screen, [0.03 + off.max(0.0), 0.03], [0.97, 0.97 + off.min(0.0)], Primary);
        stroke(&mut screen, [0.97, 0.04 + off.max(0.0)], [0.03 - off.min(0.0), 0.96], Primary);
        screen.run_steps(3);
        assert_eq!(done(&screen), 2, "{off}: {:?}", marked(&screen));
        for (id, to) in [("strength", 50.0), ("x", 1.0)] {
            screen.state_mut().act(Action::Edit(tightrope::param::Edit::new(id, tightrope::param::Value::Number(to))));
            screen.run_steps(3);
        }
        for _ in 0..200 {
            if done(&screen) == 4 {
                break;
            }
            screen.run_steps(1);
        }
        assert_eq!(
            done(&screen),
            4,
            "{off}: {:?}",
            scene(&screen).history.statistics.as_ref().map(|s| s.means.clone())
        );
        screen.state_mut().act(Action::Edit(tightrope::param::Edit::new("x", tightrope::param::Value::Number(0.0))));
        screen.run_steps(100);
        let means = scene(&screen).history.statistics.as_ref().unwrap().means.clone();
        assert!(means[2] > 0.75 && means[1] < 0.3 && means[3] < 0.3 && means[4] < 0.3, "{off}: {means:?}");
        assert_eq!(done(&screen), 5);
    }
}
