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
        let page = client.jobs().list_job_versions(request.clone()).await?.into_inner();
        let (mut versions, mut next) = (page.versions, page.next_page_token);
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let count = versions.len().min(limit);
        if versions.len() > count {
            next =
                versions[..count].last().map(|last| last.version.to_string()).unwrap_or_default();
        } else if !next.is_empty() && !context.is_json() {
            // A page of long commands ends before it is full.
            let one =
                v1::ListJobVersionsRequest { page_size: 1, page_token: next.clone(), ..request };
            versions.extend(client.jobs().list_job_versions(one).await?.into_inner().versions);
        }
        let next = Some(next).filter(|token| !token.is_empty());
        if context.is_json() {
            let versions: Vec<_> = versions.into_iter().take(count).map(jobs::version).collect();
            return print_json(&json!({ "versions": versions, "nextCursor": next }));
        }
        let rows = rows(&versions).into_iter().take(count);
        print(&table(&["VERSION", "FROM", "BY", "CHANGED"], rows))?;
        if let Some(next) = next {
            context.note(&format!("more: --cursor {next}"));
        }
        Ok(())
    }
}

/// A row for each, newest first. What one changed whose predecessor is not among them is not known.
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
        let unknown = if version.version > 1 { "?" } else { "" };
        vec![
            version.version.to_string(),
            time_text(version.valid_from.as_ref()),
            version.edited_by.clone(),
            changed(n, version).unwrap_or_else(|| unknown.to_owned()),
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
        let alone = rows(&[version(3, "b")]);
        assert_eq!(alone[0][3], "?", "it is not known what it changed");
        assert_eq!(told[0][..3], ["3", "", "user:ann"]);
    }
}
