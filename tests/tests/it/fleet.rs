//! The workers that `up` starts, stops and takes over.

use std::{collections::BTreeSet, fs, time::Duration};

use taskmaster_proto::v1::{self, AttemptEnd, TaskState};
use taskmaster_tests::{
    Client, Pid, Told, Up, WITHIN, bash, lives, nobody_is_left_of, reason, until,
};
use tokio::time::Instant;
use tonic::Code;

async fn scale(client: &Client, count: i32) -> v1::Fleet {
    let request = v1::ScaleFleetRequest { count };
    client.fleet().scale_fleet(request).await.unwrap().into_inner().fleet.unwrap()
}

async fn kill(client: &Client, name: &str, replace: bool) -> Told<v1::KillWorkerResponse> {
    let request = v1::KillWorkerRequest { name: name.to_owned(), replace };
    Ok(client.fleet().kill_worker(request).await?.into_inner())
}

async fn fleet(client: &Client) -> v1::Fleet {
    client.fleet().get_fleet(v1::GetFleetRequest {}).await.unwrap().into_inner().fleet.unwrap()
}

/// Waits until the fleet has a size and is known to have it.
async fn fleet_is(client: &Client, size: i32) {
    until(&format!("a fleet of {size}"), WITHIN, async || {
        let fleet = fleet(client).await;
        ((fleet.wanted, fleet.present) == (size, size)).then_some(())
    })
    .await;
    client.workers_are(size as usize, WITHIN).await;
}

/// A task that runs until a file of the test is there.
fn until_file(up: &Up, name: &str) -> String {
    let file = up.folder().join(name);
    format!("echo pid $$; until [ -e {} ]; do sleep 0.05; done; echo done", file.display())
}

async fn runs_on(client: &Client, id: &str) -> String {
    client.reaches(id, TaskState::Running, WITHIN).await.worker_name
}

#[tokio::test(flavor = "multi_thread")]
async fn scaling_up_adds_workers_and_scaling_down_lets_them_finish_first() {
    let up = Up::with(1, 1).start().await;
    let client = up.client();
    assert_eq!(scale(&client, 4).await.wanted, 4);
    fleet_is(&client, 4).await;
    assert_eq!(fleet(&client).await.backend, "process");

    let ids = client.submit_all(vec![bash(until_file(&up, "go")); 4]).await;
    let mut on = BTreeSet::new();
    for id in &ids {
        on.insert(runs_on(&client, id).await);
    }
    assert_eq!(on.len(), 4, "one each: {on:?}");
    scale(&client, 2).await;
    until("two drain", WITHIN, async || {
        let workers = client.all_workers().await.ok()?;
        (workers.iter().filter(|worker| worker.draining).count() == 2).then_some(())
    })
    .await;
    assert_eq!(up.worker_pids().len(), 4, "they still run what they have");
    fs::write(up.folder().join("go"), "").unwrap();
    for task in client.all_ended(&ids, WITHIN).await {
        assert_eq!((task.state(), task.attempt), (TaskState::Completed, 1));
    }
    fleet_is(&client, 2).await;
    assert_eq!(up.worker_pids().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_worker_gives_its_tasks_back_at_once_and_the_fleet_is_one_smaller() {
    let up = Up::with(2, 2).start().await;
    let client = up.client();
    let ids = client.submit_all(vec![bash("echo pid $$; sleep 300"); 4]).await;
    for id in &ids {
        runs_on(&client, id).await;
    }
    let held = client.worker("worker-2").await.running;
    assert_eq!(held.len(), 2);
    let pid: Pid = client.line(&held[0], "pid ", WITHIN).await.parse().unwrap();

    let begun = Instant::now();
    let answer = kill(&client, "worker-2", false).await.unwrap();
    // The lease is 30 s: nobody has waited for it.
    assert!(begun.elapsed() < Duration::from_secs(15), "{:?}", begun.elapsed());
    assert_eq!((answer.name.as_str(), answer.requeued), ("worker-2", 2));
    assert!(!lives(pid), "a command of a killed worker lives");
    for id in &held {
        let task = client.task(id).await;
        assert_eq!((task.state(), task.tries_used), (TaskState::Queued, 0), "its worker is gone");
        assert_eq!((task.picked_at, task.started_at), (None, None));
        let attempts = client.attempts(id).await;
        assert_eq!(attempts.len(), 1);
        assert_eq!(attempts[0].end(), AttemptEnd::Lost);
    }
    fleet_is(&client, 1).await;
    assert_eq!(up.worker_pid("worker-2"), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replaced_worker_leaves_the_size_as_it_was() {
    let up = Up::with(2, 2).start().await;
    let client = up.client();
    let before = up.worker_pids();
    let answer = kill(&client, "worker-1", true).await.unwrap();
    assert_eq!(answer.requeued, 0);
    fleet_is(&client, 2).await;
    let after = up.worker_pids();
    assert_eq!(after.len(), 2);
    assert!(!after.contains(&before[0]) && after.contains(&before[1]), "{before:?} {after:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn killing_the_last_worker_leaves_none_and_tasks_wait() {
    let up = Up::with(1, 2).start().await;
    let client = up.client();
    kill(&client, "worker-1", false).await.unwrap();
    fleet_is(&client, 0).await;
    let id = client.submit(bash("true")).await;
    assert_eq!(client.task(&id).await.state(), TaskState::Queued);
    scale(&client, 1).await;
    assert_eq!(client.ended(&id, WITHIN).await.state(), TaskState::Completed);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_dies_by_itself_is_replaced_and_its_task_runs_again_soon() {
    let up = Up::with(1, 2).start().await;
    let client = up.client();
    let id = client.submit(bash("[ $TASKMASTER_ATTEMPT = 2 ] || sleep 300")).await;
    runs_on(&client, &id).await;
    let before = up.worker_pid("worker-1").unwrap();
    let begun = Instant::now();
    up.kill_worker("worker-1");
    let task = client.ended(&id, WITHIN).await;
    // Its successor has its name, so that the lease of 30 s is not waited for.
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    assert_eq!((task.state(), task.attempt), (TaskState::Completed, 2));
    assert_ne!(up.worker_pid("worker-1").unwrap(), before);
    fleet_is(&client, 1).await;
    assert_eq!(client.worker("worker-1").await.id, 1, "a name keeps its number");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_of_this_fleet_is_not_killed() {
    let up = Up::with(1, 2).start().await;
    let client = up.client();
    let unknown = kill(&client, "nobody", false).await.unwrap_err();
    assert_eq!((unknown.code(), reason(&unknown).as_str()), (Code::NotFound, "not-found"));
    assert!(unknown.message().contains("nobody"), "{}", unknown.message());
    let _foreign = up.hand_made("elsewhere").open().await;
    let refused = kill(&client, "elsewhere", false).await.unwrap_err();
    assert_eq!(
        (refused.code(), reason(&refused).as_str()),
        (Code::PermissionDenied, "not-this-fleet")
    );
    assert_eq!(fleet(&client).await.wanted, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_fleet_its_calls_say_so() {
    let up = Up::with(1, 2).set("fleet.backend", "none").without_workers().await;
    let client = up.client();
    assert_eq!(fleet(&client).await.backend, "none");
    let request = v1::ScaleFleetRequest { count: 3 };
    let scaled = client.fleet().scale_fleet(request).await.map(drop);
    for refused in [scaled, kill(&client, "worker-1", true).await.map(drop)] {
        let refused = refused.unwrap_err();
        assert_eq!(refused.code(), Code::FailedPrecondition);
        assert_eq!(reason(&refused), "fleet-unavailable");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_drained_worker_finishes_what_it_has_and_takes_nothing_new() {
    let up = Up::with(2, 2).start().await;
    let client = up.client();
    let first = client.submit(bash(until_file(&up, "go"))).await;
    let name = runs_on(&client, &first).await;
    let request = v1::DrainWorkerRequest { name: name.clone() };
    let told = client.workers().drain_worker(request).await.unwrap().into_inner();
    assert!(told.worker.unwrap().draining);
    for _ in 0..4 {
        let (task, _) = client.run(bash("true")).await;
        assert_ne!(task.worker_name, name);
    }
    fs::write(up.folder().join("go"), "").unwrap();
    let task = client.ended(&first, WITHIN).await;
    assert_eq!((task.state(), task.attempt), (TaskState::Completed, 1));
    let request = v1::DrainWorkerRequest { name: "nobody".to_owned() };
    let refused = client.workers().drain_worker(request).await.unwrap_err();
    assert_eq!(refused.code(), Code::NotFound);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_workers_of_an_up_that_was_killed_go_on_and_are_taken_over() {
    let mut up = Up::with(2, 2).start().await;
    let client = up.client();
    let id = client.submit(bash(until_file(&up, "go"))).await;
    let command: Pid = client.line(&id, "pid ", WITHIN).await.parse().unwrap();
    let before = up.worker_pids();

    up.service().kill();
    assert_eq!(up.worker_pids(), before, "workers outlive an `up` that was killed");
    up.restart().await;
    let client = up.client();
    fleet_is(&client, 2).await;
    assert_eq!(up.worker_pids(), before, "and are not started anew");
    assert!(lives(command));
    fs::write(up.folder().join("go"), "").unwrap();
    let task = client.ended(&id, WITHIN).await;
    assert_eq!((task.state(), task.attempt), (TaskState::Completed, 1));
    let output = client.output(&id).await;
    output.must_be_whole();
    assert_eq!(output.stdout(), format!("pid {command}\ndone\n"));

    scale(&client, 1).await;
    fleet_is(&client, 1).await;
    assert_eq!(up.worker_pids().len(), 1, "a worker that was taken over can be ended");
}

#[tokio::test(flavor = "multi_thread")]
async fn ctrl_c_drains_and_leaves_nothing_behind_and_a_restart_goes_on() {
    let mut up = Up::with(2, 2).set("worker.drain_grace", "2s").start().await;
    let client = up.client();
    let short = client.submit(bash("echo pid $$; sleep 1; echo end")).await;
    let long = client.submit(bash("[ $TASKMASTER_ATTEMPT = 1 ] || exit 0; sleep 300")).await;
    let waiting = client.submit(bash("true").delay(3_600.0)).await;
    for id in [&short, &long] {
        runs_on(&client, id).await;
    }
    up.service().interrupt();
    let status = up.service().ended(Duration::from_secs(40)).await;
    assert_eq!(status.code(), Some(0));
    assert_eq!(up.worker_pids(), [], "workers are left");
    nobody_is_left_of(&long, Duration::from_secs(5)).await;

    up.restart().await;
    let client = up.client();
    let task = client.task(&short).await;
    assert_eq!((task.state(), task.attempt), (TaskState::Completed, 1), "it had the time to end");
    let task = client.ended(&long, WITHIN).await;
    assert_eq!((task.state(), task.attempt, task.tries_used), (TaskState::Completed, 2, 1));
    assert_eq!(client.task(&waiting).await.state(), TaskState::Scheduled);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_ctrl_c_leaves_at_once() {
    let mut up = Up::with(1, 2).start().await;
    let client = up.client();
    let id = client.submit(bash("[ $TASKMASTER_ATTEMPT = 1 ] || exit 0; sleep 300")).await;
    runs_on(&client, &id).await;
    up.service().interrupt();
    until("the drain", WITHIN, async || up.service().said().contains("drain").then_some(())).await;
    assert!(up.service().end().is_none(), "a running task is waited for");
    let begun = Instant::now();
    up.service().interrupt();
    up.service().ended(Duration::from_secs(5)).await;
    assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
}
