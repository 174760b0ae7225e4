//! Spikes as sound: each population has its pitch. The one file that knows cpal.

use cpal::traits::{DeviceTrait as _, HostTrait as _, StreamTrait as _};
use cpal::{Device, FromSample, SampleFormat, SizedSample, StreamConfig};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use tightrope::session::Click;
use tightrope::ui::Ear;

/// Pitches of populations, in Hz; they begin again after the last.
const PITCHES: [f32; 4] = [660.0, 330.0, 495.0, 247.0];
/// How long a click rings, in seconds.
const RINGS_S: f32 = 0.012;
/// So many clicks are heard at once.
const AT_ONCE: usize = 32;
/// How loud all together are.
const VOLUME: f32 = 0.35;

/// A click that sounds, or will.
struct Voice {
    pitch: f32,
    loudness: f32,
    /// Seconds since it began; below 0 until it does.
    age_s: f32,
}

/// Mixes clicks; the sound card asks for one sample after the other.
struct Mixer {
    clicks: Receiver<Click>,
    voices: Vec<Voice>,
    step_s: f32,
}

impl Mixer {
    fn sample(&mut self) -> f32 {
        while let Ok(click) = self.clicks.try_recv() {
            if self.voices.len() < AT_ONCE {
                let pitch = PITCHES[click.population % PITCHES.len()];
                self.voices.push(Voice { pitch, loudness: click.loudness(), age_s: -click.after_s as f32 });
            }
        }
        let mut sum = 0.0;
        for voice in &mut self.voices {
            if voice.age_s >= 0.0 {
                let phase = std::f32::consts::TAU * voice.pitch * voice.age_s;
                sum += voice.loudness * (-voice.age_s / RINGS_S).exp() * phase.sin();
            }
            voice.age_s += self.step_s;
        }
        self.voices.retain(|voice| voice.age_s < 8.0 * RINGS_S);
        (VOLUME * sum).clamp(-1.0, 1.0)
    }
}

/// The sound card; it is opened when the first click is to be heard.
#[derive(Default)]
pub struct Loudspeaker {
    open: Option<(SyncSender<Click>, cpal::Stream)>,
}

impl Ear for Loudspeaker {
    fn hear(&mut self, clicks: &[Click]) -> Result<(), String> {
        if self.open.is_none() {
            self.open = Some(open().map_err(|why| format!("no sound: {why}"))?);
        }
        if let Some((sender, _)) = &self.open {
            // Where the card does not keep up some are not heard.
            for click in clicks {
                let _ = sender.try_send(*click);
            }
        }
        Ok(())
    }

    fn rest(&mut self) {
        self.open = None;
    }
}

fn open() -> Result<(SyncSender<Click>, cpal::Stream), String> {
    let device = cpal::default_host().default_output_device().ok_or("there is no sound card")?;
    let config = device.default_output_config().map_err(|error| error.to_string())?;
    let (sender, clicks) = sync_channel(256);
    let format = config.sample_format();
    let config: StreamConfig = config.into();
    let mixer = Mixer { clicks, voices: Vec::new(), step_s: 1.0 / config.sample_rate as f32 };
    let stream = match format {
        SampleFormat::F32 => play::<f32>(&device, config, mixer),
        SampleFormat::I16 => play::<i16>(&device, config, mixer),
        SampleFormat::I32 => play::<i32>(&device, config, mixer),
        SampleFormat::U16 => play::<u16>(&device, config, mixer),
        other => Err(format!("the sound card wants samples as {other}, which is not written here")),
    }?;
    Ok((sender, stream))
}

fn play<T: SizedSample + FromSample<f32>>(
    device: &Device,
    config: StreamConfig,
    mut mixer: Mixer,
) -> Result<cpal::Stream, String> {
    let channels = usize::from(config.channels).max(1);
    let fill = move |data: &mut [T], _: &cpal::OutputCallbackInfo| {
        for frame in data.chunks_mut(channels) {
            frame.fill(T::from_sample(mixer.sample()));
        }
    };
    // A card that fails is silent; the run goes on.
    let stream = device.build_output_stream(config, fill, |_| {}, None).map_err(|error| error.to_string())?;
    stream.play().map_err(|error| error.to_string())?;
    Ok(stream)
}
