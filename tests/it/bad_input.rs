//! Whatever a person types or saves: one clear message, exit code 2, nothing half written.

use crate::support::tightrope;
use tightrope::session::Preset;

fn message(text: &str) -> String {
    let head = "format = 1\ntitle = \"t\"\nsystem = \"boundary\"\n";
    Preset::parse("mine", "mine.toml", &format!("{head}{text}")).expect_err("this must be refused").to_string()
}

#[test]
fn a_preset_that_is_not_in_order_is_refused_with_file_key_and_what_is_allowed() {
    for (text, parts) in [
        ("[params]\nd_ee = 1.0", &["mine.toml", "`d_ee`", "did you mean `d_e`"][..]),
        ("[params]\nn_e = 1.5", &["`n_e`", "1.5", "a whole number from 0"]),
        ("[params]\nd_e = -1.0", &["`d_e`", "-1", "0 to 100"]),
        ("[params]\nd_e = nan", &["`d_e`", "NaN", "0 to 100"]),
        ("[params]\nd_e = \"big\"", &["`d_e`", "big"]),
        ("[params]\nsynapse = \"slow\"", &["`synapse`", "slow", "square pulse"]),
        ("[params]\ndt_s = 1e-3", &["`dt_s`", "0.001", "below 0.0005"]),
        ("[params]\nsynapse = \"square pulse\"\npulse_e_ms = 0.001", &["`pulse_e_ms`", "0.001"]),
        ("[params]\nt_shift_e = { one = -2.0 }", &["`params.t_shift_e`", "`one`", "number of a neuron"]),
        ("[params]\nt_shift_e = { 1 = 1e9 }", &["`t_shift_e`", "1000000000", "-1000000 to 1000000"]),
        (
            "[params]\ndesign = \"explicit\"\nexplicit_d_e = [1, 2]\nexplicit_e_ee = [1]",
            &["`explicit_e_ee`", "given 1", "needed are 2"],
        ),
        (
            "[params]\ndesign = \"explicit\"\nexplicit_d_e = [1, -2, 3]",
            &["`explicit_d_e`", "-2 as number 2 of 3", "0 to"],
        ),
        ("[params]\nt_shift_e = { 0 = 1.0, 2 = nan }", &["`t_shift_e`", "NaN for neuron 2"]),
        ("[params]\nformula = \"1 + (\"", &["`formula`", "1 + (", "allowed is a formula in x"]),
        ("[params]\nt_shift_e = { 77 = 1.0 }", &["`t_shift_e`", "given neuron 77", "numbers 0 to"]),
        ("[params]\ndesign = \"target\"\ntarget_x = [0, 2, 1]\ntarget_y = [1, 1, 1]", &["`target_x`", "rising"]),
        (
            "[params]\ndesign = \"target\"\ntarget_x = [0, 1]\ntarget_y = [1, 1]\nalpha = 2.0",
            &["`alpha`", "2", "`beta`"],
        ),
        ("[drive]\nxx = 1.0", &["[drive]", "`xx`", "did you mean `x`"]),
        ("[drive]\ninput = \"wobble\"", &["`input`", "wobble", "constant"]),
        (
            "[params]\ndt_s = 1e-6\n[[check]]\nname = \"long\"\nmeasure = \"cv\"\nto_s = 1000\nexpected = 1\ntolerance = 1",
            &["`check` \"long\"", "to_s = 1000", "1000000000 steps", "allowed are 100000000"],
        ),
        ("[look]\nspeeed = 1.0", &["`look.speeed`", "`look.speed`"]),
        ("[look]\nx_range = [2.0, 1.0]", &["`look.x_range`", "the smaller one first"]),
        ("[look]\nspeed = 0.0", &["`look.speed`", "above 0"]),
        ("[look]\nlower = \"rates\"", &["`look.lower`", "`look.beside`", "`look.stage`"]),
        ("[look]\nenlarge = true", &["`look.enlarge`", "`look.stage`"]),
        ("[look]\nstage = \"rastre\"", &["`look.stage`", "rastre", "did you mean raster", "plane:ID"]),
        ("[look]\nstage = \"plain:latent\"", &["`look.stage`", "plain:latent", "plane:ID"]),
        ("[look]\nbeside = [\"raster\", \"plane:\"]", &["`look.beside`", "plane:ID"]),
        ("[look]\nstage = \"raster\"\nbeside = [\"raster\"]", &["`look.beside`", "raster stands twice"]),
        ("[parms]\nd_e = 1.0", &["`parms`", "did you mean `params`"]),
        ("[params\n", &["mine.toml", "not valid TOML"]),
        ("captoin = \"x\"", &["`captoin`", "did you mean `caption`"]),
        // What has another type is told with its line, which has the key.
        ("figure = 4", &["line 4, \"figure = 4\"", "expected a string"]),
        ("[look]\nspeed = \"fast\"", &["line 5, \"speed = \"fast\"\"", "expected a number"]),
        ("[look]\nx_range = 3", &["line 5, \"x_range = 3\"", "expected"]),
        ("[look]\nbeside = \"raster\"", &["line 5, \"beside = \"raster\"\"", "expected a list"]),
        ("look = 3", &["line 4, \"look = 3\"", "expected a table"]),
        ("[[check]]\nname = \"a\"\nmeasure = \"cv\"\nto_s = \"1\"\n", &["line 7", "to_s", "expected a number"]),
        (
            "[[check]]\nname = \"a\"\nmeasure = \"cv\"\nto_s = 1\n",
            &["line 4, \"[[check]]\"", "missing field `expected`"],
        ),
        ("[params]\nn_e = 99999999999999999999", &["line 5", "n_e = 9999", "allowed are whole numbers from -2^63"]),
        ("[params]\nn_e = 9300000000000000000", &["n_e", "allowed"]),
        ("[params]\nn_e = -99999999999999999999", &["line 5", "n_e = -999", "allowed are whole numbers from -2^63"]),
        ("[params]\nd_e = 1e400", &["line 5", "d_e = 1e400", "others up to 1.8e308"]),
        ("[look]\nspeed = \"as expected f64\"", &["\"as expected f64\", expected a number"]),
    ] {
        let got = message(text);
        for part in parts {
            assert!(got.contains(part), "{text:?}: {got:?} does not say {part:?}");
        }
        assert!(!got.contains('\n'), "{got:?} is not one line");
    }
}

#[test]
fn a_neuron_that_is_not_there_is_said_wherever_it_is_named() {
    use tightrope::model::System;
    use tightrope::param::{Kind, list};
    use tightrope::session::{SessionFile, Setup};
    for tag in System::NAMES {
        let setup = Setup::new(<System as tightrope::sim::Model>::named(tag).unwrap());
        for (spec, _) in list(&mut setup.clone()) {
            let Kind::Sparse { max, .. } = spec.kind else { continue };
            let params = format!("{} = {{ 99999 = {} }}\n", spec.id, max.min(1.0));
            let preset = format!("format = 1\ntitle = \"t\"\nsystem = \"{tag}\"\n[params]\n{params}");
            let why = Preset::parse("mine", "mine.toml", &preset).expect_err(spec.id).to_string();
            assert!(why.contains(spec.id) && why.contains("given neuron 99999; allowed are"), "{why}");
            // A session opens all the same, and says so.
            let preset = format!("[setup.preset]\nformat = 1\ntitle = \"t\"\nsystem = \"{tag}\"\n");
            let text = format!("session = 1\n{preset}[setup.params]\n{params}[end]\n");
            let session = SessionFile::<System>::read(&text, std::path::Path::new("")).unwrap();
            let told = session.recipe.told.join("; ");
            assert!(told.contains(spec.id) && told.contains("given neuron 99999"), "{told}");
        }
    }
}

#[test]
fn formulas_are_read_also_where_nothing_is_made_of_them() {
    let with = |line: &str| {
        let text = format!("format = 1\ntitle = \"t\"\nsystem = \"learning\"\n[params]\n{line}\n");
        Preset::parse("mine", "mine.toml", &text).map(drop).map_err(|error| error.to_string())
    };
    assert!(with("f1 = \"x1 + \"").unwrap_err().contains("`f1`"));
    assert!(with("f2 = \"x1\"").unwrap_err().contains("`f2` is given without `f1`"));
    assert_eq!(with("f1 = \"-x1\""), Ok(()));
}

#[test]
fn an_unknown_format_or_system_is_refused() {
    let parse = |text: &str| Preset::parse("mine", "mine.toml", text).expect_err("refused").to_string();
    assert!(parse("format = 2\ntitle = \"t\"\nsystem = \"boundary\"").contains("`format`: given 2; allowed is 1"));
    assert!(
        parse("format = 1\ntitle = \"t\"\nsystem = \"minimal\"")
            .contains("`system`: given minimal; allowed is one of boundary")
    );
    assert_eq!(parse("\nformat = 1\nsystem = \"boundary\""), "mine.toml: missing field `title`");
    let overflow = parse("format = 1\ntitle = \"t\"\nsystem = \"boundary\"\n[look]\nspeed = \"overflow\"");
    assert!(overflow.ends_with("expected a number"), "{overflow}");
    for nothing in ["", " \n", "# nothing but a comment\n"] {
        assert!(parse(nothing).starts_with("mine.toml: is empty; a preset has"), "{}", parse(nothing));
    }
}

#[test]
fn an_unknown_preset_names_the_nearest() {
    let error = Preset::open("fig-4e").expect_err("there is none").to_string();
    assert!(error.contains("fig-4e") && error.contains("did you mean fig-4"), "{error}");
}

#[test]
fn the_program_says_what_is_wrong_in_one_line_and_writes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(
        dir.path().join("bad.toml"),
        "format = 1\ntitle = \"t\"\nsystem = \"boundary\"\n[params]\nd_e = -1\n",
    )
    .unwrap();
    for args in [
        &["run", "fig-9z"][..],
        &["run", "bad.toml"],
        &["bad.toml"],
        &["params", "bad.toml"],
        &["run", "fig-4f", "--set", "d_e=-1"],
        &["run", "fig-4f", "--set", "d_e"],
        &["run", "fig-4f", "--set", "d_x=1"],
        &["run", "fig-4f", "--set", "d_e="],
        &["run", "fig-4f", "--sed", "1"],
        &["run", "fig-4f", "--seed", "-1"],
        &["run", "fig-4f", "--seed", "4294967296"],
        &["run", "fig-4f", "--for", "soon"],
        &["run"],
        &["sweep", "fig-4f"],
        &["fly", "fig-4f"],
        &["run", "learn-vdp", "--set", "teacher=formulas", "--set", "f1=1/0"],
        &["run", "fig-4f", "--set", "d_e=nan"],
        &["run", "fig-4f", "--for", "0"],
        &["run", "fig-4f", "--for", "nan"],
        &["run", "fig-4f", "--for", "1e-9"],
        &["run", "fig-4f", "--set", "dt_s=0.01"],
        &["run", "fig-4f", "--set", "t_shift_e[99]=1"],
        &["run", "fig-4f", "--set", "t_shift_e[7]=1", "--set", "n_e=3"],
        &["run", "/dev/zero"],
        &["run", "."],
    ] {
        let output = tightrope(args, dir.path());
        let error = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{args:?}: {error}");
        assert_eq!(error.trim().lines().count(), 1, "{args:?}: {error}");
        assert!(!error.contains("panicked"), "{error}");
        assert!(output.stdout.is_empty(), "{args:?}");
        assert!(!dir.path().join("tightrope-out").exists(), "{args:?} left something behind");
    }
}

#[test]
fn a_run_writes_what_it_promises_and_repeats_by_its_seed() {
    let dir = tempfile::tempdir().unwrap();
    for out in ["a", "b"] {
        let args = ["run", "fig-8", "--for", "0.2", "--set", "d_e=0.1", "--seed", "3", "--out", out];
        assert_eq!(tightrope(&args, dir.path()).status.code(), Some(0));
    }
    let read = |file: &str| std::fs::read_to_string(dir.path().join(file)).unwrap();
    assert_eq!(read("a/spikes.csv"), read("b/spikes.csv"));
    assert!(read("a/spikes.csv").starts_with("time_s,step,population,neuron\n"));
    assert!(read("a/spikes.csv").lines().count() > 50);
    assert!(read("a/signals.csv").starts_with("time_s,step,x,y_e,y_i\n"));
    assert_eq!(read("a/signals.csv").lines().count(), 4001, "a header and 0.2 s in steps of 50 us");
    let summary: serde_json::Value = serde_json::from_str(&read("a/summary.json")).unwrap();
    assert_eq!(summary["settings"]["d_e"], 0.1);
    assert_eq!(summary["seed"], 3);
    assert_eq!(summary["steps"], 4000);
    for key in ["version", "rates_hz", "isi_cv", "mean_latents", "balance", "wall_s", "steps_per_s"] {
        assert!(!summary[key].is_null(), "summary.json has no {key}");
    }
}

#[test]
fn listings_name_every_preset_and_parameter() {
    let dir = tempfile::tempdir().unwrap();
    let list = String::from_utf8(tightrope(&["list"], dir.path()).stdout).unwrap();
    for preset in ["fig-2d", "fig-4d", "fig-4f", "fig-5d", "fig-8"] {
        assert!(list.contains(preset), "{list}");
    }
    let params = String::from_utf8(tightrope(&["params", "fig-8"], dir.path()).stdout).unwrap();
    for id in ["sigma_v = 0.15", "mu_e = 0.5", "current_i = 1", "seed = 66", "tau_ms = 10"] {
        assert!(params.contains(id), "{id} is missing");
    }
}

#[test]
#[cfg(all(feature = "ui", target_os = "linux"))]
fn without_a_display_the_default_preset_runs_headless_with_a_picture() {
    let dir = tempfile::tempdir().unwrap();
    let output = tightrope(&[], dir.path());
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(said.contains("there is no display"), "{said}");
    for file in ["spikes.csv", "signals.csv", "summary.json", "screen.png"] {
        assert!(dir.path().join("tightrope-out").join(file).metadata().is_ok_and(|m| m.len() > 100), "{file}");
        assert!(said.contains(file), "{said}");
    }
}
