//! `taskmaster health`: each part's health; exit code 1 when one is not ok.

use clap::Args;
use serde_json::json;
use taskmaster_proto::v1;

use crate::{
    client::{Client, ClientArgs},
    context::{Context, print, print_json},
    error::{Error, Result},
    show::{table, time, time_text},
};

#[derive(Debug, Args)]
pub(crate) struct Health {
    #[command(flatten)]
    client: ClientArgs,
}

impl Health {
    pub(crate) async fn run(self, context: &Context) -> Result {
        let client = Client::connect(&self.client, context).await?;
        let health = client.system().get_health(v1::GetHealthRequest {}).await?.into_inner();
        if context.is_json() {
            print_json(&document(&health))?;
        } else {
            let parts = health.parts.iter();
            let rows =
                parts.map(|p| vec![p.part.clone(), word(p.status()).into(), p.detail.clone()]);
            print(&table(&["PART", "STATUS", "DETAIL"], rows))?;
            let rows = health.schedulers.iter().map(|scheduler| {
                let at = time_text(scheduler.last_pass_at.as_ref());
                vec![scheduler.name.clone(), at, scheduler.duties.join(",")]
            });
            print(&format!("\n{}", table(&["SCHEDULER", "LAST PASS", "DUTIES"], rows)))?;
        }
        let well = health.status() == v1::HealthStatus::Ok
            && health.parts.iter().all(|part| part.status() == v1::HealthStatus::Ok);
        if well { Ok(()) } else { Err(Error::Exit(1)) }
    }
}

fn word(status: v1::HealthStatus) -> &'static str {
    match status {
        v1::HealthStatus::Ok => "ok",
        v1::HealthStatus::Degraded => "degraded",
        v1::HealthStatus::Down => "down",
        v1::HealthStatus::Unspecified => "unknown",
    }
}

fn document(health: &v1::GetHealthResponse) -> serde_json::Value {
    let parts: serde_json::Map<_, _> = health
        .parts
        .iter()
        .map(|part| {
            let value = json!({ "status": word(part.status()), "detail": part.detail });
            (part.part.clone(), value)
        })
        .collect();
    let schedulers: Vec<_> = health
        .schedulers
        .iter()
        .map(|scheduler| {
            json!({
                "name": scheduler.name,
                "duties": scheduler.duties,
                "lastPassAt": time(scheduler.last_pass_at.as_ref()),
            })
        })
        .collect();
    json!({ "status": word(health.status()), "parts": parts, "schedulers": schedulers })
}
