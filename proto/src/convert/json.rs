//! JSON objects, which the wire carries as `google.protobuf.Struct`.

use prost_types::{ListValue, Struct, Value, value::Kind};
use serde_json::{Map, Number, Value as Json};

/// Nesting beyond this is refused, so that no input can exhaust a stack.
const DEPTH: usize = 30;

/// A JSON object on the wire; nothing for an empty text.
pub(crate) fn to_struct(text: &str) -> Option<Struct> {
    let object: Map<String, Json> = serde_json::from_str(text).ok()?;
    Some(Struct {
        fields: object.into_iter().map(|(name, value)| (name, to_value(value))).collect(),
    })
}

fn to_value(json: Json) -> Value {
    let kind = match json {
        Json::Null => Kind::NullValue(0),
        Json::Bool(yes) => Kind::BoolValue(yes),
        Json::Number(number) => Kind::NumberValue(number.as_f64().unwrap_or(0.0)),
        Json::String(text) => Kind::StringValue(text),
        Json::Array(items) => {
            Kind::ListValue(ListValue { values: items.into_iter().map(to_value).collect() })
        }
        Json::Object(fields) => Kind::StructValue(Struct {
            fields: fields.into_iter().map(|(name, value)| (name, to_value(value))).collect(),
        }),
    };
    Value { kind: Some(kind) }
}

/// A JSON object from the wire, as a text of at most `max` bytes.
pub(crate) fn from_struct(object: &Struct, max: usize) -> Result<String, String> {
    let json = Json::Object(from_fields(object, 0)?);
    let text = json.to_string();
    if text.len() > max {
        return Err(format!("must have at most {max} bytes, has {}", text.len()));
    }
    Ok(text)
}

fn from_fields(object: &Struct, depth: usize) -> Result<Map<String, Json>, String> {
    object
        .fields
        .iter()
        .map(|(name, value)| {
            no_nul(name)?;
            Ok((name.clone(), from_value(value, depth + 1)?))
        })
        .collect()
}

/// No database keeps U+0000, in names as little as in texts.
fn no_nul(text: &str) -> Result<(), String> {
    if text.contains('\0') { Err("must not contain U+0000".to_owned()) } else { Ok(()) }
}

fn from_value(value: &Value, depth: usize) -> Result<Json, String> {
    if depth > DEPTH {
        return Err(format!("must not be nested deeper than {DEPTH}"));
    }
    Ok(match &value.kind {
        None | Some(Kind::NullValue(_)) => Json::Null,
        Some(Kind::BoolValue(yes)) => Json::Bool(*yes),
        Some(Kind::NumberValue(number)) => from_number(*number)?,
        Some(Kind::StringValue(text)) => {
            no_nul(text)?;
            Json::String(text.clone())
        }
        Some(Kind::ListValue(list)) => Json::Array(
            list.values.iter().map(|item| from_value(item, depth + 1)).collect::<Result<_, _>>()?,
        ),
        Some(Kind::StructValue(object)) => Json::Object(from_fields(object, depth)?),
    })
}

/// The wire knows only doubles; a whole number reads as one.
fn from_number(number: f64) -> Result<Json, String> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if number.fract() == 0.0 && number.abs() <= EXACT {
        #[expect(clippy::cast_possible_truncation, reason = "whole and within 2^53")]
        return Ok(Json::Number(Number::from(number as i64)));
    }
    Number::from_f64(number).map(Json::Number).ok_or("must have finite numbers".to_owned())
}
