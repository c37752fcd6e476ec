//! What the worker holds and what it still has to say about it. It knows nothing of streams, so
//! it survives them.
//!
//! An attempt is held from its assignment until its end is acknowledged. Its chunks are kept
//! until they are acknowledged, its end goes out behind the last of them. When a new session
//! opens, all that is unacknowledged goes out again; what was recorded already is acknowledged
//! once more.

mod wire;

use std::collections::{BTreeSet, HashMap, VecDeque};

use taskmaster_domain::{
    AttemptRef, Timestamp,
    task::{Live, Progress, ResourceSample},
};
use taskmaster_proto::{
    convert::{progress_to_wire, sample_to_wire},
    v1,
};

use crate::{
    executor::{End, done_at_once},
    output::{Grant, Piece},
};

/// Bytes of one report, about: far below what a message may have, so that a heartbeat never
/// waits long behind one.
const REPORT_BYTES: usize = 1 << 20;

/// All attempts of this worker.
#[derive(Debug, Default)]
pub(crate) struct Book {
    held: HashMap<AttemptRef, Held>,
    /// What is to be said, in this order.
    outbox: VecDeque<Item>,
    /// Attempts that told something of themselves since the last report.
    told: BTreeSet<AttemptRef>,
    /// Ends that are not acknowledged.
    unacked: usize,
}

#[derive(Debug, Default)]
struct Held {
    started_at: Option<Timestamp>,
    end: Option<Box<End>>,
    /// Unacknowledged output, oldest first, with the credit that it takes.
    chunks: VecDeque<(Piece, Grant)>,
    /// How many of them were sent in this session.
    sent: usize,
    /// What it told since the last report. Not kept when it was sent: it is a hint.
    live: Live,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Item {
    Started(AttemptRef),
    Chunk(AttemptRef),
    Finished(AttemptRef),
    Returned(AttemptRef),
}

impl Book {
    /// Takes an attempt in; false when it is held already.
    pub(crate) fn take(&mut self, of: AttemptRef) -> bool {
        if self.holds(of) {
            return false;
        }
        self.held.insert(of, Held::default());
        true
    }

    /// Whether it has this attempt.
    pub(crate) fn holds(&self, of: AttemptRef) -> bool {
        self.held.contains_key(&of)
    }

    /// Takes an attempt in that is done at once; one that is held already changes nothing.
    pub(crate) fn take_done(&mut self, of: AttemptRef, now: Timestamp) {
        if self.take(of) {
            self.ended(of, done_at_once(now));
        }
    }

    /// Lets an attempt go that has not started, and says so.
    pub(crate) fn give_back(&mut self, of: AttemptRef) {
        self.held.remove(&of);
        self.outbox.push_back(Item::Returned(of));
    }

    /// An attempt has started.
    pub(crate) fn started(&mut self, of: AttemptRef, at: Timestamp) {
        if let Some(held) = self.held.get_mut(&of) {
            held.started_at = Some(at);
            self.outbox.push_back(Item::Started(of));
        }
    }

    /// An attempt has printed. Output of one that is not held any more is dropped with its credit.
    pub(crate) fn printed(&mut self, of: AttemptRef, piece: Piece, grant: Grant) {
        if let Some(held) = self.held.get_mut(&of) {
            held.chunks.push_back((piece, grant));
            self.outbox.push_back(Item::Chunk(of));
        }
    }

    /// An attempt says how far it is; only its last word before a report is told.
    pub(crate) fn progressed(&mut self, of: AttemptRef, progress: Progress) {
        self.tell(of, Live { progress: Some(progress), sample: None });
    }

    /// An attempt was looked at.
    pub(crate) fn sampled(&mut self, of: AttemptRef, sample: ResourceSample) {
        self.tell(of, Live { progress: None, sample: Some(sample) });
    }

    fn tell(&mut self, of: AttemptRef, news: Live) {
        if let Some(held) = self.held.get_mut(&of).filter(|held| held.end.is_none()) {
            held.live.update(news);
            self.told.insert(of);
        }
    }

    /// An attempt has ended. The end of one that is not held any more is dropped.
    pub(crate) fn ended(&mut self, of: AttemptRef, end: End) {
        if let Some(held) = self.held.get_mut(&of).filter(|held| held.end.is_none()) {
            held.end = Some(Box::new(end));
            self.unacked += 1;
            self.outbox.push_back(Item::Finished(of));
        }
    }

    /// Forgets an attempt that is somebody else's now, with all that was to be said of it.
    pub(crate) fn forget(&mut self, of: AttemptRef) {
        if self.held.remove(&of).is_some_and(|held| held.end.is_some()) {
            self.unacked -= 1;
        }
    }

    /// The coordinator has an attempt's end, or will never have it. An attempt that still runs
    /// is not forgotten by this.
    pub(crate) fn end_acked(&mut self, of: AttemptRef) {
        if self.held.get(&of).is_some_and(|held| held.end.is_some()) {
            self.forget(of);
        }
    }

    /// The coordinator has an attempt's output up to this line.
    pub(crate) fn output_acked(&mut self, of: AttemptRef, through_seq: i64) {
        let Some(held) = self.held.get_mut(&of) else { return };
        while held.chunks.front().is_some_and(|(piece, _)| piece.last_seq() <= through_seq) {
            held.chunks.pop_front();
            held.sent = held.sent.saturating_sub(1);
        }
    }

    /// A session has opened: all that it may not know is to be said again. What was given back
    /// stays given back, since the hello may still have named it.
    pub(crate) fn reopen(&mut self) {
        self.outbox.retain(|item| matches!(item, Item::Returned(_)));
        for (of, held) in &mut self.held {
            held.sent = 0;
            if held.started_at.is_some() && held.end.is_none() {
                self.outbox.push_back(Item::Started(*of));
            }
            self.outbox.extend(held.chunks.iter().map(|_| Item::Chunk(*of)));
            if held.end.is_some() {
                self.outbox.push_back(Item::Finished(*of));
            }
        }
    }

    /// The next message, as much as fits; nothing when all was said.
    pub(crate) fn next_report(&mut self) -> Option<v1::Report> {
        let mut report = v1::Report::default();
        let mut bytes = 0;
        while bytes < REPORT_BYTES {
            let Some(item) = self.outbox.pop_front() else { break };
            bytes += self.say(item, &mut report);
        }
        // Behind all that must be said.
        while bytes < REPORT_BYTES {
            let Some(of) = self.told.pop_first() else { break };
            bytes += self.say_live(of, &mut report);
        }
        (bytes > 0).then_some(report)
    }

    /// Puts one item into a report if there is still something to say; about how many bytes.
    fn say(&mut self, item: Item, report: &mut v1::Report) -> usize {
        match item {
            Item::Returned(of) => {
                report.returned.push(of.into());
                wire::REF_BYTES
            }
            Item::Started(of) => match self.held.get(&of) {
                // Its end carries the time of its start.
                Some(Held { started_at: Some(at), end: None, .. }) => {
                    report.started.push(wire::started(of, *at));
                    wire::REF_BYTES
                }
                Some(_) | None => 0,
            },
            Item::Chunk(of) => {
                let Some(held) = self.held.get_mut(&of) else { return 0 };
                let Some((piece, _)) = held.chunks.get(held.sent) else { return 0 };
                held.sent += 1;
                report.chunks.push(wire::chunk(of, piece));
                wire::REF_BYTES + piece.data.len()
            }
            Item::Finished(of) => {
                let Some(end) = self.held.get(&of).and_then(|held| held.end.as_ref()) else {
                    return 0;
                };
                let (finished, bytes) = wire::finished(of, end);
                report.finished.push(finished);
                bytes
            }
        }
    }

    /// Puts what an attempt told into a report; about how many bytes.
    fn say_live(&mut self, of: AttemptRef, report: &mut v1::Report) -> usize {
        let Some(held) = self.held.get_mut(&of).filter(|held| held.end.is_none()) else { return 0 };
        let Live { progress, sample } = std::mem::take(&mut held.live);
        let mut bytes = 0;
        if let Some(progress) = progress {
            bytes += wire::REF_BYTES + progress.message.len();
            let progress = Some(progress_to_wire(progress));
            report.progress.push(v1::AttemptProgress { attempt: Some(of.into()), progress });
        }
        if let Some(sample) = sample {
            bytes += wire::REF_BYTES;
            let sample = Some(sample_to_wire(sample));
            report.samples.push(v1::AttemptSample { attempt: Some(of.into()), sample });
        }
        bytes
    }

    /// Whether there may be something to say.
    pub(crate) fn has_report(&self) -> bool {
        !(self.outbox.is_empty() && self.told.is_empty())
    }

    /// How much there is to be said of starts, output and ends.
    pub(crate) fn news(&self) -> usize {
        self.outbox.len()
    }

    /// How many ends are not acknowledged.
    pub(crate) fn unacked(&self) -> usize {
        self.unacked
    }

    /// How many attempts are held.
    pub(crate) fn len(&self) -> usize {
        self.held.len()
    }

    /// All that is held: pending, running, and finished but not acknowledged.
    pub(crate) fn holding(&self) -> Vec<v1::AttemptRef> {
        self.held.keys().map(|of| (*of).into()).collect()
    }
}

#[cfg(test)]
mod tests;
