//! What people did and what happened of note, as the activity feed tells it.

use crate::{Timestamp, limits, validate::sanitised};

/// How many rows of the feed are kept.
pub const KEPT: u32 = 10_000;

/// The longest detail, in bytes.
pub const DETAIL_BYTES: usize = 500;

/// Something that somebody did, or that happened of note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Activity {
    /// When.
    pub at: Timestamp,
    /// Who did it, `kind:name`, such as `token:admin` or `worker:worker-1`; empty for many.
    pub actor: String,
    /// What was done, in the past tense, such as `submitted`.
    pub verb: String,
    /// To what: `task`, `worker`, `fleet`, `queue`, `job`.
    pub subject_kind: String,
    /// Its id, or its name where that is its own; empty when there are several.
    pub subject_id: String,
    /// To how many.
    pub count: u32,
    /// More of it, for people; may be empty.
    pub detail: String,
}

impl Activity {
    /// Made fit for any database: no U+0000, every text within its bound.
    #[must_use]
    pub fn sanitised(self) -> Self {
        let word = |text: &str| sanitised(text, limits::NAME_BYTES);
        Self {
            at: self.at,
            actor: word(&self.actor),
            verb: word(&self.verb),
            subject_kind: word(&self.subject_kind),
            subject_id: word(&self.subject_id),
            count: self.count.min(i32::MAX.unsigned_abs()),
            detail: sanitised(&self.detail, DETAIL_BYTES),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_database_takes_is_cut_and_cleaned() {
        let odd = Activity {
            at: Timestamp::default(),
            actor: "token:\0".to_owned(),
            verb: "submitted".to_owned(),
            subject_kind: "task".to_owned(),
            subject_id: String::new(),
            count: u32::MAX,
            detail: "ä".repeat(DETAIL_BYTES),
        };
        let fit = odd.sanitised();
        assert_eq!(fit.actor, "token:\u{FFFD}");
        assert_eq!(fit.detail.len(), DETAIL_BYTES);
        assert_eq!(fit.count, 2_147_483_647);
    }
}
