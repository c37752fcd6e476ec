//! Ends of attempts: judged by the domain's rule, then written.

use std::{collections::HashMap, time::Duration};

use taskmaster_domain::{
    AttemptRef, Failure, FailureKind, Incarnation, LaneId, Outcome, Timestamp, Verdict,
    lane::LaneKey,
    task::{RetryPolicy, Standing},
};
use taskmaster_store::{End, Error, Recorded, Result, Stand, Wake};
use tokio::time::Instant;
use tracing::error;

use super::{Desk, poke_due};
use crate::{
    activity::{Note, Subject},
    metrics::{Ending, Kind, Metrics},
};

/// An end as the worker told it.
#[derive(Clone, Debug)]
pub(crate) struct Ended {
    pub(crate) of: AttemptRef,
    pub(crate) incarnation: Incarnation,
    pub(crate) outcome: Outcome,
    pub(crate) started_at: Option<Timestamp>,
    pub(crate) finished_at: Timestamp,
    pub(crate) exit_code: Option<i32>,
    /// What the metrics are to say of it; nothing when the session never had the attempt.
    pub(crate) tally: Option<Tally>,
}

/// What the metrics are to say of an end besides what it says itself.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tally {
    pub(crate) kind: &'static str,
    /// Its start was not written apart: the end brings it along.
    pub(crate) carries_start: bool,
}

/// An end as it was kept.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Judged {
    pub(crate) recorded: Recorded,
    pub(crate) verdict: Verdict,
}

/// Judges and records ends. Only those that did not go well cost a look at their task first: the
/// attempt number fences, so nothing can change in between.
pub(super) async fn record(desk: &Desk, ended: Vec<Ended>) -> Result<Vec<Judged>> {
    let started = Instant::now();
    // Whoever sees a task ended sees all that it counted.
    desk.counters.settle(ended.iter().map(|ended| ended.of.task)).await?;
    let stands = stands(desk, &ended).await?;
    let now = desk.clock.now();
    let counts: Vec<Option<Count>> = ended.iter().map(Count::of).collect();
    let ends: Vec<End> = ended.into_iter().map(|ended| judge(ended, &stands, now)).collect();
    let recorded = match desk.store.report(&ends, now).await {
        Err(Error::BadRow(cause)) if ends.len() == 1 => {
            // The worker's words cannot be kept. Its verdict must be, or the task hangs.
            error!(%cause, task.id = %ends[0].of.task, "a report cannot be kept as it is");
            let plain: Vec<End> = ends.iter().cloned().map(without_words).collect();
            desk.store.report(&plain, now).await?
        }
        result => result?,
    };
    desk.counters.forget(ends.iter().map(|end| end.of.task));
    desk.metrics.stored("report", ends.len(), started.elapsed());
    for ((count, end), recorded) in counts.iter().zip(&ends).zip(&recorded) {
        // What is told again, after a reconnect, was counted the first time.
        if let (Some(count), Recorded::Recorded) = (count, recorded) {
            count.note(&desk.metrics, end.verdict, now);
        }
    }
    note_failures(desk, &ends, &recorded, &stands);
    poke_requeued(desk, &ends, &recorded, &stands, now).await;
    let judged = |(recorded, end): (Recorded, End)| Judged { recorded, verdict: end.verdict };
    Ok(recorded.into_iter().zip(ends).map(judged).collect())
}

/// Tells the feed of tasks that failed for good.
fn note_failures(
    desk: &Desk,
    ends: &[End],
    recorded: &[Recorded],
    stands: &HashMap<AttemptRef, Stand>,
) {
    for (end, recorded) in ends.iter().zip(recorded) {
        if end.verdict != Verdict::Failed || *recorded != Recorded::Recorded {
            continue;
        }
        let actor = "system:coordinator";
        let note = Note { actor, verb: "failed", subject_kind: "task", count: 1 };
        desk.activities.note(&note, || {
            let name = stands.get(&end.of).map_or("", |stand| stand.spec.name.as_str());
            let why = end.failure.as_ref().map_or("", |failure| failure.message.as_str());
            let between = if name.is_empty() || why.is_empty() { "" } else { ": " };
            Subject { id: end.of.task.to_string(), detail: format!("{name}{between}{why}") }
        });
    }
}

/// An end on its way into the metrics.
struct Count {
    tally: Tally,
    /// How long it ran, if it started.
    run: Option<Duration>,
    timed_out: bool,
}

impl Count {
    fn of(ended: &Ended) -> Option<Self> {
        let timed_out =
            matches!(&ended.outcome, Outcome::Failed(f) if f.kind == FailureKind::Timeout);
        let run = ended.started_at.map(|at| ended.finished_at.since(at));
        Some(Self { tally: ended.tally?, run, timed_out })
    }

    fn note(&self, metrics: &Metrics, verdict: Verdict, now: Timestamp) {
        let Tally { kind, carries_start } = self.tally;
        if self.timed_out {
            metrics.timed_out.inc();
        }
        let outcome = match verdict {
            Verdict::Completed => Some("completed"),
            Verdict::Failed => Some("failed"),
            Verdict::Canceled => Some("canceled"),
            Verdict::RetryAt(_) | Verdict::Requeued => None,
        };
        if verdict == Verdict::Canceled {
            metrics.canceled.inc();
        }
        if carries_start && self.run.is_some() {
            // A start that its end brings along was a move all the same.
            metrics.moved("assigned", "running", 1);
        }
        let from = if self.run.is_some() { "running" } else { "assigned" };
        let to = outcome.unwrap_or(match verdict {
            Verdict::RetryAt(due) if due > now => "scheduled",
            _ => "queued",
        });
        metrics.moved(from, to, 1);
        if let Some(outcome) = outcome {
            metrics.completed.get_or_create(&Ending { outcome, kind }).inc();
        }
        if let Some(run) = self.run {
            metrics.run_seconds.get_or_create(&Kind { kind }).observe(run.as_secs_f64());
        }
    }
}

async fn stands(desk: &Desk, ended: &[Ended]) -> Result<HashMap<AttemptRef, Stand>> {
    let unwell: Vec<AttemptRef> = ended
        .iter()
        .filter(|ended| matches!(ended.outcome, Outcome::Failed(_) | Outcome::Returned))
        .map(|ended| ended.of)
        .collect();
    if unwell.is_empty() {
        return Ok(HashMap::new());
    }
    let stands = desk.store.stands(&unwell).await?;
    Ok(stands.into_iter().map(|stand| (stand.of, stand)).collect())
}

fn judge(ended: Ended, stands: &HashMap<AttemptRef, Stand>, now: Timestamp) -> End {
    // An attempt that is not current is fenced by the store whatever is written here.
    let fallback = RetryPolicy::default();
    let standing = stands.get(&ended.of).map_or(
        Standing { policy: &fallback, tries_used: 0, cancel_requested: false },
        |stand| Standing {
            policy: &stand.spec.retry,
            tries_used: stand.tries_used,
            cancel_requested: stand.cancel_requested,
        },
    );
    let verdict = ended.outcome.judge(&standing, now, rand_unit());
    let (failure, result) = match ended.outcome {
        Outcome::Completed { result } => (None, result),
        Outcome::Failed(failure) => (Some(failure), None),
        Outcome::Canceled | Outcome::Returned => (None, None),
    };
    // A worker's clock is its own: its times are kept within what can be true here.
    let finished_at = ended.finished_at.min(now);
    End {
        of: ended.of,
        incarnation: ended.incarnation,
        verdict,
        started_at: ended.started_at.map(|at| at.min(finished_at)),
        finished_at,
        exit_code: ended.exit_code,
        failure,
        result,
    }
}

/// A number in 0..1 for jitter.
fn rand_unit() -> f64 {
    let bits =
        u32::from_le_bytes(uuid::Uuid::new_v4().as_bytes()[..4].try_into().unwrap_or([0; 4]));
    f64::from(bits) / f64::from(u32::MAX)
}

fn without_words(end: End) -> End {
    let kind = end.failure.as_ref().map(|failure| failure.kind);
    let failure = kind.or(end.result.as_ref().map(|_| FailureKind::LimitExceeded));
    End {
        failure: failure
            .filter(|_| end.verdict != Verdict::Completed)
            .map(|kind| Failure { kind, message: "the message could not be kept".to_owned() }),
        result: None,
        ..end
    }
}

/// Wakes whoever can run again what came back.
async fn poke_requeued(
    desk: &Desk,
    ends: &[End],
    recorded: &[Recorded],
    stands: &HashMap<AttemptRef, Stand>,
    now: Timestamp,
) {
    let mut first_due: Option<Timestamp> = None;
    let mut lanes: Vec<LaneId> = Vec::new();
    for (end, recorded) in ends.iter().zip(recorded) {
        if *recorded == Recorded::Fenced {
            continue;
        }
        match end.verdict {
            Verdict::RetryAt(due) if due > now => {
                first_due = Some(first_due.map_or(due, |first| first.min(due)));
            }
            Verdict::RetryAt(_) | Verdict::Requeued => {
                if let Some(stand) = stands.get(&end.of)
                    && let Ok(lane) = desk.lanes.intern(&LaneKey::of(&stand.spec)).await
                {
                    lanes.push(lane);
                }
            }
            Verdict::Completed | Verdict::Failed | Verdict::Canceled => {}
        }
    }
    lanes.sort_unstable();
    lanes.dedup();
    for lane in lanes {
        desk.store.poke(Wake::Lane(lane));
    }
    poke_due(desk, first_due, now);
}
