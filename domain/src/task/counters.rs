//! What a task counts: sums under names of its own choice.

use std::collections::BTreeMap;

use crate::{limits, validate::Violations};

/// Sums by name.
pub type Counts = BTreeMap<String, i64>;

/// Notes what is wrong with numbers that are to be added to a task's counters: they are never
/// negative, and at least one of them is more than nothing.
pub fn check_counts(v: &mut Violations, field: &str, counts: &Counts) {
    if counts.len() > limits::COUNTERS {
        v.add(field, format!("must have at most {} entries", limits::COUNTERS));
        return;
    }
    for (name, count) in counts {
        if !is_counter_name(name) {
            v.add(format!("{field}[{name:?}]"), NOT_A_NAME);
        }
        v.range(&format!("{field}[{name:?}]"), *count, (0, limits::COUNT));
    }
    if counts.values().all(|count| *count == 0) {
        v.add(field, "must have a number above 0");
    }
}

/// What must hold of the name of a counter.
const NOT_A_NAME: &str = "must be 1 to 100 letters, digits, or one of . _ -";

/// A word that may name a counter.
pub fn is_counter_name(name: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    (1..=limits::COUNTER_NAME_BYTES).contains(&name.len()) && name.bytes().all(allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(counts: &[(&str, i64)]) -> Vec<String> {
        let counts = counts.iter().map(|(name, n)| ((*name).to_owned(), *n)).collect();
        let mut violations = Violations::default();
        check_counts(&mut violations, "counters", &counts);
        violations.0.into_iter().map(|violation| violation.field).collect()
    }

    #[test]
    fn counts_are_not_negative_and_not_all_nothing() {
        assert_eq!(faults(&[("success", 5), ("failures", 0)]), [""; 0]);
        assert_eq!(faults(&[("a", limits::COUNT)]), [""; 0]);
        assert_eq!(faults(&[("a", limits::COUNT + 1)]), [r#"counters["a"]"#]);
        assert_eq!(faults(&[("a", -1), ("b", 1)]), [r#"counters["a"]"#]);
        assert_eq!(faults(&[("a", 0), ("b", 0)]), ["counters"]);
        assert_eq!(faults(&[]), ["counters"]);
    }

    #[test]
    fn a_name_is_short_and_plain() {
        assert!(NOT_A_NAME.contains(&limits::COUNTER_NAME_BYTES.to_string()));
        let longest = "n".repeat(limits::COUNTER_NAME_BYTES);
        assert!(is_counter_name(&longest) && is_counter_name("rows.read_2-b"));
        for wrong in ["", "a b", "ä", "a/b", "a\0", &format!("{longest}n")] {
            assert_eq!(faults(&[(wrong, 1)]).len(), 1, "{wrong:?}");
        }
    }

    #[test]
    fn there_are_as_many_counters_as_the_limit_says_and_no_more() {
        let names: Vec<String> = (0..=limits::COUNTERS).map(|n| format!("c{n}")).collect();
        let counts: Vec<(&str, i64)> = names.iter().map(|name| (name.as_str(), 1)).collect();
        assert_eq!(faults(&counts[1..]), [""; 0]);
        assert_eq!(faults(&counts), ["counters"]);
    }
}
