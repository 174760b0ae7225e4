//! The plane that turns into a space and back, the saddle of the objective, one cycle in slow motion.

use tightrope::model::System;
use tightrope::picture::{CurveKind, Depiction, MarkKind, Space};
use tightrope::session::Preset;
use tightrope::sim::{Frame, Runner};

fn near(got: f64, expected: f64, tolerance: f64) {
    assert!((got - expected).abs() <= tolerance, "got {got}, expected {expected} within {tolerance}");
}

fn depiction(name: &str, steps: u64) -> Depiction {
    let mut runner: Runner<System> = Runner::new(Preset::open(name).unwrap().setup).unwrap();
    let mut frame = Frame::new(1, runner.layout(), 0);
    runner.advance(steps, &mut frame).unwrap();
    runner.depict(&mut frame);
    (*frame.depiction.unwrap()).clone()
}

fn saddle(name: &str) -> Space {
    (*depiction(name, 100).spaces[0]).clone()
}

/// Sheet minimax-ei, section 7.A: S = a/2 r_E^2 + b r_E r_I - c/2 r_I^2 - x r_E, with its saddle at
/// r_E* = x/(a + b^2/c), r_I* = (b/c) r_E*, S* = -x r_E*/2.
#[test]
fn the_surface_of_the_objective_is_the_closed_form_and_the_optimum_is_its_saddle() {
    for (name, [a, b, c], x) in [("minimax-pair", [1.0, 1.0, 1.0], 20.0), ("minimax-pair-free", [1.0, 0.8, 0.5], 30.0)]
    {
        let s = |e: f64, i: f64| 0.5 * a * e * e + b * e * i - 0.5 * c * i * i - x * e;
        let space = saddle(name);
        let relief = &space.reliefs[0];
        for j in 0..=relief.cells {
            for i in 0..=relief.cells {
                let [e, r, z] = relief.corner(i, j);
                near(z, s(e, r), 1e-9);
            }
        }
        let best = x / (a + b * b / c);
        let mark = &space.marks[0];
        assert_eq!(mark.kind, MarkKind::Stable);
        let [e, i, z] = mark.at;
        near(e, best, 1e-9);
        near(i, b / c * best, 1e-9);
        near(z, -0.5 * x * best, 1e-9);
        near(relief.level, z, 1e-9);
        // A saddle: up along E, down along I, and within the picture. Between corners heights are a little off.
        let step = 1.0;
        let at = |e: f64, i: f64| relief.at(e, i).expect("the saddle is within the picture, with a spike around it");
        for sign in [-step, step] {
            near(at(e + sign, i) - z, 0.5 * a, 0.05);
            near(at(e, i + sign) - z, -0.5 * c, 0.05);
        }
        // All paths lie on it, level lines at one height each.
        assert!(space.paths.iter().any(|path| path.kind == CurveKind::Contour));
        for path in &space.paths {
            for [e, i, z] in &path.points {
                near(*z, s(*e, *i), 1e-6 * (1.0 + z.abs()));
                if path.kind == CurveKind::Contour {
                    // But for their ends, which lie between two of its points.
                    near(*z, path.points[path.points.len() / 2][2], 5e-3);
                }
            }
        }
        assert!(space.with_spikes);
    }
}

#[cfg(feature = "ui")]
mod stage {
    use crate::support::Toy;
    use crate::support::screen::{self, Screen, key, open, press, release, scene};
    use egui::Key;
    use egui_kittest::kittest::Queryable as _;
    use tightrope::session::Speed;
    use tightrope::sim::Model;
    use tightrope::ui::{Action, Mode, Shown};

    fn shown<M: Model>(screen: &Screen<M>) -> Shown {
        scene(screen).desk.shown.clone().unwrap()
    }

    fn part<M: Model>(screen: &Screen<M>) -> Option<f32> {
        scene(screen).desk.swing.as_ref().map(|swing| swing.part)
    }

    /// Fig. 5c with its plane on the stage.
    fn on_the_plane() -> Screen {
        let mut screen = open("fig-5c", Mode::Dark);
        moving(&mut screen);
        screen.state_mut().act(Action::Stage("plane:latent".to_owned()));
        screen.run_steps(3);
        screen
    }

    /// Things may move as in a window; tests are told to jump otherwise.
    fn moving<M: Model>(screen: &mut Screen<M>) {
        screen.ctx.all_styles_mut(|style| style.animation_time = 0.1);
    }

    #[test]
    fn the_plane_turns_into_the_crease_and_back_to_itself() {
        for paused in [false, true] {
            let mut screen = on_the_plane();
            if paused {
                key(&mut screen, Key::Space);
            }
            let before = shown(&screen);
            let rect = screen.get_by_role_and_label(egui::Role::Canvas, "Plane  y_E, |y_I|").rect();
            screen.key_press(Key::O);
            screen.run_steps(1);
            assert_eq!(shown(&screen).stage, "space:surfaces");
            assert_eq!(part(&screen), Some(0.0), "the first picture is that of the plane");
            screen.run_steps(10);
            let half_way = part(&screen).unwrap();
            assert!(half_way > 0.1 && half_way < 0.5, "{half_way}");
            screen.run_steps(40);
            assert_eq!(part(&screen), Some(1.0));
            key(&mut screen, Key::O);
            assert!(part(&screen).unwrap() > 0.8, "it swings back");
            screen.run_steps(45);
            assert_eq!((shown(&screen), part(&screen)), (before, None));
            let now = screen.get_by_role_and_label(egui::Role::Canvas, "Plane  y_E, |y_I|").rect();
            assert_eq!(now, rect);
        }
    }

    #[test]
    fn a_held_pointer_does_not_keep_it_and_the_key_turns_it_round_on_the_way() {
        let mut screen = on_the_plane();
        let rect = screen.get_by_role_and_label(egui::Role::Canvas, "Plane  y_E, |y_I|").rect();
        let at = rect.left_top() + egui::vec2(40.0, 25.0);
        press(&mut screen, at);
        screen.key_press(Key::O);
        screen.run_steps(20);
        let there = part(&screen).unwrap();
        assert!(there > 0.2, "{there}");
        screen.key_press(Key::O);
        screen.run_steps(10);
        assert!(part(&screen).unwrap() < there);
        screen.run_steps(30);
        assert_eq!((shown(&screen).stage.as_str(), part(&screen)), ("plane:latent", None));
        release(&mut screen, at);
    }

    #[test]
    fn a_preset_that_begins_with_the_space_lands_on_its_plane_and_another_stage_ends_it() {
        let mut screen = open("fig-5c", Mode::Light);
        moving(&mut screen);
        key(&mut screen, Key::O);
        screen.run_steps(50);
        assert_eq!(shown(&screen).stage, "plane:latent");
        key(&mut screen, Key::O);
        screen.run_steps(5);
        screen.state_mut().act(Action::Stage("raster".to_owned()));
        screen.run_steps(3);
        assert_eq!((shown(&screen).stage.as_str(), part(&screen)), ("raster", None));
        // From a view that is no plane it begins with the first one.
        key(&mut screen, Key::O);
        screen.run_steps(50);
        assert_eq!((shown(&screen).stage.as_str(), part(&screen)), ("space:surfaces", Some(1.0)));
    }

    #[test]
    fn where_there_is_no_space_the_key_says_so_and_where_nothing_may_move_it_jumps() {
        let mut screen = open("learn-vdp", Mode::Dark);
        let before = shown(&screen);
        key(&mut screen, Key::O);
        assert!(scene(&screen).notice().unwrap().text.contains("three dimensions"));
        assert_eq!(shown(&screen), before);
        // The toy has a plane that looks along an axis that is not sampled.
        let mut toy = screen::screen(vec![screen::preset_of(Toy::default())], 0, Mode::Light);
        key(&mut toy, Key::O);
        assert_eq!((shown(&toy).stage.as_str(), part(&toy)), ("space:toy-space", Some(1.0)));
        key(&mut toy, Key::O);
        assert_eq!((shown(&toy).stage.as_str(), part(&toy)), ("plane:toy-2", None));
    }

    #[test]
    fn the_objective_turns_from_its_map_into_the_saddle() {
        let mut screen = open("minimax-pair", Mode::Dark);
        key(&mut screen, Key::O);
        screen.run_steps(50);
        assert_eq!((shown(&screen).stage.as_str(), part(&screen)), ("space:saddle", Some(1.0)));
    }

    /// Section 4.5 of sheet low-rank-ei: one E and one I spike a cycle, P = tau ln(1 + g/h_E) with g = 0.38, h_E = 1, and a
    /// time step.
    #[test]
    fn one_cycle_in_slow_motion_is_as_long_as_the_closed_form_says_and_goes_back() {
        let period = 0.01 * 1.38f64.ln() + 5e-5;
        let mut screen = open("fig-4d", Mode::Dark);
        screen.state_mut().act(Action::Speed(Speed::Times(0.5)));
        screen.run_steps(60);
        let wide = scene(&screen).desk.window_s;
        key(&mut screen, Key::C);
        let told = scene(&screen);
        let (window, Speed::Times(speed)) = (told.desk.window_s, told.history.status.wanted) else { panic!() };
        assert!((window / period - 1.1).abs() < 0.03, "{window} for {period}");
        assert!((period / speed - 4.0).abs() < 0.1, "a cycle takes {} s", period / speed);
        assert!((told.trail_s(None) / period - 1.0).abs() < 0.03, "the trail is one cycle long");
        // A look at it for a while does not put it back.
        screen.run_steps(20);
        assert_eq!(scene(&screen).desk.window_s, window);
        key(&mut screen, Key::C);
        let told = scene(&screen);
        assert_eq!((told.desk.window_s, told.history.status.wanted), (wide, Speed::Times(0.5)));
        assert_eq!(told.trail_s(None), told.history.layout.time.trail_s);
        // Another preset has its own looks.
        key(&mut screen, Key::C);
        key(&mut screen, Key::N);
        assert!(scene(&screen).desk.slow_motion.is_none() && scene(&screen).desk.window_s > 5.0 * period);
    }

    /// Section 7.A of sheet minimax-ei: a cycle of the locked pair is tau ln(1 + 1/9.75) = 9.764 ms.
    #[test]
    fn slow_motion_of_the_locked_pair_shows_its_cycle_and_a_silent_network_has_none() {
        let mut screen = open("minimax-pair", Mode::Dark);
        screen.state_mut().act(Action::Speed(Speed::Times(2.0)));
        screen.run_steps(60);
        key(&mut screen, Key::C);
        assert!((scene(&screen).desk.window_s / 9.764e-3 - 1.1).abs() < 0.03, "{}", scene(&screen).desk.window_s);
        let mut screen = open("fig-12b", Mode::Dark);
        key(&mut screen, Key::C);
        assert!(scene(&screen).notice().unwrap().text.contains("no cycle"));
        assert!(scene(&screen).desk.slow_motion.is_none());
    }
}
