//! A figure as the bytes of a file.

use super::faces::Faces;
use super::shot::Shot;
use super::spec::{Page, Unit};
use super::trace::trace;
use super::{pdf, png, svg};
use crate::reading::IMPRINT_KEY;
use std::path::Path;

/// Formats of a still picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Vectors, to be edited.
    Svg,
    /// A page.
    Pdf,
    /// Pixels.
    Png,
}

impl Format {
    /// All, in the order in which they are offered.
    pub const ALL: [Format; 3] = [Format::Svg, Format::Pdf, Format::Png];

    /// How names of its files end.
    pub fn ending(self) -> &'static str {
        match self {
            Format::Svg => "svg",
            Format::Pdf => "pdf",
            Format::Png => "png",
        }
    }

    /// The format of a file by its name.
    ///
    /// # Errors
    /// What names may end in.
    pub fn of(path: &Path) -> Result<Format, String> {
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
        Format::ALL.into_iter().find(|format| format.ending() == ending).ok_or_else(|| {
            let given = if ending.is_empty() { "no ending".to_owned() } else { format!(".{ending}") };
            format!("{}: given {given}; allowed are .svg, .pdf and .png", path.display())
        })
    }
}

/// What a file says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Label {
    /// What it is of.
    pub title: String,
    /// Where it comes from.
    pub origin: String,
}

/// A figure that was taken, not yet of any format.
pub struct Taken {
    /// What was painted.
    pub shot: Shot,
    /// How large it is.
    pub page: Page,
    /// What it says of itself.
    pub label: Label,
}

impl Taken {
    /// As a file.
    ///
    /// # Errors
    /// If it cannot be packed.
    pub fn bytes(&self, format: Format) -> Result<Vec<u8>, String> {
        let Taken { shot, page, label: Label { title, origin } } = self;
        if format == Format::Png {
            let program = format!("Tightrope {}", env!("CARGO_PKG_VERSION"));
            let texts = [("Title", title.as_str()), ("Software", program.as_str()), (IMPRINT_KEY, origin.as_str())];
            return png::bytes(&shot.pixels(), Some(page.dpi), &texts);
        }
        let faces = Faces::default();
        // Pictures within it are as fine as it would be printed, and not coarser than a screen.
        let dpi = if page.extent.unit == Unit::Mm { page.dpi } else { 2.0 * page.dpi };
        let ppp = dpi / 72.0 * page.pt[0] / f64::from(shot.sheet().points.x);
        let drawing = trace(shot, &faces, ppp as f32);
        Ok(match format {
            Format::Svg => svg::svg(&drawing, page, &faces, title, origin).into_bytes(),
            _ => pdf::pdf(&drawing, page, &faces, title, origin),
        })
    }
}
