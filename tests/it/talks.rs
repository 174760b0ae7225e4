//! Talk mode: slides by clicker, a type that the last row can read, and the window as it was afterwards.

use crate::support::screen;
use egui::{Key, Role, Shape, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use screen::{Screen, key, scene};
use tightrope::session::{Preset, Talk};
use tightrope::ui::{Action, Mode, Tab};

fn act(screen: &mut Screen, action: Action) {
    screen.state_mut().act(action);
    screen.run_steps(4);
}

fn slide(screen: &Screen) -> Option<usize> {
    scene(screen).desk.talk.as_ref()?.slide.map(|(_, slide)| slide)
}

/// All sizes of text in the last frame, in points of the screen.
fn sizes(screen: &Screen) -> Vec<(f32, String)> {
    fn collect(shape: &Shape, sizes: &mut Vec<(f32, String)>) {
        match shape {
            Shape::Vec(shapes) => shapes.iter().for_each(|shape| collect(shape, sizes)),
            Shape::Text(text) if !text.galley.job.text.trim().is_empty() => {
                let job = &text.galley.job;
                let size = job.sections.iter().map(|section| section.format.font_id.size).fold(0.0, f32::max);
                sizes.push((size, job.text.clone()));
            }
            _ => {}
        }
    }
    let mut sizes = Vec::new();
    screen.output().shapes.iter().for_each(|clipped| collect(&clipped.shape, &mut sizes));
    let zoom = screen.ctx.zoom_factor();
    sizes.into_iter().map(|(size, text)| (size * zoom, text)).collect()
}

#[test]
fn the_talk_that_comes_with_it_tells_the_story_in_twelve_slides_and_ten_minutes() {
    let (talk, own) = Talk::open("").unwrap();
    assert_eq!((talk.slides.len(), talk.minutes, own.len()), (12, 10.0, 0));
    for slide in &talk.slides {
        // What a sentence claims is held by the checks of its preset, which nothing here changes.
        let preset = Preset::open(&slide.preset).unwrap();
        assert!(!preset.checks.is_empty() && slide.edits.is_empty(), "{}", slide.preset);
    }
}

#[test]
fn a_clicker_walks_through_all_slides_and_the_last_row_can_read_them() {
    let mut screen = screen::open("fig-4f", Mode::Light);
    screen.set_size(vec2(1280.0, 720.0));
    act(&mut screen, Action::GiveTalk(0));
    let talk = Talk::open("").unwrap().0;
    for (k, slide) in talk.slides.iter().enumerate() {
        screen.run_steps(6);
        assert_eq!(scene(&screen).study.name, slide.preset);
        let told = screen.get_by_role(Role::Heading);
        let text = told.accesskit_node().label().unwrap();
        assert!(text.contains(&format!("{} / 12", k + 1)), "{text}");
        let zoom = screen.ctx.zoom_factor();
        // Two lines at most, across the window.
        assert!(told.rect().height() <= 2.0 * 1.5 * 23.0, "{}: {:?}", slide.preset, told.rect());
        assert!(screen.query_by_label("Menu").is_none(), "panels are away");
        for (size, text) in sizes(&screen) {
            let least = f32::max(18.0, 0.02 * 720.0);
            assert!(size >= least - 0.01, "{}: {size} of {text}", slide.preset);
        }
        assert!(zoom * scene(&screen).desk.thick >= 2.0 - 1e-3);
        for id in slide.stage.iter().chain(slide.beside.iter().flatten()) {
            assert!(scene(&screen).desk.shown.as_ref().unwrap().holds(id), "{}: no {id}", slide.preset);
        }
        assert_eq!(scene(&screen).desk.shown.as_ref().unwrap().column.len(), 2, "{}", slide.preset);
        for id in &slide.controls {
            let has = screen.get_all_by(|node| matches!(node.role(), Role::CheckBox | Role::Button)).next();
            assert!(has.is_some(), "{}: {id}", slide.preset);
        }
        assert!(scene(&screen).notice().is_none(), "{:?}", scene(&screen).notice());
        key(&mut screen, Key::PageDown);
    }
    assert_eq!(slide(&screen), Some(11), "the last stays");
    key(&mut screen, Key::PageUp);
    assert_eq!(slide(&screen), Some(10));
}

#[test]
fn every_view_can_be_read_in_a_talk() {
    for name in ["fig-4f", "minimax-grid-32", "learn-vdp-trained", "plastic-opto"] {
        let mut screen = screen::open(name, Mode::Dark);
        screen.set_size(vec2(1920.0, 1080.0));
        act(&mut screen, Action::ToggleTalk);
        for view in screen.state().views().into_iter().filter(|view| view.is_available) {
            act(&mut screen, Action::Stage(view.id.clone()));
            for (size, text) in sizes(&screen) {
                assert!(size >= 0.02 * 1080.0 - 0.01, "{name}, {}: {size} of {text}", view.id);
            }
        }
    }
}

#[test]
fn black_by_two_keys_and_back_by_any_slide() {
    let mut screen = screen::open("fig-4f", Mode::Dark);
    act(&mut screen, Action::GiveTalk(0));
    let black = |screen: &Screen| scene(screen).desk.talk.as_ref().unwrap().black;
    for pressed in [Key::B, Key::Period] {
        key(&mut screen, pressed);
        assert!(black(&screen) && sizes(&screen).is_empty(), "nothing is written on it");
        key(&mut screen, pressed);
        assert!(!black(&screen));
    }
    key(&mut screen, Key::B);
    key(&mut screen, Key::PageDown);
    assert!(!black(&screen));
    assert_eq!(slide(&screen), Some(1));
    let running = |screen: &Screen| scene(screen).history.status.running;
    let before = running(&screen);
    key(&mut screen, Key::Space);
    assert_ne!(running(&screen), before, "Space plays");
}

#[test]
fn coming_back_restores_the_window_exactly() {
    let mut screen = screen::open("fig-4f", Mode::Light);
    act(&mut screen, Action::Show(Tab::Theory));
    act(&mut screen, Action::Stage("raster".to_owned()));
    act(&mut screen, Action::CloseView("currents".to_owned()));
    act(&mut screen, Action::Window(0.123));
    act(&mut screen, Action::Zoom(1));
    act(&mut screen, Action::ToggleInput);
    let told = |screen: &Screen| {
        let desk = scene(screen).desk;
        let window = (desk.window_s, desk.zoom, screen.ctx.zoom_factor(), desk.input_open, desk.full_screen);
        (desk.seats.clone(), desk.shown.clone(), desk.tab, desk.side_open, desk.theme.mode, window)
    };
    screen.run_steps(10);
    let before = told(&screen);
    for leave in [Key::F5, Key::Escape] {
        key(&mut screen, Key::F5);
        screen.run_steps(10);
        assert!(scene(&screen).desk.talk.is_some());
        assert_eq!(scene(&screen).theme.mode, Mode::Contrast);
        assert!(scene(&screen).desk.full_screen);
        assert_eq!(scene(&screen).desk.shown.as_ref().unwrap().stage, "raster", "the stage is the one that was chosen");
        let sentence = screen.get_by_role(Role::Heading).accesskit_node().label().unwrap();
        assert!(sentence.starts_with("Twenty lines"), "{sentence}");
        // What is done to the views in the talk stays in the talk.
        act(&mut screen, Action::NextOnStage);
        act(&mut screen, Action::Zoom(1));
        key(&mut screen, leave);
        screen.run_steps(10);
        assert_eq!(told(&screen), before);
    }
}

#[test]
fn a_talk_that_was_left_goes_on_where_it_was_and_another_preset_is_shown_as_it_wants() {
    let mut screen = screen::open("fig-4f", Mode::Dark);
    act(&mut screen, Action::GiveTalk(0));
    for _ in 0..5 {
        key(&mut screen, Key::PageDown);
    }
    key(&mut screen, Key::Escape);
    screen.run_steps(6);
    assert_eq!((scene(&screen).study.name.as_str(), slide(&screen)), ("fig-8", None));
    let shown = scene(&screen).desk.shown.clone().unwrap();
    assert!(shown.column.len() > 2, "all its views: {shown:?}");
    key(&mut screen, Key::F5);
    assert_eq!(slide(&screen), Some(5));
    key(&mut screen, Key::Escape);
    // Without slides, the keys of slides walk from preset to preset.
    act(&mut screen, Action::OpenNext(1));
    let name = scene(&screen).study.name.clone();
    key(&mut screen, Key::F5);
    assert_eq!(slide(&screen), None);
    key(&mut screen, Key::PageDown);
    screen.run_steps(4);
    assert_ne!(scene(&screen).study.name, name);
    assert!(scene(&screen).desk.talk.is_some());
    assert!(scene(&screen).desk.shown.as_ref().unwrap().column.len() <= 2);
}

#[test]
fn where_there_is_one_window_only_the_speaker_is_told() {
    let mut screen = screen::open("fig-4f", Mode::Dark);
    act(&mut screen, Action::GiveTalk(0));
    key(&mut screen, Key::S);
    assert!(scene(&screen).notice().unwrap().text.contains("one window only"));
    assert!(!scene(&screen).desk.talk.as_ref().unwrap().notes_open);
}

#[test]
fn a_talk_in_a_file_brings_its_presets_along() {
    let folder = tempfile::tempdir().unwrap();
    let own = tightrope::session::BUILT_IN.iter().find(|(name, _)| *name == "fig-4d").unwrap().1;
    std::fs::write(folder.path().join("mine.toml"), own.replace("Fig. 4d", "Mine")).unwrap();
    let text = "format = 1\ntitle = \"T\"\nminutes = 2\n\
                [[slide]]\npreset = \"mine.toml\"\nsentence = \"One.\"\nedits = [\"d_e=0.3\"]\nspeed = 0.5\n\
                [[slide]]\npreset = \"fig-8\"\nsentence = \"Two.\"\n";
    let path = folder.path().join("talk.toml");
    std::fs::write(&path, text).unwrap();
    let (talk, more) = Talk::open(path.to_str().unwrap()).unwrap();
    assert_eq!(more.len(), 1);
    let mut presets = screen::presets();
    presets.extend(more);
    let mut screen = screen::screen(presets, 0, Mode::Dark);
    screen.state_mut().give(talk);
    screen.run_steps(8);
    assert_eq!(screen::value(&screen, "d_e").as_deref(), Some("0.3"));
    assert!(scene(&screen).study.title.title.starts_with("Mine"));
    std::fs::write(&path, text.replace("mine.toml", "other.toml")).unwrap();
    let why = Talk::open(path.to_str().unwrap()).unwrap_err().to_string();
    assert!(why.contains("other.toml"), "{why}");
    std::fs::write(&path, text.replace("d_e=0.3", "d_e=-300")).unwrap();
    let why = Talk::open(path.to_str().unwrap()).unwrap_err().to_string();
    assert!(why.contains("slide 1: edits: `d_e`: given -300; allowed is"), "{why}");
    // Also what is only found out when the network is built, and what it says of neurons that are gone then.
    let ten = tightrope::session::BUILT_IN.iter().find(|(name, _)| *name == "fig-4f").unwrap().1;
    std::fs::write(folder.path().join("hushed.toml"), format!("{ten}\n[params.silenced_e]\n9 = 1\n")).unwrap();
    for (preset, edits, part) in [
        ("fig-8", "\"d_f=0.5\"", "did you mean"),
        ("fig-8", "\"t_shift_e[7000]=3\"", "given neuron 7000"),
        ("learn-vdp", "\"teacher=formulas\", \"f1=1/0\"", "`f1` = "),
        ("hushed.toml", "\"n_e=5\"", "`silenced_e`"),
    ] {
        let slide = format!("[[slide]]\npreset = \"{preset}\"\nsentence = \"S\"\nedits = [{edits}]\n");
        std::fs::write(&path, format!("format = 1\ntitle = \"T\"\nminutes = 2\n{slide}")).unwrap();
        let why = Talk::open(path.to_str().unwrap()).unwrap_err().to_string();
        assert!(why.contains("slide 1: edits: ") && why.contains(part), "{why}");
    }
    let why = Talk::open("no-such-talk").unwrap_err().to_string();
    assert!(why.contains("built-in talk (tightrope)"), "{why}");
}

/// Keeps what it hears.
struct Ears(std::rc::Rc<std::cell::RefCell<Vec<tightrope::session::Click>>>);

impl tightrope::ui::Ear for Ears {
    fn hear(&mut self, clicks: &[tightrope::session::Click]) -> Result<(), String> {
        self.0.borrow_mut().extend_from_slice(clicks);
        Ok(())
    }
    fn rest(&mut self) {}
}

#[test]
fn spikes_are_heard_while_the_sound_is_on_and_its_lack_is_told() {
    let mut screen = screen::open("fig-4f", Mode::Dark);
    act(&mut screen, Action::ToggleSound);
    assert!(scene(&screen).notice().unwrap().text.contains("--features sound"));
    let heard = std::rc::Rc::new(std::cell::RefCell::new(Vec::new()));
    let presets = screen::presets();
    let open = presets.iter().position(|preset| preset.name == "fig-4f").unwrap();
    let link = tightrope::session::Inline::new(presets[open].setup.clone(), 0.02).unwrap();
    let app = tightrope::ui::App::new(Box::new(link), presets, open, Mode::Dark).unwrap();
    let mut app = app.with_ear(Box::new(Ears(heard.clone())));
    let listen = |app: &mut tightrope::ui::App<_>| {
        for _ in 0..200 {
            app.receive();
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
        heard.borrow_mut().drain(..).count()
    };
    assert_eq!(listen(&mut app), 0, "nobody has asked for it");
    app.act(Action::ToggleSound);
    assert!(listen(&mut app) > 2);
    app.act(Action::ToggleSound);
    assert_eq!(listen(&mut app), 0);
}
