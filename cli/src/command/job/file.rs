//! Jobs in files: TOML, YAML or JSON, in the shape of the REST API.

mod nesting;
mod tree;

use std::{io::Read, path::Path};

use clap::ValueEnum;
use serde_json::Value as Json;
use taskmaster_gateway::jobs;
use taskmaster_proto::v1;

use super::fault::{Fault, line};
use crate::{
    context::in_json,
    error::{Error, Result},
};

/// Bytes of a file that are read at the most.
const LARGEST: u64 = 64_000_000;

/// Lists and objects that lie in each other at the most, as in JSON; the reader of TOML takes fewer.
const DEEPEST: usize = 127;

/// Characters that are shown of why a document is not taken, which may repeat what it holds.
const WHY: usize = 500;

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
            Self::Json => return in_json(document),
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
        let placed = |why: &str, (line, column): (usize, usize)| {
            format!("{why} at line {line} column {column}")
        };
        match self {
            Self::Json => {
                let mut form = serde_json::Deserializer::from_str(text);
                let read = tree::read(&mut form, false)
                    .and_then(|read| form.end().map(|()| read).map_err(|error| (None, error)));
                read.map_err(|(fault, error)| match fault {
                    Some(why) => placed(&why, (error.line(), error.column())),
                    None => error.to_string(),
                })
            }
            Self::Yaml if nesting::is_deeper(text, DEEPEST) => {
                Err(format!("more than {DEEPEST} lists and objects lie in each other"))
            }
            Self::Yaml => {
                let read = tree::read(serde_yaml::Deserializer::from_str(text), false);
                read.map_err(|(fault, error)| match (fault, error.location()) {
                    (Some(why), Some(at)) => placed(&why, (at.line(), at.column())),
                    (Some(why), None) => why,
                    (None, _) => error.to_string(),
                })
            }
            Self::Toml => {
                tree::read(toml::Deserializer::new(text), true).map_err(|(fault, error)| {
                    let why = fault.as_deref().unwrap_or(error.message());
                    // The error as it is would repeat the whole line.
                    error
                        .span()
                        .map_or_else(|| why.to_owned(), |at| placed(why, place(text, at.start)))
                })
            }
        }
    }
}

/// The line and the column of a byte, from 1.
fn place(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let (above, line) = before.rsplit_once('\n').unwrap_or(("", before));
    let lines = if before.len() == line.len() { 1 } else { above.matches('\n').count() + 2 };
    (lines, line.chars().count() + 1)
}

/// The document of a text. Where the form is not known, an object of YAML, which JSON is too, or else
/// TOML.
pub(super) fn read(text: &str, form: Option<Form>) -> Result<Json> {
    let wrong = |form: Form, cause: String| {
        Error::failed(format!("is no {} of jobs: {}", form.name(), line(cause.trim(), WHY)))
    };
    if let Some(form) = form {
        return form.read(text).map_err(|cause| wrong(form, cause));
    }
    match (Form::Yaml.read(text), Form::Toml.read(text)) {
        (Ok(document @ Json::Object(_)), _) | (_, Ok(document)) => Ok(document),
        // Any lines that begin with a word are a text to YAML.
        (Ok(Json::String(_)), Err(cause)) => Err(wrong(Form::Toml, cause)),
        (Ok(document), Err(_)) => Ok(document),
        (Err(cause), Err(_)) => Err(wrong(Form::Yaml, cause)),
    }
}

/// The content of a file, or of standard input.
pub(super) fn bytes(path: &Path) -> Result<Vec<u8>> {
    let content = match path.to_str() {
        Some("-") => within(std::io::stdin()),
        _ => std::fs::File::open(path).and_then(within),
    };
    content.map_err(Error::about(format!("cannot read {}", path.display())))
}

/// All that there is to read, unless it is more than a file of jobs would be.
fn within(source: impl Read) -> std::io::Result<Vec<u8>> {
    let mut content = Vec::new();
    source.take(LARGEST + 1).read_to_end(&mut content)?;
    if u64::try_from(content.len()).is_ok_and(|size| size > LARGEST) {
        let why = format!("it has more than {} MB", LARGEST / 1_000_000);
        return Err(std::io::Error::new(std::io::ErrorKind::FileTooLarge, why));
    }
    Ok(content)
}

/// The text of a file, or standard input.
pub(super) fn text(path: &Path) -> Result<String> {
    String::from_utf8(bytes(path)?).map_err(|cause| {
        Error::failed(format!("cannot read {}: {}", path.display(), cause.utf8_error()))
    })
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
            (name, _) => return Err(format!("has {} beside its list of jobs", line(name, 60))),
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
    use serde_json::json;

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
    fn a_member_that_is_named_as_toml_names_times_is_one_elsewhere() {
        let document = json!({"command": {"$__toml_private_datetime": "true"}});
        let text = document.to_string();
        for form in [Some(Form::Json), Some(Form::Yaml), None] {
            assert_eq!(read(&text, form).unwrap(), document, "{form:?}");
        }
    }

    /// Why a text is refused.
    fn refusal(text: &str, form: Option<Form>) -> String {
        read(text, form).unwrap_err().to_string()
    }

    #[test]
    fn a_name_that_stands_twice_is_refused_wherever_it_is_with_its_path_and_line() {
        let yaml = |text: &str| refusal(text, Some(Form::Yaml));
        let json = |text: &str| refusal(text, Some(Form::Json));
        assert_eq!(
            yaml("jobs: []\njobs: []\n"),
            "is no YAML of jobs: jobs stands there twice at line 2 column 1"
        );
        assert_eq!(
            json("{\"jobs\":[],\n\"jobs\":[{\"name\":\"a\"}]}"),
            "is no JSON of jobs: jobs stands there twice at line 2 column 6"
        );
        for (within, path) in [
            ("{N: 1, N: 2}", "jobs[0].N"),
            ("{task: {env: {N: 1, N: 2}}}", "jobs[0].task.env.N"),
            ("{labels: {N: 1, 'N': 2}}", "jobs[0].labels.N"),
            ("{checks: [{}, {N: 1, N: 2}]}", "jobs[0].checks[1].N"),
        ] {
            let text = format!("jobs:\n- {within}\n");
            let expected =
                format!("is no YAML of jobs: {path} stands there twice at line 2 column");
            assert!(yaml(&text).starts_with(&expected), "{}", yaml(&text));
            let why = refusal(&text, None);
            assert!(why.starts_with(&expected), "{why}");
            let words = ["jobs", "N", "task", "env", "labels", "checks"];
            let quoted = words.iter().fold(within.replace('\'', ""), |text, word| {
                text.replace(&format!("{word}:"), &format!("\"{word}\":"))
            });
            let why = json(&format!("{{\"jobs\":[{quoted}]}}"));
            assert!(why.contains(&format!("{path} stands there twice at line 1")), "{why}");
        }
        let toml = refusal("[[jobs]]\nname = \"a\"\nname = \"b\"\n", Some(Form::Toml));
        assert!(toml.contains("duplicate key `name`") && toml.contains("at line 3"), "{toml}");
        let guessed = refusal("name = \"a\"\nname = \"b\"\n", None);
        assert!(guessed.starts_with("is no TOML of jobs: duplicate key"), "{guessed}");
    }

    #[test]
    fn a_number_that_is_not_finite_is_refused_at_its_field() {
        for number in [".inf", "-.inf", ".nan"] {
            let text = format!("jobs:\n- {{name: a, task: {{timeoutSeconds: {number}}}}}\n");
            let why = refusal(&text, Some(Form::Yaml));
            let expected =
                "jobs[0].task.timeoutSeconds must be a finite number at line 2 column 36";
            assert_eq!(why, format!("is no YAML of jobs: {expected}"), "{number}");
        }
        for number in ["inf", "-inf", "nan"] {
            let text = format!("[[jobs]]\n[jobs.schedule]\nseconds = {number}\n");
            let why = refusal(&text, Some(Form::Toml));
            let expected = "jobs[0].schedule.seconds must be a finite number at line 3";
            assert!(why.starts_with(&format!("is no TOML of jobs: {expected}")), "{why}");
        }
        let fine = read("jobs: [1.5, -2, 18446744073709551615]", None).unwrap();
        assert_eq!(fine, json!({"jobs": [1.5, -2, 18_446_744_073_709_551_615_u64]}));
    }

    #[test]
    fn what_lies_too_deep_is_refused_at_once_in_each_form() {
        let lists = "[".repeat(100_000);
        let maps = "{a: ".repeat(50_000);
        let dashes = "- ".repeat(100_000);
        for (text, form) in [
            (format!("jobs: {lists}"), Form::Yaml),
            (format!("jobs: {maps}"), Form::Yaml),
            (dashes, Form::Yaml),
            (format!("{{\"jobs\": {lists}"), Form::Json),
            (format!("jobs = {lists}"), Form::Toml),
        ] {
            let begun = tokio::time::Instant::now();
            read(&text, Some(form)).unwrap_err();
            read(&text, None).unwrap_err();
            let took = begun.elapsed();
            assert!(took < std::time::Duration::from_secs(5), "{took:?}: {}", &text[..20]);
        }
    }

    #[test]
    fn each_form_has_as_many_lists_in_each_other_as_is_said() {
        for (form, begin, end, most) in [
            (Form::Json, "{\"jobs\": ", "}", 127),
            (Form::Yaml, "{jobs: ", "}", 127),
            (Form::Toml, "jobs = ", "", 80),
        ] {
            let text =
                |lists: usize| format!("{begin}{}{}{end}", "[".repeat(lists), "]".repeat(lists));
            // The document is an object around them.
            read(&text(most - 1), Some(form)).unwrap();
            assert!(read(&text(most), Some(form)).is_err(), "{form:?}");
        }
    }

    #[test]
    fn what_is_told_of_a_text_is_short_and_does_nothing_to_a_terminal() {
        let long = "x".repeat(100_000);
        for (text, form) in [
            (format!("name = {long}"), Form::Toml),
            (format!("name = \"{long}\"\nname = 1"), Form::Toml),
            (format!("{long} = 1\n{long} = 2"), Form::Toml),
            (format!("{long}: 1\n{long}: 2"), Form::Yaml),
            (format!("a: *{long}"), Form::Yaml),
            (format!("{{\"{long}\": 1, \"{long}\": 2}}"), Form::Json),
            ("\"\\e[2J\": 1\n\"\\e[2J\": 2".to_owned(), Form::Yaml),
        ] {
            let why = refusal(&text, Some(form));
            assert!(why.chars().count() < 600, "{}: {why}", why.len());
            assert!(!why.contains(|c: char| c.is_control()), "{why:?}");
        }
    }

    #[test]
    fn a_file_that_is_too_large_is_refused_before_it_is_read_whole() {
        let zeros = || std::io::repeat(b'0');
        let about = Error::about("cannot read big.yaml");
        let why = about(within(zeros()).unwrap_err()).to_string();
        assert_eq!(why, "cannot read big.yaml: it has more than 64 MB");
        assert_eq!(within(zeros().take(LARGEST)).unwrap().len() as u64, LARGEST);
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
