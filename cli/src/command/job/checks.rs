//! How checks of jobs stand, and waiting for those that run.

use std::time::Duration;

use taskmaster_proto::v1;
use taskmaster_runtime::config::show_duration;
use tokio::time::{Instant, sleep};

use super::one;
use crate::{client::Client, error::Result};

/// Between two looks at checks that run.
const LOOK: Duration = Duration::from_millis(250);

/// The job once none of its checks of these names runs, or at `end` as it is then.
pub(super) async fn settled(
    client: &Client,
    id: &str,
    names: &[String],
    end: Instant,
) -> Result<v1::Job> {
    loop {
        let job = one(client, id).await?;
        let runs = |check: &v1::CheckState| check.status() == v1::CheckStatus::Running;
        if !called(&job, names).any(runs) || Instant::now() >= end {
            return Ok(job);
        }
        sleep(LOOK).await;
    }
}

/// The checks of these names; all without one.
pub(super) fn called<'a>(
    job: &'a v1::Job,
    names: &'a [String],
) -> impl Iterator<Item = &'a v1::CheckState> {
    let is_called = |check: &str| names.is_empty() || names.iter().any(|name| name == check);
    job.checks.iter().filter(move |check| is_called(name(check)))
}

/// Whether a check is ok.
pub(super) fn is_ok(check: &v1::CheckState) -> bool {
    check.status() == v1::CheckStatus::Ok
}

/// Whether all of them are ok.
pub(super) fn are_ok(job: &v1::Job) -> bool {
    wrong(job).next().is_none()
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
    format!("{} {}", name(check), stands(check))
}

/// How it stands and why.
fn stands(check: &v1::CheckState) -> String {
    let gap = if check.message.is_empty() { "" } else { ": " };
    format!("{}{gap}{}", standing(check), check.message.trim())
}

/// The same with what it tries.
pub(super) fn whole(state: &v1::CheckState) -> String {
    let check = state.check.clone().unwrap_or_default();
    let work = match check.work {
        Some(v1::check::Work::Tcp(tcp)) => format!("tcp {}:{}", tcp.host, tcp.port),
        Some(v1::check::Work::Command(it)) => format!("command {}", it.command),
        None => String::new(),
    };
    let wait = check.timeout.and_then(|wait| wait.try_into().ok());
    let wait = wait.map(|wait: Duration| format!(", {} at most", show_duration(wait)));
    format!("{} ({work}{}) {}", check.name, wait.unwrap_or_default(), stands(state))
}

/// Those that are not ok.
pub(super) fn wrong(job: &v1::Job) -> impl Iterator<Item = &v1::CheckState> {
    job.checks.iter().filter(|check| !is_ok(check))
}

/// Those that are not ok, in a line.
pub(super) fn not_ok(job: &v1::Job) -> String {
    wrong(job).map(line).collect::<Vec<_>>().join("; ")
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
        let well = |names: &[&str]| {
            let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
            called(&job, &names).all(is_ok)
        };
        assert!(well(&["well"]) && !well(&["well", "slow"]) && !well(&[]));
    }
}
