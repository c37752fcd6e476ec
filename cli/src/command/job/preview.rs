//! `taskmaster job preview`

use std::time::Duration;

use clap::Args;
use serde_json::json;
use taskmaster_domain::Timestamp;
use taskmaster_proto::{convert::to_timestamp, v1};

use super::{
    create::{FOLD, GAP, whole_seconds},
    fault::refusal,
    file,
};
use crate::{
    client::{Client, ClientArgs},
    context::{Context, print, print_json},
    error::{Error, Result},
    show::{table, time_text},
};

#[derive(Debug, Args)]
pub(crate) struct Preview {
    /// Cron expressions, each in quotes
    #[arg(required_unless_present = "interval")]
    expressions: Vec<String>,
    /// Instead of them, from the end of a run to the start of the next, such as 1h
    #[arg(long, value_name = "DURATION", value_parser = whole_seconds,
        conflicts_with_all = ["expressions", "gap", "fold"])]
    interval: Option<Duration>,
    /// IANA name of the zone in which they are read
    #[arg(long, value_name = "ZONE", default_value = "UTC")]
    timezone: String,
    /// For a local time that the clock jumps over [default: cron]
    #[arg(long, value_name = "RULE", value_parser = GAP)]
    gap: Option<String>,
    /// For a local time that comes twice [default: cron]
    #[arg(long, value_name = "RULE", value_parser = FOLD)]
    fold: Option<String>,
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
    let is_word =
        |text: &String| !text.trim().contains(char::is_whitespace) && !text.starts_with('@');
    expressions.len() > 1 && expressions.iter().any(is_word)
}

impl Preview {
    pub(crate) async fn run(self, context: &Context) -> Result {
        if is_unquoted(&self.expressions) {
            return Err(Error::Usage(UNQUOTED.to_owned()));
        }
        let schedule = self.schedule()?;
        let client = Client::connect(&self.client, context).await?;
        let request = v1::PreviewScheduleRequest {
            schedule,
            after: self.after.map(to_timestamp),
            count: self.count,
        };
        let answer = client.jobs().preview_schedule(request).await.map_err(refusal)?.into_inner();
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

    /// It is read as that of a job.
    fn schedule(&self) -> Result<Option<v1::Schedule>> {
        let mut schedule = match self.interval {
            Some(wait) => json!({"kind": "interval", "seconds": wait.as_secs()}),
            None => json!({"kind": "cron", "expressions": self.expressions}),
        };
        schedule["timezone"] = json!(self.timezone);
        let rules = [("gap", &self.gap), ("fold", &self.fold)];
        for (name, rule) in rules.into_iter().filter(|(_, rule)| rule.is_some()) {
            schedule[name] = json!(rule);
        }
        let document = json!({"name": "a", "task": {"kind": "noop"}, "schedule": schedule});
        Ok(file::job(&document)?.schedule)
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Debug, Parser)]
    struct Typed {
        #[command(flatten)]
        preview: Preview,
    }

    fn schedule(args: &[&str]) -> Result<v1::Schedule, String> {
        let typed = Typed::try_parse_from(std::iter::once(&"preview").chain(args));
        let schedule = typed.map_err(|e| e.to_string())?.preview.schedule();
        Ok(schedule.map_err(|e| e.to_string())?.unwrap())
    }

    #[test]
    fn what_a_job_may_say_of_odd_days_is_previewed() {
        let said = schedule(&["30 2 * * *", "--gap", "shift", "--fold", "both"]).unwrap();
        assert_eq!((said.gap(), said.fold()), (v1::Gap::Shift, v1::Fold::Both));
        let refused = schedule(&["30 2 * * *", "--gap", "never"]).unwrap_err();
        assert!(refused.contains("'--gap <RULE>'"), "{refused}");
    }

    #[test]
    fn an_interval_is_previewed_instead_of_expressions() {
        let said = schedule(&["--interval", "90m"]).unwrap();
        let interval = v1::IntervalSchedule { seconds: 5_400 };
        assert_eq!(said.when, Some(v1::schedule::When::Interval(interval)));
        for wrong in
            [&[][..], &["@daily", "--interval", "1h"], &["--interval", "1h", "--gap", "skip"]]
        {
            assert!(schedule(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn an_expression_that_the_shell_took_apart_is_known() {
        let said = |words: &[&str]| {
            is_unquoted(&words.iter().map(|&word| word.to_owned()).collect::<Vec<_>>())
        };
        assert!(said(&["0", "9", "Cargo.toml", "src", "1-5"]));
        assert!(!said(&["0\t9\t*\t*\t1-5", "@daily"]));
        assert!(!said(&["0 9 * * 1-5", "@daily"]) && !said(&["@daily"]) && !said(&["5"]));
    }
}
