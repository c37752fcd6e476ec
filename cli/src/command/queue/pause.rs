//! `taskmaster queue pause` and `taskmaster queue resume`

use clap::Args;
use taskmaster_proto::v1;

use super::update;
use crate::{client::ClientArgs, context::Context, error::Result};

#[derive(Debug, Args)]
pub(crate) struct Pause {
    /// Name of the queue
    name: String,
    #[command(flatten)]
    client: ClientArgs,
}

impl Pause {
    pub(crate) async fn run(self, paused: bool, context: &Context) -> Result {
        let now = if paused { "is paused" } else { "goes on" };
        let said = format!("{} {now}", self.name);
        let request =
            v1::UpdateQueueRequest { name: self.name, concurrency: None, paused: Some(paused) };
        update(request, &said, &self.client, context).await
    }
}
