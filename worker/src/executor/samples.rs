//! What the processes of attempts use, read from `/proc` at each heartbeat: one pass for all
//! attempts of the worker, and none while no attempt has run for a moment.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use taskmaster_domain::{AttemptRef, task::ResourceSample};
use taskmaster_runtime::{Clock, Tasks};
use tokio::{sync::mpsc, task::spawn_blocking, time::Instant};

use super::Event;
use crate::process::Usage;

/// Attempts that are younger are not looked at: most end before anybody could care.
const YOUNG: Duration = Duration::from_secs(2);

/// A cheap handle; clones share what is known.
#[derive(Clone, Debug)]
pub(crate) struct Sampler {
    groups: Arc<Mutex<HashMap<AttemptRef, Group>>>,
    look: mpsc::Sender<()>,
}

/// The process group of an attempt.
#[derive(Clone, Copy, Debug)]
struct Group {
    pid: i32,
    since: Instant,
    /// Processor time of all its processes when they were last looked at, from the start on.
    used: Duration,
}

/// An attempt is looked at until this is dropped.
#[derive(Debug)]
pub(crate) struct Watched<'a> {
    sampler: &'a Sampler,
    of: AttemptRef,
}

impl Drop for Watched<'_> {
    fn drop(&mut self) {
        self.sampler.lock().remove(&self.of);
    }
}

impl Sampler {
    /// Starts the reader on `tasks`. What it sees is told by `events`.
    pub(crate) fn start(clock: Clock, events: mpsc::Sender<Event>, tasks: &Tasks) -> Self {
        let (look, looks) = mpsc::channel(1);
        let sampler = Self { groups: Arc::default(), look };
        tasks.spawn("samples", read(Arc::clone(&sampler.groups), looks, clock, events));
        sampler
    }

    /// Watches the group that `pid` leads and that has just started.
    pub(crate) fn watch(&self, of: AttemptRef, pid: i32) -> Watched<'_> {
        let group = Group { pid, since: Instant::now(), used: Duration::ZERO };
        self.lock().insert(of, group);
        Watched { sampler: self, of }
    }

    /// Asks for a look. One that is under way stands for this one too.
    pub(crate) fn look(&self) {
        let _ = self.look.try_send(());
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<AttemptRef, Group>> {
        lock(&self.groups)
    }
}

type Groups = Mutex<HashMap<AttemptRef, Group>>;

fn lock(groups: &Groups) -> std::sync::MutexGuard<'_, HashMap<AttemptRef, Group>> {
    groups.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Looks whenever it is asked, until nobody can ask any more.
async fn read(
    groups: Arc<Groups>,
    mut looks: mpsc::Receiver<()>,
    clock: Clock,
    events: mpsc::Sender<Event>,
) {
    let mut last = Instant::now();
    while looks.recv().await.is_some() {
        let now = Instant::now();
        let grown: Vec<(AttemptRef, Group)> = lock(&groups)
            .iter()
            .filter(|(_, group)| now.duration_since(group.since) >= YOUNG)
            .map(|(of, group)| (*of, *group))
            .collect();
        if grown.is_empty() {
            last = now;
            continue;
        }
        let pids = grown.iter().map(|(_, group)| group.pid).collect();
        let Ok(usage) = spawn_blocking(move || Usage::of_groups(&pids)).await else { return };
        let sampled_at = clock.now();
        let mut samples = Vec::with_capacity(grown.len());
        for (of, group) in grown {
            let Some(used) = usage.get(&group.pid) else { continue };
            // Before its first look an attempt is measured from its start.
            let since = if group.used.is_zero() { group.since } else { last.max(group.since) };
            samples.push((of, sample(*used, group.used, now.duration_since(since), sampled_at)));
            if let Some(group) = lock(&groups).get_mut(&of) {
                group.used = used.cpu;
            }
        }
        last = now;
        // Dropped where the session has too much to listen to: the next look comes.
        let _ = events.try_send(Event::Sampled(samples));
    }
}

fn sample(
    used: Usage,
    before: Duration,
    span: Duration,
    sampled_at: taskmaster_domain::Timestamp,
) -> ResourceSample {
    // Time of a child that nobody waited for goes with it, so the sum may fall.
    let worked = used.cpu.saturating_sub(before);
    let cpu_percent =
        if span.is_zero() { 0.0 } else { worked.as_secs_f64() / span.as_secs_f64() * 100.0 };
    let memory_bytes = i64::try_from(used.memory_bytes).unwrap_or(i64::MAX);
    ResourceSample { cpu_percent, memory_bytes, sampled_at }
}

#[cfg(test)]
mod tests {
    use taskmaster_domain::Timestamp;

    use super::*;

    #[test]
    fn two_processors_at_work_are_two_hundred_percent() {
        let used = Usage { cpu: Duration::from_secs(11), memory_bytes: 7 };
        let second = Duration::from_secs(1);
        let at = Timestamp::from_micros(5);
        let seen = sample(used, second, 5 * second, at);
        assert_eq!((seen.cpu_percent, seen.memory_bytes, seen.sampled_at), (200.0, 7, at));
        assert_eq!(sample(used, 20 * second, second, at).cpu_percent, 0.0, "it never falls");
    }
}
