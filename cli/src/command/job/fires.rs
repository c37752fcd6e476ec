//! `taskmaster job fires`

use clap::Args;
use serde_json::json;
use taskmaster_domain::Timestamp;
use taskmaster_gateway::jobs;
use taskmaster_proto::{convert::to_timestamp, v1};

use super::one;
use crate::{
    client::{Client, ClientArgs},
    context::{Context, print, print_json},
    error::Result,
    show::{table, time_text},
};

#[derive(Debug, Args)]
pub(crate) struct Fires {
    /// Name or id of the job
    job: String,
    /// Only these outcomes: fired, skipped, blocked, missed; may be given several times
    #[arg(long, value_delimiter = ',')]
    outcome: Vec<String>,
    /// At or after this nominal time (RFC 3339)
    #[arg(long, value_name = "TIME")]
    from: Option<Timestamp>,
    /// Before this nominal time (RFC 3339)
    #[arg(long, value_name = "TIME")]
    before: Option<Timestamp>,
    /// Rows of one page
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(i32).range(1..=1000))]
    limit: i32,
    /// Where to go on: nextCursor of the page before
    #[arg(long)]
    cursor: Option<String>,
    #[command(flatten)]
    client: ClientArgs,
}

impl Fires {
    pub(crate) async fn run(self, context: &Context) -> Result {
        let client = Client::connect(&self.client, context).await?;
        let request = v1::ListFiresRequest {
            job_id: one(&client, &self.job).await?.id,
            outcomes: self.outcome,
            from: self.from.map(to_timestamp),
            before: self.before.map(to_timestamp),
            page_size: self.limit,
            page_token: self.cursor.unwrap_or_default(),
        };
        let page = client.jobs().list_fires(request).await?.into_inner();
        let next = Some(page.next_page_token).filter(|token| !token.is_empty());
        if context.is_json() {
            let fires: Vec<_> = page.fires.into_iter().map(jobs::fire).collect();
            return print_json(&json!({ "fires": fires, "nextCursor": next }));
        }
        let rows = page.fires.iter().map(|fire| {
            vec![
                time_text(fire.nominal_at.as_ref()),
                fire.outcome.clone(),
                fire.reason.clone(),
                fire.run_id.clone(),
                time_text(fire.decided_at.as_ref()),
            ]
        });
        print(&table(&["TIME", "OUTCOME", "REASON", "RUN", "DECIDED"], rows))?;
        if let Some(next) = next {
            context.note(&format!("more: --cursor {next}"));
        }
        Ok(())
    }
}
