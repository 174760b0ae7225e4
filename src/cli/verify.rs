//! stub
pub fn verify_all(_: &[std::path::PathBuf]) -> u8 {
    0
}
