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
    verify(versions, at(until), at(since), rows(times).into_iter(), |_| None)
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
fn an_interval_counts_from_the_setting_of_its_schedule() {
    let mut described = every(600);
    described.description = "nightly".to_owned();
    let versions = [
        version(1, &cron("*/10 * * * *"), "10:00"),
        version(2, &every(600), "10:05"),
        // Nothing of its schedule was set.
        version(3, &described, "10:17"),
    ];
    let clean = compare(&versions, "11:00", "10:00", &["10:15", "10:25"]);
    assert_eq!((clean.expected, clean.is_clean()), (2, true));
    let early = compare(&versions, "11:00", "10:00", &["10:14:59", "10:25"]);
    assert_eq!(early.surplus, [at("10:14:59")]);
    let first = [version(1, &every(600), "10:00")];
    assert_eq!(compare(&first, "11:00", "10:00", &["10:09"]).surplus, [at("10:09")]);
    // What the first known version followed is not known.
    let later = [version(2, &every(600), "10:00")];
    assert!(compare(&later, "11:00", "10:00", &["10:09"]).is_clean());
}

#[test]
fn an_interval_counts_from_the_end_of_the_run_before_where_that_is_known() {
    let versions = [version(1, &every(600), "10:00")];
    let mut ledger = rows(&["10:10", "10:25", "10:40"]);
    let runs = [TaskId::new(at("10:10")), TaskId::new(at("10:25"))];
    for (row, run) in ledger.iter_mut().zip(runs) {
        row.outcome = FireOutcome::Fired(run);
    }
    let ends = |first: &'static str, second: Option<&'static str>| {
        let end = move |run: TaskId| (if run == runs[0] { Some(first) } else { second }).map(at);
        verify(&versions, at("11:00"), at("10:00"), ledger.iter().copied(), end)
    };
    assert!(ends("10:15", Some("10:30")).is_clean());
    assert!(ends("10:11", None).is_clean());
    assert_eq!(ends("10:15:01", None).surplus, [at("10:25")]);
    assert_eq!(ends("10:15", Some("10:30:01")).surplus, [at("10:40")]);
}

#[test]
fn the_time_before_the_stretch_counts_for_the_first_of_an_interval() {
    let versions = [version(2, &every(600), "09:00")];
    let close = compare(&versions, "11:00", "10:00", &["09:40", "09:55", "10:04", "10:14"]);
    assert_eq!((close.found, close.surplus), (2, vec![at("10:04")]));
    assert!(compare(&versions, "11:00", "10:00", &["09:40", "09:54", "10:04"]).is_clean());
}

#[test]
fn an_interval_has_no_times_out_of_bounds() {
    let mut bounded = every(600);
    bounded.schedule.starts_at = Some(at("10:30"));
    bounded.schedule.ends_at = Some(at("10:50"));
    let versions = [version(1, &bounded, "10:00")];
    let found = compare(&versions, "11:00", "10:00", &["10:20", "10:30", "10:40", "10:50"]);
    assert_eq!((found.expected, found.surplus), (2, vec![at("10:20"), at("10:50")]));
}

#[test]
fn stretches_add_up_and_lists_are_bounded() {
    let versions = [version(1, &cron("* * * * * *"), "10:00")];
    let mut all = compare(&versions, "11:00", "10:00", &[]);
    assert_eq!((all.expected, all.absent.len()), (3_600, Verified::LISTED));
    all.add(compare(&versions, "12:00", "11:00:01", &[]));
    assert_eq!((all.expected, all.absent.len()), (7_200, Verified::LISTED));
}

#[test]
fn pieces_of_a_comparison_add_up_to_the_whole() {
    let mut off = cron("*/10 * * * *");
    off.schedule.active = false;
    let versions = [
        version(5, &cron("*/7 * * * *"), "11:30"),
        version(4, &every(600), "10:55"),
        version(3, &cron("0-30 * * * *"), "10:20"),
        version(2, &off, "10:15"),
        version(1, &cron("*/2 * * * *"), "10:00"),
    ];
    let times = [
        "09:50", "10:02", "10:03", "10:06", "10:16", "10:21", "10:29", "11:05", "11:10", "11:25",
        "11:35", "11:36", "11:49", "12:10",
    ];
    for since in ["09:40", "10:00", "10:06", "10:17", "11:08", "11:36"] {
        let whole = compare(&versions, "12:00", since, &times);
        assert!(!whole.is_clean());
        for work in [0, 1, 2, 7, 21, 30, 1_000] {
            let (mut sum, mut from, mut pieces) = (Verified::default(), at(since), 0);
            loop {
                let rows = rows(&times).into_iter();
                let (found, reached) =
                    verify_some(&versions, at("12:00"), from, rows, |_| None, work);
                sum.add(found);
                pieces += 1;
                if reached == at("12:00") {
                    break;
                }
                assert!(reached >= from, "it goes on");
                from = reached.plus(Duration::from_micros(1));
            }
            assert_eq!(sum, whole, "since {since}, {work} at once");
            assert!(work > 30 || pieces > 1 || since > "11:00", "{pieces}");
        }
    }
}
