//! What can be wrong with a schedule. The aim is that nothing is saved that silently never runs.

use std::time::Duration;

use super::{Calendar, Plan, Schedule, When, plan::Source};
use crate::{Timestamp, Violations, limits};

impl Schedule {
    /// Notes what is wrong, with paths below `field`.
    ///
    /// An active schedule that has no time after `now` is wrong, so call this when a schedule is set,
    /// not when it is read: every schedule with an end gets old.
    pub fn check(&self, field: &str, v: &mut Violations, now: Timestamp) {
        let mut wrong = Violations::default();
        self.check_ranges(&mut wrong);
        match Plan::new(self) {
            Ok(plan) => self.check_fires(&plan, now, &mut wrong),
            Err(found) => wrong.0.extend(found.0),
        }
        v.nest(field, wrong);
    }

    fn check_ranges(&self, wrong: &mut Violations) {
        if let When::Interval { seconds } = self.when
            && !(limits::INTERVAL_SECONDS.0..=limits::INTERVAL_SECONDS.1).contains(&seconds)
        {
            let most = limits::INTERVAL_SECONDS.1;
            wrong.add("seconds", format!("must be 1 to {most} seconds (ten years)"));
        }
        if self.jitter > limits::JITTER {
            wrong.add("jitter", "must be at most 24 hours");
        }
        if self.blackouts.len() > limits::BLACKOUTS {
            let most = limits::BLACKOUTS;
            wrong.add(
                "blackouts",
                format!("must have at most {most}, has {}", self.blackouts.len()),
            );
        }
        if let (Some(starts), Some(ends)) = (self.starts_at, self.ends_at)
            && starts >= ends
        {
            wrong.add("ends_at", "must be after starts_at");
        }
    }

    fn check_fires(&self, plan: &Plan, now: Timestamp, wrong: &mut Violations) {
        if let Source::Local(all) = &plan.source {
            for (at, _) in all.iter().enumerate().filter(|(_, known)| !known.possible) {
                wrong.add(self.when.field(at), "never fires: no date is like that");
            }
        }
        let is_over = match self.when {
            When::None => false,
            When::Interval { seconds } => {
                let first =
                    now.plus(Duration::from_secs(seconds)).max(self.starts_at.unwrap_or(now));
                self.ends_at.is_some_and(|ends| ends <= first)
            }
            When::Cron { .. } | When::Calendar(_) | When::Once { .. } => plan.next(now).is_none(),
        };
        if self.active && wrong.0.is_empty() && is_over {
            let bounded = self.starts_at.is_some() || self.ends_at.is_some();
            let (field, message) = match (&self.when, bounded) {
                (_, true) => {
                    ("ends_at", "leaves no time to fire: none is both to come and in bounds")
                }
                (When::Once { .. }, false) => ("at", "must be in the future"),
                _ => ("kind", "never fires: all its times are past"),
            };
            wrong.add(field, message);
        }
        if self.active && wrong.0.is_empty() && self.is_dark(plan, now) {
            wrong
                .add("blackouts", "must leave a time to run: all times of the schedule lie in one");
        }
    }
}

impl When {
    /// The field to blame for what the expression or calendar at `index` says.
    fn field(&self, index: usize) -> String {
        match self {
            Self::Cron { .. } => format!("expressions[{index}]"),
            Self::Calendar(_) => "days".to_owned(),
            Self::None | Self::Interval { .. } | Self::Once { .. } => "kind".to_owned(),
        }
    }
}

impl Calendar {
    /// Notes what is out of range.
    pub(super) fn check(&self, wrong: &mut Violations) {
        let lists = [
            ("years", &self.years, limits::CALENDAR_YEARS),
            ("months", &self.months, (1, 12)),
            ("days", &self.days, (1, 31)),
            ("weekdays", &self.weekdays, (0, 6)),
            ("hours", &self.hours, (0, 23)),
            ("minutes", &self.minutes, (0, 59)),
        ];
        for (field, values, (low, high)) in lists {
            let values = values.as_deref().unwrap_or_default();
            if values.len() > limits::CALENDAR_VALUES {
                let most = limits::CALENDAR_VALUES;
                wrong.add(field, format!("must have at most {most} values, has {}", values.len()));
                continue;
            }
            for (at, &value) in values.iter().enumerate() {
                wrong.range(&format!("{field}[{at}]"), value, (low, high));
            }
        }
    }
}
