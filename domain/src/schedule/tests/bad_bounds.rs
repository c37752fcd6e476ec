//! Times that never come, are past or out of bounds: what is refused, and whom it blames.

use super::*;

#[test]
fn an_interval_is_from_a_second_to_ten_years() {
    for (seconds, faulty) in [(0, 1), (1, 0), (315_360_000, 0), (315_360_001, 1), (u64::MAX, 1)] {
        let schedule = Schedule { when: When::Interval { seconds }, ..Schedule::default() };
        assert_eq!(faults(&schedule).len(), faulty, "{seconds}");
    }
}

#[test]
fn a_calendar_that_never_comes_or_is_past_or_out_of_range_is_refused() {
    let calendar =
        |calendar| faults(&Schedule { when: When::Calendar(calendar), ..Schedule::default() });
    let lists = Calendar { months: Some(vec![2]), days: Some(vec![30, 31]), ..Calendar::default() };
    assert_eq!(calendar(lists), ["schedule.days never fires: no date is like that"]);
    let past = Calendar { years: Some(vec![2025]), ..Calendar::default() };
    assert_eq!(calendar(past), ["schedule.years never fires: all its times are past"]);
    let wrong = Calendar {
        years: Some(vec![1969, 2026]),
        months: Some(vec![0]),
        days: Some(vec![1, 32]),
        weekdays: Some(vec![7]),
        hours: Some(vec![24]),
        minutes: Some(vec![60]),
    };
    assert_eq!(
        calendar(wrong),
        [
            "schedule.years[0] must be between 1970 and 2199",
            "schedule.months[0] must be between 1 and 12",
            "schedule.days[1] must be between 1 and 31",
            "schedule.weekdays[0] must be between 0 and 6",
            "schedule.hours[0] must be between 0 and 23",
            "schedule.minutes[0] must be between 0 and 59",
        ]
    );
}

#[test]
fn a_calendar_of_times_that_clocks_skip_is_refused_for_its_rule_and_not_as_past() {
    let on = |years: &[u16], minutes: Option<u16>, gap| Schedule {
        when: When::Calendar(Calendar {
            years: Some(years.to_vec()),
            months: Some(vec![3]),
            days: Some(vec![28]),
            hours: Some(vec![2]),
            minutes: minutes.map(|minute| vec![minute]),
            ..Calendar::default()
        }),
        timezone: "Europe/Berlin".to_owned(),
        gap,
        ..Schedule::default()
    };
    let gone = "schedule.gap leaves no time to fire: those to come do not exist on their day, as \
        clocks are set forward over them";
    assert_eq!(faults(&on(&[2027], Some(30), Gap::Skip)), [gone]);
    assert_eq!(faults(&on(&[2021, 2027], Some(30), Gap::Skip)), [gone]);
    assert_eq!(faults(&on(&[2027], None, Gap::Cron)), [gone], "each minute of that hour");
    for gap in [Gap::Cron, Gap::Edge, Gap::Shift] {
        assert_eq!(faults(&on(&[2027], Some(30), gap)), [""; 0], "{gap:?}");
    }
    let past = "schedule.years never fires: all its times are past";
    assert_eq!(faults(&on(&[2021], Some(30), Gap::Skip)), [past]);
}

#[test]
fn bounds_within_which_a_rule_leaves_out_all_are_not_blamed() {
    let gone = "schedule.gap leaves no time to fire: those to come do not exist on their day, as \
        clocks are set forward over them";
    let within = |schedule: &Schedule, starts: Option<&str>, ends: &str| Schedule {
        starts_at: starts.map(at),
        ends_at: Some(at(ends)),
        ..schedule.clone()
    };
    let yearly = Schedule { gap: Gap::Skip, ..cron(&["30 2 28 3 *"], "Europe/Berlin") };
    let hour = Calendar {
        months: Some(vec![3]),
        days: Some(vec![28]),
        hours: Some(vec![2]),
        ..Calendar::default()
    };
    let open = Schedule { when: When::Calendar(hour), gap: Gap::Cron, ..yearly.clone() };
    for schedule in [&yearly, &open] {
        for starts in [None, Some("2027-01-01T00:00:00Z")] {
            let bounded = within(schedule, starts, "2027-04-01T00:00:00Z");
            assert_eq!(faults(&bounded), [gone], "{starts:?}");
            assert_eq!(faults(&Schedule { gap: Gap::Edge, ..bounded }), [""; 0]);
            assert_eq!(faults(&within(schedule, starts, "2028-04-01T00:00:00Z")), [""; 0]);
        }
        assert_eq!(faults(schedule), [""; 0], "it comes in 2028");
        // No rule brings a time before 03:00.
        let unmet = "schedule.ends_at leaves no time to fire: none is both to come and in bounds";
        assert_eq!(faults(&within(schedule, None, "2027-03-28T01:00:00Z")), [unmet]);
    }
    // Only the end of the gap is in bounds.
    assert_eq!(faults(&within(&yearly, None, "2027-03-28T01:10:00Z")), [gone]);
}

#[test]
fn of_two_bounds_the_one_that_is_in_the_way_is_blamed() {
    let once = Schedule {
        when: When::Once { at: at("2027-06-01T00:00:00Z") },
        starts_at: Some(at("2027-01-01T00:00:00Z")),
        ends_at: Some(at("2027-05-01T00:00:00Z")),
        ..Schedule::default()
    };
    let unmet = "leaves no time to fire: none is both to come and in bounds";
    assert_eq!(faults(&once), [format!("schedule.ends_at {unmet}")]);
    let late = Schedule {
        starts_at: Some(at("2027-07-01T00:00:00Z")),
        ends_at: Some(at("2027-08-01T00:00:00Z")),
        ..once
    };
    assert_eq!(faults(&late), [format!("schedule.starts_at {unmet}")]);
}

#[test]
fn what_would_not_run_before_all_plans_end_is_refused() {
    let late = |when: &When, starts: &str| Schedule {
        when: when.clone(),
        starts_at: Some(at(starts)),
        ..Schedule::default()
    };
    let interval = When::Interval { seconds: 3_600 };
    let daily = When::Cron { expressions: vec!["@daily".to_owned()] };
    let end = "and all plans end with the year 2199";
    for when in [&interval, &daily] {
        let fault = format!("schedule.starts_at would not run before 9999-12-01, {end}");
        assert_eq!(faults(&late(when, "9999-12-01T00:00:00Z")), [fault]);
        assert_eq!(faults(&late(when, "2199-12-31T00:00:00Z")), [""; 0]);
        let off = Schedule { active: false, ..late(when, "9999-12-01T00:00:00Z") };
        assert_eq!(faults(&off), [""; 0]);
    }
    let fault = |day| [format!("schedule.starts_at would not run before {day}, {end}")];
    assert_eq!(faults(&late(&interval, "2200-01-01T00:00:00Z")), fault("2200-01-01"));
    let once = When::Once { at: at("2200-01-01T00:00:00Z") };
    let once = Schedule { when: once, ..Schedule::default() };
    assert_eq!(faults(&once), [format!("schedule.at would not run before 2200-01-01, {end}")]);
}

#[test]
fn a_time_that_is_past_is_refused_unless_the_schedule_is_off() {
    let past =
        Schedule { when: When::Once { at: at("2026-11-21T11:59:59Z") }, ..Schedule::default() };
    assert_eq!(faults(&past), ["schedule.at must be in the future"]);
    assert_eq!(faults(&Schedule { active: false, ..past }), Vec::<String>::new());
    let ended = Schedule { ends_at: Some(at("2026-01-01T00:00:00Z")), ..cron(&["@daily"], "UTC") };
    assert_eq!(
        faults(&ended),
        ["schedule.ends_at leaves no time to fire: none is both to come and in bounds"]
    );
    let once = |starts: Option<&str>, ends: Option<&str>| Schedule {
        when: When::Once { at: at("2027-01-01T00:00:00Z") },
        starts_at: starts.map(at),
        ends_at: ends.map(at),
        ..Schedule::default()
    };
    let unmet = "leaves no time to fire: none is both to come and in bounds";
    let late = "2028-01-01T00:00:00Z";
    assert_eq!(faults(&once(Some(late), None)), [format!("schedule.starts_at {unmet}")]);
    let ends = once(None, Some("2026-12-01T00:00:00Z"));
    assert_eq!(faults(&ends), [format!("schedule.ends_at {unmet}")]);
    let years = Calendar { years: Some(vec![2024, 2025]), ..Calendar::default() };
    let bounded = Schedule { when: When::Calendar(years), ..once(None, Some(late)) };
    assert_eq!(faults(&bounded), ["schedule.years never fires: all its times are past"]);
    let interval = |seconds| Schedule {
        when: When::Interval { seconds },
        ends_at: Some(at("2026-11-21T13:00:00Z")),
        ..Schedule::default()
    };
    assert_eq!(faults(&interval(3_599)), Vec::<String>::new());
    assert_eq!(faults(&interval(3_600)), faults(&ended), "the first would be the end");
}

#[test]
fn bounds_jitter_and_blackouts_are_checked() {
    let blackout = |from: &str, until: &str, weekdays: &[u16]| Blackout {
        from: from.parse().unwrap(),
        until: until.parse().unwrap(),
        weekdays: weekdays.to_vec(),
        reason: String::new(),
    };
    let schedule = Schedule {
        starts_at: Some(at("2027-01-01T00:00:00Z")),
        ends_at: Some(at("2027-01-01T00:00:00Z")),
        jitter: Duration::from_secs(86_401),
        blackouts: vec![
            blackout("10:00", "10:00", &[]),
            blackout("24:00", "10:00", &[7]),
            blackout("2026-01-01T00:00:00Z", "2025-01-01T00:00:00Z", &[1]),
            blackout("10:00", "2025-01-01T00:00:00Z", &[]),
            blackout("22:00", "06:00", &[0, 1]),
        ],
        ..cron(&["@daily"], "UTC")
    };
    insta::assert_snapshot!(faults(&schedule).join("\n"), @r#"
    schedule.jitter must be at most 24 hours
    schedule.ends_at must be after the start
    schedule.blackouts[0].until must differ from from: a whole day is 00:00 to 24:00
    schedule.blackouts[1].from must be before 24:00
    schedule.blackouts[1].weekdays must be 0 (Sunday) to 6 (Saturday)
    schedule.blackouts[2].until must be after from
    schedule.blackouts[2].weekdays goes with times of day such as 22:00, not with instants
    schedule.blackouts[3].until must be of the same form as from: a time of day or an instant
    "#);
    for wrong in ["9:00", "24:01", "10:60", "", "10", "+1:00", "２２:00"] {
        assert!(wrong.parse::<Bound>().is_err(), "{wrong}");
    }
    let said = "2100-02-29T00:00:00Z".parse::<Bound>().unwrap_err().to_string();
    assert_eq!(said, "must be a day that there is: 2100-02 has 28 days");
}
