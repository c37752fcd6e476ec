//! What the scheduler counts.

use std::time::Duration;

use prometheus_client::{
    metrics::{
        counter::Counter,
        family::Family,
        histogram::{Histogram, exponential_buckets},
    },
    registry::Registry,
};
use taskmaster_domain::job::FireOutcome;
use taskmaster_store::Released;

type Labels<const N: usize> = [(&'static str, &'static str); N];

/// What the scheduler counts. Clones share their numbers.
#[derive(Clone, Debug)]
pub struct Metrics {
    passes: Family<Labels<2>, Counter>,
    duration: Family<Labels<1>, Histogram>,
    pub(crate) promoted: Counter,
    released: Family<Labels<1>, Counter>,
    pub(crate) pruned: Counter,
    pub(crate) indexed: Counter,
    leases_lost: Counter,
    pub(crate) start_timed_out: Counter,
    pub(crate) heartbeats_missed: Counter,
    pub(crate) canceled_runs: Counter,
    fires: Family<Labels<2>, Counter>,
    lateness: Histogram,
}

impl Default for Metrics {
    fn default() -> Self {
        Self {
            passes: Family::default(),
            // From half a millisecond to sixteen seconds.
            duration: Family::new_with_constructor(|| {
                Histogram::new(exponential_buckets(0.0005, 2.0, 16))
            }),
            promoted: Counter::default(),
            released: Family::default(),
            pruned: Counter::default(),
            indexed: Counter::default(),
            leases_lost: Counter::default(),
            start_timed_out: Counter::default(),
            heartbeats_missed: Counter::default(),
            canceled_runs: Counter::default(),
            fires: Family::default(),
            // From half a millisecond to half a minute.
            lateness: Histogram::new(exponential_buckets(0.0005, 2.0, 17)),
        }
    }
}

impl Metrics {
    /// Makes the numbers part of what `registry` shows.
    pub fn register(registry: &mut Registry) -> Self {
        let all = Self::default();
        registry.register(
            "taskmaster_duty_passes",
            "Passes of a duty by outcome: ok or error",
            all.passes.clone(),
        );
        registry.register(
            "taskmaster_duty_duration_seconds",
            "How long a pass of a duty took",
            all.duration.clone(),
        );
        registry.register(
            "taskmaster_tasks_promoted",
            "Scheduled tasks that were queued because their time had come",
            all.promoted.clone(),
        );
        registry.register(
            "taskmaster_tasks_released",
            "Tasks taken from lost or killed workers by outcome: requeued, poisoned or canceled",
            all.released.clone(),
        );
        registry.register(
            "taskmaster_tasks_pruned",
            "Ended tasks that were deleted because of their age",
            all.pruned.clone(),
        );
        registry.register(
            "taskmaster_tasks_indexed",
            "Tasks that came into the index by which lists are filtered",
            all.indexed.clone(),
        );
        registry.register(
            "taskmaster_leases_lost",
            "Workers that were let go because their lease had ended",
            all.leases_lost.clone(),
        );
        registry.register(
            "taskmaster_tasks_start_timed_out",
            "Tasks that failed because they stayed queued too long",
            all.start_timed_out.clone(),
        );
        registry.register(
            "taskmaster_heartbeats_missed",
            "Attempts that were stopped because nothing was told of them for too long",
            all.heartbeats_missed.clone(),
        );
        registry.register(
            "taskmaster_runs_made_way",
            "Runs without a worker that were canceled for the next run of their job to start, or as it broke",
            all.canceled_runs.clone(),
        );
        registry.register(
            "taskmaster_job_fires",
            "Nominal times of jobs by what became of them and why",
            all.fires.clone(),
        );
        registry.register(
            "taskmaster_job_fire_lateness_seconds",
            "How long after its time, jitter included, a fire was decided that made a run",
            all.lateness.clone(),
        );
        all
    }

    /// Makes one sample of each family, so that a registry without traffic shows them all: for
    /// `docs/metrics.md`.
    pub fn touch(&self) {
        let _ = self.passes.get_or_create(&[("duty", ""), ("outcome", "")]);
        let _ = self.duration.get_or_create(&[("duty", "")]);
        let _ = self.released.get_or_create(&[("outcome", "")]);
        let _ = self.fires.get_or_create(&[("outcome", ""), ("reason", "")]);
    }

    pub(crate) fn passed(&self, duty: &'static str, ok: bool, took: Duration) {
        let outcome = if ok { "ok" } else { "error" };
        self.passes.get_or_create(&[("duty", duty), ("outcome", outcome)]).inc();
        self.duration.get_or_create(&[("duty", duty)]).observe(took.as_secs_f64());
    }

    pub(crate) fn fired(&self, outcome: FireOutcome, late: Duration) {
        let labels = [("outcome", outcome.name()), ("reason", outcome.reason())];
        self.fires.get_or_create(&labels).inc();
        if let FireOutcome::Fired(_) = outcome {
            self.lateness.observe(late.as_secs_f64());
        }
    }

    pub(crate) fn released(&self, released: &Released) {
        let counts = [
            ("requeued", released.requeued.len()),
            ("poisoned", released.poisoned.len()),
            ("canceled", released.canceled.len()),
        ];
        for (outcome, count) in counts {
            self.released.get_or_create(&[("outcome", outcome)]).inc_by(count as u64);
        }
    }

    #[cfg(test)]
    pub(crate) fn passes(&self) -> Family<Labels<2>, Counter> {
        self.passes.clone()
    }

    pub(crate) fn leases_lost(&self, workers: u32) {
        self.leases_lost.inc_by(u64::from(workers));
    }
}

#[cfg(test)]
mod tests {
    use taskmaster_domain::job::Skip;

    use super::*;

    #[test]
    fn the_numbers_are_shown_under_their_documented_names() {
        let mut registry = Registry::default();
        let metrics = Metrics::register(&mut registry);
        metrics.passed("promote", true, Duration::from_millis(3));
        metrics.promoted.inc_by(2);
        metrics.fired(FireOutcome::Fired(Default::default()), Duration::from_millis(4));
        metrics.fired(FireOutcome::Skipped(Skip::Overlap), Duration::from_millis(4));
        metrics.released(&Released { requeued: vec![Default::default()], ..Released::default() });
        let mut shown = String::new();
        prometheus_client::encoding::text::encode(&mut shown, &registry).unwrap();
        for line in [
            "taskmaster_duty_passes_total{duty=\"promote\",outcome=\"ok\"} 1",
            "taskmaster_duty_duration_seconds_count{duty=\"promote\"} 1",
            "taskmaster_tasks_promoted_total 2",
            "taskmaster_tasks_released_total{outcome=\"requeued\"} 1",
            "taskmaster_tasks_pruned_total 0",
            "taskmaster_tasks_indexed_total 0",
            "taskmaster_leases_lost_total 0",
            "taskmaster_tasks_start_timed_out_total 0",
            "taskmaster_heartbeats_missed_total 0",
            "taskmaster_runs_made_way_total 0",
            "taskmaster_job_fires_total{outcome=\"fired\",reason=\"\"} 1",
            "taskmaster_job_fires_total{outcome=\"skipped\",reason=\"overlap\"} 1",
            "taskmaster_job_fire_lateness_seconds_count 1",
        ] {
            assert!(shown.contains(line), "{line} is missing in\n{shown}");
        }
    }
}
