//! What holds of any schedule.

use proptest::prelude::*;

use super::*;

const ZONES: [&str; 10] = [
    "UTC",
    "Europe/Zurich",
    "America/New_York",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Africa/Cairo",
    "America/Havana",
    "Antarctica/Troll",
    "Asia/Kathmandu",
    "Pacific/Apia",
];

/// A field: a star, a step, a value, a range or a list.
fn field(low: u16, high: u16) -> impl Strategy<Value = String> {
    prop_oneof![
        4 => Just("*".to_owned()),
        1 => (1..=high).prop_map(|step| format!("*/{step}")),
        3 => (low..=high).prop_map(|value| value.to_string()),
        1 => (low..=high, low..=high).prop_map(|(a, b)| format!("{}-{}", a.min(b), a.max(b))),
        1 => (low..=high, low..=high).prop_map(|(a, b)| format!("{a},{b}")),
    ]
}

fn schedules() -> impl Strategy<Value = Schedule> {
    let expression = (field(0, 59), field(0, 23), field(1, 31), field(1, 12), field(0, 7))
        .prop_map(|(minute, hour, day, month, weekday)| {
            format!("{minute} {hour} {day} {month} {weekday}")
        });
    let gaps = prop::sample::select(vec![Gap::Cron, Gap::Edge, Gap::Shift, Gap::Skip]);
    let folds = prop::sample::select(vec![Fold::Cron, Fold::First, Fold::Last, Fold::Both]);
    (prop::collection::vec(expression, 1..4), prop::sample::select(&ZONES[..]), gaps, folds)
        .prop_map(|(expressions, timezone, gap, fold)| Schedule {
            when: When::Cron { expressions },
            timezone: timezone.to_owned(),
            gap,
            fold,
            ..Schedule::default()
        })
}

fn list(low: u16, high: u16) -> impl Strategy<Value = Vec<u16>> {
    prop::collection::vec(low..=high, 0..4)
}

/// From 2010 to 2030.
fn instants() -> impl Strategy<Value = Timestamp> {
    (1_262_304_000_000_000_i64..1_893_456_000_000_000).prop_map(Timestamp::from_micros)
}

proptest! {
    #[test]
    fn next_rises_strictly_and_between_is_the_same(schedule in schedules(), after in instants()) {
        let plan = Plan::new(&schedule).unwrap();
        let mut last = after;
        let mut seen = Vec::new();
        for _ in 0..50 {
            let Some(next) = plan.next(last) else { break };
            prop_assert!(next > last);
            prop_assert_eq!(next.micros() % 1_000_000, 0);
            seen.push(next);
            last = next;
        }
        prop_assert_eq!(plan.between(after, last).take(60).collect::<Vec<_>>(), seen);
    }

    #[test]
    fn nothing_lies_between_a_time_and_its_next(
        schedule in schedules(),
        after in instants(),
        part in 0.0..1.0_f64,
    ) {
        let plan = Plan::new(&schedule).unwrap();
        if let Some(next) = plan.next(after) {
            let wait = next.since(after).mul_f64(part);
            let midway = after.plus(wait);
            prop_assume!(midway < next);
            prop_assert_eq!(plan.next(midway), Some(next));
        }
    }

    #[test]
    fn no_text_breaks_the_parser(text in "[ -~]{0,40}|[*?/,0-9LWw#@A-Z -]{0,30}") {
        let schedule = cron(&[&text], "Europe/Zurich");
        let mut wrong = Violations::default();
        schedule.check("schedule", &mut wrong, at("2026-11-21T12:00:00Z"));
        let _ = describe(&schedule);
        if wrong.0.is_empty() {
            let plan = Plan::new(&schedule).unwrap();
            prop_assert!(plan.next(at("2026-11-21T12:00:00Z")).is_some(), "{text:?}");
        }
    }

    #[test]
    fn any_expression_of_values_is_told_without_stars(schedule in schedules()) {
        let told = describe(&schedule);
        // Behind a bracket is what of it says less than it seems to.
        let meaning = told.split(" (").next().unwrap();
        prop_assert!(!meaning.contains('*') && !meaning.is_empty(), "{told}");
    }

    #[test]
    fn a_calendar_is_the_expression_with_the_same_lists(
        minutes in list(0, 59),
        hours in list(0, 23),
        days in list(1, 31),
        months in list(1, 12),
        zone in prop::sample::select(&ZONES[..]),
        after in instants(),
    ) {
        let field = |list: &Vec<u16>| match list.as_slice() {
            [] => "*".to_owned(),
            values => values.iter().map(u16::to_string).collect::<Vec<_>>().join(","),
        };
        let fields = [&minutes, &hours, &days, &months].map(field).join(" ");
        let calendar = Calendar {
            minutes: Some(minutes),
            hours: Some(hours),
            days: Some(days),
            months: Some(months),
            ..Calendar::default()
        };
        let calendar = Schedule { when: When::Calendar(calendar), ..cron(&[], zone) };
        let calendar = Plan::new(&calendar).unwrap();
        let expression = plan(&format!("{fields} *"), zone);
        let next = |plan: &Plan| {
            std::iter::successors(plan.next(after), |&at| plan.next(at)).take(20).collect::<Vec<_>>()
        };
        prop_assert_eq!(next(&calendar), next(&expression));
    }
}
