//! What clients hear of jobs: the events in their order, or that they must read.

use serde::Serialize;
use taskmaster_proto::v1::{self, JobEventKind as Kind};

use super::super::event::{Event, Events, Told};
use super::view::{Batch, TOLD};
use crate::time::Time;

/// Events that are remembered until the next telling.
const REMEMBERED: usize = 1_024;

/// What happened to jobs since the last telling.
#[derive(Debug, Default)]
pub(super) struct PendingJobs {
    events: Vec<v1::JobEvent>,
    dropped: u64,
}

impl PendingJobs {
    pub(super) const fn is_empty(&self) -> bool {
        self.events.is_empty() && self.dropped == 0
    }

    /// Takes in an event.
    pub(super) fn add(&mut self, event: v1::JobEvent) {
        if self.events.len() < REMEMBERED {
            self.events.push(event);
        } else {
            self.dropped += 1;
        }
    }

    /// So many events are known to be missed.
    pub(super) const fn drop(&mut self, count: u64) {
        self.dropped = self.dropped.saturating_add(count);
    }

    /// The telling of all that, numbered from `first`; nothing when nothing happened.
    pub(super) fn batch(&self, first: u64) -> Option<Batch> {
        if self.is_empty() {
            return None;
        }
        let count = self.events.len() as u64;
        let next = first.saturating_add(count).saturating_add(self.dropped);
        let (told, dropped) = if self.events.len() > TOLD {
            ([].as_slice(), count + self.dropped)
        } else {
            (self.events.as_slice(), self.dropped)
        };
        let mut events: Vec<Event> =
            (first..).zip(told).map(|(seq, event)| happened(seq, event)).collect();
        if dropped > 0 {
            events.push(Event::lagged(dropped));
        }
        Some(Batch { first, next, dropped, events: Events::new(events) })
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Happened<'a> {
    job_id: &'a str,
    /// Of a broken one.
    #[serde(skip_serializing_if = "Option::is_none")]
    errors: Option<i64>,
}

fn happened(seq: u64, event: &v1::JobEvent) -> Event {
    let name = match event.kind() {
        // What a newer coordinator may tell of is worth a look.
        Kind::Changed | Kind::Unspecified => "job.changed",
        Kind::Deleted => "job.deleted",
        Kind::RunStarted => "run.started",
        Kind::RunFinished => "run.finished",
        Kind::Broken => "job.broken",
    };
    let errors = (event.kind() == Kind::Broken).then_some(event.errors);
    Event::of(&Told {
        topic: "jobs",
        event: name,
        seq,
        time: Time::from_wire(event.time),
        data: Happened { job_id: &event.job_id, errors },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(kind: Kind, errors: i64) -> v1::JobEvent {
        v1::JobEvent { job_id: "a".to_owned(), kind: kind.into(), time: None, errors }
    }

    fn told(batch: &Batch) -> Vec<String> {
        batch.events.to(1).iter().map(|text| text.as_str().to_owned()).collect()
    }

    #[test]
    fn an_end_is_told_before_what_it_broke() {
        let mut pending = PendingJobs::default();
        pending.add(event(Kind::RunFinished, 0));
        pending.add(event(Kind::Broken, 2));
        let batch = pending.batch(4).unwrap();
        let head = r#"{"type":"event","id":1,"topic":"jobs","event":"#;
        let expected = [
            format!(r#"{head}"run.finished","seq":4,"time":null,"data":{{"jobId":"a"}}}}"#),
            format!(
                r#"{head}"job.broken","seq":5,"time":null,"data":{{"jobId":"a","errors":2}}}}"#
            ),
        ];
        assert_eq!(told(&batch), expected);
        assert_eq!(batch.next, 6);
    }

    #[test]
    fn what_is_remembered_of_jobs_is_bounded_and_more_than_a_few_must_be_read() {
        let mut pending = PendingJobs::default();
        assert!(pending.batch(1).is_none());
        (0..REMEMBERED + 3).for_each(|_| pending.add(event(Kind::Changed, 0)));
        let batch = pending.batch(1).unwrap();
        assert_eq!(told(&batch), [r#"{"type":"lagged","id":1,"dropped":1027}"#]);
        assert_eq!(batch.next, 1_028);
    }
}
