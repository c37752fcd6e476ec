//! `taskmaster token link`

use clap::Args;
use serde_json::json;

use crate::{
    client::{Client, ClientArgs},
    context::{Context, Flags, print, print_json},
    error::Result,
    host::{folder::Folder, link},
};

#[derive(Debug, Args)]
pub(crate) struct Link {
    /// URL under which browsers reach the gateway (or http.public_url, or what `up` left in its
    /// data folder)
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    #[command(flatten)]
    client: ClientArgs,
}

impl Link {
    pub(crate) async fn run(self, context: &Context) -> Result {
        let mut flags = Flags::default();
        flags.set("http.public_url", self.url.as_ref());
        let config = context.load(flags)?.config;
        let endpoints = config.data_dir.clone().and_then(|path| Folder::at(path).endpoints());
        let base = link::base(&config, endpoints.as_ref())?;
        let client = Client::connect(&self.client, context).await?;
        let made = link::fresh(&client, &base).await?;
        let until = made.expires_at.map(|time| time.to_string());
        if context.is_json() {
            return print_json(&json!({ "url": made.url, "expiresAt": until }));
        }
        print(&made.url)?;
        context.note(&format!("for one sign-in until {}", until.unwrap_or_default()));
        Ok(())
    }
}
