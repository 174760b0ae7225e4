//! Whether window and run mean the same parameters.

use crate::session::Setup;
use std::sync::mpsc::Receiver;

/// What the run was asked for.
pub struct Agreement<M> {
    /// How often the run had strayed when that was last looked at.
    pub strays: u64,
    /// Its setup, once it has told it, and how many commands it knew of.
    pub asked: Option<(Receiver<Setup<M>>, u64)>,
}

impl<M> Default for Agreement<M> {
    fn default() -> Self {
        Agreement { strays: 0, asked: None }
    }
}
