//! What it was measured on, and what was measured.

use taskmaster_runtime::Clock;
use tokio::process::Command;

use crate::{engine::Server, error::Result};

/// Facts about a run.
#[derive(Debug)]
pub(crate) struct Machine {
    cores: usize,
    memory_gib: f64,
    file_system: String,
    postgres: String,
    commit: String,
    date: String,
}

impl Machine {
    /// Looks around.
    pub(crate) async fn look(server: Option<&Server>) -> Self {
        let postgres = match server {
            Some(server) => version(server).await.unwrap_or_else(|error| error.to_string()),
            None => "none".to_owned(),
        };
        Self {
            cores: std::thread::available_parallelism().map_or(0, std::num::NonZero::get),
            memory_gib: memory_gib().unwrap_or_default(),
            file_system: file_system().unwrap_or_else(|| "unknown".to_owned()),
            postgres,
            commit: commit().await,
            date: Clock::default().now().to_string(),
        }
    }

    /// The beginning of the page. `note` says what is not as in a whole run, if anything.
    pub(super) fn heading(&self, note: &str) -> String {
        let Self { cores, memory_gib, file_system, postgres, commit, date } = self;
        let note = if note.is_empty() { String::new() } else { format!("\n\n**{note}**") };
        format!(
            "# Benchmarks\n\n\
             Written by `make bench`, which measures the release binary as processes on loopback, over \
             gRPC and HTTP. Figures of one run are compared with one another, never with those of another \
             machine or day.\n\n\
             {cores} cores, {memory_gib:.0} GiB, {file_system}; PostgreSQL {postgres}; commit {commit}; \
             {date}. To repeat: `make bench`.{note}\n\n"
        )
    }
}

async fn version(server: &Server) -> Result<String> {
    let mut connection = server.connect().await?;
    let sql = "select current_setting('server_version') || ', fsync ' || current_setting('fsync') \
               || ', synchronous_commit ' || current_setting('synchronous_commit')";
    Ok(sqlx::query_scalar(sql).fetch_one(&mut connection).await?)
}

fn memory_gib() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/meminfo").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
    Some(line.split_whitespace().next()?.parse::<f64>().ok()? / (1 << 20) as f64)
}

/// The kind of file system that temporary folders are on, which decides what a commit costs.
fn file_system() -> Option<String> {
    let folder = std::env::temp_dir();
    let mounts = std::fs::read_to_string("/proc/mounts").ok()?;
    let fields = mounts.lines().map(|line| line.split(' ').collect::<Vec<_>>());
    let above = fields.filter(|fields| fields.len() > 2 && folder.starts_with(fields[1]));
    above.max_by_key(|fields| fields[1].len()).map(|fields| fields[2].to_owned())
}

async fn commit() -> String {
    let git = async |arguments: &[&str]| {
        let output = Command::new("git").args(arguments).output().await.ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    let Some(commit) = git(&["rev-parse", "--short", "HEAD"]).await else {
        return "unknown".to_owned();
    };
    let changes = git(&["status", "--porcelain", "--", ".", ":!docs/benchmarks.md"]).await;
    let changed = changes.is_some_and(|changes| !changes.is_empty());
    if changed { format!("{commit} with changes") } else { commit }
}
