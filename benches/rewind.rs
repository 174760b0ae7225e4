//! How long a jump to an earlier moment takes, after a run as fast as it goes: the copy before the moment, the steps from
//! there, and the picture.
//!
//!     cargo bench --bench rewind [SECONDS]

#![forbid(unsafe_code)]

use std::time::{Duration, Instant};
use tightrope::session::{Command, Preset, Speed, Worker};

const PRESETS: [&str; 9] = [
    "fig-4f",
    "fig-6",
    "fig-8",
    "minimax-ring",
    "minimax-grid-32",
    "learn-vdp",
    "plastic-static",
    "plastic-kohonen",
    "plastic-large",
];
/// Jumps of each.
const JUMPS: u64 = 40;
/// A turn's budget, as the thread of a session has it.
const BUDGET_S: f64 = 0.008;

fn main() {
    let wanted = std::env::args().filter_map(|arg| arg.parse::<f64>().ok()).next();
    let run_for = Duration::from_secs_f64(wanted.unwrap_or(5.0));
    println!("{:18} {:>10} {:>7} {:>9} {:>11} {:>11}", "preset", "steps", "copies", "MB", "mean jump", "longest");
    for name in PRESETS {
        let preset = Preset::open(name).expect("a built-in preset");
        let mut worker = Worker::new(preset.setup).expect("it fits together");
        worker.apply(Command::Speed(Speed::Fastest));
        worker.apply(Command::Run);
        let start = Instant::now();
        let clock = || start.elapsed().as_secs_f64();
        while start.elapsed() < run_for {
            worker.turn(clock(), BUDGET_S, clock);
            worker.take();
        }
        worker.apply(Command::Pause);
        let newest = worker.runner().step();
        let reach = worker.take().expect("it tells").status.reach;
        let mut times = Vec::new();
        for k in 0..JUMPS {
            // All over the run, in no order.
            let step = reach.first_step + (newest - reach.first_step) * ((k * 17) % JUMPS) / JUMPS;
            let before = Instant::now();
            worker.apply(Command::Look(Some(step)));
            times.push(before.elapsed().as_secs_f64());
            assert_eq!(worker.take().and_then(|update| update.glance).map(|glance| glance.step), Some(step));
        }
        let mean = times.iter().sum::<f64>() / times.len() as f64;
        let longest = times.iter().copied().fold(0.0, f64::max);
        let (mb, ms) = (reach.bytes as f64 / 1048576.0, 1e3);
        println!("{name:18} {newest:>10} {:>7} {mb:>9.1} {:>8.1} ms {:>8.1} ms", reach.copies, ms * mean, ms * longest);
    }
}
