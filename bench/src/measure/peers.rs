//! graphile-worker on the same server, from the npm registry.

use std::{
    path::{Path, PathBuf},
    process::Stdio,
};

use serde::Deserialize;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines},
    process::{ChildStdout, Command},
};

use super::Setting;
use crate::{
    engine::{Base, Engine, Place},
    error::{Error, Result},
    figures::Figures,
    host::CpuMeter,
};

const PACKAGE: &str = include_str!("../../peers/package.json");
const PROGRAM: &str = include_str!("../../peers/graphile.mjs");

/// Milliseconds for which completions gather; its best of these is what counts.
const BATCH_DELAYS: [&str; 2] = ["0", "50"];

/// Times that each is measured.
const ROUNDS: usize = 2;

/// What the program prints at its end.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Told {
    drain_per_second: f64,
    submit_per_second: f64,
    cpu_seconds: f64,
}

pub(super) async fn measure(setting: Setting<'_>, figures: &mut Figures) -> Result {
    if setting.engine == Engine::Sqlite {
        return Ok(());
    }
    let folder = install().await?;
    let count = setting.sizes.drain();
    for delay in BATCH_DELAYS.repeat(ROUNDS) {
        let Place::Postgres(base) = setting.place().await? else { continue };
        let (told, server) = run(&folder, &base, count, delay).await?;
        base.remove().await?;
        let known = figures.get("peers/drain", setting.engine).unwrap_or(0.0);
        if told.drain_per_second > known {
            let cpu = (told.cpu_seconds + server) * 10_000.0 / count as f64;
            figures.put("peers/drain", setting.engine, told.drain_per_second);
            figures.put("peers/submit", setting.engine, told.submit_per_second);
            figures.put("peers/cpu", setting.engine, cpu);
        }
    }
    Ok(())
}

/// Its packages, in `target/peers`; kept for the next run.
async fn install() -> Result<PathBuf> {
    let program = std::env::current_exe()?;
    let target = program.ancestors().nth(2).ok_or_else(|| Error::new("no target folder"))?;
    let folder = target.join("peers");
    std::fs::create_dir_all(&folder)?;
    std::fs::write(folder.join("package.json"), PACKAGE)?;
    std::fs::write(folder.join("graphile.mjs"), PROGRAM)?;
    let mut npm = Command::new("npm");
    npm.args(["install", "--no-audit", "--no-fund", "--loglevel=error"]).current_dir(&folder);
    npm.stdin(Stdio::null()).kill_on_drop(true);
    let output = npm.output().await.map_err(|_| Error::new("npm is missing"))?;
    if output.status.success() {
        Ok(folder)
    } else {
        let said = String::from_utf8_lossy(&output.stderr);
        let line = said.lines().next().unwrap_or_default();
        Err(Error::new(format!("npm could not install graphile-worker: {line}")))
    }
}

/// One drain, with the server's CPU seconds.
async fn run(folder: &Path, base: &Base, count: usize, delay: &str) -> Result<(Told, f64)> {
    let mut child = Command::new("node")
        .arg("graphile.mjs")
        .current_dir(folder)
        .env("DATABASE_URL", base.url())
        .env("JOBS", count.to_string())
        .env("BATCH_DELAY", delay)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .map_err(|_| Error::new("node is missing"))?;
    let (Some(mut stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
        return Err(Error::new("node has no pipes"));
    };
    let mut lines = BufReader::new(stdout).lines();
    line(&mut lines).await?;
    let mut server = base.connect().await?;
    let _ = sqlx::raw_sql("checkpoint").execute(&mut server).await;
    let mut meter = CpuMeter::default();
    meter.add_server(&mut server).await?;
    meter.start();
    stdin.write_all(b"go\n").await?;
    let told = serde_json::from_str(&line(&mut lines).await?)?;
    let cpu = meter.seconds().values().sum();
    drop(stdin);
    child.wait().await?;
    Ok((told, cpu))
}

async fn line(lines: &mut Lines<BufReader<ChildStdout>>) -> Result<String> {
    lines.next_line().await?.ok_or_else(|| Error::new("graphile-worker ended early"))
}
