//! Who calls: a bearer token becomes a role, and the table of the domain says what it may call.
//!
//! One layer in front of everything, reflection and health included, so that no service can
//! forget to ask.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use taskmaster_domain::{
    Violations,
    access::{Role, may_call},
    limits,
};
use taskmaster_proto::Error;
use taskmaster_runtime::{Secret, TraceParent};
use tonic::{Code, Status, codegen::http};
use tower::{Layer, Service};
use tracing::Instrument as _;

/// Who made a call, `kind:name`; an extension of every request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Principal(pub(crate) &'static str);

/// Knows the tokens, as digests: comparing those takes the same time whatever is sent.
#[derive(Clone)]
pub(crate) struct Auth {
    admin: [u8; 32],
    worker: [u8; 32],
}

fn digest(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}

impl Auth {
    pub(crate) fn new(admin: &Secret, worker: &Secret) -> Self {
        Self { admin: digest(admin.expose()), worker: digest(worker.expose()) }
    }

    /// The role of a caller with this `authorization` header; nothing for a token that nobody
    /// gave out.
    fn role(&self, header: Option<&http::HeaderValue>) -> Option<Role> {
        let Some(header) = header else { return Some(Role::Anonymous) };
        let (scheme, token) = header.to_str().ok()?.split_once(' ')?;
        if !scheme.eq_ignore_ascii_case("bearer") {
            return None;
        }
        let digest = digest(token.trim());
        let (admin, worker) = (digest.ct_eq(&self.admin), digest.ct_eq(&self.worker));
        if admin.into() {
            Some(Role::Admin)
        } else if worker.into() {
            Some(Role::Worker)
        } else {
            None
        }
    }

    /// Who calls, or why the call is refused.
    fn check(&self, header: Option<&http::HeaderValue>, method: &str) -> Result<Principal, Error> {
        let role = self.role(header).ok_or(Error::Unauthenticated)?;
        match role {
            _ if may_call(role, method) => Ok(match role {
                Role::Anonymous => Principal("anonymous:"),
                Role::Worker => Principal("worker:join"),
                Role::Admin => Principal("token:admin"),
            }),
            Role::Anonymous => Err(Error::Unauthenticated),
            Role::Worker | Role::Admin => Err(Error::Forbidden),
        }
    }
}

impl<S> Layer<S> for Auth {
    type Service = Guarded<S>;

    fn layer(&self, inner: S) -> Guarded<S> {
        Guarded { auth: self.clone(), inner }
    }
}

/// A service behind [`Auth`].
#[derive(Clone)]
pub(crate) struct Guarded<S> {
    auth: Auth,
    inner: S,
}

/// The header under which a request's id comes in and goes out.
const REQUEST_ID: http::HeaderName = http::HeaderName::from_static("x-request-id");

impl<S, B, R> Service<http::Request<B>> for Guarded<S>
where
    S: Service<http::Request<B>, Response = http::Response<R>>,
    S::Future: Send + 'static,
    S::Error: Send + 'static,
    R: Default + Send + 'static,
{
    type Response = http::Response<R>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: http::Request<B>) -> Self::Future {
        let header = request.headers().get(http::header::AUTHORIZATION);
        match self.auth.check(header, request.uri().path()) {
            Ok(principal) => {
                let id = request_id(request.headers().get(REQUEST_ID));
                let span = span(&request, &id);
                if let Some(parent) = trace_parent(request.headers()) {
                    // Who works for this call is a child of its span, or else of the caller.
                    let own = span.in_scope(TraceParent::current);
                    request.extensions_mut().insert(own.unwrap_or(parent));
                }
                request.extensions_mut().insert(principal);
                let answer = self.inner.call(request).instrument(span);
                Box::pin(async move {
                    let mut answer = answer.await?;
                    if let Some(refusal) = unreadable(answer.headers()) {
                        answer = refusal.into_http();
                    }
                    answer.headers_mut().insert(REQUEST_ID, id);
                    Ok(answer)
                })
            }
            Err(error) => {
                let refusal = Status::from(error).into_http();
                Box::pin(async move { Ok(refusal) })
            }
        }
    }
}

/// The answer to a request that could not be read at all. tonic calls that an internal error or
/// out of range; it is the caller's.
fn unreadable(headers: &http::HeaderMap) -> Option<Status> {
    let status = Status::from_header_map(headers)?;
    let text = match status.code() {
        Code::Internal if status.message().starts_with("failed to decode") => {
            "must be a readable message that is not nested too deeply".to_owned()
        }
        Code::OutOfRange => format!("must have at most {} bytes", limits::BODY_BYTES),
        _ => return None,
    };
    Some(Error::from(Violations::one("request", text)).into())
}

/// The span of a call: one that a collector may see when its caller keeps spans, otherwise one
/// for log lines only, so that the hot path pays for no span.
fn span<B>(request: &http::Request<B>, id: &http::HeaderValue) -> tracing::Span {
    let (id, method) = (id.to_str().unwrap_or_default(), request.uri().path());
    match trace_parent(request.headers()) {
        Some(parent) if parent.is_sampled() => {
            let span = tracing::info_span!("call", request.id = id, method);
            parent.adopt(&span);
            span
        }
        Some(_) | None => tracing::debug_span!("call", request.id = id, method),
    }
}

/// The caller's W3C trace context, when it is a whole one.
fn trace_parent(headers: &http::HeaderMap) -> Option<TraceParent> {
    headers.get("traceparent")?.to_str().ok()?.parse().ok()
}

/// The caller's id when it is a plain one, a fresh one otherwise.
fn request_id(header: Option<&http::HeaderValue>) -> http::HeaderValue {
    let plain = |id: &&http::HeaderValue| {
        let bytes = id.as_bytes();
        let allowed = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
        !bytes.is_empty() && bytes.len() <= 128 && bytes.iter().all(allowed)
    };
    header.filter(plain).cloned().unwrap_or_else(|| {
        let id = uuid::Uuid::now_v7().to_string();
        http::HeaderValue::from_str(&id).unwrap_or(http::HeaderValue::from_static("-"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(header: Option<&str>, method: &str) -> Result<Principal, Error> {
        let auth = Auth::new(&Secret::new("a"), &Secret::new("w"));
        let header = header.map(|text| http::HeaderValue::from_str(text).unwrap());
        auth.check(header.as_ref(), method)
    }

    #[test]
    fn a_call_needs_a_token_that_was_given_out_for_it() {
        let get = "/taskmaster.v1.TaskService/GetTask";
        assert_eq!(check(Some("Bearer a"), get), Ok(Principal("token:admin")));
        assert_eq!(check(Some("bearer w"), get), Err(Error::Forbidden));
        assert_eq!(check(Some("Bearer b"), get), Err(Error::Unauthenticated));
        assert_eq!(check(Some("Basic a"), get), Err(Error::Unauthenticated));
        assert_eq!(check(None, get), Err(Error::Unauthenticated));
        assert!(check(None, "/grpc.health.v1.Health/Check").is_ok());
    }

    #[test]
    fn a_request_id_that_could_break_a_log_line_is_replaced() {
        let kept = http::HeaderValue::from_static("abc-1");
        assert_eq!(request_id(Some(&kept)), kept);
        let odd = http::HeaderValue::from_static("a b");
        assert_ne!(request_id(Some(&odd)), odd);
    }
}
