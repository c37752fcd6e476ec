//! Comparing a plan with brute force.

use taskmaster_domain::{
    Timestamp,
    schedule::{Fold, Gap, Plan, Schedule, When},
};

use crate::{
    matcher::Matcher,
    walk::{self, Window},
};

/// Both rules of a schedule.
pub(crate) type Rules = (Gap, Fold);

/// Each value of both rules once, the defaults first.
pub(crate) const RULES: [Rules; 4] = [
    (Gap::Cron, Fold::Cron),
    (Gap::Edge, Fold::First),
    (Gap::Shift, Fold::Last),
    (Gap::Skip, Fold::Both),
];

/// What was compared and what differed.
#[derive(Default)]
pub(crate) struct Judge {
    fires: usize,
    differences: usize,
    shown: Vec<String>,
}

impl Judge {
    pub(crate) fn compare(&mut self, window: &Window, expression: &str, rules: Rules) {
        let expected = walk::fires(window, &Matcher::new(expression), rules.0, rules.1);
        let planned = planned(window, expression, rules);
        self.fires += expected.len();
        if planned == expected {
            return;
        }
        self.differences += 1;
        if self.shown.len() < 10 {
            let odd = |these: &[i64], those: &[i64]| -> Vec<String> {
                let alone = these.iter().filter(|at| !those.contains(at)).take(3);
                alone.map(|at| Timestamp::from_micros(at * 1_000_000).to_string()).collect()
            };
            self.shown.push(format!(
                "{} {expression} {rules:?}: missing {:?}, too many {:?}",
                window.zone,
                odd(&expected, &planned),
                odd(&planned, &expected)
            ));
        }
    }

    /// How many fires agreed.
    ///
    /// # Panics
    /// When anything differed, or fewer than `least` fires were compared.
    pub(crate) fn verdict(self, least: usize) -> usize {
        assert_eq!(self.differences, 0, "{}", self.shown.join("\n"));
        assert!(self.fires >= least, "only {} fires were compared", self.fires);
        self.fires
    }
}

/// What a plan says to a window.
pub(crate) fn planned(window: &Window, expression: &str, (gap, fold): Rules) -> Vec<i64> {
    let schedule = Schedule {
        when: When::Cron { expressions: vec![expression.to_owned()] },
        timezone: window.zone.clone(),
        gap,
        fold,
        ..Schedule::default()
    };
    let plan = Plan::new(&schedule).unwrap_or_else(|wrong| panic!("{expression}: {wrong}"));
    let before = |second: i64| Timestamp::from_micros((second - 1) * 1_000_000);
    plan.between(before(window.from), before(window.until))
        .map(|at| at.micros() / 1_000_000)
        .collect()
}
