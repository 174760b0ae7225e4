//! Numbers as people read them, with a true minus sign.

/// Three or four digits.
pub fn number(value: f64) -> String {
    let text = match value.abs() {
        0.0 => "0".to_owned(),
        v if (1e-2..1e4).contains(&v) => format!("{:.*}", (2 - v.log10().floor() as i32).max(0) as usize, value),
        _ => format!("{value:.2e}"),
    };
    text.replace('-', "−")
}

/// So many digits after the point.
pub fn fixed(value: f64, digits: usize) -> String {
    let text = format!("{value:.digits$}");
    // Minus zero is rounding dust.
    if text.bytes().any(|byte| (b'1'..=b'9').contains(&byte)) {
        text.replace('-', "−")
    } else {
        text.trim_start_matches('-').to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_three_digits() {
        let cases = [(0.0, "0"), (1.234, "1.23"), (-12.34, "−12.3"), (1234.4, "1234"), (1e-4, "1.00e−4")];
        for (value, text) in cases {
            assert_eq!(number(value), text);
        }
    }

    #[test]
    fn nothing_has_no_sign() {
        assert_eq!([fixed(-0.001, 2), fixed(-1.5, 1), fixed(2.0, 0)], ["0.00", "−1.5", "2"]);
    }
}
