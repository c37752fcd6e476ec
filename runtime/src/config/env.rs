//! Variables: from the environment or from `.env`, and how their texts become values.

use figment::value::{Dict, Value};

use super::keys::{Key, Kind, key, keys};

/// Well-known names that set a key. `TASKMASTER_…` of the same key beats them.
pub(super) const ALIASES: &[(&str, &str)] = &[
    ("DATABASE_URL", "database.url"),
    ("RUST_LOG", "log.level"),
    ("OTEL_EXPORTER_OTLP_ENDPOINT", "trace.endpoint"),
    ("OTEL_SERVICE_NAME", "trace.service_name"),
];

/// Names that are ours and no keys: what client commands read, and what tasks are given.
pub(super) const RESERVED: &[(&str, &str)] = &[
    (
        "TASKMASTER_ADDRESS",
        "Coordinator that client commands call, such as `http://127.0.0.1:50051`.",
    ),
    ("TASKMASTER_TOKEN", "Token that client commands show."),
    ("TASKMASTER_TOKEN_FILE", "File whose first line is that token."),
    ("TASKMASTER_CONFIG", "File of `--config`."),
    (
        "TASKMASTER_TASK_ID",
        "Given to commands: their task. `TASKMASTER_ATTEMPT` is their attempt, `TASKMASTER_ADDRESS` \
         a coordinator, and `TASKMASTER_TASK_TOKEN` a token for `taskmaster report` there, good for \
         this task alone and no longer than the attempt may run.",
    ),
];

/// Prefixes of what tasks are given and of what Kubernetes adds for a service named taskmaster.
const FOREIGN: &[&str] = &[
    "TASKMASTER_TASK_ID",
    "TASKMASTER_TASK_TOKEN",
    "TASKMASTER_ATTEMPT",
    "TASKMASTER_SERVICE_",
    "TASKMASTER_PORT",
];

/// What a variable is to us.
#[derive(Debug, PartialEq)]
pub(super) enum Variable {
    /// It sets a key.
    Sets(&'static Key),
    /// It is none of ours.
    Foreign,
    /// It looks like ours, but no key has this name: worth a warning.
    Unknown,
    /// It names a section and a key as only we do, and there is no such key: a mistake.
    Misspelt,
}

/// Says what a variable is. `__` stands between section and key; a single `_` does as well.
pub(super) fn variable(name: &str) -> Variable {
    if let Some((_, path)) = ALIASES.iter().find(|(alias, _)| *alias == name) {
        return key(path).map_or(Variable::Foreign, Variable::Sets);
    }
    let Some(rest) = name.strip_prefix("TASKMASTER_") else { return Variable::Foreign };
    let rest = rest.to_lowercase();
    let flat = |path: &str| path.replace('.', "_");
    let found =
        keys().iter().find(|key| key.path == rest.replace("__", ".") || flat(&key.path) == rest);
    match found {
        Some(key) => Variable::Sets(key),
        None if RESERVED.iter().any(|(reserved, _)| *reserved == name) => Variable::Foreign,
        None if rest.contains("__") => Variable::Misspelt,
        None if FOREIGN.iter().any(|prefix| name.starts_with(prefix)) => Variable::Foreign,
        None => Variable::Unknown,
    }
}

/// The value of `key` that `text` stands for.
///
/// # Errors
/// What must hold, readable behind the variable's or flag's name.
pub(super) fn value(key: &Key, text: &str) -> Result<Value, String> {
    let refused = |what: &str| format!("must be {what}, is {text:?}");
    let text = text.trim();
    Ok(match key.kind {
        Kind::Text => Value::from(text),
        Kind::Integer => Value::from(text.parse::<i64>().map_err(|_| refused("a whole number"))?),
        Kind::Number => Value::from(text.parse::<f64>().map_err(|_| refused("a number"))?),
        Kind::Boolean => match text {
            "true" | "1" | "yes" | "on" => Value::from(true),
            "false" | "0" | "no" | "off" => Value::from(false),
            _ => return Err(refused("true or false")),
        },
        Kind::List => parts(text).map(Value::from).collect::<Vec<_>>().into(),
        Kind::Map => {
            let pair = |part: &str| {
                let (name, value) = part.split_once('=')?;
                Some((name.trim().to_owned(), Value::from(value.trim())))
            };
            let pairs =
                parts(text).map(|part| pair(part).ok_or_else(|| refused("name=value pairs")));
            pairs.collect::<Result<Dict, _>>()?.into()
        }
    })
}

fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim).filter(|part| !part.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sets(name: &str) -> &'static str {
        match variable(name) {
            Variable::Sets(key) => &key.path,
            other => panic!("{name}: {other:?}"),
        }
    }

    #[test]
    fn a_key_has_a_name_with_two_underscores_and_one_with_a_single_one() {
        assert_eq!(sets("TASKMASTER_GRPC__LISTEN"), "grpc.listen");
        assert_eq!(sets("TASKMASTER_GRPC_LISTEN"), "grpc.listen");
        assert_eq!(sets("TASKMASTER_WORKER__DRAIN_GRACE"), "worker.drain_grace");
        assert_eq!(sets("TASKMASTER_DATA_DIR"), "data_dir");
        assert_eq!(sets("DATABASE_URL"), "database.url");
    }

    #[test]
    fn no_two_keys_share_a_name() {
        for key in keys() {
            assert_eq!(sets(&key.variable()), key.path);
            assert_eq!(sets(&key.variable().replace("__", "_")), key.path);
        }
    }

    #[test]
    fn what_a_cluster_adds_is_not_taken_for_ours() {
        assert_eq!(variable("TASKMASTER_GRPC__LISTN"), Variable::Misspelt);
        assert_eq!(variable("TASKMASTER_LISTN"), Variable::Unknown);
        assert_eq!(variable("TASKMASTER_PORT_50051_TCP_ADDR"), Variable::Foreign);
        assert_eq!(variable("TASKMASTER_TOKEN"), Variable::Foreign);
        assert_eq!(variable("HOME"), Variable::Foreign);
    }

    #[test]
    fn texts_become_values_as_the_key_asks() {
        let of = |path: &str, text: &str| value(key(path).unwrap(), text);
        assert_eq!(of("worker.name", "007"), Ok(Value::from("007")));
        assert_eq!(of("worker.slots", "7"), Ok(Value::from(7_i64)));
        assert_eq!(of("worker.slots", "x"), Err("must be a whole number, is \"x\"".to_owned()));
        let list = Value::from(vec![Value::from("a"), Value::from("b")]);
        assert_eq!(of("worker.queues", "a, b,"), Ok(list));
        assert!(of("worker.labels", "gpu").is_err());
        assert!(of("worker.labels", "gpu=a100,zone=b").is_ok());
    }
}
