//! JSON objects of a client's own, which gRPC carries as `google.protobuf.Struct`.

use prost_types::{ListValue, Struct, Value, value::Kind};
use serde_json::{Map, Number, Value as Json};

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
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if number.fract() == 0.0 && number.abs() <= EXACT {
        #[expect(clippy::cast_possible_truncation, reason = "whole and within 2^53")]
        return Json::from(number as i64);
    }
    Number::from_f64(number).map_or(Json::Null, Json::Number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_survives_the_wire() {
        let text = r#"{"a":[1,-2.5,null,true,{"b":"c"}],"d":{}}"#;
        let object: Map<String, Json> = serde_json::from_str(text).unwrap();
        assert_eq!(from_wire(to_wire(object.clone())), object);
    }
}
