//! Jobs in files: TOML, YAML or JSON, in the shape of the REST API.

use std::path::Path;

use clap::ValueEnum;
use serde_json::{Value as Json, json};
use taskmaster_gateway::jobs;
use taskmaster_proto::v1;

use super::fault::Fault;
use crate::error::{Error, Result};

/// How a document is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Form {
    /// One JSON document
    #[default]
    Json,
    /// YAML
    Yaml,
    /// TOML; it has no null
    Toml,
}

impl Form {
    /// A document as text.
    pub(super) fn written(self, document: &Json) -> Result<String> {
        let text = match self {
            Self::Json => serde_json::to_string_pretty(document).map_err(|e| e.to_string()),
            Self::Yaml => serde_yaml::to_string(document).map_err(|e| e.to_string()),
            Self::Toml => toml::to_string_pretty(document).map_err(|e| e.to_string()),
        };
        text.map_err(|cause| {
            Error::failed(format!("cannot be written as {}: {cause}", self.name()))
        })
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Json => "JSON",
            Self::Yaml => "YAML",
            Self::Toml => "TOML",
        }
    }

    /// The form that a name ends in, if it ends in one.
    fn of(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()? {
            "json" => Some(Self::Json),
            "yaml" | "yml" => Some(Self::Yaml),
            "toml" => Some(Self::Toml),
            _ => None,
        }
    }

    fn read(self, text: &str) -> Result<Json, String> {
        match self {
            Self::Json => serde_json::from_str(text).map_err(|e| e.to_string()),
            Self::Yaml => serde_yaml::from_str(text).map_err(|e| e.to_string()),
            Self::Toml => {
                toml::from_str::<toml::Table>(text).map(of_table).map_err(|e| e.to_string())
            }
        }
    }
}

fn of_table(table: toml::Table) -> Json {
    Json::Object(table.into_iter().map(|(name, value)| (name, of_toml(value))).collect())
}

/// A time is a text in the other forms.
fn of_toml(value: toml::Value) -> Json {
    match value {
        toml::Value::Datetime(time) => json!(time.to_string()),
        toml::Value::Table(table) => of_table(table),
        toml::Value::Array(items) => items.into_iter().map(of_toml).collect(),
        toml::Value::String(text) => json!(text),
        toml::Value::Integer(number) => json!(number),
        toml::Value::Float(number) => json!(number),
        toml::Value::Boolean(truth) => json!(truth),
    }
}

/// The document of a text. Where the form is not known, an object of YAML, which JSON is too, or else
/// TOML.
pub(super) fn read(text: &str, form: Option<Form>) -> Result<Json> {
    let wrong = |form: Form, cause: String| {
        Error::failed(format!("is no {} of jobs: {}", form.name(), cause.trim()))
    };
    if let Some(form) = form {
        return form.read(text).map_err(|cause| wrong(form, cause));
    }
    match (Form::Yaml.read(text), Form::Toml.read(text)) {
        (Ok(document @ Json::Object(_)), _) | (_, Ok(document)) | (Ok(document), Err(_)) => {
            Ok(document)
        }
        (Err(cause), Err(_)) => Err(wrong(Form::Yaml, cause)),
    }
}

/// The text of a file, or standard input.
pub(super) fn text(path: &Path) -> Result<String> {
    let text = match path.to_str() {
        Some("-") => std::io::read_to_string(std::io::stdin()),
        _ => std::fs::read_to_string(path),
    };
    text.map_err(Error::about(format!("cannot read {}", path.display())))
}

fn document(path: &Path) -> Result<Json> {
    let about = |cause: Error| Error::failed(format!("{} {cause}", path.display()));
    read(&text(path)?, Form::of(path)).map_err(about)
}

/// One job of a file that has nothing else, or a list `jobs` of one.
pub(super) fn one(path: &Path) -> Result<v1::JobSpec> {
    let document = document(path)?;
    let alone = alone(&document);
    job(alone.map_err(|why| Error::failed(format!("{}: {why}", path.display())))?)
}

/// The one job of a document.
fn alone(document: &Json) -> Result<&Json, String> {
    match document.get("jobs").and_then(Json::as_array).map(Vec::as_slice) {
        None => Ok(document),
        Some([job]) => Ok(job),
        Some(jobs) => Err(format!("one job is wanted, {} are there", jobs.len())),
    }
}

/// A job of a document.
pub(super) fn job(document: &Json) -> Result<v1::JobSpec> {
    Ok(jobs::read(document)?)
}

/// The jobs of a file's list `jobs` as far as they can be read, and what is wrong with them.
pub(super) fn all(path: &Path) -> Result<(Vec<v1::JobSpec>, Vec<Fault>)> {
    let document = document(path)?;
    let jobs = listed(&document);
    Ok(specs(jobs.map_err(|why| Error::failed(format!("{} {why}", path.display())))?))
}

/// What else stands there was meant to say something.
fn listed(document: &Json) -> Result<&[Json], String> {
    let Some(Json::Array(jobs)) = document.get("jobs") else {
        return Err("has no list of jobs".to_owned());
    };
    for (name, value) in document.as_object().into_iter().flatten() {
        match (name.as_str(), value) {
            ("jobs", _) | ("nextCursor", Json::Null) => {}
            ("nextCursor", _) => {
                return Err("is a page of jobs, of which there are more".to_owned());
            }
            (name, _) => return Err(format!("has {name} beside its list of jobs")),
        }
    }
    Ok(jobs)
}

fn specs(jobs: &[Json]) -> (Vec<v1::JobSpec>, Vec<Fault>) {
    let (mut specs, mut faults) = (Vec::with_capacity(jobs.len()), Vec::new());
    let mut names = std::collections::HashSet::new();
    for (n, document) in jobs.iter().enumerate() {
        let place = format!("jobs[{n}]");
        let name = document["name"].as_str().filter(|name| !name.is_empty()).unwrap_or(&place);
        if !names.insert(name.to_owned()) {
            let message = "must not be that of a job above".to_owned();
            faults.push(Fault { job: name.to_owned(), field: "name".to_owned(), message });
        }
        let (spec, wrong) = jobs::understood(document);
        specs.extend(spec);
        faults.extend(Fault::all(name, wrong));
    }
    (specs, faults)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_is_the_same_in_each_form_and_each_form_is_known_without_a_name() {
        let job = json!({
            "name": "a",
            "task": {"command": "echo a\necho '# b'\n", "env": {"EMPTY": "", "NO": "no"}},
            "schedule": {"kind": "cron", "expressions": ["@daily", "0 9 * * *"], "jitterSeconds": 1.5},
            "checks": [{"name": "db", "kind": "tcp", "host": "db", "port": 5432}],
        });
        let document = json!({ "jobs": [job] });
        for form in [Form::Json, Form::Yaml, Form::Toml] {
            let text = form.written(&document).unwrap();
            assert_eq!(read(&text, Some(form)).unwrap(), document, "{text}");
            assert_eq!(read(&text, None).unwrap(), document, "{text}");
            let text = form.written(&job).unwrap();
            assert_eq!(read(&text, None).unwrap(), job, "{text}");
        }
    }

    #[test]
    fn a_time_of_toml_is_a_text() {
        let text = "[[jobs]]\nschedule = {kind = \"once\", at = 2030-01-01T00:00:00Z}\n";
        let at = &read(text, Some(Form::Toml)).unwrap()["jobs"][0]["schedule"]["at"];
        assert_eq!(at, "2030-01-01T00:00:00Z");
    }

    #[test]
    fn all_faults_of_a_list_are_told_by_job_and_field() {
        let task = json!({"command": "true"});
        let jobs = [
            json!({"name": "a", "task": task, "colour": "red"}),
            json!({"name": "good", "task": task}),
            json!({"task": task}),
            json!({"name": "good", "task": task}),
        ];
        let (read, faults) = specs(&jobs);
        let told: Vec<(&str, &str)> =
            faults.iter().map(|fault| (fault.job.as_str(), fault.field.as_str())).collect();
        assert_eq!(told, [("a", "colour"), ("jobs[2]", "name"), ("good", "name")]);
        assert_eq!(read[0].name, "good");
    }

    #[test]
    fn a_page_of_a_longer_list_is_not_taken_for_all() {
        let whole = json!({"jobs": [], "nextCursor": null});
        assert!(listed(&whole).is_ok());
        assert!(listed(&json!({"jobs": [], "nextCursor": "b"})).unwrap_err().contains("more"));
        assert!(listed(&json!({"jobs": [], "job": []})).unwrap_err().contains("has job"));
    }

    #[test]
    fn a_list_of_one_is_one_job() {
        assert_eq!(alone(&json!({"jobs": [{"name": "a"}]})).unwrap()["name"], "a");
        assert_eq!(alone(&json!({"name": "a"})).unwrap()["name"], "a");
        assert!(alone(&json!({"jobs": []})).is_err());
    }
}
