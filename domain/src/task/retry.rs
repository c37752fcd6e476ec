//! How often a task may be tried, and how long it waits in between.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::FailureKind;
use crate::{limits, validate::Violations};

/// The wait before a try grows like this.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Backoff {
    /// The same wait each time.
    Fixed,
    /// Twice the wait of the time before.
    #[default]
    Exponential,
}

/// When a failed attempt is followed by another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RetryPolicy {
    /// Tries in all, the first included. A lost, drained or returned attempt is not counted.
    pub max_attempts: i32,
    /// How the wait grows.
    pub backoff: Backoff,
    /// The first wait.
    pub delay: Duration,
    /// The longest wait.
    pub max_delay: Duration,
    /// Failures of these kinds are final, whatever tries are left.
    pub never_on: Vec<FailureKind>,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            max_attempts: 1,
            backoff: Backoff::default(),
            delay: Duration::from_secs(1),
            max_delay: Duration::from_secs(300),
            never_on: Vec::new(),
        }
    }
}

impl RetryPolicy {
    /// Whether a task that has used `tries` may be tried once more after this failure.
    pub fn allows(&self, tries: i32, kind: FailureKind) -> bool {
        tries < self.max_attempts && kind.is_retryable() && !self.never_on.contains(&kind)
    }

    /// The wait after try `tries` (from 1). `jitter` in 0..1 takes up to a tenth off, so that
    /// tasks that failed together do not come back together.
    pub fn wait(&self, tries: i32, jitter: f64) -> Duration {
        let doublings = match self.backoff {
            Backoff::Fixed => 0,
            Backoff::Exponential => u32::try_from(tries - 1).unwrap_or(0).min(30),
        };
        let full = self.delay.saturating_mul(1 << doublings).min(self.max_delay);
        full.mul_f64(1.0 - jitter.clamp(0.0, 1.0) / 10.0)
    }

    /// Notes what is out of range.
    pub fn check(&self, violations: &mut Violations) {
        violations.range("retry.max_attempts", self.max_attempts, limits::ATTEMPTS);
        for (field, wait) in [("retry.delay", self.delay), ("retry.max_delay", self.max_delay)] {
            if wait > limits::RETRY_DELAY {
                violations.add(field, "must be at most 24 hours");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exponential_wait_doubles_up_to_its_cap() {
        let policy = RetryPolicy { max_attempts: 9, ..RetryPolicy::default() };
        let waits: Vec<u64> = (1..=10).map(|tries| policy.wait(tries, 0.0).as_secs()).collect();
        assert_eq!(waits, [1, 2, 4, 8, 16, 32, 64, 128, 256, 300]);
    }

    #[test]
    fn jitter_only_shortens_and_by_a_tenth_at_most() {
        let policy = RetryPolicy { backoff: Backoff::Fixed, ..RetryPolicy::default() };
        assert_eq!(policy.wait(5, 1.0), Duration::from_millis(900));
    }

    #[test]
    fn a_switch_makes_one_kind_final() {
        let policy = RetryPolicy {
            max_attempts: 3,
            never_on: vec![FailureKind::Timeout],
            ..RetryPolicy::default()
        };
        assert!(policy.allows(2, FailureKind::ExitCode));
        assert!(!policy.allows(2, FailureKind::Timeout));
        assert!(!policy.allows(3, FailureKind::ExitCode), "three tries are used");
    }
}
