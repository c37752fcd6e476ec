//! The page: tables of figures beside their targets, and what a reader needs to judge them.

mod lines;
mod machine;
mod markdown;

use std::path::Path;

pub(crate) use machine::Machine;

use crate::{
    error::{Error, Result},
    figures::Figures,
    options::Group,
};

/// What stands below this line is kept.
const BY_HAND: &str = "<!-- by hand -->";

/// The whole page down to the line, for these groups.
pub(crate) fn page(figures: &Figures, groups: &[Group], machine: &Machine, note: &str) -> String {
    let mut page = machine.heading(note);
    for table in lines::TABLES.iter().filter(|table| groups.contains(&table.group)) {
        page += &markdown::table(table, figures);
    }
    page += &markdown::failures(figures);
    page
}

/// Writes the page and keeps what people wrote below the line.
pub(crate) fn write(path: &Path, page: &str) -> Result {
    let old = std::fs::read_to_string(path).unwrap_or_default();
    std::fs::write(path, joined(page, &old))
        .map_err(Error::about(format!("cannot write {}", path.display())))
}

fn joined(page: &str, old: &str) -> String {
    let kept = old.split_once(BY_HAND).map(|(_, kept)| kept.trim_start_matches('\n'));
    let kept = kept.unwrap_or("\n## Where the time goes\n").trim_start();
    format!("{}\n\n{BY_HAND}\n\n{kept}", page.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_wrote_stays_and_what_was_measured_goes() {
        let first = joined("# One\n", "");
        assert_eq!(first, "# One\n\n<!-- by hand -->\n\n## Where the time goes\n");
        let edited = first.replace("goes\n", "goes\n\nIn bash.\n");
        let second = joined("# Two\n", &edited);
        assert_eq!(second, "# Two\n\n<!-- by hand -->\n\n## Where the time goes\n\nIn bash.\n");
    }
}
