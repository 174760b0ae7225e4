//! The reference format as such, beyond the folders that are shared: random networks of every kind, run by an
//! independent program and saved as folders, must pass; damaged folders must be refused and never panic.

use crate::support::naive::{Case, Dice, Kind, Mode};
use std::path::{Path, PathBuf};
use tightrope::cli::verify::{TOLERANCE, VerifyError, verify, verify_all};

const STEPS: usize = 1500;
const DRAWS: u64 = 40;
/// A decision closer than this may fall either way by rounding.
const KNIFE_EDGE: f64 = 1e-9;

/// Compares `DRAWS` networks; returns how many spikes that were and how many draws were too close to call.
fn compare(kind: Kind, mode: Mode) -> (usize, usize) {
    let (mut spikes, mut skipped) = (0, 0);
    for draw in 0..DRAWS {
        let case = Case::draw(kind, mode, STEPS, &mut Dice::new(1000 * (kind as u64 * 4 + mode as u64) + draw));
        let run = case.run();
        if run.margin < KNIFE_EDGE {
            skipped += 1;
            continue;
        }
        let dir = tempfile::tempdir().unwrap();
        case.write(&run, dir.path()).unwrap();
        let report = verify(dir.path()).unwrap_or_else(|error| panic!("draw {draw}: {error}\n{case:?}"));
        assert_eq!(report.spikes, run.spikes.len());
        assert!(!report.ties, "draw {draw}: no tie was drawn");
        spikes += report.spikes;
    }
    (spikes, skipped)
}

#[test]
fn random_networks_run_as_an_independent_program_says() {
    for kind in [Kind::OneI, Kind::OneE, Kind::Both] {
        for mode in [Mode::Instantaneous, Mode::SquarePulse, Mode::Exponential, Mode::Rate] {
            let (spikes, skipped) = compare(kind, mode);
            println!("{kind:?} {mode:?}: {spikes} spikes, {skipped} of {DRAWS} draws skipped");
            assert!(skipped <= DRAWS as usize / 4, "{kind:?} {mode:?}: {skipped} draws skipped");
            assert!(mode == Mode::Rate || spikes > 1000, "{kind:?} {mode:?}: only {spikes} spikes");
        }
    }
}

fn golden(case: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(case)
}

fn copy(case: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for entry in std::fs::read_dir(golden(case)).unwrap() {
        let path = entry.unwrap().path();
        std::fs::copy(&path, dir.path().join(path.file_name().unwrap())).unwrap();
    }
    dir
}

fn edit(dir: &Path, file: &str, change: impl FnOnce(String) -> String) {
    let text = std::fs::read_to_string(dir.join(file)).unwrap();
    std::fs::write(dir.join(file), change(text)).unwrap();
}

#[test]
fn in_a_runaway_ties_may_be_broken_otherwise_but_only_ties() {
    // The network of figure 3 is its own mirror image at x = 0, so that neurons k and 9 - k are tied.
    let dir = copy("fig03_excitatory_above");
    let mirror = |row: &str| match row.rsplit_once(',') {
        Some((head, neuron)) => match neuron.parse::<u32>() {
            Ok(neuron) => format!("{head},{}\n", 9 - neuron),
            Err(_) => format!("{row}\n"),
        },
        None => format!("{row}\n"),
    };
    edit(dir.path(), "spikes.csv", |text| text.lines().map(mirror).collect());
    let report = verify(dir.path()).unwrap();
    assert!(report.ties && report.to_string().contains("who fires not compared"), "{report}");
    assert!(report.deviation <= TOLERANCE);
    // A latent that grows otherwise is still found.
    edit(dir.path(), "trace.csv", |text| text.replacen("\n5,0,2", "\n5,0,3", 1));
    assert!(matches!(verify(dir.path()), Err(VerifyError::Value { step: 5, .. })), "{:?}", verify(dir.path()));

    let dir = copy("fig03_excitatory_above");
    edit(dir.path(), "spikes.csv", |text| text.replacen("1,E,4", "1,E,0", 1));
    match verify(dir.path()) {
        Err(VerifyError::Spike { after: 0, expected: Some(expected), .. }) => assert_eq!(expected.neuron().index, 0),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_stands_for_the_same_run_is_read_as_the_same() {
    let dir = copy("fig04_two_neuron");
    // Matrices as rows or columns, whole numbers as reals, keys that say nothing.
    edit(dir.path(), "params.json", |text| {
        let mut value: serde_json::Value = serde_json::from_str(&text).unwrap();
        value["F_E"] = serde_json::json!([[2.0]]);
        value["n_steps"] = serde_json::json!(1200.0);
        value["D_EI"] = serde_json::Value::Null;
        value["remark"] = serde_json::json!("nothing");
        value["trsteps_E"] = serde_json::Value::Null;
        value.to_string()
    });
    assert_eq!(verify(dir.path()).unwrap().spikes, 40);
}

/// The message with which a changed `params.json` is refused.
fn refusal(case: &str, change: impl FnOnce(&mut serde_json::Value)) -> String {
    let dir = copy(case);
    edit(dir.path(), "params.json", |text| {
        let mut value = serde_json::from_str(&text).unwrap();
        change(&mut value);
        value.to_string()
    });
    match verify(dir.path()) {
        Err(VerifyError::Load(error)) => {
            assert!(error.file.ends_with("params.json"), "{error}");
            assert!(!error.message.contains('\n'), "{error}");
            error.message
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn refusals_say_key_given_and_allowed() {
    use serde_json::json;
    let ei = |key: &str, value: serde_json::Value| refusal("var_injected_mistuned", |all| all[key] = value);
    let says = |message: String, parts: &[&str]| {
        for part in parts {
            assert!(message.contains(part), "{message:?} does not say {part:?}");
        }
    };
    says(ei("D_EI", json!([1.0, 2.0])), &["`D_EI`", "given 2", "needed are 6"]);
    says(ei("E_IE", json!([1, 1, -0.5, 1, 1, 1])), &["`E_IE`, entry 2", "-0.5", "0 or more"]);
    says(ei("T_E", json!([1, 1, null, 1, 1, 1, 1, 1])), &["`T_E`, entry 2", "null", "finite number"]);
    says(ei("mu_I", json!(-0.1)), &["`mu_I`", "-0.1", "0 or more"]);
    says(ei("leak_E", json!(0)), &["`leak_E`", "above 0"]);
    says(ei("sigma_vI", json!(0.1)), &["`sigma_vI`", "0.1", "noisy"]);
    says(ei("NE", json!(1e300)), &["`NE`", "1e+300", "whole number"]);
    says(ei("n_steps", json!(u64::MAX)), &["`n_steps`", "whole number from 1"]);
    says(ei("I_I", json!(0.8)), &["`I_I`", "0.8", "an object"]);
    says(ei("I_I", json!({"kind": "stepp"})), &["in `I_I`", "stepp", "constant, step"]);
    says(ei("x", json!({"kind": "constant", "valeu": 1})), &["in `x`", "`value` is missing", "`valeu`"]);
    says(ei("y0", json!(1.0)), &["`y0`", "single"]);
    // A slip in an optional key would change the run without a word.
    says(refusal("var_injected_mistuned", |all| all["D_EI"] = all["mu_E"].take()), &["`D_EI`", "0.05"]);
    let slip = refusal("var_exponential_ei", |all| {
        all["trstep_E"] = all["trsteps_E"].take();
    });
    says(slip, &["`trstep_E`", "is `trsteps_E` meant"]);
    let missing = refusal("fig02_inhibitory", |all| {
        all["leek"] = all["leak"].take();
        all.as_object_mut().unwrap().remove("leak");
    });
    says(missing, &["`leek`", "`leak`"]);
    // A known neighbour is no hint.
    let lonely = refusal("var_injected_mistuned", |all| {
        all.as_object_mut().unwrap().remove("D_I");
    });
    assert_eq!(lonely, "`D_I` is missing");
    let dir = copy("fig04_two_neuron");
    edit(dir.path(), "params.json", |text| text.replacen("0.62", "NaN", 1));
    let error = verify(dir.path()).unwrap_err().to_string();
    says(error, &["params.json", "near `D_E`", "line"]);
}

#[test]
fn tables_that_do_not_fit_are_refused_with_their_line() {
    let refused = |case: &str, file: &str, change: &dyn Fn(String) -> String| {
        let dir = copy(case);
        edit(dir.path(), file, change);
        match verify(dir.path()) {
            Err(VerifyError::Load(error)) => {
                assert!(error.file.ends_with(file), "{error}");
                error.message
            }
            other => panic!("{file}: {other:?}"),
        }
    };
    let x = |change: &dyn Fn(String) -> String| refused("fig02_inhibitory", "x.csv", change);
    assert!(x(&|text| text.lines().take(2000).map(|l| format!("{l}\n")).collect()).contains("needed are 3000"));
    assert!(x(&|text| text.replacen("\n7,-1", "\n7,nan", 1)).contains("line 9, `x`"));
    assert!(x(&|text| text.replacen("\n7,", "\n8,", 1)).contains("line 9, `step`: given 8; needed is 7"));
    let trace = |change: &dyn Fn(String) -> String| refused("fig02_inhibitory", "trace.csv", change);
    assert!(trace(&|text| text.lines().take(900).map(|l| format!("{l}\n")).collect()).contains("cut short"));
    assert!(trace(&|text| text.lines().take(1).map(|l| format!("{l}\n")).collect()).contains("cut short"));
    assert!(trace(&|text| text.replacen("\n5,", "\n4,", 1)).contains("rising"));
    assert!(trace(&|text| text.replacen("\n5,-1", "\n5,inf", 1)).contains("line 7, `x`"));
    let spikes = |change: &dyn Fn(String) -> String| refused("fig02_inhibitory", "spikes.csv", change);
    assert!(spikes(&|text| text.replacen("I,0", "Q,0", 1)).contains("allowed is E or I"));
    assert!(spikes(&|text| format!("{text}3000,I,0\n")).contains("to 2999"));
    assert!(spikes(&|text| format!("{text}1,I\n")).contains("cannot be read"));
}

#[test]
fn nothing_that_is_cut_or_scribbled_over_panics_or_passes_for_more_than_it_is() {
    let mut dice = Dice::new(7);
    for file in ["params.json", "spikes.csv", "trace.csv"] {
        let dir = copy("fig04_two_neuron");
        let whole = std::fs::read(dir.path().join(file)).unwrap();
        for _ in 0..60 {
            let mut bytes = whole.clone();
            if dice.coin() {
                bytes.truncate(dice.below(whole.len()));
            } else {
                let at = dice.below(whole.len());
                bytes[at] = b"0-9,.\"{}[]eE\n\xffN"[dice.below(15)];
            }
            std::fs::write(dir.path().join(file), &bytes).unwrap();
            if let Err(error) = verify(dir.path()) {
                assert!(!error.to_string().contains('\n'), "{error}");
            }
        }
    }
}

#[test]
fn exit_codes_tell_bad_input_from_a_difference() {
    let quiet = |_: &str| {};
    assert_eq!(verify_all(&[golden("fig04_two_neuron"), golden("fig12b_rate")], quiet), 0);
    let differs = copy("fig04_two_neuron");
    edit(differs.path(), "spikes.csv", |text| text.replacen("\n100,I,0", "", 1));
    assert_eq!(verify_all(&[differs.path().to_owned(), golden("fig12b_rate")], quiet), 1);
    let bad = copy("fig04_two_neuron");
    edit(bad.path(), "params.json", |text| text[..text.len() / 2].to_owned());
    assert_eq!(verify_all(&[bad.path().to_owned(), differs.path().to_owned()], quiet), 2);
    // A folder of folders: each run inside it counts.
    let parent = tempfile::tempdir().unwrap();
    std::fs::rename(differs.keep(), parent.path().join("a")).unwrap();
    assert_eq!(verify_all(&[parent.path().to_owned()], quiet), 1);
    assert_eq!(verify_all(&[parent.path().join("nowhere")], quiet), 2);
}
