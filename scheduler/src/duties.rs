//! What lets time act on tasks, one file a duty.

mod beat;
mod clock;
mod promote;
mod prune;
mod release;
mod search;
mod stall;
mod starts;

pub(crate) use beat::Beat;
pub(crate) use clock::ReadClock;
pub(crate) use promote::Promote;
pub(crate) use prune::Prune;
pub(crate) use release::{Release, tell};
pub(crate) use search::FillSearch;
pub(crate) use starts::ExpireStarts;

#[cfg(test)]
mod tests;
