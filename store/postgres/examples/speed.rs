use std::time::Duration;
use taskmaster_domain::*;
use taskmaster_domain::{lane::LaneKey, worker::*};
use taskmaster_store::*;
use taskmaster_store_postgres::*;
use uuid::Uuid;

#[tokio::main]
async fn main() {
    let url = std::env::var("URL").unwrap();
    let total: usize = std::env::args().nth(1).map_or(100_000, |a| a.parse().unwrap());
    let batch: usize = std::env::args().nth(2).map_or(500, |a| a.parse().unwrap());
    let backlog: usize = std::env::args().nth(3).map_or(0, |a| a.parse().unwrap());
    let s = Postgres::connect(PostgresOptions::new(url)).await.unwrap();
    s.reset().await.unwrap();
    let now = s.database_now(Timestamp::default()).await.unwrap();
    let spec = TaskSpec { created_by: "user:bench".into(), ..TaskSpec::default() };
    let spec = TaskSpec { work: task::Work::Shell { command: "x".repeat(100) }, ..spec };
    let lane = s.intern_lane(&LaneKey::of(&spec)).await.unwrap();
    let coordinator = s.register_coordinator("x").await.unwrap();
    let mut seats = vec![];
    let mut incs = std::collections::HashMap::new();
    for n in 0..2 {
        let r = Registration { name: format!("w{n}"), host: "h".into(), incarnation: Incarnation(Uuid::new_v4()), capacity: Capacity { slots: 1, queues: vec!["default".into()], ..Default::default() }, version: String::new() };
        let Welcomed::Welcome(w) = s.hello(&r, &[], false, coordinator, Duration::from_secs(3600), now).await.unwrap() else { panic!() };
        incs.insert(w.worker, r.incarnation);
        seats.push(Seat { worker: w.worker, session: w.session });
    }
    let mk = |n: usize| -> Vec<NewTask> { (0..n).map(|_| NewTask { id: TaskId::new(now), spec: spec.clone(), lane, due: now }).collect() };
    for _ in 0..backlog / 5000 { s.submit(&mk(5000), now).await.unwrap(); }
    for round in 0..3 {
        let all: Vec<_> = (0..total / batch).map(|_| mk(batch)).collect();
        let t = tokio::time::Instant::now();
        for b in &all { s.submit(b, now).await.unwrap(); }
        let ins = t.elapsed();
        let t = tokio::time::Instant::now();
        let mut got = vec![];
        let claim = Claim { lane, seats: (0..batch).map(|n| seats[n % 2]).collect() };
        let mut worst = Duration::ZERO;
        for _ in 0..total / batch { let t = tokio::time::Instant::now(); got.push(s.claim(&claim, now).await.unwrap()); worst = worst.max(t.elapsed()); }
        let cl = t.elapsed();
        let ends: Vec<Vec<End>> = got.iter().map(|b| b.iter().map(|c| End { of: c.of, incarnation: incs[&c.worker], verdict: Verdict::Completed, started_at: Some(now), finished_at: now, exit_code: Some(0), failure: None, result: None }).collect()).collect();
        let t = tokio::time::Instant::now();
        for e in &ends { let r = s.report(e, now).await.unwrap(); assert!(r.iter().all(|r| *r == Recorded::Recorded)); }
        let rep = t.elapsed();
        let rate = |d: Duration| (total as f64 / d.as_secs_f64()) as u64;
        println!("round {round}: insert {} claim {} (worst {worst:?}) report {} life {}", rate(ins), rate(cl), rate(rep), rate(ins + cl + rep));
    }
    floor(&std::env::var("URL").unwrap(), total, batch).await;
    // interleaved claim + report
    for b in &(0..total / batch).map(|_| mk(batch)).collect::<Vec<_>>() { s.submit(b, now).await.unwrap(); }
    let t = tokio::time::Instant::now();
    let claim = Claim { lane, seats: (0..batch).map(|n| seats[n % 2]).collect() };
    for _ in 0..total / batch {
        let got = s.claim(&claim, now).await.unwrap();
        let e: Vec<End> = got.iter().map(|c| End { of: c.of, incarnation: incs[&c.worker], verdict: Verdict::Completed, started_at: Some(now), finished_at: now, exit_code: Some(0), failure: None, result: None }).collect();
        s.report(&e, now).await.unwrap();
    }
    println!("interleaved claim+report {}", (total as f64 / t.elapsed().as_secs_f64()) as u64);
    println!("drift {:?}", s.check().await.unwrap());
}

async fn floor(url: &str, total: usize, batch: usize) {
    use sqlx::{Connection, PgConnection, query, Row};
    let mut c = PgConnection::connect(url).await.unwrap();
    sqlx::raw_sql("drop table if exists floor; create table floor (id uuid primary key, queue text not null, priority int not null, state smallint not null, due timestamptz not null, payload text not null, worker bigint, attempt int not null default 0, created_at timestamptz not null, picked_at timestamptz, started_at timestamptz, finished_at timestamptz); create index on floor (queue, priority desc, due, id) where state = 2").execute(&mut c).await.unwrap();
    let now = Timestamp::from_micros(1790000000000000);
    for _ in 0..3 {
    let t = tokio::time::Instant::now();
    for _ in 0..total / batch {
        let ids: Vec<Uuid> = (0..batch).map(|_| TaskId::new(now).0).collect();
        let pay: Vec<String> = (0..batch).map(|_| "x".repeat(100)).collect();
        query("insert into floor (id, queue, priority, state, due, payload, created_at) select id, 'default', 0, 2, now(), p, now() from unnest($1::uuid[], $2::text[]) as t(id, p)").bind(ids).bind(pay).execute(&mut c).await.unwrap();
    }
    let ins = t.elapsed();
    let t = tokio::time::Instant::now();
    let mut got = vec![];
    for _ in 0..total / batch {
        let rows = query("with p as materialized (select id from floor where queue = 'default' and state = 2 order by priority desc, due, id limit $1 for update skip locked) update floor set state = 3, attempt = attempt + 1, worker = 1, picked_at = now() from p where floor.id = p.id returning floor.id, floor.attempt, floor.payload").bind(batch as i64).fetch_all(&mut c).await.unwrap();
        got.push(rows.iter().map(|r| { let _: &str = r.get(2); r.get::<Uuid, _>(0) }).collect::<Vec<_>>());
    }
    let cl = t.elapsed();
    let t = tokio::time::Instant::now();
    for ids in got {
        query("update floor set state = 5, started_at = now(), finished_at = now() from unnest($1::uuid[], $2::int[]) as t(id, a) where floor.id = t.id and floor.attempt = t.a and state = 3").bind(&ids).bind(vec![1i32; ids.len()]).execute(&mut c).await.unwrap();
    }
    let rep = t.elapsed();
    let rate = |d: Duration| (total as f64 / d.as_secs_f64()) as u64;
    println!("floor: insert {} claim {} report {} life {}", rate(ins), rate(cl), rate(rep), rate(ins + cl + rep));
    }
}
