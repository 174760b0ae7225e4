//! Where a panic becomes a sentence: a mistake in one network must not take the program with it.

use crate::reading::quoted;
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What comes of some work, or what its panic says.
///
/// What the work was changing when it panicked may be half changed: whoever goes on with that must make it anew.
///
/// # Errors
/// If it panics.
pub fn caught<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| words(&*panic))
}

/// What a panic says.
fn words(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .map_or_else(|| "unknown cause".to_owned(), quoted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_it_says_is_kept() {
        assert_eq!(caught(|| 7), Ok(7));
        assert_eq!(caught(|| panic!("so\nit is")), Err::<(), _>("so it is".to_owned()));
        assert_eq!(caught(|| panic!("{} times", 3)), Err::<(), _>("3 times".to_owned()));
        assert_eq!(caught(|| std::panic::panic_any(3)), Err::<(), _>("unknown cause".to_owned()));
    }
}
