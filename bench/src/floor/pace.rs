//! How a floor is measured: three steps at each batch size, then claim and report in turn.

use tokio::time::Instant;

use super::{BATCHES, Claimed};
use crate::{
    engine::Engine,
    error::{Error, Result},
    figures::Figures,
    options::Sizes,
    stats::{in_turn, median, rate},
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

/// Times that all is measured: a disk has bad moments, and the middle one has none.
const ROUNDS: usize = 3;

/// The steps whose rates are measured.
const NAMES: [&str; 4] = ["insert", "claim", "report", "claim + report"];

/// Measures `floor` at all batch sizes. Figures are named `floor/step/batch`, the best batch size
/// of each step is `floor/step`.
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
    let mut measured = vec![Vec::new(); BATCHES.len()];
    for _ in 0..ROUNDS {
        for (batch, rates) in BATCHES.into_iter().zip(&mut measured) {
            rates.push(round(steps, batch, sizes.rows(batch, ROUNDS)).await?);
        }
    }
    for (batch, rounds) in BATCHES.into_iter().zip(&measured) {
        let mut middle = [0.0; NAMES.len()];
        for (n, middle) in middle.iter_mut().enumerate() {
            let rates: Vec<f64> = rounds.iter().map(|rates| rates[n]).collect();
            *middle = median(&rates).unwrap_or(0.0);
        }
        let lives = in_turn(&[middle[0], middle[3]]);
        for (step, figure) in NAMES.into_iter().zip(middle).chain([("lives", lives)]) {
            figures.put(format!("{floor}/{step}/{batch}"), engine, figure);
            best(figures, format!("{floor}/{step}"), engine, figure);
        }
    }
    Ok(())
}

/// The rates of all steps, in the order of [`NAMES`].
async fn round(steps: &mut impl Steps, batch: usize, rows: usize) -> Result<[f64; NAMES.len()]> {
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

    steps.insert(rows).await?;
    steps.settle().await?;
    let began = Instant::now();
    for _ in 0..calls {
        let claimed = all(steps.claim(batch).await?, batch)?;
        steps.report(&claimed).await?;
    }
    Ok([insert, claim, report, rate(rows, began.elapsed())])
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
