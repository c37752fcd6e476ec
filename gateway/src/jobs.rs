//! Jobs as JSON documents, for whoever keeps them in files: the same shapes as over REST.

use serde_json::Value as Json;
use taskmaster_domain::{Timestamp, Violation, Violations};
use taskmaster_proto::{convert, v1};

use crate::{
    extract::{self, Object},
    problem::Problem,
    rest::{
        jobs::{
            list::{JobVersion, UpcomingRun},
            run,
            shape::Job,
            spec::NewJob,
        },
        names::in_rest,
    },
};

fn violations(problem: Problem) -> Violations {
    let told = problem.errors.into_iter();
    Violations(told.map(|e| Violation { field: e.field, message: e.message }).collect())
}

/// Reads a job as `POST /api/jobs` does. Whether it makes sense is for a coordinator to say.
///
/// # Errors
/// What cannot be read, by field.
pub fn read(document: &Json) -> Result<v1::JobSpec, Violations> {
    match understood(document) {
        (Some(spec), faults) => faults.or(spec),
        (None, faults) => Err(faults),
    }
}

/// As [`read`], with what could be read of a job that is wrong, for whoever wants to know what else
/// is.
pub fn understood(document: &Json) -> (Option<v1::JobSpec>, Violations) {
    let text = document.to_string();
    match extract::read::<Object<NewJob>>(text.as_bytes(), "job") {
        Ok(Object(job)) => {
            let mut faults = Violations::default();
            let spec = job.into_wire(&mut faults);
            (Some(spec), faults)
        }
        Err(problem) => (None, violations(problem)),
    }
}

/// What somebody said about a job, as [`read`] takes it: without what is empty or absent.
pub fn written(spec: v1::JobSpec) -> Json {
    let version = v1::JobVersion { spec: Some(spec), ..v1::JobVersion::default() };
    let mut document = json(JobVersion::from(version));
    if let Json::Object(document) = &mut document {
        for told in ["version", "validFrom", "editedBy"] {
            document.remove(told);
        }
    }
    trim(&mut document);
    document
}

/// A job as `GET /api/jobs/{id}` shows it.
pub fn job(job: v1::Job) -> Json {
    json(Job::from(job))
}

/// A version of a job as `GET /api/jobs/{id}/versions` shows it.
pub fn version(version: v1::JobVersion) -> Json {
    json(JobVersion::from(version))
}

/// What a coordinator has against a document, by its fields; nothing when it refused the call for
/// another reason.
pub fn refused(status: tonic::Status) -> Violations {
    violations(status.into())
}

/// What a coordinator would have against a job at `now`, by its fields. It takes up to a second to find
/// out what is wrong with the worst of schedules.
pub fn faults(spec: v1::JobSpec, now: Timestamp) -> Violations {
    let judged = convert::job_spec(spec, now).and_then(|spec| spec.check(now));
    in_rest(judged.err().unwrap_or_default(), "job.")
}

/// A run as `GET /api/runs/{id}` shows it.
pub fn run(run: v1::Run) -> Json {
    json(run::Run::from(run))
}

/// A row of the ledger as `GET /api/jobs/{id}/fires` shows it.
pub fn fire(fire: v1::Fire) -> Json {
    json(run::Fire::from(fire))
}

/// A run that is to come as `GET /api/jobs/upcoming` shows it.
pub fn upcoming(run: v1::UpcomingRun) -> Json {
    json(UpcomingRun::from(run))
}

fn json(value: impl serde::Serialize) -> Json {
    serde_json::to_value(value).unwrap_or_default()
}

/// Members whose own members are the owner's: one that is empty says that it is there.
const OWN: [&str; 4] = ["env", "labels", "metadata", "requiredLabels"];

/// Takes away what says nothing.
fn trim(value: &mut Json) {
    match value {
        Json::Object(fields) => {
            let ours = fields.iter_mut().filter(|(name, _)| !OWN.contains(&name.as_str()));
            ours.for_each(|(_, value)| trim(value));
            fields.retain(|_, value| !is_empty(value));
        }
        Json::Array(items) => items.iter_mut().for_each(trim),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
    }
}

fn is_empty(value: &Json) -> bool {
    match value {
        Json::Null => true,
        Json::String(text) => text.is_empty(),
        Json::Array(items) => items.is_empty(),
        Json::Object(fields) => fields.is_empty(),
        Json::Bool(_) | Json::Number(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_job_that_was_written_is_read_again_as_the_same() {
        for document in [
            json!({"name": "a", "task": {"command": "true"}}),
            json!({
                "name": "b",
                "task": {
                    "kind": "noop", "maxAttempts": 3, "env": {"A": "b", "EMPTY": ""},
                    "labels": {"x": ""}, "metadata": {"none": null, "list": [""]},
                    "startTimeoutSeconds": 60.5, "heartbeatTimeoutSeconds": 90.5,
                },
                "schedule": {
                    "kind": "calendar", "hours": [9], "timezone": "Europe/Berlin", "gap": "edge",
                    "blackouts": [{"from": "22:00", "until": "06:00", "weekdays": [5]}],
                },
                "checks": [{"name": "db", "kind": "tcp", "host": "db", "port": 5432}],
                "notify": {"emails": ["a@b"], "on": "always"},
                "enabled": false,
            }),
        ] {
            let spec = read(&document).unwrap();
            let said = written(spec);
            assert_eq!(written(read(&said).unwrap()), said);
            assert_eq!(said["name"], document["name"]);
            let waits = ["startTimeoutSeconds", "heartbeatTimeoutSeconds"];
            for own in ["env", "labels", "metadata"].into_iter().chain(waits) {
                assert_eq!(said["task"][own], document["task"][own]);
            }
        }
    }

    #[test]
    fn a_job_that_was_read_may_be_sent_back_as_it_is() {
        let document = json!({
            "name": "b",
            "task": {"kind": "noop"},
            "schedule": {"kind": "calendar", "hours": [9]},
            "checks": [{"name": "db", "kind": "tcp", "host": "db", "port": 5432}],
        });
        let now = taskmaster_domain::Timestamp::from_micros(0);
        let spec = convert::job_spec(read(&document).unwrap(), now).unwrap();
        let spec = convert::job_spec_to_wire(&spec);
        let check = v1::CheckState { check: spec.checks.first().cloned(), ..Default::default() };
        let kept = v1::Job {
            id: "019aa3b4-5c6d-7e8f-9a0b-1c2d3e4f5a6b".to_owned(),
            spec: Some(spec),
            checks: vec![check],
            last_run: Some(v1::Run::default()),
            ..v1::Job::default()
        };
        let told = job(kept.clone());
        assert_eq!(written(read(&told).unwrap()), written(kept.spec.unwrap()));
        let mut misspelt = told;
        misspelt["colour"] = json!("red");
        assert_eq!(read(&misspelt).unwrap_err().0[0].field, "colour");
    }

    #[test]
    fn what_is_wrong_is_told_by_its_field() {
        let wrong = json!({"name": "a", "task": {"command": "true"}, "schedule": {"kind": "moon"}});
        assert_eq!(read(&wrong).unwrap_err().0[0].field, "schedule.kind");
        assert_eq!(read(&json!([])).unwrap_err().0[0].field, "job");
    }
}
