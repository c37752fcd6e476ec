//! The `taskmaster` command, as a person or a script uses it.

use std::{fs, net::TcpListener, os::unix::fs::PermissionsExt as _, time::Duration};

use taskmaster_proto::v1::TaskState;
use taskmaster_tests::{Answer, Cli, Up, WITHIN, until};

/// A command that must be refused with one line that says `what`.
fn refused(answer: &Answer, what: &str) {
    assert_eq!(answer.code, Some(1), "{answer:?}");
    let error = answer.err();
    assert_eq!(error.lines().count(), 1, "one line: {error}");
    assert!(error.starts_with("error: ") && error.contains(what), "{error}");
    assert!(answer.stdout.is_empty(), "{}", answer.out());
}

#[tokio::test(flavor = "multi_thread")]
async fn waiting_for_a_task_hands_its_streams_and_its_exit_code_on() {
    let up = Up::with(1, 4).start().await;
    let submit = ["task", "submit", "--quiet", "--wait"];
    let wait = async |args: &[&str]| up.cli().run(&[&submit[..], args].concat()).await;

    let ended = wait(&["--", "echo out; echo err >&2; exit 3"]).await;
    assert_eq!((ended.code, ended.out().as_str()), (Some(3), "out\n"), "{ended:?}");
    assert!(ended.err().contains("err\n"), "{ended:?}");

    let raw = wait(&["--", r"printf 'a\xffb'"]).await;
    assert_eq!(raw.stdout, b"a\xffb", "bytes are handed on as they are");

    let id = up.cli().run(&["task", "submit", "--quiet", "--", "seq 3000"]).await.ok().out();
    let id = id.trim();
    up.client().ended(id, WITHIN).await;
    let tail =
        async |more: &[&str]| up.cli().run(&[&["task", "logs", id][..], more].concat()).await;
    assert_eq!(tail(&["--tail", "2"]).await.ok().out(), "2999\n3000\n");
    assert_eq!(tail(&["--tail", "1", "--follow"]).await.ok().out(), "3000\n");
    let behind = tail(&["--tail", "3", "--after", "2998"]).await.ok().out();
    assert_eq!(behind, "2999\n3000\n", "those of the last that are behind it");
    let first = tail(&["--tail", "3", "--after", "1", "--limit", "1"]).await.ok().out();
    assert_eq!(first, "2998\n", "the first of the last");

    assert_eq!(wait(&["--", "true"]).await.code, Some(0));
    assert_eq!(wait(&["--timeout", "1s", "--", "sleep 30"]).await.code, Some(124));
    let args = ["task", "submit", "--wait", "--workdir", "/nowhere", "--", "true"];
    let missing = up.cli().run(&args).await;
    assert_eq!(missing.code, Some(1), "it never had an exit code: {missing:?}");
    assert!(missing.err().contains("/nowhere"), "{missing:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_that_is_canceled_ends_its_waiter_with_130() {
    let up = Up::with(1, 4).start().await;
    let (cli, client) = (up.cli(), up.client());
    let id = cli.run(&["task", "submit", "--quiet", "--", "sleep 60"]).await.ok().out();
    let id = id.trim().to_owned();
    client.reaches(&id, TaskState::Running, WITHIN).await;
    let follow = ["task", "logs", "--follow", &id];
    let (followed, _) = tokio::join!(cli.run(&follow), async {
        cli.run(&["task", "cancel", &id]).await.ok();
    });
    assert_eq!(followed.code, Some(0), "following ends with the task: {followed:?}");
    assert_eq!(client.ended(&id, WITHIN).await.state(), TaskState::Canceled);

    let command = "sleep 60 # to be canceled";
    let submit = ["task", "submit", "--quiet", "--wait", "--", command];
    let (waited, _) = tokio::join!(cli.run(&submit), async {
        let running = until("the second task", WITHIN, async || {
            let list = ["--output", "json", "task", "list", "--state", "running"];
            let tasks = cli.run(&list).await.ok().json();
            Some(tasks["tasks"].get(0)?["id"].as_str()?.to_owned())
        });
        cli.run(&["task", "cancel", &running.await]).await.ok();
    });
    assert_eq!(waited.code, Some(130), "{waited:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn waiting_for_a_task_as_json_gives_one_document() {
    let up = Up::with(1, 4).start().await;
    let submit = ["--output", "json", "task", "submit", "--wait", "-e", "PASSWORD=hunter2"];
    let wait = async |args: &[&str]| up.cli().run(&[&submit[..], args].concat()).await;
    let ended = wait(&["--", "echo out; echo err >&2; exit 3"]).await;
    assert_eq!(ended.code, Some(3), "{ended:?}");
    assert_eq!(ended.json()["state"], "failed");
    assert_eq!(ended.json()["exitCode"], 3);
    assert!(ended.err().contains("out\n") && ended.err().contains("err\n"), "{ended:?}");
    assert_eq!(wait(&["--", "true"]).await.ok().json()["state"], "completed");

    let id = ended.json()["id"].as_str().unwrap().to_owned();
    let shown = up.cli().run(&["task", "get", &id]).await.ok().out();
    assert!(shown.contains("PASSWORD=***") && !shown.contains("hunter2"), "{shown}");
    let shown = up.cli().run(&["task", "get", "--show-env", &id]).await.ok().out();
    assert!(shown.contains("PASSWORD=hunter2"), "{shown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn canceling_a_running_task_says_that_its_worker_is_told() {
    let up = Up::with(1, 1).start().await;
    let id = up.cli().run(&["--quiet", "task", "submit", "--", "sleep 60"]).await.ok().out();
    let id = id.trim();
    up.client().reaches(id, TaskState::Running, WITHIN).await;
    let told = up.cli().run(&["task", "cancel", id]).await.ok().out();
    assert!(told.contains("its worker is told"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_script_from_a_file_is_run_by_the_interpreter_that_it_names() {
    let up = Up::with(1, 1).start().await;
    let script = up.folder().join("script");
    fs::write(&script, "#!/usr/bin/awk -f\nBEGIN { print 6 * 7 }\n").unwrap();
    let submit = ["--quiet", "task", "submit", "--wait", "--file", script.to_str().unwrap()];
    assert_eq!(up.cli().run(&submit).await.ok().out(), "42\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn tasks_are_listed_shown_and_steered() {
    let up = Up::with(1, 4).start().await;
    let cli = up.cli();
    let submit = ["task", "submit", "--quiet", "--delay", "1h", "--queue", "later", "--", "true"];
    let id = cli.run(&submit).await.ok().out().trim().to_owned();

    let json = cli.run(&["--output", "json", "task", "get", &id]).await.ok().json();
    assert_eq!(json["state"], "scheduled");
    assert_eq!(json["queue"], "later");
    let table = cli.run(&["task", "list", "--queue", "later"]).await.ok().out();
    assert!(table.starts_with("ID") && table.contains(&id), "{table}");
    let other = cli.run(&["--quiet", "task", "list", "--queue", "other"]).await.ok().out();
    assert_eq!(other, "");

    cli.run(&["task", "pause", &id]).await.ok();
    refused(&cli.run(&["task", "retry", &id]).await, "paused");
    cli.run(&["task", "resume", &id]).await.ok();
    cli.run(&["task", "cancel", &id]).await.ok();
    refused(&cli.run(&["task", "cancel", &id]).await, "canceled");
    cli.run(&["task", "retry", &id]).await.ok();
    let task = up.client().task(&id).await;
    assert_eq!(task.state(), TaskState::Queued, "nobody serves its queue");
    refused(&cli.run(&["task", "get", "00000000-0000-7000-8000-000000000000"]).await, "task");
    assert_eq!(cli.run(&["task", "list", "--state", "done"]).await.code, Some(2), "usage");
}

#[tokio::test(flavor = "multi_thread")]
async fn status_health_and_workers_are_told_and_health_fails_when_nobody_answers() {
    let up = Up::with(2, 4).start().await;
    let cli = up.cli();
    up.client().workers_are(2, WITHIN).await;
    let told = cli.run(&["health"]).await.ok().out();
    for part in ["store", "queues", "workers", "coordinators", "schedulers", "jobs"] {
        assert!(told.lines().any(|line| line.starts_with(part)), "{part}: {told}");
    }
    let status = cli.run(&["--output", "json", "status"]).await.ok().json();
    assert_eq!(status["workers"]["idle"], 2);
    let workers = cli.run(&["worker", "list"]).await.ok().out();
    assert!(workers.contains("worker-1") && workers.contains("worker-2"), "{workers}");
    let nobody = Cli::new(up.folder()).variable("TASKMASTER_TOKEN", "t");
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let answer = nobody.run(&["health", "--coordinator", &format!("http://{free}")]).await;
    assert_eq!(answer.code, Some(1), "{answer:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_keeps_up_from_starting_is_said_in_one_line() {
    let up = Up::with(1, 1).start().await;
    let limit = Duration::from_secs(20);
    let data = up.data().display().to_string();
    let ports = ["--grpc", "127.0.0.1:0", "--metrics", "127.0.0.1:0"];
    let start = async |args: &[&str]| {
        let args = [&["up"][..], args].concat();
        Cli::new(up.folder()).run_within(&args, limit).await
    };
    let second = start(&[&ports[..], &["--data-dir", &data]].concat()).await;
    refused(&second, "another");

    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = taken.local_addr().map(|a| (a.to_string(), taken)).unwrap();
    let fresh = up.folder().join("fresh").display().to_string();
    let args = ["--data-dir", &fresh, "--metrics", "127.0.0.1:0", "--grpc", &taken.0];
    refused(&start(&args).await, "--grpc");

    let file = up.folder().join("file");
    fs::write(&file, "").unwrap();
    let inside = file.join("data").display().to_string();
    refused(&start(&[&ports[..], &["--data-dir", &inside]].concat()).await, "data");

    let wrong = Cli::new(up.folder()).variable("DATABASE_URL", "postgres://127.0.0.1:1/none");
    let args = [&["up", "--data-dir", &fresh][..], &ports].concat();
    refused(&wrong.run_within(&args, limit).await, "store");
    let mysql = Cli::new(up.folder()).variable("DATABASE_URL", "mysql://127.0.0.1/none");
    refused(&mysql.run_within(&args, limit).await, "database.url");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_data_folder_and_its_secrets_are_for_its_owner_only() {
    let up = Up::with(1, 1).start().await;
    for secret in ["admin.token", "join.token", "taskmaster.db", "taskmaster.db-wal"] {
        let mode = fs::metadata(up.data().join(secret)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{secret}");
    }
    let mut log = up.folder().read_dir().unwrap().flatten().filter(|e| e.path().is_file());
    let token = up.admin_token();
    assert!(!log.any(|file| fs::read_to_string(file.path()).is_ok_and(|t| t.contains(&token))));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_configuration_is_shown_without_its_secrets_and_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let url = "postgres://me:hunter2@db/tasks";
    let cli = Cli::new(folder.path()).variable("DATABASE_URL", url);
    let shown = cli.run(&["config", "show"]).await.ok().out();
    assert!(shown.contains("50051") && !shown.contains("hunter2"), "{shown}");
    cli.run(&["config", "validate"]).await.ok();
    let file = folder.path().join("c.toml");
    fs::write(&file, "[grpc]\nlisten = \"127.0.0.1:1\"\nlissten = 1\n").unwrap();
    let file = file.display().to_string();
    let answer = cli.run(&["--config", &file, "config", "validate"]).await;
    assert!(answer.code == Some(1) && answer.out().contains("`grpc.lissten`"), "{answer:?}");
    refused(&cli.run(&["--config", &file, "coordinator"]).await, "grpc.lissten");
    let password = ["up", "--database-url", url];
    let answer = Cli::new(folder.path()).run(&password).await;
    assert_ne!(answer.code, Some(0));
    assert!(!answer.err().contains("hunter2"), "{answer:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_database_is_checked_beside_a_running_up_and_reset_only_without() {
    let mut up = Up::with(1, 4).start().await;
    let data = up.data().display().to_string();
    let db = async |args: &[&str]| {
        Cli::new(up.folder()).run(&[&["--data-dir", &data, "db"][..], args].concat()).await
    };
    up.cli().run(&["task", "submit", "--wait", "--quiet", "--", "true"]).await.ok();
    db(&["status"]).await.ok();
    db(&["check"]).await.ok();
    assert_eq!(db(&["reset", "--yes"]).await.code, Some(1), "an `up` has it");
    assert_eq!(db(&["migrate"]).await.code, Some(1), "an `up` has it");
    up.service().term();
    until("its end", WITHIN, async || up.service().end()).await;
    let db = async |args: &[&str]| {
        Cli::new(up.folder()).run(&[&["--data-dir", &data, "db"][..], args].concat()).await
    };
    assert_ne!(db(&["reset"]).await.code, Some(0), "it wants --yes");
    db(&["reset", "--yes"]).await.ok();
    db(&["check"]).await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn shells_can_complete_it() {
    let folder = tempfile::tempdir().unwrap();
    let cli = Cli::new(folder.path());
    let script = cli.run(&["completions", "bash"]).await.ok().out();
    assert!(script.contains("taskmaster") && script.contains("submit"));
    assert!(cli.run(&["version"]).await.ok().out().contains(env!("CARGO_PKG_VERSION")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_star_among_a_workers_queues_serves_them_all() {
    let up = Up::with(1, 1).set("worker.queues", "*").start().await;
    let submit = ["task", "submit", "--quiet", "--queue", "reports", "--wait", "--", "echo done"];
    assert_eq!(up.cli().run(&submit).await.ok().out(), "done\n");
}
