//! How soon jobs run whose time has come, and what they cost until then.

use std::time::Duration;

use futures::future::try_join_all;
use taskmaster_domain::Timestamp;
use taskmaster_proto::{
    convert::{timestamp, to_timestamp},
    v1::{self, job_service_client::JobServiceClient, schedule::When},
};
use taskmaster_runtime::Clock;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep};

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
/// Between two looks at whether all are made.
const GLANCE: Duration = Duration::from_millis(20);
/// How long is looked at what idle ones cost.
const LOOK: Duration = Duration::from_secs(10);
/// Beyond the end of the measure.
const FAR: Duration = Duration::from_secs(86_400);

pub(super) async fn measure(setting: Setting<'_>, figures: &mut Figures) -> Result {
    let (engine, count) = (setting.engine, setting.sizes.jobs());
    for (name, seconds, runs) in [("burst", 1, true), ("fire", 1, false), ("spread", 60, true)] {
        let mut site = Site::start(setting.place().await?, false).await?;
        // Without one all runs wait: that is the firing alone.
        let worker = if runs { Some(site.worker(Some(SLOTS))?) } else { None };
        let first = next_second(Clock::default().now().plus(LEAD));
        make(&site, count, |n| first.plus(Duration::from_secs((n % seconds) as u64))).await?;
        if Clock::default().now() >= first {
            return Err(Error::new("the jobs were not made in time"));
        }
        let client = site.client().await?;
        if seconds == 1 {
            figures.put(format!("jobs/{name}/queued"), engine, made(&client, count, first).await?);
        }
        if let Some(worker) = worker {
            await_ends(&client, count, seconds).await?;
            let started = lateness(&client, count).await?;
            figures.put_some(
                &format!("jobs/{name}/started p99"),
                engine,
                percentile(&started, 99.0),
            );
            worker.stop().await?;
        }
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

/// Jobs run at whole seconds: from another instant on, up to a second of waiting would be counted.
fn next_second(at: Timestamp) -> Timestamp {
    const SECOND: i64 = 1_000_000;
    Timestamp::from_micros((at.micros() / SECOND + 1) * SECOND)
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

/// How long after `first` all runs are there for anybody who asks, in milliseconds. By asking: their
/// own stamps are of the moment at which they were decided, before they were written.
async fn made(client: &Client, count: usize, first: Timestamp) -> Result<f64> {
    let clock = Clock::default();
    sleep(first.since(clock.now())).await;
    let mut looks = interval(GLANCE);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    while clock.now().since(first) < END {
        looks.tick().await;
        if client.counts().await?.all() >= count {
            return Ok(clock.now().since(first).as_secs_f64() * 1_000.0);
        }
    }
    Err(Error::new("the runs do not come"))
}

/// Until all runs have ended.
async fn await_ends(client: &Client, count: usize, seconds: usize) -> Result {
    let limit = Instant::now() + LEAD + Duration::from_secs(seconds as u64) + END;
    while client.counts().await?.completed < count {
        if Instant::now() > limit {
            return Err(Error::new("the runs do not end"));
        }
        sleep(Duration::from_millis(200)).await;
    }
    Ok(())
}

/// How long after its time each run started, in milliseconds.
async fn lateness(client: &Client, count: usize) -> Result<Vec<f64>> {
    let mut jobs: JobServiceClient<_> = client.jobs();
    let (mut late, mut page_token) = (Vec::with_capacity(count), String::new());
    loop {
        let request =
            v1::ListRunsRequest { page_size: 1_000, page_token, ..v1::ListRunsRequest::default() };
        let page = jobs.list_runs(request).await?.into_inner();
        late.extend(page.runs.iter().filter_map(late_by));
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

fn late_by(run: &v1::Run) -> Option<f64> {
    let micros = |at: &Option<prost_types::Timestamp>| Some(timestamp(at.as_ref()?)?.micros());
    Some((micros(&run.started_at)? - micros(&run.nominal_at)?) as f64 / 1_000.0)
}
