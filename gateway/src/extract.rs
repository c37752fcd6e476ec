//! Reading a request. Whatever is wrong with it is told as a problem that names the field.

mod asked;

use axum::{
    Json,
    extract::{
        FromRequest, FromRequestParts, Path, Request,
        rejection::{JsonRejection, PathRejection},
    },
    http::{StatusCode, request::Parts},
};
use serde::{Deserialize, Deserializer, de::DeserializeOwned, de::Error as _};

pub(crate) use asked::Asked;

use crate::problem::{Problem, too_large};

/// Bytes of the caller's own text that a refusal repeats.
const ECHO: usize = 300;

/// A JSON body.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Body<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        match Json::<T>::from_request(request, state).await {
            Ok(Json(body)) => Ok(Self(body)),
            Err(why) => Err(body_problem(&why)),
        }
    }
}

fn body_problem(why: &JsonRejection) -> Problem {
    match why {
        JsonRejection::MissingJsonContentType(_) => Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "unsupported-media-type",
            "the body must be application/json",
        ),
        JsonRejection::BytesRejection(_) if why.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            too_large()
        }
        JsonRejection::JsonDataError(_) | JsonRejection::JsonSyntaxError(_) => {
            let (field, message) = split(&why.body_text());
            Problem::field(&field, message)
        }
        _ => Problem::field("body", "must be a whole JSON document"),
    }
}

/// The field and the fault of serde's words, such as
/// `Failed to deserialize … : tasks[1].queue: invalid type: …`.
fn split(text: &str) -> (String, String) {
    let said = text.split_once(": ").map_or(text, |(_, said)| said);
    let is_path = |path: &str| {
        let allowed = |c: char| c.is_ascii_alphanumeric() || "._-[]".contains(c);
        !path.is_empty() && path.len() <= ECHO && path.chars().all(allowed)
    };
    let (path, fault) = match said.split_once(": ") {
        Some((path, fault)) if is_path(path) => (path, fault),
        _ => ("", said),
    };
    let missing = fault.strip_prefix("missing field `").or(fault.strip_prefix("unknown field `"));
    let named = missing.and_then(|rest| rest.split_once('`')).map_or("", |(field, _)| field);
    let field = match (path, named) {
        ("", "") => "body".to_owned(),
        ("", named) => named.to_owned(),
        (path, "") => path.to_owned(),
        (path, named) if path.ends_with(named) => path.to_owned(),
        (path, named) => format!("{path}.{named}"),
    };
    (echo(&field), echo(&plain(fault, field == "body")))
}

/// serde's fault in plain words. Where in the text it was is of use only without a field.
fn plain(fault: &str, with_place: bool) -> String {
    let placeless = fault.split_once(" at line ").map_or(fault, |(said, _)| said);
    if fault.starts_with("missing field") {
        return "must be present".to_owned();
    }
    if let Some((_, known)) = placeless.split_once("`, expected ")
        && fault.starts_with("unknown field")
    {
        return format!("is not known here, only {}", known.trim_start_matches("one of "));
    }
    if with_place { fault.to_owned() } else { placeless.to_owned() }
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

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(D::Error::custom)
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
    fn the_words_of_serde_become_a_field_and_a_fault() {
        let told = |said: &str| {
            let (field, message) = split(&format!("Failed to deserialize: {said}"));
            format!("{field} | {message}")
        };
        assert_eq!(told("tasks[1].queue: invalid type: x"), "tasks[1].queue | invalid type: x");
        assert_eq!(told("missing field `name` at line 1 column 2"), "name | must be present");
        assert_eq!(told("tasks[1]: missing field `a`"), "tasks[1].a | must be present");
        let unknown =
            told("retry.b: unknown field `b`, expected one of `a`, `c` at line 1 column 2");
        assert_eq!(unknown, "retry.b | is not known here, only `a`, `c`");
        assert_eq!(told("expected value at line 1"), "body | expected value at line 1");
        let long = told(&"ä".repeat(1_000));
        assert!(long.len() < 2 * ECHO, "{long}");
    }

    #[test]
    fn a_whole_number_may_be_written_with_a_point() {
        let read = |text: &str| serde_json::from_str::<Whole>(text).map(|Whole(whole)| whole).ok();
        assert_eq!([read("3"), read("3.0"), read("-2e1")], [Some(3), Some(3), Some(-20)]);
        assert_eq!([read("3.5"), read("\"3\""), read("null")], [None; 3]);
        assert_eq!(read("1e300"), Some(i64::MAX));
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
