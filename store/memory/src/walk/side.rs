//! One of the two stores: does the calls, and tells answers and rows in words that do not depend
//! on the numbers that a store gives.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use taskmaster_domain::{
    AttemptRef, CoordinatorId, Incarnation, LaneId, Task, TaskId, TaskSpec, Timestamp, Verdict,
    WorkerId,
    lane::LaneKey,
    output::{Chunk, FencedChunk},
    worker::{Capacity, HostLoad, Registration},
};
use taskmaster_store::{
    Addition, Beat, Claim, Controlled, CoordinatorBeat, End, NewTask, Released, Seat, Start, Store,
    TaskFilter, Welcomed,
};

use super::step::{Asked, NAMES, QUEUES, Report, Step};

/// A span that does not end during a walk.
const LONG: Duration = Duration::from_secs(86_400);

/// A store and what the caller knows of it.
pub(super) struct Side {
    pub(super) store: Arc<dyn Store>,
    coordinator: CoordinatorId,
    lanes: BTreeMap<&'static str, LaneId>,
    /// Number, session and start of each name that was ever welcome.
    workers: BTreeMap<&'static str, (WorkerId, i64, Incarnation)>,
    /// Attempts in the order in which they were given, and to which start.
    pub(super) given: Vec<(AttemptRef, Incarnation)>,
    /// Runs and checks of jobs in the order in which they were asked for.
    pub(super) made: Vec<TaskId>,
}

impl Side {
    pub(super) async fn new(store: Arc<dyn Store>, now: Timestamp) -> Self {
        let coordinator = store.register_coordinator("127.0.0.1:1").await.expect("registers");
        // Drivers with a time of their own would begin to renew at another time than the model.
        let own = CoordinatorBeat { id: coordinator, slots: 4, gap: LONG };
        store.beat(&own, &[], LONG, now).await.expect("beats");
        let mut lanes = BTreeMap::new();
        for queue in QUEUES {
            let spec = TaskSpec { queue: queue.to_owned(), ..TaskSpec::default() };
            lanes.insert(queue, store.intern_lane(&LaneKey::of(&spec)).await.expect("interns"));
        }
        Self {
            store,
            coordinator,
            lanes,
            workers: BTreeMap::new(),
            given: Vec::new(),
            made: Vec::new(),
        }
    }

    /// Makes the call and tells its answer.
    pub(super) async fn act(&mut self, step: &Step, now: Timestamp) -> Vec<String> {
        let store = Arc::clone(&self.store);
        match step {
            Step::Submit(tasks) => {
                let new = |task: &Asked| NewTask {
                    id: task.id,
                    due: task.spec().due(now),
                    lane: self.lanes[task.queue],
                    spec: task.spec(),
                    gate: task.gate,
                };
                let tasks: Vec<_> = tasks.iter().map(new).collect();
                lines(&store.submit(&tasks, now).await.expect("submits"))
            }
            Step::Hello { .. } => self.hello(step, now).await,
            Step::Claim { queue, seats } => {
                let seats = seats.iter().filter_map(|(name, ago)| {
                    let (worker, session, _) = *self.workers.get(name)?;
                    Some(Seat { worker, session: session - ago })
                });
                let claim = Claim { lane: self.lanes[queue], seats: seats.collect() };
                let claimed = store.claim(&claim, now).await.expect("claims");
                let told =
                    claimed.iter().map(|c| (c.of, self.name(c.worker), c.due, c.spec.priority));
                let told = lines(&told.collect::<Vec<_>>());
                for claimed in &claimed {
                    let start = self.workers[self.name(claimed.worker)].2;
                    self.given.push((claimed.of, start));
                }
                told
            }
            Step::Start(of, incarnation) => {
                let start = Start { of: *of, incarnation: *incarnation, started_at: now };
                lines(&store.start(&[start]).await.expect("starts"))
            }
            Step::Stands(of) => {
                let stands = store.stands(of).await.expect("tells stands");
                let told = stands.iter().map(|s| (s.of, s.tries_used, s.cancel_requested));
                lines(&told.collect::<Vec<_>>())
            }
            Step::Report(reports) => {
                let ends: Vec<_> = reports.iter().map(|report| end(report, now)).collect();
                lines(&store.report(&ends, now).await.expect("reports"))
            }
            Step::Control(id, command) => {
                let told = match store.control(*id, command, now).await.expect("controls") {
                    Controlled::Moved { from, to, .. } => format!("{from} to {to}"),
                    Controlled::Requested { worker } => format!("asked {}", self.name(worker)),
                    Controlled::Refused(refusal) => format!("refused to a {}", refusal.from),
                    Controlled::Unknown => "unknown".to_owned(),
                };
                vec![told]
            }
            Step::Beat(name) => {
                let own = CoordinatorBeat { id: self.coordinator, slots: 4, gap: LONG };
                let beat = self.workers.get(name).map(|&(worker, session, _)| Beat {
                    worker,
                    session,
                    load: HostLoad::default(),
                });
                let beats: Vec<_> = beat.into_iter().collect();
                let answer = store.beat(&own, &beats, LONG, now).await.expect("beats");
                let renewed: Vec<_> = answer.renewed.iter().map(|id| self.name(*id)).collect();
                vec![format!("{renewed:?} of {} slots", answer.all_slots)]
            }
            Step::Drain(name, on) => {
                let found = store.set_draining(name, *on).await.expect("drains");
                vec![format!("{:?}", found.map(|id| self.name(id)))]
            }
            Step::Release(name, incarnation, cause) => {
                let Some(&(worker, ..)) = self.workers.get(name) else { return Vec::new() };
                let released = store.release_worker(worker, *incarnation, *cause, now).await;
                self.released(released.expect("releases"), true)
            }
            Step::ReleaseLost => {
                let released = store.release_lost(Duration::ZERO, now, 1_000).await;
                self.released(released.expect("releases what is lost"), true)
            }
            Step::Promote => {
                let promoted = store.promote_due(now, 1_000).await.expect("promotes");
                vec![format!("{} in {} lanes", promoted.tasks.len(), promoted.lanes.len())]
            }
            Step::Expire => lines(&[store.expire_starts(now, 1_000).await.expect("expires").len()]),
            Step::Silence => {
                let silent = store.expire_heartbeats(now, 1_000).await.expect("expires heartbeats");
                let told = silent.iter().map(|silent| (silent.of, self.name(silent.worker)));
                let mut told: Vec<_> = told.collect();
                told.sort_unstable();
                lines(&told)
            }
            Step::Count(of, count) => {
                let counts = [("n".to_owned(), *count)].into();
                let (task, attempt) = (of.task, Some(of.attempt));
                let addition = Addition { task, attempt, accepted: false, counts };
                let told = store.add_counts(None, &[addition], now).await.expect("counts");
                // A holder has another number in each store.
                lines(&told.iter().map(std::mem::discriminant).collect::<Vec<_>>())
            }
            Step::Job(step) => self.act_on_jobs(step, now).await,
            Step::Limit(queue, limit) => {
                store.set_queue_limit(queue, *limit).await.expect("sets a limit");
                Vec::new()
            }
            Step::PauseQueue(queue, paused) => {
                store.pause_queue(queue, *paused).await.expect("pauses a queue");
                Vec::new()
            }
            // Whatever a call lets through it has let through by its own end.
            Step::SweepGates => lines(&[store.sweep_gates(1_000).await.expect("sweeps gates")]),
            Step::Prune(before) => lines(&[store.prune(*before, 1_000).await.expect("prunes")]),
            Step::Append { of, by, first_seq } => {
                let data = vec![u8::try_from(*first_seq).unwrap_or(0)];
                let chunk = Chunk { of: *of, first_seq: *first_seq, lines: 1, raw_bytes: 1, data };
                let chunk = FencedChunk { incarnation: *by, chunk };
                lines(&store.append_output(&[chunk]).await.expect("appends"))
            }
        }
    }

    async fn hello(&mut self, step: &Step, now: Timestamp) -> Vec<String> {
        let Step::Hello { name, host, incarnation, holding, evict, has_run_out } = step else {
            return Vec::new();
        };
        let registration = Registration {
            name: (*name).to_owned(),
            host: (*host).to_owned(),
            incarnation: *incarnation,
            capacity: Capacity { slots: 4, ..Capacity::default() },
            version: String::new(),
        };
        let lease = if *has_run_out { Duration::ZERO } else { LONG };
        let answer =
            self.store.hello(&registration, holding, *evict, self.coordinator, lease, now).await;
        let mut welcome = match answer.expect("answers a hello") {
            Welcomed::Welcome(welcome) => welcome,
            Welcomed::Taken { .. } => return vec!["taken".to_owned()],
        };
        self.workers.insert(name, (welcome.worker, welcome.session, *incarnation));
        welcome.revoked.sort_unstable();
        welcome.holding.sort_unstable_by_key(|holding| holding.of);
        let mut told = vec![format!("{:?} {:?}", welcome.revoked, welcome.holding)];
        told.extend(self.released(welcome.released, false));
        told
    }

    fn released(&self, mut released: Released, tells_workers: bool) -> Vec<String> {
        released.requeued.sort_unstable();
        released.poisoned.sort_unstable();
        released.canceled.sort_unstable();
        let Released { requeued, poisoned, canceled, workers, lanes } = released;
        let mut lanes: Vec<_> = self.lanes.iter().filter(|(_, id)| lanes.contains(id)).collect();
        lanes.sort_unstable();
        let lanes: Vec<_> = lanes.iter().map(|(queue, _)| queue).collect();
        let workers = if tells_workers { workers } else { 0 };
        vec![
            format!("back {requeued:?} poison {poisoned:?} canceled {canceled:?}"),
            format!("lanes {lanes:?} workers {workers}"),
        ]
    }

    fn name(&self, worker: WorkerId) -> &'static str {
        let found = self.workers.iter().find(|(_, (id, ..))| *id == worker);
        found.map_or("nobody", |(name, _)| name)
    }

    /// All tasks, counts, workers and orders, a line each.
    pub(super) async fn observe(&self) -> Vec<String> {
        let mut told = Vec::new();
        for task in self.tasks().await {
            told.push(tell(&task));
        }
        let mut counts = self.store.counts().await.expect("counts");
        counts.sort();
        told.extend(lines(&counts));
        told.push(format!(
            "next due {:?}",
            self.store.next_due().await.expect("tells what is due")
        ));
        for (queue, lane) in &self.lanes {
            let heads = self.store.lane_heads(&[*lane]).await.expect("tells heads");
            told.push(format!("head of {queue} {:?}", heads.first().map(|h| (h.priority, h.due))));
        }
        told.extend(lines(&self.store.queue_rules().await.expect("tells rules")));
        for name in NAMES {
            let Some(mut worker) = self.store.worker(name).await.expect("tells a worker") else {
                continue;
            };
            worker.running.sort_unstable();
            told.push(format!(
                "{name} on {} draining {} released {} completed {} failed {} holds {:?}",
                worker.host,
                worker.draining,
                worker.released,
                worker.tasks_completed,
                worker.tasks_failed,
                worker.running,
            ));
            let orders = self.store.orders(&[worker.id]).await.expect("tells orders");
            told.extend(orders.iter().map(|order| format!("{name} is told {:?}", order.kind)));
        }
        told
    }

    /// Attempts and output of all tasks, a line each.
    pub(super) async fn history(&self) -> Vec<String> {
        let mut told = Vec::new();
        for task in self.tasks().await {
            for mut attempt in self.store.attempts(task.id).await.expect("tells attempts") {
                let worker = attempt.worker.take().map(|(_, name)| name);
                let failure = attempt.failure.take().map(|failure| failure.kind);
                told.push(format!("{worker:?} {failure:?} {attempt:?}"));
            }
            for attempt in 1..=task.attempt {
                let of = AttemptRef { task: task.id, attempt };
                told.extend(lines(&self.store.read_output(of, 0, 99).await.expect("reads output")));
            }
        }
        told
    }

    async fn tasks(&self) -> Vec<Task> {
        let (mut tasks, mut before) = (Vec::new(), None);
        loop {
            let page = self.store.tasks(&TaskFilter::default(), before, 1_000).await;
            let page = page.expect("lists tasks");
            tasks.extend(page.rows);
            before = page.next;
            if before.is_none() {
                return tasks;
            }
        }
    }
}

/// A task without the numbers and sentences that differ between stores.
fn tell(task: &Task) -> String {
    let spec = &task.spec;
    format!(
        "{} {} attempt {} tries {} due {:?} created {:?} picked {:?} started {:?} finished {:?} \
         worker {:?} exit {:?} failure {:?} result {:?} canceled {:?} asked {} {} {:?} {:?} {}",
        task.id,
        task.state,
        task.attempt,
        task.tries_used,
        task.scheduled_at,
        task.created_at,
        task.picked_at,
        task.started_at,
        task.finished_at,
        task.worker.as_ref().map(|(_, name)| name),
        task.exit_code,
        task.failure.as_ref().map(|failure| failure.kind),
        task.result,
        task.canceled_by,
        spec.queue,
        spec.priority,
        spec.scheduled_at,
        spec.start_timeout,
        spec.idempotency_key,
    )
}

fn end(report: &Report, now: Timestamp) -> End {
    let result = (report.verdict == Verdict::Completed).then(|| "{}".to_owned());
    End {
        of: report.of,
        incarnation: report.by,
        verdict: report.verdict,
        started_at: None,
        finished_at: now,
        exit_code: report.exit_code,
        failure: report.failure.clone(),
        result,
    }
}

fn lines<T: std::fmt::Debug>(items: &[T]) -> Vec<String> {
    items.iter().map(|item| format!("{item:?}")).collect()
}
