//! Every command once: its name, its keys, its tooltip. Menus, buttons and the list of shortcuts read from here.

use super::Action;
use egui::Key;

/// A command with its keys.
#[derive(Clone, Debug)]
pub struct Shortcut {
    /// Name, as in menus and for screen readers.
    pub name: &'static str,
    /// Keys; any of them works. Clickers send PageUp and PageDown.
    pub keys: &'static [Key],
    /// The keys in words.
    pub keys_text: &'static str,
    /// What it does.
    pub action: fn() -> Action,
}

impl Shortcut {
    /// All commands.
    pub const ALL: &'static [Shortcut] = &[
        Shortcut { name: "Run or pause", keys: &[Key::Space], keys_text: "Space", action: || Action::ToggleRun },
        Shortcut {
            name: "One step",
            keys: &[Key::Period],
            keys_text: ".  (hold to repeat)",
            action: || Action::StepOnce,
        },
        Shortcut { name: "Restart", keys: &[Key::R], keys_text: "R", action: || Action::Restart },
        Shortcut {
            name: "Next preset",
            keys: &[Key::N, Key::PageDown],
            keys_text: "N or PageDown",
            action: || Action::OpenNext(1),
        },
        Shortcut {
            name: "Previous preset",
            keys: &[Key::B, Key::PageUp],
            keys_text: "B or PageUp",
            action: || Action::OpenNext(-1),
        },
        Shortcut { name: "Parameters", keys: &[Key::P], keys_text: "P", action: || Action::ToggleParameters },
        Shortcut { name: "Light or dark", keys: &[Key::L], keys_text: "L", action: || Action::ToggleTheme },
        Shortcut {
            name: "All shortcuts",
            keys: &[Key::Questionmark, Key::F1],
            keys_text: "?  or F1",
            action: || Action::ToggleHelp,
        },
    ];

    /// The command that does `action`, for its name and keys.
    pub fn of(action: &Action) -> Option<&'static Shortcut> {
        Self::ALL.iter().find(|shortcut| (shortcut.action)() == *action)
    }

    /// `Run or pause  (Space)`.
    pub fn tooltip(action: &Action) -> String {
        Self::of(action).map_or_else(String::new, |s| format!("{}  ({})", s.name, s.keys_text))
    }

    /// The actions of the keys pressed in this frame; none while text is typed.
    pub fn pressed(ctx: &egui::Context) -> Vec<Action> {
        if ctx.egui_wants_keyboard_input() {
            return Vec::new();
        }
        ctx.input(|input| {
            let pressed = |shortcut: &&Shortcut| shortcut.keys.iter().any(|key| input.key_pressed(*key));
            let bare = !input.modifiers.ctrl && !input.modifiers.alt && !input.modifiers.command;
            Self::ALL.iter().filter(|_| bare).filter(pressed).map(|shortcut| (shortcut.action)()).collect()
        })
    }
}
