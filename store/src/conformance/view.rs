//! Looking.

use std::collections::BTreeMap;

use taskmaster_domain::{Task, TaskId, TaskSpec, TaskState, Verdict};

use super::trial::{Trial, shell};
use crate::{Command, NewTask, QueueCount, TaskFilter};

/// Ids of all pages of `limit` rows.
async fn pages(t: &Trial, filter: &TaskFilter, limit: u32) -> Vec<Vec<TaskId>> {
    let (mut pages, mut before) = (Vec::new(), None);
    loop {
        let page = t.tasks(filter, before, limit).await.unwrap();
        assert!(!page.partial, "so few rows need no bound");
        pages.push(page.rows.iter().map(|task| task.id).collect());
        before = page.next;
        if before.is_none() {
            return pages;
        }
    }
}

pub async fn pages_follow_each_other_without_gap_or_repeat(t: &Trial) {
    assert_eq!(pages(t, &TaskFilter::default(), 3).await, [Vec::<TaskId>::new()]);
    let mut ids = t.put_many(7).await;
    ids.reverse();
    let newest_first: Vec<Vec<TaskId>> = ids.chunks(3).map(<[TaskId]>::to_vec).collect();
    assert_eq!(pages(t, &TaskFilter::default(), 3).await, newest_first);
    assert_eq!(pages(t, &TaskFilter::default(), 7).await, [ids.clone()], "no empty page follows");
    let page = t.tasks(&TaskFilter::default(), None, 3).await.unwrap();
    let newer = t.put(TaskSpec::default()).await;
    let next = t.tasks(&TaskFilter::default(), page.next, 3).await.unwrap();
    let next: Vec<_> = next.rows.iter().map(|task| task.id).collect();
    assert_eq!(next, newest_first[1], "what came since does not shift it");
    assert_eq!(pages(t, &TaskFilter::default(), 9).await[0][0], newer);
}

pub async fn a_listed_task_is_the_task(t: &Trial) {
    let hand = t.hand("w").await;
    let of = t.running(&hand).await;
    t.put(TaskSpec { name: "ü".to_owned(), ..shell("date") }).await;
    t.finish(&hand, of, Verdict::RetryAt(t.at(60))).await;
    t.cancel(of.task).await;
    for task in t.tasks(&TaskFilter::default(), None, 9).await.unwrap().rows {
        assert_eq!(t.get(task.id).await, task);
    }
}

pub async fn filters_pick_out_tasks(t: &Trial) {
    let (a, b) = (t.hand("a").await, t.hand("b").await);
    let noop = t.put(TaskSpec::default()).await;
    t.claim_one(&a).await;
    let command = t.put(shell("true")).await;
    let of = t.claim_one(&b).await;
    t.begin(&b, of).await;
    let elsewhere = t.put(TaskSpec { queue: "other".to_owned(), ..shell("true") }).await;
    let late = t.new_task(TaskSpec::default()).await;
    let late = NewTask { due: t.at(60), ..late };
    t.submit(std::slice::from_ref(&late), t.at(60)).await.unwrap();
    let none = TaskFilter::default;
    for (filter, expected) in [
        (none(), vec![late.id, elsewhere, command, noop]),
        (TaskFilter { states: vec![TaskState::Running], ..none() }, vec![command]),
        (
            TaskFilter { states: vec![TaskState::Running, TaskState::Assigned], ..none() },
            vec![command, noop],
        ),
        (TaskFilter { queue: "other".to_owned(), ..none() }, vec![elsewhere]),
        (TaskFilter { queue: "othe".to_owned(), ..none() }, vec![]),
        (TaskFilter { kind: "shell".to_owned(), ..none() }, vec![elsewhere, command]),
        (TaskFilter { worker: Some(a.worker), ..none() }, vec![noop]),
        (TaskFilter { created_after: Some(t.at(60)), ..none() }, vec![late.id]),
        (TaskFilter { created_before: Some(t.at(60)), ..none() }, vec![elsewhere, command, noop]),
        (TaskFilter { created_before: Some(t.now), ..none() }, vec![]),
        (
            TaskFilter {
                kind: "shell".to_owned(),
                queue: "default".to_owned(),
                states: vec![TaskState::Running],
                worker: Some(b.worker),
                created_after: Some(t.now),
                created_before: Some(t.at(1)),
                ..none()
            },
            vec![command],
        ),
    ] {
        let rows = t.tasks(&filter, None, 9).await.unwrap().rows;
        let got: Vec<_> = rows.iter().map(|task: &Task| task.id).collect();
        assert_eq!(got, expected, "{filter:?}");
        assert_eq!(pages(t, &filter, 1).await.concat(), expected, "{filter:?} page by page");
    }
}

pub async fn labels_and_beginnings_pick_out_tasks(t: &Trial) {
    let labels = |pairs: &[(&str, &str)]| -> BTreeMap<String, String> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    };
    let labelled = |pairs| TaskSpec { labels: labels(pairs), ..TaskSpec::default() };
    let named = |name: &str, spec| TaskSpec { name: name.to_owned(), ..spec };
    let plain = t.put(TaskSpec::default()).await;
    let both = t.put(labelled(&[("team", "a\"b\\"), ("x.y/z-0", "ü")])).await;
    let team = t.put(named("100% _new_", labelled(&[("team", "b")]))).await;
    let elsewhere = TaskSpec {
        env: labels(&[("team", "b")]),
        required_labels: labels(&[("team", "b")]),
        metadata: r#"{"labels":{"team":"b"}}"#.to_owned(),
        ..TaskSpec::default()
    };
    let elsewhere = t.put(named("ÄÖ", elsewhere)).await;
    let long = format!("Echo {}", "x".repeat(9_000));
    let long = t.put(TaskSpec { labels: labels(&[("team", "b")]), ..shell(&long) }).await;
    let echo = t.put(named("nightly", shell("eCHO \"quoted\"\nname"))).await;
    let by = |pairs, text: &str| TaskFilter {
        labels: labels(pairs),
        text: text.to_owned(),
        ..TaskFilter::default()
    };
    let queued = TaskFilter { states: vec![TaskState::Queued], ..by(&[("team", "b")], "echo") };
    for (filter, expected) in [
        (by(&[], ""), vec![echo, long, elsewhere, team, both, plain]),
        (by(&[("team", "b")], ""), vec![long, team]),
        (by(&[("team", "a\"b\\")], ""), vec![both]),
        (by(&[("team", "a\"b\\"), ("x.y/z-0", "ü")], ""), vec![both]),
        (by(&[("team", "a\"b\\"), ("x.y/z-0", "u")], ""), vec![]),
        (by(&[("x.y/z-0", "")], ""), vec![]),
        (by(&[], "ECHO"), vec![echo, long]),
        (by(&[], "echo \"Quoted\"\nN"), vec![echo]),
        (by(&[], "cho"), vec![]),
        (by(&[], "NIGHT"), vec![echo]),
        (by(&[], "nightly "), vec![]),
        (by(&[], "%"), vec![]),
        (by(&[], "_cho"), vec![]),
        (by(&[], "100% _N"), vec![team]),
        (by(&[], "äö"), vec![]),
        (by(&[], "ÄÖ"), vec![elsewhere]),
        (by(&[], "Ä"), vec![elsewhere]),
        (by(&[("team", "b")], "echo x"), vec![long]),
        (queued, vec![long]),
    ] {
        let rows = t.tasks(&filter, None, 9).await.unwrap().rows;
        let got: Vec<_> = rows.iter().map(|task: &Task| task.id).collect();
        assert_eq!(got, expected, "{filter:?}");
        assert_eq!(pages(t, &filter, 1).await.concat(), expected, "{filter:?} page by page");
    }
    let hand = t.hand("w").await;
    for claimed in t.claim(&hand, 9).await {
        t.begin(&hand, claimed.of).await;
        if [plain, team].contains(&claimed.of.task) {
            t.finish(&hand, claimed.of, Verdict::Failed).await;
        }
    }
    for (state, expected) in [(TaskState::Failed, team), (TaskState::Running, long)] {
        let filter = TaskFilter { states: vec![state], ..by(&[("team", "b")], "") };
        let rows = t.tasks(&filter, None, 9).await.unwrap().rows;
        assert_eq!(rows.iter().map(|task| task.id).collect::<Vec<_>>(), [expected], "{state:?}");
    }
}

pub async fn the_worker_of_a_task_is_that_of_its_latest_attempt(t: &Trial) {
    let (a, b) = (t.hand("a").await, t.hand("b").await);
    let of = t.running(&a).await;
    t.finish(&a, of, Verdict::RetryAt(t.now)).await;
    t.claim_one(&b).await;
    let by = |hand: &super::Hand| TaskFilter { worker: Some(hand.worker), ..TaskFilter::default() };
    assert_eq!(t.tasks(&by(&a), None, 9).await.unwrap().rows, []);
    assert_eq!(t.tasks(&by(&b), None, 9).await.unwrap().rows.len(), 1);
}

pub async fn tasks_are_counted_by_queue_and_state(t: &Trial) {
    assert_eq!(t.counts().await.unwrap(), []);
    let hand = t.hand("w").await;
    t.running(&hand).await;
    t.assigned(&hand).await;
    t.put_many(3).await;
    let other = TaskSpec { queue: "other".to_owned(), ..TaskSpec::default() };
    let paused = t.put(other.clone()).await;
    t.order(paused, Command::Pause).await;
    t.cancel(t.put(other).await).await;
    let mut counts = t.counts().await.unwrap();
    counts.sort();
    let count = |queue: &str, state, count| QueueCount { queue: queue.to_owned(), state, count };
    assert_eq!(
        counts,
        [
            count("default", TaskState::Queued, 3),
            count("default", TaskState::Assigned, 1),
            count("default", TaskState::Running, 1),
            count("other", TaskState::Canceled, 1),
            count("other", TaskState::Paused, 1),
        ],
        "no zeroes"
    );
}

pub async fn workers_are_told_by_number_with_what_they_hold(t: &Trial) {
    let (b, a) = (t.hand("b").await, t.hand("a").await);
    let (running, assigned) = (t.running(&a).await, t.assigned(&a).await);
    let done = t.running(&a).await;
    t.finish(&a, done, Verdict::Completed).await;
    let workers = t.workers(false, t.now).await.unwrap();
    let mut expected = [b.worker, a.worker];
    expected.sort_unstable();
    assert_eq!(workers.iter().map(|w| w.id).collect::<Vec<_>>(), expected);
    let mut worker = t.worker("a").await.unwrap().unwrap();
    assert!(workers.contains(&worker));
    worker.running.sort_unstable();
    assert_eq!(worker.running, [running.task, assigned.task]);
    assert_eq!(t.workers(false, t.at(7_200)).await.unwrap(), [], "silent for an hour");
    assert_eq!(t.workers(true, t.at(7_200)).await.unwrap().len(), 2);
}

pub async fn a_store_says_what_it_is_and_that_it_is_there(t: &Trial) {
    assert!(["postgresql", "sqlite", "memory"].contains(&t.driver()), "{}", t.driver());
    t.ping().await.unwrap();
}
