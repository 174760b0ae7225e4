//! Panels: the controls around the views.

mod control;
mod figure;
mod files;
mod gallery;
mod guess;
mod help;
mod inspector;
mod lesson;
mod licences;
mod menu;
mod notice;
mod palette;
mod parameters;
mod parts;
mod perturb;
mod quick;
mod side;
mod status_bar;
mod table;
mod talk;
mod theory;
mod timeline;
mod top_bar;

pub use figure::{PREVIEW, figure_ui};
pub use files::files_ui;
pub use gallery::gallery_ui;
pub use help::help_ui;
pub use licences::licences_ui;
pub use notice::{Hint, conditions_ui, found_ui, has_conditions, notice_ui};
pub use palette::palette_ui;
pub use side::side_ui;
pub use status_bar::{standing, status_bar_ui};
pub use table::{table_card_ui, table_ui};
pub use talk::{Lectern, black_ui, speaker_ui};
pub use timeline::{timeline_height, timeline_ui};
pub use top_bar::{top_bar_ui, window_ui};

use inspector::inspector_ui;
use lesson::lesson_ui;
use parameters::parameters_ui;
use perturb::perturb_ui;
use theory::theory_ui;
