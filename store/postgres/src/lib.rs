//! The PostgreSQL driver (14 or newer) of every trait of [`taskmaster_store`].
//!
//! - One SQL statement per file under `queries/`, in a folder for each half of the contract. The
//!   hot path is single statements over arrays: one round trip, one commit.
//! - Each lane of the hot path has connections of its own ([`line::Line`]), so that a slow view
//!   never holds up a claim.
//! - All that locks several rows locks workers before tasks before counters, and within a table in
//!   the order of ids. Deadlocks that happen all the same are tried again here.
//!
//! **Invariant:** nothing here decides what becomes of a task. Statements repeat the table of
//! [`taskmaster_domain::TaskState::apply`], and the conformance suite holds them against it.

mod activity;
mod admin;
mod control;
mod counters;
mod dispatch;
mod error;
mod fleet;
mod gates;
mod history;
mod identity;
mod insert;
mod jobs;
mod line;
mod options;
mod output;
mod release;
mod row;
mod search;
mod session;
mod stamp;
mod submit;
mod sweep;
mod view;
mod wakes;

use std::sync::{Arc, Mutex};

use taskmaster_store::{Result, search::Rotation};
use uuid::Uuid;

pub use options::PostgresOptions;

use dispatch::Fronts;
use line::{Line, Lines};
use wakes::Courier;

/// A database. Cheap to clone; the last clone that goes takes its connections and its background
/// tasks along.
#[derive(Clone, Debug)]
pub struct Postgres(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    lines: Lines,
    courier: Courier,
    /// Where claims begin.
    fronts: Fronts,
    /// Where the next call of `prune` begins. Only a hint: after a restart it begins anew.
    pruned_to: Mutex<Uuid>,
    /// Where the next pass of filling goes on looking.
    rotation: Mutex<Rotation>,
}

impl Postgres {
    /// Reaches the server, brings the schema up to date when asked to, and begins to listen for
    /// wake-ups of other processes. Must be called within a tokio runtime.
    ///
    /// # Errors
    /// `Unavailable` when the server cannot be reached within the options' `acquire_timeout`,
    /// `Corrupt` when it refuses the user or the URL makes no sense.
    pub async fn connect(options: PostgresOptions) -> Result<Self> {
        let lines = Lines::new(&options)?;
        line::on!(lines.main, |c| view::ping(c))?;
        if options.migrate {
            admin::migrate(&lines.operator).await?;
        }
        let courier = Courier::new(lines.wakes.clone());
        Ok(Self(Arc::new(Inner {
            lines,
            courier,
            fronts: Fronts::default(),
            pruned_to: Mutex::new(Uuid::nil()),
            rotation: Mutex::default(),
        })))
    }

    /// The line of everything that is not the hot path.
    fn main(&self) -> &Line {
        &self.0.lines.main
    }
}
