//! The reference model passes the suite that it is the reference for.

use std::sync::Arc;

use taskmaster_store::conformance::{Fresh, Harness};
use taskmaster_store_memory::Memory;

struct MemoryHarness;

#[async_trait::async_trait]
impl Harness for MemoryHarness {
    async fn fresh(&self) -> Fresh {
        Fresh::new(Arc::new(Memory::default()), ())
    }
}

taskmaster_store::conformance!(MemoryHarness);
