//! The worker itself.

use std::{path::PathBuf, time::Duration};

use clap::Args;
use taskmaster_runtime::{
    Clock, Tasks,
    config::{Loaded, parse_duration},
    metrics,
    shutdown::Ask,
};
use taskmaster_worker::{Config, Ended};
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use crate::{
    context::{Context, Flags},
    error::{Error, Result},
    host::{
        folder::{self, Folder},
        life::{Life, metrics_address},
        lock::{Lock, NoLock},
        token,
    },
};

#[derive(Debug, Default, Args)]
pub(super) struct Role {
    /// Coordinator to connect to; may be given several times
    #[arg(long, visible_alias = "grpc", value_name = "URL")]
    coordinator: Vec<String>,
    /// Its name [default: the lowest free worker-N]
    #[arg(long)]
    name: Option<String>,
    /// Queue that it serves; may be given several times, * is all of them [default: *]
    #[arg(long, visible_alias = "queues", value_delimiter = ',')]
    queue: Vec<String>,
    /// Tasks that it runs at once [default: the number of processors]
    #[arg(long, visible_alias = "concurrency", value_name = "N")]
    slots: Option<u32>,
    /// Word that tasks may require, name=value; may be given several times
    #[arg(long, value_name = "NAME=VALUE")]
    label: Vec<String>,
    /// File with the token that lets it in
    #[arg(long, value_name = "FILE")]
    join_token_file: Option<PathBuf>,
    /// Folder for scripts and for what is known of running commands
    #[arg(long, value_name = "FOLDER")]
    run_dir: Option<PathBuf>,
    /// How long its tasks may go on once it was told to stop
    #[arg(long, value_name = "DURATION")]
    drain_grace: Option<String>,
    /// End when idle for so long after the last word from a coordinator
    #[arg(long, value_name = "DURATION", hide = true, value_parser = seconds)]
    idle_exit: Option<Duration>,
    /// Address of the metrics [default: none]
    #[arg(long, value_name = "ADDRESS")]
    metrics: Option<String>,
}

/// A duration, or a number of seconds.
fn seconds(text: &str) -> Result<Duration, String> {
    text.parse().map(Duration::from_secs).or_else(|_| parse_duration(text))
}

impl Role {
    pub(super) async fn run(self, context: &Context) -> Result {
        let loaded = context.load_checked(self.flags()?)?;
        let mut life = Life::begin(&loaded, "worker")?;
        let ended = work(&loaded, self.idle_exit, &mut life).await;
        life.end().await;
        ended
    }

    fn flags(&self) -> Result<Flags> {
        let mut flags = Flags::default();
        flags.list("worker.coordinators", &self.coordinator);
        flags.set("worker.name", self.name.as_ref());
        flags.list("worker.queues", &self.queue);
        flags.set("worker.slots", self.slots);
        flags.list("worker.labels", &self.label);
        flags.set("worker.drain_grace", self.drain_grace.as_ref());
        flags.path("worker.run_dir", self.run_dir.as_deref())?;
        flags.path("auth.join_token_file", self.join_token_file.as_deref())?;
        flags.set("metrics.listen", self.metrics.as_ref());
        Ok(flags)
    }
}

async fn work(loaded: &Loaded, idle_exit: Option<Duration>, life: &mut Life) -> Result {
    let (worker, _lock) = config(loaded, idle_exit)?;
    let config = &loaded.config;
    life.serve_metrics(metrics_address(config, None), metrics::registry("worker")).await?;
    info!(coordinators = worker.coordinators.join(","), slots = worker.slots, "starting");

    let (tasks, kill) = (Tasks::default(), CancellationToken::new());
    let (working, killed) = (tasks.clone(), kill.clone());
    let mut role = tasks.spawn("worker", async move {
        taskmaster_worker::run(worker, Clock::default(), working, killed).await
    });
    life.health.ready();
    let ended = loop {
        tokio::select! {
            ended = &mut role => break ended,
            ask = life.signal() => {
                life.health.not_ready();
                // A second signal is impatience: what runs is killed, its watchdog sees to it.
                if ask == Ask::Quit || tasks.stop().is_cancelled() {
                    kill.cancel();
                }
                tasks.stop().cancel();
            }
        }
    };
    let broken =
        |cause: tokio::task::JoinError| Error::Failed(format!("the worker broke down: {cause}"));
    match ended.map_err(broken)?.map_err(|cause| Error::Failed(cause.to_string()))? {
        Ended::Drained { unreported: 0 } => info!("drained"),
        Ended::Drained { unreported } => {
            warn!(
                unreported,
                "drained; no coordinator has acknowledged these, they will run again"
            );
        }
        Ended::Idle => info!("idle for too long without a coordinator"),
        Ended::Superseded => {
            return Err(Error::failed("a newer start has taken this worker's name"));
        }
        Ended::Killed => {
            warn!("ended at once, as asked");
            return Err(Error::Exit(1));
        }
    }
    Ok(())
}

/// What the worker is told, and the lock that keeps its folder its own.
fn config(loaded: &Loaded, idle_exit: Option<Duration>) -> Result<(Config, Option<Lock>)> {
    let config = &loaded.config;
    let worker = &config.worker;
    let folder = config.data_dir.clone().map(Folder::at);
    // A worker beside an `up` finds its door; elsewhere it is told.
    let local = || Some(vec![folder.as_ref()?.endpoints()?.url()]);
    let coordinators = Some(worker.coordinators.clone())
        .filter(|_| loaded.is_set("worker.coordinators"))
        .or_else(local)
        .unwrap_or_else(|| worker.coordinators.clone());
    let (run_dir, lock) = match &worker.run_dir {
        Some(path) => (path.clone(), None),
        None => run_dir(folder.as_ref(), &worker.name)?,
    };
    let config = Config {
        coordinators,
        name: worker.name.clone(),
        host: String::new(),
        queues: worker.queues.clone(),
        slots: worker.slots(),
        labels: worker.labels.clone(),
        join_token: token::join(&config.auth, folder.as_ref())?,
        run_dir: std::path::absolute(run_dir)?,
        watchdog: Some(std::env::current_exe().map_err(Error::about("cannot find this program"))?),
        drain_grace: worker.drain_grace,
        idle_exit,
    };
    Ok((config, lock))
}

/// A folder of its own below the data folder. A worker finds again what an earlier one of its
/// name left; those without a name take the first place that is free, and hold its lock.
fn run_dir(data: Option<&Folder>, name: &str) -> Result<(PathBuf, Option<Lock>)> {
    let data = data.ok_or_else(|| Error::failed("no home folder: give --run-dir"))?;
    let run = data.path().join("run");
    let about = |path: &PathBuf| Error::about(format!("cannot use {}", path.display()));
    folder::make(&run).map_err(about(&run))?;
    if !name.is_empty() {
        return Ok((run.join(name.replace('/', "_")), None));
    }
    for place in 1_u32.. {
        let path = run.join(format!("unnamed-{place}"));
        match Lock::take(&path.with_extension("lock")) {
            Ok(lock) => return Ok((path, Some(lock))),
            Err(NoLock::Taken) => {}
            Err(NoLock::Failed(cause)) => return Err(about(&path)(cause)),
        }
    }
    Err(Error::failed("there are too many workers"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn workers_without_a_name_share_no_folder_and_leave_theirs_to_the_next() {
        let dir = tempfile::tempdir().unwrap();
        let data = Folder::at(dir.path().to_owned());
        let (first, lock) = run_dir(Some(&data), "").unwrap();
        let (second, _other) = run_dir(Some(&data), "").unwrap();
        assert_ne!(first, second);
        drop(lock);
        assert_eq!(run_dir(Some(&data), "").unwrap().0, first);
        assert!(run_dir(Some(&data), "a/b").unwrap().0.ends_with("run/a_b"));
    }

    #[test]
    fn an_idle_exit_is_a_number_of_seconds_or_a_duration() {
        assert_eq!(seconds("600"), Ok(Duration::from_secs(600)));
        assert_eq!(seconds("10m"), Ok(Duration::from_secs(600)));
        assert!(seconds("soon").is_err());
    }
}
