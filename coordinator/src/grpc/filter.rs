//! What filters of several lists are made of, as it comes by the wire.

use taskmaster_domain::{TaskState, Timestamp, Violations};
use taskmaster_proto::{
    convert::{task_state, timestamp},
    v1,
};

/// States of a filter; an unknown one is noted. Not by the generated accessor, which skips numbers that
/// it does not know.
pub(super) fn states(wire: &[i32], v: &mut Violations) -> Vec<TaskState> {
    let mut states = Vec::new();
    for (n, state) in wire.iter().enumerate() {
        match v1::TaskState::try_from(*state).ok().and_then(task_state) {
            Some(state) => states.push(state),
            None => v.add(format!("states[{n}]"), "must be a state"),
        }
    }
    states
}

/// A time, if there is one; one that cannot be told is noted.
pub(super) fn time(
    field: &str,
    wire: Option<&prost_types::Timestamp>,
    v: &mut Violations,
) -> Option<Timestamp> {
    let read = timestamp(wire?);
    if read.is_none() {
        v.add(field, "must be a time between the years 1 and 9999");
    }
    read
}
