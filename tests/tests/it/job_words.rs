//! What the command line says of jobs: what others wrote stays text, and all that was said is shown.

use serde_json::{Value, json};
use taskmaster_tests::{Cli, Rest, Up, WITHIN, until};

/// What a terminal would obey.
const OBEYED: [char; 5] = ['\u{1b}', '\r', '\u{7}', '\u{9b}', '\u{202e}'];

fn assert_only_shown(text: &str) {
    assert!(!text.contains(OBEYED), "{text:?}");
}

async fn create(rest: &Rest, document: Value) -> String {
    rest.send("/api/jobs", &document).await.must(201)["id"].as_str().unwrap().to_owned()
}

async fn job(cli: &Cli, name: &str) -> Value {
    cli.run(&["job", "get", name, "-o", "json"]).await.ok().json()
}

fn plain(name: &str) -> Value {
    json!({"name": name, "task": {"command": "true"}})
}

#[tokio::test(flavor = "multi_thread")]
async fn what_others_wrote_is_shown_and_never_obeyed() {
    let up = Up::with(1, 1).start().await;
    let (cli, rest) = (up.cli(), up.rest());
    let wrong = "\u{1b}]0;pwn\u{7}\u{1b}[2J\u{9b}2J\u{202e}x\ry";
    create(
        &rest,
        json!({
            "name": "odd", "description": format!("{wrong}\nstate          on"),
            "task": {"command": format!("echo '{wrong}'\nstate off"), "env": {"A": wrong}},
            "schedule": {"kind": "cron", "expressions": ["@daily"], "active": false},
        }),
    )
    .await;
    let shown = cli.run(&["job", "get", "odd"]).await.ok().out();
    assert_only_shown(&shown);
    let states: Vec<&str> = shown.lines().filter(|line| line.starts_with("state ")).collect();
    assert_eq!(states, ["state          off"], "{shown}");
    assert!(shown.contains("\u{FFFD}]0;pwn\u{FFFD}\u{FFFD}[2J"), "{shown}");
    assert_eq!(job(&cli, "odd").await["task"]["env"]["A"], wrong, "a document has it as it is");
    let exported = cli.run(&["job", "export", "odd"]).await.ok().json();
    assert_eq!(exported["jobs"][0]["task"]["env"]["A"], wrong);

    let name = format!("x{wrong}");
    for args in [
        &["job", "get", &name][..],
        &["job", "delete", &name],
        &["job", "off", &name],
        &["job", "enable", &name],
        &["job", "list", "--limit", &name],
        &["task", "get", &name],
        &["task", "list", "--cursor", &name],
        &["--set", &name, "status"],
    ] {
        let refused = cli.run(args).await;
        assert_ne!(refused.code, Some(0), "{args:?}");
        assert!(refused.err().starts_with("error: "), "{args:?}: {}", refused.err());
        assert_only_shown(&refused.err());
    }

    let echo = ["task", "submit", "--quiet", "--wait", "--", "printf '\\033[1mbold\\033[0m'"];
    assert_eq!(cli.run(&echo).await.ok().out(), "\u{1b}[1mbold\u{1b}[0m", "output is its own");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_says_of_which_job_it_is() {
    let up = Up::with(1, 1).start().await;
    let (cli, rest) = (up.cli(), up.rest());
    let (a, b) = (create(&rest, plain("alpha")).await, create(&rest, plain("beta")).await);
    let run = cli.run(&["job", "run", "alpha", "-o", "json"]).await.ok().json();
    let run = run["id"].as_str().unwrap();
    cli.run(&["job", "run", "beta"]).await.ok();
    until("the end of the runs", WITHIN, async || {
        let open = [job(&cli, "alpha").await, job(&cli, "beta").await];
        open.iter().all(|job| job["openRuns"] == 0).then_some(())
    })
    .await;

    let all = cli.run(&["job", "runs"]).await.ok().out();
    let jobs: Vec<&str> = all.lines().filter_map(|row| row.split_whitespace().nth(1)).collect();
    assert_eq!(jobs, ["JOB", "beta", "alpha"], "{all}");
    let own = cli.run(&["job", "runs", "beta"]).await.ok().out();
    assert!(!own.contains("JOB") && !own.contains("beta"), "{own}");

    let told = cli.run(&["task", "get", run]).await.ok().out();
    let line = format!(" alpha ({a})");
    assert!(told.lines().any(|row| row.starts_with("job ") && row.ends_with(&line)), "{told}");
    assert!(told.lines().any(|row| row.starts_with("trigger ") && row.ends_with(" manual")));
    let document = cli.run(&["task", "get", run, "-o", "json"]).await.ok().json();
    let expected = json!({"jobId": a, "jobVersion": 1, "trigger": "manual", "nominalAt": null});
    assert_eq!(document["run"], expected);
    assert_eq!(rest.get(&format!("/api/tasks/{run}")).await.must(200)["run"], expected);

    cli.run(&["job", "delete", "beta", "--keep-runs"]).await.ok();
    let all = cli.run(&["job", "runs"]).await.ok().out();
    assert!(!all.contains("beta"), "{b}: {all}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_is_disabled_and_enabled_again_and_nothing_else_of_it_changes() {
    let up = Up::with(1, 1).start().await;
    let (cli, rest) = (up.cli(), up.rest());
    let mut document = plain("nightly");
    document["task"]["env"] = json!({"A": "b"});
    document["schedule"] = json!({"kind": "cron", "expressions": ["@daily"]});
    create(&rest, document).await;
    let before = job(&cli, "nightly").await;
    let done = cli.run(&["job", "disable", "nightly", "nobody", "-o", "json"]).await;
    assert_eq!(done.code, Some(1), "{done:?}");
    let told = done.json();
    assert_eq!(
        (&told["switched"], &told["unchanged"], &told["failed"]),
        (&json!(1), &json!(0), &json!(1))
    );
    assert_eq!(told["jobs"][0]["outcome"], "switched");
    let mut disabled = job(&cli, "nightly").await;
    assert_eq!((&disabled["enabled"], &disabled["version"]), (&json!(false), &json!(2)));
    let refused = cli.run(&["job", "run", "nightly"]).await;
    assert_eq!(refused.code, Some(1), "{refused:?}");
    let again = cli.run(&["job", "disable", "nightly"]).await.ok();
    assert!(again.err().contains("0 jobs disabled, 1 disabled already"), "{}", again.err());

    let enabled = cli.run(&["job", "enable", "nightly"]).await.ok();
    assert!(enabled.err().contains("1 job enabled"), "{}", enabled.err());
    disabled = job(&cli, "nightly").await;
    for own in ["enabled", "task", "schedule", "nextRunAt", "labels", "owner"] {
        assert_eq!(disabled[own], before[own], "{own}");
    }
    assert_eq!(disabled["version"], 3);
    cli.run(&["job", "run", "nightly"]).await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_done_is_said_in_words_of_the_command_line() {
    let up = Up::with(1, 1).start().await;
    let (cli, rest) = (up.cli(), up.rest());
    create(&rest, plain("bare")).await;
    let interval = |active| json!({"kind": "interval", "seconds": 3600, "active": active});
    for (name, active) in [("on-1", true), ("on-2", true), ("off-1", false)] {
        let mut document = plain(name);
        document["schedule"] = interval(active);
        create(&rest, document).await;
    }
    let mut checked = plain("checked");
    checked["checks"] = json!([{"name": "db", "kind": "command", "command": "true"}]);
    create(&rest, checked).await;

    for (args, code, said) in [
        (&["job", "check", "bare"][..], 1, "error: bare has no checks\n"),
        (
            &["job", "check", "checked", "nope"],
            1,
            "error: checked has no check \"nope\": it has db\n",
        ),
        (
            &["job", "off", "--label", "team=data"],
            1,
            "error: there is no job with a schedule and team=data\n",
        ),
        (
            &["job", "off", "--label", "team=data", "--yes"],
            1,
            "error: there is no job with a schedule and team=data\n",
        ),
        (&["job", "off", "--all"], 2, "error: this switches 2 jobs off; add --yes\n"),
        (&["job", "on", "--all"], 2, "error: this switches 1 job on; add --yes\n"),
    ] {
        let refused = cli.run(args).await;
        assert_eq!((refused.code, refused.err().as_str()), (Some(code), said), "{args:?}");
    }
    cli.run(&["job", "off", "--all", "--yes"]).await.ok();
    let nothing = cli.run(&["job", "off", "--all"]).await.ok();
    assert!(nothing.err().contains("0 jobs switched off, 3 off already"), "{}", nothing.err());
    let unit = cli.run(&["job", "create", "--name", "a", "--interval", "90", "--", "true"]).await;
    assert!(unit.err().contains("a unit is missing, such as 90s"), "{}", unit.err());
}

#[tokio::test(flavor = "multi_thread")]
async fn checks_that_are_asked_for_by_name_answer_for_themselves_alone() {
    let up = Up::with(1, 1).start().await;
    let (cli, rest) = (up.cli(), up.rest());
    let mut both = plain("both");
    both["checks"] = json!([
        {"name": "well", "kind": "command", "command": "true"},
        {"name": "ill", "kind": "command", "command": "false"},
    ]);
    create(&rest, both).await;
    let well = cli.run(&["job", "check", "both", "well"]).await.ok().out();
    assert!(well.contains("well") && !well.contains("ill "), "{well}");
    for asked in [&["job", "check", "both", "ill"][..], &["job", "check", "both"]] {
        let told = cli.run(asked).await;
        assert_eq!(told.code, Some(1), "{told:?}");
        assert!(told.out().contains("failed"), "{told:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_version_of_a_page_says_what_it_changed() {
    let up = Up::with(1, 1).start().await;
    let (cli, rest) = (up.cli(), up.rest());
    // So long that a page holds a few of them.
    let long = |n: usize| {
        let parts = (0..40).map(|part| (format!("P{part}"), "x".repeat(20_000)));
        let env: serde_json::Map<String, Value> =
            parts.map(|(name, value)| (name, json!(value))).collect();
        json!({"name": "long", "task": {"command": "true", "priority": n, "env": env}})
    };
    let id = create(&rest, long(1)).await;
    for n in 2..=12 {
        rest.put(&format!("/api/jobs/{id}"), &long(n)).await.must(200);
    }
    let mut cursor: Option<String> = None;
    let mut changed = Vec::new();
    loop {
        let mut args = vec!["job", "versions", "long"];
        if let Some(cursor) = &cursor {
            args.extend(["--cursor", cursor]);
        }
        let page = cli.run(&args).await.ok();
        changed.extend(page.out().lines().skip(1).map(|row| row.ends_with("task.priority")));
        match page.err().trim().strip_prefix("more: --cursor ") {
            Some(next) => cursor = Some(next.to_owned()),
            None => break,
        }
    }
    assert!(cursor.is_some(), "there are several pages");
    assert_eq!(changed, [vec![true; 11], vec![false]].concat());
}
