//! Files in and out: those that a person drops or chooses are read, those that are written become downloads.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use tightrope::machine::{hand_in, written};
use tightrope::ui::Picker;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};

/// Why a file could not be read, or its name.
pub type Came = Result<PathBuf, String>;

/// Files that have been read, until somebody takes them.
#[derive(Clone)]
pub struct Inbox {
    came: Rc<RefCell<Vec<Came>>>,
    wake: Rc<dyn Fn()>,
}

impl Inbox {
    /// An empty one; `wake` is called when something has come.
    pub fn new(wake: impl Fn() + 'static) -> Self {
        Inbox { came: Rc::default(), wake: Rc::new(wake) }
    }

    /// Reads files, and has them come all at once: a session comes with its numbers.
    pub fn read(&self, files: Vec<web_sys::File>) {
        let inbox = self.clone();
        spawn_local(async move {
            let mut came = Vec::new();
            for file in files {
                let path = PathBuf::from(file.name());
                came.push(match JsFuture::from(file.array_buffer()).await {
                    Ok(buffer) => {
                        hand_in(&path, js_sys::Uint8Array::new(&buffer).to_vec());
                        Ok(path)
                    }
                    Err(_) => Err(format!("{}: the browser could not read it", path.display())),
                });
            }
            inbox.came.borrow_mut().append(&mut came);
            (inbox.wake)();
        });
    }

    /// What has come.
    pub fn take(&self) -> Vec<Came> {
        std::mem::take(&mut self.came.borrow_mut())
    }
}

/// The files of a list.
pub fn listed(list: Option<web_sys::FileList>) -> Vec<web_sys::File> {
    list.map_or_else(Vec::new, |list| (0..list.length()).filter_map(|k| list.get(k)).collect())
}

/// The browser's dialog for files to read; where to save to is the browser's matter.
pub struct Chooser {
    input: Option<web_sys::HtmlInputElement>,
    answer: Option<PathBuf>,
}

impl Chooser {
    /// A dialog whose files come through `inbox`.
    pub fn new(inbox: Inbox) -> Self {
        let make = || -> Option<web_sys::HtmlInputElement> {
            let document = web_sys::window()?.document()?;
            let input: web_sys::HtmlInputElement = document.create_element("input").ok()?.dyn_into().ok()?;
            input.set_type("file");
            input.set_multiple(true);
            let chosen = input.clone();
            let read = Closure::<dyn FnMut()>::new(move || {
                inbox.read(listed(chosen.files()));
                // The same file again is a change, too.
                chosen.set_value("");
            });
            input.add_event_listener_with_callback("change", read.as_ref().unchecked_ref()).ok()?;
            read.forget();
            Some(input)
        };
        Chooser { input: make(), answer: None }
    }
}

impl Picker for Chooser {
    fn ask(&mut self) {
        if let Some(input) = &self.input {
            input.click();
        }
    }

    fn ask_where(&mut self, suggested: &Path) {
        self.answer = Some(suggested.to_owned());
    }

    fn answer(&mut self) -> Option<Option<PathBuf>> {
        self.answer.take().map(Some)
    }
}

/// Has the browser download what was written.
pub fn hand_out() {
    for (path, bytes) in written() {
        let name = path.file_name().map_or_else(|| "tightrope".to_owned(), |name| name.to_string_lossy().into_owned());
        // A browser that refuses says so itself.
        let _ = download(&name, &bytes);
    }
}

fn download(name: &str, bytes: &[u8]) -> Result<(), JsValue> {
    let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes));
    let about = web_sys::BlobPropertyBag::new();
    about.set_type("application/octet-stream");
    let blob = web_sys::Blob::new_with_u8_array_sequence_and_options(&parts, &about)?;
    let url = web_sys::Url::create_object_url_with_blob(&blob)?;
    let document = web_sys::window().and_then(|window| window.document()).ok_or(JsValue::NULL)?;
    let link: web_sys::HtmlAnchorElement = document.create_element("a")?.unchecked_into();
    link.set_href(&url);
    link.set_download(name);
    link.click();
    web_sys::Url::revoke_object_url(&url)
}
