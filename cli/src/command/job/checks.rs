//! How checks of jobs stand, and waiting for those that run.

use std::time::Duration;

use taskmaster_proto::v1;
use tokio::time::{Instant, sleep};

use super::one;
use crate::{client::Client, error::Result};

/// Between two looks at checks that run.
const LOOK: Duration = Duration::from_millis(250);

/// The job once none of its checks runs, or at `end` as it is then.
pub(super) async fn settled(client: &Client, id: &str, end: Instant) -> Result<v1::Job> {
    loop {
        let job = one(client, id).await?;
        let runs = job.checks.iter().any(|check| check.status() == v1::CheckStatus::Running);
        if !runs || Instant::now() >= end {
            return Ok(job);
        }
        sleep(LOOK).await;
    }
}

/// Whether all of them are ok.
pub(super) fn are_ok(job: &v1::Job) -> bool {
    job.checks.iter().all(|check| check.status() == v1::CheckStatus::Ok)
}

/// What a check is called.
pub(super) fn name(check: &v1::CheckState) -> &str {
    check.check.as_ref().map_or("", |check| &check.name)
}

/// How it stands, in a word.
pub(super) fn standing(check: &v1::CheckState) -> &'static str {
    match check.status() {
        v1::CheckStatus::Unspecified | v1::CheckStatus::Unknown => "unknown",
        v1::CheckStatus::Running => "running",
        v1::CheckStatus::Ok => "ok",
        v1::CheckStatus::Failed => "failed",
    }
}

/// A check with how it stands and why, in a line.
pub(super) fn line(check: &v1::CheckState) -> String {
    let gap = if check.message.is_empty() { "" } else { ": " };
    format!("{} {}{gap}{}", name(check), standing(check), check.message.trim())
}

/// Those that are not ok, in a line.
pub(super) fn not_ok(job: &v1::Job) -> String {
    let wrong = job.checks.iter().filter(|check| check.status() != v1::CheckStatus::Ok);
    wrong.map(line).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_ok_is_named_with_its_message() {
        let check = |name: &str, status: v1::CheckStatus, message: &str| v1::CheckState {
            check: Some(v1::Check { name: name.to_owned(), ..v1::Check::default() }),
            status: status.into(),
            message: message.to_owned(),
            ..v1::CheckState::default()
        };
        let checks = vec![
            check("well", v1::CheckStatus::Ok, ""),
            check("ill", v1::CheckStatus::Failed, "exit code 1\n"),
            check("slow", v1::CheckStatus::Running, ""),
        ];
        let job = v1::Job { checks, ..v1::Job::default() };
        assert_eq!(not_ok(&job), "ill failed: exit code 1; slow running");
        assert!(!are_ok(&job));
    }
}
