use std::io::Write as _;

use super::*;

fn variables(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}

fn file(ending: &str, text: &str) -> tempfile::NamedTempFile {
    let mut file = tempfile::Builder::new().suffix(ending).tempfile().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    file
}

fn errors(sources: &Sources) -> Vec<String> {
    load(sources).unwrap_err().0
}

#[test]
fn without_layers_the_defaults_hold() {
    let loaded = load(&Sources::default()).unwrap();
    assert_eq!(loaded.config, Config::default());
    assert_eq!(loaded.origins.len(), 0);
}

#[test]
fn each_layer_beats_the_one_before() {
    let toml = file(
        ".toml",
        "[fleet]\nworkers = 1\n[worker]\nslots = 1\nname = \"a\"\n[retention]\ndays = 1\n",
    );
    let dotenv = file(
        ".env",
        "TASKMASTER_FLEET__WORKERS=2\nTASKMASTER_WORKER__SLOTS=2\nTASKMASTER_WORKER__NAME=b\n",
    );
    let loaded = load(&Sources {
        file: Some(toml.path().to_owned()),
        dotenv: Some(dotenv.path().to_owned()),
        variables: variables(&[
            ("TASKMASTER_FLEET__WORKERS", "3"),
            ("TASKMASTER_WORKER__SLOTS", "3"),
        ]),
        flags: variables(&[("fleet.workers", "4")]),
    })
    .unwrap();
    assert_eq!(loaded.config.fleet.workers, 4);
    assert_eq!(loaded.config.worker.slots, Some(3));
    assert_eq!(loaded.config.worker.name, "b");
    assert_eq!(loaded.config.retention.days, 1);
    assert_eq!(loaded.origins["fleet.workers"], "flag");
    assert_eq!(loaded.origins["worker.slots"], "TASKMASTER_WORKER__SLOTS");
    assert_eq!(loaded.origins["worker.name"], "TASKMASTER_WORKER__NAME in .env");
    assert_eq!(loaded.origins["retention.days"], toml.path().display().to_string());
    assert!(!loaded.is_set("grpc.listen"));
}

#[test]
fn yaml_says_what_toml_says() {
    let yaml = file(
        ".yaml",
        "grpc:\n  listen: 0.0.0.0:7000\nworker:\n  labels: {gpu: a100}\nsession: {lease: 1m}\n",
    );
    let config =
        load(&Sources { file: Some(yaml.path().to_owned()), ..Sources::default() }).unwrap().config;
    assert_eq!(config.grpc.listen.to_string(), "0.0.0.0:7000");
    assert_eq!(config.worker.labels["gpu"], "a100");
    assert_eq!(config.session.lease.as_secs(), 60);
}

#[test]
fn unknown_keys_are_refused_by_name_all_at_once() {
    let toml =
        file(".toml", "colour = 1\n[grpc]\nlisten = \"1\"\nlisen = \"2\"\n[moon]\nphase = 1\n");
    let path = toml.path().to_owned();
    let at = path.display();
    let sources = Sources {
        file: Some(path.clone()),
        variables: variables(&[("TASKMASTER_GRPC__LISTN", "1")]),
        ..Sources::default()
    };
    assert_eq!(
        errors(&sources),
        [
            format!("{at}: unknown key `colour`"),
            format!("{at}: unknown key `grpc.lisen`"),
            format!("{at}: unknown section `moon`"),
            "unknown variable TASKMASTER_GRPC__LISTN".to_owned(),
        ]
    );
}

#[test]
fn a_value_of_another_type_is_refused_with_its_place() {
    let sources = |name: &str, text: &str| Sources {
        variables: variables(&[(name, text)]),
        ..Sources::default()
    };
    assert_eq!(
        errors(&sources("TASKMASTER_FLEET__WORKERS", "many")),
        ["fleet.workers (TASKMASTER_FLEET__WORKERS) must be a whole number, is \"many\""]
    );
    assert_eq!(
        errors(&sources("TASKMASTER_SESSION__LEASE", "30")),
        [
            "session.lease (TASKMASTER_SESSION__LEASE): must be a duration such as 30s, 250ms or 1h30m, is \"30\": a unit is missing, such as 30s or 30m (d, h, m, s, ms or us)"
        ]
    );
    let toml = file(".toml", "[fleet]\nworkers = \"many\"\n");
    let refused = errors(&Sources { file: Some(toml.path().to_owned()), ..Sources::default() });
    assert!(refused[0].starts_with("fleet.workers ("), "{refused:?}");
    assert!(refused[0].contains("invalid type"), "{refused:?}");
}

#[test]
fn a_file_that_is_not_there_or_makes_no_sense_is_refused() {
    let missing = Sources { file: Some("/nowhere/a.toml".into()), ..Sources::default() };
    assert!(errors(&missing)[0].starts_with("cannot read /nowhere/a.toml"));
    let ini = file(".ini", "");
    let other = Sources { file: Some(ini.path().to_owned()), ..Sources::default() };
    assert!(errors(&other)[0].ends_with("must end in .toml, .yaml or .yml"));
}

#[test]
fn a_stray_variable_is_warned_of_and_an_empty_one_says_nothing() {
    let loaded = load(&Sources {
        variables: variables(&[("TASKMASTER_LISTEN", "1"), ("TASKMASTER_WORKER__NAME", "")]),
        ..Sources::default()
    })
    .unwrap();
    assert_eq!(loaded.warnings, ["TASKMASTER_LISTEN is not a key of the configuration"]);
    assert!(!loaded.is_set("worker.name"));
}

#[test]
fn our_own_variable_beats_the_well_known_one() {
    for order in [0, 1] {
        let mut pairs = variables(&[("TASKMASTER_LOG__LEVEL", "debug"), ("RUST_LOG", "trace")]);
        pairs.rotate_left(order);
        let loaded = load(&Sources { variables: pairs, ..Sources::default() }).unwrap();
        assert_eq!(loaded.config.log.level, "debug");
    }
}

#[test]
fn the_data_folder_follows_the_home_of_data() {
    let folder = |pairs: &[(&str, &str)]| {
        let sources = Sources { variables: variables(pairs), ..Sources::default() };
        load(&sources).unwrap().config.data_dir
    };
    assert_eq!(folder(&[("HOME", "/home/a")]), Some("/home/a/.local/share/taskmaster".into()));
    assert_eq!(
        folder(&[("HOME", "/home/a"), ("XDG_DATA_HOME", "/d")]),
        Some("/d/taskmaster".into())
    );
    assert_eq!(folder(&[("TASKMASTER_DATA_DIR", "/x"), ("HOME", "/h")]), Some("/x".into()));
    assert_eq!(folder(&[]), None);
}

#[test]
fn what_is_shown_has_no_secret_in_it() {
    let loaded = load(&Sources {
        variables: variables(&[
            ("DATABASE_URL", "postgres://tm:s3cret@db/tm"),
            ("TASKMASTER_AUTH__ADMIN_TOKEN", "s3cret-s3cret-s3cret"),
            ("TASKMASTER_AUTH__JOIN_TOKEN", "s3cret-s3cret-s3cret"),
        ]),
        ..Sources::default()
    })
    .unwrap();
    let shown = serde_json::to_string(&loaded.config).unwrap();
    assert!(!shown.contains("s3cret"), "{shown}");
    assert!(!format!("{loaded:?}").contains("s3cret"));
    assert_eq!(loaded.config.auth.admin_token.unwrap().expose(), "s3cret-s3cret-s3cret");
}
