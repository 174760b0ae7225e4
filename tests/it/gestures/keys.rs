//! What keys do, and the ways back.

use super::*;

#[test]
fn handles_are_found_and_moved_by_keyboard() {
    let (mut screen, _) = fig_4d();
    let cases = [
        ("Line of E0 in Plane  y_E, |y_I|", Key::ArrowUp, "Drag: Line of E0"),
        ("Slope of E0 in Plane  y_E, |y_I|", Key::ArrowDown, "Drag: Slope of E0"),
        ("Spike size of E0 in Plane  y_E, |y_I|", Key::ArrowRight, "Drag: Spike size of E0"),
        ("I boundary in Plane  y_E, |y_I|", Key::ArrowUp, "Drag: I boundary"),
        ("Bend of the E boundary in Plane  y_E, |y_I|", Key::ArrowUp, "Drag: Bend of the E boundary"),
        ("Input in Input-output  x, y_E", Key::ArrowRight, "Drag: Input"),
    ];
    for (k, (name, arrow, step)) in cases.into_iter().enumerate() {
        let before = scene(&screen).parameters().to_vec();
        screen.get_by_role_and_label(egui::Role::Slider, name).focus();
        screen.run_steps(2);
        key(&mut screen, arrow);
        assert_eq!(steps(&screen).len(), k + 1, "{name}");
        assert_eq!(steps(&screen)[k], step);
        assert_ne!(scene(&screen).parameters(), before, "{name}");
        key(&mut screen, Key::Escape);
    }
    // A press is a two-hundredth of the picture; the E line went up by 6/200 first.
    for _ in 0..cases.len() {
        ctrl(&mut screen, Key::Z, false);
    }
    assert!(steps(&screen).is_empty());
    screen.get_by_role_and_label(egui::Role::Slider, cases[0].0).focus();
    screen.run_steps(2);
    key(&mut screen, Key::ArrowUp);
    assert!((height(&screen, E0, 0.0) - 1.03).abs() < 1e-9, "{}", height(&screen, E0, 0.0));
}

#[test]
fn a_held_arrow_key_goes_on_and_on_in_one_step() {
    // A boundary's handle moves with its boundary: each repeat has to begin where the last one ended.
    let (mut screen, _) = fig_4d();
    screen.get_by_role_and_label(egui::Role::Slider, "E boundary in Plane  y_E, |y_I|").focus();
    screen.run_steps(2);
    for _ in 0..5 {
        screen.key_down(Key::ArrowUp);
        screen.run_steps(2);
    }
    screen.event(egui::Event::Key {
        key: Key::ArrowUp,
        physical_key: None,
        pressed: false,
        repeat: false,
        modifiers: Modifiers::NONE,
    });
    screen.run_steps(2);
    let offset: f64 = value(&screen, "e_offset").unwrap().parse().unwrap();
    assert!((offset - (1.0 + 5.0 * 6.0 / 200.0)).abs() < 1e-9, "{offset}");
    assert_eq!(steps(&screen).len(), 1, "{:?}", steps(&screen));
}

#[test]
fn the_input_is_stepped_by_keys_while_paused() {
    let (mut screen, _) = fig_4d();
    key(&mut screen, Key::Space);
    screen.get_by_role_and_label(egui::Role::Slider, "Input in Input-output  x, y_E").focus();
    screen.run_steps(2);
    for _ in 0..5 {
        key(&mut screen, Key::ArrowRight);
    }
    // The picture spans 2.5 of x and its margins; a press is a two-hundredth, to one digit.
    let x: f64 = value(&screen, "x").unwrap().parse().unwrap();
    assert!((x - (1.0 + 5.0 * 0.01)).abs() < 1e-6, "{x}");
    assert_eq!(
        scene(&screen).depiction.planes[1].cursor.map(|cursor| cursor.x),
        Some(x),
        "the cursor stands where it was put"
    );
}

#[test]
fn keys_mean_what_has_the_focus_first() {
    let mut screen = open("fig-4f", Mode::Dark);
    // Space runs and pauses although a handle has the focus.
    screen.get_by_role_and_label(egui::Role::Slider, "Line of E4 in Plane  y_E, |y_I|").focus();
    screen.run_steps(2);
    key(&mut screen, Key::Space);
    assert!(!scene(&screen).history.status.running);
    // Esc leaves a number field without giving up the picked neuron.
    key(&mut screen, Key::Escape);
    key(&mut screen, Key::CloseBracket);
    let e5 = NeuronId { population: 0, index: 5 };
    assert_eq!(scene(&screen).picks, [e5]);
    key(&mut screen, Key::Num2);
    screen.get_by_role_and_label(egui::Role::Slider, "threshold of E5").focus();
    screen.run_steps(3);
    key(&mut screen, Key::Escape);
    assert_eq!(scene(&screen).picks, [e5]);
    // A held key switches once.
    screen.run_steps(3);
    for repeat in [false, true, true, true] {
        screen.event(egui::Event::Key {
            key: Key::K,
            physical_key: None,
            pressed: true,
            repeat,
            modifiers: Modifiers::NONE,
        });
        screen.run_steps(1);
    }
    assert!(scene(&screen).roster.is_silenced(e5));
}

#[test]
fn k_silences_and_a_step_of_undo_wakes() {
    let mut screen = open("fig-4f", Mode::Dark);
    key(&mut screen, Key::K);
    let e4 = NeuronId { population: 0, index: 4 };
    assert!(scene(&screen).roster.is_silenced(e4));
    assert_eq!(line(&screen, e4).state, LineState::Silenced);
    assert_eq!(steps(&screen), ["Silence E4"]);
    let since = scene(&screen).history.step;
    screen.state_mut().act(Action::Speed(Speed::Times(0.5)));
    screen.run_steps(20);
    let spikes = scene(&screen).history.spikes(since + 1, u64::MAX).to_vec();
    assert!(!spikes.is_empty() && spikes.iter().all(|spike| spike.neuron() != e4));
    key(&mut screen, Key::K);
    assert!(!scene(&screen).roster.is_silenced(e4));
    ctrl(&mut screen, Key::Z, false);
    ctrl(&mut screen, Key::Z, false);
    assert!(!scene(&screen).roster.is_silenced(e4) && steps(&screen).is_empty());
    // The same by the right button.
    let plane = plane(&screen, "Plane  y_E, |y_I|");
    let e9 = NeuronId { population: 0, index: 9 };
    let at = plane.at(Point::new(4.6, height(&screen, e9, 4.6)));
    screen.hover_at(at);
    screen.run_steps(2);
    for pressed in [true, false] {
        let button = egui::PointerButton::Secondary;
        screen.event(egui::Event::PointerButton { pos: at, button, pressed, modifiers: Modifiers::NONE });
        screen.run_steps(1);
    }
    screen.run_steps(2);
    screen.get_by_label("Silence E9").click();
    screen.run_steps(3);
    assert!(scene(&screen).roster.is_silenced(e9));
}

#[test]
fn undo_goes_over_everything_and_names_its_steps() {
    let mut screen = open("fig-4d", Mode::Dark);
    let start = screen.state().setup().clone();
    let plane = plane(&screen, "Plane  y_E, |y_I|");
    screen.get_by_role_and_label(egui::Role::Slider, "I offset  cI").set_value_accesskit(0.5);
    screen.run_steps(3);
    drag(&mut screen, plane.at(Point::new(0.5, 1.5)), plane.at(Point::new(0.5, 1.9)));
    key(&mut screen, Key::K);
    key(&mut screen, Key::Num3);
    screen.get_by_label("Push I").click();
    screen.run_steps(3);
    key(&mut screen, Key::N);
    screen.get_by_label("Noise").click();
    screen.run_steps(3);
    let names =
        ["I offset 0.5", "Drag: Line of E0", "Silence E0", "Push I", "Open Fig. 4f  Ten E + ten I neurons", "Noise"];
    assert_eq!(steps(&screen), names);
    let end = screen.state().setup().clone();
    // The list of steps takes back several at once.
    screen.get_by_label("Steps to undo").click();
    screen.run_steps(3);
    screen.get_by_label("Drag: Line of E0").click();
    screen.run_steps(3);
    assert_eq!(steps(&screen), ["I offset 0.5"]);
    assert_eq!(scene(&screen).undone().len(), 5);
    assert_eq!(scene(&screen).study.title.title, "Fig. 4d  One E + one I neuron");
    ctrl(&mut screen, Key::Z, false);
    assert_eq!(*screen.state().setup(), start);
    for _ in 0..names.len() {
        ctrl(&mut screen, Key::Z, true);
    }
    assert_eq!(*screen.state().setup(), end);
    assert_eq!(steps(&screen), names);
    // The run was told all of it.
    let noise = scene(&screen).history.layout.populations.iter().map(|p| p.count).collect::<Vec<_>>();
    assert_eq!(noise, [10, 10]);
}

#[test]
fn a_double_click_is_one_step() {
    let mut screen = open("fig-4f", Mode::Dark);
    screen.get_by_role_and_label(egui::Role::Slider, "E spike size  DE").set_value_accesskit(0.3);
    screen.run_steps(3);
    let at = screen.get_by_role_and_label(egui::Role::Slider, "E spike size  DE").rect().center();
    for _ in 0..2 {
        screen.hover_at(at);
        screen.drag_at(at);
        screen.step();
        screen.drop_at(at);
        screen.step();
    }
    screen.run_steps(2);
    assert_eq!(value(&screen, "d_e").unwrap(), "1.225");
    assert_eq!(steps(&screen).len(), 2, "{:?}", steps(&screen));
    ctrl(&mut screen, Key::Z, false);
    assert_eq!(value(&screen, "d_e").unwrap(), "0.3");
}
