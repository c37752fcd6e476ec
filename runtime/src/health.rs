//! Whether this process wants work: what a load balancer looks at.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

/// Readiness of this process. Clones share it; it begins as not ready.
#[derive(Clone, Debug, Default)]
pub struct Health {
    ready: Arc<AtomicBool>,
}

impl Health {
    /// From now on calls are welcome.
    pub fn ready(&self) {
        self.ready.store(true, Ordering::Release);
    }

    /// From now on calls should go elsewhere.
    pub fn not_ready(&self) {
        self.ready.store(false, Ordering::Release);
    }

    /// Whether calls are welcome.
    pub fn is_ready(&self) -> bool {
        self.ready.load(Ordering::Acquire)
    }
}
