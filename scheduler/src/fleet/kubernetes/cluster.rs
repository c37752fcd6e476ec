//! The few calls of the Kubernetes API that the fleet needs, each with a bound on its time.

use std::{fmt, future::Future, time::Duration};

use k8s_openapi::api::{apps::v1::Deployment, core::v1::Pod};
use kube::{
    Api, Client, Config,
    api::{DeleteParams, ListParams, Patch, PatchParams, Preconditions},
};
use serde_json::json;
use tracing::{instrument::WithSubscriber as _, subscriber::NoSubscriber};

use super::{
    fault::Fault,
    member::{DELETION_COST, Member},
};
use crate::KubernetesFleet;

/// How long one call may take.
const CALL: Duration = Duration::from_secs(10);

/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(5);

/// Pods that are looked at; a fleet has fewer.
const PODS: u32 = 1_000;

/// The way to one Deployment and its pods.
pub(super) struct Cluster {
    namespace: String,
    deployment: String,
    deployments: Api<Deployment>,
    pods: Api<Pod>,
}

/// The size that a Deployment is told to have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Size {
    /// How many pods.
    pub(super) replicas: u32,
    /// Which pods may be its own.
    pub(super) selector: String,
    /// The version of the Deployment that says so.
    version: Option<String>,
}

impl fmt::Debug for Cluster {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Cluster({}/{})", self.namespace, self.deployment)
    }
}

impl Cluster {
    /// The way by the pod's service account; outside of a cluster, by the operator's kubeconfig.
    pub(super) async fn find(fleet: &KubernetesFleet) -> Result<Self, Fault> {
        let mut config = match Config::incluster() {
            Ok(config) => config,
            Err(_) => Config::infer()
                .await
                .map_err(|cause| Fault::no_way(&kube::Error::InferConfig(cause)))?,
        };
        config.connect_timeout = Some(CONNECT);
        config.read_timeout = Some(CALL);
        // Each pass asks again by itself.
        config.default_retry = false;
        let client = Client::try_from(config).map_err(|cause| Fault::no_way(&cause))?;
        Ok(Self::new(client, fleet))
    }

    /// The way by this client.
    pub(super) fn new(client: Client, fleet: &KubernetesFleet) -> Self {
        let own = || client.default_namespace().to_owned();
        let namespace = fleet.namespace.clone().unwrap_or_else(own);
        Self {
            deployments: Api::namespaced(client.clone(), &namespace),
            pods: Api::namespaced(client, &namespace),
            deployment: fleet.deployment.clone(),
            namespace,
        }
    }

    /// The Deployment's size.
    pub(super) async fn size(&self) -> Result<Size, Fault> {
        let doing = format!("read the scale of {self}");
        let scale = match call(&doing, self.deployments.get_scale(&self.deployment)).await? {
            Err(kube::Error::Api(status)) if status.is_not_found() => {
                return Err(Fault::no_deployment(&self.namespace, &self.deployment));
            }
            scale => scale.map_err(|cause| Fault::of(&doing, &cause))?,
        };
        let replicas = scale.spec.and_then(|spec| spec.replicas).unwrap_or(0);
        let selector = scale.status.and_then(|status| status.selector).unwrap_or_default();
        if selector.is_empty() {
            return Err(Fault::no_selector(&self.deployment));
        }
        let replicas = u32::try_from(replicas).unwrap_or(0);
        Ok(Size { replicas, selector, version: scale.metadata.resource_version })
    }

    /// Tells the Deployment its size, unless it was changed since `seen`. False when it was.
    pub(super) async fn resize(&self, replicas: u32, seen: &Size) -> Result<bool, Fault> {
        let doing = format!("change the scale of {self}");
        let patch = Patch::Merge(json!({
            "metadata": { "resourceVersion": seen.version },
            "spec": { "replicas": replicas },
        }));
        let params = PatchParams::default();
        let patched = self.deployments.patch_scale(&self.deployment, &params, &patch);
        match call(&doing, patched).await? {
            Ok(_) => Ok(true),
            Err(kube::Error::Api(status)) if status.is_conflict() => Ok(false),
            Err(cause) => Err(Fault::of(&doing, &cause)),
        }
    }

    /// The Deployment's pods: those that it selects and that one of its ReplicaSets owns.
    pub(super) async fn members(&self, size: &Size) -> Result<Vec<Member>, Fault> {
        let doing = format!("list the pods of {self}");
        let params = ListParams::default().labels(&size.selector).limit(PODS);
        let pods = call(&doing, self.pods.list(&params)).await?;
        let pods = pods.map_err(|cause| Fault::of(&doing, &cause))?;
        Ok(pods.iter().filter_map(|pod| Member::of(pod, &self.deployment)).collect())
    }

    /// Some pod of the namespace has this name.
    pub(super) async fn has_pod(&self, name: &str) -> Result<bool, Fault> {
        if !name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.')) {
            return Ok(false);
        }
        let doing = format!("list the pods of the namespace {}", self.namespace);
        let params = ListParams::default().fields(&format!("metadata.name={name}")).limit(1);
        let pods = call(&doing, self.pods.list(&params)).await?;
        let pods = pods.map_err(|cause| Fault::of(&doing, &cause))?;
        Ok(!pods.items.is_empty())
    }

    /// Says what the deletion of a pod costs. One that is gone needs no price.
    pub(super) async fn rank(&self, member: &Member, cost: i32) -> Result<(), Fault> {
        let doing = format!("rank the pods of {self}");
        let patch = Patch::Merge(json!({
            "metadata": {
                "uid": member.uid,
                "annotations": { DELETION_COST: cost.to_string() },
            },
        }));
        let params = PatchParams::default();
        match call(&doing, self.pods.patch(&member.pod.name, &params, &patch)).await? {
            Err(cause) if !is_past(&cause) => Err(Fault::of(&doing, &cause)),
            _ => Ok(()),
        }
    }

    /// Ends a pod. It is gone when the list does not have it any more. One that is gone already,
    /// or has made room for another of its name, is left alone.
    pub(super) async fn delete(&self, member: &Member, grace_seconds: u32) -> Result<(), Fault> {
        let doing = format!("delete the pods of {self}");
        let uid = Some(member.uid.clone());
        let params = DeleteParams {
            grace_period_seconds: Some(grace_seconds),
            preconditions: Some(Preconditions { uid, resource_version: None }),
            ..DeleteParams::default()
        };
        match call(&doing, self.pods.delete(&member.pod.name, &params)).await? {
            Err(cause) if !is_past(&cause) => Err(Fault::of(&doing, &cause)),
            _ => Ok(()),
        }
    }
}

impl fmt::Display for Cluster {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the Deployment {}/{}", self.namespace, self.deployment)
    }
}

/// The pod that was meant is gone.
fn is_past(cause: &kube::Error) -> bool {
    matches!(cause, kube::Error::Api(status) if status.is_not_found() || status.is_conflict())
}

/// The answer of a call, unless it takes too long. The client logs each failure at once, and it
/// goes on for as long as an outage does; the duty tells of it once.
async fn call<T>(
    doing: &str,
    asked: impl Future<Output = Result<T, kube::Error>>,
) -> Result<Result<T, kube::Error>, Fault> {
    let asked = asked.with_subscriber(NoSubscriber::default());
    let answer = tokio::time::timeout(CALL, asked).await;
    answer.map_err(|_| Fault::silent(doing, CALL))
}
