//! Figures and movies from the command line: part of the program, since the command line knows no pictures.

use indicatif::{ProgressBar, ProgressStyle};
use std::path::{Path, PathBuf};
use tightrope::cli::{self, FigureOrder};
use tightrope::export::place;
use tightrope::session::Preset;
use tightrope::ui::figure::{Extent, Format, Moving, Spec, Subject};
use tightrope::ui::{Film, Mode};

/// Progress is counted in so many parts.
const PARTS: u64 = 1000;

/// The preset of an order, with its changes, and how long it runs.
fn ordered(order: &FigureOrder, mut preset: Preset) -> Result<(Preset, f64), String> {
    preset.setup = cli::edited(&preset, &cli::asked(&order.set, order.seed)?)?;
    let run_s = order.seconds.unwrap_or_else(|| cli::default_duration_s(&preset));
    if !(run_s > 0.0 && run_s <= 1e6) {
        return Err(format!("--for {run_s:?}: allowed is a time in seconds above 0, to 1e6"));
    }
    Ok((preset, run_s))
}

fn spec(order: &FigureOrder, size: &str, dpi: Option<f64>) -> Result<Spec, String> {
    Ok(Spec {
        // Which view it is, only the network knows.
        subject: if order.view.as_deref() == Some("screen") { Subject::Screen } else { Subject::View(String::new()) },
        extent: Extent::parse(size).map_err(|why| format!("--size: {why}"))?,
        dpi,
        mode: match (order.light, order.contrast) {
            (true, _) => Mode::Light,
            (_, true) => Mode::Contrast,
            _ => Mode::Dark,
        },
        letters_pt: order.font_size,
        lines_pt: order.line_width,
    })
}

/// Whether there is such a page; what is wrong is said with the option that it is about.
fn possible(spec: &Spec) -> Result<(), String> {
    const OF: [(&str, &str); 3] =
        [("dpi", "--dpi"), ("size of letters", "--font-size"), ("width of lines", "--line-width")];
    let named = |why: String| {
        let is_of = |(what, option): &&(&str, &str)| {
            // Nobody gave a size of letters: it comes from that of the page.
            why.starts_with(what) && (*option != "--font-size" || spec.letters_pt.is_some())
        };
        let option = OF.iter().find(is_of).map_or("--size", |(_, option)| *option);
        format!("{option}: {why}")
    };
    spec.page().map(drop).map_err(named)
}

/// `tightrope figure`: what was written.
pub fn figure(
    order: &FigureOrder,
    preset: Preset,
    size: &str,
    dpi: Option<f64>,
    out: &Path,
) -> Result<PathBuf, String> {
    // What is wrong with the order is said before it is worked at.
    let format = Format::of(out).map_err(|why| format!("--out: {why}"))?;
    let spec = spec(order, size, dpi)?;
    possible(&spec)?;
    let (preset, run_s) = ordered(order, preset)?;
    let mut progress = Progress::new("running");
    let taken = tightrope::ui::figure(preset, order.view.as_deref(), spec, run_s, &mut |part| progress.tell(part));
    progress.end();
    place(out, &taken?.bytes(format)?)?;
    Ok(out.to_owned())
}

/// `tightrope movie`: what was written.
pub fn movie(
    order: &FigureOrder,
    preset: Preset,
    size: &str,
    [from_s, fps]: [f64; 2],
    speed: Option<f64>,
    out: &Path,
) -> Result<PathBuf, String> {
    let format = Moving::of(out).map_err(|why| format!("--out: {why}"))?;
    let spec = spec(order, size, None)?;
    possible(&spec)?;
    if !(0.0..=1e6).contains(&from_s) {
        return Err(format!("--from {from_s:?}: allowed is a time in seconds of 0 or more, to 1e6"));
    }
    let (preset, run_s) = ordered(order, preset)?;
    let film = Film { from_s, run_s, speed, fps };
    let mut progress = Progress::new("drawing");
    let bytes =
        tightrope::ui::movie(preset, order.view.as_deref(), spec, film, format, &mut |part| progress.tell(part));
    progress.end();
    place(out, &bytes?)?;
    Ok(out.to_owned())
}

/// How far it is; says nothing where nobody looks at a terminal.
struct Progress(ProgressBar);

impl Progress {
    fn new(what: &'static str) -> Self {
        let bar = ProgressBar::new(PARTS);
        let style = ProgressStyle::with_template("{bar:30} {percent:>3} %  {msg}  {eta} left");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar.set_message(what);
        Progress(bar)
    }

    fn tell(&mut self, part: f64) {
        self.0.set_position((part * PARTS as f64) as u64);
    }

    fn end(&mut self) {
        self.0.finish_and_clear();
    }
}
