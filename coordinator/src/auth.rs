//! Who calls: a bearer token becomes a role, and the table of the domain says what it may call.
//!
//! One layer in front of everything, reflection and health included, so that no service can
//! forget to ask.

mod ended;
mod signer;
mod task_token;

use std::{
    borrow::Cow,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use taskmaster_domain::{
    AttemptRef, Timestamp, Violations,
    access::{Role, may_call},
    limits,
};
use taskmaster_proto::Error;
use taskmaster_runtime::{Clock, RequestId, Secret, TraceParent};
use taskmaster_store::{ClusterKey, SessionNonce};
use tonic::{Code, Status, codegen::http};
use tower::{Layer, Service};
use tracing::Instrument as _;

pub(crate) use ended::Ended;
pub(crate) use signer::{NoRandomness, Signer};

/// Who made a call; an extension of every request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Principal {
    /// `kind:name`. A session acts as who opened it.
    pub(crate) name: Cow<'static, str>,
    pub(crate) role: Role,
    /// The end of the session or of the attempt's token, when the caller is one.
    pub(crate) expires_at: Option<Timestamp>,
    /// The attempt whose command calls; it may speak for its own task only.
    pub(crate) of: Option<AttemptRef>,
    /// Which session the caller is, when it is one.
    pub(crate) session: Option<SessionNonce>,
}

impl Principal {
    const fn lasting(name: &'static str, role: Role) -> Self {
        Self { name: Cow::Borrowed(name), role, expires_at: None, of: None, session: None }
    }
}

/// Knows the tokens.
#[derive(Clone)]
pub(crate) struct Auth(Arc<Known>);

/// Tokens as digests: comparing those takes the same time whatever is sent.
struct Known {
    admin: [u8; 32],
    worker: [u8; 32],
    signer: Signer,
    ended: Ended,
    clock: Clock,
}

fn digest(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}

impl Auth {
    /// Takes these tokens, and the sessions that were opened with them in the cluster with this
    /// key.
    pub(crate) fn new(admin: &Secret, worker: &Secret, cluster: &ClusterKey, clock: Clock) -> Self {
        let (admin, worker) = (digest(admin.expose()), digest(worker.expose()));
        let signer = Signer::new(cluster, &admin);
        Self(Arc::new(Known { admin, worker, signer, ended: Ended::default(), clock }))
    }

    /// What signs this cluster's sessions.
    pub(crate) fn signer(&self) -> Signer {
        self.0.signer.clone()
    }

    /// The sessions that are refused though their time has not come.
    pub(crate) fn ended(&self) -> Ended {
        self.0.ended.clone()
    }

    /// The caller with this `authorization` header; nothing for a token that nobody gave out.
    /// Tokens that were given out for good are looked for first: they make nearly all calls.
    fn principal(&self, header: Option<&http::HeaderValue>) -> Option<Principal> {
        let Some(header) = header else {
            return Some(Principal::lasting("anonymous:", Role::Anonymous));
        };
        let (scheme, token) = header.to_str().ok()?.split_once(' ')?;
        if !scheme.eq_ignore_ascii_case("bearer") {
            return None;
        }
        let (known, token) = (&*self.0, token.trim());
        let digest = digest(token);
        let (admin, worker) = (digest.ct_eq(&known.admin), digest.ct_eq(&known.worker));
        if admin.into() {
            Some(Principal::lasting("token:admin", Role::Admin))
        } else if worker.into() {
            Some(Principal::lasting("worker:join", Role::Worker))
        } else {
            let (signer, now) = (&known.signer, known.clock.now());
            let lasts = |caller: &Principal| !caller.session.is_some_and(|s| known.ended.has(&s));
            let session = signer.principal(token, now).filter(lasts);
            session.or_else(|| signer.task_principal(token, now))
        }
    }

    /// Who calls, or why the call is refused.
    fn check(&self, header: Option<&http::HeaderValue>, method: &str) -> Result<Principal, Error> {
        let principal = self.principal(header).ok_or(Error::Unauthenticated)?;
        match principal.role {
            role if may_call(role, method) => Ok(principal),
            Role::Anonymous => Err(Error::Unauthenticated),
            Role::Worker | Role::Admin | Role::Task => Err(Error::Forbidden),
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

/// The request's id as a header.
fn request_id(header: Option<&http::HeaderValue>) -> http::HeaderValue {
    let id = RequestId::of(header.and_then(|id| id.to_str().ok()));
    http::HeaderValue::from_str(id.as_str()).unwrap_or(http::HeaderValue::from_static("-"))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use taskmaster_store::EndedSession;

    use super::*;

    fn auth(clock: &Clock) -> Auth {
        let cluster = ClusterKey::new([1; 32]);
        Auth::new(&Secret::new("a"), &Secret::new("w"), &cluster, clock.clone())
    }

    fn check(header: Option<&str>, method: &str) -> Result<Principal, Error> {
        let header = header.map(|text| http::HeaderValue::from_str(text).unwrap());
        auth(&Clock::default()).check(header.as_ref(), method)
    }

    #[test]
    fn a_call_needs_a_token_that_was_given_out_for_it() {
        let get = "/taskmaster.v1.TaskService/GetTask";
        let admin = Principal::lasting("token:admin", Role::Admin);
        assert_eq!(check(Some("Bearer a"), get), Ok(admin));
        assert_eq!(check(Some("bearer w"), get), Err(Error::Forbidden));
        assert_eq!(check(Some("Bearer b"), get), Err(Error::Unauthenticated));
        assert_eq!(check(Some("Basic a"), get), Err(Error::Unauthenticated));
        assert_eq!(check(None, get), Err(Error::Unauthenticated));
        assert!(check(None, "/grpc.health.v1.Health/Check").is_ok());
    }

    #[test]
    fn a_session_may_do_what_its_role_may_until_it_ends() {
        let clock = Clock::default();
        let (auth, end) = (auth(&clock), clock.now().plus(Duration::from_secs(60)));
        let call = |role, method: &str| {
            let token = auth.signer().session("token:admin", role, end).unwrap();
            let header = http::HeaderValue::from_str(&format!("Bearer {token}")).unwrap();
            auth.check(Some(&header), method)
        };
        let (get, open) =
            ("/taskmaster.v1.TaskService/GetTask", "/taskmaster.v1.SessionService/OpenSession");
        let admin = call(Role::Admin, get).unwrap();
        assert_eq!((&*admin.name, admin.expires_at), ("token:admin", Some(end)));
        assert_eq!(call(Role::Admin, open), Err(Error::Forbidden));
        assert_eq!(call(Role::Worker, get), Err(Error::Forbidden));
        clock.set(end);
        assert_eq!(call(Role::Admin, get), Err(Error::Unauthenticated));
    }

    #[test]
    fn a_session_that_was_ended_is_nobodys_and_another_one_goes_on() {
        let clock = Clock::default();
        let (auth, end) = (auth(&clock), clock.now().plus(Duration::from_secs(60)));
        let get = "/taskmaster.v1.TaskService/GetTask";
        let open = || auth.signer().session("token:admin", Role::Admin, end).unwrap();
        let check = |token: &str| {
            let header = http::HeaderValue::from_str(&format!("Bearer {token}")).unwrap();
            auth.check(Some(&header), get)
        };
        let (one, other) = (open(), open());
        let nonce = check(&one).unwrap().session.unwrap();
        auth.ended().add(&[EndedSession { nonce, expires_at: end }], clock.now());
        assert_eq!(check(&one), Err(Error::Unauthenticated));
        assert!(check(&other).is_ok());
        assert!(check("a").is_ok());
    }

    #[test]
    fn a_request_id_that_could_break_a_log_line_is_replaced() {
        let kept = http::HeaderValue::from_static("abc-1");
        assert_eq!(request_id(Some(&kept)), kept);
        let odd = http::HeaderValue::from_static("a b");
        assert_ne!(request_id(Some(&odd)), odd);
    }
}
