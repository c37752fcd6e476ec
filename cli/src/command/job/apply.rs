//! `taskmaster job apply`

mod calls;
mod plan;
mod rehearse;
mod take;

use std::{path::PathBuf, time::Duration};

use clap::Args;
use serde_json::{Map, Value as Json, json};
use taskmaster_runtime::config::parse_duration;

use super::{
    all,
    fault::{Fault, line},
    file,
};
use crate::{
    client::{Client, ClientArgs},
    context::{Context, print, print_json},
    error::{Error, Result, tell},
};

pub(super) use self::{
    calls::asked,
    plan::{Step, differences, plan},
    rehearse::rehearse,
    take::{Became, Course, take},
};

/// Characters that are shown of why a job is not as it is wanted.
const WHY: usize = 500;

#[derive(Debug, Args)]
pub(crate) struct Apply {
    /// File with a list `jobs`, .toml, .yaml or .json in the shape of the REST API; - is standard
    /// input
    #[arg(long, short, value_name = "FILE")]
    file: PathBuf,
    /// Delete all jobs that the file does not have, with their runs; that comes last. When these are
    /// more than half of all jobs there are, --yes is needed
    #[arg(long)]
    prune: bool,
    /// With --prune: delete even more than half of all jobs
    #[arg(long, requires = "prune")]
    yes: bool,
    /// Only show what would change, and what is wrong with it
    #[arg(long)]
    dry_run: bool,
    /// How long checks of jobs that require them are waited for before their schedule stays off
    #[arg(long, value_name = "DURATION", value_parser = parse_duration, default_value = "60s")]
    check_timeout: Duration,
    #[command(flatten)]
    client: ClientArgs,
}

impl Apply {
    pub(crate) async fn run(self, context: &Context) -> Result {
        let (wanted, mut faults) = file::all(&self.file)?;
        let client = Client::connect(&self.client, context).await?;
        let present = all(&client).await?;
        let count = present.len();
        let mut steps = plan(wanted, present, self.prune);
        let known: Vec<(String, String)> =
            faults.iter().map(|fault| (fault.job.clone(), fault.field.clone())).collect();
        let more = rehearse(&mut steps, &client, context).await?.into_iter();
        faults.extend(more.filter(|fault| {
            !known.iter().any(|(job, field)| (job, field) == (&fault.job, &fault.field))
        }));
        if !faults.is_empty() {
            return refused(&faults, context);
        }
        show(&steps, context)?;
        let more = Map::from_iter([("faults".to_owned(), json!([]))]);
        let unasked = unasked(&steps, count).filter(|_| !self.yes);
        if self.dry_run {
            document(&steps, None, more, context)?;
            for step in steps.iter().filter(|step| step.gated) {
                context.note(&format!("{}: goes on once its checks are ok", step.shown()));
            }
            unasked.iter().for_each(|why| context.note(why));
            context.note("nothing of this is done: a dry run");
            return Ok(());
        }
        if let Some(why) = unasked {
            document(&steps, None, more, context)?;
            return Err(Error::Usage(format!("nothing is done: {why}")));
        }
        let course = take(&steps, &client, self.check_timeout, context).await;
        told(&steps, course, more, context)
    }
}

/// What must be confirmed of steps that delete more than half of the jobs there are, `count` of them:
/// a file that names too few is more likely than the wish.
fn unasked(steps: &[Step], count: usize) -> Option<String> {
    let gone = steps.iter().filter(|step| step.is_deletion()).count();
    (2 * gone > count).then(|| format!("this deletes {gone} of {count} jobs; add --yes"))
}

/// Tells all that is wrong, of which nothing is done.
fn refused(faults: &[Fault], context: &Context) -> Result {
    if context.is_json() {
        let faults: Vec<_> = faults.iter().map(Fault::document).collect();
        print_json(&json!({"steps": [], "applied": false, "faults": faults}))?;
    }
    faults.iter().for_each(|fault| tell(&format!("error: {fault}")));
    tell("nothing is done");
    Err(Error::Exit(1))
}

/// Shows people what is to be done.
fn show(steps: &[Step], context: &Context) -> Result {
    if context.is_json() {
        return Ok(());
    }
    steps.iter().try_for_each(|step| {
        print(&format!("{} {}", step.word(), step.shown()))?;
        step.lines.iter().try_for_each(|line| print(&format!("  {line}")))
    })
}

/// Tells programs what is to be done, what became of it, and the members of `more`.
pub(super) fn document(
    steps: &[Step],
    course: Option<&Course>,
    more: Map<String, Json>,
    context: &Context,
) -> Result {
    if !context.is_json() {
        return Ok(());
    }
    let became = |n: usize| course.and_then(|course| course.became.get(n));
    let shown = steps.iter().enumerate().map(|(n, step)| {
        let why = match became(n) {
            Some(Became::Partly { why, .. }) => Some(why),
            Some(Became::Undone | Became::Done | Became::SwitchedOn) | None => None,
        };
        json!({
            "step": step.word(),
            "name": step.name,
            "differences": step.lines,
            "done": became(n).is_some_and(Became::is_whole),
            "written": became(n).is_some_and(Became::is_written),
            "unchecked": why,
        })
    });
    let mut all = Map::from_iter([
        ("steps".to_owned(), shown.collect()),
        ("applied".to_owned(), json!(course.is_some_and(Course::is_whole))),
        ("changed".to_owned(), json!(course.map_or(0, Course::changed))),
        ("stayOff".to_owned(), json!(course.map_or(0, Course::stay_off))),
    ]);
    all.extend(more);
    print_json(&all)
}

/// Tells what became of all steps, and programs the members of `more`.
pub(super) fn told(
    steps: &[Step],
    course: Course,
    more: Map<String, Json>,
    context: &Context,
) -> Result {
    document(steps, Some(&course), more, context)?;
    let summary = summary(&course);
    let is_whole = course.is_whole();
    for (step, became) in steps.iter().zip(&course.became) {
        let (word, name) = (step.word(), step.shown());
        match (became, &course.failure) {
            (Became::SwitchedOn, _) => {
                context.note(&format!("{name}: its checks are ok, its schedule is on"));
            }
            (Became::Partly { why, .. }, _) => {
                tell(&format!("error: {name}: {}", line(why, WHY)));
            }
            (Became::Done, Some(_)) => tell(&format!("done: {word} {name}")),
            (Became::Undone, _) => tell(&format!("not done: {word} {name}")),
            (Became::Done, None) => {}
        }
    }
    if let Some(failure) = course.failure {
        return Err(failure);
    }
    context.note(&summary);
    if is_whole { Ok(()) } else { Err(Error::Exit(1)) }
}

/// How many jobs were changed, and how many of all stay off.
fn summary(course: &Course) -> String {
    if course.became.is_empty() {
        return "nothing differs".to_owned();
    }
    let mut said = match course.changed() {
        1 => "1 job changed".to_owned(),
        many => format!("{many} jobs changed"),
    };
    match course.stay_off() {
        0 => {}
        1 => said.push_str(", 1 stays off"),
        many => said.push_str(&format!(", {many} stay off")),
    }
    said
}

#[cfg(test)]
mod tests {
    use taskmaster_proto::v1;

    use super::*;

    #[test]
    fn a_summary_counts_what_was_written_and_what_stays_off() {
        let partly = |is_written, is_off| Became::Partly { why: String::new(), is_written, is_off };
        let said = |became: &[Became]| {
            let course = Course { became: became.to_vec(), failure: None };
            summary(&course)
        };
        assert_eq!(said(&[]), "nothing differs");
        assert_eq!(said(&[Became::Done]), "1 job changed");
        assert_eq!(said(&[partly(false, true)]), "0 jobs changed, 1 stays off");
        assert_eq!(said(&[partly(true, false)]), "1 job changed");
        let many = [Became::SwitchedOn, Became::Done, partly(true, true), partly(false, true)];
        assert_eq!(said(&many), "3 jobs changed, 2 stay off");
    }

    #[derive(Debug, clap::Parser)]
    struct Typed {
        #[command(flatten)]
        _apply: Apply,
    }

    #[test]
    fn a_confirmation_of_what_is_not_asked_for_is_refused() {
        let typed = |args: &[&str]| {
            let args = ["apply", "-f", "a.json"].iter().chain(args);
            <Typed as clap::Parser>::try_parse_from(args).map(drop)
        };
        assert!(typed(&["--prune", "--yes"]).is_ok() && typed(&["--prune"]).is_ok());
        let said = typed(&["--yes"]).unwrap_err();
        assert_eq!(said.kind(), clap::error::ErrorKind::MissingRequiredArgument);
    }

    #[test]
    fn more_than_half_of_all_jobs_are_deleted_only_when_that_is_confirmed() {
        let job = |name: &str| {
            let task = json!({"command": "true"});
            let spec = file::job(&json!({"name": name, "task": task})).unwrap();
            v1::Job { spec: Some(spec), ..v1::Job::default() }
        };
        let unasked = |kept: usize, gone: usize| {
            let named: Vec<v1::Job> = (0..kept + gone).map(|n| job(&n.to_string())).collect();
            let wanted = named.iter().take(kept).filter_map(|job| job.spec.clone()).collect();
            unasked(&plan(wanted, named, true), kept + gone)
        };
        assert_eq!(unasked(0, 0), None);
        assert_eq!(unasked(1, 1), None);
        assert_eq!(unasked(2, 1), None);
        assert_eq!(unasked(0, 1).unwrap(), "this deletes 1 of 1 jobs; add --yes");
        assert_eq!(unasked(2, 3).unwrap(), "this deletes 3 of 5 jobs; add --yes");
    }
}
