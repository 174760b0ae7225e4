//! What was learned is kept, forgotten, and tested anew.

use super::*;

#[test]
fn learned_weights_are_saved_and_read_again() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("w.npz");
    let preset = Preset::open("learn-vdp").unwrap();
    let out = dir.path().join("run");
    let asked = |run_s| tightrope::cli::Wish { run_s, out: &out, npz: false, weights: Some(&file), picture: None };
    let go = tightrope::cli::Interrupt::default();
    tightrope::cli::run(&preset, &preset.setup, asked(0.3), &go).unwrap();
    let set = Edit::parse(&format!("weights={}", file.display())).unwrap();
    let setup = tightrope::cli::edited(&preset, &[set]).unwrap();
    let (learned, read) = (run(preset.setup.clone(), 0.3), run(setup, 0.0));
    assert_eq!(learned.engine().arrays(), read.engine().arrays());
    assert!(learned.engine().arrays()[0].1.values.iter().any(|w| *w != 0.0));
    // What learns nothing has nothing to save.
    let other = Preset::open("fig-4f").unwrap();
    let why = tightrope::cli::run(&other, &other.setup, asked(0.01), &go).unwrap_err();
    assert!(why.contains("learns nothing"), "{why}");
    // Where they cannot be written is said before the run, which stays what it was.
    let before = std::fs::read(out.join("summary.json")).unwrap();
    for (bad, part) in [
        (out.join("summary.json"), "a file of the run has that name"),
        (dir.path().join("nowhere").join("w.npz"), "there is no folder"),
        (dir.path().to_owned(), "it is a folder"),
    ] {
        let wish = tightrope::cli::Wish { weights: Some(&bad), ..asked(1e5) };
        let why = tightrope::cli::run(&preset, &preset.setup, wish, &go).unwrap_err();
        assert!(why.contains("--save-weights") && why.contains(part), "{why}");
    }
    assert_eq!(std::fs::read(out.join("summary.json")).unwrap(), before);
}

#[test]
fn forgetting_sets_the_weights_to_zero_and_a_restart_goes_back_to_those_of_the_preset() {
    let mut trained = run(setup("learn-vdp-trained", &[]), 0.1);
    let before = trained.engine().arrays();
    assert!(before[0].1.values.iter().any(|w| *w != 0.0), "a preset stores its weights");
    trained.act(0).unwrap();
    assert!(trained.engine().arrays()[0].1.values.iter().all(|w| *w == 0.0));
    let setup = trained.setup().clone();
    trained.load(setup, None).unwrap();
    assert_eq!(trained.engine().arrays(), before);
    assert!(trained.act(9).unwrap_err().to_string().contains("forget"));
}

#[test]
fn a_probe_that_is_broken_off_is_due_again_and_changes_nothing_of_the_run() {
    let run = run(setup("learn-vdp-trained", &[]), 0.1);
    let before = run.engine().save().unwrap();
    let mut probe = run.engine().probe().expect("a test is due");
    assert!(run.engine().probe().is_none(), "one at a time");
    probe.advance();
    drop(probe);
    let mut again = run.engine().probe().expect("it is due again");
    while again.advance().is_some() {}
    assert!(run.engine().probe().is_none() && run.engine().save().unwrap() == before);
}

fn stepper_of(run: &Runner<System>) -> &Stepper {
    let SystemEngine::Learning(engine) = run.engine() else { panic!("learning") };
    engine.stepper()
}

#[test]
fn a_kick_stays_where_a_trial_is_about_to_begin() {
    // At step 0, where a trial ends, and just after another protocol was chosen.
    for (steps, edit) in [(0, false), (20_000, false), (3000, true)] {
        let mut run = run(setup("learn-vdp", &[]), 0.0);
        run.advance(steps, &mut ()).unwrap();
        if edit {
            run.edit(&[Edit::new("protocol", word("test trials"))], None).unwrap();
        }
        let columns = Columns::new(2);
        run.kick(&[(columns.x(0), 0.123), (columns.x_hat(1), 0.7)]).unwrap();
        run.advance(30, &mut ()).unwrap();
        assert!((stepper_of(&run).x()[0] - 0.123).abs() < 0.1, "{steps}: {:?}", stepper_of(&run).x());
        assert!((stepper_of(&run).x_hat()[1] - 0.7).abs() < 0.4, "{steps}: {:?}", stepper_of(&run).x_hat());
    }
}

#[test]
fn two_pushes_at_rest_are_the_last_one() {
    let mut run = run(setup("learn-vdp-trained", &[]), 0.5);
    let columns = Columns::new(2);
    for to in [0.2, 0.9, -0.4] {
        run.kick(&[(columns.x_hat(0), to)]).unwrap();
    }
    assert!((stepper_of(&run).zeta()[0] + 0.4).abs() < 1e-12);
}

#[test]
fn another_teacher_in_a_running_program_has_weights_of_its_own_size() {
    let mut run = run(setup("learn-vdp", &[]), 0.1);
    run.edit(&[Edit::new("teacher", word("Lorenz"))], None).unwrap();
    assert_eq!(run.engine().arrays()[0].1.shape, [100, 3]);
    run.advance(1000, &mut ()).unwrap();
    run.edit(&[Edit::new("teacher", word("formulas")), Edit::new("f1", word("-x1"))], None).unwrap();
    assert_eq!(run.engine().arrays()[0].1.shape, [100, 1]);
    run.advance(1000, &mut ()).unwrap();
    // A file of another shape is refused, and the run goes on as it was.
    let mut trained = self::run(setup("learn-vdp-trained", &[]), 0.1);
    let why = trained.edit(&[Edit::new("teacher", word("Lorenz"))], None).unwrap_err().to_string();
    assert!(why.contains("[100, 3]"), "{why}");
    trained.advance(1000, &mut ()).unwrap();
}

#[test]
fn sliders_that_do_not_cut_trials_anew_leave_the_trial_alone() {
    let mut run = run(setup("learn-vdp", &[]), 1.0);
    let before = *stepper_of(&run).x();
    for (id, value) in [("gate_s", number(0.5)), ("radius", number(0.7)), ("anneal", word("off")), ("eta", number(3.0))]
    {
        run.edit(&[Edit::new(id, value)], None).unwrap();
    }
    assert_eq!(*stepper_of(&run).x(), before);
    run.advance(1, &mut ()).unwrap();
    assert!(distance(stepper_of(&run).x(), &before) < 0.01, "no trial has begun");
}

#[test]
fn what_was_tested_is_tested_anew_when_it_no_longer_holds() {
    let count = |run: &Runner<System>| tested(run).charts[0].series[1].points.len();
    let mut run = run(setup("learn-lin-trained", &[]), 0.1);
    assert_eq!(count(&run), 1);
    assert_eq!(count(&run), 1, "once is enough");
    // A copy that was taken while a test was under way finds out for itself.
    run.edit(&[Edit::new("sigma_v", number(0.005))], None).unwrap();
    let under_way = run.engine().probe().expect("noise is another network");
    let fork = run.fork();
    drop(under_way);
    assert!(fork.engine().probe().is_some());
    let noisy = reading(&tested(&run), "free_rate_hz");
    assert!(noisy > 20.0, "{noisy}");
    // Another teacher: what was found of the old one is gone.
    run.edit(&[Edit::new("w", number(3.0))], None).unwrap();
    assert_eq!(count(&run), 1);
}

#[test]
fn learning_is_called_sure_only_where_the_premises_hold() {
    let said = |edits: &[(&str, Value)]| {
        let run = run(setup("learn-vdp", edits), 0.01);
        if let Some(mut chore) = run.plan().chore() {
            while chore.advance().is_some() {}
        }
        tested(&run).verdict.clone().unwrap()
    };
    assert_eq!(said(&[]), ("learning is guaranteed".to_owned(), Some(true)));
    assert_eq!(said(&[("k", number(10.0))]).1, None);
    assert_eq!(said(&[("basis", word("linear"))]).1, None);
    assert_eq!(said(&[("feedback", word("off"))]).1, Some(false));
}

#[test]
fn weights_that_come_to_rest_are_tested_as_they_are() {
    let mut run = run(setup("learn-lin", &[]), 1.0);
    let early = reading(&tested(&run), "free_error");
    run.advance(20_000, &mut ()).unwrap();
    run.edit(&[Edit::new("learning", word("off"))], None).unwrap();
    let late = reading(&tested(&run), "free_error");
    assert!(late < 0.8 * early, "{early} {late}: two seconds of learning are seen");
}
