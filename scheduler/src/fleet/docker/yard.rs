//! The containers of one service of one project. Nothing outside of it is ever changed: each call
//! that changes a container reads its labels first, by its id.

use bollard::models::{ContainerInspectResponse, RestartPolicyNameEnum};
use tracing::{info, warn};

use super::{
    clone::{Clone, Template},
    engine::{Container, Engine, Fault, label},
    name,
};

/// The fleet's part of an engine.
pub(super) struct Yard {
    pub(super) engine: Box<dyn Engine>,
    pub(super) project: String,
    pub(super) service: String,
}

impl Yard {
    /// All containers of the service.
    pub(super) async fn list(&self) -> Result<Vec<Container>, Fault> {
        self.engine.list(&self.project, &self.service).await
    }

    /// There is a container of this name on the engine, whoever has it.
    pub(super) async fn exists(&self, asked: &str) -> Result<bool, Fault> {
        if !name::is_possible(asked) {
            return Ok(false);
        }
        for name in [Some(asked.to_owned()), name::other(asked)].into_iter().flatten() {
            match self.engine.inspect(&name).await {
                Ok(_) => return Ok(true),
                Err(Fault::Missing(_)) => {}
                Err(fault) => return Err(fault),
            }
        }
        Ok(false)
    }

    /// The engine starts it again when its process ends. False for one that is gone.
    pub(super) async fn restarts(&self, id: &str) -> Result<bool, Fault> {
        use RestartPolicyNameEnum as Policy;
        let seen = match self.own(id).await {
            Ok(seen) => seen,
            Err(Fault::Missing(_)) => return Ok(false),
            Err(fault) => return Err(fault),
        };
        let policy = seen.host_config.and_then(|host| host.restart_policy);
        Ok(match policy.and_then(|policy| policy.name) {
            Some(Policy::ALWAYS | Policy::UNLESS_STOPPED | Policy::ON_FAILURE) => true,
            Some(Policy::NO | Policy::EMPTY) | None => false,
        })
    }

    /// Reads a container as a template for new ones, and sees to it that they may be like it.
    pub(super) async fn template(&self, id: &str) -> Result<Template, Fault> {
        Template::of(&self.project, self.own(id).await?)
    }

    async fn check(&self, template: &Template) -> Result<(), Fault> {
        let refused = |why: &str| {
            let service = &self.service;
            Fault::Unfit(format!("no worker can be made: the template of service {service} {why}"))
        };
        if let Some(why) = template.too_much() {
            return Err(refused(&why));
        }
        for volume in template.volumes() {
            if self.engine.volume_project(&volume).await?.as_ref() != Some(&self.project) {
                return Err(refused(&format!("has volume {volume}, which is not of its project")));
            }
        }
        Ok(())
    }

    /// Makes a container and starts it. One that cannot be started is removed again.
    pub(super) async fn create(&self, template: &Template, number: u32) -> Result<String, Fault> {
        self.check(template).await?;
        let Clone { name, body, networks } = template.clone_as(number)?;
        let id = self.engine.create(&name, body).await?;
        let started = async {
            for (network, settings) in networks {
                self.engine.connect(&network, &id, settings).await?;
            }
            self.engine.start(&id).await
        };
        if let Err(fault) = started.await {
            if let Err(left) = self.remove(&id).await {
                warn!(container.name = name, cause = %left, "cannot remove what did not start");
            }
            return Err(fault);
        }
        info!(container.name = name, container.id = id, "created a worker's container");
        Ok(id)
    }

    /// Starts a container that is down.
    pub(super) async fn start(&self, id: &str) -> Result<(), Fault> {
        self.own(id).await?;
        self.engine.start(id).await
    }

    /// Sends a signal to a container that is not to come back.
    pub(super) async fn push(&self, id: &str, signal: &str) -> Result<(), Fault> {
        match self.own(id).await {
            Ok(_) => {}
            Err(Fault::Missing(_)) => return Ok(()),
            Err(fault) => return Err(fault),
        }
        match self.engine.forbid_restart(id).await {
            Ok(()) => {}
            Err(Fault::Missing(_)) => return Ok(()),
            Err(Fault::Away(why)) => return Err(Fault::Away(why)),
            // The engine refuses where it would never start it again anyhow.
            Err(fault) => warn!(container.id = id, cause = %fault, "cannot forbid restarts"),
        }
        match self.engine.signal(id, signal).await {
            Err(Fault::Missing(_)) => Ok(()),
            other => other,
        }
    }

    /// Removes a container; one that is gone is fine as well.
    pub(super) async fn remove(&self, id: &str) -> Result<(), Fault> {
        match self.own(id).await {
            Ok(_) => self.engine.remove(id).await,
            Err(Fault::Missing(_)) => Ok(()),
            Err(fault) => Err(fault),
        }
    }

    /// A container, if it is of the service.
    async fn own(&self, id: &str) -> Result<ContainerInspectResponse, Fault> {
        let seen = self.engine.inspect(id).await?;
        let labels = seen.config.as_ref().and_then(|config| config.labels.as_ref());
        let is = |name: &str, value: &str| {
            labels.and_then(|labels| labels.get(name)).is_some_and(|found| found == value)
        };
        let ours = seen.id.as_deref() == Some(id)
            && is(label::PROJECT, &self.project)
            && is(label::SERVICE, &self.service)
            && is(label::ONE_OFF, "False");
        if ours {
            return Ok(seen);
        }
        Err(Fault::Unfit(format!("container {id} is not of this fleet and is left alone")))
    }
}

/// The project of the container that this process runs in.
pub(super) async fn own_project(engine: &dyn Engine, host: &str) -> Result<String, Fault> {
    let unfit = || {
        Fault::Unfit(
            "cannot tell the Compose project, since the scheduler does not run in one of its \
             containers: set fleet.docker.project"
                .to_owned(),
        )
    };
    if !name::is_possible(host) {
        return Err(unfit());
    }
    let seen = match engine.inspect(host).await {
        Err(Fault::Missing(_)) => return Err(unfit()),
        seen => seen?,
    };
    let labels = seen.config.and_then(|config| config.labels);
    labels.and_then(|mut labels| labels.remove(label::PROJECT)).ok_or_else(unfit)
}
