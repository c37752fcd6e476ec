//! `taskmaster task …`

mod follow;
mod get;
mod list;
mod logs;
mod steer;
mod submit;
mod work;

use clap::Subcommand;

use crate::{context::Context, error::Result};

#[derive(Debug, Subcommand)]
pub(crate) enum Task {
    /// Hand in a task; everything behind -- is its command
    Submit(Box<submit::Submit>),
    /// List tasks, newest first
    List(list::List),
    /// Show one task in full
    Get(get::Get),
    /// Print what a task wrote
    Logs(logs::Logs),
    /// End tasks; running ones are stopped
    Cancel(steer::Steer),
    /// Hold tasks back that have not begun
    Pause(steer::Steer),
    /// Let paused tasks go on
    Resume(steer::Steer),
    /// Give failed or canceled tasks one more life; for runs of jobs there is `job run`
    Retry(steer::Steer),
}

impl Task {
    pub(crate) async fn run(self, context: &Context) -> Result {
        match self {
            Self::Submit(submit) => submit.run(context).await,
            Self::List(list) => list.run(context).await,
            Self::Get(get) => get.run(context).await,
            Self::Logs(logs) => logs.run(context).await,
            Self::Cancel(steer) => steer.run(steer::Verb::Cancel, context).await,
            Self::Pause(steer) => steer.run(steer::Verb::Pause, context).await,
            Self::Resume(steer) => steer.run(steer::Verb::Resume, context).await,
            Self::Retry(steer) => steer.run(steer::Verb::Retry, context).await,
        }
    }
}
