//! Tables as Markdown.

use std::fmt::Write as _;

use super::lines::{Line, Shape, Table, Unit};
use crate::{engine::Engine, figures::Figures, floor::BATCHES};

/// What stands where nothing was measured.
const NOTHING: &str = "–";

/// One table with its heading.
pub(super) fn table(table: &Table, figures: &Figures) -> String {
    let rows = match table.shape {
        Shape::Lines(lines) => with_targets(lines, figures),
        Shape::Steps { floor } => by_batch(floor, figures),
    };
    format!("## {}\n\n{}\n\n{rows}\n", table.title, table.note)
}

fn with_targets(lines: &[Line], figures: &Figures) -> String {
    let mut text =
        "| measure | SQLite | PostgreSQL | first | goal | ratio, SQLite · PostgreSQL |\n\
                    |---|---:|---:|---|---|---:|\n"
            .to_owned();
    for line in lines {
        let [sqlite, postgres] = Engine::ALL.map(|engine| {
            figures
                .get(line.figure, engine)
                .map_or_else(|| NOTHING.to_owned(), |f| show(f, line.unit))
        });
        let Line { label, first, goal, .. } = line;
        let ratio = ratios(line, figures);
        let _ = writeln!(text, "| {label} | {sqlite} | {postgres} | {first} | {goal} | {ratio} |");
    }
    text
}

fn ratios(line: &Line, figures: &Figures) -> String {
    if line.floor.iter().all(|floor| floor.is_empty()) {
        return String::new();
    }
    let ratio = |(engine, floors): (Engine, &[&str])| {
        let floor = floors.iter().find_map(|floor| figures.get(floor, engine))?;
        Some(show(figures.get(line.figure, engine)? / floor, Unit::Share))
    };
    let both = Engine::ALL.into_iter().zip(line.floor);
    both.map(|one| ratio(one).unwrap_or_else(|| NOTHING.to_owned())).collect::<Vec<_>>().join(" · ")
}

fn by_batch(floor: &str, figures: &Figures) -> String {
    let heads = BATCHES.map(|batch| batch.to_string()).join(" | ");
    let mut text = format!("| step | {heads} |\n|---|{}\n", "---:|".repeat(BATCHES.len()));
    for engine in Engine::ALL {
        for step in ["insert", "claim", "report", "claim + report", "lives"] {
            let figure = |batch| figures.get(&format!("{floor}/{step}/{batch}"), engine);
            let cells = BATCHES.map(|batch| {
                figure(batch).map_or_else(|| NOTHING.to_owned(), |f| show(f, Unit::Rate))
            });
            let _ = writeln!(text, "| {engine}, {step} | {} |", cells.join(" | "));
        }
    }
    if let Some(many) = figures.get(&format!("{floor}/insert/32 connections"), Engine::Postgres) {
        let many = show(many, Unit::Rate);
        let _ = write!(text, "\nPostgreSQL, single inserts from 32 connections: {many}.\n");
    }
    text
}

/// What was not measured and why.
pub(super) fn failures(figures: &Figures) -> String {
    if figures.failures().is_empty() {
        return String::new();
    }
    let mut text = "## Not measured\n\n".to_owned();
    for failure in figures.failures() {
        let group = format!("{:?}", failure.group).to_lowercase();
        let _ = writeln!(text, "- {group}, {}: {}", failure.engine, failure.why);
    }
    text
}

fn show(figure: f64, unit: Unit) -> String {
    match unit {
        Unit::Rate if figure >= 100_000.0 => format!("{:.0} k/s", figure / 1_000.0),
        Unit::Rate if figure >= 1_000.0 => format!("{:.1} k/s", figure / 1_000.0),
        Unit::Rate => format!("{figure:.0}/s"),
        Unit::Millis if figure >= 100.0 => format!("{figure:.0} ms"),
        Unit::Millis => format!("{figure:.2} ms"),
        Unit::Cpu => format!("{figure:.2} s"),
        Unit::Bytes => format!("{:.0} MB", figure / 1e6),
        Unit::Share => format!("{:.0} %", figure * 100.0),
        Unit::Times => format!("{figure:.1}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::lines::TABLES;

    #[test]
    fn a_ratio_is_to_the_floor_of_its_own_database() {
        let mut figures = Figures::default();
        figures.put("drain/from claim", Engine::Postgres, 21_000.0);
        figures.put("reference/claim + report", Engine::Postgres, 42_000.0);
        figures.put("reference/lives", Engine::Sqlite, 120_000.0);
        let text = table(&TABLES[0], &figures);
        assert!(text.contains("| from the first claim | – | 21.0 k/s |"), "{text}");
        assert!(text.contains("| – · 50 % |"), "{text}");
    }

    #[test]
    fn figures_have_as_many_digits_as_they_deserve() {
        let shown = [(123_456.0, Unit::Rate), (4_321.0, Unit::Rate), (0.417, Unit::Share)];
        assert_eq!(shown.map(|(f, unit)| show(f, unit)), ["123 k/s", "4.3 k/s", "42 %"]);
    }
}
