//! The common write, without a look at anything first.

use std::{
    collections::{BTreeMap, HashSet},
    sync::Arc,
};

use taskmaster_domain::{LaneId, Timestamp};
use taskmaster_store::Result;

use super::{Draft, words::Words};
use crate::{
    Sqlite,
    connection::{Write, commit},
    error::failed,
    gates::Limited,
    submit::Rows,
};

/// Steps of different jobs, expected to be as they were read, with plain tasks: all is in words before
/// the writer is taken, and kept whole or not at all.
#[derive(Debug)]
pub(super) struct Steps {
    words: Words,
    tasks: Rows,
    /// What `tasks` was found by.
    limited: Limited,
}

impl Steps {
    /// Nothing when some of these writes are more than that.
    pub(super) fn of(
        store: &Sqlite,
        drafts: &[&Draft<'_>],
        now: Timestamp,
    ) -> Result<Option<Self>> {
        let Some(limited) = store.known_limited().clone() else { return Ok(None) };
        let mut jobs = HashSet::with_capacity(drafts.len());
        let is_step = |draft: &&Draft<'_>| {
            let write = draft.write;
            write.edited_by.is_none()
                && jobs.insert(write.job.id)
                && draft.tasks.iter().all(super::Prepared::is_plain)
        };
        if !drafts.iter().all(is_step) {
            return Ok(None);
        }
        let tasks = drafts.iter().flat_map(|draft| &draft.tasks);
        let tasks = Rows::of(tasks, &BTreeMap::new(), &limited, now)?;
        Ok(Some(Self { words: Words::of(drafts)?, tasks, limited }))
    }

    /// Keeps them, and answers with the lanes of tasks that were let through; with nothing, and nothing
    /// kept, when something is not as expected.
    pub(super) async fn keep(
        self,
        store: &Sqlite,
        mut write: Write<'_>,
    ) -> Result<Option<Vec<LaneId>>> {
        let lanes = match self.try_keep(store, &mut write).await? {
            Some(lanes) => lanes,
            None => {
                write.rollback().await.map_err(failed)?;
                return Ok(None);
            }
        };
        commit(write).await?;
        Ok(Some(lanes))
    }

    async fn try_keep(
        mut self,
        store: &Sqlite,
        write: &mut Write<'_>,
    ) -> Result<Option<Vec<LaneId>>> {
        if !Arc::ptr_eq(&store.limited(write).await?, &self.limited)
            || !self.words.step(write).await?
        {
            return Ok(None);
        }
        match self.tasks.insert(write).await? {
            Some(gates) => self.words.keep(write, gates).await.map(Some),
            None => Ok(None),
        }
    }
}
