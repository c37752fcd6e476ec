//! `taskmaster job apply`

mod plan;
mod rehearse;
mod take;

use std::{path::PathBuf, time::Duration};

use clap::Args;
use serde_json::{Value as Json, json};
use taskmaster_runtime::config::parse_duration;

use super::{all, fault::Fault, file};
use crate::{
    client::{Client, ClientArgs},
    context::{Context, print, print_json},
    error::{Error, Result, tell},
};

pub(super) use self::{
    plan::{Step, differences, plan},
    rehearse::rehearse,
    take::{Became, Course, take},
};

#[derive(Debug, Args)]
pub(crate) struct Apply {
    /// File with a list `jobs`, .toml, .yaml or .json in the shape of the REST API; - is standard
    /// input
    #[arg(long, short, value_name = "FILE")]
    file: PathBuf,
    /// Delete all jobs that the file does not have, with their runs; that comes last
    #[arg(long)]
    prune: bool,
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
        let mut steps = plan(wanted, all(&client).await?, self.prune);
        let known: Vec<(String, String)> =
            faults.iter().map(|fault| (fault.job.clone(), fault.field.clone())).collect();
        let more = rehearse(&mut steps, &client).await?.into_iter();
        faults.extend(more.filter(|fault| {
            !known.iter().any(|(job, field)| (job, field) == (&fault.job, &fault.field))
        }));
        if !faults.is_empty() {
            return refused(&faults, context);
        }
        show(&steps, context)?;
        if self.dry_run {
            document(&steps, None, &[], context)?;
            for step in steps.iter().filter(|step| step.gated) {
                context.note(&format!("{}: goes on once its checks are ok", step.name));
            }
            context.note("nothing of this is done: a dry run");
            return Ok(());
        }
        let course = take(&steps, &client, self.check_timeout).await;
        told(&steps, course, &[], context)
    }
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
pub(super) fn show(steps: &[Step], context: &Context) -> Result {
    if context.is_json() {
        return Ok(());
    }
    steps.iter().try_for_each(|step| {
        print(&format!("{} {}", step.word(), step.name))?;
        step.lines.iter().try_for_each(|line| print(&format!("  {line}")))
    })
}

/// Tells programs what is to be done, what became of it, and what is wrong with the rest.
pub(super) fn document(
    steps: &[Step],
    course: Option<&Course>,
    faults: &[Json],
    context: &Context,
) -> Result {
    if !context.is_json() {
        return Ok(());
    }
    let became = |n: usize| course.and_then(|course| course.became.get(n));
    let shown = steps.iter().enumerate().map(|(n, step)| {
        let why = match became(n) {
            Some(Became::Unchecked(why)) => Some(why),
            Some(Became::Undone | Became::Done | Became::SwitchedOn) | None => None,
        };
        json!({
            "step": step.word(),
            "name": step.name,
            "differences": step.lines,
            "done": matches!(became(n), Some(Became::Done | Became::SwitchedOn)),
            "unchecked": why,
        })
    });
    let shown: Vec<_> = shown.collect();
    let applied = course.is_some_and(Course::is_whole);
    print_json(&json!({ "steps": shown, "applied": applied, "faults": faults }))
}

impl Course {
    fn is_whole(&self) -> bool {
        let done = |became: &Became| matches!(became, Became::Done | Became::SwitchedOn);
        self.failure.is_none() && self.became.iter().all(done)
    }
}

/// Tells what became of all steps, and programs what is wrong with the rest.
pub(super) fn told(steps: &[Step], course: Course, faults: &[Json], context: &Context) -> Result {
    document(steps, Some(&course), faults, context)?;
    let is_whole = course.is_whole();
    for (step, became) in steps.iter().zip(&course.became) {
        let (word, name) = (step.word(), &step.name);
        match (became, &course.failure) {
            (Became::SwitchedOn, _) => {
                context.note(&format!("{name}: its checks are ok, its schedule is on"));
            }
            (Became::Unchecked(why), _) => tell(&format!("error: {name}: {why}")),
            (Became::Done, Some(_)) => tell(&format!("done: {word} {name}")),
            (Became::Undone, _) => tell(&format!("not done: {word} {name}")),
            (Became::Done, None) => {}
        }
    }
    if let Some(failure) = course.failure {
        return Err(failure);
    }
    context.note(&match steps.len() {
        0 => "nothing differs".to_owned(),
        1 => "1 job changed".to_owned(),
        many => format!("{many} jobs changed"),
    });
    if is_whole { Ok(()) } else { Err(Error::Exit(1)) }
}
