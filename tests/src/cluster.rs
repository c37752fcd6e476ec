//! Roles apart, as processes of their own, on PostgreSQL.

use std::path::Path;

use tempfile::TempDir;

use crate::{
    Client, Database, HandMade, Scrape, Service, Settings, WITHIN, metrics, postgres::free_port,
    process::end_below, until,
};

const ADMIN: &str = "an-admin-token-of-the-tests";
const JOIN: &str = "a-join-token-of-the-tests";

/// What the roles of one test have in common.
#[derive(Debug)]
pub struct Cluster {
    settings: Settings,
    folder: TempDir,
}

/// One role.
#[derive(Debug)]
pub struct Role {
    service: Service,
    url: String,
    metrics: String,
}

impl Cluster {
    /// Roles that reach their database at `url`.
    pub fn at(url: &str) -> Self {
        let folder = tempfile::Builder::new().prefix("tm-cluster-").tempdir().unwrap();
        std::fs::write(folder.path().join("join.token"), JOIN).unwrap();
        let settings = Settings::default()
            .variable("DATABASE_URL", url)
            .with("auth.admin_token", ADMIN)
            .with("auth.join_token", JOIN)
            .with("fleet.backend", "none");
        Self { settings, folder }
    }

    /// Roles on a database.
    pub fn on(database: &Database) -> Self {
        Self::at(&database.url())
    }

    /// Changes what roles are told that start from now on.
    #[must_use]
    pub fn set(mut self, key: &str, value: impl ToString) -> Self {
        self.settings = self.settings.clone().with(key, value);
        self
    }

    /// Leases that end while a test waits.
    #[must_use]
    pub fn short_lease(mut self) -> Self {
        self.settings = self.settings.clone().short_lease();
        self
    }

    /// The same roles, but with another way to the database.
    #[must_use]
    pub fn via(&self, url: &str) -> Settings {
        self.settings.clone().variable("DATABASE_URL", url)
    }

    /// The folder around all of it.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Starts a coordinator.
    pub async fn coordinator(&self, name: &str) -> Role {
        self.coordinator_with(name, self.settings.clone()).await
    }

    /// Starts a coordinator with settings of its own.
    pub async fn coordinator_with(&self, name: &str, settings: Settings) -> Role {
        let address = format!("127.0.0.1:{}", free_port());
        let settings = settings.with("grpc.listen", &address);
        let mut role = self.role(name, vec!["coordinator".to_owned()], settings, &address);
        role.is_ready().await;
        role
    }

    /// Starts a scheduler.
    pub async fn scheduler(&self, name: &str) -> Role {
        self.scheduler_with(name, self.settings.clone()).await
    }

    /// Starts a scheduler with settings of its own.
    pub async fn scheduler_with(&self, name: &str, settings: Settings) -> Role {
        let mut role = self.role(name, vec!["scheduler".to_owned()], settings, "");
        role.is_ready().await;
        role
    }

    /// Starts a worker that may connect to all of these.
    pub fn worker(&self, name: &str, slots: u32, coordinators: &[&str]) -> Role {
        self.worker_with(name, slots, coordinators, |settings| settings)
    }

    /// Starts a worker that is told something more.
    pub fn worker_with(
        &self,
        name: &str,
        slots: u32,
        coordinators: &[&str],
        more: impl FnOnce(Settings) -> Settings,
    ) -> Role {
        let run_dir = self.folder.path().join(format!("run-{name}"));
        let settings = Settings::none()
            .with("log.format", "json")
            .with("log.level", "info,taskmaster=debug")
            .with("worker.coordinators", coordinators.join(","))
            .with("worker.name", name)
            .with("worker.slots", slots)
            .with("worker.queues", "default")
            .with("worker.run_dir", run_dir.display())
            .with("auth.join_token_file", self.folder.path().join("join.token").display());
        self.role(name, vec!["worker".to_owned()], more(settings), "")
    }

    fn role(&self, name: &str, args: Vec<String>, settings: Settings, address: &str) -> Role {
        let metrics = format!("127.0.0.1:{}", free_port());
        let settings = settings.with("metrics.listen", &metrics);
        let mut service = Service::new(name, args, settings, self.folder.path());
        service.start();
        Role { service, url: format!("http://{address}"), metrics }
    }

    /// The settings of roles that start from now on.
    pub fn settings(&self) -> Settings {
        self.settings.clone()
    }

    /// A worker made by hand, not yet connected.
    pub fn hand_made(&self, coordinator: &Role, name: &str) -> HandMade {
        HandMade::new(coordinator.url(), JOIN, name)
    }
}

impl Role {
    /// Its process.
    pub fn service(&mut self) -> &mut Service {
        &mut self.service
    }

    /// Where a coordinator is reached.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Calls a coordinator as an admin.
    pub fn client(&self) -> Client {
        Client::new(&self.url, ADMIN)
    }

    /// Its numbers.
    pub async fn metrics(&self) -> Scrape {
        Scrape::of(&self.metrics).await
    }

    /// Waits until it says that it is ready.
    pub async fn is_ready(&mut self) {
        until("a role is ready", WITHIN, async || {
            self.service.must_run();
            let answer = metrics::get(&self.metrics, "/readyz").await.ok()?;
            answer.starts_with("HTTP/1.1 200").then_some(())
        })
        .await;
    }

    /// Kills it and starts it again.
    pub async fn restart(&mut self) {
        self.service.start();
        self.is_ready().await;
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        end_below(self.folder());
    }
}
