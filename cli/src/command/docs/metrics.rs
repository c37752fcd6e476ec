//! `docs/metrics.md`, printed from the registries themselves.

use std::collections::BTreeSet;

use prometheus_client::{encoding::text, registry::Registry};

const HEAD: &str = "\
# Metrics

<!-- Printed by `taskmaster docs metrics`; change the registries. -->

`up` and the coordinator serve `/metrics` on 127.0.0.1:8001, the scheduler on 127.0.0.1:8002, the
gateway on 127.0.0.1:8003, a worker only when it is told to; see `metrics.listen`. The format is OpenMetrics text: a counter's
samples end in `_total`, a histogram's in `_bucket`, `_sum` and `_count`.
";

/// The whole page.
pub(super) fn page() -> String {
    let mut page = HEAD.to_owned();
    let roles = [
        ("Every role", every_role()),
        ("Coordinator", coordinator()),
        ("Scheduler", scheduler()),
        ("Gateway", gateway()),
    ];
    for (title, registry) in &roles {
        page.push_str(&format!(
            "\n## {title}\n\n| name | type | labels | meaning |\n|---|---|---|---|\n"
        ));
        for metric in described(registry) {
            let Metric { name, kind, labels, help } = metric;
            let labels: Vec<_> = labels.iter().map(|label| format!("`{label}`")).collect();
            page.push_str(&format!("| `{name}` | {kind} | {} | {help} |\n", labels.join(", ")));
        }
    }
    page
}

fn every_role() -> Registry {
    taskmaster_runtime::metrics::registry("any")
}

fn coordinator() -> Registry {
    let mut registry = Registry::default();
    taskmaster_coordinator::Metrics::register(&mut registry).touch();
    registry
}

fn scheduler() -> Registry {
    let mut registry = Registry::default();
    taskmaster_scheduler::Metrics::register(&mut registry).touch();
    registry
}

fn gateway() -> Registry {
    let mut registry = Registry::default();
    taskmaster_gateway::Metrics::register(&mut registry).touch();
    registry
}

#[derive(Debug, Default, PartialEq)]
struct Metric {
    name: String,
    kind: String,
    labels: BTreeSet<String>,
    help: String,
}

/// Reads a registry's metrics off the text that it serves.
fn described(registry: &Registry) -> Vec<Metric> {
    let mut served = String::new();
    // Writing to a string cannot fail.
    let _ = text::encode(&mut served, registry);
    let mut metrics: Vec<Metric> = Vec::new();
    for line in served.lines() {
        if let Some((name, help)) = line.strip_prefix("# HELP ").and_then(|l| l.split_once(' ')) {
            let (name, help) = (name.to_owned(), help.to_owned());
            metrics.push(Metric { name, help, ..Metric::default() });
        } else if let Some(metric) = metrics.last_mut() {
            if let Some((_, kind)) = line.strip_prefix("# TYPE ").and_then(|l| l.split_once(' ')) {
                kind.clone_into(&mut metric.kind);
            } else {
                metric.labels.extend(labels(line));
            }
        }
    }
    metrics
}

/// Names of the labels of a sample; a histogram's own `le` is none.
fn labels(sample: &str) -> impl Iterator<Item = String> {
    let inside = sample.split_once('{').and_then(|(_, rest)| rest.split_once('}'));
    let pairs = inside.map_or("", |(pairs, _)| pairs).split(',');
    pairs.filter_map(|pair| Some(pair.split_once('=')?.0.to_owned())).filter(|name| name != "le")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_page_is_what_the_registries_say() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/metrics.md");
        let committed = std::fs::read_to_string(path).unwrap_or_default();
        assert!(
            committed == page(),
            "run `cargo run -p taskmaster-cli -- docs metrics > docs/metrics.md`"
        );
    }

    #[test]
    fn a_metric_is_read_off_with_its_labels() {
        let all = described(&every_role());
        assert_eq!(all.len(), 1);
        assert_eq!(all[0].name, "taskmaster_build_info");
        assert_eq!(all[0].kind, "gauge");
        assert_eq!(Vec::from_iter(&all[0].labels), ["role", "version"]);
    }
}
