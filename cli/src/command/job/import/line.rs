//! A line of a crontab, as the plan tells it.

use serde_json::{Value as Json, json};
use taskmaster_proto::v1;

use super::super::{apply::Step, fault::line};
use crate::show::{fields, shortened, task::command};

/// Characters of a command that are shown.
const COMMAND: usize = 100;

/// Characters of anything else that are shown.
const LONGEST: usize = 300;

/// A line with what its job comes to.
#[derive(Debug)]
pub(super) struct Line {
    /// Where in the file it stands, from 1.
    pub(super) number: usize,
    /// What its job is to be.
    pub(super) spec: v1::JobSpec,
    /// What its command runs: its name, but for a number that tells it from others.
    pub(super) called: String,
    /// Its schedule in English.
    pub(super) description: String,
    /// Its next times, in its zone.
    pub(super) next: Vec<String>,
    /// What people should look at.
    pub(super) remark: Option<String>,
}

impl Line {
    /// The job's name.
    pub(super) fn name(&self) -> &str {
        &self.spec.name
    }

    /// Its expression and its zone, which say all about its times.
    pub(super) fn when(&self) -> (String, String) {
        (self.expression(), self.timezone().to_owned())
    }

    fn expression(&self) -> String {
        let when = self.spec.schedule.as_ref().and_then(|schedule| schedule.when.as_ref());
        match when {
            Some(v1::schedule::When::Cron(cron)) => cron.expressions.join("; "),
            Some(_) | None => String::new(),
        }
    }

    fn timezone(&self) -> &str {
        self.spec.schedule.as_ref().map_or("", |schedule| &schedule.timezone)
    }

    fn command(&self) -> &str {
        command(self.spec.task.as_ref().and_then(|task| task.work.as_ref()))
    }

    /// Where its command starts; empty for the folder of its run.
    pub(super) fn folder(&self) -> &str {
        self.spec.task.as_ref().map_or("", |task| &task.working_dir)
    }

    fn emails(&self) -> &[String] {
        self.spec.notify.as_ref().map_or(&[], |notify| &notify.emails)
    }

    /// For people, with what of the job is to be done; nothing is where it is so already.
    pub(super) fn text(&self, step: Option<&Step>) -> String {
        let emails = self.emails().join(", ");
        let told = fields(&[
            ("line", self.number.to_string()),
            ("when", line(&self.expression(), LONGEST)),
            ("says", line(&self.description, LONGEST)),
            ("zone", line(self.timezone(), LONGEST)),
            ("command", shortened(self.command(), COMMAND)),
            ("folder", line(self.folder(), LONGEST)),
            ("user", line(self.spec.labels.get("user").map_or("", |user| user), LONGEST)),
            (
                "notify",
                if emails.is_empty() { emails } else { line(&emails, LONGEST) + " on failure" },
            ),
            ("next", self.next.join(", ")),
        ]);
        let differences = step.map_or(&[][..], |step| &step.lines);
        let below = told.lines().chain(differences.iter().map(String::as_str));
        let name = line(self.name(), LONGEST);
        let head = format!("{} {name}", step.map_or("same", Step::word));
        below.fold(head, |text, line| format!("{text}\n  {line}"))
    }

    /// For programs.
    pub(super) fn document(&self) -> Json {
        json!({
            "line": self.number,
            "name": self.name(),
            "expression": self.expression(),
            "description": self.description,
            "timezone": self.timezone(),
            "command": self.command(),
            "next": self.next,
        })
    }
}

#[cfg(test)]
mod tests {
    use taskmaster_domain::Timestamp;
    use taskmaster_proto::convert;

    use super::*;
    use crate::command::job::{apply::plan, file};

    #[test]
    fn a_line_is_told_with_all_that_its_job_comes_to() {
        let spec = |command: &str| {
            file::job(&json!({
                "name": "backup",
                "task": {"command": command, "workingDir": "/srv"},
                "schedule": {"kind": "cron", "expressions": ["@daily"], "timezone": "Europe/Berlin"},
                "notify": {"emails": ["a@b", "c@d"]},
            }))
        };
        let line = Line {
            number: 7,
            spec: spec("./backup.sh").unwrap(),
            called: "backup".to_owned(),
            description: "at 00:00 every day".to_owned(),
            next: vec!["2026-01-01T00:00:00+01:00".to_owned()],
            remark: None,
        };
        let lines = "\n  line     7\
            \n  when     @daily\
            \n  says     at 00:00 every day\
            \n  zone     Europe/Berlin\
            \n  command  ./backup.sh\
            \n  folder   /srv\
            \n  notify   a@b, c@d on failure\
            \n  next     2026-01-01T00:00:00+01:00";
        assert_eq!(line.text(None), format!("same backup{lines}"));
        let steps = plan(vec![spec("./backup.sh").unwrap()], Vec::new(), false);
        assert_eq!(line.text(steps.first()), format!("create backup{lines}"));
        // As a coordinator keeps it, with all its defaults.
        let kept = convert::job_spec(spec("old").unwrap(), Timestamp::from_micros(0)).unwrap();
        let spec_of_before = Some(convert::job_spec_to_wire(&kept));
        let before = v1::Job { spec: spec_of_before, ..v1::Job::default() };
        let steps = plan(vec![spec("./backup.sh").unwrap()], vec![before], false);
        let text = line.text(steps.first());
        assert!(text.starts_with("update backup\n"), "{text}");
        assert!(text.ends_with("\n  ~ task.command: \"old\" -> \"./backup.sh\""), "{text}");
    }
}
