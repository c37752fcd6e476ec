//! What the book says, as the proto files have it.

use taskmaster_domain::{AttemptRef, Outcome, Timestamp};
use taskmaster_proto::{convert::to_timestamp, v1};

use crate::{executor::End, output::Piece};

/// Bytes of a message that has an attempt's name and little else, about.
pub(super) const REF_BYTES: usize = 80;

pub(super) fn started(of: AttemptRef, at: Timestamp) -> v1::Started {
    v1::Started { attempt: Some(of.into()), started_at: Some(to_timestamp(at)) }
}

pub(super) fn chunk(of: AttemptRef, piece: &Piece) -> v1::OutputChunk {
    v1::OutputChunk {
        attempt: Some(of.into()),
        first_seq: piece.first_seq,
        lines: piece.lines,
        raw_bytes: i64::try_from(piece.raw_bytes).unwrap_or(i64::MAX),
        data: piece.data.clone(),
    }
}

/// The message and about how many bytes it has.
pub(super) fn finished(of: AttemptRef, end: &End) -> (v1::Finished, usize) {
    use v1::finished::Outcome as Wire;
    let (outcome, text) = match &end.outcome {
        Outcome::Completed { result } => {
            let bytes = result.as_ref().map_or(0, String::len);
            (Wire::Completed(v1::Completed { result: result.clone() }), bytes)
        }
        Outcome::Failed(failure) => (Wire::Failed(failure.clone().into()), failure.message.len()),
        Outcome::Canceled => (Wire::Canceled(v1::Canceled {}), 0),
        Outcome::Returned => (Wire::Returned(v1::Returned {}), 0),
    };
    let finished = v1::Finished {
        attempt: Some(of.into()),
        started_at: end.started_at.map(to_timestamp),
        finished_at: Some(to_timestamp(end.finished_at)),
        outcome: Some(outcome),
        exit_code: end.exit_code,
        last_seq: end.last_seq,
    };
    (finished, REF_BYTES + text)
}
