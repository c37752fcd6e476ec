//! One field of an expression, and what can be wrong with it. The numbers are croner's to read.

/// A field: its name, its range, the names of its values in order from the lowest.
pub(super) struct Field {
    pub(super) name: &'static str,
    low: u16,
    high: u16,
    names: &'static [&'static str],
}

const MONTHS: [&str; 12] =
    ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const WEEKDAYS: [&str; 7] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/// All of them, second first.
pub(super) const FIELDS: [Field; 6] = [
    Field { name: "second", low: 0, high: 59, names: &[] },
    Field { name: "minute", low: 0, high: 59, names: &[] },
    Field { name: "hour", low: 0, high: 23, names: &[] },
    Field { name: "day", low: 1, high: 31, names: &[] },
    Field { name: "month", low: 1, high: 12, names: &MONTHS },
    Field { name: "weekday", low: 0, high: 7, names: &WEEKDAYS },
];
pub(super) const DAY: usize = 3;
pub(super) const WEEKDAY: usize = 5;

impl Field {
    fn is_day(&self) -> bool {
        self.name == FIELDS[DAY].name
    }

    fn is_weekday(&self) -> bool {
        self.name == FIELDS[WEEKDAY].name
    }

    /// Whether this is the number behind the last of a field that begins with zero again then.
    pub(super) fn is_behind_last(&self, value: &str) -> bool {
        self.low == 0 && !self.is_weekday() && value.parse() == Ok(self.high + 1)
    }

    /// The names of its values, or their numbers behind its own name.
    fn told(&self, value: u16) -> String {
        match self.names.get(usize::from(value - self.low)) {
            Some(name) => (*name).to_owned(),
            None => format!("{} {value}", self.name),
        }
    }

    /// All that it may be, such as `1 to 12, or JAN FEB …`.
    fn values(&self) -> String {
        let names = match self.names {
            [] => String::new(),
            names => format!(", or {}", names.join(" ")),
        };
        format!("{} to {}{names}", self.low, self.high)
    }
}

/// Says no to what is no list of values, ranges and steps.
pub(super) fn check(field: &Field, value: &str) -> Result<(), String> {
    let items: Vec<&str> = value.split(',').collect();
    if items.contains(&"L") && items.contains(&"LW") {
        return Err(format!("{value} has both L and LW, which cannot be in one list"));
    }
    if items.len() > 1 && items.iter().any(|item| matches!(*item, "*" | "?")) {
        return Err(format!("{value} has more than all: write * alone"));
    }
    if items.contains(&"") {
        return Err(format!("{value} has an empty item"));
    }
    items.iter().try_for_each(|item| check_item(field, item))
}

fn check_item(field: &Field, item: &str) -> Result<(), String> {
    match item {
        "?" if field.is_day() || field.is_weekday() => return Ok(()),
        "?" => return Err("? is for day and weekday only: write * for any".into()),
        "L" | "LW" if field.is_day() => return Ok(()),
        "L" if field.is_weekday() => {
            return Err("L needs its weekday here, such as 5L or FRIL".into());
        }
        _ => {}
    }
    if let Some(known) = lettered(field, item) {
        return known;
    }
    let (range, nth) = item.split_once('#').map_or((item, None), |(r, n)| (r, Some(n)));
    if nth.is_some_and(|nth| !field.is_weekday() || !matches!(nth, "1" | "2" | "3" | "4" | "5")) {
        return Err(format!("{item} is not understood: # picks the 1st to 5th of a weekday"));
    }
    let (range, step) = range.split_once('/').map_or((range, None), |(r, s)| (r, Some(s)));
    let step = match step.map(str::parse::<u16>) {
        None => None,
        Some(Ok(step @ 1..=999)) => Some(step),
        Some(_) => {
            return Err(format!("{item} has no good step: behind the / goes a number, 1 to 999"));
        }
    };
    match range {
        "*" if nth.is_none() => return Ok(()),
        "" => {
            return Err(format!(
                "{item} is no {}: in front of the {} goes what it picks of, such as *",
                field.name,
                if step.is_some() { '/' } else { '#' }
            ));
        }
        _ => {}
    }
    let Some((low, high)) = range.split_once('-') else {
        value_of(field, range)?;
        return match step {
            None => Ok(()),
            Some(step) => {
                let high = field.high;
                Err(format!(
                    "{item} needs a range to step through: */{step} or {range}-{high}/{step}"
                ))
            }
        };
    };
    if low.is_empty() || high.is_empty() {
        return Err(format!(
            "{range} is no {}: a range has both its ends, out of {}",
            field.name,
            field.values()
        ));
    }
    let (from, to) = range_of(field, low, high)?;
    if from > to {
        let forwards = forwards(field, (from, to), step, nth);
        return Err(format!("{item} runs backwards: write {forwards}"));
    }
    Ok(())
}

/// What a range means that runs backwards, with what it picks of it: up to the end of the field, and on
/// from its beginning.
fn forwards(field: &Field, (from, to): (u16, u16), step: Option<u16>, nth: Option<&str>) -> String {
    // Sunday has two numbers.
    let (last, low) = if field.is_weekday() { (6, 0) } else { (field.high, field.low) };
    let from = if field.is_weekday() && from == 7 { 0 } else { from };
    let count = last + 1 - low;
    let ranges = match step {
        Some(step) if step > 1 => {
            let end = if from > to { to + count } else { to };
            let picked = (from..=end).step_by(usize::from(step));
            picked.map(|value| (value - low) % count + low).map(|value| (value, value)).collect()
        }
        _ if from > to => vec![(from, last), (low, to)],
        _ => vec![(from, to)],
    };
    let nth = nth.map(|nth| format!("#{nth}")).unwrap_or_default();
    let told = ranges.into_iter().map(|(from, to)| span(from, to) + &nth);
    told.collect::<Vec<_>>().join(",")
}

/// Of a field that is fine, steps that go beyond its range, and so pick its first value alone.
pub(super) fn lone_steps(field: &Field, value: &str) -> Vec<String> {
    let told = |item: &str| {
        let (range, step) = item.split('#').next()?.split_once('/')?;
        let step: usize = step.parse().ok()?;
        let (low, high) = match range.split_once('-') {
            Some((low, high)) => range_of(field, low, high).ok()?,
            None => (field.low, field.high),
        };
        // Sunday has two numbers.
        let is_same = |value: u16| value == low || field.is_weekday() && value == low + 7;
        let is_alone = (low..=high).step_by(step.max(1)).all(is_same);
        is_alone.then(|| format!("{item} in the {}s means {} only", field.name, field.told(low)))
    };
    value.split(',').filter_map(told).collect()
}

/// An item with L or W in it, when it is one.
fn lettered(field: &Field, item: &str) -> Option<Result<(), String>> {
    let has_letter = |letter: char| {
        let rest = || item.split(letter);
        // Not a name, such as WED.
        let plain = |part: &str| part.bytes().all(|b| b.is_ascii_digit() || b"-LW/+".contains(&b));
        item.contains(letter) && rest().all(plain)
    };
    if field.is_weekday()
        && let Some(weekday) = item.strip_suffix('L')
    {
        return Some(value_of(field, weekday).map(drop));
    }
    if field.is_day()
        && let Some(day) = item.strip_suffix('W').filter(|day| !day.is_empty())
    {
        if day.contains(['-', 'L', '/']) {
            return Some(Err(format!(
                "{item} is not understood: W goes with one day, such as 15W"
            )));
        }
        return Some(value_of(field, day).map(drop));
    }
    let wrong = if has_letter('W') {
        match field.is_day() {
            true => "W stands behind one day, as in 15W, the working day nearest to the 15th",
            false => "W is for the day only, as in 15W, the working day nearest to the 15th",
        }
    } else if has_letter('L') {
        match field.is_day() {
            true => {
                "of the end of a month there are L, its last day, and LW, its last working day; no \
                 days are counted from there"
            }
            false if field.is_weekday() => "L stands behind one weekday, as in 5L, the last Friday",
            false => "L is for the day, the last of the month, and the weekday, as in 5L",
        }
    } else {
        return None;
    };
    Some(Err(format!("{item} is not understood: {wrong}")))
}

fn span(from: u16, to: u16) -> String {
    if from == to { from.to_string() } else { format!("{from}-{to}") }
}

/// The ends of a range. A week may end in Sunday.
fn range_of(field: &Field, low: &str, high: &str) -> Result<(u16, u16), String> {
    let (from, to) = (value_of(field, low)?, value_of(field, high)?);
    let ends_week = field.is_weekday() && high == WEEKDAYS[0];
    Ok((from, if ends_week { 7 } else { to }))
}

/// A value of a field, by number or by name.
fn value_of(field: &Field, text: &str) -> Result<u16, String> {
    let (name, low, high) = (field.name, field.low, field.high);
    if let Some(index) = field.names.iter().position(|known| *known == text) {
        return Ok(low + u16::try_from(index).unwrap_or(0));
    }
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return match text.parse() {
            Ok(value) if text.len() <= 4 && (low..=high).contains(&value) => Ok(value),
            _ => Err(format!("{text} is no {name}: {low} to {high}")),
        };
    }
    Err(format!("{text:?} is no {name}: {}{}", field.values(), meant(field, text)))
}

/// The name that was meant by one that is none of this field.
fn meant(field: &Field, text: &str) -> String {
    let begins = |name: &&&str| text.len() >= 3 && text.starts_with(**name);
    let near = |name: &&&str| {
        let differing = name.bytes().zip(text.bytes()).filter(|(a, b)| a != b).count();
        text.len() == 3 && differing == 1
    };
    let own = |own: &&str| format!("; did you mean {own}?");
    if let Some(whole) = field.names.iter().find(begins) {
        return own(whole);
    }
    if let Some(other) = FIELDS.iter().find(|other| other.names.contains(&text)) {
        return format!("; {text} is a {}", other.name);
    }
    field.names.iter().find(near).map(own).unwrap_or_default()
}
