//! The page: the window in a browser, without threads and without a disk. `web/build` builds it.

#![forbid(unsafe_code)]

#[cfg(target_arch = "wasm32")]
mod address;
#[cfg(target_arch = "wasm32")]
mod files;
#[cfg(target_arch = "wasm32")]
mod show;
#[cfg(target_arch = "wasm32")]
mod told;

#[cfg(target_arch = "wasm32")]
fn main() {
    show::begin();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("page: this is the program for a browser; `web/build` builds it, `cargo run` is the one with a window");
    std::process::exit(2);
}
