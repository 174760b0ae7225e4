//! Slow theory of a built network, done beside the run.

/// Something about a network that takes long, a little at a time. What it finds it leaves in the network that it is of.
pub trait Chore: Send {
    /// What is being done, in a few words.
    fn name(&self) -> &'static str;

    /// Goes on for some milliseconds; how much of it is done, from 0 to 1, or `None` once all is.
    fn advance(&mut self) -> Option<f64>;
}
