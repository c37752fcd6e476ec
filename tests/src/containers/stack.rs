//! One stack of the Compose file.

use std::{
    net::TcpListener,
    path::PathBuf,
    process::{Command, Stdio},
};

use super::{
    container::Container,
    engine::{call, prepared, project},
};
use crate::{Curl, WITHIN, until};

/// The label with the project's name that Compose puts on all that it makes.
const PROJECT: &str = "com.docker.compose.project";

/// A Compose project of a test's own. All of it goes away with this value, and nothing else.
#[derive(Debug)]
pub struct Stack {
    name: String,
    variables: Vec<(String, String)>,
    ports: [u16; 3],
    admin: String,
}

impl Stack {
    /// Starts it with this many workers from the image that `prepare` has built, and waits until
    /// all of them are there. `variables` are those of the Compose file.
    pub async fn up(name: &str, workers: u32, variables: &[(&str, &str)]) -> Self {
        Self::start(&["up", "--detach"], name, workers, variables).await
    }

    /// The same with the command that the Compose file tells its user: this one builds.
    pub async fn build_and_up(name: &str, workers: u32, variables: &[(&str, &str)]) -> Self {
        Self::start(&["up", "--build", "--detach"], name, workers, variables).await
    }

    async fn start(up: &[&str], name: &str, workers: u32, variables: &[(&str, &str)]) -> Self {
        let ports = free_ports();
        let mut all = prepared().expect("is_prepared() was asked before");
        // The number says to whom it belongs: `prepare` removes what a killed test has left.
        let name = format!("taskmaster-test-{name}-{}", std::process::id());
        for (variable, value) in [
            ("COMPOSE_PROJECT_NAME", name.as_str()),
            ("DOCKER_BUILDKIT", "0"),
            ("GATEWAY_PORT", &ports[0].to_string()),
            ("PUBLIC_URL", &at(ports[0])),
            ("COORDINATOR_PORT", &ports[1].to_string()),
            ("COORDINATOR_2_PORT", &ports[2].to_string()),
        ] {
            all.push((variable.to_owned(), value.to_owned()));
        }
        all.extend(variables.iter().map(|(name, value)| ((*name).into(), (*value).into())));
        let mut stack = Self { name, variables: all, ports, admin: String::new() };
        let scale = format!("worker={workers}");
        stack.compose(&[up, &["--scale", &scale]].concat()).await;
        let token = ["exec", "-T", "coordinator", "cat", "/run/taskmaster/operator/admin.token"];
        stack.admin = stack.compose(&token).await;
        let rest = stack.rest();
        let count = usize::try_from(workers).unwrap();
        until("the gateway knows all workers", WITHIN, async || {
            let (status, body) = rest.try_get("/api/workers").await?;
            (status == 200 && body["workers"].as_array()?.len() == count).then_some(())
        })
        .await;
        stack
    }

    /// Its Compose project.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where its gateway is.
    pub fn gateway(&self) -> String {
        at(self.ports[0])
    }

    /// A client of its gateway, with the admin token.
    pub fn rest(&self) -> Curl {
        Curl::new(&self.gateway(), &self.admin)
    }

    /// What Compose prints.
    ///
    /// # Panics
    /// When it fails.
    pub async fn compose(&self, args: &[&str]) -> String {
        let answer = self.try_compose(args).await;
        answer.unwrap_or_else(|why| panic!("compose {}: {why}", args.join(" ")))
    }

    /// What Compose prints, or what it complains of.
    pub async fn try_compose(&self, args: &[&str]) -> Result<String, String> {
        call(tokio::process::Command::new(compose()).args(args).envs(self.variables.clone())).await
    }

    /// What bash says in a container of a service.
    pub async fn bash(&self, service: &str, script: &str) -> Result<String, String> {
        self.try_compose(&["exec", "-T", service, "bash", "-c", script]).await
    }

    /// Its containers.
    pub async fn containers(&self) -> Vec<Container> {
        Container::labelled(&[(PROJECT, &self.name)]).await
    }

    /// The running containers of a service, as their labels say.
    pub async fn running(&self, service: &str) -> Vec<Container> {
        let labels = [(PROJECT, self.name.as_str()), ("com.docker.compose.service", service)];
        let all = Container::labelled(&labels).await;
        all.into_iter().filter(Container::runs).collect()
    }
}

impl Drop for Stack {
    fn drop(&mut self) {
        let run = |args: &[&str]| {
            let mut command = Command::new(compose());
            command.args(args).envs(self.variables.clone()).stdin(Stdio::null());
            command.output().map(|output| String::from_utf8_lossy(&output.stdout).into_owned())
        };
        if std::thread::panicking() {
            for args in [["ps"].as_slice(), &["logs", "--no-color", "--tail", "60"]] {
                eprintln!("{}", run(args).unwrap_or_default());
            }
        }
        let _ = run(&["down", "--volumes", "--remove-orphans", "--timeout", "2"]);
    }
}

/// The URL of a port that is published here.
fn at(port: u16) -> String {
    format!("http://127.0.0.1:{port}")
}

fn compose() -> PathBuf {
    project().join("docker/compose")
}

/// Ports that nobody listens on now; the engine takes them a moment later.
fn free_ports() -> [u16; 3] {
    let listeners = [(); 3].map(|()| TcpListener::bind("127.0.0.1:0").unwrap());
    listeners.map(|listener| listener.local_addr().unwrap().port())
}
