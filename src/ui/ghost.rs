//! How it looked before a gesture.

use crate::picture::Depiction;
use std::sync::Arc;

/// The boundary and the trail as they were before a gesture.
#[derive(Clone, Debug)]
pub struct Ghost {
    /// The pictures then.
    pub depiction: Arc<Depiction>,
    /// First and last step of the trail then.
    pub steps: [u64; 2],
    /// Which network it was.
    pub generation: u64,
    /// When it fades, once the gesture has ended.
    pub until_s: Option<f64>,
}
