//! A figure as a page of PDF: text as text in an embedded face, views as layers.

use super::drawing::{Drawing, Group, Ink, Item, Outline, Span, Step, Text, What};
use super::faces::{Face, Faces};
use super::spec::Page;
use super::svg::escaped;
use super::trace::QUARTER;
use egui::{Color32, ColorImage, Pos2, Rect, Stroke, Vec2};
use pdf_writer::types::{CidFontType, FontFlags, LineJoinStyle, SystemInfo, UnicodeCmap};
use pdf_writer::{Content, Filter, Finish as _, Name, Pdf, Ref, Str, TextStr};
use std::collections::BTreeMap;
use std::io::Write as _;
use subsetter::GlyphRemapper;

/// How far slanted letters lean, against their height.
const SLANT: f32 = 0.25;
/// How characters are numbered: as glyphs of the embedded face.
const SYSTEM: SystemInfo<'static> = SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };

/// A figure as the bytes of a PDF file. `title` is what it is of, `origin` where it comes from.
pub fn pdf(drawing: &Drawing, page: &Page, faces: &Faces, title: &str, origin: &str) -> Vec<u8> {
    let mut writer = Writer {
        faces,
        content: Content::new(),
        alphas: BTreeMap::new(),
        fonts: BTreeMap::new(),
        images: Vec::new(),
        layers: Vec::new(),
    };
    let [width, height] = page.pt.map(|side| side as f32);
    let scale = [width / drawing.size.x, height / drawing.size.y];
    writer.content.save_state();
    // From the upper left corner down, in points of the layout.
    writer.content.transform([scale[0], 0.0, 0.0, -scale[1], 0.0, height]);
    let whole = Rect::from_min_size(Pos2::ZERO, drawing.size);
    writer.form(&Outline::Rect(whole, 0.0), drawing.paper, Stroke::NONE);
    drawing.root.items.iter().for_each(|item| writer.item(item));
    writer.content.restore_state();
    file(writer, [width, height], title, origin)
}

/// A face with the glyphs that are shown, by their numbers there, and what each says.
#[derive(Default)]
struct Used {
    glyphs: GlyphRemapper,
    says: BTreeMap<u16, (char, f32)>,
}

struct Writer<'a> {
    faces: &'a Faces,
    content: Content,
    /// Strengths in use.
    alphas: BTreeMap<u8, ()>,
    fonts: BTreeMap<usize, Used>,
    images: Vec<ColorImage>,
    layers: Vec<String>,
}

impl Writer<'_> {
    fn item(&mut self, item: &Item) {
        match item {
            Item::Group(group) => self.group(group),
            Item::Ink(ink) => self.ink(ink),
        }
    }

    fn group(&mut self, group: &Group) {
        if group.is_layer {
            let name = format!("L{}", self.layers.len());
            self.layers.push(group.name.clone());
            self.content.begin_marked_content_with_properties(Name(b"OC")).properties_named(Name(name.as_bytes()));
        }
        group.items.iter().for_each(|item| self.item(item));
        if group.is_layer {
            self.content.end_marked_content();
        }
    }

    fn ink(&mut self, ink: &Ink) {
        if let Some(clip) = ink.clip {
            self.content.save_state();
            self.content.rect(clip.min.x, clip.min.y, clip.width(), clip.height()).clip_nonzero().end_path();
        }
        match &ink.what {
            What::Form { outline, fill, stroke } => self.form(outline, *fill, *stroke),
            What::Text(text) => text.spans.iter().for_each(|span| self.span(text, span)),
            What::Picture { rect, image } => {
                let name = format!("I{}", self.images.len());
                self.images.push(image.clone());
                self.strength(255);
                self.content.save_state();
                self.content.transform([rect.width(), 0.0, 0.0, -rect.height(), rect.min.x, rect.max.y]);
                self.content.x_object(Name(name.as_bytes()));
                self.content.restore_state();
            }
        }
        if ink.clip.is_some() {
            self.content.restore_state();
        }
    }

    /// How strongly the next thing covers what lies below.
    fn strength(&mut self, alpha: u8) {
        self.alphas.insert(alpha, ());
        self.content.set_parameters(Name(format!("A{alpha}").as_bytes()));
    }

    fn form(&mut self, outline: &Outline, fill: Color32, stroke: Stroke) {
        // Fill and rim may be of different strengths.
        if fill != Color32::TRANSPARENT {
            let [r, g, b, a] = fill.to_srgba_unmultiplied();
            self.strength(a);
            let [r, g, b] = [r, g, b].map(part);
            self.content.set_fill_rgb(r, g, b);
            self.outline(outline);
            self.content.fill_nonzero();
        }
        if stroke.width > 0.0 {
            let [r, g, b, a] = stroke.color.to_srgba_unmultiplied();
            self.strength(a);
            let [r, g, b] = [r, g, b].map(part);
            self.content.set_stroke_rgb(r, g, b);
            self.content.set_line_width(stroke.width).set_line_join(LineJoinStyle::RoundJoin);
            self.outline(outline);
            self.content.stroke();
        }
    }

    fn outline(&mut self, outline: &Outline) {
        match outline {
            Outline::Rect(rect, radius) if *radius > 0.0 => {
                let r = radius.min(0.5 * rect.width()).min(0.5 * rect.height());
                self.rounded(*rect, Vec2::splat(r));
            }
            Outline::Rect(rect, _) => {
                self.content.rect(rect.min.x, rect.min.y, rect.width(), rect.height());
            }
            Outline::Rects(rects) => {
                for rect in rects {
                    self.content.rect(round(rect.min.x), round(rect.min.y), round(rect.width()), round(rect.height()));
                }
            }
            Outline::Circle(center, radius) => self.circle(*center, *radius),
            Outline::Circles(centers, radius) => centers.iter().for_each(|center| self.circle(*center, *radius)),
            Outline::Path(steps) => {
                for step in steps {
                    match step {
                        Step::Move(p) => self.content.move_to(round(p.x), round(p.y)),
                        Step::Line(p) => self.content.line_to(round(p.x), round(p.y)),
                        Step::Curve([a, b, c]) => self.content.cubic_to(a.x, a.y, b.x, b.y, c.x, c.y),
                        Step::Close => self.content.close_path(),
                    };
                }
            }
        }
    }

    fn circle(&mut self, center: Pos2, radius: f32) {
        self.rounded(Rect::from_center_size(center, Vec2::splat(2.0 * radius)), Vec2::splat(radius));
    }

    fn rounded(&mut self, rect: Rect, radius: Vec2) {
        let (min, max) = (rect.min, rect.max);
        let (rx, ry) = (radius.x, radius.y);
        let (px, py) = (rx * (1.0 - QUARTER), ry * (1.0 - QUARTER));
        let content = &mut self.content;
        content.move_to(min.x + rx, min.y);
        content.line_to(max.x - rx, min.y);
        content.cubic_to(max.x - px, min.y, max.x, min.y + py, max.x, min.y + ry);
        content.line_to(max.x, max.y - ry);
        content.cubic_to(max.x, max.y - py, max.x - px, max.y, max.x - rx, max.y);
        content.line_to(min.x + rx, max.y);
        content.cubic_to(min.x + px, max.y, min.x, max.y - py, min.x, max.y - ry);
        content.line_to(min.x, min.y + ry);
        content.cubic_to(min.x, min.y + py, min.x + px, min.y, min.x + rx, min.y);
        content.close_path();
    }

    fn span(&mut self, text: &Text, span: &Span) {
        let Some(face) = self.faces.get(span.face) else { return };
        let [r, g, b, a] = span.color.to_srgba_unmultiplied();
        let [r, g, b] = [r, g, b].map(part);
        self.strength(a);
        let turn = egui::emath::Rot2::from_angle(text.angle);
        let start = Pos2::new(span.xs.first().copied().unwrap_or_default(), span.baseline);
        let at = text.pivot + turn * (start - text.pivot);
        let (cos, sin) = (text.angle.cos(), text.angle.sin());
        let size = span.size * face.scale;
        let used = self.fonts.entry(span.face).or_default();
        self.content.begin_text();
        self.content.set_fill_rgb(r, g, b);
        self.content.set_font(Name(format!("F{}", span.face).as_bytes()), size);
        // Letters stand upright in a page that runs downwards.
        let lean = if span.is_slanted { SLANT } else { 0.0 };
        self.content.set_text_matrix([cos, sin, sin + lean * cos, lean * sin - cos, at.x, at.y]);
        let mut show = self.content.show_positioned();
        let mut items = show.items();
        for (k, c) in span.text.chars().enumerate() {
            let glyph = face.glyph(c);
            let width = face.advance(glyph);
            let number = used.glyphs.remap(glyph);
            used.says.insert(number, (c, width));
            items.show(Str(&number.to_be_bytes()));
            let here = span.xs.get(k).copied().unwrap_or(span.end);
            let next = span.xs.get(k + 1).copied().unwrap_or(span.end);
            // In thousandths of the size, to the left.
            let by = 1000.0 * (width - (next - here) / size);
            if by.abs() > 0.5 {
                items.adjust(by.round());
            }
        }
        items.finish();
        show.finish();
        self.content.end_text();
    }
}

fn part(channel: u8) -> f32 {
    round(f32::from(channel) / 255.0 * 10.0) / 10.0
}

/// Hundredths are fine enough.
fn round(value: f32) -> f32 {
    (value * 100.0).round() / 100.0
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    // Into memory nothing fails.
    let _ = packer.write_all(bytes);
    packer.finish().unwrap_or_default()
}

/// Objects of a file, numbered as they come.
struct Numbers(i32);

impl Numbers {
    fn next(&mut self) -> Ref {
        self.0 += 1;
        Ref::new(self.0)
    }
}

fn file(writer: Writer<'_>, [width, height]: [f32; 2], title: &str, origin: &str) -> Vec<u8> {
    let Writer { faces, content, alphas, fonts, images, layers } = writer;
    let mut numbers = Numbers(0);
    let mut pdf = Pdf::new();
    let [catalog, pages, page, body, info, about] = [(); 6].map(|()| numbers.next());
    let layer_refs: Vec<Ref> = layers.iter().map(|_| numbers.next()).collect();
    let mut font_refs = Vec::new();
    for (face, used) in &fonts {
        if let Some(own) = faces.get(*face) {
            font_refs.push((*face, font(&mut pdf, &mut numbers, own, used)));
        }
    }
    let image_refs: Vec<Ref> = images.iter().map(|image| picture(&mut pdf, &mut numbers, image)).collect();

    let mut root = pdf.catalog(catalog);
    root.pages(pages).metadata(about);
    let mut optional = root.insert(Name(b"OCProperties")).dict();
    optional.insert(Name(b"OCGs")).array().items(layer_refs.iter().copied());
    let mut usual = optional.insert(Name(b"D")).dict();
    usual.insert(Name(b"Order")).array().items(layer_refs.iter().copied());
    usual.finish();
    optional.finish();
    root.finish();
    for (layer, name) in layer_refs.iter().zip(&layers) {
        let mut group = pdf.indirect(*layer).dict();
        group.pair(Name(b"Type"), Name(b"OCG"));
        group.pair(Name(b"Name"), TextStr(name));
    }
    pdf.pages(pages).kids([page]).count(1);
    let mut sheet = pdf.page(page);
    sheet.parent(pages).media_box(pdf_writer::Rect::new(0.0, 0.0, width, height)).contents(body);
    let mut resources = sheet.resources();
    let mut known = resources.fonts();
    for (face, font) in &font_refs {
        known.pair(Name(format!("F{face}").as_bytes()), *font);
    }
    known.finish();
    let mut known = resources.x_objects();
    for (k, image) in image_refs.iter().enumerate() {
        known.pair(Name(format!("I{k}").as_bytes()), *image);
    }
    known.finish();
    let mut known = resources.insert(Name(b"Properties")).dict();
    for (k, layer) in layer_refs.iter().enumerate() {
        known.pair(Name(format!("L{k}").as_bytes()), *layer);
    }
    known.finish();
    let mut known = resources.ext_g_states();
    for alpha in alphas.keys() {
        let strength = part(*alpha);
        let mut state =
            known.insert(Name(format!("A{alpha}").as_bytes())).start::<pdf_writer::writers::ExtGraphicsState<'_>>();
        state.non_stroking_alpha(strength).stroking_alpha(strength);
    }
    known.finish();
    resources.finish();
    sheet.finish();
    pdf.stream(body, &packed(&content.finish())).filter(Filter::FlateDecode);
    let program = format!("Tightrope {}", env!("CARGO_PKG_VERSION"));
    pdf.document_info(info).title(TextStr(title)).creator(TextStr(&program)).producer(TextStr(&program));
    pdf.metadata(about, xmp(title, &program, origin).as_bytes());
    pdf.finish()
}

/// What a file says of itself; not packed, so that any program finds it.
fn xmp(title: &str, program: &str, origin: &str) -> String {
    let (title, program) = (escaped(title), escaped(program));
    let space = crate::reading::IMPRINT_SPACE;
    format!(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\
         <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description rdf:about=\"\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" \
         xmlns:tightrope=\"{space}\"><dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">{title}</rdf:li></rdf:Alt>\
         </dc:title><xmp:CreatorTool>{program}</xmp:CreatorTool>\
         <tightrope:provenance>{origin}</tightrope:provenance></rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"r\"?>"
    )
}

/// A face with the glyphs in use.
fn font(pdf: &mut Pdf, numbers: &mut Numbers, face: &Face, used: &Used) -> Ref {
    let [whole, descendant, descriptor, file, says] = [(); 5].map(|()| numbers.next());
    // Six capitals say that it is a part of a face.
    let name = format!("TIGHTR+{}", face.family.replace(' ', ""));
    let name = Name(name.as_bytes());
    pdf.type0_font(whole)
        .base_font(name)
        .encoding_predefined(Name(b"Identity-H"))
        .descendant_font(descendant)
        .to_unicode(says);
    let mut cid = pdf.cid_font(descendant);
    cid.subtype(CidFontType::Type2).base_font(name).system_info(SYSTEM).font_descriptor(descriptor);
    cid.default_width(0.0).cid_to_gid_map_predefined(Name(b"Identity"));
    let mut widths = cid.widths();
    for (number, (_, width)) in &used.says {
        widths.consecutive(*number, [(1000.0 * width).round()]);
    }
    widths.finish();
    cid.finish();
    let [ascent, descent, capitals] = face.heights().map(|height| 1000.0 * height);
    let [left, bottom, right, top] = face.bounds().map(|edge| 1000.0 * edge);
    let mut flags = FontFlags::NON_SYMBOLIC;
    flags.set(FontFlags::FIXED_PITCH, face.is_monospace);
    pdf.font_descriptor(descriptor)
        .name(name)
        .flags(flags)
        .bbox(pdf_writer::Rect::new(left, bottom, right, top))
        .italic_angle(0.0)
        .ascent(ascent)
        .descent(descent)
        .cap_height(capitals)
        .stem_v(80.0)
        .font_file2(file);
    let mut cmap = UnicodeCmap::new(Name(b"Custom"), SYSTEM);
    for (number, (c, _)) in &used.says {
        cmap.pair(*number, *c);
    }
    pdf.cmap(says, &cmap.finish());
    let part = subsetter::subset(face.bytes(), face.index(), &used.glyphs);
    let bytes = part.unwrap_or_else(|_| face.bytes().to_vec());
    pdf.stream(file, &packed(&bytes)).filter(Filter::FlateDecode);
    whole
}

fn picture(pdf: &mut Pdf, numbers: &mut Numbers, image: &ColorImage) -> Ref {
    let [whole, mask] = [(); 2].map(|()| numbers.next());
    let [width, height] = image.size.map(|side| side as i32);
    let pixels = image.pixels.iter().map(Color32::to_srgba_unmultiplied);
    let colors: Vec<u8> = pixels.clone().flat_map(|[r, g, b, _]| [r, g, b]).collect();
    let alpha: Vec<u8> = pixels.map(|[.., a]| a).collect();
    let is_opaque = alpha.iter().all(|a| *a == 255);
    let data = packed(&colors);
    let mut object = pdf.image_xobject(whole, &data);
    object.filter(Filter::FlateDecode);
    object.width(width).height(height).bits_per_component(8).color_space().device_rgb();
    if !is_opaque {
        object.s_mask(mask);
    }
    object.finish();
    if !is_opaque {
        let data = packed(&alpha);
        let mut object = pdf.image_xobject(mask, &data);
        object.filter(Filter::FlateDecode);
        object.width(width).height(height).bits_per_component(8).color_space().device_gray();
    }
    whole
}
