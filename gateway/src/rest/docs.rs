//! The API's description, a page to read and try it on, and, in a program without the dashboard, a
//! page to sign in. The pages need no token and no network; what they show does.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Path, State as Of},
    http::{HeaderMap, HeaderName, HeaderValue, header},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use serde_json::{Value as Json, json};

use super::{answer::tagged, session::who_is};
use crate::{caller::Caller, dashboard, layers::no_route, problem::Problem, server::Shared};

/// Of our own pages: nothing from elsewhere, nothing inline.
const STRICT: &str =
    "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
/// The API page draws its icons from data URLs and sets styles on elements.
const API_PAGE: &str = "default-src 'none'; script-src 'self'; connect-src 'self'; \
    style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/// Files change with the program only.
const CACHE: HeaderValue = HeaderValue::from_static("public, max-age=300");

const HTML: &str = "text/html; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";

/// All of it, below the base path.
pub(super) fn routes(base_path: &str, mut document: Json) -> Router<Shared> {
    let server = if base_path.is_empty() { "/" } else { base_path };
    document["servers"] = json!([{ "url": server }]);
    let document = Arc::new(document);
    let describe = async move |shared: Of<Shared>, caller: Caller, headers: HeaderMap| {
        openapi(&shared, &caller, &headers, &document).await
    };
    let pages = Router::new()
        .route("/api/openapi.json", get(describe))
        .route("/api/docs", get(to_page))
        .route("/api/docs/", get(page(include_str!("docs/docs.html"), HTML, API_PAGE)))
        .route("/api/docs/docs.js", get(page(include_str!("docs/docs.js"), SCRIPT, API_PAGE)))
        .route("/api/docs/{file}", get(vendored));
    if dashboard::is_built() {
        return pages.route("/sign-in", get(dashboard::home));
    }
    pages
        .route("/sign-in", get(page(include_str!("docs/sign-in.html"), HTML, STRICT)))
        .route("/sign-in.js", get(page(include_str!("docs/sign-in.js"), SCRIPT, STRICT)))
        .route("/sign-in.css", get(page(include_str!("docs/sign-in.css"), STYLE, STRICT)))
}

/// Relative addresses of the page need the slash.
async fn to_page(Of(shared): Of<Shared>) -> Redirect {
    Redirect::temporary(&format!("{}/api/docs/", shared.config.base_path))
}

/// The description itself, for those who may call at all.
async fn openapi(
    shared: &Shared,
    caller: &Caller,
    headers: &HeaderMap,
    document: &Json,
) -> Result<Response, Problem> {
    who_is(shared, caller).await?;
    tagged(headers, document)
}

/// One of our own files.
fn page(
    text: &'static str,
    kind: &'static str,
    policy: &'static str,
) -> impl Fn() -> std::future::Ready<Response> + Clone + Send + Sync + 'static {
    move || std::future::ready((head(kind, policy), text).into_response())
}

fn head(kind: &'static str, policy: &'static str) -> [(HeaderName, HeaderValue); 3] {
    [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy)),
        (header::CACHE_CONTROL, CACHE),
    ]
}

/// One of the files of the API page that come with the program.
async fn vendored(Path(name): Path<String>) -> Result<Response, Problem> {
    let kind = match name.as_str() {
        "swagger-ui-bundle.js" => SCRIPT,
        "swagger-ui.css" => STYLE,
        "favicon-32x32.png" => "image/png",
        _ => return Err(no_route().await),
    };
    let config = Arc::new(utoipa_swagger_ui::Config::default());
    let file = utoipa_swagger_ui::serve(&name, config).ok().flatten();
    match file {
        Some(file) => Ok((head(kind, API_PAGE), file.bytes.into_owned()).into_response()),
        None => Err(no_route().await),
    }
}
