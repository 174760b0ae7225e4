//! The faces that texts are set in, as egui chooses them.

use egui::{FontData, FontDefinitions, FontFamily};
use skrifa::instance::{LocationRef, Size};
use skrifa::string::StringId;
use skrifa::{FontRef, GlyphId, MetadataProvider as _};
use std::sync::Arc;

/// One face.
pub struct Face {
    /// What it calls itself, as in `Ubuntu Light`.
    pub family: String,
    /// Whether all its letters are as wide.
    pub is_monospace: bool,
    /// Its letters are drawn this much larger.
    pub scale: f32,
    data: Arc<FontData>,
}

impl Face {
    /// Its file.
    pub fn bytes(&self) -> &[u8] {
        (*self.data.font).as_ref()
    }

    /// Which of the faces in its file it is.
    pub fn index(&self) -> u32 {
        self.data.index
    }

    fn font(&self) -> Option<FontRef<'_>> {
        FontRef::from_index(self.bytes(), self.index()).ok()
    }

    /// The glyph of a character; 0 is that of what it has not.
    pub fn glyph(&self, c: char) -> u16 {
        let glyph = self.font().and_then(|font| font.charmap().map(c));
        glyph.map_or(0, |glyph| glyph.to_u32() as u16)
    }

    /// How wide a glyph is, against the size.
    pub fn advance(&self, glyph: u16) -> f32 {
        let Some(font) = self.font() else { return 0.0 };
        let metrics = font.glyph_metrics(Size::unscaled(), LocationRef::default());
        metrics.advance_width(GlyphId::new(u32::from(glyph))).unwrap_or(0.0) / units(&font)
    }

    /// How far letters reach above and below their line, and how high capitals are, against the size.
    pub fn heights(&self) -> [f32; 3] {
        let Some(font) = self.font() else { return [0.8, -0.2, 0.7] };
        let metrics = font.metrics(Size::unscaled(), LocationRef::default());
        [metrics.ascent, metrics.descent, metrics.cap_height.unwrap_or(metrics.ascent)].map(|h| h / units(&font))
    }

    /// The box around all letters: left, bottom, right, top, against the size.
    pub fn bounds(&self) -> [f32; 4] {
        let Some(font) = self.font() else { return [0.0, -0.2, 1.0, 0.8] };
        let bounds = font.metrics(Size::unscaled(), LocationRef::default()).bounds.unwrap_or_default();
        [bounds.x_min, bounds.y_min, bounds.x_max, bounds.y_max].map(|edge| edge / units(&font))
    }
}

/// Units of a face in the size of its letters.
fn units(font: &FontRef<'_>) -> f32 {
    f32::from(font.metrics(Size::unscaled(), LocationRef::default()).units_per_em.max(1))
}

/// All faces.
pub struct Faces {
    faces: Vec<Face>,
    /// Those of texts, and of code, the first choice first.
    chosen: [Vec<usize>; 2],
}

impl Default for Faces {
    fn default() -> Self {
        let FontDefinitions { font_data, families } = FontDefinitions::default();
        let mut keys = Vec::new();
        let mut faces = Vec::new();
        for (key, data) in font_data {
            let mut face = Face { family: String::new(), is_monospace: false, scale: data.tweak.scale, data };
            let name = face.font().and_then(|font| {
                let mut names = font.localized_strings(StringId::FAMILY_NAME);
                names.next().map(|name| name.chars().collect::<String>())
            });
            face.family = name.unwrap_or_else(|| key.clone());
            face.is_monospace = face.family.contains("Hack");
            keys.push(key);
            faces.push(face);
        }
        let of = |family: &FontFamily| -> Vec<usize> {
            let wanted = families.get(family).into_iter().flatten();
            wanted.filter_map(|key| keys.iter().position(|known| known == key)).collect()
        };
        Faces { faces, chosen: [of(&FontFamily::Proportional), of(&FontFamily::Monospace)] }
    }
}

impl Faces {
    /// The face in which a character is set.
    pub fn choose(&self, family: &FontFamily, c: char) -> usize {
        let chosen = &self.chosen[usize::from(*family == FontFamily::Monospace)];
        let has = |face: &&usize| self.faces[**face].glyph(c) != 0;
        chosen.iter().find(has).or(chosen.first()).copied().unwrap_or(0)
    }

    /// A face, by its place among all.
    pub fn get(&self, face: usize) -> Option<&Face> {
        self.faces.get(face)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_have_a_face_with_their_glyph() {
        let faces = Faces::default();
        for (family, name) in [(FontFamily::Proportional, "Ubuntu"), (FontFamily::Monospace, "Hack")] {
            for c in "aZ0 τσ−≤".chars() {
                let face = faces.get(faces.choose(&family, c)).unwrap();
                let glyph = face.glyph(c);
                assert!(glyph != 0, "{c:?}");
                assert!((0.1..1.5).contains(&face.advance(glyph)), "{c:?} {}", face.advance(glyph));
            }
            assert!(faces.get(faces.choose(&family, 'a')).unwrap().family.contains(name));
        }
    }
}
