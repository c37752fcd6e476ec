//! How things look: tables for people, documents for programs.

pub(crate) mod clean;
pub(crate) mod details;
pub(crate) mod queue;
pub(crate) mod task;
pub(crate) mod watch;
pub(crate) mod worker;

use comfy_table::{Cell, Table, presets};
use taskmaster_domain::Timestamp;
use taskmaster_proto::convert;

/// A table without lines, as operators know it from other tools. A cell is one line, whatever it has.
pub(crate) fn table(head: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut table = Table::new();
    table.load_preset(presets::NOTHING).set_header(head.iter().map(Cell::new));
    for row in rows {
        table.add_row(row.iter().map(|cell| Cell::new(clean::line(cell))));
    }
    let count = table.column_count();
    for (n, column) in table.column_iter_mut().enumerate() {
        column.set_padding((0, if n + 1 == count { 0 } else { 2 }));
    }
    lines_trimmed(&table.to_string())
}

/// Names and values below each other; an empty value is left out, and each is one line.
pub(crate) fn fields(fields: &[(&str, String)]) -> String {
    let width = fields.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    let told = fields.iter().filter(|(_, value)| !value.is_empty());
    told.map(|(name, value)| format!("{name:width$}  {}\n", clean::line(value))).collect()
}

fn lines_trimmed(text: &str) -> String {
    text.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

/// An instant as RFC 3339, if there is one.
pub(crate) fn time(time: Option<&prost_types::Timestamp>) -> Option<Timestamp> {
    convert::timestamp(time?)
}

/// An instant for a table.
pub(crate) fn time_text(wire: Option<&prost_types::Timestamp>) -> String {
    time(wire).map(|time| time.to_string()).unwrap_or_default()
}

/// Sorted `name=value` pairs.
pub(crate) fn pairs<'a>(all: impl IntoIterator<Item = (&'a String, &'a String)>) -> String {
    let mut all: Vec<_> = all.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
    all.sort();
    all.join(",")
}

/// A size for people, such as `12.3 MB`.
pub(crate) fn bytes(bytes: i64) -> String {
    let (mut left, mut unit) = (bytes, "B");
    let mut tenths = 0;
    for next in ["kB", "MB", "GB", "TB"] {
        if left < 1_000 {
            break;
        }
        (tenths, left, unit) = (left % 1_000 / 100, left / 1_000, next);
    }
    if unit == "B" { format!("{left} B") } else { format!("{left}.{tenths} {unit}") }
}

/// The first line, cut to `width` characters, with nothing that a terminal obeys.
pub(crate) fn shortened(text: &str, width: usize) -> String {
    let text = text.trim_end();
    let line = text.lines().next().unwrap_or_default();
    let clean = clean::line(line);
    if clean.chars().count() <= width && line.len() == text.len() {
        return clean.into_owned();
    }
    let mut cut: String = clean.chars().take(width.saturating_sub(1)).collect();
    cut.push('…');
    cut
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_has_no_lines_and_no_blanks_at_its_end() {
        let rows = [vec!["1".to_owned(), "x".to_owned()], vec!["22".to_owned(), String::new()]];
        assert_eq!(table(&["ID", "NAME"], rows), "ID  NAME\n1   x\n22\n");
    }

    #[test]
    fn fields_stand_below_each_other() {
        let all = [("id", "1".to_owned()), ("queue", String::new()), ("state", "ok".to_owned())];
        assert_eq!(fields(&all), "id     1\nstate  ok\n");
    }

    #[test]
    fn neither_a_cell_nor_a_value_makes_a_line_or_moves_the_cursor() {
        let wrong = || "a\nb\u{1b}[2J\u{9b}2J\u{202e}c\rd".to_owned();
        let shown = "a↵b\u{FFFD}[2J\u{FFFD}2J\u{FFFD}c\u{FFFD}d";
        assert_eq!(table(&["NAME"], [vec![wrong()]]), format!("NAME\n{shown}\n"));
        assert_eq!(fields(&[("name", wrong())]), format!("name  {shown}\n"));
    }

    #[test]
    fn a_size_has_the_unit_that_makes_it_short() {
        assert_eq!(bytes(999), "999 B");
        assert_eq!(bytes(12_345_678), "12.3 MB");
        assert_eq!(bytes(5_000_000_000_000), "5.0 TB");
    }

    #[test]
    fn a_long_text_is_cut_and_cannot_move_the_cursor() {
        assert_eq!(shortened("echo hi", 10), "echo hi");
        assert_eq!(shortened("echo hello world", 10), "echo hell…");
        assert_eq!(shortened("a\nb", 10), "a…");
        for whole in ["echo hi ", "echo hi\t\n", "echo hi \n\n"] {
            assert_eq!(shortened(whole, 7), "echo hi", "{whole:?}");
        }
        assert_eq!(shortened("\u{1b}[2J", 10), "\u{FFFD}[2J");
    }
}
