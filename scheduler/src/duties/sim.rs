//! Schedulers that are killed at any point, store errors, people who edit, and clocks that jump: in
//! the end each nominal time is in the ledger once, and has its one run.
//!
//! All of it is a set of futures over one store in memory, polled in an order that the seed draws; what
//! they spawn has a turn after each of theirs. Each call of the store waits once before and once after
//! it is done, so that a future that is dropped is a process that died at that point, and two that are
//! polled by turns are two that race.

pub(super) mod frail;
mod world;

use world::World;

/// Kills of one world: as many as make one see much in a few seconds.
const KILLS: u32 = 100;

async fn walk(seed: u64, kills: u32) {
    let mut world = World::new(seed).await;
    while world.kills < kills {
        world.step().await;
        // What was spawned has its turn, and what was killed is gone.
        tokio::task::yield_now().await;
    }
    let (fires, ends) = world.seen().await;
    assert!(fires > 1_000 && ends > 100, "seed {seed}: only {fires} fires and {ends} ends");
    world.settle_down().await;
    world.audit().await;
}

#[tokio::test]
async fn no_kill_no_race_and_no_jump_of_a_clock_loses_or_doubles_a_fire() {
    let is_soak = std::env::var_os("TASKMASTER_SOAK").is_some();
    let worlds = if is_soak { 12 } else { 2 };
    for seed in 0..worlds {
        walk(seed, if is_soak { 1_000 } else { KILLS }).await;
    }
}
