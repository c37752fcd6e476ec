//! An engine in memory, and a keeper whose time is ours.

use std::{
    collections::BTreeMap,
    result::Result,
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use async_trait::async_trait;
use bollard::models::{ContainerCreateBody, ContainerInspectResponse, EndpointSettings};
use serde_json::{Value, json};
use taskmaster_domain::OrderId;
use taskmaster_store::{Fleet as _, FleetState, KillResult, View as _};

use super::{engine::label, *};
use crate::{Metrics, testing::Town};

/// A container of the fake engine.
#[derive(Clone, Debug)]
pub(super) struct Fake {
    pub(super) name: String,
    pub(super) labels: BTreeMap<String, String>,
    pub(super) state: State,
    pub(super) policy: String,
    pub(super) host: Value,
    pub(super) mounts: Value,
}

#[derive(Debug, Default)]
pub(super) struct World {
    /// By id.
    pub(super) containers: BTreeMap<String, Fake>,
    pub(super) volumes: BTreeMap<String, String>,
    pub(super) away: bool,
    /// Containers end when they are told to, not only when they are killed.
    pub(super) deaf: bool,
    /// Signals that were sent, with the container's name.
    pub(super) sent: Vec<String>,
    count: u64,
}

impl World {
    fn add(&mut self, fake: Fake) -> String {
        self.count += 1;
        let id = format!("{:064x}", u128::from(self.count) << 100 | 0xabc);
        let id = format!("{:012x}{}", self.count, &id[12..]);
        self.containers.insert(id.clone(), fake);
        id
    }

    /// What Compose does for `up`.
    pub(super) fn compose(&mut self, name: &str, project: &str, number: u32) -> String {
        let labels = [
            (label::PROJECT, project.to_owned()),
            (label::SERVICE, "worker".to_owned()),
            (label::NUMBER, number.to_string()),
            (label::ONE_OFF, "False".to_owned()),
        ];
        self.add(Fake {
            name: name.to_owned(),
            labels: labels.map(|(name, value)| (name.to_owned(), value)).into(),
            state: State::Running,
            policy: "unless-stopped".to_owned(),
            host: json!({}),
            mounts: json!([]),
        })
    }

    pub(super) fn id(&self, name: &str) -> String {
        let found = self.containers.iter().find(|(_, fake)| fake.name == name);
        found.unwrap_or_else(|| panic!("there is no {name}")).0.clone()
    }

    pub(super) fn take(&mut self, name: &str) {
        let id = self.id(name);
        self.containers.remove(&id);
    }

    pub(super) fn names(&self) -> Vec<String> {
        let mut names: Vec<_> = self.containers.values().map(|fake| fake.name.clone()).collect();
        names.sort();
        names
    }
}

#[derive(Clone, Default)]
pub(super) struct FakeEngine(Arc<Mutex<World>>);

impl FakeEngine {
    pub(super) fn world(&self) -> MutexGuard<'_, World> {
        self.0.lock().unwrap()
    }

    fn here(&self) -> Result<MutexGuard<'_, World>, Fault> {
        let world = self.world();
        if world.away {
            return Err(Fault::Away("nobody answers".to_owned()));
        }
        Ok(world)
    }
}

fn missing(what: &str) -> Fault {
    Fault::Missing(format!("no such container: {what}"))
}

#[async_trait]
impl Engine for FakeEngine {
    async fn list(&self, project: &str, service: &str) -> Result<Vec<Container>, Fault> {
        let world = self.here()?;
        let is = |fake: &Fake, name: &str, value: &str| {
            fake.labels.get(name).is_some_and(|found| found == value)
        };
        let ours = world.containers.iter().filter(|(_, fake)| {
            is(fake, label::PROJECT, project)
                && is(fake, label::SERVICE, service)
                && is(fake, label::ONE_OFF, "False")
        });
        let container = |(id, fake): (&String, &Fake)| Container {
            id: id.clone(),
            name: fake.name.clone(),
            number: fake.labels[label::NUMBER].parse().unwrap(),
            state: fake.state,
        };
        let mut all: Vec<_> = ours.map(container).collect();
        all.sort_by_key(|container| container.number);
        Ok(all)
    }

    async fn inspect(&self, container: &str) -> Result<ContainerInspectResponse, Fault> {
        let world = self.here()?;
        let mut all = world.containers.iter();
        let found = all.find(|(id, fake)| id.starts_with(container) || fake.name == container);
        let (id, fake) = found.ok_or_else(|| missing(container))?;
        let mut host = fake.host.clone();
        host["RestartPolicy"] = json!({"Name": fake.policy});
        host["NetworkMode"] = "shop_default".into();
        let seen = json!({
            "Id": id,
            "Name": format!("/{}", fake.name),
            "Image": "sha256:feed",
            "Config": {"Labels": fake.labels, "Env": ["A=b"], "Hostname": &id[..12]},
            "HostConfig": host,
            "Mounts": fake.mounts,
            "NetworkSettings": {"Networks": {"shop_default": {"Aliases": ["worker"]}}},
        });
        Ok(serde_json::from_value(seen).unwrap())
    }

    async fn volume_project(&self, volume: &str) -> Result<Option<String>, Fault> {
        Ok(self.here()?.volumes.get(volume).cloned())
    }

    async fn create(&self, name: &str, body: ContainerCreateBody) -> Result<String, Fault> {
        let mut world = self.here()?;
        if world.containers.values().any(|fake| fake.name == name) {
            return Err(Fault::Conflict(format!("the name {name} is in use")));
        }
        let host = body.host_config.unwrap();
        let policy = host.restart_policy.as_ref().unwrap().name.unwrap().to_string();
        let (name, state) = (name.to_owned(), State::Created);
        let labels = body.labels.unwrap().into_iter().collect();
        let (host, mounts) = (serde_json::to_value(host).unwrap(), json!([]));
        Ok(world.add(Fake { name, labels, state, policy, host, mounts }))
    }

    async fn connect(&self, _: &str, _: &str, _: EndpointSettings) -> Result<(), Fault> {
        Ok(())
    }

    async fn start(&self, container: &str) -> Result<(), Fault> {
        let mut world = self.here()?;
        let fake = world.containers.get_mut(container).ok_or_else(|| missing(container))?;
        fake.state = State::Running;
        Ok(())
    }

    async fn signal(&self, container: &str, signal: &str) -> Result<(), Fault> {
        let mut world = self.here()?;
        let ends = !world.deaf || signal == "SIGKILL";
        let fake = world.containers.get_mut(container).ok_or_else(|| missing(container))?;
        assert_eq!(fake.policy, "no", "the engine would start it again");
        if ends {
            fake.state = State::Ended;
        }
        let told = format!("{signal} {}", fake.name);
        world.sent.push(told);
        Ok(())
    }

    async fn forbid_restart(&self, container: &str) -> Result<(), Fault> {
        let mut world = self.here()?;
        let fake = world.containers.get_mut(container).ok_or_else(|| missing(container))?;
        fake.policy = "no".to_owned();
        Ok(())
    }

    async fn remove(&self, container: &str) -> Result<(), Fault> {
        self.here()?.containers.remove(container);
        Ok(())
    }

    async fn happens(&mut self, _: &str, _: &str) {
        std::future::pending().await
    }
}

/// A keeper, its engine and its store.
pub(super) struct Port {
    pub(super) town: Town,
    pub(super) engine: FakeEngine,
    pub(super) keeper: DockerKeeper,
}

impl Port {
    /// Compose has started so many workers.
    pub(super) async fn with(size: u32) -> Self {
        let (town, engine) = (Town::new().await, FakeEngine::default());
        for number in 1..=size {
            engine.world().compose(&format!("shop_worker_{number}"), "shop", number);
        }
        let keeper = keeper(&town, &engine);
        Self { town, engine, keeper }
    }

    /// The scheduler dies and another one starts in its container.
    pub(super) fn restart(&mut self) {
        self.keeper = keeper(&self.town, &self.engine);
    }

    /// Lets so many seconds go by.
    pub(super) async fn pass(&mut self, seconds: u64) {
        let end = Instant::now() + Duration::from_secs(seconds);
        while Instant::now() < end {
            // What fails is tried again, and told by the fleet's last error.
            let pause = self.keeper.pass().await.unwrap_or(Duration::from_secs(1));
            tokio::time::advance(pause.max(Duration::from_millis(5))).await;
        }
    }

    pub(super) async fn state(&self) -> FleetState {
        self.town.store.fleet().await.unwrap()
    }

    pub(super) async fn scale(&self, wanted: u32) {
        assert!(self.town.store.set_wanted(wanted).await.unwrap());
    }

    /// Asks for a kill as a coordinator does.
    pub(super) async fn order_kill(&self, name: &str, replace: bool) -> OrderId {
        let worker = self.town.store.worker(name).await.unwrap().map(|worker| worker.id);
        let now = self.town.clock.now();
        self.town.store.order_kill(name, worker, replace, now).await.unwrap()
    }

    pub(super) async fn answer(&self, order: OrderId) -> KillResult {
        self.town.store.kill_result(order).await.unwrap()
    }

    /// The numbers of what is there.
    pub(super) fn names(&self) -> Vec<String> {
        self.engine.world().names()
    }

    /// The worker in a container says hello.
    pub(super) async fn hello(&self, name: &str, container: &str) -> taskmaster_store::Welcome {
        let host = self.engine.world().id(container)[..12].to_owned();
        self.town.hello(name, &host).await
    }
}

fn keeper(town: &Town, engine: &FakeEngine) -> DockerKeeper {
    let desk = Desk::new(
        DockerKeeper::BACKEND,
        Default::default(),
        town.store.clone(),
        town.clock.clone(),
        Metrics::default(),
    );
    let fleet = DockerFleet {
        socket: String::new(),
        project: Some("shop".to_owned()),
        service: "worker".to_owned(),
        drain: Duration::from_secs(30),
    };
    DockerKeeper::with(Box::new(engine.clone()), fleet, "0123456789ab".to_owned(), desk)
}
