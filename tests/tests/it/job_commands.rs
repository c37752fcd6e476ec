//! Jobs by the command line: files that are applied, documents that go round, crontabs.

use std::{fs, os::unix::fs::PermissionsExt as _, path::PathBuf};

use serde_json::{Value, json};
use taskmaster_proto::v1;
use taskmaster_tests::{Answer, Cli, Up, WITHIN};

/// A file of the machine under test.
fn file(up: &Up, name: &str, content: impl ToString) -> PathBuf {
    let path = up.folder().join(name);
    fs::write(&path, content.to_string()).unwrap();
    path
}

async fn apply(up: &Up, cli: &Cli, jobs: Value, more: &[&str]) -> Answer {
    let path = file(up, "jobs.json", json!({ "jobs": jobs }));
    cli.run(&[&["job", "apply", "-f", path.to_str().unwrap()], more].concat()).await
}

async fn job(cli: &Cli, name: &str) -> Value {
    cli.run(&["job", "get", name, "-o", "json"]).await.ok().json()
}

async fn names(cli: &Cli) -> Vec<String> {
    let listed = cli.run(&["job", "list", "-o", "json"]).await.ok().json();
    let name = |job: &Value| job["name"].as_str().unwrap().to_owned();
    listed["jobs"].as_array().unwrap().iter().map(name).collect()
}

fn plain(name: &str, command: &str) -> Value {
    json!({"name": name, "task": {"command": command}})
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_a_file_is_done_while_anything_in_it_is_wrong() {
    let up = Up::with(1, 1).start().await;
    let cli = up.cli();
    apply(&up, &cli, json!([plain("kept", "a"), plain("gone", "a")]), &[]).await.ok();
    let never = json!({"kind": "cron", "expressions": ["0 0 30 2 *"]});
    let wrong = json!([
        plain("kept", "b"),
        {"name": "never", "task": {"command": "true"}, "schedule": never},
        {"name": "misspelt", "task": {"command": "true"}, "colour": "red"},
        {"name": "poor", "task": {"command": "", "maxAttempts": 0}},
        {"name": "unchecked", "task": {"command": "true"}, "requiresChecks": true,
         "schedule": {"kind": "interval", "seconds": 60}},
    ]);
    for more in [&["--prune"][..], &["--prune", "--dry-run"]] {
        let answer = apply(&up, &cli, wrong.clone(), more).await;
        assert_eq!((answer.code, answer.out().as_str()), (Some(1), ""), "{}", answer.err());
        for expected in [
            "error: misspelt: colour ",
            "error: never: schedule.expressions[0] ",
            "error: poor: task.command ",
            "error: poor: task.maxAttempts ",
            "error: unchecked: checks ",
            "nothing is done",
        ] {
            assert!(answer.err().contains(expected), "{expected}: {}", answer.err());
        }
        assert_eq!(names(&cli).await, ["gone", "kept"]);
        assert_eq!(job(&cli, "kept").await["task"]["command"], "a");
    }
    let told = apply(&up, &cli, wrong, &["-o", "json"]).await.json();
    assert_eq!((&told["applied"], &told["steps"]), (&json!(false), &json!([])));
    let fault = &told["faults"][0];
    assert_eq!((&fault["job"], &fault["field"]), (&json!("misspelt"), &json!("colour")));

    let right = json!([plain("kept", "b"), plain("new", "a")]);
    let done = apply(&up, &cli, right, &["--prune", "-o", "json"]).await.ok().json();
    assert_eq!(done["applied"], true);
    let steps: Vec<(&str, bool)> = done["steps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| (step["step"].as_str().unwrap(), step["done"].as_bool().unwrap()))
        .collect();
    assert_eq!(steps, [("update", true), ("create", true), ("delete", true)], "deleted at last");
    assert_eq!(names(&cli).await, ["kept", "new"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failure_in_the_middle_says_what_was_done_and_what_was_not() {
    let up = Up::with(1, 1).start().await;
    let cli = up.cli();
    apply(&up, &cli, json!([plain("old", "true")]), &[]).await.ok();
    // While the checks of `gated` are tried, somebody takes the job away.
    let own = format!("{} job delete gated", taskmaster_tests::binary().display());
    let gated = json!({
        "name": "gated",
        "task": {"command": "true", "env": env(&up)},
        "requiresChecks": true,
        "checks": [{"name": "thief", "kind": "command", "command": own}],
        "schedule": {"kind": "interval", "seconds": 3600},
    });
    let jobs = json!([plain("first", "true"), gated]);
    let answer = apply(&up, &cli, jobs, &["--prune", "--yes"]).await;
    assert_eq!(answer.code, Some(1), "{answer:?}");
    for expected in
        ["error: gated: there is no job ", "done: create first\n", "not done: delete old\n"]
    {
        assert!(answer.err().contains(expected), "{expected}: {}", answer.err());
    }
    assert_eq!(names(&cli).await, ["first", "old"]);
}

/// What a command needs to find the coordinator.
fn env(up: &Up) -> Value {
    json!({"TASKMASTER_DATA_DIR": up.data()})
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_requires_checks_is_switched_on_once_they_are_ok() {
    let up = Up::with(1, 2).start().await;
    let cli = up.cli();
    let gated = |command: &str| {
        json!({
            "name": "gated",
            "task": {"command": "true"},
            "requiresChecks": true,
            "checks": [
                {"name": "well", "kind": "command", "command": "true"},
                {"name": "other", "kind": "command", "command": command},
            ],
            "schedule": {"kind": "interval", "seconds": 3600},
        })
    };
    let shown = apply(&up, &cli, json!([gated("true")]), &["--dry-run"]).await.ok();
    assert!(shown.err().contains("gated: goes on once its checks are ok"), "{}", shown.err());

    let ill = json!([gated("echo no such disk >&2; exit 3"), plain("rest", "true")]);
    let refused = apply(&up, &cli, ill.clone(), &[]).await;
    assert_eq!(refused.code, Some(1), "{refused:?}");
    let why = refused.err();
    assert!(why.contains("error: gated: stays off: other failed: "), "{why}");
    assert!(!why.contains("well "), "{why}");
    assert!(why.ends_with("2 jobs changed, 1 stays off\n"), "{why}");
    assert_eq!(names(&cli).await, ["gated", "rest"], "the rest is applied all the same");
    let kept = job(&cli, "gated").await;
    assert_eq!(kept["schedule"]["active"], false);
    let told = apply(&up, &cli, ill, &["-o", "json"]).await;
    assert_eq!(told.code, Some(1), "{told:?}");
    let told = told.json();
    let step = &told["steps"][0];
    assert!(step["unchecked"].as_str().unwrap().contains("other failed"), "{told}");
    assert_eq!((&step["done"], &step["written"]), (&json!(false), &json!(false)));
    let counts = (&told["applied"], &told["changed"], &told["stayOff"]);
    assert_eq!(counts, (&json!(false), &json!(0), &json!(1)));
    assert_eq!(job(&cli, "gated").await["version"], kept["version"], "nothing else differed");

    let slow = json!([gated("sleep 30"), plain("rest", "true")]);
    let late = apply(&up, &cli, slow, &["--check-timeout", "1s"]).await;
    assert_eq!(late.code, Some(1), "{late:?}");
    assert!(late.err().contains("gated: stays off: other running"), "{}", late.err());
    assert!(late.err().ends_with("1 job changed, 1 stays off\n"), "its check: {}", late.err());
    assert_eq!(job(&cli, "gated").await["schedule"]["active"], false);

    let well = json!([gated("true"), plain("rest", "true")]);
    let done = apply(&up, &cli, well.clone(), &[]).await.ok();
    assert!(done.err().contains("gated: its checks are ok, its schedule is on"), "{}", done.err());
    let on = job(&cli, "gated").await;
    assert!(on["schedule"]["active"] == true && on["nextRunAt"].is_string(), "{on}");
    assert_eq!(apply(&up, &cli, well.clone(), &[]).await.ok().out(), "", "nothing differs");

    let refused = apply(&up, &cli, json!([gated("exit 4"), plain("rest", "true")]), &[]).await;
    let why = refused.err();
    assert!(refused.code == Some(1) && why.contains("times are skipped: other failed"), "{why}");
    assert_eq!(job(&cli, "gated").await["schedule"]["active"], true, "what is on stays on");
    apply(&up, &cli, well, &[]).await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_told_of_a_job_can_be_edited_and_given_back() {
    let up = Up::with(1, 1).start().await;
    let cli = up.cli();
    let full = json!({
        "name": "round",
        "description": "of all that is said",
        "labels": {"team": "data", "empty": ""},
        "task": {
            "command": "echo '# a'\necho b\n", "priority": 3, "timeoutSeconds": 7.5,
            "env": {"EMPTY": "", "NO": "no", "N": "1"}, "metadata": {"a": [1, {"b": 2.5}]},
        },
        "schedule": {
            "kind": "calendar", "hours": [9], "minutes": [0], "timezone": "Europe/Berlin",
            "blackouts": [{"from": "22:00", "until": "06:00", "weekdays": [6]}],
            "startsAt": "2030-01-01T00:00:00Z", "jitterSeconds": 2,
        },
        "checks": [{"name": "db", "kind": "tcp", "host": "127.0.0.1", "port": 9}],
        "notify": {"emails": ["ops@example.org"]},
        "breakerThreshold": 0,
    });
    apply(&up, &cli, json!([full]), &[]).await.ok();
    let own = |told: &Value| {
        let mut own = told.clone();
        for member in ["version", "updatedAt"] {
            own[member] = Value::Null;
        }
        own
    };
    let first = job(&cli, "round").await;

    let path = file(&up, "told.json", &first);
    let edit = ["job", "edit", "round", "-f", path.to_str().unwrap()];
    let edited = cli.run(&[&edit[..], &["-o", "json"]].concat()).await.ok().json();
    assert_eq!(own(&edited), own(&first));
    let rest = up.rest().with("content-type", "application/json");
    let at = format!("/api/jobs/{}", first["id"].as_str().unwrap());
    let put = rest.call("PUT", &at, rest.get(&at).await.text()).await.must(200);
    assert_eq!(own(&put), own(&first));

    for format in ["json", "yaml", "toml"] {
        let text = cli.run(&["job", "export", "round", "--format", format]).await.ok().out();
        let path = file(&up, &format!("round.{format}"), &text);
        let path = path.to_str().unwrap();
        let edited = cli.run(&["job", "edit", "round", "-f", path, "-o", "json"]).await.ok();
        assert_eq!(own(&edited.json()), own(&first), "{text}");
        let same = cli.run(&["job", "apply", "--prune", "-f", path]).await.ok();
        assert_eq!(same.out(), "", "{text}");
        file(&up, &format!("round.{format}"), text.replace("of all that is said", "anew"));
        let shown = cli.run(&["job", "apply", "--dry-run", "-f", path]).await.ok().out();
        let expected = "update round\n  ~ description: \"of all that is said\" -> \"anew\"\n";
        assert_eq!(shown, expected, "{format}");
    }
}

/// A program that edits as `sed` does, and notes what it was given.
fn editor(up: &Up, expression: &str) -> String {
    let seen = up.folder().join("seen");
    let script = format!(
        "#!/bin/bash\nstat -c %a \"$1\" > {seen}\necho \"$1\" >> {seen}\nsed -i {expression} \"$1\"\n",
        seen = seen.display()
    );
    let path = file(up, "editor", script);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o700)).unwrap();
    path.to_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_is_edited_in_an_editor_whose_file_nobody_else_can_read() {
    let up = Up::with(1, 1).start().await;
    apply(&up, &up.cli(), json!([plain("hand", "first")]), &[]).await.ok();
    let edit = async |expression: &str| {
        let cli = up.cli().variable("EDITOR", &editor(&up, expression));
        cli.run(&["job", "edit", "hand"]).await
    };
    edit("s/first/second/").await.ok();
    assert_eq!(job(&up.cli(), "hand").await["task"]["command"], "second");
    let seen = fs::read_to_string(up.folder().join("seen")).unwrap();
    let (mode, path) = seen.split_once('\n').unwrap();
    assert_eq!(mode, "600");
    assert!(!PathBuf::from(path.trim()).exists(), "{path}");

    let same = edit("s/third/second/").await.ok();
    assert!(same.err().contains("nothing is changed"), "{}", same.err());
    let wrong = edit("s/priority:.*/priority:\\ 5000/").await;
    assert_eq!(wrong.code, Some(1), "{wrong:?}");
    assert!(wrong.err().contains("task.priority"), "{}", wrong.err());
    assert_eq!(job(&up.cli(), "hand").await["version"], 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_written_about_a_version_that_is_no_more_is_not_lost() {
    let up = Up::with(1, 1).start().await;
    let cli = up.cli();
    apply(&up, &cli, json!([plain("hand", "first")]), &[]).await.ok();
    // While the editor is open somebody else sets the job.
    let meanwhile = up.folder().join("meanwhile.json");
    fs::write(&meanwhile, plain("hand", "other").to_string()).unwrap();
    let other = cli.command(&["job", "edit", "hand", "-f", meanwhile.to_str().unwrap()]);
    let other = std::iter::once(other.get_program()).chain(other.get_args());
    let other: Vec<_> = other.map(|word| format!("'{}'", word.to_str().unwrap())).collect();
    let script = format!("#!/bin/bash\n{}\nsed -i s/first/mine/ \"$1\"\n", other.join(" "));
    let path = file(&up, "editor", script);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o700)).unwrap();

    let quiet = up.cli().variable("EDITOR", path.to_str().unwrap());
    let refused = quiet.run(&["-q", "job", "edit", "hand"]).await;
    assert_eq!(refused.code, Some(1), "{refused:?}");
    assert!(refused.err().contains("command: mine"), "{}", refused.err());
    assert_eq!(job(&cli, "hand").await["task"]["command"], "other");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crontab_is_taken_over_but_for_the_lines_that_are_wrong() {
    let up = Up::with(1, 1).start().await;
    let cli = up.cli();
    let text = "MAILTO=a\tb@c,d\te@f\n@daily twice\nMAILTO=\n\
        0 3 * * * true\n0 0 30 2 * true\n61 * * * * odd\n@reboot true\n\
        CRON_TZ=Europe/Berlim\n@daily away\nCRON_TZ=UTC\nMAILTO=root,<ops@example.org>\n\
        @hourly true\n0~30 * * * * true\n";
    let path = file(&up, "crontab", text);
    let import = ["job", "import-crontab", path.to_str().unwrap()];
    for more in [&[][..], &["--yes"]] {
        let shown = cli.run(&[&import[..], more].concat()).await;
        assert_eq!(shown.code, Some(1), "{shown:?}");
        let plan = shown.out();
        let heads: Vec<&str> = plan.lines().filter(|line| !line.starts_with(' ')).collect();
        assert_eq!(heads, ["create twice", "create true", "create true-2"], "{plan}");
        let lines: Vec<String> = shown.err().lines().map(str::to_owned).collect();
        for (n, expected) in [
            "line 5: its time ",
            "line 6: its time has a wrong minute field: 61 is no minute: 0 to 59",
            "line 7: @reboot is no time",
            "line 8: CRON_TZ Europe/Berlim is no IANA time zone",
            "line 9: its CRON_TZ is unknown: see line 8",
            "line 13: 0~30 asks for a time at random, which is not taken over",
            "line 1: MAILTO a b@c, d e@f is not taken over: no plain address",
            "line 2: commands start in the folder of their run, not in the home of a user",
            "line 11: MAILTO root is not taken over",
            "line 11: MAILTO ops@example.org is kept as `notify`, but no mail is sent yet",
        ]
        .iter()
        .enumerate()
        {
            assert!(lines[n].starts_with(expected), "{}", shown.err());
        }
    }
    assert_eq!(names(&cli).await, ["true", "true-2", "twice"]);
    let notify = json!({"emails": ["ops@example.org"], "on": "failure"});
    assert_eq!(job(&cli, "true-2").await["notify"], notify);
    let told = cli.run(&[&import[..], &["-o", "json"]].concat()).await.json();
    assert_eq!(told["steps"], json!([]), "the same file makes the same jobs");
    let line = &told["lines"][2];
    let (name, says) = (&line["name"], &line["description"]);
    assert_eq!((name, says), (&json!("true-2"), &json!("every hour")));
    assert_eq!((&line["line"], line["next"].as_array().unwrap().len()), (&json!(12), 3));
    let lines = |of: &str| -> Vec<u64> {
        told[of].as_array().unwrap().iter().map(|one| one["line"].as_u64().unwrap()).collect()
    };
    assert_eq!(lines("remarks"), [1, 2, 11, 11]);
    assert_eq!(lines("faults"), [5, 6, 7, 8, 9, 13]);
    let zone = cli.run(&[&import[..], &["--timezone", "Europe/Berlim"]].concat()).await;
    let why = zone.err();
    assert_eq!(zone.code, Some(2), "{zone:?}");
    assert!(why.starts_with("error: --timezone Europe/Berlim is no IANA time zone"), "{why}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_of_a_crontab_runs_as_under_cron() {
    let up = Up::with(1, 1).start().await;
    let cli = up.cli();
    let folder = up.folder().join("home");
    fs::create_dir(&folder).unwrap();
    let text = [
        format!("HOME={}\n", folder.display()).as_bytes(),
        b"0 0 * * * pwd; cat  # 50% done%END_OF_INPUT%echo no command\n# Gr\xfc\xdfe\n",
        b"0 0 * * * echo \xfc\n0 0 * * * sleep 0 & %\n0 0 * * * * date\n",
    ]
    .concat();
    let path = up.folder().join("crontab");
    fs::write(&path, text).unwrap();
    let import = ["job", "import-crontab", path.to_str().unwrap(), "--yes"];
    let taken = cli.run(&import).await;
    assert_eq!(taken.code, Some(1), "{taken:?}");
    assert_eq!(names(&cli).await, ["job", "pwd", "sleep"]);
    let told: Vec<String> = taken.err().lines().map(str::to_owned).collect();
    assert!(told[0].starts_with("line 4: is not UTF-8"), "{told:?}");
    assert!(told[1].starts_with("line 6: cron has five fields"), "{told:?}");
    let again = cli.run(&[&import[..], &["-o", "json"]].concat()).await.json();
    assert_eq!(again["steps"], json!([]), "the same file makes the same jobs");
    let client = up.client();
    for (name, output) in [
        ("pwd", format!("{}\n done\nEND_OF_INPUT\necho no command\n", folder.display())),
        ("sleep", String::new()),
    ] {
        let run = cli.run(&["job", "run", name, "-o", "json"]).await.ok().json();
        let id = run["id"].as_str().unwrap();
        let task = client.ended(id, WITHIN).await;
        assert_eq!(task.state(), v1::TaskState::Completed, "{task:?}");
        assert_eq!(client.output(id).await.stdout(), output, "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_is_copied_and_its_versions_and_what_is_to_come_are_listed() {
    let up = Up::with(1, 1).start().await;
    let cli = up.cli();
    let hourly = ["job", "create", "--name", "hourly", "--cron", "0 * * * *", "--", "true"];
    cli.run(&hourly).await.ok();
    let copied = cli.run(&["job", "duplicate", "hourly", "copy"]).await.ok().out();
    assert!(copied.contains("copy") && copied.contains("no next run"), "{copied}");
    let taken = cli.run(&["job", "duplicate", "hourly", "copy"]).await;
    assert!(taken.err().contains("another job has the name \"copy\""), "{}", taken.err());

    cli.run(&["job", "pause", "hourly"]).await.ok();
    cli.run(&["job", "resume", "hourly"]).await.ok();
    let page = ["job", "versions", "hourly", "--limit", "2"];
    let shown = cli.run(&page).await.ok();
    let rows: Vec<String> = shown.out().lines().map(str::to_owned).collect();
    assert_eq!(rows.len(), 3, "{}", shown.out());
    assert!(rows[1].starts_with('3') && rows[1].ends_with("schedule.active"), "{}", rows[1]);
    assert!(rows[2].starts_with('2') && rows[2].ends_with("schedule.active"), "{}", rows[2]);
    let json = cli.run(&[&page[..], &["-o", "json"]].concat()).await.ok().json();
    assert_eq!((&json["versions"][0]["version"], &json["nextCursor"]), (&json!(3), &json!("2")));
    let rest = ["job", "versions", "hourly", "--cursor", "2", "-o", "json"];
    let rest = cli.run(&rest).await.ok().json();
    assert_eq!((&rest["versions"][0]["version"], &rest["nextCursor"]), (&json!(1), &Value::Null));

    let coming = cli.run(&["job", "upcoming", "--limit", "2"]).await.ok().out();
    assert_eq!(coming.matches("hourly").count(), 2, "{coming}");
    let coming = cli.run(&["job", "upcoming", "--limit", "1", "-o", "json"]).await.ok().json();
    assert_eq!(coming["runs"][0]["jobName"], "hourly");

    let unquoted = cli.run(&["job", "preview", "0", "9", "Cargo.toml", "docs", "1-5"]).await;
    assert!(unquoted.code == Some(2) && unquoted.err().contains("quotes"), "{unquoted:?}");
    let parts = ["job", "create", "--name", "x", "--interval", "1500ms", "--", "true"];
    let parts = cli.run(&parts).await;
    assert!(parts.code == Some(2) && parts.err().contains("whole seconds"), "{parts:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn several_jobs_are_deleted_though_one_is_refused_which_is_named() {
    let up = Up::with(1, 1).start().await;
    let cli = up.cli();
    let jobs = ["a", "b", "c"].map(|name| plain(name, "true"));
    apply(&up, &cli, json!(jobs), &[]).await.ok();
    let mixed = cli.run(&["job", "delete", "a", "nobody", "b"]).await;
    assert_eq!(mixed.code, Some(1), "{mixed:?}");
    let refused = "error: nobody: there is no job nobody\n";
    let told = format!("a is deleted\n{refused}b is deleted\n2 jobs deleted, 1 refused\n");
    assert_eq!(mixed.err(), told);
    assert_eq!(names(&cli).await, ["c"]);
    let alone = cli.run(&["job", "delete", "nobody"]).await;
    assert_eq!((alone.code, alone.err().as_str()), (Some(1), refused));
    let told = cli.run(&["job", "delete", "nobody", "c", "-o", "json"]).await;
    assert_eq!(told.code, Some(1), "{told:?}");
    let told = told.json();
    assert_eq!((&told["deleted"], &told["failed"]), (&json!(1), &json!(1)));
    let outcomes = [0, 1].map(|n| (&told["jobs"][n]["name"], &told["jobs"][n]["outcome"]));
    let expected = [("nobody", "failed"), ("c", "deleted")].map(|(a, b)| (json!(a), json!(b)));
    assert_eq!(outcomes, expected.each_ref().map(|(name, outcome)| (name, outcome)));
}

#[tokio::test(flavor = "multi_thread")]
async fn several_schedules_are_switched_by_name_by_label_and_all_at_once() {
    let up = Up::with(1, 1).start().await;
    let cli = up.cli();
    let on = |name: &str, team: &str| {
        json!({
            "name": name, "task": {"command": "true"}, "labels": {"team": team},
            "schedule": {"kind": "cron", "expressions": ["@yearly"]},
        })
    };
    let many = (0..20).map(|n| on(&format!("j{n:02}"), "data"));
    let jobs = many.chain([on("other", "web"), plain("hand", "true")]);
    apply(&up, &cli, jobs.collect(), &[]).await.ok();
    let states = async || {
        let listed = cli.run(&["job", "list", "-o", "json"]).await.ok().json();
        let on = |job: &&Value| job["scheduleState"] == "on";
        let names = listed["jobs"].as_array().unwrap().iter().filter(on);
        names.map(|job| job["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };

    let asked = cli.run(&["job", "off", "--label", "team=data"]).await;
    assert_eq!(asked.code, Some(2), "{asked:?}");
    assert!(asked.err().contains("this switches 20 jobs off; add --yes"), "{}", asked.err());
    assert_eq!(states().await.len(), 21, "nothing is done");
    let off = cli.run(&["job", "off", "--label", "team=data", "--yes"]).await.ok();
    assert!(off.err().contains("20 jobs switched off"), "{}", off.err());
    assert_eq!(off.out().lines().count(), 20);
    assert_eq!(states().await, ["other"]);

    let mixed = cli.run(&["job", "on", "j00", "hand", "nobody", "other", "j01"]).await;
    assert_eq!(mixed.code, Some(1), "{mixed:?}");
    for expected in [
        "error: hand: there is no schedule to switch on\n",
        "error: nobody: there is no job nobody\n",
        "2 jobs switched on, 1 on already, 2 refused\n",
    ] {
        assert!(mixed.err().contains(expected), "{expected}: {}", mixed.err());
    }
    assert_eq!(states().await, ["j00", "j01", "other"]);
    let all = cli.run(&["job", "on", "--all", "--yes", "-o", "json"]).await.ok().json();
    let counts = (&all["switched"], &all["unchanged"], &all["failed"]);
    assert_eq!(counts, (&json!(18), &json!(3), &json!(0)));
    assert_eq!(
        (&all["jobs"][0]["name"], all["jobs"].as_array().unwrap().len()),
        (&json!("j00"), 21)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_given_back_as_it_was_told_makes_no_version() {
    let up = Up::with(1, 1).start().await;
    let (cli, rest) = (up.cli(), up.rest().with("content-type", "application/json"));
    let new = ["job", "create", "--name", "same", "--interval", "1h", "--start-timeout", "2m"];
    let new =
        [&new[..], &["--heartbeat-timeout", "90s", "-o", "json", "--", "sleep", "600"]].concat();
    let made = cli.run(&new).await.ok().json();
    assert_eq!(made["task"]["startTimeoutSeconds"], 120.0);
    assert_eq!(made["task"]["heartbeatTimeoutSeconds"], 90.0);
    let at = format!("/api/jobs/{}", made["id"].as_str().unwrap());
    let put = rest.call("PUT", &at, made.to_string()).await.must(200);
    assert_eq!(put, made, "nobody changed it");
    let schedule = format!("{at}/schedule");
    let put = rest.call("PUT", &schedule, made["schedule"].to_string()).await.must(200);
    assert_eq!(put, made, "its time goes on");
    let path = file(&up, "same.json", &made);
    let edit = ["job", "edit", "same", "-f", path.to_str().unwrap()];
    cli.run(&edit).await.ok();
    file(&up, "same.json", made.to_string().replace("sleep 600", "sleep 60"));
    cli.run(&edit).await.ok();
    let shown = cli.run(&["job", "versions", "same"]).await.ok().out();
    let rows: Vec<&str> = shown.lines().collect();
    assert!(rows.len() == 3 && rows[1].ends_with("  task.command"), "{shown}");

    let waits = ["--start-timeout", "3m", "--heartbeat-timeout", "4m", "-o", "json"];
    let waits = [&["job", "run", "same", "--idempotency-key", "nightly"][..], &waits].concat();
    let run = cli.run(&waits).await.ok().json();
    assert_eq!(cli.run(&waits).await.ok().json()["id"], run["id"], "the key is known");
    let task = rest.get(&format!("/api/tasks/{}", run["id"].as_str().unwrap())).await.must(200);
    assert_eq!(task["startTimeoutSeconds"], 180.0);
    assert_eq!(task["heartbeatTimeoutSeconds"], 240.0);
    let wrong = cli.run(&["job", "run", "same", "--heartbeat-timeout", "2d"]).await;
    assert!(wrong.err().contains("heartbeatTimeoutSeconds must be between"), "{}", wrong.err());
}
