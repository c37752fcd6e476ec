//! Jobs in files: TOML, YAML or JSON, in the shape of the REST API.

use std::path::Path;

use figment::{
    Figment,
    providers::{Format as _, Toml, Yaml},
};
use serde_json::Value as Json;
use taskmaster_proto::v1;

use crate::error::{Error, Result};

/// One job of a file that has nothing else.
pub(super) fn one(path: &Path) -> Result<v1::JobSpec> {
    job(&document(path)?)
}

/// The jobs of a file's list `jobs`.
pub(super) fn all(path: &Path) -> Result<Vec<v1::JobSpec>> {
    let document = document(path)?;
    let Some(Json::Array(jobs)) = document.get("jobs") else {
        return Err(Error::failed(format!("{} has no list of jobs", path.display())));
    };
    let mut specs: Vec<v1::JobSpec> = Vec::with_capacity(jobs.len());
    for (n, document) in jobs.iter().enumerate() {
        let at = |cause: Error| Error::failed(format!("jobs[{n}]: {cause}"));
        let spec = job(document).map_err(at)?;
        if specs.iter().any(|other| other.name == spec.name) {
            return Err(at(Error::failed(format!("there is another {:?} above", spec.name))));
        }
        specs.push(spec);
    }
    Ok(specs)
}

/// A job of a document.
pub(super) fn job(document: &Json) -> Result<v1::JobSpec> {
    Ok(taskmaster_gateway::jobs::read(document)?)
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
    let text = text(path)?;
    let is_toml = path.extension().is_some_and(|end| end == "toml");
    // JSON is YAML.
    let figment = if is_toml {
        Figment::from(Toml::string(&text))
    } else {
        Figment::from(Yaml::string(&text))
    };
    figment.extract().map_err(|cause| {
        let kind = if is_toml { "TOML" } else { "YAML" };
        Error::failed(format!("{} is no {kind} of jobs: {cause}", path.display()))
    })
}
