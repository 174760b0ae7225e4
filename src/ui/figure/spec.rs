//! How large a figure is, how finely drawn, how large its letters are.

use super::shot::Sheet;
use crate::ui::metrics;
use crate::ui::theme::Mode;
use std::fmt;

/// Of what a length is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Millimetres.
    Mm,
    /// Pixels.
    Px,
}

/// Width and height.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Extent {
    /// Of both sides.
    pub sides: [f64; 2],
    /// Of what they are.
    pub unit: Unit,
}

/// Dots an inch of millimetres and of pixels, if nobody says.
pub const DPI: [f64; 2] = [300.0, 96.0];
/// Allowed sides in millimetres and in pixels.
pub const MM: [f64; 2] = [10.0, 2000.0];
/// Allowed sides in pixels.
pub const PX: [f64; 2] = [32.0, 16384.0];
/// Pixels at most.
const MOST_PIXELS: f64 = 8e7;
/// Allowed dots an inch.
pub const DPIS: [f64; 2] = [20.0, 2400.0];
/// Allowed sizes of letters and widths of lines, in points of print.
pub const LETTERS_PT: [f64; 2] = [2.0, 200.0];
/// Allowed widths of lines.
pub const LINES_PT: [f64; 2] = [0.05, 20.0];
/// A layout with less room is none, of one view and of the screen, in its points.
const LEAST: [[f64; 2]; 2] = [[160.0, 110.0], [900.0, 600.0]];
/// One with more is never needed.
const MOST: f64 = 8000.0;
/// How wide a view is laid out if nobody says how large its letters are, and its letters in points of print.
const USUAL: f64 = 560.0;
const USUAL_PT: [f64; 2] = [6.0, 36.0];
/// How large the screen is laid out if nobody says.
const SCREEN: [f64; 2] = [1280.0, 800.0];

/// What is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A view, by its id.
    View(String),
    /// All of the screen.
    Screen,
}

/// What a figure is to be.
#[derive(Clone, Debug, PartialEq)]
pub struct Spec {
    /// What is drawn.
    pub subject: Subject,
    /// How large.
    pub extent: Extent,
    /// Dots an inch, if somebody says.
    pub dpi: Option<f64>,
    /// Light or dark.
    pub mode: Mode,
    /// Size of small letters in points of print, if somebody says.
    pub letters_pt: Option<f64>,
    /// Width of a trace in points of print, if somebody says.
    pub lines_pt: Option<f64>,
}

/// A page that is in order.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Page {
    /// Width and height as they were given.
    pub extent: Extent,
    /// The same in points of print.
    pub pt: [f64; 2],
    /// The same in pixels.
    pub px: [usize; 2],
    /// Dots an inch.
    pub dpi: f64,
    /// How it is laid out.
    pub sheet: Sheet,
    /// How many times as wide lines are as on the screen.
    pub widen: f32,
    /// Size of small letters in points of print.
    pub letters_pt: f64,
    /// Width of a trace in points of print.
    pub lines_pt: f64,
}

impl Page {
    /// Width and height as SVG has them.
    pub fn lengths(&self) -> [String; 2] {
        let unit = if self.extent.unit == Unit::Mm { "mm" } else { "" };
        self.extent.sides.map(|side| format!("{side}{unit}"))
    }
}

impl fmt::Display for Extent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = if self.unit == Unit::Mm { "mm" } else { "px" };
        write!(f, "{}x{}{unit}", self.sides[0], self.sides[1])
    }
}

impl Extent {
    /// Reads `85x60mm` or `1920x1080px`; without a unit it is pixels.
    ///
    /// # Errors
    /// What was given and what is allowed.
    pub fn parse(text: &str) -> Result<Extent, String> {
        let wrong = || format!("given {text}; allowed is WIDTHxHEIGHT in mm or px, as in 85x60mm or 1920x1080px");
        let plain = text.trim().to_lowercase().replace(['\u{d7}', '*'], "x").replace(' ', "");
        let (numbers, unit) = match plain.strip_suffix("mm") {
            Some(numbers) => (numbers, Unit::Mm),
            None => (plain.strip_suffix("px").unwrap_or(&plain), Unit::Px),
        };
        // The letter of `px` is also that between the numbers.
        let numbers = numbers.replace("mmx", "x").replace("pxx", "x");
        let (width, height) = numbers.split_once('x').ok_or_else(wrong)?;
        let [width, height] = [width, height].map(|side| side.parse::<f64>().ok().filter(|side| side.is_finite()));
        Ok(Extent { sides: [width.ok_or_else(wrong)?, height.ok_or_else(wrong)?], unit })
    }
}

fn within(name: &str, value: f64, [least, most]: [f64; 2], unit: &str) -> Result<(), String> {
    if (least..=most).contains(&value) {
        return Ok(());
    }
    Err(format!("{name}: given {value}{unit}; allowed is {least} to {most}{unit}"))
}

impl Spec {
    /// The page that is wanted.
    ///
    /// # Errors
    /// What was given and what is allowed.
    pub fn page(&self) -> Result<Page, String> {
        let Extent { sides, unit } = self.extent;
        for (name, side) in ["width", "height"].into_iter().zip(sides) {
            match unit {
                Unit::Mm => within(name, side, MM, " mm")?,
                Unit::Px => within(name, side, PX, " px")?,
            }
        }
        let dpi = self.dpi.unwrap_or(if unit == Unit::Mm { DPI[0] } else { DPI[1] });
        within("dpi", dpi, DPIS, "")?;
        let inches = sides.map(|side| if unit == Unit::Mm { side / 25.4 } else { side / dpi });
        let px = inches.map(|side| (side * dpi).round());
        if px[0] * px[1] > MOST_PIXELS || px.iter().any(|side| *side > PX[1]) {
            let [width, height] = px;
            return Err(format!(
                "{} at {dpi} dpi is {width}x{height} pixels; allowed are {} a side and {} million in all; try fewer dpi",
                self.extent,
                PX[1],
                MOST_PIXELS / 1e6
            ));
        }
        let pt = inches.map(|side| 72.0 * side);
        let small = f64::from(metrics::SMALL);
        let screen = self.subject == Subject::Screen;
        let zoom = match self.letters_pt {
            Some(letters) => {
                within("size of letters", letters, LETTERS_PT, " pt")?;
                letters / small
            }
            None if screen => (pt[0] / SCREEN[0]).min(pt[1] / SCREEN[1]),
            None => {
                let usual = (pt[0] / USUAL).clamp(USUAL_PT[0] / small, USUAL_PT[1] / small);
                // Nothing is cut where there is little room.
                usual.min(pt[0] / LEAST[0][0]).min(pt[1] / LEAST[0][1])
            }
        };
        let points = pt.map(|side| side / zoom);
        let least = LEAST[usize::from(screen)];
        if points.iter().zip(least).any(|(have, need)| *have < need * (1.0 - 1e-9)) {
            let most = small * (pt[0] / least[0]).min(pt[1] / least[1]);
            let what = if screen { "the whole screen" } else { "a view" };
            return Err(format!(
                "size of letters: given {:.1} pt, for which {what} has no room in {}; allowed are at most {:.1} pt here",
                zoom * small,
                self.extent,
                (most * 10.0).floor() / 10.0
            ));
        }
        if points.iter().any(|side| *side > MOST) {
            let least = small * pt[0].max(pt[1]) / MOST;
            if self.letters_pt.is_none() {
                let (long, short) = (pt[0].max(pt[1]), pt[0].min(pt[1]));
                return Err(format!(
                    "{}: one side is {:.0} times the other, which leaves no room for letters; try sides more alike",
                    self.extent,
                    long / short
                ));
            }
            return Err(format!(
                "size of letters: given {:.1} pt, too small to be read in {}; allowed are at least {:.1} pt here",
                zoom * small,
                self.extent,
                (least * 10.0).ceil() / 10.0
            ));
        }
        let usual_line = f64::from(metrics::TRACE) * zoom;
        let lines_pt = self.lines_pt.unwrap_or(usual_line);
        within("width of lines", lines_pt, LINES_PT, " pt")
            .or_else(|why| if self.lines_pt.is_some() { Err(why) } else { Ok(()) })?;
        let points = egui::vec2(points[0] as f32, points[1] as f32);
        Ok(Page {
            extent: self.extent,
            pt,
            px: px.map(|side| side as usize),
            dpi,
            sheet: Sheet { points, pixels_per_point: (px[0] / f64::from(points.x)) as f32 },
            widen: (lines_pt / usual_line) as f32,
            letters_pt: zoom * small,
            lines_pt,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spec(size: &str) -> Spec {
        let subject = Subject::View("raster".to_owned());
        let extent = Extent::parse(size).unwrap();
        Spec { subject, extent, dpi: None, mode: Mode::Dark, letters_pt: None, lines_pt: None }
    }

    #[test]
    fn sizes_are_read_as_people_write_them() {
        for (text, sides, unit) in [
            ("85x60mm", [85.0, 60.0], Unit::Mm),
            ("85mmx60mm", [85.0, 60.0], Unit::Mm),
            ("85 \u{d7} 60 mm", [85.0, 60.0], Unit::Mm),
            ("1920x1080px", [1920.0, 1080.0], Unit::Px),
            ("1920pxx1080px", [1920.0, 1080.0], Unit::Px),
            ("640X480", [640.0, 480.0], Unit::Px),
        ] {
            assert_eq!(Extent::parse(text), Ok(Extent { sides, unit }), "{text}");
        }
        for text in ["", "85", "85mm", "axb", "85x60cm", "nanx3mm", "infxinf"] {
            assert!(Extent::parse(text).unwrap_err().contains("85x60mm"), "{text}");
        }
    }

    #[test]
    fn a_page_has_its_size_in_all_units() {
        let page = spec("85x60mm").page().unwrap();
        assert!((page.pt[0] - 85.0 / 25.4 * 72.0).abs() < 1e-9);
        assert_eq!(page.px, [1004, 709], "at 300 dpi");
        let letters = Spec { letters_pt: Some(8.0), lines_pt: Some(0.5), ..spec("85x60mm") }.page().unwrap();
        assert!((f64::from(letters.sheet.points.x) * 8.0 / 12.0 - letters.pt[0]).abs() < 1e-3);
        let slide = spec("1920x1080px").page().unwrap();
        assert_eq!((slide.px, slide.pt[0]), ([1920, 1080], 1440.0));
    }

    #[test]
    fn silly_sizes_are_refused_with_what_is_allowed() {
        for (wrong, said) in [
            (spec("1x60mm"), "10 to 2000 mm"),
            (spec("0x60mm"), "10 to 2000 mm"),
            (spec("-5x60mm"), "10 to 2000 mm"),
            (spec("99999x60px"), "32 to 16384 px"),
            (Spec { dpi: Some(0.0), ..spec("85x60mm") }, "20 to 2400"),
            (Spec { dpi: Some(f64::NAN), ..spec("85x60mm") }, "20 to 2400"),
            (Spec { dpi: Some(2400.0), ..spec("2000x2000mm") }, "try fewer dpi"),
            (Spec { letters_pt: Some(60.0), ..spec("85x60mm") }, "at most 1"),
            (Spec { letters_pt: Some(2.0), dpi: Some(72.0), ..spec("2000x2000mm") }, "at least"),
            (Spec { lines_pt: Some(-1.0), ..spec("85x60mm") }, "width of lines"),
            (
                Spec { subject: Subject::Screen, letters_pt: Some(9.0), ..spec("85x60mm") },
                "the whole screen has no room",
            ),
        ] {
            let why = wrong.page().unwrap_err();
            assert!(why.contains(said), "{why}");
        }
        // The least and the most.
        for size in ["10x10mm", "32x32px", "2000x2000mm"] {
            Spec { dpi: Some(72.0), ..spec(size) }.page().unwrap();
        }
    }
}
