//! Files of jobs that are applied: what they may say, and what of that is done only when confirmed.

use std::fs;

use serde_json::{Value, json};
use taskmaster_tests::{Answer, Cli, Up, WITHIN};

async fn apply(up: &Up, cli: &Cli, name: &str, text: impl ToString, more: &[&str]) -> Answer {
    let path = up.folder().join(name);
    fs::write(&path, text.to_string()).unwrap();
    cli.run(&[&["job", "apply", "-f", path.to_str().unwrap()], more].concat()).await
}

async fn names(cli: &Cli) -> Vec<String> {
    let listed = cli.run(&["job", "list", "-o", "json"]).await.ok().json();
    let name = |job: &Value| job["name"].as_str().unwrap().to_owned();
    listed["jobs"].as_array().unwrap().iter().map(name).collect()
}

fn of(names: &[&str]) -> Value {
    let job = |name: &&str| json!({"name": name, "task": {"command": "true"}});
    json!({"jobs": names.iter().map(job).collect::<Vec<_>>()})
}

#[tokio::test(flavor = "multi_thread")]
async fn more_than_half_of_all_jobs_are_pruned_only_when_that_is_confirmed() {
    let up = Up::with(1, 1).start().await;
    let cli = up.cli();
    let four = ["a", "b", "c", "d"];
    let apply =
        async |names: &[&str], more: &[&str]| apply(&up, &cli, "jobs.json", of(names), more).await;
    apply(&four, &[]).await.ok();
    for (left, gone) in [(&[][..], 4), (&["a"], 3)] {
        let shown = apply(left, &["--prune", "--dry-run"]).await.ok();
        let question = format!("this deletes {gone} of 4 jobs; add --yes\n");
        assert!(shown.err().contains(&question), "{}", shown.err());
        let asked = apply(left, &["--prune"]).await;
        assert_eq!(asked.code, Some(2), "{asked:?}");
        assert_eq!(asked.err(), format!("error: nothing is done: {question}"));
        let told = apply(left, &["--prune", "-o", "json"]).await;
        assert_eq!((told.code, &told.json()["applied"]), (Some(2), &json!(false)));
        assert_eq!(names(&cli).await, four);
    }
    apply(&["a", "b"], &["--prune"]).await.ok();
    assert_eq!(names(&cli).await, ["a", "b"]);
    let all = apply(&[], &["--prune", "--yes"]).await.ok();
    assert!(all.err().ends_with("2 jobs changed\n"), "{}", all.err());
    assert_eq!(names(&cli).await, [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_that_could_mean_two_things_changes_nothing() {
    let up = Up::with(1, 1).start().await;
    let cli = up.cli();
    apply(&up, &cli, "jobs.json", of(&["kept"]), &[]).await.ok();
    let long = "x".repeat(100_000);
    for (name, text, why) in [
        (
            "twice.json",
            "{\"jobs\":[],\"jobs\":[{\"name\":\"kept\",\"task\":{\"command\":\"true\"}}]}"
                .to_owned(),
            "jobs stands there twice at line 1",
        ),
        (
            "twice.yaml",
            "jobs:\n- name: kept\n  task:\n    command: b\n    env: {A: '1', A: '2'}\n".to_owned(),
            "jobs[0].task.env.A stands there twice at line 5",
        ),
        (
            "endless.yaml",
            "jobs: [{name: kept, task: {command: b, timeoutSeconds: .inf}}]\n".to_owned(),
            "jobs[0].task.timeoutSeconds must be a finite number at line 1",
        ),
        (
            "endless.toml",
            "[[jobs]]\nname = \"kept\"\nbreakerThreshold = nan\n".to_owned(),
            "jobs[0].breakerThreshold must be a finite number at line 3",
        ),
        ("deep.yaml", format!("jobs: {}", "[".repeat(100_000)), "more than 127 lists and objects"),
        ("long.toml", format!("name = {long}"), "at line 1"),
    ] {
        let begun = tokio::time::Instant::now();
        let refused = apply(&up, &cli, name, text, &["--prune", "--yes"]).await;
        assert_eq!(refused.code, Some(1), "{name}: {}", refused.err());
        assert!(refused.err().contains(why) && refused.err().len() < 1_000, "{}", refused.err());
        assert!(begun.elapsed() < WITHIN, "{name}");
    }
    let kept = cli.run(&["job", "get", "kept", "-o", "json"]).await.ok().json();
    assert_eq!(kept["version"], 1);
}
