//! What tasks write.

use axum::{
    Json,
    body::{Body, Bytes},
    extract::State as Of,
    http::header,
    response::{IntoResponse as _, Response},
};
use futures::stream;
use serde::Serialize;
use taskmaster_proto::v1;
use tokio::time::{Duration, timeout};
use tonic::Streaming;
use utoipa::ToSchema;

use super::{tasks::client, words::Stream};
use crate::{
    caller::Caller,
    extract::{Asked, At, Id},
    problem::Problem,
    server::Shared,
    time::Time,
    upstream::Repeat,
};

/// Lines of a page when nothing is said, and at the most.
const LINES: (u64, u64) = (1_000, 10_000);
/// Bytes of text after which a page ends, whatever lines are left.
const PAGE_BYTES: usize = 8_000_000;
/// How long a page may be gathered.
const GATHER: Duration = Duration::from_secs(30);

/// A line of output.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Line {
    /// Number from 1, per attempt, over all streams.
    seq: i64,
    /// When it was read.
    #[schema(required)]
    time: Option<Time>,
    /// Whose it is.
    attempt: i32,
    /// Where it came from.
    stream: Stream,
    /// Without its line feed; what is not UTF-8 reads as U+FFFD.
    text: String,
    /// It goes on in the next line: it was longer than 64 KiB, or the last without a line feed.
    partial: bool,
}

impl Line {
    /// What the wire says, in the words of REST.
    pub(crate) fn from_wire(attempt: i32, line: v1::OutputLine) -> Self {
        Self {
            seq: line.seq,
            time: Time::from_wire(line.time),
            attempt,
            stream: line.stream().into(),
            text: text(line.data),
            partial: line.partial,
        }
    }
}

/// Lines of output.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Lines {
    /// In their order.
    lines: Vec<Line>,
    /// `after` of the next page, also when there is nothing more yet.
    next: u64,
}

/// What is asked for of which output.
fn wanted(task_id: String, asked: &mut Asked) -> v1::ReadOutputRequest {
    let mut stream: Vec<Stream> = asked.words("stream");
    if stream.len() > 1 {
        asked.fault("stream", "must not be repeated");
    }
    let attempt = asked.count("attempt").unwrap_or(0);
    let attempt = i32::try_from(attempt).unwrap_or_else(|_| {
        asked.fault("attempt", "must be at most 2147483647");
        0
    });
    let stream = stream.pop().map_or(v1::OutputStream::Unspecified, Into::into);
    v1::ReadOutputRequest { task_id, attempt, stream: stream.into(), ..Default::default() }
}

async fn open(
    shared: &Shared,
    caller: &Caller,
    request: &v1::ReadOutputRequest,
) -> Result<Streaming<v1::ReadOutputResponse>, Problem> {
    let call = async |link| client(link).read_output(request.clone()).await;
    shared.upstream.call(caller, Repeat::Safe, call).await
}

/// Output of a task, line by line, in pages.
#[utoipa::path(
    get,
    path = "/api/tasks/{id}/logs",
    tag = "tasks",
    params(
        ("id" = Uuid, Path, description = "The task"),
        ("after" = Option<i64>, Query, description = "Only lines with a higher number"),
        ("limit" = Option<i64>, Query, description = "Lines of a page; 1000 when 0 or absent, 10,000 at the most. A page of long lines may have fewer"),
        ("tail" = Option<i64>, Query, description = "Only so many of the last lines, 10,000 at the most; all when 0 or absent. With `after` those of them that are behind it, with `limit` the first so many of them. Of long lines a page may have the first of them only: go on with `next`"),
        ("stream" = Option<Stream>, Query, description = "Only of this stream"),
        ("attempt" = Option<i32>, Query, description = "Of this attempt; of the latest when 0 or absent"),
    ),
    responses(
        (status = 200, description = "Lines", body = Lines),
        (status = 404, description = "There is no such task", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn get_logs(
    Of(shared): Of<Shared>,
    caller: Caller,
    At(Id(task_id)): At<Id>,
    mut asked: Asked,
) -> Result<Json<Lines>, Problem> {
    let mut request = wanted(task_id, &mut asked);
    let [after, limit, tail] =
        ["after", "limit", "tail"].map(|name| asked.count(name).unwrap_or(0));
    asked.end()?;
    let lines = |count: u64| i64::try_from(count.min(LINES.1)).unwrap_or(i64::MAX);
    request.tail = lines(tail);
    // All of a tail is a page.
    request.limit = if limit == 0 && tail == 0 { lines(LINES.0) } else { lines(limit) };
    request.after = i64::try_from(after).unwrap_or(i64::MAX);
    let output = open(&shared, &caller, &request).await?;
    let late = |_| taskmaster_proto::Error::DeadlineExceeded("the output took too long".to_owned());
    let lines = timeout(GATHER, gather(output)).await.map_err(late)??;
    let next = lines.last().and_then(|line| u64::try_from(line.seq).ok()).unwrap_or(after);
    Ok(Json(Lines { lines, next }))
}

async fn gather(mut output: Streaming<v1::ReadOutputResponse>) -> Result<Vec<Line>, Problem> {
    let (mut lines, mut bytes) = (Vec::new(), 0);
    while bytes < PAGE_BYTES
        && let Some(part) = output.message().await?
    {
        for line in part.lines {
            if bytes >= PAGE_BYTES {
                break;
            }
            bytes += line.data.len();
            lines.push(Line::from_wire(part.attempt, line));
        }
    }
    Ok(lines)
}

/// Bytes as text; copied only when they are none.
fn text(data: Vec<u8>) -> String {
    String::from_utf8(data)
        .unwrap_or_else(|raw| String::from_utf8_lossy(raw.as_bytes()).into_owned())
}

/// Output of a task as it was written, byte for byte, as a file.
///
/// Without `stream` it is all of it, in the order in which it was read, with what TaskMaster
/// itself had to say. It is sent as fast as it is taken.
#[utoipa::path(
    get,
    path = "/api/tasks/{id}/logs/download",
    tag = "tasks",
    params(
        ("id" = Uuid, Path, description = "The task"),
        ("stream" = Option<Stream>, Query, description = "Only of this stream"),
        ("attempt" = Option<i32>, Query, description = "Of this attempt; of the latest when 0 or absent"),
    ),
    responses(
        (status = 200, description = "The bytes", body = String, content_type = "application/octet-stream", headers(("Content-Disposition" = String, description = "A name for the file"))),
        (status = 404, description = "There is no such task", body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn download_logs(
    Of(shared): Of<Shared>,
    caller: Caller,
    At(Id(task_id)): At<Id>,
    mut asked: Asked,
) -> Result<Response, Problem> {
    let name = format!("attachment; filename=\"task-{task_id}.log\"");
    let request = wanted(task_id, &mut asked);
    asked.end()?;
    let output = open(&shared, &caller, &request).await?;
    let parts = stream::try_unfold(output, |mut output| async {
        let part = output.message().await?;
        Ok::<_, tonic::Status>(part.map(|part| (raw(part), output)))
    });
    let head = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((head, Body::from_stream(parts)).into_response())
}

/// The bytes of some lines.
fn raw(part: v1::ReadOutputResponse) -> Bytes {
    let size = part.lines.iter().map(|line| line.data.len() + 1).sum();
    let mut bytes = Vec::with_capacity(size);
    for line in part.lines {
        bytes.extend_from_slice(&line.data);
        if !line.partial {
            bytes.push(b'\n');
        }
    }
    bytes.into()
}
