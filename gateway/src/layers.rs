//! What every request passes, outermost first: its id, CORS (before authentication, so that a
//! browser can read a refusal), the size of its body and the
//! time that its parts may take, headers that harden browsers.

use std::{
    any::Any,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::{DefaultBodyLimit, Request, State},
    http::{HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use http_body_util::BodyExt as _;
use taskmaster_domain::limits;
use taskmaster_runtime::RequestId;
use tokio::time::timeout;
use tower_http::{
    catch_panic::CatchPanicLayer,
    cors::{AllowOrigin, CorsLayer},
    timeout::{TimeoutBody, TimeoutError},
};
use tracing::Instrument as _;

use crate::{
    metrics::Metrics,
    problem::{Problem, too_large},
};

/// The header under which a request's id comes in and goes out.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The header that makes a call that is repeated the same call.
pub(crate) const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// Puts all layers around the routes. `patience` is how long the next part of a body may take.
pub(crate) fn around(
    routes: Router,
    allowed_origins: &[String],
    base_path: &str,
    patience: Duration,
    metrics: Metrics,
) -> Router {
    let base_path: Arc<str> = base_path.into();
    routes
        .layer(middleware::from_fn(move |request, next| in_time(request, next, patience)))
        .layer(middleware::from_fn_with_state(BodyLimit(limits::BODY_BYTES), bounded))
        .layer(CatchPanicLayer::custom(broken))
        .layer(cors(allowed_origins))
        .layer(middleware::from_fn(move |request, next| {
            let (metrics, base_path) = (metrics.clone(), base_path.clone());
            async move { identified(request, next, &metrics, &base_path).await }
        }))
}

/// Bytes that the body of a request may have.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BodyLimit(pub(crate) usize);

/// How long the next part of a body that is refused may take.
const LINGER: Duration = Duration::from_secs(1);

/// How long all of a body that is refused may take: nobody has been authenticated yet.
const LINGER_IN_ALL: Duration = Duration::from_secs(5);

/// Bounds the body. One that is declared to be longer is refused by its header.
pub(crate) async fn bounded(
    State(limit): State<BodyLimit>,
    mut request: Request,
    next: Next,
) -> Response {
    let declared = request.headers().get(header::CONTENT_LENGTH);
    let declared = declared.and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if declared.is_some_and(|length| usize::try_from(length).map_or(true, |n| n > limit.0)) {
        // Whoever expects a word before the body hears it now.
        if !request.headers().contains_key(header::EXPECT) {
            let_pass(request.into_body(), limit.0, LINGER_IN_ALL).await;
        }
        return too_large(limit.0).into_response();
    }
    DefaultBodyLimit::max(limit.0).apply(&mut request);
    request.extensions_mut().insert(limit);
    next.run(request).await
}

/// Takes what comes of a refused body within a time, twice as much as it may have at the most: a client
/// that is cut off while it sends does not hear why.
async fn let_pass(mut body: Body, limit: usize, within: Duration) {
    let mut left = limit.saturating_mul(2);
    let passing = async {
        while let Ok(Some(Ok(part))) = timeout(LINGER, body.frame()).await {
            match left.checked_sub(part.data_ref().map_or(0, Bytes::len)) {
                Some(rest) => left = rest,
                None => return,
            }
        }
    };
    let _ = timeout(within, passing).await;
}

/// Gives up on a body whose next part takes longer than `patience`.
async fn in_time(request: Request, next: Next, patience: Duration) -> Response {
    let late = Arc::new(AtomicBool::new(false));
    let seen = late.clone();
    let request = request.map(|body| {
        Body::new(TimeoutBody::new(patience, body).map_err(move |cause| {
            seen.fetch_or(cause.is::<TimeoutError>(), Ordering::Relaxed);
            cause
        }))
    });
    let response = next.run(request).await;
    if late.load(Ordering::Relaxed) {
        let detail = "the body did not come in time";
        return Problem::new(StatusCode::REQUEST_TIMEOUT, "timeout", detail).into_response();
    }
    response
}

/// A handler broke down: the caller gets a problem like any other.
fn broken(cause: Box<dyn Any + Send + 'static>) -> Response {
    let text = cause.downcast_ref::<&str>().copied();
    let text = text.or_else(|| cause.downcast_ref::<String>().map(String::as_str));
    tracing::error!(cause = text.unwrap_or("unknown"), "a request broke down");
    Problem::from(taskmaster_proto::Error::Internal).into_response()
}

fn cors(allowed: &[String]) -> CorsLayer {
    let origins = if allowed.iter().any(|origin| origin == "*") {
        AllowOrigin::any()
    } else {
        let values = allowed.iter().filter_map(|origin| HeaderValue::from_str(origin).ok());
        AllowOrigin::list(values)
    };
    CorsLayer::new()
        .allow_origin(origins)
        .allow_methods([Method::GET, Method::POST, Method::PUT, Method::DELETE, Method::OPTIONS])
        .allow_headers([
            header::CONTENT_TYPE,
            header::AUTHORIZATION,
            header::IF_NONE_MATCH,
            REQUEST_ID,
            IDEMPOTENCY_KEY,
            HeaderName::from_static("traceparent"),
        ])
        .expose_headers([
            REQUEST_ID,
            header::ALLOW,
            header::CONTENT_DISPOSITION,
            header::ETAG,
            header::LOCATION,
            header::RETRY_AFTER,
        ])
        .max_age(Duration::from_secs(600))
}

/// Gives the request its id, its span and its line in the metrics.
async fn identified(
    mut request: Request,
    next: Next,
    metrics: &Metrics,
    base_path: &str,
) -> Response {
    let id = RequestId::of(request.headers().get(&REQUEST_ID).and_then(|id| id.to_str().ok()));
    let method = request.method().clone();
    let span = tracing::debug_span!("request", request.id = id.as_str(), %method, path = request.uri().path());
    request.extensions_mut().insert(id.clone());
    let began = tokio::time::Instant::now();
    let mut response = next.run(request).instrument(span).await;
    metrics.answered(&method, response.status(), began.elapsed());
    if let Some(mut problem) = response.extensions_mut().remove::<Problem>() {
        problem.request_id = Some(id.as_str().to_owned());
        problem.kind.insert_str(0, base_path);
        if let Ok(body) = serde_json::to_vec(&problem) {
            response.headers_mut().remove(header::CONTENT_LENGTH);
            *response.body_mut() = Body::from(body);
        }
    }
    let headers = response.headers_mut();
    if let Ok(id) = HeaderValue::from_str(id.as_str()) {
        headers.insert(REQUEST_ID, id);
    }
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// Nothing is served at this path.
pub(crate) async fn no_route() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "no-route", "nothing is served at this path")
}

/// The path is served, but not by this method.
pub(crate) async fn no_method() -> Problem {
    let detail = "this path does not take this method; the header Allow names those that it takes";
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed", detail)
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use futures::stream;

    use super::*;

    #[tokio::test]
    async fn a_refused_body_that_never_ends_is_let_pass_for_a_while_only() {
        let endless = stream::unfold((), async |()| {
            tokio::task::yield_now().await;
            Some((Ok::<_, Infallible>(Bytes::new()), ()))
        });
        let passed = let_pass(Body::from_stream(endless), 1, Duration::from_millis(20));
        assert!(timeout(Duration::from_secs(10), passed).await.is_ok());
    }
}
