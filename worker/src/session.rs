//! The session with a coordinator.
//!
//! ```text
//!              ┌──────── news ────────┐
//!  link ───────▶        agent         │──▶ book ──▶ reports ─┐
//!  attempts ───▶  (owns all state,    │                      ├─▶ outbound stream
//!  time ───────▶   never waits)       │──▶ heartbeats ───────┘   (heartbeats first)
//!              └──────────────────────┘──▶ crew ──▶ attempts
//! ```
//!
//! A stream comes and goes; what runs does not notice. Only what is exclusive ends with the
//! lease.

mod agent;
mod lease;
mod link;
mod orders;
mod outbound;
mod patience;

use std::{sync::Arc, time::Duration};

use taskmaster_domain::Incarnation;
use taskmaster_proto::v1;
use taskmaster_runtime::{Clock, Tasks};
use tokio::{sync::mpsc, task::spawn_blocking, time::timeout};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{
    Config, Error,
    executor::{Crew, Hands, Sampler, Shared, Surroundings},
    output::Credit,
    run_folder::RunFolder,
    watchdog,
};
use agent::Agent;
use link::Link;

/// Events of attempts that wait for the session. An attempt waits when it is full; the session
/// never does.
const EVENTS: usize = 256;

/// Why a worker ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// It was told to stop and has; what still ran was handed back.
    Drained {
        /// Ended attempts that no coordinator has acknowledged. They will be run again.
        unreported: usize,
    },
    /// A newer start took its name. Never reconnect under it.
    Superseded,
    /// It had nothing to do and heard from no coordinator for the configured time.
    Idle,
    /// It was told to end at once; what ran was killed and will be released with its lease.
    Killed,
}

/// Runs a worker until it ends.
///
/// The stop of `tasks` drains it: nothing new is taken, what has not started is returned, what
/// runs may go on for `config.drain_grace` and is then handed back. `kill` ends it at once, with
/// SIGKILL for what runs. Attempts are spawned on `tasks` and have ended when this returns.
///
/// # Errors
/// When it cannot start. Once it runs it reconnects for ever.
pub async fn run(
    config: Config,
    clock: Clock,
    tasks: Tasks,
    kill: CancellationToken,
) -> Result<Ended, Error> {
    let incarnation = Incarnation(Uuid::now_v7());
    let link = Link::new(&config.coordinators, &config.join_token)?;
    let path = config.run_dir.clone();
    let folder = spawn_blocking(move || RunFolder::open(&path))
        .await
        .unwrap_or_else(|_| Err(std::io::ErrorKind::Interrupted.into()))
        .map_err(|cause| Error::RunFolder { path: config.run_dir.clone(), cause })?;
    let _guard = match &config.watchdog {
        Some(program) => Some(
            watchdog::keep(program.clone(), config.run_dir.clone(), &tasks)
                .map_err(|cause| Error::Watchdog { path: program.clone(), cause })?,
        ),
        None => None,
    };
    let (sender, events) = mpsc::channel(EVENTS);
    let credit = Credit::default();
    let sampler = Sampler::start(clock.clone(), sender.clone(), &tasks);
    let hands = Hands::new(config.slots);
    let shared = Shared {
        hands: hands.clone(),
        sampler: sampler.clone(),
        clock: clock.clone(),
        credit: credit.clone(),
        events: sender,
        surroundings: Surroundings::new(folder),
    };
    let crew = Crew::new(config.slots, Arc::new(shared), tasks.clone());
    let hello = hello(&config, incarnation);
    let (drain_grace, idle_exit) = (config.drain_grace, config.idle_exit);
    let agent =
        Agent::new(hello, drain_grace, idle_exit, clock, credit, crew, sampler, link, events);
    let ended = agent.run(tasks.stop(), &kill).await;
    let _ = timeout(LAST_WAIT, hands.rest()).await;
    Ok(ended)
}

/// Who it is; what it holds is added at each connect.
fn hello(config: &Config, incarnation: Incarnation) -> v1::Hello {
    let host = if config.host.is_empty() { own_host() } else { config.host.clone() };
    v1::Hello {
        name: config.name.clone(),
        host,
        incarnation: incarnation.to_string(),
        slots: i32::try_from(config.slots).unwrap_or(i32::MAX),
        queues: config.queues.clone(),
        labels: config.labels.clone().into_iter().collect(),
        handlers: Vec::new(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        holding: Vec::new(),
    }
}

/// The machine's name; in Docker the container's id.
fn own_host() -> String {
    let name = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    let name = name.trim();
    if name.is_empty() { "localhost".to_owned() } else { name.to_owned() }
}

/// How long the end may take: killed processes to be gone, the coordinator to close the stream.
const LAST_WAIT: Duration = Duration::from_secs(2);
