//! `taskmaster task logs`

use clap::{Args, ValueEnum};
use taskmaster_proto::v1;

use super::follow::{Look, Wish, follow};
use crate::{
    client::{Client, ClientArgs},
    context::Context,
    error::Result,
};

#[derive(Debug, Args)]
pub(crate) struct Logs {
    /// Id of the task
    id: String,
    /// Go on until the task has ended
    #[arg(long, short)]
    follow: bool,
    /// Output of this attempt; the latest when absent
    #[arg(long, default_value_t = 0, hide_default_value = true)]
    attempt: i32,
    /// Only lines with a higher number
    #[arg(long, default_value_t = 0, hide_default_value = true)]
    after: i64,
    /// At most so many lines
    #[arg(long, default_value_t = 0, hide_default_value = true)]
    limit: i64,
    /// Only so many of the last lines; with --follow what comes after them too, with --after those
    /// of them behind it, with --limit the first of them
    #[arg(long, value_name = "LINES", value_parser = clap::value_parser!(i64).range(1..))]
    tail: Option<i64>,
    /// Only this stream
    #[arg(long, value_enum)]
    stream: Option<Stream>,
    /// Put time and stream in front of each line
    #[arg(long, short)]
    timestamps: bool,
    #[command(flatten)]
    client: ClientArgs,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Stream {
    Stdout,
    Stderr,
    System,
}

impl Logs {
    pub(crate) async fn run(self, context: &Context) -> Result {
        let client = Client::connect(&self.client, context).await?;
        let look = if context.is_json() {
            Look::Json
        } else if self.timestamps {
            Look::Stamped
        } else {
            Look::Raw
        };
        let stream = match self.stream {
            None => v1::OutputStream::Unspecified,
            Some(Stream::Stdout) => v1::OutputStream::Stdout,
            Some(Stream::Stderr) => v1::OutputStream::Stderr,
            Some(Stream::System) => v1::OutputStream::System,
        };
        let request = v1::ReadOutputRequest {
            task_id: self.id,
            attempt: self.attempt,
            after: self.after,
            limit: self.limit,
            stream: stream.into(),
            follow: self.follow,
            tail: self.tail.unwrap_or_default(),
        };
        follow(&client, Wish { request, look }).await
    }
}
