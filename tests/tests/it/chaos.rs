//! Processes killed at random while tasks run: nothing is lost, and nothing is counted twice.

use std::{collections::BTreeSet, time::Duration};

use rand::{Rng as _, rngs::StdRng, seq::IndexedRandom as _};
use taskmaster_tests::{
    Cli, Cluster, Database, Handed, Kill, Ledger, Pid, Reckoning, Role, Storm, Up, Victims, WITHIN,
    commands_below, must_add_up, until,
};
use tokio::time::Instant;

/// Kills, by its number, one of these workers whose commands run, and says which and what ran.
async fn a_busy_one(
    workers: impl Fn() -> Vec<(usize, Pid)>,
    rng: &mut StdRng,
) -> (usize, BTreeSet<String>) {
    until("a worker that runs commands", WITHIN, async || {
        let ran = workers().into_iter().map(|(n, pid)| (n, commands_below(pid)));
        let busy: Vec<_> = ran.filter(|(_, tasks)| !tasks.is_empty()).collect();
        busy.choose(rng).cloned()
    })
    .await
}

/// An `up`, which is its coordinator and its scheduler too.
struct OnSqlite(Up);

impl Victims for OnSqlite {
    async fn kill(&mut self, whom: Kill, rng: &mut StdRng) -> (String, BTreeSet<String>) {
        let Self(up) = self;
        if whom == Kill::Worker {
            let pids = || up.worker_pids().into_iter().map(|(_, pid)| pid).enumerate().collect();
            let (n, tasks) = a_busy_one(pids, rng).await;
            let (name, _) = up.worker_pids().swap_remove(n);
            up.kill_worker(&name);
            return (name, tasks);
        }
        up.restart().await;
        ("up".to_owned(), BTreeSet::new())
    }
}

/// Roles apart. Some of the killed workers stay away until the next one is killed, so that their
/// lease ends.
struct OnPostgresql {
    coordinators: Vec<Role>,
    schedulers: Vec<Role>,
    workers: Vec<Role>,
    away: Option<usize>,
}

impl OnPostgresql {
    fn all_back(&mut self) {
        if let Some(n) = self.away.take() {
            self.workers[n].service().start();
        }
    }
}

impl Victims for OnPostgresql {
    async fn kill(&mut self, whom: Kill, rng: &mut StdRng) -> (String, BTreeSet<String>) {
        let (kind, roles) = match whom {
            Kill::Coordinator => ("coordinator", &mut self.coordinators),
            Kill::Scheduler => ("scheduler", &mut self.schedulers),
            Kill::Worker => {
                self.all_back();
                let pids: Vec<(usize, Pid)> =
                    self.workers.iter_mut().map(|role| role.service().pid()).enumerate().collect();
                let (n, tasks) = a_busy_one(|| pids.clone(), rng).await;
                self.workers[n].service().kill();
                self.away = Some(n);
                let stays_away = rng.random_bool(0.5);
                if !stays_away {
                    self.all_back();
                }
                let how = if stays_away { ", for some time" } else { "" };
                return (format!("worker {n}{how}"), tasks);
            }
        };
        let n = rng.random_range(0..roles.len());
        roles[n].restart().await;
        (format!("{kind} {n}"), BTreeSet::new())
    }
}

fn tell(handed: &Handed, sum: &Reckoning, begun: Instant) {
    eprintln!(
        "{} tasks completed in {:.1} s; {} calls were made again; {} commands ran on killed \
         workers; {} tasks ran again, {} attempts were lost ({} of them after their command had \
         ended), {} came back unstarted",
        handed.ids.len(),
        begun.elapsed().as_secs_f64(),
        handed.repeats,
        handed.hit.len(),
        sum.rerun,
        sum.lost,
        sum.lost_after_the_end,
        sum.unstarted,
    );
    assert!(sum.rerun > 0 && handed.repeats > 0, "the storm hit nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn chaos_on_sqlite_loses_nothing() {
    let up = Up::with(3, 4).short_lease().start().await;
    let (begun, client, cli) = (Instant::now(), up.client(), up.cli());
    let ledger = Ledger::new(up.folder());
    let mut storm = Storm::new(&ledger, false);
    let mut victims = OnSqlite(up);
    let handed = storm.rage(&[client], &ledger, &mut victims).await;
    let client = victims.0.client();
    let sum = must_add_up(&handed, storm.specs().to_vec(), &client, &ledger, &cli).await;
    tell(&handed, &sum, begun);
    client.workers_are(3, Duration::from_secs(10)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn chaos_on_postgresql_loses_nothing() {
    let database = Database::fresh().await;
    let cluster = Cluster::on(&database).short_lease();
    let coordinators = vec![cluster.coordinator("c1").await, cluster.coordinator("c2").await];
    let schedulers = vec![cluster.scheduler("s1").await, cluster.scheduler("s2").await];
    let urls: Vec<&str> = coordinators.iter().map(Role::url).collect();
    let workers = ["w1", "w2", "w3"].map(|name| cluster.worker(name, 4, &urls)).into();
    let clients: Vec<_> = coordinators.iter().map(Role::client).collect();
    clients[0].workers_are(3, WITHIN).await;

    let begun = Instant::now();
    let ledger = Ledger::new(cluster.folder());
    let mut storm = Storm::new(&ledger, true);
    let mut victims = OnPostgresql { coordinators, schedulers, workers, away: None };
    let handed = storm.rage(&clients, &ledger, &mut victims).await;
    victims.all_back();
    let cli = Cli::new(cluster.folder()).variable("DATABASE_URL", &database.url());
    let sum = must_add_up(&handed, storm.specs().to_vec(), &clients[0], &ledger, &cli).await;
    tell(&handed, &sum, begun);
    clients[1].workers_are(3, Duration::from_secs(10)).await;
}
