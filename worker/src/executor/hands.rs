//! The few threads that do what blocks: places are made and removed and processes started here.
//!
//! Under load each thread finds the next piece of work when it is done with one, so that nobody
//! has to be woken for it. A piece that hangs, on a disk that is away, holds up one thread; what
//! waits behind it for long brings a thread of its own.

use std::{
    collections::VecDeque,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{
    sync::{Semaphore, oneshot},
    task::spawn_blocking,
    time::timeout,
};
use tokio_util::task::TaskTracker;

/// Whoever waits longer brings a thread of its own.
const PATIENCE: Duration = Duration::from_millis(100);

/// A cheap handle; clones share the threads.
#[derive(Clone, Debug)]
pub(crate) struct Hands {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    threads: usize,
    line: Mutex<Line>,
    /// What may still be left to do for attempts that have ended.
    left: Arc<Semaphore>,
    unfinished: TaskTracker,
}

#[derive(Default)]
struct Line {
    waiting: VecDeque<Box<dyn FnOnce() + Send>>,
    at_work: usize,
}

impl std::fmt::Debug for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { waiting, at_work } = self;
        f.debug_struct("Line").field("waiting", &waiting.len()).field("at_work", at_work).finish()
    }
}

impl Hands {
    /// For so many attempts at once: a thread per processor, but none for nobody.
    pub(crate) fn new(slots: u32) -> Self {
        let slots = slots.max(1) as usize;
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        let shared = Shared {
            threads: processors.min(slots),
            line: Mutex::default(),
            left: Arc::new(Semaphore::new(slots)),
            unfinished: TaskTracker::new(),
        };
        Self { shared: Arc::new(shared) }
    }

    /// Does it and waits for the answer; nothing when the worker ends before.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Option<T> {
        let (answer, mut answered) = oneshot::channel();
        // Where nobody waits for it any more, the answer is dropped.
        self.give(Box::new(move || {
            let _ = answer.send(work());
        }));
        match timeout(PATIENCE, &mut answered).await {
            Ok(answer) => answer.ok(),
            Err(_) => {
                self.start_thread(&mut self.line());
                answered.await.ok()
            }
        }
    }

    /// Does it soon. Waits only while there is something of this kind left to do for as many
    /// attempts as there are slots.
    pub(crate) async fn later(&self, work: impl FnOnce() + Send + 'static) {
        // The semaphore is never closed.
        let place = Arc::clone(&self.shared.left).acquire_owned().await;
        let unfinished = self.shared.unfinished.token();
        self.give(Box::new(move || {
            work();
            drop((place, unfinished));
        }));
    }

    /// Waits until nothing is left to do.
    pub(crate) async fn rest(&self) {
        self.shared.unfinished.close();
        self.shared.unfinished.wait().await;
    }

    fn give(&self, work: Box<dyn FnOnce() + Send>) {
        let mut line = self.line();
        line.waiting.push_back(work);
        if line.at_work < self.shared.threads {
            self.start_thread(&mut line);
        }
    }

    fn start_thread(&self, line: &mut Line) {
        line.at_work += 1;
        let shared = Arc::clone(&self.shared);
        drop(spawn_blocking(move || shared.work()));
    }

    fn line(&self) -> MutexGuard<'_, Line> {
        self.shared.line()
    }
}

impl Shared {
    fn line(&self) -> MutexGuard<'_, Line> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What one thread does until nothing waits.
    fn work(&self) {
        loop {
            let work = {
                let mut line = self.line();
                let Some(work) = line.waiting.pop_front() else {
                    line.at_work -= 1;
                    return;
                };
                work
            };
            // A piece that panics is without an answer, and takes no thread away from others.
            let _ = catch_unwind(AssertUnwindSafe(work));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[tokio::test]
    async fn work_that_hangs_holds_up_nobody_for_long() {
        let hands = Hands::new(64);
        let (let_go, hang) = mpsc::channel::<()>();
        let hang = Arc::new(Mutex::new(hang));
        for _ in 0..hands.shared.threads {
            let hang = Arc::clone(&hang);
            hands.later(move || assert!(hang.lock().unwrap().recv().is_err())).await;
        }
        assert_eq!(hands.run(|| 7).await, Some(7));
        drop(let_go);
        hands.rest().await;
    }

    #[tokio::test]
    async fn work_that_panics_takes_no_thread_away() {
        let hands = Hands::new(1);
        for _ in 0..3 {
            assert_eq!(hands.run(|| panic!("as it must")).await, None::<()>);
        }
        assert_eq!(hands.run(|| 7).await, Some(7));
    }

    #[tokio::test]
    async fn what_is_left_to_do_is_bounded() {
        let hands = Hands::new(1);
        let (let_go, hang) = mpsc::channel::<()>();
        hands.later(move || assert!(hang.recv().is_err())).await;
        let (done, second) = mpsc::channel();
        let mut later = std::pin::pin!(hands.later(move || done.send(()).unwrap()));
        assert!(!is_ready(later.as_mut()), "it waits");
        drop(let_go);
        later.await;
        hands.rest().await;
        second.try_recv().unwrap();
    }

    fn is_ready<F: Future>(future: std::pin::Pin<&mut F>) -> bool {
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        future.poll(&mut context).is_ready()
    }
}
