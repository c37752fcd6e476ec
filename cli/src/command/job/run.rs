//! `taskmaster job run`, `taskmaster job runs`

use std::{
    collections::{BTreeSet, HashMap},
    time::Duration,
};

use clap::Args;
use futures::{StreamExt as _, stream};
use serde_json::json;
use taskmaster_domain::TaskState;
use taskmaster_gateway::jobs;
use taskmaster_proto::{convert::to_duration, v1};
use taskmaster_runtime::config::parse_duration;

use super::{AT_ONCE, all, fault::refusal, name, named, one};
use crate::{
    client::{Client, ClientArgs},
    context::{Context, pair, print, print_json},
    error::Result,
    show::{table, task::state, time_text},
};

/// Jobs that are asked for one by one; of more, all are listed.
const FEW: usize = 50;

#[derive(Debug, Args)]
pub(crate) struct Run {
    /// Name or id of the job
    job: String,
    /// Environment of this run on top of the job's, name=value; may be given several times
    #[arg(long, short, value_name = "NAME=VALUE", value_parser = pair)]
    env: Vec<(String, String)>,
    /// Label of this run, name=value; may be given several times
    #[arg(long, short, value_name = "NAME=VALUE", value_parser = pair)]
    label: Vec<(String, String)>,
    /// Another queue
    #[arg(long)]
    queue: Option<String>,
    /// Another urgency
    #[arg(long, allow_negative_numbers = true)]
    priority: Option<i32>,
    /// Another wall clock of an attempt
    #[arg(long, value_name = "DURATION", value_parser = parse_duration)]
    timeout: Option<Duration>,
    /// Another time that it may stay queued
    #[arg(long, value_name = "DURATION", value_parser = parse_duration)]
    start_timeout: Option<Duration>,
    /// Another time that an attempt may run without counting or reporting progress
    #[arg(long, value_name = "DURATION", value_parser = parse_duration)]
    heartbeat_timeout: Option<Duration>,
    /// The same key is the same run: a script that is repeated starts nothing twice
    #[arg(long, value_name = "KEY")]
    idempotency_key: Option<String>,
    /// Another command
    #[arg(last = true)]
    command: Vec<String>,
    #[command(flatten)]
    client: ClientArgs,
}

impl Run {
    pub(crate) async fn run(self, context: &Context) -> Result {
        let client = Client::connect(&self.client, context).await?;
        let job = one(&client, &self.job).await?;
        let overrides = v1::RunOverrides {
            env: self.env.into_iter().collect(),
            labels: self.label.into_iter().collect(),
            queue: self.queue.unwrap_or_default(),
            priority: self.priority,
            timeout: self.timeout.map(to_duration),
            start_timeout: self.start_timeout.map(to_duration),
            heartbeat_timeout: self.heartbeat_timeout.map(to_duration),
            command: self.command.join(" "),
        };
        let request = v1::RunJobRequest {
            job_id: job.id,
            overrides: Some(overrides),
            // A call whose answer was lost makes no second run.
            run_id: uuid::Uuid::now_v7().to_string(),
            idempotency_key: self.idempotency_key.unwrap_or_default(),
            ..v1::RunJobRequest::default()
        };
        let answer = match client.jobs().run_job(request.clone()).await {
            Err(status) if status.code() == tonic::Code::Unavailable => {
                client.jobs().run_job(request).await
            }
            answer => answer,
        };
        let run = answer.map_err(refusal)?.into_inner().run.unwrap_or_default();
        if context.is_json() {
            return print_json(&jobs::run(run));
        }
        if context.global.quiet {
            return print(&run.id);
        }
        print(&format!("{}  {}", run.id, state(run.state())))
    }
}

#[derive(Debug, Args)]
pub(crate) struct Runs {
    /// Name or id of the job; runs of all jobs without it
    job: Option<String>,
    /// Only runs in this state; may be given several times
    #[arg(long, value_delimiter = ',')]
    state: Vec<TaskState>,
    /// Runs of one page
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(i32).range(1..=1000))]
    limit: i32,
    /// Where to go on: nextCursor of the page before
    #[arg(long)]
    cursor: Option<String>,
    #[command(flatten)]
    client: ClientArgs,
}

impl Runs {
    pub(crate) async fn run(self, context: &Context) -> Result {
        let client = Client::connect(&self.client, context).await?;
        let job_id = match &self.job {
            Some(job) => one(&client, job).await?.id,
            None => String::new(),
        };
        let request = v1::ListRunsRequest {
            job_id,
            states: self.state.iter().map(|s| v1::TaskState::from(*s).into()).collect(),
            page_size: self.limit,
            page_token: self.cursor.unwrap_or_default(),
        };
        let page = client.jobs().list_runs(request).await?.into_inner();
        let next = Some(page.next_page_token).filter(|token| !token.is_empty());
        if context.is_json() {
            let runs: Vec<_> = page.runs.into_iter().map(jobs::run).collect();
            return print_json(&json!({ "runs": runs, "nextCursor": next }));
        }
        if context.global.quiet {
            return page.runs.iter().try_for_each(|run| print(&run.id));
        }
        let names = match self.job {
            Some(_) => None,
            None => {
                let name_of = async |id: &str| named(&client, id).await;
                Some(names(&page.runs, name_of, async || all(&client).await).await)
            }
        };
        print(&runs_table(&page.runs, names.as_ref()))?;
        if let Some(next) = next {
            context.note(&format!("more: --cursor {next}"));
        }
        Ok(())
    }
}

/// The names of the jobs whose runs these are, by their ids; without those that are gone.
async fn names(
    runs: &[v1::Run],
    name_of: impl AsyncFn(&str) -> Option<String>,
    all: impl AsyncFnOnce() -> Result<Vec<v1::Job>>,
) -> HashMap<String, String> {
    let ids: BTreeSet<&str> = runs.iter().map(|run| run.job_id.as_str()).collect();
    if ids.len() > FEW {
        let mut jobs = all().await.unwrap_or_default();
        jobs.retain(|job| ids.contains(job.id.as_str()));
        return jobs.into_iter().map(|job| (job.id.clone(), name(&job).to_owned())).collect();
    }
    let named = ids.into_iter().map(async |id| Some((id.to_owned(), name_of(id).await?)));
    let named: Vec<_> = stream::iter(named).buffered(AT_ONCE).collect().await;
    named.into_iter().flatten().collect()
}

/// Runs, a line each; with `names` those of many jobs, told by their names.
fn runs_table(runs: &[v1::Run], names: Option<&HashMap<String, String>>) -> String {
    let rows = runs.iter().map(|run| {
        let mut counters: Vec<String> =
            run.counters.iter().map(|(name, count)| format!("{name}={count}")).collect();
        counters.sort();
        let mut row = vec![
            run.id.clone(),
            time_text(run.started_at.as_ref()),
            time_text(run.finished_at.as_ref()),
            run.trigger.clone(),
            state(run.state()).to_owned(),
            run.exit_code.map(|code| code.to_string()).unwrap_or_default(),
            counters.join(","),
        ];
        if let Some(names) = names {
            row.insert(1, names.get(&run.job_id).unwrap_or(&run.job_id).clone());
        }
        row
    });
    let mut head = vec!["ID", "STARTED", "FINISHED", "TRIGGER", "STATE", "EXIT", "COUNTERS"];
    if names.is_some() {
        head.insert(1, "JOB");
    }
    table(&head, rows)
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn runs_of_many_jobs_are_told_with_their_jobs() {
        let run = |job_id: &str| {
            let (id, job_id) = ("7".to_owned(), job_id.to_owned());
            let started_at = Some(prost_types::Timestamp::default());
            v1::Run { id, job_id, started_at, ..v1::Run::default() }
        };
        let names = HashMap::from([("1".to_owned(), "nightly".to_owned())]);
        let text = runs_table(&[run("1"), run("gone")], Some(&names));
        let jobs: Vec<&str> =
            text.lines().filter_map(|line| line.split_whitespace().nth(1)).collect();
        assert_eq!(jobs, ["JOB", "nightly", "gone"], "{text}");
        assert!(!runs_table(&[run("1")], None).contains("JOB"));
    }

    #[tokio::test]
    async fn many_jobs_are_asked_for_by_one_list() {
        for (count, one_by_one, lists) in [(FEW, FEW, 0), (FEW + 1, 0, 1)] {
            let run = |n: usize| v1::Run { job_id: n.to_string(), ..v1::Run::default() };
            // Each job has two runs, and there is a job without any.
            let runs: Vec<_> = (0..count * 2).map(|n| run(n / 2)).collect();
            let job = |n: usize| {
                let spec = v1::JobSpec { name: format!("job-{n}"), ..v1::JobSpec::default() };
                v1::Job { id: n.to_string(), spec: Some(spec), ..v1::Job::default() }
            };
            let (asked, listed) = (Cell::new(0), Cell::new(0));
            let name_of = async |id: &str| {
                asked.set(asked.get() + 1);
                Some(format!("job-{id}"))
            };
            let all = async || {
                listed.set(listed.get() + 1);
                Ok((0..=count).map(job).collect())
            };
            let names = names(&runs, name_of, all).await;
            assert_eq!((asked.get(), listed.get()), (one_by_one, lists));
            let wanted = (0..count).map(|n| (n.to_string(), format!("job-{n}")));
            assert_eq!(names, wanted.collect::<HashMap<_, _>>());
        }
    }
}
