//! Figures: the same picture in every format, text as text, views as layers, and the way back to the setup.

use crate::support::screen::presets;
use roxmltree::Document;
use std::collections::HashSet;
use std::path::Path;
use tightrope::param::{Edit, apply};
use tightrope::session::Preset;
use tightrope::ui::Mode;
use tightrope::ui::figure::{Extent, Faces, Format, Item, Spec, Subject, Taken, What, trace};

const INKSCAPE: &str = "http://www.inkscape.org/namespaces/inkscape";

fn spec(size: &str, mode: Mode) -> Spec {
    let extent = Extent::parse(size).unwrap();
    Spec { subject: Subject::View(String::new()), extent, dpi: None, mode, letters_pt: None, lines_pt: None }
}

/// A view of a preset, or its screen, after a short run.
fn taken(preset: &str, view: &str, spec: Spec) -> Taken {
    taken_of(Preset::open(preset).unwrap(), view, spec)
}

fn taken_of(preset: Preset, view: &str, spec: Spec) -> Taken {
    tightrope::ui::figure(preset, Some(view), spec, 0.05, &mut |_| {}).unwrap()
}

fn svg(taken: &Taken) -> String {
    String::from_utf8(taken.bytes(Format::Svg).unwrap()).unwrap()
}

/// All texts of a drawing, without the marks that set scripts.
fn texts(document: &Document<'_>) -> Vec<String> {
    let texts = document.descendants().filter(|node| node.has_tag_name(("http://www.w3.org/2000/svg", "text")));
    texts.map(|text| text.descendants().filter(|n| n.is_text()).filter_map(|n| n.text()).collect()).collect()
}

fn labels(document: &Document<'_>) -> Vec<String> {
    let layers = document.descendants().filter(|node| node.attribute((INKSCAPE, "groupmode")) == Some("layer"));
    layers.filter_map(|node| node.attribute((INKSCAPE, "label")).map(str::to_owned)).collect()
}

#[test]
fn text_is_text_and_views_are_layers() {
    for mode in [Mode::Dark, Mode::Light] {
        let text = svg(&taken("fig-4f", "plane", spec("85x64mm", mode)));
        let document = Document::parse(&text).unwrap();
        let root = document.root_element();
        assert_eq!((root.attribute("width"), root.attribute("height")), (Some("85mm"), Some("64mm")));
        let texts = texts(&document);
        for wanted in ["Plane  yE, |yI|   at  x = 1.00", "excitatory latent  yE", "E boundary", "4"] {
            assert!(texts.iter().any(|text| text == wanted), "{wanted:?} in {texts:?}");
        }
        // No chrome: neither buttons nor choices.
        assert!(!texts.iter().any(|text| text == "Fit" || text == "draw"), "{texts:?}");
        assert!(labels(&document).contains(&"Plane  yE, |yI|".to_owned()), "{:?}", labels(&document));
        let parts: HashSet<&str> = document.descendants().filter_map(|n| n.attribute((INKSCAPE, "label"))).collect();
        for part in ["Title", "Axes", "Regions", "Lines of neurons", "Curves", "Trail", "Words"] {
            assert!(parts.contains(part), "{part} in {parts:?}");
        }
        assert!(!parts.contains("Handles"));
    }
}

#[test]
fn the_screen_has_a_layer_for_each_card() {
    let text = svg(&taken("fig-4f", "screen", spec("1280x800px", Mode::Dark)));
    let document = Document::parse(&text).unwrap();
    let labels = labels(&document);
    for layer in ["Top bar", "Side panel", "Status", "Spikes", "Voltage"] {
        assert!(labels.iter().any(|label| label == layer), "{layer} in {labels:?}");
    }
    let ids: Vec<&str> = document.descendants().filter_map(|node| node.attribute("id")).collect();
    let unique: HashSet<&&str> = ids.iter().collect();
    assert_eq!(ids.len(), unique.len(), "every id once");
}

#[test]
fn every_view_of_every_system_is_a_sound_drawing() {
    for preset in ["fig-4f", "fig-5c", "minimax-grid-32", "learn-vdp-trained", "plastic-small"] {
        let preset = Preset::open(preset).unwrap();
        // A name that no view has: the error lists those that there are.
        let why =
            tightrope::ui::figure(preset.clone(), Some("no-such-view"), spec("85x64mm", Mode::Dark), 0.02, &mut |_| {});
        let why = why.err().unwrap();
        let (_, list) = why.split_once("has ").unwrap();
        let views: Vec<&str> = list.split(", or `").next().unwrap().split(", ").collect();
        assert!(views.len() > 5, "{why}");
        // Those of other networks take their time; tests of their own draw them.
        for view in views.into_iter().filter(|view| !["sweep", "map"].contains(view)) {
            let taken = taken_of(preset.clone(), view, spec("85x64mm", Mode::Light));
            let text = svg(&taken);
            let document = Document::parse(&text).unwrap_or_else(|error| panic!("{} {view}: {error}", preset.name));
            let numbers = document.descendants().flat_map(|node| node.attributes().collect::<Vec<_>>());
            let is_odd = |text: &str| text.contains("NaN") || text.contains("inf");
            let odd = numbers.filter(|a| a.name() != "href" && a.name() != "label").find(|a| is_odd(a.value()));
            assert!(odd.is_none(), "{} {view}: {odd:?}", preset.name);
            assert!(text.len() < 3_000_000, "{} {view}: {} bytes", preset.name, text.len());
            let page = taken.bytes(Format::Pdf).unwrap();
            assert!(page.starts_with(b"%PDF") && page.len() < 3_000_000, "{} {view}", preset.name);
        }
    }
}

#[test]
fn the_drawing_is_the_picture() {
    // Every line of text and every form of the drawing lies where there is ink in the pixels.
    let taken = taken("fig-4f", "plane", Spec { dpi: Some(150.0), ..spec("85x64mm", Mode::Light) });
    let image = taken.shot.pixels();
    assert_eq!(image.size, taken.page.px);
    let drawing = trace(&taken.shot, &Faces::default(), 2.0);
    let ppp = taken.page.sheet.pixels_per_point;
    let is_inked = |x: f32, y: f32| {
        let [x, y] = [x * ppp, y * ppp].map(|v| v.max(0.0) as usize);
        x < image.size[0] && y < image.size[1] && image.pixels[y * image.size[0] + x] != drawing.paper
    };
    let mut texts = 0;
    for ink in drawing.root.inks() {
        let What::Text(text) = &ink.what else { continue };
        if text.angle != 0.0 {
            continue;
        }
        for span in &text.spans {
            let inked = (span.xs[0] as i32..span.end.ceil() as i32)
                .flat_map(|x| (0..12).map(move |up| (x as f32, span.baseline - up as f32)))
                .filter(|(x, y)| is_inked(*x, *y))
                .count();
            assert!(inked > 0, "{:?}", span.text);
            texts += 1;
        }
    }
    assert!(texts > 10);
    assert!(drawing.root.items.iter().any(|item| matches!(item, Item::Group(group) if group.is_layer)));
}

/// The setup that a file brings back.
fn restored(bytes: &[u8], name: &str, folder: &Path) -> Preset {
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    Preset::open(path.to_str().unwrap()).unwrap()
}

#[test]
fn a_figure_brings_its_setup_back() {
    let folder = tempfile::tempdir().unwrap();
    let mut preset = Preset::open("fig-4d").unwrap();
    let edits = ["seed=7", "d_e=0.31"].map(|edit| Edit::parse(edit).unwrap());
    preset.setup = apply(&preset.setup, &edits).unwrap().0;
    let taken = taken_of(preset.clone(), "raster", spec("85x64mm", Mode::Dark));
    for format in Format::ALL {
        let bytes = taken.bytes(format).unwrap();
        let name = format!("figure.{}", format.ending());
        assert_eq!(restored(&bytes, &name, folder.path()).setup, preset.setup, "{format:?}");
    }
    // As another program might have saved it again, with quotes as it likes.
    let text = svg(&taken).replace('"', "&quot;").replace("=&quot;", "=\"").replace("&quot; ", "\" ");
    let start = text.find("{&quot;program").unwrap();
    let again = format!("<svg><metadata><tightrope:provenance>{}</svg>", &text[start..text.find("<defs>").unwrap()]);
    assert_eq!(restored(again.as_bytes(), "again.svg", folder.path()).setup, preset.setup);
}

#[test]
fn a_figure_that_is_cut_off_or_a_stranger_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let taken = taken("fig-4d", "raster", spec("320x240px", Mode::Dark));
    for format in Format::ALL {
        let bytes = taken.bytes(format).unwrap();
        let path = folder.path().join(format!("cut.{}", format.ending()));
        for part in [0.2, 0.5, 0.9, 0.999] {
            let length = ((bytes.len() as f64 * part) as usize).min(bytes.len() - 6);
            std::fs::write(&path, &bytes[..length]).unwrap();
            let why = Preset::open(path.to_str().unwrap()).unwrap_err().to_string();
            assert!(why.contains("cut.") && (why.contains("cut off") || why.contains("damaged")), "{format:?}: {why}");
        }
    }
    let path = folder.path().join("other.svg");
    std::fs::write(&path, "<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>").unwrap();
    let why = Preset::open(path.to_str().unwrap()).unwrap_err().to_string();
    assert!(why.contains("without") && why.contains("Tightrope"), "{why}");
}

#[test]
fn a_png_has_the_size_and_the_density_that_were_asked_for() {
    let taken = taken("fig-4d", "latents", Spec { dpi: Some(254.0), ..spec("60x40mm", Mode::Light) });
    let bytes = taken.bytes(Format::Png).unwrap();
    let number = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
    assert_eq!([number(16), number(20)], [600, 400]);
    let density = bytes.windows(4).position(|w| w == b"pHYs").unwrap() + 4;
    assert_eq!([number(density), number(density + 4)], [10_000; 2], "dots a metre");
    assert_eq!(bytes[density + 8], 1);
}

#[test]
fn letters_and_lines_are_as_large_as_asked_for() {
    let of = |letters, lines| {
        let taken =
            taken("fig-4d", "latents", Spec { letters_pt: letters, lines_pt: lines, ..spec("85x64mm", Mode::Light) });
        let text = svg(&taken);
        let document = Document::parse(&text).unwrap();
        let width: f64 =
            document.root_element().attribute("viewBox").unwrap().split(' ').nth(2).unwrap().parse().unwrap();
        // Points of print in a unit of the drawing.
        let unit = 85.0 / 25.4 * 72.0 / width;
        let sizes = document.descendants().filter_map(|n| n.attribute("font-size")?.parse::<f64>().ok());
        let strokes = document.descendants().filter_map(|n| n.attribute("stroke-width")?.parse::<f64>().ok());
        (sizes.map(|s| s * unit).collect::<Vec<_>>(), strokes.map(|s| s * unit).collect::<Vec<_>>())
    };
    let (sizes, strokes) = of(Some(8.0), Some(0.5));
    assert!(sizes.iter().any(|size| (size - 8.0).abs() < 0.01), "{sizes:?}");
    assert!(strokes.iter().any(|width| (width - 0.5).abs() < 0.01), "{strokes:?}");
    let (sizes, _) = of(Some(6.0), None);
    assert!(sizes.iter().any(|size| (size - 6.0).abs() < 0.01), "{sizes:?}");
}

#[test]
fn many_spikes_stay_a_small_file() {
    // A sheet of 63 by 63: a hundred thousand spikes in 0.3 s.
    let known = presets().into_iter().find(|preset| preset.name == "minimax-grid-63").unwrap();
    let taken = tightrope::ui::figure(known, Some("raster"), spec("180x120mm", Mode::Light), 0.3, &mut |_| {}).unwrap();
    let text = svg(&taken);
    Document::parse(&text).unwrap();
    assert!(text.len() < 2_000_000, "{} bytes", text.len());
    assert!(taken.bytes(Format::Pdf).unwrap().len() < 2_000_000);
}
