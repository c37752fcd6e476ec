//! What attempts write.

use std::collections::HashSet;

use async_trait::async_trait;
use taskmaster_domain::{
    AttemptRef, Timestamp,
    output::{Chunk, FencedChunk},
};
use taskmaster_store::{LiveNote, Output, Recorded, Result};

use crate::{Sqlite, batch::Batch, connection::commit, error::failed, rows::get, sql};

#[async_trait]
impl Output for Sqlite {
    async fn append_output(&self, chunks: &[FencedChunk]) -> Result<Vec<Recorded>> {
        let (mut rows, mut data) = (Batch::new(), Vec::new());
        for FencedChunk { incarnation, chunk } in chunks {
            rows.row()
                .uuid(chunk.of.task.0)
                .number(chunk.of.attempt)
                .uuid(incarnation.0)
                .number(chunk.first_seq)
                .number(chunk.lines)
                .number(chunk.raw_bytes)
                .number(i64::try_from(data.len()).unwrap_or(i64::MAX))
                .number(i64::try_from(chunk.data.len()).unwrap_or(i64::MAX));
            data.extend_from_slice(&chunk.data);
        }
        // SQLite takes a piece of an empty blob for null.
        data.push(0);
        let rows = rows.finish();
        let mut writer = self.writer().await;
        let mut write = writer.begin().await?;
        let appended = sqlx::query(sql!("output/append"))
            .bind(&rows)
            .bind(data)
            .execute(&mut *write)
            .await
            .map_err(failed)?;
        if usize::try_from(appended.rows_affected()) == Ok(chunks.len()) {
            commit(write).await?;
            return Ok(vec![Recorded::Recorded; chunks.len()]);
        }
        let kept: Vec<i64> = sqlx::query_scalar(sql!("output/kept"))
            .bind(rows)
            .fetch_all(&mut *write)
            .await
            .map_err(failed)?;
        commit(write).await?;
        let kept: HashSet<i64> = kept.into_iter().collect();
        let answer = |place| {
            if kept.contains(&place) { Recorded::Recorded } else { Recorded::Fenced }
        };
        Ok((0_i64..).take(chunks.len()).map(answer).collect())
    }

    async fn note_live(&self, notes: &[LiveNote], now: Timestamp) -> Result<()> {
        let mut batch = Batch::new();
        for LiveNote { of, incarnation, live } in notes {
            let (progress, sample) = (live.progress.as_ref(), live.sample.as_ref());
            batch
                .row()
                .uuid(of.task.0)
                .number(of.attempt)
                .uuid(incarnation.0)
                .optional_time(progress.map(|progress| progress.reported_at))
                .optional_real(progress.map(|progress| progress.percent))
                .optional_text(progress.map(|progress| progress.message.as_str()))?
                .optional_time(sample.map(|sample| sample.sampled_at))
                .optional_real(sample.map(|sample| sample.cpu_percent))
                .optional_number(sample.map(|sample| sample.memory_bytes));
        }
        let mut writer = self.writer().await;
        sqlx::query(sql!("output/note_live"))
            .bind(batch.finish())
            .bind(now.micros())
            .execute(writer.connection().await?)
            .await
            .map_err(failed)?;
        Ok(())
    }

    async fn read_output(&self, of: AttemptRef, after: i64, limit: u32) -> Result<Vec<Chunk>> {
        let rows = sqlx::query(sql!("output/read"))
            .bind(of.task.0)
            .bind(of.attempt)
            .bind(after)
            .bind(limit)
            .fetch_all(&self.readers)
            .await
            .map_err(failed)?;
        rows.iter()
            .map(|row| {
                Ok(Chunk {
                    of,
                    first_seq: get(row, "first_seq")?,
                    lines: get(row, "lines")?,
                    raw_bytes: get(row, "raw_bytes")?,
                    data: get(row, "data")?,
                })
            })
            .collect()
    }
}
