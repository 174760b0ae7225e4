//! `tightrope list` and `tightrope params`.

use crate::param::{Kind, Parameters, list};
use crate::session::{BUILT_IN, Preset, PresetError};
use std::fmt::Write as _;

/// One line a built-in preset.
///
/// # Errors
/// If a built-in preset is damaged.
pub fn presets() -> Result<String, PresetError> {
    let mut text = String::new();
    for (name, source) in BUILT_IN {
        let preset = Preset::parse(name, name, source)?;
        let _ = writeln!(text, "{name:<10} {}\n{:<10} {}", preset.title, "", preset.caption);
    }
    Ok(text)
}

/// One line a parameter: id, value, range; then its help. Those without a part in the preset are marked.
pub fn parameters(preset: &Preset) -> String {
    let mut text = format!("{}\n", preset.title);
    let mut setup = preset.setup.clone();
    let mut group = "";
    for (spec, value) in list(&mut setup) {
        if spec.group != group {
            group = spec.group;
            let _ = writeln!(text, "\n{group}");
        }
        let default = match spec.kind {
            Kind::Sparse { .. } => "{}".to_owned(),
            Kind::Text { .. } => "empty".to_owned(),
            Kind::Arrays { .. } => "no file".to_owned(),
            Kind::Number { default, .. } => default.to_string(),
            Kind::Count { default, .. } => default.to_string(),
            Kind::Choice { options, default } => options.get(default).copied().unwrap_or_default().to_owned(),
            Kind::List { .. } => "[]".to_owned(),
        };
        let idle = if setup.is_relevant(spec) { "" } else { "; plays no part here" };
        let effect = spec.effect.words();
        let _ = writeln!(text, "  {} = {value}    [{}; default {default}; {effect}{idle}]", spec.id, spec.allowed());
        let _ = writeln!(text, "      {}", spec.help);
    }
    text
}
