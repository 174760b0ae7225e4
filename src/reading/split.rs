//! A line into cells, and what parts them.

use super::Mark;
use super::number::number;
use std::borrow::Cow;

/// What parts the cells of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Separator {
    /// One character.
    Char(char),
    /// Any number of blanks.
    Blanks,
}

impl Separator {
    /// Those that are looked for, in this order.
    pub(super) const ALL: [Separator; 5] =
        [Separator::Char('\t'), Separator::Char(';'), Separator::Char(','), Separator::Char('|'), Separator::Blanks];

    /// In a word.
    pub fn name(self) -> String {
        match self {
            Separator::Char('\t') => "tab".to_owned(),
            Separator::Char(';') => "semicolon".to_owned(),
            Separator::Char(',') => "comma".to_owned(),
            Separator::Char(other) => format!("“{other}”"),
            Separator::Blanks => "blanks".to_owned(),
        }
    }

    /// The cells of a line, without quotes and the blanks around them.
    pub(super) fn cells<'a>(self, line: &'a str, cells: &mut Vec<Cow<'a, str>>) {
        cells.clear();
        if line.contains('"') {
            return self.quoted(line, cells);
        }
        match self {
            Separator::Char(c) => cells.extend(line.split(c).map(|cell| Cow::Borrowed(cell.trim()))),
            Separator::Blanks => cells.extend(line.split_whitespace().map(Cow::Borrowed)),
        }
    }

    fn quoted<'a>(self, line: &'a str, cells: &mut Vec<Cow<'a, str>>) {
        let parts = |c: char| match self {
            Separator::Char(separator) => c == separator,
            Separator::Blanks => c.is_whitespace(),
        };
        let (mut cell, mut open, mut begun) = (String::new(), false, false);
        let mut rest = line.chars().peekable();
        while let Some(c) = rest.next() {
            match c {
                // Two of them within quotes are one.
                '"' if open && rest.peek() == Some(&'"') => {
                    rest.next();
                    cell.push('"');
                }
                '"' => (open, begun) = (!open, true),
                _ if !open && parts(c) => {
                    if self != Separator::Blanks || begun {
                        cells.push(Cow::Owned(cell.trim().to_owned()));
                    }
                    (cell, begun) = (String::new(), false);
                }
                _ => {
                    cell.push(c);
                    begun = true;
                }
            }
        }
        if self != Separator::Blanks || begun {
            cells.push(Cow::Owned(cell.trim().to_owned()));
        }
    }
}

/// What a cell holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Cell {
    Number(f64),
    /// Nothing, or a word for nothing.
    Missing,
    Text,
}

/// Words for a number that is not there.
const NOTHING: &[&str] = &[
    "na", "nan", "n/a", "null", "none", "nil", "-", "--", "?", ".", "#n/a", "inf", "-inf", "+inf", "infinity",
    "#div/0!",
];

pub(super) fn cell(text: &str, mark: Mark) -> Cell {
    match number(text, mark) {
        Some(value) => Cell::Number(value),
        None if text.is_empty() || NOTHING.iter().any(|word| word.eq_ignore_ascii_case(text)) => Cell::Missing,
        None => Cell::Text,
    }
}

/// How lines are parted, with which decimal mark, and whether words stand beside all numbers: the way that makes most lines
/// numbers alone. `given` is what the file itself says of it.
pub(super) fn sniff(lines: &[&str], given: Option<Separator>) -> Option<(Separator, Mark, bool)> {
    let mut cells = Vec::new();
    let mut best: Option<([usize; 2], Separator, Mark)> = None;
    for separator in given.map_or(Separator::ALL.to_vec(), |separator| vec![separator]) {
        for mark in [Mark::Point, Mark::Comma] {
            // Lines of numbers alone, and such with a number beside something else.
            let mut score = [0; 2];
            for line in lines {
                separator.cells(line, &mut cells);
                let numbers = cells.iter().filter(|text| matches!(cell(text, mark), Cell::Number(_))).count();
                let texts = cells.iter().filter(|text| cell(text, mark) == Cell::Text).count();
                if cells.len() > 1 && numbers > 0 {
                    score[usize::from(texts > 0)] += 1;
                }
            }
            if score != [0; 2] && best.is_none_or(|(most, ..)| score > most) {
                best = Some((score, separator, mark));
            }
        }
    }
    best.map(|([alone, _], separator, mark)| (separator, mark, alone == 0))
}
