//! What is measured, as a user has it: processes of the release binary, called over gRPC.

mod client;
mod cpu;
mod process;
mod site;

pub(crate) use client::{Client, noop, shell};
pub(crate) use cpu::{CpuMeter, resident_bytes};
pub(crate) use site::Site;
