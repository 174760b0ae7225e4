//! One neuron's line as a row of numbers, what is its own beside, and the highest of voltages.

use serde::{Deserialize, Serialize};

/// A voltage and whose it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Peak {
    pub voltage: f64,
    pub owner: usize,
}

impl Peak {
    pub(super) const NONE: Peak = Peak { voltage: f64::NEG_INFINITY, owner: usize::MAX };

    /// The higher one; of equals that with the lower index.
    #[inline]
    pub(super) fn take(&mut self, voltage: f64, owner: usize) {
        if voltage > self.voltage || (voltage == self.voltage && owner < self.owner) {
            *self = Peak { voltage, owner };
        }
    }
}

/// F, w_E, w_I and u of a neuron.
pub(super) type Row = [f64; 4];

/// V of a row, without its residual.
#[inline]
pub(super) fn voltage(row: &Row, q: [f64; 3]) -> f64 {
    row[3] + row[0] * q[0] + row[1] * q[1] + row[2] * q[2]
}

/// What is a neuron's own, as multiples of a scale that decays with the membrane.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Own {
    /// One a neuron, or none if all are zero.
    pub e: Vec<f64>,
    /// No entry is higher, nor is it below 0.
    pub most: f64,
    /// No entry is larger.
    pub size: f64,
}

impl Own {
    pub(super) fn is_none(&self) -> bool {
        self.e.is_empty()
    }

    pub(super) fn of(&self, i: usize) -> f64 {
        self.e.get(i).copied().unwrap_or(0.0)
    }

    pub(super) fn add(&mut self, i: usize, amount: f64, neurons: usize) {
        if amount == 0.0 {
            return;
        }
        if self.e.is_empty() {
            self.e = vec![0.0; neurons];
        }
        self.e[i] += amount;
        (self.most, self.size) = (self.most.max(self.e[i]), self.size.max(self.e[i].abs()));
    }

    pub(super) fn scale(&mut self, by: f64) {
        self.e.iter_mut().for_each(|e| *e *= by);
        (self.most, self.size) = (self.most * by, self.size * by);
    }
}
