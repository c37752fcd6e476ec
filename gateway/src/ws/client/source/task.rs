//! One task, each time it changed.

use taskmaster_domain::TaskState;
use taskmaster_proto::{
    convert::task_state,
    v1::{self, task_service_client::TaskServiceClient},
};
use tonic::Streaming;

use super::{Patience, Step, may_pass};
use crate::{
    caller::Caller,
    problem::Problem,
    server::Shared,
    upstream::{ANSWER_BYTES, Repeat},
    ws::{
        event::{Event, Told},
        message::Id,
        shape,
    },
};

/// Follows one task over outages of its coordinator.
pub(super) struct Task {
    shared: Shared,
    caller: Caller,
    task_id: String,
    stream: Option<Streaming<v1::WatchTaskResponse>>,
    patience: Patience,
    seq: u64,
    /// What was told last: a stream that was asked for again begins with it.
    last: Option<v1::Task>,
}

impl Task {
    pub(super) fn new(shared: Shared, caller: Caller, task_id: String) -> Self {
        let patience = Patience::new();
        Self { shared, caller, task_id, stream: None, patience, seq: 0, last: None }
    }

    /// Asks for the task.
    pub(super) async fn open(&mut self) -> Result<(), Problem> {
        let answer = self.shared.upstream.call(&self.caller, Repeat::Safe, async |link| {
            let mut client = TaskServiceClient::new(link).max_decoding_message_size(ANSWER_BYTES);
            client.watch_task(v1::WatchTaskRequest { task_id: self.task_id.clone() }).await
        });
        self.stream = Some(answer.await?);
        Ok(())
    }

    pub(super) async fn step(&mut self, id: Id) -> Step {
        loop {
            let Some(stream) = &mut self.stream else {
                match self.open().await {
                    Ok(()) => {}
                    Err(problem) if may_pass(&problem) => self.patience.wait().await,
                    Err(problem) => return Step::Failed(problem),
                }
                continue;
            };
            match stream.message().await {
                Ok(Some(v1::WatchTaskResponse { task: Some(task) })) => {
                    self.patience = Patience::new();
                    if self.last.as_ref() != Some(&task) {
                        self.last = Some(task.clone());
                        return Step::Told([self.told(task).to(id)].into());
                    }
                }
                Ok(Some(_)) => {}
                Ok(None) if self.has_ended() => return Step::End,
                // A coordinator that stops ends its streams too.
                Ok(None) => self.broke_off().await,
                Err(status) => {
                    let problem = Problem::from(status);
                    if !may_pass(&problem) {
                        return Step::Failed(problem);
                    }
                    self.broke_off().await;
                }
            }
        }
    }

    async fn broke_off(&mut self) {
        self.stream = None;
        self.patience.wait().await;
    }

    fn has_ended(&self) -> bool {
        let state = self.last.as_ref().and_then(|task| task_state(task.state()));
        state.is_some_and(TaskState::is_terminal)
    }

    fn told(&mut self, task: v1::Task) -> Event {
        self.seq += 1;
        let state = task_state(task.state()).map_or("changed", TaskState::name);
        Event::of(&Told {
            topic: "task",
            event: &format!("task.{state}"),
            seq: self.seq,
            time: shape::now(&self.shared.clock),
            data: shape::task(task),
        })
    }
}
