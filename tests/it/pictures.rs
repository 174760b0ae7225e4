//! Pictures say everything: whatever a model shows is drawn, and what is drawn has no words but the model's.

use crate::support::{Toy, built, screen};
use egui_kittest::kittest::{By, NodeT as _, Queryable as _};
use tightrope::geometry::{Point, Vector};
use tightrope::model::System;
use tightrope::picture::{FlowField, Grip, GripShape, RegionShape};
use tightrope::session::Preset;
use tightrope::sim::{Frame, Runner};
use tightrope::ui::{Action, Mode, Tab};

/// Everything that can stand on the stage, and the name of its canvas.
const STAGES: [(&str, &str); 14] = [
    ("plane:toy-2", "Second plane"),
    ("plane:toy-3", "Third plane"),
    ("space:toy-space", "Toy space"),
    ("field:toy-field", "Toy field"),
    ("field:toy-matrix", "Toy matrix"),
    ("chart:toy-chart", "Toy chart"),
    ("chart:toy-decades", "Toy decades"),
    ("slow", "Slow changes"),
    ("signals", "Further signals"),
    ("raster", "Spikes"),
    ("currents", "Currents"),
    ("voltage", "Voltage"),
    ("latents", "Levels"),
    ("plane:toy", "Toy plane"),
];

fn toy(mode: Mode) -> screen::Screen<Toy> {
    let mut screen = screen::screen(vec![screen::preset_of(Toy::default())], 0, mode);
    screen.run_steps(20);
    screen
}

/// All that a screen reader would say.
fn said(screen: &screen::Screen<Toy>) -> Vec<String> {
    let all = screen.query_all(By::new().predicate(|_| true).recursive(true).include_labels());
    let texts = all.flat_map(|node| {
        let node = node.accesskit_node();
        [node.label(), node.value(), node.description()]
    });
    texts.flatten().collect()
}

#[test]
fn every_picture_of_a_toy_is_drawn() {
    for mode in [Mode::Dark, Mode::Light] {
        let mut screen = toy(mode);
        for (view, name) in STAGES {
            screen.state_mut().act(Action::Stage(view.to_owned()));
            screen.run_steps(3);
            let canvas = screen.query_by_role_and_label(egui::Role::Canvas, name);
            let rect = canvas.unwrap_or_else(|| panic!("{name} is missing")).rect();
            screen.hover_at(rect.center());
            screen.run_steps(2);
        }
        screen.state_mut().act(Action::Stage("chart:toy-chart".to_owned()));
        screen.run_steps(3);
        for series in ["spread", "counts", "mean", "trials", "over five trials"] {
            assert!(screen.query_by_label(series).is_some(), "{series} is not told");
        }
    }
}

#[test]
fn no_word_of_another_system_is_said_of_a_toy() {
    const FOREIGN: [&str; 13] = [
        "crossing", "boundar", "latent", "excitat", "inhibit", "dale", "y_e", "ye,", "|yi|", "e-i", "corr(", "paradox",
        "optimum",
    ];
    let mut screen = toy(Mode::Dark);
    let mut heard = Vec::new();
    for tab in [Tab::Neuron, Tab::Perturb, Tab::Theory, Tab::Learn, Tab::Controls] {
        screen.state_mut().act(Action::Show(tab));
        screen.run_steps(3);
        heard.extend(said(&screen));
    }
    for (view, _) in STAGES {
        screen.state_mut().act(Action::Stage(view.to_owned()));
        screen.run_steps(3);
        heard.extend(said(&screen));
    }
    for action in [Action::ToggleTable, Action::ToggleInput, Action::ToggleHelp] {
        screen.state_mut().act(action);
        screen.run_steps(3);
        heard.extend(said(&screen));
    }
    for word in ["node", "Levels", "guess", "cancel", "Holds for toys.", "Rope of A0", "brake"] {
        let is_said = |text: &String| text.to_lowercase().contains(&word.to_lowercase());
        assert!(heard.iter().any(is_said), "{word} is not said");
    }
    for text in heard {
        let low = text.to_lowercase();
        assert!(!FOREIGN.iter().any(|word| low.contains(word)), "{text:?} is of another system");
    }
}

#[test]
fn a_line_that_says_no_is_not_taken() {
    let mut screen = toy(Mode::Dark);
    // The toy lets nobody turn its lines: no knob, no slider for the keyboard.
    assert!(!said(&screen).iter().any(|text| text.starts_with("Slope of")));
    screen.get_by_role_and_label(egui::Role::Slider, "Rope of A0 in Toy plane").focus();
    screen.run_steps(2);
    screen.get_by_role_and_label(egui::Role::Slider, "Ball in Toy plane");
    screen.get_by_role_and_label(egui::Role::Slider, "Gain knob in Toy plane");
}

#[test]
fn regions_and_flows_tell_what_they_hold() {
    let triangle = [Point::new(1.0, 1.0), Point::new(3.0, 1.0), Point::new(2.0, 3.0)].to_vec();
    let turned: Vec<Point> = triangle.iter().rev().copied().collect();
    for shape in [RegionShape::Polygon(triangle), RegionShape::Polygon(turned)] {
        assert!(shape.holds(Point::new(2.0, 1.5)) && !shape.holds(Point::new(1.0, 2.0)));
    }
    let edge = vec![Point::new(0.0, 0.0), Point::new(4.0, 4.0)];
    assert!(RegionShape::Under(edge.clone()).holds(Point::new(2.0, 1.0)));
    assert!(RegionShape::Over(edge).holds(Point::new(2.0, 3.0)));
    let grid = FlowField::Grid {
        range: [[0.0, 2.0], [0.0, 2.0]],
        cells: [2, 2],
        vectors: [0.0, 1.0, 2.0, 3.0].map(|x| Vector::new(x, 0.0)).into(),
    };
    let at = |x: f64, y: f64| grid.at(Point::new(x, y)).map(|v| v.x);
    assert_eq!((at(0.5, 0.5), at(1.5, 0.5), at(0.5, 1.5), at(1.0, 1.0)), (Some(0.0), Some(1.0), Some(2.0), Some(1.5)));
    assert_eq!((at(2.5, 1.0), at(0.0, 0.0)), (None, Some(0.0)));
}

#[test]
fn every_handle_that_is_drawn_moves_something() {
    for (name, text) in tightrope::session::BUILT_IN {
        let preset: Preset<System> = Preset::parse(name, name, text).unwrap();
        let setup = preset.setup;
        // Large ones look like their small kin.
        let plan = built(&setup);
        if plan.hands().roster().len() > 400 {
            continue;
        }
        let engine = Runner::new(setup.clone()).unwrap();
        let mut frame = Frame::new(0, engine.layout(), 0);
        engine.depict(&mut frame);
        let depiction = frame.depiction.unwrap();
        let drawn = depiction.planes.iter().enumerate().find_map(|(k, plane)| Some((k, plane.draws?)));
        assert_eq!(drawn, plan.hands().canvas(), "{name}: hands and pictures draw into the same plane");
        for (k, plane) in depiction.planes.iter().enumerate() {
            let mut grips = plane.grips.clone();
            for line in plane.lines.iter().step_by(plane.lines.len().div_ceil(7).max(1)) {
                let verbs = [line.handles.shift, line.handles.turn, line.handles.jump];
                let shapes = [GripShape::Line, GripShape::Ring, GripShape::Arrow];
                let own = verbs.into_iter().zip(shapes).filter_map(|(verb, shape)| {
                    let at =
                        line.touch + if shape == GripShape::Line { Vector::zeros() } else { Vector::new(1.0, 0.3) };
                    Some(Grip::new(verb?, shape, at).of(line.neuron).about(line.touch))
                });
                grips.extend(own);
            }
            for grip in grips {
                let moves = [(0.4, 0.3), (-0.3, 0.4), (0.5, 2.0)].iter().any(|(x, y)| {
                    let to = grip.at + Vector::new(*x, *y);
                    !plan.hands().drag(&plane.given, k, &grip, to).is_empty()
                });
                assert!(moves, "{name}: {} of plane {k} moves nothing", engine.layout().grip_name(&grip));
            }
        }
    }
}
