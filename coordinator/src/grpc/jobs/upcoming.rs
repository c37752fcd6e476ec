//! What is to come of all jobs: the times of each, merged.

use std::{cmp::Reverse, collections::BinaryHeap};

use taskmaster_domain::{Timestamp, job::Job, limits};
use taskmaster_proto::{Error, convert::to_timestamp, v1};

use super::think::Thinking;

/// Runs when nothing is said.
pub(super) const COUNT: u32 = 100;

/// Jobs whose times are worked out in one turn. Most take microseconds; one that has many blackouts
/// takes some tens of milliseconds.
const STEP: usize = 20;

/// The earliest `count` times at which one of `jobs` runs, in order.
///
/// # Errors
/// A computation panicked.
pub(super) async fn earliest(
    thinking: &Thinking,
    jobs: Vec<Job>,
    count: usize,
) -> Result<Vec<v1::UpcomingRun>, Error> {
    let mut merge = Merge::of(jobs);
    loop {
        let is_done;
        (merge, is_done) = thinking
            .of(move || {
                let is_done = merge.step(count);
                (merge, is_done)
            })
            .await?;
        if is_done {
            return Ok(merge.told());
        }
    }
}

/// The times of one job, as far as they were worked out: twice as many each time, so that a job of
/// which one time is wanted costs no more.
struct Coming {
    job: Job,
    times: Vec<Timestamp>,
    taken: usize,
}

impl Coming {
    fn next(&mut self) -> Option<Timestamp> {
        if self.taken == self.times.len() {
            let wanted = (self.taken * 2).max(1);
            self.times = self.job.coming(wanted, limits::PLANNED);
        }
        let next = self.times.get(self.taken).copied()?;
        self.taken += 1;
        Some(next)
    }
}

/// Merges the times of jobs, some at a time.
struct Merge {
    jobs: Vec<Coming>,
    /// Jobs of which the first time is known.
    begun: usize,
    /// The next time of each of those, with its place among the jobs.
    heads: BinaryHeap<Reverse<(Timestamp, usize)>>,
    earliest: Vec<(Timestamp, usize)>,
}

impl Merge {
    fn of(jobs: Vec<Job>) -> Self {
        let jobs = jobs.into_iter().map(|job| Coming { job, times: Vec::new(), taken: 0 });
        Self { jobs: jobs.collect(), begun: 0, heads: BinaryHeap::new(), earliest: Vec::new() }
    }

    /// Goes on for a few jobs; whether that was all for `count` times.
    fn step(&mut self, count: usize) -> bool {
        for _ in 0..STEP {
            let n = if self.begun < self.jobs.len() {
                self.begun += 1;
                self.begun - 1
            } else if self.earliest.len() < count
                && let Some(Reverse(head)) = self.heads.pop()
            {
                self.earliest.push(head);
                head.1
            } else {
                return true;
            };
            let next = self.jobs.get_mut(n).and_then(Coming::next);
            self.heads.extend(next.map(|at| Reverse((at, n))));
        }
        false
    }

    fn told(self) -> Vec<v1::UpcomingRun> {
        let to_wire = |(at, n): (Timestamp, usize)| {
            let job = &self.jobs.get(n)?.job;
            Some(v1::UpcomingRun {
                job_id: job.id.to_string(),
                job_name: job.spec.name.clone(),
                at: Some(to_timestamp(at)),
            })
        };
        self.earliest.into_iter().filter_map(to_wire).collect()
    }
}

#[cfg(test)]
mod tests {
    use taskmaster_domain::{
        JobId,
        job::JobSpec,
        schedule::{Schedule, When},
        task::Work,
    };

    use super::*;

    const NOW: Timestamp = Timestamp::from_micros(1_790_000_000_000_000);

    fn job(name: &str, expression: &str) -> Job {
        let mut spec = JobSpec { name: name.to_owned(), ..JobSpec::default() };
        spec.task.work = Work::Shell { command: "true".to_owned() };
        let expressions = vec![expression.to_owned()];
        spec.schedule = Schedule { when: When::Cron { expressions }, ..Schedule::default() };
        Job::create(JobId::new(NOW), spec, "user:ann", NOW).unwrap().job
    }

    async fn told(jobs: Vec<Job>, count: usize) -> Vec<v1::UpcomingRun> {
        earliest(&Thinking::new(), jobs, count).await.unwrap()
    }

    fn at(run: &v1::UpcomingRun) -> Timestamp {
        taskmaster_proto::convert::timestamp(run.at.as_ref().unwrap()).unwrap()
    }

    #[tokio::test]
    async fn the_times_of_all_jobs_come_in_order() {
        let jobs = vec![job("hourly", "0 * * * *"), job("often", "*/20 * * * *")];
        let runs = told(jobs, 9).await;
        assert!(runs.windows(2).all(|pair| at(&pair[0]) <= at(&pair[1])));
        let of = |name: &str| runs.iter().filter(|run| run.job_name == name).count();
        assert!((of("hourly"), of("often")) == (2, 7) || (of("hourly"), of("often")) == (3, 6));
        assert!(told(Vec::new(), 9).await.is_empty());
    }

    #[tokio::test]
    async fn of_more_jobs_than_one_turn_takes_the_earliest_are_told() {
        let jobs: Vec<Job> = (0..2 * STEP + 7)
            .map(|n| job(&n.to_string(), &format!("{} {} * * *", 59 - n, 23 - n % 24)))
            .collect();
        let mut first: Vec<Timestamp> = jobs.iter().filter_map(Job::next_run_at).collect();
        first.sort_unstable();
        let runs = told(jobs, 2 * STEP).await;
        assert_eq!(runs.iter().map(at).collect::<Vec<_>>(), first[..2 * STEP]);
    }
}
