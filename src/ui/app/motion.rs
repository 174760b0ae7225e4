//! What moves by itself: the stage as it turns between plane and space, one cycle in slow motion. And what the worker must
//! tell for what is looked at.

use super::App;
use crate::picture::NeuronId;
use crate::session::{Command, Level, Speed, cycle_s};
use crate::sim::Model;
use crate::ui::desk::{SlowMotion, Swing};
use crate::ui::{Action, Shortcut};

/// How long the stage takes to turn.
const SWING_S: f64 = 0.8;
/// The most of that for one frame.
const FRAME_S: f64 = 0.1;
/// How long a cycle takes in slow motion, for who looks at it.
const CYCLE_S: f64 = 4.0;
/// A little more than a cycle is shown, so that its first spike and the next like it are both there.
const MORE: f64 = 1.1;
/// Of so few neurons all synapses are told.
const FEW: usize = 12;

impl<M: Model> App<M> {
    /// Turns the plane on the stage into the space of which it is a slice, or back.
    pub(super) fn turn(&mut self) {
        self.seated();
        let Some(layout) = self.history.as_ref().map(|history| history.layout.clone()) else { return };
        let stage = self.desk.shown.as_ref().map(|shown| shown.stage.clone()).unwrap_or_default();
        if let Some(swing) = &mut self.desk.swing {
            swing.forth = !swing.forth;
            return;
        }
        // Every plane with the first space through which it is a slice.
        let pairs: Vec<(usize, usize)> = layout
            .planes
            .iter()
            .enumerate()
            .filter_map(|(p, plane)| Some((p, layout.spaces.iter().position(|space| space.across(plane).is_some())?)))
            .collect();
        let Some(first) = pairs.first().copied() else {
            return self.desk.tell(Level::Info, "nothing here turns into three dimensions");
        };
        let is = |kind: &str, id: &str| stage.strip_prefix(kind).is_some_and(|own| own == id);
        let back = pairs.iter().find(|(_, s)| is("space:", layout.spaces[*s].id)).copied();
        let here = pairs.iter().find(|(p, _)| is("plane:", layout.planes[*p].id)).copied();
        let (plane, space) = back.or(here).unwrap_or(first);
        let (part, forth) = if back.is_some() { (1.0, false) } else { (0.0, true) };
        if forth {
            let id = format!("space:{}", layout.spaces[space].id);
            self.seat(|seats, shown| seats.put(shown, &shown.stage, &id));
        }
        self.desk.swing = Some(Swing { plane, space, part, forth, at_s: None });
    }

    /// Moves a turning stage on; back at the plane it is the plane again.
    pub(super) fn swing_on(&mut self, ctx: &egui::Context, now_s: f64) {
        let Some(layout) = self.history.as_ref().map(|history| history.layout.clone()) else { return };
        let Some(Swing { plane, space, part, forth, at_s }) = self.desk.swing.clone() else { return };
        let ids = layout.spaces.get(space).zip(layout.planes.get(plane));
        let ids = ids.map(|(space, plane)| (format!("space:{}", space.id), format!("plane:{}", plane.id)));
        let on_stage = |id: &str| self.desk.shown.as_ref().is_some_and(|shown| shown.stage == id);
        let Some((_, plane_id)) = ids.filter(|(space, _)| on_stage(space)) else {
            // Somebody has put something else there.
            self.desk.swing = None;
            return;
        };
        // Where nothing is to move it is there at once.
        let whole_s = if ctx.global_style().animation_time > 0.0 { SWING_S } else { 1e-9 };
        // Where frames are slow it is slower, so that the way is seen.
        let by = ((now_s - at_s.unwrap_or(now_s)).min(FRAME_S) / whole_s) as f32;
        let part = (part + if forth { by } else { -by }).clamp(0.0, 1.0);
        if !forth && part <= 0.0 {
            self.desk.swing = None;
            self.seat(|seats, shown| seats.put(shown, &shown.stage, &plane_id));
            return;
        }
        let rests = forth && part >= 1.0;
        self.desk.swing = Some(Swing { plane, space, part, forth, at_s: (!rests).then_some(now_s) });
    }

    /// Shows one cycle, slowly; or everything as it was before.
    pub(super) fn slow_motion(&mut self) {
        if let Some(SlowMotion { window_s, speed, .. }) = self.desk.slow_motion.take() {
            self.desk.window_s = window_s;
            self.link.send(Command::Speed(speed));
            return;
        }
        let Some(history) = &self.history else { return };
        let Some(cycle_s) = cycle_s(history, self.picks.first().copied()) else {
            let text = "no cycle: no neuron has spiked twice yet; let the network run until it does";
            return self
                .desk
                .tell(Level::Info, if history.layout.spikes { text } else { "no cycle: these neurons have rates" });
        };
        let speed = history.status.wanted;
        self.desk.slow_motion = Some(SlowMotion { cycle_s, window_s: self.desk.window_s, speed });
        self.desk.window_s = MORE * cycle_s;
        let [slowest, fastest] = Speed::RANGE;
        let times = (cycle_s / CYCLE_S).clamp(slowest, fastest);
        self.link.send(Command::Speed(Speed::Times(times)));
        let keys = Shortcut::keys_of(&Action::SlowMotion);
        let text = format!("one cycle, {:.3} ms, takes {:.1} s; {keys} goes back", 1e3 * cycle_s, cycle_s / times);
        self.desk.tell(Level::Info, text);
    }

    /// Asks for the synapses that are looked at: of the neuron under the pointer or else the picked one, or of all where
    /// there are few.
    pub(super) fn ask_synapses(&mut self) {
        let Some(history) = &self.history else { return };
        let looks = self.desk.shown.as_ref().is_some_and(|shown| shown.holds("cells"));
        let layout = &history.layout;
        let total: usize = layout.populations.iter().map(|p| p.count).sum();
        let wanted: Vec<NeuronId> = match looks {
            true if total <= FEW => layout.neurons().collect(),
            true => self.hover.or(self.picks.first().copied()).into_iter().collect(),
            false => Vec::new(),
        };
        if wanted != self.asked {
            self.asked.clone_from(&wanted);
            self.link.send(Command::Synapses(wanted));
        }
    }
}
