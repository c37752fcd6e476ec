//! Single inserts from many connections: PostgreSQL's own group commit.

use futures::future::try_join_all;
use tokio::time::Instant;

use super::postgres;
use crate::{
    engine::Base,
    error::{Error, Result},
    stats::rate,
};

const CONNECTIONS: usize = 32;

/// Rows per second into the reference table, one row a statement.
pub(super) async fn measure(base: &Base, rows: usize) -> Result<f64> {
    let each = (rows / CONNECTIONS).max(1);
    let mut connections = try_join_all((0..CONNECTIONS).map(|_| base.connect())).await?;
    try_join_all(connections.iter_mut().map(|c| postgres::insert(c, 1))).await?;
    let began = Instant::now();
    let callers = connections.iter_mut().map(async |connection| {
        for _ in 0..each {
            postgres::insert(connection, 1).await?;
        }
        Ok::<_, Error>(())
    });
    try_join_all(callers).await?;
    Ok(rate(each * CONNECTIONS, began.elapsed()))
}
