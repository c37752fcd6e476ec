//! The store on SQLite: one file, one process, one writer.
//!
//! Every write call is one `begin immediate` transaction on the one writing connection, so that
//! what a call reads before it writes cannot move under it: no statement guards against other
//! writers, but each is still guarded by the state that it starts from. Readers have connections
//! of their own and see the last commit. The caller sees to it that no second process opens the
//! file.
//!
//! Statements cross a thread each, so a batch is one JSON parameter that `jsonb_each` takes
//! apart, not a statement a row; see [`batch`].

mod activity;
mod admin;
mod batch;
mod check;
mod connection;
mod control;
mod counter;
mod counters;
mod dispatch;
mod error;
mod fleet;
mod gates;
mod hello;
mod history;
mod identity;
mod jobs;
mod output;
mod release;
mod report;
mod rows;
mod search;
mod session;
mod submit;
mod sweep;
mod view;

use std::path::{Path, PathBuf};

use sqlx::{SqliteConnection, SqlitePool};
use taskmaster_domain::TaskId;
use taskmaster_store::{Admin as _, Result, Wake, WakeBus, Wakes, search::Rotation};
use tokio::sync::{Mutex, broadcast};

use crate::gates::Limited;

/// The text of `queries/<topic>/<verb>.sql`.
macro_rules! sql {
    ($name:literal) => {
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/queries/", $name, ".sql"))
    };
}
pub(crate) use sql;

/// A store in one file.
#[derive(Debug)]
pub struct Sqlite {
    path: PathBuf,
    /// Nothing once closed.
    writer: Mutex<Option<SqliteConnection>>,
    readers: SqlitePool,
    bus: WakeBus,
    /// Where the last pruning pass stopped its walk along the ids.
    pruned_to: std::sync::Mutex<TaskId>,
    /// Held by a pass of filling, and by each explicit retry. Where the next pass goes on looking.
    filling: Mutex<Rotation>,
    /// Gates of limited queues by name, read when they are first needed. Whoever has the writer may
    /// read or forget it: nobody else changes gates.
    limited: std::sync::Mutex<Option<Limited>>,
}

impl Sqlite {
    /// Opens the file, making it when there is none, and with `migrate` brings its schema up to
    /// what this program knows.
    ///
    /// # Errors
    /// `Unavailable` when the file cannot be opened, `Corrupt` when it is no database of ours.
    pub async fn open(path: &Path, migrate: bool) -> Result<Self> {
        let writer = connection::open_writer(path).await?;
        let store = Self {
            path: path.to_owned(),
            writer: Mutex::new(Some(writer)),
            readers: connection::readers(path),
            bus: WakeBus::default(),
            pruned_to: std::sync::Mutex::default(),
            filling: Mutex::default(),
            limited: std::sync::Mutex::default(),
        };
        if migrate {
            store.migrate().await?;
        }
        Ok(store)
    }
}

impl Wakes for Sqlite {
    fn poke(&self, wake: Wake) {
        self.bus.poke(wake);
    }

    fn wakes(&self) -> broadcast::Receiver<Wake> {
        self.bus.wakes()
    }
}
