//! The line of provenance that a file of ours carries: pictures in PNG and GIF, drawings in SVG and PDF, arrays in NPZ,
//! summaries in JSON. Each keeps it where its format has room for a text that other programs leave alone.

use std::io::Read as _;

/// The XML namespace of the line in SVG and PDF.
pub const IMPRINT_SPACE: &str = "https://tightrope.invalid/provenance";
/// What the text is called in PNG, and what begins it in GIF.
pub const IMPRINT_KEY: &str = "Tightrope provenance";
/// The array of an NPZ file that holds it.
pub const IMPRINT_ARRAY: &str = "provenance";
/// The key of a JSON object that holds it.
pub const IMPRINT_FIELD: &str = "provenance";

/// Its element in SVG and PDF.
const OPEN: &str = "<tightrope:provenance";
const CLOSE: &str = "</tightrope:provenance>";
/// An SVG file says that it is one within so many bytes.
const HEAD: usize = 4096;
/// Bytes of a line at most.
const MOST: u64 = 1 << 26;

/// The line in a file that could carry one; `None` if it is of no such kind.
///
/// The error says what is wrong with the file: cut off, damaged, or made by another program.
pub fn imprint(bytes: &[u8]) -> Option<Result<String, String>> {
    let head = &bytes[..bytes.len().min(HEAD)];
    let has = |text: &str| head.windows(text.len()).any(|window| window == text.as_bytes());
    let (kind, found) = if bytes.starts_with(b"\x89PNG") {
        ("a PNG picture", png(bytes))
    } else if bytes.starts_with(b"GIF8") {
        ("a GIF picture", gif(bytes))
    } else if bytes.starts_with(b"%PDF") {
        ("a PDF page", pdf(bytes))
    } else if bytes.starts_with(b"PK\x03\x04") && has(".npy") {
        ("an NPZ file", npz(bytes))
    } else if has("<svg") {
        ("an SVG drawing", svg(bytes))
    } else if head.trim_ascii_start().starts_with(b"{") && has("\"tightrope\"") {
        ("a summary", json(bytes))
    } else {
        return None;
    };
    Some(match found {
        Ok(Some(line)) => Ok(line),
        Ok(None) => Err(format!("is {kind} without the setup of a run; those written by Tightrope have one")),
        Err(why) => Err(format!("is {kind} that {why}; its setup was not read")),
    })
}

/// What a file lacks that ends too soon.
fn cut() -> String {
    "is cut off".to_owned()
}

fn damaged() -> String {
    "is damaged".to_owned()
}

fn be(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4).map(|b| u32::from_be_bytes([b[0], b[1], b[2], b[3]]))
}

fn png(bytes: &[u8]) -> Result<Option<String>, String> {
    let mut at = 8;
    let mut line = None;
    loop {
        let length = be(bytes, at).ok_or_else(cut)? as usize;
        let data = bytes.get(at + 8..(at + 8).saturating_add(length)).ok_or_else(cut)?;
        let kind = &bytes[at + 4..at + 8];
        let sum = be(bytes, at + 8 + length).ok_or_else(cut)?;
        if crc32(&bytes[at + 4..at + 8 + length]) != sum {
            return Err(damaged());
        }
        if kind == b"iTXt"
            && let Some(text) = data.strip_prefix(IMPRINT_KEY.as_bytes())
            // Not packed; without a language, without the keyword in it.
            && let Some(text) = text.strip_prefix(&[0, 0, 0, 0, 0])
        {
            line = Some(String::from_utf8(text.to_vec()).map_err(|_| damaged())?);
        }
        if kind == b"IEND" {
            return Ok(line);
        }
        at += 12 + length;
    }
}

/// The checksum of PNG.
fn crc32(bytes: &[u8]) -> u32 {
    let step = |sum: u32, byte: &u8| {
        let low = sum ^ u32::from(*byte);
        (0..8).fold(low, |sum, _| if sum & 1 == 1 { (sum >> 1) ^ 0xedb8_8320 } else { sum >> 1 })
    };
    !bytes.iter().fold(u32::MAX, step)
}

fn gif(bytes: &[u8]) -> Result<Option<String>, String> {
    let byte = |at: usize| bytes.get(at).copied().ok_or_else(cut);
    let palette = |flags: u8| if flags & 0x80 > 0 { 3usize << ((flags & 7) + 1) } else { 0 };
    // Pieces of at most 255 bytes, each after its length, until one of none.
    let pieces = |mut at: usize| -> Result<(Vec<u8>, usize), String> {
        let mut data = Vec::new();
        loop {
            let length = usize::from(byte(at)?);
            data.extend_from_slice(bytes.get(at + 1..at + 1 + length).ok_or_else(cut)?);
            at += 1 + length;
            if length == 0 {
                return Ok((data, at));
            }
        }
    };
    let mut at = 13 + palette(byte(10)?);
    let mut line = None;
    loop {
        match byte(at)? {
            0x3b => return Ok(line),
            0x21 => {
                let (data, next) = pieces(at + 2)?;
                if byte(at + 1)? == 0xfe
                    && let Some(text) = data.strip_prefix(IMPRINT_KEY.as_bytes())
                {
                    let text = String::from_utf8(text.to_vec()).map_err(|_| damaged())?;
                    line = Some(text.trim_start_matches('\n').to_owned());
                }
                at = next;
            }
            0x2c => at = pieces(at + 11 + palette(byte(at + 9)?))?.1,
            _ => return Err(damaged()),
        }
    }
}

fn find(bytes: &[u8], what: &str) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what.as_bytes())
}

/// The text of the element that holds it.
fn element(bytes: &[u8]) -> Result<Option<String>, String> {
    let Some(start) = find(bytes, OPEN) else { return Ok(None) };
    let rest = &bytes[start..];
    let from = find(rest, ">").ok_or_else(cut)? + 1;
    let to = find(rest, CLOSE).filter(|to| *to >= from).ok_or_else(cut)?;
    let text = std::str::from_utf8(&rest[from..to]).map_err(|_| damaged())?;
    Ok(Some(unescaped(text)))
}

fn svg(bytes: &[u8]) -> Result<Option<String>, String> {
    let text = bytes.trim_ascii_end();
    if !text.ends_with(b"</svg>") {
        return Err(cut());
    }
    element(bytes)
}

fn pdf(bytes: &[u8]) -> Result<Option<String>, String> {
    if !bytes.trim_ascii_end().ends_with(b"%%EOF") {
        return Err(cut());
    }
    element(bytes)
}

/// A text of XML as it is.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let Some(end) = rest.find(';') else { break };
        let name = &rest[1..end];
        let code = name.strip_prefix("#x").map(|hex| u32::from_str_radix(hex, 16));
        let code = code.or_else(|| name.strip_prefix('#').map(str::parse)).and_then(Result::ok);
        match name {
            "amp" => out.push('&'),
            "lt" => out.push('<'),
            "gt" => out.push('>'),
            "quot" => out.push('"'),
            "apos" => out.push('\''),
            _ => out.extend(code.and_then(char::from_u32)),
        }
        rest = &rest[end + 1..];
    }
    out.push_str(rest);
    out
}

fn npz(bytes: &[u8]) -> Result<Option<String>, String> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).map_err(|_| cut())?;
    let Ok(mut entry) = archive.by_name(&format!("{IMPRINT_ARRAY}.npy")) else { return Ok(None) };
    let mut data = Vec::new();
    entry.by_ref().take(MOST).read_to_end(&mut data).map_err(|_| damaged())?;
    // An array of letters of four bytes each, after a header of one line.
    let end = 10 + data.iter().skip(10).position(|byte| *byte == b'\n').ok_or_else(damaged)?;
    if !data.starts_with(b"\x93NUMPY") || find(&data[..end], "<U").is_none() {
        return Err(damaged());
    }
    let letters = data[end + 1..].chunks_exact(4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]));
    let text: Option<String> = letters.map(char::from_u32).collect();
    Ok(Some(text.ok_or_else(damaged)?.trim_end_matches('\0').to_owned()))
}

fn json(bytes: &[u8]) -> Result<Option<String>, String> {
    let value: serde_json::Value = serde_json::from_slice(bytes).map_err(|error| match error.is_eof() {
        true => cut(),
        false => format!("is damaged ({})", super::quoted(error)),
    })?;
    Ok(value.get(IMPRINT_FIELD).and_then(serde_json::Value::as_str).map(str::to_owned))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_of_xml_are_undone() {
        assert_eq!(
            unescaped("a &lt; b &amp;&amp; c &gt; &quot;d&quot; &#13;&#x3c4; &"),
            "a < b && c > \"d\" \r\u{3c4} &"
        );
    }

    #[test]
    fn the_checksum_is_that_of_the_standard() {
        assert_eq!(crc32(b"IEND"), 0xae42_6082);
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
    }

    #[test]
    fn other_files_are_none_of_ours() {
        assert!(imprint(b"x,y\n1,2\n").is_none());
        assert!(imprint(b"").is_none());
        let why = |bytes: &[u8]| imprint(bytes).unwrap().unwrap_err();
        assert!(why(b"<svg></svg>").contains("without the setup"));
        assert!(why(b"<svg>").contains("cut off"));
        assert!(why(b"GIF89a").contains("cut off"));
        assert!(why(b"\x89PNG\r\n\x1a\n").contains("cut off"));
        assert!(why(b"%PDF-1.7 ").contains("cut off"));
        assert!(why(b"PK\x03\x04 a.npy").contains("cut off"));
        assert!(imprint(b"PK\x03\x04 xl/workbook.xml").is_none(), "a workbook");
    }
}
