//! Ordinary days: fields, bounds, intervals, blackouts, jitter.

use super::*;

fn next(expression: &str, after: &str) -> String {
    plan(expression, "UTC")
        .next(at(after))
        .map_or("never".into(), |next| next.to_string()[..19].into())
}

#[test]
fn expressions_mean_what_cron_means_by_them() {
    let after = "2026-11-21T12:00:00Z"; // a Saturday
    for (expression, expected) in [
        ("* * * * *", "2026-11-21T12:01:00"),
        ("*/15 * * * *", "2026-11-21T12:15:00"),
        ("0 9 * * 1-5", "2026-11-23T09:00:00"),
        ("0 9 * * MON-FRI", "2026-11-23T09:00:00"),
        ("0 9 * * fri-sun", "2026-11-22T09:00:00"),
        ("0 9 * * 7", "2026-11-22T09:00:00"),
        ("0 0 29 2 *", "2028-02-29T00:00:00"),
        ("0 0 L * *", "2026-11-30T00:00:00"),
        ("0 0 L 2 *", "2027-02-28T00:00:00"),
        ("0 0 LW * ?", "2026-11-30T00:00:00"),
        ("0 0 15W * *", "2026-12-15T00:00:00"),
        ("0 0 1W 5 *", "2027-05-03T00:00:00"),
        ("0 0 * * 5L", "2026-11-27T00:00:00"),
        ("0 0 * * FRIL", "2026-11-27T00:00:00"),
        ("0 0 * * 2#1", "2026-12-01T00:00:00"),
        ("0 0 ? JAN,JUL mon#2", "2027-01-11T00:00:00"),
        ("30 0 9 * * *", "2026-11-22T09:00:30"),
        ("*/10 * * * * *", "2026-11-21T12:00:10"),
        ("5-10/2,50 0 * * *", "2026-11-22T00:05:00"),
        ("@yearly", "2027-01-01T00:00:00"),
        ("@Annually", "2027-01-01T00:00:00"),
        ("@monthly", "2026-12-01T00:00:00"),
        ("@weekly", "2026-11-22T00:00:00"),
        ("@daily", "2026-11-22T00:00:00"),
        ("@midnight", "2026-11-22T00:00:00"),
        ("@hourly", "2026-11-21T13:00:00"),
        ("  0   9 * * *  ", "2026-11-22T09:00:00"),
    ] {
        assert_eq!(next(expression, after), expected, "{expression}");
    }
}

#[test]
fn day_and_weekday_count_alike_unless_one_begins_with_a_star() {
    let after = "2026-11-30T12:00:00Z";
    assert_eq!(next("0 0 13 * 5", after), "2026-12-04T00:00:00", "the 13th or a Friday");
    assert_eq!(next("0 0 */2 * 5", after), "2026-12-11T00:00:00", "a Friday on an odd day");
    assert_eq!(next("0 0 13 * */2", after), "2026-12-13T00:00:00", "a Sunday is the 0th");
    assert_eq!(next("0 0 13 1 */2", after), "2028-01-13T00:00:00", "a Thursday");
}

#[test]
fn a_leap_day_is_found_across_a_century_without_one() {
    assert_eq!(next("0 0 29 2 *", "2096-03-01T00:00:00Z"), "2104-02-29T00:00:00");
    assert_eq!(next("0 0 1 1 *", "2099-06-01T00:00:00Z"), "2100-01-01T00:00:00");
    assert_eq!(next("0 0 28 2 *", "2100-02-28T00:00:00Z"), "2101-02-28T00:00:00");
    assert_eq!(next("0 0 29 2 */7", "2064-01-01T00:00:00Z"), "2088-02-29T00:00:00");
    assert_eq!(next("0 0 29 2 */7", "2088-03-01T00:00:00Z"), "2128-02-29T00:00:00", "40 years");
}

#[test]
fn the_end_of_time_is_the_end_and_no_panic() {
    let plan = plan("* * * * * *", "Pacific/Kiritimati");
    assert_eq!(plan.next(Timestamp::from_micros(i64::MAX)), None);
    assert!(plan.next(at("9999-12-30T21:59:00Z")).is_some());
    assert!(plan.next(Timestamp::default()).is_some());
}

#[test]
fn next_is_strictly_after_even_within_a_second() {
    assert_eq!(next("0 9 * * *", "2026-11-21T09:00:00Z"), "2026-11-22T09:00:00");
    assert_eq!(next("0 9 * * *", "2026-11-21T08:59:59.999999Z"), "2026-11-21T09:00:00");
    assert_eq!(next("0 9 * * *", "2026-11-21T09:00:00.000001Z"), "2026-11-22T09:00:00");
}

#[test]
fn a_time_of_several_expressions_counts_once() {
    let schedule = cron(&["0 9 * * *", "0 9,10 * * *", "@daily"], "UTC");
    let plan = Plan::new(&schedule).unwrap();
    let all = plan.between(at("2026-11-21T00:00:00Z"), at("2026-11-22T00:00:00Z"));
    let hours: Vec<String> = all.map(|at| at.to_string()[11..13].to_owned()).collect();
    assert_eq!(hours, ["09", "10", "00"]);
}

#[test]
fn bounds_hold_from_the_first_instant_up_to_the_last() {
    let schedule = Schedule {
        starts_at: Some(at("2026-01-02T09:00:00Z")),
        ends_at: Some(at("2026-01-04T09:00:00Z")),
        ..cron(&["0 9 * * *"], "UTC")
    };
    let plan = Plan::new(&schedule).unwrap();
    let all: Vec<String> = plan
        .between(at("2020-01-01T00:00:00Z"), at("2030-01-01T00:00:00Z"))
        .map(|at| at.to_string())
        .collect();
    assert_eq!(all, ["2026-01-02T09:00:00.000Z", "2026-01-03T09:00:00.000Z"]);
}

#[test]
fn a_calendar_wants_all_its_lists() {
    let calendar = Calendar {
        years: Some(vec![2028, 2026]),
        months: Some(vec![2]),
        days: Some(vec![28, 29]),
        weekdays: Some(vec![]),
        hours: Some(vec![9, 17]),
        minutes: Some(vec![30]),
    };
    let schedule = Schedule { when: When::Calendar(calendar), ..Schedule::default() };
    let times = fires(&schedule, "2026-01-01T00:00:00Z", "2040-01-01T00:00:00Z");
    let days: Vec<&str> = times.iter().map(|at| &at[..16]).collect();
    let expected = [
        "2026-02-28T09:30",
        "2026-02-28T17:30",
        "2028-02-28T09:30",
        "2028-02-28T17:30",
        "2028-02-29T09:30",
        "2028-02-29T17:30",
    ];
    assert_eq!(days, expected);
}

#[test]
fn once_fires_once_and_at_a_whole_second() {
    let once = When::Once { at: at("2026-11-21T12:00:00.5Z") };
    let plan = Plan::new(&Schedule { when: once, ..Schedule::default() }).unwrap();
    let next = plan.next(at("2026-11-21T12:00:00Z")).unwrap();
    assert_eq!(next, at("2026-11-21T12:00:01Z"));
    assert_eq!(plan.next(next), None);
}

#[test]
fn an_interval_follows_the_later_of_anchor_and_finish() {
    let (early, late) = (at("2026-01-01T00:00:00Z"), at("2026-01-01T05:00:00Z"));
    let hour = Duration::from_secs(3_600);
    assert_eq!(next_interval(hour, early, None), at("2026-01-01T01:00:00Z"));
    assert_eq!(next_interval(hour, early, Some(late)), at("2026-01-01T06:00:00Z"));
    assert_eq!(next_interval(hour, late, Some(early)), at("2026-01-01T06:00:00Z"));
    let schedule = Schedule { when: When::Interval { seconds: 60 }, ..Schedule::default() };
    assert_eq!(Plan::new(&schedule).unwrap().next(early), None, "its times follow its finishes");
}

fn blackout(from: &str, until: &str, weekdays: &[u16]) -> Plan {
    let blackout = Blackout {
        from: from.parse().unwrap(),
        until: until.parse().unwrap(),
        weekdays: weekdays.to_vec(),
        reason: "quiet".into(),
    };
    let schedule = Schedule { blackouts: vec![blackout], ..cron(&["@hourly"], "Europe/Zurich") };
    Plan::new(&schedule).unwrap()
}

#[test]
fn a_blackout_is_from_its_first_moment_up_to_its_last() {
    let plan = blackout("2026-12-24T00:00:00Z", "2026-12-26T00:00:00Z", &[]);
    assert!(plan.blackout(at("2026-12-24T00:00:00Z")).is_some());
    assert!(plan.blackout(at("2026-12-25T23:59:59.999Z")).is_some());
    assert!(plan.blackout(at("2026-12-26T00:00:00Z")).is_none());
    assert_eq!(plan.next(at("2026-12-24T23:00:00Z")), Some(at("2026-12-25T00:00:00Z")));
}

#[test]
fn a_daily_blackout_is_in_local_time_and_may_go_over_midnight() {
    // Saturday and Sunday evenings; Zürich is an hour ahead.
    let plan = blackout("22:00", "06:00", &[6, 0]);
    for (time, black) in [
        ("2026-11-21T20:59:59Z", false),
        ("2026-11-21T21:00:00Z", true),
        ("2026-11-22T04:59:59Z", true),
        ("2026-11-22T05:00:00Z", false),
        ("2026-11-23T04:00:00Z", true),
        ("2026-11-23T21:00:00Z", false),
        ("2026-11-21T04:00:00Z", false),
    ] {
        assert_eq!(plan.blackout(at(time)).is_some(), black, "{time}");
    }
    let whole = blackout("00:00", "24:00", &[6]);
    assert!(whole.blackout(at("2026-11-20T23:00:00Z")).is_some());
    assert!(whole.blackout(at("2026-11-21T22:59:00Z")).is_some());
    assert!(whole.blackout(at("2026-11-21T23:00:00Z")).is_none());
}

#[test]
fn a_preview_names_the_blackout() {
    let plan = blackout("22:00", "06:00", &[]);
    let next = plan.preview(at("2026-11-21T20:30:00Z"), 1).remove(0);
    assert_eq!(next.note.as_deref(), Some("falls into a blackout (quiet) and is skipped"));
}

#[test]
fn jitter_is_the_same_each_time_and_spread_over_its_span() {
    let spread = Duration::from_secs(60);
    let plan = Plan::new(&Schedule { jitter: spread, ..cron(&["@daily"], "UTC") }).unwrap();
    let draw =
        |job: u8, second: i64| plan.jitter(&[job; 16], Timestamp::from_micros(second * 1_000_000));
    assert_eq!(draw(1, 100), draw(1, 100));
    let drawn: Vec<Duration> = (0..1_000).map(|second| draw(1, second)).collect();
    assert!(drawn.iter().all(|part| *part <= spread));
    let tenths =
        |tenth: u32| drawn.iter().filter(|part| part.as_secs() / 6 == u64::from(tenth)).count();
    for tenth in 0..10 {
        assert!((60..150).contains(&tenths(tenth)), "{tenth}: {}", tenths(tenth));
    }
    assert_ne!(draw(1, 100), draw(2, 100), "jobs draw apart");
    let none = Plan::new(&cron(&["@daily"], "UTC")).unwrap();
    assert_eq!(none.jitter(&[7; 16], at("2026-01-01T00:00:00Z")), Duration::ZERO);
}

#[test]
fn a_leap_second_is_the_second_before_it() {
    assert_eq!(at("2016-12-31T23:59:60Z"), at("2016-12-31T23:59:59Z"));
    assert_eq!(next("0 0 * * *", "2016-12-31T23:59:60Z"), "2017-01-01T00:00:00");
}
