//! What is measured, as a user has it: processes of the release binary, called over gRPC and HTTP.

mod client;
mod cpu;
mod http;
mod idlers;
mod process;
mod site;
mod viewers;

pub(crate) use client::{Client, noop, shell};
pub(crate) use cpu::{CpuMeter, resident_bytes};
pub(crate) use http::Http;
pub(crate) use idlers::Idlers;
pub(crate) use site::Site;
pub(crate) use viewers::Viewers;
