//! What is to come of all jobs: the times of each, merged.

use std::{cmp::Reverse, collections::BinaryHeap};

use taskmaster_domain::{Timestamp, job::Job};

/// Runs when nothing is said.
pub(super) const COUNT: u32 = 100;

/// The end of all plans: the year 2200.
const END: Timestamp = Timestamp::from_micros(super::LAST);

/// The times of one job, as far as they were worked out: twice as many each time, so that a job of
/// which one time is wanted costs no more.
struct Coming<'j> {
    job: &'j Job,
    times: Vec<Timestamp>,
    taken: usize,
}

impl Coming<'_> {
    fn next(&mut self) -> Option<Timestamp> {
        if self.taken == self.times.len() {
            let wanted = (self.taken * 2).max(1);
            self.times = self.job.coming(wanted, END);
        }
        let next = self.times.get(self.taken).copied()?;
        self.taken += 1;
        Some(next)
    }
}

/// The earliest `count` times at which one of `jobs` runs, in order.
pub(super) fn earliest(jobs: &[Job], count: usize) -> Vec<(Timestamp, &Job)> {
    let mut all: Vec<Coming<'_>> =
        jobs.iter().map(|job| Coming { job, times: Vec::new(), taken: 0 }).collect();
    let mut heads: BinaryHeap<Reverse<(Timestamp, usize)>> = BinaryHeap::new();
    for (n, coming) in all.iter_mut().enumerate() {
        heads.extend(coming.next().map(|at| Reverse((at, n))));
    }
    let mut earliest = Vec::with_capacity(count);
    while earliest.len() < count
        && let Some(Reverse((at, n))) = heads.pop()
    {
        let Some(coming) = all.get_mut(n) else { break };
        earliest.push((at, coming.job));
        heads.extend(coming.next().map(|at| Reverse((at, n))));
    }
    earliest
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

    #[test]
    fn the_times_of_all_jobs_come_in_order() {
        let jobs = [job("hourly", "0 * * * *"), job("often", "*/20 * * * *")];
        let told = earliest(&jobs, 9);
        assert!(told.windows(2).all(|pair| pair[0].0 <= pair[1].0));
        let of = |name: &str| told.iter().filter(|(_, job)| job.spec.name == name).count();
        assert!((of("hourly"), of("often")) == (2, 7) || (of("hourly"), of("often")) == (3, 6));
        assert!(earliest(&[], 9).is_empty());
    }
}
