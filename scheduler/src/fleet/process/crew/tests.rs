use super::*;
use crate::fleet::process::testing::{BROKEN, DEAF, OBEDIENT, Yard, until};

const WALL: Timestamp = Timestamp::from_micros(1_790_000_000_000_000);

fn crew(yard: &Yard) -> Crew {
    Crew::load(yard.fleet(), Instant::now()).unwrap()
}

async fn start(crew: &mut Crew, yard: &Yard, number: u32) {
    crew.start(number, Instant::now());
    until("the worker is up", || yard.log(number).contains("up")).await;
}

/// Looks at `now` until the number's phase is as expected.
async fn see(crew: &mut Crew, now: Instant, expected: &[Slot]) {
    until(&format!("the crew is {expected:?}"), || {
        crew.look(now, WALL);
        crew.slots(now) == expected
    })
    .await;
}

fn slot(number: u32, phase: Phase) -> Slot {
    Slot { number, phase }
}

fn kill() -> Killing {
    Killing { order: OrderId(7), place: Place::GivenUp, held: Vec::new(), requeued: None }
}

fn stopping(gone: bool, overdue: bool) -> Phase {
    Phase::Stopping { order: OrderId(7), place: Place::GivenUp, gone, overdue }
}

#[tokio::test]
async fn a_worker_that_lives_is_adopted_by_the_next_scheduler() {
    let yard = Yard::new(OBEDIENT);
    let mut first = crew(&yard);
    start(&mut first, &yard, 1).await;
    let living = yard.living();
    drop(first);
    let second = crew(&yard);
    assert_eq!(second.slots(Instant::now()), [slot(1, Phase::Serving)]);
    assert_eq!(yard.living(), living, "it is the same process");
    assert_eq!(second.present(), 1);
}

#[tokio::test]
async fn an_adopted_worker_can_be_drained_and_its_end_is_seen() {
    let yard = Yard::new(OBEDIENT);
    start(&mut crew(&yard), &yard, 1).await;
    let mut second = crew(&yard);
    second.drain(1, Instant::now());
    see(&mut second, Instant::now(), &[]).await;
    assert!(yard.log(1).contains("drained"));
}

#[tokio::test]
async fn a_worker_that_died_while_nobody_looked_is_to_be_started_again() {
    let yard = Yard::new(OBEDIENT);
    start(&mut crew(&yard), &yard, 1).await;
    yard.shoot(1);
    until("it is gone", || yard.living().is_empty()).await;
    let second = crew(&yard);
    assert_eq!(second.slots(Instant::now()), [slot(1, Phase::Waiting { ready: true })]);
}

#[tokio::test]
async fn a_process_with_the_same_number_from_another_time_is_not_adopted() {
    let yard = Yard::new(OBEDIENT);
    start(&mut crew(&yard), &yard, 1).await;
    let (_, mut identity) = yard.living()[0];
    let pid = identity.pid;
    identity.start_time += 1;
    Note { identity, draining: false }.write(&yard.fleet(), 1);
    let second = crew(&yard);
    assert_eq!(second.slots(Instant::now()), [slot(1, Phase::Waiting { ready: true })]);
    let identity = super::super::child::Identity::of(pid).unwrap();
    Note { identity, draining: false }.write(&yard.fleet(), 1);
}

#[tokio::test]
async fn a_drained_worker_frees_its_number_and_is_not_told_twice() {
    let yard = Yard::new(DEAF);
    let now = Instant::now();
    let mut first = crew(&yard);
    start(&mut first, &yard, 1).await;
    first.drain(1, now);
    let second = crew(&yard);
    let draining = slot(1, Phase::Draining { overdue: false });
    assert_eq!(second.slots(Instant::now()), [draining], "the next scheduler knows");
    assert!(first.is_ending());
    assert_eq!(first.slots(now + DRAIN), [slot(1, Phase::Draining { overdue: true })]);
    first.destroy(1);
    see(&mut first, now, &[]).await;
    assert!(!first.is_ending());
    assert_eq!(first.departed(1), Some(WALL));
    assert_eq!(crew(&yard).slots(now), [], "and its note is gone");
}

#[tokio::test]
async fn a_worker_that_dies_again_and_again_is_started_ever_more_slowly() {
    let yard = Yard::new(BROKEN);
    let mut crew = crew(&yard);
    let mut now = Instant::now();
    for wait in [1, 2, 4, 8, 16, 32, 60, 60] {
        crew.start(1, now);
        see(&mut crew, now, &[slot(1, Phase::Waiting { ready: false })]).await;
        let wait = Duration::from_secs(wait);
        let almost = now + wait - Duration::from_millis(1);
        assert_eq!(crew.slots(almost), [slot(1, Phase::Waiting { ready: false })]);
        now += wait;
        assert_eq!(crew.slots(now), [slot(1, Phase::Waiting { ready: true })]);
    }
    assert_eq!(
        crew.trouble(),
        "worker-1 died soon after its start (exit status: 7), see its worker.log"
    );
}

#[tokio::test]
async fn a_worker_that_lived_for_long_is_started_again_at_once() {
    let yard = Yard::new(OBEDIENT);
    let mut crew = crew(&yard);
    start(&mut crew, &yard, 1).await;
    yard.shoot(1);
    let later = Instant::now() + STEADY;
    see(&mut crew, later, &[slot(1, Phase::Waiting { ready: true })]).await;
    assert_eq!(crew.trouble(), "");
}

#[tokio::test]
async fn trouble_is_over_when_the_worker_stays_up() {
    let yard = Yard::new(OBEDIENT);
    let mut crew = crew(&yard);
    start(&mut crew, &yard, 1).await;
    yard.shoot(1);
    let now = Instant::now();
    see(&mut crew, now, &[slot(1, Phase::Waiting { ready: false })]).await;
    assert!(crew.trouble().contains("worker-1 died"));
    crew.start(1, now);
    crew.look(now + STEADY, WALL);
    assert_eq!(crew.trouble(), "");
}

#[tokio::test]
async fn a_program_that_is_not_there_is_trouble_and_no_end() {
    let yard = Yard::new(OBEDIENT);
    let fleet = ProcessFleet { program: "/nowhere/taskmaster".into(), ..yard.fleet() };
    let mut crew = Crew::load(fleet, Instant::now()).unwrap();
    crew.start(1, Instant::now());
    assert!(crew.trouble().starts_with("worker-1 cannot be started: "), "{}", crew.trouble());
    assert_eq!((crew.present(), crew.active()), (0, 1));
}

#[tokio::test]
async fn a_killed_worker_is_told_to_stop_and_its_number_is_kept_for_the_answer() {
    let yard = Yard::new(OBEDIENT);
    let mut crew = crew(&yard);
    start(&mut crew, &yard, 1).await;
    let now = Instant::now();
    crew.stop(1, kill(), now);
    see(&mut crew, now, &[slot(1, stopping(true, false))]).await;
    assert!(yard.log(1).contains("stopped"));
}

#[tokio::test]
async fn a_worker_that_hangs_in_its_kill_is_ended_after_moments() {
    let yard = Yard::new(DEAF);
    let mut crew = crew(&yard);
    start(&mut crew, &yard, 1).await;
    let now = Instant::now();
    crew.stop(1, kill(), now);
    crew.look(now + STOP, WALL);
    assert_eq!(crew.slots(now + STOP), [slot(1, stopping(false, true))]);
    crew.destroy(1);
    see(&mut crew, now + STOP, &[slot(1, stopping(true, false))]).await;
}

#[tokio::test]
async fn at_the_end_all_drain_and_nothing_is_left() {
    let yard = Yard::new(OBEDIENT);
    let mut crew = crew(&yard);
    for number in 1..=3 {
        start(&mut crew, &yard, number).await;
    }
    crew.end(&taskmaster_runtime::Clock::default()).await;
    assert_eq!(yard.living(), []);
    for number in 1..=3 {
        assert!(yard.log(number).contains("drained"));
    }
    assert_eq!(Note::all(&yard.fleet()).unwrap(), []);
}
