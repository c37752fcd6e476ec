//! The fleet that a scheduler keeps, where others run its workers.

use taskmaster_runtime::config::{Config, FleetBackend};
use taskmaster_scheduler::{Backend, DockerFleet, KubernetesFleet};

/// The fleet of containers or pods, if one is configured. Processes are the business of `up`.
pub(crate) fn elsewhere(config: &Config) -> Option<Backend> {
    let fleet = &config.fleet;
    match fleet.backend {
        FleetBackend::Process | FleetBackend::None => None,
        FleetBackend::Docker => Some(Backend::Docker(DockerFleet {
            socket: fleet.docker.socket.clone(),
            project: fleet.docker.project.clone(),
            service: fleet.docker.service.clone(),
            drain: config.worker.drain_grace,
        })),
        FleetBackend::Kubernetes => Some(Backend::Kubernetes(KubernetesFleet {
            namespace: fleet.kubernetes.namespace.clone(),
            deployment: fleet.kubernetes.deployment.clone(),
        })),
    }
}
