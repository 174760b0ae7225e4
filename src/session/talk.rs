//! Talks: a list of slides, each a preset with one sentence that its run shows, in TOML.

use super::preset::{check_view, nearest, tidy};
use super::{BUILT_IN, Preset, PresetError, lists_fit};
use crate::machine::{MOST_TEXT, bytes};
use crate::param::{Edit, apply, list};
use crate::reading::{quoted, utf8};
use serde::Deserialize;
use std::path::Path;

/// The talks that come with the program, as (name, text).
pub const TALKS: &[(&str, &str)] = &[("tightrope", include_str!("../../presets/talks/tightrope.toml"))];

/// A sentence with more characters is not read while somebody speaks.
pub const SENTENCE: usize = 120;
/// How long a talk may last, in minutes.
const MINUTES: [f64; 2] = [0.5, 600.0];

/// A talk.
#[derive(Clone, Debug, PartialEq)]
pub struct Talk {
    /// Short name: the file's without its ending.
    pub name: String,
    /// Title.
    pub title: String,
    /// How long it is meant to last.
    pub minutes: f64,
    /// Its slides, of which there is at least one.
    pub slides: Vec<Slide>,
}

/// One slide.
#[derive(Clone, Debug, PartialEq)]
pub struct Slide {
    /// The preset, by its name.
    pub preset: String,
    /// What the slide is called.
    pub title: String,
    /// What it claims, and its run shows.
    pub sentence: String,
    /// What the speaker wants to say and do.
    pub notes: String,
    /// The large view, if it is another than the preset's.
    pub stage: Option<String>,
    /// The views beside it, from top to bottom, if they are others than the preset's.
    pub beside: Option<Vec<String>>,
    /// What is changed of the preset.
    pub edits: Vec<Edit>,
    /// Simulated seconds per second, if it is another than the preset's.
    pub speed: Option<f64>,
    /// Width of the time views in time constants, if it is another than the preset's.
    pub window_tau: Option<f64>,
    /// Controls at hand, by the ids that lessons have for them.
    pub controls: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    format: i64,
    title: String,
    minutes: f64,
    #[serde(default)]
    slide: Vec<FileSlide>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileSlide {
    preset: String,
    #[serde(default)]
    title: String,
    sentence: String,
    #[serde(default)]
    notes: String,
    stage: Option<String>,
    beside: Option<Vec<String>>,
    #[serde(default)]
    edits: Vec<String>,
    speed: Option<f64>,
    window_tau: Option<f64>,
    #[serde(default)]
    controls: Vec<String>,
}

impl Talk {
    /// The talks that come with the program.
    pub fn built_in() -> Vec<Talk> {
        let talk = |(name, text): &(&str, &str)| Talk::parse(name, name, text).ok();
        // Tests hold that none is left out.
        TALKS.iter().filter_map(talk).collect()
    }

    /// The built-in talk of that name, the first one if it is empty, or the one in that file; and those of its presets that
    /// did not come with the program.
    ///
    /// # Errors
    /// If there is neither, or it is not in order.
    pub fn open(name: &str) -> Result<(Talk, Vec<Preset>), PresetError> {
        let path = Path::new(name);
        let known = TALKS.iter().find(|(known, _)| (name.is_empty() || *known == name) && !path.is_file());
        if let Some((known, text)) = known {
            return Ok((Talk::parse(known, known, text)?, Vec::new()));
        }
        let fail = |message: String| PresetError { file: name.to_owned(), message };
        let text = match std::fs::metadata(path) {
            Ok(about) if about.is_dir() => return Err(fail("is a folder; needed is a talk, a TOML file".to_owned())),
            Ok(_) => bytes(path, MOST_TEXT).and_then(|bytes| utf8(&bytes).map(str::to_owned)).map_err(fail)?,
            Err(error) => {
                let known: Vec<&str> = TALKS.iter().map(|(known, _)| *known).collect();
                let known = known.join(", ");
                return Err(fail(format!("neither a built-in talk ({known}) nor a readable file ({error})")));
            }
        };
        let stem = path.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
        let talk = Talk::parse(&stem, name, &text)?;
        let mut own: Vec<Preset> = Vec::new();
        let mut slides = talk.slides;
        for (number, slide) in slides.iter_mut().enumerate() {
            let is_built_in = BUILT_IN.iter().any(|(known, _)| *known == slide.preset);
            if is_built_in && slide.edits.is_empty() {
                continue;
            }
            // Files stand beside the talk; of one's own presets one may have the name of a built-in one.
            let file = path.parent().unwrap_or(Path::new("")).join(&slide.preset);
            let preset = if is_built_in { Preset::open(&slide.preset) } else { Preset::open(&file.to_string_lossy()) }?;
            fit(&preset, &slide.edits).map_err(|why| fail(format!("slide {}: {why}", number + 1)))?;
            if is_built_in {
                continue;
            }
            slide.preset.clone_from(&preset.name);
            if !own.iter().any(|known| known.name == preset.name) {
                own.push(preset);
            }
        }
        Ok((Talk { slides, ..talk }, own))
    }

    /// Reads a talk; `file` is how messages call it.
    ///
    /// # Errors
    /// If anything in it is unknown, out of range or damaged: the file, the slide, what is allowed.
    pub fn parse(name: &str, file: &str, text: &str) -> Result<Talk, PresetError> {
        let fail = |message: String| PresetError { file: file.to_owned(), message };
        if text.trim().is_empty() {
            return Err(fail("is empty; a talk has format = 1, a title, minutes and slides".to_owned()));
        }
        let read: File = toml::from_str(text).map_err(|error| fail(tidy(&error, Some(text))))?;
        if read.format != 1 {
            return Err(fail(format!("format = {}: this program reads format 1", read.format)));
        }
        let [least, most] = MINUTES;
        if !(least..=most).contains(&read.minutes) {
            return Err(fail(format!("minutes = {}: allowed is {least} to {most}", read.minutes)));
        }
        if read.slide.is_empty() {
            return Err(fail("has no slides; each begins with a line [[slide]]".to_owned()));
        }
        let slides = read.slide.into_iter().enumerate();
        let slides = slides.map(|(k, slide)| slide.taken().map_err(|why| fail(format!("slide {}: {why}", k + 1))));
        let slides = slides.collect::<Result<Vec<Slide>, _>>()?;
        Ok(Talk { name: name.to_owned(), title: read.title, minutes: read.minutes, slides })
    }

    /// Its title, and how long it is.
    pub fn told(&self) -> String {
        format!("{} ({} slides, {} min)", self.title, self.slides.len(), self.minutes)
    }
}

impl FileSlide {
    fn taken(self) -> Result<Slide, String> {
        let FileSlide { preset, title, sentence, notes, stage, beside, edits, speed, window_tau, controls } = self;
        let is_file = preset.ends_with(".toml");
        if !is_file && !BUILT_IN.iter().any(|(known, _)| *known == preset) {
            let known: Vec<&str> = BUILT_IN.iter().map(|(known, _)| *known).collect();
            let near = nearest(&preset, &known).map_or_else(String::new, |near| format!("; did you mean {near}?"));
            return Err(format!(
                "there is no preset `{}`{near}; allowed is a built-in name (`tightrope list`) or a file that ends in .toml",
                quoted(preset)
            ));
        }
        let length = sentence.chars().count();
        if sentence.trim().is_empty() || length > SENTENCE {
            return Err(format!("its sentence has {length} characters; allowed is 1 to {SENTENCE}"));
        }
        if let Some(speed) = speed.filter(|speed| !(*speed > 0.0 && speed.is_finite())) {
            return Err(format!("speed = {speed}: allowed is a number above 0"));
        }
        if let Some(wide) = window_tau.filter(|wide| !(*wide > 0.0 && wide.is_finite())) {
            return Err(format!("window_tau = {wide}: allowed is a number above 0"));
        }
        for (key, id) in stage.iter().map(|id| ("stage", id)).chain(beside.iter().flatten().map(|id| ("beside", id))) {
            check_view(id).map_err(|why| format!("{key}: {why}"))?;
        }
        let edits = edits.iter().map(|text| Edit::parse(text)).collect::<Result<Vec<_>, _>>()?;
        Ok(Slide { preset, title, sentence, notes, stage, beside, edits, speed, window_tau, controls })
    }
}

/// Whether a preset can be changed so: also what it says of neurons that are gone then.
fn fit(preset: &Preset, edits: &[Edit]) -> Result<(), String> {
    if edits.is_empty() {
        return Ok(());
    }
    let told = |why: String| format!("edits: {why}");
    let (setup, _) = apply(&preset.setup, edits).map_err(|error| told(error.to_string()))?;
    setup.plan(None).map_err(|error| told(error.to_string()))?;
    let ids: Vec<&str> = list(&mut setup.clone()).iter().map(|(spec, _)| spec.id).collect();
    lists_fit(&setup, ids.into_iter()).map_err(told)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "format = 1\ntitle = \"T\"\nminutes = 3\n";

    fn why(text: &str) -> String {
        Talk::parse("t", "t.toml", text).unwrap_err().to_string()
    }

    #[test]
    fn what_is_wrong_is_said_with_file_slide_and_what_is_allowed() {
        let slide = |more: &str| format!("{HEAD}[[slide]]\npreset = \"fig-4f\"\nsentence = \"S\"\n{more}");
        assert!(Talk::parse("t", "t.toml", &slide("")).is_ok());
        assert!(why("format = 2\ntitle = \"\"\nminutes = 1").contains("format 1"));
        assert!(why(HEAD).contains("no slides"));
        assert!(why(&HEAD.replace('3', "0")).contains("allowed is 0.5 to 600"));
        let near = why(&slide("").replace("fig-4f", "fig-4g"));
        assert!(near.contains("t.toml: slide 1") && near.contains("did you mean fig-4"), "{near}");
        assert!(why(&slide("").replace("\"S\"", &format!("\"{}\"", "s".repeat(121)))).contains("121 characters"));
        assert!(why(&slide("spede = 1")).contains("spede"));
        let text = why(&slide("speed = \"fast\""));
        assert!(text.contains("speed = \"fast\"") && text.contains("expected a number"), "{text}");
        assert!(why(&slide("stage = \"plain:latent\"")).contains("slide 1: stage: there is no view"));
        assert!(why(&slide("beside = [\"rastre\"]")).contains("did you mean raster"));
        assert!(why(" \n").contains("is empty"));
        assert!(why(&slide("speed = -1")).contains("above 0"));
        assert!(why(&slide("edits = [\"d_e\"]")).contains("ID=VALUE"));
        assert!(why("title = ").contains("t.toml"));
    }

    #[test]
    fn those_that_come_with_the_program_are_all_in_order() {
        for (name, text) in TALKS {
            let talk = Talk::parse(name, name, text).unwrap();
            assert!(talk.slides.iter().all(|slide| !slide.title.is_empty() && !slide.notes.is_empty()), "{name}");
        }
        assert_eq!(Talk::built_in().len(), TALKS.len());
        assert_eq!(Talk::open("").unwrap().0.name, TALKS[0].0);
    }
}
