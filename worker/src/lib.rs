//! The worker: takes assignments over one long-lived stream, runs them, streams their output and
//! reports how they ended.
//!
//! | part | what it does |
//! |---|---|
//! | `session` | the actor that owns all state, and the link to a coordinator |
//! | `book` | what the worker holds and still has to say; survives the stream |
//! | `executor` | runs one attempt of each kind |
//! | `output` | lines, chunks, credit |
//! | `run_folder`, `watchdog`, `process` | no command outlives its worker |
//!
//! What is deliberately absent: nothing here waits for the coordinator before a command may go
//! on. Only the pipe of a command that prints faster than its output is acknowledged waits.
//!
//! What escapes: a process that leaves its group with `setsid` lives on when its command ends by
//! itself, as any daemon does. When the command is stopped, or the worker dies, such a process is
//! found by the mark in its environment; one that has also cleared that is not found.

mod book;
mod config;
mod executor;
mod load;
mod output;
mod process;
mod run_folder;
mod session;
mod watchdog;

pub use config::{Config, Error};
pub use session::{Ended, run};
pub use watchdog::watchdog;
