//! What is wrong with an input, field by field. A caller gets all of it at once.

use std::fmt;

use crate::{JobId, limits};

/// One field and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Path in the caller's words, such as `tasks[17].command`.
    pub field: String,
    /// What must hold, readable alone: "must not be empty".
    pub message: String,
}

/// All that is wrong with one input.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Violations(pub Vec<Violation>);

impl Violations {
    /// Notes that `field` is wrong.
    pub fn add(&mut self, field: impl Into<String>, message: impl Into<String>) {
        self.0.push(Violation { field: field.into(), message: message.into() });
    }

    /// One wrong field.
    pub fn one(field: impl Into<String>, message: impl Into<String>) -> Self {
        let mut violations = Self::default();
        violations.add(field, message);
        violations
    }

    /// Notes all of `inner` below `prefix`.
    pub fn nest(&mut self, prefix: &str, inner: Self) {
        for Violation { field, message } in inner.0 {
            self.add(format!("{prefix}.{field}"), message);
        }
    }

    /// `value` when nothing was wrong.
    ///
    /// # Errors
    /// Itself, when something was.
    pub fn or<T>(self, value: T) -> Result<T, Self> {
        if self.0.is_empty() { Ok(value) } else { Err(self) }
    }

    /// A text that must be present, short enough and free of U+0000, which no database keeps.
    pub fn text(&mut self, field: &str, text: &str, max: usize) {
        if text.trim().is_empty() {
            self.add(field, "must not be empty");
        }
        self.optional_text(field, text, max);
    }

    /// A text that may be empty, but neither too long nor with U+0000.
    pub fn optional_text(&mut self, field: &str, text: &str, max: usize) {
        if text.len() > max {
            self.add(field, format!("must have at most {max} bytes, has {}", text.len()));
        }
        if text.contains('\0') {
            self.add(field, "must not contain U+0000");
        }
    }

    /// A name that must be present: a text without control characters, which would move the cursor
    /// of whoever lists it.
    pub fn name(&mut self, field: &str, name: &str, max: usize) {
        self.text(field, name, max);
        self.no_controls(field, name);
    }

    /// A name that may be empty.
    pub fn optional_name(&mut self, field: &str, name: &str, max: usize) {
        self.optional_text(field, name, max);
        self.no_controls(field, name);
    }

    /// A name by which people tell things apart that are kept: a name that must be present and has
    /// nothing that cannot be seen, so that no two look the same, and none turns the text around it.
    pub fn title(&mut self, field: &str, name: &str) {
        let faults = self.0.len();
        self.name(field, name, limits::NAME_BYTES);
        if self.0.len() > faults {
            return;
        }
        if name != name.trim() {
            self.add(field, "must not begin or end with white space");
        }
        if let Some(unseen) = name.chars().find(|&c| is_unseen(c)) {
            let code = u32::from(unseen);
            self.add(field, format!("must not contain U+{code:04X}, which cannot be seen"));
        }
    }

    /// A queue's name that a task may have: one that a worker can name in its list.
    pub fn queue(&mut self, field: &str, queue: &str) {
        let faults = self.0.len();
        self.title(field, queue);
        if self.0.len() == faults && (queue == "*" || queue.contains(',')) {
            self.add(field, "must not be * or have a comma");
        }
    }

    /// An idempotency key, or nothing: what a header can carry.
    pub fn idempotency_key(&mut self, field: &str, key: &str) {
        if !key.is_empty() && !is_idempotency_key(key) {
            self.add(field, NOT_A_KEY);
        }
    }

    fn no_controls(&mut self, field: &str, name: &str) {
        // U+0000 was told apart.
        if name.chars().any(|c| c.is_control() && c != '\0') {
            self.add(field, "must not contain control characters");
        }
    }

    /// A number in a range, both ends included. The number is not repeated: on its way here it may
    /// have become the largest that some wire can hold, which nobody wrote.
    pub fn range<T: PartialOrd + fmt::Display>(
        &mut self,
        field: &str,
        value: T,
        (low, high): (T, T),
    ) {
        if value < low || value > high {
            self.add(field, format!("must be between {low} and {high}"));
        }
    }
}

/// Whether a character shows nothing of its own: it sets the direction of the text around it, says
/// how to break lines, fills a place, or is a mark or a tag for programs. Joiners and selectors of
/// variants stay, without which some scripts and pictures cannot be written, and so do the marks of
/// numbers that Unicode counts among them and that are seen.
pub const fn is_unseen(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180e}'
            | '\u{200b}'
            | '\u{200e}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{13430}'..='\u{1343f}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e00ff}'
            | '\u{e01f0}'..='\u{e0fff}'
    )
}

impl fmt::Display for Violations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, Violation { field, message }) in self.0.iter().enumerate() {
            let comma = if n == 0 { "" } else { "; " };
            write!(f, "{comma}{field} {message}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Violations {}

/// What must hold of an idempotency key.
pub const NOT_A_KEY: &str = "must be 1 to 255 visible ASCII characters";

/// Whether a text can be an idempotency key.
pub fn is_idempotency_key(key: &str) -> bool {
    (1..=limits::IDEMPOTENCY_KEY_BYTES).contains(&key.len())
        && key.bytes().all(|byte| byte.is_ascii_graphic())
}

/// The idempotency key under which a run of this job is kept. Keys of runs belong to their jobs: with
/// its space, which no given key has, it is nobody else's.
pub fn key_of_run(job: JobId, given: &str) -> String {
    if given.is_empty() { String::new() } else { format!("{job} {given}") }
}

/// The idempotency key as it was given, of one as it is kept.
pub fn given_key(kept: &str) -> &str {
    kept.rsplit_once(' ').map_or(kept, |(_, given)| given)
}

/// A text from a worker made fit for any database: no U+0000, at most `max` bytes.
pub fn sanitised(text: &str, max: usize) -> String {
    let mut clean: String = text.chars().map(|c| if c == '\0' { '\u{FFFD}' } else { c }).collect();
    if clean.len() > max {
        let end = (0..=max).rev().find(|&end| clean.is_char_boundary(end)).unwrap_or(0);
        clean.truncate(end);
    }
    clean
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_at_its_limit_passes_and_one_beyond_does_not() {
        let mut violations = Violations::default();
        violations.text("name", &"x".repeat(255), 255);
        assert_eq!(violations.0.len(), 0);
        violations.text("name", &"x".repeat(256), 255);
        violations.text("name", " ", 255);
        violations.text("name", "a\0b", 255);
        assert_eq!(violations.0.len(), 3);
    }

    #[test]
    fn a_name_has_no_control_characters_and_says_so_once() {
        for wrong in ["a\nb", "a\u{1b}[2J", "a\u{7f}", "a\u{85}", "\u{9b}2J", "a\0b", "\t"] {
            let mut violations = Violations::default();
            violations.optional_name("name", wrong, 255);
            assert_eq!(violations.0.len(), 1, "{wrong:?}");
        }
        let mut violations = Violations::default();
        for right in ["ä b", "名前", "a/b:c", "\u{a0}x"] {
            violations.name("name", right, 255);
        }
        violations.optional_name("name", "", 255);
        assert_eq!(violations, Violations::default());
    }

    #[test]
    fn a_title_has_nothing_that_cannot_be_seen_and_says_what() {
        let said = |name: &str| {
            let mut violations = Violations::default();
            violations.title("name", name);
            violations.0.into_iter().map(|fault| fault.message).collect::<Vec<_>>()
        };
        let joined = ["a\u{200d}b", "گزارش\u{200c}ها", "❤\u{fe0f}", "葛\u{e0100}", "\u{600}12"];
        for right in ["nightly backup", "ä/b:c", "名前"].into_iter().chain(joined) {
            assert_eq!(said(right), Vec::<String>::new(), "{right:?}");
        }
        let formats = ['\u{202e}', '\u{2066}', '\u{200b}', '\u{feff}', '\u{ad}', '\u{fffb}'];
        let fillers = ['\u{34f}', '\u{115f}', '\u{17b4}', '\u{3164}', '\u{ffa0}', '\u{fff0}'];
        let far = ['\u{13430}', '\u{1bca0}', '\u{1d173}', '\u{e0001}', '\u{e0067}', '\u{e0fff}'];
        for unseen in formats.into_iter().chain(fillers).chain(far) {
            let code = u32::from(unseen);
            let fault = format!("must not contain U+{code:04X}, which cannot be seen");
            assert_eq!(said(&format!("a{unseen}b")), [fault]);
        }
        for wrong in [" a", "a ", "a\u{3000}", "\u{a0}a"] {
            assert_eq!(said(wrong), ["must not begin or end with white space"], "{wrong:?}");
        }
        assert_eq!(said("a\nb"), ["must not contain control characters"]);
        assert_eq!(said(" "), ["must not be empty"]);
    }

    #[test]
    fn a_number_out_of_range_is_not_repeated() {
        let mut violations = Violations::default();
        violations.range("priority", i32::MAX, (-1_000, 1_000));
        assert_eq!(violations.to_string(), "priority must be between -1000 and 1000");
    }

    #[test]
    fn a_queue_has_a_name_that_a_worker_can_name() {
        let faults = |queue: &str| {
            let mut violations = Violations::default();
            violations.queue("queue", queue);
            violations.0.len()
        };
        for wrong in ["*", "a,b", " a", "a ", "\u{a0}a", "", " ", "a\n", "a\0,b", "a\u{202e}"] {
            assert_eq!(faults(wrong), 1, "{wrong:?}");
        }
        for right in ["default", "a*", "**", "a b", "名前", "a/b:c"] {
            assert_eq!(faults(right), 0, "{right:?}");
        }
    }

    #[test]
    fn an_idempotency_key_is_what_a_header_can_carry() {
        assert!(is_idempotency_key("gateway:0") && is_idempotency_key(&"~".repeat(255)));
        for wrong in ["", "a b", "ä", "a\n", "a\0", &"k".repeat(256)] {
            assert!(!is_idempotency_key(wrong), "{wrong:?}");
        }
        assert!(NOT_A_KEY.contains(&limits::IDEMPOTENCY_KEY_BYTES.to_string()));
    }

    #[test]
    fn the_key_of_a_run_is_its_jobs_and_told_as_it_was_given() {
        let kept = key_of_run(JobId(uuid::Uuid::from_u128(1)), "night-1");
        assert!(!is_idempotency_key(&kept), "nobody else can give it");
        assert_eq!(given_key(&kept), "night-1");
        assert_eq!(given_key("night-1"), "night-1");
        assert_eq!(key_of_run(JobId(uuid::Uuid::from_u128(1)), ""), "");
    }

    #[test]
    fn a_workers_text_is_cut_between_characters_and_loses_its_nuls() {
        assert_eq!(sanitised("a\0b", 10), "a\u{FFFD}b");
        assert_eq!(sanitised("äöü", 3), "ä");
    }
}
