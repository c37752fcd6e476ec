//! The words of jobs.

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use taskmaster_proto::v1;
use utoipa::ToSchema;

words! {
    /// What happens to a local time that the clock jumps over.
    Gap = Gap, else Cron {
        /// As Debian's cron: wildcards follow elapsed time, a fixed time runs at the gap's end.
        Cron,
        /// Once at the end of the gap.
        Edge,
        /// As much later as the gap is long.
        Shift,
        /// Not at all.
        Skip,
    }
}

words! {
    /// What happens to a local time that comes twice.
    Fold = Fold, else Cron {
        /// As Debian's cron: wildcards follow elapsed time, a fixed time runs in the first pass.
        Cron,
        /// In the first pass only.
        First,
        /// In the second pass only.
        Last,
        /// In both.
        Both,
    }
}

words! {
    /// What happens while a run of the job has not ended.
    Overlap = Overlap, else Skip {
        /// The fire is skipped; a run by hand is refused.
        Skip,
        /// One run waits.
        QueueOne,
        /// They run beside one another.
        Allow,
        /// What runs is canceled; the new run waits for its end.
        CancelRunning,
    }
}

words! {
    /// What happens to times that nobody acted upon within a minute, an outage or whatever else made
    /// them late. Those that are less late run as if they were on time.
    Catchup = Catchup, else None {
        /// They are missed, with the reason `outage`.
        None,
        /// The latest within the window runs.
        Last,
        /// All within the window run.
        All,
    }
}

words! {
    /// How a schedule stands, whether or not its job is enabled.
    ScheduleState = ScheduleState, else Off {
        /// There is none, or it is switched off.
        Off,
        /// It has times to come.
        On,
        /// The breaker switched it off.
        Broken,
        /// It is on, and all its times are past.
        Ended,
    }
}

words! {
    /// How a check stands.
    CheckStatus = CheckStatus, else Unknown {
        /// Never tried, or changed since.
        Unknown,
        /// Its task has not ended.
        Running,
        /// It was well.
        Ok,
        /// It was not.
        Failed,
    }
}

words! {
    /// Of which ends people are told.
    NotifyOn = NotifyOn, else Failure {
        /// Completed runs.
        Success,
        /// Failed runs.
        Failure,
        /// All.
        Always,
    }
}

/// Why a run was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Trigger {
    /// A person asked.
    Manual,
    /// Its nominal time had come.
    Scheduled,
    /// Its nominal time had gone by during an outage.
    Catchup,
    /// A program asked.
    Api,
    /// It tries one of the job's checks: a task, but no run.
    Check,
}

/// What became of a nominal time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum FireOutcome {
    /// A run was made.
    Fired,
    /// A rule of the job said no.
    Skipped,
    /// The job was not enabled.
    Blocked,
    /// Its time went by.
    Missed,
}

/// The rule by which a fire was skipped, or why it was blocked or missed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum FireReason {
    /// Skipped: a run had not ended.
    Overlap,
    /// Skipped: it lay in a blackout.
    Blackout,
    /// Skipped: not all checks were ok.
    Checks,
    /// Blocked: the job was disabled.
    Disabled,
    /// Missed: nobody was there to act, and nothing is caught up.
    Outage,
    /// Missed: nobody was there until it was older than the catch-up window.
    Window,
    /// Missed: a later one was caught up in its place.
    Superseded,
    /// Missed: the schedule was changed before anybody acted.
    Changed,
}

/// What a schedule goes by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ScheduleKind {
    /// Only by hand.
    None,
    /// Cron expressions.
    Cron,
    /// So long after the last finish.
    Interval,
    /// Lists of months, days, weekdays, hours and minutes.
    Calendar,
    /// A single time.
    Once,
}

/// What a check does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CheckKind {
    /// Connects to a port and hangs up.
    Tcp,
    /// Runs a command line that ends with 0 when all is well.
    Command,
}

/// A word of the wire; nothing for what a newer coordinator may send.
pub(crate) fn known<W: DeserializeOwned>(text: &str) -> Option<W> {
    serde_json::from_value(serde_json::Value::from(text)).ok()
}

#[cfg(test)]
mod tests {
    use taskmaster_domain::job;

    use super::*;
    use crate::rest::words::text;

    #[test]
    fn the_words_of_the_wire_are_those_of_rest() {
        for trigger in job::Trigger::ALL {
            let word: Trigger = known(trigger.name()).unwrap();
            assert_eq!(text(word), trigger.name());
        }
        let task = Some(taskmaster_domain::TaskId(uuid::Uuid::nil()));
        for code in 0..=8 {
            let outcome = job::FireOutcome::from_code(code, task).unwrap();
            assert_eq!(text(known::<FireOutcome>(outcome.name()).unwrap()), outcome.name());
            let reason = known::<FireReason>(outcome.reason()).map(text);
            assert_eq!(reason.unwrap_or_default(), outcome.reason());
        }
        assert_eq!(known::<Trigger>("moon"), None);
    }
}
