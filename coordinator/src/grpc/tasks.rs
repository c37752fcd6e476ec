//! `TaskService`.

use std::{borrow::Cow, collections::BTreeMap, sync::Arc};

use taskmaster_domain::{
    JobId, Task, TaskId, TaskSpec, TaskState, Timestamp, Verdict, Violations, WorkerId,
    job::Trigger,
    lane::LaneKey,
    limits,
    task::{Counts, Live, check_labels},
};
use taskmaster_proto::{
    Error,
    convert::{attempt_to_wire, task_from_wire_id, task_spec, task_to_wire},
    v1::{self, task_service_server::TaskService},
};
use taskmaster_runtime::{Clock, TraceParent};
use taskmaster_store::{
    Command, Controlled, CoordinatorStore, JobMoment, NewTask, Submitted, TaskFilter, Wake,
};
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Request, Response, Status};

use super::{counters::own_task, filter, follow, pages::Pages, principal, told};
use crate::{
    activity::{Activities, Note, Subject},
    counters::Counters,
    events::Move,
    hints::Hints,
    lanes::Lanes,
    metrics::{Kind, Metrics},
    pipeline::Pipeline,
    rollup::{Ending, Rollup},
};

/// Tasks: hand in, look at, steer.
#[derive(Clone)]
pub(crate) struct Tasks {
    pub(crate) store: Arc<dyn CoordinatorStore>,
    pub(crate) pages: Pages,
    pub(crate) clock: Clock,
    pub(crate) lanes: Lanes,
    pub(crate) pipeline: Pipeline,
    pub(crate) hints: Hints,
    pub(crate) metrics: Metrics,
    pub(crate) rollup: Rollup,
    pub(crate) counters: Counters,
    pub(crate) activities: Activities,
    pub(crate) background: taskmaster_runtime::Tasks,
}

type Answer<T> = Result<Response<T>, Status>;

impl Tasks {
    /// A checked spec with what only the coordinator knows, in its lane.
    async fn accept(
        &self,
        wire: v1::TaskSpec,
        caller: &Caller,
        now: Timestamp,
    ) -> Result<NewTask, Error> {
        let mut spec: TaskSpec = task_spec(wire, now)?;
        spec.created_by = caller.principal.to_string();
        spec.trace_parent.clone_from(&caller.trace_parent);
        if spec.owner.is_empty() {
            spec.owner.clone_from(&spec.created_by);
        }
        let lane = self.lanes.intern(&LaneKey::of(&spec)).await.map_err(told)?;
        Ok(NewTask { id: TaskId::new(now), due: spec.due(now), lane, spec, gate: None })
    }

    /// What became of each, and when that was written down.
    async fn submit(&self, tasks: Vec<NewTask>) -> Result<Vec<(Submitted, Timestamp)>, Error> {
        let kinds: Vec<&'static str> = tasks.iter().map(|task| task.spec.work.kind()).collect();
        let tasks = tasks.into_iter().map(Arc::new).collect();
        let answers = self.pipeline.submit.write(tasks).await.map_err(told)?;
        for (kind, (answer, _)) in kinds.into_iter().zip(&answers) {
            if *answer == Submitted::Accepted {
                self.metrics.created.get_or_create(&Kind { kind }).inc();
            }
        }
        Ok(answers)
    }

    async fn get(&self, id: TaskId) -> Result<v1::Task, Error> {
        let task = self.store.task(id).await.map_err(told)?;
        task.map(task_to_wire).ok_or_else(|| unknown(id))
    }

    /// Does what somebody asks of a task. The task afterwards.
    async fn control(&self, id: &str, command: Command) -> Result<v1::Task, Error> {
        let id = task_from_wire_id(id)?;
        match self.carry_out(id, &command).await? {
            Some(task) => Ok(task_to_wire(task)),
            None => self.get(id).await,
        }
    }

    /// Does what somebody asks of a task, and tells whoever it concerns. The task afterwards, where it
    /// was read for that.
    pub(super) async fn carry_out(
        &self,
        id: TaskId,
        command: &Command,
    ) -> Result<Option<Task>, Error> {
        match self.store.control(id, command, self.clock.now()).await.map_err(told)? {
            Controlled::Moved { from, to, lane } => {
                self.metrics.moved(from.name(), to.name(), 1);
                if matches!(command, Command::Cancel { .. } | Command::CancelUnbegun { .. }) {
                    self.metrics.canceled.inc();
                }
                self.store.poke(Wake::Lane(lane));
                let task = self.store.task(id).await.ok().flatten();
                self.tell_moved(id, to, task.as_ref());
                if let (TaskState::Canceled, Some(task)) = (to, &task) {
                    if let Some(run) = &task.spec.run {
                        self.store.poke(Wake::Job(run.job, JobMoment::RunEnded));
                    }
                    let queue = task.spec.queue.as_str();
                    let ending = Ending { queue, verdict: Verdict::Canceled, run: None };
                    self.rollup.ended(self.clock.now(), std::iter::once(ending));
                }
                Ok(task)
            }
            Controlled::Requested { worker } => {
                self.store.poke(Wake::Worker(worker));
                self.hints.unclear([id]);
                Ok(None)
            }
            Controlled::Refused(refusal) => Err(Error::WrongState(refusal.to_string())),
            Controlled::Unknown => Err(unknown(id)),
        }
    }

    /// Refuses what belongs to a job that is there. A run goes by the rules of its job (enabled,
    /// checks, overlap), which one more life would pass by, and a check's status by its last task.
    async fn is_no_run(&self, id: &str) -> Result<(), Error> {
        let task = self.store.task(task_from_wire_id(id)?).await.map_err(told)?;
        let Some(run) = task.and_then(|task| task.spec.run) else { return Ok(()) };
        if self.store.jobs_of(&[run.job]).await.map_err(told)?.is_empty() {
            return Ok(());
        }
        let text = match run.trigger {
            Trigger::Check => "the task is a check of a job: start the job's checks again instead",
            Trigger::Scheduled | Trigger::Catchup | Trigger::Manual | Trigger::Api => {
                "the task is a run of a job: run the job again instead"
            }
        };
        Err(Error::WrongState(text.to_owned()))
    }

    /// Does it, and tells the feed that it was done.
    async fn steer(
        &self,
        id: &str,
        command: Command,
        verb: &'static str,
        actor: &str,
    ) -> Result<v1::Task, Error> {
        let task = self.control(id, command).await?;
        let note = Note { actor, verb, subject_kind: "task", count: 1 };
        self.activities.note(&note, || Subject { id: task.id.clone(), detail: words(&task) });
        Ok(task)
    }

    /// Gives a hint of what a command did. Where somebody else has moved the task on since, or
    /// nobody knows where it is, it must be read.
    fn tell_moved(&self, id: TaskId, to: TaskState, task: Option<&Task>) {
        match task.filter(|task| task.state == to) {
            Some(task) => self.hints.moved(std::iter::once(Move {
                task: id,
                state: Some(to),
                attempt: task.attempt,
                queue: &task.spec.queue,
                kind: task.spec.work.kind(),
            })),
            None => self.hints.unclear([id]),
        }
    }

    async fn filter(&self, wire: &v1::ListTasksRequest) -> Result<Option<TaskFilter>, Error> {
        let mut v = Violations::default();
        let states = filter::states(&wire.states, &mut v);
        let created_after = filter::time("created_after", wire.created_after.as_ref(), &mut v);
        let created_before = filter::time("created_before", wire.created_before.as_ref(), &mut v);
        v.optional_text("queue", &wire.queue, limits::NAME_BYTES);
        v.optional_text("kind", &wire.kind, limits::KIND_BYTES);
        v.optional_text("worker_name", &wire.worker_name, limits::NAME_BYTES);
        let labels: BTreeMap<String, String> = wire.labels.clone().into_iter().collect();
        check_labels(&mut v, "labels", &labels);
        v.optional_text("text", &wire.text, limits::NAME_BYTES);
        if wire.page_size < 0 {
            v.add("page_size", "must not be negative");
        }
        let job = (!wire.job_id.is_empty()).then(|| wire.job_id.parse::<JobId>());
        let job = job.transpose().unwrap_or_else(|_| {
            v.add("job_id", "must be the id of a job");
            None
        });
        v.or(())?;
        let worker: Option<WorkerId> = if wire.worker_name.is_empty() {
            None
        } else {
            match self.store.worker(&wire.worker_name).await.map_err(told)? {
                Some(worker) => Some(worker.id),
                // Nobody of that name ever ran anything.
                None => return Ok(None),
            }
        };
        let (queue, kind) = (wire.queue.clone(), wire.kind.clone());
        Ok(Some(TaskFilter {
            states,
            queue,
            kind,
            worker,
            created_after,
            created_before,
            labels,
            text: wire.text.clone(),
            job,
        }))
    }
}

/// What people know a task by.
fn words(task: &v1::Task) -> String {
    let name = task.spec.as_ref().map_or("", |spec| spec.name.as_str());
    if name.is_empty() { task.kind.clone() } else { name.to_owned() }
}

fn unknown(id: TaskId) -> Error {
    Error::NotFound { what: "task", name: id.to_string() }
}

/// Who calls, and the trace that the call is part of.
struct Caller {
    principal: Cow<'static, str>,
    trace_parent: String,
}

impl Caller {
    fn of<T>(request: &Request<T>) -> Self {
        let trace = request.extensions().get::<TraceParent>();
        Self {
            principal: principal(request),
            trace_parent: trace.map(ToString::to_string).unwrap_or_default(),
        }
    }
}

#[tonic::async_trait]
impl TaskService for Tasks {
    async fn submit_task(
        &self,
        request: Request<v1::SubmitTaskRequest>,
    ) -> Answer<v1::SubmitTaskResponse> {
        let (caller, now) = (Caller::of(&request), self.clock.now());
        let missing = || Error::from(Violations::one("task", "must be present"));
        let wire = request.into_inner().task.ok_or_else(missing)?;
        let task = self.accept(wire, &caller, now).await?;
        let kept = task.clone();
        let answer = self.submit(vec![task]).await?.pop();
        let (answer, now) = answer.unwrap_or((Submitted::Accepted, now));
        match answer {
            Submitted::Existing(id) => {
                let task = Some(self.get(id).await?);
                Ok(Response::new(v1::SubmitTaskResponse { task, existing: true }))
            }
            Submitted::KeyTaken(id) => Err(Error::KeyTaken(id.to_string()).into()),
            Submitted::Accepted => {
                let task = accepted(kept, now);
                let actor = &caller.principal;
                let note = Note { actor, verb: "submitted", subject_kind: "task", count: 1 };
                let subject = || Subject { id: task.id.clone(), detail: words(&task) };
                self.activities.note(&note, subject);
                let task = Some(task);
                Ok(Response::new(v1::SubmitTaskResponse { task, existing: false }))
            }
        }
    }

    async fn submit_tasks(
        &self,
        request: Request<v1::SubmitTasksRequest>,
    ) -> Answer<v1::SubmitTasksResponse> {
        let (caller, now) = (Caller::of(&request), self.clock.now());
        let wire = request.into_inner().tasks;
        let mut v = Violations::default();
        v.range("tasks", wire.len(), (1, limits::BULK_TASKS));
        v.or(()).map_err(|_| {
            let text = format!("must have 1 to {} entries", limits::BULK_TASKS);
            Error::from(Violations::one("tasks", text))
        })?;
        let mut tasks = Vec::with_capacity(wire.len());
        let mut v = Violations::default();
        for (n, wire) in wire.into_iter().enumerate() {
            match self.accept(wire, &caller, now).await {
                Ok(task) => tasks.push(task),
                Err(Error::Invalid(inner)) if v.0.len() < 100 => {
                    v.nest(&format!("tasks[{n}]"), inner)
                }
                Err(Error::Invalid(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        v.or(()).map_err(Error::from)?;
        let ids: Vec<TaskId> = tasks.iter().map(|task| task.id).collect();
        let mut response = v1::SubmitTasksResponse::default();
        let mut count = 0;
        for ((n, id), (answer, _)) in (0..).zip(ids).zip(self.submit(tasks).await?) {
            response.task_ids.push(match answer {
                Submitted::Accepted => {
                    count += 1;
                    id.to_string()
                }
                Submitted::Existing(known) => known.to_string(),
                Submitted::KeyTaken(holder) => {
                    response.key_taken.push(n);
                    holder.to_string()
                }
            });
        }
        if count > 0 {
            let actor = &caller.principal;
            let note = Note { actor, verb: "submitted", subject_kind: "task", count };
            self.activities.note(&note, Subject::default);
        }
        Ok(Response::new(response))
    }

    async fn get_task(&self, request: Request<v1::GetTaskRequest>) -> Answer<v1::GetTaskResponse> {
        let id = own_task(&request, &request.get_ref().task_id)?;
        Ok(Response::new(v1::GetTaskResponse { task: Some(self.get(id).await?) }))
    }

    async fn list_tasks(
        &self,
        request: Request<v1::ListTasksRequest>,
    ) -> Answer<v1::ListTasksResponse> {
        let wire = request.into_inner();
        let before = if wire.page_token.is_empty() {
            None
        } else {
            let violation =
                |_| Error::from(Violations::one("page_token", "must be one that was given"));
            Some(wire.page_token.parse().map_err(violation)?)
        };
        let Some(filter) = self.filter(&wire).await? else {
            return Ok(Response::new(v1::ListTasksResponse::default()));
        };
        let limit = match u32::try_from(wire.page_size) {
            Ok(0) | Err(_) => limits::PAGE.0,
            Ok(size) => size.min(limits::PAGE.1),
        };
        Ok(Response::new(self.pages.read(&filter, before, limit).await?))
    }

    async fn list_attempts(
        &self,
        request: Request<v1::ListAttemptsRequest>,
    ) -> Answer<v1::ListAttemptsResponse> {
        let id = task_from_wire_id(&request.get_ref().task_id).map_err(Error::from)?;
        self.get(id).await?;
        let attempts = self.store.attempts(id).await.map_err(told)?;
        let attempts = attempts.into_iter().map(attempt_to_wire).collect();
        Ok(Response::new(v1::ListAttemptsResponse { attempts }))
    }

    async fn cancel_task(
        &self,
        request: Request<v1::CancelTaskRequest>,
    ) -> Answer<v1::CancelTaskResponse> {
        let actor = principal(&request);
        let command = Command::Cancel { by: actor.clone().into_owned() };
        let task = self.steer(&request.get_ref().task_id, command, "canceled", &actor).await?;
        Ok(Response::new(v1::CancelTaskResponse { task: Some(task) }))
    }

    async fn pause_task(
        &self,
        request: Request<v1::PauseTaskRequest>,
    ) -> Answer<v1::PauseTaskResponse> {
        let (id, actor) = (&request.get_ref().task_id, principal(&request));
        let task = self.steer(id, Command::Pause, "paused", &actor).await?;
        Ok(Response::new(v1::PauseTaskResponse { task: Some(task) }))
    }

    async fn resume_task(
        &self,
        request: Request<v1::ResumeTaskRequest>,
    ) -> Answer<v1::ResumeTaskResponse> {
        let (id, actor) = (&request.get_ref().task_id, principal(&request));
        let task = self.steer(id, Command::Resume, "resumed", &actor).await?;
        Ok(Response::new(v1::ResumeTaskResponse { task: Some(task) }))
    }

    async fn retry_task(
        &self,
        request: Request<v1::RetryTaskRequest>,
    ) -> Answer<v1::RetryTaskResponse> {
        let (id, actor) = (&request.get_ref().task_id, principal(&request));
        self.is_no_run(id).await?;
        let task = self.steer(id, Command::Retry, "retried", &actor).await?;
        Ok(Response::new(v1::RetryTaskResponse { task: Some(task) }))
    }

    async fn add_counters(
        &self,
        request: Request<v1::AddCountersRequest>,
    ) -> Answer<v1::AddCountersResponse> {
        self.count(request).await?;
        Ok(Response::new(v1::AddCountersResponse {}))
    }

    async fn report_progress(
        &self,
        request: Request<v1::ReportProgressRequest>,
    ) -> Answer<v1::ReportProgressResponse> {
        self.note_progress(request).await?;
        Ok(Response::new(v1::ReportProgressResponse {}))
    }

    type WatchTaskStream = ReceiverStream<Result<v1::WatchTaskResponse, Status>>;

    async fn watch_task(
        &self,
        request: Request<v1::WatchTaskRequest>,
    ) -> Answer<Self::WatchTaskStream> {
        let id = task_from_wire_id(&request.get_ref().task_id).map_err(Error::from)?;
        self.get(id).await?;
        Ok(Response::new(follow::watch(self, id)))
    }

    type ReadOutputStream = ReceiverStream<Result<v1::ReadOutputResponse, Status>>;

    async fn read_output(
        &self,
        request: Request<v1::ReadOutputRequest>,
    ) -> Answer<Self::ReadOutputStream> {
        let wanted = follow::Wanted::read(request.get_ref())?;
        let task = self.get(wanted.task).await?;
        wanted.must_be_up_to(task.attempt)?;
        Ok(Response::new(follow::output(self, wanted, task.attempt)))
    }
}

/// The task as it is kept now, told without asking the store for it.
fn accepted(task: NewTask, now: Timestamp) -> v1::Task {
    task_to_wire(taskmaster_domain::Task {
        id: task.id,
        state: task.state(now),
        spec: task.spec,
        attempt: 0,
        tries_used: 0,
        created_at: now,
        scheduled_at: task.due,
        picked_at: None,
        started_at: None,
        finished_at: None,
        worker: None,
        exit_code: None,
        failure: None,
        result: None,
        canceled_by: None,
        live: Live::default(),
        counters: Counts::default(),
    })
}
