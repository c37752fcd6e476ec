//! Names of jobs, from the commands of a crontab.

use std::collections::{HashMap, HashSet};

/// Characters of a name, without the number that tells it from others.
const LONGEST: usize = 60;

/// Of a command that has no word to go by.
const NAMELESS: &str = "job";

/// What only prepares for the command that is meant.
const BEFORE: [&str; 10] =
    ["cd", "test", "[", "[[", "export", "set", "umask", "sleep", "source", "."];

/// Programs that run the one that is meant.
const AROUND: [&str; 14] = [
    "sudo",
    "env",
    "nice",
    "ionice",
    "chrt",
    "timeout",
    "flock",
    "exec",
    "nohup",
    "setsid",
    "time",
    "chronic",
    "command",
    "systemd-cat",
];

/// Programs that run a script, and `run-parts`, which runs those of a folder.
const INTERPRETERS: [&str; 13] = [
    "bash",
    "sh",
    "dash",
    "zsh",
    "python",
    "python3",
    "perl",
    "ruby",
    "php",
    "node",
    "java",
    "Rscript",
    "run-parts",
];

/// Endings that say what a script is written in.
const ENDINGS: [&str; 9] = [".sh", ".bash", ".py", ".pl", ".rb", ".php", ".js", ".jar", ".R"];

/// These names, each unlike the others: from the second use of one on with a number. The same names in
/// the same order are numbered in the same way.
pub(in super::super) fn numbered(called: Vec<String>) -> Vec<String> {
    let mut taken: HashSet<String> = called.iter().cloned().collect();
    let mut uses: HashMap<String, usize> = HashMap::new();
    let mut unlike = |name: String| {
        let uses = uses.entry(name.clone()).or_default();
        loop {
            *uses += 1;
            match *uses {
                1 => return name,
                n => {
                    let numbered = format!("{name}-{n}");
                    if taken.insert(numbered.clone()) {
                        return numbered;
                    }
                }
            }
        }
    };
    called.into_iter().map(&mut unlike).collect()
}

/// What a command calls: `backup` for `cd /srv && nice -n 5 /opt/backup.sh --all`.
pub(super) fn of(command: &str) -> String {
    let parts = command.split(['&', '|', ';', '\n']).map(words);
    let mut parts = parts.filter(|words| !words.is_empty());
    let Some(first) = parts.next() else { return NAMELESS.to_owned() };
    let prepares = |words: &[&str]| words.first().is_some_and(|word| BEFORE.contains(word));
    let meant = match prepares(&first) {
        true => parts.find(|words| !prepares(words)).unwrap_or(first),
        false => first,
    };
    let name = clean(program(&meant));
    if name.is_empty() { NAMELESS.to_owned() } else { name }
}

/// The words of one simple command, without brackets, quotes and what is assigned before it.
fn words(text: &str) -> Vec<&str> {
    let marks = ['(', ')', '{', '}', '"', '\''];
    let bare = text.split_whitespace().map(|word| word.trim_matches(marks));
    bare.filter(|word| !word.is_empty()).skip_while(|word| is_assignment(word)).collect()
}

fn is_assignment(word: &str) -> bool {
    word.split_once('=').is_some_and(|(name, _)| {
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
    })
}

/// The last part of a path.
fn base(word: &str) -> &str {
    word.trim_end_matches('/').rsplit('/').next().unwrap_or(word)
}

/// The word that says what is run.
fn program<'a>(words: &[&'a str]) -> &'a str {
    let mut rest = words;
    let mut known = "";
    while let [word, after @ ..] = rest {
        let word = base(word);
        let is_around = AROUND.contains(&word);
        if !is_around && !INTERPRETERS.contains(&word) {
            return word;
        }
        if after.iter().take_while(|word| word.starts_with('-')).any(|option| is_code(word, option))
        {
            return word;
        }
        known = word;
        rest = behind_options(after, is_around);
        if word == "flock"
            && let [_lock, after @ ..] = rest
        {
            rest = behind_options(after, true);
        }
    }
    known
}

/// Whether an option of an interpreter is followed by code, which has no name. What a shell is given is
/// read as a command.
fn is_code(interpreter: &str, option: &str) -> bool {
    let letters = option.trim_start_matches('-');
    let is_short = !option.starts_with("--")
        && letters.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    match interpreter {
        "python" | "python3" => !option.starts_with("--") && option.ends_with('c'),
        "perl" => option == "-E" || is_short && option.ends_with('e'),
        "ruby" => is_short && option.ends_with('e'),
        "node" => matches!(option, "-e" | "-p" | "-pe" | "--eval" | "--print"),
        "php" => option == "-r",
        "Rscript" => option == "-e",
        _ => false,
    }
}

/// What follows options, and the numbers, spans and users that they and wrappers take.
fn behind_options<'a, 'b>(words: &'b [&'a str], wrapper: bool) -> &'b [&'a str] {
    let mut rest = words;
    loop {
        rest = match rest {
            ["-u" | "-g", _, after @ ..] if wrapper => after,
            [word, after @ ..] if word.starts_with('-') => after,
            [word, after @ ..] if wrapper && is_amount(word) || is_assignment(word) => after,
            _ => return rest,
        };
    }
}

/// `10`, `5m`, `1.5h`.
fn is_amount(word: &str) -> bool {
    let number = word.trim_end_matches(['s', 'm', 'h', 'd']);
    number.starts_with(|c: char| c.is_ascii_digit()) && number.parse::<f64>().is_ok()
}

/// Without the ending of a script, and of characters that read well.
fn clean(word: &str) -> String {
    let stem = ENDINGS.iter().find_map(|ending| word.strip_suffix(ending));
    let stem = stem.filter(|stem| !stem.is_empty()).unwrap_or(word);
    let plain = |c: char| if c.is_alphanumeric() || "-_.".contains(c) { c } else { '-' };
    let name: String = stem.chars().map(plain).take(LONGEST).collect();
    name.trim_matches(['-', '.']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_is_called_by_what_its_command_runs() {
        for (command, name) in [
            ("/usr/local/bin/backup.sh --all", "backup"),
            ("true", "true"),
            ("cd /srv/app && ./clean.py", "clean"),
            (
                "test -x /usr/sbin/anacron || { cd / && run-parts --report /etc/cron.daily; }",
                "cron.daily",
            ),
            ("[ -d /srv ] && /opt/sync.sh", "sync"),
            ("A=1 B=2 nice -n 10 ionice -c 3 /opt/dump >/dev/null 2>&1", "dump"),
            ("flock -n /run/x.lock -c \"/opt/mail-queue run\"", "mail-queue"),
            ("sudo -u postgres timeout 5m pg_dump shop", "pg_dump"),
            ("bash -c 'exec /opt/a.sh'", "a"),
            ("python3 -m reports.daily", "reports.daily"),
            ("python3 -c 'print(1)'", "python3"),
            ("cd /srv && nice python3 -uc 'import a; a.run()'", "python3"),
            ("python3 -u -c 'print(1)'", "python3"),
            ("perl -w -ne 'print if /a/' /tmp/x", "perl"),
            ("perl -w /opt/report.pl -e", "report"),
            ("ruby -e 'puts 1'", "ruby"),
            ("php -r 'echo 1;'", "php"),
            ("node --eval 'f()'", "node"),
            ("php /srv/app/artisan schedule:run", "artisan"),
            ("echo 'a & b' | mail ops", "echo"),
            ("bash", "bash"),
            ("cd /srv", "cd"),
            ("/srv/überblick.sh", "überblick"),
            ("...", "job"),
            (".sh", "sh"),
            (";;", "job"),
        ] {
            assert_eq!(of(command), name, "{command}");
        }
        assert_eq!(of(&"x".repeat(1_000)).len(), LONGEST);
    }

    #[test]
    fn names_that_clash_are_numbered_in_their_order() {
        let all = ["backup", "backup-2", "backup", "true", "backup"].map(str::to_owned);
        let expected = ["backup", "backup-2", "backup-3", "true", "backup-4"];
        assert_eq!(numbered(all.to_vec()), expected);
        assert_eq!(numbered(all.to_vec()), expected, "and again the same");
    }
}
