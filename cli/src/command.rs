//! One command, one file.

pub(crate) mod config;
pub(crate) mod coordinator;
pub(crate) mod db;
pub(crate) mod docs;
pub(crate) mod gateway;
pub(crate) mod health;
pub(crate) mod init;
pub(crate) mod job;
pub(crate) mod queue;
pub(crate) mod report;
pub(crate) mod scheduler;
pub(crate) mod status;
pub(crate) mod task;
pub(crate) mod token;
pub(crate) mod up;
pub(crate) mod watchdog;
pub(crate) mod worker;

use clap::CommandFactory as _;

use crate::{
    cli::{Cli, Command},
    context::{Context, print},
    error::Result,
};

/// Does what was typed.
pub(crate) async fn run(cli: Cli) -> Result {
    let context = Context::new(cli.global);
    let context = &context;
    match cli.command {
        Command::Up(up) => up.run(context).await,
        Command::Coordinator(role) => role.run(context).await,
        Command::Scheduler(role) => role.run(context).await,
        Command::Gateway(role) => role.run(context).await,
        Command::Worker(worker) => worker.run(context).await,
        Command::Init(init) => init.run(context),
        Command::Watchdog(watchdog) => watchdog.run(),
        Command::Status(status) => status.run(context).await,
        Command::Health(health) => health.run(context).await,
        Command::Task(task) => task.run(context).await,
        Command::Job(job) => job.run(context).await,
        Command::Queue(queue) => queue.run(context).await,
        Command::Report(report) => report.run(context).await,
        Command::Token(token) => token.run(context).await,
        Command::Config(config) => config.run(context),
        Command::Db(db) => db.run(context).await,
        Command::Completions { shell } => completions(shell),
        Command::Docs { page } => page.run(),
        Command::Version => print(concat!("taskmaster ", env!("CARGO_PKG_VERSION"))),
    }
}

fn completions(shell: clap_complete::Shell) -> Result {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "taskmaster", &mut script);
    print(&String::from_utf8_lossy(&script))
}
