//! `taskmaster status`: tasks and workers at a glance.

use std::{collections::BTreeMap, time::Duration};

use clap::Args;
use serde_json::json;
use taskmaster_domain::TaskState;
use taskmaster_proto::v1;

use crate::{
    client::{Client, ClientArgs},
    context::{Context, print, print_json},
    error::Result,
    show::{fields, table, task::state, watch::Watch},
};

#[derive(Debug, Args)]
pub(crate) struct Status {
    #[command(flatten)]
    watch: Watch,
    #[command(flatten)]
    client: ClientArgs,
}

type Counts = BTreeMap<String, BTreeMap<&'static str, i64>>;

impl Status {
    pub(crate) async fn run(self, context: &Context) -> Result {
        let client = Client::connect(&self.client, context).await?;
        self.watch.each(async || Self::show(&client, context).await).await
    }

    async fn show(client: &Client, context: &Context) -> Result {
        let status = client.system().get_status(v1::GetStatusRequest {}).await?.into_inner();
        let fleet = client.fleet().get_fleet(v1::GetFleetRequest {}).await?.into_inner().fleet;
        let asked = v1::GetHistoryRequest { minutes: 60, queue: String::new() };
        let hour = client.system().get_history(asked).await?.into_inner().total.unwrap_or_default();
        let mut counts = Counts::new();
        for count in &status.counts {
            let queue = counts.entry(count.queue.clone()).or_default();
            *queue.entry(state(count.state())).or_default() += count.count;
        }
        if context.is_json() {
            return print_json(&document(&status, fleet.as_ref(), &hour, &counts));
        }
        print(&overview(&status, fleet.as_ref(), &hour, &counts))?;
        if counts.is_empty() { Ok(()) } else { print(&queues(&counts)) }
    }
}

fn total(counts: &Counts, state: &str) -> i64 {
    counts.values().filter_map(|queue| queue.get(state)).sum()
}

fn document(
    status: &v1::GetStatusResponse,
    fleet: Option<&v1::Fleet>,
    hour: &v1::HistoryBucket,
    counts: &Counts,
) -> serde_json::Value {
    let by_state: BTreeMap<_, _> =
        TaskState::ALL.iter().map(|state| (state.name(), total(counts, state.name()))).collect();
    json!({
        "version": status.version,
        "store": status.store,
        "byState": by_state,
        "queues": counts,
        "workers": {
            "idle": status.workers_idle,
            "busy": status.workers_busy,
            "offline": status.workers_offline,
        },
        "lastHour": {
            "completed": hour.completed,
            "failed": hour.failed,
            "canceled": hour.canceled,
            "waitMs": percentiles(hour.wait.as_ref()),
            "runMs": percentiles(hour.run.as_ref()),
        },
        "fleet": fleet.map(|fleet| json!({
            "backend": fleet.backend,
            "wanted": fleet.wanted,
            "present": fleet.present,
            "lastError": fleet.last_error,
        })),
    })
}

fn millis(took: Option<prost_types::Duration>) -> Option<f64> {
    let took = Duration::try_from(took?).ok()?;
    Some(took.as_secs_f64() * 1e3)
}

fn percentiles(took: Option<&v1::Percentiles>) -> serde_json::Value {
    let took = took.copied().unwrap_or_default();
    json!({ "p50": millis(took.p50), "p95": millis(took.p95), "p99": millis(took.p99) })
}

/// What ended within the last hour, and how long it waited and ran.
fn last_hour(hour: &v1::HistoryBucket) -> String {
    let took = |name: &str, took: Option<v1::Percentiles>| {
        let (half, most) = (millis(took?.p50)?, millis(took?.p95)?);
        Some(format!("; {name} {half:.0} ms, {most:.0} ms at 95 %"))
    };
    let counts =
        format!("{} completed, {} failed, {} canceled", hour.completed, hour.failed, hour.canceled);
    let times = [took("wait", hour.wait), took("run", hour.run)];
    times.into_iter().flatten().fold(counts, |text, time| text + &time)
}

fn overview(
    status: &v1::GetStatusResponse,
    fleet: Option<&v1::Fleet>,
    hour: &v1::HistoryBucket,
    counts: &Counts,
) -> String {
    let tasks: Vec<_> = TaskState::ALL
        .iter()
        .map(|state| (total(counts, state.name()), state.name()))
        .filter(|(count, _)| *count != 0)
        .map(|(count, name)| format!("{count} {name}"))
        .collect();
    let fleet_text = fleet.map_or_else(String::new, |fleet| match fleet.backend.as_str() {
        "" | "none" => "none".to_owned(),
        backend => format!("{backend}, {} of {} present", fleet.present, fleet.wanted),
    });
    fields(&[
        ("version", status.version.clone()),
        ("store", status.store.clone()),
        ("tasks", if tasks.is_empty() { "none".to_owned() } else { tasks.join(", ") }),
        ("last hour", last_hour(hour)),
        (
            "workers",
            format!(
                "{} idle, {} busy, {} offline",
                status.workers_idle, status.workers_busy, status.workers_offline
            ),
        ),
        ("fleet", fleet_text),
        ("fleet error", fleet.map(|fleet| fleet.last_error.clone()).unwrap_or_default()),
    ])
}

fn queues(counts: &Counts) -> String {
    let head: Vec<String> = std::iter::once("QUEUE".to_owned())
        .chain(TaskState::ALL.iter().map(|state| state.name().to_uppercase()))
        .collect();
    let head: Vec<&str> = head.iter().map(String::as_str).collect();
    let rows = counts.iter().map(|(queue, by_state)| {
        let count =
            |state: &TaskState| by_state.get(state.name()).copied().unwrap_or(0).to_string();
        std::iter::once(queue.clone()).chain(TaskState::ALL.iter().map(count)).collect()
    });
    format!("\n{}", table(&head, rows))
}
