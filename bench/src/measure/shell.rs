//! Processes: tasks that run `true`, beside `xargs` and beside starting alone.

use std::{path::Path, process::Stdio};

use futures::future::try_join_all;
use tokio::{process::Command, time::Instant};

use super::{Setting, queue, watch::watch};
use crate::{
    engine::Engine,
    error::{Error, Result},
    figures::Figures,
    host::{Client, CpuMeter, Site, shell},
    stats::{median, rate},
};

/// At once.
const SLOTS: u32 = 8;
/// Times that `xargs` and starting alone are measured.
const ROUNDS: usize = 3;

pub(super) async fn measure(setting: Setting<'_>, figures: &mut Figures) -> Result {
    let (engine, count) = (setting.engine, setting.sizes.shell());
    alone(engine, count, figures).await?;
    let mut site = Site::start(setting.place().await?, false).await?;
    queue::fill(&site, &shell("true"), count, 1_000).await?;
    let client = site.client().await?;
    let mut meter = CpuMeter::default();
    meter.add("up", site.pid());
    meter.start();
    let worker = site.worker(Some(SLOTS))?;
    meter.add("worker", worker.pid());
    watch(&client, 0, count).await?;
    let cpu = meter.seconds();
    let tasks = client.newest(count).await?;
    let ends = Client::last_end(&tasks).zip(Client::first_claim(&tasks));
    let (end, claim) = ends.ok_or_else(|| Error::new("no task has an end"))?;
    let tasks = rate(count, end.since(claim));
    figures.put("shell/tasks", engine, tasks);
    for (name, floor) in [("of xargs", "shell/xargs"), ("of alone", "shell/alone")] {
        let floor = figures.get(floor, engine);
        figures.put_some(&format!("shell/{name}"), engine, floor.map(|floor| tasks / floor));
    }
    for (part, seconds) in cpu {
        figures.put(format!("shell/cpu {part}"), engine, seconds * 10_000.0 / count as f64);
    }
    worker.stop().await?;
    site.stop().await
}

/// The same processes without tasks.
async fn alone(engine: Engine, count: usize, figures: &mut Figures) -> Result {
    let folder = tempfile::Builder::new().prefix("taskmaster-shell.").tempdir()?;
    let script = folder.path().join("script");
    std::fs::write(&script, "true")?;
    let (mut xargs_rates, mut alone_rates) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        xargs_rates.push(xargs(&script, count).await?);
        alone_rates.push(spawn(&script, count).await?);
    }
    figures.put_some("shell/xargs", engine, median(&xargs_rates));
    figures.put_some("shell/alone", engine, median(&alone_rates));
    Ok(())
}

async fn xargs(script: &Path, count: usize) -> Result<f64> {
    let line = format!("seq {count} | xargs -P{SLOTS} -n1 bash '{}'", script.display());
    let began = Instant::now();
    let mut command = Command::new("bash");
    command.args(["-c", &line]).stdin(Stdio::null()).stdout(Stdio::null()).kill_on_drop(true);
    let status = command.status().await?;
    let took = began.elapsed();
    if status.success() {
        Ok(rate(count, took))
    } else {
        Err(Error::new(format!("xargs failed: {status}")))
    }
}

/// As the worker starts a command: an absolute path, a cleared environment, pipes, a group of its
/// own. Without a script of its own, its records and its report.
async fn spawn(script: &Path, count: usize) -> Result<f64> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let bash = std::env::split_paths(&path)
        .map(|folder| folder.join("bash"))
        .find(|bash| bash.is_file())
        .ok_or_else(|| Error::new("bash is not installed"))?;
    let slots = SLOTS as usize;
    let each = count.div_ceil(slots);
    let began = Instant::now();
    let slots_at_work = (0..slots).map(async |_| {
        for _ in 0..each {
            let mut command = Command::new(&bash);
            command.arg(script).env_clear().env("PATH", &path);
            command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
            command.process_group(0).kill_on_drop(true);
            let output = command.output().await?;
            if !output.status.success() {
                return Err(Error::new(format!("bash failed: {}", output.status)));
            }
        }
        Ok::<_, Error>(())
    });
    try_join_all(slots_at_work).await?;
    Ok(rate(each * slots, began.elapsed()))
}
