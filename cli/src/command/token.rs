//! `taskmaster token`: how people get in.

mod link;

use clap::Subcommand;

use crate::{context::Context, error::Result};

#[derive(Debug, Subcommand)]
pub(crate) enum Token {
    /// Print a link with which one browser may sign in: one use, one hour
    Link(link::Link),
}

impl Token {
    pub(crate) async fn run(self, context: &Context) -> Result {
        match self {
            Self::Link(link) => link.run(context).await,
        }
    }
}
