//! `--watch`: the same again and again, until Ctrl-C.

use std::{
    io::{self, IsTerminal as _, Write},
    time::Duration,
};

use clap::Args;
use taskmaster_runtime::config::parse_duration;
use tokio::time::{MissedTickBehavior, interval};

use crate::error::Result;

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
            if io::stdout().is_terminal() {
                clear(io::stdout())?;
            }
            show().await?;
        }
    }
}

/// What is shown next begins where a terminal does. It is shown together with that.
fn clear(mut out: impl Write) -> io::Result<()> {
    out.write_all(CLEAR.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_again_begins_on_the_first_line() {
        let mut out = Vec::new();
        clear(&mut out).unwrap();
        out.extend_from_slice(b"ID");
        assert_eq!(out, b"\x1b[2J\x1b[HID");
    }
}
