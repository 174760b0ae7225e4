//! Sessions: what is saved opens as it was, whatever is missing is told, and a killed window loses nothing.

use crate::support::names_in;
use std::path::Path;
use tightrope::model::System;
use tightrope::param::{Edit, Value, apply, list};
use tightrope::session::{Arrangement, Autosave, BUILT_IN, Preset, Recent, Recipe, Saving, SessionFile, learned, put};
use tightrope::sim::{Engine as _, Runner};

fn session(name: &str, edits: &[&str]) -> SessionFile {
    let preset = Preset::open(name).unwrap();
    let edits: Vec<Edit> = edits.iter().map(|edit| Edit::parse(edit).unwrap()).collect();
    let setup = apply(&preset.setup, &edits).unwrap().0;
    let arrangement = Arrangement {
        stage: Some("raster".to_owned()),
        column: Some(vec!["latents".to_owned(), "plane:x".to_owned()]),
        window_tau: Some(12.5),
        speed: Some(f64::INFINITY),
        picks: Some(vec![[0, 3], [1, 0]]),
        theme: Some("light".to_owned()),
        side: Some(String::new()),
        ..Arrangement::default()
    };
    SessionFile { recipe: Recipe::new(&preset, &setup, &preset.look), arrangement }
}

fn save(session: &SessionFile, path: &Path) -> Vec<std::path::PathBuf> {
    Saving::new(path.to_owned(), session.clone(), Default::default()).now().unwrap()
}

fn read(path: &Path) -> Result<SessionFile, String> {
    SessionFile::read(&std::fs::read_to_string(path).unwrap(), path.parent().unwrap())
}

#[test]
fn every_preset_reads_back_as_it_was_saved() {
    let folder = tempfile::tempdir().unwrap();
    for (name, _) in BUILT_IN {
        let session = session(name, &["seed=77"]);
        let path = folder.path().join("one.toml");
        assert_eq!(save(&session, &path), std::slice::from_ref(&path), "nothing stands beside it");
        assert_eq!(read(&path).unwrap(), session, "{name}");
        // On the command line it is as good as a preset.
        assert_eq!(Preset::open(path.to_str().unwrap()).unwrap().setup, session.recipe.setup);
    }
    assert_eq!(names_in(folder.path()), ["one.toml"]);
}

#[test]
fn a_preset_of_ones_own_stands_in_the_session() {
    let folder = tempfile::tempdir().unwrap();
    let mut session = session("fig-4f", &["d_e=0.4"]);
    session.recipe.base.title = "Mine “1 = 2”".to_owned();
    session.recipe.base.checks.clear();
    session.recipe.base.setup = apply(&session.recipe.base.setup, &[Edit::parse("n_e=7").unwrap()]).unwrap().0;
    session.recipe.base.name = "mine".to_owned();
    save(&session, &folder.path().join("s.toml"));
    assert_eq!(read(&folder.path().join("s.toml")).unwrap(), session);
}

/// A network that has learned for a moment, saved.
fn trained(folder: &Path) -> (std::path::PathBuf, Runner<System>) {
    let preset = Preset::open("learn-lin").unwrap();
    let mut runner = Runner::new(preset.setup.clone()).unwrap();
    assert!(learned(&runner).is_empty(), "nothing was learned yet");
    runner.advance(20_000, &mut ()).unwrap();
    let path = folder.join("my net.toml");
    let session =
        SessionFile { recipe: Recipe::new(&preset, &preset.setup, &preset.look), arrangement: Arrangement::default() };
    let written = Saving::new(path.clone(), session, learned(&runner).into()).now().unwrap();
    assert_eq!(written.len(), 2, "{written:?}");
    (path, runner)
}

#[test]
fn what_was_learned_stands_beside_and_comes_back_to_the_bit() {
    let folder = tempfile::tempdir().unwrap();
    let (path, runner) = trained(folder.path());
    let session = read(&path).unwrap();
    assert_eq!(session.recipe.told, Vec::<String>::new());
    let again = Runner::<System>::new(session.recipe.setup.clone()).unwrap();
    assert_eq!(again.engine().arrays(), runner.engine().arrays());
    // Saved elsewhere, its numbers go along; saved again with others, the old ones go.
    let other = folder.path().join("other");
    std::fs::create_dir(&other).unwrap();
    save(&session, &other.join("copy.toml"));
    let moved = read(&other.join("copy.toml")).unwrap();
    assert_eq!(Runner::<System>::new(moved.recipe.setup.clone()).unwrap().engine().arrays(), runner.engine().arrays());
    let mut longer = runner.fork();
    longer.advance(5_000, &mut ()).unwrap();
    Saving::new(other.join("copy.toml"), moved, learned(&longer).into()).now().unwrap();
    assert_eq!(names_in(&other).len(), 2, "{:?}", names_in(&other));
    let last = read(&other.join("copy.toml")).unwrap();
    assert_eq!(Runner::<System>::new(last.recipe.setup).unwrap().engine().arrays(), longer.engine().arrays());
}

#[test]
fn every_kind_of_network_that_learns_goes_on_from_its_session() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["learn-vdp", "learn-lorenz", "learn-rate", "plastic-istdp", "plastic-kohonen", "plastic-oja"] {
        let preset = Preset::open(name).unwrap();
        let mut runner = Runner::new(preset.setup.clone()).unwrap();
        runner.advance(3_000, &mut ()).unwrap();
        let weights = learned(&runner);
        assert!(!weights.is_empty(), "{name} has learned nothing");
        let path = folder.path().join(format!("{name}.toml"));
        let recipe = Recipe::new(&preset, &preset.setup, &preset.look);
        let session = SessionFile { recipe, arrangement: Arrangement::default() };
        Saving::new(path.clone(), session, weights.clone().into()).now().unwrap();
        let again = read(&path).unwrap();
        assert_eq!(again.recipe.told, Vec::<String>::new(), "{name}");
        let again = Runner::<System>::new(again.recipe.setup).unwrap();
        assert_eq!(again.engine().arrays(), weights, "{name}");
    }
}

#[test]
fn without_its_numbers_a_session_opens_and_says_what_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    let (path, _) = trained(folder.path());
    let numbers = folder.path().join(names_in(folder.path()).into_iter().find(|name| name.ends_with(".npz")).unwrap());
    let whole = std::fs::read(&numbers).unwrap();
    let base = Preset::open("learn-lin").unwrap();
    let mut changed = whole.clone();
    changed[200] ^= 1;
    for damage in [None, Some(&whole[..whole.len() / 2]), Some(&[][..]), Some(&changed[..])] {
        match damage {
            Some(bytes) => std::fs::write(&numbers, bytes).unwrap(),
            None => std::fs::remove_file(&numbers).unwrap(),
        }
        let session = read(&path).unwrap();
        assert_eq!(session.recipe.setup, base.setup, "it opens, without weights");
        let told = session.recipe.told.join("; ");
        assert!(told.contains("`weights`") && told.contains("my net.weights."), "{told}");
    }
}

#[test]
fn whatever_is_cut_off_or_unknown_is_told_and_the_rest_opens() {
    let session = session("fig-4f", &["d_e=0.4", "x=1.5"]);
    let (text, _) = session.text("s", &[]).unwrap();
    let read = |text: &str| SessionFile::<System>::read(text, Path::new(""));
    assert_eq!(read(&text).unwrap(), session);
    let (mut opened, mut refused) = (0, 0);
    for cut in 0..text.trim_end().len() {
        if !text.is_char_boundary(cut) {
            continue;
        }
        match read(&text[..cut]) {
            Ok(part) => {
                assert!(
                    part.recipe.told.iter().any(|told| told.contains("cut off") || told.contains("damaged")),
                    "{cut}"
                );
                opened += 1;
            }
            Err(why) => {
                assert!(!why.contains('\n'), "{why}");
                refused += 1;
            }
        }
    }
    assert!(opened > 100 && refused > 10, "{opened} {refused}");
    // Half of what was changed is better than nothing.
    let at = text.find("[setup.params]").unwrap();
    assert_eq!(read(&text[..at]).unwrap().recipe.base, session.recipe.base);

    let told = |text: &str| read(text).unwrap().recipe.told.join("; ");
    let newer = text.replace("session = 1", "session = 2").replacen("version = \"", "version = \"9.9 and ", 1);
    assert!(told(&newer).contains("newer version of Tightrope, 9.9"), "{}", told(&newer));
    assert_eq!(read(&newer).unwrap().recipe.setup, session.recipe.setup);
    let later = newer.replace("preset = \"fig-4f\"", "preset = \"fig-99\"");
    let why = read(&later).unwrap_err();
    assert!(why.contains("newer version") && why.contains("fig-99"), "{why}");
    for (from, to, part) in [
        ("[view]", "[view]\nhologram = true", "`view.hologram`"),
        ("[setup.params]", "[setup.params]\nd_q = 1.0", "`d_q`"),
        ("d_e = 0.4", "d_e = -3.0", "`d_e`"),
        ("theme = \"light\"", "theme = 3", "`view.theme`"),
        ("session = 1", "session = 1\nmood = \"good\"", "`mood`"),
    ] {
        let changed = text.replacen(from, to, 1);
        assert_ne!(changed, text, "{from}");
        assert!(told(&changed).contains(part), "{}", told(&changed));
        assert_eq!(
            list(&mut read(&changed).unwrap().recipe.setup).iter().find(|(s, _)| s.id == "x").unwrap().1,
            Value::Number(1.5)
        );
    }
}

#[test]
fn what_cannot_be_written_leaves_everything_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let (path, _) = trained(folder.path());
    let before = names_in(folder.path());
    let session = read(&path).unwrap();
    let fails = |path: &Path| Saving::new(path.to_owned(), session.clone(), Default::default()).now().unwrap_err();
    // A folder, a file where a folder should be, no such folder.
    let why = fails(folder.path());
    assert!(why.contains("is a folder"), "{why}");
    for path in [path.join("s.toml"), folder.path().join("nowhere/s.toml")] {
        let why = fails(&path);
        assert!(why.contains("cannot write") && why.contains("s."), "{why}");
    }
    assert_eq!(names_in(folder.path()), before);
    // What is marked as read-only stays, what a link leads to is written.
    let kept = folder.path().join("kept.toml");
    std::fs::write(&kept, "session = 1\n").unwrap();
    let mut rights = kept.metadata().unwrap().permissions();
    rights.set_readonly(true);
    std::fs::set_permissions(&kept, rights).unwrap();
    assert!(fails(&kept).contains("read-only"));
    std::fs::remove_file(&kept).unwrap();
    #[cfg(unix)]
    {
        let aim = folder.path().join("aim");
        std::fs::write(&aim, "1").unwrap();
        std::os::unix::fs::symlink(&aim, folder.path().join("link")).unwrap();
        put(&[(&folder.path().join("link"), b"2")]).unwrap();
        assert_eq!(std::fs::read_to_string(&aim).unwrap(), "2");
        assert!(folder.path().join("link").is_symlink());
        ["aim", "link"].iter().for_each(|name| std::fs::remove_file(folder.path().join(name)).unwrap());
    }
    // One of several that cannot be put in place takes the others along.
    std::fs::create_dir(folder.path().join("b")).unwrap();
    let why = put(&[(&folder.path().join("nowhere/a"), b"1"), (&folder.path().join("c"), b"2")]).unwrap_err();
    assert!(why.contains("nowhere/a"), "{why}");
    assert!(!folder.path().join("c").exists());
    assert_eq!(names_in(folder.path()).len(), before.len() + 1);
}

#[test]
fn two_windows_save_themselves_apart_and_only_what_was_killed_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("sessions");
    let [one, two] = [(); 2].map(|()| Autosave::new(&folder).unwrap());
    let session = session("fig-4f", &["d_e=0.4"]);
    save(&session, one.path());
    save(&session, two.path());
    assert_ne!(one.path(), two.path());
    assert!(Autosave::left(&folder).is_empty(), "both windows stand");
    // Killed: its lock has gone, its file has not.
    let dead = folder.join("window-1-1.toml");
    save(&session, &dead);
    std::fs::write(folder.join("window-1-1.lock"), "").unwrap();
    // Killed while it wrote, and before it had anything to write.
    std::fs::write(folder.join("window-2-2.toml"), "").unwrap();
    std::fs::write(folder.join("window-3-3.lock"), "").unwrap();
    let left = Autosave::left(&folder);
    assert_eq!(left.len(), 1);
    assert_eq!((left[0].path.as_path(), &left[0].title), (dead.as_path(), &session.recipe.base.title));
    assert!(Autosave::left(&folder).is_empty(), "a second window does not offer it too");
    drop(left);
    assert_eq!(Autosave::left(&folder).len(), 1, "nobody decided: the next one offers it");
    Autosave::left(&folder).into_iter().for_each(tightrope::session::Left::forget);
    drop((one, two));
    assert_eq!(names_in(&folder), Vec::<String>::new(), "closed windows leave nothing");
}

#[test]
fn files_of_late_are_few_and_the_newest_comes_first() {
    let folder = tempfile::tempdir().unwrap();
    let recent = Recent::at(folder.path().join("new/recent"));
    assert!(recent.list().is_empty());
    for k in 0..20 {
        recent.note(&folder.path().join(format!("{k}.toml")));
    }
    std::fs::write(folder.path().join("15.toml"), "x").unwrap();
    recent.note(&folder.path().join("12.toml"));
    let list = recent.list();
    assert_eq!(list.len(), 12);
    let at = |k: usize| list[k].0.file_name().unwrap().to_str().unwrap();
    assert_eq!([at(0), at(1), at(2)], ["12.toml", "19.toml", "18.toml"]);
    assert_eq!(list.iter().filter(|(_, is_there)| *is_there).count(), 1);
}

#[cfg(feature = "ui")]
mod window {
    use super::*;
    use crate::support::screen::{self, Screen, value};
    use egui_kittest::kittest::Queryable as _;
    use tightrope::session::{Level, Speed};
    use tightrope::ui::{Action, FileWish, Mode, Tab};

    fn told(screen: &Screen) -> String {
        screen::scene(screen).notice().map_or_else(String::new, |notice| notice.text.clone())
    }

    fn open(name: &str, folder: &Path) -> Screen {
        let mut screen = screen::open(name, Mode::Dark);
        screen.state_mut().keep_in(folder.to_owned(), true);
        screen.state_mut().save_every(0.2);
        screen.run_steps(6);
        screen
    }

    /// Frames until something holds; what is written is written beside the frames.
    fn until(screen: &mut Screen, what: &str, holds: impl Fn(&Screen) -> bool) {
        for _ in 0..600 {
            screen.run_steps(1);
            if holds(screen) {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(2));
        }
        panic!("{what} never came: {}", told(screen));
    }

    fn act(screen: &mut Screen, action: Action) {
        screen.state_mut().act(action);
        screen.run_steps(3);
    }

    fn edit(screen: &mut Screen, text: &str) {
        act(screen, Action::Edit(Edit::parse(text).unwrap()));
    }

    #[test]
    fn a_session_is_saved_by_its_keys_and_opens_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let state = folder.path().join("state");
        let path = folder.path().join("mine");
        let mut screen = open("fig-4f", &state);
        edit(&mut screen, "d_e=0.37");
        for action in [
            Action::Stage("raster".to_owned()),
            Action::Window(0.123),
            Action::Show(Tab::Theory),
            Action::NextTheme,
            Action::Speed(Speed::Times(0.25)),
            Action::PickNext(3),
            Action::ToggleRun,
        ] {
            act(&mut screen, action);
        }
        screen::ctrl(&mut screen, egui::Key::S, false);
        let field = screen.get_by_label("path of a file");
        assert!(field.value().unwrap_or_default().ends_with("fig-4f-session.toml"), "{:?}", field.value());
        act(&mut screen, Action::File(FileWish::SaveTo(path.display().to_string())));
        until(&mut screen, "the message", |screen| told(screen).contains("Saved: "));
        let path = path.with_extension("toml");
        assert!(path.is_file(), "the ending is added");
        assert!(screen.query_by_label("path of a file").is_none());
        // The next time nobody asks.
        edit(&mut screen, "d_e=0.38");
        act(&mut screen, Action::DismissNotice);
        screen::ctrl(&mut screen, egui::Key::S, false);
        until(&mut screen, "the message", |screen| told(screen).contains("Saved: "));

        let mut other = open("fig-5d", &state);
        act(&mut other, Action::File(FileWish::Path(path.display().to_string())));
        other.run_steps(6);
        assert_eq!(value(&other, "d_e").unwrap(), "0.38", "{}", told(&other));
        assert_eq!(other.state().session(), screen.state().session());
        let desk = screen::scene(&other).desk;
        assert_eq!(
            (desk.shown.as_ref().unwrap().stage.as_str(), desk.tab, desk.theme.mode),
            ("raster", Tab::Theory, Mode::Light)
        );
        assert!((desk.window_s - 0.123).abs() < 1e-9);
        assert!(!screen::scene(&other).history.status.running);
        // It is a step; and after another preset was opened, saving asks again.
        act(&mut other, Action::Open(0));
        screen::ctrl(&mut other, egui::Key::S, false);
        assert!(other.query_by_label("path of a file").is_some());
        screen::key(&mut other, egui::Key::Escape);
        assert!(other.query_by_label("path of a file").is_none());
        // Both are among the files of late.
        screen::ctrl(&mut other, egui::Key::O, false);
        assert!(other.query_by_label("mine.toml").is_some());
    }

    #[test]
    fn what_is_no_session_is_not_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let mut screen = open("fig-4f", &folder.path().join("state"));
        let path = folder.path().join("data.csv");
        std::fs::write(&path, "x,y\n1,2\n").unwrap();
        act(&mut screen, Action::File(FileWish::SaveTo(path.display().to_string())));
        assert!(told(&screen).contains("another kind of file"), "{}", told(&screen));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "x,y\n1,2\n");
        let step = screen::scene(&screen).history.step;
        act(&mut screen, Action::File(FileWish::SaveTo(path.join("s.toml").display().to_string())));
        until(&mut screen, "the message", |screen| told(screen).contains("was not saved"));
        assert_eq!(screen::scene(&screen).notice().unwrap().level, Level::Error);
        assert!(screen::scene(&screen).history.step > step, "the run goes on");
    }

    fn autosaves(folder: &Path) -> Vec<String> {
        names_in(&folder.join("sessions")).into_iter().filter(|name| name.ends_with(".toml")).collect()
    }

    #[test]
    fn a_window_saves_itself_when_something_changed_and_a_closed_one_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let state = folder.path();
        let mut screen = open("fig-4f", state);
        screen.run_steps(40);
        assert_eq!(autosaves(state), Vec::<String>::new(), "nobody has changed anything");
        edit(&mut screen, "d_e=0.37");
        until(&mut screen, "the file", |_| !autosaves(state).is_empty());
        let name = autosaves(state).remove(0);
        let saved = || read(&state.join("sessions").join(&name)).unwrap();
        assert_eq!(&saved().recipe.setup, screen.state().setup());
        edit(&mut screen, "d_e=0.39");
        until(&mut screen, "the change", |screen| saved().recipe.setup == *screen.state().setup());
        // Killed: what the disk has then, without the lock.
        let killed = tempfile::tempdir().unwrap();
        std::fs::create_dir(killed.path().join("sessions")).unwrap();
        std::fs::copy(state.join("sessions").join(&name), killed.path().join("sessions/window-9-9.toml")).unwrap();
        drop(screen);
        assert_eq!(names_in(&state.join("sessions")), Vec::<String>::new());

        let mut next = open("fig-5d", killed.path());
        assert!(screen::scene(&next).desk.files.found.is_some());
        next.get_by_label("Restore").click();
        next.run_steps(8);
        assert_eq!(value(&next, "d_e").unwrap(), "0.39", "{}", told(&next));
        assert_eq!(screen::scene(&next).study.name, "fig-4f");
        assert!(next.query_by_label("Restore").is_none());
        // It has become the session of this window: the old file goes once that has its own.
        until(&mut next, "the new file", |_| {
            autosaves(killed.path()) != ["window-9-9.toml"] && autosaves(killed.path()).len() == 1
        });
        drop(next);
        assert_eq!(names_in(&killed.path().join("sessions")), Vec::<String>::new());
    }

    #[test]
    fn what_was_left_can_be_forgotten_or_kept_for_later() {
        let folder = tempfile::tempdir().unwrap();
        let sessions = folder.path().join("sessions");
        std::fs::create_dir(&sessions).unwrap();
        save(&session("fig-4f", &["d_e=0.4"]), &sessions.join("window-1-1.toml"));
        let mut screen = open("fig-5d", folder.path());
        screen.get_by_label("Later").click();
        screen.run_steps(3);
        assert!(screen.query_by_label("Later").is_none());
        drop(screen);
        let mut screen = open("fig-5d", folder.path());
        screen.get_by_label("Forget").click();
        screen.run_steps(3);
        drop(screen);
        assert_eq!(names_in(&sessions), Vec::<String>::new());
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_told_once() {
        let folder = tempfile::tempdir().unwrap();
        let state = folder.path().join("state");
        let mut screen = open("fig-4f", &state);
        // As a disk that has gone.
        std::fs::remove_dir_all(state.join("sessions")).unwrap();
        std::fs::write(state.join("sessions"), "in the way").unwrap();
        edit(&mut screen, "d_e=0.37");
        until(&mut screen, "the message", |screen| told(screen).contains("does not save itself"));
        act(&mut screen, Action::DismissNotice);
        edit(&mut screen, "d_e=0.38");
        screen.run_steps(40);
        assert_eq!(told(&screen), "", "once");
        std::fs::remove_file(state.join("sessions")).unwrap();
        std::fs::create_dir(state.join("sessions")).unwrap();
        until(&mut screen, "the file", |_| !autosaves(&state).is_empty());
        // Where not even the beginning can be made it starts all the same.
        let file = folder.path().join("file");
        std::fs::write(&file, "").unwrap();
        let screen = open("fig-4f", &file);
        assert!(told(&screen).contains("does not save itself"), "{}", told(&screen));
    }

    #[test]
    fn the_theme_is_remembered() {
        let folder = tempfile::tempdir().unwrap();
        let mut screen = open("fig-4f", folder.path());
        act(&mut screen, Action::NextTheme);
        until(&mut screen, "the file", |_| folder.path().join("settings.toml").exists());
        drop(screen);
        assert_eq!(screen::scene(&open("fig-4f", folder.path())).desk.theme.mode, Mode::Light);
    }

    #[test]
    fn learned_weights_are_saved_from_the_running_network() {
        let folder = tempfile::tempdir().unwrap();
        let mut screen = open("learn-lin", &folder.path().join("state"));
        screen.run_steps(60);
        let path = folder.path().join("net.toml");
        act(&mut screen, Action::File(FileWish::SaveTo(path.display().to_string())));
        until(&mut screen, "the message", |screen| told(screen).contains(".npz beside it"));
        let mut other = open("fig-5d", &folder.path().join("state"));
        act(&mut other, Action::File(FileWish::Path(path.display().to_string())));
        assert!(value(&other, "weights").unwrap().starts_with("net.weights."), "{}", told(&other));
    }
}
