//! What a worker says, read into the domain's words. A worker's word is never trusted: text is
//! cut and cleaned, times are clamped later, what makes no sense ends the session.

use taskmaster_domain::{
    AttemptRef, Incarnation, Outcome, Timestamp, Violations, limits,
    output::{Chunk, FencedChunk},
    validate::sanitised,
    worker::{Capacity, HostLoad, Registration},
};
use taskmaster_proto::{convert, v1};

use crate::pipeline::Ended;

/// Who speaks, and what it says it has.
pub(crate) fn hello(wire: v1::Hello) -> Result<(Registration, Vec<AttemptRef>), Violations> {
    let registration = Registration {
        name: wire.name,
        host: wire.host,
        incarnation: Incarnation(convert::uuid("incarnation", &wire.incarnation)?),
        capacity: Capacity {
            slots: u32::try_from(wire.slots).unwrap_or(0),
            queues: wire.queues,
            labels: wire.labels.into_iter().collect(),
            handlers: wire.handlers,
        },
        version: wire.version,
    };
    registration.check()?;
    if wire.holding.len() > limits::HOLDING {
        return Err(Violations::one("holding", "must have at most 100000 entries"));
    }
    let holding = wire.holding.iter().map(convert::attempt_ref).collect::<Result<_, _>>()?;
    Ok((registration, holding))
}

/// What the worker's machine does; nonsense reads as nothing.
pub(crate) fn load(wire: &v1::Heartbeat) -> HostLoad {
    let percent = |value: f64| if value.is_finite() { value.clamp(0.0, 100.0) } else { 0.0 };
    HostLoad {
        cpu_percent: percent(wire.cpu_percent),
        memory_percent: percent(wire.memory_percent),
        memory_bytes: wire.memory_bytes.max(0),
    }
}

/// An attempt named in a message.
pub(crate) fn attempt(wire: Option<&v1::AttemptRef>) -> Result<AttemptRef, Violations> {
    let missing = || Violations::one("attempt", "must be present");
    convert::attempt_ref(wire.ok_or_else(missing)?)
}

/// A start, at the worker's time or else at `now`.
pub(crate) fn started(
    wire: &v1::Started,
    now: Timestamp,
) -> Result<(AttemptRef, Timestamp), Violations> {
    let at = wire.started_at.as_ref().and_then(convert::timestamp);
    Ok((attempt(wire.attempt.as_ref())?, at.unwrap_or(now).min(now)))
}

/// An end.
pub(crate) fn finished(
    wire: v1::Finished,
    incarnation: Incarnation,
    now: Timestamp,
) -> Result<Ended, Violations> {
    use v1::finished::Outcome as Wire;
    let outcome = match wire.outcome {
        Some(Wire::Completed(completed)) => Outcome::Completed {
            result: completed.result.map(|text| sanitised(&text, limits::RESULT_BYTES)),
        },
        Some(Wire::Failed(failure)) => Outcome::Failed(failure.into()),
        Some(Wire::Canceled(v1::Canceled {})) => Outcome::Canceled,
        Some(Wire::Returned(v1::Returned {})) => Outcome::Returned,
        None => return Err(Violations::one("outcome", "must be present")),
    };
    Ok(Ended {
        of: attempt(wire.attempt.as_ref())?,
        incarnation,
        outcome,
        started_at: wire.started_at.as_ref().and_then(convert::timestamp),
        finished_at: wire.finished_at.as_ref().and_then(convert::timestamp).unwrap_or(now),
        exit_code: wire.exit_code,
        tally: None,
    })
}

/// A piece of output.
pub(crate) fn chunk(
    wire: v1::OutputChunk,
    incarnation: Incarnation,
) -> Result<FencedChunk, Violations> {
    let of = attempt(wire.attempt.as_ref())?;
    let mut v = Violations::default();
    if wire.first_seq < 1 {
        v.add("first_seq", "must be at least 1");
    }
    let most = i32::try_from(limits::CHUNK_BYTES).unwrap_or(i32::MAX);
    v.range("lines", wire.lines, (1, most));
    // The piece may be over its size by the one line that filled it.
    let raw = i64::try_from(limits::CHUNK_BYTES + limits::LINE_BYTES).unwrap_or(i64::MAX);
    v.range("raw_bytes", wire.raw_bytes, (0, raw));
    if wire.data.len() > 4 * limits::CHUNK_BYTES {
        v.add("data", "must be at most 256 KiB");
    }
    let chunk = Chunk {
        of,
        first_seq: wire.first_seq,
        lines: wire.lines,
        raw_bytes: wire.raw_bytes,
        data: wire.data.into(),
    };
    v.or(FencedChunk { incarnation, chunk })
}
