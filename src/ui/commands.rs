//! Every command once: its name, its keys, its tooltip. Menus, buttons and the list of shortcuts read from here.

use super::{Action, FileWish, Tab};
use egui::Key;

/// A command with its keys.
#[derive(Clone, Debug)]
pub struct Shortcut {
    /// Name, as in menus and for screen readers.
    pub name: &'static str,
    /// Keys; any of them works. Clickers send PageUp and PageDown.
    pub keys: &'static [Key],
    /// Whether Ctrl (or Command) goes with it, and Shift.
    pub with: [bool; 2],
    /// The keys in words.
    pub keys_text: &'static str,
    /// What it does.
    pub action: fn() -> Action,
}

fn focus_key() -> egui::Id {
    egui::Id::unique("something has the focus")
}

fn held_key() -> egui::Id {
    egui::Id::unique("keys that are held, by their places")
}

fn handle_key() -> egui::Id {
    egui::Id::unique("a handle has the focus")
}

impl Shortcut {
    /// Says that what has the focus in this frame needs no key but the arrows.
    pub fn leave_keys_to_commands(ctx: &egui::Context) {
        let now = ctx.cumulative_pass_nr();
        ctx.data_mut(|data| data.insert_temp(handle_key(), now));
    }

    /// All commands.
    pub const ALL: &'static [Shortcut] = &[
        Shortcut {
            name: "Run or pause",
            keys: &[Key::Space],
            with: [false, false],
            keys_text: "Space",
            action: || Action::ToggleRun,
        },
        Shortcut {
            name: "Hurry through a stretch",
            keys: &[Key::H],
            with: [false, false],
            keys_text: "H",
            action: || Action::Hurry,
        },
        Shortcut {
            name: "One step",
            keys: &[Key::Period],
            with: [false, false],
            keys_text: ".  (hold to repeat)",
            action: || Action::StepOnce,
        },
        Shortcut { name: "Restart", keys: &[Key::R], with: [false, false], keys_text: "R", action: || Action::Restart },
        Shortcut {
            name: "Undo",
            keys: &[Key::Z],
            with: [true, false],
            keys_text: "Ctrl+Z",
            action: || Action::Undo(1),
        },
        Shortcut {
            name: "Redo",
            keys: &[Key::Z],
            with: [true, true],
            keys_text: "Ctrl+Shift+Z",
            action: || Action::Redo(1),
        },
        Shortcut {
            name: "Redo",
            keys: &[Key::Y],
            with: [true, false],
            keys_text: "Ctrl+Y",
            action: || Action::Redo(1),
        },
        Shortcut {
            name: "Open a file",
            keys: &[Key::O],
            with: [true, false],
            keys_text: "Ctrl+O",
            action: || Action::File(FileWish::Ask),
        },
        Shortcut {
            name: "Share as text",
            keys: &[Key::S],
            with: [true, true],
            keys_text: "Ctrl+Shift+S",
            action: || Action::File(FileWish::Share),
        },
        Shortcut {
            name: "Presets",
            keys: &[Key::G],
            with: [false, false],
            keys_text: "G",
            action: || Action::ToggleGallery,
        },
        Shortcut {
            name: "Previous preset",
            keys: &[Key::N],
            with: [false, true],
            keys_text: "Shift+N",
            action: || Action::OpenNext(-1),
        },
        Shortcut {
            name: "Next preset",
            keys: &[Key::N, Key::PageDown],
            with: [false, false],
            keys_text: "N or PageDown",
            action: || Action::OpenNext(1),
        },
        Shortcut {
            name: "Previous preset",
            keys: &[Key::B, Key::PageUp],
            with: [false, false],
            keys_text: "B or PageUp",
            action: || Action::OpenNext(-1),
        },
        Shortcut {
            name: "Next neuron",
            keys: &[Key::CloseBracket],
            with: [false, false],
            keys_text: "]",
            action: || Action::PickNext(1),
        },
        Shortcut {
            name: "Previous neuron",
            keys: &[Key::OpenBracket],
            with: [false, false],
            keys_text: "[",
            action: || Action::PickNext(-1),
        },
        Shortcut {
            name: "Clear the picks",
            keys: &[Key::Escape],
            with: [false, false],
            keys_text: "Esc",
            action: || Action::PickNone,
        },
        Shortcut {
            name: "Silence or wake",
            keys: &[Key::K],
            with: [false, false],
            keys_text: "K",
            action: || Action::Silence,
        },
        Shortcut {
            name: "All neurons",
            keys: &[Key::A],
            with: [false, false],
            keys_text: "A",
            action: || Action::ToggleTable,
        },
        Shortcut {
            name: "Input over time",
            keys: &[Key::D],
            with: [false, false],
            keys_text: "D",
            action: || Action::ToggleInput,
        },
        Shortcut {
            name: "Pen for a target",
            keys: &[Key::T],
            with: [false, false],
            keys_text: "T",
            action: || Action::TogglePen,
        },
        Shortcut {
            name: "Next view on the stage",
            keys: &[Key::V],
            with: [false, false],
            keys_text: "V",
            action: || Action::NextOnStage,
        },
        Shortcut {
            name: "Fit what happens",
            keys: &[Key::F],
            with: [false, false],
            keys_text: "F",
            action: || Action::Fit,
        },
        Shortcut {
            name: "Plane to 3-D, and back",
            keys: &[Key::O],
            with: [false, false],
            keys_text: "O",
            action: || Action::Turn,
        },
        Shortcut {
            name: "One cycle in slow motion, and back",
            keys: &[Key::C],
            with: [false, false],
            keys_text: "C",
            action: || Action::SlowMotion,
        },
        Shortcut {
            name: "Side panel",
            keys: &[Key::P],
            with: [false, false],
            keys_text: "P",
            action: || Action::ToggleSide,
        },
        Shortcut {
            name: "Controls",
            keys: &[Key::Num1],
            with: [false, false],
            keys_text: "1",
            action: || Action::Show(Tab::Controls),
        },
        Shortcut {
            name: "Neuron",
            keys: &[Key::Num2],
            with: [false, false],
            keys_text: "2",
            action: || Action::Show(Tab::Neuron),
        },
        Shortcut {
            name: "Perturb",
            keys: &[Key::Num3],
            with: [false, false],
            keys_text: "3",
            action: || Action::Show(Tab::Perturb),
        },
        Shortcut {
            name: "Theory",
            keys: &[Key::Num4],
            with: [false, false],
            keys_text: "4",
            action: || Action::Show(Tab::Theory),
        },
        Shortcut {
            name: "Learn",
            keys: &[Key::Num5],
            with: [false, false],
            keys_text: "5",
            action: || Action::Show(Tab::Learn),
        },
        Shortcut {
            name: "Light or dark",
            keys: &[Key::L],
            with: [false, false],
            keys_text: "L",
            action: || Action::ToggleTheme,
        },
        Shortcut {
            name: "All shortcuts",
            keys: &[Key::Questionmark, Key::F1],
            with: [false, false],
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

    /// The actions of the keys pressed in this frame; none while text is typed. Behind something that lies over the views
    /// (`overlay` says which keys belong to it) no others act.
    pub fn pressed(ctx: &egui::Context, overlay: Option<&[Action]>) -> Vec<Action> {
        // What had the focus when this frame began: Esc has taken it away by now.
        let now = ctx.cumulative_pass_nr();
        let had_focus = ctx.data(|data| data.get_temp::<u64>(focus_key())).is_some_and(|at| at + 2 >= now);
        let on_handle = ctx.data(|data| data.get_temp::<u64>(handle_key())).is_some_and(|at| at + 2 >= now);
        if ctx.egui_wants_keyboard_input() {
            ctx.data_mut(|data| data.insert_temp(focus_key(), now));
        }
        if ctx.text_edit_focused() {
            return Vec::new();
        }
        // A menu has its own keys; Esc closes it.
        if egui::Popup::is_any_open(ctx) {
            return Vec::new();
        }
        // Space means a focused button, Esc leaves what has the focus or closes what is open.
        let taken = |key: Key| match key {
            Key::Space => had_focus && !on_handle,
            Key::Escape => had_focus && overlay.is_none(),
            _ => false,
        };
        let mut held = ctx.data(|data| data.get_temp::<Vec<Key>>(held_key())).unwrap_or_default();
        let actions = ctx.input(|input| {
            // Each key with the modifiers of its own moment: a quick hand has let go of them when the frame begins.
            let presses = input.events.iter().filter_map(|event| match event {
                egui::Event::Key { key, physical_key, pressed, repeat, modifiers } => {
                    // Told by its place: let go after Shift, a key has another name than when it was pressed.
                    let repeats = match physical_key {
                        Some(place) if *pressed && !held.contains(place) => {
                            held.push(*place);
                            false
                        }
                        Some(place) if !*pressed => {
                            held.retain(|known| known != place);
                            false
                        }
                        _ => *repeat,
                    };
                    (*pressed && !taken(*key)).then(|| (digit(*key, *physical_key), repeats, *modifiers))
                }
                egui::Event::WindowFocused(_) => {
                    held.clear();
                    None
                }
                _ => None,
            });
            let action = |(key, repeat, modifiers): (Key, bool, egui::Modifiers)| {
                let fits = |shortcut: &&Shortcut| {
                    let [command, shift] = shortcut.with;
                    // Shift alone is needed to type some of the keys; where it is asked for, that command stands first.
                    shortcut.keys.contains(&key)
                        && !modifiers.alt
                        && modifiers.command == command
                        && (modifiers.shift == shift || (!command && !shift))
                };
                let action = (Self::ALL.iter().find(fits)?.action)();
                // A switch must not flutter while its key is held.
                let repeats =
                    matches!(action, Action::StepOnce | Action::Undo(_) | Action::Redo(_) | Action::PickNext(_));
                (!repeat || repeats).then_some(action)
            };
            let actions = presses.filter_map(action);
            actions.filter(|action| overlay.is_none_or(|own| own.contains(action))).collect()
        });
        ctx.data_mut(|data| data.insert_temp(held_key(), held));
        actions
    }
}

/// The key that is meant: in the upper row that is its place, whatever stands on it without Shift, as on French keyboards.
fn digit(key: Key, place: Option<Key>) -> Key {
    const ROW: [Key; 5] = [Key::Num1, Key::Num2, Key::Num3, Key::Num4, Key::Num5];
    place.filter(|place| ROW.contains(place)).unwrap_or(key)
}
