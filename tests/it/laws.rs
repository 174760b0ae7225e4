//! Laws that hold for every preset and every system: what is looked at is not changed, any way of stepping is the same
//! run, a copy goes on by itself, and what was written reads back.

use crate::support::built;
use tightrope::model::System;
use tightrope::param::{Edit, Kind, Parameters, Value, apply, inverse, list};
use tightrope::session::{BUILT_IN, Command, Preset, Setup, Worker, replay, restore, save};
use tightrope::sim::{Engine as _, Frame, Runner, Spike, Watch};

fn presets() -> impl Iterator<Item = Preset> {
    BUILT_IN.iter().map(|(name, text)| Preset::parse(name, name, text).unwrap())
}

/// Steps that show something in a moment, few where a step is a thousand rounds.
fn steps(preset: &Preset) -> u64 {
    match preset.name.as_str() {
        name if name.starts_with("minimax-patch") => 4,
        "minimax-grid-63" => 60,
        _ => 400,
    }
}

fn run(setup: &Setup) -> Runner<System> {
    Runner::new(setup.clone()).unwrap()
}

fn state(run: &Runner<System>) -> Vec<u8> {
    run.engine().save().unwrap()
}

fn advance(run: &mut Runner<System>, steps: u64) -> Vec<Spike> {
    let mut spikes = Vec::new();
    run.advance(steps, &mut spikes).unwrap();
    spikes
}

/// A change that acts on the running network: its first live number that plays a part, a little larger.
fn some_edit(setup: &Setup) -> Edit {
    let mut all = list(&mut setup.clone());
    all.retain(|(spec, _)| setup.is_relevant(spec) && spec.effect == tightrope::param::Effect::Live);
    let moved = |(spec, value): &(&'static tightrope::param::Spec, Value)| match (spec.kind, value) {
        (Kind::Number { min, max, .. }, Value::Number(v)) if spec.id != "x" => {
            let to = (v + 0.01 * (max - min).min(1.0 + v.abs())).min(max);
            let edit = Edit::new(spec.id, Value::Number(to));
            (to != *v && apply(setup, std::slice::from_ref(&edit)).is_ok()).then_some(edit)
        }
        _ => None,
    };
    all.iter().find_map(moved).expect("a live number")
}

#[test]
fn watching_and_pictures_change_nothing_and_any_batches_are_the_same_run() {
    for preset in presets() {
        let (name, steps) = (&preset.name, steps(&preset));
        let mut plain = run(&preset.setup);
        plain.set_watch(Watch::default());
        let spikes = advance(&mut plain, steps);
        // Watched, in uneven batches, with a picture after each.
        let mut looked_at = run(&preset.setup);
        let (mut same, mut left, mut batch) = (Vec::new(), steps, 1);
        while left > 0 {
            let now = batch.min(left);
            same.extend(advance(&mut looked_at, now));
            let mut frame = Frame::new(0, looked_at.layout(), looked_at.step());
            looked_at.depict(&mut frame);
            (left, batch) = (left - now, batch * 3 + 1);
        }
        assert!(same == spikes, "{name}: other spikes when looked at");
        assert!(state(&looked_at) == state(&plain), "{name}: another state when looked at");
    }
}

#[test]
fn a_fork_goes_on_like_its_original_and_by_itself() {
    for preset in presets() {
        let (name, steps) = (&preset.name, steps(&preset));
        let edit = [some_edit(&preset.setup)];
        let mut original = run(&preset.setup);
        advance(&mut original, steps);
        let mut fork = original.fork();
        let mut read: Runner<System> = restore(&save(&original).unwrap()).unwrap();
        read.set_watch(*original.watch());
        // Editing one never touches the other.
        let before = state(&original);
        let mut edited = original.fork();
        edited.edit(&edit, None).unwrap();
        advance(&mut edited, steps / 4 + 1);
        assert!(state(&original) == before, "{name}: an edit of the copy reached the original");
        // The same commands give the same spikes.
        let go = |run: &mut Runner<System>| {
            let mut spikes = advance(run, steps / 4 + 1);
            run.edit(&edit, None).unwrap();
            spikes.extend(advance(run, steps / 4 + 1));
            (spikes, state(run))
        };
        let expected = go(&mut original);
        assert!(go(&mut fork) == expected, "{name}: the copy runs another way");
        assert!(go(&mut read) == expected, "{name}: what was written and read runs another way");
    }
}

#[test]
fn an_edited_run_is_written_and_read_with_its_edits() {
    for name in ["fig-4f", "fig-8", "fig-10a", "fig-12b", "minimax-ring", "minimax-planted"] {
        let preset = Preset::open(name).unwrap();
        let mut original = run(&preset.setup);
        advance(&mut original, 150);
        let edits = [some_edit(&preset.setup), built(&preset.setup).hands().play(0.7)[0].clone()];
        original.edit(&edits, None).unwrap();
        advance(&mut original, 50);
        let mut read: Runner<System> = restore(&save(&original).unwrap()).unwrap();
        assert_eq!(read.setup(), original.setup(), "{name}");
        assert!(advance(&mut read, 300) == advance(&mut original, 300), "{name}");
    }
}

#[test]
fn damaged_runs_are_refused_with_a_reason() {
    let mut original = run(&Preset::open("fig-8").unwrap().setup);
    advance(&mut original, 100);
    let good = save(&original).unwrap();
    let refused = |bytes: &[u8]| restore::<System>(bytes).err().expect("it must be refused");
    assert!(refused(&[]).contains("bytes"));
    assert!(
        refused(b"some other file that is long enough to have the length of a header of a saved run")
            .contains("no saved run")
    );
    let mut other = good.clone();
    other[14] = 99;
    assert!(refused(&other).contains("version 99"), "{}", refused(&other));
    // Any single damaged byte behind the header, and any cut.
    for at in (50..good.len()).step_by(97) {
        let mut damaged = good.clone();
        damaged[at] ^= 0x10;
        assert!(refused(&damaged).contains("damaged"));
        assert!(refused(&good[..at]).contains("damaged") || refused(&good[..at]).contains("bytes"));
    }
}

#[test]
fn a_journal_repeats_what_was_done() {
    for preset in presets() {
        let (name, steps) = (&preset.name, steps(&preset).min(200));
        let mut worker = Worker::new(preset.setup.clone()).unwrap();
        let mut spikes = Vec::new();
        let mut go = |worker: &mut Worker<System>, count: u64| {
            worker.apply(Command::Step(count));
            worker.turn(0.0, f64::INFINITY, || 0.0);
            while let Some(update) = worker.take() {
                spikes.extend(update.frame.spikes);
            }
        };
        go(&mut worker, steps);
        worker.apply(Command::edit(vec![some_edit(&preset.setup)]));
        go(&mut worker, steps / 2);
        assert!(replay(worker.journal(), steps + steps / 2).unwrap() == spikes, "{name}");
    }
}

#[test]
fn an_edit_there_and_back_is_no_edit() {
    for preset in presets() {
        let setup = &preset.setup;
        let edit = [some_edit(setup)];
        let there = apply(setup, &edit).unwrap().0;
        assert_ne!(there, *setup, "{}", preset.name);
        let back = apply(&there, &inverse(&mut setup.clone(), &edit)).unwrap().0;
        assert_eq!(back, *setup, "{}", preset.name);
    }
}

#[test]
fn a_preset_is_the_text_that_it_writes() {
    for preset in presets() {
        let text = preset.text().unwrap();
        let read = Preset::parse(&preset.name, &preset.name, &text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        assert_eq!(read, preset);
        assert_eq!(read.text().unwrap(), text, "{}", preset.name);
    }
}

#[test]
fn checking_parameters_and_moving_the_input_design_nothing() {
    use tightrope::model::tally;
    for preset in presets() {
        let setup = &preset.setup;
        let plan = setup.plan(None).unwrap();
        let [designs, _] = tally();
        setup.check().unwrap();
        let moved = apply(setup, &plan.hands().play(0.4)).unwrap().0;
        let _ = moved.plan(Some(&plan)).unwrap();
        assert_eq!(tally()[0], designs, "{}: the network does not depend on the input", preset.name);
    }
}

#[test]
fn a_system_that_no_enum_knows_is_written_read_and_forked_with_the_arrays_of_a_file() {
    use crate::support::Toy;
    use tightrope::param::Array;
    use tightrope::session::arrays_to_bytes;
    let folder = tempfile::tempdir().unwrap();
    let numbers = Array { shape: vec![2, 2], values: vec![1.0, 2.0, 3.0, 4.0] };
    std::fs::write(folder.path().join("w.npz"), arrays_to_bytes([("w", &numbers)]).unwrap()).unwrap();
    let path = folder.path().join("toy.toml");
    let name = path.to_str().unwrap();
    let head = "format = 1\ntitle = \"Toy\"\nsystem = \"toy\"\n[params]\ngain = 2.0\n";
    let read = |table: &str| Preset::<Toy>::read("toy", name, &format!("{head}table = {table}\n"));
    let preset = read("{ file = \"w.npz\" }").unwrap();
    assert_eq!(preset.setup.model.table.by_name["w"], numbers);
    // The text that is written names the hash, and reads back while the file is the same.
    let text = preset.text().unwrap();
    assert!(text.contains(&preset.setup.model.table.sha256));
    assert_eq!(Preset::<Toy>::read("toy", name, &text).unwrap(), preset);
    // A copy of the run and a saved one need the file no more.
    let mut run = Runner::new(preset.setup).unwrap();
    run.advance(100, &mut ()).unwrap();
    let bytes = save(&run).unwrap();
    std::fs::write(folder.path().join("w.npz"), arrays_to_bytes([("w", &numbers), ("v", &numbers)]).unwrap()).unwrap();
    let mut again: Runner<Toy> = restore(&bytes).unwrap();
    let mut fork = run.fork();
    let (mut a, mut b, mut c): (Vec<Spike>, Vec<Spike>, Vec<Spike>) = Default::default();
    run.advance(500, &mut a).unwrap();
    again.advance(500, &mut b).unwrap();
    fork.advance(500, &mut c).unwrap();
    assert!(!a.is_empty() && a == b && a == c);
    // What has changed, is missing, or lacks an array is refused with the reason.
    let refused = |text: &str| Preset::<Toy>::read("toy", name, text).unwrap_err().to_string();
    assert!(refused(&text).contains("has changed"));
    assert!(refused(&text.replace("w.npz", "v.npz")).contains("v.npz"));
    std::fs::write(folder.path().join("w.npz"), arrays_to_bytes([("v", &numbers)]).unwrap()).unwrap();
    assert!(read("{ file = \"w.npz\" }").unwrap_err().to_string().contains("arrays w"));
}
