//! All keys of the configuration, read off its types: one list for variables, flags, checks of
//! spelling and the reference page.

use std::sync::OnceLock;

use schemars::generate::SchemaSettings;
use serde_json::Value;

use super::Config;

/// One thing that can be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// Section and name, such as `grpc.listen`; a name alone at the top.
    pub path: String,
    /// How a text becomes its value.
    pub kind: Kind,
    /// Its comment.
    pub doc: String,
    /// Its default as JSON; `null` when there is none.
    pub default: Value,
}

/// How a text, of a variable or flag, becomes a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// As it is.
    Text,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// Texts with commas between them.
    List,
    /// `name=value` pairs with commas between them.
    Map,
}

impl Key {
    /// The variable that sets it: `TASKMASTER_GRPC__LISTEN`.
    pub fn variable(&self) -> String {
        format!("TASKMASTER_{}", self.path.replace('.', "__").to_uppercase())
    }

    /// Its section, such as `grpc` or `fleet.docker`; empty at the top.
    pub fn section(&self) -> &str {
        self.path.rsplit_once('.').map_or("", |(section, _)| section)
    }
}

/// The key at `path`.
pub(super) fn key(path: &str) -> Option<&'static Key> {
    keys().iter().find(|key| key.path == path)
}

/// All keys: those at the top first, then section by section.
pub fn keys() -> &'static [Key] {
    static KEYS: OnceLock<Vec<Key>> = OnceLock::new();
    KEYS.get_or_init(|| {
        let schema = schema();
        let defaults = serde_json::to_value(Config::default()).unwrap_or_default();
        let mut keys = Vec::new();
        gather("", &schema, &defaults, &mut keys);
        keys
    })
}

/// The keys of a section, then those of the sections within it.
fn gather(section: &str, schema: &Value, defaults: &Value, keys: &mut Vec<Key>) {
    let path = |name: &str| {
        if section.is_empty() { name.to_owned() } else { format!("{section}.{name}") }
    };
    let (leaves, inner): (Vec<_>, Vec<_>) =
        properties(schema).into_iter().partition(|(_, property)| properties(property).is_empty());
    for (name, property) in leaves {
        keys.push(leaf(path(name), property, &defaults[name]));
    }
    for (name, property) in inner {
        gather(&path(name), property, &defaults[name], keys);
    }
}

/// The schema of the whole configuration, without references.
pub(super) fn schema() -> Value {
    let settings = SchemaSettings::default().with(|settings| settings.inline_subschemas = true);
    settings.into_generator().into_root_schema_for::<Config>().into()
}

/// The comment of a schema, as one paragraph.
pub(super) fn doc(schema: &Value) -> String {
    let doc = schema["description"].as_str().unwrap_or_default();
    doc.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn properties(schema: &Value) -> Vec<(&String, &Value)> {
    schema["properties"].as_object().into_iter().flatten().collect()
}

fn leaf(path: String, schema: &Value, default: &Value) -> Key {
    let types = &schema["type"];
    let is = |name: &str| {
        types == name || types.as_array().is_some_and(|all| all.iter().any(|one| one == name))
    };
    let kind = if is("integer") {
        Kind::Integer
    } else if is("number") {
        Kind::Number
    } else if is("boolean") {
        Kind::Boolean
    } else if is("array") {
        Kind::List
    } else if is("object") {
        Kind::Map
    } else {
        Kind::Text
    };
    Key { path, kind, doc: doc(schema), default: default.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_has_a_comment() {
        for key in keys() {
            assert!(!key.doc.is_empty(), "{}", key.path);
        }
    }

    #[test]
    fn kinds_follow_the_types() {
        let kind = |path| key(path).unwrap().kind;
        assert_eq!(kind("data_dir"), Kind::Text);
        assert_eq!(kind("grpc.listen"), Kind::Text);
        assert_eq!(kind("log.format"), Kind::Text);
        assert_eq!(kind("worker.slots"), Kind::Integer);
        assert_eq!(kind("worker.queues"), Kind::List);
        assert_eq!(kind("worker.labels"), Kind::Map);
        assert_eq!(kind("database.migrate"), Kind::Boolean);
        assert_eq!(kind("trace.sampling_ratio"), Kind::Number);
    }
}
