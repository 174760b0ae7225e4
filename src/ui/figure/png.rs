//! Pixels as PNG, with their density and where they come from; several of them move.

use egui::{Color32, ColorImage};
use std::borrow::Cow;

/// A picture as the bytes of a PNG file: so many dots an inch, and texts by keyword.
///
/// # Errors
/// If it cannot be packed.
pub fn bytes(image: &ColorImage, dpi: Option<f64>, texts: &[(&str, &str)]) -> Result<Vec<u8>, String> {
    let mut out = Vec::new();
    let [width, height] = image.size.map(|side| side as u32);
    let is_opaque = image.pixels.iter().all(Color32::is_opaque);
    let mut info = png::Info::with_size(width, height);
    info.color_type = if is_opaque { png::ColorType::Rgb } else { png::ColorType::Rgba };
    info.bit_depth = png::BitDepth::Eight;
    if let Some(dpi) = dpi {
        let per_metre = (dpi / 0.0254).round() as u32;
        info.pixel_dims = Some(png::PixelDimensions { xppu: per_metre, yppu: per_metre, unit: png::Unit::Meter });
    }
    let mut encoder = png::Encoder::with_info(&mut out, info).map_err(|error| error.to_string())?;
    encoder.set_compression(png::Compression::Balanced);
    for (keyword, text) in texts {
        encoder.add_itxt_chunk((*keyword).to_owned(), (*text).to_owned()).map_err(|error| error.to_string())?;
    }
    let mut writer = encoder.write_header().map_err(|error| error.to_string())?;
    writer.write_image_data(&packed(image, is_opaque)).map_err(|error| error.to_string())?;
    writer.finish().map_err(|error| error.to_string())?;
    Ok(out)
}

/// Colours byte by byte.
fn packed(image: &ColorImage, is_opaque: bool) -> Cow<'static, [u8]> {
    let pixels = image.pixels.iter();
    if is_opaque {
        pixels.flat_map(|color| [color.r(), color.g(), color.b()]).collect()
    } else {
        pixels.flat_map(Color32::to_srgba_unmultiplied).collect()
    }
}
