//! What can be wrong with a schedule. The aim is that nothing is saved that silently never runs.

use super::{Calendar, Gap, Plan, Schedule, When, dark::Sight, plan::Source};
use crate::{Timestamp, Violations, limits};

/// Of a schedule whose times to come all lie where a clock is set forward.
const GAPS_ONLY: &str = "leaves no time to fire: those to come do not exist on their day, as clocks are \
    set forward over them";

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
            wrong.add("ends_at", "must be after the start");
        }
    }

    fn check_fires(&self, plan: &Plan, now: Timestamp, wrong: &mut Violations) {
        if let Source::Local(all) = &plan.source {
            for (at, _) in all.iter().enumerate().filter(|(_, known)| !known.possible) {
                wrong.add(self.when.field(at), "never fires: no date is like that");
            }
        }
        if !self.is_on() || !wrong.0.is_empty() {
            return;
        }
        match self.time_after(plan, now, now) {
            None => self.tell_over(wrong, now),
            Some(first) if first >= limits::PLANNED => {
                let day = plan.local(first).date();
                let ends = "all plans end with the year 2199";
                wrong.add(self.start(), format!("would not run before {day}, and {ends}"));
            }
            Some(first) => self.check_light(plan, first, wrong),
        }
    }

    /// Notes when blackouts leave no time to run, of those from `first` on.
    fn check_light(&self, plan: &Plan, first: Timestamp, wrong: &mut Violations) {
        let leave = "must leave a time to run";
        let day = |at| plan.local(at).date();
        let cause = match self.sight(plan, first) {
            Sight::Light(_) => return,
            Sight::Over => format!("{leave}: all times of the schedule lie in one"),
            Sight::Far { at, by_one: true } => {
                format!("{leave} within ten years: it would not run before {}", day(at))
            }
            Sight::Far { at, by_one: false } => {
                format!("{leave}: all times of the schedule before {} lie in one", day(at))
            }
        };
        wrong.add("blackouts", cause);
    }

    /// The field that says where its times begin.
    const fn start(&self) -> &'static str {
        match self.when {
            When::Once { .. } => "at",
            When::None | When::Cron { .. } | When::Interval { .. } | When::Calendar(_) => {
                "starts_at"
            }
        }
    }

    /// Notes what leaves it no time after `now`.
    pub(crate) fn tell_over(&self, wrong: &mut Violations, now: Timestamp) {
        let (field, message) = self.over(now);
        wrong.add(field, message);
    }

    /// What leaves it no time after `now`, and in which words: its bounds, its rule for gaps, or the times
    /// themselves.
    fn over(&self, now: Timestamp) -> (&'static str, &'static str) {
        if self.has_times_by_a_rule(now) {
            return ("gap", GAPS_ONLY);
        }
        // From here on a rule for gaps may be in the way as well: one fault after the other.
        let endless = Self { ends_at: None, ..self.clone() };
        let unbounded = Self { starts_at: None, ..endless.clone() };
        let unmet = "leaves no time to fire: none is both to come and in bounds";
        if endless.has_times_by_a_rule(now) {
            return ("ends_at", unmet);
        }
        if unbounded.has_times_by_a_rule(now) {
            return ("starts_at", unmet);
        }
        let past = "never fires: all its times are past";
        match &self.when {
            When::Once { .. } => ("at", "must be in the future"),
            When::Calendar(Calendar { years: Some(years), .. }) if !years.is_empty() => {
                ("years", past)
            }
            When::Calendar(_) | When::Cron { .. } | When::Interval { .. } | When::None => {
                ("kind", past)
            }
        }
    }

    /// Whether it has times after `now` by some rule for gaps.
    fn has_times_by_a_rule(&self, now: Timestamp) -> bool {
        [Gap::Cron, Gap::Edge, Gap::Shift].into_iter().any(|gap| {
            let other = Self { gap, ..self.clone() };
            Plan::new(&other).is_ok_and(|plan| other.time_after(&plan, now, now).is_some())
        })
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
