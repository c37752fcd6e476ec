//! Schedulers that die while jobs are due each second: the ledger is complete, and no time has two
//! runs.

use std::time::Duration;

use rand::{Rng as _, SeedableRng as _, rngs::StdRng};
use taskmaster_proto::v1::{self, job_service_client::JobServiceClient, task_spec::Work};
use taskmaster_tests::{Client, Cluster, Database, Link, Role, WITHIN, is_soak, throughout, until};

/// Jobs, all due in the same moment.
const JOBS: usize = 20;

fn every_second(name: String) -> v1::JobSpec {
    let cron = v1::CronSchedule { expressions: vec!["* * * * * *".to_owned()] };
    let schedule = v1::Schedule {
        when: Some(v1::schedule::When::Cron(cron)),
        overlap: v1::Overlap::Allow.into(),
        catchup: v1::Catchup::All.into(),
        ..v1::Schedule::default()
    };
    let task = v1::TaskSpec { work: Some(Work::Noop(v1::NoopWork {})), ..v1::TaskSpec::default() };
    v1::JobSpec { name, task: Some(task), schedule: Some(schedule), ..v1::JobSpec::default() }
}

async fn made(jobs: &mut JobServiceClient<Link>) -> Vec<v1::Job> {
    let mut made = Vec::new();
    for n in 0..JOBS {
        let job = Some(every_second(format!("job {n}")));
        let request = v1::CreateJobRequest { job, ..v1::CreateJobRequest::default() };
        made.push(jobs.create_job(request).await.unwrap().into_inner().job.unwrap());
    }
    made
}

async fn off(jobs: &mut JobServiceClient<Link>, job: &v1::Job) {
    let kept = job.spec.as_ref().and_then(|spec| spec.schedule.clone()).unwrap();
    let schedule = Some(v1::Schedule { active: Some(false), ..kept });
    let job_id = job.id.clone();
    let request =
        v1::SetJobScheduleRequest { job_id, schedule, ..v1::SetJobScheduleRequest::default() };
    jobs.set_job_schedule(request).await.unwrap();
}

async fn is_clean(jobs: &mut JobServiceClient<Link>, job: &v1::Job) -> i64 {
    let request = v1::VerifyJobRequest { job_id: job.id.clone(), since: None };
    let told = jobs.verify_job(request).await.unwrap().into_inner();
    assert_eq!((told.absent, told.surplus), (vec![], vec![]));
    assert_eq!(told.expected, told.found);
    told.expected
}

async fn fired(database: &Database) -> i64 {
    database.number("select count(*) from fire where outcome = 0").await
}

#[tokio::test(flavor = "multi_thread")]
async fn schedulers_that_are_killed_miss_no_fire_and_make_none_twice() {
    let database = Database::fresh().await;
    let cluster = Cluster::on(&database).short_lease();
    let coordinator = cluster.coordinator("coordinator").await;
    let _worker = cluster.worker("w", 50, &[coordinator.url()]);
    let client: Client = coordinator.client();
    client.workers_are(1, WITHIN).await;
    let mut schedulers: Vec<Role> = Vec::new();
    for name in ["one", "two", "three"] {
        schedulers.push(cluster.scheduler(name).await);
    }
    let mut service = client.jobs();
    let jobs = made(&mut service).await;

    let mut random = StdRng::seed_from_u64(7);
    for kill in 0..if is_soak() { 50 } else { 5 } {
        let before = fired(&database).await;
        until("fires go on", WITHIN, async || (fired(&database).await > before + 5).then_some(()))
            .await;
        // Around the full second, when all of them act.
        let moment = Duration::from_millis(random.random_range(0..1_000));
        throughout("a moment", moment, async || fired(&database).await > before).await;
        schedulers[kill % 3].service().kill();
        schedulers[kill % 3].restart().await;
    }
    for job in &jobs {
        off(&mut service, job).await;
    }

    let mut expected = 0;
    for job in &jobs {
        expected += is_clean(&mut service, job).await;
    }
    assert!(expected >= JOBS as i64 * 5, "there was something to see: {expected}");
    assert_eq!(fired(&database).await, expected, "nothing was missed: all was caught up");
    let twice = "select count(*) from (select from run where nominal_at is not null \
                 group by job, nominal_at having count(*) > 1) twice";
    assert_eq!(database.number(twice).await, 0);
    let runs = "select count(*) from run where nominal_at is not null";
    assert_eq!(database.number(runs).await, expected, "each fire has its run");
}
