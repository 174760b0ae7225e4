//! Inputs that were in order, and what may befall them: bits flip, pieces are lost, come twice or from elsewhere, and values
//! are replaced by such as nobody means. A damage is plain data, so that proptest can shrink it.

use proptest::prelude::*;

/// How many inputs a test tries: few in the suite, as many as `TIGHTROPE_FUZZ` says when it is asked for more.
pub fn inputs(short: u32) -> ProptestConfig {
    let asked = std::env::var("TIGHTROPE_FUZZ").ok().and_then(|text| text.parse().ok());
    ProptestConfig {
        failure_persistence: None,
        max_shrink_iters: 2000,
        ..ProptestConfig::with_cases(asked.unwrap_or(short))
    }
}

/// What stands in place of a value, or somewhere between the bytes.
const ODD: &[&str] = &[
    "nan",
    "-nan",
    "inf",
    "-inf",
    "1e308",
    "-1e308",
    "1e-320",
    "1e999",
    "0",
    "-0.0",
    "-1",
    "1",
    "0.5",
    "2",
    "1e12",
    "1000000000000",
    "4294967295",
    "4294967296",
    "9223372036854775807",
    "-9223372036854775808",
    "18446744073709551615",
    "99999999999999999999999",
    "",
    " ",
    "\"\"",
    "\"\u{202e}\u{7}\u{1b}[31m\"",
    "''",
    "true",
    "[]",
    "[[[]]]",
    "{}",
    "[nan]",
    "[1, 2, 3]",
    "[-1e308, 1e308]",
    "{ 0 = 1 }",
    "{ 99999999999 = 1.0 }",
    "{ 1 = nan }",
    "{ file = \"/dev/zero\" }",
    "{ file = \"\", sha256 = \"\" }",
    "1979-05-27T07:32:00Z",
    "\n",
    "\n\n",
    "\r",
    "\0",
    "=",
    "[params]\n",
    "[[check]]\n",
    "# ",
    "\"\"\"",
    "null",
    "{\"kind\": \"step\"}",
    ",",
    ";",
    "\t",
    ":",
    "e",
    ".",
];

/// What is so long that no message may repeat it, by its letter.
const LONG: &[&str] = &["a", "9", "[", "(", "1,", "x = 1\n", "{ a = ", "\u{df}", "\" ", "-", "1e5 ", "sin("];

/// One thing that befalls an input. Places are parts of its length.
#[derive(Clone, Debug)]
pub enum Damage {
    /// A byte becomes another.
    Flip { at: f64, to: u8 },
    /// Some bytes are lost.
    Lose { at: f64, bytes: usize },
    /// Some bytes come twice.
    Repeat { at: f64, bytes: usize, times: usize },
    /// Some bytes of another input come here.
    Splice { at: f64, other: usize, from: f64, bytes: usize },
    /// Something odd stands here.
    Insert { at: f64, what: usize },
    /// Something odd stands in place of a number, a word or a value.
    Replace { which: f64, what: usize, to_end_of_line: bool },
    /// Something stands here that does not end.
    Swell { at: f64, what: usize, times: usize },
    /// A line is lost, or comes at another place.
    Move { which: f64, to: Option<f64> },
}

pub fn damages() -> impl Strategy<Value = Vec<Damage>> {
    let at = || 0.0f64..1.0;
    let bytes = || prop_oneof![1usize..4, 1usize..200];
    let one = prop_oneof![
        2 => (at(), any::<u8>()).prop_map(|(at, to)| Damage::Flip { at, to }),
        2 => (at(), bytes()).prop_map(|(at, bytes)| Damage::Lose { at, bytes }),
        1 => (at(), bytes(), 1usize..20).prop_map(|(at, bytes, times)| Damage::Repeat { at, bytes, times }),
        2 => (at(), 0usize..1000, at(), bytes()).prop_map(|(at, other, from, bytes)| Damage::Splice { at, other, from, bytes }),
        2 => (at(), 0..ODD.len()).prop_map(|(at, what)| Damage::Insert { at, what }),
        6 => (at(), 0..ODD.len(), any::<bool>())
            .prop_map(|(which, what, to_end_of_line)| Damage::Replace { which, what, to_end_of_line }),
        1 => (at(), 0..LONG.len(), prop_oneof![10usize..300, 5_000usize..20_000])
            .prop_map(|(at, what, times)| Damage::Swell { at, what, times }),
        2 => (at(), prop::option::of(at())).prop_map(|(which, to)| Damage::Move { which, to }),
    ];
    prop::collection::vec(one, 1..5)
}

fn place(len: usize, at: f64) -> usize {
    ((at * (len + 1) as f64) as usize).min(len)
}

/// The input after all that.
pub fn damaged(input: &[u8], others: &[Vec<u8>], damages: &[Damage]) -> Vec<u8> {
    let mut bytes = input.to_vec();
    for damage in damages {
        let len = bytes.len();
        match damage {
            Damage::Flip { at, to } => {
                if let Some(byte) = bytes.get_mut(place(len, *at)) {
                    *byte = *to;
                }
            }
            Damage::Lose { at, bytes: n } => {
                let at = place(len, *at);
                bytes.drain(at..(at + n).min(len));
            }
            Damage::Repeat { at, bytes: n, times } => {
                let at = place(len, *at);
                let piece = bytes[at..(at + n).min(len)].repeat(*times);
                bytes.splice(at..at, piece);
            }
            Damage::Splice { at, other, from, bytes: n } => {
                let other = &others[other % others.len()];
                let (at, from) = (place(len, *at), place(other.len(), *from));
                bytes.splice(at..at, other[from..(from + n).min(other.len())].iter().copied());
            }
            Damage::Insert { at, what } => {
                let at = place(len, *at);
                bytes.splice(at..at, ODD[*what].bytes());
            }
            Damage::Replace { which, what, to_end_of_line } => {
                let all = values(&bytes, *to_end_of_line);
                if let Some(range) = all.get((which * all.len() as f64) as usize) {
                    bytes.splice(range.clone(), ODD[*what].bytes());
                }
            }
            Damage::Swell { at, what, times } => {
                let at = place(len, *at);
                bytes.splice(at..at, LONG[*what].repeat(*times).bytes());
            }
            Damage::Move { which, to } => {
                let mut lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
                if lines.is_empty() {
                    continue;
                }
                let line = lines.remove(place(lines.len() - 1, *which));
                if let Some(to) = to {
                    lines.insert(place(lines.len(), *to), line);
                }
                bytes = lines.concat();
            }
        }
    }
    bytes
}

/// Where values stand: behind `=` or `:` to the end of the line, or numbers and words.
fn values(bytes: &[u8], to_end_of_line: bool) -> Vec<std::ops::Range<usize>> {
    let mut all = Vec::new();
    if to_end_of_line {
        for (at, _) in bytes.iter().enumerate().filter(|(_, byte)| matches!(byte, b'=' | b':')) {
            let end = bytes[at..].iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |n| at + n);
            all.push(at + 1..end);
        }
        return all;
    }
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'+' | b'_');
    let mut begin = None;
    for (at, byte) in bytes.iter().chain([&b' ']).enumerate() {
        match (begin, is_part(byte)) {
            (None, true) => begin = Some(at),
            (Some(from), false) => {
                all.push(from..at);
                begin = None;
            }
            _ => {}
        }
    }
    all
}

/// Holds a refusal to what is promised of all of them: one line, no more than a person reads, and of what was given at most
/// 200 characters.
pub fn is_short(message: &str, given: &[u8]) -> Result<(), TestCaseError> {
    prop_assert!(!message.is_empty());
    prop_assert!(
        !message.chars().any(|c| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')),
        "not one line: {message:?}"
    );
    prop_assert!(message.chars().count() <= 1500, "{} characters: {message}", message.chars().count());
    let given = String::from_utf8_lossy(given);
    let letters: Vec<(usize, char)> = message.char_indices().collect();
    for window in letters.windows(202).step_by(20) {
        let piece = &message[window[0].0..window[201].0];
        prop_assert!(!given.contains(piece), "repeats more than 200 characters: {message}");
    }
    Ok(())
}
