//! Short formulas in plain text: `y_E`, `D_{EI}`, `x^2`, `tau_I`, `-2`. Upright: egui's slanted letters blur and run into
//! scripts.

use egui::text::{LayoutJob, TextFormat};
use egui::{Align, Color32, FontId};
use std::borrow::Cow;

/// Greek letters by their names.
const GREEK: [(&str, &str); 16] = [
    ("tau", "τ"),
    ("alpha", "α"),
    ("beta", "β"),
    ("gamma", "γ"),
    ("delta", "δ"),
    ("eta", "η"),
    ("theta", "θ"),
    ("kappa", "κ"),
    ("lambda", "λ"),
    ("mu", "μ"),
    ("rho", "ρ"),
    ("sigma", "σ"),
    ("phi", "φ"),
    ("omega", "ω"),
    ("Delta", "Δ"),
    ("Phi", "Φ"),
];

/// Size of scripts against the text.
const SCRIPT: f32 = 0.74;
/// Line height of scripts against their size; less than the font's own, which moves them farther from the middle.
const SCRIPT_LINE: f32 = 0.85;
/// Space at both ends of a script against the size of the text.
const GAP: f32 = 0.05;

/// The hat over the letter before it.
const HAT: char = '\u{302}';

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Line,
    Below,
    Above,
}

/// Lays out a text with its subscripts and superscripts.
///
/// `_` and `^` lower and raise what follows: all of `{..}`, or one run of capitals or of small letters with a number,
/// one number with its sign, or a star and the like. In names of two letters or more, as `dt_s`, a mark without braces
/// is just a character.
pub fn math(text: &str, size: f32, color: Color32) -> LayoutJob {
    let mut job = LayoutJob::default();
    for (place, piece) in pieces(&set(text)) {
        let line = TextFormat::simple(FontId::proportional(size), color);
        let small = FontId::proportional(size * SCRIPT);
        let line_height = Some(small.size * SCRIPT_LINE);
        let format = match place {
            Place::Line => line,
            Place::Below => TextFormat { font_id: small, line_height, valign: Align::BOTTOM, ..line },
            Place::Above => TextFormat { font_id: small, line_height, valign: Align::TOP, ..line },
        };
        // Keeps `|y_I|` from growing together.
        let mut gap = if job.is_empty() { 0.0 } else { size * GAP };
        // A letter with a hat is laid out apart: within a longer run the hat is lost.
        for part in piece.split_inclusive(HAT) {
            job.append(part, gap, format.clone());
            gap = 0.0;
        }
    }
    job
}

/// Commands of TeX that lessons use, and the signs that they stand for.
const SIGNS: [(&str, &str); 30] = [
    ("alpha", "α"),
    ("beta", "β"),
    ("gamma", "γ"),
    ("delta", "δ"),
    ("zeta", "ζ"),
    ("eta", "η"),
    ("theta", "θ"),
    ("lambda", "λ"),
    ("mu", "μ"),
    ("nu", "ν"),
    ("pi", "π"),
    ("rho", "ρ"),
    ("sigma", "σ"),
    ("tau", "τ"),
    ("phi", "φ"),
    ("psi", "ψ"),
    ("omega", "ω"),
    ("Delta", "Δ"),
    ("Omega", "Ω"),
    ("Sigma", "Σ"),
    ("cdot", "·"),
    ("times", "×"),
    ("to", "to"),
    ("infty", "∞"),
    ("pm", "±"),
    ("approx", "≈"),
    ("le", "≤"),
    ("ge", "≥"),
    ("sqrt", "√"),
    (",", "\u{2009}"),
];

/// A formula with its commands as signs: `\mu` is `μ`, `\hat{x}` is `x` with a hat, `\sqrt{N}` is `√N`; a minus is one.
pub fn tex(formula: &str) -> String {
    let mut text = String::new();
    let mut rest = formula;
    while let Some(at) = rest.find('\\') {
        text.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let letters = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
        let (name, after) = rest.split_at(letters.max(usize::from(rest.starts_with(','))));
        rest = after;
        let braced = || after.strip_prefix('{').and_then(|inner| inner.split_once('}'));
        match (name, SIGNS.iter().find(|(known, _)| *known == name)) {
            ("hat", _) => {
                if let Some((inner, after)) = braced() {
                    text.push_str(inner);
                    text.push(HAT);
                    rest = after;
                }
            }
            (_, Some((_, sign))) => {
                text.push_str(sign);
                // A root of one letter needs no braces.
                if let Some((inner, after)) = braced().filter(|(inner, _)| name == "sqrt" && inner.len() == 1) {
                    text.push_str(inner);
                    rest = after;
                }
            }
            (_, None) => text.push_str(name),
        }
    }
    text.push_str(rest);
    text.replace('-', "−")
}

/// The text without its marks, for screen readers; raised numbers stay raised: `y_E^2` is `yE²`.
pub fn plain(text: &str) -> String {
    let raised =
        |low| "0123456789+-−".chars().zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻".chars()).find_map(|(from, to)| (from == low).then_some(to));
    let piece = |(place, piece): (Place, &str)| -> String {
        if place == Place::Above {
            piece.chars().map(|char| raised(char).unwrap_or(char)).collect()
        } else {
            piece.to_owned()
        }
    };
    pieces(&set(text)).into_iter().map(piece).collect()
}

/// The text as it is set: Greek letters for their names, a true minus sign before numbers and between blanks. What stands
/// in back quotes, and names of settings such as `tau_ms`, stay.
fn set(text: &str) -> Cow<'_, str> {
    let looks = |char: char| char == '-' || char.is_ascii_alphabetic();
    if !text.contains(looks) {
        return Cow::Borrowed(text);
    }
    let mut set = String::with_capacity(text.len());
    let (mut rest, mut before, mut quoted) = (text, ' ', false);
    while let Some(first) = rest.chars().next() {
        quoted ^= first == '`';
        let after = &rest[first.len_utf8()..];
        let word = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
        let (piece, taken) = if first == '-' && !quoted {
            let next = after.chars().next().unwrap_or(' ');
            let is_sign = !in_name(before) && before != ')' && (next.is_ascii_digit() || next == '.' || next == '∞');
            let is_between = before == ' ' && next == ' ';
            ((is_sign || is_between).then_some("−"), 1)
        } else if quoted || in_name(before) {
            (None, word.max(first.len_utf8()))
        } else {
            // What follows a mark is a script, or the rest of a name.
            let is_name =
                rest[word..].strip_prefix('_').is_some_and(|tail| tail.starts_with(|c: char| c.is_lowercase()));
            let letter = GREEK.iter().find(|(name, _)| *name == &rest[..word] && !is_name);
            (letter.map(|(_, letter)| *letter), word.max(first.len_utf8()))
        };
        set.push_str(piece.unwrap_or(&rest[..taken]));
        before = rest[..taken].chars().next_back().unwrap_or(' ');
        rest = &rest[taken..];
    }
    Cow::Owned(set)
}

/// A name with its symbol, unless the one tells the other.
pub fn named(name: &str, symbol: &str) -> String {
    let is_told = symbol.is_empty() || name.split(' ').any(|word| word == symbol);
    if is_told { name.to_owned() } else { format!("{name}  {symbol}") }
}

/// Splits a text into pieces, without the marks.
fn pieces(text: &str) -> Vec<(Place, &str)> {
    let mut pieces = Vec::new();
    let mut add = |place, piece| {
        if !str::is_empty(piece) {
            pieces.push((place, piece));
        }
    };
    // Where the piece on the line starts, and where to look for its end.
    let (mut start, mut from) = (0, 0);
    while let Some(found) = text[from..].find(['_', '^']) {
        let mark = from + found;
        from = mark + 1;
        let Some((script, end)) = script(&text[from..]) else { continue };
        let line = &text[start..mark];
        if !text[from..].starts_with('{') && ends_in_name(line) {
            continue;
        }
        add(Place::Line, line);
        add(if text[mark..].starts_with('_') { Place::Below } else { Place::Above }, script);
        from += end;
        start = from;
    }
    add(Place::Line, &text[start..]);
    pieces
}

/// What follows a mark, and how long it is with its braces; `None` if the mark is just a character.
fn script(rest: &str) -> Option<(&str, usize)> {
    if let Some(braced) = rest.strip_prefix('{') {
        let end = braced.find('}')?;
        return (end > 0).then(|| (&braced[..end], end + 2));
    }
    let first = rest.chars().next()?;
    let digits = rest.strip_prefix(['-', '+', '−']).filter(|number| number.starts_with(|c: char| c.is_ascii_digit()));
    let alike: fn(char) -> bool = match first {
        c if c.is_ascii_digit() || digits.is_some() => |c| c.is_ascii_digit(),
        c if c.is_uppercase() => |c| c.is_uppercase() || c.is_ascii_digit(),
        c if c.is_lowercase() => |c| c.is_lowercase() || c.is_ascii_digit(),
        '*' | '+' | '-' | '−' | '′' | '∞' => |_| false,
        _ => return None,
    };
    let rest_of_run = &rest[first.len_utf8()..];
    let end = first.len_utf8() + rest_of_run.find(|c| !alike(c)).unwrap_or(rest_of_run.len());
    Some((&rest[..end], end))
}

/// Whether `line` ends in a name of two characters or more, one of them a letter.
fn ends_in_name(line: &str) -> bool {
    let name = &line[line.trim_end_matches(in_name).len()..];
    name.chars().nth(1).is_some() && name.contains(char::is_alphabetic)
}

fn in_name(char: char) -> bool {
    char.is_alphanumeric() || char == '_'
}

#[cfg(test)]
mod tests {
    use super::*;
    use Place::{Above, Below, Line};

    #[test]
    fn marks_split_a_text() {
        let same = |text: &str, expected: &[(Place, &str)]| assert_eq!(pieces(text), expected, "{text}");
        same("", &[]);
        same("E spike size", &[(Line, "E spike size")]);
        same("E spike size  D_E", &[(Line, "E spike size  D"), (Below, "E")]);
        same("|y_I|", &[(Line, "|y"), (Below, "I"), (Line, "|")]);
        same("D_{EI}s", &[(Line, "D"), (Below, "EI"), (Line, "s")]);
        same("E_EE y_E^2", &[(Line, "E"), (Below, "EE"), (Line, " y"), (Below, "E"), (Above, "2")]);
        same("c_E2^2", &[(Line, "c"), (Below, "E2"), (Above, "2")]);
        same("y_I*", &[(Line, "y"), (Below, "I"), (Line, "*")]);
        same("y^*_E", &[(Line, "y"), (Above, "*"), (Below, "E")]);
        same("10^-3", &[(Line, "10"), (Above, "-3")]);
        same("μ_E", &[(Line, "μ"), (Below, "E")]);
        same("(a+b)^{n+1}", &[(Line, "(a+b)"), (Above, "n+1")]);
        same("x_ref = 1", &[(Line, "x"), (Below, "ref"), (Line, " = 1")]);
    }

    #[test]
    fn a_mark_without_meaning_is_a_character() {
        for text in
            ["_", "^", "a_", "x_{", "x_{}", "a _ b", "dt_s", "clamp_at_threshold", "tau_s_e_ms", "e2_factor", "x_|"]
        {
            assert_eq!(pieces(text), [(Line, text)]);
            assert_eq!(plain(text), text);
        }
        assert_eq!(pieces("dt_{s}"), [(Line, "dt"), (Below, "s")]);
    }

    #[test]
    fn letters_and_signs_are_set() {
        let cases = [
            ("Bring tau_I over tau_E below 1.1", "Bring τI over τE below 1.1"),
            ("r tau, -2 to -0.5, (-3), y-5, 10^-3, q - p", "r τ, −2 to −0.5, (−3), y-5, 10⁻³, q − p"),
            ("`tau_ms` and tau_ms, statue, beta", "`tau_ms` and tau_ms, statue, β"),
            ("E-I network, fig-4f, 20-30", "E-I network, fig-4f, 20-30"),
        ];
        for (text, shown) in cases {
            assert_eq!(plain(text), shown);
        }
    }

    #[test]
    fn a_symbol_that_repeats_the_name_is_left_out() {
        assert_eq!(named("predicted rate", "predicted"), "predicted rate");
        assert_eq!(named("latent", "y_E"), "latent  y_E");
        assert_eq!(named("input", ""), "input");
    }

    #[test]
    fn names_for_screen_readers_have_no_marks() {
        assert_eq!(plain("E spike size  D_E"), "E spike size  DE");
        assert_eq!(plain("D_{EI} y_E^2, 10^-3, n^k"), "DEI yE², 10⁻³, nk");
    }

    #[test]
    fn every_sign_is_in_the_font() {
        // Laying out a sign that no font has is an error in tests.
        let all: String = SIGNS.iter().map(|(_, sign)| *sign).chain(["x\u{302}", "−"]).collect();
        let mut widths = Vec::new();
        egui::__run_test_ui(|ui| {
            let job = math(&all, 14.0, Color32::WHITE);
            widths.push(ui.fonts_mut(|fonts| fonts.layout_job(job)).size().x);
        });
        assert!(widths[0] > 100.0);
    }

    #[test]
    fn commands_become_signs() {
        assert_eq!(tex(r"V_i = D_i \cdot n - \mu r_i"), "V_i = D_i · n − μ r_i");
        assert_eq!(tex(r"\hat{x} = D r"), "x\u{302} = D r");
        assert_eq!(tex(r"1/\sqrt{N}, N \to \infty"), "1/√N, N to ∞");
        assert_eq!(tex(r"0.1\,|D|^2"), "0.1\u{2009}|D|^2");
        assert_eq!(tex("-1 + x^-2"), "−1 + x^−2");
    }

    #[test]
    fn the_layout_holds_every_piece_once() {
        let job = math("y_E, |y_I|^2", 14.0, Color32::WHITE);
        assert_eq!(job.text, "yE, |yI|2");
        job.debug_sanity_check();
        let scripts = job.sections.iter().filter(|section| section.format.font_id.size < 14.0).count();
        assert_eq!(scripts, 3);
        assert!(math("", 14.0, Color32::WHITE).is_empty());
    }
}
