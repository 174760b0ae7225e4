//! The window's logic and views without a window, on the real network and on a toy that no enum knows: keys, sliders,
//! picking, messages.

use crate::support::{self, screen};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use tightrope::model::System;
use tightrope::param::Value;
use tightrope::picture::{LineState, Severity};
use tightrope::session::{BUILT_IN, Preset, READOUTS, Speed};
use tightrope::ui::{App, Mode};

/// A screen whose worker does a tick of 20 ms for each frame.
fn harness(name: &str, mode: Mode) -> Harness<'static, App<System>> {
    screen::open(name, mode)
}

fn value(app: &App<System>, id: &str) -> String {
    let scene = app.scene().unwrap();
    scene.parameters().iter().find(|(spec, _)| spec.id == id).unwrap().1.to_string()
}

fn step(harness: &Harness<'_, App<System>>) -> u64 {
    harness.state().scene().unwrap().history.step
}

fn running(harness: &Harness<'_, App<System>>) -> bool {
    harness.state().scene().unwrap().history.status.running
}

#[test]
fn every_preset_is_drawn_in_light_and_dark_with_its_parts_named() {
    for (name, _) in BUILT_IN {
        for mode in [Mode::Light, Mode::Dark] {
            let mut harness = harness(name, mode);
            harness.run_steps(20);
            assert!(step(&harness) > 0, "{name} does not run");
            // Neurons with rates have no raster.
            let spikes = harness.state().scene().unwrap().history.layout.spikes.then_some("Spikes");
            let readouts = harness.state().scene().unwrap().history.layout.words.readouts;
            let scene = harness.state().scene().unwrap();
            let own = Preset::open(name).unwrap().look.beside.is_some();
            let shown = scene.desk.shown.clone().unwrap();
            // A preset may do without some of the views over time.
            let views = [(READOUTS, readouts), ("currents", "Currents"), ("voltage", "Voltage")];
            let views = views.into_iter().filter(|(id, _)| !own || shown.holds(id)).map(|(_, part)| part);
            let spikes = spikes.filter(|_| !own || shown.holds("raster"));
            let parts: Vec<&str> = views.chain(["Presets", "speed", "Run or pause"]).chain(spikes).collect();
            for part in parts {
                assert!(harness.query_all_by_label(part).next().is_some(), "{name}: no part is called {part}");
            }
        }
    }
}

#[test]
fn space_pauses_and_runs_and_the_point_does_one_step() {
    let mut harness = harness("fig-4d", Mode::Dark);
    assert!(running(&harness));
    harness.key_press(egui::Key::Space);
    harness.run_steps(3);
    assert!(!running(&harness));
    let before = step(&harness);
    harness.run_steps(5);
    assert_eq!(step(&harness), before, "a paused network stands still");
    harness.key_press(egui::Key::Period);
    harness.run_steps(3);
    assert_eq!(step(&harness), before + 1);
    harness.key_press(egui::Key::Space);
    harness.run_steps(3);
    assert!(running(&harness));
}

#[test]
fn a_clicker_goes_through_the_presets_and_back() {
    let mut harness = harness("fig-4d", Mode::Dark);
    let title = |harness: &Harness<'_, App<System>>| harness.state().scene().unwrap().study.title.title.clone();
    let first = title(&harness);
    harness.key_press(egui::Key::PageDown);
    harness.run_steps(3);
    assert_ne!(title(&harness), first);
    assert!(running(&harness), "a preset runs as it opens");
    harness.key_press(egui::Key::PageUp);
    harness.run_steps(3);
    assert_eq!(title(&harness), first);
}

#[test]
fn a_slider_edits_the_running_network_without_starting_it_anew() {
    let mut harness = harness("fig-4d", Mode::Dark);
    let (generation, before) = (harness.state().scene().unwrap().history.generation, step(&harness));
    harness.get_by_role_and_label(egui::Role::Slider, "I offset  cI").set_value_accesskit(0.5);
    harness.run_steps(4);
    assert_eq!(value(harness.state(), "i_offset"), "0.5");
    let scene = harness.state().scene().unwrap();
    assert_eq!(scene.history.generation, generation);
    assert!(scene.history.step >= before);
    // Lines y_E + 1 and 1.5 y_E + 0.5 cross at (1, 2): sheet section 4.3.
    let mark = &scene.depiction.planes[0].marks[0];
    assert!((mark.at.x - 1.0).abs() < 1e-12 && (mark.at.y - 2.0).abs() < 1e-12, "{mark:?}");
}

#[test]
fn more_neurons_build_a_new_network() {
    let mut harness = harness("fig-4f", Mode::Dark);
    let generation = harness.state().scene().unwrap().history.generation;
    harness.get_by_role_and_label(egui::Role::Slider, "E neurons  NE").set_value_accesskit(15.0);
    harness.run_steps(4);
    let scene = harness.state().scene().unwrap();
    assert!(scene.history.generation > generation);
    assert_eq!(scene.history.layout.populations[0].count, 15);
    assert_eq!(scene.depiction.planes[0].lines.len(), 25);
}

#[test]
fn what_is_not_allowed_is_said_and_the_network_goes_on() {
    let mut harness = harness("fig-4d", Mode::Dark);
    // dt/tau must stay below 0.05, and dt is 50 us.
    harness.get_by_role_and_label(egui::Role::Slider, "membrane time constant  τ").set_value_accesskit(1.0);
    harness.run_steps(4);
    let scene = harness.state().scene().unwrap();
    let text = scene.notice().map(|notice| notice.text.clone()).unwrap_or_default();
    assert!(text.contains("too coarse"), "{text:?}");
    assert_eq!(value(harness.state(), "tau_ms"), "10", "the refused value is not kept");
    let before = step(&harness);
    harness.run_steps(4);
    assert!(step(&harness) > before);
}

#[test]
fn a_negative_weight_is_drawn_dotted_and_said_to_violate_dales_law() {
    let mut harness = harness("fig-4d", Mode::Dark);
    harness.get_by_role_and_label(egui::Role::Slider, "E slope  bE").set_value_accesskit(-1.0);
    harness.run_steps(4);
    let scene = harness.state().scene().unwrap();
    assert_eq!(scene.depiction.planes[0].lines[0].state, LineState::Unlawful);
    let finding = &scene.depiction.findings[0];
    assert_eq!(finding.severity, Severity::Error);
    assert!(finding.text.starts_with("E0: against Dale's law"), "{}", finding.text);
    assert!(harness.query_by_label(&finding.text).is_some(), "the status line says it");
}

#[test]
fn a_click_on_a_raster_row_watches_that_neuron() {
    let mut harness = harness("fig-4f", Mode::Dark);
    let rect = harness.get_by_role_and_label(egui::Role::Canvas, "Spikes").rect();
    let at = rect.left_top() + egui::vec2(30.0, 4.0);
    harness.hover_at(at);
    harness.run_steps(1);
    harness.drag_at(at);
    harness.run_steps(1);
    harness.drop_at(at);
    harness.run_steps(4);
    let watched = harness.state().scene().unwrap().watched().unwrap();
    assert_eq!((watched.population, watched.index), (1, 9), "the top row is the last I neuron");
}

#[test]
fn the_speed_is_what_was_asked_for() {
    let mut harness = harness("fig-4d", Mode::Dark);
    harness.get_by_role_and_label(egui::Role::Slider, "speed").set_value_accesskit(0.5);
    harness.run_steps(3);
    let status = harness.state().scene().unwrap().history.status;
    let Speed::Times(times) = status.wanted else { panic!("{status:?}") };
    assert!((times / 0.5 - 1.0).abs() < 0.05, "{times}");
    let before = step(&harness);
    harness.run_steps(10);
    // Ten ticks of 20 ms at half of real time, in steps of 50 us.
    let steps = (step(&harness) - before) as f64;
    assert!((steps / (10.0 * 0.02 * times / 5e-5) - 1.0).abs() < 0.15, "{steps}");
}

#[test]
fn a_picture_without_a_window_shows_the_network() {
    let preset = Preset::open("fig-4f").unwrap();
    let image = tightrope::ui::picture(preset, Mode::Dark, [900.0, 600.0], 0.1).unwrap();
    assert_eq!(image.size, [900, 600]);
    let colours: std::collections::HashSet<_> = image.pixels.iter().collect();
    assert!(colours.len() > 200, "{} colours", colours.len());
    let theme = tightrope::ui::Theme::new(Mode::Dark);
    for hue in [theme.red, theme.blue, theme.text] {
        assert!(image.pixels.iter().filter(|pixel| **pixel == hue).count() > 50, "{hue:?} is missing");
    }
}

#[test]
fn a_system_that_no_enum_knows_is_drawn_edited_and_watched() {
    let mut harness = screen::screen(vec![screen::preset_of(support::Toy::default())], 0, Mode::Light);
    harness.run_steps(20);
    for part in ["Toy plane", "Second plane", "Levels", "Spikes", "Currents", "Voltage"] {
        assert!(harness.query_by_role_and_label(egui::Role::Canvas, part).is_some(), "{part} is missing");
    }
    harness.get_by_role_and_label(egui::Role::Slider, "gain").set_value_accesskit(3.0);
    harness.run_steps(4);
    let scene = harness.state().scene().unwrap();
    assert_eq!(scene.depiction.planes[0].subtitle, "gain 3");
    let theory = scene.history.theory(scene.history.step, scene.history.step);
    assert!((theory.last().unwrap().1[0].value - 1.2).abs() < 1e-12);
    // The second plane shows a line at its left end; a click on the first plane's lowest line picks its owner.
    // Line 4 runs from (0, 1) to (4, 4.2): at x = 2 it is at y = 2.6.
    let at = screen::plane(&harness, "Toy plane").at(tightrope::geometry::Point::new(2.0, 2.6));
    harness.hover_at(at);
    harness.run_steps(1);
    harness.drag_at(at);
    harness.run_steps(1);
    harness.drop_at(at);
    harness.run_steps(4);
    assert_eq!(harness.state().scene().unwrap().watched().unwrap().index, 4);
}

#[test]
fn a_double_click_on_a_slider_goes_back_to_the_preset() {
    let mut harness = harness("fig-4f", Mode::Dark);
    harness.get_by_role_and_label(egui::Role::Slider, "E spike size  DE").set_value_accesskit(0.3);
    harness.run_steps(3);
    assert_eq!(value(harness.state(), "d_e"), "0.3");
    let at = harness.get_by_role_and_label(egui::Role::Slider, "E spike size  DE").rect().center();
    for _ in 0..2 {
        harness.hover_at(at);
        harness.drag_at(at);
        harness.step();
        harness.drop_at(at);
        harness.step();
    }
    harness.run_steps(2);
    assert_eq!(value(harness.state(), "d_e"), "1.225");
}

#[test]
fn surfaces_are_turned_with_the_mouse_and_tell_whose_they_are() {
    let toy = support::Toy::default();
    let mut harness = screen::screen(vec![screen::preset_of(toy)], 0, Mode::Dark);
    harness.state_mut().act(tightrope::ui::Action::Stage("space:toy-space".to_owned()));
    harness.run_steps(3);
    let rect = harness.get_by_role_and_label(egui::Role::Canvas, "Toy space").rect();
    // A pull turns it, and is not taken for a click or for panning.
    screen::drag(&mut harness, rect.center(), rect.center() + egui::vec2(80.0, 20.0));
    harness.run_steps(2);
    // Its only sheet lies under the middle of the card.
    harness.hover_at(rect.center());
    harness.run_steps(2);
    assert_eq!(harness.state().scene().unwrap().hover.map(|n| (n.population, n.index)), Some((0, 0)));
}

#[test]
fn cells_of_a_field_are_painted_and_wiped() {
    let mut harness = screen::screen(vec![screen::preset_of(support::Toy::default())], 0, Mode::Dark);
    harness.state_mut().act(tightrope::ui::Action::Stage("field:toy-field".to_owned()));
    harness.run_steps(3);
    let rect = harness.get_by_role_and_label(egui::Role::Canvas, "Toy field").rect();
    let cell = |across: f32, down: f32| rect.min + rect.size() * egui::vec2(across, down);
    let lift = |harness: &screen::Screen<support::Toy>| screen::value(harness, "lift");
    assert_eq!(lift(&harness).as_deref(), Some("{}"));
    // A stroke from the first cell down to the third paints both, as one step.
    screen::drag(&mut harness, cell(0.25, 0.25), cell(0.25, 0.75));
    let painted = lift(&harness).unwrap();
    assert!(painted.contains("0 = 2") && painted.contains("2 = 2") && !painted.contains("1 = 2"), "{painted}");
    assert_eq!(screen::scene(&harness).done().len(), 1, "{:?}", screen::scene(&harness).done());
    // A quick click, down and up within one frame, paints too.
    let quick = |harness: &mut screen::Screen<support::Toy>, at: egui::Pos2| {
        harness.hover_at(at);
        for pressed in [true, false] {
            let modifiers = egui::Modifiers::NONE;
            let button = egui::PointerButton::Primary;
            harness.event(egui::Event::PointerButton { pos: at, button, pressed, modifiers });
        }
        harness.run_steps(3);
    };
    quick(&mut harness, cell(0.75, 0.75));
    assert!(lift(&harness).unwrap().contains("3 = 2"), "{:?}", lift(&harness));
    // A painted cell is marked: a click wipes it.
    screen::click(&mut harness, cell(0.25, 0.25));
    assert_eq!(screen::scene(&harness).done().last().unwrap(), "Wipe cells");
    assert!(!lift(&harness).unwrap().contains("0 = 2"));
}

#[test]
fn a_formula_typed_beside_the_pen_is_the_target() {
    let mut harness = harness("fig-5d", Mode::Dark);
    harness.get_by_role_and_label(egui::Role::Button, "Type a target as a formula in x").click();
    harness.run_steps(3);
    harness.get_by_role_and_label(egui::Role::TextInput, "Formula in x").type_text("3 + x/5");
    harness.run_steps(4);
    // The target is a line, whatever knots it has.
    let numbers = |app: &App<System>, id: &str| -> Vec<f64> {
        let scene = app.scene().unwrap();
        match &scene.parameters().iter().find(|(spec, _)| spec.id == id).unwrap().1 {
            Value::List(numbers) => numbers.clone(),
            other => panic!("{id} is {other}"),
        }
    };
    let (x, y) = (numbers(harness.state(), "target_x"), numbers(harness.state(), "target_y"));
    assert!(x.len() > 1 && x.len() == y.len());
    assert!(x.iter().zip(&y).all(|(x, y)| (y - (3.0 + x / 5.0)).abs() < 1e-6), "{x:?} {y:?}");
    // What is no formula is said, and changes nothing.
    harness.get_by_role_and_label(egui::Role::TextInput, "Formula in x").type_text(" +");
    harness.run_steps(4);
    assert!(harness.query_by_label_contains("Allowed is a formula in x").is_some());
    assert_eq!(numbers(harness.state(), "target_y"), y);
    harness.key_press(egui::Key::Escape);
    harness.run_steps(3);
    assert!(harness.query_by_role_and_label(egui::Role::TextInput, "Formula in x").is_none());
}
