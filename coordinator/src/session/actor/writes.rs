//! Writes of a session that are under way. The loop never waits for one.

use std::{future::Future, pin::Pin, sync::Arc};

use taskmaster_domain::{AttemptRef, Incarnation, output::FencedChunk};
use taskmaster_store::{Error, LiveNote, Recorded, Start};
use tracing::debug;

use crate::{
    pipeline::{Ended, Judged},
    session::Shared,
};

/// What came of a write.
pub(super) enum Written {
    Reported(Vec<(AttemptRef, Judged)>),
    Started(Vec<AttemptRef>, Vec<Recorded>),
    Kept(Vec<Arc<FencedChunk>>, Vec<Recorded>),
    /// Who has the name now.
    Owner(Option<Incarnation>),
    /// Attempts that the store gave to the worker and nobody told the session of.
    Strays(Vec<AttemptRef>),
    /// What attempts told.
    Told,
    /// A probe's answer, or that the worker drains.
    Noted,
    Failed(Error),
}

pub(super) type Write = Pin<Box<dyn Future<Output = Written> + Send>>;

pub(super) fn report(shared: &Shared, ended: Vec<Ended>) -> Write {
    let report = shared.pipeline.report.clone();
    Box::pin(async move {
        let attempts: Vec<AttemptRef> = ended.iter().map(|ended| ended.of).collect();
        match report.write(ended).await {
            Ok(judged) => Written::Reported(attempts.into_iter().zip(judged).collect()),
            Err(cause) => Written::Failed(cause),
        }
    })
}

pub(super) fn start(shared: &Shared, starts: Vec<Start>) -> Write {
    let start = shared.pipeline.start.clone();
    Box::pin(async move {
        let attempts = starts.iter().map(|start| start.of).collect();
        match start.write(starts).await {
            Ok(answers) => Written::Started(attempts, answers),
            Err(cause) => Written::Failed(cause),
        }
    })
}

/// What attempts tell is a hint: what is not kept is told again.
pub(super) fn note(shared: &Shared, notes: Vec<LiveNote>) -> Write {
    let live = shared.pipeline.live.clone();
    Box::pin(async move {
        if let Err(cause) = live.write(notes).await {
            debug!(%cause, "what attempts told is not kept");
        }
        Written::Told
    })
}

pub(super) fn keep(shared: &Shared, chunks: Vec<Arc<FencedChunk>>) -> Write {
    let output = shared.pipeline.output.clone();
    Box::pin(async move {
        match output.write(chunks.clone()).await {
            Ok(answers) => Written::Kept(chunks, answers),
            Err(cause) => Written::Failed(cause),
        }
    })
}
