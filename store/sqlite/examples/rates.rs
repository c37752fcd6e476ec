use std::{sync::Arc, time::Duration};
use taskmaster_domain::{lane::LaneKey, task::Work, worker::*, *};
use taskmaster_store::*;
use taskmaster_store_sqlite::Sqlite;

fn cpu() -> f64 {
    let s = std::fs::read_to_string("/proc/self/schedstat").unwrap();
    let _ = s;
    let mut total = 0.0;
    for e in std::fs::read_dir("/proc/self/task").unwrap() {
        let t = std::fs::read_to_string(e.unwrap().path().join("schedstat")).unwrap_or_default();
        total += t.split(' ').next().and_then(|x| x.parse::<f64>().ok()).unwrap_or(0.0) / 1e9;
    }
    total
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let dir = tempfile::tempdir_in(std::env::var("RATES_DIR").unwrap_or("/tmp".into())).unwrap();
    let n: usize = std::env::args().nth(1).and_then(|a| a.parse().ok()).unwrap_or(50_000);
    let batch: usize = std::env::args().nth(2).and_then(|a| a.parse().ok()).unwrap_or(500);
    let keep: usize = std::env::args().nth(3).and_then(|a| a.parse().ok()).unwrap_or(0);
    let store: Arc<Sqlite> = Arc::new(Sqlite::open(&dir.path().join("t.db"), true).await.unwrap());
    let now = Timestamp::from_micros(1_790_000_000_000_000);
    let c = store.register_coordinator("x").await.unwrap();
    let reg = Registration {
        name: "w".into(),
        host: "h".into(),
        incarnation: Incarnation(uuid::Uuid::from_u128(7)),
        capacity: Capacity { slots: 4, queues: vec!["default".into()], ..Capacity::default() },
        version: "1".into(),
    };
    let Welcomed::Welcome(w) =
        store.hello(&reg, &[], false, c, Duration::from_secs(60), now).await.unwrap()
    else {
        panic!()
    };
    let spec = TaskSpec {
        work: Work::Shell { command: format!("echo hello {}", "x".repeat(60)) },
        created_by: "user:ann".into(),
        ..TaskSpec::default()
    };
    let lane = store.intern_lane(&LaneKey::of(&spec)).await.unwrap();
    let seats = vec![Seat { worker: w.worker, session: w.session }; batch];
    for k in 0..keep / 1000 {
        let tasks: Vec<_> = (0..1000)
            .map(|_| NewTask { id: TaskId::new(now), spec: spec.clone(), lane, due: now })
            .collect();
        store.submit(&tasks, now).await.unwrap();
        let _ = k;
    }
    for round in 0..3 {
        let (mut ci, mut cc, mut cr) = (0.0, 0.0, 0.0);
 let (mut ti, mut tc, mut tr) = (Duration::ZERO, Duration::ZERO, Duration::ZERO);
        for _ in 0..n / batch {
            let tasks: Vec<_> = (0..batch)
                .map(|_| NewTask { id: TaskId::new(now), spec: spec.clone(), lane, due: now })
                .collect();
            let c0 = cpu(); let t = tokio::time::Instant::now();
            store.submit(&tasks, now).await.unwrap();
            ti += t.elapsed(); ci += cpu() - c0;
        }
        let mut got = Vec::new();
        for _ in 0..n / batch {
            let c0 = cpu(); let t = tokio::time::Instant::now();
            let claimed = store.claim(&Claim { lane, seats: seats.clone() }, now).await.unwrap();
            tc += t.elapsed(); cc += cpu() - c0;
            assert_eq!(claimed.len(), batch);
            got.push(claimed);
        }
        for claimed in got {
            let ends: Vec<_> = claimed
                .iter()
                .map(|c| End {
                    of: c.of,
                    incarnation: reg.incarnation,
                    verdict: Verdict::Completed,
                    started_at: Some(now),
                    finished_at: now,
                    exit_code: Some(0),
                    failure: None,
                    result: None,
                })
                .collect();
            let c0 = cpu(); let t = tokio::time::Instant::now();
            store.report(&ends, now).await.unwrap();
            tr += t.elapsed(); cr += cpu() - c0;
        }
        let rate = |d: Duration| n as f64 / d.as_secs_f64() / 1000.0;
        println!("round {round}: insert {:.0}k claim {:.0}k report {:.0}k | cpu us/row {:.2} {:.2} {:.2}", rate(ti), rate(tc), rate(tr), ci/n as f64*1e6, cc/n as f64*1e6, cr/n as f64*1e6);
    }
    let t = tokio::time::Instant::now();
    for _ in 0..200 {
        let task = NewTask { id: TaskId::new(now), spec: spec.clone(), lane, due: now };
        store.submit(&[task], now).await.unwrap();
    }
    println!("single submit {:?}", t.elapsed() / 200);
    store.close().await;
}
