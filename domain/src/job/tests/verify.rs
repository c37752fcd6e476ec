use super::*;

fn version(number: i32, spec: &JobSpec, from: &str) -> Version {
    let (spec, edited_by) = (spec.clone(), "user:ada".to_owned());
    Version { version: number, spec, valid_from: at(from), edited_by }
}

fn rows(times: &[&str]) -> Vec<Fire> {
    let row = |time: &&str| Fire {
        job: JobId::default(),
        nominal: at(time),
        outcome: FireOutcome::Blocked,
        decided_at: at(time),
        version: 1,
    };
    times.iter().map(row).collect()
}

fn compare(versions: &[Version], until: &str, since: &str, times: &[&str]) -> Verified {
    verify(versions, at(until), at(since), rows(times).into_iter())
}

#[test]
fn a_ledger_is_compared_time_by_time_in_any_order() {
    let versions = [version(1, &cron("*/10 * * * *"), "10:00")];
    let clean = compare(&versions, "10:30", "10:00", &["10:30", "10:10", "10:20"]);
    assert_eq!((clean.expected, clean.found, clean.is_clean()), (3, 3, true));
    let wrong = compare(&versions, "10:30", "10:00", &["10:10", "10:15", "10:30"]);
    assert_eq!((wrong.absent, wrong.surplus), (vec![at("10:20")], vec![at("10:15")]));
    assert_eq!(wrong.expected, 3);
}

#[test]
fn each_version_counts_from_its_beginning_to_the_next() {
    let mut off = cron("*/10 * * * *");
    off.schedule.active = false;
    // The newest first, as the store tells them.
    let versions = [
        version(3, &cron("0 * * * *"), "10:55"),
        version(2, &off, "10:20"),
        version(1, &cron("*/10 * * * *"), "10:00"),
    ];
    let clean = compare(&versions, "12:00", "10:00", &["10:10", "10:20", "11:00", "12:00"]);
    assert_eq!((clean.expected, clean.is_clean()), (4, true));
    let while_off = compare(&versions, "12:00", "10:00", &["10:10", "10:20", "10:30", "11:00"]);
    assert_eq!(while_off.surplus, [at("10:30")]);
    assert_eq!(while_off.absent, [at("12:00")]);
}

#[test]
fn nothing_outside_of_what_was_asked_for_counts() {
    let versions = [version(1, &cron("*/10 * * * *"), "10:00")];
    let part = compare(&versions, "10:30", "10:20", &["10:10", "10:20", "10:30", "10:40"]);
    assert_eq!((part.expected, part.found, part.is_clean()), (2, 2, true), "both ends included");
    let before_all = compare(&versions, "10:10", "09:00", &["09:50", "10:00", "10:10"]);
    assert_eq!(before_all.surplus, [at("09:50"), at("10:00")], "no version named those");
}

#[test]
fn two_times_of_an_interval_are_never_closer_than_it() {
    let versions = [version(1, &every(600), "10:00")];
    let clean = compare(&versions, "11:00", "10:00", &["10:10", "10:25", "10:35"]);
    assert_eq!((clean.expected, clean.is_clean()), (3, true));
    let close = compare(&versions, "11:00", "10:00", &["10:10", "10:15"]);
    assert_eq!(close.surplus, [at("10:15")]);
}

#[test]
fn stretches_add_up_and_lists_are_bounded() {
    let versions = [version(1, &cron("* * * * * *"), "10:00")];
    let mut all = compare(&versions, "11:00", "10:00", &[]);
    assert_eq!((all.expected, all.absent.len()), (3_600, Verified::LISTED));
    all.add(compare(&versions, "12:00", "11:00:01", &[]));
    assert_eq!((all.expected, all.absent.len()), (7_200, Verified::LISTED));
}
