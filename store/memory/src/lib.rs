//! The reference model of a store: plain maps behind one lock, written to be read.
//!
//! It is what the database drivers are compared with, and what services are tested on. Every
//! move of a task goes through [`taskmaster_domain::TaskState::apply`]. It has no clock: the
//! database's time is the `now` that a call brings along. What is kept goes away with the value.

mod activity;
mod admin;
mod control;
mod counters;
mod dispatch;
mod fleet;
mod gates;
mod history;
mod identity;
mod jobs;
mod output;
mod release;
mod row;
mod search;
mod session;
mod state;
mod submit;
mod sweep;
mod view;
pub mod walk;

use std::sync::{Mutex, MutexGuard, PoisonError};

use taskmaster_domain::Timestamp;
use taskmaster_store::{Error, Result, Wake, WakeBus, Wakes};
use tokio::sync::broadcast;

use crate::state::State;

/// A store in memory.
#[derive(Debug, Default)]
pub struct Memory {
    state: Mutex<State>,
    wakes: WakeBus,
}

impl Memory {
    /// What is kept, locked.
    ///
    /// # Errors
    /// [`Error::Unavailable`] once the store was closed.
    fn open(&self) -> Result<MutexGuard<'_, State>> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.closed { Err(Error::Unavailable("it was closed".to_owned())) } else { Ok(state) }
    }
}

impl Wakes for Memory {
    fn poke(&self, wake: Wake) {
        self.wakes.poke(wake);
    }

    fn wakes(&self) -> broadcast::Receiver<Wake> {
        self.wakes.wakes()
    }
}

/// Whether a span that ends at `until` is over at `now`. One of no length is over at once.
fn is_over(until: Timestamp, now: Timestamp) -> bool {
    until <= now
}
