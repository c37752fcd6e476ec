use axum::{body::Bytes, routing::post};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    task::JoinHandle,
    time::{Instant, timeout},
};

use super::*;
use crate::{Metrics, layers};

const WITHIN: Duration = Duration::from_secs(20);
const BODY: Duration = Duration::from_millis(300);
const SHORT: Bounds = Bounds { connections: 2, head: Duration::from_millis(300) };

struct Served {
    tasks: Tasks,
    address: std::net::SocketAddr,
    ended: JoinHandle<()>,
}

impl Served {
    async fn start(bounds: Bounds) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let routes = Router::new().route("/", post(|body: Bytes| async move { body }));
        let metrics = Metrics::register(&mut prometheus_client::registry::Registry::default());
        let app = layers::around(routes, &[], "", BODY, metrics);
        let tasks = Tasks::default();
        let own = tasks.clone();
        let ended = tasks.spawn("server", async move { serve(listener, app, bounds, &own).await });
        Self { tasks, address, ended }
    }

    async fn say(&self, text: &str) -> TcpStream {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(text.as_bytes()).await.unwrap();
        stream
    }
}

/// What comes until the other side closes.
async fn rest(mut stream: TcpStream) -> String {
    let mut said = Vec::new();
    let read = timeout(WITHIN, stream.read_to_end(&mut said)).await.expect("the connection ends");
    read.unwrap();
    String::from_utf8(said).unwrap()
}

#[tokio::test]
async fn a_connection_that_does_not_go_on_is_ended() {
    let served = Served::start(Bounds { connections: 10, ..SHORT }).await;
    assert_eq!(rest(served.say("POST / HTTP/1.1\r\nhost: a\r\nx").await).await, "");
    let said = rest(served.say("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\n\r\nx").await);
    let said = said.await;
    assert!(said.starts_with("HTTP/1.1 408"), "{said}");
    assert!(said.contains("/problems/timeout"), "{said}");
    let whole = served.say("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\n\r\nok").await;
    let said = rest(whole).await;
    assert!(said.starts_with("HTTP/1.1 200") && said.ends_with("ok"), "an idle one ends: {said}");
}

#[tokio::test]
async fn beyond_the_bound_a_connection_waits_until_another_ends() {
    let long = Bounds { head: WITHIN, ..SHORT };
    let served = Served::start(long).await;
    let request = "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\n\r\nok";
    let (mut first, mut second) = (served.say(request).await, served.say(request).await);
    let mut byte = [0];
    for taken in [&mut first, &mut second] {
        timeout(WITHIN, taken.read_exact(&mut byte)).await.unwrap().unwrap();
    }
    let mut third = served.say(request).await;
    let waits = timeout(Duration::from_millis(200), third.read_exact(&mut byte)).await;
    assert!(waits.is_err(), "a third one is not served beside them");
    drop(first);
    timeout(WITHIN, third.read_exact(&mut byte)).await.unwrap().unwrap();
}

#[tokio::test]
async fn what_does_not_go_on_holds_up_no_shutdown() {
    let served = Served::start(SHORT).await;
    let mut half = served.say("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\n\r\nx").await;
    let idle = served.say("").await;
    let began = Instant::now();
    served.tasks.stop().cancel();
    timeout(WITHIN, served.ended).await.expect("the server ends").unwrap();
    assert!(began.elapsed() < SHORT.head * 10);
    let mut said = String::new();
    timeout(WITHIN, half.read_to_string(&mut said)).await.unwrap().unwrap();
    drop(idle);
}
