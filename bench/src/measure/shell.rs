//! Processes: tasks that run `true`, beside `xargs` and beside starting alone.

use std::{path::Path, process::Stdio};

use futures::future::try_join_all;
use tokio::{process::Command, time::Instant};

use super::{Setting, queue, watch::watch};
use crate::{
    error::{Error, Result},
    figures::Figures,
    host::{Client, CpuMeter, Site, shell},
    stats::{median, rate},
};

/// At once.
const SLOTS: u32 = 8;
/// What a part costs, in the order of [`tasks`].
const COSTS: [&str; 3] = ["shell/cpu up", "shell/cpu worker", "shell/claims"];
/// Parts in which all is measured, in turn.
const ROUNDS: usize = 3;

pub(super) async fn measure(setting: Setting<'_>, figures: &mut Figures) -> Result {
    let engine = setting.engine;
    let each = setting.sizes.shell() / ROUNDS;
    let folder = tempfile::Builder::new().prefix("taskmaster-shell.").tempdir()?;
    let script = folder.path().join("script");
    std::fs::write(&script, "true")?;
    let mut site = Site::start(setting.place().await?, false).await?;
    let mut rates: [Vec<f64>; 5] = Default::default();
    let mut costs: [Vec<f64>; 3] = Default::default();
    for _ in 0..ROUNDS {
        let (tasks, cost) = tasks(&mut site, each).await?;
        let (xargs, alone) = (xargs(&script, each).await?, spawn(&script, each).await?);
        // One round is compared with itself: processes cost what the machine has left.
        for (all, one) in rates.iter_mut().zip([tasks, xargs, alone, tasks / xargs, tasks / alone])
        {
            all.push(one);
        }
        for (all, one) in costs.iter_mut().zip(cost) {
            all.push(one);
        }
    }
    let names = ["shell/tasks", "shell/xargs", "shell/alone", "shell/of xargs", "shell/of alone"];
    let all = names.into_iter().zip(&rates).chain(COSTS.into_iter().zip(&costs));
    for (name, rounds) in all {
        figures.put_some(name, engine, median(rounds));
    }
    site.stop().await
}

/// Queues so many and runs them on one worker: tasks a second from the first claim to the last
/// end, and [`COSTS`]: CPU seconds per 10,000 and claims of a task.
async fn tasks(site: &mut Site, count: usize) -> Result<(f64, [f64; 3])> {
    let client = site.client().await?;
    let before = client.counts().await?.completed;
    queue::fill(site, &shell("true"), count, 1_000).await?;
    let mut meter = CpuMeter::default();
    meter.add("up", site.pid());
    meter.start();
    let worker = site.worker(Some(SLOTS))?;
    meter.add("worker", worker.pid());
    watch(&client, before, count).await?;
    let cpu = meter.seconds();
    let tasks = client.newest(count).await?;
    worker.stop().await?;
    let ends = Client::last_end(&tasks).zip(Client::first_claim(&tasks));
    let (end, claim) = ends.ok_or_else(|| Error::new("no task has an end"))?;
    let spent = |part| cpu.get(part).copied().unwrap_or(0.0) * 10_000.0 / count as f64;
    let costs = [spent("up"), spent("worker"), Client::claims(&tasks)];
    Ok((rate(count, end.since(claim)), costs))
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
