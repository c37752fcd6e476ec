//! A PostgreSQL server of the test's own, that can be stopped and started again.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use rustix::process::Signal;
use sqlx::{Connection as _, PgConnection};
use tempfile::TempDir;

use crate::{process::Process, until};

/// A server on loopback, with default durability. It ends with this value.
#[derive(Debug)]
pub struct PostgresServer {
    folder: TempDir,
    binaries: PathBuf,
    port: u16,
    process: Option<Process>,
}

impl PostgresServer {
    /// Makes and starts one.
    pub async fn start() -> Self {
        let folder = tempfile::Builder::new().prefix("tm-postgres-").tempdir().unwrap();
        let mut server = Self { folder, binaries: binaries(), port: free_port(), process: None };
        if rustix::process::geteuid().is_root() {
            run(Command::new("chown").arg("postgres").arg(server.folder.path()));
        }
        let data = server.data();
        let mut initdb = server.command("initdb");
        initdb.arg("-D").arg(data).args(["-U", "postgres", "-A", "trust", "-E", "UTF8"]);
        run(initdb.args(["--locale=C", "--no-sync"]));
        server.resume().await;
        server
    }

    /// The URL of its first database.
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// Stops it at once: clients are cut off and nothing is tidied up.
    pub async fn halt(&mut self) {
        let mut process = self.process.take().expect("it runs");
        process.signal(Signal::QUIT);
        process.ended(Duration::from_secs(20)).await;
    }

    /// Starts it again and waits until it answers.
    pub async fn resume(&mut self) {
        let mut command = self.command("postgres");
        let options = ["-c", "listen_addresses=127.0.0.1", "-c", "max_connections=120", "-p"];
        command.arg("-D").arg(self.data()).args(options).arg(self.port.to_string());
        command.arg("-k").arg(self.folder.path());
        self.process = Some(Process::start(&mut command, &self.folder.path().join("log")));
        let url = self.url();
        until("an answer of PostgreSQL", Duration::from_secs(30), async || {
            PgConnection::connect(&url).await.ok()?.close().await.ok()
        })
        .await;
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// A program of the server, run by somebody else than root, whom it refuses.
    fn command(&self, program: &str) -> Command {
        let program = self.binaries.join(program);
        let mut command = if rustix::process::geteuid().is_root() {
            let mut command = Command::new("setpriv");
            command.args(["--reuid=postgres", "--regid=postgres", "--init-groups"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        command.current_dir(self.folder.path());
        for variable in ["PGDATA", "PGHOST", "PGPORT"] {
            command.env_remove(variable);
        }
        command
    }
}

impl Drop for PostgresServer {
    fn drop(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.signal(Signal::QUIT);
            process.wait();
        }
    }
}

/// The folder of the newest server's programs: distributions keep them off the PATH.
fn binaries() -> PathBuf {
    let all = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let version = |path: &Path| path.file_name()?.to_str()?.parse::<u32>().ok();
    let newest = all.map(|entry| entry.path()).max_by_key(|path| version(path));
    let found = newest.map(|path| path.join("bin")).filter(|bin| bin.join("initdb").is_file());
    found.or_else(on_path).expect("PostgreSQL is installed, as tests/with-postgres.sh does")
}

fn on_path() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).find(|folder| folder.join("initdb").is_file())
}

/// A port that nobody listens on now, below those that the system gives to outgoing connections:
/// it is still free when what listened there was killed and comes back.
pub(crate) fn free_port() -> u16 {
    let port = rand::random_range(20_000..32_000);
    let is_free = std::net::TcpListener::bind(("127.0.0.1", port)).is_ok();
    if is_free { port } else { free_port() }
}

fn run(command: &mut Command) {
    let output = command.output().unwrap_or_else(|cause| panic!("{command:?}: {cause}"));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {said}");
}
