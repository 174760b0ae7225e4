//! A setup as a short text: what goes in comes out, wherever it was pasted, and what is damaged is refused.

use crate::support::tightrope;
use proptest::prelude::*;
use std::path::Path;
use std::process::Output;
use tightrope::model::System;
use tightrope::param::{Edit, Kind, Value, apply, list};
use tightrope::session::{BUILT_IN, Look, Preset, Provenance, Recipe, Setup, decode, encode, is_code};

fn preset(name: &str) -> Preset {
    Preset::open(name).unwrap()
}

fn read(code: &str) -> Result<Recipe, String> {
    decode(code)
}

/// The setup with as many of these edits as fit, one after the other; numbers from 0 to 1 choose parameters and values.
fn shaken(setup: &Setup, throws: &[(f64, f64)]) -> Setup {
    let mut setup = setup.clone();
    let specs: Vec<_> = list(&mut setup.clone()).into_iter().map(|(spec, _)| spec).collect();
    for (which, how) in throws {
        let spec = specs[((which * specs.len() as f64) as usize).min(specs.len() - 1)];
        let at = |min: f64, max: f64| min + how * (max - min);
        let value = match spec.kind {
            Kind::Number { min, max, .. } => Value::Number(at(min, max)),
            Kind::Count { min, max, .. } => Value::Count(at(min as f64, max.min(min + 40) as f64) as usize),
            Kind::Choice { options, .. } => {
                Value::Choice(options[(how * 0.999 * options.len() as f64) as usize].into())
            }
            Kind::List { min, max } => {
                Value::List((0..3).map(|k| at(min, max.min(min + 10.0 * f64::from(k)))).collect())
            }
            Kind::Text { .. } => Value::Choice(format!("\"x{how}\" = ü\n[#")),
            Kind::Sparse { min, max } => Value::Sparse([(0, at(min, max)), (1, 0.5 * at(min, max))].into()),
            Kind::Arrays { .. } => Value::Choice(String::new()),
        };
        if let Ok((changed, _)) = apply(&setup, &[Edit::new(spec.id, value)]) {
            setup = changed;
        }
    }
    setup
}

#[test]
fn every_preset_is_a_short_code() {
    for (name, text) in BUILT_IN {
        let preset = Preset::parse(name, name, text).unwrap();
        let code = encode(&preset, &preset.setup, &preset.look).unwrap();
        assert!(code.len() < 100, "{name}: {}", code.len());
        let recipe = read(&code).unwrap();
        assert_eq!(recipe.told, Vec::<String>::new(), "{name}");
        assert_eq!(recipe.preset(), preset, "{name}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_was_made_of_a_preset_comes_back_to_the_bit(
        which in 0..BUILT_IN.len(),
        throws in prop::collection::vec((0.0..1.0f64, 0.0..1.0f64), 0..8),
        window_tau in prop::option::of(0.1..100.0f64),
        own in any::<bool>(),
    ) {
        let (name, text) = BUILT_IN[which];
        // Large ones are built for every edit.
        prop_assume!(!name.contains("grid") && !name.contains("large") && !name.contains("1000"));
        let mut base = Preset::parse(name, name, text).unwrap();
        if own {
            base.title = "Mine “ü”".to_owned();
            base.setup = shaken(&base.setup, &throws[throws.len() / 2..]);
            base.checks.clear();
        }
        let setup = shaken(&base.setup, &throws);
        // What cannot be built, as a drawn curve without a curve, is nobody's: it was refused before it could be shared.
        prop_assume!(base.setup.plan(None).is_ok() && setup.plan(None).is_ok());
        let mut look = base.look.clone();
        look.window_tau = window_tau.or(look.window_tau);
        let recipe = read(&encode(&base, &setup, &look).unwrap()).unwrap();
        // Nothing is left out; lists that are longer than there are neurons now are kept, and said.
        let left_out: Vec<&String> = recipe.told.iter().filter(|line| !line.contains(", there are ")).collect();
        prop_assert_eq!(left_out, Vec::<&String>::new());
        prop_assert_eq!(&recipe.setup, &setup);
        prop_assert_eq!(&recipe.base.setup, &base.setup);
        prop_assert_eq!(&recipe.base.title, &base.title);
        prop_assert_eq!(&recipe.look, &look);
        // So does what a file tells of its origin, whatever stands around it.
        let told = Provenance::of(&base, &setup, &look);
        let line = told.text();
        prop_assert!(line.bytes().all(|byte| (b' '..=b'~').contains(&byte)), "{}", line);
        prop_assert!(!line.contains("--") && !line.contains(['<', '>', '&']), "{}", line);
        let file = format!("<svg>\n<metadata>{line}</metadata>\n</svg>");
        prop_assert_eq!(&Provenance::find(&file).unwrap().unwrap(), &told);
        let bytes = [&b"\x01\x02 some file\0tEXt\0"[..], line.as_bytes(), b"\0\xff"].concat();
        let found = Provenance::find_in(&bytes).unwrap().unwrap();
        prop_assert_eq!(&found, &told);
        prop_assert_eq!(&found.recipe::<System>().unwrap().setup, &setup);
    }
}

fn some_code() -> (String, Setup) {
    let preset = preset("fig-4f");
    let (setup, _) =
        apply(&preset.setup, &[Edit::parse("d_e=0.37").unwrap(), Edit::parse("seed=12").unwrap()]).unwrap();
    (encode(&preset, &setup, &preset.look).unwrap(), setup)
}

#[test]
fn every_letter_counts() {
    let (code, _) = some_code();
    let refused = |text: &str| match read(text) {
        Ok(_) => panic!("{text} was taken for {code}"),
        Err(why) => why,
    };
    for at in "tr1:".len()..code.len() {
        let (head, tail) = (&code[..at], &code[at + 1..]);
        for other in ['A', 'z', '0', '_', 'b'] {
            if !code[at..].starts_with(other) {
                assert!(refused(&format!("{head}{other}{tail}")).contains("the code is damaged"));
            }
        }
        assert!(refused(&format!("{head}{tail}")).contains("the code is damaged"), "a letter is missing");
        assert!(refused(&format!("{head}A{}", &code[at..])).contains("the code is damaged"), "one more");
        assert!(refused(&format!("{head}\u{e4}{tail}")).contains("the code is damaged"), "no such letter");
        assert!(refused(head).contains("the code is damaged"), "cut off");
    }
    assert!(refused(&code[..code.len() - 7]).contains("some are missing"));
    assert!(refused("tr1:").contains("too short"));
    assert!(refused(&format!("tr2{}", &code[3..])).contains("made by a newer version"));
    assert!(refused("tr99999999999999999999999:AAAA").contains("made by a newer version"));
    assert!(refused("no code at all").contains("tr1:"));
}

#[test]
fn a_code_is_found_in_what_people_paste() {
    let (code, setup) = some_code();
    let (left, right) = code.split_at(code.len() / 2);
    let (one, two) = left.split_at(9);
    for text in [
        code.clone(),
        format!("  {code}\n\n"),
        format!("\u{201c}{code}\u{201d}"),
        format!("'{code}'"),
        format!("<{code}>"),
        format!("`{code}`."),
        format!("Try this: {code}, it runs away"),
        format!("Try {code} and then\npull I"),
        format!("{left}\n{right}"),
        format!("> {one}\r\n> {two}\r\n> {right}\r\n"),
        format!("{left}=\n{right}"),
        format!("https://example.org/#{code}"),
        format!("https://example.org/?code={}&x=1", code.replacen(':', "%3A", 1)),
        format!("[open]({code})"),
        format!("tightrope run {code} --for 2"),
        format!("TR{}", &code[2..]),
    ] {
        assert!(is_code(&text), "{text}");
        assert_eq!(read(&text).unwrap_or_else(|why| panic!("{text}: {why}")).setup, setup);
    }
    for text in ["x,y\n1,2\n", "str1:abc", "tr1 abc", "atr1:abcdefgh", ""] {
        assert!(!is_code(text), "{text}");
    }
}

#[test]
fn what_needs_a_file_is_refused_with_its_name() {
    let mut preset = preset("learn-lin-trained");
    let code = encode(&preset, &preset.setup, &preset.look);
    assert!(code.is_ok(), "its weights come with the program");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/weights");
    let arrays = tightrope::session::read_arrays(&folder, "learn-lin.npz", None).unwrap();
    preset.setup = apply(&preset.setup, &[Edit::new("weights", Value::Arrays(arrays))]).unwrap().0;
    let why = encode(&preset, &preset.setup, &preset.look).unwrap_err();
    assert!(why.contains("learn-lin.npz") && why.contains("session"), "{why}");
    // A figure names the file in its origin.
    let told = Provenance::of(&preset, &preset.setup, &preset.look);
    assert!(told.setup.contains("learn-lin.npz"), "{}", told.setup);
}

#[test]
fn numbers_without_end_are_refused_before_a_clipboard_chokes() {
    let mut preset = preset("fig-4f");
    let many: Vec<f64> = (0..20_000).map(|k| (f64::from(k) * 0.7).sin()).collect();
    let edits = [Edit::new("input", Value::Choice("drawn".into())), Edit::new("x_drawn", Value::List(many))];
    preset.setup = apply(&preset.setup, &edits).unwrap().0;
    let why = encode(&preset, &preset.setup, &Look::default()).unwrap_err();
    assert!(why.contains("too many numbers"), "{why}");
}

#[test]
fn a_code_stands_for_a_preset_on_the_command_line() {
    let dir = tempfile::tempdir().unwrap();
    let text = |output: &Output| String::from_utf8(output.stdout.clone()).unwrap();
    let shared = tightrope(&["share", "fig-4f", "--set", "d_e=0.37", "--seed", "12"], dir.path());
    let (code, _) = some_code();
    assert_eq!(text(&shared).trim(), code);
    let run = |args: &[&str]| {
        let output = tightrope(args, dir.path());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    run(&["run", &code, "--for", "0.05", "--out", "a"]);
    run(&["run", "fig-4f", "--set", "d_e=0.37", "--seed", "12", "--for", "0.05", "--out", "b"]);
    let spikes = |folder: &str| std::fs::read_to_string(dir.path().join(folder).join("spikes.csv")).unwrap();
    assert_eq!(spikes("a"), spikes("b"));
    assert!(text(&tightrope(&["params", &code], dir.path())).contains("d_e = 0.37"));
    // Shared again it is the same code, with one more change another.
    assert_eq!(text(&tightrope(&["share", &code], dir.path())).trim(), code);
    assert_ne!(text(&tightrope(&["share", &code, "--seed", "3"], dir.path())).trim(), code);
    let failed = tightrope(&["run", &code[..code.len() - 1], "--out", "c"], dir.path());
    let why = String::from_utf8(failed.stderr).unwrap();
    assert_eq!(failed.status.code(), Some(2));
    assert!(why.contains("damaged") && why.lines().count() == 1, "{why}");
    assert!(!dir.path().join("c").exists());
    let told = text(&tightrope(&["--version"], dir.path()));
    assert!(told.contains(env!("CARGO_PKG_VERSION")) && told.contains(tightrope::session::COMMIT), "{told}");
}

#[cfg(feature = "ui")]
mod window {
    use crate::support::screen::{self, Screen, value};
    use tightrope::session::Level;
    use tightrope::ui::{Action, Mode};

    fn told(screen: &Screen) -> String {
        screen::scene(screen).notice().map_or_else(String::new, |notice| notice.text.clone())
    }

    fn copied(screen: &mut Screen) -> Option<String> {
        // In one frame, so that its output is seen.
        let modifiers = egui::Modifiers::COMMAND | egui::Modifiers::SHIFT;
        for pressed in [true, false] {
            let (key, physical_key, repeat) = (egui::Key::S, None, false);
            screen.input_mut().events.push(egui::Event::Key { key, physical_key, pressed, repeat, modifiers });
        }
        screen.run_steps(1);
        screen.output().platform_output.commands.iter().find_map(|command| match command {
            egui::OutputCommand::CopyText(text) => Some(text.clone()),
            _ => None,
        })
    }

    #[test]
    fn a_code_goes_to_the_clipboard_and_a_pasted_one_opens() {
        let mut screen = screen::open("fig-4f", Mode::Dark);
        screen.state_mut().act(Action::Edit(tightrope::param::Edit::parse("d_e=0.37").unwrap()));
        screen.state_mut().act(Action::Stage("raster".to_owned()));
        screen.run_steps(3);
        let code = copied(&mut screen).unwrap_or_else(|| panic!("a code is copied: {}", told(&screen)));
        assert!(told(&screen).contains("Copied"), "{}", told(&screen));
        let recipe = super::read(&code).unwrap();
        assert_eq!(&recipe.setup, screen.state().setup());
        assert_eq!(recipe.look.stage.as_deref(), Some("raster"));

        let mut other = screen::open("fig-5d", Mode::Dark);
        other.event(egui::Event::Paste(format!("look: {code}\n")));
        other.run_steps(6);
        assert_eq!(value(&other, "d_e").unwrap(), "0.37", "{}", told(&other));
        assert_eq!(other.state().setup(), screen.state().setup());
        assert_eq!(screen::scene(&other).desk.shown.as_ref().unwrap().stage, "raster");
        assert_eq!(screen::scene(&other).study.name, "fig-4f", "its preset is open");
        // Shared from there it is the same; and it is a step that can be taken back.
        assert_eq!(copied(&mut other).as_ref(), Some(&code));
        other.state_mut().act(Action::Undo(1));
        other.run_steps(3);
        assert_eq!(screen::scene(&other).study.name, "fig-5d");

        other.event(egui::Event::Paste(code[..code.len() - 2].to_owned()));
        other.run_steps(3);
        assert!(told(&other).contains("damaged"), "{}", told(&other));
        assert_eq!(screen::scene(&other).notice().unwrap().level, Level::Error);
        assert_eq!(screen::scene(&other).study.name, "fig-5d", "nothing has changed");
    }
}
