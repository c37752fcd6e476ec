//! What a task can be found by.

use std::collections::{BTreeMap, BTreeSet};

use taskmaster_domain::{TaskState, WorkerId};
use uuid::Uuid;

use crate::{Error, Result, TaskFilter};

/// Characters of names and commands that a driver reads for an [`Indexed`] task.
pub const PREFIX: usize = LENGTHS[LENGTHS.len() - 1];

/// Beginnings of these many characters have a term. A shorter text is found by the walk alone.
const LENGTHS: [usize; 3] = [3, 8, 16];

/// Something that fits tasks, as a number: fixed ones below 16, all else by a hash. Two things that
/// share a number only make each other's postings longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Term(pub i64);

impl Term {
    /// Tasks that had not ended when their block was made, or were retried since.
    pub const OPEN: Self = Self(0);
    /// No task: there is one for each block, and its posting holds a [`Block`].
    pub const BLOCK: Self = Self(1);

    /// Tasks that have ended in this state; the numbers are those of the states, 5 to 7.
    pub const fn ended(state: TaskState) -> Option<Self> {
        if state.is_terminal() { Some(Self(state.code() as i64)) } else { None }
    }

    /// Tasks that have ended at this worker.
    pub fn worker(worker: WorkerId) -> Self {
        Self::hash(b'w', &[&worker.0.to_be_bytes()])
    }

    /// Tasks of this queue.
    pub fn queue(queue: &str) -> Self {
        Self::hash(b'q', &[queue.as_bytes()])
    }

    /// Tasks of this kind.
    pub fn kind(kind: &str) -> Self {
        Self::hash(b'k', &[kind.as_bytes()])
    }

    /// Tasks with this label.
    pub fn label(name: &str, value: &str) -> Self {
        Self::hash(b'l', &[&name.len().to_be_bytes(), name.as_bytes(), value.as_bytes()])
    }

    /// Tasks whose name or command has this beginning, which is of one of [`LENGTHS`].
    fn beginning(text: &str) -> Self {
        Self::hash(b't', &[text.as_bytes()])
    }

    /// FNV-1a, 64 bits.
    fn hash(tag: u8, parts: &[&[u8]]) -> Self {
        let bytes = std::iter::once(&tag).chain(parts.iter().copied().flatten());
        let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
        });
        let number = hash.cast_signed();
        Self(if (0..16).contains(&number) { number + 16 } else { number })
    }
}

/// The beginnings of a text that have terms, shortest first.
fn beginnings(text: &str) -> impl Iterator<Item = Term> {
    let lower = text.to_ascii_lowercase();
    LENGTHS.into_iter().map_while(move |length| {
        let end = match lower.char_indices().nth(length) {
            Some((end, _)) => end,
            None if lower.chars().count() == length => lower.len(),
            None => return None,
        };
        Some(Term::beginning(&lower[..end]))
    })
}

/// Terms of which a task that the filter lets pass has at least one, for each part of the filter
/// that has terms; of its states only when they are not found in another way.
pub(super) fn clauses(filter: &TaskFilter, with_states: bool) -> Vec<Vec<Term>> {
    let mut clauses = Vec::new();
    if !filter.queue.is_empty() {
        clauses.push(vec![Term::queue(&filter.queue)]);
    }
    if !filter.kind.is_empty() {
        clauses.push(vec![Term::kind(&filter.kind)]);
    }
    clauses.extend(filter.labels.iter().map(|(name, value)| vec![Term::label(name, value)]));
    clauses.extend(beginnings(&filter.text).last().map(|term| vec![term]));
    if let Some(worker) = filter.worker {
        clauses.push(vec![Term::worker(worker), Term::OPEN]);
    }
    if with_states && !filter.states.is_empty() {
        let ended: BTreeSet<Term> = filter.states.iter().copied().filter_map(Term::ended).collect();
        clauses.push(ended.into_iter().chain([Term::OPEN]).collect());
    }
    clauses
}

/// A task as the index sees it.
#[derive(Clone, Debug)]
pub struct Indexed {
    /// Which.
    pub id: Uuid,
    /// Where it is in its life.
    pub state: TaskState,
    /// Who has, or had, its latest attempt.
    pub worker: Option<WorkerId>,
    /// Its line.
    pub queue: String,
    /// Its kind.
    pub kind: String,
    /// The first [`PREFIX`] characters of its name, if it has one.
    pub name: Option<String>,
    /// The same of its command.
    pub command: Option<String>,
    /// Its labels as a JSON object, if it has any.
    pub labels: Option<String>,
}

impl Indexed {
    fn terms(&self) -> Result<BTreeSet<Term>> {
        let mut terms = BTreeSet::from([Term::queue(&self.queue), Term::kind(&self.kind)]);
        if let Some(labels) = &self.labels {
            let labels: BTreeMap<String, String> =
                serde_json::from_str(labels).map_err(|cause| {
                    Error::Corrupt(format!(
                        "the labels of task {} cannot be read: {cause}",
                        self.id
                    ))
                })?;
            terms.extend(labels.iter().map(|(name, value)| Term::label(name, value)));
        }
        for text in [&self.name, &self.command].into_iter().flatten() {
            terms.extend(beginnings(text));
        }
        match Term::ended(self.state) {
            Some(ended) => terms.extend([ended].into_iter().chain(self.worker.map(Term::worker))),
            None => terms.extend([Term::OPEN]),
        }
        Ok(terms)
    }
}

/// The tasks of a block that a term fits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posting {
    /// What fits.
    pub term: Term,
    /// The least id of the block, which names it.
    pub block: Uuid,
    /// The ids in ascending order, 16 bytes each; under [`Term::BLOCK`] a [`Block`].
    pub bytes: Vec<u8>,
}

/// Ids as a posting keeps them.
pub fn ids_from_bytes(bytes: &[u8]) -> impl DoubleEndedIterator<Item = Uuid> {
    bytes.as_chunks().0.iter().copied().map(Uuid::from_bytes)
}

/// What is noted of a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// Tasks that it had when it was made.
    pub tasks: u64,
    /// Terms that it has postings for, itself left out.
    pub terms: Vec<Term>,
}

impl Block {
    /// Numbers of eight bytes: the tasks, then the terms.
    fn to_bytes(&self) -> Vec<u8> {
        let tasks = self.tasks.cast_signed();
        let numbers = std::iter::once(tasks).chain(self.terms.iter().map(|term| term.0));
        numbers.flat_map(i64::to_be_bytes).collect()
    }

    /// What was noted.
    pub fn from_bytes(bytes: &[u8]) -> Self {
        let mut numbers = bytes.as_chunks().0.iter().copied().map(i64::from_be_bytes);
        let tasks = numbers.next().unwrap_or_default().cast_unsigned();
        Self { tasks, terms: numbers.map(Term).collect() }
    }
}

/// The postings of a block of these tasks, which are in the order of their ids, named `block`.
pub(super) fn postings(block: Uuid, tasks: &[Indexed]) -> Result<Vec<Posting>> {
    let mut by_term: BTreeMap<Term, Vec<u8>> = BTreeMap::new();
    for task in tasks {
        for term in task.terms()? {
            by_term.entry(term).or_default().extend(task.id.as_bytes());
        }
    }
    let note = Block { tasks: tasks.len() as u64, terms: by_term.keys().copied().collect() };
    by_term.insert(Term::BLOCK, note.to_bytes());
    Ok(by_term.into_iter().map(|(term, bytes)| Posting { term, block, bytes }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn task(state: TaskState) -> Indexed {
        Indexed {
            id: Uuid::from_u128(7),
            state,
            worker: Some(WorkerId(3)),
            queue: "q".to_owned(),
            kind: "shell".to_owned(),
            name: None,
            command: Some("Echo ÄB".to_owned()),
            labels: Some(r#"{"team":"a"}"#.to_owned()),
        }
    }

    fn finds(filter: &TaskFilter, task: &Indexed) -> bool {
        let terms = task.terms().unwrap();
        clauses(filter, true).iter().all(|clause| clause.iter().any(|term| terms.contains(term)))
    }

    #[test]
    fn a_task_has_a_term_for_each_part_of_every_filter_that_it_passes() {
        let (none, open) = (TaskFilter::default, task(TaskState::Queued));
        for text in ["", "e", "ec", "ECHO", "echo Ä", "echo Äb"] {
            let filter = TaskFilter {
                queue: "q".to_owned(),
                kind: "shell".to_owned(),
                labels: [("team".to_owned(), "a".to_owned())].into(),
                worker: Some(WorkerId(3)),
                states: vec![TaskState::Queued, TaskState::Failed],
                text: text.to_owned(),
                ..none()
            };
            assert!(finds(&filter, &open), "{text}");
            assert!(finds(&filter, &task(TaskState::Failed)), "{text}");
            assert!(!finds(&filter, &task(TaskState::Canceled)), "{text}");
            let other = TaskFilter { worker: Some(WorkerId(4)), ..filter };
            assert!(finds(&other, &open), "it may have any worker by now");
            assert!(!finds(&other, &task(TaskState::Failed)));
        }
        for filter in [
            TaskFilter { queue: "r".to_owned(), ..none() },
            TaskFilter { kind: "q".to_owned(), ..none() },
            TaskFilter { labels: [("tea".to_owned(), "ma".to_owned())].into(), ..none() },
            TaskFilter { text: "echx".to_owned(), ..none() },
            TaskFilter { text: "xch".to_owned(), ..none() },
        ] {
            // The first three letters are all that is looked at in a text of four.
            assert_eq!(finds(&filter, &open), filter.text == "echx", "{filter:?}");
        }
    }

    #[test]
    fn beginnings_are_counted_in_characters_and_only_whole_ones_have_terms() {
        let of = |text: &str| beginnings(text).collect::<Vec<_>>();
        assert_eq!(of("ab"), []);
        assert_eq!(of("ÄÖÜ").len(), 1);
        assert_eq!(of("abcdefg").len(), 1);
        assert_eq!(of("abcdefgh").len(), 2);
        assert_eq!(of("abcdefghijklmnop"), of("ABCdefghijklmnopq"));
    }

    #[test]
    fn what_is_noted_of_a_block_is_read_back() {
        let made = postings(Uuid::nil(), &[task(TaskState::Queued)]).unwrap();
        let note = made.iter().find(|posting| posting.term == Term::BLOCK).unwrap();
        let block = Block::from_bytes(&note.bytes);
        assert_eq!(block.tasks, 1);
        let terms: Vec<_> = made.iter().map(|posting| posting.term).collect();
        assert_eq!(block.terms.len() + 1, terms.len());
        assert!(block.terms.iter().all(|term| terms.contains(term)));
    }
}
