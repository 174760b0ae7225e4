//! Rows of a raster seen closely: the wheel brings them nearer, a drag moves along them, a double click shows all again.

use egui::{Id, Response, Ui};

/// As close as one can look: so many rows fill the picture.
const FEWEST: f64 = 12.0;
/// How much nearer a point of the wheel brings them.
const WHEEL: f64 = 0.003;

/// What part of the rows is seen, kept by the window from frame to frame.
pub(super) struct Closeup {
    /// By which it is kept.
    pub id: Id,
    /// All rows, with a margin.
    pub all: [f64; 2],
}

/// The rows that are seen, as a part of all.
#[derive(Clone, Copy, Default)]
struct Part([f64; 2]);

impl Closeup {
    /// The rows that are seen; `None` for all of them.
    pub fn rows(&self, ui: &Ui) -> Option<[f64; 2]> {
        let Part(part) = ui.data(|data| data.get_temp::<Part>(self.id))?;
        let [low, high] = self.all;
        Some(part.map(|part| low + part * (high - low)))
    }

    /// Takes in wheel, drag and double click. The pointer is at `row`; a row is so many points high, downwards below 0.
    pub fn follow(&self, ui: &Ui, response: &Response, row: Option<f64>, points: f64) {
        if response.double_clicked() {
            ui.data_mut(|data| data.remove_temp::<Part>(self.id));
            return;
        }
        let seen = self.rows(ui);
        let [low, high] = seen.unwrap_or(self.all);
        let wheel = f64::from(ui.input(|input| input.smooth_scroll_delta.y));
        let [low, high] = match row {
            Some(row) if wheel != 0.0 && response.hovered() => {
                let part = (-WHEEL * wheel).exp().max(FEWEST / (high - low));
                [row + (low - row) * part, row + (high - row) * part]
            }
            _ if response.dragged() && seen.is_some() => {
                let by = f64::from(response.drag_delta().y) / points;
                [low - by, high - by]
            }
            _ => return,
        };
        let [first, last] = self.all;
        let whole = last - first;
        let span = (high - low).min(whole);
        let low = low.clamp(first, last - span);
        ui.data_mut(|data| {
            if span > 0.999 * whole {
                data.remove_temp::<Part>(self.id);
            } else {
                data.insert_temp(self.id, Part([(low - first) / whole, (low + span - first) / whole]));
            }
        });
        ui.ctx().request_repaint();
    }
}
