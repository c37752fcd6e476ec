//! Who calls: the token that is carried on, from the `Authorization` header or the cookie.

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, Method, header, request::Parts},
};
use taskmaster_runtime::TraceParent;
use tonic::metadata::{Ascii, MetadataValue};

use crate::{layers::RequestId, origin, problem::Problem};

/// The cookie that holds a browser's session token. HttpOnly, SameSite=Strict.
pub(crate) const COOKIE: &str = "taskmaster_session";

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
    /// Without a token, and with a cookie from another site's page.
    pub(crate) fn of(
        method: &Method,
        headers: &HeaderMap,
        request_id: Option<&RequestId>,
    ) -> Result<Self, Problem> {
        let bearer = match headers.get(header::AUTHORIZATION) {
            Some(header) => header.to_str().ok().and_then(bearer_of).map(str::to_owned),
            None => {
                let token = cookie(headers);
                // SameSite keeps other sites' cookies away; an old browser is caught here.
                if token.is_some() && !method.is_safe() && origin::is_cross_site(headers) {
                    return Err(taskmaster_proto::Error::Forbidden.into());
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
    /// When no header can carry it.
    pub(crate) fn with_token(
        token: &str,
        headers: &HeaderMap,
        request_id: Option<&RequestId>,
    ) -> Result<Self, Problem> {
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

/// The session token of the cookies.
pub(crate) fn cookie(headers: &HeaderMap) -> Option<String> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = all.flat_map(|line| line.split(';')).filter_map(|pair| pair.split_once('='));
    let (_, value) = pairs.find(|(name, _)| name.trim() == COOKIE)?;
    let value = value.trim();
    (!value.is_empty()).then(|| value.to_owned())
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        Self::of(&parts.method, &parts.headers, parts.extensions.get::<RequestId>())
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

    fn bearer(pairs: &[(&'static str, &'static str)]) -> Result<String, u16> {
        let caller = Caller::of(&Method::POST, &headers(pairs), None);
        caller
            .map(|caller| caller.bearer.unwrap().to_str().unwrap().to_owned())
            .map_err(|why| why.status)
    }

    #[test]
    fn the_header_goes_before_the_cookie() {
        let both = [("authorization", "bearer a"), ("cookie", "x=1; taskmaster_session=b")];
        assert_eq!(bearer(&both), Ok("Bearer a".to_owned()));
        assert_eq!(bearer(&both[1..]), Ok("Bearer b".to_owned()));
        assert_eq!(bearer(&[]), Err(401));
        assert_eq!(bearer(&[("authorization", "Basic a")]), Err(401));
    }

    #[test]
    fn a_cookie_is_not_taken_from_another_sites_page() {
        let pairs = [("cookie", "taskmaster_session=b"), ("sec-fetch-site", "cross-site")];
        assert_eq!(bearer(&pairs), Err(403));
    }
}
