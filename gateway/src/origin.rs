//! Whether a browser's page may do what only our own pages, and those that were allowed, may.

use axum::http::{HeaderMap, header};

/// Whether the page behind a request is of our own origin or an allowed one, `*` being all of
/// them. What comes from no page may pass: nobody lured it here.
pub(crate) fn is_allowed(headers: &HeaderMap, allowed: &[String]) -> bool {
    let open = allowed.iter().any(|known| known == "*") && headers.contains_key(header::ORIGIN);
    open || may_use_cookie(headers, allowed)
}

/// The same for what the cookie vouches for: there `*` names nobody.
pub(crate) fn may_use_cookie(headers: &HeaderMap, allowed: &[String]) -> bool {
    let Some(origin) = headers.get(header::ORIGIN) else { return !is_foreign(headers) };
    let Ok(origin) = origin.to_str() else { return false };
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    // The scheme is not known behind a proxy that ends TLS; the host is what a page cannot choose.
    let authority = origin.split_once("://").map(|(_, authority)| authority);
    let is_own = host.is_some() && authority.map(with_port) == host.map(with_port);
    is_own || allowed.iter().any(|known| known.eq_ignore_ascii_case(origin))
}

/// Ports that a scheme implies are left out by some and not by others.
fn with_port(authority: &str) -> String {
    let authority = authority.to_ascii_lowercase();
    let implied = authority.strip_suffix(":443").or_else(|| authority.strip_suffix(":80"));
    implied.map_or_else(|| authority.clone(), str::to_owned)
}

/// Whether the browser says that a page of another origin made the request, be it of the same
/// site: another port, or a sibling's name.
fn is_foreign(headers: &HeaderMap) -> bool {
    let site = headers.get("sec-fetch-site");
    site.is_some_and(|site| site != "same-origin" && site != "none")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(origin: Option<&'static str>, allowed: &[&str]) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, "tasks.example:8081".parse().unwrap());
        if let Some(origin) = origin {
            headers.insert(header::ORIGIN, origin.parse().unwrap());
        }
        let allowed: Vec<String> = allowed.iter().map(|&text| text.to_owned()).collect();
        is_allowed(&headers, &allowed)
    }

    #[test]
    fn our_own_pages_and_the_allowed_ones_may() {
        assert!(allowed(None, &[]));
        assert!(allowed(Some("http://tasks.example:8081"), &[]));
        assert!(!allowed(Some("http://tasks.example"), &[]), "another port is another origin");
        assert!(!allowed(Some("http://tasks.example:8081.evil.example"), &[]));
        assert!(!allowed(Some("https://ops.example"), &["https://ops.example.evil"]));
        assert!(allowed(Some("https://ops.example"), &["https://ops.example"]));
        assert!(allowed(Some("https://any.example"), &["*"]));
        assert!(!allowed(Some("null"), &[]));
    }

    #[test]
    fn the_cookie_is_not_for_any_page_even_when_the_api_is() {
        let mut headers = HeaderMap::new();
        headers.insert(header::ORIGIN, "https://any.example".parse().unwrap());
        assert!(!may_use_cookie(&headers, &["*".to_owned()]));
        assert!(may_use_cookie(&headers, &["https://any.example".to_owned()]));
    }

    #[test]
    fn a_page_that_does_not_say_its_origin_is_judged_by_its_browser() {
        let from = |site: &'static str| {
            is_allowed(
                &HeaderMap::from_iter([("sec-fetch-site".parse().unwrap(), site.parse().unwrap())]),
                &[],
            )
        };
        assert!(from("same-origin") && from("none"));
        assert!(!from("same-site") && !from("cross-site") && !from("later"));
    }
}
