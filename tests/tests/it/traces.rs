//! One trace from the caller through coordinator and worker to the command.

use std::{collections::BTreeMap, time::Duration};

use opentelemetry_proto::tonic::{
    collector::trace::v1::{
        ExportTraceServiceRequest, ExportTraceServiceResponse,
        trace_service_server::{TraceService, TraceServiceServer},
    },
    trace::v1::Span,
};
use taskmaster_proto::v1;
use taskmaster_runtime::Tasks;
use taskmaster_tests::{Up, WITHIN, bash};
use tokio::{net::TcpListener, sync::mpsc, time::timeout};
use tokio_stream::wrappers::TcpListenerStream;
use tonic::{Request, Response, Status, transport::Server};

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const CALLER: &str = "00f067aa0ba902b7";

/// A collector that hands on what it is sent.
struct Collector(mpsc::Sender<Span>);

#[tonic::async_trait]
impl TraceService for Collector {
    async fn export(
        &self,
        request: Request<ExportTraceServiceRequest>,
    ) -> Result<Response<ExportTraceServiceResponse>, Status> {
        let resources = request.into_inner().resource_spans;
        for span in resources.into_iter().flat_map(|r| r.scope_spans).flat_map(|s| s.spans) {
            let _ = self.0.send(span).await;
        }
        Ok(Response::new(ExportTraceServiceResponse::default()))
    }
}

async fn collector(tasks: &Tasks) -> (String, mpsc::Receiver<Span>) {
    let (sender, spans) = mpsc::channel(1_024);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let server = Server::builder()
        .add_service(TraceServiceServer::new(Collector(sender)))
        .serve_with_incoming(TcpListenerStream::new(listener));
    tasks.spawn("collector", server);
    (address, spans)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Waits for one span of each of these names in the caller's trace.
async fn spans_named(
    spans: &mut mpsc::Receiver<Span>,
    names: &[&'static str],
) -> BTreeMap<String, Span> {
    let mut found = BTreeMap::new();
    let wait = timeout(Duration::from_secs(30), async {
        while found.len() < names.len() {
            let span = spans.recv().await.expect("the collector lives");
            if hex(&span.trace_id) == TRACE && names.contains(&span.name.as_str()) {
                found.insert(span.name.clone(), span);
            }
        }
    });
    wait.await.unwrap_or_else(|_| panic!("{names:?} did not all come"));
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sampled_callers_trace_goes_through_to_the_commands_own_parent() {
    let tasks = Tasks::default();
    let (address, mut spans) = collector(&tasks).await;
    let up = Up::with(1, 1).set("trace.endpoint", address).start().await;
    let client = up.client();
    let task = bash("echo parent $TRACEPARENT").0;
    let mut request = Request::new(v1::SubmitTaskRequest { task: Some(task) });
    let header = format!("00-{TRACE}-{CALLER}-01");
    request.metadata_mut().insert("traceparent", header.parse().unwrap());
    let answer = client.tasks().submit_task(request).await.unwrap().into_inner();
    let task = answer.task.unwrap();
    assert_eq!(task.trace_id, TRACE);
    client.ended(&task.id, WITHIN).await;

    let output = client.output(&task.id).await;
    let found = spans_named(&mut spans, &["call", "attempt"]).await;
    let (call, attempt) = (&found["call"], &found["attempt"]);
    assert_eq!(hex(&call.parent_span_id), CALLER, "the call is the caller's child");
    assert_eq!(attempt.parent_span_id, call.span_id, "the attempt is the call's child");
    let parent = output.line("parent").expect("it wrote its parent");
    assert_eq!(parent, format!("00-{TRACE}-{}-01", hex(&attempt.span_id)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_callers_trace_reaches_the_command_without_a_collector_too() {
    let up = Up::with(1, 1).start().await;
    let client = up.client();
    let task = bash("echo parent $TRACEPARENT").0;
    let mut request = Request::new(v1::SubmitTaskRequest { task: Some(task) });
    let header = format!("00-{TRACE}-{CALLER}-01");
    request.metadata_mut().insert("traceparent", header.parse().unwrap());
    let id = client.tasks().submit_task(request).await.unwrap().into_inner().task.unwrap().id;
    client.ended(&id, WITHIN).await;
    assert_eq!(client.output(&id).await.line("parent"), Some(header));
}
