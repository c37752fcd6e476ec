//! Floors: what the same database does without TaskMaster around it.
//!
//! Two of them. The reference table is frozen, so that it compares releases: a realistic task row
//! and the plainest SQL. Our own statements alone, through the store's traits, show what of the
//! difference is SQL and what is everything else.

mod own;
mod pace;
mod postgres;
mod singles;
mod sqlite;

use uuid::Uuid;

use crate::{
    engine::{Engine, Place, Server},
    error::Result,
    figures::Figures,
    options::Sizes,
};

/// Rows of one statement.
pub(crate) const BATCHES: [usize; 4] = [1, 100, 500, 1_000];

/// Bytes of the reference row's payload.
const PAYLOAD: [u8; 100] = [b'x'; 100];

/// A due row that was claimed.
type Claimed = (Uuid, i32);

/// Both floors of one database.
pub(crate) async fn measure(
    engine: Engine,
    server: Option<&Server>,
    sizes: Sizes,
    figures: &mut Figures,
) -> Result {
    let folder = tempfile::Builder::new().prefix("taskmaster-floor.").tempdir()?;
    let place = Place::create(engine, server).await?;
    match &place {
        Place::Sqlite => {
            let mut table = sqlite::Table::create(&folder.path().join("floor.db")).await?;
            pace::measure("reference", &mut table, engine, sizes, figures).await?;
        }
        Place::Postgres(base) => {
            let mut table = postgres::Table::create(base.connect().await?).await?;
            pace::measure("reference", &mut table, engine, sizes, figures).await?;
            let rate = singles::measure(base, sizes.singles() / 2).await?;
            figures.put("reference/insert/32 connections", engine, rate);
        }
    }
    place.remove().await?;

    let place = Place::create(engine, server).await?;
    let mut store = own::Own::open(&place, &folder.path().join("own.db")).await?;
    pace::measure("own", &mut store, engine, sizes, figures).await?;
    store.close().await;
    place.remove().await
}
