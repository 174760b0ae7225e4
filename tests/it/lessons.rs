//! Lessons are in order, and every step of every lesson can be done and is ticked when it is done, and not before.

use std::collections::HashSet;
use tightrope::session::{LESSONS, Lesson, Preset};

#[test]
fn every_lesson_can_be_read_and_its_preset_is_there() {
    let mut titles = HashSet::new();
    for (name, text) in LESSONS {
        let lesson = Lesson::parse(name, text).unwrap();
        assert!(Preset::open(&lesson.preset).is_ok(), "{name}: {}", lesson.preset);
        assert!(lesson.steps.len() >= 3, "{name}");
        assert!(titles.insert(lesson.title.clone()), "{name}");
        // That the engine gives the answer is tested in promises.rs.
        assert!(!lesson.question.accepts(1e3) && lesson.question.tolerance >= 0.0, "{name}");
        let texts = lesson.steps.iter().flat_map(|step| [&step.title, &step.text]);
        for text in texts.chain([&lesson.intro, &lesson.question.text, &lesson.question.why]) {
            assert!(!text.is_empty() && text.matches('$').count().is_multiple_of(2), "{name}: {text:?}");
        }
    }
    assert!(titles.len() >= 8);
}

#[test]
fn the_first_lesson_begins_with_the_curve_of_figure_1() {
    let (name, text) = LESSONS[0];
    let picture = Lesson::parse(name, text).unwrap().picture.unwrap();
    let at = |x: f64| picture.points.iter().min_by(|a, b| (a[0] - x).abs().total_cmp(&(b[0] - x).abs())).unwrap();
    // 1/(t_ref - tau ln(1 - th/(w I + c))): silent up to w I + c = th, I = 2; at I = 4, 1/(5 - 20 ln(1 - 20/50)) per ms.
    assert_eq!(at(1.9)[1], 0.0);
    let [x, rate] = *at(4.0);
    let known = 1e3 / (5.0 - 20.0 * (1.0 - 20.0 / (15.0 * x - 10.0)).ln());
    assert!((x - 4.0).abs() < 0.02 && (rate - known).abs() < 1e-9 && (60.0..75.0).contains(&rate), "{x} {rate}");
}

#[test]
fn a_damaged_lesson_says_what_is_wrong() {
    let good = "+++\ntitle = \"t\"\npreset = \"fig-2a\"\n[[step]]\nuntil = \"paused\"\n[question]\nanswer = 1\ntolerance = 0\n+++\nIntro.\n\n## Do\nit\n\n## Question\nq\n\n## Answer\nw\n";
    let lesson = Lesson::parse("good", good).unwrap();
    assert_eq!((lesson.intro.as_str(), lesson.steps[0].title.as_str()), ("Intro.", "Do"));
    assert_eq!((lesson.steps[0].text.as_str(), lesson.question.why.as_str()), ("it", "w"));
    let broken = [
        (good.replace("+++\ntitle", "title"), "begins with"),
        (good.replace("## Answer\nw", ""), "has 2 sections"),
        (good.replace("\"paused\"", "\"asleep\""), "asleep"),
        (good.replace("answer = 1\n", ""), "answer"),
    ];
    for (text, part) in broken {
        let error = Lesson::parse("bad", &text).unwrap_err();
        assert!(error.contains(part) && error.contains("bad"), "{error}");
    }
}

#[cfg(feature = "ui")]
mod walked;
