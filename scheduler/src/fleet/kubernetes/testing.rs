//! A Kubernetes API in memory: one Deployment, its pods, and the controllers that follow it.

use std::{
    convert::Infallible,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use http::{Method, Request, Response, StatusCode};
use kube::{Client, client::Body};
use serde_json::{Value, json};

use super::member::DELETION_COST;

pub(super) const NAMESPACE: &str = "taskmaster";
const HASH: &str = "5d9f8c7b6d";
const SELECTOR: &str = "app=worker";

/// The API; clones are the same one.
#[derive(Clone, Debug, Default)]
pub(super) struct FakeApi(Arc<Mutex<State>>);

#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) replicas: u32,
    pub(super) pods: Vec<FakePod>,
    pub(super) mishap: Option<Mishap>,
    /// Changes that were asked for: verb, pod or `scale`, and what.
    pub(super) changes: Vec<String>,
    version: u32,
    born: u32,
}

/// What goes wrong with requests whose method and path are these.
#[derive(Clone, Debug)]
pub(super) enum Mishap {
    /// They are answered like this.
    Refused(Method, &'static str, StatusCode, &'static str),
    /// They are not answered.
    Silence,
    /// Somebody else changes the Deployment's size before each is looked at.
    Race(u32),
}

#[derive(Clone, Debug)]
pub(super) struct FakePod {
    pub(super) name: String,
    pub(super) owner: (&'static str, String),
    pub(super) cost: Option<String>,
    pub(super) grace: Option<u32>,
    pub(super) waiting: Option<(&'static str, &'static str)>,
    born: u32,
}

impl FakeApi {
    /// A Deployment with so many pods: `worker-5d9f8c7b6d-p1` and so on.
    pub(super) fn with(replicas: u32) -> Self {
        let api = Self::default();
        api.set_replicas(replicas);
        api
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What `kubectl scale` does.
    pub(super) fn set_replicas(&self, replicas: u32) {
        self.state().resize(replicas);
    }

    /// Names of the pods that live and those that are ending.
    pub(super) fn pods(&self) -> (Vec<String>, Vec<String>) {
        let state = self.state();
        let names = |ending: bool| {
            let pods = state.pods.iter().filter(|pod| pod.grace.is_some() == ending);
            pods.map(|pod| pod.name.clone()).collect()
        };
        (names(false), names(true))
    }

    /// The node ends what is ending.
    pub(super) fn reap(&self) {
        self.state().pods.retain(|pod| pod.grace.is_none());
    }

    pub(super) fn changes(&self) -> Vec<String> {
        std::mem::take(&mut self.state().changes)
    }

    pub(super) fn client(&self) -> Client {
        let api = self.clone();
        let service = tower::service_fn(move |request: Request<Body>| {
            let api = api.clone();
            async move { api.serve(request).await }
        });
        Client::new(service, NAMESPACE)
    }

    async fn serve(&self, request: Request<Body>) -> Result<Response<Body>, Infallible> {
        let (parts, body) = request.into_parts();
        let body = body.collect_bytes().await.unwrap();
        let body: Value = serde_json::from_slice(&body).unwrap_or_default();
        let mishap = self.state().mishap.clone();
        let (status, answer) = match mishap {
            Some(Mishap::Silence) => std::future::pending().await,
            Some(Mishap::Refused(method, path, status, said))
                if parts.method == method && parts.uri.path().contains(path) =>
            {
                refused(status, said)
            }
            Some(Mishap::Race(replicas)) if parts.method == Method::PATCH => {
                let mut state = self.state();
                state.resize(replicas);
                state.answer(&parts.method, &parts.uri, &body)
            }
            _ => self.state().answer(&parts.method, &parts.uri, &body),
        };
        let bytes = serde_json::to_vec(&answer).unwrap();
        Ok(Response::builder().status(status).body(Body::from(bytes)).unwrap())
    }
}

impl State {
    fn answer(&mut self, method: &Method, uri: &http::Uri, body: &Value) -> (StatusCode, Value) {
        let base = format!("/api/v1/namespaces/{NAMESPACE}/pods");
        let scale = format!("/apis/apps/v1/namespaces/{NAMESPACE}/deployments/worker/scale");
        let path = uri.path();
        let pod = path.strip_prefix(&base).map(|rest| rest.trim_start_matches('/').to_owned());
        match (method, pod) {
            (&Method::GET, None) if path == scale => (StatusCode::OK, self.scale()),
            (&Method::PATCH, None) if path == scale => self.patch_scale(body),
            (&Method::GET, Some(name)) if name.is_empty() => {
                (StatusCode::OK, self.list(uri.query().unwrap_or_default()))
            }
            (&Method::PATCH, Some(name)) => self.patch_pod(&name, body),
            (&Method::DELETE, Some(name)) => self.delete_pod(&name, body),
            _ => refused(StatusCode::NOT_FOUND, "no such thing"),
        }
    }

    fn scale(&self) -> Value {
        json!({
            "kind": "Scale", "apiVersion": "autoscaling/v1",
            "metadata": {
                "name": "worker", "namespace": NAMESPACE,
                "resourceVersion": self.version.to_string(),
            },
            "spec": { "replicas": self.replicas },
            "status": { "replicas": self.replicas, "selector": SELECTOR },
        })
    }

    fn patch_scale(&mut self, body: &Value) -> (StatusCode, Value) {
        let version = &body["metadata"]["resourceVersion"];
        if version.as_str().is_some_and(|version| version != self.version.to_string()) {
            return refused(StatusCode::CONFLICT, "the object has been modified");
        }
        let replicas = u32::try_from(body["spec"]["replicas"].as_u64().unwrap()).unwrap();
        self.changes.push(format!("scale {replicas}"));
        self.resize(replicas);
        (StatusCode::OK, self.scale())
    }

    fn list(&self, query: &str) -> Value {
        let by_name = query.split('&').find_map(|part| part.strip_prefix("fieldSelector="));
        let by_name = by_name.map(|text| text.replace("metadata.name%3D", ""));
        assert!(by_name.is_some() || query.contains("labelSelector=app%3Dworker"), "{query}");
        let pods = self.pods.iter().filter(|pod| by_name.as_ref().is_none_or(|n| *n == pod.name));
        let items: Vec<Value> = pods.map(FakePod::described).collect();
        json!({ "kind": "PodList", "apiVersion": "v1", "metadata": {}, "items": items })
    }

    fn patch_pod(&mut self, name: &str, body: &Value) -> (StatusCode, Value) {
        let Some(pod) = self.pods.iter_mut().find(|pod| pod.name == name) else {
            return refused(StatusCode::NOT_FOUND, "no such pod");
        };
        let cost = body["metadata"]["annotations"][DELETION_COST].as_str().unwrap();
        pod.cost = Some(cost.to_owned());
        self.changes.push(format!("rank {name} {cost}"));
        (StatusCode::OK, pod.described())
    }

    fn delete_pod(&mut self, name: &str, body: &Value) -> (StatusCode, Value) {
        let Some(pod) = self.pods.iter_mut().find(|pod| pod.name == name) else {
            return refused(StatusCode::NOT_FOUND, "no such pod");
        };
        assert_eq!(body["preconditions"]["uid"], json!(pod.uid()));
        let grace = u32::try_from(body["gracePeriodSeconds"].as_u64().unwrap()).unwrap();
        pod.grace = Some(grace);
        let described = pod.described();
        self.changes.push(format!("delete {name} {grace}"));
        if grace == 0 {
            self.pods.retain(|pod| pod.name != name);
        }
        self.resize(self.replicas);
        (StatusCode::OK, described)
    }

    /// What the Deployment's and the ReplicaSet's controllers do.
    fn resize(&mut self, replicas: u32) {
        self.version += 1;
        self.replicas = replicas;
        while self.live().count() > replicas as usize {
            let first = self.live().min_by_key(|pod| {
                let cost: i32 = pod.cost.as_deref().and_then(|c| c.parse().ok()).unwrap_or(0);
                (cost, std::cmp::Reverse(pod.born))
            });
            let name = first.unwrap().name.clone();
            let pod = self.pods.iter_mut().find(|pod| pod.name == name).unwrap();
            pod.grace = Some(45);
        }
        while self.live().count() < replicas as usize {
            self.born += 1;
            self.pods.push(FakePod {
                name: format!("worker-{HASH}-p{}", self.born),
                owner: ("ReplicaSet", format!("worker-{HASH}")),
                cost: None,
                grace: None,
                waiting: None,
                born: self.born,
            });
        }
    }

    fn live(&self) -> impl Iterator<Item = &FakePod> {
        self.pods.iter().filter(|pod| pod.grace.is_none() && pod.owner.0 == "ReplicaSet")
    }
}

impl FakePod {
    /// One that somebody else made with our labels.
    pub(super) fn stranger(name: &str, owner: &'static str, owner_name: &str) -> Self {
        Self {
            name: name.to_owned(),
            owner: (owner, owner_name.to_owned()),
            cost: None,
            grace: None,
            waiting: None,
            born: 0,
        }
    }

    fn uid(&self) -> String {
        format!("uid-of-{}", self.name)
    }

    fn described(&self) -> Value {
        let annotations: Value =
            self.cost.as_ref().map_or(json!({}), |cost| json!({ DELETION_COST: cost }));
        let state = match self.waiting {
            Some((reason, message)) => {
                json!({ "waiting": { "reason": reason, "message": message } })
            }
            None => json!({ "running": {} }),
        };
        let phase = if self.waiting.is_some() { "Pending" } else { "Running" };
        let mut metadata = json!({
            "name": self.name, "namespace": NAMESPACE, "uid": self.uid(),
            "creationTimestamp": format!("2026-01-01T00:00:{:02}Z", self.born),
            "labels": { "app": "worker", "pod-template-hash": HASH },
            "annotations": annotations,
            "ownerReferences": [{
                "apiVersion": "apps/v1", "kind": self.owner.0, "name": self.owner.1,
                "uid": "1", "controller": true,
            }],
        });
        if let Some(grace) = self.grace {
            metadata["deletionTimestamp"] = json!("2026-01-01T00:01:00Z");
            metadata["deletionGracePeriodSeconds"] = json!(grace);
        }
        json!({
            "kind": "Pod", "apiVersion": "v1", "metadata": metadata,
            "spec": { "containers": [{ "name": "worker" }] },
            "status": {
                "phase": phase,
                "containerStatuses": [{
                    "name": "worker", "image": "taskmaster", "imageID": "", "ready": true,
                    "restartCount": 0, "state": state,
                }],
            },
        })
    }
}

fn refused(status: StatusCode, said: &str) -> (StatusCode, Value) {
    let reason = match status {
        StatusCode::CONFLICT => "Conflict",
        StatusCode::FORBIDDEN => "Forbidden",
        StatusCode::NOT_FOUND => "NotFound",
        _ => "",
    };
    let answer = json!({
        "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure",
        "message": said, "reason": reason, "code": status.as_u16(),
    });
    (status, answer)
}
