//! Any view can be the large one, by hand, by key and by preset, whatever the network; the others keep their seats.

use crate::support;
use crate::support::screen;
use egui_kittest::kittest::Queryable as _;
use tightrope::session::{BUILT_IN, Level, Look, PICTURES, Preset, VIEWS};
use tightrope::sim::Model;
use tightrope::ui::{Action, Mode, Shown};

fn shown<M: Model>(screen: &screen::Screen<M>) -> Shown {
    screen::scene(screen).desk.shown.clone().expect("the views have their seats")
}

fn all(shown: &Shown) -> Vec<String> {
    let mut all: Vec<String> = shown.column.iter().chain(&shown.below).chain([&shown.stage]).cloned().collect();
    all.sort();
    all
}

fn act<M: Model>(screen: &mut screen::Screen<M>, action: Action) {
    screen.state_mut().act(action);
    screen.run_steps(3);
}

/// Puts every view on the stage, one after the other, and looks at its card.
fn each_view_is_large<M: Model>(screen: &mut screen::Screen<M>, name: &str) {
    screen.run_steps(10);
    let views = screen.state().views();
    assert!(views.iter().filter(|view| view.is_available).count() >= 6, "{name}");
    for view in views.iter().filter(|view| view.is_available) {
        act(screen, Action::Stage(view.id.clone()));
        let now = shown(screen);
        assert_eq!(now.stage, view.id, "{name}");
        let mut seats = all(&now);
        seats.dedup();
        assert_eq!(seats.len(), now.column.len() + 1 + usize::from(now.below.is_some()), "{name}: a view sits twice");
        // The choice of a seat stands at its right end; the stage has no way onto the stage.
        let choice = screen.get_by_label(&format!("Views in place of {}", view.plain_name())).rect();
        assert!(screen.query_by_label(&format!("{} on the stage", view.plain_name())).is_none());
        // A stage alone takes all the width; beside a column more than half of it. Above it are the bar, two lines of words and
        // the conditions of the figure.
        let right = if now.column.is_empty() { 1240.0 } else { 800.0 };
        assert!(choice.right() > right && choice.top() < 145.0, "{name}: {} at {choice:?}", view.id);
        let canvases: Vec<_> = screen.query_all_by_role(egui::Role::Canvas).map(|node| node.rect()).collect();
        let largest = canvases.iter().map(|rect| rect.height()).fold(0.0, f32::max);
        // Pictures that a network keeps stand below its field.
        let least = match view.id.as_str() {
            id if id.starts_with("field:") => 150.0,
            // Their settings stand above them.
            "map" | "sweep" => 120.0,
            // The timeline takes its height from all.
            _ => 190.0,
        };
        assert!(view.id == "table" || largest > least, "{name}: {} is small: {largest}", view.id);
        // Its title is in the title row of the stage.
        let title = view.plain_name();
        let word = title.split_whitespace().next().unwrap_or_default().to_owned();
        let row = screen.query_all(egui_kittest::kittest::By::new().label_contains(&word));
        let in_row = row.into_iter().any(|node| (choice.top() - node.rect().top()).abs() < 20.0);
        assert!(in_row || view.id == "input", "{name}: {} has no title", view.id);
    }
}

#[test]
fn every_view_can_be_the_large_one() {
    for name in
        ["fig-4f", "fig-5c", "fig-2d", "fig-2e", "fig-12b", "minimax-ring", "minimax-planted", "minimax-grid-32"]
    {
        let mut screen = screen::open(name, Mode::Dark);
        each_view_is_large(&mut screen, name);
    }
}

#[test]
fn a_system_that_no_enum_knows_has_all_its_views_large() {
    let mut screen = screen::screen(vec![screen::preset_of(support::Toy::default())], 0, Mode::Light);
    each_view_is_large(&mut screen, "toy");
    let ids: Vec<String> = screen.state().views().into_iter().map(|view| view.id).collect();
    for id in ["plane:toy", "plane:toy-2", "space:toy-space", "field:toy-field"] {
        assert!(ids.iter().any(|known| known == id), "{ids:?}");
    }
}

#[test]
fn what_goes_on_the_stage_and_what_was_there_swap_and_the_others_stay() {
    let mut screen = screen::open("fig-4d", Mode::Dark);
    let before = shown(&screen);
    assert_eq!((before.stage.as_str(), before.below.as_deref()), ("plane:latent", Some("plane:input-output")));
    assert_eq!(before.column, ["latents", "raster", "currents", "voltage"]);
    screen.get_by_label("Spikes on the stage").click();
    screen.run_steps(3);
    let after = shown(&screen);
    assert_eq!((after.stage.as_str(), after.below.as_deref()), ("raster", Some("plane:input-output")));
    assert_eq!(after.column, ["latents", "plane:latent", "currents", "voltage"]);
    act(&mut screen, Action::Stage("plane:latent".to_owned()));
    assert_eq!(shown(&screen), before);
    // A view that has no seat takes that of another; put away, it leaves none.
    act(&mut screen, Action::Seat { here: "voltage".to_owned(), view: "table".to_owned() });
    assert_eq!(shown(&screen).column, ["latents", "raster", "currents", "table"]);
    act(&mut screen, Action::CloseView("table".to_owned()));
    assert_eq!(shown(&screen).column, ["latents", "raster", "currents"]);
    act(&mut screen, Action::CloseView("plane:input-output".to_owned()));
    assert_eq!(shown(&screen).below, None, "what was put away does not come back by itself");
    act(&mut screen, Action::AddView("plane:input-output".to_owned()));
    assert_eq!(shown(&screen).below.as_deref(), Some("plane:input-output"));
    // Loading a preset brings its own arrangement.
    act(&mut screen, Action::OpenNext(1));
    act(&mut screen, Action::OpenNext(-1));
    assert_eq!(shown(&screen), before);
}

#[test]
fn the_key_goes_through_all_views_and_comes_back() {
    for name in ["fig-4f", "fig-12b", "minimax-ring"] {
        let mut screen = screen::open(name, Mode::Dark);
        screen.run_steps(4);
        let first = shown(&screen);
        let count = screen.state().views().iter().filter(|view| view.is_available).count();
        let mut seen = vec![first.stage.clone()];
        for _ in 1..count {
            screen::key(&mut screen, egui::Key::V);
            seen.push(shown(&screen).stage);
        }
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), count, "{name}: {seen:?}");
        screen::key(&mut screen, egui::Key::V);
        assert_eq!(shown(&screen), first, "{name}");
    }
}

#[test]
fn a_held_pointer_keeps_the_arrangement() {
    let mut screen = screen::open("fig-4d", Mode::Dark);
    let before = shown(&screen);
    assert!(!before.input);
    let at = egui::pos2(900.0, 780.0);
    screen::press(&mut screen, at);
    // The input begins to move, which shows it once the pointer is let go.
    let edit = tightrope::param::Edit::new("input", tightrope::param::Value::Choice("ramp".to_owned()));
    act(&mut screen, Action::Edit(edit));
    screen.run_steps(4);
    assert_eq!(shown(&screen), before);
    screen::release(&mut screen, at);
    screen.run_steps(3);
    assert!(shown(&screen).input);
}

#[test]
fn views_of_presets_exist() {
    for preset in screen::presets() {
        let look = preset.look.clone();
        let screen = screen::open(&preset.name, Mode::Dark);
        let notice = screen::scene(&screen).notice().cloned();
        // One preset is about what trips the guard.
        let alarms = preset.name == "learn-lateral-off";
        assert!(notice.is_none_or(|notice| alarms && notice.level == Level::Alarm), "{}", preset.name);
        let shown = shown(&screen);
        if let Some(stage) = look.stage {
            assert_eq!(shown.stage, stage, "{}", preset.name);
        }
        for id in look.beside.iter().flatten() {
            assert!(shown.holds(id), "{}: {id} is not shown", preset.name);
        }
    }
}

#[test]
fn a_view_that_the_network_has_not_is_said() {
    let text = BUILT_IN[0].1.replace("[look]\n", "[look]\nstage = \"plane:nowhere\"\n");
    let preset = Preset::parse("mine", "mine", &text).unwrap();
    let screen = screen::screen(vec![preset], 0, Mode::Dark);
    let notice = screen::scene(&screen).notice().cloned().expect("it is said").text;
    assert!(notice.contains("plane:nowhere") && notice.contains("plane:input-latent"), "{notice}");
    assert_eq!(shown(&screen).stage, "plane:input-latent", "the network is shown all the same");
}

#[test]
fn all_views_are_known_to_presets() {
    for name in ["fig-5c", "minimax-grid-32"] {
        for view in screen::open(name, Mode::Dark).state().views() {
            match view.id.split_once(':') {
                Some((kind, _)) => assert!(PICTURES.contains(&kind), "{}", view.id),
                None => assert!(VIEWS.contains(&view.id.as_str()), "{}", view.id),
            }
        }
    }
}

#[test]
fn the_look_of_a_preset_is_written_and_read() {
    for preset in screen::presets() {
        let text = toml::to_string(&preset.look).unwrap();
        assert_eq!(toml::from_str::<Look>(&text).unwrap(), preset.look, "{text}");
    }
}
