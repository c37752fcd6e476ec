//! Recomputing what can be recomputed.

use taskmaster_store::{Drift, Result};

use crate::{Sqlite, error::failed, sql};

/// Disagreements that are listed at the most.
const LISTED: usize = 100;

/// Each statement gives a sentence for each row that breaks its invariant. I6 is of graphs,
/// which the schema does not have; I7 is what the constraints of a state say.
const CHECKS: [(&str, &str); 15] = [
    ("I1", sql!("check/stale_holder")),
    ("I1", sql!("check/orders")),
    ("I2", sql!("check/lost_payload")),
    ("I3", sql!("check/attempt_number")),
    ("I3", sql!("check/never_claimed")),
    ("I3", sql!("check/chunks")),
    ("I3", sql!("check/numbers")),
    ("I4", sql!("check/fires")),
    ("I4", sql!("check/jobs")),
    ("I4", sql!("check/runs")),
    ("I5", sql!("check/counters")),
    ("I5", sql!("check/lanes")),
    ("I5", sql!("check/gates")),
    ("I5", sql!("check/search")),
    ("I7", sql!("check/finish_time")),
];

/// [`taskmaster_store::Admin::check`].
pub(crate) async fn check(store: &Sqlite) -> Result<Vec<Drift>> {
    let mut snapshot = store.readers.begin().await.map_err(failed)?;
    let mut drifts = Vec::new();
    for (invariant, statement) in CHECKS {
        let details: Vec<String> =
            sqlx::query_scalar(statement).fetch_all(&mut *snapshot).await.map_err(failed)?;
        drifts.extend(details.into_iter().map(|detail| Drift { invariant, detail }));
        if drifts.len() >= LISTED {
            drifts.truncate(LISTED);
            break;
        }
    }
    Ok(drifts)
}

#[cfg(test)]
mod tests {
    use taskmaster_store::Admin as _;

    use super::*;

    #[tokio::test]
    async fn what_was_changed_behind_the_counters_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let store = Sqlite::open(&folder.path().join("test.db"), true).await.unwrap();
        assert_eq!(store.check().await.unwrap(), []);
        let mut writer = store.writer().await;
        let statements = [
            "insert into counter (queue, state, n) values ('q', 2, 7)",
            "insert into payload (task, spec) values (x'00', '{}')",
            "insert into attempt (task, attempt, ended, finished_at) values (x'00', 1, 0, 0)",
        ];
        for statement in statements {
            let connection = writer.connection().await.unwrap();
            sqlx::query(statement).execute(connection).await.unwrap();
        }
        let found = store.check().await.unwrap();
        assert_eq!(found.iter().map(|one| one.invariant).collect::<Vec<_>>(), ["I2", "I3", "I5"]);
    }

    #[tokio::test]
    async fn no_statement_of_the_hot_path_scans_the_tasks_or_sorts_them() {
        let folder = tempfile::tempdir().unwrap();
        let store = Sqlite::open(&folder.path().join("test.db"), true).await.unwrap();
        let statements = [
            sql!("submit/known_ids"),
            sql!("submit/known_keys"),
            sql!("dispatch/seats"),
            sql!("dispatch/assign"),
            sql!("dispatch/lane_heads"),
            sql!("dispatch/stands"),
            sql!("dispatch/start"),
            sql!("dispatch/end"),
            sql!("dispatch/keep_attempt"),
            sql!("sweep/promote"),
            sql!("sweep/expire_starts"),
            sql!("gates/admit"),
            sql!("gates/admit_one"),
            sql!("gates/line_up"),
            sql!("gates/awaited"),
            sql!("output/append"),
            sql!("jobs/doom"),
            sql!("jobs/doomed"),
            sql!("jobs/due"),
            sql!("jobs/coming"),
            sql!("jobs/count_stuck"),
            sql!("jobs/ended"),
            sql!("jobs/left_gates"),
            sql!("jobs/named"),
            sql!("jobs/who_has"),
            sql!("jobs/fires"),
            sql!("jobs/page"),
            sql!("jobs/prune_fires"),
            sql!("jobs/remove_gates"),
            sql!("jobs/runs"),
            sql!("jobs/settle_run"),
            sql!("jobs/settle_task"),
            sql!("jobs/settled_gates"),
            sql!("jobs/stands"),
            sql!("jobs/step"),
            sql!("jobs/unsettled"),
            sql!("jobs/versions"),
            sql!("view/walk"),
            sql!("search/tasks"),
            sql!("search/down"),
            sql!("search/up"),
            sql!("search/unended"),
            sql!("search/remaining"),
            sql!("search/drop"),
        ];
        for statement in statements {
            let explain = sqlx::AssertSqlSafe(format!("explain query plan {statement}"));
            let plan: Vec<(i64, i64, i64, String)> =
                sqlx::query_as(explain).fetch_all(&store.readers).await.unwrap();
            let bad = |step: &str| {
                // All that such an index has is wanted.
                let whole = ["task_doomed", "task_unsettled", "job_fire", "job_next", "job_stuck"];
                ["SCAN task", "SCAN job", "SCAN fire", "SCAN run"]
                    .iter()
                    .any(|scan| step.starts_with(scan))
                    && !whole.iter().any(|index| step.contains(index))
                    || step.contains("TEMP B-TREE")
                    || step.contains("AUTOMATIC")
            };
            assert!(!plan.iter().any(|(.., step)| bad(step)), "{statement}\n{plan:?}");
        }
    }
}
