//! `taskmaster worker scale`

use clap::Args;
use serde_json::json;
use taskmaster_proto::v1;

use crate::{
    client::{Client, ClientArgs},
    context::{Context, print, print_json},
    error::Result,
};

#[derive(Debug, Args)]
pub(crate) struct Scale {
    /// How many workers there should be
    #[arg(value_parser = clap::value_parser!(i32).range(1..=50))]
    count: i32,
    #[command(flatten)]
    client: ClientArgs,
}

impl Scale {
    pub(crate) async fn run(self, context: &Context) -> Result {
        let client = Client::connect(&self.client, context).await?;
        let request = v1::ScaleFleetRequest { count: self.count };
        let fleet = client.fleet().scale_fleet(request).await?.into_inner().fleet;
        let fleet = fleet.unwrap_or_default();
        if context.is_json() {
            return print_json(&json!({ "wanted": fleet.wanted, "present": fleet.present }));
        }
        print(&format!("{} workers wanted, {} present", fleet.wanted, fleet.present))
    }
}
