//! JSON objects of a client's own, which gRPC carries as `google.protobuf.Struct`.

use prost_types::{ListValue, Struct, Value, value::Kind};
use serde_json::{Map, Number, Value as Json};

/// Largest whole number, either way, to which all smaller ones are doubles too, as the wire has them.
const EXACT: f64 = 9_007_199_254_740_992.0;
/// The same for integers.
const EXACT_WHOLE: u64 = 1 << 53;
/// Nesting that every message with it can have: each level of objects is three of the wire, which
/// has 100.
const DEPTH: usize = 30;

/// Something that the wire would not carry unchanged.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Lost {
    /// Where it is, below the object: `.a[3]`.
    pub(crate) path: String,
    /// What must hold of it.
    pub(crate) message: &'static str,
}

/// Whether the wire carries an object unchanged.
///
/// # Errors
/// The first thing that it would not.
pub(crate) fn check(object: &Map<String, Json>) -> Result<(), Lost> {
    check_fields(object, 0)
}

fn check_fields(object: &Map<String, Json>, depth: usize) -> Result<(), Lost> {
    object.iter().try_for_each(|(name, value)| {
        check_value(value, depth + 1).map_err(|lost| lost.below(|| format!("[{name:?}]")))
    })
}

fn check_value(value: &Json, depth: usize) -> Result<(), Lost> {
    if depth > DEPTH {
        return Err(Lost { path: String::new(), message: TOO_DEEP });
    }
    match value {
        Json::Number(number) if !is_exact(number) => {
            Err(Lost { path: String::new(), message: "must be between -2^53 and 2^53" })
        }
        Json::Array(items) => items.iter().enumerate().try_for_each(|(n, item)| {
            check_value(item, depth + 1).map_err(|lost| lost.below(|| format!("[{n}]")))
        }),
        Json::Object(fields) => check_fields(fields, depth),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => Ok(()),
    }
}

const TOO_DEEP: &str = "must not be nested deeper than 30";

impl Lost {
    fn below(mut self, name: impl FnOnce() -> String) -> Self {
        // Where something deep is helps nobody.
        if self.message != TOO_DEEP {
            self.path.insert_str(0, &name());
        }
        self
    }
}

fn is_exact(number: &Number) -> bool {
    match (number.as_i64(), number.as_f64()) {
        (Some(whole), _) => whole.unsigned_abs() <= EXACT_WHOLE,
        (None, Some(float)) => float.abs() <= EXACT,
        (None, None) => false,
    }
}

/// An object for the wire. Whoever read it has bounded its depth.
pub(crate) fn to_wire(object: Map<String, Json>) -> Struct {
    Struct {
        fields: object.into_iter().map(|(name, value)| (name, value_to_wire(value))).collect(),
    }
}

fn value_to_wire(json: Json) -> Value {
    let kind = match json {
        Json::Null => Kind::NullValue(0),
        Json::Bool(yes) => Kind::BoolValue(yes),
        Json::Number(number) => Kind::NumberValue(number.as_f64().unwrap_or(0.0)),
        Json::String(text) => Kind::StringValue(text),
        Json::Array(items) => {
            Kind::ListValue(ListValue { values: items.into_iter().map(value_to_wire).collect() })
        }
        Json::Object(fields) => Kind::StructValue(to_wire(fields)),
    };
    Value { kind: Some(kind) }
}

/// An object from the wire.
pub(crate) fn from_wire(object: Struct) -> Map<String, Json> {
    object.fields.into_iter().map(|(name, value)| (name, value_from_wire(value))).collect()
}

fn value_from_wire(value: Value) -> Json {
    match value.kind {
        None | Some(Kind::NullValue(_)) => Json::Null,
        Some(Kind::BoolValue(yes)) => Json::Bool(yes),
        Some(Kind::NumberValue(number)) => number_from_wire(number),
        Some(Kind::StringValue(text)) => Json::String(text),
        Some(Kind::ListValue(list)) => list.values.into_iter().map(value_from_wire).collect(),
        Some(Kind::StructValue(object)) => Json::Object(from_wire(object)),
    }
}

/// The wire knows only doubles; a whole number reads as one.
fn number_from_wire(number: f64) -> Json {
    if number.fract() == 0.0 && number.abs() <= EXACT {
        #[expect(clippy::cast_possible_truncation, reason = "whole and within 2^53")]
        return Json::from(number as i64);
    }
    Number::from_f64(number).map_or(Json::Null, Json::Number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lost(text: &str) -> Option<(String, &'static str)> {
        let object: Map<String, Json> = serde_json::from_str(text).unwrap();
        check(&object).err().map(|lost| (lost.path, lost.message))
    }

    #[test]
    fn a_number_that_would_change_is_told_by_its_place() {
        let limit = "must be between -2^53 and 2^53";
        assert_eq!(lost(r#"{"a":9007199254740992,"b":-9007199254740992,"c":0.1}"#), None);
        for number in ["9007199254740993", "-9007199254740993", "18446744073709551615"] {
            let text = format!(r#"{{"a":[0,{{"b":{number}}}]}}"#);
            assert_eq!(lost(&text), Some((r#"["a"][1]["b"]"#.to_owned(), limit)), "{number}");
        }
        let long = format!(r#"{{"a":{}}}"#, "1".repeat(30));
        assert_eq!(lost(&long), Some((r#"["a"]"#.to_owned(), limit)));
    }

    #[test]
    fn what_is_deep_is_told_of_the_whole() {
        let deep = |n| format!(r#"{{"a":{}1{}}}"#, "[".repeat(n), "]".repeat(n));
        assert_eq!(lost(&deep(29)), None);
        assert_eq!(lost(&deep(30)), Some((String::new(), TOO_DEEP)));
    }

    #[test]
    fn an_object_survives_the_wire() {
        let text = r#"{"a":[1,-2.5,null,true,{"b":"c"}],"d":{}}"#;
        let object: Map<String, Json> = serde_json::from_str(text).unwrap();
        assert_eq!(from_wire(to_wire(object.clone())), object);
    }
}
