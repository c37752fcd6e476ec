//! Who calls: the token that is carried on, from the `Authorization` header or the cookie.

use std::borrow::Cow;

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, Method, StatusCode, header, request::Parts},
};
use taskmaster_runtime::{RequestId, TraceParent};
use tonic::metadata::{Ascii, MetadataValue};

use crate::{origin, problem::Problem, server::Shared};

/// The cookie that holds a browser's session token, where the address has no port: see
/// [`cookie_name`]. HttpOnly, SameSite=Strict.
pub(crate) const COOKIE: &str = "taskmaster_session";

/// Bytes of a token. A longer one is none of ours.
pub(crate) const TOKEN_BYTES: usize = 4 * 1024;

/// A caller that showed some token. Whether it is a good one is for the coordinators to say.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    /// `Bearer …`, marked as sensitive; nothing for the few calls that need no token.
    pub(crate) bearer: Option<MetadataValue<Ascii>>,
    /// The request's id, carried on.
    pub(crate) request_id: MetadataValue<Ascii>,
    /// The caller's trace, carried on.
    pub(crate) trace_parent: Option<TraceParent>,
}

impl Caller {
    /// The caller of these headers.
    ///
    /// # Errors
    /// Without a token, and with a cookie from a page of another origin that is not allowed.
    pub(crate) fn of(
        method: &Method,
        headers: &HeaderMap,
        request_id: Option<&RequestId>,
        allowed_origins: &[String],
    ) -> Result<Self, Problem> {
        let bearer = match headers.get(header::AUTHORIZATION) {
            Some(header) => header.to_str().ok().and_then(bearer_of).map(str::to_owned),
            None => {
                let token = cookie(headers);
                // SameSite lets pages of other ports and of sibling names through.
                let must_be_ours = token.is_some() && !method.is_safe();
                if must_be_ours && !origin::may_use_cookie(headers, allowed_origins) {
                    let detail = "pages of another origin may not call with this cookie";
                    return Err(Problem::new(StatusCode::FORBIDDEN, "forbidden", detail));
                }
                token
            }
        };
        let token = bearer.ok_or_else(Problem::unauthenticated)?;
        Self::with_token(&token, headers, request_id)
    }

    /// A caller that has no token yet.
    pub(crate) fn anonymous(headers: &HeaderMap, request_id: Option<&RequestId>) -> Self {
        let request_id = request_id.map_or("-", RequestId::as_str);
        let request_id = request_id.parse().unwrap_or(MetadataValue::from_static("-"));
        let trace = headers.get("traceparent").and_then(|value| value.to_str().ok());
        let trace_parent = trace.and_then(|text| text.parse().ok());
        Self { bearer: None, request_id, trace_parent }
    }

    /// A caller with a token that came in another way.
    ///
    /// # Errors
    /// When it is too long, or no header can carry it.
    pub(crate) fn with_token(
        token: &str,
        headers: &HeaderMap,
        request_id: Option<&RequestId>,
    ) -> Result<Self, Problem> {
        if token.len() > TOKEN_BYTES {
            return Err(Problem::unauthenticated());
        }
        let unfit = |_| Problem::unauthenticated();
        let mut bearer: MetadataValue<Ascii> = format!("Bearer {token}").parse().map_err(unfit)?;
        bearer.set_sensitive(true);
        Ok(Self { bearer: Some(bearer), ..Self::anonymous(headers, request_id) })
    }
}

/// The token of a bearer header.
fn bearer_of(header: &str) -> Option<&str> {
    let (scheme, token) = header.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}

/// What the session's cookie is called at the address that a request was sent to. A browser keeps
/// one jar for all ports of a host, so each port has its own name: signing in at one TaskMaster
/// leaves another on the same host alone. Ports that a scheme implies have none, as browsers do not
/// say them.
pub(crate) fn cookie_name(headers: &HeaderMap) -> Cow<'static, str> {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let port = host.and_then(|host| host.rsplit_once(':')).map(|(_, port)| port.parse::<u16>());
    match port.and_then(Result::ok) {
        None | Some(80 | 443) => COOKIE.into(),
        Some(port) => format!("{COOKIE}_{port}").into(),
    }
}

/// The session token of the cookies.
pub(crate) fn cookie(headers: &HeaderMap) -> Option<String> {
    let wanted = cookie_name(headers);
    let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = all.flat_map(|line| line.split(';')).filter_map(|pair| pair.split_once('='));
    let (_, value) = pairs.find(|(name, _)| name.trim() == wanted)?;
    let value = value.trim();
    (!value.is_empty()).then(|| value.to_owned())
}

impl FromRequestParts<Shared> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, shared: &Shared) -> Result<Self, Problem> {
        let (id, allowed) = (parts.extensions.get(), &shared.config.allowed_origins);
        Self::of(&parts.method, &parts.headers, id, allowed)
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, HeaderValue::from_static(value));
        }
        headers
    }

    fn bearer(method: &Method, headers: &HeaderMap) -> Result<String, u16> {
        let allowed = ["https://ops.example".to_owned()];
        let caller = Caller::of(method, headers, None, &allowed);
        caller
            .map(|caller| caller.bearer.unwrap().to_str().unwrap().to_owned())
            .map_err(|why| why.status)
    }

    #[test]
    fn the_header_goes_before_the_cookie() {
        let both = [("authorization", "bearer a"), ("cookie", "x=1; taskmaster_session=b")];
        let post = |pairs: &[_]| bearer(&Method::POST, &headers(pairs));
        assert_eq!(post(&both), Ok("Bearer a".to_owned()));
        assert_eq!(post(&both[1..]), Ok("Bearer b".to_owned()));
        assert_eq!(post(&[]), Err(401));
        assert_eq!(post(&[("authorization", "Basic a")]), Err(401));
    }

    #[test]
    fn each_port_of_a_host_has_a_cookie_of_its_own() {
        let name = |host: &'static str| cookie_name(&headers(&[("host", host)])).into_owned();
        assert_eq!(name("localhost:8082"), "taskmaster_session_8082");
        assert_eq!(name("[::1]:8082"), "taskmaster_session_8082");
        for plain in ["tasks.example", "[::1]", "tasks.example:443", "tasks.example:80", "a:x;y"] {
            assert_eq!(name(plain), "taskmaster_session", "{plain}");
        }
        assert_eq!(cookie_name(&headers(&[])), "taskmaster_session");
        let both = "taskmaster_session=plain; taskmaster_session_8081=a; taskmaster_session_8082=b";
        let at = |host: &'static str| {
            bearer(&Method::GET, &headers(&[("host", host), ("cookie", both)]))
        };
        assert_eq!(at("localhost:8081"), Ok("Bearer a".to_owned()));
        assert_eq!(at("localhost:8082"), Ok("Bearer b".to_owned()));
        assert_eq!(at("localhost:8083"), Err(401));
        assert_eq!(at("localhost"), Ok("Bearer plain".to_owned()));
    }

    #[test]
    fn a_cookie_changes_nothing_for_a_page_of_another_origin() {
        let tried = |method: Method, name: &'static str, value: &'static str| {
            let mut headers = headers(&[("host", "tasks.example"), (name, value)]);
            headers.insert(header::COOKIE, HeaderValue::from_static("taskmaster_session=b"));
            let by_cookie = bearer(&method, &headers).map(|_| ());
            headers.insert(header::AUTHORIZATION, HeaderValue::from_static("Bearer a"));
            assert_eq!(bearer(&method, &headers), Ok("Bearer a".to_owned()), "{value}");
            by_cookie
        };
        let foreign = [
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
            ("origin", "https://tasks.example:9000"),
            ("origin", "https://www.tasks.example"),
            ("origin", "null"),
        ];
        for (name, value) in foreign {
            for method in [Method::POST, Method::PUT, Method::DELETE, Method::PATCH] {
                assert_eq!(tried(method, name, value), Err(403), "{value}");
            }
            assert_eq!(tried(Method::GET, name, value), Ok(()), "{value}");
        }
        let own = [
            ("sec-fetch-site", "same-origin"),
            ("sec-fetch-site", "none"),
            ("origin", "https://tasks.example"),
            ("origin", "https://ops.example"),
            ("accept", "*/*"),
        ];
        for (name, value) in own {
            assert_eq!(tried(Method::POST, name, value), Ok(()), "{value}");
        }
    }

    #[test]
    fn a_token_that_is_too_long_is_none() {
        let with = |bytes: usize| {
            let value = format!("Bearer {}", "a".repeat(bytes)).parse().unwrap();
            let headers = HeaderMap::from_iter([(header::AUTHORIZATION, value)]);
            bearer(&Method::GET, &headers).map(|_| ())
        };
        assert_eq!(with(TOKEN_BYTES), Ok(()));
        assert_eq!(with(TOKEN_BYTES + 1), Err(401));
    }
}
