//! `taskmaster job …`

mod apply;
mod check;
mod checks;
mod create;
mod crontab;
mod delete;
mod duplicate;
mod edit;
mod enable;
mod export;
mod fault;
mod file;
mod fires;
mod get;
mod import;
mod list;
mod preview;
mod run;
mod switch;
mod upcoming;
mod verify;
mod versions;

use clap::Subcommand;
use taskmaster_proto::v1;

use crate::{client::Client, context::Context, error::Result};

/// Calls of one command that are on their way at once.
const AT_ONCE: usize = 16;

#[derive(Debug, Subcommand)]
pub(crate) enum Job {
    /// Keep a new job; everything behind -- is its command
    Create(Box<create::Create>),
    /// List jobs by name
    List(list::List),
    /// Show one job in full
    Get(get::Get),
    /// Set all that is said about a job, from a file or in an editor
    Edit(edit::Edit),
    /// Make a job like another one, with its schedule off
    Duplicate(duplicate::Duplicate),
    /// List versions of a job, newest first, with what each changed
    Versions(versions::Versions),
    /// Delete jobs, with their runs unless they are to be kept. Exit code 1 when one is refused
    Delete(delete::Delete),
    /// Make a run now
    Run(run::Run),
    /// List runs, newest first
    Runs(run::Runs),
    /// List what became of each nominal time, latest first
    Fires(fires::Fires),
    /// List the next runs of all jobs, earliest first
    Upcoming(upcoming::Upcoming),
    /// Compute the nominal times anew and compare them with the ledger; exit code 1 when they differ
    Verify(verify::Verify),
    /// Switch the schedules of jobs off; runs by hand go on. Exit code 1 when one is refused
    #[command(visible_alias = "off")]
    Pause(switch::Switch),
    /// Switch the schedules of jobs on, which also mends broken ones. Exit code 1 when one is refused
    #[command(visible_alias = "on")]
    Resume(switch::Switch),
    /// Let disabled jobs run again, as their schedules say and by hand. Exit code 1 when one is refused
    Enable(enable::Enable),
    /// Refuse every run of jobs, by hand too, until they are enabled, and cancel those that have not
    /// begun; their schedules stay as they are. Exit code 1 when one is refused
    Disable(enable::Enable),
    /// Try the checks of a job and wait for them; exit code 1 when one is not ok
    Check(check::Check),
    /// Show the next times of cron expressions, with a word on the odd days
    Preview(preview::Preview),
    /// Make the jobs of a file be what there is; all of it is checked before any of it is done
    Apply(apply::Apply),
    /// Make a job of each line of a crontab; shows the plan, and does it with --yes
    ImportCrontab(import::Import),
    /// Print jobs as a file that `apply` takes, and of one job `edit` and `create`
    Export(export::Export),
}

impl Job {
    pub(crate) async fn run(self, context: &Context) -> Result {
        match self {
            Self::Create(create) => create.run(context).await,
            Self::List(list) => list.run(context).await,
            Self::Get(get) => get.run(context).await,
            Self::Edit(edit) => edit.run(context).await,
            Self::Duplicate(duplicate) => duplicate.run(context).await,
            Self::Versions(versions) => versions.run(context).await,
            Self::Delete(delete) => delete.run(context).await,
            Self::Run(run) => run.run(context).await,
            Self::Runs(runs) => runs.run(context).await,
            Self::Fires(fires) => fires.run(context).await,
            Self::Upcoming(upcoming) => upcoming.run(context).await,
            Self::Verify(verify) => verify.run(context).await,
            Self::Pause(switch) => switch.run(false, context).await,
            Self::Resume(switch) => switch.run(true, context).await,
            Self::Enable(enable) => enable.run(true, context).await,
            Self::Disable(enable) => enable.run(false, context).await,
            Self::Check(check) => check.run(context).await,
            Self::Preview(preview) => preview.run(context).await,
            Self::Apply(apply) => apply.run(context).await,
            Self::ImportCrontab(import) => import.run(context).await,
            Self::Export(export) => export.run(context).await,
        }
    }
}

/// One job by its name or its id.
async fn one(client: &Client, who: &str) -> Result<v1::Job> {
    let request = match uuid::Uuid::try_parse(who) {
        Ok(id) => v1::GetJobRequest { job_id: id.to_string(), name: String::new() },
        Err(_) => v1::GetJobRequest { job_id: String::new(), name: who.to_owned() },
    };
    Ok(client.jobs().get_job(request).await?.into_inner().job.unwrap_or_default())
}

/// The name of a job of which the id is known; nothing when it is gone, or cannot be asked for.
pub(super) async fn named(client: &Client, job_id: &str) -> Option<String> {
    let request = v1::GetJobRequest { job_id: job_id.to_owned(), name: String::new() };
    let answer = client.jobs().get_job(request).await.ok()?.into_inner();
    answer.job.as_ref().map(|job| name(job).to_owned())
}

/// All jobs.
async fn all(client: &Client) -> Result<Vec<v1::Job>> {
    let (mut jobs, mut request) = (Vec::new(), v1::ListJobsRequest::default());
    request.page_size = 1_000;
    loop {
        let page = client.jobs().list_jobs(request.clone()).await?.into_inner();
        jobs.extend(page.jobs);
        if page.next_page_token.is_empty() {
            return Ok(jobs);
        }
        request.page_token = page.next_page_token;
    }
}

/// What people know a job by.
fn name(job: &v1::Job) -> &str {
    job.spec.as_ref().map_or("", |spec| &spec.name)
}
