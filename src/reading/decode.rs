//! From bytes to text.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::borrow::Cow;

/// How files begin that are no text, and what they are.
const OTHERS: &[(&[u8], &str)] = &[
    (b"PK\x03\x04", "a workbook or another archive; save the sheet as CSV"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook; save the sheet as CSV"),
    (b"\x93NUMPY", "an array of NumPy; numpy.savetxt writes one as text"),
    (b"\x1f\x8b", "a compressed file; unpack it"),
    (b"\x89PNG", "a picture"),
    (b"%PDF", "a PDF"),
    (b"\x89HDF", "an HDF5 file; export it as text"),
];

/// The text of a file, and its encoding if that is not UTF-8. Without a mark and without valid UTF-8 it is taken for
/// Latin-1, as Windows writes it.
///
/// # Errors
/// If it is empty or no text.
pub fn decode(bytes: &[u8]) -> Result<(Cow<'_, str>, Option<&'static str>), String> {
    if let Some((_, what)) = OTHERS.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Err(format!("is no text but {what}"));
    }
    let (encoding, skip) = match Encoding::for_bom(bytes) {
        Some((encoding, skip)) => (Some(encoding), skip),
        None => (wide(bytes), 0),
    };
    let body = &bytes[skip..];
    let (text, told) = match encoding {
        Some(encoding) if encoding == UTF_16LE || encoding == UTF_16BE => {
            (encoding.decode_without_bom_handling(body).0, Some("UTF-16"))
        }
        _ => match std::str::from_utf8(body) {
            Ok(text) => (Cow::Borrowed(text), None),
            Err(_) => (WINDOWS_1252.decode_without_bom_handling(body).0, Some("Latin-1")),
        },
    };
    if text.trim_matches(|c: char| c.is_whitespace() || c == '\0').is_empty() {
        return Err("is empty".to_owned());
    }
    // Ctrl+Z ends files of old.
    let odd = text.chars().take(4096).filter(|c| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\x0c' | '\x1a'));
    if odd.count() > 0 {
        return Err("is no text; needed is a table of numbers as text, such as CSV".to_owned());
    }
    Ok((text, told))
}

/// The text of a file that a program reads by keys, such as TOML or JSON: UTF-8, a mark before it is skipped.
///
/// # Errors
/// If it is in another encoding.
pub fn utf8(bytes: &[u8]) -> Result<&str, String> {
    let body = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if Encoding::for_bom(bytes).is_some_and(|(encoding, _)| encoding != UTF_8) || wide(bytes).is_some() {
        return Err("is UTF-16; save it as UTF-8".to_owned());
    }
    std::str::from_utf8(body).map_err(|error| {
        let line = 1 + body[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count();
        format!("is not UTF-8 (line {line}); save it as UTF-8")
    })
}

/// Whether every other byte is zero, as in UTF-16 without a mark.
fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(512) & !1];
    let zeros = |first: usize| head.iter().skip(first).step_by(2).filter(|byte| **byte == 0).count();
    let most = head.len() * 2 / 5;
    match [zeros(0), zeros(1)] {
        [0, odd] if odd > 0 && odd >= most => Some(UTF_16LE),
        [even, 0] if even > 0 && even >= most => Some(UTF_16BE),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_encoding_is_told() {
        let wide = |text: &str, mark: bool| -> Vec<u8> {
            let mark = if mark { &[0xff, 0xfe][..] } else { &[] };
            mark.iter().copied().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect()
        };
        assert_eq!(decode(b"x,y\n").unwrap(), ("x,y\n".into(), None));
        assert_eq!(decode(b"\xef\xbb\xbfx,y\n").unwrap(), ("x,y\n".into(), None));
        assert_eq!(decode(&wide("x\ty\n", true)).unwrap(), ("x\ty\n".into(), Some("UTF-16")));
        assert_eq!(decode(&wide("x\ty\n1\t2\n", false)).unwrap(), ("x\ty\n1\t2\n".into(), Some("UTF-16")));
        assert_eq!(decode(b"Gr\xf6\xdfe").unwrap(), ("Größe".into(), Some("Latin-1")));
    }

    #[test]
    fn what_is_no_text_is_said() {
        assert!(decode(b"PK\x03\x04....").unwrap_err().contains("save the sheet as CSV"));
        assert!(decode(b"").unwrap_err().contains("empty"));
        assert!(decode(b"\xef\xbb\xbf \n").unwrap_err().contains("empty"));
        assert!(decode(&[1, 2, 3, 200, 0, 9]).unwrap_err().contains("no text"));
    }
}
