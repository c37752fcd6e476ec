use std::net::SocketAddr;

use taskmaster_runtime::{Clock, Tasks};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

use crate::{Config, Gateway, Metrics, ScheduleKind};

/// A gateway before a coordinator that nobody runs.
async fn alone(tasks: &Tasks) -> SocketAddr {
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let nobody = format!("http://{}", free.local_addr().unwrap());
    drop(free);
    let config = Config {
        listen: "127.0.0.1:0".parse().unwrap(),
        base_path: String::new(),
        allowed_origins: Vec::new(),
        public_url: None,
        coordinators: vec![nobody],
        schedule_kind: ScheduleKind::Shell,
        settings: Vec::new(),
    };
    let metrics = Metrics::register(&mut prometheus_client::registry::Registry::default());
    let gateway = Gateway::bind(config, Clock::default(), metrics).await.unwrap();
    let address = gateway.local_addr();
    let serving = tasks.clone();
    tasks.spawn("gateway", async move { gateway.run(serving).await });
    address
}

/// The answer to a GET, head and body.
async fn get(address: SocketAddr, path: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let head = "host: test\r\nauthorization: Bearer some\r\nconnection: close";
    let request = format!("GET {path} HTTP/1.1\r\n{head}\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn without_a_coordinator_health_keeps_its_shape_and_all_else_says_to_try_again() {
    let tasks = Tasks::default();
    let address = alone(&tasks).await;
    let health = get(address, "/api/health").await;
    assert!(health.starts_with("HTTP/1.1 503"), "{health}");
    let (_, body) = health.split_once("\r\n\r\n").unwrap();
    let unknown = r#"{"status":"down","detail":"not known: no coordinator answers"}"#;
    let parts = format!(
        r#"{{"store":{unknown},"queues":{unknown},"workers":{unknown},"coordinators":{{"status":"down","detail":"none answers"}},"jobs":{unknown},"schedulers":[]}}"#
    );
    assert_eq!(body, format!(r#"{{"status":"down","parts":{parts}}}"#));

    let list = get(address, "/api/tasks").await;
    assert!(list.starts_with("HTTP/1.1 503"), "{list}");
    assert!(list.contains("retry-after: 1\r\n"), "{list}");
    assert!(list.contains("/problems/unavailable"), "{list}");
    assert!(get(address, "/readyz").await.starts_with("HTTP/1.1 503"));
    assert!(get(address, "/healthz").await.starts_with("HTTP/1.1 200"), "the process lives");
}
