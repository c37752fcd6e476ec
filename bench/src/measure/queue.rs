//! Filling a queue, as quickly as it goes.

use futures::future::try_join_all;
use taskmaster_proto::v1::TaskSpec;
use tokio::time::Instant;

use crate::{
    error::{Error, Result},
    host::Site,
    stats::rate,
};

/// Connections of a bulk submit.
const CONNECTIONS: usize = 2;

/// Hands `count` of one task in, `per_call` with one call, over two connections; tasks a second.
pub(super) async fn fill(
    site: &Site,
    task: &TaskSpec,
    count: usize,
    per_call: usize,
) -> Result<f64> {
    let clients = try_join_all((0..CONNECTIONS).map(|_| site.client())).await?;
    let each = count.div_ceil(CONNECTIONS);
    let began = Instant::now();
    let callers = clients.iter().enumerate().map(async |(n, client)| {
        let mine = each.min(count.saturating_sub(n * each));
        for done in (0..mine).step_by(per_call) {
            client.submit_many(task, per_call.min(mine - done)).await?;
        }
        Ok::<_, Error>(())
    });
    try_join_all(callers).await?;
    Ok(rate(count, began.elapsed()))
}
