use std::sync::{Arc, Mutex};

use taskmaster_runtime::Tasks;
use taskmaster_store::{Error as StoreError, WakeBus};
use tokio::sync::mpsc;

use super::*;

/// Tells of each pass, and fails while it is told to.
struct Probe {
    passed: mpsc::Sender<Instant>,
    failing: Arc<Mutex<bool>>,
}

impl Duty for Probe {
    const NAME: &'static str = "probe";

    async fn pass(&mut self) -> Result<Duration> {
        self.passed.send(Instant::now()).await.unwrap();
        if *self.failing.lock().unwrap() {
            return Err(StoreError::Unavailable("away".to_owned()).into());
        }
        Ok(Duration::from_secs(60))
    }

    fn hears(&self, wake: Wake) -> Option<Duration> {
        (wake == Wake::Fleet).then_some(Duration::from_secs(1))
    }
}

struct Running {
    bus: WakeBus,
    tasks: Tasks,
    passes: mpsc::Receiver<Instant>,
    failing: Arc<Mutex<bool>>,
    began: Instant,
    metrics: Metrics,
}

fn start() -> Running {
    let (passed, passes) = mpsc::channel(1_000);
    let failing = Arc::new(Mutex::new(false));
    let (bus, tasks, metrics) = (WakeBus::default(), Tasks::default(), Metrics::default());
    let probe = Probe { passed, failing: Arc::clone(&failing) };
    tasks.spawn("probe", run(probe, bus.wakes(), tasks.stop().clone(), metrics.clone()));
    Running { bus, tasks, passes, failing, began: Instant::now(), metrics }
}

impl Running {
    /// When the next pass was, in milliseconds since the start.
    async fn next(&mut self) -> u128 {
        let at = self.passes.recv().await.expect("the duty goes on");
        at.duration_since(self.began).as_millis()
    }
}

#[tokio::test(start_paused = true)]
async fn without_a_poke_it_waits_as_long_as_it_said() {
    let mut running = start();
    assert_eq!(running.next().await, 0);
    assert_eq!(running.next().await, 60_000);
}

#[tokio::test(start_paused = true)]
async fn a_poke_of_concern_makes_it_look_earlier_and_another_does_not() {
    let mut running = start();
    running.next().await;
    running.bus.poke(Wake::Worker(taskmaster_domain::WorkerId(1)));
    running.bus.poke(Wake::Fleet);
    assert_eq!(running.next().await, 1_000);
    assert_eq!(running.next().await, 61_000, "the other one was of no concern");
}

#[tokio::test(start_paused = true)]
async fn a_listener_that_lagged_looks_at_once() {
    let mut running = start();
    running.next().await;
    for worker in 0..10_000 {
        running.bus.poke(Wake::Worker(taskmaster_domain::WorkerId(worker)));
    }
    assert_eq!(running.next().await, LEAST_PAUSE.as_millis());
}

#[tokio::test(start_paused = true)]
async fn failed_passes_are_tried_again_ever_more_slowly_whatever_pokes() {
    let mut running = start();
    *running.failing.lock().unwrap() = true;
    let mut at = vec![running.next().await];
    for _ in 0..7 {
        running.bus.poke(Wake::Fleet);
        at.push(running.next().await);
    }
    let waits: Vec<_> = at.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert_eq!(waits, [200, 400, 800, 1_600, 3_200, 5_000, 5_000]);
    *running.failing.lock().unwrap() = false;
    running.next().await;
    let good = running.next().await;
    assert!(running.next().await - good >= 1_000, "and then it is as before");
    let mut shown = String::new();
    let mut registry = prometheus_client::registry::Registry::default();
    registry.register("passes", "", running.metrics.passes());
    prometheus_client::encoding::text::encode(&mut shown, &registry).unwrap();
    assert!(shown.contains("outcome=\"error\"} 8"), "{shown}");
}

#[tokio::test(start_paused = true)]
async fn it_ends_when_it_is_told_to() {
    let mut running = start();
    running.next().await;
    let waited = running.tasks.drain(Duration::from_secs(1)).await;
    assert_eq!(waited, taskmaster_runtime::tasks::Waited::Done);
}
