//! Every command once: keys, menu, palette; and what screen readers hear.

use crate::support::{Toy, screen};
use egui::{Key, Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use screen::{Screen, ctrl, key, scene};
use tightrope::sim::Model;
use tightrope::ui::{Action, Find, Kind, Mode, Section, Shortcut, Tab};

fn act<M: Model>(screen: &mut Screen<M>, action: Action) {
    screen.state_mut().act(action);
    screen.run_steps(3);
}

/// What the palette finds, the closest first.
fn found<M: Model>(screen: &mut Screen<M>, text: &str) -> Vec<Find> {
    let app = screen.state_mut();
    if app.scene().unwrap().desk.palette.is_none() {
        app.act(Action::TogglePalette);
    }
    app.act(Action::Seek(text.to_owned()));
    let palette = app.scene().unwrap().desk.palette.clone().unwrap();
    (0..palette.count()).map(|place| palette.get(place).unwrap().clone()).collect()
}

fn field(screen: &Screen) -> egui_kittest::Node<'_> {
    screen.get_by_role_and_label(Role::SearchInput, "Find anything")
}

#[test]
fn the_palette_reaches_every_command_parameter_view_lesson_and_preset() {
    let mut screen = screen::open("fig-4f", Mode::Dark);
    for command in Shortcut::ALL {
        let first = &found(&mut screen, command.name)[0];
        assert_eq!((first.kind, &first.action), (Kind::Command, &(command.action)()), "{}", command.name);
        assert_eq!(first.note, command.keys_text());
    }
    let ids: Vec<&str> = scene(&screen).parameters().iter().map(|(spec, _)| spec.id).collect();
    let has = |found: &[Find], action: &Action| found.iter().take(8).any(|find| find.action == *action);
    for id in ids {
        assert!(has(&found(&mut screen, id), &Action::Reveal(id)), "{id}");
    }
    for view in screen.state().views().into_iter().filter(|view| view.is_available) {
        assert!(has(&found(&mut screen, &view.plain_name()), &Action::Stage(view.id.clone())), "{}", view.id);
    }
    let lessons: Vec<String> = scene(&screen).study.lessons.iter().map(|lesson| lesson.title.clone()).collect();
    for (k, title) in lessons.iter().enumerate() {
        assert!(has(&found(&mut screen, title), &Action::BeginLesson(k)), "{title}");
    }
    for (k, preset) in screen::presets().iter().enumerate() {
        assert!(has(&found(&mut screen, &preset.name), &Action::Open(k)), "{}", preset.name);
    }
}

#[test]
fn symbols_are_found_however_they_are_typed() {
    let mut screen = screen::open("fig-6", Mode::Dark);
    assert_eq!(found(&mut screen::open("fig-4f", Mode::Dark), "D_E")[0].action, Action::Reveal("d_e"));
    for (typed, id) in [("sigma", "sigma_v"), ("σ", "sigma_v"), ("tau", "tau_ms"), ("τ", "tau_ms")] {
        let found = found(&mut screen, typed);
        assert!(found.iter().any(|find| find.action == Action::Reveal(id)), "{typed}: {found:?}");
    }
    let found = found(&mut screen::open("fig-4f", Mode::Dark), "y_E plane");
    let plane = Action::Stage("plane:latent".to_owned());
    assert!(found.iter().take(5).any(|find| find.action == plane), "{found:?}");
}

#[test]
fn a_parameter_that_is_chosen_is_shown_and_has_the_focus() {
    let mut screen = screen::open("fig-4f", Mode::Dark);
    act(&mut screen, Action::Show(Tab::Theory));
    ctrl(&mut screen, Key::K, false);
    field(&screen).type_text("size spike");
    screen.run_steps(3);
    key(&mut screen, Key::Enter);
    screen.run_steps(2);
    assert!(scene(&screen).desk.palette.is_none());
    assert_eq!(scene(&screen).tab(), Some(Tab::Controls));
    let focused = screen.get_all_by(|node| node.is_focused()).next().unwrap();
    assert!(focused.accesskit_node().label().unwrap().contains("spike size"), "{focused:?}");
    // One far down, too, comes into sight.
    let last = scene(&screen).parameters().last().unwrap().0;
    act(&mut screen, Action::Reveal(last.id));
    let row = screen.get_all_by(|node| node.is_focused()).next().unwrap().rect();
    assert!(row.top() > 80.0 && row.bottom() < 740.0, "{row:?}");
}

#[test]
fn keys_of_the_palette_move_take_and_leave() {
    let mut screen = screen::open("fig-4f", Mode::Dark);
    ctrl(&mut screen, Key::K, false);
    assert!(field(&screen).is_focused());
    let running = scene(&screen).history.status.running;
    // Letters are typed, they command nothing.
    key(&mut screen, Key::R);
    key(&mut screen, Key::Space);
    assert_eq!(scene(&screen).history.status.running, running);
    key(&mut screen, Key::ArrowDown);
    key(&mut screen, Key::ArrowDown);
    key(&mut screen, Key::ArrowUp);
    assert_eq!(scene(&screen).desk.palette.as_ref().unwrap().chosen, 1);
    key(&mut screen, Key::Escape);
    assert!(scene(&screen).desk.palette.is_none());
    ctrl(&mut screen, Key::K, false);
    ctrl(&mut screen, Key::K, false);
    assert!(scene(&screen).desk.palette.is_none(), "the key that opened it closes it");
    // What was taken comes first the next time.
    ctrl(&mut screen, Key::K, false);
    field(&screen).type_text("light");
    screen.run_steps(3);
    key(&mut screen, Key::Enter);
    assert_eq!(scene(&screen).theme.mode, Mode::Light);
    ctrl(&mut screen, Key::K, false);
    assert_eq!(scene(&screen).desk.palette.as_ref().unwrap().get(0).unwrap().name, "Light");
    // By mouse.
    screen.get_by_role_and_label(Role::ListBoxOption, "Light, command").click();
    screen.run_steps(3);
    assert!(scene(&screen).desk.palette.is_none());
}

#[test]
fn nothing_found_is_said() {
    let mut screen = screen::open("fig-4f", Mode::Dark);
    ctrl(&mut screen, Key::K, false);
    field(&screen).type_text("zzzz");
    screen.run_steps(3);
    assert!(screen.query_by_label_contains("Nothing is called").is_some());
    key(&mut screen, Key::Enter);
    assert!(scene(&screen).desk.palette.is_some(), "there is nothing to take");
    // The next time there is room for all again.
    key(&mut screen, Key::Escape);
    ctrl(&mut screen, Key::K, false);
    screen.run_steps(4);
    assert!(screen.get_all_by_role(Role::ListBoxOption).count() >= 12);
}

fn open_section(screen: &mut Screen, section: Section) {
    // Below the bar, and at the left.
    let is_below = |node: &egui_kittest::Node<'_>| node.rect().top() > 50.0 && node.rect().left() < 40.0;
    screen.get_all_by_role_and_label(Role::Button, section.name()).find(is_below).unwrap().click();
    screen.run_steps(3);
}

#[test]
fn the_menu_has_every_command_under_its_section() {
    let mut screen = screen::open("fig-4f", Mode::Dark);
    for section in Section::ALL {
        screen.get_by_role_and_label(Role::Button, "Menu").click();
        screen.run_steps(3);
        open_section(&mut screen, section);
        for command in Shortcut::ALL.iter().filter(|command| command.section == section) {
            assert!(
                screen.query_all_by_role_and_label(Role::MenuItem, command.name).next().is_some(),
                "{}",
                command.name
            );
        }
        key(&mut screen, Key::Escape);
        key(&mut screen, Key::Escape);
    }
    screen.get_by_role_and_label(Role::Button, "Menu").click();
    screen.run_steps(3);
    open_section(&mut screen, Section::Panels);
    screen.get_by_role_and_label(Role::MenuItem, "Side panel").click();
    screen.run_steps(3);
    assert_eq!(scene(&screen).tab(), None);
}

#[test]
fn larger_smaller_and_back() {
    let mut screen = screen::open("fig-4f", Mode::Dark);
    ctrl(&mut screen, Key::Plus, true);
    ctrl(&mut screen, Key::Equals, false);
    assert!((screen.ctx.zoom_factor() - 1.2).abs() < 1e-6);
    ctrl(&mut screen, Key::Minus, false);
    assert!((screen.ctx.zoom_factor() - 1.1).abs() < 1e-6);
    ctrl(&mut screen, Key::Num0, false);
    assert_eq!(screen.ctx.zoom_factor(), 1.0);
}

#[test]
fn keys_of_the_window_work_whatever_lies_over_its_views() {
    let mut screen = screen::open("fig-4f", Mode::Dark);
    for action in [Action::ToggleTable, Action::ToggleHelp] {
        act(&mut screen, action.clone());
        ctrl(&mut screen, Key::Plus, true);
        assert!((screen.ctx.zoom_factor() - 1.1).abs() < 1e-6, "{action:?}");
        ctrl(&mut screen, Key::Num0, false);
        act(&mut screen, action);
    }
    // The side panel stands beside the table.
    act(&mut screen, Action::ToggleTable);
    let before = scene(&screen).tab();
    key(&mut screen, Key::P);
    assert_ne!(scene(&screen).tab(), before);
    // The next preset lies behind it.
    let name = scene(&screen).study.name.clone();
    key(&mut screen, Key::N);
    assert_eq!(scene(&screen).study.name, name);
}

#[test]
fn colours_go_round() {
    let mut screen = screen::open("fig-4f", Mode::Dark);
    for mode in [Mode::Light, Mode::Contrast, Mode::Dark] {
        key(&mut screen, Key::L);
        assert_eq!(scene(&screen).theme.mode, mode);
    }
}

/// What can have the focus and has no name.
fn nameless<M: Model>(screen: &Screen<M>) -> Vec<String> {
    let nodes = screen.root().children_recursive().filter(|node| {
        let node = node.accesskit_node();
        node.data().supports_action(egui::accesskit::Action::Focus)
    });
    let is_nameless = |node: &egui_kittest::Node<'_>| {
        let node = node.accesskit_node();
        let has_name = node.label().or_else(|| node.value()).is_some_and(|name| !name.trim().is_empty());
        !has_name || matches!(node.role(), Role::Unknown | Role::GenericContainer)
    };
    nodes.filter(is_nameless).map(|node| format!("{:?} at {:?}", node.accesskit_node().role(), node.rect())).collect()
}

#[test]
fn whatever_can_have_the_focus_has_a_name_and_a_role() {
    for name in ["fig-5c", "fig-8", "minimax-ring", "learn-vdp-trained", "plastic-small"] {
        let mut screen = screen::open(name, Mode::Dark);
        for tab in Tab::ALL {
            if scene(&screen).tab() != Some(tab) {
                act(&mut screen, Action::Show(tab));
            }
            assert_eq!(nameless(&screen), Vec::<String>::new(), "{name}, {}", tab.name());
        }
    }
    let mut screen = screen::open("fig-4f", Mode::Dark);
    for action in [Action::ToggleGallery, Action::TogglePalette, Action::ToggleHelp, Action::ToggleTable] {
        act(&mut screen, action.clone());
        assert_eq!(nameless(&screen), Vec::<String>::new(), "{action:?}");
        act(&mut screen, action);
    }
    for view in screen.state().views().into_iter().filter(|view| view.is_available) {
        act(&mut screen, Action::Stage(view.id.clone()));
        assert_eq!(nameless(&screen), Vec::<String>::new(), "{}", view.id);
    }
    act(&mut screen, Action::BeginLesson(0));
    act(&mut screen, Action::Show(Tab::Learn));
    assert_eq!(nameless(&screen), Vec::<String>::new(), "a lesson");
    let screen = screen::screen(vec![screen::preset_of(Toy::default())], 0, Mode::Dark);
    assert_eq!(nameless(&screen), Vec::<String>::new(), "a toy");
}

#[test]
fn the_standing_of_the_network_is_told_politely() {
    let mut screen = screen::open("fig-4f", Mode::Dark);
    screen.run_steps(20);
    let status = screen.get_by_role(Role::Status);
    assert_eq!(status.accesskit_node().live(), egui::accesskit::Live::Polite);
    let text = status.accesskit_node().label().unwrap();
    assert!(text.contains("crossing"), "{text}");
    let before = text.clone();
    // Numbers that move are no news.
    screen.run_steps(200);
    assert_eq!(screen.get_by_role(Role::Status).accesskit_node().label().unwrap(), before);
}
