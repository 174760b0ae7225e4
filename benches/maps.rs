//! What a whole map costs: 104 x 104 places and four times as fine along the borders, on all cores.

#![forbid(unsafe_code)]

use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use tightrope::machine::cores;
use tightrope::model::System;
use tightrope::param::find;
use tightrope::session::{MapAxis, Preset, Request, Shared, Slice, Survey, Work as _};
use tightrope::sim::Model as _;

fn request(preset: &str, sides: [(&str, [f64; 2]); 2]) -> Request<System> {
    let mut setup = Preset::open(preset).expect("a built-in preset").setup;
    let axes = sides.map(|(id, range)| {
        let spec = find(&mut setup, id).expect("a parameter").0;
        MapAxis::new(spec, range).expect("a range")
    });
    assert!(!System::hands(&setup.plan(None).expect("a network")).regimes().is_empty());
    Request::new(&setup, axes)
}

fn maps(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("map");
    group.sample_size(10);
    for (preset, sides) in [
        ("fig-4d", [("e_offset", [-5.0, 5.0]), ("i_offset", [-5.0, 5.0])]),
        ("fig-4f", [("e_offset", [-5.0, 5.0]), ("i_offset", [-5.0, 5.0])]),
        ("minimax-ring", [("w0", [0.0, 5.0]), ("w1", [0.0, 6.0])]),
        ("plastic-static", [("j_ee", [0.1, 75.0]), ("j_ei", [-450.0, -1.0])]),
        ("learn-vdp", [("k", [0.0, 300.0]), ("eta", [0.0, 150.0])]),
    ] {
        let request = request(preset, sides);
        group.bench_function(preset, |bencher| {
            bencher.iter(|| {
                let mut survey = Survey::new(request.clone(), Shared::default(), cores());
                while !matches!(survey.advance(), Ok(Slice::Done(()))) {}
                black_box(&survey);
            });
        });
    }
}

criterion_group!(benches, maps);
criterion_main!(benches);
