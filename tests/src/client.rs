//! A client of the gRPC API, with the admin token.

use std::time::Duration;

use taskmaster_proto::v1::{
    self, TaskState, fleet_service_client::FleetServiceClient,
    identity_service_client::IdentityServiceClient, job_service_client::JobServiceClient,
    system_service_client::SystemServiceClient, task_service_client::TaskServiceClient,
    worker_service_client::WorkerServiceClient,
};
use tonic::{
    Code, Request, Status,
    metadata::{Ascii, MetadataValue},
    service::{Interceptor, interceptor::InterceptedService},
    transport::{Channel, Endpoint},
};

use crate::{Output, Spec, Told, WITHIN, until};

/// Bytes of an answer that are taken.
const ANSWER: usize = 1 << 30;

/// Shows a token with every call, or none.
#[derive(Clone, Debug)]
pub struct Bearer(Option<MetadataValue<Ascii>>);

impl Interceptor for Bearer {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        if let Some(token) = &self.0 {
            request.metadata_mut().insert("authorization", token.clone());
        }
        Ok(request)
    }
}

/// A connection that shows a token.
pub type Link = InterceptedService<Channel, Bearer>;

/// Calls one coordinator. Connects when it must, and again when the coordinator was away.
#[derive(Clone, Debug)]
pub struct Client {
    url: String,
    channel: Channel,
    link: Link,
}

impl Client {
    /// Calls the coordinator at `url` with `token`; with none when it is empty.
    pub fn new(url: &str, token: &str) -> Self {
        let endpoint = Endpoint::from_shared(url.to_owned()).unwrap();
        let channel = endpoint.connect_timeout(Duration::from_secs(2)).connect_lazy();
        Self::over(url, channel, token)
    }

    fn over(url: &str, channel: Channel, token: &str) -> Self {
        let bearer = (!token.is_empty()).then(|| format!("Bearer {token}").parse().unwrap());
        let link = InterceptedService::new(channel.clone(), Bearer(bearer));
        Self { url: url.to_owned(), channel, link }
    }

    /// The same with another token.
    #[must_use]
    pub fn with_token(&self, token: &str) -> Self {
        Self::over(&self.url, self.channel.clone(), token)
    }

    /// Where it calls.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The connection, for services that this client does not know.
    pub fn link(&self) -> Link {
        self.link.clone()
    }

    /// Tasks.
    pub fn tasks(&self) -> TaskServiceClient<Link> {
        TaskServiceClient::new(self.link()).max_decoding_message_size(ANSWER)
    }

    /// Jobs.
    pub fn jobs(&self) -> JobServiceClient<Link> {
        JobServiceClient::new(self.link()).max_decoding_message_size(ANSWER)
    }

    /// Workers.
    pub fn workers(&self) -> WorkerServiceClient<Link> {
        WorkerServiceClient::new(self.link()).max_decoding_message_size(ANSWER)
    }

    /// The fleet.
    pub fn fleet(&self) -> FleetServiceClient<Link> {
        FleetServiceClient::new(self.link())
    }

    /// Sessions and sign-in codes.
    pub fn identity(&self) -> IdentityServiceClient<Link> {
        IdentityServiceClient::new(self.link())
    }

    /// The whole.
    pub fn system(&self) -> SystemServiceClient<Link> {
        SystemServiceClient::new(self.link())
    }

    /// Hands a task in, as it is or not at all.
    pub async fn try_submit(&self, spec: Spec) -> Told<v1::SubmitTaskResponse> {
        let request = v1::SubmitTaskRequest { task: Some(spec.0) };
        Ok(self.tasks().submit_task(request).await?.into_inner())
    }

    /// Hands a task in and gives its id.
    pub async fn submit(&self, spec: Spec) -> String {
        self.try_submit(spec).await.unwrap().task.unwrap().id
    }

    /// Hands tasks in together and gives their ids.
    pub async fn submit_all(&self, specs: Vec<Spec>) -> Vec<String> {
        let tasks = specs.into_iter().map(|spec| spec.0).collect();
        let request = v1::SubmitTasksRequest { tasks };
        self.tasks().submit_tasks(request).await.unwrap().into_inner().task_ids
    }

    /// Hands a task in, runs it to its end and gives it with its output.
    pub async fn run(&self, spec: Spec) -> (v1::Task, Output) {
        let id = self.submit(spec).await;
        let task = self.ended(&id, WITHIN).await;
        (task, self.output(&id).await)
    }

    /// A task as it is now.
    pub async fn try_task(&self, id: &str) -> Told<v1::Task> {
        let request = v1::GetTaskRequest { task_id: id.to_owned() };
        Ok(self.tasks().get_task(request).await?.into_inner().task.unwrap())
    }

    /// A task as it is now.
    pub async fn task(&self, id: &str) -> v1::Task {
        self.try_task(id).await.unwrap()
    }

    /// Earlier attempts of a task.
    pub async fn attempts(&self, id: &str) -> Vec<v1::Attempt> {
        let request = v1::ListAttemptsRequest { task_id: id.to_owned() };
        self.tasks().list_attempts(request).await.unwrap().into_inner().attempts
    }

    /// Waits until a task is as `is_it` says, over outages of the coordinator.
    pub async fn task_when(
        &self,
        what: &str,
        id: &str,
        limit: Duration,
        is_it: impl Fn(&v1::Task) -> bool,
    ) -> v1::Task {
        let what = format!("task {id} {what}");
        let look = async || self.try_task(id).await.ok().filter(&is_it);
        until(&what, limit, look).await
    }

    /// Waits until a task is in a state.
    pub async fn reaches(&self, id: &str, state: TaskState, limit: Duration) -> v1::Task {
        let what = format!("is {}", state.as_str_name());
        self.task_when(&what, id, limit, |task| task.state() == state).await
    }

    /// Watches a task to its end, over outages of the coordinator.
    pub async fn ended(&self, id: &str, limit: Duration) -> v1::Task {
        let what = format!("the end of task {id}");
        crate::within(&what, limit, self.watched(id)).await
    }

    async fn watched(&self, id: &str) -> v1::Task {
        until("a watch", Duration::MAX, async || {
            let request = v1::WatchTaskRequest { task_id: id.to_owned() };
            let mut stream = match self.tasks().watch_task(request).await {
                Ok(stream) => stream.into_inner(),
                Err(status) => return passing(&status),
            };
            loop {
                match stream.message().await {
                    Ok(Some(news)) => {
                        let task = news.task.unwrap();
                        if has_ended(&task) {
                            return Some(task);
                        }
                    }
                    Ok(None) => return None,
                    Err(status) => return passing(&status),
                }
            }
        })
        .await
    }

    /// Waits until all of these have ended, and gives them in order.
    pub async fn all_ended(&self, ids: &[String], limit: Duration) -> Vec<v1::Task> {
        let ends = async {
            let mut tasks = Vec::with_capacity(ids.len());
            for id in ids {
                tasks.push(self.watched(id).await);
            }
            tasks
        };
        crate::within(&format!("the end of {} tasks", ids.len()), limit, ends).await
    }

    /// What the latest attempt of a task has written so far.
    pub async fn output(&self, id: &str) -> Output {
        let request = v1::ReadOutputRequest { task_id: id.to_owned(), ..Default::default() };
        self.read(request).await.unwrap()
    }

    /// What a task writes, followed to its end.
    pub async fn followed(&self, id: &str) -> Told<Output> {
        let request =
            v1::ReadOutputRequest { task_id: id.to_owned(), follow: true, ..Default::default() };
        self.read(request).await
    }

    /// Output, as asked for.
    pub async fn read(&self, request: v1::ReadOutputRequest) -> Told<Output> {
        let mut stream = self.tasks().read_output(request).await?.into_inner();
        let mut output = Output::default();
        while let Some(answer) = stream.message().await? {
            output.take(answer);
        }
        Ok(output)
    }

    /// Waits until a task has written a line that begins with `start`, and gives the rest of it.
    pub async fn line(&self, id: &str, start: &str, limit: Duration) -> String {
        let what = format!("a line {start:?} of task {id}");
        until(&what, limit, async || {
            let request = v1::ReadOutputRequest { task_id: id.to_owned(), ..Default::default() };
            self.read(request).await.ok()?.line(start)
        })
        .await
    }

    /// Ends a task.
    pub async fn cancel(&self, id: &str) -> Told<v1::Task> {
        let request = v1::CancelTaskRequest { task_id: id.to_owned() };
        Ok(self.tasks().cancel_task(request).await?.into_inner().task.unwrap())
    }

    /// Holds a task back.
    pub async fn pause(&self, id: &str) -> Told<v1::Task> {
        let request = v1::PauseTaskRequest { task_id: id.to_owned() };
        Ok(self.tasks().pause_task(request).await?.into_inner().task.unwrap())
    }

    /// Lets a paused task go on.
    pub async fn resume(&self, id: &str) -> Told<v1::Task> {
        let request = v1::ResumeTaskRequest { task_id: id.to_owned() };
        Ok(self.tasks().resume_task(request).await?.into_inner().task.unwrap())
    }

    /// Gives an ended task one more life.
    pub async fn retry(&self, id: &str) -> Told<v1::Task> {
        let request = v1::RetryTaskRequest { task_id: id.to_owned() };
        Ok(self.tasks().retry_task(request).await?.into_inner().task.unwrap())
    }

    /// All workers that were seen within the hour.
    pub async fn all_workers(&self) -> Told<Vec<v1::Worker>> {
        let request = v1::ListWorkersRequest { include_offline: true };
        Ok(self.workers().list_workers(request).await?.into_inner().workers)
    }

    /// A worker by its name.
    pub async fn worker(&self, name: &str) -> v1::Worker {
        let all = self.all_workers().await.unwrap();
        all.into_iter().find(|worker| worker.name == name).unwrap()
    }

    /// Waits until exactly so many workers are there, and gives them.
    pub async fn workers_are(&self, count: usize, limit: Duration) -> Vec<v1::Worker> {
        until(&format!("{count} workers"), limit, async || {
            let mut workers = self.all_workers().await.ok()?;
            workers.retain(|worker| worker.status() != v1::WorkerStatus::Offline);
            (workers.len() == count).then_some(workers)
        })
        .await
    }

    /// Tasks in a state, over all queues, by the store's counters.
    pub async fn try_count(&self, state: TaskState) -> Told<i64> {
        let status = self.system().get_status(v1::GetStatusRequest {}).await?.into_inner();
        Ok(status.counts.iter().filter(|row| row.state() == state).map(|row| row.count).sum())
    }

    /// The same, where the coordinator is sure to answer.
    pub async fn count(&self, state: TaskState) -> i64 {
        self.try_count(state).await.unwrap()
    }

    /// The store's counters.
    pub async fn counts(&self) -> Vec<v1::StateCount> {
        self.system().get_status(v1::GetStatusRequest {}).await.unwrap().into_inner().counts
    }
}

/// Whether nothing but an explicit retry moves it any more.
pub(crate) fn has_ended(task: &v1::Task) -> bool {
    matches!(task.state(), TaskState::Completed | TaskState::Failed | TaskState::Canceled)
}

/// Nothing, when a later call may well succeed.
fn passing<T>(status: &Status) -> Option<T> {
    let passing = [Code::Unavailable, Code::Unknown, Code::Cancelled, Code::DeadlineExceeded];
    // A stream that was cut in the middle of a message is told as an internal error by the client.
    let cut = status.code() == Code::Internal && std::error::Error::source(status).is_some();
    assert!(cut || passing.contains(&status.code()), "{status:?}");
    None
}
