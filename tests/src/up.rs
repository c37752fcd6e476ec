//! `taskmaster up` in a folder of its own.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use rustix::process::Signal;
use tempfile::TempDir;

use crate::{
    Cli, Client, HandMade, Pid, Rest, Scrape, Service, Settings, WITHIN, lives,
    postgres::free_port, process, service, until,
};

/// An `up`, its folder and its fleet. All of them end with this value.
#[derive(Debug)]
pub struct Up {
    service: Service,
    client: Option<Client>,
    dir: TempDir,
    data: PathBuf,
}

/// What an `up` is to be.
#[derive(Clone, Debug)]
pub struct UpBuilder {
    workers: u32,
    settings: Settings,
    data: Option<PathBuf>,
}

impl Up {
    /// Three workers of four slots, on SQLite.
    pub async fn start() -> Self {
        Self::with(3, 4).start().await
    }

    /// One with so many workers of so many slots.
    pub fn with(workers: u32, slots: u32) -> UpBuilder {
        let settings =
            Settings::default().with("worker.slots", slots).with("worker.queues", "default");
        UpBuilder { workers, settings, data: None }
    }

    /// Its process.
    pub fn service(&mut self) -> &mut Service {
        &mut self.service
    }

    /// Calls its coordinator as an admin.
    pub fn client(&self) -> Client {
        self.client.clone().expect("it serves")
    }

    /// The folder around its data folder: logs, and room for the test's own files.
    pub fn folder(&self) -> &Path {
        self.dir.path()
    }

    /// Its data folder.
    pub fn data(&self) -> PathBuf {
        self.data.clone()
    }

    /// The token of its admin.
    pub fn admin_token(&self) -> String {
        fs::read_to_string(self.data().join("admin.token")).unwrap().trim().to_owned()
    }

    /// The token with which workers join.
    pub fn join_token(&self) -> String {
        fs::read_to_string(self.data().join("join.token")).unwrap().trim().to_owned()
    }

    /// The `taskmaster` command for this `up`.
    pub fn cli(&self) -> Cli {
        Cli::new(self.folder()).global("--data-dir", &self.data().display().to_string())
    }

    /// A worker made by hand, not yet connected.
    pub fn hand_made(&self, name: &str) -> HandMade {
        HandMade::new(self.client().url(), &self.join_token(), name)
    }

    /// Calls its gateway as an admin.
    pub fn rest(&self) -> Rest {
        let address = self.endpoint("http").expect("it serves browsers");
        Rest::new(&format!("http://{address}"), &self.admin_token())
    }

    /// Its numbers.
    pub async fn metrics(&self) -> Scrape {
        let address = self.endpoint("metrics").expect("it serves metrics");
        Scrape::of(&address).await
    }

    /// The answer of its probe of readiness, head and body.
    pub async fn readyz(&self) -> String {
        let address = self.endpoint("metrics").expect("it serves metrics");
        crate::metrics::get(&address, "/readyz").await.unwrap()
    }

    fn endpoint(&self, name: &str) -> Option<String> {
        let text = fs::read(self.data().join("endpoints.json")).ok()?;
        let endpoints: serde_json::Value = serde_json::from_slice(&text).ok()?;
        Some(endpoints.get(name)?.as_str()?.to_owned())
    }

    /// Kills it and starts it again on the same folder.
    pub async fn restart(&mut self) {
        self.service.start();
        self.serves().await;
    }

    /// Waits until it answers.
    pub async fn serves(&mut self) {
        let begun = tokio::time::Instant::now();
        self.client = None;
        let client = until("an answer of `taskmaster up`", Duration::from_secs(60), async || {
            self.service.must_run();
            let address = self.endpoint("grpc")?;
            let token = fs::read_to_string(self.data().join("admin.token")).ok()?;
            let client = Client::new(&format!("http://{address}"), token.trim());
            client.all_workers().await.ok().map(|_| client)
        })
        .await;
        assert!(begun.elapsed() < WITHIN, "it took {:?} to answer", begun.elapsed());
        self.client = Some(client);
    }

    /// The processes of its fleet, by number; those that ended are left out.
    pub fn worker_pids(&self) -> Vec<(String, Pid)> {
        let folders = fs::read_dir(self.data().join("workers")).into_iter().flatten().flatten();
        let pids = folders.filter_map(|folder| {
            let note = fs::read(folder.path().join("process.json")).ok()?;
            let note: serde_json::Value = serde_json::from_slice(&note).ok()?;
            let pid = Pid::try_from(note.get("pid")?.as_i64()?).ok()?;
            let same = process::started(pid) == note.get("start_time")?.as_u64();
            let name = folder.file_name().to_string_lossy().into_owned();
            (same && lives(pid)).then_some((name, pid))
        });
        let mut pids: Vec<(String, Pid)> = pids.collect();
        pids.sort();
        pids
    }

    /// The process of one worker.
    pub fn worker_pid(&self, name: &str) -> Option<Pid> {
        self.worker_pids().into_iter().find(|(known, _)| known == name).map(|(_, pid)| pid)
    }

    /// Sends a signal to one worker.
    pub fn signal_worker(&self, name: &str, signal: Signal) {
        let pid = self.worker_pid(name).unwrap_or_else(|| panic!("{name} does not run"));
        process::signal_one(pid, signal);
    }

    /// SIGKILL for one worker.
    pub fn kill_worker(&self, name: &str) {
        self.signal_worker(name, Signal::KILL);
    }
}

impl Drop for Up {
    fn drop(&mut self) {
        self.service.kill();
        let workers = self.worker_pids();
        for (_, pid) in &workers {
            process::signal_one(*pid, Signal::KILL);
        }
        process::end_below(self.folder());
        if std::thread::panicking() {
            let folders = fs::read_dir(self.data().join("workers")).into_iter().flatten().flatten();
            for folder in folders.filter(|entry| entry.path().join("worker.log").is_file()) {
                service::show(&folder.path().join("worker.log"));
            }
        }
    }
}

impl UpBuilder {
    /// Sets a key of the configuration.
    #[must_use]
    pub fn set(mut self, key: &str, value: impl ToString) -> Self {
        self.settings = self.settings.with(key, value);
        self
    }

    /// Makes this its data folder, which outlives it.
    #[must_use]
    pub fn data_in(mut self, folder: &Path) -> Self {
        self.data = Some(folder.to_owned());
        self
    }

    /// Leases that end while a test waits.
    #[must_use]
    pub fn short_lease(mut self) -> Self {
        self.settings = self.settings.short_lease();
        self
    }

    /// Starts it and waits until it answers and all its workers are there.
    pub async fn start(self) -> Up {
        let workers = self.workers as usize;
        let up = self.without_workers().await;
        up.client().workers_are(workers, WITHIN).await;
        up
    }

    /// Starts it and waits until it answers.
    pub async fn without_workers(self) -> Up {
        let dir = tempfile::Builder::new().prefix("tm-up-").tempdir().unwrap();
        let data = self.data.unwrap_or_else(|| dir.path().join("data"));
        let data_dir = data.display().to_string();
        let workers = self.workers.to_string();
        let grpc = format!("127.0.0.1:{}", free_port());
        let flags = ["up", "--data-dir", &data_dir, "--workers", &workers, "--grpc", &grpc];
        let args = flags.into_iter().map(str::to_owned).collect();
        let mut service = Service::new("up", args, self.settings, dir.path());
        service.start();
        let mut up = Up { service, client: None, dir, data };
        up.serves().await;
        up
    }
}
