//! What is wrong with a JSON text, in the words of the API: a field, and what must hold of it.

mod again;

use serde::de::DeserializeOwned;
use serde_path_to_error::{Path, Segment};

use super::echo;
use crate::problem::Problem;

/// Reads a JSON text that the caller calls `whole`.
///
/// # Errors
/// Names the fields that are wrong; of a text that is long the first one.
pub(crate) fn read<T: DeserializeOwned>(text: &[u8], whole: &str) -> Result<T, Problem> {
    let mut reader = serde_json::Deserializer::from_slice(text);
    let value = serde_path_to_error::deserialize(&mut reader)
        .map_err(|fault| again::all::<T>(fault, text, whole))?;
    reader.end().map_err(|cause| Problem::field(whole, format!("is not JSON: {cause}")))?;
    Ok(value)
}

/// The field and what must hold of it, of serde's words.
fn told(path: &Path, said: &str, whole: &str) -> (String, String) {
    let fault = placeless(said);
    if fault == "recursion limit exceeded" {
        return (name(path, true, whole), "is nested too deeply".to_owned());
    }
    if fault == "number out of range" {
        return (name(path, false, whole), "is out of range".to_owned());
    }
    for (begin, message) in
        [("missing field `", "must be present"), ("duplicate field `", "must not be repeated")]
    {
        if let Some((field, _)) = fault.strip_prefix(begin).and_then(|rest| rest.split_once('`')) {
            return (member(path, field), message.to_owned());
        }
    }
    if let Some(rest) = fault.strip_prefix("unknown field `") {
        let (_, known) = rest.rsplit_once("`, expected ").unwrap_or((rest, "none"));
        // Its own name ends the path already.
        return (name(path, false, whole), format!("is not known here, only {}", list(known)));
    }
    match plain(fault) {
        Some(message) => (name(path, false, whole), message),
        // Where in the text it was is all there is to say.
        None => (whole.to_owned(), format!("is not JSON: {said}")),
    }
}

/// What must hold of a value, by what serde expected; nothing when it speaks of no value.
pub(super) fn plain(fault: &str) -> Option<String> {
    if fault.starts_with("must ") {
        return Some(fault.to_owned());
    }
    let (found, expected) = fault.rsplit_once(", expected ")?;
    if found.starts_with("unknown variant") {
        let several = if expected.contains(',') { "one of " } else { "" };
        return Some(format!("must be {several}{}", list(expected)));
    }
    let expected = match expected {
        "f32" | "f64" => "a number",
        "a JSON number" | "i64" => "a whole number",
        "i32" => "a whole number of at most 2147483647",
        "u64" => "a whole number that is not negative",
        "a boolean" => "true or false",
        "a borrowed string" => "a string",
        "a map" => "an object",
        "a sequence" => "an array",
        other => other,
    };
    match found == "invalid type: null" {
        true => Some(format!("must be present, as {expected}")),
        false => Some(format!("must be {expected}")),
    }
}

/// serde's list without its quotes.
fn list(known: &str) -> String {
    known.trim_start_matches("one of ").replace('`', "")
}

/// Without ` at line 1 column 2`.
fn placeless(said: &str) -> &str {
    let is_place =
        |place: &str| place.bytes().all(|b| b.is_ascii_digit() || b" column".contains(&b));
    said.rsplit_once(" at line ")
        .filter(|(_, place)| is_place(place))
        .map_or(said, |(said, _)| said)
}

/// A member of what is at a path.
fn member(path: &Path, field: &str) -> String {
    let at = name(path, false, "");
    if at.is_empty() { field.to_owned() } else { format!("{at}.{field}") }
}

/// Whether a field is another one, or in it.
pub(crate) fn is_within(inner: &str, outer: &str) -> bool {
    inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

/// A path as the caller wrote it, `whole` when it is of all; `shortened` to a field of a task.
fn name(path: &Path, shortened: bool, whole: &str) -> String {
    let mut name = String::new();
    for segment in path.iter() {
        let is_task = name.is_empty() || (name.starts_with("tasks") && !name.contains('.'));
        if shortened && !is_task {
            break;
        }
        match segment {
            Segment::Seq { index } => name.push_str(&format!("[{index}]")),
            Segment::Map { key } if is_plain(key) && name.is_empty() => name.push_str(key),
            Segment::Map { key } if is_plain(key) => name.push_str(&format!(".{key}")),
            Segment::Map { key } => name.push_str(&format!("[{:?}]", echo(key))),
            Segment::Enum { .. } | Segment::Unknown => {}
        }
    }
    if name.is_empty() { whole.to_owned() } else { name }
}

fn is_plain(key: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    !key.is_empty() && key.chars().all(allowed)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;

    use super::*;
    use crate::{
        extract::{Object, Whole, Word},
        rest::words::{Backoff, Kind},
        time::Time,
    };

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields, rename_all = "camelCase")]
    #[expect(dead_code, reason = "only its errors are of interest")]
    struct One {
        kind: Option<Word<Kind>>,
        command: Option<String>,
        name: Option<String>,
        at: Option<Time>,
        count: Option<Whole>,
        delay_seconds: Option<f64>,
        exclusive: Option<bool>,
        env: Option<BTreeMap<String, String>>,
        metadata: Option<serde_json::Map<String, serde_json::Value>>,
        retry: Option<Object<Retry>>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only its errors are of interest")]
    struct Retry {
        backoff: Option<Word<Backoff>>,
        tries: Option<Whole>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Many {
        #[expect(dead_code, reason = "only its errors are of interest")]
        tasks: Vec<Object<One>>,
    }

    fn one(text: &str) -> String {
        read::<Object<One>>(text.as_bytes(), "body").unwrap_err().detail
    }

    #[test]
    fn what_must_hold_is_told_of_the_field() {
        let cases = [
            (r#"["echo"]"#, "body must be an object"),
            ("null", "body must be present, as an object"),
            (r#"{"retry":[]}"#, "retry must be an object"),
            (
                r#"{"at":"noon"}"#,
                "at must be an RFC 3339 time with an offset, such as 2026-01-31T09:00:00Z",
            ),
            (r#"{"kind":"sleep"}"#, "kind must be one of shell, simulate, noop"),
            (r#"{"kind":{"noop":null}}"#, "kind must be a string"),
            (r#"{"retry":{"backoff":"x"}}"#, "retry.backoff must be fixed or exponential"),
            (r#"{"count":"1"}"#, "count must be a whole number"),
            (r#"{"count":1.5}"#, "count must be a whole number"),
            (r#"{"count":1e999}"#, "count is out of range"),
            (r#"{"delaySeconds":"1"}"#, "delaySeconds must be a number"),
            (r#"{"exclusive":1}"#, "exclusive must be true or false"),
            (r#"{"env":{"A B":1}}"#, r#"env["A B"] must be a string"#),
            (r#"{"env":{"A":null}}"#, "env.A must be present, as a string"),
            (r#"{"env":[]}"#, "env must be an object"),
            (r#"{"command":"a","command":"b"}"#, "command must not be repeated"),
            (r#"{"name":{", expected x at line 7":1}}"#, "name must be a string"),
            ("{} {}", "body is not JSON: trailing characters at line 1 column 4"),
            ("{", "body is not JSON: EOF while parsing an object at line 1 column 1"),
        ];
        for (text, told) in cases {
            assert_eq!(one(text), told, "{text}");
        }
    }

    #[test]
    fn what_is_not_known_is_named_as_the_caller_wrote_it() {
        let cases = [
            (r#"{"again":1}"#, "retry.again"),
            (r#"{"retry":1}"#, "retry.retry"),
            (r#"{"":1}"#, r#"retry[""]"#),
            (r#"{"x y":1}"#, r#"retry["x y"]"#),
            (r#"{"a.b":1}"#, r#"retry["a.b"]"#),
            (r#"{"ä":1}"#, r#"retry["ä"]"#),
            (r#"{"`, expected `x":1}"#, r#"retry["`, expected `x"]"#),
        ];
        for (retry, named) in cases {
            let told = format!("{named} is not known here, only backoff or tries");
            assert_eq!(one(&format!(r#"{{"retry":{retry}}}"#)), told);
        }
        let top = one(r#"{"x y":1}"#);
        assert!(top.starts_with(r#"["x y"] is not known here, only "#), "{top}");
    }

    #[test]
    fn the_field_is_named_in_its_place() {
        let one = |text: &str| read::<Object<Many>>(text.as_bytes(), "body").unwrap_err().detail;
        assert_eq!(one("{}"), "tasks must be present");
        assert_eq!(one(r#"{"tasks":{}}"#), "tasks must be an array");
        assert_eq!(one(r#"{"tasks":[{},[]]}"#), "tasks[1] must be an object");
        assert_eq!(one(r#"{"tasks":[{"name":1}]}"#), "tasks[0].name must be a string");
        let deep = format!(r#"{{"tasks":[{{"metadata":{{"a":{}"#, "[".repeat(5_000));
        assert_eq!(one(&deep), "tasks[0].metadata is nested too deeply");
        let long = one(&format!(r#"{{"{}":1}}"#, "ä".repeat(9_000)));
        assert!(long.len() < 1_000, "{long}");
    }
}
