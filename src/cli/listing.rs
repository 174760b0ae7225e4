//! `tightrope list` and `tightrope params`.

use crate::param::{Kind, Parameters, list};
use crate::session::{Catalog, Group, Preset, Talk};
use std::fmt::Write as _;

/// Presets as the gallery has them: by paper and question, near twins together.
pub fn presets(all: &[Preset]) -> String {
    let catalog = Catalog::of(all);
    let start: Vec<&str> = catalog.start.cards.iter().map(|card| all[card.face].name.as_str()).collect();
    let mut text = format!("{}: {}\n", catalog.start.question, start.join(", "));
    let mut paper = "";
    for Group { paper: of, question, cards } in &catalog.groups {
        if of != paper {
            let _ = writeln!(text, "\n{of}");
            paper = of;
        }
        let _ = writeln!(text, "\n  {question}");
        for card in cards {
            for preset in card.presets.iter().filter_map(|place| all.get(*place)) {
                // What is said of the first holds for its twins.
                let is_twin = preset.name != all[card.face].name;
                let said = if is_twin { format!("- {}", preset.condition) } else { preset.title.clone() };
                let _ = writeln!(text, "    {:<22} {said}", preset.name);
                if !is_twin {
                    let _ = writeln!(text, "    {:<22} {}", "", preset.caption);
                }
            }
        }
    }
    text
}

/// Talks.
pub fn talks() -> String {
    let mut text = "\nTalks, for `tightrope --talk NAME`\n\n".to_owned();
    for talk in Talk::built_in() {
        let _ = writeln!(text, "    {:<22} {}", talk.name, talk.told());
    }
    text
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
