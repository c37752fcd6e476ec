use std::{collections::BTreeSet, fs, path::Path};

use axum::http::StatusCode;

/// A slug and the HTTP status that goes with it.
type Row = (String, u16);

const DOCS: &str = include_str!("../../../docs/problems.md");
const WIRE: &str = include_str!("../../../proto/src/error.rs");

/// `"slug"…` without what stands around it.
fn quoted(text: &str) -> Option<String> {
    let (slug, _) = text.strip_prefix('"')?.split_once('"')?;
    Some(slug.to_owned())
}

/// The number of `StatusCode`'s constant.
fn number(constant: &str) -> Option<u16> {
    let is = |status: &StatusCode| {
        let reason = status.canonical_reason().unwrap_or_default();
        reason.to_uppercase().replace([' ', '-'], "_") == constant
    };
    (400..600).filter_map(|code| StatusCode::from_u16(code).ok()).find(is).map(|it| it.as_u16())
}

/// Rows of the one table of errors: `(Code::NotFound, 404, "not-found")`.
fn of_the_table() -> BTreeSet<Row> {
    let rows = WIRE.split("(Code::").filter_map(|row| {
        let mut columns = row.splitn(3, ", ").skip(1);
        let status = columns.next()?.parse().ok()?;
        Some((quoted(columns.next()?)?, status))
    });
    rows.collect()
}

/// Problems of the gateway's own: wherever a status stands before a slug.
fn of_the_gateway(folder: &Path) -> BTreeSet<Row> {
    let mut rows = BTreeSet::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rows.append(&mut of_the_gateway(&path));
            continue;
        }
        if path.extension().is_none_or(|kind| kind != "rs") {
            continue;
        }
        let source = fs::read_to_string(&path).unwrap();
        let words: Vec<&str> = source.split_whitespace().collect();
        rows.extend(words.join(" ").split("StatusCode::").filter_map(|text| {
            let (constant, rest) = text.split_once(", ")?;
            Some((quoted(rest)?, number(constant)?))
        }));
    }
    rows
}

#[test]
fn the_page_of_problems_has_every_slug_with_its_status_and_no_other() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (table, own) = (of_the_table(), of_the_gateway(&source));
    assert!(table.len() >= 13 && own.iter().any(|(slug, _)| slug == "unsupported-media-type"));
    let documented: BTreeSet<Row> = DOCS
        .lines()
        .filter_map(|line| {
            let mut columns = line.strip_prefix("| `")?.split("` | ");
            let (slug, rest) = (columns.next()?, columns.next()?);
            Some((slug.to_owned(), rest.split(' ').next()?.parse().ok()?))
        })
        .collect();
    let known: BTreeSet<Row> = table.union(&own).cloned().collect();
    assert_eq!(documented, known, "left: docs/problems.md, right: the sources");
}
