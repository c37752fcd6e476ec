//! A storm: tasks are handed in while the processes that serve them are killed, and at the end
//! everything must add up.

use std::{cell::Cell, collections::BTreeSet, future::Future, time::Duration};

use rand::{Rng as _, SeedableRng as _, rngs::StdRng, seq::SliceRandom as _};
use taskmaster_proto::v1;
use tokio::time::timeout;
use tonic::{Code, Status};

use crate::{Client, Ledger, Spec, Told, is_soak, until};

/// Tasks that were handed in and have not begun: enough that no worker is ever idle.
const BACKLOG: usize = 60;
/// Tasks of one call at most.
const CALL: usize = 10;
/// A kill, or a call over all its repeats, must be possible within this.
const LIMIT: Duration = Duration::from_secs(60);
/// A call without an answer is made again after this.
const PATIENCE: Duration = Duration::from_secs(10);

/// Whose turn it is to be killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kill {
    /// A worker that runs commands.
    Worker,
    /// A coordinator.
    Coordinator,
    /// A scheduler.
    Scheduler,
}

/// What is going to happen. The same seed gives the same storm.
#[derive(Debug)]
pub struct Storm {
    seed: u64,
    specs: Vec<Spec>,
    /// What is killed once so many attempts have begun.
    kills: Vec<(usize, Kill)>,
    rng: StdRng,
}

/// Processes that can be killed and come back.
pub trait Victims {
    /// Kills one. Gives what was hit, in words, and the tasks whose commands ran there.
    fn kill(
        &mut self,
        whom: Kill,
        rng: &mut StdRng,
    ) -> impl Future<Output = (String, BTreeSet<String>)>;
}

/// What became of a storm.
#[derive(Debug, Default)]
pub struct Handed {
    /// What the client was given, in the order of the tasks.
    pub ids: Vec<String>,
    /// Calls that failed and were made again with the same keys.
    pub repeats: usize,
    /// Tasks whose commands ran on a worker when it was killed.
    pub hit: BTreeSet<String>,
}

impl Storm {
    /// A small one, or a long one when long tests are wanted. `TASKMASTER_STORM` sets the seed.
    pub fn new(ledger: &Ledger, schedulers: bool) -> Self {
        let seed = std::env::var("TASKMASTER_STORM").map_or(8, |text| text.parse().unwrap());
        let mut rng = StdRng::seed_from_u64(seed);
        let (tasks, workers, coordinators) = if is_soak() { (10_000, 50, 10) } else { (400, 6, 2) };
        let mut kills = vec![Kill::Worker; workers];
        kills.extend(vec![Kill::Coordinator; coordinators]);
        kills.extend(vec![Kill::Scheduler; if schedulers { coordinators } else { 0 }]);
        kills.shuffle(&mut rng);
        let mut after: Vec<usize> =
            kills.iter().map(|_| rng.random_range(tasks / 20..tasks * 9 / 10)).collect();
        after.sort_unstable();
        let specs = (0..tasks).map(|n| {
            let run = Duration::from_millis(rng.random_range(50..=500));
            let spec = ledger.task(run).key(&format!("storm-{n}"));
            // Some have to wait for a scheduler.
            if rng.random_bool(0.1) { spec.delay(rng.random_range(0.1..2.0)) } else { spec }
        });
        let specs = specs.collect();
        Self { seed, specs, kills: after.into_iter().zip(kills).collect(), rng }
    }

    /// All tasks that it hands in.
    pub fn specs(&self) -> &[Spec] {
        &self.specs
    }

    /// Hands in and kills, both at once, until all is handed in and everybody was killed.
    pub async fn rage(
        &mut self,
        clients: &[Client],
        ledger: &Ledger,
        victims: &mut impl Victims,
    ) -> Handed {
        let Self { seed, specs, kills, rng } = self;
        eprintln!("seed {seed}: {} tasks, {} kills", specs.len(), kills.len());
        let mut caller = Caller {
            clients,
            specs,
            pace: StdRng::seed_from_u64(*seed + 1),
            ids: Vec::new(),
            repeats: 0,
        };
        let (hurry, mut hit) = (Hurry::default(), BTreeSet::new());
        let strike = async {
            for (after, whom) in kills.iter() {
                until("enough tasks have begun", LIMIT, async || {
                    (ledger.begun() >= *after).then_some(())
                })
                .await;
                if *whom == Kill::Coordinator {
                    hurry.is_on().await;
                }
                let (what, tasks) = victims.kill(*whom, rng).await;
                hurry.wanted.set(false);
                eprintln!("after {after:>5}: {what}, which ran {} commands", tasks.len());
                hit.extend(tasks);
            }
        };
        tokio::join!(caller.hand_all_in(ledger, &hurry), strike);
        Handed { ids: caller.ids, repeats: caller.repeats, hit }
    }
}

/// While a coordinator is killed, calls follow each other without a pause, so that one of them is
/// under way.
#[derive(Debug, Default)]
struct Hurry {
    wanted: Cell<bool>,
    /// Calls that were made in a hurry.
    calls: Cell<usize>,
    /// There is nothing left to hand in.
    over: Cell<bool>,
}

impl Hurry {
    /// Waits until calls are made in a hurry.
    async fn is_on(&self) {
        self.wanted.set(true);
        let before = self.calls.get();
        until("a call in a hurry", LIMIT, async || {
            (self.over.get() || self.calls.get() > before + 1).then_some(())
        })
        .await;
    }
}

/// A client of all coordinators.
struct Caller<'a> {
    clients: &'a [Client],
    specs: &'a [Spec],
    pace: StdRng,
    ids: Vec<String>,
    repeats: usize,
}

impl Caller<'_> {
    async fn hand_all_in(&mut self, ledger: &Ledger, hurry: &Hurry) {
        while self.ids.len() < self.specs.len() {
            until("room in the backlog", LIMIT, async || {
                let is_room = self.ids.len() < ledger.begun() + BACKLOG;
                (is_room || hurry.wanted.get()).then_some(())
            })
            .await;
            let most = if hurry.wanted.get() { 1 } else { CALL };
            let before = self.repeats;
            self.hand_some_in(most).await;
            if hurry.wanted.get() {
                hurry.calls.set(hurry.calls.get() + 1);
                // It was hit: enough of that.
                hurry.wanted.set(self.repeats == before);
            }
        }
        hurry.over.set(true);
    }

    /// Hands the next tasks in, however often it takes.
    async fn hand_some_in(&mut self, most: usize) {
        let Self { clients, specs, pace, ids, repeats } = self;
        let count = pace.random_range(1..=most).min(specs.len() - ids.len());
        let call = &specs[ids.len()..][..count];
        let mut client = pace.random_range(0..clients.len());
        let given = until("a call that succeeds", LIMIT, async || {
            let told = timeout(PATIENCE, hand_in(&clients[client], call.to_vec())).await;
            match told {
                Ok(Ok(given)) => return Some(given),
                Ok(Err(status)) => must_be_passing(&status),
                Err(_) => {}
            }
            *repeats += 1;
            client = (client + 1) % clients.len();
            None
        });
        ids.extend(given.await);
    }
}

/// One call, of the kind that fits.
async fn hand_in(client: &Client, mut specs: Vec<Spec>) -> Told<Vec<String>> {
    if specs.len() == 1 {
        let answer = client.try_submit(specs.remove(0)).await?;
        return Ok(vec![answer.task.unwrap().id]);
    }
    let tasks = specs.into_iter().map(|spec| spec.0).collect();
    let answer = client.tasks().submit_tasks(v1::SubmitTasksRequest { tasks }).await?.into_inner();
    assert_eq!(answer.key_taken, [0; 0]);
    Ok(answer.task_ids)
}

/// Fails unless the coordinator was away, or went away in the middle of its answer.
fn must_be_passing(status: &Status) {
    let passing = [Code::Unavailable, Code::Unknown, Code::Cancelled, Code::DeadlineExceeded];
    let cut = status.code() == Code::Internal && std::error::Error::source(status).is_some();
    assert!(cut || passing.contains(&status.code()), "{status:?}");
}
