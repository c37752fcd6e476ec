//! Reading a crontab: each of its lines becomes a job.

use serde_json::{Map, Value as Json, json};

/// What a crontab comes to.
#[derive(Debug, Default)]
pub(super) struct Crontab {
    /// Jobs as documents with the numbers of their lines, in its order.
    pub(super) jobs: Vec<(usize, Json)>,
    /// Lines that cannot be taken over, with their number and why.
    pub(super) refused: Vec<(usize, String)>,
}

/// How a crontab is read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reading<'a> {
    /// Begins the name of each job; its line's number ends it.
    pub(super) prefix: &'a str,
    /// The zone where the file names none.
    pub(super) timezone: &'a str,
    /// Each line has a user before its command.
    pub(super) system: bool,
}

/// What holds for the lines below it.
#[derive(Clone, Debug, Default)]
struct Around {
    env: Map<String, Json>,
    timezone: Option<String>,
    mail_to: Vec<String>,
}

/// Reads a crontab. What one line says wrong is told, the others are read all the same.
pub(super) fn read(text: &str, reading: Reading<'_>) -> Crontab {
    let (mut crontab, mut around) = (Crontab::default(), Around::default());
    for (n, line) in (1..).zip(text.lines()) {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some((name, value)) = assignment(line) {
            around.set(name, value);
            continue;
        }
        match job(line, n, &around, reading) {
            Ok(job) => crontab.jobs.push((n, job)),
            Err(why) => crontab.refused.push((n, why)),
        }
    }
    crontab
}

/// `NAME=VALUE`, with blanks around the sign and quotes around the value.
fn assignment(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.split_once('=')?;
    let (name, value) = (name.trim(), value.trim());
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    let unquoted = |quote: char| value.strip_prefix(quote)?.strip_suffix(quote);
    is_name.then(|| (name, unquoted('"').or_else(|| unquoted('\'')).unwrap_or(value)))
}

impl Around {
    fn set(&mut self, name: &str, value: &str) {
        match name {
            "CRON_TZ" => self.timezone = Some(value.to_owned()).filter(|zone| !zone.is_empty()),
            "MAILTO" => {
                let emails = value.split(',').map(str::trim).filter(|one| one.contains('@'));
                self.mail_to = emails.map(str::to_owned).collect();
            }
            _ => drop(self.env.insert(name.to_owned(), json!(value))),
        }
    }
}

/// The first words of a line, and the rest without blanks around it.
fn split(line: &str, words: usize) -> Option<(Vec<&str>, &str)> {
    let (mut taken, mut rest) = (Vec::with_capacity(words), line);
    for _ in 0..words {
        let (word, after) = rest.split_once([' ', '\t'])?;
        taken.push(word);
        rest = after.trim_start();
    }
    Some((taken, rest))
}

fn job(line: &str, n: usize, around: &Around, reading: Reading<'_>) -> Result<Json, String> {
    let fields = if line.starts_with('@') { 1 } else { 5 };
    let words = fields + usize::from(reading.system);
    let (taken, command) =
        split(line, words).ok_or_else(|| "has too few fields before its command".to_owned())?;
    let (when, user) = taken.split_at(fields);
    let expression = when.join(" ");
    if expression == "@reboot" {
        return Err("@reboot is no time: have the machine call `taskmaster job run`".to_owned());
    }
    let mut document = json!({
        "name": format!("{}:{n}", reading.prefix),
        "task": {"command": with_input(command)},
        "schedule": {
            "kind": "cron",
            "expressions": [expression],
            "timezone": around.timezone.as_deref().unwrap_or(reading.timezone),
        },
        // A line of a crontab goes on whatever became of its last run.
        "breakerThreshold": 0,
    });
    if !around.env.is_empty() {
        document["task"]["env"] = Json::Object(around.env.clone());
    }
    if let Some(user) = user.first() {
        document["labels"] = json!({ "user": user });
    }
    if !around.mail_to.is_empty() {
        document["notify"] = json!({"emails": around.mail_to, "on": "always"});
    }
    Ok(document)
}

/// The command for bash: what follows the first `%` is its input, in which each further one begins
/// a line; one behind a backslash is itself.
fn with_input(command: &str) -> String {
    let (mut parts, mut chars) = (vec![String::new()], command.chars().peekable());
    while let Some(c) = chars.next() {
        match (c, chars.peek(), parts.last_mut()) {
            ('\\', Some('%'), Some(part)) => {
                chars.next();
                part.push('%');
            }
            ('%', ..) => parts.push(String::new()),
            (c, _, Some(part)) => part.push(c),
            (_, _, None) => {}
        }
    }
    let command = parts.remove(0);
    if parts.is_empty() {
        return command;
    }
    let input = parts.join("\n");
    format!("{{ {command}; }} <<'END_OF_INPUT'\n{input}\nEND_OF_INPUT")
}

#[cfg(test)]
mod tests {
    use super::*;

    const READING: Reading<'static> =
        Reading { prefix: "crontab", timezone: "Europe/Berlin", system: false };

    #[test]
    fn each_line_is_a_job_with_what_stands_above_it() {
        let text = "# of mine\n\nPATH = \"/bin:/usr/bin\"\nMAILTO=ops@example.org\n\
            0 9 * * 1-5\techo a b\nCRON_TZ=UTC\n@daily  true\n";
        let crontab = read(text, READING);
        assert!(crontab.refused.is_empty(), "{crontab:?}");
        let notify = json!({"emails": ["ops@example.org"], "on": "always"});
        let job = |n, command, expression, zone| {
            json!({
                "name": format!("crontab:{n}"),
                "task": {"command": command, "env": {"PATH": "/bin:/usr/bin"}},
                "schedule": {"kind": "cron", "expressions": [expression], "timezone": zone},
                "breakerThreshold": 0,
                "notify": notify,
            })
        };
        let first = job(5, "echo a b", "0 9 * * 1-5", "Europe/Berlin");
        assert_eq!(crontab.jobs, [(5, first), (7, job(7, "true", "@daily", "UTC"))]);
    }

    #[test]
    fn what_cannot_be_taken_over_is_told_with_its_line() {
        let crontab = read("@reboot true\n* * * *\n* * * * * true\n", READING);
        let lines: Vec<usize> = crontab.refused.iter().map(|(n, _)| *n).collect();
        assert_eq!((lines, crontab.jobs.len()), (vec![1, 2], 1));
        assert!(crontab.refused[0].1.contains("@reboot"), "{crontab:?}");
    }

    #[test]
    fn a_percent_sign_begins_the_input_unless_it_is_escaped() {
        assert_eq!(with_input(r"date +\%F"), "date +%F");
        let told = "{ cat; } <<'END_OF_INPUT'\na\nb\nEND_OF_INPUT";
        assert_eq!(with_input("cat%a%b"), told);
    }

    #[test]
    fn a_systems_crontab_has_a_user_before_the_command() {
        let crontab = read("* * * * * root true\n", Reading { system: true, ..READING });
        assert_eq!(crontab.jobs[0].1["labels"], json!({"user": "root"}));
        assert_eq!(crontab.jobs[0].1["task"]["command"], "true");
    }
}
