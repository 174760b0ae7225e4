//! What a page in a browser asks of the window: a run without a thread, and links.

use crate::support::screen::{open, scene};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use tightrope::session::{Command, InFrames, Link, Preset, Setup, decode, encode};
use tightrope::ui::{Action, App, FileWish, Mode};

fn notice(screen: &crate::support::screen::Screen) -> String {
    scene(screen).notice().map(|notice| notice.text.clone()).unwrap_or_default()
}

fn preset(screen: &crate::support::screen::Screen) -> String {
    scene(screen).study.name.clone()
}

#[test]
fn a_link_opens_a_preset_or_a_setup_and_another_is_told() {
    let mut screen = open("fig-4f", Mode::Dark);
    screen.state_mut().open_link("#fig-8");
    screen.run_steps(3);
    assert_eq!(preset(&screen), "fig-8");
    let base = Preset::open("fig-4d").unwrap();
    let changed = Preset::open("fig-4f").unwrap().setup;
    let code = encode(&base, &changed, &base.look).unwrap();
    screen.state_mut().open_link(&code.replace(':', "%3A"));
    screen.run_steps(3);
    assert_eq!((preset(&screen).as_str(), screen.state().setup()), ("fig-4d", &changed));
    let long = "x".repeat(5000);
    let cut = format!("“{}…”", &long[..200]);
    let damaged = &code[..code.len() - 3];
    for (link, told) in
        [("fig-4z", "“fig-4z”"), (long.as_str(), cut.as_str()), (damaged, "damaged"), ("tr1:", "damaged"), ("%", "“%”")]
    {
        screen.state_mut().open_link(link);
        screen.run_steps(1);
        let notice = notice(&screen);
        assert!(notice.contains(told) && notice.chars().count() < 500 && !notice.contains('\n'), "{link}: {notice}");
        assert_eq!(screen.state().setup(), &changed, "the run goes on");
    }
    // Nothing behind the `#` asks for nothing.
    screen.state_mut().act(Action::DismissNotice);
    screen.state_mut().open_link("#");
    assert_eq!(notice(&screen), "");
}

#[test]
fn where_there_is_an_address_a_shared_setup_is_a_link() {
    let mut screen = open("fig-4f", Mode::Dark);
    screen.state_mut().stand_at("https://somewhere/page/".to_owned());
    assert_eq!(screen.state_mut().new_hash(), None);
    screen.state_mut().act(Action::File(FileWish::Share));
    let code = screen.state_mut().new_hash().unwrap();
    assert_eq!(decode(&code).unwrap().setup, *screen.state().setup());
    screen.step();
    let copied = format!("https://somewhere/page/#{code}");
    let copies =
        |command: &egui::OutputCommand| matches!(command, egui::OutputCommand::CopyText(text) if *text == copied);
    assert!(screen.output().platform_output.commands.iter().any(copies));
    assert_eq!(decode(&copied).unwrap().setup, *screen.state().setup());
}

#[test]
fn a_run_without_a_thread_keeps_to_its_part_of_a_frame_and_asks_for_the_next_one() {
    let preset = Preset::open("fig-4f").unwrap();
    let woken = Rc::new(RefCell::new(Vec::new()));
    let (bells, budget) = (woken.clone(), Rc::new(Cell::new(0.0)));
    let share = budget.clone();
    let setup: Setup = preset.setup.clone();
    let mut link = InFrames::new(setup, move || share.get(), move |wait_s| bells.borrow_mut().push(wait_s)).unwrap();
    let frame = |link: &mut InFrames<_>| {
        let updates: Vec<_> = std::iter::from_fn(|| link.poll()).collect();
        (updates.last().map(|update| update.frame.step), woken.borrow_mut().drain(..).collect::<Vec<f64>>())
    };
    frame(&mut link);
    // Paused, what is found out beside it has its time.
    let rests = |asked: &[f64]| asked.iter().all(|wait_s| *wait_s > 0.0);
    let (_, asked) = frame(&mut link);
    assert!(rests(&asked), "{asked:?}");
    // Whatever it is told is worth a frame.
    link.send(Command::Run);
    link.send(Command::Speed(tightrope::session::Speed::Fastest));
    let (first, asked) = frame(&mut link);
    assert!(asked.len() >= 3 && asked.iter().all(|wait_s| *wait_s == 0.0), "{asked:?}");
    // Without time it does one stretch, and no more however often it is looked at.
    let (second, asked) = frame(&mut link);
    assert!(asked.len() == 1 && second > first, "{first:?} {second:?} {asked:?}");
    let stretch = second.unwrap() - first.unwrap();
    budget.set(0.05);
    let mut last = second.unwrap();
    let more = (0..100).any(|_| {
        let step = frame(&mut link).0.unwrap();
        step - std::mem::replace(&mut last, step) > stretch
    });
    assert!(more, "with time it does more than one stretch a frame, unless the machine is held up all the time");
    link.send(Command::Pause);
    let paused = frame(&mut link).0;
    let (step, asked) = frame(&mut link);
    assert!(step.is_none_or(|step| Some(step) == paused) && rests(&asked), "{asked:?}");
    // As a window has it.
    let link = InFrames::new(preset.setup.clone(), || 0.01, |_| {}).unwrap();
    let mut app = App::new(Box::new(link), vec![preset], 0, Mode::Dark).unwrap();
    app.act(Action::Speed(tightrope::session::Speed::Fastest));
    for _ in 0..20 {
        app.receive();
    }
    assert!(app.scene().unwrap().history.memory().exact_spikes > 5);
}
