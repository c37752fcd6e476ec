//! Commands: what they get, how they end.

use std::collections::HashMap;

use taskmaster_proto::v1::{FailureKind, OutputStream, TaskSpec};

use crate::fake::{both, gone, lives, shell, until};

#[tokio::test]
async fn a_command_runs_and_its_output_comes_before_its_end() {
    let (_fake, _worker, mut session) = both().await;
    let seen = session.finish(shell("echo one; echo two >&2; sleep 0.2; printf three")).await;
    assert!(seen.completed());
    assert_eq!(seen.exit_code(), Some(0));
    let mut text = seen.text();
    text[..2].sort();
    assert_eq!(text, ["one", "two", "three"]);
    let stderr = seen.lines.iter().find(|line| line.stream() == OutputStream::Stderr).unwrap();
    assert_eq!(stderr.data, b"two");
    assert!(seen.lines[2].partial, "no line feed followed");
    let finished = seen.finished.unwrap();
    assert_eq!(finished.last_seq, 3);
    assert!(finished.started_at.is_some());
    assert!(seen.chunks.iter().all(|chunk| chunk.first_seq <= 3));
}

#[tokio::test]
async fn a_script_is_run_by_the_interpreter_that_it_names() {
    let (_fake, _worker, mut session) = both().await;
    let script = "#!/usr/bin/awk -f\nBEGIN { print \"awk\" > \"/dev/stdout\"; exit 3 }\n";
    let seen = session.finish(shell(script)).await;
    assert_eq!((seen.text(), seen.exit_code()), (vec!["awk".to_owned()], Some(3)));
    let seen = session.finish(shell("#!/bin/no/such\necho a")).await;
    let (kind, message) = seen.failure();
    assert_eq!(kind, FailureKind::Error);
    assert!(message.starts_with("/bin/no/such cannot be started: "), "{message}");
}

#[tokio::test]
async fn the_exit_code_is_kept() {
    let (_fake, _worker, mut session) = both().await;
    let seen = session.finish(shell("exit 3")).await;
    assert_eq!(seen.failure(), (FailureKind::ExitCode, "exited with code 3".to_owned()));
    assert_eq!(seen.exit_code(), Some(3));
}

#[tokio::test]
async fn an_end_by_a_signal_is_told_as_the_shell_tells_it() {
    let (_fake, _worker, mut session) = both().await;
    let seen = session.finish(shell("kill -KILL $$")).await;
    assert_eq!(seen.failure(), (FailureKind::ExitCode, "killed by signal 9".to_owned()));
    assert_eq!(seen.exit_code(), Some(137));
}

#[tokio::test]
async fn a_command_finds_its_environment() {
    let (fake, _worker, mut session) = both().await;
    let env = HashMap::from([
        ("COLOUR".to_owned(), "deep blue".to_owned()),
        ("TASKMASTER_ATTEMPT".to_owned(), "forged".to_owned()),
        ("TASKMASTER_TASK_TOKEN".to_owned(), "forged".to_owned()),
    ]);
    let text = "echo $COLOUR; echo $TASKMASTER_TASK_ID/$TASKMASTER_ATTEMPT; echo $TRACEPARENT
        echo ${HOME:-none}; echo $TASKMASTER_TASK_TOKEN $TASKMASTER_ADDRESS; cat";
    let of = session.assign_one(TaskSpec { env, ..shell(text) }).await;
    let seen = session.finished(&of).await;
    let attempt = format!("{}/1", of.task_id);
    let home = std::env::var("HOME").unwrap_or("none".to_owned());
    let voice = format!("tmt_fake http://{}", fake.address);
    assert_eq!(seen.text(), ["deep blue", &attempt, "00-trace", &home, &voice]);
    assert!(seen.completed(), "standard input is empty");
}

#[tokio::test]
async fn a_command_gets_a_fresh_folder_that_is_removed_afterwards() {
    let (_fake, worker, mut session) = both().await;
    let seen = session.finish(shell("pwd; ls -A | wc -l; mkdir -p a/b; echo x > a/b/c")).await;
    assert!(seen.completed());
    let text = seen.text();
    let folder = std::path::Path::new(&text[0]);
    assert!(folder.starts_with(worker.run_dir.path().canonicalize().unwrap()));
    assert_eq!(text[1], "0");
    let run_dir = worker.run_dir.path().to_owned();
    let left = || std::fs::read_dir(&run_dir).unwrap().flatten().map(|entry| entry.file_name());
    until(|| left().count() <= 1).await;
    assert!(left().eq(["lock"]));
}

#[tokio::test]
async fn a_command_runs_where_it_was_told_to() {
    let (_fake, _worker, mut session) = both().await;
    let dir = tempfile::tempdir().unwrap();
    let working_dir = dir.path().canonicalize().unwrap().to_str().unwrap().to_owned();
    let spec = TaskSpec { working_dir: working_dir.clone(), ..shell("pwd > here") };
    assert!(session.finish(spec).await.completed());
    let here = std::fs::read_to_string(dir.path().join("here")).unwrap();
    assert_eq!(here.trim(), working_dir);
}

#[tokio::test]
async fn a_missing_working_folder_is_a_failure_that_says_so() {
    let (_fake, _worker, mut session) = both().await;
    let spec = TaskSpec { working_dir: "/no/such/place".to_owned(), ..shell("true") };
    let seen = session.finish(spec).await;
    let message = "the working folder /no/such/place does not exist".to_owned();
    assert_eq!(seen.failure(), (FailureKind::Error, message));
    assert_eq!(seen.finished.unwrap().started_at, None);
}

#[tokio::test]
async fn a_script_may_be_as_large_as_the_limit() {
    let (_fake, _worker, mut session) = both().await;
    let mut script = "echo \"$0\" | grep -c script; exit 0\n".to_owned();
    script.push_str(&"#".repeat(1_000_000 - script.len()));
    let seen = session.finish(shell(&script)).await;
    assert!(seen.completed());
    assert_eq!(seen.text(), ["1"]);
}

#[tokio::test]
async fn a_child_in_the_background_ends_with_its_command() {
    let (_fake, _worker, mut session) = both().await;
    let seen = session.finish(shell("sleep 600 & echo $!")).await;
    assert!(seen.completed());
    gone(&seen.text()[0]).await;
}

#[tokio::test]
async fn a_process_that_left_the_group_does_not_hold_the_attempt_by_its_pipe() {
    let (_fake, _worker, mut session) = both().await;
    let text = "setsid bash -c 'echo $$ > pid; exec sleep 600' &
        until [ -s pid ]; do sleep 0.01; done; cat pid";
    let seen = session.finish(shell(text)).await;
    assert!(seen.completed());
    let pid = &seen.text()[0];
    assert!(lives(pid), "a daemon may outlive a command that ended by itself");
    let killed = std::process::Command::new("kill").args(["-KILL", pid]).status().unwrap();
    assert!(killed.success());
}

#[tokio::test]
async fn work_that_makes_no_sense_is_rejected() {
    let (_fake, _worker, mut session) = both().await;
    let seen = session.finish(TaskSpec::default()).await;
    let (kind, message) = seen.failure();
    assert_eq!(kind, FailureKind::Rejected);
    assert!(message.starts_with("the worker does not know this work: "), "{message}");
}
