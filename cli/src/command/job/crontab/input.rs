//! What cron gives a command as its input.

/// The command of a line, as cron reads it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Command {
    /// What stands before the first `%`.
    pub(super) said: String,
    /// What follows it: each further one begins a line.
    input: Option<Vec<String>>,
}

impl Command {
    /// Reads the end of a line. A `%` behind a backslash is itself.
    pub(super) fn read(text: &str) -> Self {
        let (mut parts, mut part) = (Vec::new(), String::new());
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            match c {
                '\\' if chars.next_if_eq(&'%').is_some() => part.push('%'),
                // In the command, not in its input, cron takes the second one as escaped.
                '\\' if parts.is_empty() && chars.next_if_eq(&'\\').is_some() => {
                    part.push_str(r"\\");
                }
                '%' => parts.push(std::mem::take(&mut part)),
                c => part.push(c),
            }
        }
        if parts.is_empty() {
            return Self { said: part, input: None };
        }
        // A last line that has nothing is no line.
        parts.extend(Some(part).filter(|part| !part.is_empty()));
        let said = parts.remove(0);
        Self { said, input: Some(parts) }
    }

    /// For bash, the same whenever it is asked. Where there is input, the command is a word of its own:
    /// whatever it ends in, a comment or an open quote, it takes in nothing of what follows, and no line
    /// of the input ends the input.
    pub(super) fn script(&self) -> String {
        let Some(lines) = &self.input else { return self.said.clone() };
        let command = self.said.replace('\'', r"'\''");
        let end = end_of(lines);
        let input: String = lines.iter().map(|line| format!("{line}\n")).collect();
        format!("eval '{command}' <<'{end}'\n{input}{end}")
    }
}

/// A line that is not among these.
fn end_of(lines: &[String]) -> String {
    let (mut end, mut number) = ("END_OF_INPUT".to_owned(), 1);
    while lines.contains(&end) {
        number += 1;
        end = format!("END_OF_INPUT_{number}");
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn script(text: &str) -> String {
        Command::read(text).script()
    }

    /// What bash says to it, and whether it ended well.
    fn run(text: &str) -> (String, bool) {
        let bash = std::process::Command::new("bash").arg("-c").arg(script(text)).output().unwrap();
        (String::from_utf8(bash.stdout).unwrap(), bash.status.success())
    }

    #[test]
    fn a_percent_sign_begins_the_input_unless_it_is_escaped() {
        assert_eq!(script(r"date +\%F"), "date +%F");
        assert_eq!(script("cat%a%b"), "eval 'cat' <<'END_OF_INPUT'\na\nb\nEND_OF_INPUT");
        assert_eq!(run(r"cat; echo it\'s%a%%50\% b"), ("a\n\n50% b\nit's\n".to_owned(), true));
        assert_eq!(script(r"a\\\%b"), r"a\\%b");
        assert_eq!(run(r"printf '<\\';cat%x\\%y"), ("<\\x\\%y\n".to_owned(), true));
        assert_eq!(run("wc -l%").0.trim(), "0", "an empty input has no line");
        assert_eq!(run("cat%a%").0, "a\n");
    }

    #[test]
    fn a_command_with_input_may_end_in_anything() {
        for (text, said) in [
            ("echo a  # 50% done", "a\n"),
            ("echo a & %", "a\n"),
            ("echo a ; %", "a\n"),
            ("echo \"it's\" %", "it's\n"),
            ("%no command", ""),
        ] {
            assert_eq!(run(text), (said.to_owned(), true), "{text}");
        }
    }

    #[test]
    fn no_input_is_run_as_a_command() {
        let text = "cat%a%END_OF_INPUT%echo b%END_OF_INPUT_2";
        assert_eq!(run(text).0, "a\nEND_OF_INPUT\necho b\nEND_OF_INPUT_2\n");
        assert!(script(text).ends_with("\nEND_OF_INPUT_3"));
        let open = "echo \"%\"; echo b; }; {%";
        assert_eq!(run(open), (String::new(), false), "the quote has no end in the command");
    }
}
