//! The lines of one task, as it writes them.

use std::collections::VecDeque;

use axum::extract::ws::Utf8Bytes;
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
    time::Time,
    upstream::{ANSWER_BYTES, Repeat},
    ws::{
        event::{Event, Frames, Told},
        message::Id,
        shape,
    },
};

/// Bytes of lines that are told together; one line may be more.
const TOGETHER: usize = 32 * 1024;

/// Follows the output of one task over its attempts and over outages of its coordinator. The
/// coordinator is read only as fast as the client reads.
pub(super) struct Log {
    shared: Shared,
    caller: Caller,
    task_id: String,
    /// Where it goes on when the stream must be asked for again.
    attempt: i32,
    after: i64,
    stream: Option<Streaming<v1::ReadOutputResponse>>,
    /// Read, but not told.
    lines: VecDeque<v1::OutputLine>,
    patience: Patience,
}

impl Log {
    pub(super) fn new(
        shared: Shared,
        caller: Caller,
        task_id: String,
        attempt: i32,
        after: i64,
    ) -> Self {
        let (stream, lines, patience) = (None, VecDeque::new(), Patience::new());
        Self { shared, caller, task_id, attempt, after, stream, lines, patience }
    }

    /// Asks for the output.
    pub(super) async fn open(&mut self) -> Result<(), Problem> {
        let request = v1::ReadOutputRequest {
            task_id: self.task_id.clone(),
            attempt: self.attempt,
            after: self.after,
            follow: true,
            ..Default::default()
        };
        let answer = self.shared.upstream.call(&self.caller, Repeat::Safe, async |link| {
            let mut client = TaskServiceClient::new(link).max_decoding_message_size(ANSWER_BYTES);
            client.read_output(request.clone()).await
        });
        self.stream = Some(answer.await?);
        Ok(())
    }

    pub(super) async fn step(&mut self, id: Id) -> Step {
        loop {
            if !self.lines.is_empty() {
                return Step::Told(self.told(id));
            }
            match self.read().await {
                Ok(true) => {}
                Ok(false) => return Step::End,
                Err(problem) if may_pass(&problem) => {
                    self.stream = None;
                    self.patience.wait().await;
                }
                Err(problem) => return Step::Failed(problem),
            }
        }
    }

    /// Reads on. False when there will never be more.
    async fn read(&mut self) -> Result<bool, Problem> {
        let Some(stream) = &mut self.stream else {
            self.open().await?;
            return Ok(true);
        };
        match stream.message().await? {
            Some(answer) => {
                self.patience = Patience::new();
                self.attempt = answer.attempt;
                self.lines = answer.lines.into();
                Ok(true)
            }
            // A coordinator that stops ends its streams too.
            None if self.is_over().await? => Ok(false),
            None => {
                self.stream = None;
                self.patience.wait().await;
                Ok(true)
            }
        }
    }

    async fn is_over(&self) -> Result<bool, Problem> {
        let answer = self.shared.upstream.call(&self.caller, Repeat::Safe, async |link| {
            let mut client = TaskServiceClient::new(link).max_decoding_message_size(ANSWER_BYTES);
            client.get_task(v1::GetTaskRequest { task_id: self.task_id.clone() }).await
        });
        let task = answer.await?.task.unwrap_or_default();
        let is_last = self.attempt == 0 || task.attempt <= self.attempt;
        Ok(is_last && task_state(task.state()).is_some_and(TaskState::is_terminal))
    }

    /// Some of the lines that were read.
    fn told(&mut self, id: Id) -> Frames {
        let mut size = 0;
        let mut texts: Vec<Utf8Bytes> = Vec::new();
        while size < TOGETHER
            && let Some(line) = self.lines.pop_front()
        {
            size += line.data.len() + 100;
            self.after = line.seq;
            let told = Told {
                topic: "log",
                event: "log.line",
                seq: line.seq.unsigned_abs(),
                time: Time::from_wire(line.time),
                data: shape::line(self.attempt, line),
            };
            texts.push(Event::of(&told).to(id));
        }
        texts.into()
    }
}
