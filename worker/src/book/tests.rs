use taskmaster_domain::{Outcome, TaskId};

use super::*;
use crate::output::Credit;

const NOW: Timestamp = Timestamp::from_micros(1_000_000);

fn of(n: i32) -> AttemptRef {
    AttemptRef { task: TaskId::default(), attempt: n }
}

fn end() -> End {
    End { last_seq: 2, ..done_at_once(NOW) }
}

fn piece(first_seq: i64, bytes: usize) -> Piece {
    Piece { first_seq, lines: 1, raw_bytes: bytes, data: vec![0; bytes].into() }
}

/// Credit that nobody counts.
async fn grant() -> Grant {
    let credit = Credit::default();
    credit.set_total(1);
    credit.take(1).await
}

fn attempts(finished: &[v1::Finished]) -> Vec<i32> {
    finished.iter().map(|finished| finished.attempt.as_ref().unwrap().attempt).collect()
}

#[test]
fn the_start_of_an_attempt_that_has_ended_is_not_sent_apart() {
    let mut book = Book::default();
    book.take(of(1));
    book.take(of(2));
    book.started(of(1), NOW);
    book.started(of(2), NOW);
    book.ended(of(1), end());
    let report = book.next_report().unwrap();
    assert_eq!(report.started.len(), 1);
    assert_eq!(report.started[0].attempt.as_ref().unwrap().attempt, 2);
    assert_eq!(report.finished[0].started_at, Some(taskmaster_proto::convert::to_timestamp(NOW)));
    assert_eq!(book.next_report(), None);
}

#[tokio::test]
async fn unacknowledged_chunks_and_ends_are_sent_again_in_order_after_a_reconnect() {
    let mut book = Book::default();
    book.take(of(1));
    book.started(of(1), NOW);
    for seq in 1..=2 {
        book.printed(of(1), piece(seq, 10), grant().await);
    }
    book.ended(of(1), end());
    let first = book.next_report().unwrap();
    assert_eq!((first.chunks.len(), first.finished.len()), (2, 1));
    book.output_acked(of(1), 1);

    book.reopen();
    assert_eq!(book.holding(), [of(1).into()]);
    let again = book.next_report().unwrap();
    let seqs: Vec<_> = again.chunks.iter().map(|chunk| chunk.first_seq).collect();
    assert_eq!(seqs, [2], "the acknowledged chunk is not sent again");
    assert_eq!(attempts(&again.finished), [1]);
    book.end_acked(of(1));
    assert_eq!((book.len(), book.unacked()), (0, 0));
    book.reopen();
    assert_eq!(book.next_report(), None);
}

#[tokio::test]
async fn an_end_goes_out_behind_the_last_chunk_even_when_a_message_is_full() {
    let mut book = Book::default();
    book.take(of(1));
    for seq in 1..=3 {
        book.printed(of(1), piece(seq, REPORT_BYTES / 2), grant().await);
    }
    book.ended(of(1), end());
    let first = book.next_report().unwrap();
    assert_eq!((first.chunks.len(), first.finished.len()), (2, 0));
    let second = book.next_report().unwrap();
    assert_eq!((second.chunks.len(), second.finished.len()), (1, 1));
}

#[test]
fn a_running_attempt_says_again_that_it_started() {
    let mut book = Book::default();
    book.take(of(1));
    book.started(of(1), NOW);
    assert_eq!(book.next_report().unwrap().started.len(), 1);
    book.reopen();
    assert_eq!(book.next_report().unwrap().started.len(), 1);
}

#[tokio::test]
async fn a_revoked_attempt_is_never_mentioned_again_and_frees_its_credit() {
    let credit = Credit::default();
    credit.set_total(100);
    let mut book = Book::default();
    book.take(of(1));
    book.started(of(1), NOW);
    book.printed(of(1), piece(1, 100), credit.take(100).await);
    book.forget(of(1));
    book.printed(of(1), piece(2, 100), credit.take(100).await);
    book.ended(of(1), end());
    assert_eq!(book.next_report(), None);
    assert_eq!(book.holding(), []);
    drop(credit.take(100).await);
}

#[test]
fn an_acknowledgement_of_an_attempt_that_runs_does_not_forget_it() {
    let mut book = Book::default();
    book.take(of(1));
    book.end_acked(of(1));
    book.end_acked(of(2));
    assert_eq!(book.len(), 1);
}

#[test]
fn what_was_given_back_without_a_stream_is_said_when_there_is_one() {
    let mut book = Book::default();
    book.take(of(1));
    book.give_back(of(1));
    book.reopen();
    assert_eq!(book.next_report().unwrap().returned, [of(1).into()]);
}

#[test]
fn an_attempt_is_taken_once() {
    let mut book = Book::default();
    book.take_done(of(1), NOW);
    book.take_done(of(1), NOW);
    assert!(!book.take(of(1)));
    let report = book.next_report().unwrap();
    assert_eq!(attempts(&report.finished), [1]);
    let completed = v1::Completed { result: None };
    assert_eq!(report.finished[0].outcome, Some(v1::finished::Outcome::Completed(completed)));
}

#[test]
fn every_outcome_has_its_word_on_the_wire() {
    let mut book = Book::default();
    let failure = crate::executor::failed(taskmaster_domain::FailureKind::ExitCode, "exited");
    let outcomes = [failure, Outcome::Canceled, Outcome::Returned];
    for (n, outcome) in (1..).zip(outcomes) {
        book.take(of(n));
        book.ended(of(n), End { outcome, ..end() });
    }
    use v1::finished::Outcome as Wire;
    let report = book.next_report().unwrap();
    let kind = v1::FailureKind::ExitCode.into();
    let failure = v1::Failure { kind, message: "exited".to_owned() };
    assert_eq!(report.finished[0].outcome, Some(Wire::Failed(failure)));
    assert_eq!(report.finished[1].outcome, Some(Wire::Canceled(v1::Canceled {})));
    assert_eq!(report.finished[2].outcome, Some(Wire::Returned(v1::Returned {})));
}

#[test]
fn of_what_attempts_tell_the_last_is_said_behind_what_must_be_said() {
    let progress = |percent| Progress { percent, message: "half".to_owned(), reported_at: NOW };
    let sample = ResourceSample { cpu_percent: 1.0, memory_bytes: 2, sampled_at: NOW };
    let mut book = Book::default();
    for n in 1..=3 {
        book.take(of(n));
    }
    book.progressed(of(1), progress(1.0));
    book.sampled(of(1), sample);
    book.progressed(of(1), progress(2.0));
    book.progressed(of(2), progress(3.0));
    book.progressed(of(9), progress(4.0));
    book.ended(of(2), end());
    book.progressed(of(2), progress(5.0));
    let report = book.next_report().unwrap();
    assert_eq!(attempts(&report.finished), [2]);
    let told: Vec<_> = report.progress.iter().map(|said| &said.progress).collect();
    assert_eq!(told, [&Some(progress_to_wire(progress(2.0)))], "not of what ended, or is not held");
    assert_eq!(report.samples[0].sample, Some(sample_to_wire(sample)));
    assert_eq!((book.next_report(), book.has_report()), (None, false), "it is said once");
}
