//! `taskmaster queue list`

use clap::Args;
use serde_json::json;
use taskmaster_proto::v1;

use crate::{
    client::{Client, ClientArgs},
    context::{Context, print, print_json},
    error::Result,
    show::{
        queue::{QueueView, queues_table},
        watch::Watch,
    },
};

#[derive(Debug, Args)]
pub(crate) struct List {
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
        let queues = client.queues().list_queues(v1::ListQueuesRequest {}).await?.into_inner();
        let queues: Vec<QueueView> = queues.queues.into_iter().map(QueueView::from).collect();
        if context.is_json() {
            return print_json(&json!({ "queues": queues }));
        }
        print(&queues_table(&queues))
    }
}
