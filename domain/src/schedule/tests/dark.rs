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

const WRONG: &str =
    "schedule.blackouts must leave a time to run: all times of the schedule lie in one";

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
        assert_eq!(faults(&schedule), [WRONG], "{schedule:?}");
        let off = Schedule { active: false, ..schedule };
        assert_eq!(faults(&off), [""; 0], "one that is off may be anything");
    }
}

#[test]
fn one_time_that_is_left_is_enough() {
    let weekend = daily("00:00", "24:00", &[6, 0]);
    let night = daily("00:00", "12:00", &[]);
    let freeze = daily("2026-11-01T00:00:00Z", "2028-06-01T00:00:00Z", &[]);
    let leap_day = cron(&["0 13 29 2 *"], "UTC");
    let some = [
        // Two days of nothing, to the second.
        but(cron(&["* * * * * *"], "UTC"), std::slice::from_ref(&weekend)),
        but(cron(&["* 0-11 * * *", "0 13 1 1 *"], "UTC"), std::slice::from_ref(&night)),
        but(cron(&["*/5 * * * *"], "UTC"), std::slice::from_ref(&freeze)),
        but(leap_day, &[night.clone(), freeze.clone()]),
        but(cron(&["0 9 * * *"], "UTC"), &[daily("08:00", "11:00", &[0, 1, 2, 3, 4, 6])]),
        but(every(1), &[weekend, night, freeze]),
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
    assert_eq!(faults(&schedule), [WRONG]);
}
