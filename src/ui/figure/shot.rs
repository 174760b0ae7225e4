//! One drawing for everything: what egui paints in a context of its own, kept as shapes. Pixels, vectors and pages are
//! made of the same shapes.

use crate::ui::paper::{self, Paper};
use crate::ui::raster::Rasterizer;
use egui::epaint::ClippedShape;
use egui::{Color32, ColorImage, Context, Rect, Shape, Ui, Vec2};

/// Largest side of a texture.
const TEXTURE_SIDE: usize = 8192;
/// Seconds between the frames: longer than egui's animations.
const FRAME_S: f64 = 0.1;
/// Sizes that widgets learn, and views that follow, settle after so many frames.
pub const FRAMES: usize = 12;

/// How large it is laid out, and how finely.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sheet {
    /// Width and height in points of the layout.
    pub points: Vec2,
    /// Pixels along one of these points.
    pub pixels_per_point: f32,
}

/// An egui of its own that looks at something.
pub struct Camera {
    /// How large.
    pub sheet: Sheet,
    /// What lies behind everything.
    pub paper: Color32,
    ctx: Context,
    now_s: f64,
}

impl Camera {
    /// One that has not looked yet. `like` is a context whose views it follows.
    pub fn new(
        sheet: Sheet,
        paper: Paper,
        color: Color32,
        like: Option<&Context>,
        prepare: impl FnOnce(&Context),
    ) -> Camera {
        let ctx = Context::default();
        prepare(&ctx);
        if let Some(like) = like {
            let known = like.data(|data| data.clone());
            ctx.data_mut(|data| *data = known);
        }
        paper::begin(&ctx, paper);
        // Times that views remember are not later than now.
        let now_s = like.map_or(0.0, |like| like.input(|input| input.time));
        Camera { sheet, paper: color, ctx, now_s }
    }

    /// One frame of `ui`, so many seconds after the last.
    pub fn look(&mut self, passed_s: f64, ui: impl FnMut(&mut Ui)) -> Frame {
        self.now_s += passed_s;
        let mut input = egui::RawInput {
            screen_rect: Some(Rect::from_min_size(egui::Pos2::ZERO, self.sheet.points)),
            max_texture_side: Some(TEXTURE_SIDE),
            time: Some(self.now_s),
            ..Default::default()
        };
        let viewport = input.viewports.entry(input.viewport_id).or_default();
        viewport.native_pixels_per_point = Some(self.sheet.pixels_per_point);
        let output = self.ctx.run_ui(input, ui);
        Frame { shapes: output.shapes, textures: output.textures_delta }
    }

    /// A frame as triangles, which need no egui to become pixels; before the next one is looked at.
    pub fn expose(&self, frame: Frame) -> Exposed {
        let Frame { shapes, textures } = frame;
        let primitives = self.ctx.tessellate(shapes, self.sheet.pixels_per_point);
        Exposed { sheet: self.sheet, paper: self.paper, primitives, textures, is_seen: true }
    }
}

/// What a camera saw.
pub struct Frame {
    /// All shapes, the lowest first.
    pub shapes: Vec<ClippedShape>,
    /// What has changed in textures.
    pub textures: egui::TexturesDelta,
}

/// What a camera saw, as triangles.
pub struct Exposed {
    sheet: Sheet,
    paper: Color32,
    primitives: Vec<egui::ClippedPrimitive>,
    textures: egui::TexturesDelta,
    is_seen: bool,
}

impl Exposed {
    /// The same without anything to be seen: its textures count for those after it.
    pub fn unseen(self) -> Exposed {
        Exposed { primitives: Vec::new(), is_seen: false, ..self }
    }

    /// Whether it is to be seen.
    pub fn is_seen(&self) -> bool {
        self.is_seen
    }

    /// As pixels; `rasterizer` has seen all frames before.
    pub fn pixels(mut self, rasterizer: &mut Rasterizer) -> ColorImage {
        rasterizer.apply(&mut self.textures);
        let ppp = self.sheet.pixels_per_point;
        let size = (self.sheet.points * ppp).round();
        rasterizer.paint([size.x as usize, size.y as usize], ppp, self.paper, &self.primitives)
    }
}

/// What was painted.
pub struct Shot {
    /// All shapes, the lowest first.
    pub shapes: Vec<ClippedShape>,
    camera: Camera,
    rasterizer: Rasterizer,
}

impl Shot {
    /// Draws frames of `ui` until all has settled, and keeps the shapes of the last.
    pub fn take(mut camera: Camera, frames: usize, mut ui: impl FnMut(&mut Ui)) -> Shot {
        let (mut shapes, mut rasterizer) = (Vec::new(), Rasterizer::default());
        for _ in 0..frames.max(1) {
            let mut frame = camera.look(FRAME_S, &mut ui);
            rasterizer.apply(&mut frame.textures);
            shapes = frame.shapes;
        }
        Shot { shapes, camera, rasterizer }
    }

    /// How large it is laid out, and how finely.
    pub fn sheet(&self) -> Sheet {
        self.camera.sheet
    }

    /// What lies behind everything.
    pub fn paper(&self) -> Color32 {
        self.camera.paper
    }

    /// Makes all lines so many times as wide.
    pub fn widen(&mut self, factor: f32) {
        widen(&mut self.shapes, factor);
    }

    /// As pixels.
    pub fn pixels(&self) -> ColorImage {
        let ppp = self.camera.sheet.pixels_per_point;
        let size = (self.camera.sheet.points * ppp).round();
        let primitives = self.camera.ctx.tessellate(self.shapes.clone(), ppp);
        self.rasterizer.paint([size.x as usize, size.y as usize], ppp, self.camera.paper, &primitives)
    }

    /// Some triangles as pixels on nothing: those within `rect`, so many pixels to a point.
    pub fn picture(&self, mesh: &egui::Mesh, rect: Rect, pixels_per_point: f32) -> ColorImage {
        let mut mesh = mesh.clone();
        mesh.translate(-rect.min.to_vec2());
        let size = (rect.size() * pixels_per_point).round();
        let clip_rect = Rect::from_min_size(egui::Pos2::ZERO, rect.size());
        let primitive = egui::epaint::Primitive::Mesh(mesh);
        let primitives = [egui::ClippedPrimitive { clip_rect, primitive }];
        let size = [size.x.max(1.0) as usize, size.y.max(1.0) as usize];
        self.rasterizer.paint(size, pixels_per_point, Color32::TRANSPARENT, &primitives)
    }
}

/// Makes all lines so many times as wide.
pub fn widen(shapes: &mut [ClippedShape], factor: f32) {
    if factor != 1.0 {
        shapes.iter_mut().for_each(|clipped| widen_one(&mut clipped.shape, factor));
    }
}

fn widen_one(shape: &mut Shape, factor: f32) {
    match shape {
        Shape::Vec(shapes) => shapes.iter_mut().for_each(|shape| widen_one(shape, factor)),
        Shape::LineSegment { stroke, .. } => stroke.width *= factor,
        Shape::Path(path) => path.stroke.width *= factor,
        Shape::Circle(circle) => circle.stroke.width *= factor,
        Shape::Ellipse(ellipse) => ellipse.stroke.width *= factor,
        Shape::Band(band) => band.stroke.width *= factor,
        Shape::QuadraticBezier(curve) => curve.stroke.width *= factor,
        Shape::CubicBezier(curve) => curve.stroke.width *= factor,
        Shape::Noop | Shape::Rect(_) | Shape::Text(_) | Shape::Mesh(_) | Shape::Callback(_) => {}
    }
}
