//! What is studied: the presets, the checks and lessons that belong to them, and what is counted of all neurons.

use crate::session::{Census, Check, Lesson, Look, Outcome, Preset, Progress, Step, Tuning};

/// The words of a preset.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Title {
    /// Title.
    pub title: String,
    /// One sentence.
    pub caption: String,
    /// What to try.
    pub try_this: String,
}

/// Presets, checks, lessons, census.
#[derive(Default)]
pub struct Study {
    /// The titles of all presets.
    pub titles: Vec<String>,
    /// Where groups of presets begin in that list, and what they are called.
    pub groups: Vec<(usize, String)>,
    /// The presets of the figure with what sets them apart, by their place in the list.
    pub conditions: Vec<(usize, String)>,
    /// Which preset is open.
    pub open: usize,
    /// Its short name.
    pub name: String,
    /// Its words.
    pub title: Title,
    /// How it wants to be looked at.
    pub look: Look,
    /// Its checks: what must come out.
    pub checks: Vec<Check>,
    /// How much of the run that finds out what comes out is done, from 0 to 1, if it is on its way.
    pub checking: Option<f64>,
    /// What came out, if they were run.
    pub outcomes: Vec<Outcome>,
    /// All lessons.
    pub lessons: Vec<Lesson>,
    /// Which of them is open.
    pub lesson: Option<usize>,
    /// How far a person has come in it.
    pub progress: Progress,
    /// What all neurons did lately.
    pub census: Census,
    /// When that was counted.
    pub census_at_s: f64,
    /// Rates of all neurons over the input, if they are shown.
    pub tuning: Tuning,
}

impl Study {
    /// Of these presets, with the lessons that one of them belongs to.
    pub fn new<M>(presets: &[Preset<M>]) -> Self {
        let has_preset = |lesson: &Lesson| presets.iter().any(|preset| preset.name == lesson.preset);
        Study {
            titles: presets.iter().map(|preset| preset.title.clone()).collect(),
            groups: groups(presets),
            lessons: Lesson::built_in().into_iter().filter(has_preset).collect(),
            census_at_s: f64::NEG_INFINITY,
            ..Study::default()
        }
    }

    /// Takes over what a preset says.
    pub fn open<M>(&mut self, presets: &[Preset<M>], index: usize) {
        let Some(preset) = presets.get(index) else { return };
        let Preset { name, title, caption, try_this, look, figure, checks, .. } = preset;
        let kin = |(k, other): (usize, &Preset<M>)| {
            (!figure.is_empty() && other.figure == *figure).then(|| (k, other.condition.clone()))
        };
        self.conditions = presets.iter().enumerate().filter_map(kin).collect();
        self.title = Title { title: title.clone(), caption: caption.clone(), try_this: try_this.clone() };
        self.open = index;
        self.name.clone_from(name);
        self.look = look.clone();
        self.checks.clone_from(checks);
        self.checking = None;
        self.outcomes.clear();
    }

    /// The lesson that is open.
    pub fn lesson(&self) -> Option<&Lesson> {
        self.lessons.get(self.lesson?)
    }

    /// The present step of the lesson, while its network is open.
    pub fn step(&self) -> Option<&Step> {
        self.lesson().filter(|lesson| lesson.preset == self.name)?.steps.get(self.progress.done)
    }

    /// Whether the present step of the lesson still waits for a guess.
    pub fn must_guess(&self) -> bool {
        self.lesson().is_some_and(|lesson| self.progress.must_guess(lesson))
    }

    /// Forgets when all neurons were counted, so that they are counted anew.
    pub fn count_anew(&mut self) {
        self.census_at_s = f64::NEG_INFINITY;
    }
}

/// Presets of one paper are a group, called by authors and year.
fn groups<M>(presets: &[Preset<M>]) -> Vec<(usize, String)> {
    let mut groups: Vec<(usize, String)> = Vec::new();
    for (index, preset) in presets.iter().enumerate() {
        let cites = preset.cites.trim_start_matches("after ");
        let paper = cites.split([',', ':']).next().unwrap_or_default().trim();
        if groups.last().is_none_or(|(_, last)| last != paper) {
            groups.push((index, paper.to_owned()));
        }
    }
    groups
}
