//! What is told beforehand of an interval, against what it then does.

use super::*;
use crate::limits;

/// The next times of a job whose runs take no time, as its steps come to them.
fn stepped(mut job: Job, n: usize) -> Vec<Timestamp> {
    let mut times = Vec::new();
    while let Some(next) = job.state.next.filter(|_| times.len() < n) {
        times.push(next);
        let change = job.fire(next, &mut draw()).expect("it is due");
        let mut ends = ended(&change, TaskState::Completed, 0, "10:00");
        ends.iter_mut().for_each(|end| end.finished_at = next);
        job = keep(change);
        if !ends.is_empty() {
            job = keep(job.settle(&ends, next).expect("not behind"));
        }
    }
    times
}

#[test]
fn a_preview_of_an_interval_tells_the_times_that_come_when_no_run_takes_any() {
    let bounds = [
        (None, None),
        (Some(at("09:00")), None),
        // Before, at, and after the time that it would have without it.
        (Some(at("10:59")), None),
        (Some(at("11:00")), Some(at("13:00"))),
        (Some(at("11:20:30")), None),
        (Some(at("12:00").plus(Duration::from_micros(7))), Some(at("14:00:01"))),
        (None, Some(at("10:59"))),
    ];
    let dark = crate::schedule::Blackout {
        from: "12:10".parse().unwrap(),
        until: "13:10".parse().unwrap(),
        weekdays: Vec::new(),
        reason: String::new(),
    };
    for (starts_at, ends_at) in bounds {
        for blackouts in [Vec::new(), vec![dark.clone()]] {
            let mut spec = every(3_600);
            spec.schedule = Schedule { starts_at, ends_at, blackouts, ..spec.schedule };
            let told = spec.schedule.preview(at("10:00"), 5).unwrap();
            let is_dark = |time: &crate::schedule::Preview| time.note.is_some();
            let told_dark = told.iter().filter(|time| is_dark(time)).count();
            let Ok(change) = Job::create(JobId::new(at("10:00")), spec, "user:ada", at("10:00"))
            else {
                assert_eq!(told, [], "{starts_at:?} {ends_at:?}");
                continue;
            };
            let job = keep(change);
            let plan = job.spec.plan().unwrap();
            let times = stepped(job, 5);
            assert_eq!(told.iter().map(|time| time.at).collect::<Vec<_>>(), times);
            let dark = times.iter().filter(|time| plan.blackout(**time).is_some()).count();
            assert_eq!(told_dark, dark, "{starts_at:?} {ends_at:?}");
        }
    }
}

#[test]
fn a_preview_of_an_interval_costs_as_little_however_far_off_it_begins() {
    let mut schedule = every(1).schedule;
    let far: Timestamp = "2100-03-01T00:00:00.25Z".parse().unwrap();
    schedule.starts_at = Some(far);
    let told = schedule.preview(at("10:00"), 5_000).unwrap();
    assert_eq!(told.len(), limits::PREVIEW);
    assert_eq!((told[0].at, told[0].local.as_str()), (far, "2100-03-01T00:00:00+00:00"));
    assert_eq!(told[999].at, far.plus(999 * SECOND));
    schedule.ends_at = Some(far.plus(2 * SECOND));
    assert_eq!(schedule.preview(at("10:00"), 9).unwrap().len(), 2);
    let decades =
        Schedule { when: When::Interval { seconds: 3_650 * 86_400 }, ..Schedule::default() };
    let told = decades.preview(at("10:00"), 1_000).unwrap();
    assert_eq!(told.len(), 17, "nothing is told beyond the end of all plans");
    assert!(decades.preview(limits::PLANNED, 9).unwrap().is_empty());
}
