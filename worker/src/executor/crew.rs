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
    shared: Arc<Shared>,
    tasks: Tasks,
}

#[derive(Debug)]
struct Running {
    stop: watch::Sender<Stop>,
    exclusive: bool,
}

impl Crew {
    /// Nobody yet, for so many slots. Attempts are spawned on `tasks`.
    pub(crate) fn new(slots: u32, shared: Arc<Shared>, tasks: Tasks) -> Self {
        let slots = slots.max(1) as usize;
        Self { slots, waiting: VecDeque::new(), running: HashMap::new(), shared, tasks }
    }

    /// Puts a job behind those that wait.
    pub(crate) fn take(&mut self, job: Job) {
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
        self.running.remove(&of);
    }

    /// Takes an attempt out of the line if it waits: true when it will never start.
    pub(crate) fn withdraw(&mut self, of: AttemptRef) -> bool {
        let place = self.waiting.iter().position(|job| job.of == of);
        place.and_then(|place| self.waiting.remove(place)).is_some()
    }

    /// Takes out all that wait, oldest first; of them only exclusive ones if so asked.
    pub(crate) fn withdraw_all(&mut self, only_exclusive: bool) -> Vec<AttemptRef> {
        let mut out = Vec::new();
        self.waiting.retain(|job| {
            let goes = job.spec.exclusive || !only_exclusive;
            if goes {
                out.push(job.of);
            }
            !goes
        });
        out
    }

    /// Stops an attempt that has a slot; unknown ones are none of its business.
    pub(crate) fn stop(&self, of: AttemptRef, stop: Stop) {
        if let Some(running) = self.running.get(&of) {
            running.stop.send_if_modified(|asked| {
                let rises = stop > *asked;
                *asked = stop.max(*asked);
                rises
            });
        }
    }

    /// Stops all that have a slot; of them only exclusive ones if so asked.
    pub(crate) fn stop_all(&self, stop: Stop, only_exclusive: bool) {
        for (of, running) in &self.running {
            if running.exclusive || !only_exclusive {
                self.stop(*of, stop);
            }
        }
    }

    /// Whether anything must end with the lease.
    pub(crate) fn has_exclusive(&self) -> bool {
        self.running
            .values()
            .any(|running| running.exclusive && *running.stop.borrow() < Stop::LeaseEnd)
            || self.waiting.iter().any(|job| job.spec.exclusive)
    }

    /// How many have a slot.
    pub(crate) fn running(&self) -> usize {
        self.running.len()
    }

    /// Nothing runs and nothing waits.
    pub(crate) fn is_idle(&self) -> bool {
        self.running.is_empty() && self.waiting.is_empty()
    }
}
