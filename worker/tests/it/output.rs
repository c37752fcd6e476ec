//! Output: exact, bounded, and never in the way of heartbeats.

use std::time::Duration;

use taskmaster_proto::v1::{self, OutputStream, open_session_response::Message as Told};

use crate::fake::{Fake, Rhythm, Seen, Worker, both, shell};

#[tokio::test]
async fn bytes_that_are_no_text_arrive_as_they_are() {
    let (_fake, _worker, mut session) = both().await;
    let seen = session.finish(shell(r"printf 'a\xff\xfe\x00b\r\n'")).await;
    assert_eq!(seen.lines[0].data, b"a\xff\xfe\0b\r");
    assert!(!seen.lines[0].partial);
}

#[tokio::test]
async fn a_line_over_64_kib_is_split_and_flagged() {
    let (_fake, _worker, mut session) = both().await;
    let seen = session.finish(shell("head -c 200000 /dev/zero | tr '\\0' x; echo; echo end")).await;
    let sizes: Vec<_> = seen.lines.iter().map(|line| (line.data.len(), line.partial)).collect();
    let rest = 200_000 - 3 * 65_536;
    assert_eq!(sizes, [(65_536, true), (65_536, true), (65_536, true), (rest, false), (3, false)]);
}

#[tokio::test]
async fn lines_are_numbered_without_holes_over_all_chunks() {
    let (_fake, _worker, mut session) = both().await;
    let seen = session.finish(shell("seq 100000; seq 100000 >&2")).await;
    let mut next = 1;
    for chunk in &seen.chunks {
        assert_eq!(chunk.first_seq, next);
        assert!(chunk.raw_bytes <= 65_537);
        next += i64::from(chunk.lines);
    }
    assert_eq!(seen.lines.len(), 200_000);
    assert_eq!(seen.finished.as_ref().unwrap().last_seq, 200_000);
    let of_stream = |stream| {
        let lines = seen.lines.iter().filter(move |line| line.stream() == stream);
        lines.map(|line| String::from_utf8_lossy(&line.data).into_owned())
    };
    let numbers: Vec<String> = (1..=100_000).map(|n: i32| n.to_string()).collect();
    assert!(of_stream(OutputStream::Stdout).eq(numbers.iter().cloned()));
    assert!(of_stream(OutputStream::Stderr).eq(numbers.iter().cloned()));
}

#[tokio::test]
async fn a_lone_line_does_not_wait_for_more() {
    let (_fake, _worker, mut session) = both().await;
    let of = session.assign_one(shell("echo now; sleep 600")).await;
    let seen = session.printed(&of, 1).await;
    assert_eq!(seen.text(), ["now"]);
    assert!(seen.finished.is_none());
}

#[tokio::test]
async fn without_credit_only_the_output_waits() {
    let mut fake = Fake::start().await;
    let _worker = Worker::start(&fake, |_| {});
    let credit = 200_000;
    let heartbeat = Duration::from_millis(20);
    let rhythm = Rhythm { credit, heartbeat, ..Rhythm::default() };
    let mut session = fake.accept().await.0.welcome(rhythm).await;
    session.acks = false;
    let of = session.assign_one(shell("head -c 3000000 /dev/zero | tr '\\0' '\\n'")).await;
    let seen = session.watch(&of, Seen::default(), |seen| seen.raw_bytes() > credit - 65_537).await;
    let quiet = session.beats + 10;
    while session.beats < quiet {
        session.beat().await;
    }
    let quick = session.assign_one(crate::fake::noop()).await;
    let result = session.finished(&quick).await;
    assert!(result.completed(), "results do not wait for credit");
    assert!(seen.raw_bytes() <= credit);

    session.acks = true;
    let last = seen.chunks.last().unwrap();
    let through_seq = last.first_seq + i64::from(last.lines) - 1;
    let output = vec![v1::OutputAck { attempt: Some(of.clone()), through_seq }];
    session.tell(Told::Ack(v1::Ack { output, finished: Vec::new() })).await;
    let seen = session.watch(&of, seen, |seen| seen.finished.is_some()).await;
    assert_eq!(seen.raw_bytes(), 3_000_000);
}

#[tokio::test]
async fn output_over_the_limit_is_cut_and_the_command_goes_on() {
    let mut fake = Fake::start().await;
    let _worker = Worker::start(&fake, |_| {});
    let rhythm = Rhythm { limit: 1_000, ..Rhythm::default() };
    let mut session = fake.accept().await.0.welcome(rhythm).await;
    let seen = session.finish(shell("yes 123456789 | head -n 20000; exit 5")).await;
    assert_eq!(seen.exit_code(), Some(5));
    assert_eq!(seen.lines.len(), 101);
    let last = seen.lines.last().unwrap();
    assert_eq!(last.stream(), OutputStream::System);
    let text = "output cut: 199000 bytes dropped after the limit of 1000 bytes";
    assert_eq!(String::from_utf8_lossy(&last.data), text);
}
