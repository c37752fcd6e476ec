//! What the coordinator says, carried out on the book and the crew.

use taskmaster_domain::{AttemptRef, FailureKind, Outcome, limits};
use taskmaster_proto::{
    convert::{attempt_ref, spec_from_store},
    v1,
};
use taskmaster_runtime::Secret;

use super::agent::Agent;
use crate::executor::{End, Job, Stop, Voice, failed};

impl Agent {
    /// New work. What cannot be taken goes back at once; what makes no sense has failed.
    pub(super) fn on_assign(&mut self, assignments: Vec<v1::Assignment>) {
        let now = self.clock.now();
        let address = self.link.address();
        for v1::Assignment { attempt, spec, trace_parent, task_token } in assignments {
            let Some(of) = parsed(attempt.as_ref()) else { continue };
            if self.book.holds(of) {
                continue;
            }
            if !self.takes_work() {
                self.book.give_back(of);
                continue;
            }
            let work = spec.as_ref().and_then(|spec| spec.work.as_ref());
            if matches!(work, Some(v1::task_spec::Work::Noop(_))) {
                self.book.take_done(of, now);
                continue;
            }
            self.book.take(of);
            match spec_from_store(spec.unwrap_or_default()) {
                Ok(spec) => {
                    let token = (!task_token.is_empty()).then(|| Secret::new(&task_token));
                    let voice = Voice { address: address.clone(), token };
                    self.crew.take(Job { of, spec, trace_parent, voice });
                }
                Err(violations) => {
                    let text = format!("the worker does not know this work: {violations}");
                    let outcome = failed(FailureKind::Rejected, &text);
                    self.book.ended(of, End::unstarted(outcome, now));
                }
            }
        }
        self.crew.fill(self.output_limit);
    }

    /// Work can be taken: it does not drain, and what waits to be acknowledged is bounded.
    fn takes_work(&self) -> bool {
        !self.drains() && self.book.len() < limits::HOLDING
    }

    /// Orders. What is not known any more has ended; its end is on its way.
    pub(super) fn on_orders(&mut self, orders: &v1::Orders) {
        for of in orders.revoke.iter().filter_map(|of| parsed(Some(of))) {
            self.crew.withdraw(of);
            self.crew.stop(of, Stop::Forget);
            self.book.forget(of);
        }
        for of in orders.cancel.iter().filter_map(|of| parsed(Some(of))) {
            if self.crew.withdraw(of) {
                self.book.ended(of, End::unstarted(Outcome::Canceled, self.clock.now()));
            }
            self.crew.stop(of, Stop::Cancel);
        }
        for of in orders.time_out.iter().filter_map(|of| parsed(Some(of))) {
            self.crew.stop(of, Stop::TimeOut);
        }
        for of in orders.give_back.iter().filter_map(|of| parsed(Some(of))) {
            if self.crew.withdraw(of) {
                self.book.give_back(of);
            }
        }
        if orders.drain {
            tracing::info!("told to take nothing new");
            self.ordered_to_drain = true;
            self.give_back_waiting();
        }
        if orders.resume && self.ordered_to_drain {
            tracing::info!("told to take tasks again");
            self.ordered_to_drain = false;
        }
        if orders.probe {
            self.beat();
        }
    }

    /// Gives back what has not started.
    pub(super) fn give_back_waiting(&mut self) {
        for of in self.crew.withdraw_all() {
            self.book.give_back(of);
        }
    }

    /// What the store has now.
    pub(super) fn on_ack(&mut self, ack: &v1::Ack) {
        for output in &ack.output {
            if let Some(of) = parsed(output.attempt.as_ref()) {
                self.book.output_acked(of, output.through_seq);
            }
        }
        for end in &ack.finished {
            let Some(of) = parsed(end.attempt.as_ref()) else { continue };
            if end.fenced {
                tracing::info!(task.id = %of.task, of.attempt, "an end came too late");
            }
            self.book.end_acked(of);
        }
    }
}

/// The attempt's name. Of one without there is nothing to be said to anybody but the operator.
fn parsed(wire: Option<&v1::AttemptRef>) -> Option<AttemptRef> {
    let parsed = wire.map(attempt_ref);
    if !matches!(parsed, Some(Ok(_))) {
        tracing::error!(attempt = ?wire, "the coordinator named an attempt that cannot be");
    }
    parsed?.ok()
}
