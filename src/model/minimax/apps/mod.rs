//! The applications, a file each: what a network is for decides how it is built, fed, drawn and judged.

mod grid;
mod memory;
mod pair;
mod patch;
mod random;
mod ring;
mod saddle;
mod tracking;

use super::app::App;
use super::params::Application;

pub use memory::PICTURE;
pub use patch::SIDE as PATCH_SIDE;
pub use ring::{angle, largest_w0};

/// The application of this name.
pub fn of(application: Application) -> &'static dyn App {
    match application {
        Application::Pair => &pair::Pair,
        Application::Random => &random::Random,
        Application::Constant => &tracking::Constant,
        Application::Moving => &tracking::Moving,
        Application::Plane => &tracking::TwoInputs,
        Application::Patch => &patch::Patch,
        Application::Learned => &memory::LEARNED,
        Application::Planted => &memory::PLANTED,
        Application::Ring => &ring::Ring,
        Application::Grid => &grid::Grid,
    }
}
