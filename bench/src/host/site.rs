//! `taskmaster up` on a folder of its own, and workers beside it.

use std::{path::PathBuf, time::Duration};

use serde::Deserialize;
use taskmaster_runtime::Tasks;
use tempfile::TempDir;
use tokio::time::{Instant, sleep};

use super::{Client, Http, process::Process};
use crate::{
    engine::Place,
    error::{Error, Result},
};

/// How long `up` may take until it answers.
const START: Duration = Duration::from_secs(20);

/// A running `up`. Dropped, all of it is killed.
#[derive(Debug)]
pub(crate) struct Site {
    up: Process,
    folder: TempDir,
    url: String,
    /// Where its gateway listens.
    http: String,
    place: Place,
    workers: usize,
    /// Drives the connections to its gateway.
    tasks: Tasks,
}

/// A worker process of its own.
#[derive(Debug)]
pub(crate) struct Worker(Process);

/// The part of `endpoints.json` that a client needs.
#[derive(Debug, Deserialize)]
struct Endpoints {
    grpc: String,
    http: String,
}

impl Site {
    /// Starts `up` on an empty folder and database and waits for its address. With `fleet` it has
    /// its workers as users get them, otherwise none.
    pub(crate) async fn start(place: Place, fleet: bool) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("taskmaster-bench.").tempdir()?;
        let mut variables = vec![
            ("TASKMASTER_DATA_DIR", folder.path().join("data").display().to_string()),
            ("TASKMASTER_GRPC__LISTEN", "127.0.0.1:0".to_owned()),
            ("TASKMASTER_HTTP__LISTEN", "127.0.0.1:0".to_owned()),
            ("TASKMASTER_METRICS__LISTEN", "127.0.0.1:0".to_owned()),
        ];
        if !fleet {
            variables.push(("TASKMASTER_FLEET__BACKEND", "none".to_owned()));
        }
        if let Place::Postgres(base) = &place {
            variables.push(("DATABASE_URL", base.url()));
        }
        let up = Process::start(folder.path(), "up", &["up"], &variables)?;
        let mut site = Self {
            up,
            folder,
            url: String::new(),
            http: String::new(),
            place,
            workers: 0,
            tasks: Tasks::default(),
        };
        let began = Instant::now();
        loop {
            let file = site.data().join("endpoints.json");
            let text = std::fs::read_to_string(file).unwrap_or_default();
            if let Ok(endpoints) = serde_json::from_str::<Endpoints>(&text) {
                site.url = format!("http://{}", endpoints.grpc);
                site.http = endpoints.http;
                break;
            }
            site.up.check()?;
            if began.elapsed() > START {
                return Err(Error::new("`taskmaster up` does not get ready"));
            }
            sleep(Duration::from_millis(2)).await;
        }
        Ok(site)
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// A new connection.
    pub(crate) async fn client(&self) -> Result<Client> {
        Client::connect(&self.url, &self.data().join("admin.token")).await
    }

    /// A new connection that may do what a worker may.
    pub(crate) async fn join(&self) -> Result<Client> {
        Client::connect(&self.url, &self.data().join("join.token")).await
    }

    /// A new connection to its gateway.
    pub(crate) async fn http(&self) -> Result<Http> {
        Http::connect(&self.http, &self.admin_token()?, &self.tasks).await
    }

    /// Where its gateway listens.
    pub(crate) fn http_address(&self) -> &str {
        &self.http
    }

    /// What its admin shows.
    pub(crate) fn admin_token(&self) -> Result<String> {
        Ok(std::fs::read_to_string(self.data().join("admin.token"))?.trim().to_owned())
    }

    /// The process of `up`.
    pub(crate) fn pid(&self) -> i32 {
        self.up.pid()
    }

    /// Where its tasks are.
    pub(crate) fn place(&self) -> &Place {
        &self.place
    }

    /// Starts a worker, with the default number of slots unless told otherwise.
    pub(crate) fn worker(&mut self, slots: Option<u32>) -> Result<Worker> {
        self.workers += 1;
        let name = format!("bench-{}", self.workers);
        let run = self.folder.path().join(format!("run-{name}"));
        let mut variables = vec![
            ("TASKMASTER_WORKER__COORDINATORS", self.url.clone()),
            ("TASKMASTER_WORKER__NAME", name.clone()),
            ("TASKMASTER_WORKER__RUN_DIR", run.display().to_string()),
            (
                "TASKMASTER_AUTH__JOIN_TOKEN_FILE",
                self.data().join("join.token").display().to_string(),
            ),
        ];
        if let Some(slots) = slots {
            variables.push(("TASKMASTER_WORKER__SLOTS", slots.to_string()));
        }
        Ok(Worker(Process::start(self.folder.path(), &name, &["worker"], &variables)?))
    }

    /// Ends it and removes its database.
    pub(crate) async fn stop(self) -> Result {
        let stopped = self.up.stop().await;
        self.place.remove().await?;
        stopped
    }
}

impl Worker {
    /// Its process.
    pub(crate) fn pid(&self) -> i32 {
        self.0.pid()
    }

    /// Lets it drain and waits for its end.
    pub(crate) async fn stop(self) -> Result {
        self.0.stop().await
    }
}
