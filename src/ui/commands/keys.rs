//! Keys: how they are written, and what those pressed in a frame mean.

use super::Shortcut;
use crate::ui::Action;
use egui::{Key, Modifiers};
use std::fmt;

/// A key, and whether Ctrl (or Command) and Shift go with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Press {
    /// The key.
    pub key: Key,
    /// Whether Ctrl, or Command on a Mac, is held.
    pub command: bool,
    /// Whether Shift is held.
    pub shift: bool,
}

impl fmt::Display for Press {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = match self.key {
            Key::Escape => "Esc",
            // No font here has their signs.
            Key::ArrowLeft | Key::ArrowRight | Key::ArrowUp | Key::ArrowDown => self.key.name(),
            key => key.symbol_or_name(),
        };
        let command = if self.command { "Ctrl+" } else { "" };
        let shift = if self.shift { "Shift+" } else { "" };
        write!(f, "{command}{shift}{key}")
    }
}

impl Press {
    /// Whether it is meant by a key with these modifiers, and exactly so or only as some keyboards type it.
    fn fits(self, key: Key, modifiers: Modifiers, exactly: bool) -> bool {
        let same = self.key == key && !modifiers.alt && modifiers.command == self.command;
        // Shift is needed to type some of the keys.
        let lax = !exactly && !self.shift && (!self.command || is_sign(key));
        same && (modifiers.shift == self.shift || lax)
    }
}

/// Whether it is no letter and no digit, so that it stands elsewhere on every keyboard.
fn is_sign(key: Key) -> bool {
    key.symbol_or_name() != key.name()
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
    /// What belongs to the window, whatever lies over its views.
    const OF_WINDOW: [Action; 4] = [Action::Zoom(1), Action::Zoom(-1), Action::Zoom(0), Action::ToggleFullScreen];

    /// Says that what has the focus in this frame needs no key but the arrows.
    pub fn leave_keys_to_commands(ctx: &egui::Context) {
        let now = ctx.cumulative_pass_nr();
        ctx.data_mut(|data| data.insert_temp(handle_key(), now));
    }

    /// The command that a key with these modifiers means: one that asks for just these comes before one that bears Shift.
    /// In a talk some have another meaning.
    fn meant(key: Key, modifiers: Modifiers, in_talk: bool) -> Option<&'static Shortcut> {
        let find = |exactly| {
            let first = if in_talk { Self::TALK } else { &[] };
            let mut all = first.iter().chain(Self::ALL);
            all.find(|command| command.presses().any(|press| press.fits(key, modifiers, exactly)))
        };
        find(true).or_else(|| find(false))
    }

    /// The actions of the keys pressed in this frame; none while text is typed. Behind something that lies over the views
    /// (`overlay` says which keys belong to it) no others act.
    pub fn pressed(ctx: &egui::Context, overlay: Option<&[Action]>, in_talk: bool) -> Vec<Action> {
        let in_talk = in_talk && overlay.is_none();
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
            Key::Escape => had_focus && overlay.is_none() && !in_talk,
            Key::ArrowLeft | Key::ArrowRight | Key::Enter => had_focus,
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
            let action = |(key, repeat, modifiers): (Key, bool, Modifiers)| {
                let command = Self::meant(key, modifiers, in_talk)?;
                // A switch must not flutter while its key is held.
                (!repeat || command.repeats).then(command.action)
            };
            let actions = presses.filter_map(action);
            let works =
                |action: &Action| overlay.is_none_or(|own| own.contains(action) || Self::OF_WINDOW.contains(action));
            actions.filter(works).collect()
        });
        ctx.data_mut(|data| data.insert_temp(held_key(), held));
        actions
    }
}

/// The key that is meant: in the upper row that is its place, whatever stands on it without Shift, as on French keyboards.
fn digit(key: Key, place: Option<Key>) -> Key {
    const ROW: [Key; 5] = [Key::Num1, Key::Num2, Key::Num3, Key::Num4, Key::Num5];
    match (key, place) {
        // Shift and the comma are a semicolon where the comma has no sign of its own.
        (Key::Semicolon, Some(Key::Comma)) => Key::Comma,
        (_, Some(place)) if ROW.contains(&place) => place,
        _ => key,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_mean_what_asks_for_just_them_and_bear_shift_where_nothing_does() {
        let meant = |key, modifiers| Shortcut::meant(key, modifiers, false).map(|command| (command.action)());
        assert_eq!(meant(Key::N, Modifiers::NONE), Some(Action::OpenNext(1)));
        assert_eq!(meant(Key::N, Modifiers::SHIFT), Some(Action::OpenNext(-1)));
        assert_eq!(meant(Key::Questionmark, Modifiers::SHIFT), Some(Action::ToggleHelp));
        assert_eq!(meant(Key::Z, Modifiers::COMMAND), Some(Action::Undo(1)));
        assert_eq!(meant(Key::Z, Modifiers::COMMAND | Modifiers::SHIFT), Some(Action::Redo(1)));
        assert_eq!(meant(Key::Z, Modifiers::NONE), None);
        assert_eq!(meant(Key::R, Modifiers::ALT), None);
        assert_eq!(meant(Key::Plus, Modifiers::COMMAND | Modifiers::SHIFT), Some(Action::Zoom(1)));
        assert_eq!(meant(Key::K, Modifiers::COMMAND | Modifiers::SHIFT), None);
        let in_talk = |key| Shortcut::meant(key, Modifiers::NONE, true).map(|command| (command.action)());
        assert_eq!(in_talk(Key::PageDown), Some(Action::Slide(1)));
        assert_eq!(in_talk(Key::B), Some(Action::Black));
        assert_eq!(in_talk(Key::Space), Some(Action::ToggleRun));
    }
}
