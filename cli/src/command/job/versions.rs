//! `taskmaster job versions`

use clap::Args;
use serde_json::json;
use taskmaster_gateway::jobs::{self, written};
use taskmaster_proto::v1;

use super::{apply::differences, one};
use crate::{
    client::{Client, ClientArgs},
    context::{Context, print, print_json},
    error::Result,
    show::{shortened, table, time_text},
};

#[derive(Debug, Args)]
pub(crate) struct Versions {
    /// Name or id of the job
    job: String,
    /// Versions of one page
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(i32).range(1..=999))]
    limit: i32,
    /// Where to go on: nextCursor of the page before
    #[arg(long)]
    cursor: Option<String>,
    #[command(flatten)]
    client: ClientArgs,
}

impl Versions {
    pub(crate) async fn run(self, context: &Context) -> Result {
        let client = Client::connect(&self.client, context).await?;
        let request = v1::ListJobVersionsRequest {
            job_id: one(&client, &self.job).await?.id,
            // What a version changed is told by the one before it.
            page_size: self.limit + 1,
            page_token: self.cursor.unwrap_or_default(),
        };
        let page = client.jobs().list_job_versions(request).await?.into_inner();
        let (mut versions, mut next) = (page.versions, page.next_page_token);
        let rows = rows(&versions);
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        if versions.len() > limit {
            versions.truncate(limit);
            next = versions.last().map(|last| last.version.to_string()).unwrap_or_default();
        }
        let next = Some(next).filter(|token| !token.is_empty());
        if context.is_json() {
            let versions: Vec<_> = versions.into_iter().map(jobs::version).collect();
            return print_json(&json!({ "versions": versions, "nextCursor": next }));
        }
        print(&table(&["VERSION", "FROM", "BY", "CHANGED"], rows.into_iter().take(limit)))?;
        if let Some(next) = next {
            context.note(&format!("more: --cursor {next}"));
        }
        Ok(())
    }
}

/// A row for each, newest first.
fn rows(versions: &[v1::JobVersion]) -> Vec<Vec<String>> {
    let document = |version: &v1::JobVersion| written(version.spec.clone().unwrap_or_default());
    let changed = |n: usize, version: &v1::JobVersion| {
        let before = versions.get(n + 1)?;
        let paths: Vec<String> = differences(&document(before), &document(version))
            .into_iter()
            .map(|d| d.path)
            .collect();
        Some(shortened(&paths.join(", "), 60))
    };
    let row = |(n, version): (usize, &v1::JobVersion)| {
        vec![
            version.version.to_string(),
            time_text(version.valid_from.as_ref()),
            version.edited_by.clone(),
            changed(n, version).unwrap_or_default(),
        ]
    };
    versions.iter().enumerate().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::{super::file, *};

    #[test]
    fn a_version_is_told_with_what_it_changed() {
        let version = |number, command: &str| {
            let spec = file::job(&json!({"name": "a", "task": {"command": command}})).unwrap();
            let (spec, edited_by) = (Some(spec), "user:ann".to_owned());
            v1::JobVersion { version: number, spec, edited_by, ..v1::JobVersion::default() }
        };
        let told = rows(&[version(3, "b"), version(2, "b"), version(1, "a")]);
        let changed: Vec<&str> = told.iter().map(|row| row[3].as_str()).collect();
        assert_eq!(changed, ["", "task.command", ""]);
        assert_eq!(told[0][..3], ["3", "", "user:ann"]);
    }
}
