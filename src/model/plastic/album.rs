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
    points: Vec<[f32; 2]>,
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
        // What has not moved is no course.
        pages.courses.retain(|course| course.points.len() > 3);
        if pages.courses.len() == COURSES {
            pages.courses.remove(0);
        }
        pages.courses.push(Course { number, every: 1, skipped: 0, points: Vec::new() });
        number
    }

    /// Adds a point to a course that is still kept.
    pub fn add(&self, number: u64, point: [f32; 2]) {
        let mut pages = self.pages();
        let Some(course) = pages.courses.iter_mut().find(|course| course.number == number) else { return };
        course.skipped += 1;
        if course.skipped < course.every {
            return;
        }
        course.skipped = 0;
        course.points.push(point);
        if course.points.len() == POINTS {
            let mut k = 0;
            course.points.retain(|_| {
                k += 1;
                k % 2 == 1
            });
            course.every *= 2;
        }
    }

    /// The course of that number, and all others, the oldest first.
    pub fn read(&self, number: u64) -> (Vec<[f32; 2]>, Vec<Vec<[f32; 2]>>) {
        let pages = self.pages();
        let own = pages.courses.iter().find(|course| course.number == number);
        let others = pages.courses.iter().filter(|course| course.number != number && course.points.len() > 3);
        (own.map_or_else(Vec::new, |own| own.points.clone()), others.map(|course| course.points.clone()).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn courses_stay_bounded_and_keep_their_ends_apart() {
        let album = Album::default();
        let first = album.begin();
        (0..5000).for_each(|k| album.add(first, [k as f32, 0.0]));
        let (own, others) = album.read(first);
        assert!(own.len() <= POINTS && own.len() > POINTS / 4 && others.is_empty());
        assert!(own.windows(2).all(|pair| pair[0][0] < pair[1][0]) && own.last().is_some_and(|p| p[0] > 4000.0));
        for _ in 0..20 {
            let next = album.begin();
            (0..5).for_each(|k| album.add(next, [0.0, k as f32]));
        }
        let (_, others) = album.read(u64::MAX);
        assert_eq!(others.len(), COURSES);
    }
}
