//! `taskmaster job import-crontab`

mod line;
mod look;

use std::{collections::HashMap, path::PathBuf, time::Duration};

use clap::Args;
use serde_json::{Map, Value as Json, json};

use super::{
    apply::{Step, document, take, told},
    crontab::{Crontab, Reading, read},
    fault::line as shown,
    file,
};
use crate::{
    client::{Client, ClientArgs},
    context::{Context, print},
    error::{Error, Result, tell},
};
use line::Line;
use look::{checked, planned, preview, zone_fault};

/// Where the users of a machine are listed.
const USERS: &str = "/etc/passwd";

/// Characters that are told of one line.
const WHY: usize = 500;

/// Of the first line above which nothing says where its command starts.
const HOMELESS: &str = "commands start in the folder of their run, not in the home of a user as with \
    cron: HOME=/FOLDER above them says where";

#[derive(Debug, Args)]
pub(crate) struct Import {
    /// The crontab; - is standard input
    file: PathBuf,
    /// Each line has a user before its command, as in /etc/crontab. It becomes the label `user`: runs
    /// are made by the workers' own user
    #[arg(long)]
    system: bool,
    /// IANA name of the zone of lines without a CRON_TZ above them
    #[arg(long, value_name = "ZONE", default_value = "UTC")]
    timezone: String,
    /// Begins the name of each job. What its command runs ends it, such as backup of
    /// /opt/backup.sh, from the second of a kind on with a number
    #[arg(long, value_name = "PREFIX", default_value = "", hide_default_value = true)]
    prefix: String,
    /// Keep the jobs; otherwise it is only shown what would be done
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    client: ClientArgs,
}

impl Import {
    pub(crate) async fn run(self, context: &Context) -> Result {
        let text = file::bytes(&self.file)?;
        let (prefix, timezone) = (self.prefix.as_str(), self.timezone.as_str());
        let users = users();
        let reading = Reading { prefix, timezone, system: self.system, users: &users };
        let Crontab { jobs, mut refused, mut remarks } = read(&text, reading);
        if let Some(why) = zone_fault(timezone) {
            return Err(Error::Usage(format!("--timezone {why}")));
        }
        let client = Client::connect(&self.client, context).await?;
        let mut lines = Vec::new();
        for entry in jobs {
            match checked(entry) {
                Ok(line) => lines.push(line),
                Err(why) => refused.extend(why),
            }
        }
        refused.extend(preview(&mut lines, &client, context).await?);
        let (steps, more) = planned(&mut lines, &client, context).await?;
        refused.extend(more);
        remarks.extend(remarks_of(&lines));
        refused.sort();
        // A variable is told once, however many lines are below it.
        refused.dedup();
        remarks.sort_by_key(|(line, _)| *line);
        let marked = |all: &[(usize, String)]| {
            all.iter().for_each(|(n, why)| tell(&format!("line {n}: {}", shown(why, WHY))))
        };
        marked(&refused);
        marked(&remarks);
        if !context.is_json() {
            show(&lines, &steps)?;
        }
        let listed = |all: &[(usize, String)]| -> Json {
            all.iter().map(|(line, why)| json!({"line": line, "message": why})).collect()
        };
        let more = Map::from_iter([
            ("faults".to_owned(), listed(&refused)),
            ("remarks".to_owned(), listed(&remarks)),
            ("lines".to_owned(), lines.iter().map(Line::document).collect()),
        ]);
        if self.yes {
            // A crontab has no checks that would be waited for.
            let course = take(&steps, &client, Duration::ZERO, context).await;
            told(&steps, course, more, context)?;
        } else {
            document(&steps, None, more, context)?;
            context.note("nothing of this is done: --yes does it");
        }
        if refused.is_empty() { Ok(()) } else { Err(Error::Exit(1)) }
    }
}

/// Shows people what is to be done with each line.
fn show(lines: &[Line], steps: &[Step]) -> Result {
    let by_name: HashMap<&str, &Step> =
        steps.iter().map(|step| (step.name.as_str(), step)).collect();
    lines.iter().try_for_each(|line| print(&line.text(by_name.get(line.name()).copied())))
}

/// What is to be told of lines that become jobs.
fn remarks_of(lines: &[Line]) -> Vec<(usize, String)> {
    let homeless = lines.iter().find(|line| line.folder().is_empty());
    let homeless = homeless.map(|line| (line.number, HOMELESS.to_owned()));
    let own = lines.iter().filter_map(|line| Some((line.number, line.remark.clone()?)));
    homeless.into_iter().chain(own).collect()
}

/// The users of this machine, as far as it tells.
fn users() -> Vec<String> {
    let listed = std::fs::read(USERS).unwrap_or_default();
    let listed = String::from_utf8_lossy(&listed);
    let names = listed.lines().filter_map(|line| Some(line.split_once(':')?.0.to_owned()));
    names.collect()
}
