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
mod commands;
mod containers;
mod curl;
mod database;
mod ledger;
mod metrics;
mod output;
mod postgres;
mod process;
mod proxy;
mod raw;
mod reckoning;
mod rest;
mod service;
mod settings;
mod shape;
mod skew;
mod socket;
mod spec;
mod storm;
mod told;
mod up;
mod wait;
mod worker;

pub use binary::binary;
pub use cli::{Answer, Cli};
pub use client::{Bearer, Client, Link};
pub use cluster::{Cluster, Role};
pub use commands::commands_below;
pub use containers::{Container, Stack, docker, is_prepared, try_docker};
pub use curl::Curl;
pub use database::Database;
pub use ledger::{Ledger, Tries};
pub use metrics::Scrape;
pub use output::Output;
pub use postgres::PostgresServer;
pub use process::{Pid, commands_of, lives, marked, nobody_is_left_of};
pub use proxy::Proxy;
pub use raw::RawCodec;
pub use reckoning::{Reckoning, must_add_up};
pub use rest::{Reply, Rest};
pub use service::Service;
pub use settings::{Settings, is_soak};
pub use shape::Document;
pub use skew::skewed_clock;
pub use socket::Socket;
pub use spec::{Spec, bash, noop, seconds, simulate};
pub use storm::{Handed, Kill, Storm, Victims};
pub use told::{Told, fields, reason};
pub use up::{Up, UpBuilder};
pub use wait::{WITHIN, throughout, until, within};
pub use worker::{HandMade, HandSession};
