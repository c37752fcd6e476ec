//! How well the whole works, by what the store tells of it. A few small reads, none of which grows
//! with tasks or jobs.

use std::time::Duration;

use taskmaster_domain::{
    TaskState, Timestamp,
    worker::{Worker, WorkerStatus},
};
use taskmaster_proto::{
    convert::to_timestamp,
    v1::{self, HealthStatus},
};
use taskmaster_store::{CoordinatorInfo, CoordinatorStore, QueueCount, Result, SchedulerInfo};

/// A scheduler that was silent for this long is taken for stopped.
const SCHEDULER_SILENCE: Duration = Duration::from_secs(30);

/// A coordinator that missed so many of its beats is taken for stopped.
const COORDINATOR_BEATS: u32 = 5;

/// Fires and ends of runs that have waited for longer are behind. Schedulers take a moment at their
/// start, and after an outage.
const BEHIND: Duration = Duration::from_secs(30);

/// What the store tells.
#[derive(Debug)]
pub(super) struct Seen {
    workers: Vec<Worker>,
    coordinators: Vec<CoordinatorInfo>,
    schedulers: Vec<SchedulerInfo>,
    counts: Vec<QueueCount>,
    /// Jobs that are on and never run.
    stuck: u32,
    /// When the next job is due, or was.
    next_fire: Option<Timestamp>,
    /// Since when the end of a run has waited to become part of its job's state.
    unsettled: Option<Timestamp>,
}

fn part(part: &str, status: HealthStatus, detail: String) -> v1::PartHealth {
    v1::PartHealth { part: part.to_owned(), status: status.into(), detail }
}

/// Without the store nothing else is known.
pub(super) fn down(trouble: String) -> v1::GetHealthResponse {
    let status = HealthStatus::Down;
    let parts = vec![part("store", status, trouble)];
    v1::GetHealthResponse { status: status.into(), parts, schedulers: Vec::new() }
}

impl Seen {
    /// Asks the store.
    ///
    /// # Errors
    /// Those of the store.
    pub(super) async fn read(store: &dyn CoordinatorStore, now: Timestamp) -> Result<Self> {
        Ok(Self {
            workers: store.workers(false, now).await?,
            coordinators: store.coordinators(now).await?,
            schedulers: store.schedulers().await?,
            counts: store.counts().await?,
            stuck: store.stuck_jobs().await?,
            next_fire: store.next_fire().await?,
            unsettled: store.ended_runs(1).await?.first().map(|end| end.finished_at),
        })
    }

    /// All parts, of which the worst is the whole. Coordinators beat every `heartbeat`.
    pub(super) fn told(
        self,
        driver: &str,
        heartbeat: Duration,
        now: Timestamp,
    ) -> v1::GetHealthResponse {
        let schedulers: Vec<SchedulerInfo> = self
            .schedulers
            .iter()
            .filter(|scheduler| now.since(scheduler.last_pass_at) < SCHEDULER_SILENCE)
            .cloned()
            .collect();
        let passing = schedulers.len();
        let parts = vec![
            part("store", HealthStatus::Ok, driver.to_owned()),
            self.queues(),
            self.workers(now),
            self.coordinators(heartbeat, now),
            part("schedulers", some(passing), format!("{passing} passing")),
            self.jobs(now),
        ];
        let to_wire = |scheduler: SchedulerInfo| v1::SchedulerHealth {
            name: scheduler.name,
            duties: scheduler.duties,
            last_pass_at: Some(to_timestamp(scheduler.last_pass_at)),
        };
        v1::GetHealthResponse {
            status: parts.iter().map(|part| part.status).max().unwrap_or_default(),
            parts,
            schedulers: schedulers.into_iter().map(to_wire).collect(),
        }
    }

    fn queues(&self) -> v1::PartHealth {
        let queued = self.counts.iter().filter(|row| row.state == TaskState::Queued);
        let (rows, tasks) = queued.fold((0, 0), |(rows, tasks), row| (rows + 1, tasks + row.count));
        let waiting = match tasks {
            1 => "1 due task waits".to_owned(),
            _ => format!("{tasks} due tasks wait"),
        };
        let queues = if rows == 1 { "queue" } else { "queues" };
        part("queues", HealthStatus::Ok, format!("{waiting} in {rows} {queues}"))
    }

    fn workers(&self, now: Timestamp) -> v1::PartHealth {
        let alive = || self.workers.iter().filter(|w| w.status(now) != WorkerStatus::Offline);
        let taking = alive().filter(|w| !w.draining).count();
        let take = if taking == 1 { "takes" } else { "take" };
        let detail = format!("{} alive, {taking} of them {take} new tasks", alive().count());
        part("workers", some(taking), detail)
    }

    fn coordinators(&self, heartbeat: Duration, now: Timestamp) -> v1::PartHealth {
        let silence = heartbeat * COORDINATOR_BEATS;
        let beats = |c: &&CoordinatorInfo| now.since(c.renewed_at) < silence;
        let beating = self.coordinators.iter().filter(beats).count();
        part("coordinators", some(beating), format!("{beating} alive"))
    }

    /// A job that is switched on and never runs is somebody's mistake that nobody sees; one that is
    /// due and does not run is ours.
    fn jobs(&self, now: Timestamp) -> v1::PartHealth {
        let mut troubles = Vec::new();
        match self.stuck {
            0 => {}
            1 => troubles.push("1 is on and has no next time".to_owned()),
            many => troubles.push(format!("{many} are on and have no next time")),
        }
        let waited = |since: Option<Timestamp>| {
            since.map(|since| now.since(since)).filter(|wait| *wait > BEHIND)
        };
        if let Some(late) = waited(self.next_fire) {
            let seconds = late.as_secs();
            troubles.push(format!("fires are late: the earliest was due {seconds} s ago"));
        }
        if let Some(wait) = waited(self.unsettled) {
            let seconds = wait.as_secs();
            let text = "ended runs are not settled";
            troubles.push(format!("{text}: one has waited for {seconds} s"));
        }
        if troubles.is_empty() {
            let detail = "each that is on has a next time";
            return part("jobs", HealthStatus::Ok, detail.to_owned());
        }
        part("jobs", HealthStatus::Degraded, troubles.join("; "))
    }
}

/// It works with one, but not without any.
const fn some(count: usize) -> HealthStatus {
    if count > 0 { HealthStatus::Ok } else { HealthStatus::Degraded }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_micros(1_790_000_000_000_000);

    fn seen() -> Seen {
        Seen {
            workers: Vec::new(),
            coordinators: Vec::new(),
            schedulers: Vec::new(),
            counts: Vec::new(),
            stuck: 0,
            next_fire: None,
            unsettled: None,
        }
    }

    fn ago(seconds: u64) -> Option<Timestamp> {
        Some(NOW.minus(Duration::from_secs(seconds)))
    }

    /// Status and detail of a part.
    fn told(seen: Seen, name: &str) -> (HealthStatus, String) {
        let health = seen.told("memory", Duration::from_secs(5), NOW);
        let part = health.parts.into_iter().find(|part| part.part == name).unwrap();
        (part.status(), part.detail)
    }

    #[test]
    fn jobs_are_behind_when_a_fire_or_an_end_has_waited_for_more_than_half_a_minute() {
        let well = (HealthStatus::Ok, "each that is on has a next time".to_owned());
        for (next_fire, unsettled) in [
            (None, None),
            (ago(30), ago(30)),
            (Some(NOW.plus(Duration::from_secs(3_600))), Some(NOW.plus(BEHIND))),
        ] {
            assert_eq!(told(Seen { next_fire, unsettled, ..seen() }, "jobs"), well);
        }
        let late = "fires are late: the earliest was due 31 s ago";
        let waits = "ended runs are not settled: one has waited for 45 s";
        let stuck = "2 are on and have no next time";
        for (seen, words) in [
            (Seen { next_fire: ago(31), ..seen() }, late.to_owned()),
            (Seen { unsettled: ago(45), ..seen() }, waits.to_owned()),
            (Seen { stuck: 2, ..seen() }, stuck.to_owned()),
            (
                Seen { stuck: 2, next_fire: ago(31), unsettled: ago(45), ..seen() },
                format!("{stuck}; {late}; {waits}"),
            ),
        ] {
            assert_eq!(told(seen, "jobs"), (HealthStatus::Degraded, words));
        }
    }

    #[test]
    fn due_tasks_are_counted_over_all_queues() {
        let row = |queue: &str, state, count| QueueCount { queue: queue.to_owned(), state, count };
        let counts = vec![
            row("a", TaskState::Queued, 2),
            row("b", TaskState::Queued, 3),
            row("b", TaskState::Running, 7),
        ];
        let expected = (HealthStatus::Ok, "5 due tasks wait in 2 queues".to_owned());
        assert_eq!(told(Seen { counts, ..seen() }, "queues"), expected);
        let counts = vec![row("a", TaskState::Queued, 1)];
        let one = (HealthStatus::Ok, "1 due task waits in 1 queue".to_owned());
        assert_eq!(told(Seen { counts, ..seen() }, "queues"), one);
    }

    #[test]
    fn nobody_who_works_is_a_whole_that_is_degraded() {
        let health = seen().told("memory", Duration::from_secs(5), NOW);
        assert_eq!(health.status(), HealthStatus::Degraded);
    }
}
