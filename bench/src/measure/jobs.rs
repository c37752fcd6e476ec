//! How soon jobs run whose time has come, and what they cost until then.

use std::time::Duration;

use futures::future::try_join_all;
use taskmaster_domain::Timestamp;
use taskmaster_proto::{
    convert::{timestamp, to_timestamp},
    v1::{self, job_service_client::JobServiceClient, schedule::When},
};
use taskmaster_runtime::Clock;
use tokio::time::{Instant, sleep};

use super::Setting;
use crate::{
    error::{Error, Result},
    figures::Figures,
    host::{Client, CpuMeter, Site, noop},
    stats::{percentile, rate},
};

/// Calls that wait at once, and the connections that they share.
const CALLERS: usize = 64;
const CONNECTIONS: usize = 8;
/// Slots of the worker: enough that none waits for one.
const SLOTS: u32 = 1_000;
/// Until the first time comes: all jobs are made by then.
const LEAD: Duration = Duration::from_secs(60);
/// How long all runs may take to end after the last time.
const END: Duration = Duration::from_secs(30);
/// How long is looked at what idle ones cost.
const LOOK: Duration = Duration::from_secs(10);
/// Beyond the end of the measure.
const FAR: Duration = Duration::from_secs(86_400);

pub(super) async fn measure(setting: Setting<'_>, figures: &mut Figures) -> Result {
    let (engine, count) = (setting.engine, setting.sizes.jobs());
    for (name, seconds) in [("burst", 1), ("spread", 60)] {
        let mut site = Site::start(setting.place().await?, false).await?;
        let worker = site.worker(Some(SLOTS))?;
        let first = Clock::default().now().plus(LEAD);
        make(&site, count, |n| first.plus(Duration::from_secs((n % seconds) as u64))).await?;
        if Clock::default().now() >= first {
            return Err(Error::new("the jobs were not made in time"));
        }
        let runs = runs(&site.client().await?, count, seconds).await?;
        let queued: Vec<f64> = runs.iter().map(|run| run.queued).collect();
        let started: Vec<f64> = runs.iter().map(|run| run.started).collect();
        figures.put_some(&format!("jobs/{name}/queued"), engine, percentile(&queued, 100.0));
        figures.put_some(&format!("jobs/{name}/started p99"), engine, percentile(&started, 99.0));
        worker.stop().await?;
        site.stop().await?;
    }

    let site = Site::start(setting.place().await?, false).await?;
    let (idle, far) = (setting.sizes.idle_jobs(), Clock::default().now().plus(FAR));
    let began = Instant::now();
    make(&site, idle, |_| far).await?;
    figures.put("jobs/made", engine, rate(idle, began.elapsed()));
    let mut meter = CpuMeter::default();
    meter.add("up", site.pid());
    meter.start();
    sleep(LOOK).await;
    let cpu = meter.seconds().remove("up").unwrap_or_default() / LOOK.as_secs_f64();
    figures.put("jobs/idle/cpu", engine, cpu);
    site.stop().await
}

/// Makes jobs that run once, at the time of their number.
async fn make(site: &Site, count: usize, at: impl Fn(usize) -> Timestamp) -> Result {
    let clients = try_join_all((0..CONNECTIONS).map(|_| site.client())).await?;
    let callers = (0..CALLERS).map(|caller| {
        let (mut jobs, at) = (clients[caller % CONNECTIONS].jobs(), &at);
        async move {
            for n in (caller..count).step_by(CALLERS) {
                let once = v1::OnceSchedule { at: Some(to_timestamp(at(n))) };
                let when = Some(When::Once(once));
                let job = v1::JobSpec {
                    name: format!("job {n}"),
                    task: Some(noop()),
                    schedule: Some(v1::Schedule { when, ..v1::Schedule::default() }),
                    ..v1::JobSpec::default()
                };
                let job = Some(job);
                let request = v1::CreateJobRequest { job, ..v1::CreateJobRequest::default() };
                jobs.create_job(request).await?;
            }
            Ok::<_, Error>(())
        }
    });
    try_join_all(callers).await?;
    Ok(())
}

/// How long after its time a run was queued and started, in milliseconds.
struct Late {
    queued: f64,
    started: f64,
}

/// All runs, when each has ended.
async fn runs(client: &Client, count: usize, seconds: usize) -> Result<Vec<Late>> {
    let limit = Instant::now() + LEAD + Duration::from_secs(seconds as u64) + END;
    while client.counts().await?.completed < count {
        if Instant::now() > limit {
            return Err(Error::new("the runs do not end"));
        }
        sleep(Duration::from_millis(200)).await;
    }
    let mut jobs: JobServiceClient<_> = client.jobs();
    let (mut late, mut page_token) = (Vec::with_capacity(count), String::new());
    loop {
        let request =
            v1::ListRunsRequest { page_size: 1_000, page_token, ..v1::ListRunsRequest::default() };
        let page = jobs.list_runs(request).await?.into_inner();
        late.extend(page.runs.iter().filter_map(lateness));
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    if late.len() == count {
        Ok(late)
    } else {
        Err(Error::new(format!("{} of {count} jobs have a run that started", late.len())))
    }
}

fn lateness(run: &v1::Run) -> Option<Late> {
    let micros = |at: &Option<prost_types::Timestamp>| Some(timestamp(at.as_ref()?)?.micros());
    let nominal = micros(&run.nominal_at)?;
    let after = |at| Some((micros(at)? - nominal) as f64 / 1_000.0);
    Some(Late { queued: after(&run.created_at)?, started: after(&run.started_at)? })
}
