//! The engines of all systems, and how a system is run.

use super::boundary::BoundaryEngine;
use super::learning::LearningEngine;
use super::minimax::MinimaxEngine;
use super::plastic::PlasticEngine;
use super::{Engine, Frame, Model, Spike, Stretch, Watch};
use crate::model::{Chore, Hands, System, SystemPlan, systems};
use crate::param::{Array, ParamError};
use crate::picture::{Layout, NeuronId, Picks, Synapses};
use std::sync::Arc;

macro_rules! system_engine {
    ($($name:ident $tag:literal $params:ident $plan:ident $engine:ident $what:literal;)+) => {
        /// The engine of one of the systems.
        #[derive(Clone)]
        pub enum SystemEngine {
            $( #[doc = $what] $name(Box<$engine>), )+
        }

        impl Engine for SystemEngine {
            type Plan = SystemPlan;

            fn start(plan: &SystemPlan) -> Self {
                match plan { $( SystemPlan::$name(plan) => SystemEngine::$name(Box::new($engine::start(plan))), )+ }
            }

            fn layout(&self) -> &Arc<Layout> {
                match self { $( SystemEngine::$name(engine) => engine.layout(), )+ }
            }

            fn step(&self) -> u64 {
                match self { $( SystemEngine::$name(engine) => engine.step(), )+ }
            }

            fn tick(&mut self, spikes: &mut Vec<Spike>) {
                match self { $( SystemEngine::$name(engine) => engine.tick(spikes), )+ }
            }

            fn sample(&self, picks: &Picks, row: &mut [f64]) {
                match self { $( SystemEngine::$name(engine) => engine.sample(picks, row), )+ }
            }

            // The whole stretch at once, so that no step asks which system it is of.
            fn run(&mut self, steps: usize, watch: &Watch, into: &mut Stretch) {
                match self { $( SystemEngine::$name(engine) => engine.run(steps, watch, into), )+ }
            }

            fn not_finite(&self) -> Option<String> {
                match self { $( SystemEngine::$name(engine) => engine.not_finite(), )+ }
            }

            fn depict(&self, watch: &Watch, into: &mut Frame) {
                match self { $( SystemEngine::$name(engine) => engine.depict(watch, into), )+ }
            }

            fn retune(&mut self, plan: &SystemPlan) -> Result<(), ParamError> {
                match (self, plan) {
                    $( (SystemEngine::$name(engine), SystemPlan::$name(plan)) => engine.retune(plan), )+
                    (engine, plan) => {
                        // Another system is another run, which callers load.
                        *engine = SystemEngine::start(plan);
                        Ok(())
                    }
                }
            }

            fn kick(&mut self, to: &[(usize, f64)]) -> Result<(), ParamError> {
                match self { $( SystemEngine::$name(engine) => engine.kick(to), )+ }
            }

            fn act(&mut self, action: usize) -> Result<(), ParamError> {
                match self { $( SystemEngine::$name(engine) => engine.act(action), )+ }
            }

            fn probe(&self) -> Option<Box<dyn Chore>> {
                match self { $( SystemEngine::$name(engine) => engine.probe(), )+ }
            }

            fn rates_hz(&self, into: &mut Vec<f32>) {
                match self { $( SystemEngine::$name(engine) => engine.rates_hz(into), )+ }
            }

            fn arrays(&self) -> Vec<(&'static str, Array)> {
                match self { $( SystemEngine::$name(engine) => engine.arrays(), )+ }
            }

            fn weight(&self, from: NeuronId, to: NeuronId) -> f64 {
                match self { $( SystemEngine::$name(engine) => engine.weight(from, to), )+ }
            }

            // All at once, so that no synapse asks which system it is of.
            fn synapses(&self, neuron: NeuronId) -> Synapses {
                match self { $( SystemEngine::$name(engine) => engine.synapses(neuron), )+ }
            }

            fn alarm(&self) -> Option<String> {
                match self { $( SystemEngine::$name(engine) => engine.alarm(), )+ }
            }

            fn next_event(&self) -> Option<u64> {
                match self { $( SystemEngine::$name(engine) => engine.next_event(), )+ }
            }

            fn stand_aside(&mut self, aside: bool) {
                match self { $( SystemEngine::$name(engine) => engine.stand_aside(aside), )+ }
            }

            fn bytes(&self) -> usize {
                match self { $( SystemEngine::$name(engine) => engine.bytes(), )+ }
            }

            fn save(&self) -> Result<Vec<u8>, String> {
                match self { $( SystemEngine::$name(engine) => engine.save(), )+ }
            }

            fn restore(plan: &SystemPlan, state: &[u8]) -> Result<Self, String> {
                match plan {
                    $( SystemPlan::$name(plan) => {
                        Ok(SystemEngine::$name(Box::new($engine::restore(plan, state)?)))
                    } )+
                }
            }
        }
    };
}
systems!(system_engine);

impl Model for System {
    type Plan = SystemPlan;
    type Engine = SystemEngine;

    fn tag(&self) -> &'static str {
        self.name()
    }

    fn named(tag: &str) -> Option<Self> {
        System::named(tag)
    }

    fn plan(&self, seed: u64, before: Option<&SystemPlan>) -> Result<SystemPlan, ParamError> {
        System::plan(self, seed, before)
    }

    fn chore(plan: &SystemPlan) -> Option<Box<dyn Chore>> {
        plan.chore()
    }

    fn regime(&self, seed: u64, near: &SystemPlan) -> Result<Option<usize>, ParamError> {
        self.regime_near(seed, near)
    }

    fn hands(plan: &SystemPlan) -> &dyn Hands {
        plan.hands()
    }
}
