//! What a frame of the window costs: the views and egui's tessellation, without the graphics card.

#![forbid(unsafe_code)]

use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use tightrope::geometry::Point;
use tightrope::model::verbs::{KNOT, LINE};
use tightrope::model::{System, SystemPlan};
use tightrope::param::{Edit, Value, apply};
use tightrope::picture::{Given, Grip, GripShape, NeuronId};
use tightrope::session::{Command, Inline, Link, Preset, Setup, Update, Worker};
use tightrope::sim::{Frame, Spike};
use tightrope::ui::{App, Mode, screen_ui};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The network of a setup.
fn built(setup: &Setup) -> SystemPlan {
    setup.plan(None).expect("a legal network")
}

fn screen(c: &mut Criterion) {
    let mut group = c.benchmark_group("1600x900");
    for name in ["fig-4f", "fig-8", "fig-2e", "fig-5c", "minimax-grid-32"] {
        let preset = Preset::open(name).expect("a built-in preset");
        let speed = preset.look.speed.unwrap_or(1.0);
        let link = Inline::new(preset.setup.clone(), 0.25 / speed / 16.0).expect("a legal preset");
        let mut app = App::new(Box::new(link), vec![preset], 0, Mode::Dark).expect("one preset");
        for _ in 0..40 {
            app.receive();
        }
        let ctx = egui::Context::default();
        app.theme().apply(&ctx);
        let frame = |tessellate: bool| {
            let size = egui::Rect::from_min_size(egui::Pos2::ZERO, egui::vec2(1600.0, 900.0));
            let input = egui::RawInput { screen_rect: Some(size), ..Default::default() };
            let mut output = ctx.run_ui(input, |ui| {
                if let Some(scene) = app.scene() {
                    black_box(screen_ui(ui, &scene));
                }
            });
            output.textures_delta.clear();
            if tessellate {
                black_box(ctx.tessellate(output.shapes, output.pixels_per_point));
            }
        };
        for _ in 0..4 {
            frame(true);
        }
        group.bench_function(format!("{name} views and tessellation"), |b| b.iter(|| frame(true)));
        group.bench_function(format!("{name} views alone"), |b| b.iter(|| frame(false)));
    }
    group.finish();
}

/// A run that somebody else tells of: it has told of so many spikes, and goes on with some in each look.
struct Told {
    first: Update,
    step: u64,
    neurons: usize,
    /// What is told first, the last first.
    waiting: Vec<Update>,
    /// Whether it has something to tell in this look.
    has_news: bool,
}

impl Told {
    fn new(setup: &Setup, neurons: usize) -> Self {
        let mut worker = Worker::new(setup.clone()).expect("a legal preset");
        let first = worker.take().expect("a first update");
        let mut told = Told { waiting: vec![], first: first.clone(), step: 0, neurons, has_news: false };
        // As live runs tell: step by step.
        told.waiting = (0..20).map(|_| told.update(4_500)).chain([first]).collect();
        told.waiting[..20].reverse();
        told
    }

    /// So many steps with as many signals, and 13 spikes in each.
    fn update(&mut self, steps: u64) -> Update {
        let mut frame = Frame::new(self.first.frame.generation, &self.first.layout, self.step + steps);
        let columns = self.first.layout.columns();
        for step in self.step + 1..=self.step + steps {
            let row: Vec<f64> = (0..columns).map(|k| (step as f64 * 1e-3 + k as f64).sin()).collect();
            frame.samples.push(step, &row);
            // As far apart as if they came by chance.
            let index = |k: u64| ((step * 13 + k).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40) as usize % self.neurons;
            frame.spikes.extend((0..13).map(|k| Spike::new(step, (k % 2) as usize, index(k))));
        }
        self.step += steps;
        Update { frame, ..self.first.clone() }
    }
}

impl Link<System> for Told {
    fn send(&mut self, _: Command) {}

    fn poll(&mut self) -> Option<Update> {
        self.has_news = !self.has_news;
        self.waiting.pop().or_else(|| self.has_news.then(|| self.update(300)))
    }
}

/// A frame of an app at 1600x900.
fn frame_of(ctx: &egui::Context, app: &mut App<System>, tessellate: bool) {
    let size = egui::Rect::from_min_size(egui::Pos2::ZERO, egui::vec2(1600.0, 900.0));
    let input = egui::RawInput { screen_rect: Some(size), ..Default::default() };
    let mut output = ctx.run_ui(input, |ui| app.ui(ui));
    output.textures_delta.clear();
    if tessellate {
        black_box(ctx.tessellate(output.shapes, output.pixels_per_point));
    }
}

/// What is large: a million spikes in view, also while more come; a hundred thousand neurons of each kind.
fn large(c: &mut Criterion) {
    let mut group = c.benchmark_group("large, 1600x900");
    for (name, neurons, tau) in [("2000", 1000, 400.0), ("200 000", 100_000, 400.0), ("200 000", 100_000, 20.0)] {
        let mut preset = Preset::open("fig-4f").expect("a built-in preset");
        let counts = ["n_e", "n_i"].map(|id| Edit::new(id, Value::Count(neurons)));
        preset.setup = apply(&preset.setup, &counts).expect("legal counts").0;
        preset.look.window_tau = Some(tau);
        let told = Box::new(Told::new(&preset.setup, neurons));
        let mut app = App::new(told, vec![preset], 0, Mode::Dark).expect("one preset");
        app.receive();
        let ctx = egui::Context::default();
        app.theme().apply(&ctx);
        for _ in 0..6 {
            frame_of(&ctx, &mut app, true);
        }
        let title = format!("{name} neurons, {} spikes in view", (13.0 * 200.0 * tau) as u64);
        group.bench_function(format!("{title}, standing"), |b| b.iter(|| frame_of(&ctx, &mut app, true)));
        group.bench_function(format!("{title}, while 3900 come"), |b| {
            b.iter(|| {
                app.receive();
                frame_of(&ctx, &mut app, true);
            });
        });
    }
    group.finish();
    let mut group = c.benchmark_group("100 000 E and 100 000 I");
    let mut preset = Preset::open("fig-4f").expect("a built-in preset");
    let counts = ["n_e", "n_i"].map(|id| Edit::new(id, Value::Count(100_000)));
    preset.setup = apply(&preset.setup, &counts).expect("legal counts").0;
    group.bench_function("the network of a setup", |b| b.iter(|| black_box(built(&preset.setup))));
    let plan = built(&preset.setup);
    let mut x = 0.0;
    group.bench_function("its picture where the input moves", |b| {
        b.iter(|| {
            x = (x + 0.001) % 0.5;
            black_box(plan.hands().sketch(&Given { x, injected: [0.0; 2] }))
        });
    });
    let picture = plan.hands().sketch(&Given::default()).expect("a picture");
    let mut k = 0;
    group.bench_function("the line under the pointer", |b| {
        b.iter(|| {
            k = (k + 1) % 97;
            let (to, units) = (Point::new(1.0 + 0.03 * f64::from(k), 3.0), [120.0, 90.0]);
            let corners = [Point::new(0.0, 0.0), Point::new(6.0, 8.0)];
            let crowds = picture.planes[0].crowds.iter();
            black_box(crowds.filter_map(|crowd| crowd.nearest(to, units, corners, 8.0)).count())
        });
    });
    group.finish();
}

/// A dragged line: until the window shows it, and until a batch of steps has answered.
fn drag(c: &mut Criterion) {
    let mut group = c.benchmark_group("drag");
    for count in [10usize, 200] {
        let mut preset = Preset::open("fig-4f").expect("a built-in preset");
        let counts = ["n_e", "n_i"].map(|id| Edit::new(id, Value::Count(count)));
        preset.setup = apply(&preset.setup, &counts).expect("legal counts").0;
        let setup = preset.setup.clone();
        let link = Inline::new(setup.clone(), 0.25).expect("a legal preset");
        let mut app = App::new(Box::new(link), vec![preset], 0, Mode::Dark).expect("one preset");
        app.receive();
        let neuron = NeuronId { population: 0, index: 3 };
        let at = Point::new(1.0, 2.0);
        let grip = Grip::new(&LINE, GripShape::Line, at).of(neuron);
        let mut k = 0u32;
        let mut to = || {
            k = (k + 1) % 100;
            Point::new(1.0, 2.0 + f64::from(k) * 0.005)
        };
        let given = Given { x: 1.0, injected: [0.0; 2] };
        let name = format!("{} lines", 2 * count);
        group.bench_function(format!("{name}: edits and picture"), |b| {
            b.iter(|| {
                let edits = built(&setup).hands().drag(&given, 0, &grip, to());
                let changed = apply(&setup, &edits).expect("a legal drag").0;
                black_box(built(&changed).hands().sketch(&given))
            });
        });
        let mut worker = Worker::new(setup.clone()).expect("a legal preset");
        group.bench_function(format!("{name}: edits and the first batch"), |b| {
            b.iter(|| {
                worker.apply(Command::edit(built(&setup).hands().drag(&given, 0, &grip, to())));
                worker.apply(Command::Step(100));
                worker.turn(0.0, f64::INFINITY, || 0.0);
                black_box(worker.take())
            });
        });
    }
    group.finish();
}

/// A knot of a target of 100 knots is moved: until its neurons are there and drawn, and until a batch has run.
fn redesign(c: &mut Criterion) {
    let mut group = c.benchmark_group("target of 100 knots");
    let edits = [
        Edit::new("target", Value::Choice("two tones".to_owned())),
        Edit::new("knots", Value::Count(100)),
        Edit::new("offset_rule", Value::Choice("automatically".to_owned())),
    ];
    let setup = apply(&Preset::open("fig-5d").expect("a built-in preset").setup, &edits).expect("a legal target").0;
    let given = Given { x: 5.0, injected: [0.0; 2] };
    let mut k = 0u32;
    let mut moved = || {
        k = (k + 1) % 50;
        let at = Point::new(5.0, 2.0);
        let grip = Grip::new(&KNOT, GripShape::Knot, at).numbered(50);
        built(&setup).hands().drag(&given, 1, &grip, Point::new(5.0, 2.0 + f64::from(k) * 0.01))
    };
    group.bench_function("neurons", |b| {
        b.iter(|| {
            let changed = apply(&setup, &moved()).expect("a legal knot").0;
            let tightrope::model::System::Boundary(params) = &changed.model else { panic!("another system") };
            black_box(tightrope::model::boundary::design(params, 1))
        });
    });
    group.bench_function("neurons and picture", |b| {
        b.iter(|| {
            let changed = apply(&setup, &moved()).expect("a legal knot").0;
            black_box(built(&changed).hands().sketch(&given))
        });
    });
    let mut worker = Worker::new(setup.clone()).expect("a legal preset");
    group.bench_function("the running network and its first batch", |b| {
        b.iter(|| {
            worker.apply(Command::edit(moved()));
            worker.apply(Command::Step(100));
            worker.turn(0.0, f64::INFINITY, || 0.0);
            black_box(worker.take())
        });
    });
    group.finish();
}

criterion_group! {
    name = all;
    config = Criterion::default().without_plots().sample_size(20).measurement_time(std::time::Duration::from_secs(2));
    targets = screen, large, drag, redesign
}
criterion_main!(all);
