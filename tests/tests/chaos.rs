//! Everything is killed while thousands of tasks run: nothing that was accepted is lost, nothing
//! is recorded twice, and what ran again is explained by its attempts.

use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use rand::{Rng as _, SeedableRng as _, rngs::StdRng, seq::SliceRandom as _};
use taskmaster_proto::v1::{self, AttemptEnd, TaskState};
use taskmaster_tests::{
    Cli, Client, Cluster, Database, Pid, Role, Spec, Up, WITHIN, bash, commands_of, is_soak, until,
};
use tokio::sync::watch;

/// How much of it, and how it is dealt.
#[derive(Clone, Copy, Debug)]
struct Plan {
    tasks: usize,
    worker_kills: usize,
    coordinator_kills: usize,
    seed: u64,
    limit: Duration,
}

impl Plan {
    fn of(seed: u64) -> Self {
        if is_soak() {
            let limit = Duration::from_secs(1_800);
            return Self { tasks: 10_000, worker_kills: 50, coordinator_kills: 10, seed, limit };
        }
        let limit = Duration::from_secs(150);
        Self { tasks: 400, worker_kills: 6, coordinator_kills: 2, seed, limit }
    }

    /// Whom to kill, in a shuffled order.
    fn blows(&self) -> Vec<Blow> {
        let mut blows = vec![Blow::Worker; self.worker_kills];
        blows.extend(vec![Blow::Coordinator; self.coordinator_kills]);
        blows.shuffle(&mut StdRng::seed_from_u64(self.seed));
        blows
    }

    /// Tasks that are handed in between two blows, so that each of them finds some that run.
    fn portion(&self) -> usize {
        self.tasks / (self.worker_kills + self.coordinator_kills + 1)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Blow {
    Worker,
    Coordinator,
}

/// What can be killed; it comes back by itself or is brought back.
trait Victim {
    /// Kills a worker of this name with SIGKILL and sees to its successor.
    async fn kill_worker(&mut self, name: &str);
    /// Kills a coordinator with SIGKILL and brings it back.
    async fn kill_coordinator(&mut self, random: &mut StdRng);
    /// The workers that run, and their processes.
    fn workers(&mut self) -> Vec<(String, Pid)>;
    /// Somebody to ask.
    fn clients(&self) -> Vec<Client>;
}

/// A task that says who runs it, outside the store, and takes 50 to 500 ms.
fn task(file: &Path, number: usize, random: &mut StdRng) -> Spec {
    let millis = random.random_range(50..500);
    let file = file.display();
    bash(format!("echo $TASKMASTER_TASK_ID $TASKMASTER_ATTEMPT >> {file}; sleep 0.{millis:03}"))
        .key(&format!("chaos-{number}"))
}

/// Hands all tasks in, singly and together, again and again until each call was answered; no
/// more of them than the blows so far `allow`.
async fn hand_in(
    plan: Plan,
    file: &Path,
    clients: &[Client],
    mut allow: watch::Receiver<usize>,
) -> Vec<String> {
    let mut random = StdRng::seed_from_u64(plan.seed + 1);
    let mut ids = Vec::new();
    while ids.len() < plan.tasks {
        // When the last blow was dealt, nothing holds the rest back.
        let _ = allow.wait_for(|allowed| ids.len() < *allowed).await;
        let count = if random.random_bool(0.5) { 1 } else { random.random_range(2..40) };
        let count = count.min(plan.tasks - ids.len());
        let specs: Vec<v1::TaskSpec> =
            (0..count).map(|n| task(file, ids.len() + n, &mut random).0).collect();
        let mut whom = random.random_range(0..clients.len());
        let given = until("an answer to a submit", Duration::from_secs(60), async || {
            whom += 1;
            let request = v1::SubmitTasksRequest { tasks: specs.clone() };
            let answer = clients[whom % clients.len()].tasks().submit_tasks(request).await;
            Some(answer.ok()?.into_inner())
        })
        .await;
        assert_eq!(given.key_taken, [] as [i32; 0]);
        ids.extend(given.task_ids);
    }
    ids
}

async fn completed(clients: &[Client]) -> Option<usize> {
    for client in clients {
        let answer = client.system().get_status(v1::GetStatusRequest {}).await;
        let Ok(answer) = answer else { continue };
        let counts = answer.into_inner().counts;
        let done = counts.iter().filter(|row| row.state() == TaskState::Completed);
        return usize::try_from(done.map(|row| row.count).sum::<i64>()).ok();
    }
    None
}

/// Deals the blows, spread over the work, each when some command runs.
async fn strike(plan: Plan, victim: &mut impl Victim, allow: watch::Sender<usize>) {
    let mut random = StdRng::seed_from_u64(plan.seed + 2);
    let clients = victim.clients();
    let mut mark = 0;
    for blow in plan.blows() {
        allow.send_modify(|allowed| *allowed += plan.portion());
        let done = until(&format!("{mark} completed tasks"), plan.limit, async || {
            completed(&clients).await.filter(|done| *done >= mark)
        })
        .await;
        mark = done + plan.portion() / 2;
        let busy = until("a running command", WITHIN, async || {
            let mut workers = victim.workers();
            workers.retain(|(_, pid)| !commands_of(*pid).is_empty());
            (!workers.is_empty()).then_some(workers)
        })
        .await;
        match blow {
            Blow::Worker => victim.kill_worker(&busy[random.random_range(0..busy.len())].0).await,
            Blow::Coordinator => victim.kill_coordinator(&mut random).await,
        }
    }
}

/// What the tasks wrote outside the store: attempts by id.
fn seen(file: &Path) -> BTreeMap<String, Vec<i32>> {
    let mut seen: BTreeMap<String, Vec<i32>> = BTreeMap::new();
    for line in fs::read_to_string(file).unwrap().lines() {
        let (id, attempt) = line.split_once(' ').unwrap();
        seen.entry(id.to_owned()).or_default().push(attempt.parse().unwrap());
    }
    seen
}

/// Holds what was seen against what the store says.
async fn judge(plan: Plan, file: &Path, ids: &[String], client: &Client) {
    assert_eq!(ids.len(), plan.tasks);
    assert_eq!(ids.iter().collect::<HashSet<_>>().len(), plan.tasks, "an id was given twice");
    let tasks = client.all_ended(ids, plan.limit).await;
    let seen = seen(file);
    assert_eq!(seen.len(), plan.tasks, "a task that nobody handed in has run, or one has not");
    let mut reruns = 0;
    for task in &tasks {
        assert_eq!(task.state(), TaskState::Completed, "{task:?}");
        assert_eq!((task.exit_code, task.tries_used), (Some(0), 1), "{}", task.id);
        let ran = &seen[&task.id];
        let distinct: BTreeSet<i32> = ran.iter().copied().collect();
        assert_eq!(distinct.len(), ran.len(), "{} ran an attempt twice: {ran:?}", task.id);
        assert!(distinct.contains(&task.attempt), "{}: {ran:?}, not {}", task.id, task.attempt);
        if task.attempt == 1 {
            continue;
        }
        let attempts = client.attempts(&task.id).await;
        let ended: BTreeSet<i32> = attempts.iter().map(|attempt| attempt.attempt).collect();
        assert_eq!(ended, (1..task.attempt).collect(), "{}: an attempt has no row", task.id);
        for attempt in attempts {
            assert!(
                matches!(attempt.end(), AttemptEnd::Lost | AttemptEnd::Returned),
                "{attempt:?}"
            );
        }
        reruns += ran.len() - 1;
    }
    assert!(reruns > 0, "no kill has hit a running task");
    let workers = client.all_workers().await.unwrap();
    let recorded: i64 = workers.iter().map(|worker| worker.tasks_completed).sum();
    assert_eq!(recorded, plan.tasks as i64, "a result was recorded twice");
    assert_eq!(client.count(TaskState::Completed).await, plan.tasks as i64);
    eprintln!("{plan:?}: {reruns} reruns");
}

async fn has_no_drift(cli: &Cli) {
    let check = cli.run(&["db", "check"]).await;
    assert_eq!(check.code, Some(0), "{} {}", check.out(), check.err());
}

/// One `up`: killing it counts as killing a coordinator.
struct Alone(Up);

impl Victim for Alone {
    async fn kill_worker(&mut self, name: &str) {
        if let Some(pid) = self.0.worker_pid(name) {
            self.0.kill_worker(name);
            until("its successor", WITHIN, async || {
                self.0.worker_pid(name).filter(|next| *next != pid)
            })
            .await;
        }
    }

    async fn kill_coordinator(&mut self, _: &mut StdRng) {
        self.0.restart().await;
    }

    fn workers(&mut self) -> Vec<(String, Pid)> {
        self.0.worker_pids()
    }

    fn clients(&self) -> Vec<Client> {
        vec![self.0.client()]
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn chaos_on_sqlite() {
    let plan = Plan::of(11);
    let up = Up::with(4, 4).short_lease().start().await;
    let file = up.folder().join("seen");
    let mut victim = Alone(up);
    let clients = victim.clients();
    let (allow, allowed) = watch::channel(0);
    let handing_in = hand_in(plan, &file, &clients, allowed);
    let (ids, ()) = tokio::join!(handing_in, strike(plan, &mut victim, allow));
    let Alone(up) = victim;
    judge(plan, &file, &ids, &up.client()).await;
    has_no_drift(&up.cli()).await;
}

/// Two coordinators, two schedulers and four workers on one database.
struct Apart {
    coordinators: Vec<Role>,
    schedulers: Vec<Role>,
    workers: BTreeMap<String, Role>,
    cluster: Cluster,
    database: Database,
}

impl Apart {
    async fn start() -> Self {
        let database = Database::fresh().await;
        let cluster = Cluster::on(&database).short_lease();
        let (mut coordinators, mut schedulers) = (Vec::new(), Vec::new());
        for n in 1..=2 {
            coordinators.push(cluster.coordinator(&format!("coordinator-{n}")).await);
            schedulers.push(cluster.scheduler(&format!("scheduler-{n}")).await);
        }
        let urls: Vec<&str> = coordinators.iter().map(Role::url).collect();
        let start = |name: String| (name.clone(), cluster.worker(&name, 4, &urls));
        let workers = (1..=4).map(|n| start(format!("w{n}"))).collect();
        Self { coordinators, schedulers, workers, cluster, database }
    }

    fn file(&self) -> PathBuf {
        self.cluster.folder().join("seen")
    }
}

impl Victim for Apart {
    async fn kill_worker(&mut self, name: &str) {
        let worker = self.workers.get_mut(name).unwrap();
        worker.service().kill();
        worker.service().start();
    }

    async fn kill_coordinator(&mut self, random: &mut StdRng) {
        let which = random.random_range(0..self.coordinators.len());
        self.coordinators[which].service().kill();
        // A scheduler falls with it, so that all parts have their turn.
        self.schedulers[which].restart().await;
        self.coordinators[which].restart().await;
    }

    fn workers(&mut self) -> Vec<(String, Pid)> {
        self.workers.iter_mut().map(|(name, role)| (name.clone(), role.service().pid())).collect()
    }

    fn clients(&self) -> Vec<Client> {
        self.coordinators.iter().map(Role::client).collect()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn chaos_on_postgresql() {
    let plan = Plan::of(23);
    let mut victim = Apart::start().await;
    let (file, clients) = (victim.file(), victim.clients());
    clients[0].workers_are(4, WITHIN).await;
    let (allow, allowed) = watch::channel(0);
    let handing_in = hand_in(plan, &file, &clients, allowed);
    let (ids, ()) = tokio::join!(handing_in, strike(plan, &mut victim, allow));
    judge(plan, &file, &ids, &victim.clients()[0]).await;
    let cli = Cli::new(victim.cluster.folder()).variable("DATABASE_URL", &victim.database.url());
    has_no_drift(&cli).await;
}
