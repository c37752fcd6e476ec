//! What holds for the fields of jobs.

use serde_json::{Value as Json, json};
use taskmaster_domain::limits;

use super::{Limited, TITLE, labels, name, range, seconds, seen, text};

fn whole(min: u64, max: u64) -> Json {
    json!({"minimum": min, "maximum": max})
}

/// A list of whole numbers.
fn numbers(min: u16, max: u16) -> Json {
    json!({
        "maxItems": limits::CALENDAR_VALUES,
        "items": {"type": "integer", "minimum": min, "maximum": max},
    })
}

fn unique_name() -> Json {
    json!({"minLength": 1, "maxLength": limits::NAME_BYTES, "pattern": TITLE})
}

/// The same as for tasks.
pub(super) fn fields() -> Vec<Limited> {
    let (check, timeout) = (limits::CHECK_TIMEOUT, limits::TIMEOUT);
    let years = limits::CALENDAR_YEARS;
    let threshold = u64::from(limits::BREAKER_THRESHOLD);
    vec![
        ("NewJob", "name", unique_name()),
        ("NewJob", "description", text(limits::DESCRIPTION_BYTES)),
        ("NewJob", "owner", name(limits::NAME_BYTES)),
        ("NewJob", "labels", labels()),
        ("NewJob", "checks", json!({"maxItems": limits::JOB_CHECKS})),
        ("NewJob", "breakerThreshold", whole(0, threshold)),
        ("NewCopy", "name", unique_name()),
        ("NewNotify", "emails", json!({"maxItems": limits::NOTIFY_EMAILS})),
        ("NewCheck", "name", unique_name()),
        ("NewCheck", "host", name(limits::NAME_BYTES)),
        ("NewCheck", "port", whole(1, 65_535)),
        ("NewCheck", "command", seen(limits::CHECK_COMMAND_BYTES)),
        ("NewCheck", "timeoutSeconds", range(seconds(check.0), seconds(check.1))),
        ("NewJobSchedule", "expressions", json!({"minItems": 1, "maxItems": limits::EXPRESSIONS})),
        ("NewJobSchedule", "seconds", {
            whole(limits::INTERVAL_SECONDS.0, limits::INTERVAL_SECONDS.1)
        }),
        ("NewJobSchedule", "years", numbers(years.0, years.1)),
        ("NewJobSchedule", "months", numbers(1, 12)),
        ("NewJobSchedule", "days", numbers(1, 31)),
        ("NewJobSchedule", "weekdays", numbers(0, 6)),
        ("NewJobSchedule", "hours", numbers(0, 23)),
        ("NewJobSchedule", "minutes", numbers(0, 59)),
        ("NewJobSchedule", "timezone", json!({"minLength": 1, "maxLength": limits::NAME_BYTES})),
        ("NewJobSchedule", "jitterSeconds", range(0, seconds(limits::JITTER))),
        ("NewJobSchedule", "blackouts", json!({"maxItems": limits::BLACKOUTS})),
        ("NewJobSchedule", "catchupWindowSeconds", range(0, seconds(limits::CATCHUP_WINDOW))),
        (
            "NewBlackout",
            "weekdays",
            json!({
                "maxItems": 7,
                "items": {"type": "integer", "minimum": 0, "maximum": 6},
            }),
        ),
        ("NewBlackout", "reason", name(limits::NAME_BYTES)),
        ("NewRun", "labels", labels()),
        ("NewRun", "priority", range(limits::PRIORITY.0, limits::PRIORITY.1)),
        ("NewRun", "timeoutSeconds", range(seconds(timeout.0), seconds(timeout.1))),
        ("NewRun", "startTimeoutSeconds", range(seconds(timeout.0), seconds(timeout.1))),
        ("NewRun", "heartbeatTimeoutSeconds", range(seconds(timeout.0), seconds(timeout.1))),
        ("NewRun", "command", seen(limits::COMMAND_BYTES)),
        ("NewChecks", "names", json!({"maxItems": limits::JOB_CHECKS})),
        ("NewPreview", "count", whole(1, limits::PREVIEW as u64)),
    ]
}
