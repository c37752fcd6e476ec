//! Where the messages of one subscription come from.

mod log;
mod task;

use std::time::Duration;

use axum::extract::ws::Utf8Bytes;
use backon::{BackoffBuilder as _, ExponentialBackoff, ExponentialBuilder};
use futures::{StreamExt as _, stream::BoxStream};
use tokio::time::sleep;

use self::{log::Log, task::Task};
use crate::{
    metrics::Metrics,
    problem::Problem,
    server::Shared,
    ws::{
        Visitor,
        event::{Event, Frames},
        feed::{Membership, Tellings, Workers},
        message::{Id, Outgoing, Topic},
    },
};

/// First and longest wait before a stream that broke off is asked for again, both jittered.
const BACKOFF: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(5));

/// The messages of a subscription, from `subscribed` to `end` or `error`. Nothing is fetched that
/// was not asked for.
pub(super) type Messages = BoxStream<'static, Said>;

/// Some messages of a subscription.
pub(super) struct Said {
    pub(super) frames: Frames,
    pub(super) is_last: bool,
}

/// Begins a subscription.
///
/// # Errors
/// When it cannot be had.
pub(super) fn begin(
    shared: &Shared,
    visitor: &Visitor,
    membership: &Membership,
    id: Id,
    topic: Topic,
) -> Result<Messages, Problem> {
    let source = match topic {
        Topic::Tasks(filter) => {
            Source::Tellings(membership.tasks(&filter)?, shared.metrics.clone())
        }
        Topic::Jobs => Source::Tellings(membership.jobs(), shared.metrics.clone()),
        Topic::Workers => Source::Workers(membership.workers()),
        Topic::Task { task_id } => {
            Source::Task(Box::new(Task::new(shared.clone(), visitor.caller.clone(), task_id)))
        }
        Topic::Log { task_id, attempt, after } => {
            let (shared, caller) = (shared.clone(), visitor.caller.clone());
            Source::Log(Box::new(Log::new(shared, caller, task_id, attempt, after)))
        }
    };
    let begun = Begun { id, stage: Stage::Opening, source };
    let messages = futures::stream::unfold(begun, async |mut begun| {
        let said = begun.next().await?;
        Some((said, begun))
    });
    Ok(messages.boxed())
}

/// What happens to a subscription.
enum Step {
    Told(Frames),
    /// Nothing more will happen.
    End,
    Failed(Problem),
}

enum Source {
    Tellings(Tellings, Metrics),
    Workers(Workers),
    Task(Box<Task>),
    Log(Box<Log>),
}

enum Stage {
    Opening,
    Open,
    Over,
}

struct Begun {
    id: Id,
    stage: Stage,
    source: Source,
}

impl Begun {
    /// The next messages; nothing after the last.
    async fn next(&mut self) -> Option<Said> {
        let id = self.id;
        let step = match self.stage {
            Stage::Opening => match self.source.open().await {
                Ok(()) => {
                    self.stage = Stage::Open;
                    let frames = one(Outgoing::Subscribed { id }.text());
                    return Some(Said { frames, is_last: false });
                }
                Err(problem) => Step::Failed(problem),
            },
            Stage::Open => self.source.step(id).await,
            Stage::Over => return None,
        };
        let last = match step {
            Step::Told(frames) => return Some(Said { frames, is_last: false }),
            Step::End => Outgoing::End { id }.text(),
            Step::Failed(problem) => Outgoing::Error { id: Some(id), problem: &problem }.text(),
        };
        self.stage = Stage::Over;
        Some(Said { frames: one(last), is_last: true })
    }
}

impl Source {
    /// Waits until nothing is missed silently any more.
    async fn open(&mut self) -> Result<(), Problem> {
        match self {
            Self::Tellings(tellings, _) => tellings.open().await,
            Self::Workers(workers) => workers.open().await,
            Self::Task(task) => task.open().await,
            Self::Log(log) => log.open().await,
        }
    }

    async fn step(&mut self, id: Id) -> Step {
        match self {
            Self::Tellings(tellings, metrics) => match tellings.next().await {
                Some((missed, batch)) => {
                    metrics.lagged.inc_by(missed + batch.dropped);
                    let told = batch.events.to(id);
                    if missed == 0 {
                        return Step::Told(told);
                    }
                    let missed = Event::lagged(missed).to(id);
                    Step::Told(std::iter::once(missed).chain(told.iter().cloned()).collect())
                }
                None => Step::End,
            },
            Self::Workers(workers) => match workers.next().await {
                Some(list) => Step::Told(list.to(id)),
                None => Step::End,
            },
            Self::Task(task) => task.step(id).await,
            Self::Log(log) => log.step(id).await,
        }
    }
}

fn one(text: Utf8Bytes) -> Frames {
    [text].into()
}

/// Waits between tries.
struct Patience(ExponentialBackoff);

impl Patience {
    fn new() -> Self {
        let waits = ExponentialBuilder::default()
            .with_min_delay(BACKOFF.0)
            .with_max_delay(BACKOFF.1)
            .without_max_times()
            .with_jitter();
        Self(waits.build())
    }

    async fn wait(&mut self) {
        sleep(self.0.next().unwrap_or(BACKOFF.1)).await;
    }
}

/// Whether another try may succeed: nobody could answer, rather than somebody refused.
const fn may_pass(problem: &Problem) -> bool {
    problem.status >= 500 && problem.status != 501
}
