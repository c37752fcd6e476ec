//! What is to come of a schedule that need not be kept.

use taskmaster_domain::{
    Timestamp, Violations,
    job::Timing,
    limits,
    schedule::{Preview, describe},
};
use taskmaster_proto::{Error, convert::to_timestamp, v1};

use super::placed;

/// Times when nothing is said.
const COUNT: usize = 10;

/// How many times are asked for.
pub(super) fn count(wire: i32, v: &mut Violations) -> usize {
    match usize::try_from(wire) {
        Ok(0) => COUNT,
        Ok(count) if count <= limits::PREVIEW => count,
        Ok(_) | Err(_) => {
            v.add("count", format!("must be between 1 and {}", limits::PREVIEW));
            0
        }
    }
}

/// The next times of a schedule, and what it says.
///
/// # Errors
/// What is wrong with it.
pub(super) fn previewed(
    timing: &Timing,
    after: Timestamp,
    count: usize,
) -> Result<v1::PreviewScheduleResponse, Error> {
    timing.check(after).map_err(|v| placed(v.into(), ""))?;
    let to_wire = |time: Preview| v1::PreviewedTime {
        at: Some(to_timestamp(time.at)),
        local: time.local,
        note: time.note.unwrap_or_default(),
    };
    let times = timing.schedule.preview(after, count)?;
    Ok(v1::PreviewScheduleResponse {
        times: times.into_iter().map(to_wire).collect(),
        description: describe(&timing.schedule),
    })
}
