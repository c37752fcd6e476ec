//! A coordinator that does what the test says, and a worker that talks to it.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use taskmaster_domain::Timestamp;
use taskmaster_proto::{
    block::decode_block,
    convert::{timestamp, to_timestamp},
    v1::{self, open_session_request::Message as Said, open_session_response::Message as Told},
};
use taskmaster_runtime::{Clock, Secret, Tasks};
use taskmaster_worker::{Config, Ended, Error, run};
use tokio::{net::TcpListener, sync::mpsc, task::JoinHandle, time::timeout};
use tokio_stream::wrappers::{ReceiverStream, TcpListenerStream};
use tokio_util::sync::CancellationToken;
use tonic::{Request, Response, Status, Streaming};
use uuid::Uuid;

/// No wait in a test takes longer.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);
pub(crate) const TOKEN: &str = "join-me";

pub(crate) async fn within<F: Future>(future: F) -> F::Output {
    timeout(PATIENCE, future).await.expect("it happens in time")
}

/// Waits until something outside this process is so; nothing announces it.
pub(crate) async fn until(mut is_so: impl FnMut() -> bool) {
    let mut looks = tokio::time::interval(Duration::from_millis(5));
    within(async {
        while !is_so() {
            looks.tick().await;
        }
    })
    .await;
}

/// The server, and what a worker in this process needs to reach it.
pub(crate) struct Fake {
    pub(crate) address: SocketAddr,
    sessions: mpsc::Receiver<Session>,
    pub(crate) tasks: Tasks,
}

struct Service(mpsc::Sender<Session>);

#[tonic::async_trait]
impl v1::session_service_server::SessionService for Service {
    type OpenSessionStream = ReceiverStream<Result<v1::OpenSessionResponse, Status>>;

    async fn open_session(
        &self,
        request: Request<Streaming<v1::OpenSessionRequest>>,
    ) -> Result<Response<Self::OpenSessionStream>, Status> {
        let bearer = request.metadata().get("authorization").and_then(|v| v.to_str().ok());
        if bearer != Some(&format!("Bearer {TOKEN}")) {
            return Err(Status::unauthenticated("no token"));
        }
        let (outbound, responses) = mpsc::channel(64);
        let session = Session {
            inbound: request.into_inner(),
            outbound,
            rhythm: Rhythm::default(),
            clock: Clock::default(),
            acks: true,
            beats: 0,
            draining: false,
        };
        self.0.send(session).await.map_err(|_| Status::unavailable("the test is over"))?;
        Ok(Response::new(ReceiverStream::new(responses)))
    }
}

impl Fake {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (sender, sessions) = mpsc::channel(8);
        let tasks = Tasks::default();
        let service = v1::session_service_server::SessionServiceServer::new(Service(sender));
        let server = tonic::transport::Server::builder()
            .add_service(service)
            .serve_with_incoming(TcpListenerStream::new(listener));
        tasks.spawn("server", server);
        Self { address, sessions, tasks }
    }

    /// Takes the next session and its hello.
    pub(crate) async fn accept(&mut self) -> (Session, v1::Hello) {
        let mut session = within(self.sessions.recv()).await.unwrap();
        let first = within(session.inbound.message()).await.unwrap().unwrap();
        let Some(Said::Hello(hello)) = first.message else { panic!("a hello, not {first:?}") };
        (session, hello)
    }

    /// Refuses all sessions from now on.
    pub(crate) fn refuse(&mut self) {
        self.sessions.close();
    }

    /// Takes the next session and welcomes it with the usual rhythm.
    pub(crate) async fn welcome(&mut self) -> Session {
        let (session, _) = self.accept().await;
        session.welcome(Rhythm::default()).await
    }
}

/// What a welcome grants.
#[derive(Clone, Copy)]
pub(crate) struct Rhythm {
    pub(crate) lease: Duration,
    pub(crate) heartbeat: Duration,
    pub(crate) credit: i64,
    pub(crate) limit: i64,
    pub(crate) draining: bool,
}

impl Default for Rhythm {
    fn default() -> Self {
        Self {
            lease: Duration::from_secs(30),
            heartbeat: Duration::from_secs(5),
            credit: 1 << 20,
            limit: 256_000_000,
            draining: false,
        }
    }
}

/// The coordinator's end of a session.
pub(crate) struct Session {
    inbound: Streaming<v1::OpenSessionRequest>,
    outbound: mpsc::Sender<Result<v1::OpenSessionResponse, Status>>,
    rhythm: Rhythm,
    /// What the worker is told of the time.
    pub(crate) clock: Clock,
    /// Acknowledge what comes in.
    pub(crate) acks: bool,
    /// Heartbeats so far.
    pub(crate) beats: u32,
    /// The last one said so.
    pub(crate) draining: bool,
}

/// What is known of an attempt.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    pub(crate) started: bool,
    pub(crate) chunks: Vec<v1::OutputChunk>,
    pub(crate) lines: Vec<v1::BlockLine>,
    pub(crate) finished: Option<v1::Finished>,
    pub(crate) returned: bool,
}

impl Seen {
    pub(crate) fn outcome(&self) -> v1::finished::Outcome {
        self.finished.as_ref().unwrap().outcome.clone().unwrap()
    }

    pub(crate) fn failure(&self) -> (v1::FailureKind, String) {
        match self.outcome() {
            v1::finished::Outcome::Failed(failure) => (failure.kind(), failure.message),
            other => panic!("a failure, not {other:?}"),
        }
    }

    pub(crate) fn started_at(&self) -> Timestamp {
        timestamp(&self.finished.as_ref().unwrap().started_at.unwrap()).unwrap()
    }

    pub(crate) fn exit_code(&self) -> Option<i32> {
        self.finished.as_ref().unwrap().exit_code
    }

    pub(crate) fn completed(&self) -> bool {
        matches!(self.outcome(), v1::finished::Outcome::Completed(_))
    }

    pub(crate) fn text(&self) -> Vec<String> {
        let lines = self.lines.iter();
        lines.map(|line| String::from_utf8_lossy(&line.data).into_owned()).collect()
    }

    pub(crate) fn raw_bytes(&self) -> i64 {
        self.chunks.iter().map(|chunk| chunk.raw_bytes).sum()
    }
}

impl Session {
    pub(crate) async fn welcome(mut self, rhythm: Rhythm) -> Self {
        self.rhythm = rhythm;
        let duration = |length| prost_types::Duration::try_from(length).ok();
        self.tell(Told::Welcome(v1::Welcome {
            worker_id: 7,
            name: "worker-7".to_owned(),
            session: 1,
            lease: duration(rhythm.lease),
            heartbeat: duration(rhythm.heartbeat),
            output_credit: rhythm.credit,
            output_limit: rhythm.limit,
            draining: rhythm.draining,
            now: Some(to_timestamp(self.clock.now())),
        }))
        .await;
        self
    }

    pub(crate) async fn tell(&self, message: Told) {
        let response = v1::OpenSessionResponse { message: Some(message) };
        self.outbound.send(Ok(response)).await.unwrap();
    }

    pub(crate) async fn assign(&self, specs: Vec<v1::TaskSpec>) -> Vec<v1::AttemptRef> {
        let attempts: Vec<_> = specs.iter().map(|_| fresh()).collect();
        let assignments = attempts.iter().zip(specs).map(|(of, spec)| v1::Assignment {
            attempt: Some(of.clone()),
            spec: Some(spec),
            trace_parent: "00-trace".to_owned(),
            task_token: "tmt_fake".to_owned(),
        });
        self.tell(Told::Assign(v1::Assign { assignments: assignments.collect() })).await;
        attempts
    }

    pub(crate) async fn assign_one(&self, spec: v1::TaskSpec) -> v1::AttemptRef {
        self.assign(vec![spec]).await.remove(0)
    }

    pub(crate) async fn order(&self, orders: v1::Orders) {
        self.tell(Told::Orders(orders)).await;
    }

    pub(crate) async fn goodbye(&self, reason: v1::goodbye::Reason) {
        self.tell(Told::Goodbye(v1::Goodbye { reason: reason.into() })).await;
    }

    /// The next report; heartbeats are answered on the way. Nothing when the worker has closed.
    pub(crate) async fn report(&mut self) -> Option<v1::Report> {
        loop {
            let said = within(self.inbound.message()).await.ok()??;
            match said.message.unwrap() {
                Said::Heartbeat(beat) => self.on_beat(&beat).await,
                Said::Report(report) => return Some(report),
                Said::Hello(_) => panic!("a second hello"),
            }
        }
    }

    /// The next heartbeat; what is reported meanwhile is lost.
    pub(crate) async fn beat(&mut self) -> v1::Heartbeat {
        loop {
            let said = within(self.inbound.message()).await.unwrap().unwrap();
            if let Some(Said::Heartbeat(beat)) = said.message {
                self.on_beat(&beat).await;
                return beat;
            }
        }
    }

    async fn on_beat(&mut self, beat: &v1::Heartbeat) {
        self.beats += 1;
        self.draining = beat.draining;
        if self.acks {
            self.tell(Told::HeartbeatAck(v1::HeartbeatAck {
                number: beat.number,
                now: Some(to_timestamp(self.clock.now())),
            }))
            .await;
        }
    }

    /// Takes reports, acknowledging them if so set, until `done` is content with what is known
    /// of this attempt.
    pub(crate) async fn watch(
        &mut self,
        of: &v1::AttemptRef,
        mut seen: Seen,
        done: impl Fn(&Seen) -> bool,
    ) -> Seen {
        while !done(&seen) {
            let report = self.report().await.expect("the worker still talks");
            if self.acks {
                self.ack(&report).await;
            }
            let own = |attempt: &Option<v1::AttemptRef>| attempt.as_ref() == Some(of);
            seen.started |= report.started.iter().any(|started| own(&started.attempt));
            seen.returned |= report.returned.contains(of);
            for chunk in report.chunks.into_iter().filter(|chunk| own(&chunk.attempt)) {
                seen.lines.extend(decode_block(&chunk.data).unwrap().lines);
                seen.chunks.push(chunk);
            }
            let mut ends = report.finished.into_iter();
            if let Some(finished) = ends.find(|finished| own(&finished.attempt)) {
                seen.finished = Some(finished);
            }
        }
        seen
    }

    pub(crate) async fn ack(&self, report: &v1::Report) {
        let finished = report
            .finished
            .iter()
            .map(|finished| v1::AttemptAck { attempt: finished.attempt.clone(), fenced: false });
        let output = report.chunks.iter().map(|chunk| v1::OutputAck {
            attempt: chunk.attempt.clone(),
            through_seq: chunk.first_seq + i64::from(chunk.lines) - 1,
        });
        let ack = v1::Ack { finished: finished.collect(), output: output.collect() };
        self.tell(Told::Ack(ack)).await;
    }

    /// Runs a task to its end.
    pub(crate) async fn finish(&mut self, spec: v1::TaskSpec) -> Seen {
        let of = self.assign_one(spec).await;
        self.finished(&of).await
    }

    pub(crate) async fn finished(&mut self, of: &v1::AttemptRef) -> Seen {
        self.watch(of, Seen::default(), |seen| seen.finished.is_some()).await
    }

    /// Waits until an attempt has printed so many lines.
    pub(crate) async fn printed(&mut self, of: &v1::AttemptRef, lines: usize) -> Seen {
        self.watch(of, Seen::default(), |seen| seen.lines.len() >= lines).await
    }
}

pub(crate) fn fresh() -> v1::AttemptRef {
    v1::AttemptRef { task_id: Uuid::new_v4().to_string(), attempt: 1 }
}

pub(crate) fn shell(command: &str) -> v1::TaskSpec {
    let work = v1::ShellWork { command: command.to_owned() };
    v1::TaskSpec { work: Some(v1::task_spec::Work::Shell(work)), ..spec() }
}

pub(crate) fn noop() -> v1::TaskSpec {
    v1::TaskSpec { work: Some(v1::task_spec::Work::Noop(v1::NoopWork {})), ..spec() }
}

/// A simulated task that starts and ends after so many milliseconds.
pub(crate) fn simulate(start: u64, run: u64) -> v1::TaskSpec {
    let work = v1::SimulateWork {
        start_after: millis(start),
        run_for: millis(run),
        ..v1::SimulateWork::default()
    };
    v1::TaskSpec { work: Some(v1::task_spec::Work::Simulate(work)), ..spec() }
}

fn spec() -> v1::TaskSpec {
    v1::TaskSpec { queue: "default".to_owned(), ..v1::TaskSpec::default() }
}

pub(crate) fn millis(millis: u64) -> Option<prost_types::Duration> {
    prost_types::Duration::try_from(Duration::from_millis(millis)).ok()
}

/// A worker in this process.
pub(crate) struct Worker {
    pub(crate) tasks: Tasks,
    pub(crate) kill: CancellationToken,
    pub(crate) run_dir: tempfile::TempDir,
    handle: JoinHandle<Result<Ended, Error>>,
}

pub(crate) fn config(address: SocketAddr, run_dir: PathBuf) -> Config {
    Config {
        coordinators: vec![format!("http://{address}")],
        name: String::new(),
        host: "here".to_owned(),
        queues: vec!["default".to_owned()],
        slots: 2,
        labels: [("disk".to_owned(), "ssd".to_owned())].into(),
        join_token: Secret::new(TOKEN),
        run_dir,
        watchdog: None,
        drain_grace: Duration::from_secs(10),
        idle_exit: None,
    }
}

impl Worker {
    pub(crate) fn start(fake: &Fake, change: impl FnOnce(&mut Config)) -> Self {
        let run_dir = tempfile::tempdir().unwrap();
        let mut config = config(fake.address, run_dir.path().to_owned());
        change(&mut config);
        let (tasks, kill) = (Tasks::default(), CancellationToken::new());
        let worker = run(config, Clock::default(), tasks.clone(), kill.clone());
        let handle = fake.tasks.spawn("worker", worker);
        Self { tasks, kill, run_dir, handle }
    }

    /// Tells it to stop.
    pub(crate) fn stop(&self) {
        self.tasks.stop().cancel();
    }

    /// Waits for its end and then looks at what it left.
    pub(crate) async fn ended_with(self, look: impl FnOnce()) -> Ended {
        let ended = within(self.handle).await.unwrap().unwrap();
        look();
        ended
    }

    /// Waits for its end.
    pub(crate) async fn ended(self) -> Ended {
        within(self.handle).await.unwrap().unwrap()
    }
}

/// Both, with an open session.
pub(crate) async fn both() -> (Fake, Worker, Session) {
    let mut fake = Fake::start().await;
    let worker = Worker::start(&fake, |_| {});
    let session = fake.welcome().await;
    (fake, worker, session)
}

/// Whether a process is there and not merely unburied.
pub(crate) fn lives(pid: &str) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    stat.rsplit(')').next().is_some_and(|rest| !rest.is_empty() && !rest.starts_with(" Z"))
}

/// Waits until a process that was killed is gone.
pub(crate) async fn gone(pid: &str) {
    until(|| !lives(pid)).await;
}
