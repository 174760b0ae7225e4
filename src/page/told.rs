//! What the page tells whoever asks it: `tightrope.state()` gives the run and its parameters, and changes nothing.

use js_sys::{Object, Reflect};
use std::cell::RefCell;
use std::rc::Rc;
use tightrope::param::Value;
use tightrope::ui::Scene;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;

/// The state as it was in the last frame.
pub struct Told {
    state: Rc<RefCell<JsValue>>,
    /// The parameters, and of which preset, generation and how many edits they are.
    parameters: (Object, (String, u64, u64)),
}

impl Told {
    /// Puts `tightrope.state` where scripts find it.
    pub fn begin() -> Self {
        let state = Rc::new(RefCell::new(JsValue::NULL));
        let theirs = state.clone();
        let tell = Closure::<dyn FnMut() -> JsValue>::new(move || theirs.borrow().clone());
        let all = Object::new();
        put(&all, "state", tell.as_ref());
        tell.forget();
        put(&js_sys::global(), "tightrope", &all);
        Told { state, parameters: Default::default() }
    }

    /// Takes in a frame, which took so many seconds.
    pub fn note(&mut self, scene: &Scene<'_>, frame_s: f64) {
        let history = scene.history;
        let of = (scene.study.name.clone(), history.generation, history.edits);
        if self.parameters.1 != of {
            self.parameters = (Object::new(), of);
            for (spec, value) in scene.parameters() {
                let value = match value {
                    Value::Count(value) => JsValue::from_f64(*value as f64),
                    Value::Number(value) => JsValue::from_f64(*value),
                    other => JsValue::from_str(&other.to_string()),
                };
                put(&self.parameters.0, spec.id, &value);
            }
        }
        let memory = history.memory();
        let all = Object::new();
        let number = |name: &str, value: f64| put(&all, name, &JsValue::from_f64(value));
        let text = |name: &str, text: &str| put(&all, name, &JsValue::from_str(text));
        number("generation", history.generation as f64);
        number("step", history.newest() as f64);
        number("spikes", memory.exact_spikes as f64 + memory.counted_spikes as f64);
        number("stepsPerSecond", history.status.steps_per_s);
        number("speed", history.status.reached);
        number("frameMs", frame_s * 1e3);
        put(&all, "running", &JsValue::from_bool(history.status.running));
        text("preset", &scene.study.name);
        text("title", &scene.study.title.title);
        text("notice", scene.notice().map_or("", |notice| &notice.text));
        put(&all, "parameters", &self.parameters.0);
        *self.state.borrow_mut() = all.into();
    }
}

fn put(all: &JsValue, name: &str, value: &JsValue) {
    // A plain object takes whatever it is given.
    let _ = Reflect::set(all, &JsValue::from_str(name), value);
}
