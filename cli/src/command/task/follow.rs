//! Printing output as it comes, over interruptions.

use std::{
    io::{self, Write},
    time::Duration,
};

use serde_json::json;
use taskmaster_proto::v1::{self, OutputStream};
use tonic::Code;

use crate::{client::Client, error::Result, show::time};

/// How often a stream that broke is opened again before it is given up, and the wait between.
const RETRIES: (u32, Duration) = (60, Duration::from_secs(1));

/// What of a task's output is wanted.
#[derive(Clone, Debug)]
pub(super) struct Wish {
    pub(super) request: v1::ReadOutputRequest,
    pub(super) look: Look,
}

/// How lines are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// As the task wrote them: its output to ours, its errors to ours.
    Raw,
    /// As the task wrote them, all to our errors.
    Aside,
    /// With time and stream in front, all to standard output.
    Stamped,
    /// As JSON, a line each.
    Json,
}

/// Prints what is wished for; with `follow`, until the task has ended. A coordinator that goes
/// away meanwhile is asked again from where it stopped.
pub(super) async fn follow(client: &Client, mut wish: Wish) -> Result {
    let (mut left, wait) = RETRIES;
    loop {
        match stream(client, &mut wish).await? {
            None => return Ok(()),
            Some(status) if wish.request.follow && is_passing(&status) && left > 0 => {
                left -= 1;
                tokio::time::sleep(wait).await;
            }
            Some(status) => return Err(status.into()),
        }
    }
}

/// The call may well succeed a little later.
fn is_passing(status: &tonic::Status) -> bool {
    matches!(status.code(), Code::Unavailable | Code::Unknown | Code::Cancelled | Code::Internal)
}

/// Prints until the stream ends; gives back what broke it.
async fn stream(client: &Client, wish: &mut Wish) -> Result<Option<tonic::Status>> {
    let mut answers = match client.tasks().read_output(wish.request.clone()).await {
        Ok(answers) => answers.into_inner(),
        Err(status) => return Ok(Some(status)),
    };
    loop {
        let answer = match answers.message().await {
            Ok(Some(answer)) => answer,
            Ok(None) => return Ok(None),
            Err(status) => return Ok(Some(status)),
        };
        print(wish.look, &answer)?;
        wish.advance(&answer);
    }
}

impl Wish {
    /// From here on if the stream breaks.
    fn advance(&mut self, answer: &v1::ReadOutputResponse) {
        let Some(last) = answer.lines.last() else { return };
        self.request.attempt = answer.attempt;
        (self.request.after, self.request.tail) = (last.seq, 0);
        if self.request.limit > 0 {
            let printed = i64::try_from(answer.lines.len()).unwrap_or(i64::MAX);
            self.request.limit = (self.request.limit - printed).max(1);
        }
    }
}

fn print(look: Look, answer: &v1::ReadOutputResponse) -> Result {
    let mut out = io::BufWriter::new(io::stdout().lock());
    for line in &answer.lines {
        match look {
            Look::Raw if line.stream() == OutputStream::Stdout => raw(&mut out, line)?,
            Look::Raw | Look::Aside => {
                // In the order in which they were written.
                out.flush()?;
                raw(&mut io::stderr().lock(), line)?;
            }
            Look::Stamped => stamped(&mut out, line)?,
            Look::Json => as_json(&mut out, answer.attempt, line)?,
        }
    }
    Ok(out.flush()?)
}

fn raw(to: &mut impl Write, line: &v1::OutputLine) -> Result {
    if line.stream() == OutputStream::System {
        to.write_all(b"taskmaster: ")?;
    }
    to.write_all(&line.data)?;
    if !line.partial {
        to.write_all(b"\n")?;
    }
    Ok(())
}

fn stamped(to: &mut impl Write, line: &v1::OutputLine) -> Result {
    let at = time(line.time.as_ref()).unwrap_or_default();
    write!(to, "{at} {:6} ", word(line.stream()))?;
    to.write_all(&line.data)?;
    Ok(to.write_all(b"\n")?)
}

fn as_json(to: &mut impl Write, attempt: i32, line: &v1::OutputLine) -> Result {
    let document = json!({
        "seq": line.seq,
        "time": time(line.time.as_ref()),
        "attempt": attempt,
        "stream": word(line.stream()),
        "text": String::from_utf8_lossy(&line.data),
        "partial": line.partial,
    });
    Ok(writeln!(to, "{document}")?)
}

fn word(stream: OutputStream) -> &'static str {
    match stream {
        OutputStream::Stdout => "stdout",
        OutputStream::Stderr => "stderr",
        OutputStream::System => "system",
        OutputStream::Unspecified => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(stream: OutputStream, data: &[u8], partial: bool) -> v1::OutputLine {
        v1::OutputLine { seq: 7, stream: stream.into(), time: None, data: data.to_vec(), partial }
    }

    #[test]
    fn bytes_are_printed_as_they_were_written() {
        let mut out = Vec::new();
        raw(&mut out, &line(OutputStream::Stdout, b"\xff\x00a", false)).unwrap();
        raw(&mut out, &line(OutputStream::Stdout, b"no line feed", true)).unwrap();
        assert_eq!(out, b"\xff\x00a\nno line feed");
    }

    #[test]
    fn a_broken_stream_goes_on_behind_the_last_line() {
        let request = v1::ReadOutputRequest { limit: 10, ..v1::ReadOutputRequest::default() };
        let mut wish = Wish { request, look: Look::Raw };
        let lines = vec![line(OutputStream::Stdout, b"a", false)];
        wish.advance(&v1::ReadOutputResponse { attempt: 2, lines });
        assert_eq!((wish.request.attempt, wish.request.after, wish.request.limit), (2, 7, 9));
    }

    #[test]
    fn the_last_lines_are_counted_once() {
        let request = v1::ReadOutputRequest { tail: 10, ..v1::ReadOutputRequest::default() };
        let mut wish = Wish { request, look: Look::Raw };
        wish.advance(&v1::ReadOutputResponse { attempt: 2, lines: Vec::new() });
        assert_eq!(wish.request.tail, 10);
        let lines = vec![line(OutputStream::Stdout, b"a", false)];
        wish.advance(&v1::ReadOutputResponse { attempt: 2, lines });
        assert_eq!((wish.request.after, wish.request.tail), (7, 0));
    }
}
