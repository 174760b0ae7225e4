//! The dialog for figures: what is wanted, a preview of it, and what became of it.

use super::figure::{DPI, Extent, Format, Moving, Page, Spec, Subject, Unit};
use super::theme::Mode;
use std::path::{Path, PathBuf};

/// What can be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A picture that stands still.
    Still(Format),
    /// The last seconds.
    Movie(Moving),
    /// Spikes and signals as tables in a folder.
    Csv,
    /// Spikes and signals as one file of arrays.
    Npz,
}

impl Kind {
    /// All, with their names and what they are good for.
    pub const ALL: [(Kind, &'static str, &'static str); 7] = [
        (Kind::Still(Format::Svg), "SVG", "Vectors, text as text, a layer a view: to be edited, as in Inkscape"),
        (Kind::Still(Format::Pdf), "PDF", "A page for a paper: vectors, text as text, its face embedded"),
        (Kind::Still(Format::Png), "PNG", "Pixels, with so many dots an inch"),
        (Kind::Movie(Moving::Gif), "GIF", "The last seconds as they were seen, in 256 colours a frame"),
        (Kind::Movie(Moving::Apng), "APNG", "The last seconds as they were seen, in all colours; browsers show it"),
        (Kind::Csv, "CSV", "The run as tables in a folder: spikes.csv, signals.csv, summary.json"),
        (Kind::Npz, "NPZ", "The run as one file that numpy.load reads; see examples/read_run.py"),
    ];

    /// How names of its files end; a folder's does not.
    pub fn ending(self) -> Option<&'static str> {
        match self {
            Kind::Still(format) => Some(format.ending()),
            Kind::Movie(Moving::Gif) => Some("gif"),
            Kind::Movie(Moving::Apng) => Some("apng"),
            Kind::Csv => None,
            Kind::Npz => Some("npz"),
        }
    }

    /// Whether it is drawn.
    pub fn is_drawn(self) -> bool {
        matches!(self, Kind::Still(_) | Kind::Movie(_))
    }
}

/// What is wanted.
#[derive(Clone, Debug, PartialEq)]
pub struct Form {
    /// What is drawn.
    pub subject: Subject,
    /// What it becomes.
    pub kind: Kind,
    /// How large.
    pub extent: Extent,
    /// Dots an inch.
    pub dpi: f64,
    /// Light or dark.
    pub mode: Mode,
    /// Size of small letters in points of print.
    pub letters_pt: Option<f64>,
    /// Width of a trace in points of print.
    pub lines_pt: Option<f64>,
    /// How many seconds a movie shows.
    pub last_s: f64,
    /// Its frames a second.
    pub fps: f64,
    /// Where it is written to.
    pub path: String,
}

/// Sizes for usual places: a name, width and height, letters, lines.
pub const USUAL: [(&str, Extent, Option<f64>, Option<f64>); 4] = [
    ("One column", Extent { sides: [85.0, 64.0], unit: Unit::Mm }, Some(7.0), Some(0.6)),
    ("Two columns", Extent { sides: [178.0, 110.0], unit: Unit::Mm }, Some(8.0), Some(0.8)),
    ("Slide", Extent { sides: [1920.0, 1080.0], unit: Unit::Px }, Some(20.0), Some(2.0)),
    ("Web", Extent { sides: [640.0, 480.0], unit: Unit::Px }, None, None),
];
/// Seconds that a movie may show.
pub const LAST_S: [f64; 2] = [0.5, 20.0];

impl Form {
    /// A first figure: a view for one column.
    pub fn new(subject: Subject, mode: Mode, folder: &Path) -> Self {
        let (_, extent, letters_pt, lines_pt) = USUAL[0];
        Form {
            subject,
            kind: Kind::Still(Format::Svg),
            extent,
            dpi: DPI[0],
            mode,
            letters_pt,
            lines_pt,
            last_s: 4.0,
            fps: 20.0,
            path: folder.join("figure.svg").display().to_string(),
        }
    }

    /// Takes over a usual size; what stood in other units before stands in those of it.
    pub fn take_size(&mut self, usual: usize) {
        let Some((_, extent, letters_pt, lines_pt)) = USUAL.get(usual).copied() else { return };
        (self.extent, self.letters_pt, self.lines_pt) = (extent, letters_pt, lines_pt);
        self.dpi = DPI[usize::from(extent.unit == Unit::Px)];
        if self.subject == Subject::Screen {
            // Its letters follow from its size.
            (self.letters_pt, self.lines_pt) = (None, None);
        }
    }

    /// Another subject.
    pub fn show(&mut self, subject: Subject) {
        if subject == Subject::Screen {
            (self.letters_pt, self.lines_pt) = (None, None);
        }
        self.subject = subject;
    }

    /// The same size in another unit.
    pub fn measure_in(&mut self, unit: Unit) {
        if self.extent.unit == unit {
            return;
        }
        let mm = 25.4 / self.dpi;
        let by = if unit == Unit::Px { 1.0 / mm } else { mm };
        let digits = if unit == Unit::Px { 1.0 } else { 10.0 };
        self.extent = Extent { sides: self.extent.sides.map(|side| (side * by * digits).round() / digits), unit };
    }

    /// Another kind: the name of the file ends as it should.
    pub fn become_kind(&mut self, kind: Kind) {
        let path = PathBuf::from(&self.path);
        let known = Kind::ALL.iter().filter_map(|(kind, ..)| kind.ending());
        let ends = path.extension().is_some_and(|ending| known.clone().any(|known| ending == known));
        let bare = if ends { path.with_extension("") } else { path };
        self.path = match kind.ending() {
            Some(ending) => format!("{}.{ending}", bare.display()),
            None => bare.display().to_string(),
        };
        self.kind = kind;
        if let Kind::Movie(_) = kind
            && self.extent.unit == Unit::Mm
        {
            self.take_size(3);
        }
    }

    /// What a figure is to be.
    pub fn spec(&self) -> Spec {
        Spec {
            subject: self.subject.clone(),
            extent: self.extent,
            dpi: Some(self.dpi),
            mode: self.mode,
            letters_pt: self.letters_pt,
            lines_pt: self.lines_pt,
        }
    }

    /// What it comes to.
    ///
    /// # Errors
    /// What was given and what is allowed.
    pub fn page(&self) -> Result<Page, String> {
        let page = self.spec().page()?;
        if let Kind::Movie(_) = self.kind
            && page.px[0] * page.px[1] > super::figure::MOST_PIXELS
        {
            let [width, height] = page.px;
            let most = super::figure::MOST_PIXELS / 1_000_000;
            return Err(format!("{width} x {height} pixels; of a movie allowed are {most} million; try fewer dpi"));
        }
        Ok(page)
    }
}

/// The dialog.
#[derive(Clone, Default)]
pub struct FigureDesk {
    /// Whether it is shown.
    pub is_open: bool,
    /// What is wanted; as it was the last time.
    pub form: Option<Form>,
    /// What was typed that is no number.
    pub odd: Option<String>,
    /// How it will look.
    pub preview: Option<egui::TextureHandle>,
    /// How much is done, while something is written.
    pub progress: Option<f64>,
    /// The file that is being written.
    pub writing: String,
    /// What became of the last one.
    pub told: Option<Result<String, String>>,
    /// Whether the system's dialog asks where to write to.
    pub is_asking: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_keeps_what_was_chosen_in_other_words() {
        let mut form = Form::new(Subject::Screen, Mode::Light, Path::new("somewhere"));
        form.become_kind(Kind::Still(Format::Pdf));
        assert_eq!(form.path, "somewhere/figure.pdf");
        form.become_kind(Kind::Csv);
        assert_eq!(form.path, "somewhere/figure");
        form.path = "somewhere/fig.4f".to_owned();
        form.become_kind(Kind::Npz);
        assert_eq!(form.path, "somewhere/fig.4f.npz", "a dot in a name is no ending");
        form.extent = Extent { sides: [25.4, 50.8], unit: Unit::Mm };
        form.dpi = 100.0;
        form.measure_in(Unit::Px);
        assert_eq!(form.extent, Extent { sides: [100.0, 200.0], unit: Unit::Px });
        form.measure_in(Unit::Mm);
        assert_eq!(form.extent, Extent { sides: [25.4, 50.8], unit: Unit::Mm });
    }

    #[test]
    fn usual_sizes_are_in_order() {
        for subject in [Subject::View("raster".to_owned()), Subject::Screen] {
            for (usual, (name, ..)) in USUAL.iter().enumerate() {
                let mut form = Form::new(subject.clone(), Mode::Dark, Path::new(""));
                form.show(subject.clone());
                form.take_size(usual);
                form.page().unwrap_or_else(|why| panic!("{name}: {why}"));
            }
        }
    }
}
