//! What attempts write.

use async_trait::async_trait;
use taskmaster_domain::{
    AttemptRef, TaskId, Timestamp,
    output::{Chunk, FencedChunk},
    task::Live,
};
use taskmaster_store::{LiveNote, Output, Recorded, Result};

use crate::{Memory, state::State};

#[async_trait]
impl Output for Memory {
    async fn append_output(&self, chunks: &[FencedChunk]) -> Result<Vec<Recorded>> {
        let mut state = self.open()?;
        Ok(chunks.iter().map(|chunk| state.append(chunk)).collect())
    }

    async fn read_output(&self, of: AttemptRef, after: i64, limit: u32) -> Result<Vec<Chunk>> {
        let state = self.open()?;
        let chunks = state.output.range((of, i64::MIN)..=(of, i64::MAX)).map(|(_, chunk)| chunk);
        let wanted = chunks.filter(|chunk| chunk.next_seq() > after.saturating_add(1));
        Ok(wanted.take(limit as usize).cloned().collect())
    }

    async fn note_live(&self, notes: &[LiveNote], now: Timestamp) -> Result<()> {
        let mut state = self.open()?;
        notes.iter().for_each(|note| state.note(note, now));
        Ok(())
    }
}

impl State {
    fn note(&mut self, note: &LiveNote, now: Timestamp) {
        if self.held_by(note.of, note.incarnation).is_none() {
            return;
        }
        self.keep_live(note.of.task, note.of.attempt, note.live.clone());
        if note.live.progress.is_some() {
            self.heard(note.of, now);
        }
    }

    /// Keeps what an attempt told, unless it told later words before.
    pub(crate) fn keep_live(&mut self, task: TaskId, told_by: i32, live: Live) {
        let (attempt, kept) = self.live.entry(task).or_default();
        if *attempt < told_by {
            (*attempt, *kept) = (told_by, Live::default());
        }
        let Live { mut progress, mut sample } = live;
        let older = kept.progress.as_ref();
        progress.take_if(|said| older.is_some_and(|kept| kept.reported_at > said.reported_at));
        let older = kept.sample.as_ref();
        sample.take_if(|seen| older.is_some_and(|kept| kept.sampled_at > seen.sampled_at));
        kept.update(Live { progress, sample });
    }

    fn append(&mut self, fenced: &FencedChunk) -> Recorded {
        let key = (fenced.chunk.of, fenced.chunk.first_seq);
        if self.output.contains_key(&key) {
            return Recorded::Recorded;
        }
        if self.held_by(fenced.chunk.of, fenced.incarnation).is_none() {
            return Recorded::Fenced;
        }
        self.output.insert(key, fenced.chunk.clone());
        Recorded::Recorded
    }
}
