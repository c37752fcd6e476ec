use std::time::Instant;
use crate::fake::{Fake, Worker, Rhythm, noop, shell, Seen};
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "measure"]
async fn shells() {
    for _ in 0..3 {
    let mut fake = Fake::start().await;
    let _worker = Worker::start(&fake, |config| config.slots = 8);
    let mut session = fake.welcome().await;
    let at = Instant::now();
    let mut left = 0;
    let mut sent = 0;
    while sent < 2000 || left > 0 {
        if left < 8 && sent < 2000 { let n = 16.min(2000 - sent); session.assign(vec![shell("true"); n]).await; sent += n; left += n; continue; }
        let report = session.report().await.unwrap();
        session.ack(&report).await;
        left -= report.finished.len();
    }
    println!("shell {:?}", at.elapsed());
    let at = Instant::now();
    let cmd = std::process::Command::new("sh").args(["-c", "seq 2000 | xargs -P8 -I{} bash -c true"]).status().unwrap();
    println!("xargs bash -c {:?} {cmd:?}", at.elapsed());
    let at = Instant::now();
    std::process::Command::new("sh").args(["-c", "seq 2000 | xargs -P8 -I{} true"]).status().unwrap();
    println!("xargs true {:?}", at.elapsed());
    let at = Instant::now();
    let mut left = 0; let mut sent = 0;
    while sent < 200_000 || left > 0 {
        if left < 1000 && sent < 200_000 { session.assign(vec![noop(); 500]).await; sent += 500; left += 500; continue; }
        let report = session.report().await.unwrap();
        session.ack(&report).await;
        left -= report.finished.len();
    }
    println!("200k noop {:?}", at.elapsed());
    }
}
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "measure"]
async fn flood() {
    let rss = || std::fs::read_to_string("/proc/self/status").unwrap().lines().filter(|l| l.starts_with("VmHWM") || l.starts_with("VmRSS")).map(str::to_owned).collect::<Vec<_>>();
    let mut fake = Fake::start().await;
    let _worker = Worker::start(&fake, |config| config.slots = 8);
    let mut session = fake.accept().await.0.welcome(Rhythm { credit: 4 << 20, ..Rhythm::default() }).await;
    for cmd in ["yes 'some line of output that is about fifty bytes long' | head -c 200000000", "head -c 200000000 /dev/zero"] {
    println!("{:?}", rss());
    let at = Instant::now();
    let of = session.assign_one(shell(cmd)).await;
    let mut raw = 0; let mut packed = 0; let mut chunks = 0;
    loop {
        let report = session.report().await.unwrap();
        session.ack(&report).await;
        raw += report.chunks.iter().map(|c| c.raw_bytes).sum::<i64>();
        packed += report.chunks.iter().map(|c| c.data.len()).sum::<usize>();
        chunks += report.chunks.len();
        if report.finished.iter().any(|f| f.attempt.as_ref() == Some(&of)) { break }
    }
    println!("{cmd}: {raw} raw {packed} packed {chunks} chunks in {:?} {:?}", at.elapsed(), rss());
    }
    let _ = Seen::default();
}
