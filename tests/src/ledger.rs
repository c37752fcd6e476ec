//! What commands wrote down themselves, outside of every store.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use crate::{Spec, bash};

/// A file to which each attempt of each of its tasks appends a line at its begin and at its end.
#[derive(Clone, Debug)]
pub struct Ledger {
    file: PathBuf,
}

/// What one task's attempts wrote down, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tries {
    /// Attempts that began.
    pub begun: Vec<i32>,
    /// Attempts that came to the end of their command.
    pub ended: Vec<i32>,
}

impl Ledger {
    /// An empty one in a folder.
    pub fn new(folder: &Path) -> Self {
        let file = folder.join("ledger");
        fs::write(&file, "").unwrap();
        Self { file }
    }

    /// A task that keeps this book and takes so long.
    pub fn task(&self, run: Duration) -> Spec {
        let who = "$TASKMASTER_TASK_ID $TASKMASTER_ATTEMPT";
        let (file, run) = (self.file.display(), run.as_secs_f64());
        bash(format!(
            "echo begin {who} >> {file}; echo begin $TASKMASTER_ATTEMPT; sleep {run}
             echo end {who} >> {file}; echo end $TASKMASTER_ATTEMPT"
        ))
    }

    /// How many attempts have begun.
    pub fn begun(&self) -> usize {
        self.text().lines().filter(|line| line.starts_with("begin ")).count()
    }

    /// Everything, by task.
    pub fn read(&self) -> BTreeMap<String, Tries> {
        let mut tasks = BTreeMap::<String, Tries>::new();
        for line in self.text().lines() {
            let words: Vec<&str> = line.split(' ').collect();
            let [what, task, attempt] = words[..] else { panic!("{line:?} is not a line") };
            let tries = tasks.entry(task.to_owned()).or_default();
            let list = if what == "begin" { &mut tries.begun } else { &mut tries.ended };
            list.push(attempt.parse().unwrap());
        }
        tasks
    }

    fn text(&self) -> String {
        fs::read_to_string(&self.file).unwrap()
    }
}
