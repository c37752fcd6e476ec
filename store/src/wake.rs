//! Wake-ups: hints that something is worth a look now. A lost one costs latency, never work.

use std::fmt;

use taskmaster_domain::{JobId, LaneId, TaskId, Timestamp, WorkerId};
use tokio::sync::broadcast;

/// As many tasks as one pass of background work names at most, so that its wake-ups stay a handful
/// however much it moves.
pub const FEW: usize = 16;

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
    /// More tasks moved than are worth naming.
    Tasks,
    /// Workers were let go, or more of them have something than are worth naming.
    Workers,
    /// A task has more output.
    Output(TaskId),
    /// Something happened to a job.
    Job(JobId, JobMoment),
    /// A job has a next time that may be earlier than what was known.
    Fire(Timestamp),
}

/// What happened to a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum JobMoment {
    /// It was made or set, or its checks stand differently.
    Changed,
    /// It is gone.
    Deleted,
    /// A run of it started.
    RunStarted,
    /// A run, or a check, of it ended, and that end is not part of its state yet.
    RunEnded,
    /// The end of a run became part of its state.
    RunFinished,
    /// Its breaker tripped, with so many errors counted by the run that did it.
    Broken(i64),
}

impl fmt::Display for JobMoment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Changed => f.write_str("changed"),
            Self::Deleted => f.write_str("deleted"),
            Self::RunStarted => f.write_str("started"),
            Self::RunEnded => f.write_str("ended"),
            Self::RunFinished => f.write_str("finished"),
            Self::Broken(errors) => write!(f, "broken {errors}"),
        }
    }
}

impl JobMoment {
    /// Reads what [`fmt::Display`] wrote.
    fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "changed" => Self::Changed,
            "deleted" => Self::Deleted,
            "started" => Self::RunStarted,
            "ended" => Self::RunEnded,
            "finished" => Self::RunFinished,
            _ => Self::Broken(text.strip_prefix("broken ")?.parse().ok()?),
        })
    }
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
            Self::Tasks => write!(f, "tasks 0"),
            Self::Workers => write!(f, "workers 0"),
            Self::Output(task) => write!(f, "output {task}"),
            Self::Job(job, moment) => write!(f, "job {job} {moment}"),
            Self::Fire(at) => write!(f, "fire {}", at.micros()),
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
            "tasks" => Self::Tasks,
            "workers" => Self::Workers,
            "output" => Self::Output(of.parse().ok()?),
            "job" => {
                let (job, moment) = of.split_once(' ')?;
                Self::Job(job.parse().ok()?, JobMoment::parse(moment)?)
            }
            "fire" => Self::Fire(Timestamp::from_micros(of.parse().ok()?)),
            _ => return None,
        })
    }
}

/// Listens for wake-ups. A listener that lags looks at everything.
pub trait Wakes: Send + Sync {
    /// Wakes all listeners of this process at once, and those of other processes on the same
    /// database soon after: coalesced, at most every 10 ms. Never waits, never fails.
    fn poke(&self, wake: Wake);

    /// Wakes whoever looks at these tasks: by the id of each when they are [`FEW`], and otherwise by
    /// one [`Wake::Tasks`].
    fn poke_tasks(&self, moved: &[TaskId]) {
        if moved.len() > FEW {
            self.poke(Wake::Tasks);
        } else {
            moved.iter().for_each(|&task| self.poke(Wake::Task(task)));
        }
    }

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
            Wake::Tasks,
            Wake::Workers,
            Wake::Output(task),
            Wake::Job(JobId(task.0), JobMoment::RunStarted),
            Wake::Job(JobId(task.0), JobMoment::Broken(-7)),
            Wake::Fire(Timestamp::from_micros(9)),
        ] {
            assert_eq!(Wake::parse(&wake.to_string()), Some(wake));
        }
        assert_eq!(Wake::parse("moon 1"), None);
    }

    #[test]
    fn a_few_tasks_are_named_and_many_are_one_wake_up() {
        struct Bus(WakeBus);
        impl Wakes for Bus {
            fn poke(&self, wake: Wake) {
                self.0.poke(wake);
            }
            fn wakes(&self) -> broadcast::Receiver<Wake> {
                self.0.wakes()
            }
        }
        let now = Timestamp::from_micros(1_790_000_000_000_000);
        let tasks: Vec<TaskId> = (0..=FEW).map(|_| TaskId::new(now)).collect();
        let bus = Bus(WakeBus::default());
        let mut wakes = bus.wakes();
        bus.poke_tasks(&tasks[1..]);
        for &task in &tasks[1..] {
            assert_eq!(wakes.try_recv(), Ok(Wake::Task(task)));
        }
        bus.poke_tasks(&tasks);
        assert_eq!(wakes.try_recv(), Ok(Wake::Tasks));
        assert!(wakes.try_recv().is_err());
    }
}
