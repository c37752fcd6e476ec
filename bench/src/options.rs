//! What can be asked for.

use std::{path::PathBuf, time::Duration};

use clap::{Parser, ValueEnum};

use crate::engine::Engine;

/// Measures TaskMaster beside its floors and a peer.
#[derive(Debug, Parser)]
pub(crate) struct Options {
    /// File to write the page to; what stands below its line `<!-- by hand -->` is kept
    #[arg(long, value_name = "FILE")]
    pub(crate) write: Option<PathBuf>,
    /// Only these groups; nothing is written then
    #[arg(long, value_enum, value_delimiter = ',')]
    pub(crate) only: Vec<Group>,
    /// Only on these databases; nothing is written then
    #[arg(long, value_enum, value_delimiter = ',')]
    pub(crate) engine: Vec<Engine>,
    /// A tenth of all sizes, for development; nothing is written then
    #[arg(long)]
    pub(crate) quick: bool,
}

impl Options {
    /// Whether the page will have all that it should.
    pub(crate) fn is_whole(&self) -> bool {
        !self.quick && self.only.is_empty() && self.engine.is_empty()
    }

    /// How much is measured.
    pub(crate) fn sizes(&self) -> Sizes {
        Sizes { divisor: if self.quick { 10 } else { 1 } }
    }
}

/// What is measured together, on one instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(crate) enum Group {
    /// Both floors
    Floors,
    /// A no-op drain, its CPU, and the same under a pinned snapshot
    Drain,
    /// graphile-worker
    Peers,
    /// Bulk and single submits
    Submit,
    /// What tasks count while they run
    Counters,
    /// Drain of a short and of a very long queue
    Depth,
    /// From submit to started, at low load
    Latency,
    /// Pages of a million tasks, through the gateway
    Pages,
    /// What WebSocket viewers of a busy fleet cost
    Viewers,
    /// What idle workers cost
    Idle,
    /// Jobs whose time comes, and jobs that wait for it
    Jobs,
    /// Processes
    Shell,
    /// Cold start and idle memory
    Start,
}

impl Group {
    /// In the order of measuring: what is compared stands close together.
    pub(crate) const ALL: [Self; 13] = [
        Self::Floors,
        Self::Drain,
        Self::Peers,
        Self::Submit,
        Self::Counters,
        Self::Depth,
        Self::Latency,
        Self::Pages,
        Self::Viewers,
        Self::Idle,
        Self::Jobs,
        Self::Shell,
        Self::Start,
    ];

    /// The longest that it may take on one database.
    pub(crate) const fn limit(self) -> Duration {
        Duration::from_secs(match self {
            Self::Floors | Self::Drain | Self::Peers | Self::Depth => 120,
            Self::Pages | Self::Viewers | Self::Idle => 240,
            Self::Jobs => 600,
            Self::Submit | Self::Counters | Self::Latency | Self::Shell | Self::Start => 60,
        })
    }
}

/// How much is measured. One knob, so that a quick run has the shape of a whole one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sizes {
    divisor: usize,
}

impl Sizes {
    const fn part(self, whole: usize) -> usize {
        whole / self.divisor
    }

    /// No-op tasks of a drain, and of a bulk submit.
    pub(crate) const fn drain(self) -> usize {
        self.part(100_000)
    }

    /// Single submits.
    pub(crate) const fn singles(self) -> usize {
        self.part(20_000)
    }

    /// Tasks of the short queue, and tasks taken from the long one.
    pub(crate) const fn shallow(self) -> usize {
        self.part(20_000)
    }

    /// Tasks of the long queue.
    pub(crate) const fn deep(self) -> usize {
        self.part(1_000_000)
    }

    /// Tasks at low load.
    pub(crate) const fn calm(self) -> usize {
        self.part(300)
    }

    /// WebSocket viewers.
    pub(crate) const fn viewers(self) -> usize {
        self.part(1_000)
    }

    /// Idle workers.
    pub(crate) const fn idle(self) -> usize {
        self.part(10_000)
    }

    /// Jobs whose time comes.
    pub(crate) const fn jobs(self) -> usize {
        self.part(10_000)
    }

    /// Jobs that wait.
    pub(crate) const fn idle_jobs(self) -> usize {
        self.part(100_000)
    }

    /// Processes.
    pub(crate) const fn shell(self) -> usize {
        self.part(2_000)
    }

    /// Rows of a floor at this batch in each of so many rounds: whole batches, and never too few
    /// of them.
    pub(crate) fn rows(self, batch: usize, rounds: usize) -> usize {
        let rows = match batch {
            0..10 => 1_500,
            10..200 => 45_000,
            _ => 90_000,
        };
        (self.part(rows) / rounds / batch).max(2) * batch
    }
}
