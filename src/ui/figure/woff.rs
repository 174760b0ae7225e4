//! The part of a face that a text needs, as WOFF, which browsers read: all other glyphs are emptied, numbers of glyphs
//! stay. (Crates that subset fonts do it for PDF, without the table of characters that a browser needs.)

use super::faces::Face;
use std::collections::BTreeSet;
use std::io::Write as _;

/// The tables that stay, in the order of a file.
const TABLES: [&[u8; 4]; 10] =
    [b"OS/2", b"cmap", b"glyf", b"head", b"hhea", b"hmtx", b"loca", b"maxp", b"name", b"post"];
/// A component of a glyph: its arguments are words; it has a scale, two, or four; more follow.
const WORDS: u16 = 1;
const SCALE: [(u16, usize); 3] = [(8, 2), (0x40, 4), (0x80, 8)];
const MORE: u16 = 0x20;

/// The face with the glyphs of these characters; `None` if it is of a kind that cannot be cut.
pub fn woff(face: &Face, characters: &BTreeSet<char>) -> Option<Vec<u8>> {
    let font = face.bytes();
    let mut glyphs: BTreeSet<u16> = characters.iter().map(|c| face.glyph(*c)).collect();
    glyphs.insert(0);
    let tables = cut(font, glyphs)?;
    let mut directory = Vec::new();
    let mut data: Vec<u8> = Vec::new();
    let start = 44 + 20 * tables.len();
    let mut whole = 12 + 16 * tables.len();
    for (tag, table) in &tables {
        let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        packer.write_all(table).ok()?;
        let packed = packer.finish().ok()?;
        let kept = if packed.len() < table.len() { &packed } else { table };
        directory.extend_from_slice(*tag);
        for number in [start + data.len(), kept.len(), table.len()] {
            directory.extend_from_slice(&(number as u32).to_be_bytes());
        }
        directory.extend_from_slice(&checksum(table).to_be_bytes());
        data.extend_from_slice(kept);
        data.resize(data.len().next_multiple_of(4), 0);
        whole += table.len().next_multiple_of(4);
    }
    let mut file = b"wOFF\x00\x01\x00\x00".to_vec();
    file.extend_from_slice(&((start + data.len()) as u32).to_be_bytes());
    file.extend_from_slice(&(tables.len() as u16).to_be_bytes());
    file.extend_from_slice(&[0; 2]);
    file.extend_from_slice(&(whole as u32).to_be_bytes());
    // Version 1.0; neither metadata nor private data.
    file.extend_from_slice(&[0, 1, 0, 0]);
    file.extend_from_slice(&[0; 20]);
    file.extend(directory);
    file.extend(data);
    Some(file)
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at + 2).map(|two| u16::from_be_bytes([two[0], two[1]]))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4).map(|four| u32::from_be_bytes([four[0], four[1], four[2], four[3]]))
}

fn table<'a>(font: &'a [u8], tag: &[u8; 4]) -> Option<&'a [u8]> {
    let count = usize::from(u16_at(font, 4)?);
    let at = (0..count).map(|k| 12 + 16 * k).find(|at| font.get(*at..*at + 4) == Some(tag))?;
    let (from, length) = (u32_at(font, at + 8)? as usize, u32_at(font, at + 12)? as usize);
    font.get(from..from.checked_add(length)?)
}

/// The tables with these glyphs alone.
fn cut(font: &[u8], mut wanted: BTreeSet<u16>) -> Option<Vec<(&'static [u8; 4], Vec<u8>)>> {
    let (head, glyf, loca) = (table(font, b"head")?, table(font, b"glyf")?, table(font, b"loca")?);
    let count = usize::from(u16_at(table(font, b"maxp")?, 4)?);
    let is_long = u16_at(head, 50)? == 1;
    let place = |glyph: usize| -> Option<usize> {
        if is_long {
            u32_at(loca, 4 * glyph).map(|at| at as usize)
        } else {
            u16_at(loca, 2 * glyph).map(|at| 2 * usize::from(at))
        }
    };
    let outline = |glyph: u16| glyf.get(place(usize::from(glyph))?..place(usize::from(glyph) + 1)?);
    // What glyphs are made of.
    let mut open: Vec<u16> = wanted.iter().copied().collect();
    while let Some(glyph) = open.pop() {
        for part in parts(outline(glyph)?) {
            if wanted.insert(part) {
                open.push(part);
            }
        }
    }
    let (mut new_glyf, mut new_loca) = (Vec::new(), Vec::new());
    for glyph in 0..count {
        new_loca.extend_from_slice(&(new_glyf.len() as u32).to_be_bytes());
        if wanted.contains(&(glyph as u16)) {
            new_glyf.extend_from_slice(outline(glyph as u16)?);
            let padded: usize = new_glyf.len();
            new_glyf.resize(padded.next_multiple_of(4), 0);
        }
    }
    new_loca.extend_from_slice(&(new_glyf.len() as u32).to_be_bytes());
    let changed = |tag: &[u8; 4]| -> Option<Vec<u8>> {
        let mut table = match tag {
            b"glyf" => return Some(new_glyf.clone()),
            b"loca" => return Some(new_loca.clone()),
            // Without the names of glyphs.
            b"post" => table(font, tag)?.get(..32)?.to_vec(),
            _ => table(font, tag)?.to_vec(),
        };
        match tag {
            b"post" => table[..4].copy_from_slice(&[0, 3, 0, 0]),
            b"head" => {
                table.get_mut(8..12)?.fill(0);
                table.get_mut(50..52)?.copy_from_slice(&[0, 1]);
            }
            _ => {}
        }
        Some(table)
    };
    TABLES.into_iter().map(|tag| Some((tag, changed(tag)?))).collect()
}

/// The glyphs that a glyph is made of.
fn parts(outline: &[u8]) -> Vec<u16> {
    let mut parts = Vec::new();
    // Those that are have a negative number of contours.
    if u16_at(outline, 0).is_none_or(|contours| contours < 0x8000) {
        return parts;
    }
    let mut at = 10;
    while let (Some(flags), Some(glyph)) = (u16_at(outline, at), u16_at(outline, at + 2)) {
        parts.push(glyph);
        at += 4 + if flags & WORDS > 0 { 4 } else { 2 };
        at += SCALE.iter().find(|(flag, _)| flags & flag > 0).map_or(0, |(_, bytes)| *bytes);
        if flags & MORE == 0 {
            break;
        }
    }
    parts
}

fn checksum(table: &[u8]) -> u32 {
    let word = |four: &[u8]| {
        let mut bytes = [0; 4];
        bytes[..four.len()].copy_from_slice(four);
        u32::from_be_bytes(bytes)
    };
    table.chunks(4).map(word).fold(0, u32::wrapping_add)
}

#[cfg(test)]
mod tests {
    use super::super::faces::Faces;
    use super::*;
    use egui::FontFamily;

    #[test]
    fn a_face_keeps_what_a_text_needs_and_little_else() {
        let faces = Faces::default();
        let face = faces.get(faces.choose(&FontFamily::Proportional, 'a')).unwrap();
        // An accented letter is made of two others.
        let characters: BTreeSet<char> = "Spikes é".chars().collect();
        let file = woff(face, &characters).unwrap();
        assert_eq!(&file[..4], b"wOFF");
        assert_eq!(u32_at(&file, 8).unwrap() as usize, file.len());
        assert!(file.len() < face.bytes().len() / 6, "{} of {}", file.len(), face.bytes().len());
        let all = woff(face, &(' '..'\u{500}').collect()).unwrap();
        assert!(all.len() > 2 * file.len());
    }
}
