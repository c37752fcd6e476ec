//! Runs of jobs among the attempts of a session: schedulers and listeners are told when they start
//! and when they end. With no run among them that costs nothing.

use std::collections::HashMap;

use taskmaster_domain::{
    AttemptRef, JobId, Verdict,
    job::{RunOf, Trigger},
};
use taskmaster_store::{JobMoment, Recorded, Wake, Wakes};

use crate::pipeline::Judged;

/// Runs, and tasks of checks, that this session gave its worker. Of one that the worker had before
/// nobody is told; the scheduler's own look finds its end.
#[derive(Debug, Default)]
pub(super) struct Runs(HashMap<AttemptRef, Here>);

#[derive(Debug)]
struct Here {
    job: JobId,
    /// Its start is to be told: it is no check, and was not told yet.
    untold: bool,
}

impl Runs {
    /// A worker is given an attempt.
    pub(super) fn begin(&mut self, of: AttemptRef, run: Option<&RunOf>) {
        if let Some(run) = run {
            let untold = run.trigger != Trigger::Check;
            self.0.insert(of, Here { job: run.job, untold });
        }
    }

    /// The worker does not have an attempt any more.
    pub(super) fn forget(&mut self, of: AttemptRef) {
        self.0.remove(&of);
    }

    /// Starts were written.
    pub(super) fn started<W: Wakes + ?Sized>(
        &mut self,
        wakes: &W,
        attempts: &[AttemptRef],
        answers: &[Recorded],
    ) {
        if self.0.is_empty() {
            return;
        }
        for (of, answer) in attempts.iter().zip(answers) {
            if let Some(run) = self.0.get_mut(of).filter(|_| *answer == Recorded::Recorded) {
                run.tell_start(wakes);
            }
        }
    }

    /// Ends were written, which may bring their starts along.
    pub(super) fn ended<W: Wakes + ?Sized>(&mut self, wakes: &W, judged: &[(AttemptRef, Judged)]) {
        if self.0.is_empty() {
            return;
        }
        for (of, judged) in judged {
            let Some(mut run) = self.0.remove(of) else { continue };
            if judged.recorded != Recorded::Recorded {
                continue;
            }
            match judged.verdict {
                Verdict::Completed | Verdict::Failed => {
                    run.tell_start(wakes);
                    wakes.poke(Wake::Job(run.job, JobMoment::RunEnded));
                }
                // It may not have started.
                Verdict::Canceled => wakes.poke(Wake::Job(run.job, JobMoment::RunEnded)),
                // It goes on.
                Verdict::RetryAt(_) | Verdict::Requeued => {}
            }
        }
    }
}

impl Here {
    fn tell_start<W: Wakes + ?Sized>(&mut self, wakes: &W) {
        if std::mem::take(&mut self.untold) {
            wakes.poke(Wake::Job(self.job, JobMoment::RunStarted));
        }
    }
}

#[cfg(test)]
mod tests {
    use taskmaster_domain::{TaskId, Timestamp};
    use taskmaster_store::WakeBus;
    use tokio::sync::broadcast;

    use super::*;

    #[derive(Default)]
    struct Bus(WakeBus);

    impl Wakes for Bus {
        fn poke(&self, wake: Wake) {
            self.0.poke(wake);
        }

        fn wakes(&self) -> broadcast::Receiver<Wake> {
            self.0.wakes()
        }
    }

    fn run(trigger: Trigger) -> (AttemptRef, RunOf) {
        let now = Timestamp::from_micros(1_790_000_000_000_000);
        let (task, job) = (TaskId::new(now), JobId::new(now));
        let of = RunOf { job, version: 1, trigger, nominal: None, check: None };
        (AttemptRef { task, attempt: 1 }, of)
    }

    fn judged(verdict: Verdict) -> Judged {
        Judged { recorded: Recorded::Recorded, verdict }
    }

    fn moments(wakes: &mut broadcast::Receiver<Wake>) -> Vec<JobMoment> {
        std::iter::from_fn(|| wakes.try_recv().ok())
            .filter_map(|wake| if let Wake::Job(_, moment) = wake { Some(moment) } else { None })
            .collect()
    }

    #[test]
    fn a_run_is_told_to_start_once_and_to_end_after_that() {
        let (bus, mut runs) = (Bus::default(), Runs::default());
        let mut wakes = bus.wakes();
        let (long, of_long) = run(Trigger::Scheduled);
        let (short, of_short) = run(Trigger::Manual);
        runs.begin(long, Some(&of_long));
        runs.begin(short, Some(&of_short));
        runs.started(&bus, &[long], &[Recorded::Recorded]);
        assert_eq!(moments(&mut wakes), [JobMoment::RunStarted]);
        runs.ended(&bus, &[(long, judged(Verdict::Failed)), (short, judged(Verdict::Completed))]);
        let all = [JobMoment::RunEnded, JobMoment::RunStarted, JobMoment::RunEnded];
        assert_eq!(moments(&mut wakes), all);
        assert!(runs.0.is_empty());
    }

    #[test]
    fn a_check_only_ends_and_a_run_that_goes_on_does_not() {
        let (bus, mut runs) = (Bus::default(), Runs::default());
        let mut wakes = bus.wakes();
        let (check, of_check) = run(Trigger::Check);
        let (again, of_again) = run(Trigger::Scheduled);
        runs.begin(check, Some(&of_check));
        runs.begin(again, Some(&of_again));
        runs.ended(&bus, &[(again, judged(Verdict::Requeued)), (check, judged(Verdict::Failed))]);
        assert_eq!(moments(&mut wakes), [JobMoment::RunEnded]);
    }
}
