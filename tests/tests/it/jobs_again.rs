//! Calls about a job that come twice, come at once, or change nothing.

use futures::future::join_all;
use taskmaster_proto::v1::{self, TaskState, schedule::When};
use taskmaster_tests::{Client, Cluster, Database, Up, WITHIN, reason};

fn job(name: &str, command: &str) -> v1::JobSpec {
    let shell = v1::ShellWork { command: command.to_owned() };
    let work = Some(v1::task_spec::Work::Shell(shell));
    v1::JobSpec {
        name: name.to_owned(),
        task: Some(v1::TaskSpec { work, ..v1::TaskSpec::default() }),
        ..v1::JobSpec::default()
    }
}

fn hourly() -> v1::Schedule {
    let when = Some(When::Interval(v1::IntervalSchedule { seconds: 3_600 }));
    v1::Schedule { when, ..v1::Schedule::default() }
}

async fn create(client: &Client, job: v1::JobSpec) -> v1::Job {
    let request = v1::CreateJobRequest { job: Some(job), ..v1::CreateJobRequest::default() };
    client.jobs().create_job(request).await.unwrap().into_inner().job.unwrap()
}

async fn run(client: &Client, job: &v1::Job, key: &str) -> Result<v1::RunJobResponse, String> {
    let request = v1::RunJobRequest {
        job_id: job.id.clone(),
        idempotency_key: key.to_owned(),
        ..v1::RunJobRequest::default()
    };
    let answer = client.jobs().run_job(request).await;
    answer.map(tonic::Response::into_inner).map_err(|status| reason(&status))
}

async fn schedule(client: &Client, job: &v1::Job, only: bool) -> Result<v1::Job, String> {
    let request = v1::SetJobScheduleRequest {
        job_id: job.id.clone(),
        schedule: Some(hourly()),
        validate_only: only,
        ..v1::SetJobScheduleRequest::default()
    };
    let answer = client.jobs().set_job_schedule(request).await;
    answer.map(|set| set.into_inner().job.unwrap()).map_err(|status| reason(&status))
}

/// Of calls with one key none cancels the run of the others.
async fn one_run(client: Client) {
    let overlap = v1::Overlap::CancelRunning.into();
    let schedule = Some(v1::Schedule { overlap, ..v1::Schedule::default() });
    let made = create(&client, v1::JobSpec { schedule, ..job("keyed", "sleep 300") }).await;
    for round in 0..4 {
        let key = format!("key-{round}");
        let answers = join_all((0..12).map(|_| run(&client, &made, &key))).await;
        let runs: Vec<v1::Run> =
            answers.into_iter().map(|answer| answer.unwrap().run.unwrap()).collect();
        assert!(runs.iter().all(|run| run.id == runs[0].id), "{runs:?}");
        let task = client.task(&runs[0].id).await;
        assert_eq!((task.canceled_by.as_str(), round), ("", round));
    }
    let other = run(&client, &made, "other").await.unwrap().run.unwrap();
    client.reaches(&other.id, TaskState::Running, WITHIN).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_with_one_key_do_not_cancel_their_run_on_sqlite() {
    let up = Up::with(1, 4).start().await;
    one_run(up.client()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_with_one_key_do_not_cancel_their_run_on_postgresql() {
    let database = Database::fresh().await;
    let cluster = Cluster::on(&database);
    let coordinator = cluster.coordinator("c").await;
    let _scheduler = cluster.scheduler("s").await;
    let _worker = cluster.worker("w", 4, &[coordinator.url()]);
    one_run(coordinator.client()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_of_a_deleted_job_is_no_conflict_though_its_runs_stay() {
    let database = Database::fresh().await;
    let cluster = Cluster::on(&database);
    let coordinator = cluster.coordinator("c").await;
    let client = coordinator.client();
    let made = create(&client, job("gone", "true")).await;
    let kept = run(&client, &made, "a").await.unwrap().run.unwrap();
    let job_id = made.id.clone();
    let request = v1::DeleteJobRequest { job_id, keep_runs: true, keep_running: true };
    client.jobs().delete_job(request).await.unwrap();
    assert_eq!(client.task(&kept.id).await.spec.unwrap().idempotency_key, "a", "its task stays");
    assert_eq!(run(&client, &made, "a").await.unwrap_err(), "not-found");
}

/// Nobody but the coordinator makes ends part of a job: there is no scheduler.
#[tokio::test(flavor = "multi_thread")]
async fn a_rehearsal_knows_of_checks_that_have_ended_as_the_call_does() {
    let database = Database::fresh().await;
    let cluster = Cluster::on(&database);
    let coordinator = cluster.coordinator("c").await;
    let _worker = cluster.worker("w", 4, &[coordinator.url()]);
    let client = coordinator.client();
    let command = v1::CommandCheck { command: "true".to_owned() };
    let check = v1::Check {
        name: "well".to_owned(),
        work: Some(v1::check::Work::Command(command)),
        timeout: None,
    };
    let spec = v1::JobSpec { checks: vec![check], requires_checks: true, ..job("gated", "true") };
    let made = create(&client, spec).await;
    assert_eq!(schedule(&client, &made, true).await.unwrap_err(), "checks-not-ok");
    let request = v1::CheckJobRequest { job_id: made.id.clone(), names: Vec::new() };
    let tried = client.jobs().check_job(request).await.unwrap().into_inner().job.unwrap();
    client.reaches(&tried.checks[0].task_id, TaskState::Completed, WITHIN).await;

    let rehearsed = schedule(&client, &made, true).await.unwrap();
    let request = v1::GetJobRequest { job_id: made.id.clone(), name: String::new() };
    let same = client.jobs().get_job(request).await.unwrap().into_inner().job.unwrap();
    assert_eq!((same.version, same.revision), (1, tried.revision), "nothing of it is kept");
    let set = schedule(&client, &made, false).await.unwrap();
    assert_eq!((set.version, set.revision), (rehearsed.version, rehearsed.revision));
    assert_eq!(set.checks, rehearsed.checks);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changes_nothing_is_not_written() {
    let database = Database::fresh().await;
    let cluster = Cluster::on(&database);
    let coordinator = cluster.coordinator("c").await;
    let client = coordinator.client();
    let made = create(&client, v1::JobSpec { schedule: Some(hourly()), ..job("a", "true") }).await;
    assert_eq!(schedule(&client, &made, true).await.unwrap(), made);
    assert_eq!(schedule(&client, &made, false).await.unwrap(), made);
    let request = v1::UpdateJobRequest {
        job_id: made.id.clone(),
        job: made.spec.clone(),
        ..v1::UpdateJobRequest::default()
    };
    let again = client.jobs().update_job(request.clone()).await.unwrap().into_inner();
    assert_eq!(again.job.as_ref(), Some(&made));
    let spec = v1::JobSpec { description: "new".to_owned(), ..made.spec.unwrap() };
    let other = v1::UpdateJobRequest { job: Some(spec), ..request };
    let other = client.jobs().update_job(other).await.unwrap().into_inner().job.unwrap();
    assert_eq!((other.version, other.revision), (made.version + 1, made.revision + 1));
}
