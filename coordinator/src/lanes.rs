//! The lanes that this process has seen.

use taskmaster_store::CoordinatorStore;

/// As the store tells them.
pub(crate) type Lanes = taskmaster_store::Lanes<dyn CoordinatorStore>;
