//! What tasks count and how far they say they are, on its way into the store.
//!
//! A task that a session of this coordinator has is counted in memory: as long as its lease lasts
//! nobody else can end it, so nobody need be asked whether it goes on. All of it is written every
//! [`EVERY`], many in one transaction, and what a task counted is written before its end is.
//! Everything else is written before it is answered: a counter's first number, tasks that nobody
//! runs, and those that run elsewhere. There the store says what may still count.
//!
//! ```text
//!  add ─▶ book (runs here, counter known) ─▶ swapped out every 50 ms ─▶ store
//!   └───▶ gather (all else) ─────────────────────────────────────────▶ store ─▶ answer
//!  end of an attempt ─▶ its part of the book ─▶ store, then the end itself
//! ```
//!
//! A batch that cannot be written is kept as it is and written again under its mark, so that one
//! whose commit nobody knows of counts once. Meanwhile nothing more is taken into memory: what a
//! coordinator loses when it is killed was counted within [`BEHIND`], at the most, of the moment
//! of the kill, or of the moment at which the store stopped answering.

mod book;
mod writer;

use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use taskmaster_domain::{TaskId, WorkerId, limits};
use taskmaster_proto::Error;
use taskmaster_runtime::{Clock, Tasks};
use taskmaster_store::{Addition, Counters as Store, ProgressNote, Told};
use tokio::{
    sync::Notify,
    time::{Instant, sleep, timeout},
};
use tokio_util::sync::CancellationToken;
use tracing::{error, warn};

use self::{
    book::{Book, Counted},
    writer::Writer,
};
use crate::{
    gather::{Gather, Trouble, Write},
    grpc,
    metrics::Metrics,
};

/// From the first number to the writing of all that came since.
const EVERY: Duration = Duration::from_millis(50);

/// Nothing is taken into memory while something there is older.
const BEHIND: Duration = Duration::from_millis(100);

/// Pauses after a failed write, the first and the longest.
const PAUSES: (Duration, Duration) = (EVERY, Duration::from_secs(1));

/// How long the last write may take at the end.
const LAST_WRITES: Duration = Duration::from_secs(5);

/// Between two looks for counters that nobody adds to any more.
const TIDY: Duration = Duration::from_secs(5);

/// A cheap handle.
#[derive(Clone)]
pub(crate) struct Counters(Arc<Inner>);

struct Inner {
    store: Arc<dyn Store>,
    clock: Clock,
    metrics: Metrics,
    book: Mutex<Book>,
    /// Tasks in the book: all that the end of an attempt looks at while there are none.
    tasks: AtomicUsize,
    /// Rung when the book has something to write again.
    news: Notify,
    /// One write at a time.
    writer: tokio::sync::Mutex<Writer>,
    /// The writer has batches that could not be written.
    owes: AtomicBool,
    additions: Gather<Addition, Told>,
    progress: Gather<ProgressNote, Told>,
}

impl Counters {
    /// Starts what writes, until `tasks` is told to stop; what is counted after that is for
    /// [`Counters::finish`].
    pub(crate) fn start(
        store: Arc<dyn Store>,
        clock: Clock,
        metrics: Metrics,
        tasks: &Tasks,
    ) -> Self {
        let add = adding(store.clone(), clock.clone(), metrics.clone());
        let note = noting(store.clone(), metrics.clone());
        let counters = Self(Arc::new(Inner {
            store,
            clock,
            metrics,
            book: Mutex::default(),
            tasks: AtomicUsize::new(0),
            news: Notify::new(),
            writer: tokio::sync::Mutex::default(),
            owes: AtomicBool::new(false),
            additions: Gather::start("counters", Trouble::Tell, add, tasks),
            progress: Gather::start("progress", Trouble::Tell, note, tasks),
        }));
        tasks.spawn("counters", counters.clone().keep(tasks.stop().clone()));
        counters
    }

    /// Adds to the counters of a task; see [`taskmaster_store::Counters::add_counts`].
    ///
    /// # Errors
    /// What the caller is told.
    pub(crate) async fn add(&self, addition: Addition) -> Result<(), Error> {
        if self.count(&addition) {
            return Ok(());
        }
        let (id, names) = (addition.task, addition.counts.clone());
        let told = self.0.additions.write(vec![addition]).await;
        let told = told.map_err(grpc::told)?.pop().unwrap_or(Told::Unknown);
        if let Told::Kept { holder: Some(holder) } = told {
            let names = names.into_iter().filter(|(_, count)| *count > 0).map(|(name, _)| name);
            self.0.with(|book| book.admit(id, holder, names, Instant::now()));
        }
        answer(id, told)
    }

    /// Adds in memory, if it can be.
    fn count(&self, addition: &Addition) -> bool {
        if self.0.tasks.load(Ordering::Acquire) == 0 {
            return false;
        }
        let counted = self.0.book().count(addition, Instant::now());
        if counted == Some(Counted::First) {
            self.0.news.notify_one();
        }
        counted.is_some()
    }

    /// Says how far a task is.
    ///
    /// # Errors
    /// What the caller is told.
    pub(crate) async fn progress(&self, note: ProgressNote) -> Result<(), Error> {
        let id = note.task;
        let told = self.0.progress.write(vec![note]).await;
        answer(id, told.map_err(grpc::told)?.pop().unwrap_or(Told::Unknown))
    }

    /// A session of this worker is here: what it has can be counted in memory.
    pub(crate) fn joined(&self, worker: WorkerId, session: i64) {
        self.0.book().joined(worker, session);
    }

    /// That session has ended.
    pub(crate) fn left(&self, worker: WorkerId, session: i64) {
        self.0.book().left(worker, session);
        self.0.news.notify_one();
    }

    /// Writes what these tasks counted. To be called before their end is written, so that whoever
    /// sees that sees this.
    ///
    /// # Errors
    /// Of the store. Nothing is lost then: it is tried again, by this call too.
    pub(crate) async fn settle(
        &self,
        tasks: impl Iterator<Item = TaskId> + Clone,
    ) -> taskmaster_store::Result<()> {
        let inner = &*self.0;
        let owes = || inner.owes.load(Ordering::Acquire);
        let has_any = || inner.book().has_any(tasks.clone());
        if !owes() && (inner.tasks.load(Ordering::Acquire) == 0 || !has_any()) {
            return Ok(());
        }
        let mut writer = inner.writer.lock().await;
        writer.owe(inner.with(|book| book.take_out(tasks.clone())));
        writer.pay(inner).await
    }

    /// Forgets tasks whose end was written: one may have been let in while it was.
    pub(crate) fn forget(&self, tasks: impl Iterator<Item = TaskId>) {
        if self.0.tasks.load(Ordering::Acquire) > 0 && self.0.book().close(tasks) {
            self.0.news.notify_one();
        }
    }

    /// Writes the rest. To be called when nobody adds any more.
    pub(crate) async fn finish(&self) {
        let written = async {
            let mut pause = PAUSES.0;
            while let Err(cause) = self.flush().await {
                warn!(%cause, "cannot write counters before the end, will try again");
                sleep(pause).await;
                pause = (pause * 2).min(PAUSES.1);
            }
        };
        if timeout(LAST_WRITES, written).await.is_err() {
            error!("the coordinator ends before all counters are written");
        }
    }

    async fn keep(self, stop: CancellationToken) {
        let (mut wait, mut tidied) = (None, Instant::now());
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                () = self.due(wait) => {}
            }
            wait = match self.flush().await {
                Ok(is_all) => (!is_all).then_some(EVERY),
                Err(cause) => {
                    warn!(%cause, "cannot write counters, will try again");
                    Some(wait.map_or(PAUSES.0, |wait| (wait * 2).min(PAUSES.1)))
                }
            };
            if tidied.elapsed() >= TIDY {
                tidied = Instant::now();
                self.0.with(|book| book.tidy(tidied));
            }
        }
    }

    /// Waits until it is time to write, or to tidy up.
    async fn due(&self, wait: Option<Duration>) {
        if let Some(wait) = wait {
            return sleep(wait).await;
        }
        let news = async {
            self.0.news.notified().await;
            sleep(EVERY).await;
        };
        if self.0.tasks.load(Ordering::Acquire) == 0 {
            news.await;
        } else {
            let _ = timeout(TIDY, news).await;
        }
    }

    /// Writes all that is in the book; whether nothing came meanwhile.
    async fn flush(&self) -> taskmaster_store::Result<bool> {
        let inner = &*self.0;
        let mut writer = inner.writer.lock().await;
        let begun = Instant::now();
        writer.owe(inner.with(Book::swap));
        writer.pay(inner).await?;
        Ok(inner.book().written(begun))
    }
}

impl Inner {
    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes which tasks are in the book.
    fn with<T>(&self, change: impl FnOnce(&mut Book) -> T) -> T {
        let mut book = self.book();
        let done = change(&mut book);
        self.tasks.store(book.len(), Ordering::Release);
        done
    }
}

/// What a caller is told.
fn answer(id: TaskId, told: Told) -> Result<(), Error> {
    match told {
        Told::Kept { .. } => Ok(()),
        Told::Ended(state) => Err(Error::WrongState(format!("the task is {state}"))),
        Told::Stale => {
            Err(Error::WrongState("the attempt is not the task's current one any more".to_owned()))
        }
        Told::TooMany => {
            Err(Error::WrongState(format!("a task has at most {} counters", limits::COUNTERS)))
        }
        Told::TooLarge => {
            Err(Error::WrongState(format!("a counter holds at most {}", limits::COUNT)))
        }
        Told::Unknown => Err(Error::NotFound { what: "task", name: id.to_string() }),
    }
}

fn adding(store: Arc<dyn Store>, clock: Clock, metrics: Metrics) -> Write<Addition, Told> {
    Arc::new(move |additions: Vec<Addition>| {
        let (store, metrics, now) = (store.clone(), metrics.clone(), clock.now());
        Box::pin(async move {
            let started = Instant::now();
            let told = store.add_counts(None, &additions, now).await?;
            metrics.stored("counters", additions.len(), started.elapsed());
            Ok(told)
        })
    })
}

fn noting(store: Arc<dyn Store>, metrics: Metrics) -> Write<ProgressNote, Told> {
    Arc::new(move |notes: Vec<ProgressNote>| {
        let (store, metrics) = (store.clone(), metrics.clone());
        Box::pin(async move {
            let started = Instant::now();
            let told = store.note_progress(&notes).await?;
            metrics.stored("progress", notes.len(), started.elapsed());
            Ok(told)
        })
    })
}

#[cfg(test)]
mod tests;
