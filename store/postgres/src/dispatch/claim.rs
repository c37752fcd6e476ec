//! Assigning due tasks, and looking at what is due.

use std::collections::HashMap;

use sqlx::{AssertSqlSafe, PgConnection, Row, postgres::PgRow, query};
use taskmaster_domain::{LaneId, Timestamp, WorkerId};
use taskmaster_store::{Claim, Claimed, LaneHead, Result, Seat};
use tokio::time::Instant;

use super::front::{CLAIM_BEHIND, HEADS_BEHIND, Place};
use crate::{Postgres, error::Outcome, line::on, row::Columns, stamp::Stamp};

pub(super) async fn claim(store: &Postgres, claim: &Claim, now: Timestamp) -> Result<Vec<Claimed>> {
    if claim.seats.is_empty() {
        return Ok(Vec::new());
    }
    let line = &store.0.lines.claim;
    let flight = store.0.fronts.begin(claim.lane);
    let place_of = |last: &Claimed| Place::new(last.spec.priority, last.due, last.of.task);
    let seats = newest(&claim.seats);
    let mut claimed = Vec::new();
    if let Some(place) = flight.place {
        claimed = on!(line, |c| assign(c, claim.lane, &seats, now, Some(place)))?;
        if let Some(last) = claimed.last() {
            flight.came_to(place_of(last), None);
        }
        if claimed.len() == seats.len() {
            return Ok(claimed);
        }
    }
    let seats = unfilled(&seats, &claimed);
    let looked_at = Instant::now();
    match on!(line, |c| assign(c, claim.lane, &seats, now, None)) {
        Ok(more) => {
            // Only a backlog has old entries enough to be worth a second look when the first one
            // finds too little.
            match more.last() {
                Some(last) if more.len() == seats.len() => {
                    flight.came_to(place_of(last), Some(looked_at));
                }
                _ => flight.came_to_the_end(),
            }
            claimed.extend(more);
            Ok(claimed)
        }
        // What has been assigned must be handed on, whatever became of the rest.
        Err(_) if !claimed.is_empty() => Ok(claimed),
        Err(error) => Err(error),
    }
}

/// Without the seats of sessions that a newer one of the same worker has ended: with one session a
/// worker, what it was given tells which of its seats are filled.
fn newest(seats: &[Seat]) -> Vec<Seat> {
    let mut sessions = HashMap::with_capacity(seats.len());
    for seat in seats {
        let session = sessions.entry(seat.worker).or_insert(seat.session);
        *session = seat.session.max(*session);
    }
    let is_newest = |seat: &&Seat| sessions.get(&seat.worker) == Some(&seat.session);
    seats.iter().filter(is_newest).copied().collect()
}

/// The seats that got nothing. Those before and between the filled ones are void, most likely;
/// the store says so once more.
fn unfilled(seats: &[Seat], claimed: &[Claimed]) -> Vec<Seat> {
    let mut filled = claimed.iter().map(|claimed| claimed.worker).peekable();
    seats.iter().filter(|seat| filled.next_if_eq(&seat.worker).is_none()).copied().collect()
}

async fn assign(
    c: &mut PgConnection,
    lane: LaneId,
    seats: &[Seat],
    now: Timestamp,
    behind: Option<Place>,
) -> Outcome<Vec<Claimed>> {
    // Each worker once and in order, for that is how their rows are locked.
    let mut workers: Vec<_> = seats.iter().map(|seat| (seat.worker, seat.session)).collect();
    workers.sort_unstable();
    workers.dedup();
    let place = |seat: &Seat| {
        let found = workers.partition_point(|worker| *worker < (seat.worker, seat.session));
        i32::try_from(found + 1).unwrap_or(i32::MAX)
    };
    let statement = match behind {
        Some(_) => query(AssertSqlSafe(CLAIM_BEHIND.clone())),
        None => query(include_str!("../../queries/dispatch/claim.sql")),
    };
    let mut statement = statement
        .bind(lane.0)
        .bind(workers.iter().map(|(worker, _)| worker.0).collect::<Vec<_>>())
        .bind(workers.iter().map(|(_, session)| *session).collect::<Vec<_>>())
        .bind(seats.iter().map(place).collect::<Vec<_>>())
        .bind(Stamp(now));
    if let Some(place) = behind {
        statement = statement.bind(place.priority()).bind(Stamp(place.due)).bind(place.id.0);
    }
    let rows = statement.fetch_all(c).await?;
    rows.iter()
        .map(|row| {
            Ok(Claimed {
                of: row.attempt_ref(0, 1)?,
                worker: WorkerId(row.try_get(2)?),
                spec: row.spec(3)?,
                due: row.stamp(4)?,
                since: row.stamp(5)?,
            })
        })
        .collect()
}

pub(super) async fn heads(store: &Postgres, lanes: &[LaneId]) -> Result<Vec<LaneHead>> {
    let line = &store.0.lines.claim;
    let places: Vec<_> = lanes
        .iter()
        .filter_map(|lane| store.0.fronts.peek(*lane).map(|place| (*lane, place)))
        .collect();
    let mut heads = Vec::new();
    if !places.is_empty() {
        heads = on!(line, |c| heads_behind(c, &places))?;
    }
    let rest: Vec<_> = lanes
        .iter()
        .filter(|lane| !heads.iter().any(|head| head.lane == **lane))
        .map(|lane| lane.0)
        .collect();
    if !rest.is_empty() {
        heads.extend(on!(line, |c| heads_from_the_start(c, &rest))?);
    }
    Ok(heads)
}

async fn heads_behind(c: &mut PgConnection, places: &[(LaneId, Place)]) -> Outcome<Vec<LaneHead>> {
    let rows = query(AssertSqlSafe(HEADS_BEHIND.clone()))
        .bind(places.iter().map(|(lane, _)| lane.0).collect::<Vec<_>>())
        .bind(places.iter().map(|(_, place)| place.priority()).collect::<Vec<_>>())
        .bind(places.iter().map(|(_, place)| Stamp(place.due)).collect::<Vec<_>>())
        .bind(places.iter().map(|(_, place)| place.id.0).collect::<Vec<_>>())
        .fetch_all(c)
        .await?;
    rows.iter().map(head).collect()
}

async fn heads_from_the_start(c: &mut PgConnection, lanes: &[i32]) -> Outcome<Vec<LaneHead>> {
    let rows = query(include_str!("../../queries/dispatch/lane_heads.sql"))
        .bind(lanes)
        .fetch_all(c)
        .await?;
    rows.iter().map(head).collect()
}

fn head(row: &PgRow) -> Outcome<LaneHead> {
    Ok(LaneHead { lane: LaneId(row.try_get(0)?), priority: row.try_get(1)?, due: row.stamp(2)? })
}
