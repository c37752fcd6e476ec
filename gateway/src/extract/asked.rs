//! Query parameters, read one by one. All that is wrong with them is told at once, and those that
//! nobody reads are refused by name: a filter with a typing error must not show everything.

use std::{fmt::Display, str::FromStr};

use axum::{extract::FromRequestParts, http::request::Parts};
use percent_encoding::percent_decode;
use serde::de::{DeserializeOwned, IntoDeserializer, value};
use taskmaster_domain::{Violations, limits};

use super::{echo, fault::plain};
use crate::problem::Problem;

/// Parameters of one request, as far as they have not been read.
#[derive(Debug, Default)]
pub(crate) struct Asked {
    pairs: Vec<(String, String)>,
    faults: Violations,
}

impl Asked {
    fn of(query: &str) -> Self {
        let mut asked = Self::default();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            match (decoded(name), decoded(value)) {
                (Some(name), Some(value)) => asked.pairs.push((name, value)),
                (Some(name), None) => {
                    asked.faults.add(echo(&name), "must be UTF-8 without U+0000");
                }
                (None, _) => asked.faults.add("query", "must be UTF-8 without U+0000"),
            }
        }
        asked
    }

    /// Notes that a parameter is wrong.
    pub(crate) fn fault(&mut self, name: &str, message: impl Into<String>) {
        // One fault of a parameter is enough, and the first is the cause of the others.
        if !self.faults.0.iter().any(|known| known.field == name) {
            self.faults.add(name, message);
        }
    }

    /// All values of a parameter that may be repeated.
    pub(crate) fn all(&mut self, name: &str) -> Vec<String> {
        let own = self.pairs.extract_if(.., |(known, _)| known == name);
        own.map(|(_, value)| value).collect()
    }

    /// The value of a parameter that may come once.
    pub(crate) fn one(&mut self, name: &str) -> Option<String> {
        let mut values = self.all(name);
        if values.len() > 1 {
            self.fault(name, "must not be repeated");
        }
        values.pop()
    }

    /// The value of a parameter that has a form.
    pub(crate) fn read<T: FromStr<Err: Display>>(&mut self, name: &str) -> Option<T> {
        let text = self.one(name)?;
        text.parse().map_err(|why: T::Err| self.fault(name, why.to_string())).ok()
    }

    /// A number that is not negative; one that is larger than any is the largest.
    pub(crate) fn count(&mut self, name: &str) -> Option<u64> {
        let text = self.one(name)?;
        if text.is_empty() || !text.bytes().all(|digit| digit.is_ascii_digit()) {
            self.fault(name, "must be a whole number that is not negative");
            return None;
        }
        Some(text.parse().unwrap_or(u64::MAX))
    }

    /// Rows of a page, as many as there may be at the most, and its cursor; both as the wire has them.
    pub(crate) fn page(&mut self) -> (i32, String) {
        let cursor = self.one("cursor");
        if cursor.as_ref().is_some_and(String::is_empty) {
            self.fault("cursor", "must be one that was given");
        }
        let rows = self.count("limit").map_or(0, |limit| limit.min(limits::PAGE.1.into()));
        (i32::try_from(rows).unwrap_or(0), cursor.unwrap_or_default())
    }

    /// The same where a cursor is a number, from 1 on and of 18 digits at the most. One above `most`,
    /// which is no less than any that is given, is `most`.
    pub(crate) fn numbered(&mut self, most: i64) -> (i32, String) {
        let (rows, cursor) = self.page();
        if cursor.is_empty() {
            return (rows, cursor);
        }
        let is_written_so = cursor.len() <= 18
            && !cursor.starts_with('0')
            && cursor.bytes().all(|byte| byte.is_ascii_digit());
        match cursor.parse::<i64>() {
            Ok(number) if is_written_so => (rows, number.min(most).to_string()),
            Ok(_) | Err(_) => {
                self.fault("cursor", "must be one that was given");
                (rows, String::new())
            }
        }
    }

    /// Words of a closed set, repeated or with commas between them.
    pub(crate) fn words<T: DeserializeOwned>(&mut self, name: &str) -> Vec<T> {
        let said = self.all(name);
        let words = said.iter().flat_map(|text| text.split(','));
        let (mut known, mut wrong) = (Vec::new(), None);
        for word in words {
            let word: value::StrDeserializer<'_, value::Error> = word.into_deserializer();
            match T::deserialize(word) {
                Ok(word) => known.push(word),
                Err(why) => wrong = Some(told(&why)),
            }
        }
        if let Some(wrong) = wrong {
            self.fault(name, wrong);
        }
        known
    }

    /// `true` or `false`; nothing when absent.
    pub(crate) fn choice(&mut self, name: &str) -> Option<bool> {
        match self.one(name)?.as_str() {
            "true" => Some(true),
            "false" => Some(false),
            _ => {
                self.fault(name, "must be true or false");
                None
            }
        }
    }

    /// `true` or `false`; false when absent.
    pub(crate) fn flag(&mut self, name: &str) -> bool {
        self.choice(name).unwrap_or(false)
    }

    /// All is read.
    ///
    /// # Errors
    /// All that was wrong, and what is not known.
    pub(crate) fn end(mut self) -> Result<(), Problem> {
        for (name, _) in std::mem::take(&mut self.pairs) {
            self.fault(&echo(&name), "is no parameter of this path");
        }
        Ok(self.faults.or(())?)
    }
}

/// What must hold of a word, of serde's words.
fn told(why: &value::Error) -> String {
    let said = why.to_string();
    echo(&plain(&said).unwrap_or(said))
}

/// A text without its percent signs; nothing for what no text has.
fn decoded(text: &str) -> Option<String> {
    let spaced = text.replace('+', " ");
    let text = percent_decode(spaced.as_bytes()).decode_utf8().ok()?;
    (!text.contains('\0')).then(|| text.into_owned())
}

impl<S: Send + Sync> FromRequestParts<S> for Asked {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        Ok(Self::of(parts.uri.query().unwrap_or_default()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rest::words::State;

    fn fields(asked: Asked) -> Vec<String> {
        let errors = asked.end().err().map(|problem| problem.errors).unwrap_or_default();
        errors.into_iter().map(|error| error.field).collect()
    }

    #[test]
    fn what_is_asked_is_read_in_every_usual_form() {
        let query =
            "state=queued,running&state=failed&limit=99999999999999999999999&all=true&q=a+b%20c";
        let mut asked = Asked::of(query);
        let states = [State::Queued, State::Running, State::Failed];
        assert_eq!(asked.words::<State>("state"), states);
        assert_eq!(asked.count("limit"), Some(u64::MAX));
        assert!(asked.flag("all"));
        assert_eq!(asked.one("q").as_deref(), Some("a b c"));
        assert_eq!(fields(asked), Vec::<String>::new());
    }

    #[test]
    fn a_page_has_a_most_and_an_empty_cursor_was_never_given() {
        assert_eq!(Asked::of("").page(), (0, String::new()));
        assert_eq!(Asked::of("limit=5000&cursor=a").page(), (1_000, "a".to_owned()));
        let mut asked = Asked::of("cursor=&limit=x");
        asked.page();
        assert_eq!(fields(asked), ["cursor", "limit"]);
    }

    #[test]
    fn a_cursor_that_is_a_number_has_one_way_to_be_written() {
        let read = |cursor: &str| {
            let mut asked = Asked::of(&format!("limit=5&cursor={cursor}"));
            let page = asked.numbered(1_000);
            (page, fields(asked))
        };
        for (good, wire) in [("7", "7"), ("1000", "1000"), ("999999999999999999", "1000")] {
            assert_eq!(read(good), ((5, wire.to_owned()), vec![]), "{good}");
        }
        for bad in ["", "0", "007", "%2B5", "-5", "5.0", "x", "1000000000000000000"] {
            assert_eq!(read(bad).1, ["cursor"], "{bad}");
        }
        assert_eq!(Asked::of("").numbered(7), (0, String::new()));
    }

    #[test]
    fn all_that_is_wrong_is_told_by_name() {
        let mut asked = Asked::of("limit=-1&limit=2&state=gone&all=yes&text=%FF&sate=queued&q=%00");
        asked.words::<State>("state");
        asked.count("limit");
        asked.flag("all");
        assert_eq!(asked.one("text"), None);
        asked.fault("text", "must be present");
        let expected = ["text", "q", "state", "limit", "all", "sate"];
        assert_eq!(fields(asked), expected);
    }
}
