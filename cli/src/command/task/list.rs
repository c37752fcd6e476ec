//! `taskmaster task list`

use clap::Args;
use serde_json::json;
use taskmaster_domain::{TaskState, Timestamp};
use taskmaster_proto::{convert::to_timestamp, v1};

use crate::{
    client::{Client, ClientArgs},
    context::{Context, pair, print, print_json},
    error::Result,
    show::{
        task::{TaskView, tasks_table},
        watch::Watch,
    },
};

#[derive(Debug, Args)]
pub(crate) struct List {
    /// Only tasks in this state; may be given several times
    #[arg(long, visible_alias = "status", value_delimiter = ',')]
    state: Vec<TaskState>,
    /// Only tasks of this queue
    #[arg(long)]
    queue: Option<String>,
    /// Only tasks of this kind: shell, simulate, noop
    #[arg(long)]
    kind: Option<String>,
    /// Only tasks whose latest attempt this worker had
    #[arg(long)]
    worker: Option<String>,
    /// Only tasks handed in at or after this time (RFC 3339)
    #[arg(long, value_name = "TIME")]
    created_after: Option<Timestamp>,
    /// Only tasks handed in before this time (RFC 3339)
    #[arg(long, value_name = "TIME")]
    created_before: Option<Timestamp>,
    /// Only tasks with this label, name=value; may be given several times
    #[arg(long, short, value_name = "NAME=VALUE", value_parser = pair)]
    label: Vec<(String, String)>,
    /// Only tasks whose name or command begins with this; upper and lower case are the same
    #[arg(long, value_name = "PREFIX")]
    text: Option<String>,
    /// Tasks of one page
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(i32).range(1..=1000))]
    limit: i32,
    /// Where to go on: nextCursor of the page before
    #[arg(long)]
    cursor: Option<String>,
    #[command(flatten)]
    watch: Watch,
    #[command(flatten)]
    client: ClientArgs,
}

impl List {
    pub(crate) async fn run(self, context: &Context) -> Result {
        let client = Client::connect(&self.client, context).await?;
        self.watch.each(async || self.show(&client, context).await).await
    }

    async fn show(&self, client: &Client, context: &Context) -> Result {
        let page = client.tasks().list_tasks(self.request()).await?.into_inner();
        let tasks: Vec<TaskView> = page.tasks.into_iter().map(TaskView::from).collect();
        let next = Some(page.next_page_token).filter(|token| !token.is_empty());
        if context.is_json() {
            let mut document = json!({ "tasks": tasks, "nextCursor": next });
            if page.partial {
                document["partial"] = true.into();
            }
            return print_json(&document);
        }
        if context.global.quiet {
            return tasks.iter().try_for_each(|task| print(&task.id));
        }
        print(&tasks_table(&tasks))?;
        if page.partial {
            context.note("the search stopped at its bound; older tasks may match too");
        }
        if let Some(next) = next {
            context.note(&format!("more: --cursor {next}"));
        }
        Ok(())
    }

    fn request(&self) -> v1::ListTasksRequest {
        v1::ListTasksRequest {
            job_id: String::new(),
            labels: self.label.iter().cloned().collect(),
            text: self.text.clone().unwrap_or_default(),
            states: self.state.iter().map(|s| v1::TaskState::from(*s).into()).collect(),
            queue: self.queue.clone().unwrap_or_default(),
            kind: self.kind.clone().unwrap_or_default(),
            worker_name: self.worker.clone().unwrap_or_default(),
            created_after: self.created_after.map(to_timestamp),
            created_before: self.created_before.map(to_timestamp),
            page_size: self.limit,
            page_token: self.cursor.clone().unwrap_or_default(),
        }
    }
}
