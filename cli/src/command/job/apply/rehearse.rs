//! Asking a coordinator about all steps before any is taken.

use taskmaster_proto::v1;
use tonic::Status;

use super::{
    super::fault::{self, Fault},
    calls::asked,
    plan::{Step, What, off},
};
use crate::{client::Client, context::Context, error::Result};

/// All that a coordinator has against these steps, in their order; it keeps nothing of them. A job that
/// may be switched on only once its checks are ok is marked as such.
pub(in super::super) async fn rehearse(
    steps: &mut [Step],
    client: &Client,
    context: &Context,
) -> Result<Vec<Fault>> {
    let calls = steps.iter_mut().map(async |step| tried(step, client).await);
    let faults = asked(calls, "jobs looked at", context).await?;
    Ok(faults.into_iter().flatten().collect())
}

async fn tried(step: &mut Step, client: &Client) -> Result<Vec<Fault>> {
    let Err(status) = step.write(client, true).await else { return Ok(Vec::new()) };
    match fault::is(&status, "checks-not-ok") {
        true => wait_for_checks(step, client).await,
        false => Fault::of(&step.name, status),
    }
}

/// Keeps its schedule off until its checks are ok; what is wrong with it even so.
async fn wait_for_checks(step: &mut Step, client: &Client) -> Result<Vec<Fault>> {
    step.gated = true;
    if let Err(status) = step.write(client, true).await {
        return Fault::of(&step.name, status);
    }
    let has_none = step.wanted().is_some_and(|spec| spec.checks.is_empty());
    let fault = has_none.then(|| Fault {
        job: step.name.clone(),
        field: "checks".to_owned(),
        message: "must have an item: requiresChecks with a schedule that is on needs one"
            .to_owned(),
    });
    Ok(fault.into_iter().collect())
}

impl Step {
    /// Does it, or with `validate_only` hears what would become of it. The job as it is then; none
    /// of one that is deleted.
    pub(super) async fn write(
        &self,
        client: &Client,
        validate_only: bool,
    ) -> Result<Option<v1::Job>, Status> {
        let said = |spec: &v1::JobSpec| Some(if self.gated { off(spec) } else { spec.clone() });
        match &self.what {
            What::Create(spec) => {
                let job_id = uuid::Uuid::now_v7().to_string();
                let request = v1::CreateJobRequest { job: said(spec), job_id, validate_only };
                Ok(client.jobs().create_job(request).await?.into_inner().job)
            }
            What::Update(job, spec) => {
                let request = v1::UpdateJobRequest {
                    job_id: job.id.clone(),
                    job: said(spec),
                    expected_version: job.version,
                    validate_only,
                };
                Ok(client.jobs().update_job(request).await?.into_inner().job)
            }
            What::Delete(job) => {
                let job_id = job.id.clone();
                if validate_only {
                    let request = v1::GetJobRequest { job_id, name: String::new() };
                    client.jobs().get_job(request).await?;
                } else {
                    let request =
                        v1::DeleteJobRequest { job_id, ..v1::DeleteJobRequest::default() };
                    client.jobs().delete_job(request).await?;
                }
                Ok(None)
            }
        }
    }
}
