//! Schedules that lie wholly within their own blackouts. It is Saturday, 2026-11-21, at noon.

use super::*;

fn daily(from: &str, until: &str, weekdays: &[u16]) -> Blackout {
    Blackout {
        from: from.parse().unwrap(),
        until: until.parse().unwrap(),
        weekdays: weekdays.to_vec(),
        reason: String::new(),
    }
}

fn but(mut schedule: Schedule, blackouts: &[Blackout]) -> Schedule {
    schedule.blackouts = blackouts.to_vec();
    schedule
}

fn every(seconds: u64) -> Schedule {
    Schedule { when: When::Interval { seconds }, ..Schedule::default() }
}

const ALL: &str =
    "schedule.blackouts must leave a time to run: all times of the schedule lie in one";

/// The fault of a schedule that comes back, and each time in the dark.
fn all_before(day: &str) -> String {
    format!(
        "schedule.blackouts must leave a time to run: all times of the schedule before {day} lie in one"
    )
}

#[test]
fn a_schedule_within_its_blackouts_is_refused() {
    let nightly = cron(&["30 2 * * *"], "Europe/Zurich");
    let night = daily("22:00", "06:00", &[]);
    let halves = [daily("00:00", "12:00", &[]), daily("12:00", "24:00", &[])];
    let once = Schedule { when: When::Once { at: at("2026-12-24T03:00:00Z") }, ..every(1) };
    let mut ending = cron(&["0 3 * * *"], "UTC");
    ending.ends_at = Some(at("2026-11-24T00:00:00Z"));
    let leap_day = cron(&["0 3 29 2 *"], "UTC");
    let whole = [
        but(nightly.clone(), std::slice::from_ref(&night)),
        but(cron(&["* * * * * *"], "Europe/Zurich"), &halves),
        but(cron(&["0 9 * * 1-5", "0 10 * * 6,7"], "UTC"), &[daily("08:00", "11:00", &[])]),
        but(cron(&["0 9 * * 1"], "UTC"), &[daily("08:00", "11:00", &[1])]),
        but(once, &[daily("2026-12-24T00:00:00Z", "2026-12-25T00:00:00Z", &[])]),
        but(ending, &[daily("2026-11-20T00:00:00Z", "2026-11-24T00:00:00Z", &[])]),
        but(leap_day, std::slice::from_ref(&night)),
        but(every(1), &halves),
        // Noon each day, as long as none of them runs.
        but(every(86_400), &[daily("11:00", "13:00", &[])]),
    ];
    for schedule in whole {
        let found = faults(&schedule);
        let begin = ALL.trim_end_matches(" lie in one");
        assert!(found.len() == 1 && found[0].starts_with(begin), "{schedule:?} {found:?}");
        let off = Schedule { active: false, ..schedule };
        assert_eq!(faults(&off), [""; 0], "one that is off may be anything");
    }
}

#[test]
fn one_time_that_is_left_is_enough() {
    let weekend = daily("00:00", "24:00", &[6, 0]);
    let night = daily("00:00", "12:00", &[]);
    let freeze = daily("2026-11-01T00:00:00Z", "2028-06-01T00:00:00Z", &[]);
    let decade = daily("2026-11-01T00:00:00Z", "2036-11-21T00:00:00Z", &[]);
    let leap_day = cron(&["0 13 29 2 *"], "UTC");
    let some = [
        // Two days of nothing, to the second.
        but(cron(&["* * * * * *"], "UTC"), std::slice::from_ref(&weekend)),
        but(cron(&["* 0-11 * * *", "0 13 1 1 *"], "UTC"), std::slice::from_ref(&night)),
        but(cron(&["*/5 * * * *"], "UTC"), std::slice::from_ref(&freeze)),
        but(leap_day.clone(), &[night.clone(), freeze.clone()]),
        but(cron(&["0 9 * * *"], "UTC"), &[daily("08:00", "11:00", &[0, 1, 2, 3, 4, 6])]),
        but(every(1), &[weekend, night, freeze]),
        but(every(1), &[decade]),
        // The next one is on a Tuesday, the one after it on a Sunday.
        but(leap_day, &[daily("00:00", "24:00", &[2])]),
        but(
            cron(&["0 0 1 1 *"], "UTC"),
            &[daily("2026-12-01T00:00:00Z", "2027-12-01T00:00:00Z", &[])],
        ),
        but(every(50_000), &[daily("00:00", "23:00", &[])]),
        // 02:30 is there on all days but one.
        but(cron(&["59 2 * * *"], "Europe/Zurich"), &[daily("00:00", "02:59", &[])]),
    ];
    for schedule in some {
        assert_eq!(faults(&schedule), [""; 0], "{schedule:?}");
    }
}

#[test]
fn odd_days_are_judged_by_what_the_clock_shows() {
    // Only where the clock is set forward does a run at 02:30 come at 03:00, out of the window.
    let window = daily("02:00", "03:00", &[]);
    let mut schedule = but(cron(&["30 2 * * *"], "Europe/Zurich"), std::slice::from_ref(&window));
    assert_eq!(faults(&schedule), [""; 0]);
    schedule.gap = Gap::Skip;
    assert_eq!(faults(&schedule), [all_before("2036-11-23")]);
}

#[test]
fn what_would_not_run_for_ten_years_is_refused_with_the_day_before_which_it_would_not() {
    let until = |until: &str| daily("2026-11-01T00:00:00Z", until, &[]);
    let would_not = |schedule: Schedule, day: &str| {
        let leave = "must leave a time to run within ten years";
        let fault = format!("schedule.blackouts {leave}: it would not run before {day}");
        assert_eq!(faults(&schedule), [fault], "{schedule:?}");
    };
    let age = until("2126-11-01T00:00:00Z");
    would_not(but(cron(&["* * * * * *"], "UTC"), std::slice::from_ref(&age)), "2126-11-01");
    would_not(but(every(1), &[age.clone(), daily("22:00", "06:00", &[])]), "2126-11-01");
    // The zone has its own day.
    let late = but(cron(&["0 * * * *"], "Asia/Tokyo"), &[until("2036-12-01T15:00:00Z")]);
    would_not(late, "2036-12-02");
    let leap_sunday = cron(&["0 0 29 2 */7"], "UTC");
    would_not(but(leap_sunday.clone(), &[until("2032-03-01T00:00:00Z")]), "2060-02-29");
    assert_eq!(faults(&leap_sunday), [""; 0], "ten years are those of blackouts");
    // Nothing is behind it.
    let ever = but(cron(&["* * * * * *"], "UTC"), &[until("9999-12-30T22:00:00Z")]);
    assert_eq!(faults(&ever), [ALL]);
}

#[test]
fn what_lies_in_the_dark_whenever_it_comes_is_refused_with_how_far_was_looked() {
    let leap_day = but(cron(&["0 0 29 2 *"], "UTC"), &[daily("00:00", "01:00", &[])]);
    assert_eq!(faults(&leap_day), [all_before("2040-02-29")]);
    let hours = |n: u16| daily(&format!("{n:02}:00"), &format!("{:02}:00", n + 1), &[]);
    let hours: Vec<Blackout> = (0..24).map(hours).collect();
    let found = faults(&but(cron(&["* * * * * *"], "Europe/Zurich"), &hours));
    assert!(found.len() == 1 && found[0].starts_with("schedule.blackouts must leave"), "{found:?}");
}

#[test]
fn windows_that_a_fold_shows_twice_end_twice() {
    // Clocks go back from 03:00 to 02:00 on 2026-10-25.
    let schedule = but(cron(&["*/10 * * * *"], "Europe/Zurich"), &[daily("01:30", "02:30", &[])]);
    let plan = Plan::new(&schedule).unwrap();
    let light = plan.light(at("2026-10-24T23:20:00Z"), at("2026-10-25T02:00:00Z"));
    let minutes: Vec<String> = light.map(|at| at.to_string()[11..16].to_owned()).collect();
    assert_eq!(minutes, ["00:30", "00:40", "00:50", "01:30", "01:40", "01:50", "02:00"]);
    let first = schedule.light_from(&plan, at("2026-10-25T01:10:00Z"));
    assert_eq!(first, Some(at("2026-10-25T01:30:00Z")));
}

#[test]
fn an_expression_that_is_rare_is_not_sought_with_each_time_of_one_that_is_frequent() {
    // What lies in gaps alone is sought for fifty years, in vain.
    let mut expressions = vec!["30 2 * 3 0L"; 60];
    expressions.extend(["0 0 29 2 */7"; 39]);
    expressions.push("*/10 * * * * *");
    let mut schedule = cron(&expressions, "Europe/Zurich");
    schedule.gap = Gap::Skip;
    let windows = |n: u16| daily(&format!("{n:02}:00"), &format!("{:02}:00", n + 1), &[]);
    let schedule = but(schedule, &(0..24).map(windows).collect::<Vec<_>>());
    let found = faults(&schedule);
    assert!(found.len() == 1 && found[0].starts_with("schedule.blackouts must leave"), "{found:?}");
}
