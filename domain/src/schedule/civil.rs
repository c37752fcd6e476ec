//! Which local times are meant, before any zone: fields that must match, and the search for the
//! next time of day and day that do.

use croner::{CronPattern, Weekday};
use jiff::civil::{Date, DateTime, Time};

use super::Calendar;

/// How far a search looks. Days and weekdays repeat after 28 years, or 40 across a century that
/// has no leap day, so what does not come within this never comes.
const HORIZON_YEARS: i16 = 50;

/// The local times of one expression or calendar, to the second.
#[derive(Clone, Debug)]
pub(super) struct Times {
    pub(super) seconds: u64,
    pub(super) minutes: u64,
    pub(super) hours: u64,
    pub(super) months: u64,
    /// Sorted; any year when empty.
    pub(super) years: Vec<i16>,
    pub(super) days: Days,
    /// Whether minute or hour is left open: the times follow the clock rather than name one.
    pub(super) open: bool,
    /// What of its expression says less than it seems to, for people.
    pub(super) remarks: Vec<String>,
}

/// Times with the knowledge whether there are any, so that none is sought in vain again and again.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub(super) times: Times,
    /// Whether any date at all is meant.
    pub(super) possible: bool,
}

impl From<Times> for Known {
    fn from(times: Times) -> Self {
        let possible = times.is_possible();
        Self { times, possible }
    }
}

/// Which days, apart from month and year.
#[derive(Clone, Debug)]
pub(super) enum Days {
    /// Day of the month and weekday as cron combines them.
    Cron(Box<CronPattern>),
    /// Both must agree.
    Lists { days: u64, weekdays: u64 },
}

/// A set of numbers below 64, all when the list is absent or empty.
fn mask(list: Option<&[u16]>) -> u64 {
    match list {
        None | Some([]) => u64::MAX,
        Some(values) => bits(values),
    }
}

/// A set of numbers below 64.
pub(super) fn bits(values: &[u16]) -> u64 {
    values.iter().filter(|&&value| value < 64).fold(0, |bits, value| bits | 1 << value)
}

/// Whether `set` holds `value`.
pub(super) const fn holds(set: u64, value: i8) -> bool {
    set >> value & 1 == 1
}

/// The smallest member of `set` from `from` to `last`.
fn first(set: u64, from: i8, last: i8) -> Option<i8> {
    (from..=last).find(|&value| holds(set, value))
}

impl Times {
    /// The times of a calendar whose lists are in range.
    pub(super) fn of(calendar: &Calendar) -> Self {
        let mut years: Vec<i16> =
            calendar.years.iter().flatten().filter_map(|&year| i16::try_from(year).ok()).collect();
        years.sort_unstable();
        let (minutes, hours) = (calendar.minutes.as_deref(), calendar.hours.as_deref());
        Self {
            seconds: 1,
            minutes: mask(minutes),
            hours: mask(hours),
            months: mask(calendar.months.as_deref()),
            years,
            days: Days::Lists {
                days: mask(calendar.days.as_deref()),
                weekdays: mask(calendar.weekdays.as_deref()),
            },
            open: [minutes, hours].iter().any(|list| list.is_none_or(<[u16]>::is_empty)),
            remarks: Vec::new(),
        }
    }

    /// The first of these times at or after `from`, which is a whole second.
    pub(super) fn first_from(&self, from: DateTime) -> Option<DateTime> {
        let last = match self.years.last() {
            Some(year) => *year,
            None => from.year().saturating_add(HORIZON_YEARS).min(9999),
        };
        self.first_within(from, Date::new(last, 12, 31).ok()?)
    }

    /// The first of these times at or after `from` and before `end`, without looking further.
    pub(super) fn first_between(&self, from: DateTime, end: DateTime) -> Option<DateTime> {
        self.first_within(from, end.date()).filter(|found| *found < end)
    }

    /// Whether a whole second is one of these times.
    pub(super) fn hold(&self, at: DateTime) -> bool {
        self.day(at.date()) && self.time_from(at.time()) == Some(at.time())
    }

    fn first_within(&self, from: DateTime, last: Date) -> Option<DateTime> {
        let today = from.date();
        if self.day(today)
            && let Some(time) = self.time_from(from.time())
        {
            return Some(today.to_datetime(time));
        }
        let day = self.day_after(today, last)?;
        self.time_from(Time::midnight()).map(|time| day.to_datetime(time))
    }

    /// Whether there is any such date at all.
    fn is_possible(&self) -> bool {
        let first = self.years.first().copied().unwrap_or(2000);
        self.first_from(Date::constant(first, 1, 1).to_datetime(Time::midnight())).is_some()
    }

    fn time_from(&self, from: Time) -> Option<Time> {
        let (mut hour, mut minute, mut second) = (from.hour(), from.minute(), from.second());
        loop {
            let next = first(self.hours, hour, 23)?;
            if next > hour {
                (hour, minute, second) = (next, 0, 0);
            }
            match first(self.minutes, minute, 59) {
                Some(next) if next > minute => (minute, second) = (next, 0),
                Some(_) => {}
                None => {
                    (hour, minute, second) = (hour + 1, 0, 0);
                    continue;
                }
            }
            match first(self.seconds, second, 59) {
                Some(second) => return Time::new(hour, minute, second, 0).ok(),
                None => (minute, second) = (minute + 1, 0),
            }
        }
    }

    /// The first matching day after `day`, up to `last`.
    fn day_after(&self, day: Date, last: Date) -> Option<Date> {
        let mut day = day.tomorrow().ok()?;
        while day <= last {
            if !self.year(day.year()) {
                day = Date::new(day.year() + 1, 1, 1).ok()?;
            } else if !holds(self.months, day.month()) {
                day = day.last_of_month().tomorrow().ok()?;
            } else if self.matches_day(day) {
                return Some(day);
            } else {
                day = day.tomorrow().ok()?;
            }
        }
        None
    }

    fn day(&self, day: Date) -> bool {
        self.year(day.year()) && holds(self.months, day.month()) && self.matches_day(day)
    }

    fn year(&self, year: i16) -> bool {
        self.years.is_empty() || self.years.binary_search(&year).is_ok()
    }

    fn matches_day(&self, date: Date) -> bool {
        let weekday = date.weekday().to_sunday_zero_offset();
        match &self.days {
            Days::Lists { days, weekdays } => holds(*days, date.day()) && holds(*weekdays, weekday),
            Days::Cron(pattern) => pattern
                .day_match(
                    i32::from(date.year()),
                    u32::from(date.month().unsigned_abs()),
                    u32::from(date.day().unsigned_abs()),
                    Weekday::from_days_from_sunday(u32::from(weekday.unsigned_abs())),
                )
                // An error would be a date that does not exist.
                .unwrap_or(false),
        }
    }
}
