//! Jobs over gRPC on both databases: runs, the ledger, the breaker, checks, intervals, deletion.

use std::time::Duration;

use taskmaster_proto::v1::{
    self, CheckStatus, TaskState, job_service_client::JobServiceClient, schedule::When,
};
use taskmaster_tests::{Client, Cluster, Database, Up, WITHIN, reason, until};

/// A job of a shell command.
fn job(name: &str, command: &str) -> v1::JobSpec {
    let shell = v1::ShellWork { command: command.to_owned() };
    let work = Some(v1::task_spec::Work::Shell(shell));
    v1::JobSpec {
        name: name.to_owned(),
        task: Some(v1::TaskSpec { work, ..v1::TaskSpec::default() }),
        ..v1::JobSpec::default()
    }
}

fn each_second() -> v1::Schedule {
    let expressions = vec!["* * * * * *".to_owned()];
    let when = Some(When::Cron(v1::CronSchedule { expressions }));
    v1::Schedule { when, ..v1::Schedule::default() }
}

fn every(seconds: i64) -> v1::Schedule {
    let when = Some(When::Interval(v1::IntervalSchedule { seconds }));
    v1::Schedule { when, ..v1::Schedule::default() }
}

/// Calls of the service, as short as tests want them.
#[derive(Clone)]
struct Jobs(Client);

type Said<T> = Result<T, tonic::Status>;

impl Jobs {
    fn call(&self) -> JobServiceClient<taskmaster_tests::Link> {
        JobServiceClient::new(self.0.link())
    }

    async fn create(&self, job: v1::JobSpec) -> Said<v1::Job> {
        let request = v1::CreateJobRequest { job: Some(job), ..v1::CreateJobRequest::default() };
        Ok(self.call().create_job(request).await?.into_inner().job.unwrap())
    }

    async fn get(&self, id: &str) -> Said<v1::Job> {
        let request = v1::GetJobRequest { job_id: id.to_owned(), name: String::new() };
        Ok(self.call().get_job(request).await?.into_inner().job.unwrap())
    }

    async fn when(&self, what: &str, id: &str, holds: impl Fn(&v1::Job) -> bool) -> v1::Job {
        until(what, WITHIN, async || {
            let job = self.get(id).await.unwrap();
            holds(&job).then_some(job)
        })
        .await
    }

    async fn update(&self, id: &str, job: v1::JobSpec, version: i32) -> Said<v1::Job> {
        let (job_id, expected_version) = (id.to_owned(), version);
        let validate_only = false;
        let request =
            v1::UpdateJobRequest { job_id, job: Some(job), expected_version, validate_only };
        Ok(self.call().update_job(request).await?.into_inner().job.unwrap())
    }

    async fn schedule(&self, id: &str, schedule: v1::Schedule) -> Said<v1::Job> {
        let (job_id, schedule) = (id.to_owned(), Some(schedule));
        let request = v1::SetJobScheduleRequest { job_id, schedule, validate_only: false };
        Ok(self.call().set_job_schedule(request).await?.into_inner().job.unwrap())
    }

    async fn run(&self, id: &str) -> Said<v1::Run> {
        let request = v1::RunJobRequest { job_id: id.to_owned(), ..v1::RunJobRequest::default() };
        Ok(self.call().run_job(request).await?.into_inner().run.unwrap())
    }

    async fn runs(&self, id: &str) -> Vec<v1::Run> {
        let request =
            v1::ListRunsRequest { job_id: id.to_owned(), ..v1::ListRunsRequest::default() };
        self.call().list_runs(request).await.unwrap().into_inner().runs
    }

    async fn fires(&self, id: &str) -> Vec<v1::Fire> {
        let job_id = id.to_owned();
        let request = v1::ListFiresRequest { job_id, ..v1::ListFiresRequest::default() };
        self.call().list_fires(request).await.unwrap().into_inner().fires
    }

    async fn versions(&self, id: &str) -> Vec<v1::JobVersion> {
        let job_id = id.to_owned();
        let request =
            v1::ListJobVersionsRequest { job_id, ..v1::ListJobVersionsRequest::default() };
        self.call().list_job_versions(request).await.unwrap().into_inner().versions
    }

    async fn delete(&self, id: &str, keep_runs: bool, keep_running: bool) -> Said<i32> {
        let request = v1::DeleteJobRequest { job_id: id.to_owned(), keep_runs, keep_running };
        Ok(self.call().delete_job(request).await?.into_inner().canceled)
    }

    async fn must_be_verified(&self, id: &str) -> i64 {
        let request = v1::VerifyJobRequest { job_id: id.to_owned(), since: None };
        let verified = self.call().verify_job(request).await.unwrap().into_inner();
        assert!(verified.absent.is_empty() && verified.surplus.is_empty(), "{verified:?}");
        verified.expected
    }
}

fn seconds(at: &Option<prost_types::Timestamp>) -> f64 {
    let at = at.expect("a time");
    at.seconds as f64 + f64::from(at.nanos) / 1e9
}

/// Each second has its fire, each fire its run; an edit makes a version, and runs keep theirs.
async fn fires(client: Client) {
    let jobs = Jobs(client);
    let made = jobs.create(v1::JobSpec { schedule: Some(each_second()), ..job("a", "true") }).await;
    let made = made.unwrap();
    assert!(made.next_run_at.is_some() && made.last_run.is_none(), "{made:?}");
    let refused = jobs.create(job("a", "true")).await.unwrap_err();
    assert_eq!(reason(&refused), "name-taken");
    jobs.when("two runs", &made.id, |job| job.recent.len() > 1 && job.open_runs == 0).await;

    let refused = jobs.update(&made.id, job("a", "true"), 7).await.unwrap_err();
    assert_eq!(reason(&refused), "version-conflict");
    let edited = jobs.update(&made.id, job("b", "true"), 1).await.unwrap();
    assert_eq!((edited.version, edited.next_run_at), (2, None));
    jobs.when("no open run", &made.id, |job| job.open_runs == 0).await;
    let by_hand = jobs.run(&made.id).await.unwrap();
    assert_eq!((by_hand.trigger.as_str(), by_hand.job_version), ("manual", 2));
    let done = jobs.when("its end", &made.id, |job| job.open_runs == 0).await;
    let last = done.last_run.unwrap();
    assert_eq!((&last.id, last.state()), (&by_hand.id, TaskState::Completed));
    assert!(last.finished_at.is_some() && done.last_finished_at.is_some());

    let runs = jobs.runs(&made.id).await;
    assert_eq!(runs[0].id, by_hand.id, "newest first");
    let scheduled: Vec<&v1::Run> = runs.iter().filter(|run| run.trigger == "scheduled").collect();
    assert!(scheduled.iter().all(|run| run.job_version == 1 && run.nominal_at.is_some()));
    let fires = jobs.fires(&made.id).await;
    let fired: Vec<&str> =
        fires.iter().filter(|f| f.outcome == "fired").map(|f| f.run_id.as_str()).collect();
    let ids: Vec<&str> = scheduled.iter().map(|run| run.id.as_str()).collect();
    assert_eq!(fired, ids);
    assert_eq!(jobs.must_be_verified(&made.id).await, fires.len() as i64);
    let versions: Vec<i32> = jobs.versions(&made.id).await.iter().map(|v| v.version).collect();
    assert_eq!(versions, [2, 1]);
    let task = jobs.0.task(&by_hand.id).await;
    assert_eq!(task.run.unwrap().job_id, made.id);
}

/// A scheduled run that fails breaks its job; one by hand never does; setting the schedule mends.
async fn breaks(client: Client) {
    let jobs = Jobs(client);
    let made = jobs.create(job("broken", "exit 3")).await.unwrap();
    jobs.run(&made.id).await.unwrap();
    let after = jobs.when("a failed run", &made.id, |job| job.last_finished_at.is_some()).await;
    assert!(!after.broken && after.last_run.unwrap().state() == TaskState::Failed);

    jobs.schedule(&made.id, each_second()).await.unwrap();
    let broken = jobs.when("a broken job", &made.id, |job| job.broken).await;
    let kept = broken.spec.unwrap().schedule.unwrap();
    assert_eq!((kept.active, broken.next_run_at), (Some(false), None));
    assert!(kept.when.is_some(), "off keeps the schedule");
    assert_eq!(jobs.versions(&made.id).await[0].edited_by, "system:breaker");
    let listed = v1::ListJobsRequest { broken: Some(true), ..v1::ListJobsRequest::default() };
    let listed = jobs.call().list_jobs(listed).await.unwrap().into_inner().jobs;
    assert_eq!(listed.len(), 1);
    jobs.run(&made.id).await.unwrap();

    // Off, said by somebody, mends as well.
    let mended = jobs.schedule(&made.id, v1::Schedule { active: Some(false), ..each_second() });
    assert!(!mended.await.unwrap().broken);
    jobs.must_be_verified(&made.id).await;
}

/// What requires checks is not switched on, and does not run, before all of them are ok.
async fn checks(client: Client) {
    let jobs = Jobs(client);
    let check = |name: &str, command: &str| {
        let command = v1::CommandCheck { command: command.to_owned() };
        let work = Some(v1::check::Work::Command(command));
        v1::Check { name: name.to_owned(), work, timeout: None }
    };
    let spec = |checks| v1::JobSpec { checks, requires_checks: true, ..job("gated", "true") };
    let made = jobs.create(spec(Vec::new())).await.unwrap();
    let refused = jobs.schedule(&made.id, every(3_600)).await.unwrap_err();
    assert_eq!(reason(&refused), "checks-not-ok", "no check is not enough");

    let checked = spec(vec![check("well", "true"), check("ill", "echo no >&2; exit 1")]);
    jobs.update(&made.id, checked, 0).await.unwrap();
    let start = async || {
        let request = v1::CheckJobRequest { job_id: made.id.clone(), names: Vec::new() };
        jobs.call().check_job(request).await.unwrap();
        let is_told = |check: &v1::CheckState| {
            matches!(check.status(), CheckStatus::Ok | CheckStatus::Failed)
        };
        jobs.when("the checks", &made.id, |job| job.checks.iter().all(is_told)).await
    };
    let told = start().await;
    let told: Vec<CheckStatus> = told.checks.iter().map(v1::CheckState::status).collect();
    assert_eq!(told, [CheckStatus::Ok, CheckStatus::Failed]);
    assert_eq!(reason(&jobs.run(&made.id).await.unwrap_err()), "checks-not-ok");
    let refused = jobs.schedule(&made.id, every(3_600)).await.unwrap_err();
    assert_eq!(reason(&refused), "checks-not-ok");
    let same = jobs.get(&made.id).await.unwrap();
    assert!(same.spec.unwrap().schedule.unwrap().when.is_none(), "it stays as it was");
    let off = v1::Schedule { active: Some(false), ..every(3_600) };
    jobs.schedule(&made.id, off).await.expect("off needs no check");

    jobs.update(&made.id, spec(vec![check("well", "true")]), 0).await.unwrap();
    start().await;
    assert!(jobs.schedule(&made.id, every(3_600)).await.unwrap().next_run_at.is_some());
    assert!(jobs.runs(&made.id).await.is_empty(), "checks are no runs");
}

/// An interval counts from when it is set and from the last finish, and not while a run is open.
async fn interval(client: Client) {
    let jobs = Jobs(client);
    let made = jobs.create(job("interval", "sleep 1")).await.unwrap();
    let set = jobs.schedule(&made.id, every(3_600)).await.unwrap();
    let first = seconds(&set.next_run_at);
    assert!((first - seconds(&set.updated_at) - 3_600.0).abs() < 1.5, "{set:?}");
    assert!(jobs.runs(&made.id).await.is_empty(), "nothing starts at once");

    jobs.run(&made.id).await.unwrap();
    let open = jobs.get(&made.id).await.unwrap();
    assert_eq!((open.open_runs, open.next_run_at), (1, None));
    assert_eq!(reason(&jobs.run(&made.id).await.unwrap_err()), "already-running");
    let done = jobs.when("its end", &made.id, |job| job.next_run_at.is_some()).await;
    let wait = seconds(&done.next_run_at) - seconds(&done.last_finished_at);
    assert!((wait - 3_600.0).abs() < 1e-3, "{done:?}");

    let disabled = v1::JobSpec { enabled: Some(false), ..job("interval", "sleep 1") };
    jobs.update(&made.id, disabled, 0).await.unwrap();
    assert_eq!(reason(&jobs.run(&made.id).await.unwrap_err()), "job-disabled");
}

/// A deletion takes what runs along, or leaves it.
async fn deletion(client: Client) {
    let jobs = Jobs(client);
    let made = jobs.create(job("gone", "sleep 300")).await.unwrap();
    let run = jobs.run(&made.id).await.unwrap().id;
    jobs.0.reaches(&run, TaskState::Running, WITHIN).await;
    assert_eq!(jobs.delete(&made.id, false, false).await.unwrap(), 1);
    let gone = jobs.get(&made.id).await.unwrap_err();
    assert_eq!((gone.code(), reason(&gone)), (tonic::Code::NotFound, "not-found".into()));
    jobs.delete(&made.id, false, false).await.unwrap_err();
    until("the end of its run's task", WITHIN, async || {
        let request = v1::GetTaskRequest { task_id: run.clone() };
        let task = jobs.0.tasks().get_task(request).await;
        task.err().filter(|away| away.code() == tonic::Code::NotFound)
    })
    .await;

    let made = jobs.create(job("gone", "sleep 1")).await.expect("the name is free");
    let run = jobs.run(&made.id).await.unwrap().id;
    assert_eq!(jobs.delete(&made.id, true, true).await.unwrap(), 0);
    let ended = jobs.0.ended(&run, WITHIN + Duration::from_secs(1)).await;
    assert_eq!(ended.state(), TaskState::Completed);
}

/// A call that is repeated makes nothing twice.
async fn repeats(client: Client) {
    let jobs = Jobs(client);
    let job_id = uuid::Uuid::now_v7().to_string();
    let job = Some(job("once", "sleep 1"));
    let create = v1::CreateJobRequest { job, job_id, validate_only: false };
    let first = jobs.call().create_job(create.clone()).await.unwrap().into_inner().job.unwrap();
    let second = jobs.call().create_job(create).await.unwrap().into_inner().job.unwrap();
    assert_eq!((&first.id, first.revision), (&second.id, second.revision));
    let run = v1::RunJobRequest {
        job_id: first.id.clone(),
        run_id: uuid::Uuid::now_v7().to_string(),
        ..v1::RunJobRequest::default()
    };
    let one = jobs.call().run_job(run.clone()).await.unwrap().into_inner().run.unwrap();
    let two = jobs.call().run_job(run).await.unwrap().into_inner().run.unwrap();
    assert_eq!(one.id, two.id);
    assert_eq!(jobs.runs(&first.id).await.len(), 1);
}

macro_rules! on_both {
    ($($case:ident, $sqlite:ident, $postgresql:ident;)+) => {
        $(
            #[tokio::test(flavor = "multi_thread")]
            async fn $sqlite() {
                let up = Up::with(1, 4).start().await;
                $case(up.client()).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn $postgresql() {
                let database = Database::fresh().await;
                let cluster = Cluster::on(&database);
                let coordinator = cluster.coordinator("c").await;
                let _schedulers = (cluster.scheduler("s1").await, cluster.scheduler("s2").await);
                let _worker = cluster.worker("w", 4, &[coordinator.url()]);
                $case(coordinator.client()).await;
            }
        )+
    };
}

on_both! {
    fires, each_nominal_time_has_one_fire_on_sqlite, each_nominal_time_has_one_fire_on_postgresql;
    breaks, a_failed_scheduled_run_breaks_its_job_on_sqlite, a_failed_scheduled_run_breaks_its_job_on_postgresql;
    checks, checks_gate_schedule_and_runs_on_sqlite, checks_gate_schedule_and_runs_on_postgresql;
    interval, an_interval_counts_from_the_last_finish_on_sqlite, an_interval_counts_from_the_last_finish_on_postgresql;
    deletion, a_deleted_job_takes_its_runs_along_on_sqlite, a_deleted_job_takes_its_runs_along_on_postgresql;
    repeats, a_repeated_call_makes_nothing_twice_on_sqlite, a_repeated_call_makes_nothing_twice_on_postgresql;
}
