//! Which columns of a table are meant.

use super::{Table, quoted};

/// What two columns are to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// y over x.
    Function,
    /// x over time.
    Course,
}

/// Which columns were found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pick {
    /// These two.
    Two([usize; 2]),
    /// There is but one, whose rows are evenly spaced.
    Alone(usize),
    /// Their names do not tell which are meant.
    Ask,
}

impl Role {
    /// Names by which the first and the second column are known, the best first.
    fn names(self) -> [&'static [&'static str]; 2] {
        match self {
            Role::Function => [&["x", "input"], &["y", "target", "f", "f(x)", "y_e", "output"]],
            Role::Course => [&["t", "time"], &["x", "input", "x(t)"]],
        }
    }

    /// The two in a word each.
    pub fn words(self) -> [&'static str; 2] {
        match self {
            Role::Function => ["x", "y"],
            Role::Course => ["time", "x"],
        }
    }
}

/// A heading without what stands behind its name: `Time_ms` is time.
fn bare(name: &str) -> String {
    let name = name.trim().to_lowercase();
    let cut = ["_ms", "_s"].iter().find_map(|unit| name.strip_suffix(unit));
    cut.unwrap_or(&name).to_owned()
}

impl Table {
    /// The columns for a role; `wanted` names them, by heading or by number from 1.
    ///
    /// # Errors
    /// If a wanted column is not there, or there are too few.
    pub fn pick(&self, role: Role, wanted: Option<&[String; 2]>) -> Result<Pick, String> {
        if let Some([first, second]) = wanted {
            return Ok(Pick::Two([self.find(first)?, self.find(second)?]));
        }
        let data: Vec<usize> = (0..self.columns.len()).filter(|k| !self.columns[*k].is_index).collect();
        let [first, second] = role.names();
        let known = |names: &[&str]| {
            names.iter().find_map(|name| data.iter().copied().find(|k| bare(&self.columns[*k].name) == *name))
        };
        // Columns named as those of a curve have no time among them.
        if role == Role::Course
            && let [p, q] = data[..]
            && let [Some(x), Some(y)] = Role::Function.names().map(known)
            && (p, q) == (x.min(y), x.max(y))
            && known(first).is_none()
        {
            return Ok(Pick::Ask);
        }
        match (known(first), known(second), &data[..]) {
            (Some(a), Some(b), _) => Ok(Pick::Two([a, b])),
            // Of two, one that is known leaves the other.
            (Some(a), None, [p, q]) => Ok(Pick::Two([a, if a == *p { *q } else { *p }])),
            (None, Some(b), [p, q]) => Ok(Pick::Two([if b == *p { *q } else { *p }, b])),
            (None, None, [a, b]) => Ok(Pick::Two([*a, *b])),
            (_, _, [one]) if role == Role::Course => Ok(Pick::Alone(*one)),
            (_, _, [] | [_]) => {
                let [x, y] = role.words();
                Err(format!("has one column of numbers; needed are two, {x} and {y}"))
            }
            _ => Ok(Pick::Ask),
        }
    }

    /// Whether there are two columns, and both are named as those of a course over time.
    pub fn is_course(&self) -> bool {
        let mut names: Vec<String> =
            self.columns.iter().filter(|column| !column.is_index).map(|column| bare(&column.name)).collect();
        names.sort();
        let [first, second] = Role::Course.names();
        matches!(&names[..], [a, b] if first.contains(&a.as_str()) && second.contains(&b.as_str())
            || first.contains(&b.as_str()) && second.contains(&a.as_str()))
    }

    fn find(&self, wanted: &str) -> Result<usize, String> {
        let wanted = wanted.trim();
        let same = |name: &str| name == wanted || name.eq_ignore_ascii_case(wanted);
        let exact = self.columns.iter().position(|column| column.name == wanted);
        let named = exact.or_else(|| self.columns.iter().position(|column| same(&column.name)));
        let place = || wanted.parse().ok().and_then(|n: usize| self.columns.iter().position(|c| c.place == n));
        named.or_else(place).ok_or_else(|| format!("has no column \"{}\"; it has {}", quoted(wanted), self.titles()))
    }

    /// All columns by their names and numbers, as far as a message has room.
    pub fn titles(&self) -> String {
        let one = |k: usize| match &self.columns[k] {
            column if column.name.is_empty() => column.place.to_string(),
            column => format!("{} ({})", column.name, column.place),
        };
        quoted((0..self.columns.len()).map(one).collect::<Vec<_>>().join(", "))
    }
}
