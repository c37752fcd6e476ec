//! A task: what it is, how it moves, how an attempt's end is judged.

mod counters;
mod live;
mod record;
mod retry;
mod spec;
mod state;
mod verdict;

pub use counters::{Counts, check_counts, is_counter_name};
pub use live::{Live, Progress, ResourceSample};
pub use record::{Attempt, AttemptEnd, Task};
pub use retry::{Backoff, RetryPolicy};
pub use spec::{Simulate, TaskSpec, Work, check_labels, is_label_name};
pub use state::{Event, Refusal, Resumed, TaskState};
pub use verdict::{Failure, FailureKind, Outcome, Standing, Verdict};
