//! `taskmaster worker`: the role itself, or with a subcommand what an operator does to workers.

mod drain;
mod kill;
mod list;
mod resume;
mod role;
mod scale;

use clap::{Args, Subcommand};

use crate::{context::Context, error::Result};

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct WorkerArgs {
    #[command(subcommand)]
    command: Option<Worker>,
    #[command(flatten)]
    role: role::Role,
}

#[derive(Debug, Subcommand)]
enum Worker {
    /// List workers
    List(list::List),
    /// Set how many workers the fleet has
    Scale(scale::Scale),
    /// Stop a worker of the fleet at once
    Kill(kill::Kill),
    /// Let a worker finish what it has and take nothing new
    Drain(drain::Drain),
    /// Let a drained worker take tasks again
    Resume(resume::Resume),
}

impl WorkerArgs {
    pub(crate) async fn run(self, context: &Context) -> Result {
        match self.command {
            None => self.role.run(context).await,
            Some(Worker::List(list)) => list.run(context).await,
            Some(Worker::Scale(scale)) => scale.run(context).await,
            Some(Worker::Kill(kill)) => kill.run(context).await,
            Some(Worker::Drain(drain)) => drain.run(context).await,
            Some(Worker::Resume(resume)) => resume.run(context).await,
        }
    }
}
