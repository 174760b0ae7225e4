//! What is said to a screen reader of how the network stands: a sentence that changes only when its words do, calmly.

/// At least so long it stays, in seconds.
const STAYS_S: f64 = 2.0;

/// The sentence.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Spoken {
    text: String,
    since_s: f64,
}

impl Spoken {
    /// Takes over what is to be said now: numbers alone are no news, and a sentence has its time.
    pub fn hear(&mut self, text: &str, now_s: f64) {
        let is_early = !self.text.is_empty() && now_s - self.since_s < STAYS_S && now_s >= self.since_s;
        if !is_early && words(text) != words(&self.text) {
            text.clone_into(&mut self.text);
            self.since_s = now_s;
        }
    }

    /// What is said.
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// The text without its numbers.
fn words(text: &str) -> String {
    text.chars().filter(|c| !c.is_ascii_digit() && !matches!(c, '.' | ',' | '-' | '−' | '\u{2009}')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_changes_with_its_words_and_not_faster_than_it_can_be_heard() {
        let mut spoken = Spoken::default();
        let mut said = Vec::new();
        let told = [
            (0.0, "stable crossing (2.89, 3.75)"),
            (0.1, "stable crossing (2.90, −3.75)"),
            (1.0, "no crossing"),
            (2.1, "no crossing"),
            (2.2, "stable crossing (1, 1)"),
            (3.0, "no crossing"),
            (9.0, "no crossing at 3"),
            (10.0, "soon"),
            (11.5, ""),
            (14.0, "runaway"),
        ];
        for (now_s, text) in told {
            spoken.hear(text, now_s);
            if said.last().map(String::as_str) != Some(spoken.text()) {
                said.push(spoken.text().to_owned());
            }
        }
        assert_eq!(said, ["stable crossing (2.89, 3.75)", "no crossing", "no crossing at 3", "", "runaway"]);
    }

    #[test]
    fn a_new_clock_does_not_silence_it() {
        let mut spoken = Spoken::default();
        spoken.hear("one", 100.0);
        spoken.hear("two", 1.0);
        assert_eq!(spoken.text(), "two");
    }
}
