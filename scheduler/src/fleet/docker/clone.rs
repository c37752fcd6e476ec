//! What a new worker has: all that its template has, as far as a clone may have it. Pure.
//!
//! `docs/adr/0008-what-a-cloned-worker-may-have.md` says why.

use std::collections::HashMap;

use bollard::models::{
    ContainerConfig, ContainerCreateBody, ContainerInspectResponse, EndpointSettings, HostConfig,
    MountPoint, MountType, NetworkingConfig,
};

use super::{
    engine::{Fault, label},
    name,
};

/// The engine's word for a mount that is a volume.
const VOLUME: &str = "volume";

/// A container of the service, as new ones are to be.
#[derive(Clone, Debug)]
pub(super) struct Template {
    project: String,
    name: String,
    number: u32,
    id: String,
    image: String,
    config: ContainerConfig,
    host: HostConfig,
    mounts: Vec<MountPoint>,
    networks: HashMap<String, EndpointSettings>,
}

/// A container that is to be made.
#[derive(Clone, Debug)]
pub(super) struct Clone {
    pub(super) name: String,
    pub(super) body: ContainerCreateBody,
    /// The networks beyond the first: an old engine takes one when it makes a container.
    pub(super) networks: Vec<(String, EndpointSettings)>,
}

impl Template {
    /// Reads a container of `project`.
    pub(super) fn of(project: &str, seen: ContainerInspectResponse) -> Result<Self, Fault> {
        let unfit = || Fault::Unfit("the engine tells too little of the template".to_owned());
        let config = seen.config.ok_or_else(unfit)?;
        let number = config.labels.as_ref().and_then(|labels| labels.get(label::NUMBER));
        Ok(Self {
            project: project.to_owned(),
            name: seen.name.ok_or_else(unfit)?.trim_start_matches('/').to_owned(),
            number: number.and_then(|number| number.parse().ok()).ok_or_else(unfit)?,
            id: seen.id.ok_or_else(unfit)?,
            image: seen.image.ok_or_else(unfit)?,
            config,
            host: seen.host_config.unwrap_or_default(),
            mounts: seen.mounts.unwrap_or_default(),
            networks: seen.network_settings.and_then(|all| all.networks).unwrap_or_default(),
        })
    }

    /// The named volumes that it mounts: each must be of the own project.
    pub(super) fn volumes(&self) -> Vec<String> {
        let volumes = self.mounts.iter().filter(|mount| mount.typ.as_deref() == Some(VOLUME));
        volumes.filter(|mount| !self.is_anonymous(mount)).filter_map(|m| m.name.clone()).collect()
    }

    /// The engine named it, for a folder that the image declares: a clone gets one of its own.
    fn is_anonymous(&self, mount: &MountPoint) -> bool {
        let name = mount.name.as_deref().unwrap_or_default();
        let declared = self.config.volumes.iter().flatten();
        name.len() == 64
            && name.chars().all(|c| c.is_ascii_hexdigit())
            && declared.into_iter().any(|path| Some(path) == mount.destination.as_ref())
    }

    /// What it has that no clone may have, in words.
    pub(super) fn too_much(&self) -> Option<String> {
        let host = &self.host;
        let of_host = |mode: &Option<String>| {
            let mode = mode.as_deref().unwrap_or_default();
            mode == "host" || mode.starts_with("container:")
        };
        let some = |list: &Option<Vec<String>>| list.as_ref().is_some_and(|list| !list.is_empty());
        let security = |opt: &String| {
            opt.ends_with("unconfined") || opt.ends_with("disable") || opt.ends_with(":disabled")
        };
        let unmasked =
            |paths: &Option<Vec<String>>| paths.as_ref().is_some_and(|paths| paths.is_empty());
        let checks = [
            (host.privileged == Some(true), "is privileged"),
            (some(&host.cap_add), "has added capabilities"),
            (host.devices.as_ref().is_some_and(|all| !all.is_empty()), "has devices"),
            (host.device_requests.as_ref().is_some_and(|all| !all.is_empty()), "has devices"),
            (some(&host.device_cgroup_rules), "has devices"),
            (of_host(&host.network_mode), "uses the network of the host or of another container"),
            (of_host(&host.pid_mode), "sees the processes of the host or of another container"),
            (of_host(&host.ipc_mode), "shares memory with the host or with another container"),
            (of_host(&host.uts_mode), "has the host's name"),
            (of_host(&host.userns_mode), "has the host's users"),
            (some(&host.volumes_from), "has the volumes of another container"),
            (host.security_opt.iter().flatten().any(security), "has its confinement switched off"),
            (unmasked(&host.masked_paths), "has its confinement switched off"),
        ];
        if let Some((_, why)) = checks.iter().find(|(too_much, _)| *too_much) {
            return Some((*why).to_owned());
        }
        self.mounts.iter().find_map(|mount| self.mounts_too_much(mount))
    }

    fn mounts_too_much(&self, mount: &MountPoint) -> Option<String> {
        let place = mount.destination.as_deref().unwrap_or_default();
        match mount.typ.as_deref() {
            Some("tmpfs") => None,
            Some(VOLUME) if self.is_anonymous(mount) => None,
            Some(VOLUME) if mount.rw == Some(true) => {
                Some(format!("may write to the volume at {place}"))
            }
            Some(VOLUME) => None,
            Some("bind") => Some(format!("has a folder of the host at {place}")),
            _ => Some(format!("has a mount at {place} that is no volume")),
        }
    }

    /// The container with this number. `too_much` was asked before.
    pub(super) fn clone_as(&self, number: u32) -> Result<Clone, Fault> {
        let name = name::sibling(&self.name, &self.project, self.number, number);
        let name = name.ok_or_else(|| {
            let name = &self.name;
            Fault::Unfit(format!(
                "container {name} has a fixed name, so that its service can have one container only"
            ))
        })?;
        let mut networks = self.networks();
        let first = (!networks.is_empty()).then(|| networks.remove(0));
        let config = self.config.clone();
        let mut labels = config.labels.unwrap_or_default();
        labels.insert(label::NUMBER.to_owned(), number.to_string());
        labels.remove(label::REPLACE);
        let body = ContainerCreateBody {
            hostname: config.hostname.filter(|host| !self.id.starts_with(host.as_str())),
            domainname: config.domainname,
            user: config.user,
            exposed_ports: config.exposed_ports,
            tty: config.tty,
            open_stdin: config.open_stdin,
            env: config.env,
            cmd: config.cmd,
            healthcheck: config.healthcheck,
            image: Some(self.image.clone()),
            volumes: config.volumes,
            working_dir: config.working_dir,
            entrypoint: config.entrypoint,
            labels: Some(labels),
            stop_signal: config.stop_signal,
            stop_timeout: config.stop_timeout,
            host_config: Some(self.host_config()),
            networking_config: first
                .map(|first| NetworkingConfig { endpoints_config: Some(HashMap::from([first])) }),
            ..ContainerCreateBody::default()
        };
        Ok(Clone { name, body, networks })
    }

    /// The networks, the one that the container's mode names first.
    fn networks(&self) -> Vec<(String, EndpointSettings)> {
        let mode = self.host.network_mode.as_deref().unwrap_or_default();
        let mut all: Vec<_> = self
            .networks
            .iter()
            .map(|(name, of)| {
                let own =
                    |alias: &String| self.id.starts_with(alias.as_str()) || *alias == self.name;
                let mut aliases = of.aliases.clone().unwrap_or_default();
                aliases.retain(|alias| !own(alias));
                let settings = EndpointSettings {
                    aliases: Some(aliases).filter(|aliases| !aliases.is_empty()),
                    driver_opts: of.driver_opts.clone(),
                    ..EndpointSettings::default()
                };
                (name.clone(), settings)
            })
            .collect();
        all.sort_by(|(a, _), (b, _)| (a != mode, a).cmp(&(b != mode, b)));
        all
    }

    /// A list of what is taken over: what is not known to be harmless is left out.
    fn host_config(&self) -> HostConfig {
        let host = self.host.clone();
        let anonymous: Vec<_> = self.mounts.iter().filter(|m| self.is_anonymous(m)).collect();
        let is_anonymous =
            |path: Option<&str>| anonymous.iter().any(|mount| mount.destination.as_deref() == path);
        let binds = host.binds.map(|mut binds| {
            binds.retain(|bind| !is_anonymous(bind.split(':').nth(1)));
            binds
        });
        let mounts = host.mounts.map(|mut mounts| {
            mounts.retain(|mount| {
                mount.typ == Some(MountType::TMPFS) || !is_anonymous(mount.target.as_deref())
            });
            mounts
        });
        HostConfig {
            binds,
            mounts,
            network_mode: host.network_mode,
            restart_policy: host.restart_policy,
            cap_drop: host.cap_drop,
            security_opt: host.security_opt,
            readonly_rootfs: host.readonly_rootfs,
            tmpfs: host.tmpfs,
            shm_size: host.shm_size,
            init: host.init,
            log_config: host.log_config,
            memory: host.memory,
            memory_reservation: host.memory_reservation,
            memory_swap: host.memory_swap,
            memory_swappiness: host.memory_swappiness.filter(|percent| *percent >= 0),
            nano_cpus: host.nano_cpus,
            cpu_shares: host.cpu_shares,
            cpu_period: host.cpu_period,
            cpu_quota: host.cpu_quota,
            cpuset_cpus: host.cpuset_cpus,
            cpuset_mems: host.cpuset_mems,
            blkio_weight: host.blkio_weight,
            pids_limit: host.pids_limit,
            ulimits: host.ulimits,
            oom_score_adj: host.oom_score_adj,
            oom_kill_disable: host.oom_kill_disable,
            ipc_mode: host.ipc_mode,
            group_add: host.group_add,
            dns: host.dns,
            dns_options: host.dns_options,
            dns_search: host.dns_search,
            extra_hosts: host.extra_hosts,
            port_bindings: host.port_bindings,
            storage_opt: host.storage_opt,
            sysctls: host.sysctls,
            runtime: host.runtime.filter(|runtime| !runtime.is_empty()),
            ..HostConfig::default()
        }
    }
}

#[cfg(test)]
mod tests;
