//! Calls of the engine's client and of Compose. Each has a bound.

use std::{
    path::{Path, PathBuf},
    process::{Output, Stdio},
    time::Duration,
};

use tokio::process::Command;

use crate::within;

/// The longest call is a build with all that comes after it.
const CALL: Duration = Duration::from_secs(170);

/// The project's folder.
pub(super) fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// What `tests/containers.sh prepare` has left: the images to use, as variables.
pub(super) fn prepared() -> Option<Vec<(String, String)>> {
    let text = std::fs::read_to_string(project().join("target/containers/env")).ok()?;
    let pair = |line: &str| line.split_once('=').map(|(name, value)| (name.into(), value.into()));
    Some(text.lines().filter_map(pair).collect())
}

/// Whether there is an engine to test with. Without one a test says that it skips; where CI=true
/// that is a failure.
pub fn is_prepared() -> bool {
    let is = prepared().is_some();
    if !is {
        let says = "no engine: `tests/containers.sh prepare` makes one ready";
        assert!(std::env::var("CI").as_deref() != Ok("true"), "{says}");
        eprintln!("skipped: {says}");
    }
    is
}

/// What `docker` prints, or what it complains of.
pub async fn try_docker(args: &[&str]) -> Result<String, String> {
    call(Command::new("docker").args(args)).await
}

/// What `docker` prints.
///
/// # Panics
/// When it fails.
pub async fn docker(args: &[&str]) -> String {
    try_docker(args).await.unwrap_or_else(|why| panic!("docker {}: {why}", args.join(" ")))
}

/// Runs a command to its end; killed when it takes too long.
pub(super) async fn call(command: &mut Command) -> Result<String, String> {
    command.stdin(Stdio::null()).kill_on_drop(true);
    let what = format!("{command:?}");
    let Output { status, stdout, stderr } = within(&what, CALL, command.output()).await.unwrap();
    let text = |bytes| String::from_utf8_lossy(bytes).trim_end().to_owned();
    if status.success() { Ok(text(&stdout)) } else { Err(text(&stderr)) }
}
