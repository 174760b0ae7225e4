//! egui's triangles as pixels, drawn by the CPU: pictures without a window, which no graphics driver can change.

use crate::machine::bytes;
use crate::session::put;
use egui::epaint::{ImageDelta, Primitive, Vertex};
use egui::{ClippedPrimitive, Color32, ColorImage, ImageData, Rect, TextureFilter, TextureId, TextureOptions};
use egui::{TextureWrapMode, Ui, Vec2};
use std::collections::HashMap;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

/// Red, green, blue, alpha from 0 to 255; premultiplied, in gamma space, as egui blends.
type Rgba = [f32; 4];

/// Corners lie on a grid this much finer than the pixels: in whole numbers, shared edges are exactly shared.
const GRID: i64 = 256;
/// Corners farther away than this many pixels are pulled in, so that no product overflows.
const FAR: f32 = 2_097_152.0;
/// Largest side of a texture.
const TEXTURE_SIDE: usize = 8192;
/// Seconds between the frames of a picture: longer than egui's animations.
const FRAME_S: f64 = 0.1;

/// Draws a few frames of `ui` in an egui of its own and returns the last as pixels.
///
/// `prepare` runs once before them, for fonts and theme. Sizes that widgets learn from their last frame need two or
/// three `frames` to settle.
pub fn picture(
    size_points: Vec2,
    pixels_per_point: f32,
    frames: usize,
    prepare: impl FnOnce(&egui::Context),
    mut ui: impl FnMut(&mut Ui),
) -> ColorImage {
    let ctx = egui::Context::default();
    prepare(&ctx);
    let mut rasterizer = Rasterizer::default();
    let mut frame = |k: usize| {
        let mut input = egui::RawInput {
            screen_rect: Some(Rect::from_min_size(egui::Pos2::ZERO, size_points)),
            max_texture_side: Some(TEXTURE_SIDE),
            time: Some(k as f64 * FRAME_S),
            ..Default::default()
        };
        input.viewports.entry(input.viewport_id).or_default().native_pixels_per_point = Some(pixels_per_point);
        let mut output = ctx.run_ui(input, &mut ui);
        rasterizer.apply(&mut output.textures_delta);
        output
    };
    let mut output = frame(0);
    for k in 1..frames {
        output = frame(k);
    }
    let primitives = ctx.tessellate(output.shapes, output.pixels_per_point);
    let size = size_points * pixels_per_point;
    let clear = ctx.global_style().visuals.panel_fill.to_opaque();
    rasterizer.paint([size.x.round() as usize, size.y.round() as usize], output.pixels_per_point, clear, &primitives)
}

/// Writes a picture as PNG.
///
/// # Errors
/// If the file cannot be written; the text names it.
pub fn save_png(image: &ColorImage, path: &Path) -> Result<(), String> {
    put(&[(path, &png(image).map_err(|why| format!("cannot write {}: {why}", path.display()))?)])
}

/// A picture as PNG.
///
/// # Errors
/// If the encoder fails.
pub fn png(image: &ColorImage) -> Result<Vec<u8>, String> {
    use image::ImageEncoder as _;
    let bytes: Vec<u8> = image.pixels.iter().flat_map(Color32::to_srgba_unmultiplied).collect();
    let [width, height] = image.size.map(|side| side as u32);
    let mut png = Vec::new();
    image::codecs::png::PngEncoder::new(&mut png)
        .write_image(&bytes, width, height, image::ExtendedColorType::Rgba8)
        .map_err(|error| error.to_string())?;
    Ok(png)
}

/// Reads a PNG of that size that [`save_png`] wrote; none if it is not there, damaged, or anything else.
pub fn read_png(path: &Path, size_px: [usize; 2]) -> Option<ColorImage> {
    use image::ImageDecoder as _;
    // Our pictures take fewer bytes than their pixels.
    let most = 4 * size_px[0] * size_px[1];
    let bytes = std::io::Cursor::new(bytes(path, most as u64 + 4096).ok()?);
    let decoder = image::codecs::png::PngDecoder::new(bytes).ok()?;
    let (width, height) = decoder.dimensions();
    if [width as usize, height as usize] != size_px || decoder.color_type() != image::ColorType::Rgba8 {
        return None;
    }
    let mut pixels = vec![0; most];
    decoder.read_image(&mut pixels).ok()?;
    Some(ColorImage::from_rgba_unmultiplied(size_px, &pixels))
}

/// Holds egui's textures and paints its triangles.
#[derive(Default)]
pub struct Rasterizer {
    textures: HashMap<TextureId, Texture>,
    /// What egui gave up in its last frame, which may still show it.
    freed: Vec<TextureId>,
}

impl Rasterizer {
    /// Takes over the textures of a frame, before it is painted; leaves `delta` empty.
    pub fn apply(&mut self, delta: &mut egui::TexturesDelta) {
        for id in self.freed.drain(..) {
            self.textures.remove(&id);
        }
        for (id, changes) in delta.set.drain() {
            for change in changes {
                self.set(id, change);
            }
        }
        self.freed.extend(delta.free.drain());
    }

    fn set(&mut self, id: TextureId, change: ImageDelta) {
        let ImageData::Color(image) = change.image;
        match change.pos {
            None => {
                self.textures.insert(id, Texture { image, options: change.options });
            }
            Some([left, top]) => {
                let Some(texture) = self.textures.get_mut(&id) else { return };
                let whole = Arc::make_mut(&mut texture.image);
                for (y, row) in image.pixels.chunks_exact(image.size[0].max(1)).enumerate() {
                    let start = (top + y) * whole.size[0] + left;
                    whole.pixels[start..start + row.len()].copy_from_slice(row);
                }
            }
        }
    }

    /// Paints `primitives` in order over a picture filled with `clear`.
    pub fn paint(
        &self,
        size_px: [usize; 2],
        pixels_per_point: f32,
        clear: Color32,
        primitives: &[ClippedPrimitive],
    ) -> ColorImage {
        let mut image = ColorImage::filled(size_px, clear);
        for ClippedPrimitive { clip_rect, primitive } in primitives {
            // Only a graphics card can run a paint callback.
            let Primitive::Mesh(mesh) = primitive else { continue };
            let Some(texture) = self.textures.get(&mesh.texture_id) else { continue };
            if texture.image.pixels.is_empty() {
                continue;
            }
            let mut canvas = Canvas { clip: clip_px(*clip_rect, pixels_per_point, size_px), image: &mut image };
            for corners in mesh.indices.chunks_exact(3) {
                let corners = [corners[0], corners[1], corners[2]].map(|k| &mesh.vertices[k as usize]);
                if let Some(triangle) = Triangle::new(corners, pixels_per_point, texture) {
                    canvas.fill(&triangle);
                }
            }
        }
        image
    }
}

/// The columns and rows in a clip rectangle, rounded as egui's own painters round.
fn clip_px(clip: Rect, pixels_per_point: f32, size_px: [usize; 2]) -> [Range<i64>; 2] {
    let range = |min: f32, max: f32, size: usize| {
        let inside = |at: f32| ((at * pixels_per_point).round() as i64).clamp(0, size as i64);
        inside(min)..inside(max)
    };
    [range(clip.min.x, clip.max.x, size_px[0]), range(clip.min.y, clip.max.y, size_px[1])]
}

struct Texture {
    image: Arc<ColorImage>,
    options: TextureOptions,
}

impl Texture {
    fn texel(&self, x: i64, y: i64) -> Rgba {
        let [x, y] = [(x, self.image.size[0]), (y, self.image.size[1])].map(|(at, size)| {
            let (at, size) = (at, size as i64);
            match self.options.wrap_mode {
                TextureWrapMode::ClampToEdge => at.clamp(0, size - 1) as usize,
                TextureWrapMode::Repeat => at.rem_euclid(size) as usize,
                TextureWrapMode::MirroredRepeat => {
                    let at = at.rem_euclid(2 * size);
                    at.min(2 * size - 1 - at) as usize
                }
            }
        });
        rgba(self.image.pixels[y * self.image.size[0] + x])
    }

    /// The colour at a place counted in texels.
    fn sample(&self, [u, v]: [f32; 2], filter: TextureFilter) -> Rgba {
        if filter == TextureFilter::Nearest {
            return self.texel(u.floor() as i64, v.floor() as i64);
        }
        let (u, v) = (u - 0.5, v - 0.5);
        let (x, y) = (u.floor(), v.floor());
        let (right, low) = (u - x, v - y);
        let (x, y) = (x as i64, y as i64);
        let [a, b, c, d] = [(x, y), (x + 1, y), (x, y + 1), (x + 1, y + 1)].map(|(x, y)| self.texel(x, y));
        std::array::from_fn(|k| {
            (a[k] * (1.0 - right) + b[k] * right) * (1.0 - low) + (c[k] * (1.0 - right) + d[k] * right) * low
        })
    }
}

/// A side of a triangle: `dx x + dy y + origin` is how far the middle of pixel (x, y) lies inside, in some unit.
#[derive(Clone, Copy)]
struct Edge {
    dx: i64,
    dy: i64,
    origin: i64,
    /// 1 if pixels exactly on this side belong to the neighbour, else 0: no pixel is painted twice or forgotten.
    open: i64,
}

impl Edge {
    fn new([x0, y0]: [i64; 2], [x1, y1]: [i64; 2]) -> Self {
        let (along_x, along_y) = (x1 - x0, y1 - y0);
        let origin = along_x * (GRID / 2 - y0) - along_y * (GRID / 2 - x0);
        let top_or_left = along_y < 0 || (along_y == 0 && along_x > 0);
        Edge { dx: -along_y * GRID, dy: along_x * GRID, origin, open: i64::from(!top_or_left) }
    }

    fn at(&self, x: i64, y: i64) -> i64 {
        self.dx * x + self.dy * y + self.origin
    }

    /// Cuts off the part of a row of pixels that lies outside.
    fn cut(&self, y: i64, row: &mut Range<i64>) {
        let at = self.at(0, y) - self.open;
        match self.dx {
            0 if at < 0 => row.end = row.start,
            0 => {}
            dx if dx > 0 => row.start = row.start.max(-at.div_euclid(dx)),
            dx => row.end = row.end.min(at.div_euclid(-dx) + 1),
        }
    }
}

/// What a triangle is filled with.
enum Fill<'a> {
    Flat(Rgba),
    /// The colours at the corners.
    Shaded([Rgba; 3]),
    /// The colours and the places in the texture at the corners.
    Textured([Rgba; 3], [[f32; 2]; 3], &'a Texture, TextureFilter),
}

struct Triangle<'a> {
    /// Columns and rows it may touch.
    bounds: [Range<i64>; 2],
    /// Each lies opposite the corner of the same number.
    edges: [Edge; 3],
    /// What the three edges add up to anywhere.
    area: f64,
    fill: Fill<'a>,
}

impl<'a> Triangle<'a> {
    /// `None` if there is nothing to see.
    fn new(mut corners: [&Vertex; 3], pixels_per_point: f32, texture: &'a Texture) -> Option<Self> {
        let place = |corner: &Vertex| {
            [corner.pos.x, corner.pos.y].map(|at| {
                let px = (at * pixels_per_point).clamp(-FAR, FAR);
                (px * GRID as f32).round() as i64
            })
        };
        if !corners.iter().all(|corner| corner.pos.is_finite()) {
            return None;
        }
        let mut places = corners.map(place);
        let [a, b, c] = places;
        let mut area = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
        if area == 0 {
            return None;
        }
        if area < 0 {
            area = -area;
            corners.swap(1, 2);
            places.swap(1, 2);
        }
        let [a, b, c] = places;
        let bounds = [0, 1].map(|axis| {
            // Pixels whose middle lies between the outermost corners.
            let pixel = |at: i64| (at - GRID / 2).div_euclid(GRID);
            pixel(a[axis].min(b[axis]).min(c[axis]) - 1) + 1..pixel(a[axis].max(b[axis]).max(c[axis])) + 1
        });
        let fill = Fill::new(corners, area as f64 / (GRID * GRID) as f64 * 0.5, texture)?;
        Some(Triangle { bounds, edges: [Edge::new(b, c), Edge::new(c, a), Edge::new(a, b)], area: area as f64, fill })
    }
}

impl<'a> Fill<'a> {
    /// `None` if all of it is transparent.
    fn new(corners: [&Vertex; 3], area_px: f64, texture: &'a Texture) -> Option<Self> {
        let colors = corners.map(|corner| rgba(corner.color));
        if colors == [[0.0; 4]; 3] {
            return None;
        }
        let size = texture.image.size.map(|side| side as f32);
        let uv = corners.map(|corner| [corner.uv.x * size[0], corner.uv.y * size[1]]);
        let [a, b, c] = uv.map(|at| at.map(f64::from));
        let area_texels = ((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])).abs() * 0.5;
        let filter = if area_texels > area_px { texture.options.minification } else { texture.options.magnification };
        if uv[0] != uv[1] || uv[1] != uv[2] {
            return Some(Fill::Textured(colors, uv, texture, filter));
        }
        let texel = texture.sample(uv[0], filter);
        let colors = colors.map(|color| tint(color, texel));
        Some(if colors[0] == colors[1] && colors[1] == colors[2] {
            Fill::Flat(colors[0])
        } else {
            Fill::Shaded(colors)
        })
    }
}

/// A picture, and the columns and rows of it that may be painted.
struct Canvas<'a> {
    image: &'a mut ColorImage,
    clip: [Range<i64>; 2],
}

impl Canvas<'_> {
    fn fill(&mut self, triangle: &Triangle<'_>) {
        let [columns, rows] = [0, 1].map(|axis| {
            let (clip, bounds) = (&self.clip[axis], &triangle.bounds[axis]);
            clip.start.max(bounds.start)..clip.end.min(bounds.end)
        });
        // What a step to the right changes in the corners' shares.
        let step = triangle.edges.map(|edge| edge.dx as f64 / triangle.area);
        for y in rows {
            let mut row = columns.clone();
            for edge in &triangle.edges {
                edge.cut(y, &mut row);
            }
            if row.is_empty() {
                continue;
            }
            let shares = triangle.edges.map(|edge| edge.at(row.start, y) as f64 / triangle.area);
            let start = y as usize * self.image.size[0];
            let pixels = &mut self.image.pixels[start + row.start as usize..start + row.end as usize];
            match &triangle.fill {
                Fill::Flat(color) => fill_flat(pixels, *color),
                Fill::Shaded(colors) => {
                    let color = Ramp::new(colors, shares, step);
                    for (k, pixel) in pixels.iter_mut().enumerate() {
                        *pixel = over(color.at(k), *pixel);
                    }
                }
                Fill::Textured(colors, uv, texture, filter) => {
                    let (color, uv) = (Ramp::new(colors, shares, step), Ramp::new(uv, shares, step));
                    for (k, pixel) in pixels.iter_mut().enumerate() {
                        *pixel = over(tint(color.at(k), texture.sample(uv.at(k), *filter)), *pixel);
                    }
                }
            }
        }
    }
}

fn fill_flat(pixels: &mut [Color32], color: Rgba) {
    if color[3] >= 255.0 {
        pixels.fill(over(color, Color32::TRANSPARENT));
    } else {
        for pixel in pixels {
            *pixel = over(color, *pixel);
        }
    }
}

/// Numbers that change evenly along a row of pixels.
struct Ramp<const N: usize> {
    start: [f32; N],
    step: [f32; N],
}

impl<const N: usize> Ramp<N> {
    /// Mixes the corners' values by their `shares` in the first pixel.
    fn new(corners: &[[f32; N]; 3], shares: [f64; 3], step: [f64; 3]) -> Self {
        let mix = |shares: [f64; 3]| {
            std::array::from_fn(|k| {
                (0..3).map(|corner| f64::from(corners[corner][k]) * shares[corner]).sum::<f64>() as f32
            })
        };
        Ramp { start: mix(shares), step: mix(step) }
    }

    fn at(&self, pixel: usize) -> [f32; N] {
        std::array::from_fn(|k| self.start[k] + self.step[k] * pixel as f32)
    }
}

fn rgba(color: Color32) -> Rgba {
    color.to_array().map(f32::from)
}

fn tint(color: Rgba, texel: Rgba) -> Rgba {
    std::array::from_fn(|k| color[k] * texel[k] / 255.0)
}

/// Lays a colour over what is there.
fn over(color: Rgba, below: Color32) -> Color32 {
    let rest = 1.0 - color[3] / 255.0;
    let below = rgba(below);
    // `as` stops at 0 and 255.
    let [r, g, b, a] = std::array::from_fn(|k| (color[k] + below[k] * rest + 0.5) as u8);
    Color32::from_rgba_premultiplied(r, g, b, a)
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::{Mesh, Pos2, Shape, pos2, vec2};

    /// Paints meshes of plain colours over black.
    fn painted(size: [usize; 2], pixels_per_point: f32, clip_rect: Rect, meshes: Vec<Mesh>) -> ColorImage {
        let mut rasterizer = Rasterizer::default();
        let white = ColorImage::filled([1, 1], Color32::WHITE);
        rasterizer.set(TextureId::default(), ImageDelta::full(white, TextureOptions::LINEAR));
        let clipped = |mesh| ClippedPrimitive { clip_rect, primitive: Primitive::Mesh(mesh) };
        let primitives: Vec<_> = meshes.into_iter().map(clipped).collect();
        rasterizer.paint(size, pixels_per_point, Color32::BLACK, &primitives)
    }

    fn rectangle(rect: Rect, color: Color32) -> Mesh {
        let mut mesh = Mesh::default();
        mesh.add_colored_rect(rect, color);
        mesh
    }

    #[test]
    fn a_rectangle_covers_exactly_its_pixels() {
        // Points 1.5 to 4 and 1 to 2.5 are pixels 3 to 8 and 2 to 5.
        let rect = Rect::from_min_max(pos2(1.5, 1.0), pos2(4.0, 2.5));
        let image = painted([10, 7], 2.0, Rect::EVERYTHING, vec![rectangle(rect, Color32::RED)]);
        for (k, pixel) in image.pixels.iter().enumerate() {
            let inside = (3..8).contains(&(k % 10)) && (2..5).contains(&(k / 10));
            assert_eq!(*pixel, if inside { Color32::RED } else { Color32::BLACK }, "pixel {k}");
        }
    }

    #[test]
    fn shared_edges_are_painted_once() {
        // A translucent fan about odd places: no spoke may be seen, nor a gap.
        let mut mesh = Mesh::default();
        let color = Color32::from_white_alpha(100);
        let center = pos2(20.3, 19.7);
        mesh.colored_vertex(center, color);
        for k in 0..23_u32 {
            let angle = k as f32 * std::f32::consts::TAU / 23.0;
            mesh.colored_vertex(center + 200.0 * Vec2::angled(angle), color);
            // Both windings.
            let [one, other] = if k % 2 == 0 { [k, (k + 1) % 23] } else { [(k + 1) % 23, k] };
            mesh.add_triangle(0, one + 1, other + 1);
        }
        // And one edge through the middles of pixels.
        let square = rectangle(Rect::from_min_size(Pos2::ZERO, vec2(40.0, 40.0)), color);
        for mesh in [mesh, square] {
            let image = painted([40, 40], 1.0, Rect::EVERYTHING, vec![mesh]);
            assert!(image.pixels.iter().all(|pixel| *pixel == Color32::from_gray(100)), "{:?}", image.pixels);
        }
    }

    #[test]
    fn the_clip_rectangle_is_respected() {
        let clip = Rect::from_min_max(pos2(2.4, 3.0), pos2(5.6, 100.0));
        let all = Rect::from_min_max(pos2(-1e9, -50.0), pos2(1e9, 50.0));
        let image = painted([8, 6], 1.0, clip, vec![rectangle(all, Color32::GREEN)]);
        for (k, pixel) in image.pixels.iter().enumerate() {
            let inside = (2..6).contains(&(k % 8)) && k / 8 >= 3;
            assert_eq!(*pixel, if inside { Color32::GREEN } else { Color32::BLACK }, "pixel {k}");
        }
        let nothing = painted([8, 6], 1.0, Rect::NOTHING, vec![rectangle(all, Color32::GREEN)]);
        assert!(nothing.pixels.iter().all(|pixel| *pixel == Color32::BLACK));
    }

    #[test]
    fn corners_that_are_not_finite_are_left_out() {
        let mut mesh = rectangle(Rect::from_min_size(Pos2::ZERO, vec2(4.0, 4.0)), Color32::RED);
        mesh.vertices[0].pos.x = f32::NAN;
        mesh.vertices[3].pos.y = f32::INFINITY;
        let image = painted([4, 4], 1.0, Rect::EVERYTHING, vec![mesh]);
        assert!(image.pixels.iter().all(|pixel| *pixel == Color32::BLACK));
    }

    #[test]
    fn colors_run_evenly_between_corners() {
        let mut mesh = rectangle(Rect::from_min_size(Pos2::ZERO, vec2(255.0, 2.0)), Color32::BLACK);
        for vertex in &mut mesh.vertices {
            vertex.color = Color32::from_gray(vertex.pos.x as u8);
        }
        let image = painted([255, 2], 1.0, Rect::EVERYTHING, vec![mesh]);
        for (k, pixel) in image.pixels.iter().enumerate() {
            assert!(pixel.r().abs_diff((k % 255) as u8) <= 1, "{pixel:?} in column {}", k % 255);
        }
    }

    #[test]
    fn an_image_is_shown_texel_by_texel_and_changed_in_part() {
        let mut shown = None;
        let colors = [Color32::RED, Color32::GREEN, Color32::BLUE, Color32::WHITE];
        let image = picture(
            vec2(8.0, 8.0),
            1.0,
            3,
            |_| {},
            |ui| {
                let texture = shown.get_or_insert_with(|| {
                    let image = ColorImage::new([2, 2], colors.to_vec());
                    ui.ctx().load_texture("image", image, TextureOptions::NEAREST)
                });
                texture.set_partial([1, 0], ColorImage::filled([1, 1], Color32::YELLOW), TextureOptions::NEAREST);
                let whole = Rect::from_min_max(Pos2::ZERO, pos2(1.0, 1.0));
                let rect = Rect::from_min_size(Pos2::ZERO, vec2(8.0, 8.0));
                ui.painter().add(Shape::image(texture.id(), rect, whole, Color32::WHITE));
            },
        );
        for (k, pixel) in image.pixels.iter().enumerate() {
            let texel = (k % 8) / 4 + 2 * (k / 32);
            assert_eq!(*pixel, if texel == 1 { Color32::YELLOW } else { colors[texel] }, "pixel {k}");
        }
    }

    #[test]
    fn a_texture_lives_until_its_last_frame_is_painted() {
        let image = picture(
            vec2(4.0, 4.0),
            1.0,
            1,
            |_| {},
            |ui| {
                let image = ColorImage::filled([1, 1], Color32::RED);
                let texture = ui.ctx().load_texture("image", image, TextureOptions::NEAREST);
                let rect = Rect::from_min_size(Pos2::ZERO, vec2(4.0, 4.0));
                ui.painter().add(Shape::image(
                    texture.id(),
                    rect,
                    Rect::from_min_max(Pos2::ZERO, pos2(1.0, 1.0)),
                    Color32::WHITE,
                ));
            },
        );
        assert!(image.pixels.iter().all(|pixel| *pixel == Color32::RED));
    }

    #[test]
    fn text_leaves_ink() {
        let draw = |pixels_per_point: f32| {
            let prepare = |ctx: &egui::Context| ctx.set_theme(egui::Theme::Light);
            picture(vec2(120.0, 40.0), pixels_per_point, 2, prepare, |ui| {
                ui.label("Tightrope");
            })
        };
        for pixels_per_point in [1.0, 2.0] {
            let image = draw(pixels_per_point);
            assert_eq!(image.size, [120.0, 40.0].map(|side| (side * pixels_per_point) as usize));
            let dark = image.pixels.iter().filter(|pixel| pixel.r() < 160).count() as f32;
            let share = dark / image.pixels.len() as f32;
            assert!((0.02..0.2).contains(&share), "{share} of the picture is ink");
            assert_eq!(image.pixels.last(), Some(&egui::Visuals::light().panel_fill));
        }
        assert_eq!(draw(1.0), draw(1.0));
    }

    #[test]
    fn a_picture_survives_the_file() {
        let path = std::env::temp_dir().join(format!("tightrope-raster-{}.png", std::process::id()));
        let image = painted([3, 2], 1.0, Rect::EVERYTHING, vec![rectangle(Rect::EVERYTHING, Color32::LIGHT_BLUE)]);
        save_png(&image, &path).unwrap();
        let read = image::open(&path).unwrap().to_rgba8();
        std::fs::remove_file(&path).unwrap();
        assert_eq!((read.width(), read.height()), (3, 2));
        assert_eq!(read.get_pixel(2, 1).0, image.pixels[5].to_array());
        let missing = path.join("there/is/no/such/folder.png");
        assert!(save_png(&image, &missing).unwrap_err().contains("folder.png"));
    }
}
