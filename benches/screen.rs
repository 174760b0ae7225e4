//! What a frame of the window costs: the views and egui's tessellation, without the graphics card.

use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use tightrope::session::{Inline, Preset};
use tightrope::ui::{App, Mode, screen_ui};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn screen(c: &mut Criterion) {
    let mut group = c.benchmark_group("1600x900");
    for name in ["fig-4f", "fig-8"] {
        let preset = Preset::open(name).expect("a built-in preset");
        let speed = preset.look.speed.unwrap_or(1.0);
        let link = Inline::new(preset.setup.clone(), 0.25 / speed / 16.0).expect("a legal preset");
        let mut app = App::new(Box::new(link), vec![preset], 0, Mode::Dark).expect("one preset");
        for _ in 0..40 {
            app.receive();
        }
        let ctx = egui::Context::default();
        app.theme().apply(&ctx);
        let frame = |tessellate: bool| {
            let size = egui::Rect::from_min_size(egui::Pos2::ZERO, egui::vec2(1600.0, 900.0));
            let input = egui::RawInput { screen_rect: Some(size), ..Default::default() };
            let mut output = ctx.run_ui(input, |ui| {
                if let Some(scene) = app.scene() {
                    black_box(screen_ui(ui, &scene));
                }
            });
            output.textures_delta.clear();
            if tessellate {
                black_box(ctx.tessellate(output.shapes, output.pixels_per_point));
            }
        };
        for _ in 0..4 {
            frame(true);
        }
        group.bench_function(format!("{name} views and tessellation"), |b| b.iter(|| frame(true)));
        group.bench_function(format!("{name} views alone"), |b| b.iter(|| frame(false)));
    }
    group.finish();
}

criterion_group! {
    name = all;
    config = Criterion::default().without_plots().sample_size(20).measurement_time(std::time::Duration::from_secs(2));
    targets = screen
}
criterion_main!(all);
