//! `taskmaster job apply`, `taskmaster job export`

use std::{collections::BTreeMap, path::PathBuf};

use clap::Args;
use serde_json::{Value as Json, json};
use taskmaster_gateway::jobs::written;
use taskmaster_proto::v1;

use super::{all, file, name};
use crate::{
    client::{Client, ClientArgs},
    context::{Context, print, print_json},
    error::Result,
    show::shortened,
};

#[derive(Debug, Args)]
pub(crate) struct Apply {
    /// File with a list `jobs`, .toml, .yaml or .json in the shape of the REST API; - is standard
    /// input
    #[arg(long, short, value_name = "FILE")]
    file: PathBuf,
    /// Delete all jobs that the file does not have, with their runs
    #[arg(long)]
    prune: bool,
    /// Only show what would change
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    client: ClientArgs,
}

/// What is to be done.
pub(super) enum Step {
    Create(v1::JobSpec),
    Update(Box<v1::Job>, v1::JobSpec, Vec<String>),
    Delete(Box<v1::Job>),
}

/// The fields of a document by their paths.
fn flat(path: &str, value: &Json, into: &mut BTreeMap<String, String>) {
    match value {
        Json::Object(fields) => {
            for (name, value) in fields {
                let below = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                flat(&below, value, into);
            }
        }
        Json::Array(_) | Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {
            into.insert(path.to_owned(), value.to_string());
        }
    }
}

/// What differs, field by field.
fn differences(before: &Json, after: &Json) -> Vec<String> {
    let (mut old, mut new) = (BTreeMap::new(), BTreeMap::new());
    flat("", before, &mut old);
    flat("", after, &mut new);
    let mut lines = Vec::new();
    let paths: std::collections::BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    for path in paths {
        let cut = |text: Option<&String>| text.map(|text| shortened(text, 60));
        match (old.get(path), new.get(path)) {
            (before, after) if before == after => {}
            (before, None) => {
                lines.push(format!("- {path}: {}", cut(before).unwrap_or_default()));
            }
            (None, after) => lines.push(format!("+ {path}: {}", cut(after).unwrap_or_default())),
            (before, after) => lines.push(format!(
                "~ {path}: {} -> {}",
                cut(before).unwrap_or_default(),
                cut(after).unwrap_or_default()
            )),
        }
    }
    lines
}

/// A spec with all its defaults said, as the coordinator would keep it; unchanged when it is wrong,
/// of which the coordinator tells.
fn whole(spec: &v1::JobSpec) -> v1::JobSpec {
    let now = taskmaster_domain::Timestamp::from_micros(0);
    let read = taskmaster_proto::convert::job_spec(spec.clone(), now);
    read.map_or_else(|_| spec.clone(), |spec| taskmaster_proto::convert::job_spec_to_wire(&spec))
}

/// What is to be done so that the wanted jobs are there; with `prune`, and no others.
pub(super) fn plan(wanted: Vec<v1::JobSpec>, present: Vec<v1::Job>, prune: bool) -> Vec<Step> {
    let mut present: BTreeMap<String, v1::Job> =
        present.into_iter().map(|job| (name(&job).to_owned(), job)).collect();
    let mut steps = Vec::new();
    for mut spec in wanted {
        let Some(job) = present.remove(&spec.name) else {
            steps.push(Step::Create(spec));
            continue;
        };
        let kept = job.spec.clone().unwrap_or_default();
        if spec.owner.is_empty() {
            spec.owner.clone_from(&kept.owner);
        }
        let lines = differences(&written(kept), &written(whole(&spec)));
        if !lines.is_empty() {
            steps.push(Step::Update(Box::new(job), spec, lines));
        }
    }
    if prune {
        steps.extend(present.into_values().map(|job| Step::Delete(Box::new(job))));
    }
    steps
}

impl Step {
    fn word(&self) -> (&'static str, &str) {
        match self {
            Self::Create(spec) => ("create", &spec.name),
            Self::Update(job, ..) => ("update", name(job)),
            Self::Delete(job) => ("delete", name(job)),
        }
    }

    fn lines(&self) -> &[String] {
        match self {
            Self::Update(_, _, lines) => lines,
            Self::Create(_) | Self::Delete(_) => &[],
        }
    }

    /// Does it.
    pub(super) async fn take(&self, client: &Client) -> Result {
        match self {
            Self::Create(spec) => {
                let job_id = uuid::Uuid::now_v7().to_string();
                let request = v1::CreateJobRequest { job: Some(spec.clone()), job_id };
                client.jobs().create_job(request).await?;
            }
            Self::Update(job, spec, _) => {
                let request = v1::UpdateJobRequest {
                    job_id: job.id.clone(),
                    job: Some(spec.clone()),
                    expected_version: job.version,
                };
                client.jobs().update_job(request).await?;
            }
            Self::Delete(job) => {
                let job_id = job.id.clone();
                let request = v1::DeleteJobRequest { job_id, ..v1::DeleteJobRequest::default() };
                client.jobs().delete_job(request).await?;
            }
        }
        Ok(())
    }
}

/// Shows what is to be done, and whether it will be.
pub(super) fn show(steps: &[Step], applied: bool, context: &Context) -> Result {
    if context.is_json() {
        let shown = steps.iter().map(|step| {
            let (what, name) = step.word();
            json!({"step": what, "name": name, "differences": step.lines()})
        });
        let shown: Vec<_> = shown.collect();
        return print_json(&json!({ "steps": shown, "applied": applied }));
    }
    steps.iter().try_for_each(|step| {
        let (what, name) = step.word();
        print(&format!("{what} {name}"))?;
        step.lines().iter().try_for_each(|line| print(&format!("  {line}")))
    })
}

impl Apply {
    pub(crate) async fn run(self, context: &Context) -> Result {
        let wanted = file::all(&self.file)?;
        let client = Client::connect(&self.client, context).await?;
        let steps = plan(wanted, all(&client).await?, self.prune);
        show(&steps, !self.dry_run, context)?;
        if self.dry_run {
            context.note("nothing of this is done: a dry run");
            return Ok(());
        }
        for step in &steps {
            step.take(&client).await?;
        }
        context.note(&match steps.len() {
            0 => "nothing differs".to_owned(),
            1 => "1 job changed".to_owned(),
            many => format!("{many} jobs changed"),
        });
        Ok(())
    }
}

#[derive(Debug, Args)]
pub(crate) struct Export {
    /// Names or ids of jobs; all without one
    jobs: Vec<String>,
    #[command(flatten)]
    client: ClientArgs,
}

impl Export {
    pub(crate) async fn run(self, context: &Context) -> Result {
        let client = Client::connect(&self.client, context).await?;
        let mut jobs = Vec::new();
        if self.jobs.is_empty() {
            jobs = all(&client).await?;
        }
        for who in &self.jobs {
            jobs.push(super::one(&client, who).await?);
        }
        let jobs: Vec<Json> =
            jobs.into_iter().map(|job| written(job.spec.unwrap_or_default())).collect();
        print_json(&json!({ "jobs": jobs }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spec(document: Json) -> v1::JobSpec {
        file::job(&document).unwrap()
    }

    fn job(document: Json) -> v1::Job {
        v1::Job { spec: Some(whole(&spec(document))), version: 3, ..v1::Job::default() }
    }

    fn said(steps: &[Step]) -> Vec<String> {
        let one = |step: &Step| {
            let (what, name) = step.word();
            format!("{what} {name} {}", step.lines().join("; ")).trim_end().to_owned()
        };
        steps.iter().map(one).collect()
    }

    #[test]
    fn what_is_there_already_is_left_alone_and_the_rest_is_told_by_field() {
        let same = json!({"name": "same", "task": {"command": "true"}});
        let old = json!({"name": "other", "task": {"command": "a", "priority": 1}});
        let new = json!({
            "name": "other",
            "task": {"command": "b", "priority": 1},
            "schedule": {"kind": "cron", "expressions": ["@daily"]},
        });
        let fresh = json!({"name": "fresh", "task": {"kind": "noop"}});
        let gone = json!({"name": "gone", "task": {"command": "true"}});
        let wanted = || vec![spec(same.clone()), spec(new.clone()), spec(fresh.clone())];
        let present = || vec![job(same.clone()), job(old.clone()), job(gone.clone())];
        let expected = [
            concat!(
                "update other + schedule.expressions: [\"@daily\"]; ",
                "~ schedule.kind: \"none\" -> \"cron\"; ~ task.command: \"a\" -> \"b\"",
            ),
            "create fresh",
        ];
        assert_eq!(said(&plan(wanted(), present(), false)), expected);
        assert_eq!(said(&plan(wanted(), present(), true))[2], "delete gone");
    }
}
