//! What was measured.

use std::collections::BTreeMap;

use crate::{engine::Engine, options::Group};

/// The figures of a run, by name and database.
#[derive(Debug, Default)]
pub(crate) struct Figures {
    numbers: BTreeMap<(String, Engine), f64>,
    failures: Vec<Failure>,
}

/// A group that gave no figures, or not all.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) group: Group,
    pub(crate) engine: Engine,
    pub(crate) why: String,
}

impl Figures {
    /// Keeps a figure.
    pub(crate) fn put(&mut self, name: impl Into<String>, engine: Engine, figure: f64) {
        self.numbers.insert((name.into(), engine), figure);
    }

    /// Keeps a figure, if there is one.
    pub(crate) fn put_some(&mut self, name: &str, engine: Engine, figure: Option<f64>) {
        if let Some(figure) = figure {
            self.put(name, engine, figure);
        }
    }

    /// A figure.
    pub(crate) fn get(&self, name: &str, engine: Engine) -> Option<f64> {
        self.numbers.get(&(name.to_owned(), engine)).copied()
    }

    /// Notes that a group failed; what it measured before stays.
    pub(crate) fn fail(&mut self, group: Group, engine: Engine, why: String) {
        self.failures.push(Failure { group, engine, why });
    }

    /// All failures.
    pub(crate) fn failures(&self) -> &[Failure] {
        &self.failures
    }
}
