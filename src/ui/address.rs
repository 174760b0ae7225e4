//! Where the page stands, if the window is one in a browser.

/// The address.
#[derive(Default)]
pub struct Address {
    /// Without what stands behind the `#`; none where there is no page.
    pub bare: Option<String>,
    /// What is to stand behind the `#`, until the page has written it there.
    pub hash: Option<String>,
}
