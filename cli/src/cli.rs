//! What can be typed. Each command's own arguments stand with the command.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use crate::command;

/// TaskMaster runs tasks on a fleet of workers.
#[derive(Debug, Parser)]
#[command(name = "taskmaster", version, propagate_version = true, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Arguments of every command.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Everywhere")]
pub(crate) struct Global {
    /// Configuration file, .toml or .yaml (or TASKMASTER_CONFIG)
    #[arg(long, short, global = true, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Data folder of `up` (or TASKMASTER_DATA_DIR) [default: ~/.local/share/taskmaster]
    #[arg(long, global = true, value_name = "FOLDER")]
    pub(crate) data_dir: Option<PathBuf>,
    /// Set any key of the configuration, such as log.format=json; may be given several times
    #[arg(long, global = true, value_name = "KEY=VALUE", value_parser = crate::context::pair)]
    pub(crate) set: Vec<(String, String)>,
    /// How results are printed
    #[arg(long, short, global = true, value_enum, default_value_t, value_name = "FORMAT")]
    pub(crate) output: Format,
    /// Print results only
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
    /// Log at debug level
    #[arg(long, short, global = true)]
    pub(crate) debug: bool,
}

/// How results are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    #[default]
    Table,
    /// For programs: one document
    Json,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run everything on this machine: coordinator, scheduler, gateway and a fleet of workers
    Up(Box<command::up::Up>),
    /// Run a coordinator (needs PostgreSQL)
    Coordinator(Box<command::coordinator::Role>),
    /// Run a scheduler (needs PostgreSQL)
    Scheduler(Box<command::scheduler::Role>),
    /// Run a gateway: REST and WebSocket for browsers
    Gateway(Box<command::gateway::Role>),
    /// Run a worker, or look at and steer workers
    Worker(Box<command::worker::WorkerArgs>),
    /// Make tokens and a database's password for services that share them
    Init(command::init::Init),
    /// End what a worker left behind when it died
    #[command(hide = true)]
    Watchdog(command::watchdog::Watchdog),
    /// Tasks and workers at a glance
    Status(command::status::Status),
    /// Health of each part; exit code 1 when one is not ok
    Health(command::health::Health),
    /// Hand in tasks, look at them and steer them
    #[command(subcommand)]
    Task(Box<command::task::Task>),
    /// Keep jobs that run on a schedule or by hand, look at them and their ledger
    #[command(subcommand)]
    Job(Box<command::job::Job>),
    /// Look at queues, limit and pause them
    #[command(subcommand)]
    Queue(Box<command::queue::Queue>),
    /// Add to counters of the task that this runs in, and say how far it is
    Report(command::report::Report),
    /// Let people in
    #[command(subcommand)]
    Token(command::token::Token),
    /// What is configured, and by whom
    #[command(subcommand)]
    Config(command::config::Config),
    /// Work on the database itself
    Db(command::db::Db),
    /// Print completions for a shell
    Completions { shell: Shell },
    /// Print the reference pages that are made from the code
    #[command(hide = true)]
    Docs { page: command::docs::Page },
    /// Print the version
    Version,
}

#[cfg(test)]
mod tests;
