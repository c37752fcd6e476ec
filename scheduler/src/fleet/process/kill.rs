//! Carrying out a kill: cut off, stop, give back, answer.

use taskmaster_domain::OrderId;
use taskmaster_store::KillResult;
use tokio::time::Instant;
use tracing::info;

use super::{
    command::name_of,
    crew::{Crew, Killing},
    plan::Place,
};
use crate::{error::Result, fleet::Desk};

/// Sees to it that the worker gets nothing more, then tells its process to stop.
pub(super) async fn cut_off(
    desk: &Desk,
    number: u32,
    order: OrderId,
    place: Place,
    crew: &mut Crew,
) -> Result<()> {
    let held = desk.cut_off(&name_of(number)).await?;
    crew.stop(number, Killing { order, place, held, requeued: None }, Instant::now());
    Ok(())
}

/// Gives back what the worker held, unless that is done, and answers the order.
pub(super) async fn finish(
    desk: &Desk,
    number: u32,
    order: OrderId,
    lower: bool,
    crew: &mut Crew,
) -> Result<()> {
    let Some(kill) = crew.kill_mut(number) else { return Ok(()) };
    let requeued = match kill.requeued {
        Some(requeued) => requeued,
        None => *kill.requeued.insert(desk.give_back(&name_of(number), &kill.held).await?),
    };
    let done = KillResult::Done { container: String::new(), requeued };
    desk.answer(order, &done, lower).await?;
    info!(worker.name = name_of(number), order.id = %order, requeued, "killed a worker");
    Ok(())
}
