//! The coordinator: serves the gRPC API, holds the workers' sessions, assigns due tasks
//! round-robin and takes results back.
//!
//! ```text
//!  calls ──▶ grpc ──▶ gather(submit) ─┐
//!                                     ▼
//!  workers ◀═▶ session ◀── dispatch ◀── store ◀── beat, orders
//!                 └─▶ gather(report, start, output) ─▶┘
//! ```
//!
//! One actor dispatches, one actor owns each session, one actor gathers for each kind of write.
//! They share nothing but bounded channels; the store is the only truth. Whoever moves a task gives
//! a hint of it to those who watch.

mod activity;
mod auth;
mod beat;
mod config;
mod counters;
mod dispatch;
mod door;
mod events;
mod gather;
mod grpc;
mod health;
mod hints;
mod lanes;
mod metrics;
mod orders;
mod pipeline;
mod probe;
mod rollup;
mod server;
mod session;

pub use config::Config;
pub use door::{Answer, Door};
pub use metrics::Metrics;
pub use probe::store_probe;
pub use server::{Coordinator, Error};
