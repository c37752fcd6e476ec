//! What is refused, and in which words.

use super::*;

#[test]
fn what_is_no_expression_is_refused_in_words_that_help() {
    let wrong = [
        "",
        "0 0 30 2 *",
        "0 0 31 4,6,9,11 *",
        "* * * *",
        "0 9 * * * * 2026",
        "*/5 * * * * root /usr/bin/backup --all",
        "0 9 * * 1-5 2026",
        "60 * * * *",
        "* 24 * * *",
        "0 24 * * *",
        "0 24 9 * *",
        "0 0 24 * * *",
        "60 0 0 * * *",
        "0 30 * * *",
        "0 9-24 * * *",
        "* * 32 * *",
        "* * * 13 *",
        "* * * * 8",
        "0 0 0 * *",
        "0 0 * 13 *",
        "0 0 * * 8",
        "0 22-2 * * *",
        "0 0 * * SAT-MON",
        "0/10 * * * *",
        "/10 * * * *",
        "*/0 * * * *",
        "1,,2 * * * *",
        ", * * * *",
        "0 0 * MON *",
        "0 0 1 JANFEB *",
        "0 0 * * MONDAY",
        "0 0 * * L",
        "0 0 * * 5#6",
        "0 0 1#2 * *",
        "0 0 L,LW * *",
        "0 0 15W3 * *",
        "0 0 * * +5",
        "0 ? * * *",
        "*,5 * * * *",
        "0-59-3 * * * *",
        "0 0 * * 5L-6",
        "ä * * * *",
        "0 0 L-3 * *",
        "0 0 W * *",
        "0 0 1-5W * *",
        "0 0 LW-1 * *",
        "0 0 32W * *",
        "0 15W * * *",
        "0 0 * * 15W",
        "0 0 5L * *",
        "0 0 * * 5L-1",
        "0 L * * *",
        "-1 * * * *",
        "5- * * * *",
        "*/ * * * *",
        "*/x * * * *",
        "99999 * * * *",
        "5-1 * * * *",
        "? ?",
        "0 0 12 * * ? *",
        "0 0 12 * * ? 2027",
        "0 30 9 * *",
        "0 0 1 1 * root",
        "0 0 * * MOM",
        "0 0 * JUNE *",
        "0 0 * * JUN",
        "@reboot",
        "@every 5m",
        "@fortnightly",
    ];
    let said: Vec<String> = wrong
        .iter()
        .map(|text| format!("{text}\n    {}", faults(&cron(&[text], "UTC")).join("\n    ")))
        .collect();
    insta::assert_snapshot!(said.join("\n"), @r#"

        schedule.expressions[0] must not be empty: an expression has five fields (minute hour day month weekday) or six (second first), such as 0 9 * * 1-5
    0 0 30 2 *
        schedule.expressions[0] never fires: no date is like that
    0 0 31 4,6,9,11 *
        schedule.expressions[0] never fires: no date is like that
    * * * *
        schedule.expressions[0] has 4 fields, an expression has five fields (minute hour day month weekday) or six (second first), without a command
    0 9 * * * * 2026
        schedule.expressions[0] has seven fields, an expression has five fields (minute hour day month weekday) or six (second first): for years use a schedule of kind calendar
    */5 * * * * root /usr/bin/backup --all
        schedule.expressions[0] has 8 fields, an expression has five fields (minute hour day month weekday) or six (second first), without a command
    0 9 * * 1-5 2026
        schedule.expressions[0] has a wrong weekday field: 2026 is no weekday: 0 to 7; there is no field for years, use a schedule of kind calendar
    60 * * * *
        schedule.expressions[0] has a wrong minute field: 60 is no minute: 0 to 59; did you mean minute 0: 0 * * * *?
    * 24 * * *
        schedule.expressions[0] has a wrong hour field: 24 is no hour: 0 to 23; did you mean hour 0: * 0 * * *?
    0 24 * * *
        schedule.expressions[0] has a wrong hour field: 24 is no hour: 0 to 23; did you mean hour 0: 0 0 * * *?
    0 24 9 * *
        schedule.expressions[0] has a wrong hour field: 24 is no hour: 0 to 23; did you mean six fields, with seconds in front: 0 24 9 * * *?
    0 0 24 * * *
        schedule.expressions[0] has a wrong hour field: 24 is no hour: 0 to 23; did you mean hour 0: 0 0 0 * * *?
    60 0 0 * * *
        schedule.expressions[0] has a wrong second field: 60 is no second: 0 to 59; did you mean second 0: 0 0 0 * * *?
    0 30 * * *
        schedule.expressions[0] has a wrong hour field: 30 is no hour: 0 to 23
    0 9-24 * * *
        schedule.expressions[0] has a wrong hour field: 24 is no hour: 0 to 23
    * * 32 * *
        schedule.expressions[0] has a wrong day field: 32 is no day: 1 to 31
    * * * 13 *
        schedule.expressions[0] has a wrong month field: 13 is no month: 1 to 12
    * * * * 8
        schedule.expressions[0] has a wrong weekday field: 8 is no weekday: 0 to 7
    0 0 0 * *
        schedule.expressions[0] has a wrong day field: 0 is no day: 1 to 31; did you mean six fields, with seconds in front: 0 0 0 * * *?
    0 0 * 13 *
        schedule.expressions[0] has a wrong month field: 13 is no month: 1 to 12
    0 0 * * 8
        schedule.expressions[0] has a wrong weekday field: 8 is no weekday: 0 to 7
    0 22-2 * * *
        schedule.expressions[0] has a wrong hour field: 22-2 runs backwards: write 22-23,0-2
    0 0 * * SAT-MON
        schedule.expressions[0] has a wrong weekday field: SAT-MON runs backwards: write 6,0-1
    0/10 * * * *
        schedule.expressions[0] has a wrong minute field: 0/10 needs a range to step through: */10 or 0-59/10
    /10 * * * *
        schedule.expressions[0] has a wrong minute field: /10 is no minute: in front of the / goes what it picks of, such as *
    */0 * * * *
        schedule.expressions[0] has a wrong minute field: */0 has no good step: behind the / goes a number, 1 to 999
    1,,2 * * * *
        schedule.expressions[0] has a wrong minute field: 1,,2 has an empty item
    , * * * *
        schedule.expressions[0] has a wrong minute field: , has an empty item
    0 0 * MON *
        schedule.expressions[0] has a wrong month field: "MON" is no month: 1 to 12, or JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC; MON is a weekday
    0 0 1 JANFEB *
        schedule.expressions[0] has a wrong month field: "JANFEB" is no month: 1 to 12, or JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC; did you mean JAN?
    0 0 * * MONDAY
        schedule.expressions[0] has a wrong weekday field: "MONDAY" is no weekday: 0 to 7, or SUN MON TUE WED THU FRI SAT; did you mean MON?
    0 0 * * L
        schedule.expressions[0] has a wrong weekday field: L needs its weekday here, such as 5L or FRIL
    0 0 * * 5#6
        schedule.expressions[0] has a wrong weekday field: 5#6 is not understood: # picks the 1st to 5th of a weekday
    0 0 1#2 * *
        schedule.expressions[0] has a wrong day field: 1#2 is not understood: # picks the 1st to 5th of a weekday
    0 0 L,LW * *
        schedule.expressions[0] has a wrong day field: L,LW has both L and LW, which cannot be in one list
    0 0 15W3 * *
        schedule.expressions[0] has a wrong day field: 15W3 is not understood: W stands behind one day, as in 15W, the working day nearest to the 15th
    0 0 * * +5
        schedule.expressions[0] has a wrong weekday field: "+5" is no weekday: 0 to 7, or SUN MON TUE WED THU FRI SAT
    0 ? * * *
        schedule.expressions[0] has a wrong hour field: ? is for day and weekday only: write * for any
    *,5 * * * *
        schedule.expressions[0] has a wrong minute field: *,5 has more than all: write * alone
    0-59-3 * * * *
        schedule.expressions[0] has a wrong minute field: "59-3" is no minute: 0 to 59
    0 0 * * 5L-6
        schedule.expressions[0] has a wrong weekday field: 5L-6 is not understood: L stands behind one weekday, as in 5L, the last Friday
    ä * * * *
        schedule.expressions[0] has 'ä', which is in no expression
    0 0 L-3 * *
        schedule.expressions[0] has a wrong day field: L-3 is not understood: of the end of a month there are L, its last day, and LW, its last working day; no days are counted from there
    0 0 W * *
        schedule.expressions[0] has a wrong day field: W is not understood: W stands behind one day, as in 15W, the working day nearest to the 15th
    0 0 1-5W * *
        schedule.expressions[0] has a wrong day field: 1-5W is not understood: W goes with one day, such as 15W
    0 0 LW-1 * *
        schedule.expressions[0] has a wrong day field: LW-1 is not understood: W stands behind one day, as in 15W, the working day nearest to the 15th
    0 0 32W * *
        schedule.expressions[0] has a wrong day field: 32 is no day: 1 to 31
    0 15W * * *
        schedule.expressions[0] has a wrong hour field: 15W is not understood: W is for the day only, as in 15W, the working day nearest to the 15th
    0 0 * * 15W
        schedule.expressions[0] has a wrong weekday field: 15W is not understood: W is for the day only, as in 15W, the working day nearest to the 15th
    0 0 5L * *
        schedule.expressions[0] has a wrong day field: 5L is not understood: of the end of a month there are L, its last day, and LW, its last working day; no days are counted from there
    0 0 * * 5L-1
        schedule.expressions[0] has a wrong weekday field: 5L-1 is not understood: L stands behind one weekday, as in 5L, the last Friday
    0 L * * *
        schedule.expressions[0] has a wrong hour field: L is not understood: L is for the day, the last of the month, and the weekday, as in 5L
    -1 * * * *
        schedule.expressions[0] has a wrong minute field: -1 is no minute: a range has both its ends, out of 0 to 59
    5- * * * *
        schedule.expressions[0] has a wrong minute field: 5- is no minute: a range has both its ends, out of 0 to 59
    */ * * * *
        schedule.expressions[0] has a wrong minute field: */ has no good step: behind the / goes a number, 1 to 999
    */x * * * *
        schedule.expressions[0] has a wrong minute field: */X has no good step: behind the / goes a number, 1 to 999
    99999 * * * *
        schedule.expressions[0] has a wrong minute field: 99999 is no minute: 0 to 59
    5-1 * * * *
        schedule.expressions[0] has a wrong minute field: 5-1 runs backwards: write 5-59,0-1
    ? ?
        schedule.expressions[0] has 2 fields, an expression has five fields (minute hour day month weekday) or six (second first), without a command
    0 0 12 * * ? *
        schedule.expressions[0] has seven fields, an expression has five fields (minute hour day month weekday) or six (second first), and any year without saying so: did you mean 0 0 12 * * ??
    0 0 12 * * ? 2027
        schedule.expressions[0] has seven fields, an expression has five fields (minute hour day month weekday) or six (second first): for years use a schedule of kind calendar
    0 30 9 * *
        schedule.expressions[0] has a wrong hour field: 30 is no hour: 0 to 23; did you mean six fields, with seconds in front: 0 30 9 * * *?
    0 0 1 1 * root
        schedule.expressions[0] has a wrong weekday field: "ROOT" is no weekday: 0 to 7, or SUN MON TUE WED THU FRI SAT; of six fields the first is the second, five begin with the minute: did you mean 0 0 1 1 *?
    0 0 * * MOM
        schedule.expressions[0] has a wrong weekday field: "MOM" is no weekday: 0 to 7, or SUN MON TUE WED THU FRI SAT; did you mean MON?
    0 0 * JUNE *
        schedule.expressions[0] has a wrong month field: "JUNE" is no month: 1 to 12, or JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC; did you mean JUN?
    0 0 * * JUN
        schedule.expressions[0] has a wrong weekday field: "JUN" is no weekday: 0 to 7, or SUN MON TUE WED THU FRI SAT; JUN is a month
    @reboot
        schedule.expressions[0] @reboot names no time: a job belongs to no machine that could start
    @every 5m
        schedule.expressions[0] @every is no cron expression: use a schedule of kind interval
    @fortnightly
        schedule.expressions[0] @fortnightly is unknown: use @yearly, @annually, @monthly, @weekly, @daily, @midnight or @hourly
    "#);
}

#[test]
fn an_expression_with_a_letter_that_nobody_sees_is_refused_by_that_letter() {
    let said = |text| faults(&cron(&[text], "UTC"));
    let fault =
        |letter| [format!("schedule.expressions[0] has {letter}, which is in no expression")];
    assert_eq!(said("0 0 * * MON\u{202e}"), fault(r"'\u{202e}'"));
    assert_eq!(said("0\u{a0}0 * * *"), fault(r"'\u{a0}'"));
}

#[test]
fn an_unknown_zone_is_refused_with_the_nearest_names() {
    for (zone, near) in [
        ("Europe/Zürich", Some("Europe/Zurich")),
        ("europe/zurich", Some("Europe/Zurich")),
        ("Zurich", Some("Europe/Zurich")),
        ("berlin", Some("Europe/Berlin")),
        ("BERLIN ", Some("Europe/Berlin")),
        ("Germany/Berlin", Some("Europe/Berlin")),
        ("New York", Some("America/New_York")),
        ("America/NewYork", Some("America/New_York")),
        ("Europe/Viena", Some("Europe/Vienna")),
        ("Europe/Kyev", Some("Europe/Kiev or Europe/Kyiv")),
        ("EST5", Some("EST or EST5EDT")),
        ("utc", Some("UTC")),
        ("Asia/Calcuta", Some("Asia/Calcutta")),
        ("indianapolis", Some("America/Indiana/Indianapolis or America/Indianapolis")),
        ("Etc/GMT-1O", Some("Etc/GMT-1, Etc/GMT-10 or Etc/GMT-11")),
        ("Mars/Olympus_Mons", None),
        ("", None),
        ("+", None),
        ("+2:3", None),
        ("+24:00", None),
        ("+02:60", None),
    ] {
        let found = faults(&cron(&["@daily"], zone));
        let expected = match near {
            Some(near) => format!("schedule.timezone is no IANA time zone: did you mean {near}?"),
            None => "schedule.timezone is no IANA time zone, such as Europe/Zurich or UTC".into(),
        };
        assert_eq!(found, [expected], "{zone}");
    }
}

#[test]
fn an_offset_for_a_zone_is_refused_with_the_zone_of_that_offset() {
    for (offset, zone) in [
        ("+02:00", "Etc/GMT-2"),
        ("UTC+2", "Etc/GMT-2"),
        ("GMT-11", "Etc/GMT+11"),
        ("-0500", "Etc/GMT+5"),
        ("+00:00", "UTC"),
        ("+14:00", "Etc/GMT-14"),
        ("+05:30", "Asia/Calcutta, Asia/Kolkata or Asia/Colombo"),
        ("+0545", "Asia/Kathmandu or Asia/Katmandu"),
        ("UTC+5:45", "Asia/Kathmandu or Asia/Katmandu"),
        ("-9:30", "Pacific/Marquesas"),
        ("+03:30", "Asia/Tehran or Iran"),
    ] {
        let found = faults(&cron(&["@daily"], offset));
        let begin = format!(
            "schedule.timezone is an offset, not an IANA time zone: did you mean {zone}, which"
        );
        assert!(found.len() == 1 && found[0].starts_with(&begin), "{offset}: {found:?}");
    }
    for (offset, what) in
        [("+02:30", "of no place"), ("-03:30", "of none that sets no clock"), ("+23", "")]
    {
        let none = "schedule.timezone is an offset, not an IANA time zone: no zone keeps it always: did you \
            mean a place, such as Europe/Zurich, or UTC?";
        assert_eq!(faults(&cron(&["@daily"], offset)), [none], "{what}");
    }
    for zone in ["Etc/GMT-2", "Asia/Kolkata", "Asia/Colombo", "Asia/Katmandu", "Iran"] {
        assert_eq!(faults(&cron(&["@daily"], zone)), Vec::<String>::new());
    }
}

#[test]
fn a_long_name_of_a_zone_is_compared_in_no_time() {
    let found = faults(&cron(&["@daily"], &"x".repeat(1_000_000)));
    assert_eq!(found.len(), 1);
}

#[test]
fn a_range_that_runs_backwards_is_told_forwards_and_that_is_an_expression() {
    for (said, meant) in [
        ("0 0 * * 7-1", "0-1"),
        ("0 0 * * 7-MON", "0-1"),
        ("0 0 * * 7-SUN", ""),
        ("0 0 * * 7-5/2", "0,2,4"),
        ("0 0 * * 6-1", "6,0-1"),
        ("0 0 * * 6-0", "6,0"),
        ("0 0 * * SAT-MON#2", "6#2,0-1#2"),
        ("0 22-2/3 * * *", "22,1"),
        ("0 22-2/1 * * *", "22-23,0-2"),
        ("0 0 28-3 * *", "28-31,1-3"),
        ("0 0 31-1/2 * *", "31"),
        ("0 0 1 NOV-FEB/2 *", "11,1"),
        ("59-0 * * * *", "59,0"),
    ] {
        let found = faults(&cron(&[said], "UTC"));
        if meant.is_empty() {
            assert_eq!(found, [""; 0], "{said}");
            continue;
        }
        let end = format!("runs backwards: write {meant}");
        assert!(found.len() == 1 && found[0].ends_with(&end), "{said}: {found:?}");
        let range = said.split(' ').find(|field| field.contains('-')).unwrap();
        assert_eq!(faults(&cron(&[&said.replace(range, meant)], "UTC")), [""; 0], "{meant}");
    }
}

#[test]
fn a_list_of_expressions_is_neither_empty_nor_endless() {
    assert_eq!(faults(&cron(&[], "UTC")), ["schedule.expressions must not be empty"]);
    assert_eq!(faults(&cron(&vec!["@daily"; 100], "UTC")), Vec::<String>::new());
    assert_eq!(
        faults(&cron(&vec!["@daily"; 101], "UTC")),
        ["schedule.expressions must have at most 100, has 101"]
    );
    let one = faults(&cron(&["@daily", "0 0 31 2 *", "x"], "UTC"));
    assert!(one.iter().all(|fault| fault.starts_with("schedule.expressions[2] ")), "{one:?}");
}
