//! A client as anybody writes one.

use std::{path::Path, time::Duration};

use taskmaster_domain::Timestamp;
use taskmaster_proto::v1::{
    self, job_service_client::JobServiceClient, system_service_client::SystemServiceClient,
    task_service_client::TaskServiceClient, worker_service_client::WorkerServiceClient,
};
use tonic::{
    Request, Status,
    metadata::{Ascii, MetadataValue},
    service::{Interceptor, interceptor::InterceptedService},
    transport::{Channel, Endpoint},
};

use crate::error::{Error, Result};

/// Shows the token with every call.
#[derive(Clone, Debug)]
pub(crate) struct Bearer(MetadataValue<Ascii>);

impl Interceptor for Bearer {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        request.metadata_mut().insert("authorization", self.0.clone());
        Ok(request)
    }
}

pub(super) type Link = InterceptedService<Channel, Bearer>;

/// One connection to a coordinator.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    link: Link,
}

/// How many tasks are where.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counts {
    pub(crate) queued: usize,
    /// Assigned or running.
    pub(crate) held: usize,
    pub(crate) completed: usize,
    pub(crate) failed: usize,
}

impl Counts {
    /// Whose time has come.
    pub(crate) const fn all(&self) -> usize {
        self.queued + self.held + self.completed + self.failed
    }
}

/// A task that costs its worker nothing.
pub(crate) fn noop() -> v1::TaskSpec {
    let work = v1::task_spec::Work::Noop(v1::NoopWork {});
    v1::TaskSpec { work: Some(work), ..v1::TaskSpec::default() }
}

/// A command for bash.
pub(crate) fn shell(command: &str) -> v1::TaskSpec {
    let work = v1::task_spec::Work::Shell(v1::ShellWork { command: command.to_owned() });
    v1::TaskSpec { work: Some(work), ..v1::TaskSpec::default() }
}

/// A stamp of the wire.
fn micros(stamp: Option<&prost_types::Timestamp>) -> Option<i64> {
    stamp.map(|stamp| stamp.seconds * 1_000_000 + i64::from(stamp.nanos) / 1_000)
}

impl Client {
    /// Connects with the token in this file.
    pub(super) async fn connect(url: &str, token_file: &Path) -> Result<Self> {
        let token = std::fs::read_to_string(token_file)?;
        let token = format!("Bearer {}", token.trim()).parse();
        let token = token.map_err(|_| Error::new("the admin token fits no header"))?;
        let endpoint = Endpoint::from_shared(url.to_owned())?
            .connect_timeout(Duration::from_secs(5))
            .tcp_nodelay(true);
        Ok(Self { link: InterceptedService::new(endpoint.connect().await?, Bearer(token)) })
    }

    /// For calls of other services.
    pub(super) fn link(&self) -> Link {
        self.link.clone()
    }

    fn tasks(&self) -> TaskServiceClient<Link> {
        TaskServiceClient::new(self.link.clone()).max_decoding_message_size(1 << 26)
    }

    /// Jobs.
    pub(crate) fn jobs(&self) -> JobServiceClient<Link> {
        JobServiceClient::new(self.link.clone()).max_decoding_message_size(1 << 26)
    }

    /// Hands one task in; its id.
    pub(crate) async fn submit(&self, task: v1::TaskSpec) -> Result<String> {
        let request = v1::SubmitTaskRequest { task: Some(task) };
        let task = self.tasks().submit_task(request).await?.into_inner().task;
        Ok(task.ok_or_else(|| Error::new("a submitted task was not answered"))?.id)
    }

    /// Hands so many of one task in with one call.
    pub(crate) async fn submit_many(&self, task: &v1::TaskSpec, count: usize) -> Result {
        let request = v1::SubmitTasksRequest { tasks: vec![task.clone(); count] };
        let kept = self.tasks().submit_tasks(request).await?.into_inner().task_ids.len();
        if kept == count {
            Ok(())
        } else {
            Err(Error::new(format!("{kept} of {count} tasks were kept")))
        }
    }

    /// Adds to counters of a task.
    pub(crate) async fn count(&self, id: &str, counts: &[(&str, i64)]) -> Result {
        let counters = counts.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect();
        let request = v1::AddCountersRequest { task_id: id.to_owned(), counters };
        self.tasks().add_counters(request).await?;
        Ok(())
    }

    /// Ends a task.
    pub(crate) async fn cancel(&self, id: &str) -> Result {
        let request = v1::CancelTaskRequest { task_id: id.to_owned() };
        self.tasks().cancel_task(request).await?;
        Ok(())
    }

    /// One task.
    pub(crate) async fn task(&self, id: &str) -> Result<v1::Task> {
        let request = v1::GetTaskRequest { task_id: id.to_owned() };
        let task = self.tasks().get_task(request).await?.into_inner().task;
        task.ok_or_else(|| Error::new(format!("task {id} was not answered")))
    }

    /// The newest tasks, `count` at the most.
    pub(crate) async fn newest(&self, count: usize) -> Result<Vec<v1::Task>> {
        let mut tasks = Vec::new();
        let mut page_token = String::new();
        while tasks.len() < count {
            let page_size = i32::try_from((count - tasks.len()).min(1_000)).unwrap_or(1_000);
            let request =
                v1::ListTasksRequest { page_size, page_token, ..v1::ListTasksRequest::default() };
            let page = self.tasks().list_tasks(request).await?.into_inner();
            tasks.extend(page.tasks);
            page_token = page.next_page_token;
            if page_token.is_empty() {
                break;
            }
        }
        Ok(tasks)
    }

    /// How many tasks are where.
    pub(crate) async fn counts(&self) -> Result<Counts> {
        let mut system = SystemServiceClient::new(self.link.clone());
        let status = system.get_status(v1::GetStatusRequest {}).await?.into_inner();
        let mut counts = Counts::default();
        for one in &status.counts {
            let count = usize::try_from(one.count).unwrap_or(0);
            match one.state() {
                v1::TaskState::Queued => counts.queued += count,
                v1::TaskState::Assigned | v1::TaskState::Running => counts.held += count,
                v1::TaskState::Completed => counts.completed += count,
                v1::TaskState::Failed => counts.failed += count,
                v1::TaskState::Unspecified
                | v1::TaskState::Waiting
                | v1::TaskState::Scheduled
                | v1::TaskState::Canceled
                | v1::TaskState::Paused => {}
            }
        }
        Ok(counts)
    }

    /// How many workers are there.
    pub(crate) async fn workers(&self) -> Result<usize> {
        let mut workers =
            WorkerServiceClient::new(self.link.clone()).max_decoding_message_size(1 << 26);
        let answer = workers.list_workers(v1::ListWorkersRequest::default()).await?.into_inner();
        let there = |worker: &&v1::Worker| worker.status() != v1::WorkerStatus::Offline;
        Ok(answer.workers.iter().filter(there).count())
    }

    /// When a task started.
    pub(crate) fn started(task: &v1::Task) -> Option<Timestamp> {
        micros(task.started_at.as_ref()).map(Timestamp::from_micros)
    }

    /// How often these tasks were claimed, in the mean; 1 unless they came back unstarted.
    pub(crate) fn claims(tasks: &[v1::Task]) -> f64 {
        let claims: i64 = tasks.iter().map(|task| i64::from(task.attempt)).sum();
        claims as f64 / tasks.len().max(1) as f64
    }

    /// When the last of these tasks ended.
    pub(crate) fn last_end(tasks: &[v1::Task]) -> Option<Timestamp> {
        let ends = tasks.iter().filter_map(|task| micros(task.completed_at.as_ref()));
        ends.max().map(Timestamp::from_micros)
    }

    /// When the first of these tasks was claimed.
    pub(crate) fn first_claim(tasks: &[v1::Task]) -> Option<Timestamp> {
        let claims = tasks.iter().filter_map(|task| micros(task.picked_at.as_ref()));
        claims.min().map(Timestamp::from_micros)
    }
}
