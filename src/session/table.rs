//! A curve from a file with two columns.

use crate::geometry::Point;
use std::path::Path;

/// Points that a curve may have.
const MOST: usize = 100_000;

/// Reads x and y from the first two columns of a CSV file, sorted by x; one line of headings is allowed.
///
/// # Errors
/// If it cannot be read, or holds fewer than two points; the text names file and line.
pub fn read_points(path: &Path) -> Result<Vec<Point>, String> {
    let name = path.display();
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .comment(Some(b'#'))
        .from_path(path)
        .map_err(|error| format!("{name}: cannot be read: {error}"))?;
    let mut points = Vec::new();
    for (line, record) in reader.records().enumerate().take(MOST) {
        let record = record.map_err(|error| format!("{name}: {error}"))?;
        let number = |k: usize| record.get(k).and_then(|text| text.parse::<f64>().ok()).filter(|v| v.is_finite());
        match (number(0), number(1)) {
            (Some(x), Some(y)) => points.push(Point::new(x, y)),
            // Headings.
            _ if line == 0 => {}
            _ => {
                let given: Vec<&str> = record.iter().collect();
                return Err(format!(
                    "{name}: line {}: given {:?}; needed are two numbers, x and y",
                    line + 1,
                    given.join(", ")
                ));
            }
        }
    }
    points.sort_by(|a, b| a.x.total_cmp(&b.x));
    points.dedup_by(|later, first| later.x == first.x);
    if points.len() < 2 {
        return Err(format!("{name}: holds {} points; needed are two or more with different x", points.len()));
    }
    Ok(points)
}
