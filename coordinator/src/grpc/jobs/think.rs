//! Where schedules are computed: on threads that serve no calls, few at a time.
//!
//! The domain bounds each of these computations, but the bound is that of the worst schedule that can be
//! said, hundreds of milliseconds. Heartbeats must not wait for that. What may take longer, as what is
//! upcoming of a thousand jobs, is computed in several turns, so that others come between.

use std::sync::Arc;

use taskmaster_proto::Error;
use tokio::{sync::Semaphore, task::spawn_blocking};

/// Computations at once. Whoever computes much in one leaves the other to all the rest; more of them
/// would take processors from what has deadlines.
const TURNS: usize = 2;

/// Turns to compute. Clones share them.
#[derive(Clone)]
pub(super) struct Thinking(Arc<Semaphore>);

impl Thinking {
    pub(super) fn new() -> Self {
        Self(Arc::new(Semaphore::new(TURNS)))
    }

    /// What `compute` comes to, in the order of those who ask. Whoever leaves while it waits is dropped; a
    /// computation that has begun ends, and keeps its turn until then.
    ///
    /// # Errors
    /// It panicked.
    pub(super) async fn of<T: Send + 'static>(
        &self,
        compute: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Error> {
        let turn = Arc::clone(&self.0).acquire_owned().await.map_err(|_| Error::Internal)?;
        let computed = spawn_blocking(move || {
            let _turn = turn;
            compute()
        });
        computed.await.map_err(|_| Error::Internal)
    }
}

#[cfg(test)]
mod tests {
    use std::{future::Future, pin::pin, sync::mpsc, task::Poll};

    use super::*;

    /// Begins a computation that ends when the sender is dropped; whoever asked for it has left.
    async fn begin(thinking: &Thinking) -> mpsc::Sender<()> {
        let (end, ended) = mpsc::channel::<()>();
        let (begun, has_begun) = tokio::sync::oneshot::channel();
        let mut slow = pin!(thinking.of(move || {
            begun.send(()).unwrap();
            ended.recv().unwrap_err();
        }));
        tokio::select! {
            _ = &mut slow => unreachable!("it has not been told to end"),
            begun = has_begun => begun.unwrap(),
        }
        end
    }

    #[tokio::test]
    async fn one_who_computes_long_leaves_a_turn_to_the_others() {
        let thinking = Thinking::new();
        let slow = begin(&thinking).await;
        for n in 0..9 {
            assert_eq!(thinking.of(move || n + 1).await, Ok(n + 1));
        }
        drop(slow);
    }

    #[tokio::test]
    async fn a_computation_that_nobody_waits_for_keeps_its_turn_until_it_ends() {
        let thinking = Thinking::new();
        let slow = [begin(&thinking).await, begin(&thinking).await];
        let mut third = pin!(thinking.of(|| 3));
        let waits = std::future::poll_fn(|cx| Poll::Ready(third.as_mut().poll(cx).is_pending()));
        assert!(waits.await);
        drop(slow);
        assert_eq!(third.await, Ok(3));
    }
}
