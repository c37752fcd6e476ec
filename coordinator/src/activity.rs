//! What people did and what happened of note, gathered here and written once a second.
//!
//! Nothing waits for the writing. Of each verb the first few within ten seconds are told one by
//! one; what comes on top is counted, and told by one row at the end of that time. So what is
//! written does not grow with what happens, and a storm of one kind does not push the rest out of
//! the feed. A coordinator that is killed loses what it gathered since its last writing.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use taskmaster_domain::{Timestamp, activity::Activity};
use taskmaster_runtime::{Clock, Tasks};
use taskmaster_store::{ActivityFeed, CoordinatorStore};
use tokio::time::{MissedTickBehavior, interval};
use tracing::warn;

/// Between two writings.
const EVERY: Duration = Duration::from_secs(1);

/// Writings after which what was only counted is told.
const SPELL: u32 = 10;

/// Rows of one verb that are told one by one within a spell.
const ONE_BY_ONE: u32 = 5;

/// Rows that are kept while the store is away; the oldest are given up.
const KEPT: usize = 500;

/// A cheap handle; clones share one gathering.
#[derive(Clone)]
pub(crate) struct Activities {
    gathered: Arc<Mutex<Gathered>>,
    clock: Clock,
}

/// What is told of each note.
pub(crate) struct Note<'a> {
    /// Who, `kind:name`.
    pub(crate) actor: &'a str,
    /// Did what, in the past tense.
    pub(crate) verb: &'static str,
    /// To what kind of thing.
    pub(crate) subject_kind: &'static str,
    /// To how many.
    pub(crate) count: u32,
}

/// What a row says of its subject, beside how many there are.
#[derive(Default)]
pub(crate) struct Subject {
    /// Its id or name; empty for several.
    pub(crate) id: String,
    /// For people.
    pub(crate) detail: String,
}

#[derive(Default)]
struct Gathered {
    rows: Vec<Activity>,
    /// By verb and kind of subject.
    spell: BTreeMap<(&'static str, &'static str), Told>,
    writings: u32,
}

/// How much of a verb there was within a spell.
#[derive(Default)]
struct Told {
    one_by_one: u32,
    more: u32,
    /// Who did all that was only counted; empty for several.
    actor: Option<String>,
}

impl Told {
    fn count(&mut self, actor: &str, count: u32) {
        self.more = self.more.saturating_add(count);
        match &mut self.actor {
            None => self.actor = Some(actor.to_owned()),
            Some(known) if known != actor => known.clear(),
            Some(_) => {}
        }
    }
}

impl Gathered {
    fn note(&mut self, at: Timestamp, note: &Note<'_>, subject: impl FnOnce() -> Subject) {
        let told = self.spell.entry((note.verb, note.subject_kind)).or_default();
        if told.one_by_one >= ONE_BY_ONE {
            return told.count(note.actor, note.count);
        }
        told.one_by_one += 1;
        let Subject { id, detail } = subject();
        self.rows.push(row(at, note, id, detail));
    }

    /// What is to be written now.
    fn take(&mut self, now: Timestamp) -> Vec<Activity> {
        self.writings += 1;
        if self.writings >= SPELL {
            self.end_spell(now);
        }
        std::mem::take(&mut self.rows)
    }

    /// Tells what was only counted, and begins anew.
    fn end_spell(&mut self, now: Timestamp) {
        self.writings = 0;
        for ((verb, subject_kind), told) in std::mem::take(&mut self.spell) {
            if told.more > 0 {
                let actor = &told.actor.unwrap_or_default();
                let note = Note { actor, verb, subject_kind, count: told.more };
                self.rows.push(row(now, &note, String::new(), String::new()));
            }
        }
    }

    /// Takes back what could not be written. What is too much by now is given up.
    fn put_back(&mut self, mut rows: Vec<Activity>) {
        rows.append(&mut self.rows);
        rows.drain(..rows.len().saturating_sub(KEPT));
        self.rows = rows;
    }
}

fn row(at: Timestamp, note: &Note<'_>, subject_id: String, detail: String) -> Activity {
    Activity {
        at,
        actor: note.actor.to_owned(),
        verb: note.verb.to_owned(),
        subject_kind: note.subject_kind.to_owned(),
        subject_id,
        count: note.count,
        detail,
    }
}

impl Activities {
    fn new(clock: Clock) -> Self {
        Self { gathered: Arc::default(), clock }
    }

    /// Starts what writes. What is gathered after `tasks` was told to stop is for
    /// [`Activities::finish`].
    pub(crate) fn start(store: Arc<dyn CoordinatorStore>, clock: Clock, tasks: &Tasks) -> Self {
        let activities = Self::new(clock);
        let (own, stop) = (activities.clone(), tasks.stop().clone());
        tasks.spawn("activity", async move {
            let mut tick = interval(EVERY);
            tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
            loop {
                tokio::select! {
                    () = stop.cancelled() => return,
                    _ = tick.tick() => own.write(store.as_ref()).await,
                }
            }
        });
        activities
    }

    /// Notes that something happened; `subject` is only asked when it is told by itself.
    pub(crate) fn note(&self, note: &Note<'_>, subject: impl FnOnce() -> Subject) {
        let now = self.clock.now();
        self.lock().note(now, note, subject);
    }

    /// Writes what was gathered. What cannot be written is kept for the next time, and is told twice
    /// when it was written all the same.
    async fn write(&self, store: &(impl ActivityFeed + ?Sized)) {
        let rows = self.lock().take(self.clock.now());
        if rows.is_empty() {
            return;
        }
        if let Err(cause) = store.add_activity(&rows).await {
            warn!(%cause, "cannot write the activity feed, will try again");
            self.lock().put_back(rows);
        }
    }

    /// Writes all that is left, counted or not.
    pub(crate) async fn finish(&self, store: &(impl ActivityFeed + ?Sized)) {
        self.lock().end_spell(self.clock.now());
        self.write(store).await;
    }

    fn lock(&self) -> MutexGuard<'_, Gathered> {
        self.gathered.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use taskmaster_store::Admin as _;
    use taskmaster_store_memory::Memory;

    use super::*;

    fn note<'a>(actor: &'a str, verb: &'static str) -> Note<'a> {
        Note { actor, verb, subject_kind: "task", count: 1 }
    }

    fn numbered(n: u32) -> Subject {
        Subject { id: n.to_string(), detail: String::new() }
    }

    /// Verb, actor, subject and number of each row, oldest first.
    async fn told(store: &Memory) -> Vec<(String, String, String, u32)> {
        let rows = store.activity(None, 1_000).await.unwrap();
        let told = rows.into_iter().rev().map(|row| row.activity);
        told.map(|one| (one.verb, one.actor, one.subject_id, one.count)).collect()
    }

    #[tokio::test]
    async fn the_first_of_a_verb_are_told_one_by_one_and_the_rest_by_one_row() {
        let (activities, store) = (Activities::new(Clock::default()), Memory::default());
        for n in 0..1_000 {
            activities.note(&note("token:admin", "submitted"), || numbered(n));
        }
        activities.note(&note("token:admin", "canceled"), || numbered(7));
        activities.write(&store).await;
        let first = told(&store).await;
        assert_eq!(first.len(), 6, "a storm of one kind hides no other");
        assert_eq!(first[4].2, "4");
        assert_eq!(first[5].0, "canceled");
        for _ in 1..SPELL {
            activities.write(&store).await;
        }
        let rest = &told(&store).await[6..];
        let admin = || "token:admin".to_owned();
        assert_eq!(rest, [("submitted".to_owned(), admin(), String::new(), 995)]);
        activities.note(&note("token:admin", "submitted"), || numbered(1));
        activities.write(&store).await;
        assert_eq!(told(&store).await.len(), 8, "each spell begins anew");
    }

    #[tokio::test]
    async fn what_several_did_is_told_of_nobody_and_nothing_is_left_at_the_end() {
        let (activities, store) = (Activities::new(Clock::default()), Memory::default());
        for n in 0..7 {
            activities.note(&note("worker:a", "failed"), || numbered(n));
        }
        activities.note(&note("worker:b", "failed"), || numbered(7));
        activities.finish(&store).await;
        let last = told(&store).await.pop().unwrap();
        assert_eq!(last, ("failed".to_owned(), String::new(), String::new(), 3));
    }

    #[tokio::test]
    async fn what_cannot_be_written_is_kept_up_to_a_bound() {
        let (activities, away) = (Activities::new(Clock::default()), Memory::default());
        away.close().await;
        for n in 0..2_000 {
            activities.note(&note("token:admin", "paused"), || numbered(n));
            activities.finish(&away).await;
        }
        let store = Memory::default();
        activities.finish(&store).await;
        let told = told(&store).await;
        assert_eq!(told.len(), KEPT);
        assert_eq!(told[KEPT - 1].2, "1999", "the oldest go first");
    }
}
