//! What is to be done so that the jobs of a file are what there is.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;
use taskmaster_gateway::jobs::written;
use taskmaster_proto::v1;

use super::super::{fault::line, name};

/// Characters that are shown of a name, of a path and of a value.
const NAME: usize = 100;
const PATH: usize = 200;
const VALUE: usize = 60;

/// What is to be done with one job.
#[derive(Debug)]
pub(in super::super) struct Step {
    pub(in super::super) what: What,
    /// The job's name.
    pub(in super::super) name: String,
    /// What differs, field by field, of an update.
    pub(in super::super) lines: Vec<String>,
    /// Its schedule is kept off until its checks are ok.
    pub(in super::super) gated: bool,
}

#[derive(Debug)]
pub(in super::super) enum What {
    Create(Box<v1::JobSpec>),
    Update(Box<v1::Job>, Box<v1::JobSpec>),
    Delete(Box<v1::Job>),
}

impl Step {
    fn of(what: What, name: &str, lines: Vec<String>) -> Self {
        Self { what, name: name.to_owned(), lines, gated: false }
    }

    /// What it does, in a word.
    pub(in super::super) const fn word(&self) -> &'static str {
        match self.what {
            What::Create(_) => "create",
            What::Update(..) => "update",
            What::Delete(_) => "delete",
        }
    }

    /// The job's name, for people.
    pub(in super::super) fn shown(&self) -> String {
        line(&self.name, NAME)
    }

    /// Whether a job goes by it.
    pub(in super::super) const fn is_deletion(&self) -> bool {
        matches!(self.what, What::Delete(_))
    }

    /// What the job is to be.
    pub(super) fn wanted(&self) -> Option<&v1::JobSpec> {
        match &self.what {
            What::Create(spec) | What::Update(_, spec) => Some(spec),
            What::Delete(_) => None,
        }
    }
}

/// The same with its schedule switched off.
pub(super) fn off(spec: &v1::JobSpec) -> v1::JobSpec {
    let mut spec = spec.clone();
    spec.schedule.get_or_insert_default().active = Some(false);
    spec
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
        Json::Array(items) if items.iter().any(Json::is_object) => {
            for (n, item) in items.iter().enumerate() {
                flat(&format!("{path}[{n}]"), item, into);
            }
        }
        Json::Array(_) | Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {
            into.insert(path.to_owned(), value.to_string());
        }
    }
}

/// A member that differs. It is shown without the values of an environment, which are nobody's who
/// looks on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Difference {
    pub(in super::super) path: String,
    before: Option<String>,
    after: Option<String>,
}

impl std::fmt::Display for Difference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let path = line(&self.path, PATH);
        let shown = |text: &str| match path.starts_with("task.env.") {
            true => "***".to_owned(),
            false => line(text, VALUE),
        };
        match (&self.before, &self.after) {
            (Some(before), Some(after)) => {
                write!(f, "~ {path}: {} -> {}", shown(before), shown(after))
            }
            (Some(before), None) => write!(f, "- {path}: {}", shown(before)),
            (None, after) => write!(f, "+ {path}: {}", shown(after.as_deref().unwrap_or_default())),
        }
    }
}

/// What differs, field by field.
pub(in super::super) fn differences(before: &Json, after: &Json) -> Vec<Difference> {
    let (mut old, mut new) = (BTreeMap::new(), BTreeMap::new());
    flat("", before, &mut old);
    flat("", after, &mut new);
    let paths: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let all = paths.into_iter().map(|path| Difference {
        path: path.clone(),
        before: old.get(path).cloned(),
        after: new.get(path).cloned(),
    });
    all.filter(|difference| difference.before != difference.after).collect()
}

/// A spec with all its defaults said, as the coordinator would keep it; unchanged when it is wrong,
/// of which the coordinator tells.
pub(super) fn whole(spec: &v1::JobSpec) -> v1::JobSpec {
    let now = taskmaster_domain::Timestamp::from_micros(0);
    let read = taskmaster_proto::convert::job_spec(spec.clone(), now);
    read.map_or_else(|_| spec.clone(), |spec| taskmaster_proto::convert::job_spec_to_wire(&spec))
}

/// What of a kept job is not as it is wanted. Whose it is nobody need say again.
pub(super) fn missing(kept: &v1::Job, wanted: &v1::JobSpec) -> Vec<Difference> {
    let kept = kept.spec.clone().unwrap_or_default();
    let mut wanted = whole(wanted);
    if wanted.owner.is_empty() {
        wanted.owner.clone_from(&kept.owner);
    }
    differences(&written(kept), &written(wanted))
}

/// What is to be done so that the wanted jobs are there; with `prune`, and no others. Deletions come
/// last.
pub(in super::super) fn plan(
    wanted: Vec<v1::JobSpec>,
    present: Vec<v1::Job>,
    prune: bool,
) -> Vec<Step> {
    let mut present: BTreeMap<String, v1::Job> =
        present.into_iter().map(|job| (name(&job).to_owned(), job)).collect();
    let mut steps = Vec::new();
    for mut spec in wanted {
        let called = spec.name.clone();
        let Some(job) = present.remove(&called) else {
            steps.push(Step::of(What::Create(Box::new(spec)), &called, Vec::new()));
            continue;
        };
        let owner = job.spec.as_ref().map_or("", |kept| kept.owner.as_str());
        // Who made a job has it while nobody else is named.
        if spec.owner.is_empty() && owner != job.created_by {
            spec.owner = owner.to_owned();
        }
        let lines = missing(&job, &spec);
        if !lines.is_empty() {
            let update = What::Update(Box::new(job), Box::new(spec));
            let lines = lines.iter().map(ToString::to_string).collect();
            steps.push(Step::of(update, &called, lines));
        }
    }
    if prune {
        let delete = |(name, job): (String, v1::Job)| {
            Step::of(What::Delete(Box::new(job)), &name, Vec::new())
        };
        steps.extend(present.into_iter().map(delete));
    }
    steps
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{super::super::file, *};

    fn spec(document: Json) -> v1::JobSpec {
        file::job(&document).unwrap()
    }

    fn job(document: Json) -> v1::Job {
        v1::Job { spec: Some(whole(&spec(document))), version: 3, ..v1::Job::default() }
    }

    fn said(steps: &[Step]) -> Vec<String> {
        let one = |step: &Step| {
            let (what, name) = (step.word(), &step.name);
            format!("{what} {name} {}", step.lines.join("; ")).trim_end().to_owned()
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

    #[test]
    fn a_list_of_objects_is_compared_member_by_member() {
        let with = |port: u16| {
            let check = json!({"name": "db", "kind": "tcp", "host": "db", "port": port});
            json!({"name": "a", "task": {"command": "true"}, "checks": [check]})
        };
        let steps = plan(vec![spec(with(2))], vec![job(with(1))], false);
        assert_eq!(said(&steps), ["update a ~ checks[0].port: 1 -> 2"]);
    }

    #[test]
    fn what_differs_is_told_in_a_line_that_does_nothing_to_a_terminal() {
        let wanted =
            json!({"name": "a", "task": {"command": "true"}, "labels": {"\u{1b}[2J": "x"}});
        let present = json!({"name": "a", "task": {"command": "true"}});
        let steps = plan(vec![spec(wanted)], vec![job(present)], false);
        assert_eq!(said(&steps), ["update a + labels.\u{FFFD}[2J: \"x\""]);
        let named = spec(json!({"name": "a\u{1b}[31m", "task": {"command": "true"}}));
        assert_eq!(plan(vec![named], Vec::new(), false)[0].shown(), "a\u{FFFD}[31m");
    }

    #[test]
    fn a_job_stays_whose_it_is() {
        let wanted =
            || spec(json!({"name": "a", "task": {"command": "true"}, "labels": {"x": "y"}}));
        let kept = |owner: &str| {
            let mut job = job(json!({"name": "a", "task": {"command": "true"}, "owner": owner}));
            job.created_by = "user:ann".to_owned();
            job
        };
        for (owner, said) in [("user:ann", ""), ("user:ben", "user:ben")] {
            let steps = plan(vec![wanted()], vec![kept(owner)], false);
            assert_eq!(steps[0].lines, ["+ labels.x: \"y\""]);
            assert_eq!(steps[0].wanted().unwrap().owner, said);
        }
    }

    #[test]
    fn a_variable_without_a_value_is_one_and_no_value_is_shown() {
        let with = |env: Json| json!({"name": "a", "task": {"command": "true", "env": env}});
        let present = vec![job(with(json!({"TOKEN": "old", "GONE": "x"})))];
        let wanted = vec![spec(with(json!({"TOKEN": "new", "EMPTY": ""})))];
        let expected = concat!(
            "update a + task.env.EMPTY: ***; - task.env.GONE: ***; ",
            "~ task.env.TOKEN: *** -> ***",
        );
        assert_eq!(said(&plan(wanted, present, false)), [expected]);
    }
}
