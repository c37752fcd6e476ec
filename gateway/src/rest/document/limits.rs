//! The limits of the domain, written into the document, so that nothing repeats a number.

mod jobs;

use serde_json::{Value as Json, json};
use taskmaster_domain::limits;

/// A text without U+0000, which no database keeps.
const PLAIN: &str = r"^[^\u0000]*$";
/// The same with something to see: not only white space.
const SEEN: &str = concat!(
    r"^[^\u0000]*[^\u0000\t-\r \u0085\u00a0\u1680\u2000-\u200a",
    r"\u2028\u2029\u202f\u205f\u3000][^\u0000]*$"
);
/// A name: neither U+0000 nor any other control character.
const NAME: &str = r"^[^\u0000-\u001f\u007f-\u009f]*$";
/// What no name that people tell things apart by has, at its ends and between them: control
/// characters, those that cannot be seen, and outside also white space. What cannot be seen beyond
/// U+FFFF is left out: engines of patterns do not agree on how it is written.
macro_rules! title {
    ($but:literal) => {
        concat!(
            r"[^\u0000-\u001f\u007f-\u00a0\u00ad \u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180e",
            r"\u2000-\u200b\u200e\u200f\u2028-\u202f\u205f-\u206f\u3000\u3164\ufeff\uffa0",
            r"\ufff0-\ufffb",
            $but,
            r"]([^\u0000-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b",
            r"\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb",
            $but,
            r"]*[^\u0000-\u001f\u007f-\u00a0\u00ad \u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180e",
            r"\u2000-\u200b\u200e\u200f\u2028-\u202f\u205f-\u206f\u3000\u3164\ufeff\uffa0",
            r"\ufff0-\ufffb",
            $but,
            r"])?$",
        )
    };
}
/// The name of a job or a check.
const TITLE: &str = concat!("^", title!(""));
/// The name of a queue: the same without commas, and not `*`.
const QUEUE: &str = concat!(r"^(?!\*$)", title!(","));
/// An absolute path.
const ABSOLUTE: &str = r"^/[^\u0000]*$";
/// The largest whole number to which all smaller ones are doubles too.
const EXACT: i64 = 1 << 53;
/// A year that is certainly less than a thousand years ahead.
const NEAR: &str = "^[0-2][0-9]{3}-";
/// The name of a label.
const LABEL: &str = r"^[A-Za-z0-9._/-]+$";
/// The name of a counter.
const COUNTER: &str = r"^[A-Za-z0-9._-]+$";
/// The name of a variable.
const VARIABLE: &str = r"^[^=\u0000]+$";
/// An idempotency key.
const KEY: &str = r"^[!-~]+$";

/// A text of at most so many bytes.
fn text(max: usize) -> Json {
    json!({"maxLength": max, "pattern": PLAIN})
}

/// A text of 1 to so many bytes that is not only white space.
fn seen(max: usize) -> Json {
    json!({"minLength": 1, "maxLength": max, "pattern": SEEN})
}

/// A text of at most so many bytes without control characters.
fn name(max: usize) -> Json {
    json!({"maxLength": max, "pattern": NAME})
}

fn range(min: impl Into<f64>, max: impl Into<f64>) -> Json {
    let whole = |number: f64| match number.fract() == 0.0 {
        #[expect(clippy::cast_possible_truncation, reason = "limits are small")]
        true => Json::from(number as i64),
        false => Json::from(number),
    };
    json!({"minimum": whole(min.into()), "maximum": whole(max.into())})
}

fn seconds(wait: std::time::Duration) -> f64 {
    wait.as_secs_f64()
}

fn labels() -> Json {
    json!({
        "maxProperties": limits::LABELS,
        "propertyNames": {"type": "string", "minLength": 1, "maxLength": limits::LABEL_BYTES, "pattern": LABEL},
        "additionalProperties": {"type": "string", "maxLength": limits::LABEL_BYTES, "pattern": NAME},
    })
}

/// What holds for a field of a request: its schema, its name, and the limits.
type Limited = (&'static str, &'static str, Json);

/// What holds for the fields of requests.
fn fields() -> Vec<Limited> {
    let mut all = of_tasks();
    all.extend(jobs::fields());
    all
}

fn of_tasks() -> Vec<Limited> {
    let (timeout, ahead) = (limits::TIMEOUT, seconds(limits::SCHEDULE_AHEAD));
    let timeout = range(seconds(timeout.0), seconds(timeout.1));
    let env = json!({
        "maxProperties": limits::ENV_VARS,
        "propertyNames": {"type": "string", "minLength": 1, "pattern": VARIABLE},
        "additionalProperties": {"type": "string", "maxLength": limits::ENV_VAR_BYTES - 2, "pattern": PLAIN},
    });
    let metadata = json!({
        "additionalProperties": {"$ref": "#/components/schemas/Json"},
        "propertyNames": {"type": "string", "pattern": PLAIN},
    });
    let pace = range(0, seconds(limits::TIMEOUT.1));
    let retry_delay = range(0, seconds(limits::RETRY_DELAY));
    vec![
        ("NewTask", "command", text(limits::COMMAND_BYTES)),
        ("NewTask", "name", name(limits::NAME_BYTES)),
        ("NewTask", "queue", {
            json!({"minLength": 1, "maxLength": limits::NAME_BYTES, "pattern": QUEUE})
        }),
        ("NewTask", "priority", range(limits::PRIORITY.0, limits::PRIORITY.1)),
        ("NewTask", "delaySeconds", range(0, ahead)),
        ("NewTask", "maxAttempts", range(limits::ATTEMPTS.0, limits::ATTEMPTS.1)),
        ("NewTask", "timeoutSeconds", timeout.clone()),
        ("NewTask", "startTimeoutSeconds", timeout.clone()),
        ("NewTask", "heartbeatTimeoutSeconds", timeout),
        ("NewTask", "graceSeconds", range(0, seconds(limits::GRACE.1))),
        ("NewTask", "env", env),
        ("NewTask", "workingDir", json!({"maxLength": 4_096, "pattern": ABSOLUTE})),
        ("NewTask", "labels", labels()),
        ("NewTask", "requiredLabels", labels()),
        ("NewTask", "metadata", metadata),
        ("NewTask", "idempotencyKey", {
            json!({"minLength": 1, "maxLength": limits::IDEMPOTENCY_KEY_BYTES, "pattern": KEY})
        }),
        ("NewTask", "owner", name(limits::NAME_BYTES)),
        ("NewRules", "concurrency", range(limits::CONCURRENCY.0, limits::CONCURRENCY.1)),
        ("NewRetry", "delaySeconds", retry_delay.clone()),
        ("NewRetry", "maxDelaySeconds", retry_delay),
        ("Simulate", "assignAfterSeconds", pace.clone()),
        ("Simulate", "startAfterSeconds", pace.clone()),
        ("Simulate", "runForSeconds", pace),
        ("Simulate", "failureRate", range(0, 1)),
        ("NewTasks", "tasks", json!({"minItems": 1, "maxItems": limits::BULK_TASKS})),
        ("NewSchedule", "command", seen(limits::COMMAND_BYTES)),
        ("NewProgress", "percent", range(0, 100)),
        ("NewProgress", "message", text(limits::NAME_BYTES)),
        ("NewSize", "count", range(limits::FLEET.0, limits::FLEET.1)),
        ("NewKill", "name", {
            json!({"minLength": 1, "maxLength": limits::NAME_BYTES, "pattern": r"^[a-zA-Z0-9_.-]+$"})
        }),
    ]
}

/// What holds for parameters, by name.
fn parameters() -> Vec<(&'static str, Json)> {
    // Larger than any is the largest: no format that has an end.
    let count = json!({"type": "integer", "minimum": 0, "format": null});
    vec![
        ("queue", text(limits::NAME_BYTES)),
        ("kind", text(limits::KIND_BYTES)),
        ("worker", text(limits::NAME_BYTES)),
        ("text", text(limits::NAME_BYTES)),
        ("label", {
            let pattern = r"^[A-Za-z0-9._/-]{1,255}=[^\u0000-\u001f\u007f-\u009f]{0,255}$";
            json!({"maxItems": limits::LABELS, "items": {"type": "string", "pattern": pattern}})
        }),
        ("limit", count.clone()),
        ("after", count.clone()),
        ("tail", count.clone()),
        ("attempt", json!({"minimum": 0, "maximum": i32::MAX})),
        ("Idempotency-Key", {
            let max = limits::IDEMPOTENCY_KEY_BYTES;
            json!({"minLength": 1, "maxLength": max, "pattern": KEY})
        }),
    ]
}

/// Writes all of it into a document.
pub(super) fn add(document: &mut Json) {
    let schemas = &mut document["components"]["schemas"];
    for (schema, field, more) in fields() {
        merge(&mut schemas[schema]["properties"][field], more);
    }
    // A shell task must have a command, and one time is enough.
    let mut command = seen(limits::COMMAND_BYTES);
    command["type"] = Json::from("string");
    let none = json!({"type": "null"});
    let shell = json!({
        "required": ["command"],
        "properties": {"kind": {"enum": ["shell", null]}, "command": command, "simulate": none},
    });
    let simulate = json!({"required": ["kind"], "properties": {"kind": {"enum": ["simulate"]}}});
    let empty = json!({"type": ["string", "null"], "maxLength": 0});
    let noop = json!({
        "required": ["kind"],
        "properties": {"kind": {"enum": ["noop"]}, "command": empty, "simulate": none},
    });
    schemas["NewTask"]["anyOf"] = json!([shell, simulate, noop]);
    schemas["NewTask"]["not"] = json!({"required": ["scheduledAt", "delaySeconds"]});
    for (schema, field, kinds) in [
        ("NewTask", "scheduledAt", json!(["string", "null"])),
        ("NewSchedule", "scheduled_at", json!("string")),
    ] {
        schemas[schema]["properties"][field] = json!({
            "type": kinds,
            "format": "date-time",
            "pattern": NEAR,
            "description": "Not before this time, at most a thousand years ahead; the past means now. RFC 3339, with an offset.",
            "examples": ["2026-11-21T09:00:00.000Z"],
        });
    }
    merge(
        &mut schemas["NewCounts"],
        json!({
            "minProperties": 1,
            "maxProperties": limits::COUNTERS,
            "propertyNames": {"type": "string", "minLength": 1, "maxLength": limits::COUNTER_NAME_BYTES, "pattern": COUNTER},
            "additionalProperties": {"type": "integer", "format": "int64", "minimum": 0, "maximum": limits::COUNT},
            "not": {"additionalProperties": {"const": 0}},
        }),
    );
    schemas["Json"] = json!({
        "description": "Any JSON without U+0000 in its texts, numbers from -2^53 to 2^53.",
        "anyOf": [
            {"type": ["null", "boolean"]},
            {"type": "number", "minimum": -EXACT, "maximum": EXACT},
            {"type": "string", "pattern": PLAIN},
            {"type": "array", "items": {"$ref": "#/components/schemas/Json"}},
            {
                "type": "object",
                "propertyNames": {"type": "string", "pattern": PLAIN},
                "additionalProperties": {"$ref": "#/components/schemas/Json"},
            },
        ],
    });
    let known = parameters();
    let paths = document["paths"].as_object_mut().into_iter().flat_map(|paths| paths.values_mut());
    let operations = paths.filter_map(Json::as_object_mut).flat_map(|path| path.values_mut());
    let parameters = operations.filter_map(|operation| operation.get_mut("parameters"));
    for parameter in parameters.filter_map(Json::as_array_mut).flatten() {
        let more = known.iter().find(|(name, _)| parameter["name"] == *name);
        if let Some((_, more)) = more {
            merge(&mut parameter["schema"], more.clone());
        }
        if parameter["name"] == "queue" && parameter["in"] == "path" {
            merge(&mut parameter["schema"], json!({"minLength": 1, "pattern": QUEUE}));
        }
        // The name of a worker, or the beginning of another.
        if parameter["name"] == "name" {
            let is_whole = parameter["in"] == "path";
            let worker = json!({"minLength": 1, "maxLength": limits::NAME_BYTES, "pattern": LABEL});
            merge(
                &mut parameter["schema"],
                if is_whole { worker } else { text(limits::NAME_BYTES) },
            );
        }
    }
}

/// Adds members to an object; null takes one away.
fn merge(to: &mut Json, more: Json) {
    if let (Some(to), Json::Object(more)) = (to.as_object_mut(), more) {
        to.extend(more);
        to.retain(|_, member| !member.is_null());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_limit_is_written_at_a_field_that_is_there() {
        let document: Json = serde_json::from_str(&crate::rest::openapi().unwrap()).unwrap();
        for (schema, field, _) in fields() {
            let field = &document["components"]["schemas"][schema]["properties"][field];
            // Whatever is only made by a limit has no type.
            let made = field["type"].is_null() && field["oneOf"].is_null();
            assert!(!made, "{schema} has no {field}");
        }
    }
}
