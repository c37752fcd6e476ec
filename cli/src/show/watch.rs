//! `--watch`: the same again and again, until Ctrl-C.

use std::{io::IsTerminal as _, time::Duration};

use clap::Args;
use taskmaster_runtime::config::parse_duration;
use tokio::time::{MissedTickBehavior, interval};

use crate::{context::print, error::Result};

/// Clears a terminal and goes to its first line.
const CLEAR: &str = "\u{1b}[2J\u{1b}[H";

#[derive(Debug, Args)]
pub(crate) struct Watch {
    /// Show it again and again, every 2 seconds or so often, until Ctrl-C
    #[arg(long, value_name = "EVERY", value_parser = parse_duration, num_args = 0..=1,
        require_equals = true, default_missing_value = "2s")]
    watch: Option<Duration>,
}

impl Watch {
    /// Shows once, or again and again. A failure ends it.
    pub(crate) async fn each(&self, show: impl AsyncFn() -> Result) -> Result {
        let Some(every) = self.watch else { return show().await };
        let mut tick = interval(every.max(Duration::from_millis(100)));
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tick.tick().await;
            if std::io::stdout().is_terminal() {
                print(CLEAR)?;
            }
            show().await?;
        }
    }
}
