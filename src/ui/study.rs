//! What is studied: the presets, the checks and lessons that belong to them, and what is counted of all neurons.

use crate::session::{Catalog, Census, Check, Lesson, List, Look, Outcome, Preset, Progress, Step, Talk, Tuning};

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

/// What is said of a preset that is not open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Title.
    pub title: String,
    /// One sentence.
    pub caption: String,
    /// What sets it apart from its twins, in a word or three.
    pub condition: String,
}

impl Entry {
    fn of<M>(preset: &Preset<M>) -> Self {
        let Preset { title, caption, condition, .. } = preset;
        Entry { title: title.clone(), caption: caption.clone(), condition: condition.clone() }
    }
}

/// Presets, checks, lessons, census.
#[derive(Default)]
pub struct Study {
    /// What is said of all presets.
    pub entries: Vec<Entry>,
    /// The order in which they are offered.
    pub catalog: Catalog,
    /// The list that the next and the previous one are of, if somebody chose one.
    pub walk: Option<List>,
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
    /// All talks.
    pub talks: Vec<Talk>,
    /// What all neurons did lately.
    pub census: Census,
    /// When that was counted.
    pub census_at_s: f64,
    /// Rates of all neurons over the input, if they are shown.
    pub tuning: Tuning,
    /// The same of the run beside this one.
    pub tuning_beside: Option<Tuning>,
    /// What its neurons did lately.
    pub census_beside: Option<Census>,
}

impl Study {
    /// Of these presets, with the lessons that one of them belongs to.
    pub fn new<M>(presets: &[Preset<M>]) -> Self {
        let has_preset = |lesson: &Lesson| presets.iter().any(|preset| preset.name == lesson.preset);
        let is_whole =
            |talk: &Talk| talk.slides.iter().all(|slide| presets.iter().any(|preset| preset.name == slide.preset));
        Study {
            entries: presets.iter().map(Entry::of).collect(),
            catalog: Catalog::of(presets),
            lessons: Lesson::built_in().into_iter().filter(has_preset).collect(),
            talks: Talk::built_in().into_iter().filter(is_whole).collect(),
            census_at_s: f64::NEG_INFINITY,
            ..Study::default()
        }
    }

    /// Takes over the list of presets, to which some were added.
    pub fn list<M>(&mut self, presets: &[Preset<M>]) {
        self.entries = presets.iter().map(Entry::of).collect();
        self.catalog = Catalog::of(presets);
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
        self.walk = self.walk.take().filter(|list| self.catalog.has(list, index));
    }

    /// The list that is walked through: all, if nobody chose one.
    pub fn walked(&self) -> List {
        self.walk.clone().unwrap_or_default()
    }

    /// The preset so many cards on in the list that is walked through.
    pub fn next(&self, by: isize) -> Option<usize> {
        self.catalog.next(&self.walked(), self.open, by)
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
