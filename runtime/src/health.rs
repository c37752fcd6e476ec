//! Whether this process wants work: what a load balancer looks at.

use std::{
    fmt,
    pin::Pin,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use tokio::{
    sync::Mutex,
    time::{Instant, timeout},
};

/// How long a look counts for all who ask.
const FRESH: Duration = Duration::from_secs(1);

/// How long a look may take; one that takes longer is trouble.
const PATIENCE: Duration = Duration::from_secs(4);

/// Readiness of this process. Clones share it; it begins as not ready.
#[derive(Clone, Debug, Default)]
pub struct Health {
    ready: Arc<AtomicBool>,
    needs: Arc<OnceLock<Probe>>,
}

impl Health {
    /// From now on calls are welcome.
    pub fn ready(&self) {
        self.ready.store(true, Ordering::Release);
    }

    /// From now on calls should go elsewhere.
    pub fn not_ready(&self) {
        self.ready.store(false, Ordering::Release);
    }

    /// Whether calls are welcome.
    pub fn is_ready(&self) -> bool {
        self.ready.load(Ordering::Acquire)
    }

    /// What this process cannot work without. Only the first one said counts.
    pub fn needs(&self, probe: Probe) {
        let _ = self.needs.set(probe);
    }

    /// Why calls should go elsewhere, in words; nothing when they are welcome. Answers in bounded
    /// time.
    pub async fn trouble(&self) -> Option<String> {
        if !self.is_ready() {
            return Some("not ready".to_owned());
        }
        self.needs.get()?.look().await.err()
    }
}

type Look = dyn Fn() -> Pin<Box<dyn Future<Output = Result<(), String>> + Send>> + Send + Sync;

/// When a look ended and what it showed.
type Seen = (Instant, Result<(), String>);

/// A look at something that this process depends on. Clones share it: however many ask, it looks
/// once a second at the most, and not at all while nobody asks.
#[derive(Clone)]
pub struct Probe {
    look: Arc<Look>,
    last: Arc<Mutex<Option<Seen>>>,
}

impl fmt::Debug for Probe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Probe").finish_non_exhaustive()
    }
}

impl Probe {
    /// A probe that looks with `look`, which says in words what is wrong.
    pub fn new<F>(look: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<(), String>> + Send + 'static,
    {
        Self { look: Arc::new(move || Box::pin(look())), last: Arc::default() }
    }

    /// What a look showed less than a second ago, or shows now. Answers within seconds, also when
    /// what it looks at hangs.
    ///
    /// # Errors
    /// What is wrong, readable alone.
    pub async fn look(&self) -> Result<(), String> {
        let mut last = self.last.lock().await;
        if let Some((_, seen)) = last.as_ref().filter(|(at, _)| at.elapsed() < FRESH) {
            return seen.clone();
        }
        let seen = timeout(PATIENCE, (self.look)()).await;
        let seen = seen.unwrap_or_else(|_| Err("there is no answer".to_owned()));
        *last = Some((Instant::now(), seen.clone()));
        seen
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicU32;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn many_who_ask_look_once_a_second_together() {
        let looks = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&looks);
        let probe = Probe::new(move || {
            let n = counted.fetch_add(1, Ordering::Relaxed);
            async move { if n == 0 { Err("it is full".to_owned()) } else { Ok(()) } }
        });
        for _ in 0..100 {
            assert_eq!(probe.clone().look().await, Err("it is full".to_owned()));
        }
        assert_eq!(looks.load(Ordering::Relaxed), 1);
        tokio::time::advance(FRESH).await;
        assert_eq!(probe.look().await, Ok(()), "it recovers by itself");
        assert_eq!(looks.load(Ordering::Relaxed), 2);
    }

    #[tokio::test(start_paused = true)]
    async fn what_hangs_is_trouble_and_not_waited_for_by_each() {
        let health = Health::default();
        health.needs(Probe::new(std::future::pending));
        assert_eq!(health.trouble().await.as_deref(), Some("not ready"));
        health.ready();
        let begun = Instant::now();
        let (a, b) = tokio::join!(health.trouble(), health.trouble());
        assert_eq!((a.as_deref(), &a), (Some("there is no answer"), &b));
        assert_eq!(begun.elapsed(), PATIENCE);
    }
}
