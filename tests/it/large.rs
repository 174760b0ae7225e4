//! Networks as large as their sliders allow, and a million spikes: what is drawn stays bounded and true, what is picked is
//! what was pointed at, and memory is given back.

use crate::support::screen::{Screen, click, plane, scene, screen};
use egui::epaint::Primitive;
use tightrope::geometry::{HalfPlane, Point};
use tightrope::param::{Edit, Value, apply};
use tightrope::picture::{LineState, NeuronId, NeuronLine};
use tightrope::session::{History, Preset, Update, Worker};
use tightrope::sim::{Frame, Spike};
use tightrope::ui::{Action, App, Mode};

const PLANE: &str = "Plane  y_E, |y_I|";
const MANY: usize = 100_000;

/// Fig. 4f with so many neurons of each kind, hardly moving.
fn many(count: usize) -> Preset {
    let mut preset = Preset::open("fig-4f").unwrap();
    let counts = ["n_e", "n_i"].map(|id| Edit::new(id, Value::Count(count)));
    preset.setup = apply(&preset.setup, &counts).unwrap().0;
    preset.look.speed = Some(1e-3);
    preset
}

/// Shapes and vertices of a frame as it is now.
fn drawn(screen: &mut Screen) -> [usize; 2] {
    screen.run_steps(1);
    let output = screen.output();
    let shapes = output.shapes.len();
    let primitives = screen.ctx.tessellate(output.shapes.clone(), output.pixels_per_point);
    let of = |primitive: &Primitive| match primitive {
        Primitive::Mesh(mesh) => mesh.vertices.len(),
        Primitive::Callback(_) => 0,
    };
    [shapes, primitives.iter().map(|clipped| of(&clipped.primitive)).sum()]
}

#[test]
fn a_hundred_thousand_lines_draw_as_much_as_a_few() {
    let [few, lots] = [10, MANY].map(|count| drawn(&mut screen(vec![many(count)], 0, Mode::Dark)));
    assert!(lots[0] < few[0] + 1_500, "shapes: {lots:?} beside {few:?}");
    assert!(lots[1] < few[1] + 60_000, "vertices: {lots:?} beside {few:?}");
}

#[test]
fn a_click_picks_the_nearest_of_a_hundred_thousand_lines() {
    let mut screen = screen(vec![many(MANY)], 0, Mode::Dark);
    let picture = plane(&screen, PLANE);
    let [x, y] = tightrope::ui::in_view(&screen.ctx, PLANE).unwrap();
    let corners = [Point::new(x[0], y[0]), Point::new(x[1], y[1])];
    // How far a line is from a place of the screen, in points; if it is in view at all.
    let distance = |half_plane: HalfPlane, at: egui::Pos2| {
        let [a, b] = half_plane.clip(corners[0], corners[1])?.map(|p| picture.at(p));
        let [at, a, b] = [at, a, b].map(|p| [f64::from(p.x), f64::from(p.y)]);
        let along = [b[0] - a[0], b[1] - a[1]];
        let off = (at[0] - a[0]) * along[1] - (at[1] - a[1]) * along[0];
        Some(off.abs() / along[0].hypot(along[1]))
    };
    let mut picked = 0;
    for k in 0..16 {
        let (u, v) = (0.15 + 0.05 * f64::from(k), 0.3 + 0.6 * (f64::from(k) * 0.37).fract());
        let at = picture.at(Point::new(x[0] + u * (x[1] - x[0]), y[0] + v * (y[1] - y[0])));
        let shown = &scene(&screen).depiction.planes[0];
        let state =
            scene(&screen).history.buckets(0, u64::MAX).last().map(|bucket| Point::new(bucket.last[1], bucket.last[2]));
        // Handles that are points win over lines.
        let is_by_a_handle =
            shown.grips.iter().map(|grip| grip.at).chain(state).any(|p| picture.at(p).distance(at) < 60.0);
        let all = shown.crowds.iter().flat_map(|crowd| (0..MANY).map(|k| crowd.fan.half_plane(k, crowd.at)));
        let least = all.filter_map(|half_plane| distance(half_plane, at)).fold(f64::INFINITY, f64::min);
        if is_by_a_handle || least > 6.0 {
            continue;
        }
        click(&mut screen, at);
        let neuron = scene(&screen).picks[0];
        let line = scene(&screen).depiction.planes[0].line(neuron).unwrap();
        assert_eq!((line.neuron, line.state), (neuron, LineState::Acting));
        // No other is nearer, as far as places on the screen are known.
        let own = distance(line.half_plane, at).unwrap();
        assert!(own < least + 0.01, "{neuron:?} at {own}, beside {least}");
        picked += 1;
    }
    assert!(picked > 4, "{picked} places with lines");
}

#[test]
fn a_line_of_a_crowd_is_the_line_that_acts() {
    let preset = many(MANY);
    let mut worker = Worker::new(preset.setup).unwrap();
    let picture = worker.take().unwrap().frame.depiction.unwrap();
    let tightrope::model::SystemPlan::Boundary(plan) = worker.runner().plan() else { panic!("another system") };
    for (p, index) in [(0, 0), (0, 77_777), (1, 99_999)] {
        let neuron = NeuronId { population: p as u8, index: index as u32 };
        let NeuronLine { half_plane, touch, .. } = picture.planes[0].line(neuron).unwrap();
        assert_eq!(half_plane, plan.network().populations[p].half_plane(index, picture.planes[0].given.x));
        // A tangent of a convex curve touches the envelope of all.
        let height = half_plane.line().unwrap().at(touch.x);
        assert!((touch.y - height).abs() < 1e-12);
        let envelope = &picture.planes[0].crowds[p].envelope;
        assert!((envelope.at(touch.x).unwrap() - height).abs() < 1e-9);
    }
}

/// A run of Fig. 4f that has told so many spikes, one in each step, of all neurons in turn.
fn spiking(preset: &Preset, spikes: u64) -> (Update, Vec<Update>) {
    let mut worker = Worker::new(preset.setup.clone()).unwrap();
    let first = worker.take().unwrap();
    let parts = (0..spikes).step_by(50_000).map(|from| {
        let mut frame = Frame::new(first.frame.generation, &first.layout, from + 50_000);
        let of = |step: u64| Spike::new(step, (step % 2) as usize, (step % MANY as u64) as usize);
        frame.spikes.extend((from + 1..=from + 50_000).map(of));
        Update { frame, ..first.clone() }
    });
    (first.clone(), parts.collect())
}

#[test]
fn what_a_past_takes_is_bounded_and_given_back() {
    let preset = many(1000);
    let (first, parts) = spiking(&preset, 4_000_000);
    let mut history = History::new(first.clone());
    let before = history.bytes();
    let mut most = 0;
    for part in parts {
        history.absorb(part);
        most = most.max(history.bytes());
    }
    // Two million spikes of 16 bytes, half as many on their way out in a vector that doubles, and what is counted.
    assert!((32_000_000..160_000_000).contains(&most), "{most} bytes");
    let mut next = first.clone();
    next.frame.generation += 1;
    history.absorb(next);
    assert!(history.bytes() <= before + 10_000, "{} bytes are kept, {before} at first", history.bytes());
}

#[test]
fn a_window_goes_on_while_a_slider_is_drawn_to_its_end_and_back() {
    let mut screen = screen(vec![many(10)], 0, Mode::Dark);
    let count = |screen: &Screen| scene(screen).history.layout.populations[0].count;
    for n in [300, 4_000, MANY, 20] {
        screen.state_mut().act(Action::Edit(Edit::new("n_e", Value::Count(n))));
        screen.state_mut().act(Action::Edit(Edit::new("n_i", Value::Count(n))));
        screen.run_steps(4);
        assert_eq!(count(&screen), n);
        assert_eq!(screen.state().setup().plan(None).unwrap().hands().roster().len(), 2 * n);
        let crowds = &scene(&screen).depiction.planes[0].crowds;
        assert_eq!(crowds.len(), if n > 400 { 2 } else { 0 });
    }
    let app: &App<_> = screen.state();
    assert!(app.scene().unwrap().history.bytes() < 4_000_000);
}

#[test]
fn what_the_window_keeps_of_a_network_goes_with_it() {
    // Of every kind of picture: whoever begins anew ten times has kept no more than who did so twice.
    for name in ["fig-4f", "fig-s2", "fig-12a", "minimax-ring", "minimax-grid-32", "learn-vdp", "plastic-small"] {
        let mut screen = screen(vec![Preset::open(name).unwrap(), many(1000)], 0, Mode::Dark);
        let mut known = Vec::new();
        for _ in 0..10 {
            screen.state_mut().act(Action::Restart);
            screen.run_steps(3);
            known.push(screen.ctx.data(|data| data.len()));
        }
        assert_eq!(known[9], known[1], "{name}: {known:?}");
    }
    let mut screen = screen(vec![many(25_000)], 0, Mode::Dark);
    screen.run_steps(4);
    let fan = std::sync::Arc::downgrade(&scene(&screen).depiction.planes[0].crowds[0].fan);
    let mut known = Vec::new();
    for count in [26_000, 27_000, 28_000, 29_000, 30_000] {
        screen.state_mut().act(Action::Edit(Edit::new("n_e", Value::Count(count))));
        screen.run_steps(6);
        known.push(screen.ctx.data(|data| data.len()));
    }
    assert_eq!(scene(&screen).depiction.planes[0].crowds[0].fan.len(), 30_000);
    assert_eq!(known[4], known[1], "{known:?}");
    assert!(fan.upgrade().is_none(), "a network that is gone is kept for its picture");
}
