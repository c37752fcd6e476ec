//! The wanted fleet, and who keeps it.

use taskmaster_domain::worker::OrderKind;
use uuid::Uuid;

use super::trial::{LONG, NONE, Trial};
use crate::{FleetState, KillResult, SchedulerBeat};

pub async fn a_fleet_has_a_wanted_size_once_somebody_keeps_it(t: &Trial) {
    assert_eq!(t.fleet().await.unwrap(), FleetState::default());
    assert!(!t.set_wanted(7).await.unwrap(), "nobody would make it so");
    let state = t.adopt_fleet("process", 4).await.unwrap();
    let expected = FleetState { backend: "process".to_owned(), wanted: 4, ..FleetState::default() };
    assert_eq!(state, expected);
    assert!(t.set_wanted(7).await.unwrap());
    t.report_fleet(5, "no room for more").await.unwrap();
    let state = t.adopt_fleet("docker", 4).await.unwrap();
    assert_eq!((state.backend.as_str(), state.wanted), ("docker", 7), "what was set stays");
    let told = t.fleet().await.unwrap();
    assert_eq!((told.present, told.last_error.as_str()), (5, "no room for more"));
    assert!(t.set_wanted(0).await.unwrap());
    assert_eq!(t.adopt_fleet("docker", 4).await.unwrap().wanted, 0, "0 was set too");
    t.report_fleet(0, "").await.unwrap();
    assert_eq!(t.fleet().await.unwrap().last_error, "");
}

pub async fn a_kill_is_answered_once(t: &Trial) {
    t.adopt_fleet("process", 2).await.unwrap();
    let (a, b) = (t.hand("a").await, t.hand("b").await);
    let first = OrderKind::Kill { replace: true };
    let second = OrderKind::Kill { replace: false };
    let one = t.give_order(a.worker, first, t.now).await.unwrap();
    let two = t.give_order(b.worker, second, t.now).await.unwrap();
    let kills = t.kills().await.unwrap();
    let told: Vec<_> = kills.iter().map(|o| (o.id, o.worker, o.kind)).collect();
    assert_eq!(told, [(one, a.worker, first), (two, b.worker, second)], "oldest first");
    assert_eq!(t.kill_result(one).await.unwrap(), KillResult::Open);
    t.finish_kill(one, &KillResult::NotOurs, false).await.unwrap();
    assert_eq!(t.fleet().await.unwrap().wanted, 2);
    let done = KillResult::Done { requeued: 3 };
    for _ in 0..3 {
        t.finish_kill(two, &done, true).await.unwrap();
        t.finish_kill(one, &done, true).await.unwrap();
    }
    assert_eq!(t.kill_result(one).await.unwrap(), KillResult::NotOurs);
    assert_eq!(t.kill_result(two).await.unwrap(), done);
    assert_eq!(t.fleet().await.unwrap().wanted, 1, "it was lowered once");
    assert_eq!(t.kills().await.unwrap(), []);
}

pub async fn the_wanted_size_is_never_lowered_below_nothing(t: &Trial) {
    t.adopt_fleet("process", 0).await.unwrap();
    let hand = t.hand("w").await;
    let kill = t.give_order(hand.worker, OrderKind::Kill { replace: false }, t.now).await.unwrap();
    t.finish_kill(kill, &KillResult::Done { requeued: 0 }, true).await.unwrap();
    assert_eq!(t.fleet().await.unwrap().wanted, 0);
}

pub async fn schedulers_are_told_while_they_pass(t: &Trial) {
    let beat = |name: &str, duties: &[&str]| SchedulerBeat {
        id: Uuid::new_v4(),
        name: name.to_owned(),
        duties: duties.iter().map(|duty| (*duty).to_owned()).collect(),
    };
    let one = beat("host-a:1", &["promote"]);
    t.scheduler_beat(&one, t.now).await.unwrap();
    let more = SchedulerBeat { duties: vec!["promote".into(), "fleet".into()], ..one };
    t.scheduler_beat(&more, t.now).await.unwrap();
    t.scheduler_beat(&beat("host-b:2", &[]), t.now).await.unwrap();
    let mut told = t.schedulers().await.unwrap();
    told.sort_by(|a, b| a.name.cmp(&b.name));
    let names: Vec<_> = told.iter().map(|info| info.name.as_str()).collect();
    assert_eq!(names, ["host-a:1", "host-b:2"]);
    assert_eq!(told[0].duties, ["promote", "fleet"]);
    assert_eq!(told[1].duties, [""; 0]);
}

pub async fn a_lease_has_one_holder_until_it_ends(t: &Trial) {
    let (a, b) = (Uuid::new_v4(), Uuid::new_v4());
    assert!(t.hold_lease("fleet", a, LONG, t.now).await.unwrap());
    assert!(!t.hold_lease("fleet", b, LONG, t.now).await.unwrap());
    assert!(t.hold_lease("prune", b, LONG, t.now).await.unwrap(), "another lease");
    assert!(t.hold_lease("fleet", a, NONE, t.now).await.unwrap(), "its holder renews it");
    assert!(t.hold_lease("fleet", b, LONG, t.now).await.unwrap(), "it had ended");
    assert!(!t.hold_lease("fleet", a, LONG, t.now).await.unwrap());
}

pub async fn of_many_that_want_a_lease_at_once_one_gets_it(t: &Trial) {
    let mut callers = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let (store, now) = (std::sync::Arc::clone(&t.store), t.now);
        callers.spawn(async move {
            store.hold_lease("fleet", Uuid::new_v4(), LONG, now).await.unwrap()
        });
    }
    assert_eq!(callers.join_all().await.iter().filter(|held| **held).count(), 1);
}
