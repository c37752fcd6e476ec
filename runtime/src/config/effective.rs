//! What holds, as text, and who said so. The one place from which configuration is shown.

use serde_json::Value;

use super::{Loaded, keys};

/// One thing that was told, fit to be shown: secrets are masked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// Section and name, such as `grpc.listen`.
    pub key: String,
    /// As text; empty when there is none.
    pub value: String,
    /// Who said so: a file, a variable, `flag` or `default`.
    pub source: String,
}

impl Loaded {
    /// Every key with what holds. Secrets and passwords in URLs are masked, because their types
    /// show themselves so.
    pub fn settings(&self) -> Vec<Setting> {
        let all = serde_json::to_value(&self.config).unwrap_or_default();
        let setting = |key: &super::Key| Setting {
            value: text(key.path.split('.').fold(&all, |value, name| &value[name])),
            source: self.origins.get(&key.path).map_or("default", String::as_str).to_owned(),
            key: key.path.clone(),
        };
        keys().iter().map(setting).collect()
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(text).collect::<Vec<_>>().join(","),
        Value::Object(pairs) => {
            let pairs: Vec<_> = pairs.iter().map(|(k, v)| format!("{k}={}", text(v))).collect();
            pairs.join(",")
        }
        Value::Bool(_) | Value::Number(_) => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Sources, load};

    #[test]
    fn every_key_is_told_with_who_set_it_and_no_secret_is_shown() {
        let variables = [
            ("DATABASE_URL", "postgres://tm:hunter2hunter2@db/tm?sslpassword=hunter3hunter3"),
            ("TASKMASTER_AUTH__ADMIN_TOKEN", "admin-secret-0123456789"),
            ("TASKMASTER_AUTH__JOIN_TOKEN", "join-secret-0123456789"),
            ("TASKMASTER_WORKER__LABELS", "zone=b,disk=ssd"),
        ];
        let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let flags = vec![("grpc.listen".to_owned(), "127.0.0.1:1".to_owned())];
        let sources = Sources { variables: variables.to_vec(), flags, ..Sources::default() };
        let settings = load(&sources).unwrap().settings();
        assert_eq!(settings.len(), keys().len());
        let of = |key: &str| {
            let found = settings.iter().find(|setting| setting.key == key).unwrap();
            (found.value.as_str(), found.source.as_str())
        };
        assert_eq!(of("grpc.listen"), ("127.0.0.1:1", "flag"));
        assert_eq!(of("worker.labels"), ("disk=ssd,zone=b", "TASKMASTER_WORKER__LABELS"));
        assert_eq!(of("auth.admin_token").1, "TASKMASTER_AUTH__ADMIN_TOKEN");
        assert_eq!(of("database.migrate").1, "default");
        let shown = format!("{settings:?}");
        for secret in ["hunter2", "hunter3", "admin-secret", "join-secret"] {
            assert!(!shown.contains(secret), "{secret} is shown");
        }
    }
}
