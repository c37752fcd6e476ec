//! What tasks count and how far they say they are.

use std::collections::{BTreeMap, HashMap};

use async_trait::async_trait;
use taskmaster_domain::{
    AttemptRef, TaskId, Timestamp,
    task::{Counts, Live},
};
use taskmaster_store::{
    Addition, Counters, Mark, ProgressNote, Result, Told,
    counters::{Teller, weigh},
};

use crate::{Memory, state::State};

#[async_trait]
impl Counters for Memory {
    async fn add_counts(
        &self,
        mark: Option<Mark>,
        additions: &[Addition],
        now: Timestamp,
    ) -> Result<Vec<Told>> {
        let mut state = self.open()?;
        let asked = additions.iter().map(|addition| addition.task);
        let mut tasks: HashMap<TaskId, Teller> =
            asked.filter_map(|id| Some((id, state.teller(id)?))).collect();
        let weighed = weigh(additions, &mut tasks);
        let last = mark.map(|mark| state.count_writers.entry(mark.writer).or_default());
        let is_news = match (last, mark) {
            (Some(last), Some(mark)) => std::mem::replace(last, mark.number) < mark.number,
            _ => true,
        };
        if is_news {
            for (task, attempt) in weighed.heard {
                state.heard(AttemptRef { task, attempt }, now);
            }
            for ((task, name), sum) in weighed.sums {
                let kept = state.counters.entry(task).or_default().entry(name).or_default();
                *kept = kept.saturating_add(sum);
            }
        }
        Ok(weighed.answers)
    }

    async fn counters(&self, tasks: &[TaskId]) -> Result<BTreeMap<TaskId, Counts>> {
        let state = self.open()?;
        let counts = tasks.iter().filter_map(|id| Some((*id, state.counters.get(id)?.clone())));
        Ok(counts.collect())
    }

    async fn note_progress(&self, notes: &[ProgressNote]) -> Result<Vec<Told>> {
        let mut state = self.open()?;
        let answers = notes.iter().map(|note| {
            let Some(teller) = state.teller(note.task) else { return Told::Unknown };
            let told = teller.hear(note.attempt, false);
            if matches!(told, Told::Kept { .. }) {
                let live = Live { progress: Some(note.progress.clone()), sample: None };
                state.keep_live(note.task, teller.attempt, live);
                let of = AttemptRef { task: note.task, attempt: teller.attempt };
                state.heard(of, note.progress.reported_at);
            }
            told
        });
        Ok(answers.collect())
    }
}

impl State {
    fn teller(&self, id: TaskId) -> Option<Teller> {
        let row = self.tasks.get(&id)?;
        Some(Teller {
            state: row.state,
            attempt: row.attempt,
            worker: row.worker,
            sums: self.counters.get(&id).cloned().unwrap_or_default(),
            has_heartbeat: row.spec.heartbeat_timeout.is_some(),
        })
    }
}
