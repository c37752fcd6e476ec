//! What a gateway counts.

use std::time::Duration;

use axum::http::{Method, StatusCode};
use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{
        counter::Counter,
        family::Family,
        gauge::Gauge,
        histogram::{Histogram, exponential_buckets},
    },
    registry::{Registry, Unit},
};

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answer {
    method: String,
    status: u16,
}

/// What a gateway counts.
#[derive(Clone, Debug)]
pub struct Metrics {
    requests: Family<Answer, Counter>,
    duration: Histogram,
    /// Open WebSockets.
    pub(crate) sockets: Gauge,
    /// Events that slow clients were told that they missed.
    pub(crate) lagged: Counter,
}

impl Metrics {
    /// Adds all of it to a registry.
    pub fn register(registry: &mut Registry) -> Self {
        let metrics = Self {
            requests: Family::default(),
            duration: Histogram::new(exponential_buckets(0.001, 2.0, 15)),
            sockets: Gauge::default(),
            lagged: Counter::default(),
        };
        let part = registry.sub_registry_with_prefix("taskmaster_http");
        part.register("requests", "Requests by method and status", metrics.requests.clone());
        part.register_with_unit(
            "request_duration",
            "From a request's arrival to the head of its answer",
            Unit::Seconds,
            metrics.duration.clone(),
        );
        part.register("sockets", "Open WebSockets", metrics.sockets.clone());
        part.register(
            "events_lagged",
            "Events that WebSocket clients missed because they were slow or there were too many",
            metrics.lagged.clone(),
        );
        metrics
    }

    /// Makes every family show one line, for the reference page.
    pub fn touch(&self) {
        let answer = Answer { method: Method::GET.as_str().to_owned(), status: 200 };
        drop(self.requests.get_or_create(&answer));
    }

    /// A request was answered.
    pub(crate) fn answered(&self, method: &Method, status: StatusCode, took: Duration) {
        // A method is the caller's text: only known ones become labels.
        let method = match *method {
            Method::GET | Method::POST | Method::PUT | Method::DELETE | Method::OPTIONS => {
                method.as_str().to_owned()
            }
            _ => "other".to_owned(),
        };
        self.requests.get_or_create(&Answer { method, status: status.as_u16() }).inc();
        self.duration.observe(took.as_secs_f64());
    }
}
