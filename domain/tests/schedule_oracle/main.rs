//! Plans against brute force: a walk over every minute that asks a zone for nothing but its offset,
//! matches fields with a little matcher of its own, and applies the declared rules by their words.
//! It shares no code with what it judges, and must never differ from it.
//!
//! The ordinary run takes a fixed sample. `TASKMASTER_SOAK=1` takes all zones (grouped by equal
//! offset history), ten years and the whole corpus: each minute within two days of every
//! transition, and one whole year. `TASKMASTER_SHARD=2/5` takes the second fifth of the zones;
//! `TASKMASTER_ORACLE_PROGRESS=FILE` keeps the zones that are done, and leaves them out next time.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "all of this crate is a test")]

mod corpus;
mod judge;
mod matcher;
mod walk;
mod zones;

use std::{
    collections::BTreeSet,
    env, fs,
    io::Write,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use judge::{Judge, RULES};
use taskmaster_domain::schedule::{Fold, Gap};
use walk::{DAY, HOUR, MINUTE, Window};
use zones::{Group, groups, transitions};

/// Zones with something of their own: half hours, two hours, midnight, four changes a year, the
/// southern half, a change by law beside the yearly rule, an end of it all, no change at all.
const SAMPLE: [&str; 13] = [
    "UTC",
    "Europe/Zurich",
    "America/New_York",
    "America/Havana",
    "America/Nuuk",
    "America/Mexico_City",
    "America/Ciudad_Juarez",
    "Africa/Casablanca",
    "Africa/Cairo",
    "Antarctica/Troll",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Asia/Tehran",
];

#[test]
fn a_sample_of_zones_and_expressions_agrees_with_brute_force() {
    let expressions = corpus::minutes();
    let mut judge = Judge::default();
    for (at, zone) in SAMPLE.iter().enumerate() {
        let seams = transitions(zone, zones::DECADE);
        let windows = [seams.first(), seams.last()].into_iter().flatten();
        for &seam in windows {
            let window = Window::new(zone, seam - DAY, seam + DAY, MINUTE);
            let some = expressions.iter().enumerate().skip(at).step_by(2 * SAMPLE.len() + 1);
            for (index, expression) in some {
                judge.compare(&window, expression, RULES[0]);
                judge.compare(&window, expression, RULES[1 + index % 3]);
            }
        }
        let quiet = zones::DECADE.0 + 200 * DAY;
        let window = Window::new(zone, quiet, quiet + 20 * DAY, MINUTE);
        for expression in expressions.iter().skip(at).step_by(4 * SAMPLE.len() + 1) {
            judge.compare(&window, expression, RULES[0]);
        }
    }
    judge.verdict(3_000);
}

#[test]
fn a_skipped_day_agrees_with_brute_force() {
    let skipped = transitions("Pacific/Apia", (1_325_000_000, 1_326_000_000));
    assert_eq!(skipped.len(), 1, "2011-12-30");
    let mut judge = Judge::default();
    let window = Window::new("Pacific/Apia", skipped[0] - 2 * DAY, skipped[0] + 2 * DAY, MINUTE);
    for expression in corpus::minutes().iter().step_by(7) {
        for rules in RULES {
            judge.compare(&window, expression, rules);
        }
    }
    judge.verdict(1_000);
}

#[test]
fn seconds_agree_with_brute_force() {
    let mut judge = Judge::default();
    for zone in ["Europe/Zurich", "Australia/Lord_Howe", "America/Havana"] {
        for seam in transitions(zone, zones::DECADE).into_iter().take(2) {
            let window = Window::new(zone, seam - HOUR, seam + HOUR, 1);
            for (index, expression) in corpus::seconds().iter().enumerate() {
                judge.compare(&window, expression, RULES[0]);
                judge.compare(&window, expression, RULES[1 + index % 3]);
            }
        }
    }
    judge.verdict(10_000);
}

#[test]
fn brute_force_sees_a_rule_that_is_not_kept() {
    let seam = transitions("Europe/Zurich", zones::DECADE)[0];
    let window = Window::new("Europe/Zurich", seam - DAY, seam + DAY, MINUTE);
    let fires = |gap, fold| walk::fires(&window, &matcher::Matcher::new("30 2 * * *"), gap, fold);
    assert_ne!(fires(Gap::Edge, Fold::Cron), fires(Gap::Shift, Fold::Cron));
    let planned = judge::planned(&window, "30 2 * * *", (Gap::Skip, Fold::Cron));
    assert_ne!(planned, fires(Gap::Cron, Fold::Cron));
}

#[test]
fn the_corpus_is_large_and_all_different() {
    let all: BTreeSet<String> = corpus::minutes().into_iter().chain(corpus::seconds()).collect();
    assert!(all.len() >= 500, "{}", all.len());
    assert_eq!(all.len(), corpus::minutes().len() + corpus::seconds().len());
}

#[test]
fn all_zones_and_expressions_agree_with_brute_force() {
    if env::var_os("TASKMASTER_SOAK").is_none() {
        return;
    }
    let done = env::var("TASKMASTER_ORACLE_PROGRESS").ok();
    let kept = done.as_ref().and_then(|file| fs::read_to_string(file).ok()).unwrap_or_default();
    let all = groups(zones::DECADE);
    println!("{} groups of {} zones", all.len(), all.iter().map(|g| g.names.len()).sum::<usize>());
    let (shard, shards) = shard();
    let left: Vec<Group> = all
        .into_iter()
        .enumerate()
        .filter(|(at, group)| {
            at % shards == shard && !kept.lines().any(|done| done == group.names[0])
        })
        .map(|(_, group)| group)
        .collect();
    let file = done.map(|file| {
        Mutex::new(fs::File::options().create(true).append(true).open(file).expect("progress"))
    });
    let (next, total) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let work = || {
        while let Some(group) = left.get(next.fetch_add(1, Ordering::Relaxed)) {
            let compared = whole(&group.names[0]);
            total.fetch_add(compared, Ordering::Relaxed);
            println!(
                "{} and {} more: {compared} fires agree",
                group.names[0],
                group.names.len() - 1
            );
            if let Some(file) = &file {
                writeln!(file.lock().expect("no panic"), "{}", group.names[0]).expect("progress");
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(work);
        }
    });
    println!("{} fires agree", total.load(Ordering::Relaxed));
}

/// This shard from 0, and how many there are.
fn shard() -> (usize, usize) {
    let Ok(text) = env::var("TASKMASTER_SHARD") else { return (0, 1) };
    let (shard, shards) = text.split_once('/').expect("TASKMASTER_SHARD is such as 2/5");
    let (shard, shards): (usize, usize) =
        (shard.parse().expect("a number"), shards.parse().expect("a number"));
    assert!((1..=shards).contains(&shard), "TASKMASTER_SHARD is from 1/{shards}");
    (shard - 1, shards)
}

/// One zone, in full: how many fires agreed.
fn whole(zone: &str) -> usize {
    let mut judge = Judge::default();
    let expressions = corpus::minutes();
    let year = Window::new(zone, zones::YEAR.0, zones::YEAR.1, MINUTE);
    for expression in &expressions {
        judge.compare(&year, expression, RULES[0]);
    }
    drop(year);
    for seam in transitions(zone, zones::DECADE) {
        let days = Window::new(zone, seam - 2 * DAY, seam + 2 * DAY, MINUTE);
        for expression in &expressions {
            for rules in RULES {
                judge.compare(&days, expression, rules);
            }
        }
        let hours = Window::new(zone, seam - 3 * HOUR, seam + 3 * HOUR, 1);
        for expression in corpus::seconds() {
            for rules in RULES {
                judge.compare(&hours, &expression, rules);
            }
        }
    }
    judge.verdict(1)
}
