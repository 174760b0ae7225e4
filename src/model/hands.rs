//! What can be done with a network by hand: drag what is drawn, read and set single neurons, disturb it.
//!
//! All of it is pure: a hand makes [`Edit`]s, and edits are the one road by which anything changes.

use crate::geometry::Point;
use crate::param::Edit;
use crate::picture::{Depiction, Drawing, Given, Grip, Hue, NeuronId, Ran, Regime, Roster};
use std::sync::Arc;

/// A way to disturb the network, made of parameters: on and off are edits.
#[derive(Clone, Debug, PartialEq)]
pub struct Perturbation {
    /// Name: what one does.
    pub name: &'static str,
    /// What to expect, and why.
    pub help: &'static str,
    /// Whose.
    pub hue: Hue,
    /// The parameter that says how strong it is.
    pub strength: &'static str,
    /// What switching it on sets.
    pub on: Vec<Edit>,
    /// What switching it off sets if nobody knows what was before. It is on while one of these parameters has another
    /// value; while it has the value that `on` gives, if that is a choice.
    pub off: Vec<Edit>,
}

/// A curve from a file, as it is and as few knots as may stand for it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Traced {
    /// The curve.
    pub curve: Vec<Point>,
    /// Points of it that may stand for it.
    pub knots: Vec<Point>,
}

/// A parameter along one side of a map, and over which range.
pub type Side = (&'static str, Option<[f64; 2]>);

/// What a hand can do to a network that is built.
pub trait Hands {
    /// The edits that bring `grip` of plane `plane` to `to`; none if it cannot be dragged there.
    ///
    /// `given` is what the picture was drawn with. The answer depends on where the hand is, not on its way, so that a
    /// drag there and back changes nothing.
    fn drag(&self, _given: &Given, _plane: usize, _grip: &Grip, _to: Point) -> Vec<Edit> {
        Vec::new()
    }

    /// The plane, by its index in the layout, into which a curve can be drawn, and what it becomes.
    fn canvas(&self) -> Option<(usize, Drawing)> {
        None
    }

    /// The edits that make a curve, drawn into plane `plane`, the target.
    ///
    /// # Errors
    /// Why it cannot be one, as a sentence for whoever drew it.
    fn draw(&self, _plane: usize, _points: &[Point]) -> Result<Vec<Edit>, String> {
        Err("nothing can be drawn into this network".to_owned())
    }

    /// What x and y of a curve from a file may be: smallest and largest.
    fn reach(&self) -> [[f64; 2]; 2] {
        [[-1e3, 1e3]; 2]
    }

    /// Smallest and largest value of an input.
    fn input_reach(&self) -> [f64; 2] {
        crate::model::Waveform::REACH
    }

    /// The edits that make a curve from a file the target, and what was changed besides, in a few words each.
    ///
    /// # Errors
    /// Why it cannot be one.
    fn trace(&self, traced: &Traced) -> Result<(Vec<Edit>, Vec<String>), String> {
        let (plane, _) = self.canvas().unwrap_or_default();
        self.draw(plane, &traced.curve).map(|edits| (edits, Vec::new()))
    }

    /// How many neurons a list, or the entries of single neurons, may be for, and what these are called; `None` for what
    /// belongs to no neurons.
    fn room(&self, _id: &str) -> Option<(usize, &'static str)> {
        None
    }

    /// The edits that paint cells of a field, or wipe them; none if they cannot be painted.
    fn paint(&self, _field: usize, _cells: &[usize], _on: bool) -> Vec<Edit> {
        Vec::new()
    }

    /// The edits that play the input by hand: constant from now on, at `x`.
    fn play(&self, _x: f64) -> Vec<Edit> {
        Vec::new()
    }

    /// The edits that make `values`, evenly spaced over `length_s`, the input from `from_s` on, in seconds.
    fn draw_input(&self, _values: Vec<f64>, _from_s: f64, _length_s: f64) -> Vec<Edit> {
        Vec::new()
    }

    /// The numbers of all neurons.
    fn roster(&self) -> Roster {
        Roster::default()
    }

    /// The edits that set a trait of a neuron; none if it cannot be set.
    fn assign(&self, _neuron: NeuronId, _trait_id: &str, _value: f64) -> Vec<Edit> {
        Vec::new()
    }

    /// The edits that silence neurons, or let them speak again.
    fn silence(&self, _neurons: &[NeuronId], _silent: bool) -> Vec<Edit> {
        Vec::new()
    }

    /// Ways to disturb it.
    fn perturbations(&self) -> Vec<Perturbation> {
        Vec::new()
    }

    /// The regimes that theory tells apart among networks like this one, for a map of two parameters; none if it has no
    /// word for them.
    fn regimes(&self) -> &'static [Regime] {
        &[]
    }

    /// The regime that a short run of it shows, by its place in that list: one of those that look like it. `None` if a run
    /// cannot tell.
    fn shown_by(&self, _ran: &Ran) -> Option<usize> {
        None
    }

    /// The two parameters that a map of it spans if nobody chose others, each with the range that shows most if that is not
    /// the usual one.
    fn map_axes(&self) -> Option<[Side; 2]> {
        None
    }

    /// The parameter that a sweep of it moves if nobody chose another.
    fn sweep_axis(&self) -> Option<&'static str> {
        self.map_axes().map(|[(first, _), _]| first)
    }

    /// How it is depicted at once after an edit, before the running network has answered.
    fn sketch(&self, _given: &Given) -> Option<Arc<Depiction>> {
        None
    }
}
