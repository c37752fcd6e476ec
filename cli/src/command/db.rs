//! `taskmaster db`: straight on the database. `status` and `check` read beside a running `up`;
//! `migrate` and `reset` need what it holds.

use std::{sync::Arc, time::Duration};

use clap::{Args, Subcommand};
use serde_json::json;
use taskmaster_runtime::Clock;
use taskmaster_store::Store;

use crate::{
    context::{Context, Flags, print, print_json},
    error::{Error, Result},
    host::{
        folder::{self, Folder},
        store::{DatabaseArgs, Place},
    },
    show::{fields, table},
};

/// A coordinator that beat so recently is taken to be running.
const RECENT: Duration = Duration::from_secs(15);

#[derive(Debug, Args)]
pub(crate) struct Db {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    database: DatabaseArgs,
}

#[derive(Clone, Copy, Debug, Subcommand)]
enum Command {
    /// Bring the schema up to date
    Migrate,
    /// Which database, and where its schema is
    Status,
    /// Recompute all that must hold from the rows; exit code 1 when something does not
    Check,
    /// Delete everything
    Reset {
        /// Really
        #[arg(long)]
        yes: bool,
    },
}

impl Db {
    pub(crate) async fn run(self, context: &Context) -> Result {
        let mut flags = Flags::default();
        self.database.say(&mut flags)?;
        let config = context.load_checked(flags)?.config;
        let folder = config.data_dir.clone().map(Folder::at);
        let place = Place::of(&config, folder.as_ref())?;
        let writes = matches!(self.command, Command::Migrate | Command::Reset { .. });
        if let Command::Reset { yes: false } = self.command {
            let shown = place.shown();
            return Err(Error::Usage(format!("this deletes all tasks in {shown}; add --yes")));
        }
        let lock = if writes {
            make_parent(&place)?;
            place.lock()?
        } else {
            exists(&place)?;
            None
        };
        let store = place.open(&config, false).await?;
        let done = match self.command {
            Command::Migrate => migrate(&store, context).await,
            Command::Status => status(&store, &place, context).await,
            Command::Check => check(&store, context).await,
            Command::Reset { .. } => reset(&store, &place, context).await,
        };
        store.close().await;
        drop(lock);
        done
    }
}

/// Looking must not make a database where there is none.
fn exists(place: &Place) -> Result {
    match place {
        Place::Sqlite(path) if !path.exists() => {
            Err(Error::Failed(format!("there is no database at {}", path.display())))
        }
        Place::Sqlite(_) | Place::Postgres(_) => Ok(()),
    }
}

fn make_parent(place: &Place) -> Result {
    let Place::Sqlite(path) = place else { return Ok(()) };
    let Some(parent) = path.parent() else { return Ok(()) };
    folder::make(parent).map_err(Error::about(format!("cannot use {}", parent.display())))
}

async fn migrate(store: &Arc<dyn Store>, context: &Context) -> Result {
    let before = store.migration_status().await?.applied;
    let after = store.migrate().await?;
    if context.is_json() {
        let document = json!({ "before": before, "applied": after.applied, "known": after.known });
        return print_json(&document);
    }
    if before == after.applied {
        return print(&format!("the schema is up to date at {}", after.applied));
    }
    print(&format!("the schema went from {before} to {}", after.applied))
}

async fn status(store: &Arc<dyn Store>, place: &Place, context: &Context) -> Result {
    let schema = store.migration_status().await?;
    let pending = schema.known.saturating_sub(schema.applied).max(0);
    if context.is_json() {
        return print_json(&json!({
            "driver": store.driver(),
            "database": place.shown(),
            "applied": schema.applied,
            "known": schema.known,
        }));
    }
    let state = match (pending, schema.applied > schema.known) {
        (_, true) => "of a newer release".to_owned(),
        (0, false) => "up to date".to_owned(),
        (_, false) => "behind: run `taskmaster db migrate`".to_owned(),
    };
    print(&fields(&[
        ("driver", store.driver().to_owned()),
        ("database", place.shown()),
        ("schema", format!("{} of {}, {state}", schema.applied, schema.known)),
    ]))
}

async fn check(store: &Arc<dyn Store>, context: &Context) -> Result {
    let drift = store.check().await?;
    if context.is_json() {
        let all: Vec<_> = drift
            .iter()
            .map(|one| json!({ "invariant": one.invariant, "detail": one.detail }))
            .collect();
        print_json(&json!({ "drift": all }))?;
    } else if drift.is_empty() {
        print("all that must hold holds")?;
    } else {
        let rows = drift.iter().map(|one| vec![one.invariant.to_owned(), one.detail.clone()]);
        print(&table(&["INVARIANT", "DETAIL"], rows))?;
    }
    if drift.is_empty() { Ok(()) } else { Err(Error::Exit(1)) }
}

async fn reset(store: &Arc<dyn Store>, place: &Place, context: &Context) -> Result {
    if let Place::Postgres(_) = place
        && store.migration_status().await?.applied > 0
    {
        let now = store.database_now(Clock::default().now()).await?;
        let live = store.coordinators(now).await?;
        if let Some(live) = live.iter().find(|one| now.since(one.renewed_at) < RECENT) {
            let at = &live.advertised;
            return Err(Error::Failed(format!("a coordinator runs on it, at {at}; stop it first")));
        }
    }
    store.reset().await?;
    if context.is_json() {
        print_json(&json!({ "ok": true }))
    } else {
        print("everything is deleted")
    }
}
