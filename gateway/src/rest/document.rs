//! What the OpenAPI document has beside the routes: security, the problems that every route can
//! answer, and the limits of the domain.

mod limits;

use serde_json::Value as Json;
use utoipa::{
    OpenApi,
    openapi::{
        self, ContentBuilder, Ref, ResponseBuilder,
        path::Operation,
        security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme},
    },
};

use crate::{caller::COOKIE, problem::Problem};

/// The head of the OpenAPI document.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "TaskMaster",
        version = env!("CARGO_PKG_VERSION"),
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
        description = "Hand in tasks, watch them, steer the fleet.\n\n\
            Every call needs a bearer token or the session cookie, unless it says otherwise. \
            Times are RFC 3339; in answers they are UTC with three decimals, in requests they \
            need an offset. Fields and parameters that are not known are refused by name. \
            Errors are problems (RFC 9457): the last part of `type` never changes and may be \
            tested for. Limits of texts are in bytes of UTF-8."
    ),
    security(("bearer" = []), ("session" = [])),
    tags(
        (name = "tasks", description = "Hand in, look at, steer"),
        (name = "jobs", description = "Definitions that run on a schedule or by hand, their runs and their ledger"),
        (name = "queues", description = "What stands in which line"),
        (name = "workers", description = "Look at, drain, let go on"),
        (name = "fleet", description = "The workers that TaskMaster itself starts and stops"),
        (name = "system", description = "Health, and what the whole is made of"),
        (name = "session", description = "Sign-in of browsers"),
        (name = "classic", description = "Routes that keep the names of an earlier system"),
    ),
    components(schemas(Problem))
)]
pub(super) struct Head;

/// The problems that a call can be answered with, whatever it asks for.
const COMMON: [(&str, &str); 7] = [
    ("400", "Fields or parameters are missing, wrong or unknown"),
    ("401", "No token, or one that is not accepted"),
    ("403", "The token may not make this call"),
    ("429", "There is too much under way"),
    ("500", "A defect; the log says what"),
    ("503", "No coordinator answers, or the store is away"),
    ("504", "It took longer than it may"),
];

/// The problems of calls with a body.
const WITH_BODY: [(&str, &str); 2] =
    [("413", "The body is too large"), ("415", "The body is not application/json")];

/// Adds to the routes' own words what holds for all of them.
pub(super) fn finished(mut api: openapi::OpenApi) -> Result<Json, serde_json::Error> {
    let components = api.components.get_or_insert_default();
    let bearer = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
    let cookie = "What `POST /api/session` sets for browsers; at an address with a port its name \
                  ends in that, as in `taskmaster_session_8082`.";
    let cookie = ApiKey::Cookie(ApiKeyValue::with_description(COOKIE, cookie));
    components.add_security_scheme("bearer", bearer);
    components.add_security_scheme("session", SecurityScheme::ApiKey(cookie));
    for path in api.paths.paths.values_mut() {
        let operations =
            [&mut path.get, &mut path.post, &mut path.put, &mut path.delete, &mut path.patch];
        for operation in operations.into_iter().filter_map(Option::as_mut) {
            add_problems(operation);
        }
    }
    let mut document = serde_json::to_value(&api)?;
    limits::add(&mut document);
    Ok(document)
}

fn add_problems(operation: &mut Operation) {
    let with_body: &[_] = if operation.request_body.is_some() { &WITH_BODY } else { &[] };
    // What needs no token is answered without asking anybody.
    let common: &[_] = if operation.security.is_some() { &[] } else { &COMMON };
    for (status, about) in common.iter().chain(with_body) {
        let problem = Ref::from_schema_name("Problem");
        let content = ContentBuilder::new().schema(Some(problem)).build();
        let response = ResponseBuilder::new()
            .description(*about)
            .content("application/problem+json", content)
            .build();
        let responses = &mut operation.responses.responses;
        responses.entry((*status).to_owned()).or_insert_with(|| response.into());
    }
}
