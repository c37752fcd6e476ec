//! Jobs that are set one way or another, and what became of each.

use futures::{StreamExt as _, stream};
use serde_json::{Value as Json, json};
use taskmaster_proto::v1;
use tonic::Status;

use super::super::{
    AT_ONCE,
    create::told,
    fault::{self, refusal},
    name, one,
};
use crate::{
    client::Client,
    context::{Context, print_json},
    error::{Error, Result, tell},
};

/// Times that a job is read and set, while others set it in between.
const TRIES: usize = 5;

/// What follows the options of a command's help.
pub(in super::super) const SHAPE: &str = concat!(
    "With --output json it tells of one job what it tells of many:\n",
    r#"  {"jobs":[{"id","name","outcome","message"}],"switched":1,"unchanged":0,"failed":0}"#,
    "\nAn outcome is switched, unchanged or failed, and a message is why it failed.",
);

/// What became of a job.
#[derive(Debug)]
pub(in super::super) enum Became {
    Switched(Box<v1::Job>),
    /// It stood so already.
    Same(Box<v1::Job>),
    Failed(Error),
}

/// What is done with jobs, in words.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct Words {
    /// Of those that were set, such as `switched off`.
    pub(in super::super) done: &'static str,
    /// How they stand then, such as `off`.
    pub(in super::super) state: &'static str,
}

/// Sets each of the jobs as `set` says, and tells of all. One that is refused does not keep the others
/// from it; then the exit code is 1.
///
/// `set` is asked again when somebody else saved the job in between, so that what others save stays. It
/// answers nothing where the job stands as it should.
pub(in super::super) async fn each(
    client: &Client,
    jobs: Vec<(String, String)>,
    set: impl AsyncFn(v1::Job) -> Result<Option<Result<v1::Job, Status>>>,
    words: Words,
    context: &Context,
) -> Result {
    let mut tally = Tally::default();
    let calls = jobs.into_iter().map(async |(id, shown)| {
        let became = became(client, &id, &set).await.unwrap_or_else(Became::Failed);
        (shown, became)
    });
    let mut calls = stream::iter(calls).buffered(AT_ONCE);
    while let Some((who, became)) = calls.next().await {
        tally.enter(who, became, context)?;
    }
    tally.end(words, context)
}

async fn became(
    client: &Client,
    who: &str,
    set: &impl AsyncFn(v1::Job) -> Result<Option<Result<v1::Job, Status>>>,
) -> Result<Became> {
    let mut tries = 1;
    loop {
        let job = one(client, who).await?;
        match set(job.clone()).await? {
            None => return Ok(Became::Same(Box::new(job))),
            Some(Err(status)) if tries < TRIES && fault::is(&status, "version-conflict") => {
                tries += 1;
            }
            Some(answer) => return Ok(Became::Switched(Box::new(answer.map_err(refusal)?))),
        }
    }
}

/// So many jobs.
pub(in super::super) fn jobs(count: usize) -> String {
    if count == 1 { "1 job".to_owned() } else { format!("{count} jobs") }
}

/// What became of all.
#[derive(Debug, Default)]
pub(super) struct Tally {
    switched: usize,
    same: usize,
    failed: usize,
    rows: Vec<Json>,
}

impl Tally {
    /// Counts one, and tells people of it.
    pub(super) fn enter(&mut self, who: String, became: Became, context: &Context) -> Result {
        let (id, name, outcome, message) = match became {
            Became::Switched(job) => {
                self.switched += 1;
                let names = (job.id.clone(), name(&job).to_owned());
                if !context.is_json() {
                    told(*job, context)?;
                }
                (names.0, names.1, "switched", None)
            }
            Became::Same(job) => {
                self.same += 1;
                (job.id.clone(), name(&job).to_owned(), "unchanged", None)
            }
            Became::Failed(error) => {
                self.failed += 1;
                tell(&format!("error: {who}: {error}"));
                (String::new(), who, "failed", Some(error.to_string()))
            }
        };
        if context.is_json() {
            let row = json!({"id": id, "name": name, "outcome": outcome, "message": message});
            self.rows.push(row);
        }
        Ok(())
    }

    /// Tells how many there were of each.
    pub(super) fn end(self, words: Words, context: &Context) -> Result {
        if context.is_json() {
            print_json(&json!({
                "jobs": self.rows,
                "switched": self.switched,
                "unchanged": self.same,
                "failed": self.failed,
            }))?;
        }
        context.note(&self.summary(words));
        if self.failed == 0 { Ok(()) } else { Err(Error::Exit(1)) }
    }

    fn summary(&self, Words { done, state }: Words) -> String {
        let mut said = format!("{} {done}", jobs(self.switched));
        if self.same > 0 {
            said.push_str(&format!(", {} {state} already", self.same));
        }
        if self.failed > 0 {
            said.push_str(&format!(", {} refused", self.failed));
        }
        said
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_leaves_out_what_there_was_none_of() {
        let tally = |switched, same, failed| Tally { switched, same, failed, rows: Vec::new() };
        let off = Words { done: "switched off", state: "off" };
        assert_eq!(tally(1, 0, 0).summary(off), "1 job switched off");
        let enabled = Words { done: "enabled", state: "enabled" };
        let said = "12 jobs enabled, 3 enabled already, 1 refused";
        assert_eq!(tally(12, 3, 1).summary(enabled), said);
    }
}
