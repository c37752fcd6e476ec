//! Putting work in.

use async_trait::async_trait;
use taskmaster_domain::{
    LaneId, TaskId, TaskSpec, Timestamp,
    lane::{Lane, LaneKey},
    limits,
};
use taskmaster_store::{Error, NewTask, Result, Submit, Submitted};

use crate::{Memory, row::TaskRow, state::State};

#[async_trait]
impl Submit for Memory {
    async fn submit(&self, tasks: &[NewTask], now: Timestamp) -> Result<Vec<Submitted>> {
        let mut state = self.open()?;
        for task in tasks {
            refuse_nul(task.id, &task.spec)?;
        }
        let answers = tasks.iter().map(|task| state.keep(task, now)).collect();
        let lanes = state.admit();
        drop(state);
        self.poke_lanes(&lanes);
        Ok(answers)
    }

    async fn intern_lane(&self, key: &LaneKey) -> Result<LaneId> {
        let mut state = self.open()?;
        if let Some(&id) = state.lanes.get(key) {
            return Ok(id);
        }
        if state.lanes.len() >= limits::LANES {
            let text = format!("there are {} lanes already", limits::LANES);
            return Err(Error::Exhausted(text));
        }
        let next = i32::try_from(state.lanes.len()).unwrap_or(i32::MAX).saturating_add(1);
        state.lanes.insert(key.clone(), LaneId(next));
        Ok(LaneId(next))
    }

    async fn lanes(&self) -> Result<Vec<Lane>> {
        let state = self.open()?;
        Ok(state.lanes.iter().map(|(key, &id)| Lane { id, key: key.clone() }).collect())
    }
}

impl State {
    pub(crate) fn keep(&mut self, task: &NewTask, now: Timestamp) -> Submitted {
        if self.tasks.contains_key(&task.id) {
            return Submitted::Accepted;
        }
        if let Some(kept) = self.with_key_of(&task.spec) {
            return if task.spec.is_same_request(&kept.spec) {
                Submitted::Existing(kept.id)
            } else {
                Submitted::KeyTaken(kept.id)
            };
        }
        self.tasks.insert(task.id, TaskRow::new(task, now));
        self.line_up(task.id);
        Submitted::Accepted
    }

    pub(crate) fn with_key_of(&self, spec: &TaskSpec) -> Option<&TaskRow> {
        if spec.idempotency_key.is_empty() {
            return None;
        }
        self.tasks.values().find(|row| {
            row.spec.idempotency_key == spec.idempotency_key
                && row.spec.created_by == spec.created_by
        })
    }
}

/// Databases keep no U+0000 in a text, and so neither does the model.
pub(crate) fn refuse_nul(id: TaskId, spec: &TaskSpec) -> Result<()> {
    let spec = serde_json::to_value(spec).map_err(|cause| Error::BadRow(cause.to_string()))?;
    if has_nul(&spec) {
        return Err(Error::BadRow(format!("task {id} contains U+0000")));
    }
    Ok(())
}

pub(crate) fn has_nul(value: &serde_json::Value) -> bool {
    use serde_json::Value;
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(items) => items.iter().any(has_nul),
        Value::Object(fields) => {
            fields.iter().any(|(name, value)| name.contains('\0') || has_nul(value))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}
