//! The worker against a scripted coordinator, over a real connection and with real commands.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail")]

mod commands;
mod fake;
mod live;
mod output;
mod sessions;
mod stops;
mod watchdog;
