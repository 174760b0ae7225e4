//! The gallery of presets: lists, search, keys, the walk from card to card, and the pictures on the cards.

use crate::support::{Toy, screen};
use egui::{Key, Modifiers, pos2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use screen::{Screen, key, scene};
use std::time::{Duration, Instant};
use tightrope::session::List;
use tightrope::sim::Model;
use tightrope::ui::{Action, FileWish, Mode};

fn is_open<M: Model>(screen: &Screen<M>) -> bool {
    scene(screen).desk.gallery.is_some()
}

fn name<M: Model>(screen: &Screen<M>) -> String {
    scene(screen).study.name.clone()
}

fn act<M: Model>(screen: &mut Screen<M>, action: Action) {
    screen.state_mut().act(action);
    screen.run_steps(3);
}

fn click(screen: &mut Screen, label: &str) {
    screen.get_by_role_and_label(egui::Role::Button, label).click();
    screen.run_steps(3);
}

/// The gallery, opened by the preset's title.
fn opened(preset: &str) -> Screen {
    let mut screen = screen::open(preset, Mode::Dark);
    click(&mut screen, "Presets");
    assert!(is_open(&screen));
    screen
}

fn list(screen: &Screen, question: &str) -> List {
    let groups = &scene(screen).study.catalog.groups;
    List::Group(groups.iter().position(|group| group.question == question).unwrap())
}

fn search(screen: &mut Screen, text: &str) {
    screen.get_by_role_and_label(egui::Role::SearchInput, "Search presets").type_text(text);
    screen.run_steps(3);
}

#[test]
fn the_title_opens_it_and_a_card_opens_its_preset_and_closes_it() {
    let mut screen = opened("fig-4f");
    let cards: Vec<String> = scene(&screen).study.catalog.start.cards.iter().map(|card| card.title.clone()).collect();
    assert_eq!(cards.len(), 6, "it begins with a few");
    for title in &cards {
        assert!(screen.query_by_role_and_label(egui::Role::Button, title).is_some(), "no card is called {title}");
    }
    click(&mut screen, &cards[1]);
    assert!(!is_open(&screen));
    assert_eq!(scene(&screen).study.title.title, cards[1]);
    assert!(scene(&screen).history.status.running);
}

#[test]
fn it_closes_by_esc_by_its_button_and_by_a_click_beside() {
    let mut screen = opened("fig-4f");
    key(&mut screen, Key::Escape);
    assert!(!is_open(&screen));
    key(&mut screen, Key::G);
    assert!(is_open(&screen));
    click(&mut screen, "Close");
    assert!(!is_open(&screen));
    key(&mut screen, Key::G);
    screen::click(&mut screen, pos2(8.0, 400.0));
    screen.run_steps(2);
    assert!(!is_open(&screen));
    assert_eq!(name(&screen), "fig-4f");
}

#[test]
fn keys_and_clicks_do_nothing_behind_it() {
    let mut screen = opened("fig-4f");
    let tab = scene(&screen).desk.tab;
    let light = scene(&screen).theme.mode;
    // With the focus in the search, and on a card.
    for _ in 0..2 {
        for pressed in [Key::N, Key::PageDown, Key::PageUp, Key::Num4, Key::K, Key::L, Key::Period, Key::T] {
            key(&mut screen, pressed);
        }
        key(&mut screen, Key::ArrowDown);
    }
    assert!(is_open(&screen));
    let after = scene(&screen);
    assert_eq!(name(&screen), "fig-4f");
    assert!(after.history.status.running && !after.pen && after.done().is_empty());
    assert_eq!((after.desk.tab, after.theme.mode), (tab, light));
}

#[test]
fn a_search_finds_as_one_types_and_enter_opens_the_first() {
    let mut screen = opened("fig-4f");
    // The field has the focus at once.
    screen.event(egui::Event::Text("no such thing".to_owned()));
    screen.run_steps(3);
    let found = |screen: &Screen| {
        let scene = scene(screen);
        scene.study.catalog.cards(&scene.desk.gallery.as_ref().unwrap().shown()).len()
    };
    assert_eq!(found(&screen), 0);
    key(&mut screen, Key::Enter);
    assert!(is_open(&screen), "nothing is found, nothing is opened");
    act(&mut screen, Action::Search(String::new()));
    search(&mut screen, "zig-zag");
    assert!(found(&screen) > 1);
    key(&mut screen, Key::Enter);
    assert!(!is_open(&screen));
    assert_eq!(name(&screen), "fig-5d");
    // What was found is the list that is walked through now.
    let walked = scene(&screen).study.walked();
    let cards = scene(&screen).study.catalog.cards(&walked);
    for _ in 0..cards.len() {
        key(&mut screen, Key::N);
    }
    assert_eq!(name(&screen), "fig-5d", "the walk begins again");
}

#[test]
fn the_walk_stays_in_the_list_and_passes_twins() {
    let mut screen = opened("fig-4f");
    let noise = list(&screen, "Noise and irregular spikes");
    act(&mut screen, Action::Browse(noise.clone()));
    click(&mut screen, "Fig. 6a  Noise shifts the lines of a cap");
    assert_eq!((name(&screen).as_str(), scene(&screen).study.walked()), ("fig-6a-1", noise.clone()));
    let mut seen = Vec::new();
    for _ in 0..scene(&screen).study.catalog.cards(&noise).len() {
        key(&mut screen, Key::N);
        seen.push(name(&screen));
    }
    assert_eq!(seen, ["fig-6", "fig-7a", "fig-7d", "fig-8", "fig-8e", "fig-s2", "fig-6a-1"]);
    // Shift turns round; so does the key of a clicker.
    screen.key_press_modifiers(Modifiers::SHIFT, Key::N);
    screen.run_steps(3);
    assert_eq!(name(&screen), "fig-s2");
    key(&mut screen, Key::PageUp);
    assert_eq!(name(&screen), "fig-8e");
    // A twin that is opened elsewhere is in the list too; another preset is not, and then the list is all presets.
    let place = |screen: &Screen, name: &str| {
        let title = tightrope::session::Preset::open(name).unwrap().title;
        scene(screen).study.entries.iter().position(|entry| entry.title == title).unwrap()
    };
    let twin = place(&screen, "fig-8g");
    act(&mut screen, Action::Open(twin));
    key(&mut screen, Key::N);
    assert_eq!(name(&screen), "fig-s2");
    let other = place(&screen, "fig-2a");
    act(&mut screen, Action::Open(other));
    assert_eq!(scene(&screen).study.walked(), List::All);
    key(&mut screen, Key::N);
    assert_eq!(name(&screen), "fig-2d");
}

#[test]
fn a_chip_opens_that_twin() {
    let mut screen = opened("fig-6a-1");
    let noise = list(&screen, "Noise and irregular spikes");
    act(&mut screen, Action::Browse(noise));
    click(&mut screen, "Fig. 6a  Noise shifts the lines of a cap, another draw: ten lines, draw 2");
    assert!(!is_open(&screen));
    assert_eq!(name(&screen), "fig-6a-2");
}

#[test]
fn arrow_keys_go_from_card_to_card() {
    let mut screen = opened("fig-4f");
    let titles: Vec<String> = scene(&screen).study.catalog.start.cards.iter().map(|card| card.title.clone()).collect();
    let focused = |screen: &Screen, title: &str| {
        screen.get_by_role_and_label(egui::Role::Button, title).accesskit_node().is_focused()
    };
    key(&mut screen, Key::ArrowDown);
    assert!(focused(&screen, &titles[0]));
    key(&mut screen, Key::ArrowRight);
    assert!(focused(&screen, &titles[1]));
    key(&mut screen, Key::ArrowLeft);
    key(&mut screen, Key::ArrowLeft);
    assert!(focused(&screen, &titles[0]), "there is nothing before the first");
    key(&mut screen, Key::ArrowUp);
    assert!(!focused(&screen, &titles[0]));
    // Several keys in one frame are as many steps.
    for pressed in [Key::ArrowDown, Key::ArrowRight, Key::ArrowRight, Key::ArrowLeft] {
        screen.key_press(pressed);
    }
    screen.run_steps(3);
    key(&mut screen, Key::Enter);
    assert!(!is_open(&screen));
    assert_eq!(scene(&screen).study.title.title, titles[1]);
}

#[test]
fn every_list_can_be_chosen_by_its_name_at_every_size_and_in_both_themes() {
    let mut screen = opened("fig-4f");
    let groups = scene(&screen).study.catalog.groups.clone();
    for (k, size) in [[1024.0, 640.0], [1280.0, 800.0], [1600.0, 900.0], [1920.0, 1080.0]].into_iter().enumerate() {
        screen.set_size(egui::vec2(size[0], size[1]));
        act(&mut screen, Action::NextTheme);
        let group = &groups[3 * k];
        for label in [&group.paper, &group.question] {
            click(&mut screen, label);
            let shown = scene(&screen).desk.gallery.as_ref().unwrap().shown();
            assert_eq!(scene(&screen).study.catalog.name(&shown), *label);
        }
        let window = egui::Rect::from_min_size(egui::Pos2::ZERO, egui::vec2(size[0], size[1]));
        let close = screen.get_by_role_and_label(egui::Role::Button, "Close").rect();
        let card = screen.get_by_role_and_label(egui::Role::Button, &group.cards[0].title).rect();
        assert!(window.contains_rect(close) && window.contains_rect(card), "{size:?}: {close:?}, {card:?}");
    }
}

#[test]
fn pictures_come_while_it_is_open_and_are_found_on_disk_the_next_time() {
    let folder = tempfile::tempdir().unwrap();
    let mut screen = screen::open("fig-4f", Mode::Light);
    screen.state_mut().keep_pictures_in(folder.path().to_owned());
    act(&mut screen, Action::ToggleGallery);
    let starters: Vec<usize> = scene(&screen).study.catalog.start.cards.iter().map(|card| card.face).collect();
    let wait = |screen: &mut Screen| {
        let begun = Instant::now();
        let has = |screen: &Screen| starters.iter().all(|k| scene(screen).desk.pictures.get(*k).is_some());
        while !has(screen) && begun.elapsed() < Duration::from_secs(120) {
            std::thread::sleep(Duration::from_millis(5));
            screen.run_steps(1);
        }
        assert!(has(screen), "pictures are missing");
    };
    wait(&mut screen);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), starters.len());
    // Another window finds them; a damaged one is drawn anew.
    let damaged = std::fs::read_dir(folder.path()).unwrap().next().unwrap().unwrap().path();
    std::fs::write(&damaged, "no picture").unwrap();
    let mut screen = screen::open("fig-4f", Mode::Light);
    screen.state_mut().keep_pictures_in(folder.path().to_owned());
    act(&mut screen, Action::ToggleGallery);
    wait(&mut screen);
    assert!(std::fs::read(&damaged).unwrap().starts_with(b"\x89PNG"));
}

#[test]
fn a_model_that_no_index_knows_is_offered_too() {
    let mut screen = screen::screen(vec![screen::preset_of(Toy::default())], 0, Mode::Dark);
    key(&mut screen, Key::G);
    assert!(is_open(&screen));
    let card = screen.get_by_role_and_label(egui::Role::Button, "A toy");
    card.click();
    screen.run_steps(3);
    assert!(!is_open(&screen));
    key(&mut screen, Key::N);
    assert_eq!(name(&screen), "toy");
}

#[test]
fn the_listing_groups_as_the_gallery_does() {
    let text = tightrope::cli::presets(&tightrope::session::Preset::all_built_in());
    let at = |what: &str| text.find(what).unwrap_or_else(|| panic!("{what} is missing"));
    assert!(text.starts_with("Start here: fig-"));
    assert!(at("\nPodlaski & Machens 2024\n") < at("\n  Noise and irregular spikes\n"));
    assert!(at("\n  Noise and irregular spikes\n") < at("fig-6a-1") && at("fig-6a-1") < at("fig-6a-2"));
    for (name, _) in tightrope::session::BUILT_IN {
        assert!(text.lines().any(|line| line.trim_start().split(' ').next() == Some(name)), "{name} is not listed");
    }
}

#[test]
fn a_preset_that_is_opened_as_a_file_closes_it_and_is_found_in_it() {
    let mut screen = opened("fig-4f");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mine.toml");
    let mut own = tightrope::session::Preset::open("fig-4d").unwrap();
    own.title = "My own pair".to_owned();
    std::fs::write(&path, own.text().unwrap()).unwrap();
    act(&mut screen, Action::File(FileWish::Path(path.to_string_lossy().into_owned())));
    assert!(!is_open(&screen));
    assert_eq!(scene(&screen).study.title.title, "My own pair");
    click(&mut screen, "Presets");
    act(&mut screen, Action::Search("own pair".to_owned()));
    assert!(screen.query_by_role_and_label(egui::Role::Button, "My own pair").is_some());
    let last = scene(&screen).study.catalog.groups.last().unwrap().question.clone();
    click(&mut screen, &last);
    assert!(screen.query_by_role_and_label(egui::Role::Button, "My own pair").is_some());
}
