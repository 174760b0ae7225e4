//! Figures and movies from the command line: part of the program, since the command line knows no pictures.

use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::Instant;
use tightrope::cli::{self, FigureOrder};
use tightrope::export::place;
use tightrope::param::Edit;
use tightrope::session::Preset;
use tightrope::ui::figure::{Extent, Format, Moving, Spec, Subject};
use tightrope::ui::{Film, Mode};

/// Progress is told this often where it does not write over itself.
const TOLD_S: f64 = 5.0;

/// The preset of an order, with its changes, and how long it runs.
fn ordered(order: &FigureOrder) -> Result<(Preset, f64), String> {
    let mut preset = Preset::open(&order.preset).map_err(|error| error.to_string())?;
    let mut edits = order.set.iter().map(|text| Edit::parse(text)).collect::<Result<Vec<_>, _>>()?;
    edits.extend(order.seed.map(|seed| Edit::parse(&format!("seed={seed}"))).transpose()?);
    preset.setup = cli::edited(&preset, &edits)?;
    let run_s = order.seconds.unwrap_or_else(|| cli::default_duration_s(&preset));
    if !(run_s > 0.0 && run_s <= 1e6) {
        return Err(format!("--for {run_s}: allowed is a time in seconds above 0, to 1e6"));
    }
    Ok((preset, run_s))
}

fn spec(order: &FigureOrder, size: &str, dpi: Option<f64>) -> Result<Spec, String> {
    Ok(Spec {
        // Which view it is, only the network knows.
        subject: if order.view.as_deref() == Some("screen") { Subject::Screen } else { Subject::View(String::new()) },
        extent: Extent::parse(size).map_err(|why| format!("--size: {why}"))?,
        dpi,
        mode: if order.light { Mode::Light } else { Mode::Dark },
        letters_pt: order.font_size,
        lines_pt: order.line_width,
    })
}

/// `tightrope figure`: what was written.
pub fn figure(order: &FigureOrder, size: &str, dpi: Option<f64>, out: &Path) -> Result<PathBuf, String> {
    // What is wrong with the order is said before it is worked at.
    let format = Format::of(out).map_err(|why| format!("--out: {why}"))?;
    let spec = spec(order, size, dpi)?;
    spec.page()?;
    let (preset, run_s) = ordered(order)?;
    let mut progress = Progress::new("running");
    let taken = tightrope::ui::figure(preset, order.view.as_deref(), spec, run_s, &mut |part| progress.tell(part));
    progress.end();
    place(out, &taken?.bytes(format)?)?;
    Ok(out.to_owned())
}

/// `tightrope movie`: what was written.
pub fn movie(
    order: &FigureOrder,
    size: &str,
    [from_s, fps]: [f64; 2],
    speed: Option<f64>,
    out: &Path,
) -> Result<PathBuf, String> {
    let format = Moving::of(out).map_err(|why| format!("--out: {why}"))?;
    let spec = spec(order, size, None)?;
    if !(0.0..=1e6).contains(&from_s) {
        return Err(format!("--from {from_s}: allowed is a time in seconds of 0 or more, to 1e6"));
    }
    let (preset, run_s) = ordered(order)?;
    let film = Film { from_s, run_s, speed, fps };
    let mut progress = Progress::new("drawing");
    let bytes =
        tightrope::ui::movie(preset, order.view.as_deref(), spec, film, format, &mut |part| progress.tell(part));
    progress.end();
    place(out, &bytes?)?;
    Ok(out.to_owned())
}

/// How far it is: one line that is written over on a terminal, a line now and then elsewhere.
struct Progress {
    what: &'static str,
    start: Instant,
    told_s: f64,
    is_open: bool,
}

impl Progress {
    fn new(what: &'static str) -> Self {
        Progress { what, start: Instant::now(), told_s: 0.0, is_open: false }
    }

    fn tell(&mut self, part: f64) {
        let (now_s, mut err) = (self.start.elapsed().as_secs_f64(), std::io::stderr().lock());
        let on_terminal = err.is_terminal();
        if now_s - self.told_s < if on_terminal { 0.1 } else { TOLD_S } {
            return;
        }
        self.told_s = now_s;
        let left_s = now_s * (1.0 - part) / part.max(1e-6);
        let text = format!("{} {:3.0} %, {left_s:.0} s left", self.what, 100.0 * part);
        // Nobody has to read it.
        let _ = if on_terminal {
            self.is_open = true;
            let bar = "#".repeat((30.0 * part) as usize);
            write!(err, "\r\x1b[K[{bar:<30}] {text}")
        } else {
            writeln!(err, "{text}")
        };
        let _ = err.flush();
    }

    fn end(&mut self) {
        if std::mem::take(&mut self.is_open) {
            eprint!("\r\x1b[K");
        }
    }
}
