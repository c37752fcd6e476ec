//! What waits to be sent to the worker. Everything of one kind that gathers while a message is
//! on its way goes into the next one; the bounds are those of what the worker can hold.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use prost::Message as _;
use taskmaster_domain::{AttemptRef, Timestamp};
use taskmaster_proto::{
    convert::to_timestamp,
    v1::{self, goodbye::Reason, open_session_response::Message},
};

/// Bytes of one message of assignments, unless a single one is larger.
const ASSIGN_BYTES: usize = 2_000_000;

/// Waiting messages by kind, the most urgent first.
#[derive(Debug, Default)]
pub(crate) struct Outgoing {
    pub(crate) heartbeat_ack: Option<(u64, Timestamp)>,
    pub(crate) finished: Vec<v1::AttemptAck>,
    pub(crate) output: BTreeMap<AttemptRef, i64>,
    pub(crate) cancel: BTreeSet<AttemptRef>,
    pub(crate) time_out: BTreeSet<AttemptRef>,
    pub(crate) revoke: BTreeSet<AttemptRef>,
    pub(crate) give_back: BTreeSet<AttemptRef>,
    /// Whether it is to take nothing new, or tasks again; the last word counts.
    pub(crate) drain: Option<bool>,
    pub(crate) probe: bool,
    pub(crate) assign: VecDeque<v1::Assignment>,
}

impl Outgoing {
    /// Whether there is nothing to send.
    pub(crate) fn is_empty(&self) -> bool {
        self.heartbeat_ack.is_none()
            && self.finished.is_empty()
            && self.output.is_empty()
            && !self.has_orders()
            && self.assign.is_empty()
    }

    fn has_orders(&self) -> bool {
        self.drain.is_some()
            || self.probe
            || [&self.cancel, &self.time_out, &self.revoke, &self.give_back]
                .into_iter()
                .any(|attempts| !attempts.is_empty())
    }

    /// The next message, if there is one.
    pub(crate) fn next(&mut self) -> Option<v1::OpenSessionResponse> {
        let message = if let Some((number, now)) = self.heartbeat_ack.take() {
            Message::HeartbeatAck(v1::HeartbeatAck { number, now: Some(to_timestamp(now)) })
        } else if self.has_orders() {
            Message::Orders(self.orders())
        } else if !(self.finished.is_empty() && self.output.is_empty()) {
            let output = std::mem::take(&mut self.output)
                .into_iter()
                .map(|(of, seq)| v1::OutputAck { attempt: Some(of.into()), through_seq: seq })
                .collect();
            Message::Ack(v1::Ack { finished: std::mem::take(&mut self.finished), output })
        } else if !self.assign.is_empty() {
            Message::Assign(self.assignments())
        } else {
            return None;
        };
        Some(v1::OpenSessionResponse { message: Some(message) })
    }

    fn orders(&mut self) -> v1::Orders {
        let refs = |set: &mut BTreeSet<AttemptRef>| {
            std::mem::take(set).into_iter().map(Into::into).collect()
        };
        let drain = self.drain.take();
        v1::Orders {
            cancel: refs(&mut self.cancel),
            time_out: refs(&mut self.time_out),
            revoke: refs(&mut self.revoke),
            give_back: refs(&mut self.give_back),
            drain: drain == Some(true),
            resume: drain == Some(false),
            probe: std::mem::take(&mut self.probe),
        }
    }

    fn assignments(&mut self) -> v1::Assign {
        let mut bytes = 0;
        let mut assignments = Vec::new();
        while let Some(next) = self.assign.front() {
            bytes += next.encoded_len();
            if bytes > ASSIGN_BYTES && !assignments.is_empty() {
                break;
            }
            assignments.extend(self.assign.pop_front());
        }
        v1::Assign { assignments }
    }
}

/// The last message of a session.
pub(crate) fn goodbye(reason: Reason) -> v1::OpenSessionResponse {
    let goodbye = v1::Goodbye { reason: reason.into() };
    v1::OpenSessionResponse { message: Some(Message::Goodbye(goodbye)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_drain_and_its_end_the_last_word_is_sent() {
        let mut outgoing = Outgoing::default();
        for drain in [true, false] {
            outgoing.drain = Some(!drain);
            outgoing.drain = Some(drain);
            let sent = outgoing.next().and_then(|response| response.message);
            let Some(Message::Orders(orders)) = sent else { panic!("{sent:?}") };
            assert_eq!((orders.drain, orders.resume), (drain, !drain));
            assert!(outgoing.is_empty());
        }
    }

    #[test]
    fn a_heartbeat_overtakes_work_and_large_work_is_cut_into_messages() {
        let mut outgoing = Outgoing::default();
        let work = v1::task_spec::Work::Shell(v1::ShellWork { command: "x".repeat(900_000) });
        let spec = v1::TaskSpec { work: Some(work), ..v1::TaskSpec::default() };
        let assignment = v1::Assignment { spec: Some(spec), ..v1::Assignment::default() };
        outgoing.assign.extend(std::iter::repeat_n(assignment, 3));
        outgoing.heartbeat_ack = Some((1, Timestamp::from_micros(1)));
        let kinds: Vec<_> = std::iter::from_fn(|| outgoing.next())
            .map(|response| match response.message {
                Some(Message::HeartbeatAck(_)) => 0,
                Some(Message::Assign(assign)) => assign.assignments.len(),
                _ => 99,
            })
            .collect();
        assert_eq!(kinds, [0, 2, 1]);
        assert!(outgoing.is_empty());
    }
}
