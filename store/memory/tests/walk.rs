//! The model agrees with itself: the walk depends on nothing but its seed.

use std::sync::Arc;

use taskmaster_store_memory::{Memory, walk::agrees_with_the_model};

#[tokio::test]
async fn the_model_agrees_with_itself() {
    for seed in 0..20 {
        agrees_with_the_model(Arc::new(Memory::default()), seed).await;
    }
}
