//! The lanes that this process has seen, so that a submit need not ask the store for each.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};

use taskmaster_domain::{LaneId, lane::LaneKey};
use taskmaster_store::{CoordinatorStore, Result};

/// Both directions of the interned lanes. At most [`taskmaster_domain::limits::LANES`] entries.
#[derive(Clone)]
pub(crate) struct Lanes {
    store: Arc<dyn CoordinatorStore>,
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

impl Lanes {
    pub(crate) fn new(store: Arc<dyn CoordinatorStore>) -> Self {
        Self { store, known: Arc::default() }
    }

    /// The number of a lane; made when it is new.
    pub(crate) async fn intern(&self, key: &LaneKey) -> Result<LaneId> {
        if let Some(&id) = self.read(|known| known.ids.get(key).copied()).as_ref() {
            return Ok(id);
        }
        let id = self.store.intern_lane(key).await?;
        self.known.write().unwrap_or_else(PoisonError::into_inner).note(id, key.clone());
        Ok(id)
    }

    /// What makes lane `id`, if it was seen.
    pub(crate) fn key(&self, id: LaneId) -> Option<Arc<LaneKey>> {
        self.read(|known| known.keys.get(&id).cloned())
    }

    /// All lanes seen so far.
    pub(crate) fn all(&self) -> Vec<(LaneId, Arc<LaneKey>)> {
        self.read(|known| known.keys.iter().map(|(id, key)| (*id, key.clone())).collect())
    }

    /// Learns all lanes of the store.
    pub(crate) async fn refresh(&self) -> Result<()> {
        let lanes = self.store.lanes().await?;
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        for lane in lanes {
            if !known.keys.contains_key(&lane.id) {
                known.note(lane.id, lane.key);
            }
        }
        Ok(())
    }

    fn read<T>(&self, look: impl FnOnce(&Known) -> T) -> T {
        look(&self.known.read().unwrap_or_else(PoisonError::into_inner))
    }
}
