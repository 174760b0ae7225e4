//! Tables of parameters: one line a parameter gives the struct, its defaults, its descriptions and its visit.

use super::{Effect, Kind, Scale, Spec};
use crate::hue::Hue;

/// A list of numbers, one a neuron or one a knot.
pub type List = Vec<f64>;

/// Gives an enum the names of its options, in order, and a visit.
macro_rules! choice {
    ($choice:ident: $($variant:ident = $name:literal),+) => {
        impl $choice {
            pub(crate) const OPTIONS: &'static [&'static str] = &[$($name),+];
            pub(crate) const ALL: &'static [$choice] = &[$($choice::$variant),+];

            pub(crate) fn visit(&mut self, spec: &'static $crate::param::Spec, visitor: &mut dyn FnMut(&'static $crate::param::Spec, $crate::param::Slot<'_>)) {
                let mut index = *self as usize;
                visitor(spec, $crate::param::Slot::Choice(&mut index));
                *self = Self::ALL.get(index).copied().unwrap_or(*self);
            }
        }
    };
}
pub(crate) use choice;

/// A switch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnOff {
    /// Off.
    Off,
    /// On.
    On,
}
choice!(OnOff: Off = "off", On = "on");

/// Begins a description.
pub const fn number(
    group: &'static str,
    id: &'static str,
    name: &'static str,
    symbol: &'static str,
    unit: &'static str,
) -> Draft {
    Draft { group, id, name, symbol, unit, effect: Effect::Live, hue: Hue::Neutral }
}

/// Begins a description of what belongs to excitation.
pub const fn excitatory(
    group: &'static str,
    id: &'static str,
    name: &'static str,
    symbol: &'static str,
    unit: &'static str,
) -> Draft {
    number(group, id, name, symbol, unit).hue(Hue::Red)
}

/// Begins a description of what belongs to inhibition.
pub const fn inhibitory(
    group: &'static str,
    id: &'static str,
    name: &'static str,
    symbol: &'static str,
    unit: &'static str,
) -> Draft {
    number(group, id, name, symbol, unit).hue(Hue::Blue)
}

/// A [`Spec`] half written: the naming part, so that tables stay readable.
#[derive(Clone, Copy, Debug)]
pub struct Draft {
    group: &'static str,
    id: &'static str,
    name: &'static str,
    symbol: &'static str,
    unit: &'static str,
    effect: Effect,
    hue: Hue,
}

impl Draft {
    /// Belongs to what has this colour.
    pub const fn hue(mut self, hue: Hue) -> Draft {
        self.hue = hue;
        self
    }

    pub const fn rebuild(mut self) -> Draft {
        self.effect = Effect::Rebuild;
        self
    }

    pub const fn spec(self, kind: Kind, help: &'static str) -> Spec {
        let Draft { group, id, name, symbol, unit, effect, hue } = self;
        Spec { id, group, name, symbol, unit, kind, effect, hue, help }
    }

    pub const fn real(self, min: f64, max: f64, default: f64, help: &'static str) -> Spec {
        self.spec(Kind::Number { min, max, default, scale: Scale::Linear }, help)
    }

    pub const fn log(self, min: f64, max: f64, default: f64, help: &'static str) -> Spec {
        self.spec(Kind::Number { min, max, default, scale: Scale::Log }, help)
    }

    pub const fn count(self, max: usize, default: usize, help: &'static str) -> Spec {
        self.rebuild().spec(Kind::Count { min: 0, max, default }, help)
    }

    pub const fn choice(self, options: &'static [&'static str], help: &'static str) -> Spec {
        self.rebuild().spec(Kind::Choice { options, default: 0 }, help)
    }

    /// A number for single neurons.
    pub const fn sparse(self, min: f64, max: f64, help: &'static str) -> Spec {
        self.spec(Kind::Sparse { min, max }, help)
    }

    /// A file of arrays.
    pub const fn arrays(self, names: &'static [&'static str], help: &'static str) -> Spec {
        self.rebuild().spec(Kind::Arrays { names }, help)
    }

    pub const fn text(self, max: usize, help: &'static str) -> Spec {
        self.spec(Kind::Text { max }, help)
    }

    /// A choice that takes effect in the running network.
    pub const fn live_choice(self, options: &'static [&'static str], help: &'static str) -> Spec {
        self.spec(Kind::Choice { options, default: 0 }, help)
    }

    pub const fn live_list(self, min: f64, max: f64, help: &'static str) -> Spec {
        self.spec(Kind::List { min, max }, help)
    }

    pub const fn live_count(self, min: usize, max: usize, default: usize, help: &'static str) -> Spec {
        self.spec(Kind::Count { min, max, default }, help)
    }

    pub const fn list(self, min: f64, max: f64, help: &'static str) -> Spec {
        self.rebuild().spec(Kind::List { min, max }, help)
    }
}

/// A struct of parameters from lines `field: type = description;`, each with its doc comment. Behind `with` stand fields
/// that are such structs themselves; they are visited first.
macro_rules! parameters {
    ($(#[doc = $all:literal])+ $params:ident $(with { $( $(#[doc = $inner_doc:literal])+ $inner:ident : $inner_type:ident ),+ })? $( $(#[doc = $doc:literal])+ $field:ident : $type:tt = $spec:expr; )+) => {
        $(#[doc = $all])+
        #[derive(Clone, Debug, PartialEq)]
        pub struct $params { $($( $(#[doc = $inner_doc])+ pub $inner: $inner_type, )+)? $( $(#[doc = $doc])+ pub $field: $type, )+ }

        #[allow(non_upper_case_globals, reason = "one constant a field, named like it")]
        mod specs {
            use super::*;
            $( pub(super) static $field: $crate::param::Spec = $spec; )+
        }

        impl $params {
            pub(super) fn visit_fields(&mut self, visitor: &mut dyn FnMut(&'static $crate::param::Spec, $crate::param::Slot<'_>)) {
                let $params { $($($inner,)+)? $($field),+ } = self;
                $($( $crate::param::Parameters::visit($inner, visitor); )+)?
                $( parameters!(@lend $type, $field, visitor); )+
            }
        }

        impl Default for $params {
            fn default() -> Self {
                let mut params = $params { $($( $inner: $inner_type::default(), )+)? $( $field: parameters!(@zero $type), )+ };
                $crate::param::reset(&mut params);
                params
            }
        }
    };
    (@zero f64) => { 0.0 };
    (@zero usize) => { 0 };
    (@zero List) => { Vec::new() };
    (@zero String) => { String::new() };
    (@zero Arrays) => { $crate::param::Arrays::default() };
    (@zero Sparse) => { $crate::param::Sparse::new() };
    (@zero $choice:ident) => { $choice::ALL[0] };
    (@lend f64, $field:ident, $visitor:ident) => { $visitor(&specs::$field, $crate::param::Slot::Number($field)) };
    (@lend usize, $field:ident, $visitor:ident) => { $visitor(&specs::$field, $crate::param::Slot::Count($field)) };
    (@lend List, $field:ident, $visitor:ident) => { $visitor(&specs::$field, $crate::param::Slot::List($field)) };
    (@lend String, $field:ident, $visitor:ident) => { $visitor(&specs::$field, $crate::param::Slot::Text($field)) };
    (@lend Arrays, $field:ident, $visitor:ident) => { $visitor(&specs::$field, $crate::param::Slot::Arrays($field)) };
    (@lend Sparse, $field:ident, $visitor:ident) => { $visitor(&specs::$field, $crate::param::Slot::Sparse($field)) };
    (@lend $choice:ident, $field:ident, $visitor:ident) => { $field.visit(&specs::$field, $visitor) };
}
pub(crate) use parameters;
