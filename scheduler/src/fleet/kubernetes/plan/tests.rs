use proptest::prelude::*;

use super::*;

fn pod(name: &str) -> Pod {
    Pod { name: name.to_owned(), cost: Some(NEEDED), ..Pod::default() }
}

fn ending(name: &str) -> Pod {
    Pod { ending: true, ..pod(name) }
}

fn open(order: i64, pod: &str, replace: bool) -> Kill {
    Kill { order: OrderId(order), replace, stage: Stage::Open(pod.to_owned()) }
}

fn begun(order: i64, pod: &str, place: Place) -> Kill {
    let stage = Stage::Begun { pod: pod.to_owned(), place, overdue: false };
    Kill { order: OrderId(order), replace: place == Place::Filled, stage }
}

/// Pods a, b, c of a fleet that has the size which it is wanted to have.
fn three() -> Situation {
    let pods = ["a", "b", "c"].map(pod).to_vec();
    Situation { wanted: 3, settled: true, replicas: 3, pods, kills: Vec::new() }
}

fn rank(pod: &str, cost: i32) -> Action {
    Action::Rank { pod: pod.to_owned(), cost }
}

fn begin(order: i64, pod: &str, place: Place) -> Action {
    Action::Begin { order: OrderId(order), pod: pod.to_owned(), place }
}

fn delete(pod: &str) -> Action {
    Action::Delete { pod: pod.to_owned(), force: false }
}

#[test]
fn a_fleet_of_the_wanted_size_needs_nothing() {
    assert_eq!(plan(&three()), []);
}

#[test]
fn a_size_that_was_not_set_yet_is_set_and_settled() {
    let fresh = Situation { wanted: 5, settled: false, ..three() };
    assert_eq!(plan(&fresh), [Action::Resize(5), Action::Settle(5)]);
    let same = Situation { settled: false, ..three() };
    assert_eq!(plan(&same), [Action::Settle(3)]);
}

#[test]
fn a_size_that_somebody_else_changed_afterwards_is_the_wanted_one() {
    assert_eq!(plan(&Situation { replicas: 7, ..three() }), [Action::Settle(7)]);
    assert_eq!(plan(&Situation { replicas: 0, ..three() }), [Action::Settle(0)]);
}

#[test]
fn those_go_first_that_have_the_least_to_do_and_then_the_newest() {
    let busy = Pod { tasks: 2, made: 9, ..pod("busy") };
    let (old, new) = (Pod { made: 1, ..pod("old") }, Pod { made: 5, ..pod("new") });
    let pods = vec![busy, old, new, ending("going")];
    let smaller =
        |wanted| plan(&Situation { wanted, settled: false, pods: pods.clone(), ..three() });
    assert_eq!(smaller(2), [rank("new", SPARE), Action::Resize(2), Action::Settle(2)]);
    let two = [rank("new", SPARE), rank("old", SPARE), Action::Resize(1), Action::Settle(1)];
    assert_eq!(smaller(1), two);
}

#[test]
fn a_pod_that_is_needed_again_gets_its_price_back_and_prices_of_others_are_left_alone() {
    let spared = Pod { tasks: 1, cost: Some(SPARE), ..pod("spared") };
    let theirs = Pod { cost: None, ..pod("theirs") };
    let pods = vec![spared, theirs];
    let fleet = Situation { wanted: 1, settled: false, replicas: 2, pods, kills: Vec::new() };
    assert_eq!(plan(&fleet), [rank("spared", NEEDED), Action::Resize(1), Action::Settle(1)]);
}

#[test]
fn a_kill_makes_the_fleet_smaller_and_takes_this_pod() {
    let fleet = Situation { kills: vec![open(1, "b", false)], ..three() };
    let expected =
        [rank("b", KILLED), begin(1, "b", Place::GivenUp), Action::Resize(2), delete("b")];
    assert_eq!(plan(&fleet), expected);
}

#[test]
fn a_kill_that_replaces_leaves_the_size_alone() {
    let fleet = Situation { kills: vec![open(1, "b", true)], ..three() };
    assert_eq!(plan(&fleet), [begin(1, "b", Place::Filled), delete("b")]);
}

#[test]
fn a_smaller_size_is_not_adopted_while_a_kill_is_the_reason() {
    let kills = vec![begun(1, "b", Place::GivenUp)];
    let pods = vec![pod("a"), pod("c"), ending("b")];
    let fleet = Situation { replicas: 2, pods: pods.clone(), kills: kills.clone(), ..three() };
    assert_eq!(plan(&fleet), [delete("b")]);
    let broken_off = Situation { pods, kills, ..three() };
    assert_eq!(plan(&broken_off), [Action::Resize(2), delete("b")]);
}

#[test]
fn a_kill_ends_when_its_pod_is_gone() {
    let kills = vec![begun(1, "b", Place::GivenUp)];
    let pods = vec![pod("a"), pod("c")];
    let fleet = Situation { replicas: 2, pods, kills, ..three() };
    let end = Action::Finish { order: OrderId(1), pod: "b".to_owned(), lower: true };
    assert_eq!(plan(&fleet), [end]);
}

#[test]
fn a_pod_that_hangs_is_not_waited_for() {
    let stage = Stage::Begun { pod: "b".to_owned(), place: Place::Filled, overdue: true };
    let kills = vec![Kill { order: OrderId(1), replace: true, stage }];
    let fleet = Situation { kills, ..three() };
    assert_eq!(plan(&fleet), [Action::Delete { pod: "b".to_owned(), force: true }]);
}

#[test]
fn a_pod_that_was_going_or_is_killed_twice_gives_up_one_place_at_most() {
    let pods = vec![pod("a"), pod("b"), pod("c"), ending("d")];
    let kills = vec![open(1, "d", false), open(2, "b", false), open(3, "b", false)];
    let fleet = Situation { pods, kills, ..three() };
    let expected = [
        begin(1, "d", Place::None),
        rank("b", KILLED),
        begin(2, "b", Place::GivenUp),
        begin(3, "b", Place::None),
        Action::Resize(2),
        delete("d"),
        delete("b"),
    ];
    assert_eq!(plan(&fleet), expected);
}

#[test]
fn what_is_not_ours_is_refused_and_what_is_not_there_is_unknown() {
    let kill = |order, stage| Kill { order: OrderId(order), replace: false, stage };
    let kills = vec![kill(1, Stage::NotOurs), kill(2, Stage::Unknown)];
    let expected = [Action::Refuse(OrderId(1)), Action::Unknown(OrderId(2))];
    assert_eq!(plan(&Situation { kills, ..three() }), expected);
}

#[test]
fn a_changed_size_and_a_new_kill_at_once_both_count() {
    let fleet = Situation { replicas: 6, kills: vec![open(1, "b", false)], ..three() };
    let expected = [
        Action::Settle(6),
        rank("b", KILLED),
        begin(1, "b", Place::GivenUp),
        Action::Resize(5),
        delete("b"),
    ];
    assert_eq!(plan(&fleet), expected);
}

proptest! {
    /// Whoever does what the plan says arrives, and then has nothing more to do.
    #[test]
    fn a_plan_that_was_carried_out_leaves_nothing_to_plan(
        wanted in 0_u32..6,
        replicas in 0_u32..6,
        settled: bool,
        killed in proptest::collection::vec((0_usize..6, any::<bool>()), 0..4),
    ) {
        let pods: Vec<Pod> = (0..replicas).map(|n| pod(&n.to_string())).collect();
        let there = |(index, _): &(usize, bool)| *index < pods.len();
        let kills = killed.into_iter().filter(there).enumerate();
        let kills: Vec<Kill> = kills
            .map(|(order, (index, replace))| open(order as i64, &index.to_string(), replace))
            .collect();
        let mut fleet = Situation { wanted, settled, replicas, pods, kills };
        for _ in 0..6 {
            for action in plan(&fleet) {
                carry_out(&mut fleet, action);
            }
            fleet.pods.retain(|pod| !pod.ending);
        }
        prop_assert_eq!(plan(&fleet), []);
        prop_assert!(fleet.kills.is_empty());
        prop_assert_eq!(fleet.replicas, fleet.wanted);
    }
}

fn carry_out(fleet: &mut Situation, action: Action) {
    match action {
        Action::Settle(size) => (fleet.wanted, fleet.settled) = (size, true),
        Action::Resize(size) => fleet.replicas = size,
        Action::Rank { pod, cost } => {
            fleet.pods.iter_mut().filter(|p| p.name == pod).for_each(|p| p.cost = Some(cost));
        }
        Action::Begin { order, pod, place } => {
            for kill in fleet.kills.iter_mut().filter(|kill| kill.order == order) {
                kill.stage = Stage::Begun { pod: pod.clone(), place, overdue: false };
                // As the store does.
                fleet.settled &= !kill.replace;
            }
        }
        Action::Delete { pod, .. } => {
            fleet.pods.iter_mut().filter(|p| p.name == pod).for_each(|p| p.ending = true);
        }
        Action::Finish { order, lower, .. } => {
            fleet.kills.retain(|kill| kill.order != order);
            fleet.wanted = fleet.wanted.saturating_sub(u32::from(lower));
        }
        Action::Unknown(order) | Action::Refuse(order) => {
            fleet.kills.retain(|kill| kill.order != order);
        }
    }
}
