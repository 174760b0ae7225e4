//! The address of the page: what stands behind its `#` opens, and what is open stands there.

use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;

/// What stands behind the `#`, without it.
pub fn hash() -> String {
    let hash = web_sys::window().and_then(|window| window.location().hash().ok()).unwrap_or_default();
    hash.strip_prefix('#').unwrap_or(&hash).to_owned()
}

/// The address without what stands behind the `#`.
pub fn bare() -> String {
    let all = web_sys::window().and_then(|window| window.location().href().ok()).unwrap_or_default();
    all.split('#').next().unwrap_or_default().to_owned()
}

/// Writes behind the `#` without opening it; the button back of the browser leads to where one came from, not to the one
/// before.
pub fn write(hash: &str) {
    let Some(history) = web_sys::window().and_then(|window| window.history().ok()) else { return };
    // Where the page may not say where it is, all else works.
    let _ = history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&format!("#{hash}")));
}

/// What somebody wrote behind the `#` while the page is open, until it is taken.
#[derive(Clone, Default)]
pub struct Asked(Rc<RefCell<Option<String>>>);

impl Asked {
    /// Listens from now on, and calls `wake` whenever something was asked for.
    pub fn listen(wake: impl Fn() + 'static) -> Self {
        let asked = Asked::default();
        let theirs = asked.clone();
        let heard = Closure::<dyn FnMut()>::new(move || {
            *theirs.0.borrow_mut() = Some(hash());
            wake();
        });
        if let Some(window) = web_sys::window() {
            let _ = window.add_event_listener_with_callback("hashchange", heard.as_ref().unchecked_ref());
        }
        // As long as the page.
        heard.forget();
        asked
    }

    /// What was asked for last.
    pub fn take(&self) -> Option<String> {
        self.0.borrow_mut().take()
    }
}
