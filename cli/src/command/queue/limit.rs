//! `taskmaster queue limit`

use clap::Args;
use taskmaster_domain::limits;
use taskmaster_proto::v1;

use super::update;
use crate::{client::ClientArgs, context::Context, error::Result};

#[derive(Debug, Args)]
pub(crate) struct Limit {
    /// Name of the queue
    name: String,
    /// How many of its tasks may be under way at once, 1 to 100000, or `none`; with 1 they go one
    /// after the other in the order of their line
    #[arg(value_parser = places)]
    places: Places,
    #[command(flatten)]
    client: ClientArgs,
}

/// A limit, or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Places(Option<i32>);

fn places(text: &str) -> Result<Places, String> {
    if text == "none" {
        return Ok(Places(None));
    }
    let (least, most) = limits::CONCURRENCY;
    let places = text.parse::<u32>().ok().filter(|places| (least..=most).contains(places));
    match places.map(i32::try_from) {
        Some(Ok(places)) => Ok(Places(Some(places))),
        Some(Err(_)) | None => Err(format!("must be `none` or between {least} and {most}")),
    }
}

impl Limit {
    pub(crate) async fn run(self, context: &Context) -> Result {
        let Places(limit) = self.places;
        let said = match limit {
            Some(1) => format!("tasks of {} go one after the other", self.name),
            Some(places) => format!("{places} tasks of {} may be under way at once", self.name),
            None => format!("{} has no limit", self.name),
        };
        let concurrency = Some(limit.unwrap_or(0));
        let request = v1::UpdateQueueRequest { name: self.name, concurrency, paused: None };
        update(request, &said, &self.client, context).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_a_number_of_places_or_none() {
        assert_eq!(places("none"), Ok(Places(None)));
        assert_eq!(places("1"), Ok(Places(Some(1))));
        assert_eq!(places("100000"), Ok(Places(Some(100_000))));
        for wrong in ["0", "-1", "100001", "all", ""] {
            assert!(places(wrong).is_err(), "{wrong}");
        }
    }
}
