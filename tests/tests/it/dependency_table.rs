//! Who may use whom: the table of the architecture, held against what cargo says.

use std::{collections::BTreeSet, process::Command};

use serde_json::Value;

/// A crate and what of ours it may use; `docs/architecture.md` has the same table.
const MAY_USE: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("proto", &["domain"]),
    ("store", &["domain"]),
    ("store-postgres", &["domain", "store"]),
    ("store-sqlite", &["domain", "store"]),
    ("store-memory", &["domain", "store"]),
    ("runtime", &["domain"]),
    ("coordinator", &["domain", "store", "proto", "runtime"]),
    ("scheduler", &["domain", "store", "proto", "runtime"]),
    ("worker", &["domain", "proto", "runtime"]),
    ("gateway", &["domain", "proto", "runtime"]),
];

/// Crates that join the others, and may use all of them.
const JOIN_ALL: &[&str] = &["cli", "tests", "bench"];

/// Crates of others, and who alone may use them.
const ONLY: &[(&str, &[&str])] = &[
    ("sqlx", &["store-postgres", "store-sqlite", "bench", "tests"]),
    ("bollard", &["scheduler"]),
    ("kube", &["scheduler"]),
    ("axum", &["gateway", "runtime"]),
];

/// Folder-like names of the workspace's crates, and what each uses: name and whether only in tests.
fn crates() -> Vec<(String, Vec<(String, bool)>)> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let args = ["metadata", "--no-deps", "--format-version", "1", "--offline"];
    let output = Command::new(cargo).args(args).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let read = |package: &Value| {
        let uses = package["dependencies"].as_array().unwrap().iter().map(|dependency| {
            (short(dependency["name"].as_str().unwrap()), dependency["kind"] == "dev")
        });
        (short(package["name"].as_str().unwrap()), uses.collect())
    };
    metadata["packages"].as_array().unwrap().iter().map(read).collect()
}

fn short(name: &str) -> String {
    name.strip_prefix("taskmaster-").unwrap_or(name).to_owned()
}

#[test]
fn every_crate_uses_only_what_its_row_allows() {
    let all = crates();
    let ours: BTreeSet<&str> = all.iter().map(|(name, _)| name.as_str()).collect();
    assert!(ours.len() >= 12, "{ours:?}");
    for (name, uses) in &all {
        if JOIN_ALL.contains(&name.as_str()) {
            continue;
        }
        let row = MAY_USE.iter().find(|(known, _)| known == name);
        let (_, may_use) = row.unwrap_or_else(|| panic!("{name} has no row"));
        for (used, only_in_tests) in uses.iter().filter(|(used, _)| ours.contains(used.as_str())) {
            // The memory store is test support, and a crate may turn on a feature of its own kind.
            let in_tests = *only_in_tests && used.starts_with("store");
            assert!(in_tests || may_use.contains(&used.as_str()), "{name} uses {used}");
        }
    }
}

#[test]
fn the_drivers_the_engines_and_the_web_server_stay_in_their_crates() {
    for (name, uses) in crates() {
        for (crate_name, users) in ONLY {
            let is_used = uses.iter().any(|(used, _)| used == crate_name);
            assert!(!is_used || users.contains(&name.as_str()), "{name} uses {crate_name}");
        }
    }
}

#[test]
fn every_crate_is_named_for_its_folder() {
    for (name, _) in crates() {
        let folder = name.replace("store-", "store/");
        let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
        assert!(std::path::Path::new(manifest).join(&folder).is_dir(), "{folder} is missing");
    }
}
