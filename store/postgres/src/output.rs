//! What attempts write.

use async_trait::async_trait;
use sqlx::{PgConnection, Row, query};
use taskmaster_domain::{
    AttemptRef, Timestamp,
    output::{Chunk, FencedChunk},
};
use taskmaster_store::{LiveNote, Output, Recorded, Result};

use crate::{Postgres, error::Outcome, line::on, row::Columns, stamp::Stamp};

#[async_trait]
impl Output for Postgres {
    async fn append_output(&self, chunks: &[FencedChunk]) -> Result<Vec<Recorded>> {
        if chunks.is_empty() {
            return Ok(Vec::new());
        }
        on!(self.0.lines.output, |c| append(c, chunks))
    }

    async fn read_output(&self, of: AttemptRef, after: i64, limit: u32) -> Result<Vec<Chunk>> {
        on!(self.main(), |c| read(c, of, after, limit))
    }

    async fn note_live(&self, notes: &[LiveNote], now: Timestamp) -> Result<()> {
        if notes.is_empty() {
            return Ok(());
        }
        on!(self.0.lines.output, |c| note(c, notes, now))
    }
}

async fn append(c: &mut PgConnection, chunks: &[FencedChunk]) -> Outcome<Vec<Recorded>> {
    fn column<'c, T>(chunks: &'c [FencedChunk], of: impl Fn(&'c FencedChunk) -> T) -> Vec<T> {
        chunks.iter().map(of).collect()
    }
    let tasks = column(chunks, |c| c.chunk.of.task.0);
    let attempts = column(chunks, |c| c.chunk.of.attempt);
    let seqs = column(chunks, |c| c.chunk.first_seq);
    let own = query(include_str!("../queries/output/append.sql"))
        .bind(&tasks)
        .bind(&attempts)
        .bind(column(chunks, |c| c.incarnation.0))
        .bind(&seqs)
        .bind(column(chunks, |c| c.chunk.lines))
        .bind(column(chunks, |c| c.chunk.raw_bytes))
        .bind(column(chunks, |c| c.chunk.data.as_slice()))
        .fetch_all(&mut *c)
        .await?;
    let mut answers = vec![Recorded::Fenced; chunks.len()];
    for row in &own {
        answers[row.ordinal(0)?] = Recorded::Recorded;
    }
    if answers.contains(&Recorded::Fenced) {
        let kept = query(include_str!("../queries/output/kept.sql"))
            .bind(tasks)
            .bind(attempts)
            .bind(seqs)
            .fetch_all(c)
            .await?;
        for row in &kept {
            answers[row.ordinal(0)?] = Recorded::Recorded;
        }
    }
    Ok(answers)
}

async fn note(c: &mut PgConnection, notes: &[LiveNote], now: Timestamp) -> Outcome<()> {
    fn column<'n, T>(notes: &'n [LiveNote], of: impl Fn(&'n LiveNote) -> T) -> Vec<T> {
        notes.iter().map(of).collect()
    }
    let progress = |note: &'_ LiveNote| note.live.progress.clone();
    let sample = |note: &'_ LiveNote| note.live.sample;
    query(include_str!("../queries/output/note_live.sql"))
        .bind(column(notes, |note| note.of.task.0))
        .bind(column(notes, |note| note.of.attempt))
        .bind(column(notes, |note| note.incarnation.0))
        .bind(column(notes, |note| progress(note).map(|said| Stamp(said.reported_at))))
        .bind(column(notes, |note| progress(note).map(|said| said.percent)))
        .bind(column(notes, |note| progress(note).map(|said| said.message)))
        .bind(column(notes, |note| sample(note).map(|seen| Stamp(seen.sampled_at))))
        .bind(column(notes, |note| sample(note).map(|seen| seen.cpu_percent)))
        .bind(column(notes, |note| sample(note).map(|seen| seen.memory_bytes)))
        .bind(Stamp(now))
        .execute(c)
        .await?;
    Ok(())
}

async fn read(c: &mut PgConnection, of: AttemptRef, after: i64, limit: u32) -> Outcome<Vec<Chunk>> {
    let rows = query(include_str!("../queries/output/read.sql"))
        .bind(of.task.0)
        .bind(of.attempt)
        .bind(after)
        .bind(i64::from(limit))
        .fetch_all(c)
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Chunk {
                of,
                first_seq: row.try_get(0)?,
                lines: row.try_get(1)?,
                raw_bytes: row.try_get(2)?,
                data: row.try_get(3)?,
            })
        })
        .collect()
}
