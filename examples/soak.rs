//! Hours at full speed: all presets of all systems in turn, with edits, kicks, actions, rewinds and twins, while memory is
//! looked at. Ends with 0 if memory stays flat and nothing fails, with 1 otherwise.
//!
//!     cargo run --release --example soak -- 60          # minutes
//!
//! A second number is how long each preset runs, in seconds: 2 if nobody says.
//!
//! A line a minute tells what was done and how much memory is resident. That goes up and down with the presets, and with when
//! the allocator gives back; so after each round of all presets the first one rests, and what is alive then, allocated and
//! not freed, is compared: the last line tells its slope over the second half.

#![forbid(unsafe_code)]

use rand::{RngExt as _, SeedableRng as _};
use rand_xoshiro::Xoshiro256PlusPlus as Random;
use std::process::ExitCode;
use std::time::{Duration, Instant};
use tightrope::model::System;
use tightrope::param::{Edit, Effect, Kind, Value, apply, list};
use tightrope::session::{Command, Deed, Histories, Level, Preset, Session, Setup, Speed, TwinWish, Update};

#[global_allocator]
static ALLOCATOR: cap::Cap<mimalloc::MiMalloc> = cap::Cap::new(mimalloc::MiMalloc, usize::MAX);

/// Each preset is run for so long if nobody says, by the clock on the wall.
const EACH_S: f64 = 2.0;
/// Presets of larger networks are few and slow.
const MOST_CELLS: usize = 3000;
/// More runs than are kept.
const LEFT: usize = 40;
/// What was used is given back while a small network runs at its usual speed: it rests until no less has been resident for
/// so long, and at most for so long. What was begun beside a run that was left ends when it next looks up, which takes its
/// time where others have the machine.
const REST_S: [f64; 2] = [15.0, 120.0];
/// What is alive at rest may rise by so much over the second half, in MB and as a part of it: more is a leak.
const RISES: (f64, f64) = (2.0, 0.1);

/// Resident memory in MB, where the system tells it.
fn resident_mb() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.split_whitespace().next()?.parse::<f64>().ok().map(|kb| kb / 1024.0)
}

/// What has been done so far.
#[derive(Default)]
struct Done {
    presets: u64,
    steps: u64,
    spikes: u64,
    commands: u64,
    alarms: u64,
    refused: u64,
    failed: u64,
}

impl Done {
    /// Told at once: whoever waits an hour wants to know.
    fn fail(&mut self, preset: &str, why: &str) {
        self.failed += 1;
        println!("FAILED: {preset}: {why}");
    }

    fn hear(&mut self, preset: &str, update: &Update) {
        self.spikes += update.frame.spikes.len() as u64;
        for notice in &update.notices {
            match notice.level {
                Level::Alarm => self.alarms += 1,
                Level::Error if notice.text.contains("failed") => self.fail(preset, &notice.text),
                Level::Error => self.refused += 1,
                Level::Info => {}
            }
            // What got out of hand says so before it is no number any more.
            if notice.text.contains("no longer finite") {
                self.fail(preset, &notice.text);
            }
        }
    }
}

/// Something that a person could do now; the setup follows it.
fn wish(random: &mut Random, setup: &mut Setup, update: &Histories, id: u64) -> Command {
    match random.random_range(0..20) {
        0..8 => {
            let all = list(&mut setup.clone());
            let live: Vec<_> = all.iter().filter(|(spec, _)| spec.effect == Effect::Live).collect();
            let (spec, value) = live[random.random_range(0..live.len())];
            let value = match (spec.kind, value) {
                (Kind::Number { min, max, .. }, Value::Number(v)) => {
                    // Nudged, as a hand does; seldom anywhere.
                    let to = if random.random_range(0..10) == 0 {
                        min + (max - min) * random.random::<f64>()
                    } else {
                        v * (0.8 + 0.4 * random.random::<f64>())
                    };
                    Value::Number(to.clamp(min, max))
                }
                (Kind::Choice { options, .. }, _) => {
                    Value::Choice(options[random.random_range(0..options.len())].to_owned())
                }
                (_, value) => value.clone(),
            };
            let edits = vec![Edit::new(spec.id, value)];
            if let Ok((changed, _)) = apply(setup, &edits) {
                *setup = changed;
            }
            Command::edit(edits)
        }
        8..11 => {
            let kicked: Vec<usize> =
                (0..update.layout.signals.len()).filter(|k| update.layout.signals[*k].can_be_kicked).collect();
            match kicked.len() {
                0 => Command::Run,
                n => Command::Do {
                    deed: Deed::Kick(vec![(kicked[random.random_range(0..n)], random.random::<f64>())]),
                    id,
                },
            }
        }
        11 => Command::Do { deed: Deed::Act(random.random_range(0..2)), id },
        12 => Command::Do { deed: Deed::Restart, id },
        13 => Command::Swap(id.saturating_sub(random.random_range(0..8))),
        14 => Command::Look(Some(random.random_range(0..update.step.max(1)))),
        15 => Command::TakeUp(id),
        16 => Command::Twin(TwinWish::Begin),
        17 => Command::Twin(TwinWish::Swap),
        18 => Command::Twin(TwinWish::End),
        _ => Command::Run,
    }
}

fn main() -> ExitCode {
    let number = |k: usize| std::env::args().nth(k).and_then(|text| text.parse::<f64>().ok());
    let (minutes, each_s) = (number(1).unwrap_or(60.0), number(2).unwrap_or(EACH_S));
    let presets: Vec<Preset<System>> = Preset::all_built_in();
    let small = |preset: &&Preset<System>| {
        list(&mut preset.setup.clone())
            .iter()
            .all(|(spec, value)| spec.id == "seed" || !matches!(value, Value::Count(n) if *n > MOST_CELLS))
    };
    let presets: Vec<&Preset<System>> = presets.iter().filter(small).collect();
    let mut random = Random::seed_from_u64(1);
    let mut session = Session::spawn(presets[0].setup.clone(), || {}).expect("the first preset is in order");
    let (start, mut done) = (Instant::now(), Done::default());
    let (mut told, mut most_mb, mut at_rest): (f64, f64, Vec<[f64; 2]>) = (0.0, 0.0, Vec::new());
    // The order is mixed, so that systems follow each other in all ways.
    let mut order: Vec<usize> = Vec::new();
    let mut id = 0;
    while start.elapsed().as_secs_f64() < 60.0 * minutes && session.is_alive() {
        if order.is_empty() {
            let at_min = start.elapsed().as_secs_f64() / 60.0;
            let [mb, alive_mb] = rested_mb(&mut session, presets[0], &mut id);
            println!("{at_min:6.1} min  {mb:7.1} MB at rest, {alive_mb:.2} MB of them alive");
            at_rest.push([at_min, alive_mb]);
            order = (0..presets.len()).collect();
            (1..order.len()).rev().for_each(|k| order.swap(k, random.random_range(0..=k)));
        }
        let preset = presets[order.pop().unwrap_or_default()];
        let mut setup = preset.setup.clone();
        done.presets += 1;
        id += 1;
        session.send(Command::Leave { id, setup: Box::new(setup.clone()), plan: None });
        session.send(Command::Speed(Speed::Fastest));
        session.send(Command::Run);
        let mut history: Option<Histories> = None;
        let begun = Instant::now();
        let mut due_s = 0.1;
        while begun.elapsed().as_secs_f64() < each_s {
            while let Some(update) = session.poll() {
                done.hear(&preset.name, &update);
                match &mut history {
                    Some(history) => {
                        history.absorb(update);
                    }
                    None => history = Some(Histories::new(update)),
                }
            }
            if let Some(history) = history.as_ref().filter(|_| begun.elapsed().as_secs_f64() > due_s) {
                id += 1;
                session.send(wish(&mut random, &mut setup, history, id));
                // Whatever stopped it: it goes on.
                session.send(Command::Run);
                done.commands += 1;
                due_s += 0.05;
            }
            std::thread::sleep(Duration::from_millis(16));
        }
        done.steps += history.map_or(0, |history| history.step);
        let at_min = start.elapsed().as_secs_f64() / 60.0;
        let resident = resident_mb().unwrap_or(f64::NAN);
        most_mb = most_mb.max(resident);
        if at_min >= told {
            told = at_min + 1.0;
            println!(
                "{at_min:6.1} min  {resident:7.1} MB  {} presets  {:.2e} steps  {:.2e} spikes  {} commands  {} alarms  {} refused  {} failed",
                done.presets,
                done.steps as f64,
                done.spikes as f64,
                done.commands,
                done.alarms,
                done.refused,
                done.failed
            );
        }
    }
    if !session.is_alive() {
        done.fail("the session", "the worker is gone");
    }
    // The first one is of before the first preset.
    let half = &at_rest[at_rest.len().div_ceil(2).min(at_rest.len())..];
    let (slope, mean) = line(half);
    let span = half.last().map_or(0.0, |last| last[0]) - half.first().map_or(0.0, |first| first[0]);
    let rise = slope * span;
    let is_flat = !(rise > RISES.0 && rise > RISES.1 * mean);
    println!(
        "memory alive at rest over the last {span:.1} min, {} times: {mean:.2} MB on the mean, slope {slope:.3} MB/min, in all \
         {rise:.2} MB: {}; at most {most_mb:.0} MB resident while running",
        half.len(),
        if half.len() < 3 {
            "TOO SHORT TO TELL"
        } else if is_flat {
            "flat"
        } else {
            "IT GROWS"
        }
    );
    ExitCode::from(u8::from(!is_flat || done.failed > 0))
}

/// What is resident when everything but a small network is gone, MB: it is left so often that no other run is kept
/// to be returned to. And how much of it is alive.
fn rested_mb(session: &mut Session<System>, preset: &Preset<System>, id: &mut u64) -> [f64; 2] {
    session.send(Command::Pause);
    for _ in 0..LEFT {
        *id += 1;
        session.send(Command::Leave { id: *id, setup: Box::new(preset.setup.clone()), plan: None });
    }
    // The allocator gives back while somebody works, not while all wait.
    session.send(Command::Speed(Speed::Times(1.0)));
    session.send(Command::Run);
    let (begun, mut least_mb, mut fell) = (Instant::now(), f64::INFINITY, Instant::now());
    while fell.elapsed().as_secs_f64() < REST_S[0] && begun.elapsed().as_secs_f64() < REST_S[1] {
        while session.poll().is_some() {}
        std::thread::sleep(Duration::from_millis(16));
        let mb = resident_mb().unwrap_or(f64::NAN);
        if mb < least_mb - 1.0 {
            (least_mb, fell) = (mb, Instant::now());
        }
    }
    [resident_mb().unwrap_or(f64::NAN), ALLOCATOR.allocated() as f64 / 1_048_576.0]
}

/// Slope of the best straight line, and the mean height.
fn line(points: &[[f64; 2]]) -> (f64, f64) {
    let n = points.len().max(1) as f64;
    let mean = |k: usize| points.iter().map(|point| point[k]).sum::<f64>() / n;
    let (x, y) = (mean(0), mean(1));
    let over: f64 = points.iter().map(|point| (point[0] - x) * (point[1] - y)).sum();
    let under: f64 = points.iter().map(|point| (point[0] - x).powi(2)).sum();
    (if under > 0.0 { over / under } else { 0.0 }, y)
}
