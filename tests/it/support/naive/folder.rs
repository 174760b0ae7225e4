//! Saves a drawn run as a folder in the reference format.

use super::{Case, Kind, Mode, Run};
use serde_json::{Map, Value, json};
use std::fmt::Write as _;
use std::path::Path;

impl Case {
    fn params(&self) -> Value {
        let mut map = Map::new();
        let mut set = |key: &str, value: Value| {
            map.insert(key.to_owned(), value);
        };
        let both = self.kind == Kind::Both;
        let is_rate = self.mode == Mode::Rate;
        set("case", json!("drawn"));
        set("note", json!("synthetic"));
        set(
            "model",
            json!(if both && is_rate {
                "ei_rate"
            } else if both {
                "ei"
            } else {
                "single"
            }),
        );
        if !(both && is_rate) {
            set("synapse", json!(self.mode.name()));
        }
        set("dt", json!(self.dt));
        set("n_steps", json!(self.x.len()));
        set("x", self.x_json.clone());
        if is_rate {
            set("beta", json!(self.beta));
        }
        let slow = matches!(self.mode, Mode::SquarePulse | Mode::Exponential);
        for group in &self.groups {
            // `leak_E`, but `leak`.
            let key = |name: &str| if both { format!("{name}_{}", group.name) } else { name.to_owned() };
            let n = group.d.len();
            let column = |list: &[f64]| {
                if self.nested { json!(list.iter().map(|v| [*v]).collect::<Vec<_>>()) } else { json!(list) }
            };
            set(&key("D"), if self.nested { json!([group.d]) } else { json!(group.d) });
            if both {
                let other = if group.name == "E" { "I" } else { "E" };
                set(&format!("E_{}{}", group.name, group.name), column(&group.own));
                set(&format!("E_{}{other}", group.name), column(&group.other));
                if let Some(cross) = &group.cross {
                    set(&format!("D_{other}{}", group.name), json!(cross));
                }
                set(&format!("sigma_v{}", group.name), json!(0.0));
                if !is_rate {
                    set(&format!("N{}", group.name), json!(n));
                }
            } else {
                set("E", column(&group.own));
                set("N", json!(n));
                set("sigma_v", json!(0.0));
            }
            set(&key("F"), column(&group.f));
            set(&key("T"), json!(group.t));
            set(&key("leak"), json!(group.leak));
            if !is_rate {
                set(&key("mu"), json!(group.mu));
            }
            let ms = |name: &str| if both { format!("{name}_{}_ms", group.name) } else { format!("{name}_ms") };
            if self.mode == Mode::SquarePulse {
                // The integer counts, not the time.
                set(&ms("pw"), json!(99.0));
                set(&key("pwsteps"), json!(group.pulse));
            } else if both && !is_rate {
                set(&ms("pw"), Value::Null);
                set(&key("pwsteps"), Value::Null);
            }
            if slow {
                set(&ms("tref"), json!(99.0));
                set(&key("trsteps"), json!(group.refractory));
            }
            if self.mode == Mode::Exponential {
                set(&key("leak_s"), json!(group.leak_s));
            }
            if let Some((before, after, first)) = group.current {
                let value = if before == after {
                    json!({"kind": "constant", "value": before})
                } else {
                    json!({"kind": "step", "before": before, "after": after, "first_step_after": first})
                };
                set(&format!("I_{}", group.name), value);
            }
            match &group.r0 {
                Some(r0) if both => set(&format!("r_{}0", group.name), json!(r0)),
                Some(r0) => set("r0", json!(r0)),
                None => {}
            }
        }
        if let Some(y0) = self.y0 {
            set("y0", json!(y0));
        }
        Value::Object(map)
    }

    /// Saves the run as a folder of the format, with all voltages of all steps.
    pub fn write(&self, run: &Run, dir: &Path) -> std::io::Result<()> {
        let both = self.kind == Kind::Both;
        std::fs::write(dir.join("params.json"), serde_json::to_string_pretty(&self.params())?)?;
        let mut spikes = "time_step,population,neuron\n".to_owned();
        for (t, p, i) in &run.spikes {
            let _ = writeln!(spikes, "{t},{},{i}", self.groups[*p].name);
        }
        std::fs::write(dir.join("spikes.csv"), spikes)?;
        if self.x_json.get("csv").is_some() {
            let mut x = "step,x\n".to_owned();
            for (t, value) in self.x.iter().enumerate() {
                let _ = writeln!(x, "{t},{value:.16e}");
            }
            std::fs::write(dir.join("x.csv"), x)?;
        }
        let name = |p: usize| if both { self.groups[p].name } else { "" };
        let mut trace = "step,x".to_owned();
        for p in 0..self.groups.len() {
            trace += &if both { format!(",y_{}", name(p)) } else { ",y".to_owned() };
        }
        for kind in ["V", "r"] {
            for (p, i) in self.neurons() {
                let _ = write!(trace, ",{kind}_{}{i}", name(p));
            }
        }
        trace.push('\n');
        for t in 0..self.x.len() {
            let _ = write!(trace, "{t}");
            let all = std::iter::once(&self.x[t]).chain(&run.latents[t]).chain(&run.voltages[t]).chain(&run.rates[t]);
            for value in all {
                let _ = write!(trace, ",{value:.11e}");
            }
            trace.push('\n');
        }
        std::fs::write(dir.join("trace.csv"), trace)
    }
}
