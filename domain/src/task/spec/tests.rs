use super::*;

const NOW: Timestamp = Timestamp::from_micros(1_790_000_000_000_000);

fn shell(command: &str) -> TaskSpec {
    TaskSpec { work: Work::Shell { command: command.to_owned() }, ..TaskSpec::default() }
}

fn fields(spec: &TaskSpec) -> Vec<String> {
    spec.check(NOW).err().unwrap_or_default().0.into_iter().map(|v| v.field).collect()
}

#[test]
fn a_plain_command_is_fine() {
    assert_eq!(fields(&shell("true")), [""; 0]);
}

#[test]
fn all_that_is_wrong_is_said_at_once() {
    let spec = TaskSpec {
        priority: 1_001,
        timeout: Duration::ZERO,
        metadata: "[1]".to_owned(),
        queue: " ".to_owned(),
        ..shell("a\0b")
    };
    assert_eq!(fields(&spec), ["shell.command", "queue", "priority", "timeout", "metadata"]);
}

#[test]
fn a_timeout_is_a_second_at_least_and_a_day_at_most() {
    let (low, high) = limits::TIMEOUT;
    let within = |length| TaskSpec {
        timeout: length,
        start_timeout: Some(length),
        heartbeat_timeout: Some(length),
        ..shell("true")
    };
    let (short, long) = (low - Duration::from_micros(1), high + Duration::from_micros(1));
    for right in [low, high] {
        assert_eq!(fields(&within(right)), [""; 0], "{right:?}");
    }
    for wrong in [short, long] {
        let all = ["timeout", "start_timeout", "heartbeat_timeout"];
        assert_eq!(fields(&within(wrong)), all, "{wrong:?}");
    }
}

#[test]
fn a_command_at_the_limit_passes_and_one_byte_more_does_not() {
    assert_eq!(fields(&shell(&"x".repeat(limits::COMMAND_BYTES))), [""; 0]);
    assert_eq!(fields(&shell(&"x".repeat(limits::COMMAND_BYTES + 1))), ["shell.command"]);
}

#[test]
fn what_people_see_in_lists_cannot_move_their_cursor() {
    let red = || "\u{1b}[31m".to_owned();
    let spec = TaskSpec {
        name: red(),
        queue: "a\tb".to_owned(),
        owner: "user:a\u{7f}".to_owned(),
        labels: [("a".to_owned(), red())].into(),
        required_labels: [("b".to_owned(), "\u{9b}1m".to_owned())].into(),
        ..shell("printf '\u{1b}[31m'\n")
    };
    let wrong = ["name", "queue", "labels[\"a\"]", "required_labels[\"b\"]", "owner"];
    assert_eq!(fields(&spec), wrong, "a command may have any");
}

#[test]
fn a_command_starts_at_an_absolute_path_or_in_a_fresh_folder() {
    let within = |folder: &str| TaskSpec { working_dir: folder.to_owned(), ..shell("true") };
    for right in ["", "/", "/srv/ä b"] {
        assert_eq!(fields(&within(right)), [""; 0], "{right}");
    }
    for wrong in ["srv", "./srv", "~/srv", " /srv"] {
        assert_eq!(fields(&within(wrong)), ["working_dir"], "{wrong}");
    }
}

#[test]
fn a_variable_that_no_program_could_be_started_with_is_refused() {
    let with =
        |bytes| TaskSpec { env: [("A".to_owned(), "x".repeat(bytes))].into(), ..shell("true") };
    assert_eq!(fields(&with(limits::ENV_VAR_BYTES - 2)), [""; 0]);
    assert_eq!(fields(&with(limits::ENV_VAR_BYTES - 1)), ["env[\"A\"]"]);
}

#[test]
fn a_past_time_means_now_and_a_simulated_task_is_picked_up_later() {
    let past = TaskSpec { scheduled_at: Some(Timestamp::default()), ..shell("true") };
    assert_eq!(past.due(NOW), NOW);
    let work = Work::Simulate(Simulate::default());
    let simulated = TaskSpec { work, ..TaskSpec::default() };
    assert_eq!(simulated.due(NOW), NOW.plus(Duration::from_secs(1)));
}

#[test]
fn a_delay_counts_from_the_acceptance_and_has_the_bound_of_a_time() {
    let after = |delay| TaskSpec { delay: Some(delay), ..shell("true") };
    assert_eq!(after(Duration::from_secs(5)).due(NOW), NOW.plus(Duration::from_secs(5)));
    assert_eq!(fields(&after(limits::SCHEDULE_AHEAD)), [""; 0]);
    assert_eq!(fields(&after(limits::SCHEDULE_AHEAD + Duration::from_nanos(1))), ["delay"]);
    assert_eq!(fields(&after(Duration::MAX)), ["delay"]);
}

#[test]
fn a_spec_survives_its_json_form() {
    let spec = TaskSpec {
        env: [("A".to_owned(), "ü".to_owned())].into(),
        scheduled_at: Some(NOW),
        delay: Some(Duration::from_millis(1_500)),
        ..shell("echo $A")
    };
    let json = serde_json::to_string(&spec).unwrap();
    assert_eq!(serde_json::from_str::<TaskSpec>(&json).unwrap(), spec);
}
