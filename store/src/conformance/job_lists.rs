//! Looking at jobs and at the ledger.

use taskmaster_domain::{
    job::{Fire, FireOutcome, Job, JobState, Miss, Skip, Trigger, Version},
    schedule::When,
};

use super::{
    jobs::{a_job, a_run, at, edit, fired, keep, ledger, made, step, write},
    trial::{Trial, shell},
};
use crate::{FireFilter, JobFilter, JobPage, JobWrite, KeptRuns, Written, jobs::PAGE_BYTES};

/// Keeps a job with this name after a change.
async fn with(t: &Trial, name: &str, change: impl FnOnce(&mut Job)) -> Job {
    let mut job = a_job(t, name);
    change(&mut job);
    keep(t, &job).await
}

fn names(jobs: &[Job]) -> Vec<&str> {
    jobs.iter().map(|job| job.spec.name.as_str()).collect()
}

/// All names that pass, in pages of two.
async fn listed(t: &Trial, filter: &JobFilter) -> Vec<String> {
    let (mut found, mut after) = (Vec::new(), None::<String>);
    loop {
        let JobPage { rows, next } = t.jobs(filter, after.as_deref(), 2).await.unwrap();
        assert!(rows.len() <= 2);
        assert!(next.is_none() || next.as_deref() == rows.last().map(|job| job.spec.name.as_str()));
        found.extend(rows.into_iter().map(|job| job.spec.name));
        after = next;
        if after.is_none() {
            return found;
        }
    }
}

pub async fn jobs_are_due_earliest_first(t: &Trial) {
    assert_eq!(t.next_fire().await.unwrap(), None);
    for (name, at) in [("c", 30), ("a", 10), ("b", 20)] {
        with(t, name, |job| job.state.fire_at = Some(t.at(at))).await;
    }
    with(t, "never", |job| job.state.fire_at = None).await;
    let blocked = with(t, "blocked", |job| job.spec.enabled = false).await;
    assert_eq!(t.next_fire().await.unwrap(), Some(t.at(10)));
    assert_eq!(t.due_jobs(t.at(9), None, 10).await.unwrap().rows, []);
    assert_eq!(names(&t.due_jobs(t.at(10), None, 10).await.unwrap().rows), ["a"]);
    assert_eq!(names(&t.due_jobs(t.at(99), None, 2).await.unwrap().rows), ["a", "b"]);
    let due = t.due_jobs(t.at(99), None, 10).await.unwrap().rows;
    assert_eq!(names(&due), ["a", "b", "c", "blocked"], "a disabled job has fires, too");
    let behind = |job: &Job| job.state.fire_at.map(|at| (at, job.id));
    assert_eq!(names(&t.due_jobs(t.at(99), behind(&due[1]), 1).await.unwrap().rows), ["c"]);
    assert_eq!(t.due_jobs(t.at(29), behind(&due[1]), 10).await.unwrap().rows, []);
    let twin = with(t, "twin", |job| job.state.fire_at = Some(t.at(10))).await;
    let behind_a = t.due_jobs(t.at(10), behind(&due[0]), 10).await.unwrap().rows;
    assert_eq!(behind_a.len(), usize::from(twin.id > due[0].id), "by id where times are the same");
    let behind_twin = t.due_jobs(t.at(10), Some((t.at(10), twin.id)), 10).await.unwrap().rows;
    assert_eq!(behind_twin.len(), usize::from(twin.id < due[0].id));
    t.delete_job(twin.id, KeptRuns::None, t.now).await.unwrap();
    let mut moved = due[0].clone();
    moved.state.fire_at = Some(t.at(40));
    assert_eq!(write(t, step(&moved)).await, Written::Kept(2));
    t.delete_job(blocked.id, KeptRuns::None, t.now).await.unwrap();
    assert_eq!(t.next_fire().await.unwrap(), Some(t.at(20)));
    assert_eq!(names(&t.due_jobs(t.at(99), None, 10).await.unwrap().rows), ["b", "c", "a"]);
}

pub async fn what_is_to_come_is_told_earliest_first(t: &Trial) {
    with(t, "b", |job| job.state.next = Some(t.at(20))).await;
    with(t, "a", |job| job.state.next = Some(t.at(30))).await;
    with(t, "none", |job| job.state.next = None).await;
    with(t, "disabled", |job| job.spec.enabled = false).await;
    with(t, "off", |job| job.spec.schedule.active = false).await;
    let broken = with(t, "broken", |job| job.state.broken = true).await;
    let coming = t.coming_jobs(None, 10).await.unwrap();
    assert_eq!((names(&coming.rows), coming.next), (vec!["b", "a"], None));
    let first = t.coming_jobs(None, 1).await.unwrap();
    assert_eq!((names(&first.rows), first.next), (vec!["b"], Some((t.at(20), coming.rows[0].id))));
    assert_eq!(names(&t.coming_jobs(first.next, 10).await.unwrap().rows), ["a"]);
    let twin = with(t, "twin", |job| job.state.next = Some(t.at(20))).await;
    let behind = t.coming_jobs(first.next, 10).await.unwrap().rows;
    let is_behind = twin.id > coming.rows[0].id;
    assert_eq!(behind.len(), 1 + usize::from(is_behind), "by id where times are the same");
    t.delete_job(twin.id, KeptRuns::None, t.now).await.unwrap();
    let mut mended = broken;
    (mended.state.broken, mended.state.next) = (false, Some(t.at(10)));
    assert_eq!(write(t, step(&mended)).await, Written::Kept(2));
    assert_eq!(names(&t.coming_jobs(None, 1).await.unwrap().rows), ["broken"]);
}

pub async fn a_job_that_nothing_will_start_is_stuck(t: &Trial) {
    let idle = |job: &mut Job| (job.state.next, job.state.fire_at) = (None, None);
    let stuck = with(t, "stuck", idle).await;
    made(t, "next").await;
    with(t, "runs", |job| (idle(job), job.state.open_runs = 1).0).await;
    with(t, "disabled", |job| (idle(job), job.spec.enabled = false).0).await;
    with(t, "off", |job| (idle(job), job.spec.schedule.active = false).0).await;
    with(t, "broken", |job| (idle(job), job.state.broken = true).0).await;
    with(t, "by hand", |job| (idle(job), job.spec.schedule.when = When::None).0).await;
    let filter = JobFilter { stuck: true, ..JobFilter::default() };
    assert_eq!(
        (listed(t, &filter).await, t.stuck_jobs().await.unwrap()),
        (vec!["stuck".into()], 1)
    );
    let found = Job { state: JobState { next: Some(t.at(9)), ..stuck.state.clone() }, ..stuck };
    assert_eq!(write(t, step(&found)).await, Written::Kept(2));
    assert_eq!((listed(t, &filter).await, t.stuck_jobs().await.unwrap()), (vec![], 0));
}

pub async fn jobs_are_listed_by_name_in_either_case(t: &Trial) {
    for name in ["beta", "Alpha 2", "alpha", "Alpha", "Ärger", "alpha 10", "%a_", "ALPHA"] {
        made(t, name).await;
    }
    let filter = |name: &str| JobFilter { name: name.to_owned(), ..JobFilter::default() };
    let alphas = ["ALPHA", "Alpha", "alpha", "alpha 10", "Alpha 2"];
    assert_eq!(listed(t, &filter("aLpha")).await, alphas);
    assert_eq!(listed(t, &filter("%")).await, ["%a_"]);
    assert_eq!(listed(t, &filter("_")).await, Vec::<String>::new());
    assert_eq!(listed(t, &filter("Ä")).await, ["Ärger"]);
    let all = [&["%a_"], &alphas[..], &["beta", "Ärger"]].concat();
    assert_eq!(listed(t, &filter("")).await, all);
    let after = t.jobs(&filter(""), Some("alpha 1"), 1).await.unwrap().rows;
    assert_eq!(names(&after), ["alpha 10"], "it goes on behind a name that nobody has, too");
}

pub async fn jobs_are_filtered_by_how_they_stand(t: &Trial) {
    with(t, "a", |job| job.spec.enabled = false).await;
    with(t, "b", |job| job.state.broken = true).await;
    let both = with(t, "c", |job| (job.spec.enabled, job.state.broken) = (false, true)).await;
    made(t, "d").await;
    let by = |enabled, broken| JobFilter { enabled, broken, ..JobFilter::default() };
    assert_eq!(listed(t, &by(Some(true), None)).await, ["b", "d"]);
    assert_eq!(listed(t, &by(Some(false), None)).await, ["a", "c"]);
    assert_eq!(listed(t, &by(None, Some(true))).await, ["b", "c"]);
    assert_eq!(listed(t, &by(Some(true), Some(false))).await, ["d"]);
    let named = JobFilter { name: "C".to_owned(), ..by(Some(false), Some(true)) };
    assert_eq!(listed(t, &named).await, ["c"]);
    let mut enabled = both;
    (enabled.spec.enabled, enabled.version) = (true, 2);
    assert_eq!(write(t, edit(&enabled)).await, Written::Kept(2));
    assert_eq!(listed(t, &named).await, Vec::<String>::new());
}

/// A job with four fires, a minute apart, of which the first is fired.
async fn with_fires(t: &Trial, name: &str) -> (Job, Vec<Fire>) {
    let job = made(t, name).await;
    let run = at(t.at(60), a_run(t, &job, Trigger::Scheduled).await);
    let first = fired(&job, t.at(60), &run);
    let fires = vec![
        first,
        Fire { outcome: FireOutcome::Skipped(Skip::Checks), nominal: t.at(120), ..first },
        Fire { outcome: FireOutcome::Missed(Miss::Window), nominal: t.at(180), ..first },
        Fire { outcome: FireOutcome::Skipped(Skip::Blackout), nominal: t.at(240), ..first },
    ];
    let brought = JobWrite { fires: fires.clone(), tasks: vec![run], ..step(&job) };
    assert_eq!(write(t, brought).await, Written::Kept(2));
    (job, fires)
}

pub async fn fires_are_listed_latest_first(t: &Trial) {
    let (job, fires) = with_fires(t, "a").await;
    with_fires(t, "b").await;
    let all = FireFilter { job: job.id, outcomes: Vec::new(), from: None, before: None };
    let first = t.fires(&all, 3).await.unwrap();
    assert_eq!(first.rows, [fires[3], fires[2], fires[1]]);
    assert_eq!(first.next, Some(t.at(120)));
    let rest = FireFilter { before: first.next, ..all.clone() };
    assert_eq!(t.fires(&rest, 3).await.unwrap(), JobPage { rows: vec![fires[0]], next: None });
    let some = |outcomes: &[&str]| FireFilter {
        outcomes: outcomes.iter().map(|&name| name.to_owned()).collect(),
        ..all.clone()
    };
    let rows = |filter: FireFilter| async move { t.fires(&filter, 9).await.unwrap().rows };
    assert_eq!(rows(some(&["skipped"])).await, [fires[3], fires[1]]);
    assert_eq!(rows(some(&["fired", "missed"])).await, [fires[2], fires[0]]);
    assert_eq!(rows(some(&["blocked"])).await, []);
    assert_eq!(rows(some(&["no such outcome"])).await, []);
    let between = FireFilter { from: Some(t.at(120)), before: Some(t.at(240)), ..all };
    assert_eq!(rows(between).await, [fires[2], fires[1]]);
}

pub async fn old_fires_are_pruned_in_bounded_passes(t: &Trial) {
    let (a, fires) = with_fires(t, "a").await;
    let (b, _) = with_fires(t, "b").await;
    assert_eq!(t.prune_fires(t.at(60), 10).await.unwrap(), 0);
    assert_eq!(t.prune_fires(t.at(181), 4).await.unwrap(), 4);
    assert_eq!(t.prune_fires(t.at(181), 4).await.unwrap(), 2);
    assert_eq!(t.prune_fires(t.at(181), 4).await.unwrap(), 0);
    assert_eq!(ledger(t, a.id).await, [fires[3]]);
    assert_eq!(ledger(t, b.id).await.len(), 1);
}

pub async fn pages_of_large_jobs_are_short(t: &Trial) {
    // Three make a page: the third one takes it past its bytes.
    let third = PAGE_BYTES as usize * 2 / 5;
    let mut large = Vec::new();
    for name in ["a", "b", "c", "d", "e", "f", "g"] {
        let job = with(t, name, |job| {
            job.spec.task = shell(&"x".repeat(third));
            job.state.fire_at = Some(t.at(10));
        });
        large.push(job.await);
    }
    let (mut pages, mut after) = (Vec::new(), None::<String>);
    loop {
        let JobPage { rows, next } =
            t.jobs(&JobFilter::default(), after.as_deref(), 6).await.unwrap();
        pages.push(names(&rows).join(""));
        after = next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(pages, ["abc", "def", "g"]);
    let two = t.jobs(&JobFilter::default(), None, 2).await.unwrap();
    assert_eq!((names(&two.rows).join(""), two.next.as_deref()), ("ab".to_owned(), Some("b")));

    for coming in [false, true] {
        let (mut rows, mut behind) = (Vec::new(), None);
        loop {
            let page = match coming {
                true => t.coming_jobs(behind, 100).await.unwrap(),
                false => t.due_jobs(t.at(10), behind, 100).await.unwrap(),
            };
            rows.push(page.rows.len());
            behind = page.next;
            if behind.is_none() {
                break;
            }
        }
        assert_eq!(rows, [3, 3, 1]);
    }

    let mut job = large.swap_remove(0);
    for version in 2..=4 {
        job.version = version;
        assert_eq!(write(t, edit(&job)).await, Written::Kept(i64::from(version)));
        job.revision = i64::from(version);
    }
    let newest = t.job_versions(job.id, None, 100).await.unwrap();
    let told =
        |page: &JobPage<Version, i32>| page.rows.iter().map(|v| v.version).collect::<Vec<_>>();
    assert_eq!((told(&newest), newest.next), (vec![4, 3, 2], Some(2)));
    let oldest = t.job_versions(job.id, Some(2), 100).await.unwrap();
    assert_eq!((told(&oldest), oldest.next), (vec![1], None));
}
