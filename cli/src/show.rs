//! How things look: tables for people, documents for programs.

pub(crate) mod details;
pub(crate) mod queue;
pub(crate) mod task;
pub(crate) mod watch;
pub(crate) mod worker;

use comfy_table::{Cell, Table, presets};
use taskmaster_domain::Timestamp;
use taskmaster_proto::convert;

/// A table without lines, as operators know it from other tools.
pub(crate) fn table(head: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut table = Table::new();
    table.load_preset(presets::NOTHING).set_header(head.iter().map(Cell::new));
    for row in rows {
        table.add_row(row);
    }
    let count = table.column_count();
    for (n, column) in table.column_iter_mut().enumerate() {
        column.set_padding((0, if n + 1 == count { 0 } else { 2 }));
    }
    lines_trimmed(&table.to_string())
}

/// Names and values below each other; an empty value is left out.
pub(crate) fn fields(fields: &[(&str, String)]) -> String {
    let width = fields.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    let told = fields.iter().filter(|(_, value)| !value.is_empty());
    told.map(|(name, value)| format!("{name:width$}  {value}\n")).collect()
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

/// The first line, cut to `width` characters. Control characters cannot reach the terminal.
pub(crate) fn shortened(text: &str, width: usize) -> String {
    let line = text.lines().next().unwrap_or_default();
    let clean: String = line.chars().map(|c| if c.is_control() { '\u{FFFD}' } else { c }).collect();
    if clean.chars().count() <= width && line.len() == text.trim_end().len() {
        return clean;
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
        assert_eq!(shortened("\u{1b}[2J", 10), "\u{FFFD}[2J");
    }
}
