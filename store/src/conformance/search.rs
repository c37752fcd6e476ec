//! Finding tasks, whatever of them is indexed.

use std::{collections::BTreeMap, time::Duration};

use taskmaster_domain::{
    AttemptRef, Task, TaskId, TaskSpec, TaskState, Timestamp, Verdict,
    lane::LaneKey,
    task::{Simulate, Work},
};

use super::trial::{Hand, Trial, end, shell};
use crate::{Claim, Claimed, Command, Filled, NewTask, TaskFilter};

/// Tasks of a block: so few that a case has many blocks.
const BLOCK: u32 = 8;

/// Numbers that look drawn, the same in each run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        usize::try_from(self.0 >> 33).unwrap() % end
    }

    fn pick<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }
}

const QUEUES: [&str; 3] = ["default", "mail", "rare"];
const COMMANDS: [&str; 6] = ["", "true", "echo one", "ECHO two", "echo one hundred words", "été %"];

fn a_spec(dice: &mut Dice) -> TaskSpec {
    let command = dice.pick(&COMMANDS).to_owned();
    let work = match dice.below(4) {
        0 => Work::Noop,
        1 => Work::Simulate(Simulate { command, ..Simulate::default() }),
        _ => shell(&format!("{command}.")).work,
    };
    let mut labels = BTreeMap::new();
    for name in ["team", "rare"] {
        if dice.below(if name == "rare" { 20 } else { 2 }) == 0 {
            labels.insert(name.to_owned(), dice.pick(&["a", "b"]).to_owned());
        }
    }
    let queue = QUEUES[[0, 0, 0, 1, 1, 2][dice.below(6)]].to_owned();
    let name = dice.pick(&["", "", "Echo chamber", "nightly \"report\"", "true"]).to_owned();
    TaskSpec { work, labels, queue, name, ..TaskSpec::default() }
}

/// Everything known about what was handed in, and what is with a worker.
struct Ground {
    dice: Dice,
    hands: [Hand; 2],
    ids: Vec<TaskId>,
    held: Vec<(usize, AttemptRef)>,
}

impl Ground {
    async fn new(t: &Trial, seed: u64) -> Self {
        let hands = [t.hand("a").await, t.hand("b").await];
        Self { dice: Dice(seed), hands, ids: Vec::new(), held: Vec::new() }
    }

    async fn hand_in(&mut self, t: &Trial, count: usize) {
        let mut tasks = Vec::new();
        for _ in 0..count {
            let task = t.new_task(a_spec(&mut self.dice)).await;
            let wait = [0, 0, 0, 0, 60][self.dice.below(5)];
            tasks.push(NewTask { due: task.due.plus(Duration::from_secs(wait)), ..task });
            self.ids.push(tasks[tasks.len() - 1].id);
        }
        t.submit(&tasks, t.now).await.unwrap();
    }

    async fn claim(&mut self, t: &Trial, room: usize) {
        let hand = self.dice.below(2);
        let spec = TaskSpec { queue: self.dice.pick(&QUEUES).to_owned(), ..TaskSpec::default() };
        let lane = t.intern_lane(&LaneKey::of(&spec)).await.unwrap();
        let seats = vec![self.hands[hand].seat(); room];
        let got = t.store.claim(&Claim { lane, seats }, t.now).await.unwrap();
        self.held.extend(got.iter().map(|claimed| (hand, claimed.of)));
    }

    async fn end_some(&mut self, t: &Trial, count: usize) {
        for _ in 0..count.min(self.held.len()) {
            let (hand, of) = self.held.swap_remove(self.dice.below(self.held.len()));
            let verdict = self.dice.pick(&[
                Verdict::Completed,
                Verdict::Completed,
                Verdict::Failed,
                Verdict::Canceled,
                Verdict::RetryAt(t.at(60)),
                Verdict::Requeued,
            ]);
            t.report(end(&self.hands[hand], of, verdict, t.at(2))).await;
        }
    }

    async fn steer_some(&mut self, t: &Trial, count: usize) {
        for _ in 0..count {
            let id = self.dice.pick(&self.ids);
            let cancel = Command::Cancel { by: "user:ann".to_owned() };
            let commands =
                [Command::Retry, Command::Retry, Command::Pause, Command::Resume, cancel];
            let command = self.dice.pick(&commands);
            t.control(id, &command, t.at(3)).await.unwrap();
        }
    }

    /// One turn of everything that moves tasks.
    async fn turn(&mut self, t: &Trial) {
        self.hand_in(t, 12).await;
        self.claim(t, 9).await;
        self.claim(t, 9).await;
        self.end_some(t, 10).await;
        self.steer_some(t, 6).await;
    }

    async fn all(&self, t: &Trial) -> Vec<Task> {
        let mut all = Vec::new();
        for id in self.ids.iter().rev() {
            all.extend(t.task(*id).await.unwrap());
        }
        all
    }
}

/// What a filter is to let pass, said as plainly as it can be.
fn passes(filter: &TaskFilter, task: &Task) -> bool {
    let spec = &task.spec;
    let text = filter.text.to_ascii_lowercase();
    let begins = |whole: &str| whole.to_ascii_lowercase().starts_with(&text);
    let own = |queue: &str, word: &str| queue.is_empty() || queue == word;
    (filter.states.is_empty() || filter.states.contains(&task.state))
        && own(&filter.queue, &spec.queue)
        && own(&filter.kind, spec.work.kind())
        && (filter.worker.is_none() || task.worker.as_ref().map(|(id, _)| *id) == filter.worker)
        && filter.created_after.is_none_or(|after| task.created_at >= after)
        && filter.created_before.is_none_or(|before| task.created_at < before)
        && filter.labels.iter().all(|label| spec.labels.iter().any(|own| own == label))
        && (text.is_empty() || begins(&spec.name) || begins(spec.work.command()))
}

fn filters(t: &Trial, ground: &Ground) -> Vec<TaskFilter> {
    let none = TaskFilter::default;
    let mut filters = vec![none()];
    let held = vec![TaskState::Assigned, TaskState::Running];
    let over = vec![TaskState::Completed, TaskState::Failed, TaskState::Canceled];
    let odd = vec![TaskState::Failed, TaskState::Queued, TaskState::Paused];
    let each = TaskState::ALL.iter().map(|state| vec![*state]);
    let states = each.chain([held, over, odd, TaskState::ALL.to_vec()]);
    filters.extend(states.map(|states| TaskFilter { states, ..none() }));
    let queues = QUEUES.into_iter().chain(["nowhere"]);
    filters.extend(queues.map(|queue| TaskFilter { queue: queue.to_owned(), ..none() }));
    let kinds = Work::KINDS.into_iter().chain(["other"]);
    filters.extend(kinds.map(|kind| TaskFilter { kind: kind.to_owned(), ..none() }));
    let workers = ground.hands.iter().map(|hand| Some(hand.worker));
    filters.extend(workers.map(|worker| TaskFilter { worker, ..none() }));
    for labels in [vec![("team", "a")], vec![("rare", "b")], vec![("team", "b"), ("rare", "a")]] {
        let labels = labels.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned()));
        filters.push(TaskFilter { labels: labels.collect(), ..none() });
    }
    for text in ["e", "ech", "echo on", "ECHO ONE HUNDRED", "Echo one hundred word", "été ", "%"]
    {
        filters.push(TaskFilter { text: text.to_owned(), ..none() });
    }
    filters.push(TaskFilter { created_after: Some(t.now), ..none() });
    filters.push(TaskFilter { created_before: Some(t.at(1)), ..none() });
    filters.push(TaskFilter { created_after: Some(t.at(1)), ..none() });
    filters
}

/// Both filters in one, when they are of different fields.
fn both(a: &TaskFilter, b: &TaskFilter) -> Option<TaskFilter> {
    fn one<T: Clone + PartialEq>(a: &T, b: &T, none: &T) -> Option<T> {
        if a == none { Some(b.clone()) } else { Some(a.clone()).filter(|_| b == none) }
    }
    let none = TaskFilter::default();
    Some(TaskFilter {
        states: one(&a.states, &b.states, &none.states)?,
        queue: one(&a.queue, &b.queue, &none.queue)?,
        kind: one(&a.kind, &b.kind, &none.kind)?,
        worker: one(&a.worker, &b.worker, &none.worker)?,
        created_after: one(&a.created_after, &b.created_after, &none.created_after)?,
        created_before: one(&a.created_before, &b.created_before, &none.created_before)?,
        labels: one(&a.labels, &b.labels, &none.labels)?,
        text: one(&a.text, &b.text, &none.text)?,
        job: one(&a.job, &b.job, &none.job)?,
    })
}

async fn found(t: &Trial, filter: &TaskFilter, limit: u32) -> Vec<TaskId> {
    let (mut found, mut before) = (Vec::new(), None);
    loop {
        let page = t.tasks(filter, before, limit).await.unwrap();
        assert!(!page.partial, "so few rows need no bound");
        assert!(page.rows.len() <= limit as usize);
        found.extend(page.rows.iter().map(|task| task.id));
        before = page.next;
        if before.is_none() {
            return found;
        }
    }
}

/// A time at which everything may be indexed.
fn later(t: &Trial) -> Timestamp {
    t.at(3_600)
}

/// Passes until nothing is left to be done.
async fn fill(t: &Trial) {
    let mut idle = 0;
    // A block that was pruned is looked at when its turn comes.
    while idle < 40 {
        let filled = t.fill_search(later(t), BLOCK).await.unwrap();
        idle = if filled == Filled::default() { idle + 1 } else { 0 };
    }
}

async fn compare(t: &Trial, ground: &Ground, filters: &[TaskFilter], when: &str) {
    let all = ground.all(t).await;
    for (n, filter) in filters.iter().enumerate() {
        let expected = all.iter().filter(|task| passes(filter, task)).map(|task| task.id);
        let expected: Vec<_> = expected.collect();
        let limit = [7, 50, 1_000][n % 3];
        assert_eq!(found(t, filter, limit).await, expected, "{when}, by {limit}: {filter:?}");
    }
}

pub async fn every_filter_finds_all_that_pass_it_and_nothing_else(t: &Trial) {
    let mut ground = Ground::new(t, 11).await;
    let single = filters(t, &ground);
    compare(t, &ground, &single, "empty").await;
    for turn in 0..6 {
        ground.turn(t).await;
        compare(t, &ground, &single, &format!("turn {turn}")).await;
        t.fill_search(later(t), BLOCK).await.unwrap();
        compare(t, &ground, &single, &format!("turn {turn}, one pass later")).await;
        if turn % 2 == 1 {
            fill(t).await;
            compare(t, &ground, &single, &format!("turn {turn}, all indexed")).await;
        }
    }
    assert!(t.check().await.unwrap().is_empty());
}

pub async fn filters_in_pairs_find_what_passes_both(t: &Trial) {
    let mut ground = Ground::new(t, 5).await;
    for _ in 0..4 {
        ground.turn(t).await;
    }
    fill(t).await;
    // The index knows half of it, and some of that has moved on.
    ground.end_some(t, 9).await;
    ground.steer_some(t, 30).await;
    ground.turn(t).await;
    let single = filters(t, &ground);
    let pairs = single.iter().enumerate();
    let pairs = pairs.flat_map(|(n, a)| single[n + 1..].iter().filter_map(move |b| both(a, b)));
    let pairs: Vec<TaskFilter> = pairs.collect();
    compare(t, &ground, &pairs, "pairs").await;
}

pub async fn a_long_list_has_no_gap_and_no_repeat_while_tasks_move(t: &Trial) {
    let mut ground = Ground::new(t, 3).await;
    for _ in 0..5 {
        ground.turn(t).await;
    }
    let by_queue = TaskFilter { queue: "default".to_owned(), ..TaskFilter::default() };
    let all = ground.all(t).await;
    let expected = all.iter().filter(|task| passes(&by_queue, task)).map(|task| task.id);
    let expected: Vec<_> = expected.collect();
    let (mut found, mut before) = (Vec::new(), None);
    loop {
        let page = t.tasks(&by_queue, before, 4).await.unwrap();
        found.extend(page.rows.iter().map(|task| task.id));
        before = page.next;
        if before.is_none() {
            break;
        }
        ground.turn(t).await;
        t.fill_search(later(t), BLOCK).await.unwrap();
    }
    assert_eq!(found, expected);
}

pub async fn a_retried_task_is_found_where_it_is_and_not_where_it_was(t: &Trial) {
    let hand = t.hand("w").await;
    let mut ids = Vec::new();
    for _ in 0..BLOCK {
        let of = t.running(&hand).await;
        t.finish(&hand, of, Verdict::Failed).await;
        ids.push(of.task);
    }
    fill(t).await;
    t.order(ids[2], Command::Retry).await;
    t.order(ids[5], Command::Retry).await;
    // Too many of the other states for these to be looked up one by one.
    let other = vec![TaskState::Completed, TaskState::Queued];
    let queued = TaskFilter { states: other, ..TaskFilter::default() };
    assert_eq!(found(t, &queued, 9).await, [ids[5], ids[2]]);
    let failed = TaskFilter { states: vec![TaskState::Failed], ..TaskFilter::default() };
    assert_eq!(found(t, &failed, 9).await.len(), ids.len() - 2);
    assert!(t.check().await.unwrap().is_empty());
    let of = t.claim_one(&hand).await;
    t.finish(&hand, of, Verdict::Completed).await;
    fill(t).await;
    let done = TaskFilter { states: vec![TaskState::Completed], ..TaskFilter::default() };
    assert_eq!(found(t, &done, 9).await, [of.task]);
}

pub async fn only_whole_blocks_of_tasks_that_are_old_enough_are_indexed(t: &Trial) {
    t.put_many(20).await;
    assert_eq!(t.fill_search(t.at(30), BLOCK).await.unwrap(), Filled::default(), "too young");
    let mut indexed = Vec::new();
    for _ in 0..3 {
        indexed.push(t.fill_search(later(t), BLOCK).await.unwrap().tasks);
    }
    let expected = if t.driver() == "memory" { [0, 0, 0] } else { [8, 8, 0] };
    assert_eq!(indexed, expected);
}

pub async fn a_task_that_was_kept_far_too_late_is_found_when_its_block_is_looked_at_again(
    t: &Trial,
) {
    let mut ids = t.put_many(5).await;
    let late = t.new_task(TaskSpec::default()).await;
    ids.push(late.id);
    ids.extend(t.put_many(11).await);
    ids.reverse();
    fill(t).await;
    t.submit(&[late], t.now).await.unwrap();
    fill(t).await;
    let all = TaskFilter { kind: "noop".to_owned(), ..TaskFilter::default() };
    assert_eq!(found(t, &all, 1_000).await, ids);
    assert!(t.check().await.unwrap().is_empty());
}

pub async fn passes_at_once_index_each_task_once(t: &Trial) {
    let mut ids = t.put_many(200).await;
    ids.reverse();
    let pass = async || {
        let mut tasks = 0;
        for _ in 0..40 {
            tasks += t.fill_search(later(t), BLOCK).await.unwrap().tasks;
        }
        tasks
    };
    let (a, b, c) = tokio::join!(pass(), pass(), pass());
    // Most of them met another at work; this one does the rest.
    let rest = pass().await;
    assert_eq!(a + b + c + rest, if t.driver() == "memory" { 0 } else { 200 });
    let all = TaskFilter { kind: "noop".to_owned(), ..TaskFilter::default() };
    assert_eq!(found(t, &all, 1_000).await, ids);
}

pub async fn what_was_pruned_is_not_found(t: &Trial) {
    let mut ground = Ground::new(t, 8).await;
    for _ in 0..4 {
        ground.turn(t).await;
    }
    fill(t).await;
    while t.prune(t.at(60), 10).await.unwrap() > 0 {}
    let single = filters(t, &ground);
    compare(t, &ground, &single, "pruned").await;
    fill(t).await;
    compare(t, &ground, &single, "pruned and filled").await;
    t.reset().await.unwrap();
    ground = Ground::new(t, 9).await;
    ground.turn(t).await;
    fill(t).await;
    let single = filters(t, &ground);
    compare(t, &ground, &single, "reset").await;
}

/// More than are looked up one by one.
const LONG: usize = 12_000;

pub async fn what_has_ended_is_found_past_a_long_backlog(t: &Trial) {
    let hand = t.hand("w").await;
    // Too many for a look at all that are in the state.
    let old = t.put_many(5_050).await;
    loop {
        let claimed = t.claim(&hand, 1_000).await;
        if claimed.is_empty() {
            break;
        }
        let done = |claimed: &Claimed| end(&hand, claimed.of, Verdict::Completed, t.at(2));
        let ends: Vec<_> = claimed.iter().map(done).collect();
        t.store.report(&ends, t.at(2)).await.unwrap();
    }
    for _ in 0..LONG / 2_000 {
        t.put_many(2_000).await;
    }
    while t.fill_search(later(t), 1_000).await.unwrap() != Filled::default() {}

    let states = vec![TaskState::Completed];
    let alone = TaskFilter { states, ..TaskFilter::default() };
    let of_queue = TaskFilter { queue: "default".to_owned(), ..alone.clone() };
    for filter in [alone, of_queue] {
        let page = t.tasks(&filter, None, 50).await.unwrap();
        let ids: Vec<_> = page.rows.iter().map(|task| task.id).collect();
        assert!(!page.partial, "nothing in between is looked at: {filter:?}");
        assert_eq!(ids, old.iter().rev().take(50).copied().collect::<Vec<_>>());
        assert_eq!(page.next, ids.last().copied());
    }
}
