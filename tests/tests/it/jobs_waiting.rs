//! What becomes of runs that wait when their job breaks, is disabled or is switched off.

use taskmaster_proto::v1::{self, TaskState, schedule::When};
use taskmaster_tests::{Client, Cluster, Database, Up, WITHIN, until};

/// A job of which one run may wait for another.
fn job(name: &str, command: &str, schedule: v1::Schedule) -> v1::JobSpec {
    let shell = v1::ShellWork { command: command.to_owned() };
    let work = Some(v1::task_spec::Work::Shell(shell));
    let overlap = v1::Overlap::QueueOne.into();
    v1::JobSpec {
        name: name.to_owned(),
        task: Some(v1::TaskSpec { work, ..v1::TaskSpec::default() }),
        schedule: Some(v1::Schedule { overlap, ..schedule }),
        ..v1::JobSpec::default()
    }
}

fn each_second() -> v1::Schedule {
    let expressions = vec!["* * * * * *".to_owned()];
    let when = Some(When::Cron(v1::CronSchedule { expressions }));
    v1::Schedule { when, ..v1::Schedule::default() }
}

async fn create(client: &Client, job: v1::JobSpec) -> v1::Job {
    let request = v1::CreateJobRequest { job: Some(job), ..v1::CreateJobRequest::default() };
    client.jobs().create_job(request).await.unwrap().into_inner().job.unwrap()
}

async fn get(client: &Client, job: &v1::Job) -> v1::Job {
    let request = v1::GetJobRequest { job_id: job.id.clone(), name: String::new() };
    client.jobs().get_job(request).await.unwrap().into_inner().job.unwrap()
}

async fn run(client: &Client, job: &v1::Job) -> Result<v1::Run, tonic::Status> {
    let request = v1::RunJobRequest { job_id: job.id.clone(), ..v1::RunJobRequest::default() };
    Ok(client.jobs().run_job(request).await?.into_inner().run.unwrap())
}

async fn update(client: &Client, job: &v1::Job, spec: v1::JobSpec) -> Result<(), tonic::Status> {
    let (job_id, job) = (job.id.clone(), Some(spec));
    let request = v1::UpdateJobRequest { job_id, job, ..v1::UpdateJobRequest::default() };
    client.jobs().update_job(request).await.map(drop)
}

/// While its first run fails a second one waits, behind which nothing may come between the end and
/// the break.
async fn breaks(client: &Client) {
    for n in 0..3 {
        let name = format!("broken-{n}");
        let made = create(client, job(&name, "sleep 1.5; exit 1", each_second())).await;
        let broken = until("a broken job without an open run", WITHIN, async || {
            let job = get(client, &made).await;
            (job.broken && job.open_runs == 0).then_some(job)
        })
        .await;
        let ends = [TaskState::Canceled, TaskState::Failed].map(i32::from);
        assert_eq!(broken.recent, ends, "{broken:?}");
        let waited = client.task(&broken.last_run.unwrap().id).await;
        assert_eq!((waited.canceled_by.as_str(), waited.attempt), ("system:breaker", 0));
    }
}

/// Of two runs by hand one waits. Off leaves it there, and what is refused does; `enabled` ends it.
async fn is_disabled(client: &Client) {
    let spec = |name: &str, enabled, active| {
        let schedule = v1::Schedule { active: Some(active), ..v1::Schedule::default() };
        let job = job(name, "sleep 300", schedule);
        v1::JobSpec { enabled: Some(enabled), ..job }
    };
    let made = create(client, spec("disabled", true, true)).await;
    create(client, spec("other", true, true)).await;
    let first = run(client, &made).await.unwrap();
    client.reaches(&first.id, TaskState::Running, WITHIN).await;
    let second = run(client, &made).await.unwrap();
    let third = run(client, &made).await.unwrap_err();
    assert_eq!(third.message(), "a run of the job waits already, and no second one may");

    update(client, &made, spec("disabled", true, false)).await.unwrap();
    assert!(update(client, &made, spec("other", false, false)).await.is_err(), "a taken name");
    assert_eq!(client.task(&second.id).await.state(), TaskState::Queued);
    update(client, &made, spec("disabled", false, false)).await.unwrap();
    let waited = client.task(&second.id).await;
    assert_eq!(
        (waited.state(), waited.canceled_by.as_str()),
        (TaskState::Canceled, "system:disabled")
    );
    let held = client.task(&first.id).await;
    assert_eq!((held.state(), held.canceled_by.as_str()), (TaskState::Running, ""));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_never_begins_in_a_job_that_breaks_or_is_disabled_on_sqlite() {
    let up = Up::with(1, 4).start().await;
    breaks(&up.client()).await;
    is_disabled(&up.client()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_never_begins_in_a_job_that_breaks_or_is_disabled_on_postgresql() {
    let database = Database::fresh().await;
    let cluster = Cluster::on(&database);
    let coordinator = cluster.coordinator("c").await;
    let _schedulers = [cluster.scheduler("s").await, cluster.scheduler("t").await];
    let _worker = cluster.worker("w", 4, &[coordinator.url()]);
    breaks(&coordinator.client()).await;
    is_disabled(&coordinator.client()).await;
}
