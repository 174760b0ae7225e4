//! A curve from a file with two columns.

use crate::geometry::Point;
use crate::picture::Drawing;
use std::path::Path;

/// Points that a curve may have.
const MOST: usize = 100_000;

/// Reads x and y from the first two columns of a CSV file; one line of headings is allowed. A function comes sorted by
/// x, a closed curve in the order of its lines and with its first point only once.
///
/// # Errors
/// If it cannot be read, or holds too few points; the text names file and line.
pub fn read_points(path: &Path, drawing: Drawing) -> Result<Vec<Point>, String> {
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
    let (least, needed) = match drawing {
        Drawing::Function => {
            points.sort_by(|a, b| a.x.total_cmp(&b.x));
            points.dedup_by(|later, first| later.x == first.x);
            (2, "two or more with different x")
        }
        Drawing::Loop => {
            points.dedup();
            if points.len() > 1 && points.first() == points.last() {
                points.pop();
            }
            (3, "three or more along a closed curve")
        }
    };
    if points.len() < least {
        return Err(format!("{name}: holds {} points; needed are {needed}", points.len()));
    }
    Ok(points)
}
