//! Telling the crontab of a system, which has a user before each command, from that of a user.

use super::Entry;

/// Users that run lines of a system, whose names are no programs.
const USUAL: [&str; 4] = ["root", "www-data", "nobody", "daemon"];

const REMARK: &str = "looks like a user column";

/// The first word of a command that has more than that, which may be a user.
pub(super) fn first_word(command: &str) -> Option<&str> {
    let mut words = command.split_whitespace();
    let first = words.next()?;
    // What is called with an option is a program.
    words.next().filter(|next| !next.starts_with('-')).map(|_| first)
}

/// Remarks of lines whose command begins with a usual user; and of all lines, when each begins with
/// the name of one of `users`. A crontab of which that is so was most likely that of a system.
pub(super) fn remark(entries: &mut [Entry], first: &[Option<String>], users: &[String]) {
    let is_known = |word: &Option<String>| word.as_ref().is_some_and(|word| users.contains(word));
    let all = first.iter().all(is_known);
    for (entry, word) in entries.iter_mut().zip(first) {
        let Some(word) = word else { continue };
        if (all || USUAL.contains(&word.as_str())) && entry.remark.is_none() {
            entry.remark = Some(format!("{word} {REMARK}: use --system"));
        }
    }
}
