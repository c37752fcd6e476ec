//! `taskmaster worker list`

use clap::Args;
use serde_json::json;
use taskmaster_proto::v1;

use crate::{
    client::{Client, ClientArgs},
    context::{Context, print, print_json},
    error::Result,
    show::{
        watch::Watch,
        worker::{WorkerView, workers_table},
    },
};

#[derive(Debug, Args)]
pub(crate) struct List {
    /// With those that have been offline for more than an hour
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    watch: Watch,
    #[command(flatten)]
    client: ClientArgs,
}

impl List {
    pub(crate) async fn run(self, context: &Context) -> Result {
        let client = Client::connect(&self.client, context).await?;
        self.watch.each(async || self.show(&client, context).await).await
    }

    async fn show(&self, client: &Client, context: &Context) -> Result {
        let request = v1::ListWorkersRequest { include_offline: self.all };
        let workers = client.workers().list_workers(request).await?.into_inner().workers;
        let workers: Vec<WorkerView> = workers.into_iter().map(WorkerView::from).collect();
        if context.is_json() {
            return print_json(&json!({ "workers": workers }));
        }
        print(&workers_table(&workers))
    }
}
