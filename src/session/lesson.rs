//! Lessons: Markdown with steps that watch the state and tick themselves off, and a question at the end.
//!
//! A file begins with TOML between two lines `+++`: `title`, `preset`, one `[[step]]` for each step, and `[question]` with
//! `answer` and `tolerance`; `[picture]` is a curve, if there is one. A step has `until`, when it is done; `controls`, what
//! stands under its text; `points_at`, what is marked in the window meanwhile; and `guess`, a number that is asked for
//! before the controls are given. The Markdown after it has an introduction, one `## ` section a step, then `## Question`,
//! then the section that explains the answer.

use super::condition::{Condition, Quantity};
use super::preset::tidy;
use crate::reading::quoted;
use serde::Deserialize;

/// The lessons that come with the program, as (name, text), in order.
pub const LESSONS: &[(&str, &str)] = &[
    ("1-threshold", include_str!("../../assets/lessons/1-threshold.md")),
    ("2-boundary", include_str!("../../assets/lessons/2-boundary.md")),
    ("3-unstable", include_str!("../../assets/lessons/3-unstable.md")),
    ("4-cycle", include_str!("../../assets/lessons/4-cycle.md")),
    ("5-crossing", include_str!("../../assets/lessons/5-crossing.md")),
    ("6-balance", include_str!("../../assets/lessons/6-balance.md")),
    ("7-paradox", include_str!("../../assets/lessons/7-paradox.md")),
    ("8-sharing", include_str!("../../assets/lessons/8-sharing.md")),
    ("9-any-function", include_str!("../../assets/lessons/9-any-function.md")),
    ("10-slow-inhibition", include_str!("../../assets/lessons/10-slow-inhibition.md")),
    ("11-soft", include_str!("../../assets/lessons/11-soft.md")),
    ("12-saddle", include_str!("../../assets/lessons/12-saddle.md")),
    ("13-tight", include_str!("../../assets/lessons/13-tight.md")),
    ("14-memory", include_str!("../../assets/lessons/14-memory.md")),
    ("15-bump", include_str!("../../assets/lessons/15-bump.md")),
    ("16-break", include_str!("../../assets/lessons/16-break.md")),
    ("17-voltage", include_str!("../../assets/lessons/17-voltage.md")),
    ("18-downhill", include_str!("../../assets/lessons/18-downhill.md")),
    ("19-own-error", include_str!("../../assets/lessons/19-own-error.md")),
    ("20-cut", include_str!("../../assets/lessons/20-cut.md")),
    ("21-half", include_str!("../../assets/lessons/21-half.md")),
    ("22-arc", include_str!("../../assets/lessons/22-arc.md")),
    ("23-draw", include_str!("../../assets/lessons/23-draw.md")),
    ("24-cancellation", include_str!("../../assets/lessons/24-cancellation.md")),
    ("25-target", include_str!("../../assets/lessons/25-target.md")),
    ("26-manifold", include_str!("../../assets/lessons/26-manifold.md")),
    ("27-common", include_str!("../../assets/lessons/27-common.md")),
    ("28-light", include_str!("../../assets/lessons/28-light.md")),
];

/// One step of a lesson.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// What to do, in a few words.
    pub title: String,
    /// What to do, in Markdown.
    pub text: String,
    /// When it is done.
    pub until: Condition,
    /// Controls that stand under the text: ids of parameters and of actions of the layout, names of perturbations and of
    /// commands in small letters with hyphens (`push-i`, `one-step`), `hurry`, `speed`.
    pub controls: Vec<String>,
    /// What is marked in the window: ids of views (`plane:latents`, `raster`) and of parameters, `hurry`, `status`, and
    /// handles by their verb, with a population or a number if there are several: `grip:jump`, `grip:boundary/1`.
    pub points_at: Vec<String>,
    /// What is to be guessed before the controls are given.
    pub guess: Option<Guess>,
}

/// A number to be guessed before it is seen.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guess {
    /// The question, in a few words; formulas have their marks, as `|y_I|`.
    pub ask: String,
    /// What is asked for.
    pub of: Quantity,
    /// Left end of the axis.
    pub from: f64,
    /// Right end of the axis.
    pub to: f64,
    /// So many time constants after all has been done it is measured.
    #[serde(default)]
    pub settle_tau: f64,
}

/// A question with a number as its answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// The question, in Markdown.
    pub text: String,
    /// The answer.
    pub answer: f64,
    /// How far an answer may be off.
    pub tolerance: f64,
    /// Why it is so, in Markdown.
    pub why: String,
}

impl Question {
    /// Whether `given` answers it.
    pub fn accepts(&self, given: f64) -> bool {
        (given - self.answer).abs() <= self.tolerance
    }
}

/// A lesson.
#[derive(Clone, Debug, PartialEq)]
pub struct Lesson {
    /// Short name.
    pub name: String,
    /// Title.
    pub title: String,
    /// Name of the preset that it is about.
    pub preset: String,
    /// What it is about, in Markdown.
    pub intro: String,
    /// Its steps.
    pub steps: Vec<Step>,
    /// The question at the end.
    pub question: Question,
    /// A curve to begin with.
    pub picture: Option<Sketch>,
}

/// A curve of a formula, drawn beside the introduction.
#[derive(Clone, Debug, PartialEq)]
pub struct Sketch {
    /// Names of the axes.
    pub axes: [String; 2],
    /// Points from left to right; where the formula has no value the curve lies at 0.
    pub points: Vec<[f64; 2]>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HeadPicture {
    axes: [String; 2],
    from: f64,
    to: f64,
    formula: String,
}

impl HeadPicture {
    /// Points of a curve.
    const POINTS: usize = 240;

    fn sketch(self) -> Result<Sketch, String> {
        use exmex::Express;
        let parsed = exmex::parse::<f64>(&self.formula).map_err(|error| format!("`formula`: {}", quoted(error)))?;
        if parsed.var_names() != ["x"] || self.from.partial_cmp(&self.to) != Some(std::cmp::Ordering::Less) {
            return Err("`picture` is a formula in x over `from` < `to`".to_owned());
        }
        let at = |k: usize| self.from + (self.to - self.from) * k as f64 / Self::POINTS as f64;
        let height = |x: f64| parsed.eval(&[x]).ok().filter(|y| y.is_finite() && *y > 0.0).unwrap_or(0.0);
        let points = (0..=Self::POINTS).map(|k| [at(k), height(at(k))]).collect();
        Ok(Sketch { axes: self.axes, points })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    title: String,
    preset: String,
    #[serde(default)]
    picture: Option<HeadPicture>,
    step: Vec<HeadStep>,
    question: HeadQuestion,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HeadStep {
    until: Condition,
    #[serde(default)]
    controls: Vec<String>,
    #[serde(default)]
    points_at: Vec<String>,
    #[serde(default)]
    guess: Option<Guess>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HeadQuestion {
    answer: f64,
    tolerance: f64,
}

impl Lesson {
    /// All lessons that come with the program.
    pub fn built_in() -> Vec<Lesson> {
        LESSONS.iter().filter_map(|(name, text)| Lesson::parse(name, text).ok()).collect()
    }

    /// Reads a lesson.
    ///
    /// # Errors
    /// If its head is damaged, or sections and steps do not match.
    pub fn parse(name: &str, text: &str) -> Result<Lesson, String> {
        let fail = |what: &str| format!("lesson {}: {what}", quoted(name));
        let rest = text.strip_prefix("+++\n").ok_or_else(|| fail("begins with a line `+++`"))?;
        let (head, body) = rest.split_once("\n+++\n").ok_or_else(|| fail("needs a second line `+++`"))?;
        let head: Head = toml::from_str(head).map_err(|error| fail(&tidy(&error, Some(head))))?;
        let is_axis = |guess: &Guess| guess.from < guess.to && guess.settle_tau >= 0.0;
        if !head.step.iter().filter_map(|step| step.guess.as_ref()).all(is_axis) {
            return Err(fail("`guess` is asked for on an axis with `from` < `to`, and `settle_tau` is not negative"));
        }
        let picture = head.picture.map(HeadPicture::sketch).transpose().map_err(|what| fail(&what))?;
        let mut sections = body.split("\n## ");
        let intro = sections.next().unwrap_or_default().trim().to_owned();
        let sections: Vec<&str> = sections.map(str::trim).collect();
        let steps = head.step.len();
        if sections.len() != steps + 2 {
            return Err(fail(&format!(
                "has {} sections; needed are {steps} steps, a question and its answer",
                sections.len()
            )));
        }
        // The headings of question and answer are the program's.
        let body = |section: &str| section.split_once('\n').map_or("", |(_, body)| body.trim()).to_owned();
        let heading = |section: &str| section.lines().next().unwrap_or_default().trim().to_owned();
        let step = |(section, head): (&&str, HeadStep)| Step {
            title: heading(section),
            text: body(section),
            until: head.until,
            controls: head.controls,
            points_at: head.points_at,
            guess: head.guess,
        };
        Ok(Lesson {
            name: name.to_owned(),
            title: head.title,
            preset: head.preset,
            intro,
            steps: sections.iter().zip(head.step).map(step).collect(),
            question: Question {
                text: body(sections[steps]),
                answer: head.question.answer,
                tolerance: head.question.tolerance,
                why: body(sections[steps + 1]),
            },
            picture,
        })
    }
}
