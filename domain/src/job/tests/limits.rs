//! The page that tells the limits of jobs tells those that hold.

use super::*;
use crate::limits::*;

/// With a comma before each three digits.
fn told(number: impl TryInto<u64>) -> String {
    let digits = number.try_into().unwrap_or(0).to_string();
    let groups = digits.as_bytes().rchunks(3).rev();
    let groups: Vec<&str> = groups.map(|group| std::str::from_utf8(group).unwrap()).collect();
    groups.join(",")
}

#[test]
fn the_limits_of_jobs_are_told_as_they_are() {
    let page = include_str!("../../../../docs/api.md");
    let (_, table) = page.split_once("What jobs have on top of").unwrap();
    let rows: Vec<&str> = table.lines().skip(4).take_while(|line| line.starts_with('|')).collect();
    let latest = Timestamp::from_micros(i64::MAX).to_string().replace(".000", "");
    let expected = [
        format!("| jobs of an installation | {} |", told(JOBS)),
        format!(
            "| name | {}, unlike those of other jobs, nothing that cannot be seen, no white space around \
             it, not a UUID |",
            told(NAME_BYTES)
        ),
        format!("| description | {} |", told(DESCRIPTION_BYTES)),
        format!("| script | {} |", told(COMMAND_BYTES)),
        format!("| command of a check | {} |", told(CHECK_COMMAND_BYTES)),
        format!("| labels | {LABELS}, name and value {LABEL_BYTES} each |"),
        format!("| `expressions` | {EXPRESSIONS}, each 1,000 |"),
        format!(
            "| `seconds` | {} to {}, ten years |",
            INTERVAL_SECONDS.0,
            told(INTERVAL_SECONDS.1)
        ),
        format!(
            "| lists of a calendar | {CALENDAR_VALUES} values each, years {} to {} |",
            CALENDAR_YEARS.0, CALENDAR_YEARS.1
        ),
        format!("| `blackouts` | {BLACKOUTS} |"),
        format!("| `jitterSeconds` | {}, a day |", told(JITTER.as_secs())),
        format!(
            "| `catchupWindowSeconds` | {}, 400 days; {} when absent |",
            told(CATCHUP_WINDOW.as_secs()),
            told(DEFAULT_CATCHUP_WINDOW.as_secs())
        ),
        format!("| `startsAt`, `endsAt`, `at` | {latest} |"),
        format!(
            "| `checks` | {JOB_CHECKS}, of each {} to {} s; {} when absent; names of {NAME_BYTES}, nothing \
             that cannot be seen, no white space around them, none twice |",
            CHECK_TIMEOUT.0.as_secs(),
            CHECK_TIMEOUT.1.as_secs(),
            DEFAULT_CHECK_TIMEOUT.as_secs()
        ),
        format!("| `notify.emails` | {NOTIFY_EMAILS} |"),
        format!("| `breakerThreshold` | 0 to {}; 1 when absent |", told(BREAKER_THRESHOLD)),
        format!("| times of a preview | 1 to {}; 10 when absent |", told(PREVIEW as u64)),
        format!(
            "| page of jobs, runs, fires or versions | {}; {} when absent |",
            told(PAGE.1),
            PAGE.0
        ),
        format!("| ledger | {} days |", FIRES_KEPT.as_secs() / 86_400),
    ];
    assert_eq!(rows, expected);
}
