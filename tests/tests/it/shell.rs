//! Real commands: what they write, how they end, what they leave behind.

use std::{fs, time::Duration};

use taskmaster_domain::limits;
use taskmaster_proto::{
    convert::timestamp,
    v1::{self, FailureKind, OutputStream, ReadOutputRequest, TaskState},
};
use taskmaster_tests::{
    Pid, Up, WITHIN, bash, fields, is_soak, lives, marked, nobody_is_left_of, seconds, until,
};
use tonic::{Code, Request};

/// From one stamp to another, in seconds.
fn took(from: Option<prost_types::Timestamp>, to: Option<prost_types::Timestamp>) -> f64 {
    let micros = |at: Option<prost_types::Timestamp>| timestamp(&at.unwrap()).unwrap().micros();
    (micros(to) - micros(from)) as f64 / 1e6
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_keeps_both_streams_its_bytes_and_its_exit_code() {
    let up = Up::with(1, 4).start().await;
    let command =
        r"echo out; echo err >&2; printf 'a\xff\xfe\x00b\n'; printf 'no line feed'; exit 3";
    let (task, output) = up.client().run(bash(command)).await;

    assert_eq!(task.state(), TaskState::Failed);
    assert_eq!(task.exit_code, Some(3));
    let failure = task.failure.unwrap();
    assert_eq!(failure.kind(), FailureKind::ExitCode);
    assert_eq!(failure.message, "exited with code 3");
    assert_eq!((task.attempt, task.tries_used), (1, 1));
    assert_eq!(task.worker_name, "worker-1");
    assert_eq!(output.bytes(OutputStream::Stdout), b"out\na\xff\xfe\x00b\nno line feed");
    assert_eq!(output.bytes(OutputStream::Stderr), b"err\n");
    output.must_be_whole();

    assert!(took(task.created_at, task.picked_at) >= 0.0);
    assert!(took(task.picked_at, task.started_at) >= 0.0);
    assert!(took(task.started_at, task.failed_at) >= 0.0);
    assert_eq!((task.completed_at, task.canceled_at), (None, None));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_has_its_own_environment_and_none_of_the_tokens() {
    let up = Up::with(1, 4).start().await;
    let spec = bash("echo \"$GREETING\"; echo id $TASKMASTER_TASK_ID $TASKMASTER_ATTEMPT; env")
        .env("GREETING", "grüß dich, 'world'")
        .env("EMPTY", "");
    let (task, output) = up.client().run(spec).await;
    assert_eq!(task.state(), TaskState::Completed);
    assert_eq!((task.exit_code, task.failure), (Some(0), None));
    let text = output.stdout();
    assert!(text.starts_with("grüß dich, 'world'\n"), "{text}");
    assert_eq!(output.line("id ").unwrap(), format!("{} 1", task.id));
    assert!(text.lines().any(|line| line == "EMPTY="), "{text}");
    for secret in [up.admin_token(), up.join_token()] {
        assert!(!text.contains(&secret), "a command sees a token");
    }
    let own = format!("TASKMASTER_ADDRESS={}", up.client().url());
    assert!(text.lines().any(|line| line == own), "{text}");
    assert_eq!(text.matches("=tmt_").count(), 1, "the token of its own task");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_starts_in_the_folder_that_was_asked_for_or_in_a_fresh_one() {
    let up = Up::with(1, 4).start().await;
    let folder = up.folder().canonicalize().unwrap().display().to_string();
    let within = bash("pwd").with(|spec| spec.working_dir.clone_from(&folder));
    assert_eq!(up.client().run(within).await.1.stdout().trim(), folder);

    let (_, output) = up.client().run(bash("pwd; ls -A | wc -l; touch here")).await;
    let text = output.stdout();
    let (fresh, entries) = text.trim().split_once('\n').unwrap();
    assert_eq!(entries, "0", "a fresh folder is empty");
    assert!(!fs::exists(fresh).unwrap(), "{fresh} is tidied up");

    let nowhere = bash("true").with(|spec| spec.working_dir = "/nowhere/at/all".to_owned());
    let (task, _) = up.client().run(nowhere).await;
    let failure = task.failure.unwrap();
    assert_eq!(failure.kind(), FailureKind::Error);
    assert!(failure.message.contains("/nowhere/at/all"), "{}", failure.message);
}

#[tokio::test(flavor = "multi_thread")]
async fn much_output_arrives_whole_and_in_order() {
    let up = Up::with(1, 4).start().await;
    let lines: i64 = if is_soak() { 2_000_000 } else { 200_000 };
    // 100 bytes each, with the line feed: 20 MB, or 200.
    let command = format!("seq -f 'line %014.0f {}' 1 {lines}", "x".repeat(79));
    let id = up.client().submit(bash(command)).await;

    let request = ReadOutputRequest { task_id: id.clone(), follow: true, ..Default::default() };
    let mut stream = up.client().tasks().read_output(request).await.unwrap().into_inner();
    let (mut next, mut bytes) = (1, 0);
    while let Some(answer) = stream.message().await.unwrap() {
        for line in answer.lines {
            assert_eq!(line.seq, next);
            assert!(line.data.starts_with(format!("line {next:014} x").as_bytes()));
            bytes += line.data.len() + 1;
            next += 1;
        }
    }
    assert_eq!(next - 1, lines);
    assert_eq!(bytes as i64, lines * 100);
    assert_eq!(up.client().task(&id).await.state(), TaskState::Completed);
}

#[tokio::test(flavor = "multi_thread")]
async fn output_beyond_its_limit_is_cut_with_a_word_about_it() {
    let up = Up::with(1, 4).set("output.limit", "1MB").start().await;
    let (task, output) = up.client().run(bash("seq -w 1 1000000; echo end >&2")).await;
    assert_eq!(task.state(), TaskState::Completed, "the command itself goes on");
    let kept = output.bytes(OutputStream::Stdout).len() + output.bytes(OutputStream::Stderr).len();
    assert!((900_000..=1_100_000).contains(&kept), "{kept}");
    let marker = output.bytes(OutputStream::System);
    assert!(!marker.is_empty(), "nobody was told that output was cut");
    output.must_be_whole();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_longer_than_64_kib_is_split_and_flagged() {
    let up = Up::with(1, 4).start().await;
    let (_, output) =
        up.client().run(bash("head -c 150000 /dev/zero | tr '\\0' z; echo; echo end")).await;
    let partial = output.lines.iter().filter(|(_, line)| line.partial).count();
    assert!(partial >= 2, "{partial} lines are flagged");
    assert_eq!(output.stdout(), format!("{}\nend\n", "z".repeat(150_000)));
    assert!(output.lines.iter().all(|(_, line)| line.data.len() <= limits::LINE_BYTES));
}

#[tokio::test(flavor = "multi_thread")]
async fn output_is_read_by_attempt_stream_and_place() {
    let up = Up::with(1, 4).start().await;
    let script = "for i in 1 2 3 4; do echo out $i $TASKMASTER_ATTEMPT; done; echo err >&2; exit 1";
    let (task, all) = up.client().run(bash(script).tries(2, 0.1)).await;
    assert_eq!(task.attempt, 2);
    assert_eq!(all.line("out 1"), Some("2".to_owned()), "the latest attempt unless asked");

    let ask = async |change: &dyn Fn(&mut ReadOutputRequest)| {
        let mut request = ReadOutputRequest { task_id: task.id.clone(), ..Default::default() };
        change(&mut request);
        up.client().read(request).await
    };
    let first = ask(&|request| request.attempt = 1).await.unwrap();
    assert_eq!(first.line("out 1"), Some("1".to_owned()));
    let errors = ask(&|request| request.stream = OutputStream::Stderr.into()).await.unwrap();
    assert_eq!((errors.stdout(), errors.stderr()), (String::new(), "err\n".to_owned()));
    let some = ask(&|request| (request.after, request.limit) = (1, 2)).await.unwrap();
    let numbers: Vec<i64> = some.lines.iter().map(|(_, line)| line.seq).collect();
    assert_eq!(numbers, [2, 3]);
    let unknown = ask(&|request| request.attempt = 9).await.unwrap_err();
    assert_eq!(unknown.code(), Code::NotFound);
    let refused = ask(&|request| (request.after, request.limit) = (-1, -1)).await.unwrap_err();
    assert_eq!(fields(&refused), ["after", "limit"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn output_can_be_followed_while_the_command_runs() {
    let up = Up::with(1, 4).start().await;
    let go_on = up.folder().join("go-on");
    let command =
        format!("echo first; until [ -e {} ]; do sleep 0.05; done; echo last", go_on.display());
    let id = up.client().submit(bash(command)).await;
    let request = ReadOutputRequest { task_id: id.clone(), follow: true, ..Default::default() };
    let mut stream = up.client().tasks().read_output(request).await.unwrap().into_inner();
    let first = stream.message().await.unwrap().unwrap();
    assert_eq!(first.lines[0].data, b"first");
    assert_eq!(up.client().reaches(&id, TaskState::Running, WITHIN).await.attempt, 1);
    fs::write(go_on, "").unwrap();
    let last = stream.message().await.unwrap().unwrap();
    assert_eq!(last.lines[0].data, b"last");
    assert_eq!(stream.message().await.unwrap(), None, "the stream ends with the task");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_that_ignores_sigterm_is_killed_when_its_time_and_grace_are_over() {
    let up = Up::with(1, 4).start().await;
    let spec = bash("trap '' TERM; echo deaf; sleep 100; sleep 100").timeout(1.0).grace(1.0);
    let (task, output) = up.client().run(spec).await;
    assert_eq!(task.state(), TaskState::Failed);
    assert_eq!(task.failure.as_ref().unwrap().kind(), FailureKind::Timeout);
    assert_eq!(task.exit_code, Some(124));
    assert_eq!(output.stdout(), "deaf\n");
    let ran = took(task.started_at, task.failed_at);
    assert!((1.9..4.0).contains(&ran), "it ran for {ran} s");
    nobody_is_left_of(&task.id, WITHIN).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_that_heeds_sigterm_can_tidy_up_when_its_time_is_over() {
    let up = Up::with(1, 4).start().await;
    let spec = bash("trap 'echo tidy; exit 0' TERM; sleep 100 & wait").timeout(1.0).grace(20.0);
    let (task, output) = up.client().run(spec).await;
    assert_eq!(task.failure.as_ref().unwrap().kind(), FailureKind::Timeout);
    assert_eq!((task.exit_code, output.stdout().as_str()), (Some(124), "tidy\n"));
    let ran = took(task.started_at, task.failed_at);
    assert!((0.9..5.0).contains(&ran), "it ran for {ran} s, the grace was not waited for");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_canceled_command_takes_its_grandchildren_along() {
    let up = Up::with(1, 4).start().await;
    let client = up.client();
    let command = "sleep 1000 & setsid sleep 1000 & (trap '' TERM; sleep 1000) & echo up; wait";
    let id = client.submit(bash(command).grace(1.0)).await;
    client.line(&id, "up", WITHIN).await;
    until("three grandchildren", WITHIN, async || (marked(&id).len() >= 4).then_some(())).await;

    let told = client.cancel(&id).await.unwrap();
    assert_eq!(told.state(), TaskState::Running, "its worker has still to stop it");
    let task = client.ended(&id, WITHIN).await;
    assert_eq!(task.state(), TaskState::Canceled);
    assert_eq!(task.canceled_by, "token:admin");
    assert!(task.canceled_at.is_some());
    assert_eq!((task.completed_at, task.failed_at), (None, None));
    nobody_is_left_of(&id, Duration::from_secs(2)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_command_left_behind_is_gone_when_it_ends() {
    let up = Up::with(1, 4).start().await;
    let (task, output) = up.client().run(bash("sleep 1000 & echo pid $!")).await;
    assert_eq!(task.state(), TaskState::Completed);
    let pid: Pid = output.line("pid ").unwrap().parse().unwrap();
    until("the end of its child", WITHIN, async || (!lives(pid)).then_some(())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_worker_leaves_no_grandchild_and_its_task_runs_again() {
    let up = Up::with(1, 4).short_lease().start().await;
    let client = up.client();
    let script = "[ $TASKMASTER_ATTEMPT = 2 ] && exit 0
        sleep 1000 & echo child $!
        setsid sleep 1000 & echo far $!
        echo own $$; wait";
    let id = client.submit(bash(script)).await;
    client.line(&id, "own ", WITHIN).await;
    let output = client.output(&id).await;
    let pids: Vec<Pid> = ["own ", "child ", "far "]
        .iter()
        .map(|w| output.line(w).unwrap().parse().unwrap())
        .collect();
    assert!(pids.iter().all(|pid| lives(*pid)));

    up.kill_worker("worker-1");
    for pid in pids {
        until("the end of an orphan", WITHIN, async || (!lives(pid)).then_some(())).await;
    }
    let task = client.ended(&id, WITHIN).await;
    assert_eq!((task.state(), task.attempt), (TaskState::Completed, 2));
    assert_eq!(task.tries_used, 1, "a lost attempt uses no try");
    let attempts = client.attempts(&id).await;
    assert_eq!(attempts.len(), 1);
    assert_eq!(attempts[0].end(), v1::AttemptEnd::Lost);
    assert_eq!(attempts[0].worker_name, "worker-1");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_of_a_million_bytes_runs_and_one_byte_more_is_refused() {
    let up = Up::with(1, 4).start().await;
    let of = |bytes: usize| format!("x='{}'; echo ${{#x}}", "a".repeat(bytes - 16));
    let (task, output) = up.client().run(bash(of(limits::COMMAND_BYTES))).await;
    assert_eq!(task.state(), TaskState::Completed);
    assert_eq!(output.stdout(), format!("{}\n", limits::COMMAND_BYTES - 16));

    let refused = up.client().try_submit(bash(of(limits::COMMAND_BYTES + 1))).await.err().unwrap();
    assert_eq!(refused.code(), Code::InvalidArgument);
    assert_eq!(fields(&refused), ["shell.command"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_script_may_have_lines_functions_and_quotes() {
    let up = Up::with(1, 4).start().await;
    let script = "#!/usr/bin/env bash\nset -euo pipefail\nhi() { printf '%s\\n' \"hi $1\"; }\n\
        hi \"two words\"\ncat <<'END'\n$HOME `stays` \\as it is\nEND\nfalse | true\necho never\n";
    let (task, output) = up.client().run(bash(script)).await;
    assert_eq!(output.stdout(), "hi two words\n$HOME `stays` \\as it is\n");
    assert_eq!(task.exit_code, Some(1), "pipefail holds");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_ended_by_a_signal_has_the_shells_code_for_it() {
    let up = Up::with(1, 4).start().await;
    let (task, _) = up.client().run(bash("kill -9 $$")).await;
    assert_eq!((task.state(), task.exit_code), (TaskState::Failed, Some(137)));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_callers_trace_goes_on_in_the_command() {
    let up = Up::with(1, 4).start().await;
    let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    let task = Some(bash("echo $TRACEPARENT").0);
    let mut request = Request::new(v1::SubmitTaskRequest { task });
    let parent = format!("00-{trace}-00f067aa0ba902b7-01");
    request.metadata_mut().insert("traceparent", parent.parse().unwrap());
    let answer = up.client().tasks().submit_task(request).await.unwrap().into_inner();
    let id = answer.task.unwrap().id;
    assert_eq!(up.client().ended(&id, WITHIN).await.trace_id, trace);
    let told = up.client().output(&id).await.stdout();
    let parts: Vec<&str> = told.trim().split('-').collect();
    assert_eq!((parts.len(), parts[0], parts[1]), (4, "00", trace), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_that_nobody_took_in_time_has_failed() {
    let up = Up::with(1, 4).start().await;
    let spec = bash("true").queue("nobody").with(|spec| spec.start_timeout = Some(seconds(1.0)));
    let (task, output) = up.client().run(spec).await;
    assert_eq!(task.failure.unwrap().kind(), FailureKind::StartTimeout);
    assert_eq!((task.attempt, task.started_at, output.lines.len()), (0, None, 0));
}
