//! The slots, who has one, and who waits for one.

use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
};

use taskmaster_domain::AttemptRef;
use taskmaster_runtime::Tasks;
use tokio::sync::watch;

use super::{Job, Shared, Stop, attempt};

/// All attempts that have not ended. Those that wait have not started and may go back.
#[derive(Debug)]
pub(crate) struct Crew {
    slots: usize,
    waiting: VecDeque<Job>,
    running: HashMap<AttemptRef, Running>,
    /// How many of both must end with the lease and have not been told yet.
    exclusive: usize,
    shared: Arc<Shared>,
    tasks: Tasks,
}

#[derive(Debug)]
struct Running {
    stop: watch::Sender<Stop>,
    /// It must end with the lease and has not been told yet.
    exclusive: bool,
}

impl Crew {
    /// Nobody yet, for so many slots. Attempts are spawned on `tasks`.
    pub(crate) fn new(slots: u32, shared: Arc<Shared>, tasks: Tasks) -> Self {
        let slots = slots.max(1) as usize;
        let (waiting, running) = (VecDeque::new(), HashMap::new());
        Self { slots, waiting, running, exclusive: 0, shared, tasks }
    }

    /// Puts a job behind those that wait.
    pub(crate) fn take(&mut self, job: Job) {
        self.exclusive += usize::from(job.spec.exclusive);
        self.waiting.push_back(job);
    }

    /// Starts those that wait while there are slots. `output_limit` is in bytes.
    pub(crate) fn fill(&mut self, output_limit: u64) {
        while self.running.len() < self.slots {
            let Some(job) = self.waiting.pop_front() else { return };
            let (stop, stopped) = watch::channel(Stop::No);
            let exclusive = job.spec.exclusive;
            self.running.insert(job.of, Running { stop, exclusive });
            let attempt = attempt(job, Arc::clone(&self.shared), output_limit, stopped);
            self.tasks.spawn("attempt", attempt);
        }
    }

    /// Frees the slot of an attempt that has ended.
    pub(crate) fn ended(&mut self, of: AttemptRef) {
        if let Some(running) = self.running.remove(&of) {
            self.exclusive -= usize::from(running.exclusive);
        }
    }

    /// Takes an attempt out of the line if it waits: true when it will never start.
    pub(crate) fn withdraw(&mut self, of: AttemptRef) -> bool {
        let place = self.waiting.iter().position(|job| job.of == of);
        let job = place.and_then(|place| self.waiting.remove(place));
        self.exclusive -= usize::from(job.as_ref().is_some_and(|job| job.spec.exclusive));
        job.is_some()
    }

    /// Takes out all that wait, oldest first.
    pub(crate) fn withdraw_all(&mut self) -> Vec<AttemptRef> {
        let waiting = std::mem::take(&mut self.waiting);
        self.exclusive -= waiting.iter().filter(|job| job.spec.exclusive).count();
        waiting.into_iter().map(|job| job.of).collect()
    }

    /// Stops what is exclusive and runs; what is exclusive and waits is taken out and returned.
    pub(crate) fn end_lease(&mut self) -> Vec<AttemptRef> {
        for running in self.running.values_mut().filter(|running| running.exclusive) {
            running.exclusive = false;
            running.ask(Stop::LeaseEnd);
        }
        let waiting = self.waiting.iter().filter(|job| job.spec.exclusive);
        let out: Vec<AttemptRef> = waiting.map(|job| job.of).collect();
        self.waiting.retain(|job| !job.spec.exclusive);
        self.exclusive = 0;
        out
    }

    /// Stops an attempt that has a slot; unknown ones are none of its business.
    pub(crate) fn stop(&self, of: AttemptRef, stop: Stop) {
        if let Some(running) = self.running.get(&of) {
            running.ask(stop);
        }
    }

    /// Stops all that have a slot.
    pub(crate) fn stop_all(&self, stop: Stop) {
        self.running.values().for_each(|running| running.ask(stop));
    }

    /// Whether anything must end with the lease.
    pub(crate) fn has_exclusive(&self) -> bool {
        self.exclusive > 0
    }

    /// How many have a slot.
    pub(crate) fn running(&self) -> usize {
        self.running.len()
    }

    /// Whether anybody waits for a slot: all are taken, and stay so for a while.
    pub(crate) fn has_waiting(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// Nothing runs and nothing waits.
    pub(crate) fn is_idle(&self) -> bool {
        self.running.is_empty() && self.waiting.is_empty()
    }
}

impl Running {
    fn ask(&self, stop: Stop) {
        self.stop.send_if_modified(|asked| {
            let rises = stop > *asked;
            *asked = stop.max(*asked);
            rises
        });
    }
}
