//! How much output may be on its way.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use tokio::sync::{Semaphore, SemaphorePermit};

/// Bytes of output that may be sent or wait unacknowledged, over all attempts. Clones share it.
/// Whoever asks first gets first, so a chatty command cannot starve a quiet one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Credit {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    free: Semaphore,
    total: AtomicUsize,
}

impl Default for Inner {
    fn default() -> Self {
        Self { free: Semaphore::new(0), total: AtomicUsize::new(0) }
    }
}

/// Credit that was taken; whoever drops it gives it back.
#[derive(Debug)]
pub(crate) struct Grant {
    credit: Credit,
    bytes: usize,
}

impl Credit {
    /// Sets the whole amount. Of a lower one than before, only what is free now is taken away:
    /// all coordinators of a cluster grant the same.
    pub(crate) fn set_total(&self, total: usize) {
        let total = total.min(Semaphore::MAX_PERMITS / 2);
        let before = self.inner.total.swap(total, Ordering::Relaxed);
        if total >= before {
            self.inner.free.add_permits(total - before);
        } else {
            self.inner.free.forget_permits(before - total);
        }
    }

    /// Waits until `bytes` may be sent. A piece larger than the whole credit goes alone.
    pub(crate) async fn take(&self, bytes: usize) -> Grant {
        let bytes = bytes.clamp(1, self.inner.total.load(Ordering::Relaxed).max(1));
        let wanted = u32::try_from(bytes).unwrap_or(u32::MAX);
        // The semaphore is never closed; if it were, output would go unbounded rather than stop.
        let _ = self.inner.free.acquire_many(wanted).await.map(SemaphorePermit::forget);
        Grant { credit: self.clone(), bytes: wanted as usize }
    }
}

impl Drop for Grant {
    fn drop(&mut self) {
        self.credit.inner.free.add_permits(self.bytes);
    }
}

#[cfg(test)]
mod tests {
    use std::future::Future as _;

    use super::*;

    fn is_ready<F: Future>(future: std::pin::Pin<&mut F>) -> bool {
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        future.poll(&mut context).is_ready()
    }

    #[test]
    fn credit_is_taken_and_given_back() {
        let credit = Credit::default();
        let mut first = std::pin::pin!(credit.take(60));
        assert!(!is_ready(first.as_mut()), "there is none before the first session");
        credit.set_total(100);
        assert!(is_ready(first));
    }

    #[test]
    fn a_second_piece_waits_for_the_acknowledgement_of_the_first() {
        let credit = Credit::default();
        credit.set_total(100);
        let mut first = Box::pin(credit.take(60));
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        let std::task::Poll::Ready(grant) = first.as_mut().poll(&mut context) else {
            panic!("there is credit")
        };
        let mut second = std::pin::pin!(credit.take(60));
        assert!(!is_ready(second.as_mut()));
        drop(grant);
        assert!(is_ready(second));
    }

    #[test]
    fn a_piece_larger_than_the_whole_credit_goes_alone() {
        let credit = Credit::default();
        credit.set_total(10);
        assert!(is_ready(std::pin::pin!(credit.take(65_536))));
    }
}
