//! The order in which presets are offered: groups by paper and question, near twins on one card, and what is searched in.

use super::Preset;
use crate::param::non_defaults;
use crate::sim::Model;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Groups and cards of the built-in presets.
const INDEX: &str = include_str!("../../presets/index.toml");
/// What the first list is called.
const START: &str = "Start here";
/// What those are called that did not come with the program.
const OPENED: &str = "Opened files";
/// And those that stand in the folder where a person keeps presets.
const OWN: &str = "Your presets";
/// Letters that a keyboard seldom has, and how they are typed.
const LETTERS: &[(char, &str)] = &[
    ('α', "alpha"),
    ('β', "beta"),
    ('γ', "gamma"),
    ('δ', "delta"),
    ('ε', "epsilon"),
    ('η', "eta"),
    ('θ', "theta"),
    ('κ', "kappa"),
    ('λ', "lambda"),
    ('μ', "mu"),
    ('µ', "mu"),
    ('ν', "nu"),
    ('ρ', "rho"),
    ('σ', "sigma"),
    ('τ', "tau"),
    ('φ', "phi"),
    ('ω', "omega"),
    ('−', "-"),
    ('×', "x"),
    ('’', "'"),
];

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Index {
    start: Vec<String>,
    group: Vec<IndexGroup>,
    titles: BTreeMap<String, String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct IndexGroup {
    paper: String,
    question: String,
    cards: Vec<Vec<String>>,
}

/// One preset, or near twins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// What they are called together.
    pub title: String,
    /// Their places in the list of presets; never empty.
    pub presets: Vec<usize>,
    /// The one that stands for all.
    pub face: usize,
}

impl Card {
    fn new(title: String, presets: Vec<usize>) -> Option<Self> {
        let face = *presets.first()?;
        Some(Card { title, presets, face })
    }

    /// Whether it holds the preset at that place in the list.
    pub fn has(&self, preset: usize) -> bool {
        self.presets.contains(&preset)
    }
}

/// Cards under one heading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// Authors and year; empty if no paper goes with it.
    pub paper: String,
    /// The question within the paper.
    pub question: String,
    /// In order.
    pub cards: Vec<Card>,
}

/// A choice of cards that can be walked through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum List {
    /// All of them once.
    #[default]
    All,
    /// The few to begin with.
    Start,
    /// The groups of one paper, by the place of its first group.
    Paper(usize),
    /// One group, by its place.
    Group(usize),
    /// What a search finds.
    Found(String),
}

/// All presets in the order in which they are offered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Catalog {
    /// The few to begin with; each is on a card of a group too.
    pub start: Group,
    /// All groups; those of one paper stand together.
    pub groups: Vec<Group>,
    /// What is searched in, by the preset's place in the list; empty until [`Catalog::read`].
    words: Vec<Words>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Words {
    name: String,
    title: String,
    all: String,
}

impl Catalog {
    /// Of these presets; those that the index does not know, as opened files, are the last group.
    pub fn of<M>(presets: &[Preset<M>]) -> Self {
        // The index comes with the program, and a test holds that it can be read.
        let index: Index = toml::from_str(INDEX).unwrap_or_default();
        let mut taken = vec![false; presets.len()];
        let place = |name: &String| presets.iter().position(|preset| preset.name == *name);
        let card = |names: &[String]| {
            let places: Vec<usize> = names.iter().filter_map(place).collect();
            let alone = places.first().map(|first| presets[*first].title.clone()).unwrap_or_default();
            let together = names.first().filter(|_| places.len() > 1).and_then(|name| index.titles.get(name));
            Card::new(together.cloned().unwrap_or(alone), places)
        };
        let start = index.start.iter().filter_map(|name| card(std::slice::from_ref(name))).collect();
        let mut groups = Vec::new();
        for IndexGroup { paper, question, cards } in &index.group {
            let cards: Vec<Card> = cards.iter().filter_map(|names| card(names)).collect();
            cards.iter().flat_map(|card| &card.presets).for_each(|place| taken[*place] = true);
            groups.push(Group { paper: paper.clone(), question: question.clone(), cards });
        }
        for (question, is_own) in [(OWN, true), (OPENED, false)] {
            let left = presets.iter().enumerate().filter(|(k, preset)| !taken[*k] && preset.is_own == is_own);
            let cards = left.filter_map(|(k, preset)| Card::new(preset.title.clone(), vec![k])).collect();
            groups.push(Group { paper: String::new(), question: question.to_owned(), cards });
        }
        groups.retain(|group| !group.cards.is_empty());
        let start = Group { paper: String::new(), question: START.to_owned(), cards: start };
        Catalog { start, groups, words: Vec::new() }
    }

    /// Takes in the words of presets, so that they can be searched; needed once.
    pub fn read<M: Model>(&mut self, presets: &[Preset<M>]) {
        let words = |(place, preset): (usize, &Preset<M>)| {
            let Preset { name, title, caption, try_this, cites, condition, .. } = preset;
            let own = [name, title, caption, try_this, cites, condition].map(|text| fold(text));
            let group = self.groups.iter().find(|group| group.cards.iter().any(|card| card.has(place)));
            let heads = group.map(|group| [fold(&group.paper), fold(&group.question)]).unwrap_or_default();
            let set = non_defaults(&mut preset.setup.clone());
            let set = set.iter().flat_map(|(spec, _)| [fold(spec.id), fold(spec.symbol), fold(spec.name)]);
            let [name, title, ..] = own.clone();
            Words { name, title, all: own.into_iter().chain(heads).chain(set).collect::<Vec<_>>().join("\n") }
        };
        self.words = presets.iter().enumerate().map(words).collect();
    }

    /// The groups of a list, with their cards; only those of one search have none.
    pub fn groups_of(&self, list: &List) -> Vec<Group> {
        match list {
            List::All => self.groups.clone(),
            List::Start if self.start.cards.is_empty() => self.groups.clone(),
            List::Start => vec![self.start.clone()],
            List::Group(place) => self.groups.get(*place).cloned().into_iter().collect(),
            List::Paper(first) => {
                let Some(paper) = self.groups.get(*first).map(|group| &group.paper) else { return Vec::new() };
                self.groups.iter().filter(|group| group.paper == *paper).cloned().collect()
            }
            List::Found(text) => vec![Group { question: self.name(list), cards: self.find(text), ..Group::default() }],
        }
    }

    /// What a list is called.
    pub fn name(&self, list: &List) -> String {
        let group = |place: &usize| self.groups.get(*place);
        match list {
            List::All => "All presets".to_owned(),
            List::Start => START.to_owned(),
            List::Paper(first) => group(first).map(|group| group.paper.clone()).unwrap_or_default(),
            List::Group(place) => group(place).map(|group| group.question.clone()).unwrap_or_default(),
            List::Found(text) => format!("Found for “{}”", text.trim()),
        }
    }

    /// Whether a list has a card with this preset.
    pub fn has(&self, list: &List, preset: usize) -> bool {
        self.groups_of(list).iter().flat_map(|group| &group.cards).any(|card| card.has(preset))
    }

    /// The cards of a list one after the other, as they are walked through.
    pub fn cards(&self, list: &List) -> Vec<Card> {
        self.groups_of(list).into_iter().flat_map(|group| group.cards).collect()
    }

    /// The preset so many cards on from `preset`, beginning again after the last; none if the list has not that preset.
    pub fn next(&self, list: &List, preset: usize, by: isize) -> Option<usize> {
        let cards = self.cards(list);
        let here = cards.iter().position(|card| card.has(preset))? as isize;
        cards.get((here + by).rem_euclid(cards.len() as isize) as usize).map(|card| card.face)
    }

    /// The cards on which a preset has all words of `text`, the closest first; each shows the preset that was found.
    fn find(&self, text: &str) -> Vec<Card> {
        let text = fold(text);
        let asked: Vec<&str> = text.split_whitespace().collect();
        let whole = asked.join(" ");
        // Smaller is closer.
        let distance = |preset: usize| {
            let words = self.words.get(preset)?;
            let all = asked.iter().all(|word| words.all.contains(word));
            all.then(|| match words {
                Words { name, .. } if *name == whole => 0,
                Words { title, .. } if title.contains(&whole) => 1,
                Words { name, title, .. } if asked.iter().all(|word| name.contains(word) || title.contains(word)) => 2,
                _ => 3,
            })
        };
        let found = |card: &Card| {
            let (distance, face) =
                card.presets.iter().filter_map(|preset| Some((distance(*preset)?, *preset))).min_by_key(|(d, _)| *d)?;
            Some((distance, Card { face, ..card.clone() }))
        };
        let mut cards: Vec<(u8, Card)> = self.groups.iter().flat_map(|group| &group.cards).filter_map(found).collect();
        cards.sort_by_key(|(distance, _)| *distance);
        cards.into_iter().map(|(_, card)| card).collect()
    }
}

/// A text as it is compared: small letters, letters of formulas as they are typed, no marks of subscripts.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase).filter(|c| !matches!(c, '_' | '^' | '{' | '}' | '.' | ',' | ':'))
    {
        match LETTERS.iter().find(|(letter, _)| *letter == c) {
            Some((_, typed)) => folded.push_str(typed),
            None => folded.push(c),
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::BUILT_IN;
    use std::collections::BTreeSet;

    fn presets() -> Vec<Preset> {
        BUILT_IN.iter().map(|(name, text)| Preset::parse(name, name, text).unwrap()).collect()
    }

    fn catalog() -> (Vec<Preset>, Catalog) {
        let presets = presets();
        let mut catalog = Catalog::of(&presets);
        catalog.read(&presets);
        (presets, catalog)
    }

    fn found<'a>(presets: &'a [Preset], catalog: &Catalog, text: &str) -> Vec<&'a str> {
        let cards = catalog.cards(&List::Found(text.to_owned()));
        cards.iter().map(|card| presets[card.face].name.as_str()).collect()
    }

    #[test]
    fn the_index_names_every_preset_once_and_nothing_else() {
        let index: Index = toml::from_str(INDEX).unwrap();
        let named: Vec<&str> = index.group.iter().flat_map(|g| g.cards.iter().flatten()).map(String::as_str).collect();
        let once: BTreeSet<&str> = named.iter().copied().collect();
        assert_eq!(once.len(), named.len(), "a preset stands twice");
        assert_eq!(once, BUILT_IN.iter().map(|(name, _)| *name).collect());
        assert_eq!(index.start.len(), 6);
        assert!(index.start.iter().all(|name| once.contains(name.as_str())));
        let firsts: Vec<&String> = index.group.iter().flat_map(|g| &g.cards).map(|card| &card[0]).collect();
        assert!(index.titles.keys().all(|name| firsts.contains(&name)), "a title belongs to no card");
        assert!(index.group.iter().all(|group| !group.paper.is_empty() && !group.question.is_empty()));
    }

    #[test]
    fn the_paper_of_a_group_is_the_one_that_its_presets_cite() {
        let (presets, catalog) = catalog();
        for group in &catalog.groups {
            for place in group.cards.iter().flat_map(|card| &card.presets) {
                let cites = &presets[*place].cites;
                assert!(cites.contains(&group.paper), "{}: {cites} against {}", presets[*place].name, group.paper);
            }
        }
    }

    #[test]
    fn twins_are_told_apart_by_their_conditions() {
        let (presets, catalog) = catalog();
        for card in catalog.groups.iter().flat_map(|group| &group.cards).filter(|card| card.presets.len() > 1) {
            let conditions: BTreeSet<&str> = card.presets.iter().map(|p| presets[*p].condition.as_str()).collect();
            assert_eq!(conditions.len(), card.presets.len(), "{}", card.title);
            assert!(!conditions.contains(""), "{}", card.title);
        }
    }

    #[test]
    fn a_walk_stops_once_at_each_card_and_begins_again() {
        let (presets, catalog) = catalog();
        let place = |name: &str| presets.iter().position(|preset| preset.name == name).unwrap();
        let mut seen = Vec::new();
        let mut here = catalog.groups[0].cards[0].face;
        loop {
            seen.push(here);
            here = catalog.next(&List::All, here, 1).unwrap();
            if here == seen[0] {
                break;
            }
        }
        assert_eq!(seen.len(), catalog.groups.iter().map(|group| group.cards.len()).sum::<usize>());
        assert!(seen.len() < presets.len(), "twins are passed by");
        // From a twin on, as from the card that it is on.
        let [a, b] = ["fig-6a-1", "fig-6a-2"].map(|name| catalog.next(&List::All, place(name), 1));
        assert_eq!(a, b);
        assert_eq!(catalog.next(&List::All, seen[0], -1), seen.last().copied());
        assert_eq!(catalog.next(&List::Start, place("fig-2a"), 1), None);
    }

    #[test]
    fn a_search_finds_titles_names_words_of_the_sentence_and_symbols() {
        let (presets, catalog) = catalog();
        assert_eq!(found(&presets, &catalog, "zig-zag")[0], "fig-5d", "a word of the title");
        assert_eq!(
            found(&presets, &catalog, "minimax-random-1000"),
            ["minimax-random-1000"],
            "the twin that was meant"
        );
        assert_eq!(found(&presets, &catalog, "FIG 2A")[0], "fig-2a", "the closest comes first");
        assert!(found(&presets, &catalog, "saw-tooths").contains(&"fig-2d"), "a word of the sentence");
        assert!(found(&presets, &catalog, "beta").contains(&"plastic-oja"), "β as it is typed");
        assert!(found(&presets, &catalog, "j_EI").contains(&"plastic-runaway"), "a symbol as it is written");
        assert!(found(&presets, &catalog, "pehlevan image").iter().all(|name| name.starts_with("minimax")));
        assert!(found(&presets, &catalog, "no such preset").is_empty());
        assert_eq!(found(&presets, &catalog, "  ").len(), catalog.cards(&List::All).len());
    }

    #[test]
    fn what_did_not_come_with_the_program_is_a_group_of_its_own() {
        let mut presets = presets();
        let mut own = presets[0].clone();
        own.title = "My own".to_owned();
        // A file may be called as a built-in preset is.
        presets.push(own.clone());
        own.name = "mine".to_owned();
        presets.push(own);
        let catalog = Catalog::of(&presets);
        let last = catalog.groups.last().unwrap();
        assert_eq!(last.question, OPENED);
        let faces: Vec<usize> = last.cards.iter().map(|card| card.face).collect();
        assert_eq!(faces, [BUILT_IN.len(), BUILT_IN.len() + 1]);
        // What stands in the person's folder is another group; under the name of a built-in one it takes its place.
        presets[BUILT_IN.len() + 1].is_own = true;
        presets[0].is_own = true;
        let catalog = Catalog::of(&presets);
        let groups: Vec<&str> = catalog.groups.iter().rev().map(|group| group.question.as_str()).collect();
        assert_eq!(groups[..2], [OPENED, OWN]);
        assert!(!catalog.groups[catalog.groups.len() - 2].cards.iter().any(|card| card.has(0)));
        assert!(Catalog::of::<crate::model::System>(&[]).groups.is_empty());
    }
}
