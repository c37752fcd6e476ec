//! `taskmaster job edit`

use std::{io::IsTerminal as _, io::Write as _, path::PathBuf};

use clap::Args;
use taskmaster_gateway::jobs::written;
use taskmaster_proto::v1;
use tonic::{Code, Status};

use super::{
    create::told,
    fault::refusal,
    file::{self, Form},
    name, one,
};
use crate::{
    client::{Client, ClientArgs},
    context::Context,
    error::{Error, Result, tell_lines},
};

/// The editor when nobody names one.
const EDITOR: &str = "vi";

#[derive(Debug, Args)]
pub(crate) struct Edit {
    /// Name or id of the job
    job: String,
    /// File with all that is said about the job from now on, as `get --output json` and `export`
    /// tell it; - is standard input. Without one, VISUAL or EDITOR opens
    #[arg(long, short, value_name = "FILE")]
    file: Option<PathBuf>,
    #[command(flatten)]
    client: ClientArgs,
}

impl Edit {
    pub(crate) async fn run(self, context: &Context) -> Result {
        let spec = self.file.as_deref().map(file::one).transpose()?;
        let client = Client::connect(&self.client, context).await?;
        let job = one(&client, &self.job).await?;
        match spec {
            Some(spec) => told(set(&client, &job, spec).await.map_err(refusal)?, context),
            None => match by_hand(&client, &job, context).await? {
                Some(job) => told(job, context),
                None => {
                    context.note("nothing is changed");
                    Ok(())
                }
            },
        }
    }
}

/// Sets the job, unless somebody else did since it was read.
async fn set(client: &Client, job: &v1::Job, spec: v1::JobSpec) -> Result<v1::Job, Status> {
    let request = v1::UpdateJobRequest {
        job_id: job.id.clone(),
        job: Some(spec),
        expected_version: job.version,
        validate_only: false,
    };
    let answer = client.jobs().update_job(request).await?;
    Ok(answer.into_inner().job.unwrap_or_default())
}

/// Lets somebody at a terminal edit the job until it is taken, or left as it was.
async fn by_hand(client: &Client, job: &v1::Job, context: &Context) -> Result<Option<v1::Job>> {
    let body = Form::Yaml.written(&written(job.spec.clone().unwrap_or_default()))?;
    let mut shown = format!("# The job {:?}. Left as it is, it stays as it is.\n{body}", name(job));
    let mut refused = None;
    loop {
        let text = edited(&shown, context).await?;
        if text == shown || own(&text).trim().is_empty() {
            return refused.map_or(Ok(None), Err);
        }
        let error = match read(&text) {
            Ok(spec) => match set(client, job, spec).await {
                Ok(job) => return Ok(Some(job)),
                // Whatever is written into it, it is about a version that is no more.
                Err(status) if status.code() == Code::Aborted => {
                    tell_lines(&format!("what you wrote:\n{}", own(&text)));
                    return Err(refusal(status));
                }
                Err(status) => refusal(status),
            },
            Err(error) => error,
        };
        // A script would say the same again.
        if !std::io::stdin().is_terminal() {
            return Err(error);
        }
        let why = error.to_string().replace('\n', "\n# ");
        shown = format!("# It was not taken: {why}\n{}", own(&text));
        refused = Some(error);
    }
}

fn read(text: &str) -> Result<v1::JobSpec> {
    file::job(&file::read(text, Some(Form::Yaml))?)
}

/// Without the comments at its head, which are ours.
fn own(text: &str) -> &str {
    let mut rest = text;
    while rest.starts_with('#') {
        rest = rest.split_once('\n').map_or("", |(_, below)| below);
    }
    rest
}

/// The text after an editor had it, in a file that nobody else can read and that is gone then.
async fn edited(text: &str, context: &Context) -> Result<String> {
    let about = || Error::about("cannot keep what is to be edited");
    let mut builder = tempfile::Builder::new();
    let mut sheet = builder.prefix("job-").suffix(".yaml").tempfile().map_err(about())?;
    sheet.write_all(text.as_bytes()).map_err(about())?;
    let editor = context.variable("VISUAL").or_else(|| context.variable("EDITOR"));
    let editor = editor.unwrap_or(EDITOR);
    // Editors come with arguments, and sometimes as a line of shell.
    let mut child = tokio::process::Command::new("/bin/sh")
        .args(["-c", &format!("{editor} \"$@\""), editor])
        .arg(sheet.path())
        .spawn()
        .map_err(Error::about(format!("cannot start {editor}")))?;
    let ended = loop {
        tokio::select! {
            ended = child.wait() => break ended.map_err(about())?,
            // It is the editor's: here it would leave the file behind.
            _ = tokio::signal::ctrl_c() => {}
        }
    };
    if !ended.success() {
        return Err(Error::failed(format!("{editor} ended with {ended}: nothing is changed")));
    }
    std::fs::read_to_string(sheet.path()).map_err(about())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_comments_at_the_head_are_ours() {
        assert_eq!(own("# a\n# b\nname: x\n# c\n"), "name: x\n# c\n");
        assert_eq!(own("# a"), "");
    }
}
