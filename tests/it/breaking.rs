//! Whatever panics is told in words, window and run agree on the parameters afterwards, and the next run works. And whoever
//! does not listen loses nothing and lets nothing grow.

use crate::support::{BREAKS_AT, Toy};
use std::sync::{Arc, Mutex};
use tightrope::param::{Edit, Value};
use tightrope::session::{
    Command, Deed, History, Inline, Level, Link, Notice, Session, Setup, Speed, Turn, TwinWish, Update, Worker,
};
use tightrope::sim::{Model, Runner, Spike};

fn toy() -> Setup<Toy> {
    Setup::new(Toy::default())
}

fn break_at(place: &str) -> Edit {
    Edit::new("breaks", Value::Choice(place.to_owned()))
}

/// What a link tells within some looks at it.
fn listen<M: Model>(link: &mut dyn Link<M>, looks: usize) -> (Vec<Notice>, Option<Update>) {
    let (mut notices, mut last) = (Vec::new(), None);
    for _ in 0..looks {
        while let Some(update) = link.poll() {
            notices.extend(update.notices.clone());
            last = Some(update);
        }
    }
    (notices, last)
}

/// The setup of the run, as it tells it.
fn setup_of<M: Model>(link: &mut dyn Link<M>) -> Setup<M> {
    let found = Arc::new(Mutex::new(None));
    let there = found.clone();
    link.send(Command::Ask(Arc::new(move |runner: &Runner<M>| {
        *there.lock().unwrap() = Some(runner.setup().clone());
    })));
    // A minute at least: a thread has to get its turn, and others may be busy.
    for _ in 0..60_000 {
        link.poll();
        if let Some(setup) = found.lock().unwrap().take() {
            return setup;
        }
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
    panic!("the run does not answer");
}

#[test]
fn whatever_breaks_in_a_run_is_told_and_the_next_run_works() {
    for place in &BREAKS_AT[1..] {
        // Hands are the window's.
        if matches!(*place, "sketch" | "roster" | "drag" | "save" | "restore") {
            continue;
        }
        for loads in [false, true] {
            let mut link = Inline::new(toy(), 0.02).unwrap();
            link.send(Command::Run);
            assert_eq!(listen(&mut link, 4).0, []);
            if loads {
                let breaks = BREAKS_AT.iter().position(|known| known == place).unwrap();
                link.send(Command::load(Setup::new(Toy { breaks, ..Toy::default() })));
            } else {
                link.send(Command::edit(vec![break_at(place)]));
            }
            match *place {
                "act" => link.send(Command::Do { deed: Deed::Act(0), id: 1 }),
                "kick" => link.send(Command::Do { deed: Deed::Kick(vec![(1, 2.0)]), id: 1 }),
                _ => {}
            }
            let (notices, last) = listen(&mut link, 8);
            let is_told = notices
                .iter()
                .any(|notice| notice.level == Level::Error && notice.text.contains("the toy was told to break"));
            // What only begins a network is asked of a new one, what only changes one of an old one.
            let never = matches!((*place, loads), ("start", false) | ("retune", true));
            assert_eq!(is_told, !never, "{place}: {notices:?}");
            // It says so once, not with every look.
            assert!(notices.len() <= 3, "{place}: {notices:?}");
            assert_eq!(
                last.is_some_and(|update| update.status.strays > 0),
                !never && !place.contains("chore") && !place.contains("probe"),
                "{place}"
            );
            link.send(Command::load(toy()));
            link.send(Command::Run);
            let (notices, last) = listen(&mut link, 8);
            let last = last.unwrap();
            assert_eq!(notices, [], "{place}");
            assert!(last.status.running && last.frame.step > 10, "{place}: the next run stands at {}", last.frame.step);
            assert_eq!(setup_of(&mut link), toy());
        }
    }
}

#[test]
fn a_thread_survives_all_of_it() {
    let mut session = Session::spawn(toy(), || {}).unwrap();
    for place in &BREAKS_AT[1..] {
        session.send(Command::Run);
        session.send(Command::edit(vec![break_at(place)]));
        session.send(Command::Step(100));
        session.send(Command::load(toy()));
    }
    session.send(Command::Run);
    assert_eq!(setup_of(&mut session), toy());
    assert!(session.is_alive());
    let from = step_of(&mut session);
    while step_of(&mut session) == from {
        session.poll();
    }
}

fn step_of<M: Model>(session: &mut Session<M>) -> u64 {
    let (sender, answer) = std::sync::mpsc::sync_channel(1);
    session.send(Command::Ask(Arc::new(move |runner: &Runner<M>| _ = sender.try_send(runner.step()))));
    answer.recv().expect("commands are answered")
}

#[test]
fn what_breaks_before_a_run_or_on_disk_is_refused() {
    let of = |place: &str| {
        let breaks = BREAKS_AT.iter().position(|known| *known == place).unwrap();
        Setup::new(Toy { breaks, ..Toy::default() })
    };
    for place in ["plan", "start", "depict"] {
        let why = Worker::new(of(place)).err().unwrap().to_string();
        assert!(why.contains(&format!("told to break at {place}")) && why.lines().count() == 1, "{why}");
    }
    let run = Runner::new(of("restore")).unwrap();
    let why = tightrope::session::restore::<Toy>(&tightrope::session::save(&run).unwrap()).err().unwrap();
    assert!(why.contains("told to break at restore"), "{why}");
}

/// A network in which all fire all the time.
fn busy() -> Setup<Toy> {
    Setup::new(Toy { n: 50, loud: 1, ..Toy::default() })
}

/// Takes turns at full speed until there is as much to tell as may wait.
fn until_full(worker: &mut Worker<Toy>) {
    let clock = std::cell::Cell::new(0.0);
    for _ in 0..1_000_000 {
        clock.set(clock.get() + 1.0);
        if worker.turn(clock.get(), 1e-3, || {
            clock.set(clock.get() + 1e-4);
            clock.get()
        }) == Turn::Full
        {
            return;
        }
    }
    panic!("it never waits");
}

#[test]
fn an_update_that_nobody_fetches_stays_bounded_and_no_spike_is_lost() {
    let mut worker = Worker::new(busy()).unwrap();
    worker.apply(Command::Speed(Speed::Fastest));
    worker.apply(Command::Run);
    until_full(&mut worker);
    let step = worker.runner().step();
    // It waits, answers, and does not grow.
    for k in 0..300 {
        assert_eq!(worker.turn(1e6 + f64::from(k), 1.0, || 0.0), Turn::Full);
        worker.apply(Command::Watch([None; 4]));
        worker.apply(Command::edit(vec![Edit::new("no_such_thing", Value::Count(1))]));
        worker.apply(Command::edit(vec![Edit::new("gain", Value::Number(1e9))]));
    }
    assert_eq!(worker.runner().step(), step);
    worker.apply(Command::Pause);
    assert_eq!(worker.turn(2e6, 1.0, || 0.0), Turn::Idle);
    worker.apply(Command::Run);
    let update = worker.take().unwrap();
    assert!(update.bytes() > 8_000_000 && update.bytes() < 17_000_000, "{} bytes", update.bytes());
    assert!(update.notices.len() < 300, "{} notices", update.notices.len());
    let mut history = History::new(update);
    // It goes on once that was taken, and waits again.
    until_full(&mut worker);
    let steps = worker.runner().step();
    assert!(steps > step);
    history.absorb(worker.take().unwrap());
    let mut expected: Vec<Spike> = Vec::new();
    Runner::new(busy()).unwrap().advance(steps, &mut expected).unwrap();
    assert!(expected.len() > 1_000_000);
    assert_eq!(history.spikes(0, steps), &expected[..]);
}

#[test]
fn a_thread_whose_reader_sleeps_waits_and_still_answers() {
    let mut session = Session::spawn(busy(), || {}).unwrap();
    session.send(Command::Speed(Speed::Fastest));
    session.send(Command::Run);
    // Nothing is fetched: it comes to stand by itself.
    let mut before = step_of(&mut session);
    let mut alike = 0;
    while alike < 50 {
        std::thread::sleep(std::time::Duration::from_millis(2));
        let now = step_of(&mut session);
        alike = if now == before { alike + 1 } else { 0 };
        before = now;
    }
    // What is asked meanwhile is done, in its order.
    session.send(Command::Pause);
    session.send(Command::edit(vec![Edit::new("gain", Value::Number(2.0))]));
    session.send(Command::Twin(TwinWish::Begin));
    session.send(Command::Twin(TwinWish::End));
    assert_eq!(step_of(&mut session), before);
    let mut all: Option<History> = None;
    while all.as_ref().is_none_or(|history| history.edits < 3) {
        match (session.poll(), &mut all) {
            (Some(update), Some(history)) => drop(history.absorb(update)),
            (Some(update), all) => *all = Some(History::new(update)),
            _ => std::thread::yield_now(),
        }
    }
    let mut expected: Vec<Spike> = Vec::new();
    Runner::new(busy()).unwrap().advance(before, &mut expected).unwrap();
    let all = all.unwrap();
    assert_eq!(all.step, before);
    let kept = all.spikes(0, before).len();
    assert_eq!(all.spikes(0, before), &expected[expected.len() - kept..], "the newest of them, one by one");
    assert!(kept >= expected.len().min(1_000_000));
    // To let it go while it waits ends it.
    session.send(Command::load(busy()));
    session.send(Command::Run);
    drop(session);
}

#[cfg(feature = "ui")]
mod in_the_window {
    use super::{BREAKS_AT, Toy, break_at, setup_of};
    use crate::support::screen::{Screen, preset_of, scene};
    use std::cell::RefCell;
    use std::rc::Rc;
    use tightrope::geometry::Point;
    use tightrope::param::{Edit, Value};
    use tightrope::picture::{Grip, GripShape, Verb};
    use tightrope::session::{Command, Inline, Link, Preset, Setup, Update};
    use tightrope::ui::{Action, App, Mode};

    static HOIST: Verb = Verb { id: "hoist", name: "Rope of {}", hint: "drag to hoist it" };

    /// A link that a test listens to, too.
    #[derive(Clone)]
    struct Shared(Rc<RefCell<Inline<Toy>>>);

    impl Link<Toy> for Shared {
        fn send(&mut self, command: Command<Toy>) {
            self.0.borrow_mut().send(command);
        }

        fn poll(&mut self) -> Option<Update> {
            self.0.borrow_mut().poll()
        }
    }

    fn presets() -> Vec<Preset<Toy>> {
        let with =
            |breaks: usize| Preset { name: format!("toy-{breaks}"), ..preset_of(Toy { breaks, ..Toy::default() }) };
        (0..BREAKS_AT.len()).map(with).collect()
    }

    fn open() -> (Screen<Toy>, Shared) {
        let link = Shared(Rc::new(RefCell::new(Inline::new(Setup::new(Toy::default()), 0.02).unwrap())));
        let app = App::new(Box::new(link.clone()), presets(), 0, Mode::Dark).unwrap();
        let draw = |ui: &mut egui::Ui, app: &mut App<Toy>| {
            app.receive();
            app.ui(ui);
        };
        let size = egui::vec2(1280.0, 800.0);
        let mut screen = egui_kittest::Harness::builder().with_size(size).with_step_dt(0.02).build_ui_state(draw, app);
        screen.run_steps(6);
        (screen, link)
    }

    #[test]
    fn whatever_breaks_is_shown_and_window_and_run_agree() {
        let grip = Grip::new(&HOIST, GripShape::Disc, Point::new(1.0, 1.0));
        for (index, place) in BREAKS_AT.iter().enumerate().skip(1) {
            for loads in [false, true] {
                let (mut screen, mut link) = open();
                let change = if loads { Action::Open(index) } else { Action::Edit(break_at(place)) };
                screen.state_mut().act(change);
                screen.run_steps(4);
                match *place {
                    "act" => screen.state_mut().act(Action::Act(0)),
                    "kick" => screen.state_mut().act(Action::Kick(vec![(1, 2.0)])),
                    "drag" => screen.state_mut().act(Action::Drag { plane: 0, grip, to: Point::new(1.0, 2.0) }),
                    _ => {}
                }
                screen.run_steps(12);
                let told = scene(&screen).desk.notice.as_ref().map(|notice| notice.text.clone()).unwrap_or_default();
                let never =
                    matches!((*place, loads), ("start", false) | ("retune" | "sketch", true) | ("save" | "restore", _));
                assert_eq!(told.contains("told to break"), !never, "{place}, loads: {loads}: {told}");
                assert_eq!(*screen.state().setup(), setup_of(&mut link), "{place}, loads: {loads}");
                // The next one runs.
                screen.state_mut().act(Action::Open(0));
                screen.run_steps(4);
                screen.state_mut().act(Action::Edit(Edit::new("gain", Value::Number(2.0))));
                screen.run_steps(12);
                assert_eq!(screen.state().setup().model, Toy { gain: 2.0, ..Toy::default() }, "{place}");
                let scene = scene(&screen);
                assert!(scene.history.status.running && scene.history.step > 20, "{place}: {}", scene.history.step);
            }
        }
    }
}
