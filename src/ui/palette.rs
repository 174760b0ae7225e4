//! The palette: what can be found by typing a part of its name, and how it is found.

use super::action::Action;
use super::widgets::plain;
use crate::session::fold;

/// So many things that were chosen are remembered.
const REMEMBERED: usize = 12;
/// A word with so many letters may have one that is wrong.
const LONG: usize = 5;

/// What is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A command.
    Command,
    /// A parameter of the network.
    Parameter,
    /// A view of it.
    View,
    /// A lesson.
    Lesson,
    /// A preset.
    Preset,
    /// A talk, or a slide of it.
    Talk,
}

impl Kind {
    /// Its word.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Command => "command",
            Kind::Parameter => "parameter",
            Kind::View => "view",
            Kind::Lesson => "lesson",
            Kind::Preset => "preset",
            Kind::Talk => "talk",
        }
    }
}

/// Something that can be found.
#[derive(Clone, Debug, PartialEq)]
pub struct Find {
    /// What it is.
    pub kind: Kind,
    /// What it is called; may hold marks of formulas.
    pub name: String,
    /// What else is shown beside the name: a value, keys.
    pub note: String,
    /// What becomes of it.
    pub action: Action,
    /// Its name as it is compared.
    folded: String,
    /// The first of its further words, which may be an id, and all of them, as they are compared.
    id: String,
    words: String,
}

impl Find {
    /// Something with this name; it is found by `words`, too, of which the first is as good as the name.
    pub fn new(kind: Kind, name: &str, further: &str, action: Action) -> Self {
        let folded = fold(&plain(name));
        // The name as it is typed with its marks, too: `y_E` beside `yE`.
        let words = format!("{} {} {}", fold(name), fold(further), kind.name());
        let id = fold(further.split_whitespace().next().unwrap_or_default());
        Find { kind, name: name.to_owned(), note: String::new(), action, folded, id, words }
    }

    /// The same with something beside it.
    pub fn note(self, note: impl Into<String>) -> Self {
        Find { note: note.into(), ..self }
    }

    /// By which it is known again.
    fn key(&self) -> (Kind, &str) {
        (self.kind, &self.name)
    }

    /// How far it is from one word that is looked for; smaller is closer.
    fn distance_of(&self, word: &str) -> Option<u32> {
        let of = |text: &str, test: &dyn Fn(&str) -> bool| parts(text).any(test);
        let near = |part: &str| {
            let same: String = part.chars().take(word.chars().count()).collect();
            let is_long = word.chars().count() >= LONG;
            is_long && (strsim::osa_distance(&same, word) <= 1 || strsim::osa_distance(part, word) <= 1)
        };
        // Words of a preset are whole sentences.
        let far = if self.kind == Kind::Preset { 5 } else { 0 };
        let initials: String = parts(&self.folded).filter_map(|part| part.chars().next()).collect();
        Some(match () {
            () if of(&self.folded, &|part| part == word) => 0,
            () if of(&self.words, &|part| part == word) => 1 + far,
            () if of(&self.folded, &|part| part.starts_with(word)) => 2,
            () if of(&self.words, &|part| part.starts_with(word)) => 3 + far,
            // Two letters stand within many words.
            () if word.len() > 2 && self.folded.contains(word) => 4,
            () if word.len() > 2 && self.words.contains(word) => 6 + far,
            () if word.len() > 1 && initials.contains(word) => 7,
            () if of(&self.folded, &near) => 9,
            () if of(&self.words, &near) => 12 + far,
            () => return None,
        })
    }

    /// How far it is from all words, in any order; none if it lacks one of them. Its own name is closest.
    fn distance(&self, asked: &[&str]) -> Option<u32> {
        let sum: u32 = asked.iter().map(|word| self.distance_of(word)).sum::<Option<u32>>()?;
        let is = |text: &str| text.split_whitespace().eq(asked.iter().copied());
        let is_whole = !asked.is_empty() && (is(&self.folded) || is(&self.id));
        Some(if is_whole { 0 } else { 1 + sum })
    }
}

fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '|' | '/' | '=' | '-')).filter(|p| !p.is_empty())
}

/// The palette while it is open.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Palette {
    /// What was typed.
    pub text: String,
    /// Which of what was found is marked.
    pub chosen: usize,
    /// Whether it has not been drawn yet.
    pub is_new: bool,
    /// Whether the mark was moved, so that it has to come into sight.
    pub moved: bool,
    /// All that can be found.
    all: Vec<Find>,
    /// What was found, the closest first, by its place among all.
    found: Vec<usize>,
}

impl Palette {
    /// Opens on all that can be found, of which some were chosen lately.
    pub fn new(all: Vec<Find>, lately: &Lately) -> Self {
        let mut palette = Palette { is_new: true, all, ..Palette::default() };
        palette.seek(String::new(), lately);
        palette
    }

    /// Looks for something else.
    pub fn seek(&mut self, text: String, lately: &Lately) {
        let folded = fold(&text);
        let asked: Vec<&str> = folded.split_whitespace().collect();
        let rank = |k: usize| {
            let find = &self.all[k];
            let distance = find.distance(&asked)?;
            let since = lately.place(find);
            // What was chosen lately comes first where nothing is asked, and a little earlier where it is.
            let (late, bonus) = if asked.is_empty() { (since, 0) } else { (None, u32::from(since.is_none())) };
            Some((late.unwrap_or(usize::MAX), distance * 2 + bonus, find.kind, k))
        };
        let mut ranks: Vec<_> = (0..self.all.len()).filter_map(rank).collect();
        ranks.sort();
        self.found = ranks.into_iter().map(|(.., k)| k).collect();
        self.text = text;
        self.chosen = 0;
        self.moved = true;
    }

    /// Moves the mark.
    pub fn step(&mut self, by: isize) {
        let most = self.found.len().saturating_sub(1);
        self.chosen = self.chosen.saturating_add_signed(by).min(most);
        self.moved = true;
    }

    /// How much was found.
    pub fn count(&self) -> usize {
        self.found.len()
    }

    /// What was found, by its place.
    pub fn get(&self, place: usize) -> Option<&Find> {
        self.all.get(*self.found.get(place)?)
    }
}

/// What was chosen lately, the last first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lately(Vec<(Kind, String)>);

impl Lately {
    /// Remembers that this was chosen.
    pub fn put(&mut self, find: &Find) {
        let (kind, name) = find.key();
        self.0.retain(|(k, n)| (*k, n.as_str()) != (kind, name));
        self.0.insert(0, (kind, name.to_owned()));
        self.0.truncate(REMEMBERED);
    }

    fn place(&self, find: &Find) -> Option<usize> {
        self.0.iter().position(|(kind, name)| (*kind, name.as_str()) == find.key())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(kind: Kind, name: &str, words: &str) -> Find {
        Find::new(kind, name, words, Action::Fit)
    }

    fn palette() -> Palette {
        let all = vec![
            find(Kind::Command, "Run or pause", "play stop"),
            find(Kind::Command, "Next preset", ""),
            find(Kind::Parameter, "E spike size D_E", "d_e"),
            find(Kind::Parameter, "noise σ", "sigma"),
            find(Kind::View, "Plane y_E, |y_I|", "plane:latent"),
            find(Kind::Preset, "Noise and irregular spikes", "fig-6"),
            find(Kind::Lesson, "A threshold is a line", "1-threshold"),
        ];
        Palette::new(all, &Lately::default())
    }

    fn found(text: &str) -> Vec<String> {
        let mut palette = palette();
        palette.seek(text.to_owned(), &Lately::default());
        (0..palette.count()).map(|k| palette.get(k).unwrap().name.clone()).collect()
    }

    #[test]
    fn words_are_found_in_any_order_and_the_closest_comes_first() {
        assert_eq!(found("size spike"), found("spike size"));
        assert_eq!(found("size spike")[0], "E spike size D_E");
        assert_eq!(found("noise")[..2], ["noise σ", "Noise and irregular spikes"]);
        assert_eq!(found("preset")[0], "Next preset");
        assert_eq!(found("pause run"), ["Run or pause"]);
    }

    #[test]
    fn symbols_are_found_as_they_are_typed() {
        for text in ["y_E", "ye", "|y_I|", "y_I y_E"] {
            assert_eq!(found(text)[0], "Plane y_E, |y_I|", "{text}");
        }
        for text in ["σ", "sigma", "d_e"] {
            assert!(!found(text).is_empty(), "{text}");
        }
        assert_eq!(found("D_E")[0], "E spike size D_E");
    }

    #[test]
    fn a_letter_may_be_wrong_in_a_long_word_and_initials_do() {
        assert_eq!(found("tresholt"), Vec::<String>::new());
        assert_eq!(found("treshold"), ["A threshold is a line"]);
        assert_eq!(found("np"), ["Next preset"]);
        assert!(found("zebra").is_empty());
    }

    #[test]
    fn what_was_chosen_lately_comes_first() {
        let mut palette = palette();
        let mut lately = Lately::default();
        for place in [3, 6, 3] {
            lately.put(palette.get(place).unwrap());
        }
        palette.seek(String::new(), &lately);
        let names: Vec<&str> = (0..3).map(|k| palette.get(k).unwrap().name.as_str()).collect();
        assert_eq!(names, ["noise σ", "Noise and irregular spikes", "Run or pause"]);
        assert_eq!(palette.count(), 7, "everything is there");
    }

    #[test]
    fn the_mark_stays_among_what_was_found() {
        let mut palette = palette();
        palette.step(-1);
        assert_eq!(palette.chosen, 0);
        palette.step(100);
        assert_eq!(palette.chosen, palette.count() - 1);
        palette.seek("zebra".to_owned(), &Lately::default());
        palette.step(1);
        assert_eq!((palette.chosen, palette.get(0)), (0, None));
    }
}
