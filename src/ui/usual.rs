//! The part of its range over which a parameter is usually moved.

use crate::param::{Kind, Scale, Spec};

/// The part of the range of a number that a slider spans: a slider over the whole range of a weight would jump. It holds
/// the value and the default. `None` for what is no number.
pub fn usual_range(spec: &Spec, value: f64) -> Option<[f64; 2]> {
    let (min, max, default, log, is_count) = match spec.kind {
        Kind::Number { min, max, default, scale } => (min, max, default, scale == Scale::Log, false),
        Kind::Count { min, max, default } => (min as f64, max as f64, default as f64, max > 1000, true),
        _ => return None,
    };
    let limit = match (is_count, log) {
        (true, true) => (10.0 * default).max(200.0),
        (true, false) => (2.0 * default).max(200.0),
        (false, true) => 10.0f64.max(default * 10.0),
        (false, false) => 5.0f64.max(3.0 * default.abs()),
    };
    let high = max.min(limit).max(value).max(default);
    let low = if min < 0.0 { min.max(-limit).min(value) } else { min };
    Some([low, high])
}
