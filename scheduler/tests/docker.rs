//! The Docker fleet on a real engine, beside a real Compose.
//!
//! Skipped, with the reason, where there is no engine or no Compose; with `CI=true` that fails.
//! Everything is made under a project of its own and removed at the end.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail")]

use std::{
    collections::BTreeSet,
    env, fs,
    path::Path,
    process::{Command, Stdio},
    sync::Arc,
    time::Duration,
};

use taskmaster_runtime::{Clock, Tasks};
use taskmaster_scheduler::{Backend, Config, DockerFleet, Metrics, Scheduler};
use taskmaster_store::{Fleet as _, FleetState, KillResult, Wake, Wakes as _};
use taskmaster_store_memory::Memory;
use tempfile::TempDir;

const WITHIN: Duration = Duration::from_secs(60);

/// Ends when it is told to, as a worker does.
const WORKER: &str = "trap 'exit 0' TERM; trap 'exit 3' QUIT; while :; do sleep 0.1; done";

const COMPOSE: &str = "\
version: '3.7'
services:
  worker:
    image: IMAGE
    restart: unless-stopped
    read_only: true
    cap_drop: [ALL]
    tmpfs: ['/tmp:size=1m']
    security_opt: ['no-new-privileges:true']
    environment: {GREETING: hello}
    stop_grace_period: 7s
    volumes: ['join:/run/join:ro']
    networks: [default, backend]
networks:
  backend: {}
volumes:
  join: {}
";

/// Runs a program and gives what it printed, or what it complained of.
fn run(program: &str, args: &[&str]) -> Result<String, String> {
    let output = Command::new(program).args(args).stdin(Stdio::null()).output();
    let output = output.map_err(|cause| format!("{program}: {cause}"))?;
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
    if output.status.success() {
        return Ok(said(&output.stdout));
    }
    Err(format!("{program} {args:?}: {}", said(&output.stderr)))
}

fn docker(args: &[&str]) -> String {
    run("docker", args).unwrap()
}

/// True when the tests can run.
fn can_run() -> bool {
    let engine = run("docker", &["version", "--format", "{{.Server.Version}}"]);
    let Err(why) = engine.and_then(|_| run("docker-compose", &["version", "--short"])) else {
        return true;
    };
    assert!(env::var("CI").as_deref() != Ok("true"), "CI must have an engine: {why}");
    eprintln!("skipped, since there is no Docker engine with Compose: {why}");
    false
}

/// An image that holds a shell, what it needs, and nothing else.
fn make_image(name: &str) {
    let dir = tempfile::tempdir().unwrap();
    for program in ["/bin/sh", "/bin/sleep"] {
        let libraries = run("ldd", &[program]).unwrap();
        let paths = libraries.split_whitespace().filter(|word| word.starts_with('/'));
        for path in paths.chain([program]) {
            let to = dir.path().join(path.trim_start_matches('/'));
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::copy(path, to).unwrap();
        }
    }
    let archive = dir.path().with_extension("tar");
    let (from, to) = (dir.path().to_str().unwrap(), archive.to_str().unwrap());
    run("tar", &["-C", from, "-cf", to, "."]).unwrap();
    let entry = format!("ENTRYPOINT [\"/bin/sh\", \"-c\", \"{WORKER}\"]");
    docker(&["import", "-c", &entry, to, name]);
    fs::remove_file(archive).unwrap();
}

/// A Compose project with a scheduler beside it.
struct Project {
    name: String,
    dir: TempDir,
    store: Arc<Memory>,
    tasks: Tasks,
}

impl Project {
    fn new(name: &str) -> Self {
        let name = format!("tmtest{name}{}", std::process::id());
        make_image(&name);
        let dir = tempfile::tempdir().unwrap();
        let file = COMPOSE.replace("IMAGE", &name);
        fs::write(dir.path().join("docker-compose.yml"), file).unwrap();
        Self { name, dir, store: Arc::new(Memory::default()), tasks: Tasks::default() }
    }

    fn compose(&self, args: &[&str]) -> String {
        compose(self.dir.path(), &self.name, args).unwrap()
    }

    fn up(&self, size: u32) {
        let scale = format!("worker={size}");
        self.compose(&["up", "-d", "-t", "1", "--scale", &scale]);
    }

    /// Starts a scheduler, which ends with `tasks`.
    fn keep(&self, tasks: &Tasks) {
        let fleet = DockerFleet {
            socket: "/var/run/docker.sock".to_owned(),
            project: Some(self.name.clone()),
            service: "worker".to_owned(),
            drain: Duration::from_secs(5),
        };
        let config = Config { fleet: Some(Backend::Docker(fleet)), ..Config::default() };
        let scheduler =
            Scheduler::new(config, self.store.clone(), Clock::default(), Metrics::default());
        tasks.spawn("scheduler", scheduler.run(tasks.clone(), tasks.clone()));
    }

    async fn scale(&self, wanted: u32) {
        assert!(self.store.set_wanted(wanted).await.unwrap());
        self.store.poke(Wake::Fleet);
    }

    /// Waits until the fleet is known to have this size and nothing goes on.
    async fn is(&self, size: u32) {
        let wait = async {
            let mut often = tokio::time::interval(Duration::from_millis(100));
            let mut last = FleetState::default();
            loop {
                often.tick().await;
                let state = self.store.fleet().await.unwrap();
                if (state.wanted, state.present, state.settled) == (size, size, true) {
                    return;
                }
                if state != last {
                    eprintln!("{state:?}");
                    last = state;
                }
            }
        };
        let waited = tokio::time::timeout(WITHIN, wait).await;
        waited.unwrap_or_else(|_| panic!("no fleet of {size}: {}", self.ps()));
    }

    async fn kill(&self, name: &str, replace: bool) -> KillResult {
        let now = Clock::default().now();
        let order = self.store.order_kill(name, None, replace, now).await.unwrap();
        self.store.poke(Wake::Fleet);
        let wait = async {
            let mut often = tokio::time::interval(Duration::from_millis(50));
            loop {
                often.tick().await;
                let result = self.store.kill_result(order).await.unwrap();
                if result != KillResult::Open {
                    return result;
                }
            }
        };
        tokio::time::timeout(Duration::from_secs(20), wait).await.expect("the kill is answered")
    }

    /// Ids of all containers of the project.
    fn ids(&self) -> BTreeSet<String> {
        let filter = format!("label=com.docker.compose.project={}", self.name);
        let ids = docker(&["ps", "-aq", "--no-trunc", "--filter", &filter]);
        ids.lines().map(str::to_owned).collect()
    }

    /// Names of all containers of the project, without the project's own.
    fn names(&self) -> BTreeSet<String> {
        let filter = format!("label=com.docker.compose.project={}", self.name);
        let names = docker(&["ps", "-a", "--format", "{{.Names}}", "--filter", &filter]);
        names.lines().filter_map(|name| name.strip_prefix(&self.name)).map(str::to_owned).collect()
    }

    fn ps(&self) -> String {
        docker(&["ps", "-a", "--filter", &format!("name={}", self.name)])
    }

    fn inspect(&self, container: &str, what: &str) -> String {
        docker(&["inspect", "--format", what, &format!("{}{container}", self.name)])
    }
}

fn compose(dir: &Path, project: &str, args: &[&str]) -> Result<String, String> {
    let file = dir.join("docker-compose.yml");
    let mut all = vec!["-f", file.to_str().unwrap(), "-p", project, "--no-ansi"];
    all.extend(args);
    run("docker-compose", &all)
}

impl Drop for Project {
    fn drop(&mut self) {
        self.tasks.stop().cancel();
        for id in self.ids() {
            let _ = run("docker", &["rm", "-fv", &id]);
        }
        let _ = compose(self.dir.path(), &self.name, &["down", "-v", "-t", "0"]);
        let _ = run("docker", &["rmi", "-f", &self.name]);
    }
}

fn names(of: &[&str]) -> BTreeSet<String> {
    of.iter().map(|name| (*name).to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_fleet_and_compose_see_the_same_workers() {
    if !can_run() {
        return;
    }
    let project = Project::new("both");
    project.up(2);
    let first = project.ids();
    project.keep(&project.tasks);
    project.is(2).await;

    project.scale(4).await;
    project.is(4).await;
    assert_eq!(project.names(), names(&["_worker_1", "_worker_2", "_worker_3", "_worker_4"]));
    let listed = project.compose(&["ps", "-q", "worker"]);
    assert_eq!(listed.lines().count(), 4, "Compose counts them");
    let four = project.ids();
    project.up(4);
    assert_eq!(project.ids(), four, "Compose takes clones for current and recreates none");

    project.up(2);
    project.is(2).await;
    assert_eq!(project.ids(), first);
    project.up(3);
    project.is(3).await;

    project.scale(1).await;
    project.is(1).await;
    assert_eq!(project.names(), names(&["_worker_1"]));

    project.compose(&["down", "-t", "1"]);
    assert_eq!(project.ids(), BTreeSet::new(), "down leaves nothing");
    project.is(0).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clone_has_what_its_template_has() {
    if !can_run() {
        return;
    }
    let project = Project::new("same");
    project.up(1);
    project.keep(&project.tasks);
    project.is(1).await;
    project.scale(2).await;
    project.is(2).await;
    for what in [
        "{{.Image}}",
        "{{json .Config.Env}}",
        "{{json .Config.Cmd}}",
        "{{json .Config.Entrypoint}}",
        "{{json .Config.StopTimeout}}",
        "{{json .HostConfig.Binds}}",
        "{{json .HostConfig.RestartPolicy}}",
        "{{json .HostConfig.CapDrop}}",
        "{{json .HostConfig.ReadonlyRootfs}}",
        "{{json .HostConfig.Tmpfs}}",
        "{{json .HostConfig.SecurityOpt}}",
        "{{json .HostConfig.NetworkMode}}",
        "{{index .Config.Labels \"com.docker.compose.config-hash\"}}",
        "{{range $name, $of := .NetworkSettings.Networks}}{{$name}} \
         {{range $of.Aliases}}{{if eq . \"worker\"}}{{.}} {{end}}{{end}}{{end}}",
    ] {
        let (one, two) = (project.inspect("_worker_1", what), project.inspect("_worker_2", what));
        assert_eq!(one, two, "{what}");
    }
    let number = "{{index .Config.Labels \"com.docker.compose.container-number\"}}";
    assert_eq!(project.inspect("_worker_2", number), "2");
    assert_eq!(project.inspect("_worker_2", "{{.State.Running}}"), "true");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_container_is_killed_and_others_are_left_alone() {
    if !can_run() {
        return;
    }
    let project = Project::new("kill");
    project.up(2);
    let alike = format!("{}_worker_3", project.name);
    docker(&["run", "-d", "--name", &alike, &project.name]);
    project.keep(&project.tasks);
    project.is(2).await;
    assert_eq!(project.kill(&alike, false).await, KillResult::NotOurs);
    assert_eq!(project.kill("no-such-container", false).await, KillResult::Unknown);

    let before = project.ids();
    let dashed = format!("{}-worker-2", project.name);
    let container = format!("{}_worker_2", project.name);
    let done = KillResult::Done { container: container.clone(), requeued: 0 };
    assert_eq!(project.kill(&dashed, true).await, done);
    project.is(2).await;
    assert_eq!(project.names(), names(&["_worker_1", "_worker_2"]));
    assert_eq!(project.ids().intersection(&before).count(), 1, "it is another container");

    assert_eq!(project.kill(&container, false).await, done);
    project.is(1).await;
    assert_eq!(project.names(), names(&["_worker_1"]));

    project.scale(3).await;
    project.is(3).await;
    assert_eq!(project.names(), names(&["_worker_1", "_worker_2", "_worker_4"]));
    assert_eq!(docker(&["inspect", "--format", "{{.State.Running}}", &alike]), "true");
    docker(&["rm", "-f", &alike]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn names_with_dashes_are_continued_and_what_died_is_the_engines_to_restart() {
    if !can_run() {
        return;
    }
    let project = Project::new("dash");
    let label = |name: &str, value: &str| format!("com.docker.compose.{name}={value}");
    let name = format!("{}-worker-1", project.name);
    let labels = [
        label("project", &project.name),
        label("service", "worker"),
        label("container-number", "1"),
        label("oneoff", "False"),
    ];
    let mut args = vec!["run", "-d", "--name", &name, "--restart", "always"];
    labels.iter().for_each(|label| args.extend(["--label", label]));
    args.push(&project.name);
    docker(&args);
    project.keep(&project.tasks);
    project.is(1).await;
    project.scale(3).await;
    project.is(3).await;
    assert_eq!(project.names(), names(&["-worker-1", "-worker-2", "-worker-3"]));

    let ids = project.ids();
    let process = project.inspect("-worker-2", "{{.State.Pid}}");
    run("kill", &["-9", &process]).unwrap();
    project.is(3).await;
    assert_eq!(project.ids(), ids);

    // A scheduler that starts anew changes nothing.
    let next = Tasks::default();
    project.tasks.drain(WITHIN).await;
    project.keep(&next);
    docker(&["rm", "-f", &format!("{}-worker-2", project.name)]);
    project.is(2).await;
    assert_eq!(project.names(), names(&["-worker-1", "-worker-3"]));
    next.drain(WITHIN).await;
}
