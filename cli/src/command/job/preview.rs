//! `taskmaster job preview`

use clap::Args;
use serde_json::json;
use taskmaster_domain::Timestamp;
use taskmaster_proto::{convert::to_timestamp, v1};

use crate::{
    client::{Client, ClientArgs},
    context::{Context, print, print_json},
    error::{Error, Result},
    show::{table, time_text},
};

#[derive(Debug, Args)]
pub(crate) struct Preview {
    /// Cron expressions, each in quotes
    #[arg(required = true)]
    expressions: Vec<String>,
    /// IANA name of the zone in which they are read
    #[arg(long, value_name = "ZONE", default_value = "UTC")]
    timezone: String,
    /// How many times
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(i32).range(1..=1000))]
    count: i32,
    /// From this time on (RFC 3339) [default: now]
    #[arg(long, value_name = "TIME")]
    after: Option<Timestamp>,
    #[command(flatten)]
    client: ClientArgs,
}

const UNQUOTED: &str = "each expression is one argument: put it in quotes, as in \
    taskmaster job preview '0 9 * * 1-5'";

/// Whether the shell made several arguments of one expression, its stars perhaps names of files.
fn is_unquoted(expressions: &[String]) -> bool {
    let is_word = |text: &String| !text.trim().contains(' ') && !text.starts_with('@');
    expressions.len() > 1 && expressions.iter().any(is_word)
}

impl Preview {
    pub(crate) async fn run(self, context: &Context) -> Result {
        if is_unquoted(&self.expressions) {
            return Err(Error::Usage(UNQUOTED.to_owned()));
        }
        let client = Client::connect(&self.client, context).await?;
        let cron = v1::CronSchedule { expressions: self.expressions };
        let schedule = v1::Schedule {
            when: Some(v1::schedule::When::Cron(cron)),
            timezone: self.timezone,
            ..v1::Schedule::default()
        };
        let request = v1::PreviewScheduleRequest {
            schedule: Some(schedule),
            after: self.after.map(to_timestamp),
            count: self.count,
        };
        let answer = client.jobs().preview_schedule(request).await?.into_inner();
        if context.is_json() {
            let times: Vec<_> = answer
                .times
                .iter()
                .map(|time| {
                    let note = (!time.note.is_empty()).then_some(&time.note);
                    json!({"at": time_text(time.at.as_ref()), "local": time.local, "note": note})
                })
                .collect();
            return print_json(&json!({ "times": times, "description": answer.description }));
        }
        context.note(&answer.description);
        let rows = answer
            .times
            .iter()
            .map(|time| vec![time.local.clone(), time_text(time.at.as_ref()), time.note.clone()]);
        print(&table(&["LOCAL", "TIME", "NOTE"], rows))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expression_that_the_shell_took_apart_is_known() {
        let said = |words: &[&str]| {
            is_unquoted(&words.iter().map(|&word| word.to_owned()).collect::<Vec<_>>())
        };
        assert!(said(&["0", "9", "Cargo.toml", "src", "1-5"]));
        assert!(!said(&["0 9 * * 1-5", "@daily"]) && !said(&["@daily"]) && !said(&["5"]));
    }
}
