//! Handing tasks in, steering them and finding them again.

use std::{collections::HashSet, fs, time::Duration};

use prost::Message as _;
use taskmaster_proto::{
    convert::{timestamp, to_timestamp},
    v1::{self, AttemptEnd, FailureKind, ListTasksRequest, TaskState},
};
use taskmaster_runtime::Clock;
use taskmaster_tests::{Client, Up, WITHIN, bash, fields, noop, reason, simulate, until};
use tonic::Code;

fn micros(at: Option<prost_types::Timestamp>) -> i64 {
    timestamp(&at.unwrap()).unwrap().micros()
}

/// From one stamp to another, in seconds.
fn took(from: Option<prost_types::Timestamp>, to: Option<prost_types::Timestamp>) -> f64 {
    (micros(to) - micros(from)) as f64 / 1e6
}

/// All tasks that match, over pages of `size`.
async fn pages(client: &Client, mut request: ListTasksRequest, size: i32) -> Vec<v1::Task> {
    request.page_size = size;
    let mut all = Vec::new();
    loop {
        let page = client.tasks().list_tasks(request.clone()).await.unwrap().into_inner();
        assert!(page.tasks.len() <= size as usize);
        all.extend(page.tasks);
        if page.next_page_token.is_empty() {
            return all;
        }
        request.page_token = page.next_page_token;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_more_urgent_task_goes_first_and_the_older_one_among_equals() {
    let up = Up::with(1, 1).start().await;
    let client = up.client();
    let go_on = up.folder().join("go-on");
    let block = format!("until [ -e {} ]; do sleep 0.05; done", go_on.display());
    let blocker = client.submit(bash(block)).await;
    client.reaches(&blocker, TaskState::Running, WITHIN).await;
    let mut ids = Vec::new();
    for priority in [0, -5, 10, 0, 10] {
        ids.push(client.submit(bash("true").priority(priority)).await);
    }
    fs::write(go_on, "").unwrap();
    let tasks = client.all_ended(&ids, WITHIN).await;
    let mut order: Vec<usize> = (0..ids.len()).collect();
    order.sort_by_key(|n| micros(tasks[*n].started_at));
    assert_eq!(order, [2, 4, 0, 3, 1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_answer_tells_of_a_task_is_what_is_kept() {
    let up = Up::with(1, 1).set("fleet.backend", "none").without_workers().await;
    let client = up.client();
    let submit = || client.try_submit(bash("true"));
    // Together, so that some wait for the write of others.
    let (a, b, c, d) = tokio::join!(submit(), submit(), submit(), submit());
    for told in [a, b, c, d] {
        let told = told.unwrap().task.unwrap();
        assert_eq!(told, client.task(&told.id).await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_of_later_waits_for_its_time_and_not_much_longer() {
    let up = Up::with(1, 4).start().await;
    let client = up.client();
    let id = client.submit(bash("true").delay(1.5)).await;
    assert_eq!(client.task(&id).await.state(), TaskState::Scheduled);
    let at = to_timestamp(Clock::default().now().plus(Duration::from_secs(1)));
    let other = client.submit(bash("true").with(|spec| spec.scheduled_at = Some(at))).await;
    assert_eq!(client.task(&other).await.scheduled_at, Some(at));
    for task in client.all_ended(&[id, other], WITHIN).await {
        let late = took(task.scheduled_at, task.started_at);
        assert!((0.0..1.0).contains(&late), "it started {late} s after its time");
        assert!(took(task.created_at, task.scheduled_at) > 0.8);
    }
    let past = prost_types::Timestamp { seconds: 1_000_000_000, nanos: 0 };
    let task = client.run(bash("true").with(|spec| spec.scheduled_at = Some(past))).await.0;
    let ahead = took(task.scheduled_at, task.created_at);
    assert!((0.0..1.0).contains(&ahead), "the past means now, not {ahead} s ago");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_key_is_the_same_task_and_another_body_under_it_is_refused() {
    let up = Up::with(1, 4).start().await;
    let client = up.client();
    let first = client.try_submit(bash("echo 1").key("k")).await.unwrap();
    let again = client.try_submit(bash("echo 1").key("k")).await.unwrap();
    let id = first.task.unwrap().id;
    assert_eq!((first.existing, again.existing, &again.task.unwrap().id), (false, true, &id));

    let refused = client.try_submit(bash("echo 2").key("k")).await.unwrap_err();
    assert_eq!(refused.code(), Code::AlreadyExists);
    assert_eq!(reason(&refused), "idempotency-key-taken");
    assert!(refused.message().contains(&id), "{}", refused.message());

    let tasks = vec![bash("echo 1").key("k").0, bash("echo 3").0, bash("echo 4").key("k").0];
    let request = v1::SubmitTasksRequest { tasks };
    let answer = client.tasks().submit_tasks(request).await.unwrap().into_inner();
    assert_eq!((&answer.task_ids[0], &answer.task_ids[2]), (&id, &id));
    assert_eq!(answer.key_taken, [2]);
    client.ended(&answer.task_ids[1], WITHIN).await;
    assert_eq!(pages(&client, ListTasksRequest::default(), 10).await.len(), 2);

    client.ended(&id, WITHIN).await;
    assert!(client.try_submit(bash("echo 1").key("k")).await.unwrap().existing, "also once ended");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_task_is_tried_again_after_a_growing_wait_until_its_tries_are_used() {
    let up = Up::with(1, 4).start().await;
    let client = up.client();
    let spec = bash("echo try $TASKMASTER_ATTEMPT; exit 7").tries(3, 0.4).with(|spec| {
        spec.retry.as_mut().unwrap().backoff = v1::Backoff::Exponential.into();
    });
    let (task, _) = client.run(spec).await;
    assert_eq!((task.state(), task.attempt, task.tries_used), (TaskState::Failed, 3, 3));
    let attempts = client.attempts(&task.id).await;
    assert_eq!(attempts.iter().map(|a| a.attempt).collect::<Vec<_>>(), [1, 2]);
    for attempt in &attempts {
        assert_eq!((attempt.end(), attempt.exit_code), (AttemptEnd::Failed, Some(7)));
        assert_eq!(attempt.failure.as_ref().unwrap().kind(), FailureKind::ExitCode);
        assert_eq!(attempt.worker_name, "worker-1");
    }
    // Jitter takes up to a tenth off.
    let first = took(attempts[0].finished_at, attempts[1].started_at);
    let second = took(attempts[1].finished_at, task.started_at);
    assert!((0.35..1.5).contains(&first), "{first}");
    assert!((0.7..2.0).contains(&second), "{second}");

    let (task, output) = client
        .run(bash("echo $TASKMASTER_ATTEMPT; [ $TASKMASTER_ATTEMPT = 2 ]").tries(5, 0.1))
        .await;
    assert_eq!((task.state(), task.attempt, task.failure), (TaskState::Completed, 2, None));
    assert_eq!(output.stdout(), "2\n");

    let never = bash("exit 1").tries(5, 0.1).with(|spec| {
        spec.retry.as_mut().unwrap().never_on = vec![FailureKind::ExitCode.into()];
    });
    assert_eq!(client.run(never).await.0.attempt, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_waiting_task_is_canceled_at_once_and_an_ended_one_is_refused() {
    let up = Up::with(1, 4).start().await;
    let client = up.client();
    let queued = client.submit(bash("true").queue("nobody")).await;
    let scheduled = client.submit(bash("true").delay(60.0)).await;
    for id in [&queued, &scheduled] {
        let task = client.cancel(id).await.unwrap();
        assert_eq!((task.state(), task.attempt), (TaskState::Canceled, 0));
        assert_eq!(task.canceled_by, "token:admin");
        assert!(task.canceled_at.is_some());
        let refused = client.cancel(id).await.unwrap_err();
        assert_eq!(
            (refused.code(), reason(&refused).as_str()),
            (Code::FailedPrecondition, "wrong-state")
        );
    }
    let done = client.run(noop()).await.0;
    assert_eq!(done.state(), TaskState::Completed);
    for refused in
        [client.cancel(&done.id).await, client.retry(&done.id).await, client.pause(&done.id).await]
    {
        assert_eq!(refused.unwrap_err().code(), Code::FailedPrecondition);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paused_task_stays_where_it_is_until_it_is_resumed() {
    let up = Up::with(1, 4).start().await;
    let client = up.client();
    let queued = client.submit(bash("true").queue("nobody")).await;
    let later = client.submit(bash("true").delay(0.5)).await;
    for id in [&queued, &later] {
        assert_eq!(client.pause(id).await.unwrap().state(), TaskState::Paused);
        assert_eq!(client.pause(id).await.unwrap_err().code(), Code::FailedPrecondition);
    }
    assert_eq!(client.resume(&queued).await.unwrap().state(), TaskState::Queued);
    // A task of the same worker that was due later has run: the paused one did not.
    client.run(bash("true").delay(1.0)).await;
    assert_eq!(client.task(&later).await.state(), TaskState::Paused);
    // Its time came: it is in line, or a worker has it already when the answer is read.
    let resumed = client.resume(&later).await.unwrap().state();
    assert!(!matches!(resumed, TaskState::Paused | TaskState::Scheduled), "{resumed:?}");
    assert_eq!(client.ended(&later, WITHIN).await.state(), TaskState::Completed);

    let running = client.submit(bash("sleep 100")).await;
    client.reaches(&running, TaskState::Running, WITHIN).await;
    let refused = client.pause(&running).await.unwrap_err();
    assert_eq!(refused.code(), Code::FailedPrecondition);
    assert!(refused.message().contains("running"), "{}", refused.message());
    assert_eq!(client.task(&running).await.state(), TaskState::Running);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retry_gives_a_failed_task_one_more_life_with_all_its_tries() {
    let up = Up::with(1, 4).start().await;
    let client = up.client();
    let flag = up.folder().join("flag");
    let (task, _) = client.run(bash(format!("[ -e {} ]", flag.display())).tries(2, 0.1)).await;
    assert_eq!((task.state(), task.tries_used), (TaskState::Failed, 2));
    fs::write(flag, "").unwrap();
    let told = client.retry(&task.id).await.unwrap();
    assert_eq!((told.tries_used, told.failed_at, told.failure), (0, None, None));
    let task = client.ended(&task.id, WITHIN).await;
    assert_eq!((task.state(), task.attempt, task.tries_used), (TaskState::Completed, 3, 1));
    let ends: Vec<_> = client.attempts(&task.id).await.iter().map(|a| a.end()).collect();
    assert_eq!(ends, [AttemptEnd::Failed, AttemptEnd::Retried]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_simulated_task_lives_at_the_pace_of_its_kind() {
    let up = Up::with(1, 4).start().await;
    let client = up.client();
    let spec = simulate([Duration::from_secs(1), Duration::from_secs(2), Duration::from_secs(5)]);
    let default = spec.clone().with(|spec| {
        spec.work = Some(v1::task_spec::Work::Simulate(v1::SimulateWork::default()));
    });
    let ids = client.submit_all(vec![spec, default]).await;
    for task in client.all_ended(&ids, WITHIN).await {
        assert_eq!((task.state(), task.kind.as_str()), (TaskState::Completed, "simulate"));
        for (name, wanted, took) in [
            ("assigned", 1.0, took(task.created_at, task.picked_at)),
            ("started", 2.0, took(task.picked_at, task.started_at)),
            ("completed", 5.0, took(task.started_at, task.completed_at)),
        ] {
            assert!((wanted - 0.05..wanted + 1.0).contains(&took), "{name} after {took} s");
        }
    }
    let doomed = simulate([Duration::ZERO; 3]).with(|spec| {
        let Some(v1::task_spec::Work::Simulate(work)) = &mut spec.work else { unreachable!() };
        work.failure_rate = 1.0;
    });
    assert_eq!(client.run(doomed).await.0.state(), TaskState::Failed);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_watch_tells_each_state_and_ends_with_the_task() {
    let up = Up::with(1, 4).start().await;
    let client = up.client();
    let id = client.submit(bash("sleep 1").delay(0.5)).await;
    let request = v1::WatchTaskRequest { task_id: id.clone() };
    let mut stream = client.tasks().watch_task(request).await.unwrap().into_inner();
    let mut states = Vec::new();
    while let Some(news) = stream.message().await.unwrap() {
        states.push(news.task.unwrap().state());
    }
    let (first, last) = (states[0], states[states.len() - 1]);
    assert_eq!((first, last), (TaskState::Scheduled, TaskState::Completed));
    assert!(states.contains(&TaskState::Running), "{states:?}");
    assert!(states.is_sorted(), "{states:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_tasks_of_one_call_are_all_done_once() {
    let up = Up::with(2, 8).start().await;
    let client = up.client();
    let ids = client.submit_all(vec![noop(); 10_000]).await;
    assert_eq!(ids.iter().collect::<HashSet<_>>().len(), 10_000);
    until("10,000 completed tasks", Duration::from_secs(120), async || {
        (client.count(TaskState::Completed).await == 10_000).then_some(())
    })
    .await;
    let all = pages(&client, ListTasksRequest::default(), 1_000).await;
    assert_eq!(all.len(), 10_000);
    assert!(all.iter().all(|task| task.attempt == 1 && task.state() == TaskState::Completed));
    let workers = client.all_workers().await.unwrap();
    assert_eq!(workers.iter().map(|worker| worker.tasks_completed).sum::<i64>(), 10_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn tasks_are_found_by_state_queue_kind_worker_and_time() {
    let up = Up::with(1, 4).start().await;
    let client = up.client();
    let done = client.run(bash("true")).await.0;
    let failed = client.run(bash("false")).await.0;
    let between = to_timestamp(Clock::default().now());
    let mail = client.submit(noop().queue("mail")).await;
    let later = client.submit(noop().delay(600.0)).await;

    let ids = async |change: &dyn Fn(&mut ListTasksRequest)| {
        let mut request = ListTasksRequest::default();
        change(&mut request);
        pages(&client, request, 2).await.into_iter().map(|task| task.id).collect::<Vec<_>>()
    };
    let all = [&later, &mail, &failed.id, &done.id].map(Clone::clone);
    assert_eq!(ids(&|_| {}).await, all, "newest first");
    let states =
        |wanted: &[TaskState]| wanted.iter().map(|state| (*state).into()).collect::<Vec<i32>>();
    let ended = states(&[TaskState::Failed, TaskState::Completed]);
    assert_eq!(ids(&|r| r.states.clone_from(&ended)).await, all[2..]);
    let scheduled = states(&[TaskState::Scheduled]);
    assert_eq!(ids(&|r| r.states.clone_from(&scheduled)).await, all[..1]);
    assert_eq!(ids(&|r| r.queue = "mail".to_owned()).await, all[1..2]);
    assert_eq!(ids(&|r| r.kind = "shell".to_owned()).await, all[2..]);
    assert_eq!(ids(&|r| r.worker_name = "worker-1".to_owned()).await, all[2..]);
    assert!(ids(&|r| r.worker_name = "nobody".to_owned()).await.is_empty());
    assert_eq!(ids(&|r| r.created_after = Some(between)).await, all[..2]);
    assert_eq!(ids(&|r| r.created_before = Some(between)).await, all[2..]);
    assert_eq!(ids(&|r| r.text = "TRU".to_owned()).await, all[3..]);
    assert!(ids(&|r| r.text = "%".to_owned()).await.is_empty());
    let both = |r: &mut ListTasksRequest| {
        (r.queue, r.kind) = ("mail".to_owned(), "shell".to_owned());
    };
    assert!(ids(&both).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn tasks_are_found_by_label_and_beginning_and_nonsense_is_refused() {
    let up = Up::with(1, 4).start().await;
    let client = up.client();
    let labelled = |team: &str| noop().with(|s| drop(s.labels.insert("team".into(), team.into())));
    let (mine, _theirs) = (client.submit(labelled("a")).await, client.submit(labelled("b")).await);
    let both = labelled("a").with(|s| s.name = "Nightly report".to_owned());
    let both = client.submit(both).await;
    for (args, found) in [
        (vec!["--label", "team=a"], vec![&both, &mine]),
        (vec!["--label", "team=a", "--text", "nightLY"], vec![&both]),
        (vec!["--label", "team=a", "--label", "x=y"], vec![]),
    ] {
        let listed = up.cli().run(&[&["task", "list", "--quiet"], args.as_slice()].concat()).await;
        let listed = listed.ok().out();
        assert_eq!(listed.lines().collect::<Vec<_>>(), found, "{args:?}");
    }
    let refused = async |change: &dyn Fn(&mut ListTasksRequest)| {
        let mut request = ListTasksRequest::default();
        change(&mut request);
        fields(&client.tasks().list_tasks(request).await.unwrap_err())
    };
    let long = |bytes| "x".repeat(bytes);
    assert_eq!(refused(&|r| r.text = long(256)).await, ["text"]);
    let bad = |r: &mut ListTasksRequest| {
        r.labels.insert("a b".to_owned(), String::new());
        r.labels.insert("c".to_owned(), long(256));
    };
    let mut bad = refused(&bad).await;
    bad.sort();
    assert_eq!(bad, ["labels[\"a b\"]", "labels[\"c\"]"]);
    client
        .tasks()
        .list_tasks(ListTasksRequest { text: long(255), ..Default::default() })
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn all_that_was_handed_in_is_told_again() {
    let up = Up::with(1, 4).start().await;
    let client = up.client();
    let spec =
        bash("true").env("A", "b").priority(7).tries(2, 1.0).timeout(9.0).grace(2.0).with(|s| {
            s.name = "nightly".to_owned();
            s.owner = "team:billing".to_owned();
            s.labels.insert("team".to_owned(), "billing".to_owned());
            s.exclusive = true;
            s.idempotency_key = "k".to_owned();
            let value = prost_types::Value {
                kind: Some(prost_types::value::Kind::StringValue("ü".to_owned())),
            };
            s.metadata = Some(prost_types::Struct { fields: [("note".to_owned(), value)].into() });
        });
    let (task, _) = client.run(spec.clone()).await;
    assert_eq!((task.created_by.as_str(), task.kind.as_str()), ("token:admin", "shell"));
    let told = task.spec.unwrap();
    assert_eq!(told.queue, "default");
    let filled = spec.with(|s| {
        s.queue = "default".to_owned();
        s.retry.as_mut().unwrap().max_delay =
            Some(prost_types::Duration { seconds: 300, nanos: 0 });
    });
    assert_eq!(told, filled.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_goes_only_to_a_worker_with_the_labels_that_it_requires() {
    let up = Up::with(1, 4).set("worker.labels", "zone=b,gpu=a100").start().await;
    let client = up.client();
    let require = |gpu: &str| {
        bash("true").with(|s| drop(s.required_labels.insert("gpu".to_owned(), gpu.to_owned())))
    };
    let never = client.submit(require("h100")).await;
    assert_eq!(client.run(require("a100")).await.0.state(), TaskState::Completed);
    assert_eq!(client.task(&never).await.state(), TaskState::Queued);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_workers_tasks_wait() {
    let up = Up::with(1, 4).set("worker.queues", "other").start().await;
    let client = up.client();
    let ids = client.submit_all(vec![noop(); 5]).await;
    let worker = up.hand_made("late").open().await;
    assert_eq!(client.count(TaskState::Completed).await, 0);
    let mut worker = worker;
    let got = worker.gets(5).await;
    assert_eq!(got.iter().map(|of| &of.task_id).collect::<HashSet<_>>(), ids.iter().collect());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_large_tasks_ends_at_its_bytes_and_the_pages_have_them_all() {
    let up = Up::with(1, 1).set("fleet.backend", "none").without_workers().await;
    let client = up.client();
    let mut ids = Vec::new();
    while ids.len() < 100 {
        let count = 9.min(100 - ids.len());
        let tasks = (0..count).map(|_| bash("x".repeat(1_000_000)).0).collect();
        let request = v1::SubmitTasksRequest { tasks };
        ids.extend(client.tasks().submit_tasks(request).await.unwrap().into_inner().task_ids);
    }
    ids.sort();
    ids.reverse();
    let all = async || {
        let mut request = ListTasksRequest { page_size: 1_000, ..ListTasksRequest::default() };
        let mut seen = Vec::new();
        loop {
            let page = client.tasks().list_tasks(request.clone()).await.unwrap().into_inner();
            let sizes = page.tasks.iter().map(|task| task.spec.as_ref().unwrap().encoded_len());
            let before_last: usize = sizes.rev().skip(1).sum();
            assert!(before_last <= 4 << 20, "a page of {before_last} bytes and one task");
            assert_eq!(page.partial, !page.next_page_token.is_empty());
            seen.extend(page.tasks.into_iter().map(|task| task.id));
            if page.next_page_token.is_empty() {
                return seen;
            }
            request.page_token = page.next_page_token;
        }
    };
    let (one, other) = tokio::join!(all(), all());
    assert_eq!(one, ids);
    assert_eq!(other, ids);
}
