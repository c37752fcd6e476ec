//! The gateway: REST and WebSocket for browsers and HTTP clients, translated to gRPC.
//!
//! ```text
//!  request ─▶ layers (request id, CORS, base path, size) ─▶ caller (bearer or cookie)
//!          ─▶ rest::* (translate, call once, translate back) ─▶ upstream (some coordinator)
//!  /api/ws ─▶ ws (one actor per client) ◀─ feed (one per kind of caller) ◀─ all coordinators
//! ```
//!
//! It has no database and no rights of its own: every call carries the caller's token on, so what
//! a caller may do is decided by the coordinators alone. Any number of gateways may run.

mod caller;
mod config;
mod dashboard;
mod extract;
pub mod jobs;
mod layers;
mod metrics;
mod origin;
mod problem;
mod rest;
mod server;
mod time;
mod upstream;
mod ws;

pub use config::{Config, ScheduleKind};
pub use metrics::Metrics;
pub use rest::openapi;
pub use server::{Error, Gateway};
pub use upstream::Near;
