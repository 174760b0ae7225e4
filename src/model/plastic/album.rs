//! Courses of mean and rate-weighted weight, kept over restarts, so that different starts can be compared. Nothing that a
//! run does depends on them.

use std::sync::{Mutex, PoisonError};

/// Courses that are kept, and points of one.
const COURSES: usize = 9;
const POINTS: usize = 256;

/// The newest courses.
#[derive(Debug, Default)]
pub struct Album(Mutex<Pages>);

#[derive(Debug, Default)]
struct Pages {
    next: u64,
    courses: Vec<Course>,
}

#[derive(Debug)]
struct Course {
    number: u64,
    /// Every so many points are kept.
    every: usize,
    skipped: usize,
    /// Simulated time in seconds, and the point.
    points: Vec<(f64, [f32; 2])>,
}

impl Course {
    fn new(number: u64) -> Course {
        Course { number, every: 1, skipped: 0, points: Vec::new() }
    }

    /// What has not moved is no course.
    fn has_moved(&self) -> bool {
        const MOVED: f32 = 0.5;
        let (Some((_, first)), Some((_, last))) = (self.points.first(), self.points.last()) else { return false };
        (first[0] - last[0]).abs() + (first[1] - last[1]).abs() > MOVED
    }
}

impl Album {
    fn pages(&self) -> std::sync::MutexGuard<'_, Pages> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins a course; its number.
    pub fn begin(&self) -> u64 {
        let mut pages = self.pages();
        pages.next += 1;
        let number = pages.next;
        pages.courses.retain(Course::has_moved);
        if pages.courses.len() == COURSES {
            pages.courses.remove(0);
        }
        pages.courses.push(Course::new(number));
        number
    }

    /// Adds a point to a course; what was later has been taken back.
    pub fn add(&self, number: u64, at_s: f64, point: [f32; 2]) {
        let mut pages = self.pages();
        // A run that was put aside may come back after its course was dropped.
        if !pages.courses.iter().any(|course| course.number == number) {
            pages.courses.push(Course::new(number));
        }
        let Some(course) = pages.courses.iter_mut().find(|course| course.number == number) else { return };
        course.points.retain(|(time, _)| *time < at_s);
        course.skipped += 1;
        if course.skipped < course.every {
            return;
        }
        course.skipped = 0;
        course.points.push((at_s, point));
        if course.points.len() == POINTS {
            let mut k = 0;
            course.points.retain(|_| {
                k += 1;
                k % 2 == 1
            });
            course.every *= 2;
        }
    }

    /// The course of that number up to a time, and all others, the oldest first.
    pub fn read(&self, number: u64, at_s: f64) -> (Vec<[f32; 2]>, Vec<Vec<[f32; 2]>>) {
        let pages = self.pages();
        let own = pages.courses.iter().find(|course| course.number == number);
        let others = pages.courses.iter().filter(|course| course.number != number && course.has_moved());
        let until = |course: &Course, end: f64| {
            course.points.iter().filter(|(time, _)| *time <= end).map(|(_, point)| *point).collect::<Vec<[f32; 2]>>()
        };
        (own.map_or_else(Vec::new, |own| until(own, at_s)), others.map(|course| until(course, f64::INFINITY)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn courses_stay_bounded_and_keep_their_ends_apart() {
        let album = Album::default();
        let first = album.begin();
        (0..5000).for_each(|k| album.add(first, f64::from(k), [k as f32, 0.0]));
        let (own, others) = album.read(first, 1e9);
        assert!(own.len() <= POINTS && own.len() > POINTS / 4 && others.is_empty());
        assert!(own.windows(2).all(|pair| pair[0][0] < pair[1][0]) && own.last().is_some_and(|p| p[0] > 4000.0));
        for _ in 0..20 {
            let next = album.begin();
            (0..5).for_each(|k| album.add(next, f64::from(k), [0.0, k as f32]));
        }
        let (_, others) = album.read(u64::MAX, 0.0);
        assert_eq!(others.len(), COURSES);
    }

    #[test]
    fn what_was_taken_back_is_gone_and_a_run_that_comes_back_goes_on() {
        let album = Album::default();
        let run = album.begin();
        (0..10).for_each(|k| album.add(run, f64::from(k), [k as f32, 0.0]));
        // Back at 5 s nothing later is shown, and the next point goes on from there.
        assert_eq!(album.read(run, 5.0).0.len(), 6);
        album.add(run, 6.0, [20.0, 0.0]);
        assert_eq!(album.read(run, 1e9).0.last(), Some(&[20.0, 0.0]));
        assert_eq!(album.read(run, 1e9).0.len(), 7);
        // What had hardly begun is dropped with the next course, and may come back.
        let short = album.begin();
        album.add(short, 0.0, [1.0, 1.0]);
        album.begin();
        album.add(short, 1.0, [2.0, 1.0]);
        assert_eq!(album.read(short, 2.0).0, [[2.0, 1.0]]);
    }
}
