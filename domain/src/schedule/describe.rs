//! What a schedule says, in English.
use super::Schedule;

/// What a schedule says, in English: "at 09:00 on Monday to Friday".
pub fn describe(schedule: &Schedule) -> String {
    let _ = schedule;
    String::new()
}
