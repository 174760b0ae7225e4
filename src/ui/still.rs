//! A still of the screen, without a window.

use super::raster;
use super::{App, Mode};
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
