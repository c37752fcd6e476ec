//! Log lines on standard error, spans to an OpenTelemetry collector.

use std::{io::IsTerminal as _, time::Duration};

use opentelemetry::{KeyValue, trace::TracerProvider as _};
use opentelemetry_otlp::WithExportConfig as _;
use opentelemetry_sdk::{
    Resource,
    trace::{Sampler, SdkTracerProvider},
};
use tracing_subscriber::{
    EnvFilter, Layer as _, Registry,
    filter::{LevelFilter, filter_fn},
    layer::SubscriberExt as _,
    util::SubscriberInitExt as _,
};

use crate::config::{Log, LogFormat, Trace};

/// How long the last spans may take on their way out.
const FLUSH: Duration = Duration::from_secs(3);

/// Spans of background tasks last as long as the process: they name its log lines and are no
/// part of any trace.
const BACKGROUND: &str = "taskmaster_runtime::tasks";

/// Parts that tell too much, and what they may: a container's variables may be secrets, and
/// PostgreSQL remarks at each start that what is there already is there.
const QUIET: [(&str, LevelFilter); 3] = [
    ("bollard", LevelFilter::INFO),
    ("bollard::docker", LevelFilter::INFO),
    ("sqlx::postgres::notice", LevelFilter::WARN),
];

/// Why there is no telemetry.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The filter makes no sense.
    #[error("log.level: {0}")]
    Filter(#[from] tracing_subscriber::filter::ParseError),
    /// The collector's address makes no sense.
    #[error("trace.endpoint: {0}")]
    Exporter(#[from] opentelemetry_otlp::ExporterBuildError),
    /// This process has telemetry already.
    #[error("telemetry was set up twice: {0}")]
    Twice(#[from] tracing_subscriber::util::TryInitError),
}

/// What is to be flushed at the very end.
#[derive(Debug)]
#[must_use = "spans are lost unless it is finished"]
pub struct Telemetry {
    spans: Option<SdkTracerProvider>,
}

/// Starts telling. `role` stands in every span's resource. Must be called within the runtime.
///
/// # Errors
/// When the filter or the collector's address makes no sense, or on a second call.
pub fn init(log: &Log, trace: &Trace, role: &'static str) -> Result<Telemetry, Error> {
    let mut filter = EnvFilter::try_new(&log.level)?;
    let most = filter.max_level_hint().unwrap_or(LevelFilter::TRACE);
    for (quiet, level) in QUIET {
        // A directive is also a floor: where less is wanted, less stays.
        if most > level {
            filter = filter.add_directive(format!("{quiet}={level}").parse()?);
        }
    }
    let json = match log.format {
        LogFormat::Auto => !std::io::stderr().is_terminal(),
        LogFormat::Pretty => false,
        LogFormat::Json => true,
    };
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let lines = if json {
        lines.json().flatten_event(true).with_span_list(false).boxed()
    } else {
        lines.with_ansi(std::io::stderr().is_terminal()).with_target(false).boxed()
    };
    let spans = trace.endpoint.as_deref().map(|to| provider(to, trace, role)).transpose()?;
    let to_collector = spans.as_ref().map(|spans| {
        let layer = tracing_opentelemetry::layer().with_tracer(spans.tracer("taskmaster"));
        layer.with_filter(filter_fn(|span| span.target() != BACKGROUND))
    });
    Registry::default().with(filter).with(lines).with(to_collector).try_init()?;
    Ok(Telemetry { spans })
}

fn provider(to: &str, trace: &Trace, role: &'static str) -> Result<SdkTracerProvider, Error> {
    let exporter =
        opentelemetry_otlp::SpanExporter::builder().with_tonic().with_endpoint(to).build()?;
    let resource = Resource::builder()
        .with_service_name(trace.service_name.clone())
        .with_attribute(KeyValue::new("taskmaster.role", role))
        .with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION")))
        .build();
    let own = Sampler::TraceIdRatioBased(trace.sampling_ratio);
    Ok(SdkTracerProvider::builder()
        .with_batch_exporter(exporter)
        .with_sampler(Sampler::ParentBased(Box::new(own)))
        .with_resource(resource)
        .build())
}

impl Telemetry {
    /// Sends the last spans; the very last thing that a process does.
    pub async fn finish(self) {
        let Some(spans) = self.spans else { return };
        let flushed = tokio::task::spawn_blocking(move || spans.shutdown_with_timeout(FLUSH)).await;
        if let Ok(Err(cause)) = flushed {
            tracing::warn!(%cause, "the last spans were not sent");
        }
    }
}
