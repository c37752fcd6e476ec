//! What attempts tell while they run.

use taskmaster_domain::{
    AttemptRef, TaskId, Verdict,
    task::{Live, Progress, ResourceSample},
};

use super::trial::{Hand, Trial, an_incarnation};
use crate::LiveNote;

fn progress(t: &Trial, percent: f64, second: u64) -> Live {
    let message = format!("{percent} % \"done\"");
    let progress = Progress { percent, message, reported_at: t.at(second) };
    Live { progress: Some(progress), sample: None }
}

fn sample(t: &Trial, memory_bytes: i64, second: u64) -> Live {
    let sampled_at = t.at(second);
    let sample = ResourceSample { cpu_percent: 150.25, memory_bytes, sampled_at };
    Live { progress: None, sample: Some(sample) }
}

async fn tell(t: &Trial, hand: &Hand, of: AttemptRef, live: &Live) {
    let note = LiveNote { of, incarnation: hand.incarnation, live: live.clone() };
    t.note_live(&[note], t.now).await.unwrap();
}

pub async fn what_an_attempt_tells_is_told_with_its_task(t: &Trial) {
    let hand = t.hand("w").await;
    let (of, other) = (t.running(&hand).await, t.assigned(&hand).await);
    assert_eq!(t.get(of.task).await.live, Live::default());
    let (far, used) = (progress(t, 12.5, 1), sample(t, 7, 2));
    let note = |of, live: &Live| LiveNote { of, incarnation: hand.incarnation, live: live.clone() };
    t.note_live(&[note(of, &far), note(other, &used)], t.now).await.unwrap();
    assert_eq!(t.get(of.task).await.live, far);
    assert_eq!(t.get(other.task).await.live, used, "its start may still be on its way");
    for task in t.tasks(&crate::TaskFilter::default(), None, 9).await.unwrap().rows {
        assert_eq!(task.live, Live::default(), "lists are without");
    }
    t.finish(&hand, of, Verdict::Completed).await;
    assert_eq!(t.get(of.task).await.live, far, "the last word stays");
    t.note_live(&[], t.now).await.unwrap();
}

pub async fn a_part_that_is_not_told_or_is_older_stays(t: &Trial) {
    let hand = t.hand("w").await;
    let of = t.running(&hand).await;
    tell(t, &hand, of, &progress(t, 10.0, 5)).await;
    tell(t, &hand, of, &sample(t, 7, 5)).await;
    let both = Live { sample: sample(t, 7, 5).sample, ..progress(t, 10.0, 5) };
    assert_eq!(t.get(of.task).await.live, both);
    tell(t, &hand, of, &progress(t, 99.0, 4)).await;
    tell(t, &hand, of, &sample(t, 99, 4)).await;
    tell(t, &hand, of, &Live::default()).await;
    assert_eq!(t.get(of.task).await.live, both);
    tell(t, &hand, of, &progress(t, 20.0, 6)).await;
    tell(t, &hand, of, &sample(t, 8, 6)).await;
    let newer = Live { sample: sample(t, 8, 6).sample, ..progress(t, 20.0, 6) };
    assert_eq!(t.get(of.task).await.live, newer);
}

pub async fn what_is_told_of_an_attempt_that_is_not_the_speakers_changes_nothing(t: &Trial) {
    let hand = t.hand("w").await;
    let older = t.running(&hand).await;
    let hand = t.take_away(&hand, older).await;
    let of = t.claim_one(&hand).await;
    let stranger = Hand { incarnation: an_incarnation(), ..hand.clone() };
    let unknown = AttemptRef { task: TaskId::new(t.now), attempt: 1 };
    let far = progress(t, 1.0, 1);
    for (hand, of) in [
        (&hand, older),
        (&stranger, of),
        (&hand, AttemptRef { attempt: 3, ..of }),
        (&hand, unknown),
    ] {
        tell(t, hand, of, &far).await;
        assert_eq!(t.get(older.task).await.live, Live::default(), "{of:?}");
    }
    assert_eq!(t.task(unknown.task).await.unwrap(), None);
    tell(t, &hand, of, &far).await;
    t.finish(&hand, of, Verdict::Completed).await;
    tell(t, &hand, of, &progress(t, 2.0, 2)).await;
    assert_eq!(t.get(of.task).await.live, far, "it has ended");
}

pub async fn the_next_attempt_begins_with_nothing_told(t: &Trial) {
    let hand = t.hand("w").await;
    let of = t.running(&hand).await;
    let first = Live { sample: sample(t, 7, 5).sample, ..progress(t, 90.0, 5) };
    tell(t, &hand, of, &first).await;
    t.finish(&hand, of, Verdict::RetryAt(t.now)).await;
    assert_eq!(t.get(of.task).await.live, first, "of the attempt that was the last");
    let next = t.claim_one(&hand).await;
    assert_eq!(t.get(of.task).await.live, Live::default());
    tell(t, &hand, next, &progress(t, 5.0, 1)).await;
    let live = t.get(of.task).await.live;
    assert_eq!(live, progress(t, 5.0, 1), "whatever the earlier one told, and when");
    tell(t, &hand, of, &first).await;
    assert_eq!(t.get(of.task).await.live, live);
}

pub async fn what_was_told_goes_away_with_its_task(t: &Trial) {
    let hand = t.hand("w").await;
    let of = t.running(&hand).await;
    tell(t, &hand, of, &progress(t, 90.0, 1)).await;
    t.finish(&hand, of, Verdict::Completed).await;
    assert_eq!(t.prune(t.at(60), 10).await.unwrap(), 1);
    assert_eq!(t.task(of.task).await.unwrap(), None);
    t.reset().await.unwrap();
    t.probe().await.unwrap();
}
