//! Sweeps and maps: what is asked for, the jobs that find it out, and what a click on them sets.

use super::App;
use crate::machine::{cores, rest};
use crate::model::Side;
use crate::param::{Edit, Kind, Scale, Spec, Value, find, place};
use crate::session::{
    Basket, Job, Level, MapAxis, Mode, News, Request, Setup, Shared, Span, Survey, Sweep, Sweeping, Trials, TrialsWork,
    offers,
};
use crate::sim::Model;
use crate::ui::explorer::Explorer;
use crate::ui::map_desk::{MapDesk, MapWish};
use crate::ui::sweep_desk::{SweepDesk, SweepForm, SweepRows, SweepWish};
use crate::ui::usual::usual_range;
use crate::ui::widgets::{named, number, plain};
use std::sync::{Arc, PoisonError};
use std::time::Duration;

/// By which presets know the views.
pub(super) const SWEEP: &str = "sweep";
pub(super) const MAP: &str = "map";

/// Values of a sweep and runs at each, if nobody says.
const COUNT: usize = 21;
const REPEATS: usize = 3;
/// The most of both that a hand sets; the command line takes more.
const MOST: [usize; 2] = [400, 50];
/// How long a run of a sweep lasts, in time constants, with few neurons and with many.
const RUN_TAU: [f64; 2] = [100.0, 40.0];
const MANY: usize = 400;
/// What is left out of it.
const SETTLE_TAU: f64 = 10.0;
/// Between two looks at jobs.
const LOOK: Duration = Duration::from_millis(40);

impl<M: Model> App<M> {
    /// Another preset: nothing that was found out is of it.
    pub(super) fn explore_anew(&mut self) {
        self.explorer = Explorer::default();
        self.desk.sweep = SweepDesk::default();
        self.desk.map = MapDesk::default();
    }

    fn sees(&self, id: &str) -> bool {
        self.desk.shown.as_ref().is_some_and(|shown| shown.holds(id))
    }

    /// Looks after what is seen, and at what is on its way; once a frame.
    pub(super) fn explore(&mut self, ctx: &egui::Context) {
        if self.history.is_none() {
            return;
        }
        if self.sees(SWEEP) && self.desk.sweep.form.is_none() {
            self.desk.sweep.form = self.first_form();
            self.desk.sweep.measure = self.first_measure();
        }
        if self.sees(MAP) {
            self.look_at_map();
        } else {
            // Nobody looks: what is known stays, the rest waits until somebody does.
            if self.explorer.map.take().is_some() {
                self.explorer.mapped = None;
            }
            self.desk.map.filling = None;
        }
        self.gather();
        let busy = self.explorer.sweep.is_some() || self.explorer.map.is_some() || self.explorer.trials.is_some();
        if busy {
            ctx.request_repaint_after(LOOK);
        }
    }

    /// Finds out all that a view shows of other networks, and waits for it: for figures without a window.
    pub fn explore_fully(&mut self, view: &str) {
        match view {
            MAP => self.look_at_map(),
            SWEEP => self.sweep(SweepWish::Start),
            _ => return,
        }
        while self.explorer.map.is_some() || self.explorer.sweep.is_some() {
            rest(Duration::from_millis(2));
            self.gather();
        }
    }

    /// Takes in what jobs have found.
    fn gather(&mut self) {
        let mut failed = None;
        if let Some((job, basket)) = &mut self.explorer.sweep {
            let ended = std::iter::from_fn(|| job.poll()).filter_map(ended).last();
            if let Some(rows) = &mut self.desk.sweep.rows {
                rows.rows.extend(basket.since(rows.rows.len()));
            }
            self.desk.sweep.running = ended.is_none().then(|| job.progress());
            if let Some(outcome) = ended {
                failed = outcome.err();
                self.explorer.sweep = None;
            }
        }
        if let Some((job, shared)) = &mut self.explorer.map {
            let ended = std::iter::from_fn(|| job.poll()).filter_map(ended).last();
            let ground = shared.lock().unwrap_or_else(PoisonError::into_inner);
            if self.desk.map.ground.as_ref().is_none_or(|known| known.version != ground.version) {
                self.desk.map.ground = Some(Arc::new(ground.clone()));
            }
            drop(ground);
            self.desk.map.filling = ended.is_none().then(|| job.progress());
            if let Some(outcome) = ended {
                failed = outcome.err().or(failed);
                self.explorer.map = None;
            }
        }
        if let Some((job, trials)) = &mut self.explorer.trials {
            let ended = std::iter::from_fn(|| job.poll()).filter_map(ended).last();
            let known = self.desk.map.trials.len();
            self.desk.map.trials.extend(trials.since(known));
            self.desk.map.measuring = ended.is_none().then(|| job.progress());
            if let Some(outcome) = ended {
                failed = outcome.err().or(failed);
                self.explorer.trials = None;
            }
        }
        if let Some(error) = failed {
            self.fail(error);
        }
        let changed = match (&mut self.desk.sweep.rows, &self.explorer.swept) {
            (Some(rows), Some(swept)) => {
                let mut now = self.editing.setup().clone();
                hold(&self.editing, &mut now, rows.spec.id, rows.values[0]);
                now != *swept
            }
            _ => false,
        };
        if let Some(rows) = &mut self.desk.sweep.rows {
            rows.is_stale = changed;
        }
    }

    fn value_of(&self, spec: &Spec) -> f64 {
        match find(&mut self.editing.setup().clone(), spec.id) {
            Ok((_, Value::Number(value))) => value,
            Ok((_, Value::Count(value))) => value as f64,
            _ => 0.0,
        }
    }

    /// Over which a parameter is moved, if nobody says: the range that the pictures give an input, else the usual one.
    fn range_of(&self, spec: &'static Spec) -> [f64; 2] {
        let value = self.value_of(spec);
        let home = self.editing.home().iter().find(|(known, _)| known.id == spec.id);
        let home = home.map_or(value, |(_, home)| match home {
            Value::Number(home) => *home,
            Value::Count(home) => *home as f64,
            _ => value,
        });
        let usual = usual_range(spec, home).unwrap_or([0.0, 1.0]);
        let usual = [usual[0].min(value), usual[1].max(value)];
        let is_input = self.editing.hands().play(value).iter().any(|edit| edit.id == spec.id);
        let signal = self.history.as_ref().and_then(|h| Some((h.upcoming.as_ref()?.signal, &h.layout)));
        match signal.filter(|_| is_input) {
            Some((signal, layout)) => {
                let mut axes = layout.planes.iter().flat_map(|plane| &plane.axes);
                let own = axes.find(|axis| axis.signal == Some(signal)).map(|axis| axis.range);
                own.map_or(usual, |[low, high]| [low.min(value), high.max(value)])
            }
            None => usual,
        }
    }

    /// The same above 0 where ratios are even.
    fn swept_range(&self, spec: &'static Spec) -> [f64; 2] {
        let [low, high] = self.range_of(spec);
        let is_log = matches!(spec.kind, Kind::Number { scale: Scale::Log, .. });
        // A decade or two below what it usually is.
        let least = rounded(0.01 * high, [0.0, high]).max(low);
        if is_log && low <= 0.0 { [least, high] } else { [low, high] }
    }

    /// What tells most of a network: a mean that theory has a level for, else how far it misses its aim.
    fn first_measure(&self) -> String {
        let Some(layout) = self.history.as_ref().map(|history| &history.layout) else { return String::new() };
        let known = offers(layout);
        let levelled = known.iter().find(|offer| offer.level.is_some_and(|k| self.has_level(k)));
        let missed = || known.iter().find(|offer| offer.id.starts_with("error "));
        levelled.or_else(missed).or(known.first()).map_or_else(String::new, |offer| offer.id.clone())
    }

    /// The parameter of that id, if it is a number and plays a part.
    fn numeric(&self, id: &str) -> Option<&'static Spec> {
        let shown = self.editing.parameters().iter().map(|(spec, _)| *spec);
        shown.filter(|spec| is_number(spec)).find(|spec| spec.id == id)
    }

    fn first_form(&self) -> Option<SweepForm> {
        let hands = self.editing.hands();
        let spec = hands.sweep_axis().and_then(|id| self.numeric(id));
        let spec = spec.or_else(|| self.editing.parameters().iter().map(|(spec, _)| *spec).find(|s| is_number(s)))?;
        let layout = &self.history.as_ref()?.layout;
        let neurons: usize = layout.populations.iter().map(|p| p.count).sum();
        let run_s = RUN_TAU[usize::from(neurons > MANY)] * layout.tau_s;
        Some(SweepForm { spec, range: self.swept_range(spec), count: COUNT, repeats: REPEATS, run_s })
    }

    /// Fulfils a wish that has to do with the sweep.
    pub(super) fn sweep(&mut self, wish: SweepWish) {
        if wish == SweepWish::Toggle {
            self.seated();
            self.desk.bring(SWEEP);
            self.seated();
            return;
        }
        if self.desk.sweep.form.is_none() {
            self.desk.sweep.form = self.first_form();
            self.desk.sweep.measure = self.first_measure();
        }
        let Some(mut form) = self.desk.sweep.form.clone() else { return };
        match wish {
            SweepWish::Toggle => {}
            SweepWish::Parameter(id) => {
                if let Some(spec) = self.numeric(id) {
                    (form.spec, form.range) = (spec, self.swept_range(spec));
                }
            }
            SweepWish::Range(ends) if ends.iter().any(|end| end.is_nan()) => return self.needs_number(),
            SweepWish::Range(ends) => {
                form.range = allowed(form.spec, ends);
                if form.range != ends {
                    self.tell_allowed(form.spec);
                }
            }
            SweepWish::Count(count) => {
                form.count = count.clamp(2, MOST[0]);
                if form.count != count {
                    self.desk.tell(Level::Info, format!("{count} values: allowed here are 2 to {}", MOST[0]));
                }
            }
            SweepWish::Repeats(repeats) => {
                form.repeats = repeats.clamp(1, MOST[1]);
                if form.repeats != repeats {
                    self.desk.tell(Level::Info, format!("{repeats} runs each: allowed here are 1 to {}", MOST[1]));
                }
            }
            SweepWish::Length(run_s) if run_s.is_finite() => form.run_s = run_s,
            SweepWish::Length(_) => return self.needs_number(),
            SweepWish::Measure(id) => self.desk.sweep.measure = id,
            SweepWish::Start => return self.begin_sweep(&form),
            SweepWish::Cancel => {
                self.explorer.sweep = None;
                self.desk.sweep.running = None;
            }
            SweepWish::Open(value) => {
                let Some(spec) = self.desk.sweep.rows.as_ref().map(|rows| rows.spec) else { return };
                let edits = self.held(spec.id, value);
                self.change(&format!("{} {}", spec.name, plain(&number(value))), edits);
                return;
            }
        }
        self.desk.sweep.form = Some(form);
    }

    /// The edits that bring a parameter to a value; an input stands still there.
    fn held(&self, id: &str, value: f64) -> Vec<Edit> {
        let played = self.editing.hands().play(value);
        if played.iter().any(|edit| edit.id == id) { played } else { vec![Edit::new(id, Value::Number(value))] }
    }

    fn begin_sweep(&mut self, form: &SweepForm) {
        let Some(layout) = self.history.as_ref().map(|history| history.layout.clone()) else { return };
        let known = offers(&layout);
        let mut measures: Vec<String> = known.iter().map(|offer| offer.id.clone()).collect();
        let mut theory = Vec::new();
        for offer in &known {
            let level = offer.level.filter(|k| self.has_level(*k)).map(|k| {
                measures.push(format!("theory {}", layout.signals[k].id));
                measures.len() - 1
            });
            theory.push(level);
        }
        let count = match form.spec.kind {
            // Whole numbers may be fewer.
            Kind::Count { .. } => form.count.min((form.range[1] - form.range[0]).abs() as usize + 1),
            _ => form.count,
        };
        let mut setup = self.editing.setup().clone();
        let span = Span::new(&mut setup, form.spec.id, form.range, count, form.in_ratios());
        let mut span = match span {
            Ok(span) => span,
            Err(error) => return self.fail(error),
        };
        let held = self.held(form.spec.id, span.values[0]);
        span.beside = held.into_iter().filter(|edit| edit.id != form.spec.id).collect();
        let values = span.values.clone();
        let from_s = (SETTLE_TAU * layout.tau_s).min(0.2 * form.run_s);
        let sweep =
            Sweep { setup, spans: vec![span], repeats: form.repeats, measures, stretch_s: [from_s, form.run_s] };
        if let Err(error) = sweep.check() {
            return self.fail(error);
        }
        let mut swept = sweep.setup.clone();
        hold(&self.editing, &mut swept, form.spec.id, values[0]);
        self.explorer.swept = Some(swept);
        let basket = Basket::default();
        let work = Sweeping::new(sweep, basket.clone(), cores());
        self.explorer.sweep = Some((Job::start(work, Mode::beside()), basket));
        self.desk.sweep.running = Some(0.0);
        self.desk.sweep.rows = Some(SweepRows {
            spec: form.spec,
            values,
            in_ratios: form.in_ratios(),
            repeats: form.repeats,
            offers: known,
            theory,
            rows: Vec::new(),
            is_stale: false,
        });
    }

    /// What was typed is none.
    fn needs_number(&mut self) {
        self.fail("that is no number; allowed is one such as 1.5".to_owned());
    }

    /// Which values a parameter may take.
    fn tell_allowed(&mut self, spec: &Spec) {
        let text = format!("{}: allowed is {}", plain(&named(spec.name, spec.symbol)), spec.allowed());
        self.desk.tell(Level::Info, text);
    }

    /// Whether theory has a level for a signal.
    fn has_level(&self, signal: usize) -> bool {
        self.shown().is_some_and(|shown| shown.theory.iter().any(|level| level.signal == signal))
    }

    /// Keeps the map up with the network.
    fn look_at_map(&mut self) {
        let regimes = self.editing.hands().regimes();
        self.desk.map.regimes = regimes;
        if regimes.is_empty() {
            return;
        }
        if self.desk.map.axes.is_none() {
            let side = |(id, range): Side| {
                let spec = self.numeric(id)?;
                let here = self.value_of(spec);
                let own = range.filter(|[low, high]| (*low..=*high).contains(&here));
                MapAxis::new(spec, own.unwrap_or_else(|| self.range_of(spec)))
            };
            let own = self.editing.hands().map_axes().and_then(|[a, b]| Some([side(a)?, side(b)?]));
            let mut others = self.editing.parameters().iter().map(|(spec, _)| *spec).filter(|spec| is_number(spec));
            let mut other = || others.find_map(|spec| MapAxis::new(spec, self.range_of(spec)));
            self.desk.map.axes = own.or_else(|| Some([other()?, other()?]));
        }
        let Some(axes) = self.desk.map.axes else { return };
        let mut setup = self.editing.setup().clone();
        let here = Request::new(&setup, axes).place_of(&setup);
        self.desk.map.here = here;
        for axis in axes {
            hold(&self.editing, &mut setup, axis.spec.id, axis.range[0]);
        }
        let request = Request::new(&setup, axes);
        if self.explorer.mapped.as_ref() == Some(&request) {
            return;
        }
        // Another network: what runs showed was another's, and what theory said stays until it is told anew.
        self.explorer.trials = None;
        self.desk.map.trials.clear();
        self.desk.map.measuring = None;
        let same_axes = self.explorer.mapped.as_ref().is_some_and(|known| known.axes == axes);
        let mut ground = self.desk.map.ground.as_deref().filter(|_| same_axes).cloned().unwrap_or_default();
        ground.forget();
        let shared = Shared::new(ground.into());
        let work = Survey::new(request.clone(), shared.clone(), cores());
        self.explorer.map = Some((Job::start(work, Mode::beside()), shared));
        self.explorer.mapped = Some(request);
        self.desk.map.filling = Some(0.0);
    }

    /// Fulfils a wish that has to do with the map.
    pub(super) fn map(&mut self, wish: MapWish) {
        match wish {
            MapWish::Toggle => {
                if self.editing.hands().regimes().is_empty() {
                    return self.desk.tell(Level::Info, "no map: theory has no regimes for this network");
                }
                self.seated();
                self.desk.bring(MAP);
                self.seated();
            }
            MapWish::Parameter(side, id) => {
                let Some(axis) = self.numeric(id).and_then(|spec| MapAxis::new(spec, self.range_of(spec))) else {
                    return;
                };
                if let Some(axes) = &mut self.desk.map.axes {
                    // The same along both sides is none: they change places.
                    if axes[1 - side.min(1)].spec.id == id {
                        axes.swap(0, 1);
                    } else {
                        axes[side.min(1)] = axis;
                    }
                }
            }
            MapWish::Range(_, range) if range.iter().any(|end| end.is_nan()) => self.needs_number(),
            MapWish::Range(side, range) => {
                let Some(axes) = &mut self.desk.map.axes else { return };
                let own = &mut axes[side.min(1)];
                let spec = own.spec;
                match MapAxis::new(spec, range) {
                    Some(axis) => *own = axis,
                    None => {
                        let [low, high] = range.map(number);
                        return self
                            .desk
                            .tell(Level::Info, format!("from {low} to {high}: a side of a map runs upwards"));
                    }
                }
                if own.range != range {
                    self.tell_allowed(spec);
                }
            }
            MapWish::Go(parts) => {
                let Some(axes) = self.desk.map.axes else { return };
                let mut edits: Vec<Edit> = Vec::new();
                let mut words = Vec::new();
                for (axis, part) in axes.iter().zip(parts) {
                    let value = rounded(axis.at(part.clamp(0.0, 1.0)), axis.range);
                    edits.extend(self.held(axis.spec.id, value));
                    let symbol = if axis.spec.symbol.is_empty() { axis.spec.name } else { axis.spec.symbol };
                    words.push(format!("{} {}", plain(symbol), number(value)));
                }
                self.change(&format!("Map: {}", words.join(", ")), edits);
            }
            MapWish::Measure => {
                if self.explorer.trials.take().is_some() {
                    self.desk.map.measuring = None;
                    return;
                }
                let Some(request) = self.explorer.mapped.clone() else { return };
                self.desk.map.trials.clear();
                let trials = Trials::default();
                let work = TrialsWork::new(request, trials.clone(), cores());
                self.explorer.trials = Some((Job::start(work, Mode::beside()), trials));
                self.desk.map.measuring = Some(0.0);
            }
        }
    }
}

/// Puts a parameter to a value without checks; an input stands still there.
fn hold<M: Model>(editing: &crate::ui::editing::Editing<M>, setup: &mut Setup<M>, id: &str, value: f64) {
    let played = editing.hands().play(value);
    if played.iter().any(|edit| edit.id == id)
        && let Ok((held, _)) = crate::param::apply(setup, &played)
    {
        *setup = held;
    }
    place(setup, id, value);
}

fn ended<N>(news: News<(), N>) -> Option<Result<(), String>> {
    match news {
        News::Ended(outcome) => Some(outcome),
        News::Told(_) => None,
    }
}

/// Whether a parameter can be moved along an axis.
pub(super) fn is_number(spec: &Spec) -> bool {
    matches!(spec.kind, Kind::Number { .. } | Kind::Count { .. }) && spec.id != "seed"
}

/// A range within what is allowed, its ends apart.
fn allowed(spec: &Spec, [from, to]: [f64; 2]) -> [f64; 2] {
    let (min, max) = match spec.kind {
        Kind::Number { min, max, .. } => (min, max),
        Kind::Count { min, max, .. } => (min as f64, max as f64),
        _ => return [from, to],
    };
    [from.clamp(min, max), to.clamp(min, max)]
}

/// A number with as many digits as a hand can aim at.
fn rounded(value: f64, [low, high]: [f64; 2]) -> f64 {
    let span = if value > 0.0 && low >= 0.0 { (high - low).min(value * 100.0) } else { high - low };
    let step = 10f64.powf((span / 2000.0).abs().max(1e-12).log10().floor());
    (value / step).round() * step
}
