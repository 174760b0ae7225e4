//! `tightrope desktop`: an entry in the menu of the person's desktop, with the icon.

use crate::session::put;
use std::path::{Path, PathBuf};

const ENTRY: &str = include_str!("../../assets/tightrope.desktop");
const ICON: &str = include_str!("../../assets/tightrope.svg");

/// The entry with the program at this place, quoted as such files want it.
fn entry(program: &str) -> String {
    let mut quoted = String::new();
    for letter in program.chars() {
        match letter {
            '"' | '`' | '$' | '\\' => quoted.extend(['\\', '\\', letter]),
            '%' => quoted.push_str("%%"),
            _ => quoted.push(letter),
        }
    }
    ENTRY.replace("Exec=tightrope ", &format!("Exec=\"{quoted}\" "))
}

/// Writes entry and icon below `data`, the person's own folder for such things unless another is named; the files written.
///
/// # Errors
/// If there is no such folder, or one cannot be written.
pub fn desktop(data: Option<&Path>) -> Result<Vec<PathBuf>, String> {
    let data = data
        .map(Path::to_owned)
        .or_else(dirs::data_dir)
        .ok_or("this user has no folder for entries; name one with --data")?;
    let program = std::env::current_exe().map_err(|error| format!("the program's place is not known: {error}"))?;
    let files = [
        (data.join("applications/tightrope.desktop"), entry(&program.to_string_lossy())),
        (data.join("icons/hicolor/scalable/apps/tightrope.svg"), ICON.to_owned()),
    ];
    for (path, _) in &files {
        let folder = path.parent().unwrap_or(&data);
        std::fs::create_dir_all(folder).map_err(|error| format!("cannot make {}: {error}", folder.display()))?;
    }
    let all: Vec<(&Path, &[u8])> = files.iter().map(|(path, text)| (path.as_path(), text.as_bytes())).collect();
    put(&all)?;
    Ok(files.into_iter().map(|(path, _)| path).collect())
}
