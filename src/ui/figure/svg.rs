//! A figure as SVG: text as text in an embedded face, views as layers that Inkscape names.

use super::drawing::{Drawing, Group, Ink, Item, Outline, Span, Step, Text, What};
use super::faces::Faces;
use super::png;
use super::spec::Page;
use super::woff::woff;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use egui::{Color32, Pos2, Rect, Stroke};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// A figure as the text of an SVG file. `title` is what it is of, `origin` where it comes from.
pub fn svg(drawing: &Drawing, page: &Page, faces: &Faces, title: &str, origin: &str) -> String {
    let mut writer = Writer { out: String::new(), faces, clips: Vec::new(), used: BTreeMap::new() };
    for item in &drawing.root.items {
        writer.item(item, 1);
    }
    let Writer { out: body, clips, used, .. } = writer;
    let [width, height] = page.lengths();
    let (w, h) = (number(drawing.size.x), number(drawing.size.y));
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" \
         xmlns:xlink=\"http://www.w3.org/1999/xlink\" \
         xmlns:inkscape=\"http://www.inkscape.org/namespaces/inkscape\" \
         width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {w} {h}\">\n<title>{}</title>\n",
        escaped(title)
    );
    let _ = writeln!(
        out,
        "<metadata><tightrope:provenance xmlns:tightrope=\"{}\">{}</tightrope:provenance></metadata>",
        crate::reading::IMPRINT_SPACE,
        origin
    );
    out.push_str("<defs>\n<style>\n");
    for (face, characters) in &used {
        let Some(face) = faces.get(*face) else { continue };
        if let Some(file) = woff(face, characters) {
            let _ = writeln!(
                out,
                "@font-face {{ font-family: \"{}\"; src: url(\"data:font/woff;base64,{}\") format(\"woff\"); }}",
                face.family,
                BASE64.encode(file)
            );
        }
    }
    out.push_str("</style>\n");
    for (k, rect) in clips.iter().enumerate() {
        let _ = writeln!(out, "<clipPath id=\"clip-{k}\">{}</clipPath>", rect_tag(rect, 0.0, ""));
    }
    out.push_str("</defs>\n");
    let _ = writeln!(
        out,
        "<g id=\"paper\" inkscape:groupmode=\"layer\" inkscape:label=\"Paper\"><rect width=\"{w}\" height=\"{h}\"{}/></g>",
        paint("fill", drawing.paper)
    );
    out.push_str(&body);
    out.push_str("</svg>\n");
    out
}

struct Writer<'a> {
    out: String,
    faces: &'a Faces,
    clips: Vec<Rect>,
    /// The characters of each face.
    used: BTreeMap<usize, BTreeSet<char>>,
}

impl Writer<'_> {
    fn item(&mut self, item: &Item, depth: usize) {
        match item {
            Item::Group(group) => self.group(group, depth),
            Item::Ink(ink) => self.ink(ink),
        }
    }

    fn group(&mut self, group: &Group, depth: usize) {
        let mode = if group.is_layer { " inkscape:groupmode=\"layer\"" } else { "" };
        let _ = writeln!(self.out, "<g id=\"{}\"{mode} inkscape:label=\"{}\">", group.id, escaped(&group.name));
        let mut clip = None;
        for item in &group.items {
            let wanted = match item {
                Item::Ink(ink) => ink.clip,
                Item::Group(_) => None,
            };
            if wanted != clip {
                if clip.is_some() {
                    self.out.push_str("</g>\n");
                }
                if let Some(rect) = wanted {
                    let k = self.clip(rect);
                    let _ = writeln!(self.out, "<g clip-path=\"url(#clip-{k})\">");
                }
                clip = wanted;
            }
            self.item(item, depth + 1);
        }
        if clip.is_some() {
            self.out.push_str("</g>\n");
        }
        self.out.push_str("</g>\n");
    }

    /// The place of a clip among all.
    fn clip(&mut self, rect: Rect) -> usize {
        self.clips.iter().position(|known| *known == rect).unwrap_or_else(|| {
            self.clips.push(rect);
            self.clips.len() - 1
        })
    }

    fn ink(&mut self, ink: &Ink) {
        match &ink.what {
            What::Form { outline, fill, stroke } => self.form(outline, *fill, *stroke),
            What::Text(text) => self.text(text),
            What::Picture { rect, image } => {
                let Ok(bytes) = png::bytes(image, None, &[]) else { return };
                let _ = writeln!(
                    self.out,
                    "<image x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" preserveAspectRatio=\"none\" \
                     style=\"image-rendering:optimizeSpeed;image-rendering:pixelated\" xlink:href=\"data:image/png;base64,{}\"/>",
                    number(rect.min.x),
                    number(rect.min.y),
                    number(rect.width()),
                    number(rect.height()),
                    BASE64.encode(bytes)
                );
            }
        }
    }

    fn form(&mut self, outline: &Outline, fill: Color32, stroke: Stroke) {
        let mut look = paint("fill", fill);
        if stroke.width > 0.0 {
            let _ = write!(look, "{} stroke-width=\"{}\"", paint("stroke", stroke.color), number(stroke.width));
        }
        match outline {
            Outline::Rect(rect, radius) => self.out.push_str(&rect_tag(rect, *radius, &look)),
            Outline::Circle(center, radius) => {
                let (x, y, r) = (number(center.x), number(center.y), number(*radius));
                let _ = write!(self.out, "<circle cx=\"{x}\" cy=\"{y}\" r=\"{r}\"{look}/>");
            }
            Outline::Rects(rects) => {
                self.out.push_str("<path d=\"");
                for rect in rects {
                    let (w, h) = (number(rect.width()), number(rect.height()));
                    let _ = write!(self.out, "M{}h{w}v{h}h-{w}z", place(rect.min));
                }
                let _ = write!(self.out, "\"{look}/>");
            }
            Outline::Circles(centers, radius) => {
                self.out.push_str("<path d=\"");
                let (r, d) = (number(*radius), number(2.0 * radius));
                for center in centers {
                    let left = place(Pos2::new(center.x - radius, center.y));
                    let _ = write!(self.out, "M{left}a{r} {r} 0 1 0 {d} 0a{r} {r} 0 1 0 -{d} 0z");
                }
                let _ = write!(self.out, "\"{look}/>");
            }
            Outline::Path(steps) => {
                if stroke.width > 0.0 {
                    look.push_str(" stroke-linejoin=\"round\"");
                }
                let _ = write!(self.out, "<path d=\"{}\"{look}/>", path(steps));
            }
        }
        self.out.push('\n');
    }

    fn text(&mut self, text: &Text) {
        let turn = if text.angle == 0.0 {
            String::new()
        } else {
            format!(" transform=\"rotate({} {})\"", number(text.angle.to_degrees()), place(text.pivot))
        };
        let [x, y] =
            text.spans.first().map_or([0.0; 2], |first| [first.xs.first().copied().unwrap_or(0.0), first.baseline]);
        let _ = write!(
            self.out,
            "<text xml:space=\"preserve\" style=\"white-space:pre\" x=\"{}\" y=\"{}\"{turn}>",
            number(x),
            number(y)
        );
        let mut at = [x, y];
        for span in &text.spans {
            at = self.span(span, at);
        }
        self.out.push_str("</text>\n");
    }

    /// A piece, after one that ended here; returns where it ends. As it follows, it does so in a wider face, too.
    fn span(&mut self, span: &Span, [x, y]: [f32; 2]) -> [f32; 2] {
        self.used.entry(span.face).or_default().extend(span.text.chars());
        let (family, rest, scale) = self.faces.get(span.face).map_or(("", "sans-serif", 1.0), |face| {
            let rest =
                if face.is_monospace { "'DejaVu Sans Mono', monospace" } else { "Ubuntu, 'DejaVu Sans', sans-serif" };
            (face.family.as_str(), rest, face.scale)
        });
        let start = span.xs.first().copied().unwrap_or_default();
        // A program without the face sets another as wide.
        let length = if span.xs.len() > 1 {
            format!(" textLength=\"{}\" lengthAdjust=\"spacingAndGlyphs\"", number(span.end - start))
        } else {
            String::new()
        };
        let mut by = String::new();
        for (name, by_how_much) in [("dx", start - x), ("dy", span.baseline - y)] {
            if by_how_much.abs() > 0.004 {
                let _ = write!(by, " {name}=\"{}\"", number(by_how_much));
            }
        }
        if span.is_slanted {
            by.push_str(" font-style=\"italic\"");
        }
        let _ = write!(
            self.out,
            "<tspan{by} font-family=\"'{family}', {rest}\" font-size=\"{}\"{length}{}>{}</tspan>",
            number(span.size * scale),
            paint("fill", span.color),
            escaped(&span.text)
        );
        [span.end, span.baseline]
    }
}

fn rect_tag(rect: &Rect, radius: f32, look: &str) -> String {
    let [x, y, w, h] = [rect.min.x, rect.min.y, rect.width(), rect.height()].map(number);
    let round = if radius > 0.0 { format!(" rx=\"{}\"", number(radius)) } else { String::new() };
    format!("<rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\"{round}{look}/>")
}

fn path(steps: &[Step]) -> String {
    let mut data = String::new();
    let mut after = ' ';
    for step in steps {
        match step {
            Step::Move(p) => {
                let _ = write!(data, "M{}", place(*p));
                after = 'M';
            }
            Step::Line(p) => {
                // After a line, numbers alone are another.
                data.push(if after == 'L' { ' ' } else { 'L' });
                data.push_str(&place(*p));
                after = 'L';
            }
            Step::Curve([a, b, c]) => {
                let _ = write!(data, "C{} {} {}", place(*a), place(*b), place(*c));
                after = 'C';
            }
            Step::Close => {
                data.push('z');
                after = 'z';
            }
        }
    }
    data
}

fn place(p: Pos2) -> String {
    format!("{} {}", number(p.x), number(p.y))
}

/// A number of hundredths.
fn number(value: f32) -> String {
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

fn paint(what: &str, color: Color32) -> String {
    let [r, g, b, a] = color.to_srgba_unmultiplied();
    match a {
        0 => format!(" {what}=\"none\""),
        255 => format!(" {what}=\"#{r:02x}{g:02x}{b:02x}\""),
        _ => format!(" {what}=\"#{r:02x}{g:02x}{b:02x}\" {what}-opacity=\"{:.3}\"", f32::from(a) / 255.0),
    }
}

/// A text within XML; what XML has no place for is left out.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(c),
            '\r' => out.push_str("&#13;"),
            c if c < ' ' || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}
