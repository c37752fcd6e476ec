//! What a schedule says, to people and in its kept form.

use super::*;

#[test]
fn an_expression_is_told_in_english() {
    let told: Vec<String> = [
        "0 9 * * 1-5",
        "* * * * *",
        "* * * * * *",
        "*/15 * * * *",
        "*/10 * * * * *",
        "0 * * * *",
        "30 * * * *",
        "0 */2 * * *",
        "*/5 9-17 * * MON-FRI",
        "* 3 * * *",
        "0,30 9,17 * * *",
        "0 0 1,15 * *",
        "0 0 13 * 5",
        "0 0 */2 * 5",
        "0 0 15 * 0-6",
        "0 0 * * 0-6",
        "0 0 L * *",
        "0 0 LW 3,6,9,12 *",
        "0 0 15W * *",
        "0 0 * * 5L",
        "0 0 * * 1-3#2",
        "0 9 * 1-3,12 SAT,SUN",
        "15 30 9 * * *",
        "15,45 30 9 * * *",
        "*/20 0,30 * * * *",
        "7 1,2,3,4,5,6,7,8 * * *",
        "@daily",
        "@yearly",
        "not cron",
    ]
    .iter()
    .map(|text| format!("{text}: {}", describe(&cron(&[text], "UTC"))))
    .collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
    0 9 * * 1-5: at 09:00 on Monday to Friday
    * * * * *: every minute
    * * * * * *: every second
    */15 * * * *: every 15 minutes
    */10 * * * * *: every 10 seconds
    0 * * * *: every hour
    30 * * * *: at minute 30 of every hour
    0 */2 * * *: at minute 0 of every 2nd hour
    */5 9-17 * * MON-FRI: every 5 minutes from 09:00 to 17:59 on Monday to Friday
    * 3 * * *: every minute from 03:00 to 03:59
    0,30 9,17 * * *: at 09:00, 09:30, 17:00 and 17:30 every day
    0 0 1,15 * *: at 00:00 on days 1 and 15
    0 0 13 * 5: at 00:00 on day 13 or on Friday
    0 0 */2 * 5: at 00:00 on days 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29 and 31 if it is Friday
    0 0 15 * 0-6: at 00:00 on day 15 or on any day
    0 0 * * 0-6: at 00:00 every day
    0 0 L * *: at 00:00 on the last day of the month
    0 0 LW 3,6,9,12 *: at 00:00 on the last working day of the month in March, June, September and December
    0 0 15W * *: at 00:00 on the working day nearest to day 15
    0 0 * * 5L: at 00:00 on the last Friday of the month
    0 0 * * 1-3#2: at 00:00 on the 2nd Monday to Wednesday of the month
    0 9 * 1-3,12 SAT,SUN: at 09:00 on Saturday and Sunday in January to March and December
    15 30 9 * * *: at 09:30:15 every day
    15,45 30 9 * * *: at 09:30:15 and 09:30:45 every day
    */20 0,30 * * * *: every 20 seconds of minutes 0 and 30 of every hour
    7 1,2,3,4,5,6,7,8 * * *: at minute 7 from 01:00 to 08:59
    @daily: at 00:00 every day
    @yearly: at 00:00 on day 1 in January
    not cron: not cron
    "#);
}

#[test]
fn the_other_kinds_are_told_in_english() {
    let calendar = Calendar {
        years: Some(vec![2026]),
        months: Some(vec![1, 2, 3]),
        days: Some(vec![13]),
        weekdays: Some(vec![5]),
        hours: Some(vec![9]),
        minutes: None,
    };
    let told: Vec<String> = [
        When::None,
        When::Interval { seconds: 5_400 },
        When::Interval { seconds: 86_400 },
        When::Once { at: at("2026-12-24T18:00:00Z") },
        When::Calendar(calendar),
        When::Cron { expressions: vec!["@daily".into(), "0 12 * * 6".into()] },
    ]
    .into_iter()
    .map(|when| describe(&Schedule { when, ..Schedule::default() }))
    .collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
    only by hand
    1 hour and 30 minutes after each run has finished
    1 day after each run has finished
    once at 2026-12-24T18:00:00.000Z
    every minute from 09:00 to 09:59 on day 13 if it is Friday in January to March in 2026
    at 00:00 every day; at 12:00 on Saturday
    "#);
}

#[test]
fn a_schedule_survives_its_kept_form() {
    let schedule = Schedule {
        active: false,
        starts_at: Some(at("2027-01-01T00:00:00.25Z")),
        jitter: Duration::from_millis(1_500),
        blackouts: vec![Blackout {
            from: Bound::Daily(22 * 60),
            until: Bound::Daily(1_440),
            weekdays: vec![6, 0],
            reason: "weekend".into(),
        }],
        gap: Gap::Shift,
        fold: Fold::Both,
        ..cron(&["@daily"], "Europe/Zurich")
    };
    let kept = serde_json::to_string(&schedule).unwrap();
    assert_eq!(serde_json::from_str::<Schedule>(&kept).unwrap(), schedule);
    insta::assert_snapshot!(kept, @r#"
    {"kind":"cron","expressions":["@daily"],"timezone":"Europe/Zurich","active":false,"starts_at":"2027-01-01T00:00:00.250000Z","jitter":{"secs":1,"nanos":500000000},"blackouts":[{"from":"22:00","until":"24:00","weekdays":[6,0],"reason":"weekend"}],"gap":"shift","fold":"both"}
    "#);
}

#[test]
fn what_is_not_said_is_the_default() {
    let read = |text| serde_json::from_str::<Schedule>(text).unwrap();
    assert_eq!(read(r#"{"kind":"none"}"#), Schedule::default());
    let cron = read(r#"{"kind":"cron","expressions":["@daily"]}"#);
    assert!(cron.active && cron.timezone == "UTC" && cron.gap == Gap::Cron);
    assert_eq!(
        read(r#"{"kind":"calendar","hours":[9],"days":null}"#).when,
        When::Calendar(Calendar { hours: Some(vec![9]), ..Calendar::default() })
    );
    assert_eq!(read(r#"{"kind":"interval","seconds":60}"#).when, When::Interval { seconds: 60 });
}
