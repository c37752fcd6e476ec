//! Reading a request. Whatever is wrong with it is told as a problem that names the field.

mod asked;
mod entries;
mod fault;
mod shape;

use std::str::FromStr;

use axum::{
    body::Bytes,
    extract::{
        FromRequest, FromRequestParts, OptionalFromRequest, Path, Request, rejection::PathRejection,
    },
    http::{HeaderMap, StatusCode, header, request::Parts},
};
use serde::{Deserialize, Deserializer, de::DeserializeOwned, de::Error as _};
use taskmaster_domain::{limits, task::is_label_name};

pub(crate) use asked::Asked;
pub(crate) use entries::{Entries, Free};
pub(crate) use fault::{is_within, read};
pub(crate) use shape::{Object, Word};

use crate::{
    layers::BodyLimit,
    problem::{Problem, too_large},
};

/// Bytes of the caller's own text that a refusal repeats.
const ECHO: usize = 300;

/// A JSON object as the body.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Body<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        if !is_json(request.headers()) {
            return Err(Problem::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "unsupported-media-type",
                "the body must be application/json",
            ));
        }
        let Object(body) = read(&whole(request, state).await?, "body")?;
        Ok(Self(body))
    }
}

async fn whole<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, Problem> {
    let limit = request.extensions().get().map_or(limits::BODY_BYTES, |BodyLimit(limit)| *limit);
    Bytes::from_request(request, state).await.map_err(|why| match why.status() {
        StatusCode::PAYLOAD_TOO_LARGE => too_large(limit),
        _ => Problem::field("body", "must be a whole JSON document"),
    })
}

impl<S: Send + Sync, T: DeserializeOwned> OptionalFromRequest<S> for Body<T> {
    type Rejection = Problem;

    /// Nothing when the body is empty, whatever is said about its type, or a JSON `null`.
    async fn from_request(request: Request, state: &S) -> Result<Option<Self>, Problem> {
        let (parts, body) = request.into_parts();
        let bytes = whole(Request::from_parts(parts.clone(), body), state).await?;
        if bytes.is_empty() || is_json(&parts.headers) && bytes.trim_ascii() == b"null" {
            return Ok(None);
        }
        let request = Request::from_parts(parts, bytes.into());
        <Self as FromRequest<S>>::from_request(request, state).await.map(Some)
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let said = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = said.map(|said| said.split(';').next().unwrap_or_default().trim());
    essence.is_some_and(|essence| {
        let essence = essence.to_ascii_lowercase();
        let suffixed = essence.strip_prefix("application/");
        suffixed.is_some_and(|of| of == "json" || of.ends_with("+json"))
    })
}

/// A text of the caller's, short enough to be sent back.
fn echo(text: &str) -> String {
    match text.char_indices().find(|(at, _)| *at >= ECHO) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// Parts of the path.
#[derive(Clone, Copy, Debug)]
pub(crate) struct At<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for At<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match Path::<T>::from_request_parts(parts, state).await {
            Ok(Path(at)) => Ok(Self(at)),
            Err(why) => Err(path_problem(&why)),
        }
    }
}

fn path_problem(why: &PathRejection) -> Problem {
    let text = why.body_text();
    let said = text.strip_prefix("Invalid URL: ").unwrap_or(&text);
    if said.contains(NOT_A_UUID) {
        return Problem::field("id", NOT_A_UUID);
    }
    if said.contains(NOT_A_NAME) {
        return Problem::field("name", NOT_A_NAME);
    }
    Problem::field("path", echo(said))
}

const NOT_A_UUID: &str = "must be a UUID, such as 019aa3b4-5c6d-7e8f-9a0b-1c2d3e4f5a6b";

/// The id of a task, in the form in which it was given out.
#[derive(Clone, Debug)]
pub(crate) struct Id(pub(crate) String);

impl Id {
    /// Reads one.
    ///
    /// # Errors
    /// When it is none.
    pub(crate) fn parse(text: &str) -> Result<Self, &'static str> {
        match uuid::Uuid::try_parse(text) {
            // Other ways to write one are nobody's links.
            Ok(id) if text.len() == 36 => Ok(Self(id.to_string())),
            _ => Err(NOT_A_UUID),
        }
    }
}

impl FromStr for Id {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

const NOT_A_NAME: &str = "must be 1 to 255 letters, digits, or one of . _ - /";

/// The name of a worker, as far as one can have it.
#[derive(Clone, Debug)]
pub(crate) struct WorkerName(pub(crate) String);

impl<'de> Deserialize<'de> for WorkerName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        match is_label_name(&name) {
            true => Ok(Self(name)),
            false => Err(D::Error::custom(NOT_A_NAME)),
        }
    }
}

/// A whole number, however it is written: JSON makes no difference between 3 and 3.0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Whole(pub(crate) i64);

impl<'de> Deserialize<'de> for Whole {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        const EXACT: f64 = 9_007_199_254_740_992.0;
        let number = serde_json::Number::deserialize(deserializer)?;
        if let Some(whole) = number.as_i64() {
            return Ok(Self(whole));
        }
        match number.as_f64() {
            // Beyond all limits: as wrong as their ends.
            Some(float) if float.fract() == 0.0 && float.abs() > EXACT => {
                Ok(Self(if float < 0.0 { i64::MIN } else { i64::MAX }))
            }
            #[expect(clippy::cast_possible_truncation, reason = "whole and within 2^53")]
            Some(float) if float.fract() == 0.0 => Ok(Self(float as i64)),
            _ => Err(D::Error::custom("must be a whole number")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_number_may_be_written_with_a_point() {
        let read = |text: &str| serde_json::from_str::<Whole>(text).map(|Whole(whole)| whole).ok();
        assert_eq!([read("3"), read("3.0"), read("-2e1")], [Some(3), Some(3), Some(-20)]);
        assert_eq!([read("3.5"), read("\"3\""), read("null")], [None; 3]);
        assert_eq!(read("1e300"), Some(i64::MAX));
    }

    #[test]
    fn a_body_of_any_json_type_is_read_and_of_no_other() {
        let says = |said: &'static str| {
            let value = header::HeaderValue::from_static(said);
            is_json(&HeaderMap::from_iter([(header::CONTENT_TYPE, value)]))
        };
        assert!(says("application/json") && says("Application/JSON; charset=utf-8"));
        assert!(says("application/merge-patch+json"));
        assert!(!says("text/json") && !says("application/jsonp") && !says("text/plain"));
        assert!(!is_json(&HeaderMap::new()));
    }

    #[test]
    fn an_id_is_read_in_one_form_only() {
        let id = "019aa3b4-5c6d-7e8f-9a0b-1c2d3e4f5a6b";
        assert_eq!(Id::parse(id).unwrap().0, id);
        for wrong in ["", "7", "{019aa3b4-5c6d-7e8f-9a0b-1c2d3e4f5a6b}", &id.replace('-', "")] {
            assert!(Id::parse(wrong).is_err(), "{wrong}");
        }
    }
}
