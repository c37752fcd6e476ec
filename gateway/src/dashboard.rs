//! The dashboard: files that come with the program. They need no token; what they show does.
//!
//! A program that was built without it says at `/` how it is built.

use axum::{
    extract::{Request, State as Of},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};

use crate::{layers::no_route, server::Shared};

/// Names of these never stand for another content.
const HASHED: &str = "assets/";
const FOREVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// The others change with the program only.
const CACHE: HeaderValue = HeaderValue::from_static("public, max-age=300");

/// Where the base path goes in `index.html`.
const BASE: &str = r#"<base href="/" />"#;
/// And where the nonce.
const NONCE: &str = r#"<meta name="style-nonce" content="" />"#;

/// A file of the dashboard.
struct File {
    name: &'static str,
    plain: &'static [u8],
    gzip: Option<&'static [u8]>,
    brotli: Option<&'static [u8]>,
}

static FILES: &[File] = include!(concat!(env!("OUT_DIR"), "/dashboard.rs"));

/// Whether this program has one.
pub(crate) const fn is_built() -> bool {
    !FILES.is_empty()
}

/// What no other route serves: a file, or for a browser that goes to a page the page itself, which
/// finds out from the address what to show.
pub(crate) async fn serve(Of(shared): Of<Shared>, request: Request) -> Response {
    let name = request.uri().path().trim_start_matches('/');
    if !matches!(*request.method(), Method::GET | Method::HEAD) || is_of_the_api(name) {
        return no_route().await.into_response();
    }
    match find(name) {
        Some(file) if file.name != INDEX => asset(file, request.headers()),
        _ if is_built() && !name.starts_with(HASHED) && wants_page(request.headers()) => {
            page(&shared.config.base_path)
        }
        _ => no_route().await.into_response(),
    }
}

/// The page itself, whatever the caller says that it reads.
pub(crate) async fn home(Of(shared): Of<Shared>) -> Response {
    page(&shared.config.base_path)
}

const INDEX: &str = "index.html";

fn find(name: &str) -> Option<&'static File> {
    let at = FILES.binary_search_by(|file| file.name.cmp(name)).ok()?;
    FILES.get(at)
}

fn is_of_the_api(name: &str) -> bool {
    name == "api" || name.starts_with("api/")
}

/// Browsers say so when somebody goes to an address; programs that mistyped one must be told.
fn wants_page(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    accept.is_some_and(|accept| accept.contains("text/html"))
}

fn asset(file: &'static File, headers: &HeaderMap) -> Response {
    let cache = if file.name.starts_with(HASHED) { FOREVER } else { CACHE };
    let (encoding, bytes) = encoded(file, headers);
    let mut response = bytes.into_response();
    let out = response.headers_mut();
    out.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind(file.name)));
    out.insert(header::CACHE_CONTROL, cache);
    out.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    out.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'"));
    if let Some(encoding) = encoding {
        out.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}

/// The smallest form that the caller takes.
fn encoded(file: &File, headers: &HeaderMap) -> (Option<&'static str>, &'static [u8]) {
    let forms = [("br", file.brotli), ("gzip", file.gzip)];
    let taken = forms.into_iter().find_map(|(name, bytes)| {
        bytes.filter(|_| accepts(headers, name)).map(|bytes| (Some(name), bytes))
    });
    taken.unwrap_or((None, file.plain))
}

fn accepts(headers: &HeaderMap, encoding: &str) -> bool {
    let all = headers.get_all(header::ACCEPT_ENCODING).iter();
    all.filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(',')).any(|one| {
        let (name, weight) = one.split_once(';').unwrap_or((one, ""));
        let refused = weight.trim().strip_prefix("q=").and_then(|q| q.parse().ok()) == Some(0.0);
        name.trim().eq_ignore_ascii_case(encoding) && !refused
    })
}

fn kind(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
        Some("json" | "webmanifest") => "application/json",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// The page, under a policy that lets nothing in that does not come with the program. It is drawn
/// by styles that it makes itself: those carry a nonce, which is another one each time. So the page,
/// a kilobyte, must never come from a cache.
fn page(base_path: &str) -> Response {
    let nonce = uuid::Uuid::new_v4().simple().to_string();
    let html = match find(INDEX) {
        Some(file) => String::from_utf8_lossy(file.plain),
        None => include_str!("dashboard/unbuilt.html").into(),
    };
    let html = filled(&html, base_path, &nonce);
    let policy = policy(&nonce);
    let mut response = (StatusCode::OK, html).into_response();
    let out = response.headers_mut();
    out.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        out.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

fn filled(html: &str, base_path: &str, nonce: &str) -> String {
    html.replacen(BASE, &format!(r#"<base href="{base_path}/" />"#), 1).replacen(
        NONCE,
        &format!(r#"<meta name="style-nonce" content="{nonce}" />"#),
        1,
    )
}

fn policy(nonce: &str) -> String {
    format!(
        "default-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; \
         connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; \
         frame-ancestors 'none'"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_base_path_and_the_nonce_find_their_places_in_the_page() {
        let html = filled(include_str!("../../dashboard/index.html"), "/tm", "n0");
        assert!(html.contains(r#"<base href="/tm/" />"#));
        assert!(html.contains(r#"<meta name="style-nonce" content="n0" />"#));
        assert!(filled(include_str!("../../dashboard/index.html"), "", "").contains(BASE));
    }

    #[test]
    fn a_caller_gets_a_form_that_it_takes() {
        let file = File { name: "a.js", plain: b"p", gzip: Some(b"g"), brotli: Some(b"b") };
        let form = |accept: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(accept));
            encoded(&file, &headers).0
        };
        assert_eq!(form("gzip, deflate, br"), Some("br"));
        assert_eq!(form("gzip, br;q=0"), Some("gzip"));
        assert_eq!(form("identity"), None);
    }

    #[test]
    fn only_who_reads_pages_gets_one_for_an_unknown_path() {
        let reads = |accept: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT, HeaderValue::from_static(accept));
            wants_page(&headers)
        };
        assert!(reads("text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"));
        assert!(!reads("*/*") && !wants_page(&HeaderMap::new()));
    }

    #[test]
    fn the_api_never_answers_with_a_page() {
        assert!(is_of_the_api("api/nothing") && is_of_the_api("api"));
        assert!(!is_of_the_api("apis"));
    }
}
