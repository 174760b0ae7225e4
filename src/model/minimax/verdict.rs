//! The regime of a minimax network in words.

/// What an application says of its regime.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Verdict {
    /// The regime in a phrase; empty if theory cannot say.
    pub text: String,
    /// Whether all is well.
    pub holds: Option<bool>,
    /// Why.
    pub reason: String,
    /// The id of the finding, if all is not well.
    pub finding: &'static str,
}

impl Verdict {
    /// A regime and why it is that.
    pub fn new(text: impl Into<String>, holds: Option<bool>, reason: impl Into<String>) -> Self {
        Verdict { text: text.into(), holds, reason: reason.into(), finding: "unstable" }
    }

    /// The same with the id of its finding.
    #[must_use]
    pub fn of(self, finding: &'static str) -> Self {
        Verdict { finding, ..self }
    }
}
