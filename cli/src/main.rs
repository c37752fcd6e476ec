//! The one binary: every role, and the operator's commands.

mod cli;
mod client;
mod command;
mod context;
mod error;
mod host;
mod show;

use std::process::ExitCode;

use clap::Parser as _;

/// What is taken and given back on the way of a call is mostly of a few kilobytes, which the
/// system's allocator joins and splits again each time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = match cli::Cli::try_parse() {
        Ok(cli) => cli,
        Err(refused) => return error::usage(&refused),
    };
    if let cli::Command::Watchdog(watchdog) = cli.command {
        return watchdog.run().map_or_else(|error| error.tell(), |()| ExitCode::SUCCESS);
    }
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(cause) => return error::Error::from(cause).tell(),
    };
    let ended = runtime.block_on(command::run(cli));
    // What still blocks a thread, such as a read of standard input, must not hold the exit up.
    runtime.shutdown_background();
    ended.map_or_else(|error| error.tell(), |()| ExitCode::SUCCESS)
}
