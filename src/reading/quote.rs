//! What was given, as a message repeats it: on one line, and no more of it than a person reads.

use std::fmt::{self, Write as _};

/// At most so many characters of what was given stand in a message.
pub const QUOTED: usize = 200;
/// So many of them are the end of what was given.
const TAIL: usize = 50;
/// Stands for what is left out.
const GAP: &str = " … ";

/// What was given, on one line, and at most [`QUOTED`] characters of it: its beginning and its end if there is more. All
/// messages that repeat a value, a key, a name of a file, or what a library says of them go through here.
///
/// ```
/// use tightrope::reading::{QUOTED, quoted};
///
/// assert_eq!(quoted("d_e = 0.5\n"), "d_e = 0.5");
/// assert_eq!(quoted("[".repeat(90_000)).chars().count(), QUOTED);
/// ```
pub fn quoted(given: impl fmt::Display) -> String {
    let mut clip = Clip::default();
    // It takes whatever comes.
    let _ = write!(clip, "{given}");
    clip.text()
}

/// Keeps the beginning and the end of what is written into it, however much that is.
#[derive(Default)]
struct Clip {
    head: Vec<char>,
    tail: std::collections::VecDeque<char>,
    /// Characters that were left out between the two.
    left_out: bool,
    /// Whether a blank is due before what comes next.
    blank: bool,
}

impl Clip {
    fn put(&mut self, c: char) {
        if self.head.len() < QUOTED - TAIL - GAP.chars().count() {
            return self.head.push(c);
        }
        // As much as would fit if nothing had to be left out.
        if self.tail.len() == QUOTED - self.head.len() {
            self.tail.pop_front();
            self.left_out = true;
        }
        self.tail.push_back(c);
    }

    fn text(self) -> String {
        let Clip { head, tail, left_out, .. } = self;
        let gap = if left_out { GAP } else { "" };
        let skip = if left_out { tail.len() - TAIL } else { 0 };
        head.into_iter().chain(gap.chars()).chain(tail.into_iter().skip(skip)).collect()
    }
}

impl fmt::Write for Clip {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for c in text.chars() {
            // Ends of lines, in all their kinds, and what a terminal would obey.
            match c {
                '\t' | '\n' | '\x0b' | '\x0c' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' | ' ' => {
                    self.blank = !self.head.is_empty();
                    continue;
                }
                _ if std::mem::take(&mut self.blank) => self.put(' '),
                _ => {}
            }
            let turns = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}');
            self.put(if c.is_control() || turns { '\u{fffd}' } else { c });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_is_one_short_line_and_what_is_short_stays(text in "(?s).{0,300}") {
            let got = quoted(&text);
            prop_assert!(got.chars().count() <= QUOTED);
            prop_assert!(got.lines().count() <= 1 && !got.chars().any(char::is_control));
            let plain: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
            if text.is_ascii() && !text.chars().any(char::is_control) && plain.len() <= QUOTED {
                prop_assert_eq!(got, plain);
            }
        }

        #[test]
        fn of_much_beginning_and_end_are_told(n in 201usize..2000) {
            let text: String = (0..n).map(|k| char::from(b'a' + (k % 26) as u8)).collect();
            let got = quoted(&text);
            let (head, tail) = got.split_once(GAP).unwrap();
            prop_assert!(text.starts_with(head) && text.ends_with(tail));
            prop_assert_eq!(got.chars().count(), QUOTED);
        }
    }

    #[test]
    fn exactly_as_much_as_fits_is_whole() {
        let text = "x".repeat(QUOTED);
        assert_eq!(quoted(&text), text);
    }
}
