//! Views: pictures of a scene. Each draws into the `Ui` of its card and pushes wishes.

mod field;
mod grips;
mod input;
mod plane;
mod plane_labels;
mod plane_lines;
mod raster;
mod space;
mod traces;
mod tuning;

pub use field::field_ui;
pub use input::input_ui;
pub use plane::{below, plane_ui, tuning_card_ui};
pub use space::space_ui;

use super::{Action, Scene};
use egui::Ui;

/// A view with the common signature.
pub type View = fn(&mut Ui, &Scene<'_>, &mut Vec<Action>);

/// The views over time, from top to bottom.
pub const TIME_VIEWS: [View; 4] = [traces::latents_ui, raster::raster_ui, traces::currents_ui, traces::voltage_ui];
