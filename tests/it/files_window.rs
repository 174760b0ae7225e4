//! Files in the window: dropped, pasted, opened by their path; what a file leaves open; what is typed.

use crate::support::screen::{self, Screen, value};
use egui_kittest::kittest::Queryable as _;
use std::path::Path;
use tightrope::session::Level;
use tightrope::ui::{Action, FileWish, Mode};

fn file(case: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(case);
    let entry = std::fs::read_dir(folder).unwrap().next().unwrap().unwrap();
    entry.path().to_string_lossy().into_owned()
}

fn told(screen: &Screen) -> String {
    screen::scene(screen).notice().map_or_else(String::new, |notice| notice.text.clone())
}

fn title(screen: &Screen) -> String {
    screen::scene(screen).study.title.title.clone()
}

/// A file that a hand lets go of over the window.
#[derive(Debug)]
struct Dropped(std::path::PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|error| error.to_string())
    }
}

fn drop_file(screen: &mut Screen, path: &str) {
    screen.input_mut().dropped_files.push(std::sync::Arc::new(Dropped(path.into())));
    screen.run_steps(3);
}

fn paste(screen: &mut Screen, text: &str) {
    screen.event(egui::Event::Paste(text.to_owned()));
    screen.run_steps(3);
}

fn open() -> Screen {
    let mut screen = screen::open("fig-5d", Mode::Dark);
    screen.run_steps(10);
    screen
}

#[test]
fn a_dropped_curve_is_the_target_and_the_window_says_what_it_did() {
    let mut screen = open();
    drop_file(&mut screen, &file("semicolon-decimal-comma"));
    let said = told(&screen);
    for word in ["curve.csv", "21 points", "semicolon, decimal comma", "columns x, y", "single neurons are cleared"] {
        assert!(said.contains(word), "{said}");
    }
    assert_eq!(value(&screen, "target_x").unwrap(), "a list of 21 numbers");
    // A step like any other.
    screen.state_mut().act(Action::Undo(1));
    screen.run_steps(3);
    assert_eq!(value(&screen, "target_x").unwrap(), "[0.0, 1.95, 3.95, 5.95, 7.95, 10.0]");
    assert_eq!(value(&screen, "d_e_factors").unwrap(), "[1.05, 1.075, 1.025]");
}

#[test]
fn pasted_numbers_are_the_target_or_the_input() {
    let mut screen = open();
    paste(&mut screen, "x\ty\n0\t1\n5\t2\n10\t1,5\n");
    assert_eq!(value(&screen, "target_y").unwrap(), "[1.0, 2.0, 1.5]");
    paste(&mut screen, "t;x\n0;1\n0,01;2\n0,02;4\n");
    assert_eq!(value(&screen, "x_drawn").unwrap(), "[1.0, 2.0, 4.0]", "{}", told(&screen));
    paste(&mut screen, "no numbers here");
    assert!(told(&screen).contains("no row of numbers"), "{}", told(&screen));
    // A path is as good as what it leads to.
    paste(&mut screen, &file("tab"));
    assert_eq!(value(&screen, "target_x").unwrap(), "a list of 21 numbers");
}

#[test]
fn a_preset_that_is_dropped_opens_and_stands_in_the_list() {
    let mut screen = open();
    let before = screen::scene(&screen).study.entries.len();
    drop_file(&mut screen, &file("not-a-curve-file"));
    assert_eq!(title(&screen), "My network");
    assert_eq!(value(&screen, "n_e").unwrap(), "10");
    drop_file(&mut screen, &file("not-a-curve-file"));
    assert_eq!(screen::scene(&screen).study.entries.len(), before + 1, "the same one is there once");
    drop_file(&mut screen, &file("latin1-preset"));
    assert!(told(&screen).contains("is not UTF-8"), "{}", told(&screen));
    drop_file(&mut screen, &file("lists-of-wrong-length"));
    assert!(told(&screen).contains("3 E neurons"), "{}", told(&screen));
    assert_eq!(title(&screen), "My network", "what is damaged opens nothing");
    screen.state_mut().act(Action::Undo(1));
    screen.run_steps(3);
    assert!(title(&screen).contains("zig-zag"));
}

#[test]
fn a_path_can_be_typed() {
    let mut screen = open();
    screen::ctrl(&mut screen, egui::Key::O, false);
    screen.run_steps(3);
    let field = screen.get_by_label("path of a file");
    field.type_text(&file("tab"));
    screen.run_steps(3);
    screen.get_by_label("Open").click();
    screen.run_steps(4);
    assert!(told(&screen).contains("21 points; tab"), "{}", told(&screen));
    assert!(screen.query_by_label("path of a file").is_none(), "the dialog has gone");
    // Again: an empty field that has the focus, so that no letter is a command.
    screen::ctrl(&mut screen, egui::Key::O, false);
    screen.run_steps(3);
    assert!(screen.ctx.text_edit_focused());
    assert_eq!(screen.get_by_label("path of a file").value().unwrap_or_default(), "");
    screen.state_mut().act(Action::File(FileWish::Close));
    screen.run_steps(2);
    screen.state_mut().act(Action::File(FileWish::Path("nowhere.csv".to_owned())));
    screen.run_steps(3);
    assert!(told(&screen).contains("nowhere.csv: cannot be read"), "{}", told(&screen));
}

#[test]
fn columns_are_asked_for_and_taken() {
    let mut screen = open();
    paste(&mut screen, "a,b,c\n0,1,2\n1,2,4\n2,3,8\n");
    screen.get_by_label("x is b").click();
    screen.run_steps(2);
    screen.get_by_label("y is c").click();
    screen.run_steps(2);
    screen.get_by_label("Use these").click();
    screen.run_steps(3);
    assert_eq!(value(&screen, "target_y").unwrap(), "[2.0, 4.0, 8.0]", "{}", told(&screen));
    // Or let be.
    let before = value(&screen, "target_y");
    paste(&mut screen, "a,b,c\n0,1,2\n1,2,4\n");
    screen.get_by_label("Cancel").click();
    screen.run_steps(3);
    assert!(screen.query_by_label("Use these").is_none());
    assert_eq!(value(&screen, "target_y"), before);
}

#[test]
fn numbers_out_of_reach_are_offered_to_be_scaled() {
    let mut screen = open();
    let before = value(&screen, "target_x");
    drop_file(&mut screen, &file("beyond-1000-x"));
    assert_eq!(value(&screen, "target_x"), before, "nothing without a word");
    assert!(screen.query_by_label_contains("x goes from 0 to 2000; allowed is -20 to 20").is_some());
    screen.get_by_label("Scale it").click();
    screen.run_steps(3);
    assert_eq!(value(&screen, "target_x").unwrap(), "a list of 21 numbers");
    assert!(told(&screen).contains("x scaled from 0 to 2000 into 0 to 10"), "{}", told(&screen));
}

#[test]
fn a_large_file_is_read_beside_the_run() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("many.csv");
    let text: String =
        (0..=60_000).map(|k| f64::from(k) / 6e3).map(|x| format!("{x:.6},{:.6}\n", 3.0 + x.sin())).collect();
    std::fs::write(&path, text).unwrap();
    let mut screen = open();
    drop_file(&mut screen, path.to_str().unwrap());
    for _ in 0..400 {
        if value(&screen, "curve_x").is_some() || told(&screen).contains("points") {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
        screen.run_steps(1);
    }
    assert!(told(&screen).contains("60001 points"), "{}", told(&screen));
    assert!(screen::scene(&screen).notice().is_some_and(|notice| notice.level == Level::Info));
}

/// Types into the field of a parameter.
fn type_into(screen: &mut Screen, label: &str, text: &str) {
    screen.get_by_label(label).click();
    screen.run_steps(2);
    screen.event(egui::Event::Text(text.to_owned()));
    screen.run_steps(2);
    screen::key(screen, egui::Key::Enter);
    screen.run_steps(3);
}

#[test]
fn what_is_typed_has_a_decimal_comma_a_range_and_an_answer() {
    let mut screen = screen::open("fig-4f", Mode::Dark);
    screen.run_steps(10);
    type_into(&mut screen, "E spike size  DE value", "0,5");
    assert_eq!(value(&screen, "d_e").unwrap(), "0.5", "{}", told(&screen));
    type_into(&mut screen, "input  x value", "50");
    assert_eq!(value(&screen, "x").unwrap(), "20");
    assert!(told(&screen).contains("given 50; allowed is -20 to 20; 20 is taken"), "{}", told(&screen));
    type_into(&mut screen, "input  x value", "half");
    assert_eq!(value(&screen, "x").unwrap(), "20");
    assert!(told(&screen).contains("given half; allowed is -20 to 20"), "{}", told(&screen));
}

#[test]
fn a_list_that_is_ambiguous_or_too_long_is_refused() {
    let mut screen = open();
    let typed = |screen: &mut Screen, text: &str| {
        let field = screen.get_by_role_and_label(egui::accesskit::Role::TextInput, "E factors");
        field.focus();
        screen.run_steps(2);
        screen.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::A);
        screen.run_steps(1);
        screen.event(egui::Event::Text(text.to_owned()));
        screen.run_steps(2);
        screen::key(screen, egui::Key::Enter);
        screen.run_steps(3);
    };
    typed(&mut screen, "1,05, 1,1, 1");
    assert_eq!(value(&screen, "d_e_factors").unwrap(), "[1.05, 1.075, 1.025]");
    assert!(told(&screen).contains("given [1,05, 1,1, 1]"), "{}", told(&screen));
    typed(&mut screen, "1, 2, 3, 4");
    assert!(told(&screen).contains("there are 3 E neurons"), "{}", told(&screen));
    typed(&mut screen, "1,05; 1,1; 1");
    assert_eq!(value(&screen, "d_e_factors").unwrap(), "[1.05, 1.1, 1.0]", "{}", told(&screen));
}
