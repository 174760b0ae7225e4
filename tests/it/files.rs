//! Files as people export them, one test a case of `tests/cases`; and that whatever is written reads back, however it is
//! written.

mod styles;

use proptest::prelude::*;
use std::path::{Path, PathBuf};
use std::process::Command;
use tightrope::cli::{Files, edited, from_files};
use tightrope::param::{Edit, Value, find};
use tightrope::picture::Drawing;
use tightrope::reading::{Pick, Role, Table, decode, utf8};
use tightrope::session::{Load, Loaded, Preset, Purpose, Setup, Source, Wanted};

/// The curve of most cases: x from 0 to 10 in steps of 0.5, y = 3 + 1.2 sin 0.9x.
fn curve() -> Vec<[f64; 2]> {
    (0..=20).map(|k| 0.5 * f64::from(k)).map(|x| [x, 3.0 + 1.2 * (0.9 * x).sin()]).collect()
}

fn case(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(name);
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(files.len(), 1, "{name}");
    files.remove(0)
}

/// The setup of figure 5d with a target from a file, as `--target` and `--set` make it, and what is said of it.
fn targeted(file: &Path, flags: Files, set: &[&str]) -> Result<(Setup, String), String> {
    let preset = Preset::open("fig-5d").unwrap();
    let edits: Vec<Edit> = set.iter().map(|text| Edit::parse(text).unwrap()).collect();
    let files = Files { target: Some(file.to_owned()), ..flags };
    let (edits, told) = from_files(&preset, &edits, &files)?;
    Ok((edited(&preset, &edits)?, told.join("\n")))
}

fn value(setup: &Setup, id: &str) -> Value {
    find(&mut setup.clone(), id).unwrap().1
}

fn list(setup: &Setup, id: &str) -> Vec<f64> {
    match value(setup, id) {
        Value::List(list) => list,
        other => panic!("{id} is {other}"),
    }
}

/// The knots of the target that a case makes, and what is said.
fn knots(name: &str) -> (Vec<[f64; 2]>, String) {
    let (setup, told) = targeted(&case(name), Files::default(), &[]).unwrap_or_else(|why| panic!("{name}: {why}"));
    let (x, y) = (list(&setup, "target_x"), list(&setup, "target_y"));
    (x.into_iter().zip(y).map(|(x, y)| [x, y]).collect(), told)
}

fn refused(name: &str) -> String {
    targeted(&case(name), Files::default(), &[]).map(|(_, told)| told).expect_err(name)
}

fn near(found: &[[f64; 2]], expected: &[[f64; 2]], name: &str) {
    assert_eq!(found.len(), expected.len(), "{name}: {found:?}");
    for (a, b) in found.iter().zip(expected) {
        assert!((a[0] - b[0]).abs() < 1e-6 && (a[1] - b[1]).abs() < 6e-5, "{name}: {a:?} instead of {b:?}");
    }
}

#[test]
fn the_same_21_points_come_from_every_way_to_write_them() {
    for (name, words) in [
        ("columns-by-spaces", &["blanks"][..]),
        ("empty-rows-at-end", &["columns x, y"]),
        ("excel-sep-line", &["semicolon"]),
        ("fortran-d-exponent", &[]),
        ("index-column", &["columns x, y"]),
        ("latin1-headings", &["Latin-1", "Zeit, Größe"]),
        ("named-columns", &["columns x, y"]),
        ("quoted-decimal-comma", &["decimal comma"]),
        ("repeated-x", &["42 rows share their x"]),
        ("semicolon", &["semicolon"]),
        ("semicolon-decimal-comma", &["semicolon, decimal comma"]),
        ("tab", &["tab"]),
        ("three-columns", &["columns x, y"]),
        ("two-rows-not-columns", &["in rows"]),
        ("units-row", &["columns input, output"]),
        ("utf16", &["UTF-16", "tab"]),
    ] {
        let (found, told) = knots(name);
        near(&found, &curve(), name);
        for word in ["21 points"].iter().chain(words) {
            assert!(told.contains(word), "{name}: {told:?} does not say {word:?}");
        }
    }
}

#[test]
fn unicode_minus_is_a_minus_and_the_input_goes_where_the_target_is() {
    let (setup, told) = targeted(&case("unicode-minus"), Files::default(), &[]).unwrap();
    let x = list(&setup, "target_x");
    assert_eq!((x.len(), x[0], x[20]), (21, -5.0, 5.0));
    assert_eq!([value(&setup, "x_start"), value(&setup, "x")], [Value::Number(-5.0), Value::Number(5.0)]);
    assert!(told.contains("the input now goes over x from -5 to 5"), "{told}");
}

#[test]
fn rows_without_a_number_are_told_by_their_lines() {
    let (found, told) = knots("missing-cell");
    assert_eq!(found.len(), 19);
    assert!(told.contains("2 rows without a number left out (lines 7, 12)"), "{told}");
    let (found, told) = knots("first-row-lost");
    assert_eq!((found.len(), found[0][0]), (20, 0.5));
    assert!(told.contains("1 row without a number left out (line 1)"), "{told}");
}

#[test]
fn what_is_no_number_is_refused_with_its_line() {
    let why = refused("first-row-typo");
    assert!(why.contains("line 1") && why.contains("given \"0, 1.5x\""), "{why}");
    let why = refused("line-number");
    assert!(why.contains("line 7") && why.contains("zwei"), "{why}");
}

#[test]
fn values_out_of_reach_are_refused_with_the_range_or_scaled_with_a_word() {
    for (name, given) in [("all-beyond-1000", "x goes from 2000 to 2020"), ("beyond-1000-x", "x goes from 0 to 2000")] {
        let why = refused(name);
        for part in [given, "allowed is -20 to 20", "--scale"] {
            assert!(why.contains(part), "{name}: {why}");
        }
        let flags = Files { scale: true, ..Files::default() };
        let (setup, told) = targeted(&case(name), flags, &[]).unwrap();
        let (x, y) = (list(&setup, "target_x"), list(&setup, "target_y"));
        near(&x.into_iter().zip(y).map(|(x, y)| [x, y]).collect::<Vec<_>>(), &spread(name), name);
        assert!(told.contains("x scaled from") && told.contains("into 0 to 10"), "{told}");
    }
}

/// The curve of a file of two columns, its x spread evenly over 0 to 10.
fn spread(name: &str) -> Vec<[f64; 2]> {
    let file = std::fs::read_to_string(case(name)).unwrap();
    let y: Vec<f64> = file.lines().skip(1).map(|line| line.split(',').nth(1).unwrap().parse().unwrap()).collect();
    assert_eq!(y.len(), 21);
    y.into_iter().enumerate().map(|(k, y)| [0.5 * k as f64, y]).collect()
}

#[test]
fn a_jump_is_two_knots_close_together() {
    let (found, told) = knots("jump");
    assert_eq!(found.iter().map(|p| p[1]).collect::<Vec<_>>(), [2.0, 2.0, 4.0, 4.0]);
    assert!(found[1][0] < found[2][0] && (found[1][0] - 5.0).abs() < 0.02 && (found[2][0] - 5.0).abs() < 0.02);
    assert!(told.contains("a step at x = 5"), "{told}");
}

#[test]
fn all_corners_are_kept_and_a_number_of_knots_that_was_set_counts() {
    let zig: Vec<[f64; 2]> = (0..41).map(|k| [0.25 * f64::from(k), 3.0 + f64::from(k % 2)]).collect();
    near(&knots("zig-zag-41").0, &zig, "zig-zag-41");
    let file = case("knots-and-target");
    for n in [41, 17] {
        let (setup, told) = targeted(&file, Files::default(), &[&format!("knots={n}")]).unwrap();
        assert_eq!(list(&setup, "target_x").len(), n);
        // Whatever is simplified, errors are counted from the file's curve.
        assert_eq!(list(&setup, "curve_x").len(), if n == 41 { 0 } else { 41 });
        assert_eq!(told.contains("simplified to 17 knots, largest deviation"), n == 17, "{told}");
    }
}

#[test]
fn factors_of_single_neurons_do_not_survive_a_new_target() {
    let (setup, told) =
        targeted(&case("factors-stay-with-target"), Files::default(), &["t_shift_e={1 = -0.2}"]).unwrap();
    assert_eq!([list(&setup, "d_e_factors").len(), list(&setup, "d_i_factors").len()], [0, 0]);
    assert!(matches!(value(&setup, "t_shift_e"), Value::Sparse(map) if map.is_empty()));
    assert!(told.contains("single neurons are cleared"), "{told}");
}

#[test]
fn our_own_signals_are_taken_by_name() {
    let (setup, told) = targeted(&case("own-signals"), Files::default(), &[]).unwrap();
    assert!(told.contains("500 points") && told.contains("columns x, target"), "{told}");
    assert!(told.contains("simplified to") && told.contains("allowed"), "{told}");
    let (x, y) = (list(&setup, "curve_x"), list(&setup, "curve_y"));
    assert_eq!(x.len(), 500);
    assert!(x.iter().zip(&y).all(|(x, y)| (3.0 + 1.2 * (0.9 * x).sin() - y).abs() < 1e-3));
    let knots = list(&setup, "target_x");
    assert!(knots.len() <= 200 && knots[knots.len() - 1] == x[499]);
    // And as an input, by its times.
    let preset = Preset::open("fig-4f").unwrap();
    let files = Files { input: Some(case("own-signals")), ..Files::default() };
    let (edits, told) = from_files(&preset, &[], &files).unwrap();
    let setup = edited(&preset, &edits).unwrap();
    assert!(told[0].contains("columns time_s, x"), "{told:?}");
    assert_eq!(list(&setup, "x_drawn"), x);
    assert!(matches!(value(&setup, "x_drawn_s"), Value::Number(s) if (s - 0.25).abs() < 1e-9), "500 rows of 0.5 ms");
}

#[test]
fn more_columns_without_known_names_are_asked_for() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("three.csv");
    std::fs::write(&file, "a,b,c\n0,1,2\n1,2,4\n2,3,8\n").unwrap();
    let why = targeted(&file, Files::default(), &[]).unwrap_err();
    for part in ["3 columns", "a (1), b (2), c (3)", "--columns 2,3"] {
        assert!(why.contains(part), "{why}");
    }
    for columns in ["b,c", "2,3", "B, 3"] {
        let flags = Files { columns: Some(columns.to_owned()), ..Files::default() };
        let (setup, told) = targeted(&file, flags, &[]).unwrap();
        assert_eq!([list(&setup, "target_x"), list(&setup, "target_y")], [vec![1.0, 2.0, 3.0], vec![2.0, 4.0, 8.0]]);
        assert!(told.contains("columns b, c"), "{told}");
    }
    let flags = Files { columns: Some("b,d".to_owned()), ..Files::default() };
    assert!(targeted(&file, flags, &[]).unwrap_err().contains("no column \"d\"; it has a (1), b (2), c (3)"));
}

#[test]
fn a_preset_is_recognised_where_numbers_are_wanted_and_numbers_where_a_preset_is() {
    let why = refused("not-a-curve-file");
    assert!(why.contains("is a preset") && why.contains("tightrope run"), "{why}");
    let why = Preset::open(case("semicolon").to_str().unwrap()).unwrap_err().to_string();
    assert!(why.contains("table of numbers") && why.contains("--target"), "{why}");
}

#[test]
fn lists_and_neurons_beyond_the_network_are_refused() {
    let file = case("lists-of-wrong-length");
    let why = Preset::open(file.to_str().unwrap()).unwrap_err().to_string();
    assert!(why.contains("`d_e_factors`") && why.contains("given 5 numbers") && why.contains("3 E neurons"), "{why}");
    let head = "format = 1\ntitle = \"t\"\nsystem = \"boundary\"\n[params]\nn_e = 3\nn_i = 3\n";
    let parse = |text: &str| Preset::parse("t", "t.toml", &format!("{head}{text}")).map_err(|error| error.to_string());
    for (text, parts) in [
        ("t_shift_e = { 7 = -0.5 }", ["`t_shift_e`", "neuron 7", "numbers 0 to 2", "3 E neurons"]),
        ("silenced_i = { 99 = 1 }", ["`silenced_i`", "neuron 99", "numbers 0 to 2", "3 I neurons"]),
        ("start_r_i = [1, 1, 1, 1]", ["`start_r_i`", "given 4 numbers", "at most 3", "3 I neurons"]),
    ] {
        let why = parse(text).unwrap_err();
        assert!(parts.iter().all(|part| why.contains(part)), "{text}: {why}");
    }
    assert!(parse("d_i_factors = [2]\nt_shift_e = { 2 = 1 }").is_ok());
    let preset = Preset::open("fig-5d").unwrap();
    for text in ["d_e_factors=[1,1,1,1]", "silenced_e={3 = 1}", "silenced_e[3]=1"] {
        let why = edited(&preset, &[Edit::parse(text).unwrap()]).unwrap_err();
        assert!(why.contains("there are 3 E neurons"), "{text}: {why}");
    }
}

#[test]
fn a_preset_in_another_encoding_says_so_first() {
    let file = case("latin1-preset");
    let why = Preset::open(file.to_str().unwrap()).unwrap_err().to_string();
    assert!(why.contains("net.toml: is not UTF-8") && why.ends_with("save it as UTF-8") && why.len() < 200, "{why}");
    assert!(utf8(b"\xff\xfef\0").unwrap_err().contains("UTF-16"));
}

#[test]
fn a_mark_before_json_is_skipped() {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/fig04_two_neuron");
    let dir = tempfile::tempdir().unwrap();
    for entry in std::fs::read_dir(&from).unwrap() {
        let path = entry.unwrap().path();
        std::fs::copy(&path, dir.path().join(path.file_name().unwrap())).unwrap();
    }
    let params = dir.path().join("params.json");
    let text = std::fs::read(&params).unwrap();
    let verify = || {
        let output = Command::new(env!("CARGO_BIN_EXE_tightrope")).arg("verify").arg(dir.path()).output().unwrap();
        (
            output.status.code(),
            format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr)),
        )
    };
    std::fs::write(&params, [b"\xef\xbb\xbf", &text[..]].concat()).unwrap();
    let (code, said) = verify();
    assert_eq!(code, Some(0), "{said}");
    let wide: Vec<u8> = [0xff, 0xfe].into_iter().chain(text.iter().flat_map(|byte| [*byte, 0])).collect();
    std::fs::write(&params, wide).unwrap();
    let (code, said) = verify();
    assert!(code != Some(0) && said.contains("is UTF-16; save it as UTF-8"), "{said}");
}

#[test]
fn a_short_run_counts_the_spikes_that_it_writes() {
    let dir = tempfile::tempdir().unwrap();
    for seconds in ["0.05", "0.004"] {
        let out = dir.path().join(seconds);
        let mut command = Command::new(env!("CARGO_BIN_EXE_tightrope"));
        let output = command.args(["run", "fig-4f", "--for", seconds, "--out"]).arg(&out).output().unwrap();
        assert_eq!(output.status.code(), Some(0));
        let spikes = std::fs::read_to_string(out.join("spikes.csv")).unwrap();
        let summary: serde_json::Value =
            serde_json::from_str(&std::fs::read_to_string(out.join("summary.json")).unwrap()).unwrap();
        for population in ["E", "I"] {
            let rows = spikes.lines().filter(|line| line.split(',').nth(2) == Some(population)).count();
            assert_eq!(summary["spikes"][population], rows, "{seconds} s: {population}");
            assert!(summary["rates_hz"].as_object().unwrap().contains_key(population));
        }
        assert!(summary["mean_latents"].as_object().unwrap().contains_key("y_e"));
    }
}

#[test]
fn many_rows_are_all_read_and_a_few_knots_stand_for_them() {
    let n = 150_000;
    let row = |k: usize| (k as f64 * 10.0 / n as f64, 3.0 + 1.2 * (9.0 * k as f64 / n as f64).sin());
    let text: String = (0..=n).map(row).map(|(x, y)| format!("{x:.6},{y:.6}\n")).collect();
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("many.csv");
    std::fs::write(&file, format!("x,y\n{text}")).unwrap();
    let (setup, told) = targeted(&file, Files::default(), &[]).unwrap();
    assert!(told.contains("150001 points"), "{told}");
    let (x, y) = (list(&setup, "target_x"), list(&setup, "target_y"));
    assert_eq!(x[x.len() - 1], 10.0, "up to the end");
    assert!(x.len() <= 200);
    let off = |k: usize| {
        let (at, value) = row(k);
        let j = x.partition_point(|x| *x <= at).clamp(1, x.len() - 1);
        (y[j - 1] + (y[j] - y[j - 1]) * (at - x[j - 1]) / (x[j] - x[j - 1]) - value).abs()
    };
    let worst = (0..=n).step_by(7).map(off).fold(0.0, f64::max);
    assert!(worst <= 1e-3 * 2.4 + 1e-5, "a thousandth of the range is stated: {worst}");
}

#[test]
fn programs_have_ways_of_their_own() {
    let read = |text: &str| Table::read(text).unwrap();
    let pick = |table: &Table| match table.pick(Role::Function, None).unwrap() {
        Pick::Two(columns) => columns.map(|k| table.columns[k].values.clone()),
        other => panic!("{other:?}"),
    };
    let expected = [vec![0.0, 0.5, 1.0], vec![3.0, 3.5, 4.0]];
    for (program, text) in [
        ("write.table of R", "\"x\" \"y\"\n\"1\" 0 3\n\"2\" 0.5 3.5\n\"3\" 1 4\n"),
        ("write.csv of R", "\"\",\"x\",\"y\"\n\"1\",0,3\n\"2\",0.5,3.5\n\"3\",1,4\n"),
        ("R with names of rows", "\"x\" \"y\"\n\"a\" 0 3\n\"b\" 0.5 3.5\n\"c\" 1 4\n"),
        ("pandas without names", ",0,1\n0,0.0,3.0\n1,0.5,3.5\n2,1.0,4.0\n"),
        ("pandas, read and written", "Unnamed: 0,x,y\n0,0,3\n1,0.5,3.5\n2,1,4\n"),
        ("numpy.savetxt with a header", "# x,y\n0,3\n0.5,3.5\n1,4\n"),
        ("a title above", "My measurement\nx;y\n0;3\n0,5;3,5\n1;4\n"),
        ("values and names above", "Subject;5\nDate;2024-01-01\nx;y\n0;3\n0.5;3.5\n1;4\n"),
        ("units in brackets", "x [mV]\ty [Hz]\n0\t3\n0.5\t3.5\n1\t4\n"),
        ("comments of Matlab", "% made by hand\n0 3\n0.5 3.5 \n\n  1   4\n"),
        ("a Mac of old", "x,y\r0,3\r0.5,3.5\r1,4\r"),
        ("empty columns at the right", "x,y,,\n0,3,,\n0.5,3.5,,\n1,4,,\n"),
        ("rows with names at the left", "x,0,0.5,1\ny,3,3.5,4\n"),
        ("y first", "y x\n3 0\n3.5 0.5\n4 1\n"),
        ("bars", "x|y\n0|3\n0.5|3.5\n1|4\n"),
        ("thousands", "x;y\n0;3\n0,5;3,5\n1;4,000\n"),
    ] {
        assert_eq!(pick(&read(text)), expected, "{program}");
    }
}

#[test]
fn faults_are_named() {
    let why = |text: &str| {
        let table = Table::read(text);
        table.and_then(|table| tightrope::reading::Course::function(&table, [0, 1])).unwrap_err()
    };
    for (text, part) in [
        ("x,y\n1,2\n2,two\n", "line 3: given \"2, two\"; allowed is a number in place of \"two\""),
        (
            "x;y\n0,5;1\n1,5;2\n2.5;3\n",
            "line 4: given \"2.5, 3\"; allowed is a number in place of \"2.5\" (others have a decimal comma)",
        ),
        ("1,2\n3,4,5\n", "line 2: has 3 cells"),
        ("1,2\n", "holds 1 point with different"),
        ("x,y\n1,2\n1,3\n", "holds 1 point with different x"),
        ("x,y\n0,5x\n1,6x\n", "line 2: given \"0, 5x\""),
        ("only words\nand more\n", "holds no row of numbers; it begins with \"only words\""),
    ] {
        assert!(why(text).contains(part), "{text:?}: {}", why(text));
    }
    let load = |bytes: &[u8]| {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("curve.csv");
        std::fs::write(&file, bytes).unwrap();
        let wanted = Wanted { reach: [[-20.0, 20.0], [-1e3, 1e3]], ..Wanted::default() };
        Load::new(Source::File(file), wanted).now().map(|_| ()).unwrap_err()
    };
    assert!(load(b"PK\x03\x04xlsx").contains("curve.csv: is no text but a workbook"));
    assert!(load(b"").contains("curve.csv: is empty"));
    assert!(load(b"x\n1\n2\n").contains("has one column of numbers"));
    // As small as that no spike could follow; but it can be scaled.
    let wanted = Wanted { reach: [[-20.0, 20.0], [-1e3, 1e3]], ..Wanted::default() };
    let tiny = Load::new(Source::Text("x,y\n0,1e-5\n5,2e-5\n".to_owned()), wanted).now();
    assert!(matches!(tiny, Ok(Loaded::Beyond { why, .. }) if why.contains("too small")));
    let folder = Load::new(Source::File(std::env::temp_dir()), Wanted::default()).now().map(|_| ());
    assert!(folder.unwrap_err().contains("is a folder"));
}

#[test]
fn a_closed_curve_keeps_its_order_and_is_scaled_as_a_whole() {
    let load = |text: &str, scale: bool| {
        let reach = [[-1.8, 1.8]; 2];
        let wanted = Wanted { drawing: Drawing::Loop, reach, scale, purpose: Purpose::Target, ..Wanted::default() };
        Load::new(Source::Text(text.to_owned()), wanted).now().unwrap()
    };
    match load("1,0\n1,1\n1,1\n0,1\n0,0\n1,0\n", false) {
        Loaded::Target { traced, .. } => {
            let points: Vec<[f64; 2]> = traced.curve.iter().map(|p| [p.x, p.y]).collect();
            assert_eq!(points, [[1.0, 0.0], [1.0, 1.0], [0.0, 1.0], [0.0, 0.0]]);
        }
        other => panic!("{other:?}"),
    }
    let wide = "100,0\n100,200\n0,200\n0,0\n";
    assert!(matches!(load(wide, false), Loaded::Beyond { why, .. } if why.contains("200")));
    match load(wide, true) {
        Loaded::Target { traced, .. } => {
            let across = |a: usize, b: usize| (traced.curve[a] - traced.curve[b]).norm();
            assert!((across(0, 1) / across(1, 2) - 2.0).abs() < 1e-9, "twice as high as wide");
            assert!(traced.curve.iter().all(|p| p.x.abs() < 1.8 && p.y.abs() < 1.8));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_input_from_a_file_plays_as_it_is_written() {
    let load = |text: &str| {
        let wanted = Wanted { purpose: Purpose::Input, input_reach: [-20.0, 20.0], ..Wanted::default() };
        Load::new(Source::Text(text.to_owned()), wanted).now()
    };
    match load("time_ms;x\n100;0,5\n110;1,5\n120;-1\n130;2\n").unwrap() {
        Loaded::Input { values, length_s, told, .. } => {
            assert_eq!(values, [0.5, 1.5, -1.0, 2.0]);
            assert!((length_s - 0.04).abs() < 1e-12 && told.iter().any(|word| word == "times in ms"), "{told:?}");
        }
        other => panic!("{other:?}"),
    }
    // Uneven times: values between them lie on the straight line.
    match load("t,x\n0,0\n0.1,1\n0.4,4\n").unwrap() {
        Loaded::Input { values, length_s, .. } => {
            assert_eq!((values.len(), length_s > 0.4), (5, true));
            assert!(values.iter().enumerate().all(|(k, v)| (v - k as f64).abs() < 1e-9), "{values:?}");
        }
        other => panic!("{other:?}"),
    }
    assert!(matches!(load("t,x\n0,0\n1,50\n").unwrap(), Loaded::Beyond { why, .. } if why.contains("-20 to 20")));
    // Columns that are named as those of a curve have no time among them: nobody guesses.
    assert!(matches!(load("x,y\n0,0\n1,5\n").unwrap(), Loaded::Ask { .. }));
    assert!(matches!(load("y,x\n0,0\n1,5\n").unwrap(), Loaded::Ask { .. }));
    assert!(matches!(load("t,y\n0,0\n1,5\n").unwrap(), Loaded::Input { .. }));
    // Two columns that are named as an input are no target.
    let any = Wanted { reach: [[-20.0, 20.0], [-1e3, 1e3]], input_reach: [-20.0, 20.0], ..Wanted::default() };
    let text = Source::Text("t,x\n0,0\n0.1,1\n".to_owned());
    assert!(matches!(Load::new(text.clone(), any.clone()).now().unwrap(), Loaded::Input { .. }));
    let target = Wanted { purpose: Purpose::Target, ..any };
    assert!(Load::new(text, target).now().unwrap_err().contains("--input"));
}

#[test]
fn what_is_typed_may_have_its_unit() {
    let preset = Preset::open("fig-4f").unwrap();
    let spec = find(&mut preset.setup.clone(), "tau_ms").unwrap().0;
    for (text, expected) in [("12 ms", 12.0), ("12,5ms", 12.5), ("1.5", 1.5)] {
        let (edit, words) = tightrope::param::typed(spec, text);
        let setup = edited(&preset, &[edit]).unwrap();
        assert_eq!((value(&setup, "tau_ms"), words), (Value::Number(expected), None), "{text}");
    }
    let (edit, words) = tightrope::param::typed(spec, "5000");
    assert_eq!(edit.value, Value::Number(1000.0));
    assert!(words.unwrap().contains("given 5000; allowed is 1 to 1000 ms; 1000 is taken"));
}
