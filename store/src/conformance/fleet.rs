//! The wanted fleet, and who keeps it.

use uuid::Uuid;

use super::trial::{LONG, NONE, Trial};
use crate::{FleetState, KillOrder, KillResult, SchedulerBeat};

pub async fn a_fleet_has_a_wanted_size_once_somebody_keeps_it(t: &Trial) {
    assert_eq!(t.fleet().await.unwrap(), FleetState::default());
    assert!(!t.set_wanted(7).await.unwrap(), "nobody would make it so");
    let state = t.adopt_fleet("process", 4).await.unwrap();
    let (backend, settled) = ("process".to_owned(), true);
    let expected = FleetState { backend, wanted: 4, settled, ..FleetState::default() };
    assert_eq!(state, expected);
    assert!(t.set_wanted(7).await.unwrap());
    t.report_fleet(5, "no room for more").await.unwrap();
    assert!(!t.adopt_fleet("process", 4).await.unwrap().settled, "somebody set it");
    let state = t.adopt_fleet("docker", 4).await.unwrap();
    assert_eq!((state.backend.as_str(), state.wanted), ("docker", 7), "what was set stays");
    assert!(state.settled, "and was not asked of this backend");
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
    let one = t.order_kill("a", Some(a.worker), true, t.now).await.unwrap();
    let two = t.order_kill("b_container", None, false, t.now).await.unwrap();
    let order = |id, name: &str, worker, replace, container: &str| KillOrder {
        id,
        name: name.to_owned(),
        worker,
        replace,
        container: container.to_owned(),
    };
    let first = order(one, "a", Some(a.worker), true, "");
    let expected = [first.clone(), order(two, "b_container", None, false, "")];
    assert_eq!(t.kills().await.unwrap(), expected, "oldest first");
    t.begin_kill(two, Some(b.worker), "b_container").await.unwrap();
    let begun = order(two, "b_container", Some(b.worker), false, "b_container");
    assert_eq!(t.kills().await.unwrap(), [first, begun]);
    assert_eq!(t.kill_result(one).await.unwrap(), KillResult::Open);
    t.finish_kill(one, &KillResult::NotOurs, false).await.unwrap();
    assert_eq!(t.fleet().await.unwrap().wanted, 2);
    let done = KillResult::Done { container: "b_container".to_owned(), requeued: 3 };
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
    let kill = t.order_kill("w", None, false, t.now).await.unwrap();
    let done = KillResult::Done { container: String::new(), requeued: 0 };
    t.finish_kill(kill, &done, true).await.unwrap();
    assert_eq!(t.fleet().await.unwrap().wanted, 0);
}

pub async fn a_kill_of_what_is_not_there_is_answered_so(t: &Trial) {
    let kill = t.order_kill("nobody", None, false, t.now).await.unwrap();
    t.finish_kill(kill, &KillResult::Unknown, false).await.unwrap();
    assert_eq!(t.kill_result(kill).await.unwrap(), KillResult::Unknown);
    assert_eq!(t.kills().await.unwrap(), []);
}

pub async fn a_size_is_settled_unless_somebody_was_quicker(t: &Trial) {
    t.adopt_fleet("docker", 2).await.unwrap();
    t.set_wanted(2).await.unwrap();
    let fresh = t.fleet().await.unwrap();
    assert!(!fresh.settled);
    assert!(t.settle_fleet(&fresh, 3).await.unwrap());
    let settled = t.fleet().await.unwrap();
    assert_eq!((settled.wanted, settled.settled), (3, true));
    assert!(!t.settle_fleet(&fresh, 4).await.unwrap(), "it was seen before");
    t.set_wanted(3).await.unwrap();
    assert!(!t.settle_fleet(&settled, 4).await.unwrap(), "it was set again");
    let set = t.fleet().await.unwrap();
    assert_eq!((set.wanted, set.settled), (3, false));
    assert!(t.settle_fleet(&set, 3).await.unwrap());
    let back = t.adopt_fleet("docker", 9).await.unwrap();
    assert_eq!((back.wanted, back.settled), (3, true), "a restart changes nothing");
}

pub async fn a_kill_unsettles_the_size_only_where_another_is_to_come(t: &Trial) {
    t.adopt_fleet("docker", 2).await.unwrap();
    let done = KillResult::Done { container: "c".to_owned(), requeued: 0 };
    let kill = t.order_kill("c", None, false, t.now).await.unwrap();
    t.begin_kill(kill, None, "c").await.unwrap();
    t.finish_kill(kill, &done, true).await.unwrap();
    let state = t.fleet().await.unwrap();
    assert_eq!((state.wanted, state.settled), (1, true));
    let kill = t.order_kill("c", None, true, t.now).await.unwrap();
    t.begin_kill(kill, None, "c").await.unwrap();
    let state = t.fleet().await.unwrap();
    assert_eq!((state.wanted, state.settled), (1, false));
    t.finish_kill(kill, &done, false).await.unwrap();
    t.settle_fleet(&state, 1).await.unwrap();
    t.begin_kill(kill, None, "c").await.unwrap();
    assert!(t.fleet().await.unwrap().settled, "it was answered");
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
