//! Pictures of presets kept on disk from one start of the program to the next; done without where the disk refuses.

use super::raster::{read_png, save_png};
use super::theme::Mode;
use egui::ColorImage;
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;
use std::path::PathBuf;

/// Counts up when the same preset is drawn otherwise in the same version.
const DRAWING: u32 = 1;

/// Pictures that are kept at most; beyond it the oldest half goes.
const MOST: usize = 1_500;

/// A folder of pictures, or none.
#[derive(Clone, Debug, Default)]
pub struct Shelf {
    folder: Option<PathBuf>,
}

impl Shelf {
    /// In that folder, which need not exist.
    pub fn at(folder: PathBuf) -> Self {
        Shelf { folder: Some(folder) }
    }

    fn path(&self, preset: &str, mode: Mode, size_px: [usize; 2]) -> Option<PathBuf> {
        let version = env!("CARGO_PKG_VERSION");
        let told = format!("{version}\n{DRAWING}\n{mode:?}\n{size_px:?}\n{preset}");
        let mut name = String::new();
        for byte in Sha256::digest(told.as_bytes()).iter().take(16) {
            let _ = write!(name, "{byte:02x}");
        }
        Some(self.folder.as_ref()?.join(name).with_extension("png"))
    }

    /// The picture of a preset, given as its text; none if it is not there, damaged, or of another size.
    pub fn read(&self, preset: &str, mode: Mode, size_px: [usize; 2]) -> Option<ColorImage> {
        let path = self.path(preset, mode, size_px)?;
        read_png(&path, size_px)
    }

    /// Keeps the picture of a preset, given as its text, if that can be done.
    pub fn write(&self, preset: &str, mode: Mode, image: &ColorImage) {
        let Some(path) = self.path(preset, mode, image.size) else { return };
        let Some(folder) = &self.folder else { return };
        if std::fs::create_dir_all(folder).is_ok() {
            let _ = save_png(image, &path);
        }
    }

    /// Lets go of the oldest pictures if there are very many: those of presets that have changed are never read again.
    pub fn tidy(&self) {
        let Some(entries) = self.folder.as_ref().and_then(|folder| std::fs::read_dir(folder).ok()) else { return };
        let mut all: Vec<_> = entries
            .filter_map(|entry| {
                let path = entry.ok()?.path();
                let ours = path.extension().is_some_and(|ending| ending == "png" || ending == "part");
                Some((path.metadata().ok()?.modified().ok()?, path)).filter(|_| ours)
            })
            .collect();
        if all.len() > MOST {
            all.sort();
            all.iter().take(all.len() - MOST / 2).for_each(|(_, path)| drop(std::fs::remove_file(path)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::Theme;

    const SIZE: [usize; 2] = [3, 2];

    fn image() -> ColorImage {
        let theme = Theme::new(Mode::Light);
        let colors = vec![theme.red, theme.blue, theme.text, theme.card, theme.weak, theme.good];
        ColorImage::new(SIZE, colors)
    }

    #[test]
    fn what_is_written_is_read_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        // The folder itself is made.
        let shelf = Shelf::at(folder.path().join("a").join("b"));
        assert_eq!(shelf.read("one", Mode::Dark, SIZE), None);
        shelf.write("one", Mode::Dark, &image());
        assert_eq!(shelf.read("one", Mode::Dark, SIZE).unwrap().pixels, image().pixels);
        assert_eq!(shelf.read("one", Mode::Light, SIZE), None, "another theme");
        assert_eq!(shelf.read("two", Mode::Dark, SIZE), None, "another preset");
        assert_eq!(shelf.read("one", Mode::Dark, [2, 3]), None, "another size");
        assert_eq!(std::fs::read_dir(folder.path().join("a/b")).unwrap().count(), 1, "no draft is left");
    }

    #[test]
    fn the_oldest_of_too_many_go() {
        let folder = tempfile::tempdir().unwrap();
        let shelf = Shelf::at(folder.path().to_owned());
        for k in 0..=MOST {
            std::fs::write(folder.path().join(format!("{k}.png")), "").unwrap();
        }
        std::fs::write(folder.path().join("of another.txt"), "").unwrap();
        shelf.write("one", Mode::Dark, &image());
        shelf.tidy();
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), MOST / 2 + 1);
        assert!(shelf.read("one", Mode::Dark, SIZE).is_some(), "the newest stays");
        shelf.tidy();
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), MOST / 2 + 1);
    }

    #[test]
    fn damaged_pictures_are_none_and_are_written_anew() {
        let folder = tempfile::tempdir().unwrap();
        let shelf = Shelf::at(folder.path().to_owned());
        let path = shelf.path("one", Mode::Dark, SIZE).unwrap();
        shelf.write("one", Mode::Dark, &image());
        let sound = std::fs::read(&path).unwrap();
        let other = ColorImage::filled([5, 5], Theme::new(Mode::Dark).red);
        let elsewhere = folder.path().join("other.png");
        save_png(&other, &elsewhere).unwrap();
        let damages =
            [Vec::new(), b"no picture".to_vec(), sound[..sound.len() / 2].to_vec(), std::fs::read(elsewhere).unwrap()];
        for damage in damages {
            std::fs::write(&path, damage).unwrap();
            assert_eq!(shelf.read("one", Mode::Dark, SIZE), None);
        }
        shelf.write("one", Mode::Dark, &image());
        assert_eq!(shelf.read("one", Mode::Dark, SIZE).unwrap().pixels, image().pixels);
    }

    #[test]
    fn without_a_folder_that_can_be_written_nothing_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        std::fs::write(&file, "in the way").unwrap();
        for shelf in [Shelf::default(), Shelf::at(file.clone())] {
            shelf.write("one", Mode::Dark, &image());
            assert_eq!(shelf.read("one", Mode::Dark, SIZE), None);
        }
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "in the way");
    }
}
