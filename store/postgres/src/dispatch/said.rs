//! A batch of what workers say of their attempts, in the order in which rows are locked.

use std::collections::HashSet;

use sqlx::{PgConnection, Row, postgres::PgRow, query};
use taskmaster_domain::{AttemptRef, Incarnation, LaneId, TaskState};
use taskmaster_store::Recorded;
use uuid::Uuid;

use crate::{
    error::{Fault, Outcome},
    row::Columns,
};

/// Speakers and attempts, sorted by task. A statement must not meet the same attempt twice, so
/// that a repeat within the batch is left out; it has the answer of its twin.
#[derive(Debug)]
pub(crate) struct Said {
    /// What is said, sorted, with the place in the batch of the first who says it.
    distinct: Vec<(AttemptRef, Incarnation, usize)>,
    /// For each place in the batch: the place in `distinct`.
    slots: Vec<usize>,
}

/// What the tries of one call have moved so far. The statement of each try commits by itself, so
/// that a later one finds what an earlier one moved as said before.
#[derive(Debug, Default)]
pub(crate) struct Moved {
    /// Places in `distinct`.
    places: HashSet<usize>,
    /// Lanes of tasks that were let through a gate thereby.
    pub(crate) lanes: Vec<LaneId>,
}

impl Said {
    pub(crate) fn new(batch: impl Iterator<Item = (AttemptRef, Incarnation)>) -> Self {
        let mut sorted: Vec<_> =
            batch.enumerate().map(|(place, (of, by))| (of, by, place)).collect();
        sorted.sort_unstable();
        let mut slots = vec![0; sorted.len()];
        let mut distinct: Vec<(AttemptRef, Incarnation, usize)> = Vec::with_capacity(sorted.len());
        for (of, by, place) in sorted {
            if distinct.last().is_none_or(|last| (last.0, last.1) != (of, by)) {
                distinct.push((of, by, place));
            }
            slots[place] = distinct.len() - 1;
        }
        Self { distinct, slots }
    }

    pub(crate) fn tasks(&self) -> Vec<Uuid> {
        self.distinct.iter().map(|(of, ..)| of.task.0).collect()
    }

    pub(crate) fn attempts(&self) -> Vec<i32> {
        self.distinct.iter().map(|(of, ..)| of.attempt).collect()
    }

    pub(crate) fn incarnations(&self) -> Vec<Uuid> {
        self.distinct.iter().map(|(_, by, _)| by.0).collect()
    }

    /// A column of the batch that this was made of, in the order of the statement.
    pub(crate) fn pick<'b, B, T>(&self, batch: &'b [B], of: impl Fn(&'b B) -> T) -> Vec<T> {
        self.distinct.iter().map(|&(.., place)| of(&batch[place])).collect()
    }

    /// The answers in the order of the batch. `rows` has the ordinals of what the statement
    /// moved, which is noted in `moved`; of the others, those that the speaker had moved before
    /// this call are repeats. They are told by an ended attempt's row, or by the task being in one
    /// of the states `before`. What is still theirs to move changed under the statement: a
    /// conflict, to be said again.
    pub(crate) async fn answers(
        &self,
        c: &mut PgConnection,
        rows: &[PgRow],
        before: &[TaskState],
        moved: &mut Moved,
    ) -> Outcome<Vec<Recorded>> {
        for row in rows {
            moved.places.insert(row.ordinal(0)?);
        }
        let fate =
            |slot| if moved.places.contains(&slot) { Recorded::Recorded } else { Recorded::Fenced };
        let mut recorded: Vec<Recorded> = (0..self.distinct.len()).map(fate).collect();
        if recorded.contains(&Recorded::Fenced) {
            let again = query(include_str!("../../queries/dispatch/spoken_for.sql"))
                .bind(self.tasks())
                .bind(self.attempts())
                .bind(self.incarnations())
                .bind(before.iter().map(|state| state.code()).collect::<Vec<_>>())
                .fetch_all(c)
                .await?;
            for row in &again {
                if !row.try_get::<bool, _>(1)? {
                    return Err(Fault::Conflict);
                }
            }
            for row in &again {
                // What this very call moved is found as said before, too.
                if let Some(place @ Recorded::Fenced) = recorded.get_mut(row.ordinal(0)?) {
                    *place = Recorded::Repeated;
                }
            }
        }
        let answer = |(place, &slot): (usize, &usize)| match recorded[slot] {
            Recorded::Recorded if self.distinct[slot].2 != place => Recorded::Repeated,
            answer => answer,
        };
        Ok(self.slots.iter().enumerate().map(answer).collect())
    }
}

#[cfg(test)]
mod tests {
    use taskmaster_domain::{TaskId, Timestamp};

    use super::*;

    #[test]
    fn a_repeat_within_a_batch_is_said_once_and_keeps_its_place() {
        let now = Timestamp::from_micros(1_790_000_000_000_000);
        let by = Incarnation(Uuid::from_u128(7));
        let (a, b) = (TaskId::new(now), TaskId::new(now));
        let of = |task| AttemptRef { task, attempt: 1 };
        let said = Said::new([(of(b), by), (of(a), by), (of(b), by)].into_iter());
        assert_eq!(said.tasks(), [a.0, b.0], "sorted, without repeats");
        assert_eq!(said.slots, [1, 0, 1]);
        assert_eq!(said.pick(&["first", "second", "third"], |word| *word), ["second", "first"]);
    }
}
