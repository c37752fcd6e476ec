//! `taskmaster task submit`

use std::{
    io::{IsTerminal as _, Read as _},
    path::PathBuf,
};

use clap::Args;
use serde_json::json;
use taskmaster_domain::limits;
use taskmaster_proto::v1;
use uuid::Uuid;

use super::{
    follow::{Look, Wish, follow},
    get::one,
    work::WorkArgs,
};
use crate::{
    client::{Client, ClientArgs},
    context::{Context, print, print_json},
    error::{Error, Result},
    show::task::TaskView,
};

/// Exit codes of `--wait` that are not the task's own.
const TIMED_OUT: u8 = 124;
const CANCELED: u8 = 130;

#[derive(Debug, Args)]
pub(crate) struct Submit {
    #[command(flatten)]
    work: WorkArgs,
    /// Hand in so many of them
    #[arg(long, value_name = "N", conflicts_with_all = ["wait", "idempotency_key"],
        value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    count: Option<u32>,
    /// Print its output and exit with its exit code (124: timed out, 130: canceled). With
    /// --output json its output goes to standard error, and standard output gets the ended task
    #[arg(long)]
    wait: bool,
    #[command(flatten)]
    client: ClientArgs,
}

impl Submit {
    pub(crate) async fn run(mut self, context: &Context) -> Result {
        if self.count.is_none() {
            // A repeat of a call whose answer was lost is the same task, never a second one.
            self.work.idempotency_key.get_or_insert_with(|| Uuid::new_v4().to_string());
        }
        let spec = self.work.into_wire(read)?;
        let client = Client::connect(&self.client, context).await?;
        match self.count {
            Some(count) => many(&client, &spec, count, context).await,
            None => single(&client, spec, self.wait, context).await,
        }
    }
}

fn read(path: &PathBuf) -> Result<String> {
    let what = || format!("cannot read {}", path.display());
    if path.as_os_str() != "-" {
        return std::fs::read_to_string(path).map_err(Error::about(what()));
    }
    if std::io::stdin().is_terminal() {
        return Err(Error::Usage("--file - reads standard input, which is a terminal".into()));
    }
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).map_err(Error::about(what()))?;
    Ok(text)
}

async fn single(client: &Client, spec: v1::TaskSpec, wait: bool, context: &Context) -> Result {
    let request = v1::SubmitTaskRequest { task: Some(spec) };
    let answer = match client.tasks().submit_task(request.clone()).await {
        // The answer may have been lost after the task was taken: its key makes asking safe.
        Err(status) if status.code() == tonic::Code::Unavailable => {
            client.tasks().submit_task(request).await
        }
        answer => answer,
    };
    let answer = answer?.into_inner();
    let task = answer.task.unwrap_or_default();
    if wait {
        return wait_for(client, &task.id, context).await;
    }
    let task = TaskView::from(task);
    if context.is_json() {
        return print_json(&task);
    }
    if context.global.quiet {
        return print(&task.id);
    }
    let known = if answer.existing { " (handed in before)" } else { "" };
    print(&format!("{}  {}{known}", task.id, task.state))
}

async fn many(client: &Client, spec: &v1::TaskSpec, count: u32, context: &Context) -> Result {
    let mut ids = Vec::new();
    let mut left = count as usize;
    let spinner = context.spinner(format!("handing in {count} tasks"));
    while left > 0 {
        let tasks = vec![spec.clone(); left.min(fitting(spec))];
        left -= tasks.len();
        let answer = client.tasks().submit_tasks(v1::SubmitTasksRequest { tasks }).await?;
        ids.append(&mut answer.into_inner().task_ids);
        spinner.set_message(format!("handed in {} of {count} tasks", ids.len()));
    }
    spinner.finish_and_clear();
    if context.is_json() {
        return print_json(&json!({ "count": ids.len(), "ids": ids }));
    }
    if context.global.quiet {
        return print(&ids.join("\n"));
    }
    print(&format!("{} tasks handed in", ids.len()))
}

/// How many such tasks one call can carry.
fn fitting(spec: &v1::TaskSpec) -> usize {
    // A few bytes of framing for each.
    let each = prost::Message::encoded_len(spec) + 8;
    (limits::BODY_BYTES / each).clamp(1, limits::BULK_TASKS)
}

async fn wait_for(client: &Client, id: &str, context: &Context) -> Result {
    context.note(&format!("task {id}"));
    let look = if context.is_json() { Look::Aside } else { Look::Raw };
    let request =
        v1::ReadOutputRequest { task_id: id.to_owned(), follow: true, ..Default::default() };
    tokio::select! {
        followed = follow(client, Wish { request, look }) => followed?,
        _ = tokio::signal::ctrl_c() => {
            context.note(&format!("the task goes on; `taskmaster task cancel {id}` ends it"));
            return Err(Error::Exit(CANCELED));
        }
    }
    let task = one(client, id).await?;
    if context.is_json() {
        print_json(&TaskView::from(task.clone()))?;
    }
    match exit_code(&task) {
        0 => Ok(()),
        code => {
            if let Some(failure) = &task.failure {
                context.note(&format!("task {id} failed: {}", failure.message));
            } else {
                context.note(&format!("task {id} is {}", TaskView::from(task).state));
            }
            Err(Error::Exit(code))
        }
    }
}

/// The exit code that stands for how a task ended.
fn exit_code(task: &v1::Task) -> u8 {
    let kind = task.failure.as_ref().map_or(v1::FailureKind::Unspecified, v1::Failure::kind);
    match (task.state(), kind) {
        (v1::TaskState::Completed, _) => 0,
        (v1::TaskState::Canceled, _) => CANCELED,
        (_, v1::FailureKind::Timeout | v1::FailureKind::StartTimeout) => TIMED_OUT,
        (_, v1::FailureKind::ExitCode) => {
            let code = task.exit_code.and_then(|code| u8::try_from(code).ok());
            code.filter(|code| *code != 0).unwrap_or(1)
        }
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ended(state: v1::TaskState, kind: v1::FailureKind, exit_code: Option<i32>) -> u8 {
        let failure = v1::Failure { kind: kind.into(), message: String::new() };
        super::exit_code(&v1::Task {
            state: state.into(),
            failure: Some(failure),
            exit_code,
            ..v1::Task::default()
        })
    }

    #[test]
    fn the_exit_code_is_the_commands_own_where_it_has_one() {
        use v1::{FailureKind as F, TaskState as S};
        assert_eq!(ended(S::Completed, F::Unspecified, Some(0)), 0);
        assert_eq!(ended(S::Failed, F::ExitCode, Some(3)), 3);
        assert_eq!(ended(S::Failed, F::ExitCode, Some(137)), 137);
        assert_eq!(ended(S::Failed, F::ExitCode, None), 1);
        assert_eq!(ended(S::Failed, F::Timeout, Some(143)), 124);
        assert_eq!(ended(S::Canceled, F::Unspecified, None), 130);
        assert_eq!(ended(S::Failed, F::Poison, None), 1);
    }

    #[test]
    fn one_call_carries_no_more_than_a_message_may_have() {
        let shell = v1::ShellWork { command: "x".repeat(1_000_000) };
        let work = Some(v1::task_spec::Work::Shell(shell));
        assert_eq!(fitting(&v1::TaskSpec { work, ..v1::TaskSpec::default() }), 9);
        assert_eq!(fitting(&v1::TaskSpec::default()), limits::BULK_TASKS);
    }
}
