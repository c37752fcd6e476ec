//! Compares the ledger of a job with what its versions say, page by page.

use std::{collections::HashMap, sync::Arc, time::Duration};

use taskmaster_domain::{
    JobId, TaskId, Timestamp,
    job::{Fire, Job, Verified, Version, verify_some},
    limits,
    schedule::When,
};
use taskmaster_proto::Error;
use taskmaster_store::{CoordinatorStore, FireFilter, RunFilter};

use super::{page::drop_work, think::Thinking, told};

/// Rows, or versions, that are read at once; the store gives fewer large ones.
const PAGE: u32 = 1_000;
/// Times that are compared in one turn, see [`verify_some`]: a tenth of a second of them.
const WORK: usize = 50_000;

/// Compares from `since`, or as far back as the ledger goes, up to what the job has covered.
pub(super) async fn verify(
    store: &dyn CoordinatorStore,
    thinking: &Thinking,
    job: &Job,
    since: Option<Timestamp>,
    now: Timestamp,
) -> Result<Verified, Error> {
    // What is older is being pruned.
    let horizon = job.created_at.max(now.minus(limits::FIRES_KEPT));
    let since = since.map_or(horizon, |since| since.max(horizon));
    let versions = Arc::new(versions(store, job, since).await?);
    let mut ends = Ends::of(job.id, &versions);
    let mut verified = Verified::default();
    let mut until = job.state.covered_to;
    loop {
        let before = Some(until.plus(STEP));
        let filter = FireFilter { job: job.id, outcomes: Vec::new(), from: None, before };
        let rows = store.fires(&filter, PAGE).await.map_err(told)?.rows;
        // The earliest row is what an interval counts from in this stretch, and is compared in the next.
        let from = match rows.as_slice() {
            [.., first, before] if rows.len() >= PAGE as usize && before.nominal >= since => {
                first.nominal
            }
            _ => since,
        };
        ends.reach(store, &rows).await?;
        let ends = ends.of_runs(&rows);
        let stretch = Stretch { versions: Arc::clone(&versions), rows, ends, from, until };
        verified.add(stretch.compare(thinking).await?);
        if from == since {
            return Ok(verified);
        }
        until = from.minus(STEP);
    }
}

/// A part of the ledger, with all that it is compared with.
struct Stretch {
    versions: Arc<Vec<Version>>,
    rows: Vec<Fire>,
    ends: HashMap<TaskId, Timestamp>,
    from: Timestamp,
    until: Timestamp,
}

impl Stretch {
    /// Compares all of it: where rows are missing in great numbers that takes many turns.
    async fn compare(mut self, thinking: &Thinking) -> Result<Verified, Error> {
        let mut verified = Verified::default();
        loop {
            let (found, reached);
            (self, found, reached) = thinking
                .of(move || {
                    let Self { versions, rows, ends, from, until } = &self;
                    let finished = |run: TaskId| ends.get(&run).copied();
                    let rows = rows.iter().copied();
                    let (found, reached) =
                        verify_some(versions, *until, *from, rows, finished, WORK);
                    (self, found, reached)
                })
                .await?;
            verified.add(found);
            if reached >= self.until {
                return Ok(verified);
            }
            self.from = reached.plus(STEP);
        }
    }
}

/// When runs of a job ended, as far back as was asked.
struct Ends {
    known: HashMap<TaskId, Timestamp>,
    filter: RunFilter,
    below: Option<TaskId>,
    /// There is more to read.
    more: bool,
}

impl Ends {
    /// Of a job that no version of makes an interval no run is read.
    fn of(job: JobId, versions: &[Version]) -> Self {
        let follows = |one: &Version| matches!(one.spec.schedule.when, When::Interval { .. });
        let filter = RunFilter { job: Some(job), ..RunFilter::default() };
        let more = versions.iter().any(follows);
        Self { known: HashMap::new(), filter, below: None, more }
    }

    /// Those of the runs of these rows.
    fn of_runs(&self, rows: &[Fire]) -> HashMap<TaskId, Timestamp> {
        let runs = rows.iter().filter_map(|row| row.outcome.task());
        runs.filter_map(|run| Some((run, *self.known.get(&run)?))).collect()
    }

    /// Reads as far as the runs of these rows, and forgets later ones.
    async fn reach(&mut self, store: &dyn CoordinatorStore, rows: &[Fire]) -> Result<(), Error> {
        let runs = || rows.iter().filter_map(|row| row.outcome.task());
        let (Some(first), Some(last)) = (runs().min(), runs().max()) else { return Ok(()) };
        self.known.retain(|run, _| *run <= last);
        while self.more && self.below.is_none_or(|below| below > first) {
            let page = store.runs(&self.filter, self.below, PAGE).await.map_err(told)?;
            let ends = page.rows.iter().filter_map(|run| Some((run.id, run.finished_at?)));
            self.known.extend(ends);
            self.below = page.next;
            self.more = page.next.is_some();
        }
        Ok(())
    }
}

/// The least that two times can differ by.
const STEP: Duration = Duration::from_micros(1);

/// The versions that held at or after `since`, without what they are made of.
async fn versions(
    store: &dyn CoordinatorStore,
    job: &Job,
    since: Timestamp,
) -> Result<Vec<Version>, Error> {
    let (mut versions, mut below) = (Vec::new(), None);
    loop {
        let page = store.job_versions(job.id, below, PAGE).await.map_err(told)?;
        below = page.next;
        for mut version in page.rows {
            drop_work(&mut version.spec);
            let held_before = version.valid_from <= since;
            versions.push(version);
            if held_before {
                return Ok(versions);
            }
        }
        if below.is_none() {
            return Ok(versions);
        }
    }
}

#[cfg(test)]
mod tests {
    use taskmaster_domain::{
        job::{Change, FireOutcome, JobSpec, Overrides, Trigger},
        lane::LaneKey,
        schedule::Schedule,
        task::Work,
    };
    use taskmaster_store::{Command, Control as _, JobWrite, Jobs as _, NewTask, Submit as _};
    use taskmaster_store_memory::Memory;

    use super::*;

    const MADE: Timestamp = Timestamp::from_micros(1_790_000_000_000_000);
    const EVERY: u64 = 10;
    /// More than two pages.
    const ROWS: u64 = 2_500;
    /// The earliest row of the first page: an interval counts from it there.
    const EDGE: u64 = ROWS - PAGE as u64 + 1;

    /// When the row of this number lies, in a ledger of runs that take no time.
    fn nominal(row: u64) -> Timestamp {
        MADE.plus(Duration::from_secs(EVERY * row))
    }

    /// A job of which each interval has a row; the one of this number comes a second early.
    async fn kept(store: &Memory, early: Option<u64>) -> Job {
        let mut spec = JobSpec { name: "often".to_owned(), ..JobSpec::default() };
        spec.task.work = Work::Shell { command: "true".to_owned() };
        let when = When::Interval { seconds: EVERY };
        spec.schedule = Schedule { when, ..Schedule::default() };
        let mut made = Job::create(JobId::new(MADE), spec, "user:ann", MADE).unwrap();
        made.job.state.covered_to = nominal(ROWS);
        for row in 1..=ROWS {
            let early = Duration::from_secs(u64::from(early == Some(row)));
            let nominal = nominal(row).minus(early);
            let outcome = FireOutcome::Blocked;
            made.fires.push(Fire {
                job: made.job.id,
                nominal,
                outcome,
                decided_at: nominal,
                version: 1,
            });
        }
        write(store, made, Vec::new()).await
    }

    async fn write(store: &Memory, change: Change, tasks: Vec<NewTask>) -> Job {
        let id = change.job.id;
        store.write_jobs(&[JobWrite::of(change, tasks)], MADE).await.unwrap();
        store.jobs_of(&[id]).await.unwrap().remove(0)
    }

    #[tokio::test]
    async fn a_row_that_comes_early_is_found_at_the_edge_of_a_page_too() {
        for row in [1, EDGE - 1, EDGE, EDGE + 1, ROWS] {
            let store = Memory::default();
            let job = kept(&store, Some(row)).await;
            let found = verify(&store, &Thinking::new(), &job, None, nominal(ROWS)).await.unwrap();
            let early = nominal(row).minus(Duration::from_secs(1));
            assert_eq!(found.surplus, [early], "row {row}");
            assert_eq!((found.found, found.expected), (ROWS, ROWS - 1));
            let since = early.plus(STEP);
            let found =
                verify(&store, &Thinking::new(), &job, Some(since), nominal(ROWS)).await.unwrap();
            assert_eq!((found.found, found.is_clean()), (ROWS - row, true), "since row {row}");
        }
    }

    #[tokio::test]
    async fn the_end_of_a_run_counts_for_the_row_behind_it() {
        let store = Memory::default();
        let job = kept(&store, None).await;
        let (run, said) = (TaskId::new(nominal(EDGE)), Overrides::default());
        let mut ran = job.run_now(run, Trigger::Manual, &said, "user:ann", MADE).unwrap();
        let spec = ran.runs[0].spec.clone();
        let lane = store.intern_lane(&LaneKey::of(&spec)).await.unwrap();
        let task = NewTask { id: run, spec, lane, due: MADE, gate: None };
        // It is the run of one more row, with another behind it.
        let nominal = nominal(ROWS).plus(Duration::from_secs(EVERY));
        let outcome = FireOutcome::Fired(run);
        let fired = Fire { job: job.id, nominal, outcome, decided_at: nominal, version: 1 };
        let after = nominal.plus(Duration::from_secs(EVERY));
        let next = Fire { nominal: after, outcome: FireOutcome::Blocked, ..fired };
        ran.fires = vec![fired, next];
        ran.job.state.covered_to = after;
        let job = write(&store, ran, vec![task]).await;
        let found = verify(&store, &Thinking::new(), &job, None, after).await.unwrap();
        assert_eq!((found.found, found.is_clean()), (ROWS + 2, true), "nobody knows its end");
        let cancel = Command::Cancel { by: "user:ann".to_owned() };
        store.control(run, &cancel, nominal.plus(STEP)).await.unwrap();
        let found = verify(&store, &Thinking::new(), &job, None, after).await.unwrap();
        assert_eq!(found.surplus, [after]);
    }
}
