use proptest::prelude::*;

use super::*;

const SERVING: Phase = Phase::Serving;
const READY: Phase = Phase::Waiting { ready: true };
const DRAINING: Phase = Phase::Draining { overdue: false };

fn stopping(place: Place, gone: bool) -> Phase {
    Phase::Stopping { order: OrderId(7), place, gone, overdue: false }
}

fn kill(order: i64, number: Option<u32>, replace: bool) -> Kill {
    let target = number.map_or(Target::NotOurs, Target::Number);
    Kill { order: OrderId(order), target, replace }
}

fn situation(wanted: u32, phases: &[(u32, Phase)], kills: &[Kill]) -> Situation {
    let slots = phases.iter().map(|&(number, phase)| Slot { number, phase }).collect();
    Situation { wanted, slots, kills: kills.to_vec(), foreign: BTreeSet::new() }
}

fn decide(wanted: u32, phases: &[(u32, Phase)], kills: &[Kill]) -> Vec<Action> {
    plan(&situation(wanted, phases, kills))
}

#[test]
fn an_empty_fleet_starts_from_the_lowest_number() {
    assert_eq!(decide(3, &[], &[]), [Action::Start(1), Action::Start(2), Action::Start(3)]);
}

#[test]
fn gaps_are_filled_first_and_names_of_other_workers_are_left_alone() {
    let mut situation = situation(4, &[(1, SERVING), (4, SERVING)], &[]);
    situation.foreign.insert(2);
    assert_eq!(plan(&situation), [Action::Start(3), Action::Start(5)]);
}

#[test]
fn a_smaller_fleet_drains_the_highest_numbers() {
    let four = [(1, SERVING), (2, SERVING), (5, SERVING), (6, READY)];
    assert_eq!(
        decide(1, &four, &[]),
        [Action::Forget(6), Action::Drain(5), Action::Drain(2)],
        "one that has no process is just forgotten"
    );
}

#[test]
fn a_draining_worker_does_not_count_and_keeps_its_number_till_its_end() {
    assert_eq!(decide(2, &[(1, SERVING), (2, DRAINING)], &[]), [Action::Start(3)]);
    assert_eq!(decide(1, &[(1, SERVING), (2, DRAINING)], &[]), []);
}

#[test]
fn a_drain_that_takes_too_long_is_ended() {
    let overdue = Phase::Draining { overdue: true };
    assert_eq!(decide(0, &[(1, overdue)], &[]), [Action::Destroy(1)]);
}

#[test]
fn a_worker_that_died_is_started_again_once_its_backoff_is_over() {
    let waiting = Phase::Waiting { ready: false };
    assert_eq!(decide(2, &[(1, waiting), (2, SERVING)], &[]), [], "its place is kept meanwhile");
    assert_eq!(decide(2, &[(1, READY), (2, SERVING)], &[]), [Action::Start(1)]);
}

#[test]
fn a_kill_without_replacement_starts_and_drains_nobody_else() {
    let both = [(1, SERVING), (2, SERVING)];
    let order = kill(7, Some(1), false);
    let place = Place::GivenUp;
    let stop = Action::Stop { number: 1, order: OrderId(7), place };
    assert_eq!(decide(2, &both, &[order]), [stop]);
    assert_eq!(decide(2, &[(1, stopping(place, false)), (2, SERVING)], &[order]), []);
    let finish = Action::Finish { number: 1, order: OrderId(7), lower: true, last: true };
    assert_eq!(decide(2, &[(1, stopping(place, true)), (2, SERVING)], &[order]), [finish]);
    assert_eq!(decide(1, &[(2, SERVING)], &[]), []);
}

#[test]
fn a_killed_worker_is_replaced_only_when_the_kill_is_answered() {
    let order = kill(7, Some(1), true);
    assert_eq!(decide(2, &[(1, stopping(Place::Filled, false)), (2, SERVING)], &[order]), []);
    let finish = Action::Finish { number: 1, order: OrderId(7), lower: false, last: true };
    assert_eq!(decide(2, &[(1, stopping(Place::Filled, true)), (2, SERVING)], &[order]), [finish]);
    assert_eq!(decide(2, &[(2, SERVING)], &[]), [Action::Start(1)]);
}

#[test]
fn a_kill_of_a_worker_that_drains_does_not_make_the_fleet_smaller_still() {
    let order = kill(7, Some(2), false);
    let stop = Action::Stop { number: 2, order: OrderId(7), place: Place::None };
    assert_eq!(decide(1, &[(1, SERVING), (2, DRAINING)], &[order]), [stop]);
    let finish = Action::Finish { number: 2, order: OrderId(7), lower: false, last: true };
    let gone = stopping(Place::None, true);
    assert_eq!(decide(1, &[(1, SERVING), (2, gone)], &[order]), [finish]);
}

#[test]
fn a_kill_of_somebody_elses_worker_is_refused() {
    assert_eq!(decide(1, &[(1, SERVING)], &[kill(3, None, false)]), [Action::Refuse(OrderId(3))]);
}

#[test]
fn two_kills_of_one_worker_are_both_answered_and_lower_the_size_once() {
    let kills = [kill(7, Some(1), false), kill(8, Some(1), false)];
    let place = Place::GivenUp;
    assert_eq!(
        decide(1, &[(1, SERVING)], &kills),
        [Action::Stop { number: 1, order: OrderId(7), place }]
    );
    assert_eq!(
        decide(1, &[(1, stopping(place, true))], &kills),
        [
            Action::Finish { number: 1, order: OrderId(8), lower: false, last: false },
            Action::Finish { number: 1, order: OrderId(7), lower: true, last: true },
        ]
    );
}

#[test]
fn a_kill_whose_order_was_answered_elsewhere_ends_quietly() {
    let gone = stopping(Place::GivenUp, true);
    assert_eq!(decide(0, &[(1, gone)], &[]), [Action::Forget(1)]);
}

/// A fleet that does what it is told, one step at a time.
#[derive(Clone, Debug)]
struct World(Situation);

impl World {
    fn step(&mut self) -> Result<usize, TestCaseError> {
        let actions = plan(&self.0);
        for action in &actions {
            self.apply(*action)?;
        }
        // Whatever was told to end has ended by the next look.
        self.0.slots.retain(|slot| !matches!(slot.phase, Phase::Draining { .. }));
        for slot in &mut self.0.slots {
            match &mut slot.phase {
                Phase::Stopping { gone, .. } => *gone = true,
                Phase::Waiting { ready } => *ready = true,
                Phase::Serving | Phase::Draining { .. } => {}
            }
        }
        Ok(actions.len())
    }

    fn apply(&mut self, action: Action) -> Result<(), TestCaseError> {
        let world = &mut self.0;
        let at = |slots: &[Slot], number| slots.iter().position(|slot| slot.number == number);
        match action {
            Action::Refuse(order) | Action::Unknown(order) => {
                world.kills.retain(|kill| kill.order != order)
            }
            Action::Stop { number, order, place } => {
                let slot = at(&world.slots, number).unwrap();
                world.slots[slot].phase =
                    Phase::Stopping { order, place, gone: false, overdue: false };
            }
            Action::Finish { number, order, lower, last } => {
                world.kills.retain(|kill| kill.order != order);
                world.wanted -= u32::from(lower && world.wanted > 0);
                if last {
                    world.slots.retain(|slot| slot.number != number);
                }
            }
            Action::Forget(number) => world.slots.retain(|slot| slot.number != number),
            Action::Destroy(_) => {}
            Action::Drain(number) => {
                let slot = at(&world.slots, number).unwrap();
                prop_assert_eq!(world.slots[slot].phase, Phase::Serving, "only what works drains");
                world.slots[slot].phase = DRAINING;
            }
            Action::Start(number) => match at(&world.slots, number) {
                Some(slot) => {
                    prop_assert_eq!(world.slots[slot].phase, READY, "no number is used twice");
                    world.slots[slot].phase = SERVING;
                }
                None => {
                    prop_assert!(number > 0 && !world.foreign.contains(&number));
                    let before = world.slots.partition_point(|slot| slot.number < number);
                    world.slots.insert(before, Slot { number, phase: SERVING });
                }
            },
        }
        Ok(())
    }
}

fn any_phase() -> impl Strategy<Value = Phase> {
    prop_oneof![
        4 => Just(Phase::Serving),
        1 => any::<bool>().prop_map(|ready| Phase::Waiting { ready }),
        1 => any::<bool>().prop_map(|overdue| Phase::Draining { overdue }),
    ]
}

proptest! {
    #[test]
    fn every_fleet_comes_to_its_wanted_size_and_rests_there(
        wanted in 0_u32..12,
        phases in prop::collection::btree_map(1_u32..15, any_phase(), 0..12),
        foreign in prop::collection::btree_set(1_u32..15, 0..4),
        orders in prop::collection::vec((1_u32..18, any::<bool>()), 0..6),
    ) {
        let mut kills = Vec::new();
        for (n, (number, replace)) in (1..).zip(orders) {
            let ours = phases.contains_key(&number);
            let target = if ours { Target::Number(number) } else { Target::NotOurs };
            kills.push(Kill { order: OrderId(n), target, replace });
        }
        let slots = phases.into_iter().map(|(number, phase)| Slot { number, phase }).collect();
        let killed = kills.len();
        let mut world = World(Situation { wanted, slots, kills, foreign });
        for _ in 0..6 {
            world.step()?;
        }
        prop_assert_eq!(world.0.slots.len(), world.0.wanted as usize);
        prop_assert!(world.0.slots.iter().all(|slot| slot.phase == SERVING));
        prop_assert_eq!(world.0.kills.len(), 0, "every kill is answered");
        prop_assert!(world.0.wanted as usize + killed >= wanted as usize);
        prop_assert_eq!(world.step()?, 0, "and then there is nothing to do");
    }
}
