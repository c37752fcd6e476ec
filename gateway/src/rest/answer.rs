//! Answers that several routes give.

use std::hash::{DefaultHasher, Hasher as _};

use axum::{
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;

use crate::problem::Problem;

/// JSON with a weak ETag; 304 without a body for a caller that has it already.
///
/// # Errors
/// Never in practice: all that is shown is plain data.
pub(crate) fn tagged<T: Serialize>(asked: &HeaderMap, body: &T) -> Result<Response, Problem> {
    let body = serde_json::to_vec(body).map_err(|_| taskmaster_proto::Error::Internal)?;
    let mut hasher = DefaultHasher::new();
    hasher.write(&body);
    let tag = format!("W/\"{:016x}\"", hasher.finish());
    let known = has(asked, &tag);
    let tag = HeaderValue::from_str(&tag).map_err(|_| taskmaster_proto::Error::Internal)?;
    let revalidate = HeaderValue::from_static("private, no-cache");
    let json = HeaderValue::from_static("application/json");
    let head = [(header::ETAG, tag), (header::CACHE_CONTROL, revalidate)];
    Ok(if known {
        (StatusCode::NOT_MODIFIED, head).into_response()
    } else {
        (head, [(header::CONTENT_TYPE, json)], body).into_response()
    })
}

/// Whether `If-None-Match` names this weak tag, or any.
fn has(asked: &HeaderMap, tag: &str) -> bool {
    let opaque = tag.trim_start_matches("W/");
    let given = asked.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    let mut tags = given.flat_map(|line| line.split(',')).map(str::trim);
    tags.any(|known| known == "*" || known.trim_start_matches("W/") == opaque)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_that_is_known_is_not_sent_again() {
        let first = tagged(&HeaderMap::new(), &[1]).unwrap();
        let tag = first.headers()[header::ETAG].clone();
        let mut asked = HeaderMap::new();
        asked.insert(header::IF_NONE_MATCH, tag);
        assert_eq!(tagged(&asked, &[1]).unwrap().status(), StatusCode::NOT_MODIFIED);
        assert_eq!(tagged(&asked, &[2]).unwrap().status(), StatusCode::OK);
    }
}
