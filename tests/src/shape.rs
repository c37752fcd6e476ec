//! Holds answers against an OpenAPI document. Knows the part of JSON Schema that such documents
//! use, and refuses a word that it does not know, so that nothing is passed over in silence.

use std::{fs, path::Path};

use serde_json::Value;

/// Words that say nothing about what is valid, or only to a reader.
const SILENT: [&str; 10] = [
    "description",
    "title",
    "example",
    "examples",
    "default",
    "deprecated",
    "format",
    "readOnly",
    "$comment",
    "contentMediaType",
];

/// An OpenAPI document.
#[derive(Clone, Debug)]
pub struct Document(Value);

impl Document {
    /// The one in a file of the project.
    pub fn committed(path: &str) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join(path);
        let text = fs::read_to_string(&path);
        let text = text.unwrap_or_else(|cause| panic!("{}: {cause}", path.display()));
        Self::new(serde_json::from_str(&text).unwrap())
    }

    /// One that is in memory.
    pub const fn new(document: Value) -> Self {
        Self(document)
    }

    /// The document itself.
    pub const fn value(&self) -> &Value {
        &self.0
    }

    /// Method and path template of each operation.
    pub fn operations(&self) -> Vec<(String, String)> {
        let paths = self.0["paths"].as_object().unwrap();
        let methods = ["get", "post", "put", "patch", "delete"];
        let of = |path: &String, item: &Value| {
            let there = methods.iter().filter(|method| item.get(**method).is_some());
            there.map(|method| (method.to_uppercase(), path.clone())).collect::<Vec<_>>()
        };
        paths.iter().flat_map(|(path, item)| of(path, item)).collect()
    }

    /// What an answer does wrong; `path` is the template. Nothing wrong is an empty list.
    pub fn wrongs(&self, method: &str, path: &str, status: u16, body: &Value) -> Vec<String> {
        let operation = &self.0["paths"][path][method.to_lowercase()];
        let answers = self.resolved(&operation["responses"]);
        let exact = answers.get(status.to_string()).or_else(|| answers.get("default"));
        let Some(answer) = exact.map(|answer| self.resolved(answer)) else {
            return vec![format!("{method} {path} has no answer {status}: {body}")];
        };
        let content = answer.get("content").and_then(Value::as_object);
        let Some(media) = content.and_then(|content| content.values().next()) else {
            let text = format!("{method} {path} {status} has no body but answers {body}");
            return if body.is_null() { Vec::new() } else { vec![text] };
        };
        let mut wrongs = Vec::new();
        self.check(&media["schema"], body, &format!("{method} {path} {status}"), &mut wrongs);
        wrongs
    }

    fn resolved<'a>(&'a self, value: &'a Value) -> &'a Value {
        let Some(reference) = value.get("$ref").and_then(Value::as_str) else { return value };
        let found = self.0.pointer(reference.trim_start_matches('#'));
        self.resolved(found.unwrap_or_else(|| panic!("{reference} is not in the document")))
    }

    fn is_valid(&self, schema: &Value, value: &Value) -> bool {
        let mut wrongs = Vec::new();
        self.check(schema, value, "", &mut wrongs);
        wrongs.is_empty()
    }

    /// Whether it fits as a part of a whole, whose other parts may list more names.
    fn is_part(&self, schema: &Value, value: &Value) -> bool {
        let mut wrongs = Vec::new();
        self.check_listed(schema, value, "", &mut wrongs, true);
        wrongs.is_empty()
    }

    fn check(&self, schema: &Value, value: &Value, at: &str, wrongs: &mut Vec<String>) {
        self.check_listed(schema, value, at, wrongs, false);
        self.check_others(schema, value, at, wrongs);
    }

    /// All but the names that the schema does not list: they may be another part's of an `allOf`.
    fn check_listed(
        &self,
        schema: &Value,
        value: &Value,
        at: &str,
        wrongs: &mut Vec<String>,
        is_part: bool,
    ) {
        let schema = self.resolved(schema);
        let Some(words) = schema.as_object() else {
            assert_eq!(schema, true, "{at}: no schema");
            return;
        };
        for (word, says) in words {
            let fits = match word.as_str() {
                "type" => is_of_type(says, value),
                "enum" => says.as_array().unwrap().contains(value),
                "const" => says == value,
                "nullable" => true,
                "minimum" => value.as_f64().is_none_or(|n| n >= says.as_f64().unwrap()),
                "maximum" => value.as_f64().is_none_or(|n| n <= says.as_f64().unwrap()),
                "minLength" => length(value).is_none_or(|n| n >= says.as_u64().unwrap()),
                "maxLength" => length(value).is_none_or(|n| n <= says.as_u64().unwrap()),
                "minItems" => items(value).is_none_or(|n| n >= says.as_u64().unwrap()),
                "maxItems" => items(value).is_none_or(|n| n <= says.as_u64().unwrap()),
                "required" => {
                    let names = says.as_array().unwrap().iter().filter_map(Value::as_str);
                    let missing: Vec<_> = names.filter(|name| value.get(name).is_none()).collect();
                    value.is_null() || missing.is_empty() || !value.is_object()
                }
                "allOf" => {
                    let parts = says.as_array().unwrap();
                    parts.iter().for_each(|part| self.check_listed(part, value, at, wrongs, true));
                    true
                }
                "anyOf" => says.as_array().unwrap().iter().any(|part| self.is_valid(part, value)),
                "oneOf" => {
                    let fits = if is_part { Self::is_part } else { Self::is_valid };
                    let parts = says.as_array().unwrap().iter();
                    parts.filter(|part| fits(self, part, value)).count() == 1
                }
                "items" => {
                    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                        self.check(says, item, &format!("{at}[{index}]"), wrongs);
                    }
                    true
                }
                "properties" => {
                    for (name, part) in says.as_object().unwrap() {
                        if let Some(inner) = value.get(name) {
                            self.check(part, inner, &format!("{at}.{name}"), wrongs);
                        }
                    }
                    true
                }
                "additionalProperties" | "propertyNames" | "discriminator" => true,
                word if SILENT.contains(&word) => true,
                word => panic!("{at}: the schema's word {word:?} is not known here"),
            };
            if !fits {
                wrongs.push(format!("{at}: {word} {says} does not hold of {value}"));
            }
        }
    }

    /// A name that no part of the schema lists: as `additionalProperties` says; where it is silent
    /// the name is undocumented.
    fn check_others(&self, schema: &Value, value: &Value, at: &str, wrongs: &mut Vec<String>) {
        let schema = self.resolved(schema);
        let mut known = Vec::new();
        self.names(schema, value, &mut known);
        let others = schema.get("additionalProperties");
        if known.is_empty() && others.is_none() {
            return;
        }
        let fields = value.as_object().into_iter().flatten();
        for (name, inner) in fields.filter(|(name, _)| !known.contains(&name.as_str())) {
            match others {
                None | Some(Value::Bool(false)) => {
                    wrongs.push(format!("{at}: {name} is not documented"));
                }
                Some(Value::Bool(true)) => {}
                Some(part) => self.check(part, inner, &format!("{at}.{name}"), wrongs),
            }
        }
    }

    /// The names that a schema lists, in all its parts, and of a choice in the one that is taken.
    fn names<'a>(&'a self, schema: &'a Value, value: &Value, names: &mut Vec<&'a str>) {
        let schema = self.resolved(schema);
        let listed = schema.get("properties").and_then(Value::as_object);
        names.extend(listed.into_iter().flat_map(|listed| listed.keys()).map(String::as_str));
        let parts = schema.get("allOf").and_then(Value::as_array);
        for part in parts.into_iter().flatten() {
            self.names(part, value, names);
            let choices = self.resolved(part).get("oneOf").and_then(Value::as_array);
            let taken = choices.into_iter().flatten().filter(|part| self.is_part(part, value));
            taken.for_each(|part| self.names(part, value, names));
        }
    }
}

fn is_of_type(says: &Value, value: &Value) -> bool {
    let is = |name: &Value| match name.as_str().unwrap() {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("no type {other}"),
    };
    says.as_array().map_or_else(|| is(says), |names| names.iter().any(is))
}

fn length(value: &Value) -> Option<u64> {
    value.as_str().map(|text| text.chars().count() as u64)
}

fn items(value: &Value) -> Option<u64> {
    value.as_array().map(|items| items.len() as u64)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn document(schema: Value) -> Document {
        Document::new(json!({ "paths": { "/x": { "get": { "responses": { "200": {
            "content": { "application/json": { "schema": schema } } } } } } },
            "components": { "schemas": { "N": { "type": ["integer", "null"], "minimum": 1 } } } }))
    }

    #[test]
    fn what_does_not_fit_is_named_with_its_place() {
        let document = document(json!({ "type": "object", "required": ["a", "b"], "properties": {
            "a": { "$ref": "#/components/schemas/N" },
            "b": { "type": "array", "items": { "type": "string" } } } }));
        let wrongs = |body| document.wrongs("GET", "/x", 200, &body);
        assert_eq!(wrongs(json!({ "a": null, "b": ["x"] })), [""; 0]);
        for body in [json!({ "a": 0, "b": [] }), json!({ "a": 1 }), json!({ "a": 1, "b": [1] })] {
            assert_eq!(wrongs(body.clone()).len(), 1, "{body}");
        }
        assert_eq!(wrongs(json!([])).len(), 1);
        assert!(wrongs(json!({ "a": 1, "b": [], "c": 1 }))[0].contains("c is not documented"));
        assert_eq!(document.wrongs("GET", "/x", 418, &Value::Null).len(), 1);
    }

    #[test]
    fn the_parts_of_a_whole_list_its_names_together() {
        let part = |name: &str| json!({ "type": "object", "properties": { name: {} } });
        let document = document(json!({ "allOf": [part("a"), part("b")] }));
        assert_eq!(document.wrongs("GET", "/x", 200, &json!({ "a": 1, "b": 2 })), [""; 0]);
        assert_eq!(document.wrongs("GET", "/x", 200, &json!({ "a": 1, "c": 2 })).len(), 1);
    }

    #[test]
    fn a_part_may_be_a_choice_and_brings_the_names_of_what_is_taken() {
        let kind = |word: &str, name: &str| {
            json!({
                "properties": { "kind": { "enum": [word] }, name: { "type": "integer" } },
                "required": ["kind", name],
            })
        };
        let rest = json!({ "properties": { "active": { "type": "boolean" } } });
        let choice = json!({ "oneOf": [kind("a", "x"), kind("b", "y")] });
        let document = document(json!({ "allOf": [choice, rest] }));
        let wrongs = |value: Value| document.wrongs("GET", "/x", 200, &value);
        assert_eq!(wrongs(json!({ "kind": "a", "x": 1, "active": true })), [""; 0]);
        assert!(wrongs(json!({ "kind": "a", "y": 1 }))[0].contains("oneOf"), "none is taken");
        assert_eq!(wrongs(json!({ "kind": "b", "y": 1, "x": 1 })).len(), 1, "of the other one");
    }

    #[test]
    #[should_panic(expected = "not known here")]
    fn a_word_that_is_not_known_is_not_passed_over() {
        document(json!({ "patternProperties": {} })).wrongs("GET", "/x", 200, &json!({}));
    }
}
