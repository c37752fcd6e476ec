//! Lists, ranges and spans in words.

use std::time::Duration;

/// `a, b and c`.
pub(in crate::schedule) fn and(items: &[String]) -> String {
    join(items, "and")
}

/// `a, b or c`.
pub(super) fn or(items: &[String]) -> String {
    join(items, "or")
}

fn join(items: &[String], word: &str) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} {word} {last}", first.join(", ")),
    }
}

/// Sorted values as runs: `1`, `2`, `9 to 17`.
pub(super) fn ranges(values: &[i8]) -> Vec<String> {
    runs(values, |value| value.to_string())
}

/// Sorted values as runs, each end named by `name`; a run has at least three values.
pub(super) fn runs(values: &[i8], name: impl Fn(i8) -> String) -> Vec<String> {
    let mut told = Vec::new();
    let mut rest = values;
    while let Some(&first) = rest.first() {
        let length = rest.iter().zip(first..).take_while(|(value, next)| *value == next).count();
        let length = if length < 3 { 1 } else { length };
        let last = rest[length - 1];
        told.push(match length {
            1 => name(first),
            _ => format!("{} to {}", name(first), name(last)),
        });
        rest = &rest[length..];
    }
    told
}

/// The step of values that go evenly from zero round a circle of `size`: all of them have step 1,
/// a single value has none.
pub(super) fn steps(values: &[i8], size: i8) -> Option<i8> {
    let step = size / i8::try_from(values.len()).ok().filter(|count| *count > 1)?;
    let even = values.iter().copied().eq((0..size).step_by(usize::from(step.unsigned_abs())));
    (even && size % step == 0).then_some(step)
}

/// `1st`, `2nd`, `3rd`, `4th`.
pub(super) fn ordinal(number: i8) -> String {
    let ending = match (number % 100, number % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

/// `09:00`, or `09:00:30` when there are seconds.
pub(super) fn clock(hour: i8, minute: i8, second: i8) -> String {
    match second {
        0 => format!("{hour:02}:{minute:02}"),
        _ => format!("{hour:02}:{minute:02}:{second:02}"),
    }
}

/// `2 hours and 30 minutes`.
pub(super) fn duration(span: Duration) -> String {
    let mut rest = span.as_secs();
    let mut parts = Vec::new();
    for (size, unit) in [(86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second")] {
        match rest / size {
            0 => {}
            1 => parts.push(format!("1 {unit}")),
            count => parts.push(format!("{count} {unit}s")),
        }
        rest %= size;
    }
    if parts.is_empty() { "0 seconds".to_owned() } else { and(&parts) }
}
