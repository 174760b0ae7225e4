//! A table of numbers from text, whatever program wrote it.

use super::split::{Cell, cell, sniff};
use super::{Mark, Separator, quoted};
use std::borrow::Cow;

/// Lines looked at from the start, and as many from the middle, to find out how cells are parted.
const SAMPLE: usize = 100;
/// Lines before the first row of numbers at most.
const HEAD: usize = 2_000;
/// Numbers that a small file may come to, once its short rows are filled up.
const PADDED: usize = 1 << 20;
/// What begins a comment.
const COMMENTS: [&str; 4] = ["#", "%", "//", "!"];

/// One column.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Column {
    /// Its heading; empty if it has none.
    pub name: String,
    /// Its unit; empty if none is given.
    pub unit: String,
    /// Which column of the file it is, from 1.
    pub place: usize,
    /// Its numbers, one a row; NaN where there is none.
    pub values: Vec<f64>,
    /// Whether it only numbers or names the rows.
    pub is_index: bool,
}

/// Columns of equal length, and how they were written.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// The columns.
    pub columns: Vec<Column>,
    /// The line of the file, from 1, in which each row stands.
    pub lines: Vec<usize>,
    /// The file's encoding, if that is not UTF-8.
    pub encoding: Option<&'static str>,
    /// What parts the cells; `None` for a single column.
    pub separator: Option<Separator>,
    /// What stands before decimals.
    pub mark: Mark,
    /// Whether points stood in rows beside each other.
    pub in_rows: bool,
}

/// A line that may have to do with the table: its number from 1, and its cells.
type Row<'a> = (usize, Vec<Cow<'a, str>>);

impl Table {
    /// Reads a table. Comments, empty lines and rows of empty cells do not count; lines above the numbers are titles,
    /// headings and units.
    ///
    /// # Errors
    /// If there are no numbers, or something else stands among them; the text names the line.
    pub fn read(text: &str) -> Result<Table, String> {
        // Old programs end lines with a carriage return alone.
        let text = if text.contains('\r') && !text.contains('\n') {
            Cow::Owned(text.replace('\r', "\n"))
        } else {
            Cow::Borrowed(text)
        };
        let given = text.lines().next().and_then(said);
        let mut lines = (1..).zip(text.lines()).skip(usize::from(given.is_some())).filter(|(_, line)| counts(line));
        let sample = sample(&text, given.is_some());
        let (separator, mark, label) = match sniff(&sample, given) {
            Some((separator, mark, label)) => (Some(separator), mark, label),
            None => (None, single(&sample)?, false),
        };
        let parts = separator.unwrap_or(Separator::Char('\t'));
        let (mut above, found) = head(&mut lines, parts, mark, label);
        if !found {
            // A row that has numbers, but not alone.
            let number = |text: &Cow<'_, str>| matches!(cell(text, mark), Cell::Number(_));
            let row = above.iter().find(|(_, cells)| cells.first().is_some_and(number));
            let text = row.and_then(|(_, cells)| cells.iter().find(|text| cell(text, mark) == Cell::Text));
            return Err(match (row, text) {
                (Some((line, cells)), Some(text)) => wrong(*line, cells, text),
                _ => nothing(&sample),
            });
        }
        let Some((line, row)) = above.pop() else { return Err(nothing(&sample)) };
        let columns = (1..=row.len()).map(|place| Column { place, ..Column::default() }).collect();
        let mut table = Table { columns, lines: Vec::new(), encoding: None, separator, mark, in_rows: false };
        let mut labels = Vec::new();
        table.push(&row, line, label, &mut labels)?;
        let mut cells = Vec::new();
        let most = text.len().max(PADDED);
        for (n, line) in lines {
            parts.cells(line, &mut cells);
            if cells.iter().all(|text| text.is_empty()) {
                continue;
            }
            // Short rows are filled up: a small file must not ask for all memory.
            if (table.len() + 1) * table.columns.len() > most {
                let (first, width) = (table.lines[0], table.columns.len());
                return Err(format!("line {n}: has {} cells; line {first} has {width}, as all must have", cells.len()));
            }
            table.push(&cells, n, label, &mut labels)?;
        }
        table.name(&above, label, &text)?;
        table.turn(label.then_some(labels));
        table.tidy(label);
        Ok(table)
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// What messages call a column: its heading, or its place.
    pub fn title(&self, column: usize) -> String {
        match self.columns.get(column) {
            Some(column) if !column.name.is_empty() => quoted(&column.name),
            Some(column) => format!("column {}", column.place),
            None => String::new(),
        }
    }

    /// How it was written, as far as that is worth a word.
    pub fn notes(&self) -> Vec<String> {
        let mut how: Vec<String> = self.separator.map(Separator::name).into_iter().collect();
        if self.mark == Mark::Comma {
            how.push("decimal comma".to_owned());
        }
        if self.in_rows {
            how.push("in rows".to_owned());
        }
        how
    }

    fn push(
        &mut self,
        cells: &[Cow<'_, str>],
        line: usize,
        label: bool,
        labels: &mut Vec<String>,
    ) -> Result<(), String> {
        if cells.len() > self.columns.len() && cells[self.columns.len()..].iter().any(|text| !text.is_empty()) {
            return Err(format!(
                "line {line}: has {} cells; the first row of numbers, line {}, has {}: {}",
                cells.len(),
                self.lines.first().copied().unwrap_or(line),
                self.columns.len(),
                quote(cells)
            ));
        }
        if label {
            labels.push(cells.first().map(|text| text.to_string()).unwrap_or_default());
        }
        for (k, column) in self.columns.iter_mut().enumerate() {
            let text = cells.get(k).map_or("", |text| text);
            let value = match cell(text, self.mark) {
                Cell::Number(value) => value,
                Cell::Missing => f64::NAN,
                Cell::Text if label && k == 0 => f64::NAN,
                Cell::Text => {
                    return Err(format!("{}{}", wrong(line, cells, text), self.hint(text)));
                }
            };
            column.values.push(value);
        }
        self.lines.push(line);
        Ok(())
    }

    /// What may be wrong with a cell that is no number.
    fn hint(&self, text: &str) -> &'static str {
        match self.mark {
            Mark::Point if text.contains(',') => " (others have a decimal point)",
            Mark::Comma if text.contains('.') => " (others have a decimal comma)",
            _ => "",
        }
    }

    /// Takes names and units from the lines above the numbers.
    fn name(&mut self, above: &[Row<'_>], label: bool, text: &str) -> Result<(), String> {
        let width = self.columns.len();
        let is_text = |(_, cells): &Row<'_>| {
            let mut kinds = cells.iter().map(|text| cell(text, self.mark));
            !kinds.any(|kind| matches!(kind, Cell::Number(_)))
        };
        let heading = |row: &Row<'_>| is_text(row) || is_counting(&row.1, self.mark);
        // Behind the headings there are numbers alone; before them there may be anything.
        let last = above.iter().rposition(heading);
        if let Some((line, cells)) = above.get(last.map_or(0, |last| last + 1)) {
            let text = cells.iter().find(|text| cell(text, self.mark) == Cell::Text);
            return Err(wrong(*line, cells, text.map_or("", |text| text)));
        }
        let full = |(_, cells): &Row<'_>| {
            (cells.len() == width || cells.len() + 1 == width) && cells.iter().skip(1).all(|text| !text.is_empty())
        };
        let names: Vec<&Row<'_>> = above.iter().rev().take_while(|row| heading(row) && full(row)).collect();
        let (names, units) = match names[..] {
            [] => (self.commented(text).unwrap_or_default(), Vec::new()),
            [one] => (owned(&one.1), Vec::new()),
            // The lower one has the units, unless it has the names that everybody knows.
            [low, high, ..] if !low.1.iter().any(|text| matches!(&**text, "x" | "y" | "t")) => {
                (owned(&high.1), owned(&low.1))
            }
            [low, ..] => (owned(&low.1), Vec::new()),
        };
        // R writes no heading over the column that numbers the rows.
        let shift = usize::from(names.len() + 1 == width && names.len() > 1);
        for (k, name) in names.into_iter().enumerate() {
            if let Some(column) = self.columns.get_mut(k + shift) {
                (column.name, column.unit) = parted(&name);
            }
        }
        for (k, unit) in units.into_iter().enumerate() {
            if let Some(column) = self.columns.get_mut(k + shift) {
                column.unit = unit.trim_matches(['[', ']', '(', ')']).to_owned();
            }
        }
        let named = self.columns.iter().filter(|column| !column.name.is_empty()).count();
        let first = &mut self.columns[0];
        let unnamed = first.name.is_empty() || first.name.to_lowercase().starts_with("unnamed");
        first.is_index = label || (width > 2 && named > 0 && unnamed);
        Ok(())
    }

    /// Names from the last comment above the numbers, as NumPy writes them.
    fn commented(&self, text: &str) -> Option<Vec<String>> {
        let first = *self.lines.first()?;
        let above = text.lines().take(first - 1).filter(|line| !line.trim().is_empty());
        let comment = above.last()?.trim_start().trim_start_matches(['#', '%', '/', '!']).to_owned();
        let mut cells = Vec::new();
        for separator in self.separator.into_iter().chain(Separator::ALL) {
            separator.cells(&comment, &mut cells);
            let all_words = cells.iter().all(|text| cell(text, self.mark) == Cell::Text);
            if cells.len() == self.columns.len() && all_words {
                return Some(owned(&cells));
            }
        }
        None
    }

    /// Rows become columns where points stand side by side: two rows of many numbers, or few that are named at their left.
    fn turn(&mut self, labels: Option<Vec<String>>) {
        let (rows, width) = (self.len(), self.columns.len() - usize::from(labels.is_some()));
        let named_above = self.columns.iter().any(|column| !column.name.is_empty());
        let lies =
            if labels.is_some() { rows <= width && rows > 1 } else { rows > 1 && width > 3 && width >= 2 * rows };
        if named_above || !lies {
            return;
        }
        let old = std::mem::take(&mut self.columns);
        let from = usize::from(labels.is_some());
        let one = |row: usize| Column {
            place: row + 1,
            values: old[from..].iter().map(|column| column.values[row]).collect(),
            ..Column::default()
        };
        self.columns = (0..rows).map(one).collect();
        for (column, label) in self.columns.iter_mut().zip(labels.into_iter().flatten()) {
            (column.name, column.unit) = parted(&label);
        }
        // All of them stand in the lines of their rows; the first is as good as any.
        self.lines = vec![self.lines[0]; width];
        self.in_rows = true;
    }

    /// Takes away columns that hold nothing, as spreadsheets leave them at the right.
    fn tidy(&mut self, label: bool) {
        let has = |column: &Column| column.values.iter().any(|v| !v.is_nan());
        if label && !self.in_rows {
            self.columns[0].is_index = true;
        }
        let keep = |column: &Column| column.is_index || has(column) || !column.name.is_empty();
        self.columns.retain(keep);
        // A column of words is nothing to choose.
        self.columns.retain(|column| !column.is_index || has(column));
    }
}

/// What the first line of a file for spreadsheets says parts its cells: `sep=;`.
fn said(line: &str) -> Option<Separator> {
    let line = line.trim().trim_matches('"');
    let after = line.get(..4).filter(|word| word.eq_ignore_ascii_case("sep=")).map(|_| &line[4..])?;
    let mut rest = after.chars();
    match (rest.next(), rest.next()) {
        (Some(' '), None) => Some(Separator::Blanks),
        (Some(c), None) => Some(Separator::Char(c)),
        // A tab at the end of a line may have been trimmed away.
        (None, _) => Some(Separator::Char('\t')),
        _ if after == "\\t" => Some(Separator::Char('\t')),
        _ => None,
    }
}

/// Whether a line is neither empty nor a comment.
fn counts(line: &str) -> bool {
    let line = line.trim_start();
    !line.is_empty() && line != "\x1a" && !COMMENTS.iter().any(|begin| line.starts_with(begin))
}

/// Lines by which to find out how the table is written.
fn sample(text: &str, is_said: bool) -> Vec<&str> {
    let lines = text.lines().skip(usize::from(is_said)).filter(|line| counts(line));
    let mut all: Vec<&str> = lines.take(SAMPLE).collect();
    if all.len() == SAMPLE {
        let mut middle = text.len() / 2;
        while !text.is_char_boundary(middle) {
            middle += 1;
        }
        // The first line from the middle may be half a one.
        all.extend(text[middle..].lines().skip(1).filter(|line| counts(line)).take(SAMPLE));
    }
    all
}

/// The mark of a single column of numbers.
fn single(lines: &[&str]) -> Result<Mark, String> {
    let numbers = |mark| lines.iter().filter(|line| matches!(cell(line.trim(), mark), Cell::Number(_))).count();
    match [numbers(Mark::Point), numbers(Mark::Comma)] {
        [0, 0] => Err(nothing(lines)),
        [point, comma] if comma > point => Ok(Mark::Comma),
        _ => Ok(Mark::Point),
    }
}

fn nothing(lines: &[&str]) -> String {
    let begin = lines.first().map(|line| line.chars().take(60).collect::<String>());
    begin.map_or_else(String::new, |line| format!("holds no row of numbers; it begins with {line:?}"))
}

/// The lines down to the first row of numbers, with that last, and whether there is one. `label` allows a word at the left
/// of it.
fn head<'a>(
    lines: &mut impl Iterator<Item = (usize, &'a str)>,
    parts: Separator,
    mark: Mark,
    label: bool,
) -> (Vec<Row<'a>>, bool) {
    let mut all: Vec<Row<'a>> = Vec::new();
    for (n, line) in lines.take(HEAD) {
        let mut cells = Vec::new();
        parts.cells(line, &mut cells);
        if cells.iter().all(|text| text.is_empty()) {
            continue;
        }
        let kinds: Vec<Cell> = cells.iter().skip(usize::from(label)).map(|text| cell(text, mark)).collect();
        let is_row = !kinds.contains(&Cell::Text) && kinds.iter().any(|kind| matches!(kind, Cell::Number(_)));
        let is_row = is_row && !is_counting(&cells, mark);
        all.push((n, cells));
        if is_row {
            return (all, true);
        }
    }
    (all, false)
}

/// Whether cells are the numbers by which pandas calls columns without names: nothing, 0, 1, 2.
fn is_counting(cells: &[Cow<'_, str>], mark: Mark) -> bool {
    cells.len() > 2
        && cells[0].is_empty()
        && cells[1..].iter().enumerate().all(|(k, text)| cell(text, mark) == Cell::Number(k as f64))
}

fn owned(cells: &[Cow<'_, str>]) -> Vec<String> {
    cells.iter().map(|text| text.to_string()).collect()
}

/// Name and unit of a heading: `rate [Hz]`, `rate (Hz)`.
fn parted(heading: &str) -> (String, String) {
    for (open, close) in [('[', ']'), ('(', ')')] {
        if let Some((name, unit)) = heading.strip_suffix(close).and_then(|rest| rest.split_once(open))
            // f(x) is a name.
            && name.ends_with(' ')
        {
            return (name.trim().to_owned(), unit.trim().to_owned());
        }
    }
    (heading.to_owned(), String::new())
}

/// What is said of a cell that is no number.
fn wrong(line: usize, cells: &[Cow<'_, str>], text: &str) -> String {
    format!("line {line}: given {}; allowed is a number in place of \"{}\"", quote(cells), quoted(text))
}

/// The cells of a line, as a message shows them.
fn quote(cells: &[Cow<'_, str>]) -> String {
    let text = cells.join(", ");
    let short: String = text.chars().take(60).collect();
    if short.len() < text.len() { format!("{short:?}...") } else { format!("{text:?}") }
}
