//! Reading a crontab: each of its lines becomes a job.

mod around;
mod input;
mod name;
mod random;
mod user;

use around::{Around, assignment};
use input::Command;
use serde_json::{Value as Json, json};

pub(super) use name::numbered;

/// What a crontab comes to.
#[derive(Debug, Default)]
pub(super) struct Crontab {
    /// Lines that are to be jobs, in its order.
    pub(super) jobs: Vec<Entry>,
    /// Lines that cannot be taken over, with their number and why.
    pub(super) refused: Vec<(usize, String)>,
    /// What its variables say that is not taken over, with the numbers of their lines.
    pub(super) remarks: Vec<(usize, String)>,
}

/// A line that is to be a job. The coordinator may still refuse it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// Where it stands, from 1.
    pub(super) number: usize,
    /// Its job, called by what its command runs, as others may be too.
    pub(super) document: Json,
    /// The line of the `CRON_TZ` that its zone is from.
    pub(super) zone_line: Option<usize>,
    /// What people should look at if it becomes one.
    pub(super) remark: Option<String>,
}

/// How a crontab is read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reading<'a> {
    /// Begins the name of each job; what its command runs ends it.
    pub(super) prefix: &'a str,
    /// The zone where the file names none.
    pub(super) timezone: &'a str,
    /// Each line has a user before its command.
    pub(super) system: bool,
    /// Names of users, by which a crontab that has them before its commands is known.
    pub(super) users: &'a [String],
}

/// Reads a crontab. What one line says wrong is told, the others are read all the same.
pub(super) fn read(text: &[u8], reading: Reading<'_>) -> Crontab {
    let (mut crontab, mut around) = (Crontab::default(), Around::default());
    let mut first_words = Vec::new();
    for (n, line) in (1..).zip(text.split(|byte| *byte == b'\n')) {
        // A comment may be written in anything.
        if line.trim_ascii_start().starts_with(b"#") {
            continue;
        }
        let line = match std::str::from_utf8(line) {
            Ok(line) => line.trim(),
            Err(wrong) => {
                let why = format!("is not UTF-8 from its byte {} on", wrong.valid_up_to() + 1);
                crontab.refused.push((n, why));
                continue;
            }
        };
        if line.is_empty() {
            continue;
        }
        if let Some((name, value)) = assignment(line) {
            let remarks = around.set(n, name, value).into_iter();
            crontab.remarks.extend(remarks.map(|remark| (n, remark)));
            continue;
        }
        match job(line, &around, reading) {
            Ok(Read { mut document, command, remark }) => {
                let called = name::of(&command.said);
                document["name"] = json!(format!("{}{called}", reading.prefix));
                let zone_line = around.timezone.as_ref().map(|(line, _)| *line);
                crontab.jobs.push(Entry { number: n, document, zone_line, remark });
                first_words.push(user::first_word(&command.said).map(str::to_owned));
            }
            Err(why) => crontab.refused.push((n, why)),
        }
    }
    if !reading.system {
        user::remark(&mut crontab.jobs, &first_words, reading.users);
    }
    crontab
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

/// What a line comes to.
struct Read {
    /// All of a job but its name.
    document: Json,
    command: Command,
    remark: Option<String>,
}

/// What looks like a sixth field: the begin of a command, or in a system's crontab a user.
fn sixth(next: &str) -> Option<String> {
    let next = next.split_whitespace().next()?;
    (matches!(next, "*" | "?") || next.starts_with("*/")).then(|| {
        format!("cron has five fields: what follows them begins with {next}, as if it were a sixth")
    })
}

fn job(line: &str, around: &Around, reading: Reading<'_>) -> Result<Read, String> {
    let fields = if line.starts_with('@') { 1 } else { 5 };
    let words = fields + usize::from(reading.system);
    let (taken, command) =
        split(line, words).ok_or_else(|| "has too few fields before its command".to_owned())?;
    let (when, user) = taken.split_at(fields);
    let expression = when.join(" ");
    if expression == "@reboot" {
        return Err("@reboot is no time: have the machine call `taskmaster job run`".to_owned());
    }
    if let Some(why) = random::refusal(when) {
        return Err(why);
    }
    let remark = sixth(user.first().copied().unwrap_or(command)).filter(|_| fields == 5);
    let command = Command::read(command);
    let mut document = json!({
        "task": {"command": command.script()},
        "schedule": {
            "kind": "cron",
            "expressions": [expression],
            "timezone": around.timezone.as_ref().map_or(reading.timezone, |(_, zone)| zone),
        },
        // A line of a crontab goes on whatever became of its last run.
        "breakerThreshold": 0,
    });
    if !around.env.is_empty() {
        document["task"]["env"] = Json::Object(around.env.clone());
    }
    if let Some(folder) = &around.folder {
        document["task"]["workingDir"] = json!(folder);
    }
    if let Some(user) = user.first() {
        document["labels"] = json!({ "user": user });
    }
    if !around.mail_to.is_empty() {
        document["notify"] = json!({"emails": around.mail_to, "on": "failure"});
    }
    Ok(Read { document, command, remark })
}

#[cfg(test)]
mod tests {
    use super::*;

    const READING: Reading<'static> =
        Reading { prefix: "", timezone: "Europe/Berlin", system: false, users: &[] };

    /// Its jobs with the numbers of their lines.
    fn jobs(crontab: &Crontab) -> Vec<(usize, &Json)> {
        crontab.jobs.iter().map(|entry| (entry.number, &entry.document)).collect()
    }

    /// A member of the task of each of its jobs.
    fn of_tasks<'a>(crontab: &'a Crontab, member: &str) -> Vec<&'a Json> {
        crontab.jobs.iter().map(|entry| &entry.document["task"][member]).collect()
    }

    #[test]
    fn each_line_is_a_job_with_what_stands_above_it() {
        let text = "# of mine\n\nHOME=/srv\nPATH = \"/bin:/usr/bin\"\nMAILTO=ops@example.org\n\
            0 9 * * 1-5\techo a b\nCRON_TZ=UTC\n@daily  true\n";
        let crontab = read(text.as_bytes(), READING);
        assert!(crontab.refused.is_empty(), "{crontab:?}");
        let notify = json!({"emails": ["ops@example.org"], "on": "failure"});
        let job = |name, command, expression, zone| {
            json!({
                "name": name,
                "task": {
                    "command": command,
                    "workingDir": "/srv",
                    "env": {"HOME": "/srv", "PATH": "/bin:/usr/bin"},
                },
                "schedule": {"kind": "cron", "expressions": [expression], "timezone": zone},
                "breakerThreshold": 0,
                "notify": notify,
            })
        };
        let first = job("echo", "echo a b", "0 9 * * 1-5", "Europe/Berlin");
        let second = job("true", "true", "@daily", "UTC");
        assert_eq!(jobs(&crontab), [(6, &first), (8, &second)]);
    }

    #[test]
    fn a_name_is_of_the_command_and_begins_as_it_is_told() {
        let text = "@daily /opt/backup.sh a\n@weekly /opt/backup.sh b\n";
        let named = |prefix| {
            let jobs = read(text.as_bytes(), Reading { prefix, ..READING }).jobs;
            jobs.into_iter().map(|entry| entry.document["name"].as_str().unwrap().to_owned())
        };
        assert_eq!(named("").collect::<Vec<_>>(), ["backup", "backup"]);
        assert_eq!(named("web1-").collect::<Vec<_>>(), ["web1-backup", "web1-backup"]);
    }

    #[test]
    fn addresses_are_kept_though_no_mail_is_sent_yet_and_users_of_the_machine_are_not() {
        let text = "MAILTO=root\nHOME=/\n@daily a\nMAILTO=\"ops@example.org, joe,b@example.org\"\n\
            @daily b\nMAILTO=\"\"\n@daily c\n";
        let crontab = read(text.as_bytes(), READING);
        let told: Vec<&Json> = crontab.jobs.iter().map(|job| &job.document["notify"]).collect();
        let both = json!({"emails": ["ops@example.org", "b@example.org"], "on": "failure"});
        assert_eq!(told, [&Json::Null, &both, &Json::Null]);
        let not = "is not taken over: no address, but a user of the machine";
        let kept = "is kept as `notify`, but no mail is sent yet";
        let remarks = [
            (1, format!("MAILTO root {not}")),
            (4, format!("MAILTO joe {not}")),
            (4, format!("MAILTO ops@example.org, b@example.org {kept}")),
        ];
        assert_eq!(crontab.remarks, remarks);
    }

    #[test]
    fn addresses_are_freed_of_quotes_and_brackets_and_what_is_then_not_plain_is_told() {
        let text = "MAILTO=root,\"x@y.z\",<q@w.e>,'a@b.c,X@y.Z,x@Y.Z\n@daily a\n\
            MAILTO=Ops <ops@b.c>,a\tb@c.d,a@b@c,e@f\\x,@h,\n@daily b\n";
        let crontab = read(text.as_bytes(), READING);
        let emails = |n: usize| &crontab.jobs[n].document["notify"]["emails"];
        assert_eq!(
            emails(0),
            &json!(["x@y.z", "q@w.e", "a@b.c", "X@y.Z"]),
            "as far as it says the same"
        );
        assert_eq!(emails(1), &Json::Null);
        let odd = "Ops <ops@b.c, a\tb@c.d, a@b@c, e@f\\x, @h";
        let why = "is not taken over: no plain address, such as ops@example.org";
        assert_eq!(crontab.remarks[2], (3, format!("MAILTO {odd} {why}")));
    }

    #[test]
    fn a_random_time_is_refused_with_what_to_write() {
        let crontab = read(b"0~30 * * * * a\nH 1 * * * b\n0 1 * * THU c\n", READING);
        let lines: Vec<usize> = crontab.refused.iter().map(|(n, _)| *n).collect();
        assert_eq!((lines, crontab.jobs.len()), (vec![1, 2], 1), "{crontab:?}");
        assert!(crontab.refused[0].1.contains("such as 0 ("), "{crontab:?}");
    }

    #[test]
    fn what_looks_like_a_user_before_the_command_is_told_of_its_line() {
        let users = ["ann", "mail", "sync"].map(str::to_owned);
        let remarked = |text: &str, system| {
            let reading = Reading { users: &users, system, ..READING };
            let crontab = read(text.as_bytes(), reading);
            let told = crontab.jobs.iter().filter(|entry| entry.remark.is_some());
            told.map(|entry| entry.number).collect::<Vec<_>>()
        };
        let root = "0 1 * * * a b\n30 4 * * 0 root /bin/x\n@daily www-data y\n";
        assert_eq!(remarked(root, false), [2, 3]);
        assert_eq!(remarked(root, true), [0; 0]);
        assert_eq!(remarked("@daily ann /bin/x\n@hourly mail y z\n", false), [1, 2]);
        assert_eq!(remarked("@daily ann /bin/x\n@hourly other\n", false), [0; 0], "not all");
        for program in ["@daily sync\n", "@daily mail -s a b\n", "@daily root\n"] {
            assert_eq!(remarked(program, false), [0; 0], "{program}");
        }
        let crontab = read(b"30 4 * * 0 root /bin/x\n", READING);
        let remark = crontab.jobs[0].remark.as_deref();
        assert_eq!(remark, Some("root looks like a user column: use --system"));
    }

    #[test]
    fn a_line_knows_where_its_zone_is_from() {
        let text = "@daily a\nCRON_TZ=Nowhere/Land\n@daily b\nCRON_TZ=\n@daily c\n";
        let crontab = read(text.as_bytes(), READING);
        let from: Vec<_> = crontab.jobs.iter().map(|entry| entry.zone_line).collect();
        assert_eq!(from, [None, Some(2), None]);
    }

    #[test]
    fn what_cannot_be_taken_over_is_told_with_its_line() {
        let crontab = read(b"@reboot true\n* * * *\n* * * * * true\n", READING);
        let lines: Vec<usize> = crontab.refused.iter().map(|(n, _)| *n).collect();
        assert_eq!((lines, crontab.jobs.len()), (vec![1, 2], 1));
        assert!(crontab.refused[0].1.contains("@reboot"), "{crontab:?}");
    }

    #[test]
    fn a_command_starts_where_home_says_when_that_is_an_absolute_path() {
        let text = "@daily a\nHOME=/srv/app\n@daily b\nHOME = srv\n@daily c\n";
        let crontab = read(text.as_bytes(), READING);
        let folders = of_tasks(&crontab, "workingDir");
        assert_eq!(folders, [&Json::Null, &json!("/srv/app"), &Json::Null]);
        let relative = "HOME \"srv\" is not where commands start: it is no absolute path";
        assert_eq!(crontab.remarks, [(4, relative.to_owned())]);
    }

    #[test]
    fn a_variable_by_which_cron_would_do_something_else_is_told_and_handed_on() {
        let remarks = |text: &str| {
            let crontab = read(format!("{text}\n@daily a\n").as_bytes(), READING);
            let (name, value) = text.split_once('=').unwrap();
            assert_eq!(of_tasks(&crontab, "env"), [&json!({ name: value })], "{text}");
            crontab.remarks
        };
        for usual in ["SHELL=/bin/sh", "SHELL=/usr/bin/bash", "SHELL=bash", "RANDOM_DELAY=0"] {
            assert!(remarks(usual).is_empty(), "{usual}");
        }
        let shell = "SHELL /bin/zsh does not run the commands below it: bash does";
        assert_eq!(remarks("SHELL=/bin/zsh"), [(1, shell.to_owned())]);
        let delay = "RANDOM_DELAY 45 delays nothing: `jitterSeconds` of a schedule would";
        assert_eq!(remarks("RANDOM_DELAY=45"), [(1, delay.to_owned())]);
    }

    #[test]
    fn what_looks_like_a_sixth_field_is_told_of_its_line() {
        let remarked = |text: &str, system| {
            let crontab = read(format!("{text}\n").as_bytes(), Reading { system, ..READING });
            assert_eq!(crontab.jobs.len(), 1, "{crontab:?}");
            crontab.jobs[0].remark.as_ref().is_some_and(|why| why.contains("five fields"))
        };
        for text in ["0 0 * * * * /bin/date", "0 0 * * * *\t/bin/date", "0 */5 * * * ? date"] {
            assert!(remarked(text, false), "{text}");
        }
        assert!(remarked("0 0 * * * * root /bin/date", true), "the * would be the user");
        for text in ["0 0 * * * ls *", "0 0 * * * [ -e *.gz ]", "@daily date"] {
            assert!(!remarked(text, false), "{text}");
        }
    }

    #[test]
    fn a_line_that_is_not_utf_8_is_refused_with_its_number_unless_it_is_a_comment() {
        let text = b" # Gr\xfc\xdfe\n@daily a\n@daily echo \xfc\r\nA=\xfc\n@daily b\r\n";
        let crontab = read(text, READING);
        let kept: Vec<usize> = crontab.jobs.iter().map(|entry| entry.number).collect();
        assert_eq!(kept, [2, 5]);
        let refused =
            [(3, 13), (4, 3)].map(|(n, byte)| (n, format!("is not UTF-8 from its byte {byte} on")));
        assert_eq!(crontab.refused, refused);
    }

    #[test]
    fn a_name_is_not_of_what_a_command_reads() {
        let crontab = read(b"* * * * * sleep 1 %\n* * * * * cat%/opt/backup.sh\n", READING);
        let names: Vec<&Json> = crontab.jobs.iter().map(|job| &job.document["name"]).collect();
        assert_eq!(names, ["sleep", "cat"]);
    }

    #[test]
    fn a_systems_crontab_has_a_user_before_the_command() {
        let crontab = read(b"* * * * * root true\n", Reading { system: true, ..READING });
        let (_, job) = jobs(&crontab)[0];
        assert_eq!(job["labels"], json!({"user": "root"}));
        assert_eq!(job["task"]["command"], "true");
    }
}
