//! Tables in every style of writing.

use super::*;

/// How a table may be written.
#[derive(Clone, Copy, Debug)]
struct Style {
    separator: &'static str,
    comma: bool,
    quotes: bool,
    heading: u8,
    crlf: bool,
    minus: bool,
    comments: bool,
    encoding: u8,
    index: bool,
}

fn style() -> impl Strategy<Value = Style> {
    let separators = prop_oneof![Just(","), Just(";"), Just("\t"), Just(" "), Just("  "), Just(" ; "), Just(", ")];
    let flags = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>());
    (separators, flags, 0..4u8, 0..4u8).prop_map(|(separator, flags, heading, encoding)| {
        let (comma, quotes, crlf, minus, comments, index) = flags;
        // A decimal comma between commas is read only in quotes; an index has to be told from numbers by headings.
        let quotes = quotes || (comma && separator.contains(','));
        // Blanks after a comma before a quote are as people write them, too.
        Style { separator, comma, quotes, heading, crlf, minus, comments, encoding, index: index && heading > 0 }
    })
}

impl Style {
    fn number(&self, v: f64) -> String {
        let mut text = format!("{v}");
        if self.comma {
            text = text.replace('.', ",");
        }
        if self.minus && self.encoding != 3 {
            text = text.replace('-', "\u{2212}");
        }
        if self.quotes { format!("\"{text}\"") } else { text }
    }

    fn row(&self, index: &str, cells: [&str; 2]) -> String {
        let all = cells.join(self.separator);
        if self.index { format!("{index}{}{all}", self.separator) } else { all }
    }

    fn write(&self, points: &[[f64; 2]]) -> Vec<u8> {
        let mut lines = Vec::new();
        if self.comments {
            lines.push("# as exported".to_owned());
            lines.push(String::new());
        }
        if self.heading > 0 {
            lines.push(self.row("\"\"", ["x", "y"]));
        }
        if self.heading > 1 && !self.index {
            lines.push(self.row("\"\"", ["mV", "Hz"]));
        }
        for (k, [x, y]) in points.iter().enumerate() {
            lines.push(self.row(&k.to_string(), [&self.number(*x), &self.number(*y)]));
        }
        let end = if self.crlf { "\r\n" } else { "\n" };
        let text = lines.join(end) + end;
        match self.encoding {
            0 => text.into_bytes(),
            1 => [b"\xef\xbb\xbf", text.as_bytes()].concat(),
            2 => [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect(),
            // Latin-1 has a word in a comment.
            _ => [b"# Gr\xf6\xdfe\n", text.as_bytes()].concat(),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_curve_reads_back_however_it_is_written(
        style in style(),
        steps in prop::collection::vec((1..5000u32, -90_000..90_000i32), 4..40),
    ) {
        let mut x = -7.0;
        let points: Vec<[f64; 2]> = steps
            .into_iter()
            .map(|(step, y)| {
                x += f64::from(step) * 1e-3;
                [(x * 1e3f64).round() / 1e3, f64::from(y) * 1e-4]
            })
            .collect();
        let bytes = style.write(&points);
        let (text, _) = decode(&bytes).unwrap();
        let table = Table::read(&text).map_err(|why| TestCaseError::fail(format!("{why}\n{text}")))?;
        let columns = match table.pick(Role::Function, None) {
            Ok(Pick::Two(columns)) => columns,
            other => return Err(TestCaseError::fail(format!("{other:?}\n{text}"))),
        };
        let read = columns.map(|k| table.columns[k].values.clone());
        let written = [0, 1].map(|axis| points.iter().map(|p| p[axis]).collect::<Vec<f64>>());
        prop_assert_eq!(read, written, "{}", text);
    }

    #[test]
    fn no_bytes_bring_the_reader_down(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        if let Ok((text, _)) = decode(&bytes) {
            let _ = Table::read(&text).map(|table| table.pick(Role::Function, None));
        }
    }

    #[test]
    fn no_text_brings_the_reader_down(text in "[-0-9.,;eEdD \t\n\"#xy\u{2212}aN]{0,200}") {
        let wanted = Wanted { reach: [[-20.0, 20.0], [-1e3, 1e3]], input_reach: [-20.0, 20.0], ..Wanted::default() };
        for purpose in [Purpose::Any, Purpose::Target, Purpose::Input] {
            for scale in [false, true] {
                let source = Source::Text(text.clone());
                match Load::new(source, Wanted { purpose, scale, ..wanted.clone() }).now() {
                    Ok(Loaded::Target { traced, .. }) => {
                        let rises = traced.knots.windows(2).all(|pair| pair[0].x < pair[1].x);
                        prop_assert!(traced.knots.len() >= 2 && rises, "{:?}", traced.knots);
                    }
                    Ok(Loaded::Input { values, length_s, .. }) => {
                        prop_assert!(values.len() >= 2 && length_s > 0.0 && values.iter().all(|v| v.abs() <= 20.0));
                    }
                    _ => {}
                }
            }
        }
    }
}
