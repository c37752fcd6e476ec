//! What must hold after every case.

use std::collections::BTreeMap;

use taskmaster_domain::{Task, TaskState};

use crate::{Store, TaskFilter};

/// All tasks of a store, newest first, page by page.
pub(super) async fn all_tasks(store: &dyn Store) -> Vec<Task> {
    let (mut rows, mut before) = (Vec::new(), None);
    loop {
        let page = store.tasks(&TaskFilter::default(), before, 1_000).await.unwrap();
        rows.extend(page.rows);
        before = page.next;
        if before.is_none() {
            return rows;
        }
    }
}

/// Counters agree with the rows, rows with themselves, and `check` thinks so too.
pub(super) async fn agrees_with_itself(store: &dyn Store) {
    let mut counted: BTreeMap<(String, TaskState), i64> = BTreeMap::new();
    for task in all_tasks(store).await {
        assert_eq!(
            task.state.is_terminal(),
            task.finished_at.is_some(),
            "exactly an ended task has a finish time: {task:?}"
        );
        assert!(
            !task.state.is_held() || task.worker.is_some(),
            "a held task has a worker: {task:?}"
        );
        assert!(
            task.state != TaskState::Running || task.started_at.is_some(),
            "a running task has started: {task:?}"
        );
        *counted.entry((task.spec.queue, task.state)).or_default() += 1;
    }
    let counts = store.counts().await.unwrap();
    let told: BTreeMap<_, _> =
        counts.iter().map(|c| ((c.queue.clone(), c.state), c.count)).collect();
    assert_eq!(told.len(), counts.len(), "each queue and state is told once: {counts:?}");
    assert_eq!(told, counted, "the counters agree with the rows");
    assert_eq!(store.check().await.unwrap(), [], "nothing has drifted");
}
