//! `taskmaster queue`

mod limit;
mod list;
mod pause;

use clap::Subcommand;
use taskmaster_proto::v1;

use crate::{
    client::{Client, ClientArgs},
    context::{Context, print, print_json},
    error::Result,
    show::queue::QueueView,
};

#[derive(Debug, Subcommand)]
pub(crate) enum Queue {
    /// List queues with what stands in them
    List(list::List),
    /// Limit how many tasks of a queue may be under way at once
    Limit(limit::Limit),
    /// Stop handing out tasks of a queue; those that workers have go on
    Pause(pause::Pause),
    /// Hand out tasks of a queue again
    Resume(pause::Pause),
}

impl Queue {
    pub(crate) async fn run(self, context: &Context) -> Result {
        match self {
            Self::List(list) => list.run(context).await,
            Self::Limit(limit) => limit.run(context).await,
            Self::Pause(pause) => pause.run(true, context).await,
            Self::Resume(resume) => resume.run(false, context).await,
        }
    }
}

/// Sets rules, and says what a person is to read.
async fn update(
    request: v1::UpdateQueueRequest,
    said: &str,
    args: &ClientArgs,
    context: &Context,
) -> Result {
    let client = Client::connect(args, context).await?;
    let queue = client.queues().update_queue(request).await?.into_inner().queue;
    if context.is_json() {
        return print_json(&queue.map(QueueView::from));
    }
    print(said)
}
