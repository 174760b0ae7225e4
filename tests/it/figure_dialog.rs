//! The dialog for figures: what is on the screen becomes a file, and mistakes are told.

use crate::support::screen::{ctrl, key, open, scene};
use egui::Key;
use egui_kittest::kittest::Queryable as _;
use std::path::Path;
use std::time::{Duration, Instant};
use tightrope::session::Preset;
use tightrope::ui::figure::{Extent, Format, Moving, Subject, Unit};
use tightrope::ui::{Action, FigureKind, FigureWish, Form, Mode};

type Screen = crate::support::screen::Screen;

fn form(screen: &Screen) -> Form {
    scene(screen).desk.figures.form.clone().unwrap()
}

fn change(screen: &mut Screen, change: impl FnOnce(&mut Form)) {
    let mut form = form(screen);
    change(&mut form);
    screen.state_mut().act(Action::Figure(FigureWish::Form(Box::new(form))));
    screen.run_steps(2);
}

/// Presses the button and waits for what becomes of it.
fn write(screen: &mut Screen) -> Result<String, String> {
    screen.get_by_label("Write").click();
    let start = Instant::now();
    loop {
        screen.run_steps(1);
        let desk = &scene(screen).desk.figures;
        if desk.progress.is_none()
            && let Some(told) = &desk.told
        {
            return told.clone();
        }
        assert!(start.elapsed() < Duration::from_secs(60), "nothing is told");
        std::thread::sleep(Duration::from_millis(2));
    }
}

fn path_in(folder: &Path, name: &str) -> String {
    folder.join(name).display().to_string()
}

#[test]
fn a_key_opens_it_and_what_is_seen_is_written_in_every_format() {
    let folder = tempfile::tempdir().unwrap();
    let mut screen = open("fig-4d", Mode::Dark);
    screen.run_steps(40);
    ctrl(&mut screen, Key::E, false);
    assert!(scene(&screen).desk.figures.is_open && scene(&screen).desk.figures.preview.is_some());
    assert_eq!(form(&screen).subject, Subject::View(scene(&screen).desk.shown.as_ref().unwrap().stage.clone()));
    let setup = screen.state().setup().clone();
    for (kind, name, _) in FigureKind::ALL {
        change(&mut screen, |form| form.become_kind(kind));
        let ending = kind.ending().map_or(String::new(), |ending| format!(".{ending}"));
        assert!(form(&screen).path.ends_with(&ending), "{}", form(&screen).path);
        change(&mut screen, |form| form.path = path_in(folder.path(), &format!("of {name}{ending}")));
        let told = write(&mut screen).unwrap_or_else(|why| panic!("{name}: {why}"));
        assert!(told.contains("wrote"), "{told}");
        // And back.
        let mut path = folder.path().join(format!("of {name}{ending}"));
        if kind == FigureKind::Csv {
            path = path.join("summary.json");
        }
        let read = Preset::open(path.to_str().unwrap()).unwrap_or_else(|why| panic!("{name}: {why}"));
        assert_eq!(read.setup, setup, "{name}");
    }
    let names: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert!(!names.iter().any(|name| name.to_string_lossy().ends_with(".part")), "{names:?}");
    key(&mut screen, Key::Escape);
    assert!(!scene(&screen).desk.figures.is_open);
}

#[test]
fn a_movie_shows_the_last_seconds() {
    let folder = tempfile::tempdir().unwrap();
    let mut screen = open("fig-4d", Mode::Dark);
    // Three seconds of 20 ms frames.
    screen.run_steps(150);
    ctrl(&mut screen, Key::E, false);
    let path = path_in(folder.path(), "movie.apng");
    change(&mut screen, |form| {
        form.become_kind(FigureKind::Movie(Moving::Apng));
        form.extent = Extent { sides: [320.0, 240.0], unit: Unit::Px };
        (form.last_s, form.fps, form.path) = (2.0, 10.0, path.clone());
    });
    write(&mut screen).unwrap();
    let file = std::io::BufReader::new(std::fs::File::open(&path).unwrap());
    let decoder = image::codecs::png::PngDecoder::new(file).unwrap().apng().unwrap();
    let frames = image::AnimationDecoder::into_frames(decoder).collect_frames().unwrap();
    // Two seconds, ten frames each, and the one that it begins with.
    assert!((20..=22).contains(&frames.len()), "{}", frames.len());
    assert_eq!(frames[0].buffer().dimensions(), (320, 240));
    let differ = frames.windows(2).filter(|pair| pair[0].buffer() != pair[1].buffer()).count();
    assert!(differ > 15, "{differ} of them move");
}

#[test]
fn what_cannot_be_is_told_and_nothing_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let mut screen = open("fig-4d", Mode::Light);
    ctrl(&mut screen, Key::E, false);
    // A size that is none: what is allowed is told, and nothing can be written.
    change(&mut screen, |form| form.extent.sides[0] = 1.0);
    assert!(screen.query_by_label_contains("allowed is 10 to 2000 mm").is_some());
    change(&mut screen, |form| form.extent.sides[0] = 85.0);
    // A folder, and a place where none can be made.
    change(&mut screen, |form| form.path = folder.path().display().to_string());
    assert!(write(&mut screen).unwrap_err().contains("is a folder"));
    let file = folder.path().join("file");
    std::fs::write(&file, "old").unwrap();
    change(&mut screen, |form| form.path = path_in(&file, "figure.svg"));
    let why = write(&mut screen).unwrap_err();
    assert!(why.contains("cannot write") && why.contains("another folder"), "{why}");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "old");
    // The run goes on.
    let step = scene(&screen).history.step;
    screen.run_steps(5);
    assert!(scene(&screen).history.step > step);
    // A movie of what stands still.
    let mut screen = open("fig-4d", Mode::Light);
    key(&mut screen, Key::R);
    ctrl(&mut screen, Key::E, false);
    let path = path_in(folder.path(), "still.gif");
    change(&mut screen, |form| {
        form.become_kind(FigureKind::Movie(Moving::Gif));
        form.path = path;
    });
    // It has moved for less than a tenth of a second: a movie of that, or a word about it.
    assert!(write(&mut screen).is_ok_and(|told| told.contains("wrote")) || !folder.path().join("still.gif").exists());
}

#[test]
fn a_figure_that_is_dropped_opens_its_setup() {
    let folder = tempfile::tempdir().unwrap();
    let mut screen = open("fig-4d", Mode::Dark);
    let edit = tightrope::param::Edit::parse("d_e=0.31").unwrap();
    screen.state_mut().act(Action::Edit(edit));
    screen.run_steps(3);
    let setup = screen.state().setup().clone();
    ctrl(&mut screen, Key::E, false);
    let path = folder.path().join("figure.pdf");
    change(&mut screen, |form| {
        form.become_kind(FigureKind::Still(Format::Pdf));
        form.path = path.display().to_string();
    });
    write(&mut screen).unwrap();
    let mut other = open("learn-vdp-trained", Mode::Dark);
    other.state_mut().act(Action::File(tightrope::ui::FileWish::Path(path.display().to_string())));
    other.run_steps(6);
    assert_eq!(other.state().setup(), &setup);
    // Half of it says what was not read, and all stays as it is.
    let bytes = std::fs::read(&path).unwrap();
    std::fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
    let mut other = open("fig-4f", Mode::Dark);
    let before = other.state().setup().clone();
    other.state_mut().act(Action::File(tightrope::ui::FileWish::Path(path.display().to_string())));
    other.run_steps(3);
    let told = scene(&other).desk.notice.as_ref().unwrap().text.clone();
    assert!(told.contains("cut off") && told.contains("figure.pdf"), "{told}");
    assert_eq!(other.state().setup(), &before);
}
