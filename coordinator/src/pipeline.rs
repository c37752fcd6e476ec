//! The batched writes of this coordinator: submit, start, report, output.

mod judge;

use std::sync::Arc;

use taskmaster_domain::{Timestamp, output::FencedChunk};
use taskmaster_runtime::{Clock, Tasks};
use taskmaster_store::{CoordinatorStore, NewTask, Recorded, Start, Submitted, Wake};
use tokio::time::Instant;

pub(crate) use judge::{Ended, Judged};

use crate::{
    gather::{Gather, Trouble, Write},
    lanes::Lanes,
    metrics::Metrics,
};

/// Handles of all gatherers; clones share them.
#[derive(Clone)]
pub(crate) struct Pipeline {
    pub(crate) submit: Gather<Arc<NewTask>, Submitted>,
    pub(crate) start: Gather<Start, Recorded>,
    pub(crate) report: Gather<Ended, Judged>,
    pub(crate) output: Gather<Arc<FencedChunk>, Recorded>,
}

/// What the gatherers write with.
#[derive(Clone)]
pub(crate) struct Desk {
    pub(crate) store: Arc<dyn CoordinatorStore>,
    pub(crate) clock: Clock,
    pub(crate) lanes: Lanes,
    pub(crate) metrics: Metrics,
}

impl Pipeline {
    pub(crate) fn start(desk: &Desk, tasks: &Tasks) -> Self {
        Self {
            submit: Gather::start("submit", Trouble::Tell, submit(desk.clone()), tasks),
            start: Gather::start("start", Trouble::Insist, start(desk.clone()), tasks),
            report: Gather::start("report", Trouble::Insist, report(desk.clone()), tasks),
            output: Gather::start("output", Trouble::Insist, output(desk.clone()), tasks),
        }
    }
}

fn submit(desk: Desk) -> Write<Arc<NewTask>, Submitted> {
    Arc::new(move |tasks: Vec<Arc<NewTask>>| {
        let desk = desk.clone();
        Box::pin(async move {
            let started = Instant::now();
            let now = desk.clock.now();
            let tasks: Vec<NewTask> = tasks.into_iter().map(Arc::unwrap_or_clone).collect();
            let answers = desk.store.submit(&tasks, now).await?;
            desk.metrics.stored("submit", tasks.len(), started.elapsed());
            poke(&desk, &tasks, &answers, now);
            Ok(answers)
        })
    })
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
