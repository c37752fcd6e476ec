//! The scheduler lets time act.
//!
//! It is a set of duties (see `duty.rs`), each a loop of its own that takes no input, does a
//! bounded piece of what is due, is safe to repeat and safe in several schedulers at once. A
//! wake-up only makes a duty look earlier; a lost one costs a second, never a task.
//!
//! What must never be true: that two schedulers at once do harm, that a scheduler which was
//! stopped and continued releases what others still renew, that an outage of the store ends a
//! worker.

mod config;
mod duties;
mod duty;
mod error;
mod fleet;
mod metrics;
mod scheduler;
#[cfg(test)]
mod testing;

pub use config::{Backend, Config, DockerFleet, KubernetesFleet, ProcessFleet};
pub use fleet::left_running;
pub use metrics::Metrics;
pub use scheduler::Scheduler;
