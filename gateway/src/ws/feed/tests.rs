//! Feeds before coordinators that do what a test says.

use std::{
    collections::HashMap,
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use axum::http::HeaderMap;
use taskmaster_proto::v1::{
    event_service_server::{EventService, EventServiceServer},
    identity_service_server::{IdentityService, IdentityServiceServer},
    worker_service_server::{WorkerService, WorkerServiceServer},
};
use tokio::{net::TcpListener, sync::mpsc, time::timeout};
use tokio_stream::wrappers::{ReceiverStream, TcpListenerStream};
use tonic::{Request, Response, Status, transport::Server};

use super::*;

type Sender = mpsc::Sender<Result<v1::WatchEventsResponse, Status>>;
type Answer<T> = Result<Response<T>, Status>;

const WITHIN: Duration = Duration::from_secs(20);

/// A coordinator of a test. Clones share it.
#[derive(Clone, Default)]
struct Fake(Arc<FakeParts>);

#[derive(Default)]
struct FakeParts {
    /// Streams that are open, with the token of each.
    streams: Mutex<Vec<(String, Sender)>>,
    opened: Notify,
    refused: Mutex<Vec<String>>,
    /// Tokens that were asked about.
    asked: Mutex<Vec<String>>,
    was_asked: Notify,
    listed: AtomicUsize,
    mood: Mutex<Mood>,
}

/// How a coordinator answers who asks about a token.
#[derive(Clone, Copy, Default)]
enum Mood {
    #[default]
    Answers,
    Hangs,
    Fails,
}

fn token<T>(request: &Request<T>) -> String {
    let bearer = request.metadata().get("authorization").unwrap().to_str().unwrap();
    bearer.trim_start_matches("Bearer ").to_owned()
}

#[tonic::async_trait]
impl EventService for Fake {
    type WatchEventsStream = ReceiverStream<Result<v1::WatchEventsResponse, Status>>;

    async fn watch_events(
        &self,
        request: Request<v1::WatchEventsRequest>,
    ) -> Answer<Self::WatchEventsStream> {
        let token = token(&request);
        if locked(&self.0.refused).contains(&token) {
            return Err(Status::unauthenticated("no"));
        }
        let (sender, receiver) = mpsc::channel(16);
        sender.send(Ok(v1::WatchEventsResponse::default())).await.unwrap();
        locked(&self.0.streams).push((token, sender));
        self.0.opened.notify_one();
        Ok(Response::new(ReceiverStream::new(receiver)))
    }
}

#[tonic::async_trait]
impl WorkerService for Fake {
    async fn list_workers(
        &self,
        _request: Request<v1::ListWorkersRequest>,
    ) -> Answer<v1::ListWorkersResponse> {
        let count = self.0.listed.fetch_add(1, Ordering::SeqCst);
        let name = format!("worker-{count}");
        let workers = vec![v1::Worker { name, ..Default::default() }];
        Ok(Response::new(v1::ListWorkersResponse { workers }))
    }

    async fn drain_worker(
        &self,
        _request: Request<v1::DrainWorkerRequest>,
    ) -> Answer<v1::DrainWorkerResponse> {
        Err(Status::unimplemented("not asked"))
    }

    async fn resume_worker(
        &self,
        _request: Request<v1::ResumeWorkerRequest>,
    ) -> Answer<v1::ResumeWorkerResponse> {
        Err(Status::unimplemented("not asked"))
    }
}

#[tonic::async_trait]
impl IdentityService for Fake {
    async fn get_caller(
        &self,
        request: Request<v1::GetCallerRequest>,
    ) -> Answer<v1::GetCallerResponse> {
        let token = token(&request);
        locked(&self.0.asked).push(token.clone());
        self.0.was_asked.notify_one();
        let mood = *locked(&self.0.mood);
        match mood {
            Mood::Answers => {}
            Mood::Hangs => std::future::pending().await,
            Mood::Fails => return Err(Status::unavailable("not now")),
        }
        if locked(&self.0.refused).contains(&token) {
            return Err(Status::unauthenticated("no"));
        }
        Ok(Response::new(v1::GetCallerResponse::default()))
    }

    async fn create_sign_in_code(
        &self,
        _request: Request<v1::CreateSignInCodeRequest>,
    ) -> Answer<v1::CreateSignInCodeResponse> {
        Err(Status::unimplemented("not asked"))
    }

    async fn exchange_sign_in_code(
        &self,
        _request: Request<v1::ExchangeSignInCodeRequest>,
    ) -> Answer<v1::ExchangeSignInCodeResponse> {
        Err(Status::unimplemented("not asked"))
    }

    async fn create_session(
        &self,
        _request: Request<v1::CreateSessionRequest>,
    ) -> Answer<v1::CreateSessionResponse> {
        Err(Status::unimplemented("not asked"))
    }

    async fn end_session(
        &self,
        _request: Request<v1::EndSessionRequest>,
    ) -> Answer<v1::EndSessionResponse> {
        Err(Status::unimplemented("not asked"))
    }
}

impl Fake {
    /// One that serves, and its URL.
    async fn start(tasks: &Tasks) -> (Self, String) {
        let fake = Self::default();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let server = Server::builder()
            .add_service(EventServiceServer::new(fake.clone()))
            .add_service(IdentityServiceServer::new(fake.clone()))
            .add_service(WorkerServiceServer::new(fake.clone()));
        tasks.spawn("fake", server.serve_with_incoming(TcpListenerStream::new(listener)));
        (fake, url)
    }

    /// Tokens of the streams that are open.
    fn tokens(&self) -> Vec<String> {
        let mut streams = locked(&self.0.streams);
        streams.retain(|(_, sender)| !sender.is_closed());
        streams.iter().map(|(token, _)| token.clone()).collect()
    }

    async fn opened(&self) {
        timeout(WITHIN, self.0.opened.notified()).await.expect("a stream opens");
    }

    async fn tell(&self, events: v1::WatchEventsResponse) {
        let sender = locked(&self.0.streams).last().unwrap().1.clone();
        sender.send(Ok(events)).await.unwrap();
    }

    async fn closed(&self) {
        let sender = locked(&self.0.streams).last().unwrap().1.clone();
        timeout(WITHIN, sender.closed()).await.expect("the stream closes");
    }

    fn is(&self, mood: Mood) {
        *locked(&self.0.mood) = mood;
    }

    /// Waits until it was asked about so many tokens, since it began.
    async fn was_asked(&self, times: usize) {
        while locked(&self.0.asked).len() < times {
            timeout(WITHIN, self.0.was_asked.notified()).await.expect("tokens are asked about");
        }
    }

    /// Tells that sessions were ended.
    async fn tell_of_ends(&self) {
        self.tell(v1::WatchEventsResponse { sessions_ended: true, ..Default::default() }).await;
    }

    /// Ends all streams.
    fn cut(&self) {
        locked(&self.0.streams).clear();
    }
}

fn moved(id: &str) -> v1::WatchEventsResponse {
    let event = v1::TaskEvent {
        task_id: id.to_owned(),
        state: v1::TaskState::Running.into(),
        ..Default::default()
    };
    v1::WatchEventsResponse { tasks: vec![event], ..Default::default() }
}

fn kind() -> Kind {
    Kind { principal: "token:admin".to_owned(), role: v1::Role::Admin }
}

fn caller(token: &str) -> Caller {
    Caller::with_token(token, &HeaderMap::new(), None).unwrap()
}

fn feeds(tasks: &Tasks, urls: &[String]) -> Feeds {
    let upstream = Upstream::new(urls, None, tasks.clone()).unwrap();
    Feeds::new(upstream, Clock::default(), tasks.clone())
}

async fn open_tasks(place: &Membership) -> Tellings {
    let mut tellings = place.tasks(&Filter::default()).unwrap();
    timeout(WITHIN, tellings.open()).await.unwrap().unwrap();
    tellings
}

/// The next telling as text, with what was missed before it.
async fn told(tellings: &mut Tellings) -> (u64, Vec<String>) {
    let (missed, batch) = timeout(WITHIN, tellings.next()).await.expect("a telling").unwrap();
    (missed, batch.events.to(1).iter().map(|text| text.as_str().to_owned()).collect())
}

#[tokio::test]
async fn all_clients_of_a_kind_share_one_stream_that_ends_with_the_last() {
    let tasks = Tasks::default();
    let (fake, url) = Fake::start(&tasks).await;
    let feeds = feeds(&tasks, &[url]);
    let places: Vec<Membership> =
        (0..50).map(|n| feeds.join(&kind(), caller(&format!("t{n}")), None)).collect();
    let mut all = Vec::new();
    for place in &places {
        all.push(open_tasks(place).await);
    }
    assert_eq!(fake.tokens(), ["t0"]);
    fake.tell(moved("a")).await;
    for tellings in &mut all {
        let (missed, texts) = told(tellings).await;
        assert_eq!((missed, texts.len()), (0, 1));
        assert!(texts[0].contains(r#""taskId":"a""#), "{texts:?}");
    }
    drop(places);
    fake.closed().await;
    assert_eq!(feeds.count(), 0);
}

#[tokio::test]
async fn a_break_is_told_as_missed_events_and_the_workers_are_read_again() {
    let tasks = Tasks::default();
    let (fake, url) = Fake::start(&tasks).await;
    let feeds = feeds(&tasks, &[url]);
    let place = feeds.join(&kind(), caller("a"), None);
    let mut tellings = open_tasks(&place).await;
    let mut workers = place.workers();
    let first = timeout(WITHIN, workers.next()).await.unwrap().unwrap();
    assert!(first.to(1)[0].as_str().contains("worker-0"));
    fake.opened().await;
    fake.cut();
    fake.opened().await;
    let (missed, texts) = told(&mut tellings).await;
    assert_eq!((missed, texts), (0, vec![r#"{"type":"lagged","id":1,"dropped":1}"#.to_owned()]));
    let again = timeout(WITHIN, workers.next()).await.unwrap().unwrap();
    assert!(again.to(1)[0].as_str().contains("worker-1"));
    fake.tell(moved("b")).await;
    let (missed, texts) = told(&mut tellings).await;
    assert!(missed == 0 && texts[0].contains(r#""seq":2"#), "{texts:?}");
}

#[tokio::test]
async fn another_clients_token_takes_over_from_one_that_is_refused() {
    let tasks = Tasks::default();
    let (fake, url) = Fake::start(&tasks).await;
    let feeds = feeds(&tasks, &[url]);
    let first = feeds.join(&kind(), caller("first"), None);
    let mut tellings = open_tasks(&first).await;
    let second = feeds.join(&kind(), caller("second"), None);
    assert_eq!(fake.tokens(), ["first"]);
    locked(&fake.0.refused).push("first".to_owned());
    fake.opened().await;
    fake.cut();
    fake.opened().await;
    assert_eq!(fake.tokens(), ["second"]);
    assert!(first.refused().is_cancelled() && !second.refused().is_cancelled());
    assert_eq!(told(&mut tellings).await.1.len(), 1);
}

#[tokio::test]
async fn whose_session_was_ended_is_refused_as_soon_as_a_coordinator_tells_of_it() {
    let tasks = Tasks::default();
    let (fake, url) = Fake::start(&tasks).await;
    let feeds = feeds(&tasks, &[url]);
    let places = ["stays", "ends", "ends"].map(|token| feeds.join(&kind(), caller(token), None));
    let _tellings = open_tasks(&places[0]).await;
    // Each token when the stream opens, and at the first look; the next look is 5 s away.
    fake.was_asked(4).await;
    locked(&fake.0.refused).push("ends".to_owned());
    fake.tell_of_ends().await;
    for place in &places[1..] {
        let refused = timeout(Duration::from_secs(4), place.refused().cancelled()).await;
        refused.expect("it is refused before the next look");
    }
    let asked = locked(&fake.0.asked).iter().filter(|token| *token == "ends").count();
    assert_eq!(asked, 3, "once for both of its clients");
    assert!(!places[0].refused().is_cancelled());
}

#[tokio::test]
async fn a_coordinator_that_hangs_does_not_hold_up_what_another_knows_of_ended_sessions() {
    let tasks = Tasks::default();
    let ((hanging, first), (well, second)) = (Fake::start(&tasks).await, Fake::start(&tasks).await);
    let feeds = feeds(&tasks, &[first, second]);
    let place = feeds.join(&kind(), caller("ends"), None);
    let _tellings = open_tasks(&place).await;
    // Each when its stream opens, and one of them at the first look; the next look is 5 s away.
    let asked = |fake: &Fake| locked(&fake.0.asked).len();
    while asked(&hanging) + asked(&well) < 3 {
        let either = async {
            tokio::select! {
                () = hanging.0.was_asked.notified() => {}
                () = well.0.was_asked.notified() => {}
            }
        };
        timeout(WITHIN, either).await.expect("tokens are asked about");
    }
    let before = asked(&hanging);
    hanging.is(Mood::Hangs);
    hanging.tell_of_ends().await;
    hanging.was_asked(before + 1).await;
    locked(&well.0.refused).push("ends".to_owned());
    well.tell_of_ends().await;
    let refused = timeout(Duration::from_secs(3), place.refused().cancelled()).await;
    refused.expect("it is refused before the other has taken its time");
}

#[tokio::test]
async fn a_coordinator_that_could_not_answer_about_a_token_is_asked_again() {
    let tasks = Tasks::default();
    let (fake, url) = Fake::start(&tasks).await;
    let feeds = feeds(&tasks, &[url]);
    // So many that the looks do not come round to the first of them in time.
    let places: Vec<Membership> =
        (0..80).map(|n| feeds.join(&kind(), caller(&format!("t{n}")), None)).collect();
    let _tellings = open_tasks(&places[0]).await;
    fake.was_asked(80 + 16).await;
    fake.is(Mood::Fails);
    locked(&fake.0.refused).push("t0".to_owned());
    fake.tell_of_ends().await;
    fake.was_asked(80 + 16 + 80).await;
    fake.is(Mood::Answers);
    let refused = timeout(WITHIN, places[0].refused().cancelled()).await;
    refused.expect("it is asked about again");
    assert!(!places[1].refused().is_cancelled());
}

#[tokio::test]
async fn a_token_is_used_until_it_expires_and_no_longer() {
    let tasks = Tasks::default();
    let (fake, url) = Fake::start(&tasks).await;
    let feeds = feeds(&tasks, &[url]);
    let soon = Instant::now() + Duration::from_millis(300);
    let first = feeds.join(&kind(), caller("first"), Some(soon));
    let _tellings = open_tasks(&first).await;
    let _second = feeds.join(&kind(), caller("second"), None);
    fake.opened().await;
    fake.opened().await;
    assert_eq!(fake.tokens().last().map(String::as_str), Some("second"));
}

#[tokio::test]
async fn every_coordinator_is_heard_and_one_that_is_away_does_not_hold_up_the_rest() {
    let tasks = Tasks::default();
    let ((one, first), (two, second)) = (Fake::start(&tasks).await, Fake::start(&tasks).await);
    let away = "http://127.0.0.1:9".to_owned();
    let feeds = feeds(&tasks, &[first, second, away]);
    let place = feeds.join(&kind(), caller("a"), None);
    let mut tellings = open_tasks(&place).await;
    let mut seen = HashMap::new();
    for (fake, id) in [(&one, "x"), (&two, "y")] {
        fake.tell(moved(id)).await;
        seen.insert(id, told(&mut tellings).await.1);
    }
    assert!(seen["x"][0].contains(r#""taskId":"x""#) && seen["y"][0].contains(r#""taskId":"y""#));
}

#[tokio::test]
async fn clients_that_may_not_listen_are_told_so() {
    let tasks = Tasks::default();
    let (fake, url) = Fake::start(&tasks).await;
    locked(&fake.0.refused).push("bad".to_owned());
    let feeds = feeds(&tasks, &[url]);
    let place = feeds.join(&kind(), caller("bad"), None);
    let mut tellings = place.tasks(&Filter::default()).unwrap();
    let refusal = timeout(WITHIN, tellings.open()).await.unwrap().unwrap_err();
    assert_eq!(refusal.status, 401);
    assert!(place.refused().is_cancelled());
}

#[tokio::test]
async fn filters_are_bounded_and_those_that_nobody_uses_make_room() {
    let tasks = Tasks::default();
    let (_fake, url) = Fake::start(&tasks).await;
    let feeds = feeds(&tasks, &[url]);
    let place = feeds.join(&kind(), caller("a"), None);
    let filter = |n: usize| Filter { queue: Some(n.to_string()), ..Filter::default() };
    let mut all: Vec<Tellings> = (0..VIEWS).map(|n| place.tasks(&filter(n)).unwrap()).collect();
    assert_eq!(place.tasks(&filter(VIEWS)).unwrap_err().status, 429);
    assert!(place.tasks(&filter(0)).is_ok(), "a known filter costs nothing");
    all.pop();
    assert!(place.tasks(&filter(VIEWS)).is_ok());
}
