//! Formulas that people type.

use exmex::FlatEx;

/// A formula; numbers may have exponents, as in `1.5e3*x`.
///
/// # Errors
/// What cannot be read, in a few words.
pub fn formula(text: &str) -> Result<FlatEx<f64>, String> {
    let why = "it cannot be read as a formula (a product needs its *, a function its brackets)";
    exmex::parse(&plain(text)).map_err(|error| {
        // What the parser says of itself helps nobody.
        let said = error.to_string();
        let is_clear = !["wlog", "node", "op."].iter().any(|part| said.contains(part));
        if is_clear { said } else { why.to_owned() }
    })
}

/// Numbers with exponents as plain decimals, which the parser knows.
fn plain(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut k = 0;
    while k < letters.len() {
        let is_start = letters[k].is_ascii_digit() || letters[k] == '.';
        let in_name = k > 0 && (letters[k - 1].is_alphanumeric() || letters[k - 1] == '_');
        if !is_start || in_name {
            out.push(letters[k]);
            k += 1;
            continue;
        }
        let run = |from: usize| letters[from..].iter().take_while(|letter| letter.is_ascii_digit()).count();
        let mut end = k + run(k);
        if letters.get(end) == Some(&'.') {
            end += 1 + run(end + 1);
        }
        let sign = usize::from(matches!(letters.get(end + 1), Some('+' | '-')));
        let digits = if end + 1 + sign <= letters.len() { run(end + 1 + sign) } else { 0 };
        let has_exponent = matches!(letters.get(end), Some('e' | 'E')) && digits > 0;
        let number: String = letters[k..if has_exponent { end + 1 + sign + digits } else { end }].iter().collect();
        k += number.len();
        match number.parse::<f64>() {
            Ok(value) if has_exponent && value.is_finite() => out.push_str(&value.to_string()),
            _ => out.push_str(&number),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use exmex::Express as _;

    #[test]
    fn numbers_with_exponents_are_numbers() {
        for (text, expected) in [("1e3*x", 2000.0), ("1.5E-1*x + .5e+1", 5.3), ("x*2e0", 4.0), ("2*x", 4.0), ("x", 2.0)]
        {
            let read = formula(text).unwrap();
            assert!((read.eval(&[2.0]).unwrap() - expected).abs() < 1e-12, "{text}");
        }
        // A name is none.
        assert_eq!(formula("x1e3 + x2").unwrap().var_names(), ["x1e3", "x2"]);
        assert_eq!(plain("3e"), "3e");
        assert_eq!(plain("e1 + exp(2e1)"), "e1 + exp(20)");
    }

    #[test]
    fn what_is_none_is_refused_in_words() {
        for text in ["2x", "x x", "foo(x)", "x +", "(x", "1e400*x", "*"] {
            let why = formula(text).unwrap_err();
            assert!(!why.contains("wlog") && !why.contains("node"), "{text}: {why}");
        }
    }
}
