//! Pictures that move, as GIF or as APNG: each frame holds only what has changed.

use crate::reading::IMPRINT_KEY;
use egui::{Color32, ColorImage};
use std::io::Write;
use std::sync::{Arc, Mutex};

/// Formats of moving pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moving {
    /// Read everywhere; 256 colours a frame.
    Gif,
    /// All colours; read by browsers.
    Apng,
}

/// Frames a second that a movie may have.
pub const FPS: [f64; 2] = [1.0, 50.0];
/// Frames that a movie may have.
pub const MOST_FRAMES: usize = 3000;
/// Pixels of one frame at most.
pub const MOST_PIXELS: usize = 4_000_000;
/// How finely colours are chosen where there are too many: every so many pixels count.
const EVERY: i32 = 12;

impl Moving {
    /// The format of a file by its name.
    ///
    /// # Errors
    /// What names may end in.
    pub fn of(path: &std::path::Path) -> Result<Moving, String> {
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
        match ending.as_str() {
            "gif" => Ok(Moving::Gif),
            "png" | "apng" => Ok(Moving::Apng),
            _ => {
                let given = if ending.is_empty() { "no ending".to_owned() } else { format!(".{ending}") };
                Err(format!("{}: given {given}; allowed are .gif, .apng and .png", path.display()))
            }
        }
    }
}

/// A moving picture that is being made.
pub struct Reel {
    place: Place,
    size: [usize; 2],
    before: Option<ColorImage>,
    delay_cs: u16,
}

enum Place {
    Gif(Box<gif::Encoder<Vec<u8>>>),
    Apng(Box<png::Writer<Shared>>, Shared),
}

/// Bytes that grow while somebody else holds on to them.
#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Vec<u8>>>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        match self.0.lock() {
            Ok(mut all) => all.write(bytes),
            Err(_) => Err(std::io::Error::other("lost")),
        }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The part of a picture that is another than before.
struct Changed {
    left: usize,
    top: usize,
    width: usize,
    height: usize,
}

impl Reel {
    /// A moving picture of that size, with so many frames to come; `origin` is where it comes from.
    ///
    /// # Errors
    /// If it cannot be begun.
    pub fn new(
        format: Moving,
        size: [usize; 2],
        frames: usize,
        fps: f64,
        title: &str,
        origin: &str,
    ) -> Result<Reel, String> {
        let place = match format {
            Moving::Gif => {
                let [width, height] = size.map(|side| u16::try_from(side).unwrap_or(u16::MAX));
                let mut encoder = gif::Encoder::new(Vec::new(), width, height, &[]).map_err(said)?;
                encoder.set_repeat(gif::Repeat::Infinite).map_err(said)?;
                let text = format!("{IMPRINT_KEY}\n{origin}");
                let pieces: Vec<&[u8]> = text.as_bytes().chunks(255).collect();
                encoder.write_raw_extension(gif::AnyExtension(0xfe), &pieces).map_err(said)?;
                Place::Gif(Box::new(encoder))
            }
            Moving::Apng => {
                let out = Shared::default();
                let mut encoder = png::Encoder::new(out.clone(), size[0] as u32, size[1] as u32);
                encoder.set_color(png::ColorType::Rgb);
                encoder.set_depth(png::BitDepth::Eight);
                encoder.set_animated(frames.max(1) as u32, 0).map_err(said)?;
                encoder.set_frame_delay(100, (fps * 100.0).round() as u16).map_err(said)?;
                for (keyword, text) in [("Title", title), (IMPRINT_KEY, origin)] {
                    encoder.add_itxt_chunk(keyword.to_owned(), text.to_owned()).map_err(said)?;
                }
                Place::Apng(Box::new(encoder.write_header().map_err(said)?), out)
            }
        };
        // Browsers take less for more.
        Ok(Reel { place, size, before: None, delay_cs: (100.0 / fps).round().max(2.0) as u16 })
    }

    /// Adds a frame.
    ///
    /// # Errors
    /// If it cannot be packed, or is of another size.
    pub fn push(&mut self, image: ColorImage) -> Result<(), String> {
        if image.size != self.size {
            return Err("a frame is of another size".to_owned());
        }
        let changed = changed(self.before.as_ref(), &image);
        let Changed { left, top, width, height } = changed;
        let old = self.before.take();
        let old = old.as_ref();
        let row = |y: usize| (top + y) * self.size[0] + left..(top + y) * self.size[0] + left + width;
        match &mut self.place {
            Place::Gif(encoder) => {
                let mut pixels = Vec::with_capacity(4 * width * height);
                for k in (0..height).flat_map(row) {
                    let color = image.pixels[k];
                    // What has not changed shows through.
                    let same = old.is_some_and(|old| old.pixels[k] == color);
                    pixels.extend_from_slice(&[color.r(), color.g(), color.b(), if same { 0 } else { 255 }]);
                }
                let mut frame = gif::Frame::from_rgba_speed(width as u16, height as u16, &mut pixels, EVERY);
                (frame.left, frame.top, frame.delay) = (left as u16, top as u16, self.delay_cs);
                frame.dispose = gif::DisposalMethod::Keep;
                encoder.write_frame(&frame).map_err(said)?;
            }
            Place::Apng(writer, _) => {
                if old.is_some() {
                    // Never beyond the rim in between.
                    writer.reset_frame_position().map_err(said)?;
                    writer.set_frame_dimension(width as u32, height as u32).map_err(said)?;
                    writer.set_frame_position(left as u32, top as u32).map_err(said)?;
                }
                let color = |k: usize| -> [u8; 3] { [image.pixels[k].r(), image.pixels[k].g(), image.pixels[k].b()] };
                let data: Vec<u8> = (0..height).flat_map(row).flat_map(color).collect();
                writer.write_image_data(&data).map_err(said)?;
            }
        }
        self.before = Some(image);
        Ok(())
    }

    /// The bytes of the file.
    ///
    /// # Errors
    /// If frames are missing.
    pub fn finish(self) -> Result<Vec<u8>, String> {
        match self.place {
            Place::Gif(encoder) => encoder.into_inner().map_err(said),
            Place::Apng(writer, out) => {
                writer.finish().map_err(said)?;
                let mut all = out.0.lock().map_err(|_| "it was lost".to_owned())?;
                Ok(std::mem::take(&mut *all))
            }
        }
    }
}

fn said(error: impl std::fmt::Display) -> String {
    format!("the moving picture cannot be packed: {error}")
}

/// What is another than before: all of the first picture, one pixel if nothing is.
fn changed(before: Option<&ColorImage>, image: &ColorImage) -> Changed {
    let [width, height] = image.size;
    let Some(before) = before else { return Changed { left: 0, top: 0, width, height } };
    let (mut min, mut max) = ([width, height], [0usize; 2]);
    for (y, (old, new)) in before.pixels.chunks(width).zip(image.pixels.chunks(width)).enumerate() {
        let differs = |(a, b): (&Color32, &Color32)| a != b;
        let Some(first) = old.iter().zip(new).position(differs) else { continue };
        let last = old.iter().zip(new).rposition(differs).unwrap_or(first);
        min = [min[0].min(first), min[1].min(y)];
        max = [max[0].max(last), max[1].max(y)];
    }
    if min[0] > max[0] {
        return Changed { left: 0, top: 0, width: 1, height: 1 };
    }
    Changed { left: min[0], top: min[1], width: max[0] - min[0] + 1, height: max[1] - min[1] + 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A dot that moves over a quiet picture.
    fn frames() -> Vec<ColorImage> {
        let frame = |k: usize| {
            let mut image = ColorImage::filled([40, 30], Color32::from_gray(20));
            image.pixels[(5 + k) * 40 + 7 + 2 * k] = Color32::LIGHT_RED;
            image
        };
        (0..5).map(frame).collect()
    }

    fn made(format: Moving) -> Vec<u8> {
        let mut reel = Reel::new(format, [40, 30], 5, 20.0, "a dot", "{\"program\":\"tightrope\"}").unwrap();
        frames().into_iter().for_each(|frame| reel.push(frame).unwrap());
        reel.finish().unwrap()
    }

    #[test]
    fn a_gif_shows_every_frame() {
        let bytes = made(Moving::Gif);
        let mut options = gif::DecodeOptions::new();
        options.set_color_output(gif::ColorOutput::RGBA);
        let mut decoder = options.read_info(&bytes[..]).unwrap();
        let mut screen = vec![[0u8; 4]; 40 * 30];
        let mut shown = Vec::new();
        while let Some(frame) = decoder.read_next_frame().unwrap() {
            assert_eq!(frame.delay, 5);
            for (k, pixel) in frame.buffer.chunks(4).enumerate().filter(|(_, pixel)| pixel[3] > 0) {
                let (x, y) = (k % usize::from(frame.width), k / usize::from(frame.width));
                screen[(usize::from(frame.top) + y) * 40 + usize::from(frame.left) + x].copy_from_slice(pixel);
            }
            shown.push(screen.clone());
        }
        let expected: Vec<Vec<[u8; 4]>> =
            frames().iter().map(|frame| frame.pixels.iter().map(Color32::to_array).collect()).collect();
        assert!(shown == expected, "few colours are kept as they are");
        assert_eq!(crate::reading::imprint(&bytes).unwrap().unwrap(), "{\"program\":\"tightrope\"}");
    }

    #[test]
    fn an_apng_shows_every_frame() {
        let bytes = made(Moving::Apng);
        let mut reader = png::Decoder::new(std::io::Cursor::new(&bytes)).read_info().unwrap();
        assert_eq!(reader.info().animation_control().unwrap().num_frames, 5);
        let mut screen = vec![[0u8; 3]; 40 * 30];
        for frame in frames() {
            let mut buffer = vec![0; reader.output_buffer_size().unwrap()];
            reader.next_frame(&mut buffer).unwrap();
            let part = *reader.info().frame_control().unwrap();
            assert_eq!((part.delay_num, part.delay_den), (100, 2000));
            for k in 0..(part.width * part.height) as usize {
                let (x, y) = (k % part.width as usize, k / part.width as usize);
                let at = (part.y_offset as usize + y) * 40 + part.x_offset as usize + x;
                screen[at].copy_from_slice(&buffer[3 * k..3 * k + 3]);
            }
            let expected: Vec<[u8; 3]> = frame.pixels.iter().map(|c| [c.r(), c.g(), c.b()]).collect();
            assert!(screen == expected);
        }
        assert_eq!(crate::reading::imprint(&bytes).unwrap().unwrap(), "{\"program\":\"tightrope\"}");
    }
}
