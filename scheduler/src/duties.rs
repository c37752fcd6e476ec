//! What lets time act on tasks, one file a duty.

mod beat;
mod clock;
mod ends;
mod fire;
mod gates;
mod heartbeats;
mod keep;
mod promote;
mod prune;
mod release;
mod search;
mod settle;
mod stall;
mod starts;
mod sweep_jobs;
mod way;

pub(crate) use beat::Beat;
pub(crate) use clock::ReadClock;
pub(crate) use fire::FireJobs;
pub(crate) use gates::SweepGates;
pub(crate) use heartbeats::ExpireHeartbeats;
pub(crate) use keep::Keeper;
pub(crate) use promote::Promote;
pub(crate) use prune::Prune;
pub(crate) use release::{Release, tell};
pub(crate) use search::FillSearch;
pub(crate) use settle::Settle;
pub(crate) use starts::ExpireStarts;
pub(crate) use sweep_jobs::SweepJobs;
pub(crate) use way::Way;

#[cfg(test)]
mod sim;
#[cfg(test)]
mod tests;
