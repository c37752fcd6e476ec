//! A pod as the fleet sees it.

use k8s_openapi::api::core::v1::{ContainerStatus, Pod as Described};

use super::plan::{KILLED, NEEDED, Pod, SPARE};

/// The annotation by which a ReplicaSet that gets smaller chooses.
pub(super) const DELETION_COST: &str = "controller.kubernetes.io/pod-deletion-cost";

/// The label that ties a pod to its ReplicaSet.
const HASH: &str = "pod-template-hash";

/// A pod of the Deployment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Member {
    /// What the plan sees.
    pub(super) pod: Pod,
    /// What tells it from others of its name.
    pub(super) uid: String,
    /// Its container runs, and it was not told to end.
    pub(super) present: bool,
    /// How long it has until it is killed, once it was told to end.
    pub(super) grace_seconds: Option<i64>,
    /// Why its container does not run; empty when all is well.
    pub(super) trouble: String,
}

impl Member {
    /// The pod, if one of the Deployment's ReplicaSets owns it. A ReplicaSet of a Deployment is
    /// named for it and for the hash that its pods carry; anybody can give a pod our labels, only
    /// Kubernetes makes it a ReplicaSet's.
    pub(super) fn of(described: &Described, deployment: &str) -> Option<Self> {
        let metadata = &described.metadata;
        let hash = metadata.labels.as_ref()?.get(HASH)?;
        let replica_set = format!("{deployment}-{hash}");
        let is_owner = metadata.owner_references.iter().flatten().any(|owner| {
            owner.controller == Some(true)
                && owner.kind == "ReplicaSet"
                && owner.api_version.starts_with("apps/")
                && owner.name == replica_set
        });
        if !is_owner {
            return None;
        }
        let status = described.status.as_ref();
        let phase = status.and_then(|status| status.phase.as_deref()).unwrap_or_default();
        let ending = metadata.deletion_timestamp.is_some();
        // What has ended by itself (evicted, its node's shutdown) stays in the list for a while.
        let over = matches!(phase, "Succeeded" | "Failed");
        let statuses = status.and_then(|status| status.container_statuses.as_deref());
        let made = metadata.creation_timestamp.as_ref().map_or(0, |time| time.0.as_second());
        let name = metadata.name.clone()?;
        let trouble = statuses.unwrap_or_default().iter().find_map(|status| why(&name, status));
        let costs = metadata.annotations.as_ref().and_then(|notes| notes.get(DELETION_COST));
        Some(Self {
            pod: Pod { name, ending: ending || over, tasks: 0, made, cost: cost(costs) },
            uid: metadata.uid.clone()?,
            present: phase == "Running" && !ending,
            grace_seconds: metadata.deletion_grace_period_seconds.filter(|_| ending),
            trouble: trouble.filter(|_| !ending).unwrap_or_default(),
        })
    }

    /// It goes by itself within so many seconds.
    pub(super) fn goes_within(&self, seconds: u32) -> bool {
        self.grace_seconds.is_some_and(|grace| grace <= i64::from(seconds))
    }
}

/// The host of a worker is this pod.
pub(super) fn is_host(pod: &str, host: &str) -> bool {
    // A pod's hostname is its name, cut to what a label of the DNS may have.
    const LONGEST: usize = 63;
    pod == host || (host.len() == LONGEST && pod.starts_with(host))
}

/// What is written, if it is ours to change.
fn cost(written: Option<&String>) -> Option<i32> {
    let Some(text) = written else { return Some(NEEDED) };
    let cost = text.parse().ok()?;
    matches!(cost, KILLED | SPARE | NEEDED).then_some(cost)
}

/// Why a container does not run, if it should by now.
fn why(pod: &str, status: &ContainerStatus) -> Option<String> {
    let waiting = status.state.as_ref()?.waiting.as_ref()?;
    let reason = waiting.reason.as_deref().unwrap_or_default();
    if matches!(reason, "" | "ContainerCreating" | "PodInitializing") {
        return None;
    }
    let message = waiting.message.as_deref().unwrap_or_default();
    let detail = if message.is_empty() { String::new() } else { format!(": {message}") };
    Some(format!("the pod {pod} does not run: {reason}{detail}"))
}
