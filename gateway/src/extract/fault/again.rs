//! A text that is wrong is read again without what was wrong, so that whoever sent it hears of more
//! than the first fault, at which serde stops. A member that is absent cannot be taken out: the list that
//! it belongs to is, with what else is wrong there, and at the top it ends the reading. So it hides other
//! absent ones too.

use serde::de::DeserializeOwned;
use serde_json::Value as Json;
use serde_path_to_error::{Path, Segment};
use taskmaster_domain::Violations;

use super::{is_within, told};
use crate::extract::echo;

/// Bytes of a text that is read again at the most.
const BYTES: usize = 64 * 1024;

/// Faults that are told at the most, and so often is it read at the most: what is wrong within what was
/// told already is not told, but takes a reading too.
const FAULTS: usize = 20;

/// What serde says of a text, and where.
type Fault = serde_path_to_error::Error<serde_json::Error>;

/// The first fault of a text, and what else is wrong with it.
pub(super) fn all<T: DeserializeOwned>(first: Fault, text: &[u8], whole: &str) -> Violations {
    let mut faults = Violations::default();
    note(&mut faults, &first, whole);
    if text.len() > BYTES {
        return faults;
    }
    let Ok(mut rest) = serde_json::from_slice(text) else { return faults };
    let mut last = first;
    for _ in 1..FAULTS {
        if !take_out(&mut rest, &last) {
            break;
        }
        match serde_path_to_error::deserialize::<_, T>(&rest) {
            Ok(_) => break,
            Err(next) => last = next,
        }
        note(&mut faults, &last, whole);
    }
    faults
}

/// Notes a fault, unless it is one of what was taken out.
fn note(faults: &mut Violations, fault: &Fault, whole: &str) {
    let (field, message) = told(fault.path(), &fault.inner().to_string(), whole);
    let field = echo(&field);
    let is_known = |known: &str| is_within(known, &field) || is_within(&field, known);
    if !faults.0.iter().any(|known| is_known(&known.field)) {
        faults.add(field, echo(&message));
    }
}

/// Takes the member out that is wrong, or the nearest one that has it; whether there was one.
fn take_out(json: &mut Json, fault: &Fault) -> bool {
    if fault.inner().to_string().starts_with("duplicate field `") {
        // What is read again has no name twice.
        return true;
    }
    let at = fault.path();
    let mut names = at.iter().enumerate().filter_map(|(n, step)| match step {
        Segment::Map { key } => Some((n, key)),
        Segment::Seq { .. } | Segment::Enum { .. } | Segment::Unknown => None,
    });
    let Some((n, name)) = names.next_back() else { return false };
    let owner = found(json, at, n).and_then(Json::as_object_mut);
    owner.is_some_and(|object| object.remove(name).is_some())
}

/// What the first steps of a path lead to.
fn found<'a>(json: &'a mut Json, path: &Path, steps: usize) -> Option<&'a mut Json> {
    path.iter().take(steps).try_fold(json, |json, step| match step {
        Segment::Map { key } => json.get_mut(key),
        Segment::Seq { index } => json.get_mut(index),
        Segment::Enum { .. } | Segment::Unknown => None,
    })
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use serde::{Deserialize, Deserializer, de::IgnoredAny};

    use crate::{
        extract::{ECHO, Entries, Object, Whole, Word, read},
        rest::words::{Backoff, Kind},
    };

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only its errors are of interest")]
    struct One {
        name: String,
        kind: Option<Word<Kind>>,
        env: Option<Entries<String>>,
        parts: Option<Vec<Object<Part>>>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only its errors are of interest")]
    struct Part {
        name: String,
        backoff: Option<Word<Backoff>>,
        counts: Option<Vec<Whole>>,
    }

    fn faults(text: &str) -> Vec<String> {
        let problem = read::<Object<One>>(text.as_bytes(), "body").unwrap_err();
        problem.errors.into_iter().map(|fault| fault.field).collect()
    }

    #[test]
    fn all_that_is_wrong_is_told_and_each_once() {
        let cases: [(&str, &[&str]); 10] = [
            (
                r#"{"kind":"x","env":[],"more":1,"less":2}"#,
                &["kind", "env", "less", "more", "name"],
            ),
            (r#"{"name":5,"kind":"x"}"#, &["name", "kind"]),
            (r#"{"name":"a","name":"b","env":{"A":1,"B":2,"C":""}}"#, &["name", "env.A", "env.B"]),
            (
                r#"{"name":"a","parts":[{"name":1,"backoff":"x"},{"less":1}],"kind":"x"}"#,
                &["parts[0].name", "kind", "parts[0].backoff"],
            ),
            (r#"{"name":"a","parts":[{}],"kind":"x"}"#, &["parts[0].name", "kind"]),
            (r#"{"parts":[[]],"kind":1}"#, &["parts[0]", "kind", "name"]),
            (
                r#"{"name":"a","parts":[{"name":"b","counts":[1,"x","y"]}]}"#,
                &["parts[0].counts[1]"],
            ),
            // What is not known leaves whole, whatever is in it.
            (r#"{"name":"a","more":{"more":1},"kind":"x"}"#, &["more", "kind"]),
            (r#"{"name":"a","x y":1,"kind":"x"}"#, &[r#"["x y"]"#, "kind"]),
            ("[]", &["body"]),
        ];
        for (text, told) in cases {
            assert_eq!(faults(text), told, "{text}");
        }
    }

    #[test]
    fn there_is_an_end_to_what_is_told() {
        let many: Vec<String> = (0..500).map(|n| format!(r#""f{n}":1"#)).collect();
        assert_eq!(faults(&format!("{{{}}}", many.join(","))).len(), super::FAULTS);
        let long = format!(r#"{{"kind":"{}","env":[]}}"#, "x".repeat(super::BYTES));
        assert_eq!(faults(&long), ["kind"]);
    }

    thread_local! {
        static READINGS: Cell<usize> = const { Cell::new(0) };
    }

    #[derive(Debug)]
    struct Tally;

    impl<'de> Deserialize<'de> for Tally {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            READINGS.set(READINGS.get() + 1);
            IgnoredAny::deserialize(deserializer).map(|_| Self)
        }
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only its errors are of interest")]
    struct Tallied {
        env: Tally,
    }

    #[test]
    fn what_is_not_told_again_is_not_read_for_ever() {
        // As they are told, all of these names are one.
        let begin = "z".repeat(ECHO);
        let odd: Vec<String> = (0..60).map(|n| format!(r#""{begin}{n}":1"#)).collect();
        let text = format!(r#"{{"env":{{}},{}}}"#, odd.join(","));
        assert!(text.len() < super::BYTES);
        let problem = read::<Object<Tallied>>(text.as_bytes(), "body").unwrap_err();
        assert_eq!((problem.errors.len(), READINGS.get()), (1, super::FAULTS));
    }
}
