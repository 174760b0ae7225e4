//! One number, or a list of them, as people and programs write them.

/// What stands before the decimals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mark {
    /// 0.5
    #[default]
    Point,
    /// 0,5
    Comma,
}

/// Reads a finite number: also with a Unicode minus, an exponent after D, and groups of three digits.
pub fn number(text: &str, mark: Mark) -> Option<f64> {
    let text = text.trim();
    let finite = |v: &f64| v.is_finite();
    if mark == Mark::Point
        && let Ok(value) = text.parse::<f64>()
    {
        return Some(value).filter(finite);
    }
    if text.is_empty() || text.len() > 64 {
        return None;
    }
    let (own, other) = if mark == Mark::Point { ('.', ',') } else { (',', '.') };
    let [mut tidy, mut groups] = [String::with_capacity(text.len()), String::new()];
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\u{2212}' | '\u{2013}' | '\u{2012}' => tidy.push('-'),
            'D' | 'd' => tidy.push('e'),
            // A mark needs digits behind it: `1,` is no number.
            _ if c == own && rest.peek().is_some_and(char::is_ascii_digit) => {
                tidy.push('.');
                groups.push('.');
                continue;
            }
            _ if c == other || matches!(c, '\u{a0}' | '\u{202f}' | '\u{2009}' | '\'' | '\u{2019}') => {
                groups.push('g');
                continue;
            }
            _ if c.is_ascii_digit() || matches!(c, '-' | '+' | 'e' | 'E') => tidy.push(c),
            _ => return None,
        }
        groups.push(c);
    }
    if groups.contains('g') && !is_grouped(&groups) {
        return None;
    }
    tidy.parse().ok().filter(finite)
}

/// Whether the groups before the decimals, which `g` parts, have three digits, the first one to three.
fn is_grouped(text: &str) -> bool {
    let whole = text.split(['.', 'e', 'E', 'D', 'd']).next().unwrap_or_default();
    let after = &text[whole.len()..];
    let mut groups = whole.trim_start_matches(|c: char| !c.is_ascii_digit() && c != 'g').split('g');
    let digits = |group: &str| group.chars().all(|c| c.is_ascii_digit());
    let first = groups.next().unwrap_or_default();
    !after.contains('g') && (1..=3).contains(&first.len()) && digits(first) && groups.all(|g| g.len() == 3 && digits(g))
}

/// Reads a number as it is typed, with a decimal point or a decimal comma; where there are both, the last one is the mark.
pub fn typed(text: &str) -> Option<f64> {
    let mark = match (text.rfind(','), text.rfind('.')) {
        (Some(comma), point) if point.is_none_or(|point| point < comma) => Mark::Comma,
        _ => Mark::Point,
    };
    number(text, mark)
}

/// Reads a list as it is typed: `1.05, 1.1`, `1,05; 1,1`, `1.05 1.1`. `None` if it is none, or if its commas could be both
/// decimal commas and separators, as in `1,05, 1,1`.
pub fn list(text: &str) -> Option<Vec<f64>> {
    let text = text.trim();
    let all = |items: &mut dyn Iterator<Item = &str>| {
        items.filter(|item| !item.trim().is_empty()).map(typed).collect::<Option<Vec<f64>>>()
    };
    if text.contains([';', '\t', '\n']) {
        return all(&mut text.split([';', '\t', '\n']));
    }
    if text.split_whitespace().nth(1).is_some() && !text.contains(", ") && !text.contains(" ,") {
        return all(&mut text.split_whitespace());
    }
    // A comma between digits beside one that is followed by a blank is another kind of comma.
    let tight = text.char_indices().any(|(at, c)| c == ',' && text[at + 1..].starts_with(|c: char| !c.is_whitespace()));
    if tight && text.contains(", ") {
        return None;
    }
    let point = |item: &str| number(item, Mark::Point);
    text.split(',').filter(|item| !item.trim().is_empty()).map(point).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_they_are_written() {
        for (text, expected) in [
            ("0.5", 0.5),
            (" -2 ", -2.0),
            ("\u{2212}5.00", -5.0),
            ("5.000000D-01", 0.5),
            ("1d3", 1000.0),
            ("+1e3", 1000.0),
            ("1,234.5", 1234.5),
            ("1'234'567", 1_234_567.0),
        ] {
            assert_eq!(number(text, Mark::Point), Some(expected), "{text}");
        }
        for (text, expected) in
            [("0,5", 0.5), ("1.234,5", 1234.5), ("1\u{a0}234,5", 1234.5), ("\u{2212}0,25", -0.25), ("7", 7.0)]
        {
            assert_eq!(number(text, Mark::Comma), Some(expected), "{text}");
        }
        for text in ["", "NaN", "inf", "1.5x", "zwei", "1,5", "12,34.5", "1.2.3", "e", "-", "1,2345", "0,00 3", "1e999"]
        {
            assert_eq!(number(text, Mark::Point), None, "{text}");
        }
        for text in ["1.5", "1,", "0,5,1", "12.34,5"] {
            assert_eq!(number(text, Mark::Comma), None, "{text}");
        }
    }

    #[test]
    fn what_is_typed_may_have_a_point_or_a_comma() {
        for (text, expected) in [("0,5", 0.5), ("0.5", 0.5), ("1.234,5", 1234.5), ("1,234.5", 1234.5), ("-3", -3.0)] {
            assert_eq!(typed(text), Some(expected), "{text}");
        }
        assert_eq!(typed("half"), None);
    }

    #[test]
    fn a_list_is_read_unless_its_commas_are_ambiguous() {
        assert_eq!(list("1.05, 1.1, 1"), Some(vec![1.05, 1.1, 1.0]));
        assert_eq!(list("1,2,3"), Some(vec![1.0, 2.0, 3.0]));
        assert_eq!(list("1,05; 1,1; 1"), Some(vec![1.05, 1.1, 1.0]));
        assert_eq!(list("1,05 1,1 1"), Some(vec![1.05, 1.1, 1.0]));
        assert_eq!(list("1.05\t1.1"), Some(vec![1.05, 1.1]));
        assert_eq!(list(" "), Some(vec![]));
        assert_eq!(list("1,05, 1,1, 1"), None, "is it five numbers or three?");
        assert_eq!(list("1, two"), None);
    }
}
