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
    body::Body,
    extract::{DefaultBodyLimit, Request},
    http::{HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use http_body_util::BodyExt as _;
use taskmaster_domain::limits;
use taskmaster_runtime::RequestId;
use tower_http::{
    catch_panic::CatchPanicLayer,
    cors::{AllowOrigin, CorsLayer},
    timeout::{TimeoutBody, TimeoutError},
};
use tracing::Instrument as _;

use crate::{metrics::Metrics, problem::Problem};

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
        .layer(DefaultBodyLimit::max(limits::BODY_BYTES))
        .layer(CatchPanicLayer::custom(broken))
        .layer(cors(allowed_origins))
        .layer(middleware::from_fn(move |request, next| {
            let (metrics, base_path) = (metrics.clone(), base_path.clone());
            async move { identified(request, next, &metrics, &base_path).await }
        }))
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
