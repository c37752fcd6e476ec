//! `taskmaster job upcoming`

use clap::Args;
use serde_json::json;
use taskmaster_gateway::jobs;
use taskmaster_proto::v1;

use crate::{
    client::{Client, ClientArgs},
    context::{Context, print, print_json},
    error::Result,
    show::{shortened, table, time_text},
};

#[derive(Debug, Args)]
pub(crate) struct Upcoming {
    /// How many runs
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(i32).range(1..=1000))]
    limit: i32,
    #[command(flatten)]
    client: ClientArgs,
}

impl Upcoming {
    pub(crate) async fn run(self, context: &Context) -> Result {
        let client = Client::connect(&self.client, context).await?;
        let request = v1::ListUpcomingRequest { count: self.limit };
        let runs = client.jobs().list_upcoming(request).await?.into_inner().runs;
        if context.is_json() {
            let runs: Vec<_> = runs.into_iter().map(jobs::upcoming).collect();
            return print_json(&json!({ "runs": runs }));
        }
        let rows =
            runs.iter().map(|run| vec![time_text(run.at.as_ref()), shortened(&run.job_name, 60)]);
        print(&table(&["TIME", "JOB"], rows))
    }
}
