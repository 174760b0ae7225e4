//! The systems that Tightrope knows; the tag of presets and menus.

use super::boundary::{BoundaryParams, BoundaryPlan};
use super::learning::{LearningParams, LearningPlan};
use super::minimax::{MinimaxParams, MinimaxPlan};
use super::plastic::{PlasticParams, PlasticPlan};
use super::{Chore, Hands};
use crate::param::{ParamError, Parameters, Slot, Spec};
use std::sync::Arc;

/// Calls `$then` with a line for every system: its name, its tag, its parameters, its built network, its engine, and
/// what it is. **This is the one place in which a system is registered.**
macro_rules! systems {
    ($then:ident) => {
        $then! {
            Boundary "boundary" BoundaryParams BoundaryPlan BoundaryEngine
                "Low-rank E-I networks with latent boundaries (Podlaski & Machens 2024)";
            Minimax "minimax" MinimaxParams MinimaxPlan MinimaxEngine
                "Networks whose E spikes lower and whose I spikes raise an objective (Li & Pehlevan 2020)";
            Learning "learning" LearningParams LearningPlan LearningEngine
                "Networks that learn dynamics by local plasticity (Alemi et al. 2017)";
            Plastic "plastic" PlasticParams PlasticPlan PlasticEngine
                "Plastic balanced networks of thousands of cells (Akil, Rosenbaum and Josić 2021)";
        }
    };
}
pub(crate) use systems;

macro_rules! system_and_plan {
    ($($name:ident $tag:literal $params:ident $plan:ident $engine:ident $what:literal;)+) => {
        /// One of the systems with its parameters.
        #[derive(Clone, Debug, PartialEq)]
        #[allow(clippy::large_enum_variant, reason = "there are a handful of them at a time")]
        pub enum System {
            $( #[doc = $what] $name($params), )+
        }

        /// A network of one of the systems, built once and shared.
        #[derive(Clone, Debug)]
        pub enum SystemPlan {
            $( #[doc = $what] $name(Arc<$plan>), )+
        }

        impl System {
            /// The tags of all systems, as in a preset's `system`.
            pub const NAMES: &'static [&'static str] = &[$($tag),+];

            /// The system of that tag, with default parameters.
            pub fn named(name: &str) -> Option<System> {
                match name {
                    $( $tag => Some(System::$name($params::default())), )+
                    _ => None,
                }
            }

            /// The tag.
            pub fn name(&self) -> &'static str {
                match self { $( System::$name(_) => $tag, )+ }
            }

            /// Builds the network; takes over from `before` what has not changed.
            ///
            /// # Errors
            /// If the parameters do not fit together.
            pub fn plan(&self, seed: u64, before: Option<&SystemPlan>) -> Result<SystemPlan, ParamError> {
                match self {
                    $( System::$name(params) => {
                        let before = match before {
                            Some(SystemPlan::$name(plan)) => Some(&**plan),
                            _ => None,
                        };
                        $plan::new(params, seed, before).map(|plan| SystemPlan::$name(Arc::new(plan)))
                    } )+
                }
            }
        }

        impl System {
            /// The regime that theory says of it, by its place in what the hands of `near` tell apart.
            ///
            /// # Errors
            /// If the parameters do not fit together.
            pub fn regime_near(&self, seed: u64, near: &SystemPlan) -> Result<Option<usize>, ParamError> {
                match (self, near) {
                    $( (System::$name(params), SystemPlan::$name(near)) => $plan::regime_of(params, seed, near), )+
                    _ => Ok(None),
                }
            }
        }

        impl Parameters for System {
            fn visit(&mut self, visitor: &mut dyn FnMut(&'static Spec, Slot<'_>)) {
                match self { $( System::$name(params) => params.visit(visitor), )+ }
            }

            fn is_relevant(&self, spec: &Spec) -> bool {
                match self { $( System::$name(params) => params.is_relevant(spec), )+ }
            }

            fn obstacle(&self, spec: &Spec, option: &str) -> Option<String> {
                match self { $( System::$name(params) => params.obstacle(spec, option), )+ }
            }

            fn check(&self) -> Result<(), ParamError> {
                match self { $( System::$name(params) => params.check(), )+ }
            }
        }

        impl SystemPlan {
            /// What takes long to say of it, to be done beside the run.
            pub fn chore(&self) -> Option<Box<dyn Chore>> {
                match self { $( SystemPlan::$name(plan) => plan.chore(), )+ }
            }

            /// What hands can do with it.
            pub fn hands(&self) -> &dyn Hands {
                match self { $( SystemPlan::$name(plan) => &**plan, )+ }
            }
        }
    };
}
systems!(system_and_plan);
