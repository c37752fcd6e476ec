//! `taskmaster-bench`: what users run, measured. It starts the `taskmaster` binary that stands
//! beside it, calls it over gRPC and HTTP as clients do, and prints and writes one Markdown page.
//!
//! Figures of one run on one machine are compared with one another: both floors (a realistic table
//! and plain SQL; our own statements alone) and a peer are measured in the same run.

mod engine;
mod error;
mod figures;
mod floor;
mod host;
mod measure;
mod options;
mod report;
mod run;
mod stats;

use std::{
    io::{self, Write as _},
    process::ExitCode,
};

use clap::Parser as _;

#[tokio::main]
async fn main() -> ExitCode {
    match run::run(options::Options::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "error: {error}");
            ExitCode::FAILURE
        }
    }
}
