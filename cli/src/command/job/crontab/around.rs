//! Variables of a crontab, which hold for the lines below them.

use std::collections::HashSet;

use serde_json::{Map, Value as Json, json};
use taskmaster_domain::{
    Timestamp,
    job::{JobSpec, Notify},
};

/// What holds for the lines below it.
#[derive(Clone, Debug, Default)]
pub(super) struct Around {
    pub(super) env: Map<String, Json>,
    /// What `CRON_TZ` says, and its line.
    pub(super) timezone: Option<(usize, String)>,
    pub(super) mail_to: Vec<String>,
    /// Where commands start.
    pub(super) folder: Option<String>,
}

/// `NAME=VALUE`, with blanks around the sign and quotes around the value.
pub(super) fn assignment(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.split_once('=')?;
    let (name, value) = (name.trim(), value.trim());
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    let unquoted = |quote: char| value.strip_prefix(quote)?.strip_suffix(quote);
    is_name.then(|| (name, unquoted('"').or_else(|| unquoted('\'')).unwrap_or(value)))
}

impl Around {
    /// Takes over what a variable on line `number` says, and tells what of it does not hold as under
    /// cron.
    pub(super) fn set(&mut self, number: usize, name: &str, value: &str) -> Vec<String> {
        match name {
            "CRON_TZ" => {
                self.timezone = Some((number, value.to_owned())).filter(|_| !value.is_empty());
                Vec::new()
            }
            "MAILTO" => self.set_mail(value),
            "HOME" => {
                self.hand_on(name, value);
                self.folder = Some(value.to_owned()).filter(|folder| folder.starts_with('/'));
                let relative = self.folder.is_none().then(|| {
                    format!("HOME {value:?} is not where commands start: it is no absolute path")
                });
                relative.into_iter().collect()
            }
            _ => {
                self.hand_on(name, value);
                only_handed_on(name, value).into_iter().collect()
            }
        }
    }

    /// Commands see it, whatever else it says.
    fn hand_on(&mut self, name: &str, value: &str) {
        self.env.insert(name.to_owned(), json!(value));
    }

    fn set_mail(&mut self, value: &str) -> Vec<String> {
        let around = |c: char| c.is_whitespace() || "\"'<>".contains(c);
        let all = value.split(',').map(|one| one.trim_matches(around));
        let all = all.filter(|one| !one.is_empty());
        let (emails, users): (Vec<&str>, Vec<&str>) = all.partition(|one| one.contains('@'));
        let (mut emails, odd): (Vec<&str>, Vec<&str>) = emails.into_iter().partition(is_plain);
        let mut known = HashSet::new();
        // The same as for a job: only the case of a host says nothing.
        emails.retain(|email| {
            known.insert(
                email.rsplit_once('@').map(|(local, host)| (local, host.to_ascii_lowercase())),
            )
        });
        let mut remarks = Vec::new();
        for (left_out, why) in [
            (users, "no address, but a user of the machine"),
            (odd, "no plain address, such as ops@example.org"),
        ] {
            if !left_out.is_empty() {
                let left_out = left_out.join(", ");
                remarks.push(format!("MAILTO {left_out} is not taken over: {why}"));
            }
        }
        if !emails.is_empty() {
            let emails = emails.join(", ");
            remarks.push(format!("MAILTO {emails} is kept as `notify`, but no mail is sent yet"));
        }
        self.mail_to = emails.into_iter().map(str::to_owned).collect();
        remarks
    }
}

/// Whether a job takes it as an address.
fn is_plain(text: &&str) -> bool {
    let notify = Notify { emails: vec![(*text).to_owned()], ..Notify::default() };
    let spec = JobSpec { notify: Some(notify), ..JobSpec::default() };
    let wrong = spec.check(Timestamp::from_micros(0)).err().unwrap_or_default();
    !wrong.0.iter().any(|violation| violation.field.starts_with("notify"))
}

/// What cron itself would do by a variable that here only commands see.
fn only_handed_on(name: &str, value: &str) -> Option<String> {
    match name {
        "SHELL" if !matches!(value.rsplit('/').next(), Some("sh" | "bash")) => {
            Some(format!("SHELL {value} does not run the commands below it: bash does"))
        }
        "RANDOM_DELAY" if !matches!(value, "" | "0") => Some(format!(
            "RANDOM_DELAY {value} delays nothing: `jitterSeconds` of a schedule would"
        )),
        _ => None,
    }
}
