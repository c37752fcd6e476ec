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
        "*/90 * * * *",
        "*/60,30 * * * *",
        "10-20/15 * * * *",
        "*/60 * * * * *",
        "0 */24 * * *",
        "0 0 */32 * *",
        "0 0 1 */13 *",
        "0 0 * * */7",
        "0 0 1 6-JUL/2 *",
        "0 9-17/8 * * *",
        "0 9 * * MON-SUN/2",
        "0 9 * * MON-SUN/7",
        "0 9 * * 0-7/7",
        "0 9 * * FRI-SUN",
        "0 9 * * SUN-TUE",
        "0 9 * * FRI,SAT,SUN,MON",
        "0 9 * * 0,1,3",
        "0 9 * * 0-2,4-6",
        "0 9 * * 0,1,2,4",
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
    */90 * * * *: every hour (*/90 in the minutes means minute 0 only)
    */60,30 * * * *: every 30 minutes (*/60 in the minutes means minute 0 only)
    10-20/15 * * * *: at minute 10 of every hour (10-20/15 in the minutes means minute 10 only)
    */60 * * * * *: every minute (*/60 in the seconds means second 0 only)
    0 */24 * * *: at 00:00 every day (*/24 in the hours means hour 0 only)
    0 0 */32 * *: at 00:00 on day 1 (*/32 in the days means day 1 only)
    0 0 1 */13 *: at 00:00 on day 1 in January (*/13 in the months means JAN only)
    0 0 * * */7: at 00:00 on Sunday (*/7 in the weekdays means SUN only)
    0 0 1 6-JUL/2 *: at 00:00 on day 1 in June (6-JUL/2 in the months means JUN only)
    0 9-17/8 * * *: at 09:00 and 17:00 every day
    0 9 * * MON-SUN/2: at 09:00 on Monday, Wednesday, Friday and Sunday
    0 9 * * MON-SUN/7: at 09:00 on Monday (MON-SUN/7 in the weekdays means MON only)
    0 9 * * 0-7/7: at 09:00 on Sunday (0-7/7 in the weekdays means SUN only)
    0 9 * * FRI-SUN: at 09:00 on Friday to Sunday
    0 9 * * SUN-TUE: at 09:00 on Sunday to Tuesday
    0 9 * * FRI,SAT,SUN,MON: at 09:00 on Friday to Monday
    0 9 * * 0,1,3: at 09:00 on Monday, Wednesday and Sunday
    0 9 * * 0-2,4-6: at 09:00 on Thursday to Tuesday
    0 9 * * 0,1,2,4: at 09:00 on Sunday to Tuesday and Thursday
    not cron: not cron
    "#);
}

#[test]
fn the_first_time_of_a_preview_says_which_steps_pick_one_value_only() {
    let schedule = cron(&["*/90 * * * *", "*/30 * * * *"], "Europe/Zurich");
    let notes = |after| {
        let times = Plan::new(&schedule).unwrap().preview(at(after), 2).into_iter();
        times.map(|time| time.note).collect::<Vec<_>>()
    };
    let remark = "*/90 in the minutes means minute 0 only";
    assert_eq!(notes("2026-03-20T00:00:00Z"), [Some(remark.to_owned()), None]);
    let gap = notes("2026-03-29T00:45:00Z").remove(0).unwrap();
    assert!(gap.starts_with(&format!("{remark}; left out: 02:00")), "{gap}");
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
