//! After a storm: what the store says, what the commands wrote and what the client was told must
//! be the same story.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use taskmaster_proto::v1::{self, AttemptEnd, TaskState};

use crate::{Cli, Client, Handed, Ledger, Spec, Tries};

/// What a storm left behind, beside what it was checked for.
#[derive(Debug)]
pub struct Reckoning {
    /// Tasks that began more than once.
    pub rerun: usize,
    /// Attempts that began and were lost.
    pub lost: usize,
    /// Attempts that came to the end of their command and were lost all the same.
    pub lost_after_the_end: usize,
    /// Attempts that came back before they began.
    pub unstarted: usize,
}

/// Waits for the end of all tasks and fails unless everything adds up: each task completed by its
/// last attempt, each earlier attempt explained, each result counted once, each line of output
/// there, each key still the same task, and no drift in the store.
pub async fn must_add_up(
    handed: &Handed,
    specs: Vec<Spec>,
    client: &Client,
    ledger: &Ledger,
    cli: &Cli,
) -> Reckoning {
    let tasks = client.all_ended(&handed.ids, Duration::from_secs(120)).await;
    let distinct: BTreeSet<&String> = handed.ids.iter().collect();
    assert_eq!(distinct.len(), specs.len(), "two tasks were given one id");
    let told = ledger.read();
    assert!(told.keys().all(|id| distinct.contains(id)), "a task ran that nobody was given");

    let mut sum = Reckoning { rerun: 0, lost: 0, lost_after_the_end: 0, unstarted: 0 };
    for task in &tasks {
        let tries = told.get(&task.id).unwrap_or_else(|| panic!("{task:?} wrote nothing"));
        sum.add(task, tries, client).await;
    }
    counted_once(tasks.len(), client).await;

    let again = client.submit_all(specs).await;
    assert_eq!(again, handed.ids, "a key is another task now");
    counted_once(tasks.len(), client).await;
    let check = cli.run(&["db", "check"]).await;
    assert_eq!(check.code, Some(0), "{}{}", check.out(), check.err());
    sum
}

impl Reckoning {
    async fn add(&mut self, task: &v1::Task, tries: &Tries, client: &Client) {
        let what = format!("{task:?} {tries:?}");
        assert_eq!((task.state(), task.exit_code), (TaskState::Completed, Some(0)), "{what}");
        assert_eq!(task.tries_used, 1, "a lost attempt is no try: {what}");
        assert!(tries.begun.is_sorted_by(|a, b| a < b), "an attempt began twice: {what}");
        assert_eq!(tries.begun.last(), Some(&task.attempt), "{what}");
        assert_eq!(tries.ended.last(), Some(&task.attempt), "{what}");

        let earlier: BTreeMap<i32, AttemptEnd> = match task.attempt {
            1 => BTreeMap::new(),
            _ => client.attempts(&task.id).await.iter().map(|a| (a.attempt, a.end())).collect(),
        };
        assert!(earlier.keys().copied().eq(1..task.attempt), "{what} {earlier:?}");
        for (attempt, end) in &earlier {
            let begun = tries.begun.contains(attempt);
            match end {
                AttemptEnd::Lost if begun => {
                    self.lost += 1;
                    self.lost_after_the_end += usize::from(tries.ended.contains(attempt));
                }
                AttemptEnd::Lost | AttemptEnd::Returned if !begun => self.unstarted += 1,
                _ => panic!("attempt {attempt} is not explained by {end:?}: {what}"),
            }
        }
        self.rerun += usize::from(tries.begun.len() > 1);
        let output = client.output(&task.id).await;
        output.must_be_whole();
        let wanted = format!("begin {0}\nend {0}\n", task.attempt);
        assert_eq!(output.stdout(), wanted, "{what}");
    }
}

/// The store's counters, and those of the workers, know each task as completed once and nothing
/// else.
async fn counted_once(tasks: usize, client: &Client) {
    let tasks = i64::try_from(tasks).unwrap();
    let mut counts = client.counts().await;
    counts.retain(|row| row.count != 0);
    assert!(counts.iter().all(|row| row.state() == TaskState::Completed), "{counts:?}");
    assert_eq!(counts.iter().map(|row| row.count).sum::<i64>(), tasks, "{counts:?}");
    let workers = client.all_workers().await.unwrap();
    let completed: Vec<i64> = workers.iter().map(|worker| worker.tasks_completed).collect();
    assert_eq!(completed.iter().sum::<i64>(), tasks, "{completed:?}");
}
