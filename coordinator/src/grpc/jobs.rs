//! `JobService`.
//!
//! What happens to a job is decided by the domain; `keep` makes it true. Lists are read in pages
//! that are bounded in bytes, `page`.

mod end;
mod keep;
mod key;
mod page;
mod preview;
mod rehearse;
#[cfg(test)]
mod tests;
mod think;
mod upcoming;
mod verify;

use std::sync::Arc;

use taskmaster_domain::{
    JobId, TaskId, Timestamp, Violations,
    job::{Job, Judged, Run, Trigger},
    limits,
    validate::key_of_run,
};
use taskmaster_proto::{
    Error,
    convert::{
        fire_to_wire, job_from_wire_id, job_spec, job_to_wire, overrides, run_to_wire, timing,
        uuid, verified_to_wire,
    },
    v1::{self, job_service_server::JobService},
};
use taskmaster_runtime::TraceParent;
use taskmaster_store::{FireFilter, JobFilter, JobMoment, KeptRuns, NewTask, RunFilter, Wake};
use tokio::sync::Semaphore;
use tonic::{Request, Response, Status};

use super::{Tasks, filter, principal, told};
use crate::activity::{Note, Subject};
use key::with_key;
use page::{READS, page_size, token};
use think::Thinking;

/// Latest runs that are told with a job.
const RECENT: u32 = 20;

/// Definitions that run on a schedule or by hand, their runs and their ledger.
#[derive(Clone)]
pub(crate) struct Jobs {
    tasks: Tasks,
    reads: Arc<Semaphore>,
    thinking: Thinking,
}

type Answer<T> = Result<Response<T>, Status>;

impl Jobs {
    /// Makes and cancels runs as `tasks` does.
    pub(crate) fn new(tasks: Tasks) -> Self {
        Self { tasks, reads: Arc::new(Semaphore::new(READS)), thinking: Thinking::new() }
    }

    fn now(&self) -> Timestamp {
        self.tasks.clock.now()
    }

    async fn job(&self, id: JobId) -> Result<Job, Error> {
        let job = self.tasks.store.jobs_of(&[id]).await.map_err(told)?.pop();
        job.ok_or_else(|| unknown(id))
    }

    /// A job as it is now, with its latest runs.
    async fn shown(&self, id: JobId) -> Result<v1::Job, Error> {
        let job = self.job(id).await?;
        let latest = self.tasks.store.latest_runs(&[id], RECENT).await.map_err(told)?;
        Ok(job_to_wire(job, latest))
    }

    fn note(&self, actor: &str, verb: &'static str, job: &Job) {
        let note = Note { actor, verb, subject_kind: "job", count: 1 };
        let subject = || Subject { id: job.id.to_string(), detail: job.spec.name.clone() };
        self.tasks.activities.note(&note, subject);
    }
}

fn unknown(id: JobId) -> Error {
    Error::NotFound { what: "job", name: id.to_string() }
}

fn missing(field: &str) -> Error {
    Violations::one(field, "must be present").into()
}

/// Refuses what its caller decided about another version than the job has; 0 is any.
const fn expect_version(version: i32, job: &Job) -> Result<(), Error> {
    if version == 0 || version == job.version {
        return Ok(());
    }
    Err(Error::VersionConflict(job.version))
}

/// What is wrong with a job's spec, by its place in a request. What the domain has beside the
/// schedule is told as part of it, as callers say it.
fn placed(error: Error, prefix: &str) -> Error {
    let Error::Invalid(found) = error else { return error };
    let mut placed = Violations::default();
    for fault in found.0 {
        let of_schedule = fault.field == "catchup_window";
        let of = if of_schedule { "schedule." } else { "" };
        placed.add(format!("{prefix}{of}{}", fault.field), fault.message);
    }
    placed.into()
}

#[tonic::async_trait]
impl JobService for Jobs {
    async fn create_job(
        &self,
        request: Request<v1::CreateJobRequest>,
    ) -> Answer<v1::CreateJobResponse> {
        let (by, now) = (principal(&request).into_owned(), self.now());
        let v1::CreateJobRequest { job, job_id, validate_only } = request.into_inner();
        let (job, maker) = (job.ok_or_else(|| missing("job"))?, by.clone());
        let made = self.thinking.of(move || {
            let spec = job_spec(job, now).map_err(|v| placed(v.into(), "job."))?;
            let id = match job_id.as_str() {
                "" => JobId::new(now),
                text => job_from_wire_id(text).map_err(Error::from)?,
            };
            let change = Job::create(id, spec, &maker, now);
            change.map_err(|refusal| placed(refusal.into(), "job."))
        });
        let change = made.await??;
        let id = change.job.id;
        if validate_only {
            let job = Some(self.rehearse_make(change).await?);
            return Ok(Response::new(v1::CreateJobResponse { job }));
        }
        let made = self.make(change, now).await?;
        self.note(&by, "created", &made.job);
        Ok(Response::new(v1::CreateJobResponse { job: Some(self.shown(id).await?) }))
    }

    async fn duplicate_job(
        &self,
        request: Request<v1::DuplicateJobRequest>,
    ) -> Answer<v1::DuplicateJobResponse> {
        let (by, now) = (principal(&request).into_owned(), self.now());
        let v1::DuplicateJobRequest { job_id, name, copy_id } = request.into_inner();
        let id = match copy_id.as_str() {
            "" => JobId::new(now),
            text => JobId(uuid("copy_id", text).map_err(Error::from)?),
        };
        let original = self.job(job_from_wire_id(&job_id).map_err(Error::from)?).await?;
        let maker = by.clone();
        let copy = self.thinking.of(move || original.copy(id, name, &maker, now)).await?;
        let made = self.make(copy.map_err(|refusal| placed(refusal.into(), ""))?, now).await?;
        self.note(&by, "created", &made.job);
        Ok(Response::new(v1::DuplicateJobResponse { job: Some(self.shown(id).await?) }))
    }

    async fn get_job(&self, request: Request<v1::GetJobRequest>) -> Answer<v1::GetJobResponse> {
        let v1::GetJobRequest { job_id, name } = request.into_inner();
        let id = match (job_id.is_empty(), name.is_empty()) {
            (false, true) => job_from_wire_id(&job_id).map_err(Error::from)?,
            (true, false) => {
                let job = self.tasks.store.job_named(&name).await.map_err(told)?;
                job.ok_or(Error::NotFound { what: "job", name })?.id
            }
            (true, true) => return Err(missing("job_id").into()),
            (false, false) => {
                let text = "must not come together with job_id";
                return Err(Error::from(Violations::one("name", text)).into());
            }
        };
        Ok(Response::new(v1::GetJobResponse { job: Some(self.shown(id).await?) }))
    }

    async fn list_jobs(
        &self,
        request: Request<v1::ListJobsRequest>,
    ) -> Answer<v1::ListJobsResponse> {
        let wire = request.into_inner();
        let mut v = Violations::default();
        let limit = page_size(wire.page_size, &mut v);
        v.optional_text("name", &wire.name, limits::NAME_BYTES);
        v.optional_text("page_token", &wire.page_token, 4 * limits::NAME_BYTES);
        v.or(()).map_err(Error::from)?;
        let (enabled, broken) = (wire.enabled, wire.broken);
        let filter = JobFilter { name: wire.name, enabled, broken, stuck: false };
        let after = (!wire.page_token.is_empty()).then_some(wire.page_token);
        Ok(Response::new(self.page_of_jobs(&filter, after, limit).await?))
    }

    async fn update_job(
        &self,
        request: Request<v1::UpdateJobRequest>,
    ) -> Answer<v1::UpdateJobResponse> {
        let (by, now) = (principal(&request).into_owned(), self.now());
        let v1::UpdateJobRequest { job_id, job, expected_version, validate_only } =
            request.into_inner();
        let id = job_from_wire_id(&job_id).map_err(Error::from)?;
        let job = job.ok_or_else(|| missing("job"))?;
        let name = job.name.clone();
        let judged = self.thinking.of(move || Ok(Judged::spec(job_spec(job, now)?, now))).await?;
        let judged = judged.map_err(|v: Violations| placed(v.into(), "job."))?;
        let decide = |job: &Job, now| {
            expect_version(expected_version, job)?;
            Ok(job.edit_judged(&judged, &by, now, &mut || TaskId::new(now)))
        };
        if validate_only {
            let job = self.rehearse(id, decide).await.map_err(|error| placed(error, "job."))?;
            return Ok(Response::new(v1::UpdateJobResponse { job: Some(job) }));
        }
        let before = self.job(id).await?;
        expect_version(expected_version, &before)?;
        if name != before.spec.name {
            self.refuse_taken_name(id, &name).await?;
        }
        let write = self.step(id, decide).await.map_err(|error| placed(error, "job."))?;
        if write.edited_by.is_some() {
            self.note(&by, "changed", &write.job);
        }
        Ok(Response::new(v1::UpdateJobResponse { job: Some(self.shown(id).await?) }))
    }

    async fn set_job_schedule(
        &self,
        request: Request<v1::SetJobScheduleRequest>,
    ) -> Answer<v1::SetJobScheduleResponse> {
        let (by, now) = (principal(&request).into_owned(), self.now());
        let v1::SetJobScheduleRequest { job_id, schedule, validate_only, expected_version } =
            request.into_inner();
        let id = job_from_wire_id(&job_id).map_err(Error::from)?;
        let mut v = Violations::default();
        let timing = timing(Some(schedule.ok_or_else(|| missing("schedule"))?), &mut v);
        v.or(()).map_err(Error::from)?;
        let judged = self.thinking.of(move || Judged::timing(timing, now)).await?;
        let decide = |job: &Job, now| {
            expect_version(expected_version, job)?;
            Ok(job.set_schedule_judged(&judged, &by, now, &mut || TaskId::new(now)))
        };
        if validate_only {
            let job = self.rehearse(id, decide).await.map_err(|error| placed(error, ""))?;
            return Ok(Response::new(v1::SetJobScheduleResponse { job: Some(job) }));
        }
        let write = self.step(id, decide).await.map_err(|error| placed(error, ""))?;
        if write.edited_by.is_some() {
            self.note(&by, "scheduled", &write.job);
        }
        Ok(Response::new(v1::SetJobScheduleResponse { job: Some(self.shown(id).await?) }))
    }

    async fn delete_job(
        &self,
        request: Request<v1::DeleteJobRequest>,
    ) -> Answer<v1::DeleteJobResponse> {
        let by = principal(&request).into_owned();
        let v1::DeleteJobRequest { job_id, keep_runs, keep_running } = request.into_inner();
        let job = self.job(job_from_wire_id(&job_id).map_err(Error::from)?).await?;
        let kept = match (keep_runs, keep_running) {
            (true, _) => KeptRuns::All,
            (false, true) => KeptRuns::Open,
            (false, false) => KeptRuns::None,
        };
        let deleted = self.tasks.store.delete_job(job.id, kept, self.now()).await;
        let deleted = deleted.map_err(told)?;
        if !deleted.found {
            return Err(unknown(job.id).into());
        }
        self.tasks.store.poke(Wake::Job(job.id, JobMoment::Deleted));
        self.note(&by, "deleted", &job);
        let open = if keep_running { Vec::new() } else { deleted.open };
        let canceled = self.end_runs(open, &by, kept == KeptRuns::None).await?;
        Ok(Response::new(v1::DeleteJobResponse { canceled }))
    }

    async fn run_job(&self, request: Request<v1::RunJobRequest>) -> Answer<v1::RunJobResponse> {
        let by = principal(&request).into_owned();
        let trace = request.extensions().get::<TraceParent>().map(ToString::to_string);
        let v1::RunJobRequest { job_id, overrides: said, run_id, api, idempotency_key } =
            request.into_inner();
        let id = job_from_wire_id(&job_id).map_err(Error::from)?;
        let mut v = Violations::default();
        v.idempotency_key("idempotency_key", &idempotency_key);
        v.or(()).map_err(Error::from)?;
        let said = overrides(said.unwrap_or_default());
        let mut said = said.map_err(|v| placed(v.into(), "overrides."))?;
        said.trace_parent = trace.unwrap_or_default();
        let run = match run_id.as_str() {
            "" => None,
            text => Some(TaskId(uuid("run_id", text).map_err(Error::from)?)),
        };
        if let Some(known) = self.repeated(id, run).await? {
            return Ok(Response::new(v1::RunJobResponse { run: Some(known), existing: false }));
        }
        let key = key_of_run(id, &idempotency_key);
        if let Some(known) = self.run_with_key(id, &by, &key, &said).await? {
            return Ok(Response::new(v1::RunJobResponse { run: Some(known), existing: true }));
        }
        let trigger = if api { Trigger::Api } else { Trigger::Manual };
        let mut made_at = self.now();
        let changed = self.step(id, |job, now| {
            made_at = now;
            let id = run.unwrap_or_else(|| TaskId::new(now));
            Ok(job.run_now(id, trigger, &said, &by, now).map(|change| with_key(change, &key)))
        });
        let write = match changed.await {
            Ok(write) => write,
            // Another call with the same key may have been faster, and in the way of this one.
            Err(error) => match self.run_with_key(id, &by, &key, &said).await? {
                Some(known) => {
                    let answer = v1::RunJobResponse { run: Some(known), existing: true };
                    return Ok(Response::new(answer));
                }
                None => return Err(placed(error, "overrides.").into()),
            },
        };
        self.note(&by, "ran", &write.job);
        let made = write.tasks.into_iter().next().ok_or(Error::Internal)?;
        let run = Some(run_to_wire(fresh(made, made_at)?));
        Ok(Response::new(v1::RunJobResponse { run, existing: false }))
    }

    async fn check_job(
        &self,
        request: Request<v1::CheckJobRequest>,
    ) -> Answer<v1::CheckJobResponse> {
        let by = principal(&request).into_owned();
        let v1::CheckJobRequest { job_id, names } = request.into_inner();
        let id = job_from_wire_id(&job_id).map_err(Error::from)?;
        let changed = self
            .step(id, |job, now| Ok(job.start_checks(&names, &by, now, &mut || TaskId::new(now))))
            .await;
        let write = changed?;
        self.note(&by, "checked", &write.job);
        Ok(Response::new(v1::CheckJobResponse { job: Some(self.shown(id).await?) }))
    }

    async fn list_job_versions(
        &self,
        request: Request<v1::ListJobVersionsRequest>,
    ) -> Answer<v1::ListJobVersionsResponse> {
        let v1::ListJobVersionsRequest { job_id, page_size: size, page_token } =
            request.into_inner();
        let id = job_from_wire_id(&job_id).map_err(Error::from)?;
        let mut v = Violations::default();
        let (limit, below) = (page_size(size, &mut v), token(&page_token, &mut v));
        v.or(()).map_err(Error::from)?;
        let job = self.job(id).await?;
        Ok(Response::new(self.page_of_versions(&job, below, limit).await?))
    }

    async fn list_runs(
        &self,
        request: Request<v1::ListRunsRequest>,
    ) -> Answer<v1::ListRunsResponse> {
        let wire = request.into_inner();
        let mut v = Violations::default();
        let (limit, below) = (page_size(wire.page_size, &mut v), token(&wire.page_token, &mut v));
        let states = filter::states(&wire.states, &mut v);
        v.or(()).map_err(Error::from)?;
        let job = match wire.job_id.as_str() {
            "" => None,
            text => Some(self.job(job_from_wire_id(text).map_err(Error::from)?).await?.id),
        };
        let filter = RunFilter { job, states, open: false };
        Ok(Response::new(self.page_of_runs(&filter, below, limit).await?))
    }

    async fn list_fires(
        &self,
        request: Request<v1::ListFiresRequest>,
    ) -> Answer<v1::ListFiresResponse> {
        let wire = request.into_inner();
        let id = job_from_wire_id(&wire.job_id).map_err(Error::from)?;
        let mut v = Violations::default();
        let limit = page_size(wire.page_size, &mut v);
        for (n, outcome) in wire.outcomes.iter().enumerate() {
            if !["fired", "skipped", "blocked", "missed"].contains(&outcome.as_str()) {
                v.add(format!("outcomes[{n}]"), "must be one of fired, skipped, blocked, missed");
            }
        }
        let from = filter::time("from", wire.from.as_ref(), &mut v);
        let before = filter::time("before", wire.before.as_ref(), &mut v);
        let below = token(&wire.page_token, &mut v).map(Timestamp::from_micros);
        v.or(()).map_err(Error::from)?;
        self.job(id).await?;
        let before = before.into_iter().chain(below).min();
        let filter = FireFilter { job: id, outcomes: wire.outcomes, from, before };
        let page = self.tasks.store.fires(&filter, limit).await.map_err(told)?;
        Ok(Response::new(v1::ListFiresResponse {
            fires: page.rows.into_iter().map(fire_to_wire).collect(),
            next_page_token: page.next.map(|at| at.micros().to_string()).unwrap_or_default(),
        }))
    }

    async fn verify_job(
        &self,
        request: Request<v1::VerifyJobRequest>,
    ) -> Answer<v1::VerifyJobResponse> {
        let v1::VerifyJobRequest { job_id, since } = request.into_inner();
        let job = self.job(job_from_wire_id(&job_id).map_err(Error::from)?).await?;
        let mut v = Violations::default();
        let since = filter::time("since", since.as_ref(), &mut v);
        v.or(()).map_err(Error::from)?;
        let verified =
            verify::verify(self.tasks.store.as_ref(), &self.thinking, &job, since, self.now())
                .await?;
        Ok(Response::new(verified_to_wire(verified, job.state.covered_to)))
    }

    async fn preview_schedule(
        &self,
        request: Request<v1::PreviewScheduleRequest>,
    ) -> Answer<v1::PreviewScheduleResponse> {
        let v1::PreviewScheduleRequest { schedule, after, count } = request.into_inner();
        let now = self.now();
        let mut v = Violations::default();
        let count = preview::count(count, &mut v);
        let after = filter::time("after", after.as_ref(), &mut v).unwrap_or(now);
        let timing = timing(Some(schedule.ok_or_else(|| missing("schedule"))?), &mut v);
        v.or(()).map_err(Error::from)?;
        let computed = self.thinking.of(move || preview::previewed(&timing, after, count)).await?;
        Ok(Response::new(computed?))
    }

    async fn list_upcoming(
        &self,
        request: Request<v1::ListUpcomingRequest>,
    ) -> Answer<v1::ListUpcomingResponse> {
        let mut v = Violations::default();
        let count = match request.get_ref().count {
            0 => upcoming::COUNT,
            count => page_size(count, &mut v),
        };
        v.or(()).map_err(|_| Error::from(Violations::one("count", "must not be negative")))?;
        let jobs = self.coming_jobs(count).await?;
        let runs = upcoming::earliest(&self.thinking, jobs, count as usize).await?;
        Ok(Response::new(v1::ListUpcomingResponse { runs }))
    }
}

/// A run as it was kept `now`, told without asking the store for it.
fn fresh(task: NewTask, now: Timestamp) -> Result<Run, Error> {
    Ok(Run {
        id: task.id,
        state: task.state(now),
        of: task.spec.run.ok_or(Error::Internal)?,
        created_at: now,
        started_at: None,
        finished_at: None,
        exit_code: None,
        failure: None,
        counters: std::collections::BTreeMap::new(),
    })
}
