//! Laid-out text as lines of text, each piece with its face, size, colour and place.

use super::drawing::{Span, Text};
use super::faces::Faces;
use egui::epaint::TextShape;
use egui::{Color32, Mesh, emath::Rot2};

/// The lines of a text, and what is drawn below and through it.
pub fn texts(shape: &TextShape, faces: &Faces) -> (Vec<Text>, Mesh) {
    let galley = &shape.galley;
    let job = &galley.job;
    // Each character with the section that it is of.
    let mut sections = job.sections.iter().peekable();
    let mut formats = Vec::new();
    for (at, c) in job.text.char_indices() {
        while sections.peek().is_some_and(|section| section.byte_range.end.0 <= at) {
            sections.next();
        }
        formats.push((c, sections.peek().map(|section| &section.format)));
    }
    let last = job.sections.last().map(|section| &section.format);
    let mut next = 0;
    let mut texts = Vec::new();
    let mut below = Mesh::default();
    let turn = Rot2::from_angle(shape.angle);
    for row in &galley.rows {
        let mut text = Text { spans: Vec::new(), angle: shape.angle, pivot: shape.pos };
        let corner = shape.pos + row.pos.to_vec2();
        for glyph in &row.row.glyphs {
            let format = match formats.get(next) {
                Some((c, format)) if *c == glyph.chr => *format,
                // What stands for the rest of a text that is cut.
                _ => last,
            };
            next += 1;
            let Some(format) = format.or(last) else { continue };
            let vertex = row.row.visuals.mesh.vertices.get(glyph.first_vertex as usize);
            let mut color = match vertex {
                Some(vertex) if !glyph.uv_rect.is_nothing() => vertex.color,
                _ => format.color,
            };
            if color == Color32::PLACEHOLDER {
                color = shape.fallback_color;
            }
            color = shape.override_text_color.unwrap_or(color).gamma_multiply(shape.opacity_factor);
            let face = faces.choose(&format.font_id.family, glyph.chr);
            let x = corner.x + glyph.pos.x;
            let place = (face, format.font_id.size, corner.y + glyph.pos.y, format.italics);
            // Letters that were drawn as one with those before.
            let goes_on = glyph.uv_rect.is_nothing() && glyph.advance_width == 0.0 && !glyph.chr.is_whitespace();
            match text.spans.last_mut() {
                Some(span) if goes_on => part(span, glyph.chr, faces),
                // Space has no colour to be seen.
                Some(span)
                    if (span.face, span.size, span.baseline, span.is_slanted) == place
                        && (span.color == color || glyph.chr.is_whitespace()) =>
                {
                    span.text.push(glyph.chr);
                    span.xs.push(x);
                    span.end = x + glyph.advance_width;
                }
                _ => text.spans.push(Span {
                    text: glyph.chr.to_string(),
                    xs: vec![x],
                    end: x + glyph.advance_width,
                    baseline: place.2,
                    size: place.1,
                    face,
                    is_slanted: place.3,
                    color,
                }),
            }
        }
        next += usize::from(row.ends_with_newline);
        let visuals = &row.row.visuals;
        let is_letter = |k: &&u32| visuals.glyph_vertex_range.contains(&(**k as usize));
        let lines = visuals.mesh.indices.chunks_exact(3).filter(|three| !three.iter().any(|k| is_letter(&k)));
        for k in lines.flatten() {
            let mut vertex = visuals.mesh.vertices[*k as usize];
            vertex.uv = egui::epaint::WHITE_UV;
            vertex.pos = shape.pos + turn * (row.pos.to_vec2() + vertex.pos.to_vec2());
            if vertex.color == Color32::PLACEHOLDER {
                vertex.color = shape.fallback_color;
            }
            below.indices.push(below.vertices.len() as u32);
            below.vertices.push(vertex);
        }
        text.spans.iter_mut().for_each(trim);
        text.spans.retain(|span| !span.text.is_empty());
        if !text.spans.is_empty() {
            texts.push(text);
        }
    }
    (texts, below)
}

/// Adds a letter that shares the place of the last with it: each gets its part.
fn part(span: &mut Span, letter: char, faces: &Faces) {
    span.text.push(letter);
    let Some(face) = faces.get(span.face) else { return span.xs.push(span.end) };
    // Those that share it begin where the first of them does.
    let last = span.xs.last().copied().unwrap_or(span.end);
    let width = |c: char| face.advance(face.glyph(c));
    let before = span.text.chars().rev().nth(1).map_or(0.0, width);
    let share = before / (before + width(letter)).max(1e-6);
    span.xs.push(last + (span.end - last) * share);
}

/// Takes away space at the end of a piece that is all space; between pieces it stays.
fn trim(span: &mut Span) {
    if span.text.chars().all(char::is_whitespace) || span.color == Color32::TRANSPARENT {
        span.text.clear();
        span.xs.clear();
    }
}
