//! What a caller is told when a call fails: RFC 9457 problems.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use taskmaster_domain::Violations;
use taskmaster_proto::Error;
use tonic::{Code, Status};
use tonic_types::StatusExt as _;
use utoipa::ToSchema;

use crate::rest::names::rest_path;

/// Why a call failed (`application/problem+json`).
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "type": "/problems/validation",
    "title": "Bad Request",
    "status": 400,
    "detail": "command must be present",
    "requestId": "019aa3b4-5c6d-7e8f-9a0b-1c2d3e4f5a6b",
    "errors": [{"field": "command", "message": "must be present"}]
}))]
pub(crate) struct Problem {
    /// `/problems/<slug>`; the slug never changes and may be tested for.
    #[serde(rename = "type")]
    #[schema(example = "/problems/validation")]
    pub(crate) kind: String,
    /// The HTTP status in words.
    pub(crate) title: &'static str,
    /// The HTTP status.
    #[schema(minimum = 400, maximum = 599)]
    pub(crate) status: u16,
    /// What went wrong, readable alone.
    pub(crate) detail: String,
    /// The id under which logs know this request; filled in on the way out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) request_id: Option<String>,
    /// The fields that are wrong, with `validation` alone.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub(crate) errors: Vec<FieldError>,
}

/// A field and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct FieldError {
    /// Its path, such as `tasks[17].command`.
    pub(crate) field: String,
    /// What must hold.
    pub(crate) message: String,
}

/// Fields that the sentence of a problem names; all are in its list.
const TOLD: usize = 5;

/// The media type of a problem.
pub(crate) const PROBLEM_JSON: HeaderValue = HeaderValue::from_static("application/problem+json");

impl Problem {
    /// A problem of the gateway's own.
    pub(crate) fn new(status: StatusCode, slug: &str, detail: impl Into<String>) -> Self {
        Self {
            kind: format!("/problems/{slug}"),
            title: status.canonical_reason().unwrap_or("Error"),
            status: status.as_u16(),
            detail: detail.into(),
            request_id: None,
            errors: Vec::new(),
        }
    }

    /// One wrong field.
    pub(crate) fn field(field: &str, message: impl Into<String>) -> Self {
        Violations::one(field, message).into()
    }

    /// The same with other names of the fields.
    pub(crate) fn renamed(mut self, name: impl Fn(&str) -> Option<&'static str>) -> Self {
        for error in &mut self.errors {
            if let Some(other) = name(&error.field) {
                other.clone_into(&mut error.field);
            }
        }
        self.retell();
        self
    }

    /// The same of what is the whole for its caller: fields lose this beginning of their path.
    pub(crate) fn below(mut self, prefix: &str) -> Self {
        for error in &mut self.errors {
            if let Some(rest) = error.field.strip_prefix(prefix) {
                error.field = rest.to_owned();
            }
        }
        self.retell();
        self
    }

    /// Nobody answered, or too late.
    pub(crate) const fn is_away(&self) -> bool {
        matches!(self.status, 503 | 504)
    }

    /// Says in a sentence which fields are wrong, as far as a sentence is readable.
    fn retell(&mut self) {
        let said = self
            .errors
            .iter()
            .take(TOLD)
            .map(|FieldError { field, message }| format!("{field} {message}"));
        let said: Vec<String> = said.collect();
        if !said.is_empty() {
            self.detail = said.join("; ");
        }
    }

    /// No token, or one that is not accepted.
    pub(crate) fn unauthenticated() -> Self {
        Error::Unauthenticated.into()
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let (_, status, slug) = error.wire();
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut problem = Self::new(status, slug, error.to_string());
        if let Error::Invalid(violations) = error {
            let to_error = |violation: taskmaster_domain::Violation| FieldError {
                field: violation.field,
                message: violation.message,
            };
            problem.errors = violations.0.into_iter().map(to_error).collect();
            problem.retell();
        }
        problem
    }
}

impl From<Violations> for Problem {
    fn from(violations: Violations) -> Self {
        Error::Invalid(violations).into()
    }
}

impl From<Status> for Problem {
    /// A coordinator's refusal, with the fields in the names of REST.
    fn from(status: Status) -> Self {
        let details = status.get_error_details();
        let slug = details.error_info().map(|info| info.reason.clone());
        let (http, fallback) = http_of(status.code());
        let http = slug.as_deref().and_then(status_of).unwrap_or(http);
        let detail = match status.code() {
            // Whatever broke on the way is of no use to the caller and may say too much.
            Code::Unavailable | Code::Unknown | Code::Internal if slug.is_none() => {
                Error::Unavailable.to_string()
            }
            _ => status.message().to_owned(),
        };
        let mut problem = Self::new(http, slug.as_deref().unwrap_or(fallback), detail);
        if let Some(bad) = details.bad_request() {
            let to_error = |violation: &tonic_types::FieldViolation| FieldError {
                field: rest_path(&violation.field),
                message: violation.description.clone(),
            };
            problem.errors = bad.field_violations.iter().map(to_error).collect();
            problem.retell();
        }
        problem
    }
}

/// The HTTP status that goes with a slug of the error table.
fn status_of(slug: &str) -> Option<StatusCode> {
    let known = [
        Error::WrongState(String::new()),
        Error::KeyTaken(String::new()),
        Error::NameTaken(String::new()),
        Error::JobNameTaken(String::new()),
        Error::VersionConflict(0),
        Error::JobDisabled,
        Error::AlreadyRunning,
        Error::ChecksNotOk(String::new()),
        Error::FleetUnavailable,
        Error::NotOurs(String::new()),
    ];
    let status = known.iter().map(Error::wire).find(|(_, _, known)| *known == slug)?.1;
    StatusCode::from_u16(status).ok()
}

/// The HTTP status and slug of a refusal that has no slug of its own.
const fn http_of(code: Code) -> (StatusCode, &'static str) {
    match code {
        Code::InvalidArgument | Code::OutOfRange => (StatusCode::BAD_REQUEST, "validation"),
        Code::Unauthenticated => (StatusCode::UNAUTHORIZED, "unauthenticated"),
        Code::PermissionDenied => (StatusCode::FORBIDDEN, "forbidden"),
        Code::NotFound => (StatusCode::NOT_FOUND, "not-found"),
        Code::FailedPrecondition | Code::AlreadyExists | Code::Aborted => {
            (StatusCode::CONFLICT, "wrong-state")
        }
        Code::ResourceExhausted => (StatusCode::TOO_MANY_REQUESTS, "exhausted"),
        Code::DeadlineExceeded => (StatusCode::GATEWAY_TIMEOUT, "deadline-exceeded"),
        Code::Unimplemented => (StatusCode::NOT_IMPLEMENTED, "not-implemented"),
        Code::Ok | Code::Cancelled | Code::Unknown | Code::Internal | Code::DataLoss => {
            (StatusCode::INTERNAL_SERVER_ERROR, "internal")
        }
        Code::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, "unavailable"),
    }
}

/// The body has more bytes than its path takes.
pub(crate) fn too_large(limit: usize) -> Problem {
    let detail = format!("the body must have at most {limit} bytes");
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large", detail)
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(&self)).into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, PROBLEM_JSON);
        if status == StatusCode::UNAUTHORIZED {
            let challenge = HeaderValue::from_static("Bearer");
            response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
        }
        if status == StatusCode::SERVICE_UNAVAILABLE {
            let soon = HeaderValue::from_static("1");
            response.headers_mut().insert(header::RETRY_AFTER, soon);
        }
        // The request id is known to the outermost layer only, which fills it in.
        response.extensions_mut().insert(self);
        response
    }
}

#[cfg(test)]
mod tests;
