//! How a floor is measured: three steps at each batch size, then claim and report in turn.

use tokio::time::Instant;

use super::{BATCHES, Claimed};
use crate::{
    engine::Engine,
    error::{Error, Result},
    figures::Figures,
    options::Sizes,
    stats::{in_turn, rate},
};

/// Something with the three steps of a task's life.
pub(super) trait Steps {
    /// Adds so many due rows with one statement.
    async fn insert(&mut self, rows: usize) -> Result;
    /// Takes at most so many due rows with one statement.
    async fn claim(&mut self, rows: usize) -> Result<Vec<Claimed>>;
    /// Ends claimed rows with one statement.
    async fn report(&mut self, rows: &[Claimed]) -> Result;
    /// Called between steps: what a server does by itself before long, so that no step pays for
    /// the one before.
    async fn settle(&mut self) -> Result;
}

/// Measures `floor` at all batch sizes. Figures are named `floor/step/batch`.
pub(super) async fn measure(
    floor: &str,
    steps: &mut impl Steps,
    engine: Engine,
    sizes: Sizes,
    figures: &mut Figures,
) -> Result {
    // The first statements pay for plans and files.
    steps.insert(10).await?;
    let warm = steps.claim(10).await?;
    steps.report(&warm).await?;
    for batch in BATCHES {
        let rows = sizes.rows(batch);
        let calls = rows / batch;
        let began = Instant::now();
        for _ in 0..calls {
            steps.insert(batch).await?;
        }
        let insert = rate(rows, began.elapsed());
        steps.settle().await?;

        let began = Instant::now();
        let mut claimed = Vec::with_capacity(calls);
        for _ in 0..calls {
            claimed.push(all(steps.claim(batch).await?, batch)?);
        }
        let claim = rate(rows, began.elapsed());
        steps.settle().await?;

        let began = Instant::now();
        for rows in &claimed {
            steps.report(rows).await?;
        }
        let report = rate(rows, began.elapsed());
        steps.settle().await?;

        for _ in 0..calls.div_ceil(10) {
            steps.insert((batch * 10).min(rows)).await?;
        }
        steps.settle().await?;
        let began = Instant::now();
        for _ in 0..calls {
            let claimed = all(steps.claim(batch).await?, batch)?;
            steps.report(&claimed).await?;
        }
        let both = rate(rows, began.elapsed());

        let lives = in_turn(&[insert, both]);
        let all = [("insert", insert), ("claim", claim), ("report", report)];
        for (step, figure) in all.into_iter().chain([("claim + report", both), ("lives", lives)]) {
            figures.put(format!("{floor}/{step}/{batch}"), engine, figure);
            best(figures, format!("{floor}/{step}"), engine, figure);
        }
    }
    Ok(())
}

/// What is compared with a floor is compared with its best batch size.
fn best(figures: &mut Figures, name: String, engine: Engine, figure: f64) {
    let known = figures.get(&name, engine).unwrap_or(0.0);
    figures.put(name, engine, known.max(figure));
}

fn all(claimed: Vec<Claimed>, wanted: usize) -> Result<Vec<Claimed>> {
    if claimed.len() == wanted {
        Ok(claimed)
    } else {
        Err(Error::new(format!("{} of {wanted} rows were claimed", claimed.len())))
    }
}
