//! Which parameters play a part beside the others, and whether all fit together.

use super::design::validate;
use super::params::TARGET;
use super::{BoundaryParams, Clock, Design, OffsetRule, Synapse, Target};
use crate::model::INPUT;
use crate::param::{OnOff, ParamError, Parameters, Slot, Spec};

impl Parameters for BoundaryParams {
    fn visit(&mut self, visitor: &mut dyn FnMut(&'static Spec, Slot<'_>)) {
        self.visit_fields(visitor);
    }

    fn is_relevant(&self, spec: &Spec) -> bool {
        let [e, i] = self.has();
        let both = e && i;
        let by_curve = matches!(self.design, Design::Tangents | Design::Random);
        match spec.id {
            "n_e" | "e_offset" | "e_slope" | "e_curvature" => by_curve && e,
            "n_i" | "i_offset" | "i_slope" | "i_curvature" => by_curve && i,
            // A second kind that does not exist has no line to place.
            "e2_offset" | "e2_slope" => by_curve && both && self.n_e2 > 0,
            "n_e2" => by_curve && both,
            "f_e" | "f_i" | "x_ref" => by_curve && both,
            "from" | "to" => by_curve,
            "random_spread" => self.design == Design::Random,
            "lift_e" => e && !by_curve,
            "lift_i" => i && !by_curve,
            // Made by hand, in the plane; shown once there are any.
            "t_shift_e" => !self.t_shift_e.is_empty(),
            "t_shift_i" => !self.t_shift_i.is_empty(),
            "w_shift_e" => !self.w_shift_e.is_empty(),
            "w_shift_i" => !self.w_shift_i.is_empty(),
            "f_shift_e" => !self.f_shift_e.is_empty(),
            "f_shift_i" => !self.f_shift_i.is_empty(),
            "d_shift_e" => !self.d_shift_e.is_empty(),
            "d_shift_i" => !self.d_shift_i.is_empty(),
            "silenced_e" => !self.silenced_e.is_empty(),
            "silenced_i" => !self.silenced_i.is_empty(),
            "silent_part_e" => e,
            "silent_part_i" => i,
            // What goes into a population that does not exist.
            "current_e" if !e => false,
            "current_i" if !i => false,
            "d_e" | "d_e_factors" => e && self.design != Design::Explicit,
            "d_i" | "d_i_factors" => i && self.design != Design::Explicit,
            "mistuning" => both,
            "mu_e" | "refractory_e_ms" if !e => false,
            "mu_i" | "refractory_i_ms" if !i => false,
            "e_quadratic" | "i_quadratic" => both && self.synapse == Synapse::Rate,
            "delay_ms" => self.synapse == Synapse::Instantaneous,
            "pulse_e_ms" => e && self.synapse == Synapse::SquarePulse,
            "pulse_i_ms" => i && self.synapse == Synapse::SquarePulse,
            "tau_s_e_ms" => e && self.synapse == Synapse::Exponential,
            "tau_s_i_ms" => i && self.synapse == Synapse::Exponential,
            "refractory_e_ms" | "refractory_i_ms" => {
                matches!(self.synapse, Synapse::SquarePulse | Synapse::Exponential)
            }
            "x_2" => {
                self.design == Design::Explicit && !(self.explicit_f2_e.is_empty() && self.explicit_f2_i.is_empty())
            }
            "start_r_e" => e && self.synapse != Synapse::Rate,
            "start_r_i" => i && self.synapse != Synapse::Rate,
            "steepness" => self.synapse == Synapse::Rate || self.soft_boundary == OnOff::On,
            "soft_boundary" => both,
            "sigma_v" | "mu_e" | "mu_i" => self.synapse != Synapse::Rate,
            // Nothing overshoots within a step that is not there.
            "clamp_at_threshold" => self.synapse == Synapse::Instantaneous && !both && self.engine == Clock::Clocked,
            "tau_i_ratio" => both,
            id if id.starts_with("explicit") => self.design == Design::Explicit,
            "formula" => self.design == Design::Target && self.target == Target::Formula,
            "target_x" | "target_y" => self.design == Design::Target && self.target == Target::Knots,
            // A file's thousands of points are nothing to type.
            "curve_x" | "curve_y" => false,
            "x_from" | "x_to" | "knots" | "knot_rule" => self.design == Design::Target && self.target != Target::Knots,
            "y_low" | "y_high" => {
                self.design == Design::Target && !matches!(self.target, Target::Knots | Target::Formula)
            }
            "p_offset" => self.design == Design::Target && self.offset_rule == OffsetRule::ByHand,
            _ if spec.group == INPUT => self.drive.is_relevant(spec),
            _ => spec.group != TARGET || self.design == Design::Target,
        }
    }

    fn obstacle(&self, spec: &Spec, option: &str) -> Option<String> {
        (spec.id == "engine" && option == "exact").then(|| self.obstacle_to_exact()).flatten()
    }

    fn check(&self) -> Result<(), ParamError> {
        validate(self)
    }
}
