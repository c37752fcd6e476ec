//! A random walk: the same seeded calls on a driver and on the model, which must agree after
//! each. It finds the combinations of calls that nobody thought of a case for.
#![expect(clippy::expect_used, reason = "test support: a failed call ends it")]

mod jobs;
mod side;
mod step;

use std::{ops::Range, sync::Arc, time::Duration};

use rand::{Rng as _, SeedableRng as _, rngs::StdRng};
use taskmaster_domain::Timestamp;
use taskmaster_store::Store;

use crate::{
    Memory,
    walk::{
        side::Side,
        step::{Step, World},
    },
};

/// Calls of one walk.
const STEPS: usize = 400;

/// The walks of one test: so many that are always the same, and a hundred that nobody took before
/// under `TASKMASTER_SOAK=1`, for a walk finds only what lies on it. `TASKMASTER_WALK=SEED` is that one
/// again.
///
/// # Panics
/// When that seed is no number.
#[must_use]
pub fn seeds(sample: u64) -> Range<u64> {
    /// Walks of a soak.
    const MANY: u64 = 100;
    if let Ok(seed) = std::env::var("TASKMASTER_WALK") {
        let seed = seed.parse().expect("TASKMASTER_WALK is a seed");
        return seed..seed + 1;
    }
    if std::env::var_os("TASKMASTER_SOAK").is_none_or(|text| text != "1") {
        return 0..sample;
    }
    let first = u64::from(rand::random::<u32>());
    first..first + MANY
}

/// Makes the same random calls on `store`, which must be empty, and on the model, and compares
/// answers and rows after each. A seed gives the same calls each time.
///
/// # Panics
/// When they disagree, with the calls that led there.
pub async fn agrees_with_the_model(store: Arc<dyn Store>, seed: u64) {
    // Of the two only the driver may have a time of its own.
    let mut now = store
        .database_now(Timestamp::from_micros(1_790_000_000_123_456))
        .await
        .expect("the driver tells its time");
    let mut driver = Side::new(store, now).await;
    let mut model = Side::new(Arc::new(Memory::default()), now).await;
    let mut rng = StdRng::seed_from_u64(seed);
    let mut world = World::default();
    let mut trail = Vec::new();
    for _ in 0..STEPS {
        now = now.plus(Duration::from_micros(rng.random_range(0..5_000_000)));
        let step = world.next(&mut rng, now);
        trail.push(format!("{now} {step:?}"));
        let told = driver.act(&step, now).await;
        let expected = model.act(&step, now).await;
        agree("the answer", seed, &trail, &told, &expected);
        let (kept, expected) = (driver.observe().await, model.observe().await);
        agree("what is kept", seed, &trail, &kept, &expected);
        // What other calls do to runs is seen at their tasks, and here after the next such call.
        if let Step::Job(_) = step {
            let (kept, expected) = (driver.observe_jobs().await, model.observe_jobs().await);
            agree("what is kept of jobs", seed, &trail, &kept, &expected);
        }
        world.learn(&model.given, &model.made);
    }
    let (kept, expected) = (driver.history().await, model.history().await);
    agree("the history", seed, &trail, &kept, &expected);
    let drift = driver.store.check().await.expect("the driver checks itself");
    assert!(drift.is_empty(), "seed {seed}: nothing has drifted: {drift:?}");
}

/// Compares line by line, so that a difference can be read.
fn agree(what: &str, seed: u64, trail: &[String], driver: &[String], model: &[String]) {
    if driver == model {
        return;
    }
    let only = |these: &[String], those: &[String]| -> String {
        these
            .iter()
            .filter(|line| !those.contains(line))
            .map(|line| format!("\n  {line}"))
            .collect()
    };
    let last = trail.iter().rev().take(12).rev().map(|step| format!("\n  {step}"));
    panic!(
        "seed {seed}, step {}: {what} differs\nonly the driver:{}\nonly the model:{}\nafter:{}",
        trail.len(),
        only(driver, model),
        only(model, driver),
        last.collect::<String>(),
    );
}
