//! Signing in: a browser changes a token or a one-time code for a cookie that no script can read.

use axum::{
    Extension, Json,
    extract::{FromRequest as _, Request, State as Of},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    middleware,
    response::{IntoResponse as _, Response},
};
use serde::{Deserialize, Deserializer, Serialize};
use taskmaster_domain::{Timestamp, limits};
use taskmaster_proto::{
    Error, convert,
    v1::{self, identity_service_client::IdentityServiceClient},
};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        RefOr,
        schema::{AdditionalProperties, ObjectBuilder, Schema, Type},
    },
};
use utoipa_axum::router::{UtoipaMethodRouter, UtoipaMethodRouterExt as _};

use taskmaster_runtime::RequestId;

use crate::{
    caller::{self, Caller, TOKEN_BYTES, cookie_name},
    extract::Body,
    layers::{BodyLimit, bounded},
    origin,
    problem::Problem,
    server::Shared,
    time::Time,
    upstream::Repeat,
};

/// Bytes of the whole body. Anybody may send one.
const BODY_BYTES: usize = 8 * 1024;

/// Routes whose bodies are small.
pub(super) fn limited(routes: UtoipaMethodRouter<Shared>) -> UtoipaMethodRouter<Shared> {
    routes.layer(middleware::from_fn_with_state(BodyLimit(BODY_BYTES), bounded))
}

/// What a browser signs in with: one of the two.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignIn {
    #[serde(default, deserialize_with = "given")]
    token: Option<String>,
    #[serde(default, deserialize_with = "given")]
    code: Option<String>,
}

/// A text; null is none.
fn given<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    String::deserialize(deserializer).map(Some)
}

impl PartialSchema for SignIn {
    fn schema() -> RefOr<Schema> {
        let text = |bytes: usize, about: &str| {
            ObjectBuilder::new()
                .schema_type(Type::String)
                .min_length(Some(1))
                .max_length(Some(bytes))
                .pattern(Some(r"^[^\u0000]*$"))
                .description(Some(about))
        };
        let code = text(limits::SIGN_IN_CODE_BYTES, "A one-time code of a sign-in link");
        ObjectBuilder::new()
            .schema_type(Type::Object)
            .property("token", text(TOKEN_BYTES, "A token that the API takes as a bearer token"))
            .property("code", code)
            .min_properties(Some(1))
            .max_properties(Some(1))
            .additional_properties(Some(AdditionalProperties::FreeForm(false)))
            .description(Some("What a browser signs in with: one of the two"))
            .into()
    }
}

impl ToSchema for SignIn {}

/// What a caller may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Role {
    /// Take tasks.
    Worker,
    /// Everything else.
    Admin,
}

/// Who calls.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Session {
    /// `kind:name`.
    #[schema(example = "token:admin")]
    principal: String,
    /// What the caller may do; null for nothing.
    #[schema(required)]
    role: Option<Role>,
    /// When it ends; null for a token without an end.
    #[schema(required)]
    expires_at: Option<Time>,
}

/// Who calls.
#[utoipa::path(
    get,
    path = "/api/session",
    tag = "session",
    responses((status = 200, description = "The caller", body = Session))
)]
pub(crate) async fn get_session(
    Of(shared): Of<Shared>,
    caller: Caller,
) -> Result<Json<Session>, Problem> {
    let answer = who_is(&shared, &caller).await?;
    let role = match answer.role() {
        v1::Role::Unspecified => None,
        v1::Role::Worker => Some(Role::Worker),
        v1::Role::Admin => Some(Role::Admin),
    };
    let expires_at = Time::from_wire(answer.expires_at);
    Ok(Json(Session { principal: answer.principal, role, expires_at }))
}

/// Asks a coordinator who a caller is.
pub(crate) async fn who_is(
    shared: &Shared,
    caller: &Caller,
) -> Result<v1::GetCallerResponse, Problem> {
    let call =
        async |link| IdentityServiceClient::new(link).get_caller(v1::GetCallerRequest {}).await;
    shared.upstream.call(caller, Repeat::Safe, call).await
}

/// Signs a browser in. Needs no token.
///
/// The answer sets a cookie, which stands for the token from then on. It is called
/// `taskmaster_session_8082` at an address with port 8082, and `taskmaster_session` at one without a
/// port. A code can be used once.
#[utoipa::path(
    post,
    path = "/api/session",
    tag = "session",
    request_body = SignIn,
    security(()),
    responses(
        (status = 204, description = "Signed in", headers(("Set-Cookie" = String, description = "The session"))),
        (status = 400, description = "Not one of token and code", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "A token or code that is not accepted", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "A page of another site asked, or the token may not make this call", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "There is too much under way", body = Problem, content_type = "application/problem+json"),
        (status = 500, description = "A defect; the log says what", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "No coordinator answers, or the store is away", body = Problem, content_type = "application/problem+json"),
        (status = 504, description = "It took longer than it may", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn sign_in(Of(shared): Of<Shared>, request: Request) -> Result<Response, Problem> {
    let headers = request.headers().clone();
    let request_id = request.extensions().get::<RequestId>().cloned();
    must_be_own_page(&shared, &headers)?;
    let body = match Body::<SignIn>::from_request(request, &()).await {
        Ok(Body(body)) => body,
        Err(problem) if problem.status == StatusCode::PAYLOAD_TOO_LARGE => {
            let detail = format!("the body must have at most {BODY_BYTES} bytes");
            return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large", detail));
        }
        Err(problem) => return Err(problem),
    };
    let session = match (body.token, body.code) {
        (Some(token), None) => {
            let caller = Caller::with_token(in_bounds(&token)?, &headers, request_id.as_ref())?;
            let call = async |link| {
                IdentityServiceClient::new(link).create_session(v1::CreateSessionRequest {}).await
            };
            shared.upstream.call(&caller, Repeat::Safe, call).await?.session
        }
        (None, Some(code)) => {
            let caller = Caller::anonymous(&headers, request_id.as_ref());
            let call = async |link| {
                let request = v1::ExchangeSignInCodeRequest { code: code.clone() };
                IdentityServiceClient::new(link).exchange_sign_in_code(request).await
            };
            shared.upstream.call(&caller, Repeat::IfUnsent, call).await?.session
        }
        _ => return Err(Problem::field("body", "must have either token or code")),
    };
    let session = session.ok_or(Error::Internal)?;
    let end = session.expires_at.as_ref().and_then(convert::timestamp);
    let cookie = cookie(&shared, &headers, &session.token, end.ok_or(Error::Internal)?)?;
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response())
}

/// Signs a browser out. Needs no token.
///
/// The session of the cookie ends, whoever else has it: within 2 s at every coordinator. The answer
/// removes the cookie.
#[utoipa::path(
    delete,
    path = "/api/session",
    tag = "session",
    security(()),
    responses(
        (status = 204, description = "Signed out", headers(("Set-Cookie" = String, description = "No session"))),
        (status = 403, description = "A page of another site asked", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "There is too much under way", body = Problem, content_type = "application/problem+json"),
        (status = 500, description = "A defect; the log says what", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "No coordinator answers, or the store is away: the session goes on", body = Problem, content_type = "application/problem+json"),
        (status = 504, description = "It took longer than it may", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn sign_out(
    Of(shared): Of<Shared>,
    request_id: Option<Extension<RequestId>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    must_be_own_page(&shared, &headers)?;
    let id = request_id.as_ref().map(|Extension(id)| id);
    let token = caller::cookie(&headers);
    let caller = token.and_then(|token| Caller::with_token(&token, &headers, id).ok());
    if let Some(caller) = caller {
        let call = async |link| {
            IdentityServiceClient::new(link).end_session(v1::EndSessionRequest {}).await
        };
        match shared.upstream.call(&caller, Repeat::Safe, call).await {
            // What is not accepted any more has ended, maybe by an earlier try.
            Err(problem) if problem.status != StatusCode::UNAUTHORIZED => return Err(problem),
            Ok(_) | Err(_) => {}
        }
    }
    let cookie = cookie(&shared, &headers, "", Timestamp::from_micros(0))?;
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response())
}

/// A page of another origin must not sign a browser in as somebody else, nor out.
fn must_be_own_page(shared: &Shared, headers: &HeaderMap) -> Result<(), Problem> {
    if origin::may_use_cookie(headers, &shared.config.allowed_origins) {
        return Ok(());
    }
    let detail = "pages of another origin may not sign in or out here";
    Err(Problem::new(StatusCode::FORBIDDEN, "forbidden", detail))
}

fn in_bounds(token: &str) -> Result<&str, Problem> {
    match token.len() {
        0 => Err(Problem::field("token", "must not be empty")),
        1..=TOKEN_BYTES => Ok(token),
        _ => Err(Problem::field("token", format!("must have at most {TOKEN_BYTES} bytes"))),
    }
}

fn cookie(
    shared: &Shared,
    headers: &HeaderMap,
    token: &str,
    end: Timestamp,
) -> Result<HeaderValue, Problem> {
    let path = match shared.config.base_path.as_str() {
        "" => "/",
        path => path,
    };
    let age = end.since(shared.clock.now()).as_secs();
    let public_url = shared.config.public_url.as_deref();
    let secure = if is_https(headers, public_url) { "; Secure" } else { "" };
    let name = cookie_name(headers);
    let cookie =
        format!("{name}={token}; Path={path}; Max-Age={age}; HttpOnly; SameSite=Strict{secure}");
    let mut cookie = HeaderValue::from_str(&cookie).map_err(|_| Error::Internal)?;
    cookie.set_sensitive(true);
    Ok(cookie)
}

/// Whether the browser speaks TLS with whatever stands before the gateway. Whoever says so wrongly
/// only keeps its own cookie from itself.
fn is_https(headers: &HeaderMap, public_url: Option<&str>) -> bool {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let forwarded = text("x-forwarded-proto").and_then(|all| all.split(',').next());
    match forwarded {
        Some(scheme) => scheme.trim().eq_ignore_ascii_case("https"),
        None => {
            let page = text("origin").is_some_and(|origin| origin.starts_with("https://"));
            page || public_url.is_some_and(|url| url.starts_with("https://"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_secure_when_the_browser_came_by_tls() {
        let https = |name: &'static str, value: &'static str, url| {
            let mut headers = HeaderMap::new();
            headers.insert(name, HeaderValue::from_static(value));
            is_https(&headers, url)
        };
        assert!(https("x-forwarded-proto", "https, http", None));
        assert!(!https("x-forwarded-proto", "http", Some("https://tasks.example")));
        assert!(https("host", "a", Some("https://tasks.example")));
        assert!(https("origin", "https://tasks.example", None));
        assert!(!https("host", "a", None));
    }
}
