//! What the processes of a test are told, all of it by the environment.

use std::{path::Path, process::Command, time::Duration};

use crate::binary;

/// Whether the long versions of the tests are wanted.
pub fn is_soak() -> bool {
    std::env::var("TASKMASTER_SOAK").is_ok_and(|text| text == "1")
}

/// Variables for the processes of one test.
#[derive(Clone, Debug)]
pub struct Settings {
    variables: Vec<(String, String)>,
}

impl Default for Settings {
    /// Free ports, and logs that a program could read.
    fn default() -> Self {
        Self::none()
            .with("grpc.listen", "127.0.0.1:0")
            .with("http.listen", "127.0.0.1:0")
            .with("metrics.listen", "127.0.0.1:0")
            .with("log.format", "json")
            .with("log.level", "info,taskmaster=debug")
    }
}

impl Settings {
    /// Nothing at all.
    pub(crate) const fn none() -> Self {
        Self { variables: Vec::new() }
    }

    /// Sets a key of the configuration.
    #[must_use]
    pub fn with(self, key: &str, value: impl ToString) -> Self {
        let name = format!("TASKMASTER_{}", key.replace('.', "__").to_uppercase());
        self.variable(&name, value)
    }

    /// Sets any variable.
    #[must_use]
    pub fn variable(mut self, name: &str, value: impl ToString) -> Self {
        self.variables.retain(|(known, _)| known != name);
        self.variables.push((name.to_owned(), value.to_string()));
        self
    }

    /// Leases that end while a test waits.
    #[must_use]
    pub fn short_lease(self) -> Self {
        self.with("session.lease", "3s").with("session.heartbeat", "500ms")
    }

    /// The lease of [`Self::short_lease`].
    pub const LEASE: Duration = Duration::from_secs(3);

    /// The program in `folder`, with these variables and none of ours from outside.
    pub(crate) fn command(&self, folder: &Path) -> Command {
        let mut command = Command::new(binary());
        command.current_dir(folder);
        for (name, _) in std::env::vars_os() {
            let text = name.to_string_lossy();
            let foreign = ["TASKMASTER_", "OTEL_", "DATABASE_URL", "RUST_LOG", "TRACEPARENT"];
            if foreign.iter().any(|prefix| text.starts_with(prefix)) {
                command.env_remove(&name);
            }
        }
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }
}
