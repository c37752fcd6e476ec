use proptest::prelude::*;

use super::*;

const SERVING: Phase = Phase::Serving;
const GONE: Phase = Phase::Draining { next: None, gone: true };
const DRAINING: Phase = Phase::Draining { next: None, gone: false };

fn stopping(order: i64, place: Place, gone: bool) -> Phase {
    Phase::Stopping { order: OrderId(order), place, gone, overdue: false }
}

fn situation(wanted: u32, settled: bool, phases: &[(u32, Phase)]) -> Situation {
    Situation {
        wanted,
        settled,
        slots: phases.iter().map(|&(number, phase)| Slot { number, phase }).collect(),
        calm: true,
        may_create: true,
        ..Situation::default()
    }
}

fn serving(numbers: &[u32]) -> Vec<(u32, Phase)> {
    numbers.iter().map(|&number| (number, SERVING)).collect()
}

fn kill(order: i64, number: u32, replace: bool) -> Kill {
    Kill { order: OrderId(order), target: Target::Number(number), replace }
}

#[test]
fn a_size_that_somebody_set_is_brought_about_and_then_settled() {
    let grow = situation(4, false, &serving(&[1, 3]));
    assert_eq!(plan(&grow), [Action::Create(2), Action::Create(4)]);
    let shrink = situation(1, false, &serving(&[1, 2, 3]));
    assert_eq!(plan(&shrink), [Action::Drain(3), Action::Drain(2)], "the highest first");
    let there = situation(2, false, &serving(&[1, 2]));
    assert_eq!(plan(&there), [Action::Settle(2)]);
}

#[test]
fn what_others_did_to_a_settled_fleet_is_adopted_once_it_is_calm() {
    for numbers in [&[1, 2, 3, 4, 5][..], &[1], &[]] {
        let mut changed = situation(3, true, &serving(numbers));
        let size = u32::try_from(numbers.len()).unwrap();
        assert_eq!(plan(&changed), [Action::Settle(size)]);
        changed.calm = false;
        assert_eq!(plan(&changed), []);
    }
    assert_eq!(plan(&situation(3, true, &serving(&[1, 2, 9]))), []);
}

#[test]
fn a_fleet_is_not_settled_while_something_leaves() {
    assert_eq!(plan(&situation(1, false, &[(1, SERVING), (2, DRAINING)])), []);
    let gone = situation(1, false, &[(1, SERVING), (2, GONE)]);
    assert_eq!(plan(&gone), [Action::Remove(2)]);
}

#[test]
fn nothing_is_created_while_others_remove() {
    let mut less = situation(3, false, &serving(&[1]));
    less.may_create = false;
    assert_eq!(plan(&less), []);
}

#[test]
fn names_that_others_have_are_passed_over() {
    let mut grow = situation(3, false, &serving(&[1]));
    grow.taken = [2, 3].into();
    assert_eq!(plan(&grow), [Action::Create(4), Action::Create(5)]);
}

#[test]
fn a_killed_container_without_a_successor_makes_the_fleet_smaller() {
    let mut killed = situation(2, true, &serving(&[1, 2]));
    killed.kills = vec![kill(7, 1, false)];
    let (number, order, place) = (1, OrderId(7), Place::GivenUp);
    assert_eq!(plan(&killed), [Action::Stop { number, order, place }]);
    killed.slots[0].phase = stopping(7, place, false);
    assert_eq!(plan(&killed), []);
    killed.slots[0].phase = stopping(7, place, true);
    assert_eq!(plan(&killed), [Action::Finish { number, order, place }]);
}

#[test]
fn a_killed_container_with_a_successor_comes_back_under_its_number() {
    let mut killed = situation(2, false, &serving(&[2, 3]));
    killed.kills = vec![kill(7, 3, true)];
    let (number, order, place) = (3, OrderId(7), Place::Filled);
    assert_eq!(plan(&killed), [Action::Stop { number, order, place }]);
    killed.slots[1].phase = stopping(7, place, false);
    assert_eq!(plan(&killed), [], "its number is kept for it");
    let mut after = situation(2, false, &serving(&[2]));
    after.refill = [3].into();
    assert_eq!(plan(&after), [Action::Create(3)]);
}

#[test]
fn a_draining_container_may_be_killed_and_costs_no_place() {
    let mut killed = situation(1, false, &[(1, SERVING), (2, DRAINING)]);
    killed.kills = vec![kill(7, 2, false)];
    let (number, order, place) = (2, OrderId(7), Place::None);
    assert_eq!(plan(&killed), [Action::Stop { number, order, place }]);
    killed.slots[1].phase = stopping(7, place, true);
    assert_eq!(plan(&killed), [Action::Finish { number, order, place }]);
}

#[test]
fn every_order_is_answered() {
    let mut asked = situation(1, true, &[(1, stopping(7, Place::GivenUp, true))]);
    asked.kills = vec![
        kill(7, 1, false),
        kill(8, 1, false),
        Kill { order: OrderId(9), target: Target::NotOurs, replace: false },
        Kill { order: OrderId(10), target: Target::Unknown, replace: false },
        Kill { order: OrderId(11), target: Target::Gone, replace: false },
    ];
    assert_eq!(
        plan(&asked),
        [
            Action::Join { number: 1, order: OrderId(8) },
            Action::Finish { number: 1, order: OrderId(7), place: Place::GivenUp },
            Action::Refuse(OrderId(9)),
            Action::Unknown(OrderId(10)),
            Action::FinishGone { order: OrderId(11), lower: true },
        ]
    );
}

#[test]
fn what_the_engine_does_not_start_again_is_started_when_it_stays_down() {
    let down = |fresh, overdue| Phase::Down { fresh, overdue };
    assert_eq!(plan(&situation(1, true, &[(1, down(false, true))])), [Action::Start(1)]);
    assert_eq!(plan(&situation(1, true, &[(1, down(false, false))])), []);
    assert_eq!(plan(&situation(1, true, &[(1, down(true, true))])), [], "it is somebody else's");
    let own = plan(&situation(2, false, &[(1, down(true, true))]));
    assert_eq!(own, [Action::Create(2), Action::Start(1)]);
    let last = plan(&situation(1, false, &[(1, down(true, true))]));
    assert_eq!(last, [Action::Start(1)], "it is settled once that runs");
}

#[test]
fn what_does_not_end_is_pushed_harder() {
    let next = Some(Push::Stop);
    let slow = situation(0, false, &[(1, Phase::Draining { next, gone: false })]);
    assert_eq!(plan(&slow), [Action::Push { number: 1, push: Push::Stop }]);
    let (order, place) = (OrderId(7), Place::GivenUp);
    let hangs = Phase::Stopping { order, place, gone: false, overdue: true };
    let slow = situation(1, true, &[(1, hangs)]);
    assert_eq!(plan(&slow), [Action::Push { number: 1, push: Push::Kill }]);
}

/// Does what the plan says, at once and without a fault.
fn carry_out(world: &mut Situation, action: Action) {
    let at = |slots: &[Slot], number| slots.iter().position(|slot| slot.number == number);
    let end = |world: &mut Situation, order: OrderId| world.kills.retain(|k| k.order != order);
    match action {
        Action::Refuse(order) | Action::Unknown(order) | Action::Join { order, .. } => {
            end(world, order);
        }
        Action::FinishGone { order, lower } => {
            end(world, order);
            world.wanted = world.wanted.saturating_sub(u32::from(lower));
        }
        Action::Stop { number, order, place } => {
            let slot = at(&world.slots, number).unwrap();
            world.slots[slot].phase = stopping(order.0, place, true);
            world.settled &= place != Place::Filled;
        }
        Action::Finish { number, order, place } => {
            end(world, order);
            world.slots.retain(|slot| slot.number != number);
            world.wanted = world.wanted.saturating_sub(u32::from(place == Place::GivenUp));
            if place == Place::Filled {
                world.refill.insert(number);
            }
        }
        Action::Push { .. } => {}
        Action::Drain(number) => {
            let slot = at(&world.slots, number).unwrap();
            world.slots[slot].phase = GONE;
        }
        Action::Remove(number) => world.slots.retain(|slot| slot.number != number),
        Action::Start(number) => {
            let slot = at(&world.slots, number).unwrap();
            world.slots[slot].phase = SERVING;
        }
        Action::Create(number) => {
            assert!(at(&world.slots, number).is_none(), "no number is used twice");
            assert!(number > 0 && !world.taken.contains(&number));
            let before = world.slots.partition_point(|slot| slot.number < number);
            world.slots.insert(before, Slot { number, phase: SERVING });
        }
        Action::Settle(size) => {
            world.wanted = size;
            world.settled = true;
            world.refill.clear();
        }
    }
}

proptest! {
    #[test]
    fn every_fleet_comes_to_rest_at_its_size_with_all_orders_answered(
        wanted in 0_u32..8,
        settled: bool,
        numbers in proptest::collection::btree_set(1_u32..9, 0..8),
        down in proptest::collection::btree_set(1_u32..9, 0..3),
        taken in proptest::collection::btree_set(9_u32..14, 0..3),
        orders in proptest::collection::vec((1_u32..9, any::<bool>()), 0..5),
    ) {
        let phase = |number: &u32| match down.contains(number) {
            true => Phase::Down { fresh: false, overdue: true },
            false => SERVING,
        };
        let phases: Vec<_> = numbers.iter().map(|number| (*number, phase(number))).collect();
        let mut world = situation(wanted, settled, &phases);
        world.taken = taken;
        let (mut given_up, mut kept) = (std::collections::BTreeSet::new(), 0);
        for (n, (number, replace)) in (1..).zip(orders) {
            let there = numbers.contains(&number);
            let target = if there { Target::Number(number) } else { Target::Unknown };
            world.kills.push(Kill { order: OrderId(n), target, replace });
            // The first order for a container says what becomes of its place.
            let first = world.kills.iter().filter(|k| k.target == target).count() == 1;
            if there && first && !replace {
                given_up.insert(number);
            }
            kept += u32::from(there && first && replace);
        }
        let count = u32::try_from(numbers.len()).unwrap();
        let lowered = u32::try_from(given_up.len()).unwrap();
        for _ in 0..40 {
            for action in plan(&world) {
                carry_out(&mut world, action);
            }
        }
        prop_assert_eq!(plan(&world), []);
        prop_assert!(world.settled);
        prop_assert!(world.kills.is_empty());
        prop_assert!(world.slots.iter().all(|slot| slot.phase == SERVING));
        let size = u32::try_from(world.slots.len()).unwrap();
        prop_assert_eq!(size, world.wanted);
        if settled && kept == 0 && count == wanted {
            prop_assert_eq!(size, count - lowered, "a kill takes one");
        }
        if !settled && given_up.is_empty() {
            prop_assert_eq!(size, wanted, "what was set holds");
        }
    }
}
