//! Points of a curve from two columns of a table.

use super::Table;

/// Two knots of a step are so far apart, as a part of the whole range.
const STEP: f64 = 1e-3;
/// Places named one by one at most.
const NAMED: usize = 3;

/// Points of a curve, and what was done to get them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Course {
    /// The points; with rising x unless it is a path.
    pub points: Vec<[f64; 2]>,
    /// What was done that a person should know.
    pub notes: Vec<String>,
}

impl Course {
    /// A function of x: sorted; of rows with the same x the mean, or a step where only single places between the ends have
    /// two values, one row after the other.
    ///
    /// # Errors
    /// If there are not two points with different x.
    pub fn function(table: &Table, columns: [usize; 2]) -> Result<Course, String> {
        let (mut rows, mut notes) = rows(table, columns);
        if rows.windows(2).any(|pair| pair[0].1 > pair[1].1) {
            // Stable: rows with the same x stay in their order.
            rows.sort_by(|a, b| a.1.total_cmp(&b.1));
            notes.push(format!("sorted by {}", table.title(columns[0])));
        }
        let mut groups: Vec<&[(usize, f64, f64)]> = rows.chunk_by(|a, b| a.1 == b.1).collect();
        let range = rows.last().map_or(0.0, |last| last.1) - rows.first().map_or(0.0, |first| first.1);
        if groups.len() < 2 {
            return Err(format!(
                "holds {} with different {}; needed are two or more",
                count(groups.len(), "point"),
                table.title(columns[0])
            ));
        }
        let is_single = |group: &&[(usize, f64, f64)]| group.len() == 1;
        let in_turn = |group: &&[(usize, f64, f64)]| match group {
            [_] => true,
            [a, b] => a.0 + 1 == b.0,
            _ => false,
        };
        let has_steps =
            groups.first().is_some_and(is_single) && groups.last().is_some_and(is_single) && groups.iter().all(in_turn);
        let mut points: Vec<[f64; 2]> = Vec::with_capacity(groups.len());
        let (mut steps, mut means) = (Vec::new(), 0);
        let ends: Vec<f64> = groups.iter().map(|group| group[0].1).collect();
        for (k, group) in groups.drain(..).enumerate() {
            let (x, y) = (group[0].1, group[0].2);
            match group {
                [_, second] if has_steps && second.2 != y => {
                    let half = 0.5 * (STEP * range).min((x - ends[k - 1]) / 3.0).min((ends[k + 1] - x) / 3.0);
                    points.extend([[x - half, y], [x + half, second.2]]);
                    steps.push(x);
                }
                [_] => points.push([x, y]),
                _ => {
                    points.push([x, group.iter().map(|row| row.2).sum::<f64>() / group.len() as f64]);
                    means += group.len();
                }
            }
        }
        if means > 0 {
            let places = ends.len();
            notes.push(format!("{means} rows share their {}: their mean, {places} points", table.title(columns[0])));
        }
        if !steps.is_empty() {
            let what = if steps.len() == 1 { "a step" } else { "steps" };
            let places: Vec<f64> = steps.iter().map(|x| (x * 1e6).round() / 1e6).collect();
            notes.push(format!("{what} at {} = {}", table.title(columns[0]), some(&places)));
        }
        Ok(Course { points, notes })
    }

    /// A path in the order of its rows, whose last point is not its first.
    ///
    /// # Errors
    /// If there are not three points.
    pub fn path(table: &Table, columns: [usize; 2]) -> Result<Course, String> {
        let (rows, notes) = rows(table, columns);
        let mut points: Vec<[f64; 2]> = rows.into_iter().map(|(_, x, y)| [x, y]).collect();
        points.dedup();
        if points.len() > 1 && points.first() == points.last() {
            points.pop();
        }
        if points.len() < 3 {
            return Err(format!(
                "holds {}; needed are three or more along a closed curve",
                count(points.len(), "point")
            ));
        }
        Ok(Course { points, notes })
    }

    /// Smallest and largest value along an axis, 0 or 1.
    pub fn range(&self, axis: usize) -> [f64; 2] {
        let each = self.points.iter().map(|point| point[axis]);
        each.fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], v| [low.min(v), high.max(v)])
    }

    /// Value at `x` of a function, straight between points and constant beyond the outer ones.
    pub fn at(&self, x: f64) -> f64 {
        let after = self.points.partition_point(|point| point[0] <= x);
        match (after.checked_sub(1).and_then(|k| self.points.get(k)), self.points.get(after)) {
            (Some([x0, y0]), Some([x1, y1])) => y0 + (y1 - y0) * (x - x0) / (x1 - x0),
            (Some([_, y]), None) | (None, Some([_, y])) => *y,
            (None, None) => f64::NAN,
        }
    }
}

/// Rows with both numbers: number, first, second. Those without are told.
fn rows(table: &Table, [a, b]: [usize; 2]) -> (Vec<(usize, f64, f64)>, Vec<String>) {
    let (a, b) = (&table.columns[a].values, &table.columns[b].values);
    let all = a.iter().zip(b).enumerate().map(|(row, (x, y))| (row, *x, *y));
    let (whole, bare): (Vec<_>, Vec<_>) = all.partition(|(_, x, y)| !x.is_nan() && !y.is_nan());
    let mut notes = Vec::new();
    if !bare.is_empty() {
        let lines: Vec<usize> = bare.iter().map(|(row, ..)| table.lines[*row]).collect();
        let where_ = if lines.len() == 1 { "line" } else { "lines" };
        notes.push(format!("{} without a number left out ({where_} {})", count(lines.len(), "row"), some(&lines)));
    }
    (whole, notes)
}

/// `1 row`, `2 rows`.
fn count(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

/// The first few of many.
fn some<T: std::fmt::Display>(all: &[T]) -> String {
    let first: Vec<String> = all.iter().take(NAMED).map(T::to_string).collect();
    let more = if all.len() > NAMED { format!(" and {} more", all.len() - NAMED) } else { String::new() };
    format!("{}{more}", first.join(", "))
}
