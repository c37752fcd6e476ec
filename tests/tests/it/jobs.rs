//! Jobs over gRPC on both databases: runs, the ledger, the breaker, checks, intervals, deletion.

use std::time::Duration;

use taskmaster_proto::v1::{self, CheckStatus, TaskState, schedule::When};
use taskmaster_tests::{Client, Cluster, Database, Up, WITHIN, reason, until};
use tonic_types::StatusExt as _;

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
    async fn create(&self, job: v1::JobSpec) -> Said<v1::Job> {
        let request = v1::CreateJobRequest { job: Some(job), ..v1::CreateJobRequest::default() };
        Ok(self.0.jobs().create_job(request).await?.into_inner().job.unwrap())
    }

    async fn get(&self, id: &str) -> Said<v1::Job> {
        let request = v1::GetJobRequest { job_id: id.to_owned(), name: String::new() };
        Ok(self.0.jobs().get_job(request).await?.into_inner().job.unwrap())
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
        Ok(self.0.jobs().update_job(request).await?.into_inner().job.unwrap())
    }

    async fn schedule(&self, id: &str, schedule: v1::Schedule) -> Said<v1::Job> {
        self.schedule_of(id, schedule, 0).await
    }

    /// Of a certain version; of any when 0.
    async fn schedule_of(&self, id: &str, schedule: v1::Schedule, version: i32) -> Said<v1::Job> {
        let request = v1::SetJobScheduleRequest {
            job_id: id.to_owned(),
            schedule: Some(schedule),
            expected_version: version,
            validate_only: false,
        };
        Ok(self.0.jobs().set_job_schedule(request).await?.into_inner().job.unwrap())
    }

    /// A copy of a job; with an id for the copy, unless that is empty.
    async fn copy(&self, id: &str, name: &str, copy_id: &str) -> Said<v1::Job> {
        let (job_id, name, copy_id) = (id.to_owned(), name.to_owned(), copy_id.to_owned());
        let request = v1::DuplicateJobRequest { job_id, name, copy_id };
        Ok(self.0.jobs().duplicate_job(request).await?.into_inner().job.unwrap())
    }

    async fn run(&self, id: &str) -> Said<v1::Run> {
        let request = v1::RunJobRequest { job_id: id.to_owned(), ..v1::RunJobRequest::default() };
        Ok(self.0.jobs().run_job(request).await?.into_inner().run.unwrap())
    }

    async fn runs(&self, id: &str) -> Vec<v1::Run> {
        let request =
            v1::ListRunsRequest { job_id: id.to_owned(), ..v1::ListRunsRequest::default() };
        self.0.jobs().list_runs(request).await.unwrap().into_inner().runs
    }

    async fn fires(&self, id: &str) -> Vec<v1::Fire> {
        let job_id = id.to_owned();
        let request = v1::ListFiresRequest { job_id, ..v1::ListFiresRequest::default() };
        self.0.jobs().list_fires(request).await.unwrap().into_inner().fires
    }

    async fn versions(&self, id: &str) -> Vec<v1::JobVersion> {
        let job_id = id.to_owned();
        let request =
            v1::ListJobVersionsRequest { job_id, ..v1::ListJobVersionsRequest::default() };
        self.0.jobs().list_job_versions(request).await.unwrap().into_inner().versions
    }

    async fn delete(&self, id: &str, keep_runs: bool, keep_running: bool) -> Said<i32> {
        let request = v1::DeleteJobRequest { job_id: id.to_owned(), keep_runs, keep_running };
        Ok(self.0.jobs().delete_job(request).await?.into_inner().canceled)
    }

    async fn must_be_verified(&self, id: &str) -> i64 {
        let request = v1::VerifyJobRequest { job_id: id.to_owned(), since: None };
        let verified = self.0.jobs().verify_job(request).await.unwrap().into_inner();
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
    assert_eq!(runs[0].created_at, by_hand.created_at);
    let scheduled: Vec<&v1::Run> = runs.iter().filter(|run| run.trigger == "scheduled").collect();
    assert!(scheduled.iter().all(|run| run.job_version == 1 && run.nominal_at.is_some()));
    let fires = jobs.fires(&made.id).await;
    let fired: Vec<&str> =
        fires.iter().filter(|f| f.outcome == "fired").map(|f| f.run_id.as_str()).collect();
    let ids: Vec<&str> = scheduled.iter().map(|run| run.id.as_str()).collect();
    assert_eq!(fired, ids);
    assert_eq!(jobs.must_be_verified(&made.id).await, fires.len() as i64);
    let versions = jobs.versions(&made.id).await;
    assert_eq!(versions.iter().map(|v| v.version).collect::<Vec<_>>(), [2, 1]);
    let owners = versions.iter().map(|v| v.spec.as_ref().unwrap().owner.as_str());
    assert!(owners.clone().all(|owner| owner == made.created_by), "{owners:?}");
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
    let listed = jobs.0.jobs().list_jobs(listed).await.unwrap().into_inner().jobs;
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
        jobs.0.jobs().check_job(request).await.unwrap();
        let is_told = |check: &v1::CheckState| {
            matches!(check.status(), CheckStatus::Ok | CheckStatus::Failed)
        };
        jobs.when("the checks", &made.id, |job| job.checks.iter().all(is_told)).await
    };
    let told = start().await;
    let refused = jobs.0.retry(&told.checks[1].task_id).await.unwrap_err();
    let again = "the task is a check of a job: start the job's checks again instead";
    assert_eq!((reason(&refused), refused.message()), ("wrong-state".into(), again));
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

    let made = jobs.create(job("kept", "sleep 300")).await.unwrap();
    let run = jobs.run(&made.id).await.unwrap().id;
    jobs.0.cancel(&run).await.unwrap();
    jobs.0.ended(&run, WITHIN).await;
    let refused = jobs.0.retry(&run).await.unwrap_err();
    let again = "the task is a run of a job: run the job again instead";
    assert_eq!((reason(&refused), refused.message()), ("wrong-state".into(), again));
    jobs.delete(&made.id, true, false).await.unwrap();
    jobs.0.retry(&run).await.expect("it is a task like any other now");
    jobs.0.reaches(&run, TaskState::Running, WITHIN).await;
}

/// A call that is repeated makes nothing twice.
async fn repeats(client: Client) {
    let jobs = Jobs(client);
    let job_id = uuid::Uuid::now_v7().to_string();
    let job = Some(job("once", "sleep 1"));
    let create = v1::CreateJobRequest { job, job_id, validate_only: false };
    let first = jobs.0.jobs().create_job(create.clone()).await.unwrap().into_inner().job.unwrap();
    let second = jobs.0.jobs().create_job(create).await.unwrap().into_inner().job.unwrap();
    assert_eq!((&first.id, first.revision), (&second.id, second.revision));
    let run = v1::RunJobRequest {
        job_id: first.id.clone(),
        run_id: uuid::Uuid::now_v7().to_string(),
        ..v1::RunJobRequest::default()
    };
    let one = jobs.0.jobs().run_job(run.clone()).await.unwrap().into_inner().run.unwrap();
    let two = jobs.0.jobs().run_job(run).await.unwrap().into_inner().run.unwrap();
    assert_eq!(one.id, two.id);
    assert_eq!(jobs.runs(&first.id).await.len(), 1);
}

/// A schedule is set of the version that its caller has seen.
async fn conflicts(client: Client) {
    let jobs = Jobs(client);
    let made = jobs.create(job("seen", "true")).await.unwrap();
    let set = jobs.schedule_of(&made.id, every(3_600), 1).await.unwrap();
    assert_eq!(set.version, 2);
    let refused = jobs.schedule_of(&made.id, every(60), 1).await.unwrap_err();
    let told = (refused.code(), reason(&refused));
    assert_eq!(told, (tonic::Code::Aborted, "version-conflict".into()));
    assert_eq!(refused.message(), "the job has version 2 by now");
    let only = v1::SetJobScheduleRequest {
        job_id: made.id.clone(),
        schedule: Some(every(60)),
        expected_version: 1,
        validate_only: true,
    };
    let refused = jobs.0.jobs().set_job_schedule(only).await.unwrap_err();
    assert_eq!(reason(&refused), "version-conflict", "a rehearsal is refused as well");
    assert_eq!(jobs.get(&made.id).await.unwrap(), set, "nothing of it is kept");
    assert_eq!(jobs.schedule_of(&made.id, every(60), 2).await.unwrap().version, 3);
    assert_eq!(jobs.schedule_of(&made.id, every(30), 0).await.unwrap().version, 4, "0 is any");
}

/// A copy has all but the name, and its schedule is off.
async fn copies(client: Client) {
    let jobs = Jobs(client);
    let spec = v1::JobSpec {
        schedule: Some(every(3_600)),
        owner: "user:ann".to_owned(),
        description: "as it was".to_owned(),
        ..job("original", "true")
    };
    let made = jobs.create(spec).await.unwrap();
    jobs.schedule(&made.id, every(7_200)).await.unwrap();
    let copy_id = uuid::Uuid::now_v7().to_string();
    let copy = jobs.copy(&made.id, "copy", &copy_id).await.unwrap();
    assert_eq!((&copy.id, copy.version, copy.next_run_at), (&copy_id, 1, None));
    let expected = v1::JobSpec {
        name: "copy".to_owned(),
        schedule: copy.spec.clone().unwrap().schedule,
        ..made.spec.unwrap()
    };
    assert_eq!(copy.spec.as_ref(), Some(&expected));
    let schedule = expected.schedule.unwrap();
    assert_eq!((schedule.active, schedule.when), (Some(false), every(7_200).when));
    assert_eq!(jobs.copy(&made.id, "copy", &copy_id).await.unwrap(), copy, "a repeat is no other");
    let original = jobs.get(&made.id).await.unwrap();
    assert!(original.next_run_at.is_some() && original.version == 2, "{original:?}");

    assert_eq!(reason(&jobs.copy(&made.id, "copy", "").await.unwrap_err()), "name-taken");
    let nobody = uuid::Uuid::now_v7().to_string();
    assert_eq!(reason(&jobs.copy(&nobody, "other", "").await.unwrap_err()), "not-found");
    let refused = jobs.copy(&made.id, "", "").await.unwrap_err();
    let fields = refused.get_error_details().bad_request().unwrap().field_violations.clone();
    assert_eq!(fields.iter().map(|fault| fault.field.as_str()).collect::<Vec<_>>(), ["name"]);
    assert_ne!(jobs.copy(&made.id, "other", "").await.unwrap().id, copy.id, "an id is drawn");
}

/// The same key is the same run, whoever is faster and however it ended.
async fn keys(client: Client) {
    let jobs = Jobs(client);
    let schedule = v1::Schedule { overlap: v1::Overlap::Allow.into(), ..v1::Schedule::default() };
    let made = jobs
        .create(v1::JobSpec { schedule: Some(schedule), ..job("keyed", "true") })
        .await
        .unwrap();
    let ask = async |key: &str, priority: Option<i32>| -> Said<(String, bool)> {
        let request = v1::RunJobRequest {
            job_id: made.id.clone(),
            overrides: Some(v1::RunOverrides { priority, ..v1::RunOverrides::default() }),
            idempotency_key: key.to_owned(),
            ..v1::RunJobRequest::default()
        };
        let answer = jobs.0.jobs().run_job(request).await?.into_inner();
        Ok((answer.run.unwrap().id, answer.existing))
    };
    let all = futures::future::join_all((0..12).map(|_| ask("a", None))).await;
    let all: Vec<(String, bool)> = all.into_iter().map(Result::unwrap).collect();
    let (first, _) = &all[0];
    assert!(all.iter().all(|(id, _)| id == first), "{all:?}");
    assert_eq!(all.iter().filter(|(_, existing)| !existing).count(), 1, "{all:?}");
    assert_eq!(jobs.runs(&made.id).await.len(), 1);

    jobs.when("its end", &made.id, |job| job.open_runs == 0).await;
    let other = jobs.update(&made.id, job("keyed", "false"), 0).await.unwrap();
    assert_eq!(ask("a", None).await.unwrap(), (first.clone(), true), "an edit changes no run");
    let refused = ask("a", Some(7)).await.unwrap_err();
    assert_eq!(reason(&refused), "idempotency-key-taken");
    assert!(!ask("b", Some(7)).await.unwrap().1);
    assert!(ask("b", Some(7)).await.unwrap().1);
    let task = jobs.0.task(first).await;
    assert_eq!(task.spec.unwrap().idempotency_key, "a", "it is told as it was given");

    let request = v1::RunJobRequest {
        job_id: jobs.create(job("other", "true")).await.unwrap().id,
        idempotency_key: "a".to_owned(),
        ..v1::RunJobRequest::default()
    };
    assert!(
        !jobs.0.jobs().run_job(request).await.unwrap().into_inner().existing,
        "keys are a job's"
    );
    let ended = jobs.when("the end of all", &other.id, |job| job.open_runs == 0).await;
    assert_eq!(jobs.runs(&ended.id).await.len(), 2);
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
    conflicts, a_schedule_is_set_of_the_version_that_was_seen_on_sqlite, a_schedule_is_set_of_the_version_that_was_seen_on_postgresql;
    copies, a_copy_of_a_job_is_off_on_sqlite, a_copy_of_a_job_is_off_on_postgresql;
    keys, the_same_key_is_the_same_run_on_sqlite, the_same_key_is_the_same_run_on_postgresql;
}

/// Without a scheduler nobody but the coordinator settles the end of the first run.
#[tokio::test(flavor = "multi_thread")]
async fn who_has_seen_a_run_end_may_start_the_next_one() {
    let database = Database::fresh().await;
    let cluster = Cluster::on(&database);
    let coordinator = cluster.coordinator("c").await;
    let _worker = cluster.worker("w", 4, &[coordinator.url()]);
    let jobs = Jobs(coordinator.client());
    let made = jobs.create(job("again", "true")).await.unwrap();
    for _ in 0..3 {
        let run = jobs.run(&made.id).await.unwrap().id;
        jobs.0.reaches(&run, TaskState::Completed, WITHIN).await;
    }
    let long = jobs.create(job("long", "sleep 300")).await.unwrap();
    jobs.run(&long.id).await.unwrap();
    assert_eq!(reason(&jobs.run(&long.id).await.unwrap_err()), "already-running");
    assert_eq!(jobs.delete(&long.id, false, false).await.unwrap(), 1, "each run counts once");
}
