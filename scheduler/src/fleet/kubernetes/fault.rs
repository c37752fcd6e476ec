//! What the Kubernetes API did not do, in words for the operator.

use std::{error::Error as _, time::Duration};

/// Why the fleet cannot be kept now. The text is shown as the fleet's last error.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Fault(String);

/// The longest text of others that is passed on.
const LONGEST: usize = 300;

impl Fault {
    /// There is no way to an API.
    pub(super) fn no_way(cause: &kube::Error) -> Self {
        let cause = whole(cause);
        Self(format!("this scheduler has no way to a Kubernetes API: {cause}"))
    }

    /// It did not answer.
    pub(super) fn silent(doing: &str, limit: Duration) -> Self {
        Self(format!("the Kubernetes API did not answer within {limit:?} when asked to {doing}"))
    }

    /// What `cause` means, when the API was asked to do this (`list the pods of …`).
    pub(super) fn of(doing: &str, cause: &kube::Error) -> Self {
        let kube::Error::Api(status) = cause else {
            let cause = whole(cause);
            return Self(format!("the Kubernetes API cannot be reached to {doing}: {cause}"));
        };
        let said = short(&status.message);
        Self(if status.is_forbidden() {
            format!(
                "the scheduler's service account may not {doing}; bind it to the role of \
                 k8s/base/rbac.yaml ({said})"
            )
        } else if status.code == 401 {
            format!("the Kubernetes API does not know the scheduler's service account ({said})")
        } else {
            format!("the Kubernetes API refused to {doing}: {said}")
        })
    }

    /// There is no such Deployment.
    pub(super) fn no_deployment(namespace: &str, name: &str) -> Self {
        Self(format!(
            "there is no Deployment {name} in the namespace {namespace}; make one, or name another \
             with fleet.kubernetes.deployment"
        ))
    }

    /// The Deployment does not say which pods are its own.
    pub(super) fn no_selector(name: &str) -> Self {
        Self(format!("the Deployment {name} does not say which pods are its own"))
    }
}

/// An error with all its causes, each once.
fn whole(error: &kube::Error) -> String {
    let mut next = error.source();
    let mut text = match (error, next) {
        // These only say in which layer of the client it was.
        (kube::Error::Service(_) | kube::Error::HyperError(_), Some(cause)) => cause.to_string(),
        _ => error.to_string(),
    };
    while let Some(cause) = next {
        let said = cause.to_string();
        if !text.contains(&said) {
            text = format!("{text}: {said}");
        }
        next = cause.source();
    }
    short(&text).to_owned()
}

fn short(text: &str) -> &str {
    text.char_indices().nth(LONGEST).map_or(text, |(end, _)| text.get(..end).unwrap_or(text))
}
