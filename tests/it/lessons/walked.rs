//! Each lesson walked through as a person would, right and wrong.

mod learning;

use crate::support::screen::{Screen, open};
use tightrope::geometry::{Point, Vector};
use tightrope::model::verbs::{JUMP, LINE};
use tightrope::param::{Edit, Value};
use tightrope::picture::{Grip, GripShape, NeuronId, Verb};
use tightrope::session::{Lesson, Speed};
use tightrope::ui::{Action, Mode};

/// A lesson under way.
struct Walk {
    screen: Screen,
    lesson: Lesson,
    index: usize,
}

impl Walk {
    fn begin(name: &str) -> Walk {
        let mut screen = open("fig-4f", Mode::Dark);
        let lessons = screen.state().scene().unwrap().study.lessons.to_vec();
        let index = lessons.iter().position(|lesson| lesson.name == name).unwrap();
        screen.state_mut().act(Action::BeginLesson(index));
        screen.run_steps(4);
        let mut walk = Walk { screen, lesson: lessons[index].clone(), index };
        // A frame is 20 ms: fast enough for a test, and within what a person may choose.
        walk.act(Action::Speed(Speed::Times(0.2)));
        assert_eq!(walk.done(), 0, "{name}: a step was ticked as the lesson began");
        walk
    }

    fn act(&mut self, action: Action) {
        self.screen.state_mut().act(action);
        self.screen.run_steps(2);
    }

    fn done(&self) -> usize {
        self.screen.state().scene().unwrap().study.progress.done
    }

    /// The present step is ticked after `deed`, and no other.
    fn step(&mut self, deed: impl FnOnce(&mut Walk)) {
        let k = self.done();
        let name = self.lesson.steps[k].title.clone();
        deed(self);
        for _ in 0..600 {
            if self.done() > k {
                assert_eq!(self.done(), k + 1, "{}: more than {name:?} was ticked", self.lesson.name);
                return;
            }
            self.screen.run_steps(1);
        }
        let scene = self.screen.state().scene().unwrap();
        let (gauges, run) = (&scene.study.progress.gauges, scene.history.status);
        panic!("{}: {name:?} was not ticked: {gauges:?} {run:?} {:?}", self.lesson.name, scene.done());
    }

    /// Half a second passes, and the present step is not ticked.
    fn waits(&mut self) {
        let k = self.done();
        self.screen.run_steps(25);
        assert_eq!(self.done(), k, "{}: {:?} was ticked too soon", self.lesson.name, self.lesson.steps[k].title);
    }

    fn edit(&mut self, id: &str, value: f64) {
        self.act(Action::Edit(Edit::new(id, Value::Number(value))));
    }

    fn drag(&mut self, verb: &'static Verb, neuron: NeuronId, by: [f64; 2]) {
        let lines = &self.screen.state().scene().unwrap().depiction.planes[0].lines;
        let touch = lines.iter().find(|line| line.neuron == neuron).unwrap().touch;
        // An arrow is taken at its head.
        let at = if verb == &JUMP { touch + Vector::new(0.0, -1.0) } else { touch };
        let grip = Grip::new(verb, GripShape::Line, at).of(neuron).about(touch);
        self.act(Action::Drag { plane: 0, grip, to: at + Vector::new(by[0], by[1]) });
        self.screen.run_steps(30);
    }

    fn perturb(&mut self, name: &str) {
        let scene = self.screen.state().scene().unwrap();
        let index = scene.perturbations().iter().position(|(p, _)| p.name.contains(name));
        let index = index.unwrap_or_else(|| panic!("no perturbation is called {name}"));
        self.act(Action::Perturb(index));
    }

    /// The question takes the right answer and no wrong one.
    fn end(mut self) {
        assert_eq!(self.done(), self.lesson.steps.len(), "{}", self.lesson.name);
        self.act(Action::Answer(self.lesson.question.answer + 1e3));
        assert!(!self.screen.state().scene().unwrap().study.progress.answer.unwrap().1);
        self.act(Action::Answer(self.lesson.question.answer));
        assert!(self.screen.state().scene().unwrap().study.progress.answer.unwrap().1);
        assert_eq!(self.screen.state().scene().unwrap().study.lesson, Some(self.index));
    }
}

const E0: NeuronId = NeuronId { population: 0, index: 0 };
const I0: NeuronId = NeuronId { population: 1, index: 0 };

#[test]
fn a_threshold() {
    let mut walk = Walk::begin("1-threshold");
    walk.waits();
    walk.step(|w| w.edit("x", 0.5));
    walk.step(|w| w.act(Action::ToggleRun));
    walk.waits();
    walk.step(|w| (0..62).for_each(|_| w.act(Action::StepOnce)));
    walk.act(Action::ToggleRun);
    walk.step(|w| w.drag(&LINE, I0, [0.0, -0.2]));
    walk.step(|w| w.drag(&JUMP, I0, [0.0, 0.4]));
    walk.end();
}

#[test]
fn a_boundary() {
    let mut walk = Walk::begin("2-boundary");
    walk.waits();
    // The one that is lit already will do.
    let lit = walk.screen.state().scene().unwrap().picks[0];
    walk.step(|w| w.act(Action::Pick(lit)));
    walk.waits();
    walk.step(|w| w.act(Action::Silence));
    walk.step(|w| w.edit("i_curvature", -0.6));
    walk.waits();
    walk.step(|w| w.act(Action::Undo(1)));
    walk.end();
}

#[test]
fn an_unstable_boundary() {
    let mut walk = Walk::begin("3-unstable");
    walk.waits();
    walk.step(|w| w.act(Action::Kick(vec![(1, 1.0)])));
    walk.waits();
    walk.step(|w| w.act(Action::Kick(vec![(1, 1.7)])));
    // It runs away by itself.
    walk.step(|_| ());
    walk.waits();
    walk.act(Action::Restart);
    walk.step(|w| w.act(Action::ToggleRun));
    walk.end();
}

#[test]
fn a_cycle() {
    let mut walk = Walk::begin("4-cycle");
    walk.waits();
    walk.step(|w| w.act(Action::ToggleRun));
    walk.waits();
    walk.step(|w| (0..68).for_each(|_| w.act(Action::StepOnce)));
    walk.act(Action::ToggleRun);
    walk.edit("d_e", 0.3);
    walk.waits();
    walk.step(|w| w.edit("d_i", 0.5));
    walk.waits();
    walk.step(|w| w.drag(&LINE, E0, [0.0, -1.5]));
    walk.waits();
    walk.step(|w| w.act(Action::Undo(1)));
    walk.end();
}

#[test]
fn the_crossing() {
    let mut walk = Walk::begin("5-crossing");
    walk.waits();
    walk.step(|w| w.edit("x", 1.5));
    walk.waits();
    walk.step(|w| w.edit("x", 0.4));
    walk.waits();
    walk.step(|w| w.edit("x", 0.8));
    walk.waits();
    // Closed form of the sheet, section 4.5: mean y_E = D_E/ln(1 + 0.38/(2 x - 1)) is 1 at x = 0.721.
    walk.step(|w| w.edit("x", 0.721));
    walk.end();
}

#[test]
fn balance() {
    let mut walk = Walk::begin("6-balance");
    walk.waits();
    walk.step(|w| w.act(Action::Pick(NeuronId { population: 0, index: 7 })));
    walk.step(|_| ());
    walk.step(|w| w.perturb("Noise"));
    walk.waits();
    walk.step(|w| w.perturb("Noise"));
    walk.end();
}

#[test]
fn the_paradox() {
    let mut walk = Walk::begin("7-paradox");
    walk.step(|_| ());
    walk.waits();
    walk.step(|w| w.perturb("Push I"));
    walk.waits();
    walk.step(|w| w.perturb("Push I"));
    walk.end();
}

#[test]
fn sharing() {
    let mut walk = Walk::begin("8-sharing");
    walk.waits();
    walk.step(|w| w.perturb("Noise"));
    walk.waits();
    walk.step(|w| w.perturb("Noise"));
    walk.waits();
    walk.step(|w| w.act(Action::SilenceOne(I0)));
    walk.end();
}

#[test]
fn any_function() {
    let mut walk = Walk::begin("9-any-function");
    walk.waits();
    walk.step(|w| {
        let knot = w.screen.state().scene().unwrap().depiction.planes[1].grips[2];
        w.act(Action::Drag { plane: 1, grip: knot, to: knot.at + Vector::new(0.0, -0.8) });
        w.screen.run_steps(20);
    });
    walk.waits();
    walk.step(|w| {
        let points = (0..=40).map(|k| f64::from(k) / 4.0).map(|x| Point::new(x, 3.0 + (0.6 * x).sin())).collect();
        w.act(Action::Draw { plane: 1, points });
    });
    walk.waits();
    walk.edit("d_e", 0.25);
    walk.step(|w| w.edit("d_i", 0.25));
    walk.step(|_| ());
    walk.end();
}

#[test]
fn slow_inhibition() {
    let mut walk = Walk::begin("10-slow-inhibition");
    walk.step(|_| ());
    walk.waits();
    walk.step(|w| w.edit("pulse_i_ms", 2.5));
    walk.waits();
    walk.step(|w| w.edit("pulse_i_ms", 1.0));
    walk.end();
}

#[test]
fn soft_boundaries() {
    let mut walk = Walk::begin("11-soft");
    walk.waits();
    walk.step(|w| w.edit("steepness", 3.0));
    walk.waits();
    walk.step(|w| w.edit("steepness", 1.0));
    walk.waits();
    walk.step(|w| w.edit("steepness", 30.0));
    walk.end();
}

#[test]
fn a_saddle() {
    let mut walk = Walk::begin("12-saddle");
    walk.step(|_| ());
    // However long the state circles: nobody pulled it.
    (0..8).for_each(|_| walk.waits());
    // Not by the width of a hand's tremor.
    let at = |w: &Walk, k: usize| {
        let history = w.screen.state().scene().unwrap().history;
        history.buckets(history.step, history.step).last().unwrap().last[k]
    };
    let here = [at(&walk, 1), at(&walk, 2)];
    walk.act(Action::Kick(vec![(1, here[0] + 0.2), (2, here[1])]));
    walk.waits();
    walk.step(|w| w.act(Action::Kick(vec![(1, 13.0), (2, 10.0)])));
    // The saddle counts where it is now, be the input what it may.
    walk.edit("strength", 24.0);
    walk.step(|_| ());
    walk.waits();
    walk.step(|w| w.edit("strength", 40.0));
    walk.waits();
    walk.step(|w| w.edit("c", 1.6));
    walk.end();
}

#[test]
fn tight_balance() {
    let mut walk = Walk::begin("13-tight");
    walk.act(Action::Speed(Speed::Times(2.0)));
    walk.step(|_| ());
    walk.waits();
    walk.act(Action::Speed(Speed::Times(0.1)));
    walk.step(|w| w.edit("tau_ms", 10.0));
    walk.waits();
    walk.act(Action::Speed(Speed::Times(5.0)));
    walk.step(|w| w.edit("tau_ms", 600.0));
    walk.end();
}

#[test]
fn a_memory() {
    let mut walk = Walk::begin("14-memory");
    walk.waits();
    walk.act(Action::Speed(Speed::Times(5.0)));
    walk.step(|_| ());
    walk.waits();
    let old = walk.screen.state().scene().unwrap().depiction.fields[0].marked.clone();
    walk.act(Action::Paint { field: 0, cells: old, on: false });
    // A wiped cue is no new one.
    walk.waits();
    // Ten of the twelve cells of the cross.
    let cross = vec![0, 9, 12, 17, 24, 25, 34, 35, 42, 47];
    walk.step(|w| w.act(Action::Paint { field: 0, cells: cross, on: true }));
    walk.waits();
    walk.edit("strength", 50.0);
    walk.step(|w| w.edit("x", 1.0));
    walk.step(|_| ());
    walk.waits();
    walk.step(|w| w.edit("x", 0.0));
    walk.end();
}

#[test]
fn a_bump() {
    let mut walk = Walk::begin("15-bump");
    walk.waits();
    walk.act(Action::Speed(Speed::Times(5.0)));
    walk.step(|_| ());
    walk.waits();
    walk.step(|_| ());
    walk.act(Action::Speed(Speed::Times(1.0)));
    walk.step(|w| w.act(Action::Kick(vec![(1, 0.6), (2, 0.6)])));
    walk.waits();
    walk.step(|w| w.edit("skew", 0.1));
    walk.end();
}

#[test]
fn broken() {
    let mut walk = Walk::begin("16-break");
    walk.act(Action::Speed(Speed::Times(5.0)));
    walk.step(|_| ());
    walk.waits();
    walk.step(|w| w.edit("tau_i_ratio", 1.0));
    walk.step(|_| ());
    walk.waits();
    walk.step(|w| w.edit("tau_i_ratio", 1.4));
    walk.end();
}

/// A lesson at its step of that number.
fn at_step(name: &str, step: usize) -> Walk {
    let mut walk = Walk::begin(name);
    while walk.done() < step {
        walk.act(Action::SkipStep);
    }
    assert_eq!(walk.done(), step, "{name}");
    walk
}

fn list(walk: &mut Walk, id: &str, values: &[f64]) {
    walk.act(Action::Edit(Edit::new(id, Value::List(values.to_vec()))));
}

#[test]
fn what_else_one_would_do_is_ticked_too() {
    // The size in the field instead of the arrow; but not a larger one.
    let mut walk = at_step("1-threshold", 4);
    list(&mut walk, "explicit_d_i", &[1.3]);
    walk.waits();
    walk.step(|w| list(w, "explicit_d_i", &[0.6]));
    // Arrows instead of sliders, and both of them can be taken; one is not enough.
    let mut walk = at_step("4-cycle", 2);
    let arrow = |w: &mut Walk, neuron: NeuronId, by: [f64; 2]| {
        let plane = &w.screen.state().scene().unwrap().depiction.planes[0];
        let touch = plane.lines.iter().find(|line| line.neuron == neuron).unwrap().touch;
        let at = touch + plane.jumps[neuron.population as usize][0];
        let grip = Grip::new(&JUMP, GripShape::Arrow, at).of(neuron).about(touch);
        w.act(Action::Drag { plane: 0, grip, to: at + Vector::new(by[0], by[1]) });
        w.screen.run_steps(10);
    };
    arrow(&mut walk, E0, [-0.3, 0.0]);
    walk.waits();
    walk.step(|w| arrow(w, I0, [0.0, -0.5]));
    // A neuron that is lit already, by the next and the previous one.
    let mut walk = at_step("6-balance", 0);
    walk.step(|w| {
        let lit = w.screen.state().scene().unwrap().picks[0];
        w.act(Action::Pick(lit));
    });
    // A formula instead of the pen; a knot is neither.
    let mut walk = at_step("9-any-function", 1);
    let knot = walk.screen.state().scene().unwrap().depiction.planes[1].grips[2];
    walk.act(Action::Drag { plane: 1, grip: knot, to: knot.at + Vector::new(0.0, -0.8) });
    walk.waits();
    walk.step(|w| {
        let formula = Edit::new("formula", Value::Choice("2.5 + sin(x)".to_owned()));
        let edits = vec![Edit::new("target", Value::Choice("formula".to_owned())), formula];
        w.act(Action::Change { name: "Formula".to_owned(), edits });
    });
    // Drawn over the same range twice: the knots lie where they lay.
    let mut walk = at_step("9-any-function", 0);
    let draw = |w: &mut Walk, height: f64| {
        let points = (0..=40).map(|k| f64::from(k) / 4.0).map(|x| Point::new(x, height + (0.6 * x).sin())).collect();
        w.act(Action::Draw { plane: 1, points });
    };
    walk.step(|w| draw(w, 3.0));
    walk.waits();
    walk.step(|w| draw(w, 3.5));
    // Pulled up instead of to the side.
    let mut walk = at_step("12-saddle", 1);
    walk.step(|w| w.act(Action::Kick(vec![(1, 10.0), (2, 13.0)])));
    // Bars instead of the cross; a ring is no new picture.
    let mut walk = at_step("14-memory", 1);
    walk.act(Action::Paint { field: 0, cells: vec![43, 44, 45, 46], on: true });
    walk.waits();
    walk.step(|w| w.act(Action::Paint { field: 0, cells: (0..10).chain(50..60).collect(), on: true }));
    // Every second one of the arc awake instead of all.
    let mut walk = Walk::begin("22-arc");
    walk.perturb("arc");
    while walk.done() < 2 {
        walk.act(Action::SkipStep);
    }
    walk.waits();
    walk.step(|w| {
        let neurons = (0..20).step_by(2).map(|index| NeuronId { population: 0, index }).collect();
        w.act(Action::Brush { neurons, silent: false });
    });
}

#[test]
fn a_pull_the_wrong_way_is_not_what_was_asked_for() {
    let mut walk = at_step("3-unstable", 0);
    walk.act(Action::Kick(vec![(1, 0.2)]));
    walk.waits();
    let mut walk = at_step("15-bump", 2);
    walk.act(Action::Kick(vec![(1, -0.6), (2, 0.6)]));
    walk.waits();
    walk.step(|w| w.act(Action::Kick(vec![(1, 0.5), (2, 0.5)])));
    // Half is neither a few nor nearly all.
    let mut walk = at_step("21-half", 1);
    let kill = |w: &mut Walk, count: u32, silent: bool| {
        let neurons = (0..count).map(|index| NeuronId { population: 0, index }).collect();
        w.act(Action::Brush { neurons, silent });
    };
    kill(&mut walk, 8, true);
    walk.waits();
    kill(&mut walk, 45, true);
    walk.waits();
}
