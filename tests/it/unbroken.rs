//! What the program leaves and says when it is killed, when the disk is full, when what it is given has no end.

use crate::support::{names_in, tightrope};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};
use tightrope::session::FileSet;

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Seed and tables of the set in a folder.
fn set(folder: &Path) -> Option<(u64, Vec<Vec<u8>>)> {
    let summary = std::fs::read(folder.join("summary.json")).ok()?;
    let summary: serde_json::Value = serde_json::from_slice(&summary).unwrap();
    let tables = ["spikes.csv", "signals.csv"].map(|name| std::fs::read(folder.join(name)).unwrap());
    Some((summary["seed"].as_u64().unwrap(), tables.to_vec()))
}

fn run<'a>(seed: &'a str, out: &'a str) -> Vec<&'a str> {
    vec!["run", "fig-7d", "--for", "0.05", "--seed", seed, "--out", out]
}

#[test]
fn a_killed_run_leaves_the_old_set_or_the_new_one() {
    let home = tempfile::tempdir().unwrap();
    for (seed, out) in [("1", "one"), ("2", "two"), ("1", "out")] {
        assert!(tightrope(&run(seed, out), home.path()).status.success());
    }
    let [one, two] = ["one", "two"].map(|out| set(&home.path().join(out)).unwrap());
    assert!(one.1 != two.1);
    let out = home.path().join("out");
    let whole = Instant::now();
    assert!(tightrope(&run("1", "out"), home.path()).status.success());
    let whole = whole.elapsed();
    for k in 0..16 {
        let mut child = Command::new(env!("CARGO_BIN_EXE_tightrope"))
            .args(run("2", "out"))
            .current_dir(home.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(whole.mul_f64(0.4 + 0.05 * f64::from(k)));
        child.kill().unwrap();
        child.wait().unwrap();
        let left = set(&out).unwrap();
        assert!(left == one || left == two, "seed {}", left.0);
    }
    // Whatever is left of the killed ones goes with the next.
    assert!(tightrope(&run("2", "out"), home.path()).status.success());
    assert_eq!(set(&out).unwrap(), two);
    assert_eq!(names_in(&out), ["signals.csv", "spikes.csv", "summary.json"]);
    assert_eq!(names_in(home.path()), ["one", "out", "two"]);
}

#[test]
fn a_second_run_into_a_folder_is_refused_while_the_first_goes_on() {
    let home = tempfile::tempdir().unwrap();
    assert!(tightrope(&run("1", "out"), home.path()).status.success());
    let before = set(&home.path().join("out"));
    let first = FileSet::new(&home.path().join("out")).unwrap();
    let second = tightrope(&run("2", "out"), home.path());
    assert_eq!(second.status.code(), Some(2));
    assert!(told(&second).contains("another run writes into it"), "{}", told(&second));
    drop(first);
    assert_eq!(set(&home.path().join("out")), before);
}

#[test]
#[cfg(unix)]
fn a_file_that_may_not_grow_any_further_ends_a_run_whole() {
    let home = tempfile::tempdir().unwrap();
    let limited = |limit: &str, args: &[&str]| {
        let line = format!("ulimit -f {limit}; exec \"$0\" \"$@\"");
        let mut shell = Command::new("sh");
        shell.args(["-c", &line, env!("CARGO_BIN_EXE_tightrope")]).args(args).current_dir(home.path()).output().unwrap()
    };
    let args = ["run", "fig-4f", "--for", "2", "--npz", "--out", "out"];
    let output = limited("200", &args);
    assert_eq!(output.status.code(), Some(3), "{}", told(&output));
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(said.contains("signals.csv cannot be written any further"), "{said}");
    let out = home.path().join("out");
    let text = |name: &str| std::fs::read_to_string(out.join(name)).unwrap();
    let summary: serde_json::Value = serde_json::from_str(&text("summary.json")).unwrap();
    assert_eq!(summary["interrupted"], true);
    let until_s = summary["tables_until_s"].as_f64().unwrap();
    assert!(until_s > 0.0 && until_s < 2.0);
    // Every row up to there, and no half of one.
    let signals = text("signals.csv");
    assert!(signals.ends_with('\n'));
    assert_eq!(signals.lines().count() - 1, (until_s / 5e-5).round() as usize);
    let spikes = text("spikes.csv");
    assert!(spikes.ends_with('\n') && !spikes.contains(",,"));
    let counted: u64 = summary["spikes"].as_object().unwrap().values().map(|n| n.as_u64().unwrap()).sum();
    assert_eq!(spikes.lines().count() as u64 - 1, counted);
    // Where not even that can be written, the old set stays.
    let before = std::fs::read(out.join("summary.json")).unwrap();
    let output = limited("1", &args);
    assert!(!output.status.success());
    assert!(told(&output).contains("cannot write"), "{}", told(&output));
    assert_eq!(std::fs::read(out.join("summary.json")).unwrap(), before);
}

#[test]
#[cfg(target_os = "linux")]
fn what_has_no_end_is_refused_at_once_wherever_a_file_is_named() {
    let home = tempfile::tempdir().unwrap();
    let pipe = home.path().join("pipe");
    let has_pipe = Command::new("mkfifo").arg(&pipe).status().is_ok_and(|made| made.success());
    std::fs::File::create(home.path().join("sparse")).unwrap().set_len(10 << 30).unwrap();
    let given = ["/dev/urandom", "/dev/zero", "sparse", "pipe", "/proc/kmsg", "/etc"];
    for name in given.into_iter().filter(|name| has_pipe || *name != "pipe") {
        let set = format!("weights={name}");
        let orders: [&[&str]; 9] = [
            &["run", name],
            &["check", name],
            &["share", name],
            &["params", name],
            &["open", name],
            &["--talk", name],
            &["run", "fig-5d", "--target", name],
            &["run", "learn-vdp", "--set", &set],
            &["verify", name],
        ];
        for order in orders {
            let began = Instant::now();
            let output = tightrope(order, home.path());
            assert_eq!(output.status.code(), Some(2), "{order:?}: {}", told(&output));
            let said = told(&output) + &String::from_utf8_lossy(&output.stdout);
            assert!(said.contains(name.rsplit('/').next().unwrap()) && said.lines().count() == 1, "{order:?}: {said}");
            assert!(began.elapsed() < Duration::from_secs(20), "{order:?} waits");
        }
    }
}

#[test]
fn what_nobody_waits_for_is_refused_with_numbers() {
    let home = tempfile::tempdir().unwrap();
    // 1000 s at 10^-7 s are 10^10 steps.
    let preset = "format = 1\ntitle = \"Long\"\nsystem = \"boundary\"\n[params]\nn_e = 4\nn_i = 4\ndt_s = 1e-7\n\
                  [[check]]\nname = \"far\"\nmeasure = \"mean y_e\"\nto_s = 1000\nexpected = 1\ntolerance = 1\n";
    std::fs::write(home.path().join("long.toml"), preset).unwrap();
    let orders: [(&[&str], &[&str]); 6] = [
        (&["check", "long.toml"], &["`check` \"far\"", "10000000000 steps", "to_s"]),
        (&["run", "fig-4f", "--for", "1e6", "--set", "dt_s=1e-7", "--set", "n_e=1000"], &["--for 1000000", "months"]),
        (&["run", "fig-4f", "--for", "1e7"], &["--for 10000000", "1e6"]),
        (&["sweep", "fig-4f", "--set", "d_e=0.1:1:1000000000000", "--measure", "cv"], &["100000"]),
        (&["figure", "fig-4f", "--size", "1000000x1000000px", "--out", "a.png"], &["1000000"]),
        (&["movie", "fig-4f", "--for", "1000", "--speed", "0.001", "--out", "a.gif"], &["frames"]),
    ];
    for (order, words) in orders {
        let began = Instant::now();
        let output = tightrope(order, home.path());
        let said = told(&output);
        assert_eq!(output.status.code(), Some(2), "{order:?}: {said}");
        assert!(words.iter().all(|word| said.contains(word)) && said.lines().count() == 1, "{order:?}: {said}");
        assert!(began.elapsed() < Duration::from_secs(60), "{order:?} waits");
    }
    assert_eq!(names_in(home.path()), ["long.toml"]);
}

#[test]
fn messages_quote_little_of_what_was_given_and_stay_on_a_line() {
    let home = tempfile::tempdir().unwrap();
    let long = "x".repeat(90_000);
    let stray = "a\nb\u{1b}[31mred\u{202e}";
    for given in [long.as_str(), stray] {
        let set = format!("{given}=1");
        let value = format!("d_e={given}");
        let orders: [&[&str]; 11] = [
            &["run", given],
            &["run", "fig-4f", "--set", &set],
            &["run", "fig-4f", "--set", &value],
            &["run", "fig-4f", "--seed", given],
            &["run", "fig-4f", "--for", given],
            &["run", "fig-4f", "--out", &format!("{}/{given}/out", &given[..given.len().min(100)])],
            &["sweep", "fig-4f", "--set", &set],
            &["sweep", "fig-4f", "--set", "d_e=0.1:1:3", "--measure", given],
            &["figure", "fig-4f", "--size", given, "--out", "a.svg"],
            &["figure", "fig-4f", "--out", given],
            &["--renderer", given],
        ];
        for order in orders {
            let output = tightrope(order, home.path());
            let said = told(&output);
            let named: Vec<String> = order.iter().map(|word| word.chars().take(20).collect()).collect();
            assert!(!said.contains('\u{1b}') && !said.contains('\u{202e}'), "{named:?}");
            let given_on = said.lines().filter(|line| line.contains("xxxx") || line.contains("red")).count();
            assert!(given_on <= 2, "{named:?}: {said}");
            assert!(said.chars().count() < 2500, "{named:?}: {} letters", said.chars().count());
            // A folder may be called so.
            let is_name = given == stray && order.contains(&"--out") && order[0] == "run";
            assert_eq!(output.status.code(), Some(if is_name { 0 } else { 2 }), "{named:?}: {said}");
            assert!(!output.stdout.contains(&0x1b), "{named:?}");
        }
    }
}

#[test]
#[cfg(target_os = "linux")]
fn what_cannot_be_printed_is_told_unless_nobody_wants_it() {
    let home = tempfile::tempdir().unwrap();
    let shell = |line: &str| {
        let mut shell = Command::new("sh");
        shell.args(["-c", line, env!("CARGO_BIN_EXE_tightrope")]).current_dir(home.path()).output().unwrap()
    };
    let full = shell("exec \"$0\" list > /dev/full");
    assert_eq!(full.status.code(), Some(3));
    assert!(told(&full).contains("could not be"), "{}", told(&full));
    let gone = shell("\"$0\" licences | head -c 10; \"$0\" list | head -1; \"$0\" params fig-4f | true");
    assert!(gone.status.success() && told(&gone).is_empty(), "{}", told(&gone));
    for closed in ["exec \"$0\" list >&-", "exec \"$0\" nothing 2>&-", "exec \"$0\" nothing 2> /dev/full"] {
        let code = shell(closed).status.code();
        assert!(code == Some(0) || code == Some(2), "{closed}: {code:?}");
    }
}

#[test]
fn a_place_that_cannot_be_written_to_is_told_before_anything_is_run() {
    let home = tempfile::tempdir().unwrap();
    std::fs::write(home.path().join("file"), "mine").unwrap();
    for (out, words) in [("file", "it is a file"), ("file/below", "cannot write"), ("", "a value is required")] {
        // It would take hours.
        let output = tightrope(&["run", "fig-4f", "--for", "1e5", "--out", out], home.path());
        assert_eq!(output.status.code(), Some(2), "{out}");
        assert!(told(&output).contains(words) && told(&output).contains("--out"), "{out}: {}", told(&output));
    }
    assert_eq!(names_in(home.path()), ["file"]);
}
