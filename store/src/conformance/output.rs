//! What attempts write.

use taskmaster_domain::{
    AttemptRef, Verdict,
    output::{Chunk, FencedChunk},
};

use super::trial::{Hand, Trial, an_incarnation};
use crate::Recorded;

fn chunk(hand: &Hand, of: AttemptRef, first_seq: i64, lines: i32) -> FencedChunk {
    let data = vec![0, 255, u8::try_from(first_seq % 200).unwrap()];
    let chunk = Chunk { of, first_seq, lines, raw_bytes: i64::from(lines) * 10, data };
    FencedChunk { incarnation: hand.incarnation, chunk }
}

pub async fn output_is_read_in_order_from_any_line(t: &Trial) {
    let hand = t.hand("w").await;
    let (of, other) = (t.running(&hand).await, t.running(&hand).await);
    let [a, b, c] = [chunk(&hand, of, 1, 3), chunk(&hand, of, 4, 1), chunk(&hand, of, 5, 10)];
    let foreign = chunk(&hand, other, 1, 1);
    let batch = [b.clone(), foreign, a.clone()];
    assert_eq!(t.append_output(&batch).await.unwrap(), [Recorded::Recorded; 3]);
    assert_eq!(t.append_output(std::slice::from_ref(&c)).await.unwrap(), [Recorded::Recorded]);
    let (a, b, c) = (a.chunk, b.chunk, c.chunk);
    for (after, expected) in [
        (0, vec![&a, &b, &c]),
        (2, vec![&a, &b, &c]),
        (3, vec![&b, &c]),
        (4, vec![&c]),
        (13, vec![&c]),
        (14, vec![]),
    ] {
        let read = t.read_output(of, after, 10).await.unwrap();
        assert_eq!(read.iter().collect::<Vec<_>>(), expected, "after line {after}");
    }
    assert_eq!(t.read_output(of, 0, 2).await.unwrap(), [a, b], "no more than asked");
    let next = AttemptRef { attempt: 2, ..of };
    assert_eq!(t.read_output(next, 0, 10).await.unwrap(), []);
    assert_eq!(t.append_output(&[]).await.unwrap(), []);
}

pub async fn a_chunk_that_is_kept_already_is_recorded_and_unchanged(t: &Trial) {
    let hand = t.hand("w").await;
    let of = t.running(&hand).await;
    let first = chunk(&hand, of, 1, 3);
    let mut other = first.clone();
    other.chunk.data = vec![9];
    let batch = [first.clone(), other.clone()];
    assert_eq!(t.append_output(&batch).await.unwrap(), [Recorded::Recorded; 2]);
    t.finish(&hand, of, Verdict::Completed).await;
    assert_eq!(t.append_output(&[other]).await.unwrap(), [Recorded::Recorded]);
    assert_eq!(t.read_output(of, 0, 10).await.unwrap(), [first.chunk]);
}

pub async fn output_of_an_attempt_that_the_speaker_does_not_hold_is_fenced(t: &Trial) {
    let hand = t.hand("w").await;
    let older = t.running(&hand).await;
    let hand = t.take_away(&hand, older).await;
    let of = t.claim_one(&hand).await;
    let stranger = Hand { incarnation: an_incarnation(), ..hand.clone() };
    let done = t.running(&hand).await;
    t.finish(&hand, done, Verdict::Completed).await;
    let unknown = AttemptRef { task: taskmaster_domain::TaskId::new(t.now), attempt: 1 };
    let batch = [
        chunk(&hand, older, 1, 1),
        chunk(&hand, of, 1, 1),
        chunk(&stranger, of, 2, 1),
        chunk(&hand, done, 1, 1),
        chunk(&hand, unknown, 1, 1),
    ];
    let answers = t.append_output(&batch).await.unwrap();
    let mut expected = [Recorded::Fenced; 5];
    expected[1] = Recorded::Recorded;
    assert_eq!(answers, expected);
    assert_eq!(t.read_output(older, 0, 10).await.unwrap(), []);
    assert_eq!(t.read_output(done, 0, 10).await.unwrap(), []);
    assert_eq!(t.read_output(of, 0, 10).await.unwrap().len(), 1);
}

pub async fn output_of_earlier_attempts_stays(t: &Trial) {
    let hand = t.hand("w").await;
    let of = t.running(&hand).await;
    t.append_output(&[chunk(&hand, of, 1, 1)]).await.unwrap();
    t.finish(&hand, of, Verdict::RetryAt(t.now)).await;
    let next = t.claim_one(&hand).await;
    t.append_output(&[chunk(&hand, next, 1, 2)]).await.unwrap();
    assert_eq!(t.read_output(of, 0, 10).await.unwrap()[0].lines, 1);
    assert_eq!(t.read_output(next, 0, 10).await.unwrap()[0].lines, 2);
}
