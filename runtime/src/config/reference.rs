//! `docs/configuration.md`, printed from the comments of the configuration's types.

use std::fmt::{self, Write};

use serde_json::Value;

use super::{
    env::{ALIASES, RESERVED},
    keys::{Key, Kind, doc, keys, schema},
    replaced::{GROUPS, Place},
};

/// The whole page.
pub fn reference() -> String {
    let mut page = String::new();
    // Writing to a string cannot fail.
    let _ = write(&mut page);
    page
}

const HEAD: &str = "\
# Configuration

<!-- Printed by `taskmaster docs configuration`; change the comments in runtime/src/config. -->

Layers, the later the stronger:

1. the defaults below;
2. the file of `--config FILE`, `.toml` or `.yaml`;
3. `.env` in the working folder;
4. the environment;
5. flags.

Every key has a variable: `TASKMASTER_`, the section, two underscores, the name, all in capitals.
A single underscore does as well. Lists are texts with commas between them, maps are `name=value`
pairs with commas between them. A variable that is empty says nothing. An unknown key is refused by
name; so is a variable with two underscores that fits no key, while another stray `TASKMASTER_…`
is only warned of, because Kubernetes makes such names of its own.

Durations are written `250ms`, `30s`, `1h30m`, `30d`; sizes `64kB`, `256MB` (1 MB is 1,000,000
bytes); addresses `127.0.0.1:50051`, or a port alone for loopback.

`taskmaster config show` prints what holds and who said so, secrets masked;
`taskmaster config validate` prints all that is wrong. No secret is a flag.

```toml
# taskmaster.toml
[database]
url_file = \"/run/secrets/database-url\"

[grpc]
listen = \"0.0.0.0:50051\"
advertise = \"http://coordinator-1:50051\"

[worker]
queues = [\"default\", \"mail\"]
labels = { zone = \"b\" }
```
";

fn write(page: &mut String) -> fmt::Result {
    page.push_str(HEAD);
    let schema = schema();
    let mut section = "";
    writeln!(page, "\n## At the top\n")?;
    table_head(page)?;
    for key in keys() {
        if key.section() != section {
            section = key.section();
            let about = section.split('.').fold(&schema, |of, name| &of["properties"][name]);
            let about = doc(about);
            writeln!(page, "\n## `[{section}]`\n\n{about}\n")?;
            table_head(page)?;
        }
        row(page, key)?;
    }
    writeln!(page, "\n## Other variables\n\n| variable | meaning |\n|---|---|")?;
    for (alias, path) in ALIASES {
        writeln!(page, "| `{alias}` | the same as `{path}`; its `TASKMASTER_…` beats it |")?;
    }
    for (name, meaning) in RESERVED {
        writeln!(page, "| `{name}` | {meaning} |")?;
    }
    replaced(page)
}

fn table_head(page: &mut String) -> fmt::Result {
    writeln!(page, "| key | variable | type | default | meaning |\n|---|---|---|---|---|")
}

fn row(page: &mut String, key: &Key) -> fmt::Result {
    let Key { path, doc, default, .. } = key;
    let variable = key.variable();
    let kind = match key.kind {
        Kind::Text => "text",
        Kind::Integer => "whole number",
        Kind::Number => "number",
        Kind::Boolean => "true or false",
        Kind::List => "list",
        Kind::Map => "map",
    };
    let default = match default {
        Value::Null => "none".to_owned(),
        Value::String(text) if text.is_empty() => "empty".to_owned(),
        Value::String(text) => format!("`{text}`"),
        Value::Object(map) if map.is_empty() => "empty".to_owned(),
        Value::Array(list) if list.is_empty() => "empty".to_owned(),
        other => format!("`{other}`"),
    };
    writeln!(page, "| `{path}` | `{variable}` | {kind} | {default} | {doc} |")
}

fn replaced(page: &mut String) -> fmt::Result {
    page.push_str(
        "\n## What took the place of the variables of the systems that TaskMaster replaces\n\n\
         A: TaskFlow, the single binary. B: TaskFlow, the queue. C: the recurring copy task.\n\
         D: Task Runner. E: the node system.\n\n\
         | of | variable | here |\n|---|---|---|\n",
    );
    for (systems, names, place) in GROUPS {
        let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
        let names = names.join(", ");
        match place {
            Place::Key(path, note) => writeln!(page, "| {systems} | {names} | `{path}`{note} |")?,
            Place::Other(text) => writeln!(page, "| {systems} | {names} | {text} |")?,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_page_is_what_the_types_say() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/configuration.md");
        let committed = std::fs::read_to_string(path).unwrap();
        assert!(
            committed == reference(),
            "run `cargo run -p taskmaster-cli -- docs configuration > docs/configuration.md`"
        );
    }

    #[test]
    fn every_key_that_took_a_place_exists() {
        for (_, names, place) in GROUPS {
            assert!(!names.is_empty());
            if let Place::Key(path, _) = place {
                assert!(keys().iter().any(|key| key.path == *path), "{path}");
            }
        }
    }
}
