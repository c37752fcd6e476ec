use clap::CommandFactory as _;

use super::*;

fn parse(line: &str) -> Result<Cli, clap::Error> {
    Cli::try_parse_from(line.split_whitespace())
}

#[test]
fn the_arguments_do_not_contradict_each_other() {
    Cli::command().debug_assert();
}

#[test]
fn worker_alone_is_the_role_and_with_a_word_the_operators_command() {
    for line in [
        "taskmaster worker",
        "taskmaster worker --coordinator http://a:1 --coordinator http://b:2 --name worker-2 \
         --join-token-file /d/join.token --run-dir /d/workers/worker-2 --idle-exit 600 --slots 4 \
         --queue default --queue mail --label zone=b --drain-grace 30s --set log.level=info",
        "taskmaster worker list --all --output json",
        "taskmaster worker scale 5",
        "taskmaster worker kill worker-1 --replace",
        "taskmaster worker drain worker-1",
    ] {
        parse(line).unwrap_or_else(|error| panic!("{line}: {error}"));
    }
    assert!(parse("taskmaster worker --name a list").is_err(), "not both at once");
    assert!(parse("taskmaster worker scale 51").is_err());
    assert!(parse("taskmaster worker scale 0").is_err());
}

#[test]
fn global_arguments_stand_before_or_behind_the_command() {
    for line in [
        "taskmaster --data-dir /d up --http 0 --grpc 127.0.0.1:0 --workers 2",
        "taskmaster up --data-dir /d --set log.format=json --debug",
        "taskmaster task list --state queued,running --limit 5 -o json -q",
        "taskmaster --config a.toml config show --section grpc",
        "taskmaster db --database-url postgres://h/d status",
        "taskmaster db reset --yes",
        "taskmaster completions bash",
        "taskmaster task logs -f 0197 --timestamps --stream stderr",
        "taskmaster task cancel a b --grpc 127.0.0.1:1",
        "taskmaster token link --url https://tasks.example.com -o json",
        "taskmaster watchdog /d/run",
    ] {
        parse(line).unwrap_or_else(|error| panic!("{line}: {error}"));
    }
}

#[test]
fn a_command_keeps_its_own_dashes() {
    let cli = parse("taskmaster task submit --wait --queue q -- ls -la --queue x").unwrap();
    assert!(matches!(cli.command, Command::Task(_)));
    assert!(parse("taskmaster task submit --wait --count 2 -- true").is_err());
    assert!(parse("taskmaster task submit --at yesterday -- true").is_err());
}

#[test]
fn words_that_are_no_state_are_refused() {
    assert!(parse("taskmaster task list --state done").is_err());
    assert!(parse("taskmaster task list --limit 0").is_err());
}

#[test]
fn the_arguments_in_the_kubernetes_manifests_are_understood() {
    for role in ["coordinator", "scheduler", "gateway", "worker"] {
        let path = format!("{}/../k8s/base/{role}.yaml", env!("CARGO_MANIFEST_DIR"));
        let manifest = std::fs::read_to_string(path).unwrap();
        let (_, behind) = manifest.split_once("\n          args:\n").unwrap();
        let args = behind.lines().map_while(|line| line.strip_prefix("            - "));
        let line = format!("taskmaster {}", args.collect::<Vec<_>>().join(" "));
        assert!(line.starts_with(&format!("taskmaster {role} --")), "{line}");
        parse(&line).unwrap_or_else(|error| panic!("{line}: {error}"));
    }
}
