//! Wake-ups: hints that something is worth a look now. A lost one costs latency, never work.

use std::fmt;

use taskmaster_domain::{LaneId, TaskId, Timestamp, WorkerId};
use tokio::sync::broadcast;

/// What is worth a look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Wake {
    /// A lane has ready tasks.
    Lane(LaneId),
    /// A worker has an order, or answered a probe.
    Worker(WorkerId),
    /// The fleet's wanted size or a kill.
    Fleet,
    /// A scheduled task is due at this time.
    Due(Timestamp),
    /// A task moved.
    Task(TaskId),
    /// A task has more output.
    Output(TaskId),
}

impl fmt::Display for Wake {
    /// The form in which it crosses processes.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lane(lane) => write!(f, "lane {lane}"),
            Self::Worker(worker) => write!(f, "worker {worker}"),
            Self::Fleet => write!(f, "fleet 0"),
            Self::Due(due) => write!(f, "due {}", due.micros()),
            Self::Task(task) => write!(f, "task {task}"),
            Self::Output(task) => write!(f, "output {task}"),
        }
    }
}

impl Wake {
    /// Reads what [`fmt::Display`] wrote; nothing for what a newer release may send.
    pub fn parse(text: &str) -> Option<Self> {
        let (word, of) = text.split_once(' ')?;
        Some(match word {
            "lane" => Self::Lane(LaneId(of.parse().ok()?)),
            "worker" => Self::Worker(WorkerId(of.parse().ok()?)),
            "fleet" => Self::Fleet,
            "due" => Self::Due(Timestamp::from_micros(of.parse().ok()?)),
            "task" => Self::Task(of.parse().ok()?),
            "output" => Self::Output(of.parse().ok()?),
            _ => return None,
        })
    }
}

/// Listens for wake-ups. A listener that lags looks at everything.
pub trait Wakes: Send + Sync {
    /// Wakes all listeners of this process at once, and those of other processes on the same
    /// database soon after: coalesced, at most every 10 ms. Never waits, never fails.
    fn poke(&self, wake: Wake);

    /// All wake-ups from now on, one's own included. Listen first, look second.
    fn wakes(&self) -> broadcast::Receiver<Wake>;
}

/// The wake-ups within one process, for drivers to build on.
#[derive(Clone, Debug)]
pub struct WakeBus(broadcast::Sender<Wake>);

impl Default for WakeBus {
    fn default() -> Self {
        Self(broadcast::Sender::new(4_096))
    }
}

impl WakeBus {
    /// Wakes all listeners. Nobody listening is fine.
    pub fn poke(&self, wake: Wake) {
        let _ = self.0.send(wake);
    }

    /// All wake-ups from now on.
    pub fn wakes(&self) -> broadcast::Receiver<Wake> {
        self.0.subscribe()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wake_up_survives_its_way_to_another_process() {
        let task = TaskId::new(Timestamp::from_micros(1_790_000_000_000_000));
        for wake in [
            Wake::Lane(LaneId(7)),
            Wake::Worker(WorkerId(3)),
            Wake::Fleet,
            Wake::Due(Timestamp::from_micros(5)),
            Wake::Task(task),
            Wake::Output(task),
        ] {
            assert_eq!(Wake::parse(&wake.to_string()), Some(wake));
        }
        assert_eq!(Wake::parse("moon 1"), None);
    }
}
