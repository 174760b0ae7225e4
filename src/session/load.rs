//! What a file, or a text that was pasted, holds: a preset, or a table whose columns make a target or an input. Reading is
//! work for a job, so that a million rows stop nobody.

use super::session_file::is_session;
use super::set::mend;
use super::share::is_code;
use super::{Provenance, Slice, Work};
use crate::geometry::Point;
use crate::machine::{MOST_BYTES, bytes};
use crate::model::Traced;
use crate::picture::Drawing;
use crate::reading::{Course, Pick, Role, Table, decode, knots, quoted, thinned, utf8};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A target of so many points keeps every one as a knot.
const ALL: usize = 50;
/// Knots of a longer one keep it within this part of its range.
const TOLERANCE: f64 = 1e-3;
/// Knots at most.
const MOST_KNOTS: usize = 200;
/// Points of a curve, and values of an input, that are kept.
const MOST_POINTS: usize = 10_000;
/// A curve smaller than this, or over so short a range, is offered to be scaled.
const SMALL: f64 = 1e-3;
/// Where x of a scaled curve goes, and how far its y.
const SCALED: [f64; 2] = [10.0, 4.0];
/// How long an input may last, in seconds.
const LASTS_S: [f64; 2] = [1e-3, 100.0];
/// Rows of an input without times are so far apart.
const ROW_S: f64 = 1e-3;

/// Where it comes from.
#[derive(Clone, Debug)]
pub enum Source {
    /// A file.
    File(PathBuf),
    /// A text, as pasted.
    Text(String),
    /// A table that was read before, with its name.
    Table(String, Arc<Table>),
}

/// What a table is to become.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Purpose {
    /// The input if the columns are named so, else the target.
    #[default]
    Any,
    /// The curve to be followed.
    Target,
    /// The input over time.
    Input,
}

/// What is wanted of a table.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// What it is to become.
    pub purpose: Purpose,
    /// What a target is.
    pub drawing: Drawing,
    /// What x and y of a target may be.
    pub reach: [[f64; 2]; 2],
    /// What values of an input may be.
    pub input_reach: [f64; 2],
    /// The columns, by heading or number; found by their names if nobody says.
    pub columns: Option<[String; 2]>,
    /// Whether numbers out of reach are scaled.
    pub scale: bool,
    /// Knots at most; as many as a tolerance needs if nobody says.
    pub knots: Option<usize>,
}

/// What was found.
#[derive(Clone, Debug)]
pub enum Loaded {
    /// A preset, by its file, with its text.
    Preset { file: PathBuf, text: String },
    /// A session, by its file, with its text.
    Session { file: PathBuf, text: String },
    /// A setup as a short text, in order or not.
    Code { name: String, text: String },
    /// Something made of a run, such as a figure, that tells which one it was.
    Figure { name: String, origin: Provenance },
    /// A target, and what was done to get it.
    Target { name: String, traced: Traced, told: Vec<String> },
    /// An input: values evenly spaced over a time, and what was done to get it.
    Input { name: String, values: Vec<f64>, length_s: f64, told: Vec<String> },
    /// Nobody knows which columns are meant.
    Ask { name: String, table: Arc<Table> },
    /// The numbers are out of reach, but could be scaled; `why` says what may be.
    Beyond { name: String, table: Arc<Table>, columns: Option<[String; 2]>, why: String },
}

/// Reads a source.
#[derive(Debug)]
pub struct Load {
    source: Source,
    wanted: Wanted,
    read: Option<(String, Arc<Table>)>,
}

impl Load {
    /// Reads `source` for what is wanted of it.
    pub fn new(source: Source, wanted: Wanted) -> Self {
        Load { source, wanted, read: None }
    }

    /// All of it at once.
    ///
    /// # Errors
    /// What is wrong with it, with its name and the line.
    pub fn now(mut self) -> Result<Loaded, String> {
        loop {
            if let Slice::Done(loaded) = self.advance()? {
                return Ok(loaded);
            }
        }
    }

    /// How messages call it.
    fn called(&self) -> String {
        match &self.source {
            Source::File(path) => quoted(path.display()),
            Source::Text(_) => "the pasted text".to_owned(),
            Source::Table(name, _) => quoted(name),
        }
    }

    fn open(&self) -> Result<Result<Table, Loaded>, String> {
        let bytes = match &self.source {
            Source::File(path) => {
                mend(path.parent().unwrap_or(Path::new("")));
                bytes(path, MOST_BYTES)?
            }
            Source::Text(text) => text.clone().into_bytes(),
            Source::Table(_, table) => return Ok(Ok((**table).clone())),
        };
        let is_figure = matches!(&self.source, Source::File(path) if ends_as_figure(path));
        if let Some(origin) = is_figure.then(|| Provenance::find_in(&bytes)).flatten() {
            return Ok(Err(Loaded::Figure { name: self.called(), origin: origin? }));
        }
        let (text, encoding) = decode(&bytes)?;
        let file = match &self.source {
            Source::File(path) => path.clone(),
            _ => PathBuf::from("pasted"),
        };
        if is_session(&text) {
            return Ok(Err(Loaded::Session { file, text: utf8(&bytes)?.to_owned() }));
        }
        if is_preset(&text) {
            return Ok(Err(Loaded::Preset { file, text: utf8(&bytes)?.to_owned() }));
        }
        if is_code(&text) {
            return Ok(Err(Loaded::Code { name: self.called(), text: text.into_owned() }));
        }
        let mut table = Table::read(&text)?;
        table.encoding = encoding;
        Ok(Ok(table))
    }
}

impl Work for Load {
    type Output = Loaded;
    type Told = ();

    fn name(&self) -> String {
        format!("reading {}", self.called())
    }

    fn advance(&mut self) -> Result<Slice<Loaded>, String> {
        let name = self.called();
        let named = |why: String| format!("{name}: {why}");
        if let Some((name, table)) = self.read.take() {
            return made(&name, &table, &self.wanted).map(Slice::Done).map_err(named);
        }
        match self.open().map_err(named)? {
            Ok(table) => self.read = Some((name, Arc::new(table))),
            Err(preset) => return Ok(Slice::Done(preset)),
        }
        Ok(Slice::More { part: 0.5, told: None })
    }
}

/// Whether a file is no table by its name, though it may tell where it comes from.
fn ends_as_figure(path: &Path) -> bool {
    const ENDINGS: [&str; 7] = ["svg", "pdf", "png", "apng", "gif", "npz", "json"];
    path.extension().is_some_and(|ending| ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known)))
}

/// Whether a text is a preset, in order or not.
fn is_preset(text: &str) -> bool {
    let begins = |key: &str| {
        let mut lines = text.lines().take(200);
        lines.any(|line| line.trim_start().strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with('=')))
    };
    begins("system") && (begins("format") || begins("title"))
}

/// What a table becomes.
fn made(name: &str, table: &Arc<Table>, wanted: &Wanted) -> Result<Loaded, String> {
    let is_course = wanted.columns.is_none() && wanted.drawing == Drawing::Function && table.is_course();
    let purpose = match wanted.purpose {
        Purpose::Any if is_course => Purpose::Input,
        Purpose::Any => Purpose::Target,
        Purpose::Target if is_course => {
            return Err(
                "has the columns time and x of an input, none of a target; load it as the input (--input)".to_owned()
            );
        }
        purpose => purpose,
    };
    let role = if purpose == Purpose::Input { Role::Course } else { Role::Function };
    let picked = table.pick(role, wanted.columns.as_ref())?;
    let columns = wanted.columns.clone();
    let beyond = |why: String| Loaded::Beyond { name: name.to_owned(), table: table.clone(), columns, why };
    match (purpose, picked) {
        (_, Pick::Ask) => Ok(Loaded::Ask { name: name.to_owned(), table: table.clone() }),
        (Purpose::Target, Pick::Two(columns)) if wanted.drawing == Drawing::Loop => {
            let course = Course::path(table, columns)?;
            let mut told = began(table, &course, &columns);
            let mut points = course.points;
            told.extend(course.notes);
            if let Some(why) = around(&points, wanted.reach) {
                if !wanted.scale {
                    return Ok(beyond(why));
                }
                told.push(shrink(&mut points, wanted.reach));
            }
            let stride = points.len().div_ceil(MOST_POINTS);
            let curve: Vec<Point> = points.iter().step_by(stride).map(|p| Point::new(p[0], p[1])).collect();
            Ok(Loaded::Target { name: name.to_owned(), traced: Traced { knots: curve.clone(), curve }, told })
        }
        (Purpose::Target, Pick::Two(columns)) => {
            let mut course = Course::function(table, columns)?;
            let mut told = began(table, &course, &columns);
            told.append(&mut course.notes);
            let (why, notes) = fitted(&mut course, wanted.reach, ["x", "y"], wanted.scale);
            match why {
                Some(why) if !wanted.scale => return Ok(beyond(why)),
                _ => told.extend(notes),
            }
            let traced = traced(&course, wanted.knots, &mut told);
            Ok(Loaded::Target { name: name.to_owned(), traced, told })
        }
        (Purpose::Target, Pick::Alone(_)) => Err("has one column of numbers; needed are two, x and y".to_owned()),
        (_, picked) => {
            let (mut course, columns) = match picked {
                Pick::Two(columns) => (Course::function(table, columns)?, columns.to_vec()),
                Pick::Alone(column) => (alone(table, column)?, vec![column]),
                Pick::Ask => return Ok(Loaded::Ask { name: name.to_owned(), table: table.clone() }),
            };
            let mut told = began(table, &course, &columns);
            told.append(&mut course.notes);
            let time = &table.columns[columns[0]];
            if columns.len() == 2 && (time.unit == "ms" || time.name.to_lowercase().ends_with("_ms")) {
                course.points.iter_mut().for_each(|point| point[0] *= 1e-3);
                told.push("times in ms".to_owned());
            }
            // Times of any origin: the course begins with the run.
            let first = course.points[0][0];
            course.points.iter_mut().for_each(|point| point[0] -= first);
            let reach = [[0.0, LASTS_S[1]], wanted.input_reach];
            let (why, notes) = fitted(&mut course, reach, ["time", "x"], wanted.scale);
            match why {
                Some(why) if !wanted.scale => return Ok(beyond(why)),
                _ => told.extend(notes),
            }
            let (values, length_s) = spaced(&course, &mut told);
            told.push(format!("lasts {length_s:.4} s, over and over"));
            Ok(Loaded::Input { name: name.to_owned(), values, length_s, told })
        }
    }
}

/// The points of a single column.
fn alone(table: &Table, column: usize) -> Result<Course, String> {
    let values = table.columns[column].values.iter().filter(|v| !v.is_nan());
    let points: Vec<[f64; 2]> = values.enumerate().map(|(k, v)| [k as f64 * ROW_S, *v]).collect();
    if points.len() < 2 {
        return Err("has one number; needed are two or more".to_owned());
    }
    let gone = table.len() - points.len();
    let mut notes = vec![format!("one column, its rows taken {} ms apart", ROW_S * 1e3)];
    if gone > 0 {
        notes.push(format!("{gone} rows without a number left out"));
    }
    Ok(Course { points, notes })
}

/// What every report begins with.
fn began(table: &Table, course: &Course, columns: &[usize]) -> Vec<String> {
    let mut told = vec![format!("{} points", course.points.len())];
    let how: Vec<String> = table.encoding.map(str::to_owned).into_iter().chain(table.notes()).collect();
    if !how.is_empty() {
        told.push(how.join(", "));
    }
    let word = if columns.len() == 1 { "column" } else { "columns" };
    let titles = columns.iter().map(|k| table.title(*k)).collect::<Vec<_>>().join(", ");
    told.push(if titles.starts_with("column ") { titles } else { format!("{word} {titles}") });
    told
}

/// A number of at most four digits that count, as reports tell it.
fn short(v: f64) -> String {
    if v == 0.0 || (1e-3..1e6).contains(&v.abs()) {
        let digits = (3.0 - v.abs().max(1e-9).log10().floor()).clamp(0.0, 6.0) as i32;
        let scale = 10f64.powi(digits);
        format!("{}", (v * scale).round() / scale)
    } else {
        format!("{v:.3e}")
    }
}

/// What is out of reach, and, if `scale`, how it was brought within.
fn fitted(course: &mut Course, reach: [[f64; 2]; 2], names: [&str; 2], scale: bool) -> (Option<String>, Vec<String>) {
    let (mut why, mut notes) = (Vec::new(), Vec::new());
    for (axis, (name, [least, most])) in names.into_iter().zip(reach).enumerate() {
        let [low, high] = course.range(axis);
        let size = if axis == 0 { high - low } else { low.abs().max(high.abs()) };
        let small = size < SMALL && size > 0.0 && (axis == 0 || name == "y");
        if low >= least && high <= most && !small {
            continue;
        }
        why.push(if small {
            format!("{name} goes from {} to {}, which is too small to be followed", short(low), short(high))
        } else {
            format!("{name} goes from {} to {}; allowed is {least} to {most}", short(low), short(high))
        });
        if !scale {
            continue;
        }
        // Of x the range is moved, of y the size is changed: 0 stays where it is.
        let (to, factor) = if axis == 0 { (0.0, SCALED[0] / (high - low)) } else { (0.0, SCALED[1] / size) };
        let from = if axis == 0 { low } else { 0.0 };
        // A course over time is shortened to a second.
        let factor = if name == "time" { 1.0 / (high - low) } else { factor };
        course.points.iter_mut().for_each(|point| point[axis] = to + (point[axis] - from) * factor);
        let [new_low, new_high] = course.range(axis);
        notes.push(format!(
            "{name} scaled from {} to {} into {} to {}",
            short(low),
            short(high),
            short(new_low),
            short(new_high)
        ));
    }
    ((!why.is_empty()).then(|| why.join("; ")), notes)
}

/// Why a closed curve is out of reach.
fn around(points: &[[f64; 2]], reach: [[f64; 2]; 2]) -> Option<String> {
    let [least, most] = reach[0];
    let far = points.iter().flatten().fold(0.0f64, |far, v| far.max(v.abs()));
    (far > most).then(|| format!("the curve reaches {}; allowed is within {least} to {most}", short(far)))
}

/// Brings a closed curve within reach, its shape as it is, about 0.
fn shrink(points: &mut [[f64; 2]], reach: [[f64; 2]; 2]) -> String {
    let range = |axis: usize| {
        let each = points.iter().map(|p| p[axis]);
        each.fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], v| [low.min(v), high.max(v)])
    };
    let ranges = [range(0), range(1)];
    let middle = ranges.map(|[low, high]| 0.5 * (low + high));
    let half = ranges.iter().fold(0.0f64, |half, [low, high]| half.max(0.5 * (high - low)));
    let factor = 0.6 * reach[0][1] / half.max(f64::MIN_POSITIVE);
    points.iter_mut().for_each(|p| *p = [0, 1].map(|axis| (p[axis] - middle[axis]) * factor));
    format!("scaled by {} about its middle", short(factor))
}

/// A target with its knots, and how many these are.
fn traced(course: &Course, most: Option<usize>, told: &mut Vec<String>) -> Traced {
    let points = &course.points;
    let [low, high] = course.range(1);
    let tolerance = if most.is_some() { 0.0 } else { TOLERANCE * (high - low) };
    let most = most.unwrap_or(if points.len() <= ALL { ALL } else { MOST_KNOTS });
    let found = if points.len() <= ALL.min(most) {
        crate::reading::Knots { points: points.clone(), deviation: 0.0 }
    } else {
        knots(points, tolerance, most)
    };
    if found.points.len() < points.len() {
        let stated = if tolerance > 0.0 { format!(" ({} allowed)", short(tolerance)) } else { String::new() };
        told.push(format!(
            "simplified to {} knots, largest deviation {}{stated}",
            found.points.len(),
            short(found.deviation)
        ));
    }
    let to_points = |list: &[[f64; 2]]| list.iter().map(|p| Point::new(p[0], p[1])).collect::<Vec<Point>>();
    let curve = thinned(points, MOST_POINTS);
    if curve.len() < points.len() {
        told.push(format!("errors are counted from {} of its points", curve.len()));
    }
    Traced { curve: to_points(&curve), knots: to_points(&found.points) }
}

/// Values evenly spaced over the time of a course, which begins at 0, and that time.
fn spaced(course: &Course, told: &mut Vec<String>) -> (Vec<f64>, f64) {
    let points = &course.points;
    let span = points[points.len() - 1][0];
    let mean = span / (points.len() - 1) as f64;
    let even = points.iter().enumerate().all(|(k, point)| (point[0] - k as f64 * mean).abs() < 1e-3 * mean);
    if even && points.len() <= MOST_POINTS {
        return (points.iter().map(|p| p[1]).collect(), (span + mean).max(LASTS_S[0]));
    }
    let least = points.windows(2).map(|pair| pair[1][0] - pair[0][0]).fold(f64::INFINITY, f64::min);
    let n = ((span / least.max(1e-12)).ceil() as usize + 1).clamp(2, MOST_POINTS);
    let step = span / (n - 1) as f64;
    let values: Vec<f64> = (0..n).map(|k| course.at(k as f64 * step)).collect();
    let at = |t: f64| {
        let k = ((t / step) as usize).min(n - 2);
        values[k] + (values[k + 1] - values[k]) * (t / step - k as f64)
    };
    let off = points.iter().map(|p| (p[1] - at(p[0])).abs()).fold(0.0, f64::max);
    told.push(format!("{n} values evenly spaced, largest deviation {}", short(off)));
    (values, (span + step).max(LASTS_S[0]))
}
