//! A still of the screen, without a window.

use super::figure::{FPS, FRAMES, MOST_FRAMES, MOST_PIXELS, Moving, Reel, Spec, Subject, Taken, widen};
use super::raster::{self, Rasterizer};
use super::{Action, App, Mode, Theme};
use crate::model::System;
use crate::param::ParamError;
use crate::session::{Inline, LAG_S, Preset};

/// The screen as it looks after `run_s` simulated seconds, without a window.
///
/// # Errors
/// If the preset's parameters do not fit together.
pub fn picture(preset: Preset, mode: Mode, size: [f32; 2], run_s: f64) -> Result<egui::ColorImage, ParamError> {
    // The first ticks bring the run to its time; none is longer than a run catches up with.
    let speed = preset.look.speed.unwrap_or(1.0);
    let ticks = (run_s / speed / LAG_S).ceil().clamp(8.0, 1000.0) as u32;
    let link = Inline::new(preset.setup.clone(), run_s / speed / f64::from(ticks))?;
    let presets = vec![preset];
    let Some(mut app) = App::new(Box::new(link), presets, 0, mode) else {
        return Err(ParamError::Conflict { message: "there is no preset to draw".to_owned() });
    };
    for _ in 0..=ticks {
        app.receive();
    }
    let theme = app.theme().clone();
    Ok(raster::picture(egui::Vec2::from(size), 1.0, 4, |ctx| theme.apply(ctx), |ui| app.ui(ui)))
}

/// A figure of a preset after `run_s` simulated seconds, without a window. `view` is how somebody calls a view of it, or
/// `screen`; without one it is what is on the stage. `told` hears how far the run is, from 0 to 1.
///
/// # Errors
/// What was asked for that cannot be, and what is allowed.
pub fn figure(
    preset: Preset,
    view: Option<&str>,
    spec: Spec,
    run_s: f64,
    told: &mut dyn FnMut(f64),
) -> Result<Taken, String> {
    let (mut app, subject) = posed(preset, view, spec.mode)?;
    app.run_for(run_s, told)?;
    if let Subject::View(id) = &subject {
        app.explore_fully(id);
    }
    app.take_figure(&Spec { subject, ..spec }, None)
}

/// A preset at the start of its run, with what is to be drawn of it on the stage.
fn posed(preset: Preset, view: Option<&str>, mode: Mode) -> Result<(App<System>, Subject), String> {
    let link = Inline::new(preset.setup.clone(), 0.0).map_err(|error| error.to_string())?;
    let app = App::new(Box::new(link), vec![preset], 0, mode);
    let mut app = app.ok_or("there is no preset to draw")?;
    // The first update brings the layout, and with it the names of views.
    app.run_for(0.0, &mut |_| {})?;
    let subject = match view {
        Some("screen") => Subject::Screen,
        Some(name) => Subject::View(app.find_view(name).map_err(|why| format!("--view: {why}"))?.id),
        None => Subject::View(app.on_stage().ok_or("there is nothing to draw")?),
    };
    if let Subject::View(id) = &subject {
        app.act(Action::Stage(id.clone()));
    }
    Ok((app, subject))
}

/// What a movie shows, and how fast.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Film {
    /// Simulated seconds before it begins.
    pub from_s: f64,
    /// Simulated seconds that it shows.
    pub run_s: f64,
    /// Simulated seconds in a second of it; that of the preset if nobody says.
    pub speed: Option<f64>,
    /// Frames a second.
    pub fps: f64,
}

/// A movie of a preset, without a window, as the bytes of a file.
///
/// # Errors
/// What was asked for that cannot be, and what is allowed.
pub fn movie(
    preset: Preset,
    view: Option<&str>,
    spec: Spec,
    film: Film,
    format: Moving,
    told: &mut dyn FnMut(f64),
) -> Result<Vec<u8>, String> {
    let Film { from_s, run_s, fps, .. } = film;
    if !(FPS[0]..=FPS[1]).contains(&fps) {
        return Err(format!("--fps {fps}: allowed is {} to {}", FPS[0], FPS[1]));
    }
    let speed = film.speed.or(preset.look.speed).unwrap_or(1.0);
    if !(speed > 0.0 && speed.is_finite()) {
        return Err(format!("--speed {speed:?}: allowed is a number above 0"));
    }
    let frames = (run_s / speed * fps).ceil().max(1.0);
    if frames > MOST_FRAMES as f64 {
        return Err(format!(
            "{run_s:?} s at a speed of {speed:?} and {fps:?} frames a second are {frames} frames; allowed are {MOST_FRAMES}; \
             try a higher --speed, fewer --fps, or a shorter --for"
        ));
    }
    let (mut app, subject) = posed(preset, view, spec.mode)?;
    let spec = Spec { subject, ..spec };
    let page = spec.page()?;
    if page.px[0] * page.px[1] > MOST_PIXELS {
        let [width, height] = page.px;
        return Err(format!(
            "--size: {width}x{height} pixels; of a movie allowed are {} million",
            MOST_PIXELS / 1_000_000
        ));
    }
    app.run_for(from_s, &mut |_| {})?;
    if let Subject::View(id) = &spec.subject {
        app.explore_fully(id);
    }
    let (mut camera, view, label) = app.camera_like(&spec, page.sheet, None)?;
    let theme = Theme::new(spec.mode);
    let mut rasterizer = Rasterizer::default();
    let mut reel = Reel::new(format, page.px, frames as usize, fps, &label.title, &label.origin)?;
    let mut look = |app: &App<System>, passed_s: f64| {
        let mut frame = camera.look(passed_s, |ui| app.paint(ui, &theme, view.as_ref()));
        widen(&mut frame.shapes, page.widen);
        camera.expose(frame).pixels(&mut rasterizer)
    };
    // Sizes and views settle before it begins.
    (0..FRAMES).for_each(|_| drop(look(&app, 0.1)));
    let mut shown_s = 0.0;
    for k in 1..=frames as usize {
        let until_s = run_s * k as f64 / frames;
        app.run_for(until_s - shown_s, &mut |_| {})?;
        // What steps are too coarse for is made up for by the next frame.
        shown_s = app.scene().map_or(until_s, |scene| scene.history.time_s() - from_s);
        reel.push(look(&app, 1.0 / fps))?;
        told(k as f64 / frames);
    }
    reel.finish()
}
