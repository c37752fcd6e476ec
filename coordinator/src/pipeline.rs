//! The batched writes of this coordinator: submit, start, report, output, what runs.

mod judge;

use std::{
    collections::{BTreeMap, btree_map::Entry},
    sync::Arc,
    time::Duration,
};

use taskmaster_domain::{TaskId, Timestamp, output::FencedChunk};
use taskmaster_runtime::{Clock, Tasks};
use taskmaster_store::{CoordinatorStore, LiveNote, NewTask, Recorded, Start, Submitted, Wake};
use tokio::{
    sync::Mutex,
    time::{Instant, sleep_until},
};

pub(crate) use judge::{Ended, Judged, Tally};

use crate::{
    activity::Activities,
    counters::Counters,
    events::Move,
    gather::{Gather, Trouble, Write},
    hints::Hints,
    lanes::Lanes,
    metrics::Metrics,
};

/// Handles of all gatherers; clones share them.
#[derive(Clone)]
pub(crate) struct Pipeline {
    /// Answers with when it was.
    pub(crate) submit: Gather<Arc<NewTask>, (Submitted, Timestamp)>,
    pub(crate) start: Gather<Start, Recorded>,
    pub(crate) report: Gather<Ended, Judged>,
    pub(crate) output: Gather<Arc<FencedChunk>, Recorded>,
    /// What attempts tell while they run.
    pub(crate) live: Gather<LiveNote, ()>,
}

/// Between two writes of what attempts tell: these are never to weigh on what must be written.
const LIVE_PAUSE: Duration = Duration::from_millis(500);

/// What the gatherers write with.
#[derive(Clone)]
pub(crate) struct Desk {
    pub(crate) activities: Activities,
    pub(crate) store: Arc<dyn CoordinatorStore>,
    pub(crate) clock: Clock,
    pub(crate) lanes: Lanes,
    pub(crate) metrics: Metrics,
    pub(crate) hints: Hints,
    pub(crate) counters: Counters,
}

impl Pipeline {
    pub(crate) fn start(desk: &Desk, tasks: &Tasks) -> Self {
        Self {
            submit: Gather::start("submit", Trouble::Tell, submit(desk.clone()), tasks),
            start: Gather::start("start", Trouble::Insist, start(desk.clone()), tasks),
            report: Gather::start("report", Trouble::Insist, report(desk.clone()), tasks),
            output: Gather::start("output", Trouble::Insist, output(desk.clone()), tasks),
            live: Gather::start("live", Trouble::Tell, live(desk.clone()), tasks),
        }
    }
}

fn submit(desk: Desk) -> Write<Arc<NewTask>, (Submitted, Timestamp)> {
    Arc::new(move |tasks: Vec<Arc<NewTask>>| {
        let desk = desk.clone();
        Box::pin(async move {
            let started = Instant::now();
            let now = desk.clock.now();
            let tasks: Vec<NewTask> = tasks.into_iter().map(Arc::unwrap_or_clone).collect();
            let answers = desk.store.submit(&tasks, now).await?;
            desk.metrics.stored("submit", tasks.len(), started.elapsed());
            tell(&desk, &tasks, &answers, now);
            poke(&desk, &tasks, &answers, now);
            Ok(answers.into_iter().map(|answer| (answer, now)).collect())
        })
    })
}

/// After the commit: whoever listens hears of it.
fn tell(desk: &Desk, tasks: &[NewTask], answers: &[Submitted], now: Timestamp) {
    let accepted = tasks.iter().zip(answers).filter(|(_, answer)| **answer == Submitted::Accepted);
    desk.hints.moved(accepted.map(|(task, _)| Move {
        task: task.id,
        state: Some(task.state(now)),
        attempt: 0,
        queue: &task.spec.queue,
        kind: task.spec.work.kind(),
    }));
}

/// After the commit: whoever claims, or makes due, hears of it.
fn poke(desk: &Desk, tasks: &[NewTask], answers: &[Submitted], now: Timestamp) {
    let mut lanes = std::collections::BTreeSet::new();
    let mut first_due: Option<Timestamp> = None;
    for (task, answer) in tasks.iter().zip(answers) {
        if *answer != Submitted::Accepted {
            continue;
        }
        if task.due <= now {
            lanes.insert(task.lane);
        } else {
            first_due = Some(first_due.map_or(task.due, |due| due.min(task.due)));
        }
    }
    for lane in lanes {
        desk.store.poke(Wake::Lane(lane));
    }
    poke_due(desk, first_due, now);
}

/// The scheduler looks ahead by itself once a second; only what is due sooner needs a poke.
fn poke_due(desk: &Desk, due: Option<Timestamp>, now: Timestamp) {
    if let Some(due) = due.filter(|due| due.since(now) <= std::time::Duration::from_secs(2)) {
        desk.store.poke(Wake::Due(due));
    }
}

fn start(desk: Desk) -> Write<Start, Recorded> {
    Arc::new(move |starts: Vec<Start>| {
        let desk = desk.clone();
        Box::pin(async move {
            let started = Instant::now();
            let answers = desk.store.start(&starts).await?;
            desk.metrics.stored("start", starts.len(), started.elapsed());
            Ok(answers)
        })
    })
}

fn report(desk: Desk) -> Write<Ended, Judged> {
    Arc::new(move |ended: Vec<Ended>| {
        let desk = desk.clone();
        Box::pin(async move { judge::record(&desk, ended).await })
    })
}

fn live(desk: Desk) -> Write<LiveNote, ()> {
    let last = Arc::new(Mutex::new(None::<Instant>));
    Arc::new(move |notes: Vec<LiveNote>| {
        let (desk, last) = (desk.clone(), last.clone());
        Box::pin(async move {
            let mut last = last.lock().await;
            if let Some(last) = *last {
                sleep_until(last + LIVE_PAUSE).await;
            }
            let started = Instant::now();
            *last = Some(started);
            let told = vec![(); notes.len()];
            let notes = latest(notes);
            desk.store.note_live(&notes, desk.clock.now()).await?;
            desk.metrics.stored("live", notes.len(), started.elapsed());
            Ok(told)
        })
    })
}

/// One note for each task, in order: of its highest attempt, with what that told last.
fn latest(notes: Vec<LiveNote>) -> Vec<LiveNote> {
    let mut by_task: BTreeMap<TaskId, LiveNote> = BTreeMap::new();
    for note in notes {
        match by_task.entry(note.of.task) {
            Entry::Vacant(place) => drop(place.insert(note)),
            Entry::Occupied(mut place) => {
                let kept = place.get_mut();
                if kept.of == note.of {
                    kept.incarnation = note.incarnation;
                    kept.live.update(note.live);
                } else if kept.of.attempt < note.of.attempt {
                    *kept = note;
                }
            }
        }
    }
    by_task.into_values().collect()
}

fn output(desk: Desk) -> Write<Arc<FencedChunk>, Recorded> {
    Arc::new(move |chunks: Vec<Arc<FencedChunk>>| {
        let desk = desk.clone();
        Box::pin(async move {
            let started = Instant::now();
            let chunks: Vec<FencedChunk> = chunks.into_iter().map(Arc::unwrap_or_clone).collect();
            let answers = desk.store.append_output(&chunks).await?;
            desk.metrics.stored("output", chunks.len(), started.elapsed());
            Ok(answers)
        })
    })
}

#[cfg(test)]
mod tests {
    use taskmaster_domain::{
        AttemptRef, Incarnation,
        task::{Live, Progress},
    };
    use uuid::Uuid;

    use super::*;

    #[test]
    fn of_what_attempts_told_the_last_of_the_highest_is_written() {
        let now = Timestamp::from_micros(1_790_000_000_000_000);
        let (a, b) = (TaskId(Uuid::from_u128(1)), TaskId(Uuid::from_u128(2)));
        let note = |task, attempt, percent| LiveNote {
            of: AttemptRef { task, attempt },
            incarnation: Incarnation(Uuid::nil()),
            live: Live {
                progress: Some(Progress { percent, message: String::new(), reported_at: now }),
                sample: None,
            },
        };
        let notes = [note(b, 1, 1.0), note(a, 2, 2.0), note(a, 1, 3.0), note(b, 1, 4.0)];
        let told: Vec<_> = latest(notes.into())
            .into_iter()
            .map(|note| (note.of.task, note.of.attempt, note.live.progress.unwrap().percent))
            .collect();
        assert_eq!(told, [(a, 2, 2.0), (b, 1, 4.0)]);
    }
}
