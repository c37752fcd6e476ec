//! `taskmaster job pause`, `taskmaster job resume`

pub(super) mod tally;

use clap::Args;
use taskmaster_proto::v1;

use super::{all, name};
use crate::{
    client::{Client, ClientArgs},
    context::{Context, pair},
    error::{Error, Result},
};
use tally::{Became, SHAPE, Tally, Words, each, jobs};

#[derive(Debug, Args)]
#[command(after_help = SHAPE)]
pub(crate) struct Switch {
    /// Names or ids of jobs
    #[arg(required_unless_present_any = ["all", "label"])]
    jobs: Vec<String>,
    /// All jobs that have a schedule
    #[arg(long, conflicts_with_all = ["jobs", "label"])]
    all: bool,
    /// Jobs with this label that have a schedule, name=value; with several, those that have all of
    /// them
    #[arg(long, short, value_name = "NAME=VALUE", value_parser = pair, conflicts_with = "jobs")]
    label: Vec<(String, String)>,
    /// Do it to all that --all and --label find; otherwise it is only told how many they are
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    client: ClientArgs,
}

impl Switch {
    pub(crate) async fn run(self, active: bool, context: &Context) -> Result {
        let client = Client::connect(&self.client, context).await?;
        let words = match active {
            true => Words { done: "switched on", state: "on" },
            false => Words { done: "switched off", state: "off" },
        };
        let chosen = if self.jobs.is_empty() {
            let found = self.found(all(&client).await?)?;
            let changes = found.iter().filter(|job| !stands(job, active)).count();
            if !self.yes && changes == 0 {
                return unchanged(found, words, context);
            } else if !self.yes {
                let (jobs, word) = (jobs(changes), words.state);
                return Err(Error::Usage(format!("this switches {jobs} {word}; add --yes")));
            }
            found.into_iter().map(|job| (job.id.clone(), name(&job).to_owned())).collect()
        } else {
            self.jobs.into_iter().map(|who| (who.clone(), who)).collect()
        };
        let set = async |job| switched(&client, job, active).await;
        each(&client, chosen, set, words, context).await
    }

    /// Of all jobs those that are meant.
    fn found(&self, all: Vec<v1::Job>) -> Result<Vec<v1::Job>> {
        let found: Vec<v1::Job> = all.into_iter().filter(|job| self.means(job)).collect();
        if found.is_empty() && !self.label.is_empty() {
            let labels: Vec<String> =
                self.label.iter().map(|(name, value)| format!("{name}={value}")).collect();
            let labels = labels.join(" and ");
            return Err(Error::failed(format!("there is no job with a schedule and {labels}")));
        }
        Ok(found)
    }

    fn means(&self, job: &v1::Job) -> bool {
        let Some(spec) = &job.spec else { return false };
        let has = |(name, value): &(String, String)| spec.labels.get(name) == Some(value);
        spec.schedule.as_ref().is_some_and(|s| s.when.is_some()) && self.label.iter().all(has)
    }
}

/// Whether the schedule is so already. One that is broken stands nowhere until it is set.
fn stands(job: &v1::Job, active: bool) -> bool {
    let schedule = job.spec.as_ref().and_then(|spec| spec.schedule.as_ref());
    let is_on = schedule.is_none_or(|schedule| schedule.active.unwrap_or(true));
    !job.broken && is_on == active
}

/// Tells that nothing was to be done.
fn unchanged(jobs: Vec<v1::Job>, words: Words, context: &Context) -> Result {
    let mut tally = Tally::default();
    for job in jobs {
        tally.enter(name(&job).to_owned(), Became::Same(Box::new(job)), context)?;
    }
    tally.end(words, context)
}

/// Switches the schedule of one job, as it is by now.
async fn switched(
    client: &Client,
    job: v1::Job,
    active: bool,
) -> Result<Option<Result<v1::Job, tonic::Status>>> {
    let mut schedule = job.spec.clone().and_then(|spec| spec.schedule).unwrap_or_default();
    if active && schedule.when.is_none() {
        return Err(Error::failed("there is no schedule to switch on"));
    }
    if stands(&job, active) {
        return Ok(None);
    }
    schedule.active = Some(active);
    let request = v1::SetJobScheduleRequest {
        job_id: job.id,
        schedule: Some(schedule),
        expected_version: job.version,
        validate_only: false,
    };
    let answer = client.jobs().set_job_schedule(request).await;
    Ok(Some(answer.map(|answer| answer.into_inner().job.unwrap_or_default())))
}

#[cfg(test)]
mod tests {
    use clap::Parser;
    use serde_json::{Value as Json, json};

    use super::*;
    use crate::command::job::file;

    #[derive(Debug, Parser)]
    struct Typed {
        #[command(flatten)]
        switch: Switch,
    }

    fn typed(args: &str) -> Result<Switch, clap::Error> {
        let args = std::iter::once("off").chain(args.split_whitespace());
        Typed::try_parse_from(args).map(|typed| typed.switch)
    }

    #[test]
    fn jobs_are_chosen_by_one_way_only() {
        for right in ["a", "a b", "--all", "--label a=b", "-l a=b -l c=d --yes", "--all --yes"] {
            assert!(typed(right).is_ok(), "{right}");
        }
        for wrong in ["", "--yes", "a --all", "a --label a=b", "--all --label a=b", "-l a"] {
            assert!(typed(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn labels_pick_the_jobs_that_have_all_of_them_and_a_schedule() {
        let job = |labels: Json, kind: &str| {
            let mut schedule = json!({ "kind": kind });
            if kind == "interval" {
                schedule["seconds"] = json!(60);
            }
            let spec = file::job(&json!({
                "name": "a", "task": {"command": "true"}, "labels": labels, "schedule": schedule,
            }));
            v1::Job { spec: Some(spec.unwrap()), ..v1::Job::default() }
        };
        let both = typed("-l team=data -l tier=1").unwrap();
        assert!(both.means(&job(json!({"team": "data", "tier": "1", "x": ""}), "interval")));
        assert!(!both.means(&job(json!({"team": "data", "tier": "2"}), "interval")));
        assert!(!both.means(&job(json!({"team": "data"}), "interval")));
        assert!(!both.means(&job(json!({"team": "data", "tier": "1"}), "none")));
        assert!(typed("--all").unwrap().means(&job(json!({}), "interval")));
    }

    #[test]
    fn what_would_change_is_what_stands_otherwise_or_is_broken() {
        let job = |active, broken| {
            let schedule = Some(v1::Schedule { active, ..v1::Schedule::default() });
            let spec = Some(v1::JobSpec { schedule, ..v1::JobSpec::default() });
            v1::Job { spec, broken, ..v1::Job::default() }
        };
        assert!(stands(&job(Some(false), false), false) && !stands(&job(Some(true), false), false));
        assert!(stands(&job(None, false), true) && !stands(&job(Some(false), false), true));
        assert!(!stands(&job(Some(false), true), false), "to be off mends it");
    }

    #[test]
    fn labels_that_no_job_has_are_named() {
        let none = typed("-l team=data -l tier=1").unwrap().found(Vec::new()).unwrap_err();
        let said = "there is no job with a schedule and team=data and tier=1";
        assert_eq!(none.to_string(), said);
        assert!(typed("--all").unwrap().found(Vec::new()).unwrap().is_empty());
    }
}
