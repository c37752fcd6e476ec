//! What goes to the coordinator: heartbeats before reports, one of each at a time.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use taskmaster_proto::v1::{
    Heartbeat, Hello, OpenSessionRequest, Report, open_session_request::Message,
};
use tokio::sync::mpsc::{self, error::TrySendError};
use tokio_stream::Stream;

/// The sending half. Dropped, it ends the stream behind what was sent.
#[derive(Debug)]
pub(super) struct Outbound {
    beats: mpsc::Sender<Heartbeat>,
    reports: mpsc::Sender<Message>,
}

/// What tonic reads. A heartbeat overtakes the report that waits with it.
#[derive(Debug)]
pub(super) struct Requests {
    beats: mpsc::Receiver<Heartbeat>,
    reports: mpsc::Receiver<Message>,
}

/// A stream that begins with a hello.
pub(super) fn open(hello: Hello) -> (Outbound, Requests) {
    let (beats, beats_out) = mpsc::channel(1);
    let (reports, reports_out) = mpsc::channel(1);
    // The channel is empty, so this cannot fail.
    let _ = reports.try_send(Message::Hello(hello));
    (Outbound { beats, reports }, Requests { beats: beats_out, reports: reports_out })
}

impl Outbound {
    /// Sends a heartbeat. One that still waits to be sent stands for this one too: false.
    pub(super) fn beat(&self, beat: Heartbeat) -> bool {
        self.beats.try_send(beat).is_ok()
    }

    /// Whether the last report is on its way, so that another may be made.
    pub(super) fn is_free(&self) -> bool {
        self.reports.capacity() > 0
    }

    /// Waits until a report can be sent. When the stream is gone it waits for ever: that the
    /// stream is gone is news of the link.
    pub(super) async fn free(&self) {
        if self.reports.reserve().await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    /// Sends a report; only when it is free. What does not go out is said again in the next
    /// session.
    pub(super) fn report(&self, report: Report) {
        match self.reports.try_send(Message::Report(report)) {
            Ok(()) | Err(TrySendError::Closed(_)) => {}
            Err(TrySendError::Full(_)) => tracing::error!("a report was made while one waits"),
        }
    }
}

impl Stream for Requests {
    type Item = OpenSessionRequest;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let wrap = |message| Poll::Ready(Some(OpenSessionRequest { message: Some(message) }));
        if let Poll::Ready(Some(beat)) = self.beats.poll_recv(cx) {
            return wrap(Message::Heartbeat(beat));
        }
        match self.reports.poll_recv(cx) {
            Poll::Ready(Some(message)) => wrap(message),
            Poll::Ready(None) => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio_stream::StreamExt as _;

    use super::*;

    #[tokio::test]
    async fn a_heartbeat_overtakes_a_report_that_waits() {
        let (outbound, mut requests) = open(Hello::default());
        assert!(matches!(requests.next().await.unwrap().message, Some(Message::Hello(_))));
        outbound.report(Report::default());
        assert!(!outbound.is_free());
        assert!(outbound.beat(Heartbeat::default()));
        assert!(!outbound.beat(Heartbeat::default()), "one that waits is enough");
        assert!(matches!(requests.next().await.unwrap().message, Some(Message::Heartbeat(_))));
        drop(outbound);
        assert!(matches!(requests.next().await.unwrap().message, Some(Message::Report(_))));
        assert!(requests.next().await.is_none());
    }
}
