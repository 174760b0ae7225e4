//! The pasts of the run and of the run beside it: a twin that goes on with it, or the branch that was left when somebody
//! went back and did something else.
//!
//! Each update says of which earlier runs its run was a part, and up to which step; whichever of them is known here lends
//! its past.

use super::{History, Notice, Parent, Update};

/// Where a run beside the run comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kin {
    /// It goes on beside the run.
    Twin,
    /// It is what came when the run went on from an earlier moment than the present one: it stands still.
    Branch,
}

/// Networks with more neurons are large.
const LARGE: usize = 20_000;

fn neurons(history: &History) -> usize {
    history.layout.populations.iter().map(|p| p.count).sum()
}

/// What a window remembers.
#[derive(Clone, Debug)]
pub struct Histories {
    /// The run.
    pub main: History,
    twin: Option<History>,
    /// The branch that was left, and whether it is to be seen.
    left: Option<(History, bool)>,
}

/// Most readers want the run alone.
impl std::ops::Deref for Histories {
    type Target = History;

    fn deref(&self) -> &History {
        &self.main
    }
}

impl Histories {
    /// What begins with this update.
    pub fn new(first: Update) -> Self {
        Histories { main: History::new(first), twin: None, left: None }
    }

    /// Takes in an update and hands out its notices.
    pub fn absorb(&mut self, mut update: Update) -> Vec<Notice> {
        // Both may come from what was known before.
        let twin = update.twin.take().map(|update| {
            let known = match self.twin.take_if(|twin| twin.generation == update.frame.generation) {
                Some(twin) => Some(twin),
                None => self.known(&update.parents).map(|(known, _)| known.clone()),
            };
            match known {
                Some(mut twin) => {
                    twin.absorb(*update);
                    twin
                }
                None => History::new(*update),
            }
        });
        if update.frame.generation > self.main.generation {
            match self.known(&update.parents).map(|(known, stays)| (known.clone(), stays)) {
                Some((next, stays)) => {
                    let was = std::mem::replace(&mut self.main, next);
                    let have_swapped = self.twin.as_ref().is_some_and(|twin| twin.generation == self.main.generation);
                    if !have_swapped {
                        self.left = Some((was, stays));
                    }
                }
                // Whoever comes back to it finds its past.
                None => {
                    let notices = update.notices.clone();
                    let was = std::mem::replace(&mut self.main, History::new(update));
                    // That of a large network is given back.
                    self.left = (neurons(&was) <= LARGE).then_some((was, false));
                    if let Some((left, _)) = &mut self.left {
                        left.stand(self.main.step);
                    }
                    self.twin = twin;
                    return notices;
                }
            }
        }
        self.twin = twin;
        let notices = self.main.absorb(update);
        if let Some((left, _)) = &mut self.left {
            left.stand(self.main.step);
        }
        notices
    }

    /// The past that one of these parents lends, and whether what came after it stays to be seen.
    fn known(&self, parents: &[Parent]) -> Option<(&History, bool)> {
        let all = [Some(&self.main), self.twin.as_ref(), self.left.as_ref().map(|(left, _)| left)];
        let of = |parent: &Parent| {
            let known = all.iter().flatten().find(|known| known.generation == parent.generation)?;
            Some((*known, parent.stays))
        };
        parents.iter().find_map(of)
    }

    /// Bytes that all pasts take.
    pub fn bytes(&self) -> usize {
        let left = self.left.as_ref().map(|(left, _)| left);
        [Some(&self.main), self.twin.as_ref(), left].into_iter().flatten().map(History::bytes).sum()
    }

    /// What is to be seen beside the run.
    pub fn beside(&self) -> Option<(&History, Kin)> {
        let left = || self.left.as_ref().filter(|(_, is_seen)| *is_seen).map(|(left, _)| (left, Kin::Branch));
        self.twin.as_ref().map(|twin| (twin, Kin::Twin)).or_else(left)
    }

    /// The branch that was left is no longer to be seen.
    pub fn hide_branch(&mut self) {
        if let Some((_, is_seen)) = &mut self.left {
            *is_seen = false;
        }
    }
}
