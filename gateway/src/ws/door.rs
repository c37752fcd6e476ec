//! Who may open a socket: a token that is no part of the address, from a page that may.

use axum::http::{HeaderMap, Method, StatusCode, header};

use taskmaster_runtime::RequestId;

use crate::{caller::Caller, origin, problem::Problem};

/// The subprotocol that the gateway speaks.
pub(super) const PROTOCOL: &str = "taskmaster";
/// What stands before a token among the subprotocols: browsers cannot send another header.
const BEARER: &str = "bearer.";

/// The caller behind an upgrade.
///
/// # Errors
/// Without a token, and for a page of another site.
pub(super) fn caller(
    headers: &HeaderMap,
    request_id: Option<&RequestId>,
    allowed_origins: &[String],
) -> Result<Caller, Problem> {
    if !origin::is_allowed(headers, allowed_origins) {
        let detail = "pages of this origin may not open a socket here";
        return Err(Problem::new(StatusCode::FORBIDDEN, "forbidden", detail));
    }
    match subprotocol_token(headers) {
        Some(token) if !headers.contains_key(header::AUTHORIZATION) => {
            Caller::with_token(token, headers, request_id)
        }
        _ => Caller::of(&Method::GET, headers, request_id, allowed_origins),
    }
}

fn subprotocol_token(headers: &HeaderMap) -> Option<&str> {
    let all = headers.get_all(header::SEC_WEBSOCKET_PROTOCOL).iter();
    let names = all.filter_map(|value| value.to_str().ok()).flat_map(|line| line.split(','));
    names.filter_map(|name| name.trim().strip_prefix(BEARER)).find(|token| !token.is_empty())
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    fn bearer(pairs: &[(&'static str, &'static str)]) -> Result<String, u16> {
        let pair = |(name, value): &(&'static str, &'static str)| {
            (HeaderName::from_static(name), HeaderValue::from_static(value))
        };
        let headers: HeaderMap = pairs.iter().map(pair).collect();
        match caller(&headers, None, &[]) {
            Ok(caller) => Ok(caller.bearer.unwrap().to_str().unwrap().to_owned()),
            Err(problem) => Err(problem.status),
        }
    }

    #[test]
    fn a_token_comes_by_header_or_subprotocol_or_cookie() {
        let all = [
            ("authorization", "Bearer a"),
            ("sec-websocket-protocol", "taskmaster, bearer.b"),
            ("cookie", "taskmaster_session=c"),
        ];
        assert_eq!(bearer(&all), Ok("Bearer a".to_owned()));
        assert_eq!(bearer(&all[1..]), Ok("Bearer b".to_owned()));
        assert_eq!(bearer(&all[2..]), Ok("Bearer c".to_owned()));
        assert_eq!(bearer(&[("sec-websocket-protocol", "taskmaster, bearer.")]), Err(401));
    }

    #[test]
    fn a_page_of_another_site_is_turned_away_with_the_best_of_tokens() {
        let token = ("authorization", "Bearer a");
        let from = |origin| bearer(&[token, ("host", "tasks.example"), ("origin", origin)]);
        assert_eq!(from("https://tasks.example"), Ok("Bearer a".to_owned()));
        assert_eq!(from("https://evil.example"), Err(403));
        assert_eq!(from("null"), Err(403));
    }
}
