//! Days on which a clock is set.

use super::*;

/// Zürich's clock goes from 02:00 to 03:00 on 2026-03-29, at 01:00 UTC.
fn spring(expression: &str, gap: Gap) -> Vec<String> {
    let schedule = Schedule { gap, ..cron(&[expression], "Europe/Zurich") };
    short(fires(&schedule, "2026-03-28T23:00:00Z", "2026-03-29T03:00:00Z"))
}

/// And from 03:00 back to 02:00 on 2026-10-25, at 01:00 UTC.
fn autumn(expression: &str, fold: Fold) -> Vec<String> {
    let schedule = Schedule { fold, ..cron(&[expression], "Europe/Zurich") };
    short(fires(&schedule, "2026-10-24T22:00:00Z", "2026-10-25T03:00:00Z"))
}

/// Time and offset alone: `02:30+2`.
fn short(fires: Vec<String>) -> Vec<String> {
    fires.iter().map(|at| format!("{}+{}", &at[11..16], &at[21..22])).collect()
}

#[test]
fn a_fixed_time_in_a_gap_runs_at_its_end_unless_told_otherwise() {
    assert_eq!(spring("30 2 * * *", Gap::Cron), ["03:00+2"]);
    assert_eq!(spring("30 2 * * *", Gap::Edge), ["03:00+2"]);
    assert_eq!(spring("30 2 * * *", Gap::Shift), ["03:30+2"]);
    assert_eq!(spring("30 2 * * *", Gap::Skip), Vec::<String>::new());
}

#[test]
fn an_open_time_goes_on_through_a_gap_unless_told_otherwise() {
    let hourly = ["00:30+1", "01:30+1", "03:30+2", "04:30+2"];
    assert_eq!(spring("30 * * * *", Gap::Cron), hourly);
    assert_eq!(spring("30 * * * *", Gap::Skip), hourly);
    assert_eq!(spring("30 * * * *", Gap::Shift), hourly, "03:30 is there already");
    let edge = ["00:30+1", "01:30+1", "03:00+2", "03:30+2", "04:30+2"];
    assert_eq!(spring("30 * * * *", Gap::Edge), edge);
    assert_eq!(spring("*/20 2 * * *", Gap::Cron), Vec::<String>::new());
    assert_eq!(spring("*/20 2 * * *", Gap::Shift), ["03:00+2", "03:20+2", "03:40+2"]);
    assert_eq!(spring("*/20 2 * * *", Gap::Edge), ["03:00+2"]);
}

#[test]
fn several_fixed_times_in_a_gap_make_one_run() {
    assert_eq!(spring("0,15,30 2 * * *", Gap::Cron), ["03:00+2"]);
    assert_eq!(spring("30 2,3 * * *", Gap::Cron), ["03:00+2", "03:30+2"]);
    assert_eq!(spring("30 2,3 * * *", Gap::Shift), ["03:30+2"]);
    assert_eq!(spring("0 2,3 * * *", Gap::Cron), ["03:00+2"]);
}

#[test]
fn the_ends_of_a_gap_are_where_they_should_be() {
    assert_eq!(spring("59 1 * * *", Gap::Cron), ["01:59+1"]);
    assert_eq!(spring("0 2 * * *", Gap::Cron), ["03:00+2"], "02:00 is in the gap");
    assert_eq!(spring("0 3 * * *", Gap::Skip), ["03:00+2"], "03:00 is not");
    assert_eq!(spring("0 3 * * *", Gap::Shift), ["03:00+2"]);
    assert_eq!(spring("59 2 * * *", Gap::Skip), Vec::<String>::new());
}

#[test]
fn a_fixed_time_in_a_fold_runs_in_the_first_pass_unless_told_otherwise() {
    assert_eq!(autumn("30 2 * * *", Fold::Cron), ["02:30+2"]);
    assert_eq!(autumn("30 2 * * *", Fold::First), ["02:30+2"]);
    assert_eq!(autumn("30 2 * * *", Fold::Last), ["02:30+1"]);
    assert_eq!(autumn("30 2 * * *", Fold::Both), ["02:30+2", "02:30+1"]);
}

#[test]
fn an_open_time_runs_in_both_passes_of_a_fold_unless_told_otherwise() {
    let both = ["00:30+2", "01:30+2", "02:30+2", "02:30+1", "03:30+1"];
    let first = ["00:30+2", "01:30+2", "02:30+2", "03:30+1"];
    let last = ["00:30+2", "01:30+2", "02:30+1", "03:30+1"];
    assert_eq!(autumn("30 * * * *", Fold::Cron), both);
    assert_eq!(autumn("30 * * * *", Fold::Both), both);
    assert_eq!(autumn("30 * * * *", Fold::First), first);
    assert_eq!(autumn("30 * * * *", Fold::Last), last);
    assert_eq!(autumn("*/30 2 * * *", Fold::Cron), ["02:00+2", "02:30+2", "02:00+1", "02:30+1"]);
}

#[test]
fn the_ends_of_a_fold_are_where_they_should_be() {
    assert_eq!(autumn("59 1 * * *", Fold::Last), ["01:59+2"], "01:59 comes once");
    assert_eq!(autumn("0 2 * * *", Fold::Last), ["02:00+1"]);
    assert_eq!(autumn("59 2 * * *", Fold::First), ["02:59+2"]);
    assert_eq!(autumn("0 3 * * *", Fold::First), ["03:00+1"], "03:00 comes once");
}

#[test]
fn steps_count_as_stars_and_lists_and_ranges_as_fixed() {
    assert_eq!(spring("0 */2 * * *", Gap::Cron), ["00:00+1", "04:00+2"], "an open hour");
    assert_eq!(spring("0 0-23/2 * * *", Gap::Cron), ["00:00+1", "03:00+2", "04:00+2"]);
    assert_eq!(autumn("*/30 2 * * *", Fold::Cron).len(), 4);
    assert_eq!(autumn("0-59/30 2 * * *", Fold::Cron), ["02:00+2", "02:30+2"]);
    assert_eq!(spring("* 30 2 * * *", Gap::Cron), ["03:00+2"], "a star for seconds is no matter");
}

#[test]
fn a_calendar_is_open_where_it_names_no_hour_or_minute() {
    let calendar = |hours: Option<Vec<u16>>, minutes: Option<Vec<u16>>| Schedule {
        when: When::Calendar(Calendar { hours, minutes, ..Calendar::default() }),
        timezone: "Europe/Zurich".into(),
        ..Schedule::default()
    };
    let (from, until) = ("2026-03-28T23:00:00Z", "2026-03-29T02:00:00Z");
    let fixed = calendar(Some(vec![2]), Some(vec![30]));
    assert_eq!(short(fires(&fixed, from, until)), ["03:00+2"]);
    let open = calendar(Some(vec![]), Some(vec![30]));
    assert_eq!(short(fires(&open, from, until)), ["00:30+1", "01:30+1", "03:30+2"]);
}

#[test]
fn a_gap_of_half_an_hour_is_shifted_by_half_an_hour() {
    // Lord Howe's clock goes from 02:00 to 02:30 on 2026-10-04, at 15:30 UTC the day before.
    let schedule = Schedule { gap: Gap::Shift, ..cron(&["10 2 * * *"], "Australia/Lord_Howe") };
    assert_eq!(
        fires(&schedule, "2026-10-03T00:00:00Z", "2026-10-04T00:00:00Z"),
        ["2026-10-04T02:40:00+11:00"]
    );
}

#[test]
fn a_day_that_an_island_skipped_is_a_gap_like_any_other() {
    // Samoa had no 2011-12-30.
    let mut schedule = cron(&["0 9 * * *"], "Pacific/Apia");
    let (from, until) = ("2011-12-29T12:00:00Z", "2011-12-31T12:00:00Z");
    assert_eq!(
        fires(&schedule, from, until),
        ["2011-12-29T09:00:00-10:00", "2011-12-31T00:00:00+14:00", "2011-12-31T09:00:00+14:00"]
    );
    schedule.gap = Gap::Skip;
    assert_eq!(fires(&schedule, from, until).len(), 2);
    schedule.gap = Gap::Shift;
    assert_eq!(fires(&schedule, from, until).len(), 2, "9 h moved by a day is the day after's 9 h");
}

#[test]
fn a_fold_by_law_that_a_zones_yearly_rule_does_not_have_is_a_fold() {
    // Juárez went from -06:00 to -07:00 on 2022-11-30, weeks after its rule would have it.
    let schedule =
        Schedule { fold: Fold::First, ..cron(&["30 23 * * *"], "America/Ciudad_Juarez") };
    assert_eq!(
        fires(&schedule, "2022-11-29T12:00:00Z", "2022-12-01T12:00:00Z"),
        ["2022-11-29T23:30:00-06:00", "2022-11-30T23:30:00-07:00"]
    );
}

#[test]
fn a_preview_says_what_is_odd() {
    let notes = |expression, gap, fold, after: &str| {
        let schedule = Schedule { gap, fold, ..cron(&[expression], "Europe/Zurich") };
        let plan = Plan::new(&schedule).unwrap();
        let next = plan.preview(at(after), 1).remove(0);
        format!("{} {}", next.local, next.note.unwrap_or_default())
    };
    let (spring, autumn) = ("2026-03-29T00:45:00Z", "2026-10-24T23:45:00Z");
    let said = [
        notes("30 2 * * *", Gap::Cron, Fold::Cron, spring),
        notes("30 2 * * *", Gap::Shift, Fold::Cron, spring),
        notes("30 2 * * *", Gap::Skip, Fold::Cron, spring),
        notes("*/15 * * * *", Gap::Cron, Fold::Cron, spring),
        notes("30 2 * * *", Gap::Cron, Fold::Cron, autumn),
        notes("30 2 * * *", Gap::Cron, Fold::Last, autumn),
        notes("30 * * * *", Gap::Cron, Fold::Cron, autumn),
        notes("30 * * * *", Gap::Cron, Fold::Cron, "2026-10-25T00:45:00Z"),
        notes("0 2 * * *", Gap::Cron, Fold::Cron, autumn),
        notes("0 3 * * *", Gap::Cron, Fold::Cron, autumn),
        notes("30 5 * * *", Gap::Cron, Fold::Cron, spring),
    ];
    insta::assert_snapshot!(said.join("\n"), @r#"
    2026-03-29T03:00:00+02:00 stands for 02:30, which this day does not have
    2026-03-29T03:30:00+02:00 stands for 02:30, which this day does not have
    2026-03-30T02:30:00+02:00 left out: 02:30 on 2026-03-29, which the clock skips
    2026-03-29T03:00:00+02:00 left out: 02:00 to 02:45 on 2026-03-29, which the clock skips
    2026-10-25T02:30:00+02:00 02:30 comes twice on this day, only the first counts
    2026-10-25T02:30:00+01:00 02:30 comes twice on this day, only the second counts
    2026-10-25T02:30:00+02:00 02:30 comes twice on this day, this is the first
    2026-10-25T02:30:00+01:00 02:30 comes twice on this day, this is the second
    2026-10-25T02:00:00+02:00 02:00 comes twice on this day, only the first counts
    2026-10-25T03:00:00+01:00 
    2026-03-29T05:30:00+02:00
    "#);
}

/// The cells of a table of `docs/scheduling.md` whose first column is `rule`, with the expression
/// that stands above each.
fn table(rule: &str) -> Vec<(String, String, String)> {
    let page = include_str!("../../../../docs/scheduling.md");
    let cells = |line: &str| -> Vec<String> {
        line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect()
    };
    let quoted = |cell: &str| cell.split('`').nth(1).unwrap_or_default().to_owned();
    let mut lines = page.lines().skip_while(|line| !line.starts_with(&format!("| `{rule}` |")));
    let head = cells(lines.next().unwrap());
    let rows = lines.skip(1).take_while(|line| line.starts_with('|')).map(cells);
    rows.flat_map(|row| {
        let name = quoted(&row[0]);
        let told = head[1..].iter().zip(row[1..].to_vec());
        told.map(|(head, cell)| (name.clone(), quoted(head), cell)).collect::<Vec<_>>()
    })
    .collect()
}

fn word<T: serde::de::DeserializeOwned>(word: &str) -> T {
    serde_json::from_value(word.into()).unwrap()
}

#[test]
fn the_tables_of_the_page_are_what_happens() {
    let (gaps, folds) = (table("gap"), table("fold"));
    assert_eq!((gaps.len(), folds.len()), (12, 8));
    for (gap, expression, told) in gaps {
        let schedule = Schedule { gap: word(&gap), ..cron(&[&expression], "Europe/Zurich") };
        let fires = fires(&schedule, "2026-03-29T00:00:00Z", "2026-03-29T02:00:00Z");
        let times: Vec<&str> = fires.iter().map(|at| &at[11..16]).collect();
        let expected = if times.is_empty() { "none that day".into() } else { times.join(" ") };
        assert_eq!(told, expected, "{gap} {expression}");
    }
    for (fold, expression, told) in folds {
        let schedule = Schedule { fold: word(&fold), ..cron(&[&expression], "Europe/Zurich") };
        let fires = fires(&schedule, "2026-10-24T23:00:00Z", "2026-10-25T03:00:00Z");
        let short = |at: &String| format!("{}{}", &at[11..16], &at[19..]);
        let times: Vec<String> = fires.iter().map(short).collect();
        assert_eq!(told, times.join(" "), "{fold} {expression}");
    }
}

#[test]
fn what_stands_for_others_is_told_with_its_own_time_and_all_of_theirs() {
    let note = |expressions: &[&str], gap| {
        let schedule = Schedule { gap, ..cron(expressions, "Europe/Berlin") };
        let times = Plan::new(&schedule).unwrap().preview(at("2027-03-28T00:59:00Z"), 1);
        times[0].note.clone()
    };
    let gone = "which this day does not have";
    let both = Some(format!("is due at 03:00 anyway, and stands for 02:15 to 02:45, {gone}"));
    assert_eq!(note(&["15,45 2 * * *", "0 3 * * *"], Gap::Cron), both);
    assert_eq!(note(&["0 3 * * *", "15,45 2 * * *"], Gap::Cron), both);
    let several = Some(format!("stands for 02:15 and 02:45, {gone}"));
    assert_eq!(note(&["45 2 * * *", "15 2 * * *", "45 2 * * *"], Gap::Cron), several);
    let shifted = Some(format!("is due at 03:30 anyway, and stands for 02:30, {gone}"));
    assert_eq!(note(&["30 2-3 * * *"], Gap::Shift), shifted);
    assert_eq!(note(&["0 3 * * *"], Gap::Cron), None);
}

#[test]
fn what_was_left_out_is_told_to_the_last_second_and_for_a_few_expressions_only() {
    let mut schedule = cron(&["* * 2 * 3 0L", "0 0 12 1 6 *"], "Europe/Zurich");
    schedule.gap = Gap::Skip;
    let notes = |schedule: &Schedule| {
        let times = Plan::new(schedule).unwrap().preview(at("2026-01-01T00:00:00Z"), 1_000);
        assert_eq!(times.len(), 1_000);
        times[0].note.clone().unwrap()
    };
    let out = "left out: 02:00 to 02:59:59 on 2026-03-29, which the clock skips";
    assert_eq!(notes(&schedule), out);
    let mut many: Vec<String> = (0..60).map(|n| format!("{n} * 2 * 3 0L")).collect();
    many.push("0 0 12 1 6 *".to_owned());
    schedule.when = When::Cron { expressions: many };
    assert_eq!(notes(&schedule).matches("left out").count(), 8);
}

#[test]
fn what_lies_in_gaps_alone_is_sought_for_fifty_years() {
    let mut schedule = cron(&["30 2 * 3 0L"; 100], "Europe/Zurich");
    schedule.gap = Gap::Skip;
    assert_eq!(Plan::new(&schedule).unwrap().next(at("2026-01-01T00:00:00Z")), None);
}
