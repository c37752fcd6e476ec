//! Expressions, made from lists: each time of day with each kind of day.

const TIMES: [&str; 27] = [
    "* *",
    "*/15 *",
    "*/7 *",
    "0 *",
    "30 *",
    "0,20 *",
    "0 */2",
    "15 */3",
    "*/20 2",
    "* 2",
    "* 1-3",
    "0 0",
    "30 0",
    "0 1",
    "30 1",
    "59 1",
    "0 2",
    "30 2",
    "59 2",
    "0 3",
    "30 3",
    "59 23",
    "45 2,3",
    "10,20,30 2",
    "0-59/10 0-4",
    "17 1-5/2",
    "0 12",
];

const DAYS: [&str; 20] = [
    "* * *",
    "? * SUN",
    "* * 1-5",
    "* * 0,6",
    "* * 7",
    "1 * *",
    "25-31 * *",
    "L * *",
    "LW * *",
    "15W,31W * *",
    "1W * *",
    "* * SUN#2",
    "* * 0L",
    "* MAR,OCT-NOV *",
    "29 2,3 *",
    "13 * 5",
    "*/2 * *",
    "*/2 * 0",
    "8-14 * */3",
    "L 3-5,10 0#1",
];

const SECONDS: [&str; 20] = [
    "* * * * * *",
    "*/10 30 2 * * *",
    "0 0 2 * * *",
    "30 59 1 * * *",
    "59 59 2 * * *",
    "15,45 */30 * * * *",
    "* 0 2 * * *",
    "*/7 * 1-3 * * *",
    "30 30 0 * * SUN",
    "5 */20 2 * * 0",
    "0 30 * * * *",
    "1 0 3 * * *",
    "0 0 0 * * *",
    "59 59 23 * * *",
    "0-10/5 30 1,2 * * *",
    "*/30 */30 */2 * * *",
    "20 20 20 * * *",
    "45 59 0 L * *",
    "0 0 1 * MAR,OCT 0L",
    "10-12 0 0-3 * * *",
];

/// More than five hundred with five fields.
pub(crate) fn minutes() -> Vec<String> {
    TIMES.iter().flat_map(|time| DAYS.iter().map(move |day| format!("{time} {day}"))).collect()
}

/// A few with six.
pub(crate) fn seconds() -> Vec<String> {
    SECONDS.iter().map(|text| (*text).to_owned()).collect()
}
