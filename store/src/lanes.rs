//! The lanes that a process has seen, so that not every task asks the store for its own.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, PoisonError, RwLock, RwLockReadGuard},
};

use taskmaster_domain::{LaneId, lane::LaneKey};

use crate::{Result, Submit};

/// Both directions of the interned lanes. At most [`taskmaster_domain::limits::LANES`] entries: the
/// store makes no more, and a lane keeps its number. Clones share what they know.
pub struct Lanes<S: ?Sized> {
    store: Arc<S>,
    known: Arc<RwLock<Known>>,
}

#[derive(Default)]
struct Known {
    ids: HashMap<LaneKey, LaneId>,
    keys: HashMap<LaneId, Arc<LaneKey>>,
}

impl Known {
    fn note(&mut self, id: LaneId, key: LaneKey) {
        self.keys.insert(id, Arc::new(key.clone()));
        self.ids.insert(key, id);
    }
}

impl<S: ?Sized> Clone for Lanes<S> {
    fn clone(&self) -> Self {
        Self { store: Arc::clone(&self.store), known: Arc::clone(&self.known) }
    }
}

impl<S: ?Sized> fmt::Debug for Lanes<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lanes").field("known", &self.read().keys.len()).finish_non_exhaustive()
    }
}

impl<S: ?Sized> Lanes<S> {
    /// Knows none yet.
    pub fn new(store: Arc<S>) -> Self {
        Self { store, known: Arc::default() }
    }

    /// What makes lane `id`, if it was seen.
    pub fn key(&self, id: LaneId) -> Option<Arc<LaneKey>> {
        self.read().keys.get(&id).cloned()
    }

    /// All lanes seen so far.
    pub fn all(&self) -> Vec<(LaneId, Arc<LaneKey>)> {
        self.read().keys.iter().map(|(id, key)| (*id, Arc::clone(key))).collect()
    }

    fn read(&self) -> RwLockReadGuard<'_, Known> {
        self.known.read().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<S: Submit + ?Sized> Lanes<S> {
    /// The number of a lane; made when it is new.
    ///
    /// # Errors
    /// As [`Submit::intern_lane`].
    pub async fn intern(&self, key: &LaneKey) -> Result<LaneId> {
        let known = self.read().ids.get(key).copied();
        if let Some(id) = known {
            return Ok(id);
        }
        let id = self.store.intern_lane(key).await?;
        self.known.write().unwrap_or_else(PoisonError::into_inner).note(id, key.clone());
        Ok(id)
    }

    /// Learns all lanes of the store.
    ///
    /// # Errors
    /// When the store is away; nothing is forgotten.
    pub async fn refresh(&self) -> Result<()> {
        let lanes = self.store.lanes().await?;
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        for lane in lanes {
            if !known.keys.contains_key(&lane.id) {
                known.note(lane.id, lane.key);
            }
        }
        Ok(())
    }
}
