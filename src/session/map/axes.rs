//! What a map is of: a network and two of its parameters.

use crate::param::{Kind, ParamError, Parameters as _, Scale, Spec, find, place};
use crate::sim::{Model, Setup};

/// A parameter along one side of a map.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MapAxis {
    /// The parameter.
    pub spec: &'static Spec,
    /// Its range.
    pub range: [f64; 2],
    /// In even steps or even ratios.
    pub scale: Scale,
}

impl MapAxis {
    /// A parameter over a range, brought into what is allowed; `None` if it is no number.
    pub fn new(spec: &'static Spec, [low, high]: [f64; 2]) -> Option<Self> {
        let (min, max, scale) = match spec.kind {
            Kind::Number { min, max, scale, .. } => (min, max, scale),
            Kind::Count { min, max, .. } => (min as f64, max as f64, Scale::Linear),
            _ => return None,
        };
        let [low, high] = [low, high].map(|v| v.clamp(min, max));
        (low < high).then_some(MapAxis { spec, range: [low, high], scale })
    }

    /// The value at a part of the way, from 0 to 1.
    pub fn at(&self, part: f64) -> f64 {
        let value = self.scale.along(self.range, part);
        if matches!(self.spec.kind, Kind::Count { .. }) { value.round() } else { value }
    }

    /// How far a value is along it; beyond 0 and 1 outside of its range.
    pub fn part(&self, value: f64) -> f64 {
        self.scale.part(self.range, value)
    }
}

/// A map that is wanted.
#[derive(Clone, Debug, PartialEq)]
pub struct Request<M> {
    /// The network, with both parameters at the lower ends of their ranges: where it stands in the map makes no other one.
    pub setup: Setup<M>,
    /// Across and up.
    pub axes: [MapAxis; 2],
}

impl<M: Model> Request<M> {
    /// A map of a network.
    pub fn new(setup: &Setup<M>, axes: [MapAxis; 2]) -> Self {
        let mut setup = setup.clone();
        for axis in axes {
            place(&mut setup, axis.spec.id, axis.range[0]);
        }
        Request { setup, axes }
    }

    /// The network at a place, each part from 0 to 1.
    ///
    /// # Errors
    /// If its parameters do not fit together.
    pub fn at(&self, parts: [f64; 2]) -> Result<Setup<M>, ParamError> {
        let mut setup = self.setup.clone();
        self.bring(&mut setup, parts)?;
        Ok(setup)
    }

    /// The same without another copy.
    pub(super) fn bring(&self, setup: &mut Setup<M>, parts: [f64; 2]) -> Result<(), ParamError> {
        for (axis, part) in self.axes.iter().zip(parts) {
            place(setup, axis.spec.id, axis.at(part));
        }
        setup.check()
    }

    /// Where a setup stands in the map.
    pub fn place_of(&self, setup: &Setup<M>) -> [f64; 2] {
        use crate::param::Value;
        self.axes.map(|axis| match find(&mut setup.clone(), axis.spec.id) {
            Ok((_, Value::Number(value))) => axis.part(value),
            Ok((_, Value::Count(value))) => axis.part(value as f64),
            _ => 0.0,
        })
    }
}
