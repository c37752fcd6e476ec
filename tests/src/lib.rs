//! What whole-system tests stand on: real processes, real databases, and ways to break both.
//!
//! A test starts [`Up`] (everything, on SQLite) or a [`Cluster`] (roles apart, on PostgreSQL) from
//! the built binary, talks to it through a [`Client`] as any client would, and waits with
//! [`until`] for what must come true. Nothing here sleeps, nothing looks into a process but
//! through its doors and `/proc`, and everything that was started is ended by its own number when
//! its value is dropped.

mod binary;
mod cli;
mod client;
mod cluster;
mod database;
mod metrics;
mod output;
mod postgres;
mod process;
mod proxy;
mod raw;
mod service;
mod settings;
mod skew;
mod spec;
mod told;
mod up;
mod wait;
mod worker;

pub use binary::binary;
pub use cli::{Answer, Cli};
pub use client::{Bearer, Client, Link};
pub use cluster::{Cluster, Role};
pub use database::Database;
pub use metrics::Scrape;
pub use output::Output;
pub use postgres::PostgresServer;
pub use process::{Pid, lives, marked, nobody_is_left_of};
pub use proxy::Proxy;
pub use raw::RawCodec;
pub use service::Service;
pub use settings::{Settings, is_soak};
pub use skew::skewed_clock;
pub use spec::{Spec, bash, noop, seconds, simulate};
pub use told::{Told, fields, reason};
pub use up::{Up, UpBuilder};
pub use wait::{WITHIN, until, within};
pub use worker::{HandMade, HandSession};
