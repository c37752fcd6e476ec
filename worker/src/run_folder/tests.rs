use std::{
    os::unix::{fs::PermissionsExt as _, process::CommandExt as _},
    process::{Child, Command},
};

use taskmaster_domain::{TaskId, Timestamp};

use super::*;
use crate::process::MARK;

fn of(attempt: i32) -> AttemptRef {
    AttemptRef { task: TaskId::new(Timestamp::from_micros(1)), attempt }
}

/// The names in a run folder.
fn left(path: &Path) -> Vec<String> {
    let entries = fs::read_dir(path).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

fn sleeper() -> Command {
    let mut command = Command::new("sleep");
    command.arg("600").process_group(0);
    command
}

fn id(child: &Child) -> i32 {
    i32::try_from(child.id()).unwrap()
}

/// A place that was made.
fn made(folder: &RunFolder, attempt: i32) -> Home {
    let home = folder.home(of(attempt));
    home.create("true").unwrap();
    home
}

/// The inode of an attempt's folder.
fn inode(home: &Home) -> u64 {
    std::os::unix::fs::MetadataExt::ino(&fs::metadata(home.work()).unwrap())
}

/// Has places used until used ones have been looked at.
fn use_many(folder: &RunFolder) {
    for attempt in 1_000..1_128 {
        made(folder, attempt).leave(false).unwrap();
    }
}

#[test]
fn a_place_is_made_and_removed() {
    let dir = tempfile::tempdir().unwrap();
    let folder = RunFolder::open(dir.path()).unwrap();
    let home = made(&folder, 1);
    home.record(i32::try_from(std::process::id()).unwrap()).unwrap();
    assert_eq!(fs::read_to_string(home.script()).unwrap(), "true");
    let mode = |path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(home.script()), mode(home.work())), (0o700, 0o700));
    home.leave(true).unwrap();
    assert_eq!(left(dir.path()), ["lock"]);

    let home = made(&folder, 1);
    fs::create_dir(home.work().join("left")).unwrap();
    fs::write(home.work().join("left/over"), "").unwrap();
    home.leave(false).unwrap();
    home.leave(false).unwrap();
    assert_eq!(left(dir.path()), ["lock"]);
}

#[test]
fn a_place_that_was_left_as_it_was_found_serves_again() {
    let dir = tempfile::tempdir().unwrap();
    let folder = RunFolder::open(dir.path()).unwrap();
    let first = folder.home(of(1));
    first.create("a long script, longer than the next").unwrap();
    let had = inode(&first);
    first.leave(false).unwrap();
    use_many(&folder);
    let homes: Vec<Home> = (2..200).map(|attempt| made(&folder, attempt)).collect();
    let again = homes.iter().find(|home| inode(home) == had).unwrap();
    assert_eq!(fs::read_to_string(again.script()).unwrap(), "true");
    assert_eq!(fs::read_dir(again.work()).unwrap().count(), 0);
}

#[test]
fn a_place_that_was_changed_serves_nobody_else() {
    let dir = tempfile::tempdir().unwrap();
    let folder = RunFolder::open(dir.path()).unwrap();
    let changes: [&dyn Fn(&Home); 5] = [
        &|home| fs::write(home.work().join("left"), "").unwrap(),
        &|home| fs::set_permissions(home.work(), fs::Permissions::from_mode(0o755)).unwrap(),
        &|home| fs::remove_dir(home.work()).unwrap(),
        &|home| fs::hard_link(home.script(), dir.path().join("kept")).unwrap(),
        &|home| {
            fs::remove_file(home.script()).unwrap();
            std::os::unix::fs::symlink("/dev/null", home.script()).unwrap();
        },
    ];
    for (attempt, change) in (1..).zip(changes) {
        let home = made(&folder, attempt);
        change(&home);
        home.leave(false).unwrap();
        assert!(!left(dir.path()).iter().any(|name| spares::is_spare(name)), "{attempt}");
    }
}

#[test]
fn a_place_in_which_a_process_lives_on_is_removed() {
    let dir = tempfile::tempdir().unwrap();
    let folder = RunFolder::open(dir.path()).unwrap();
    let (marked, lived_in) = (made(&folder, 1), made(&folder, 2));
    let had = [inode(&marked), inode(&lived_in)];
    let mut by_mark = sleeper().env(MARK, marked.mark()).spawn().unwrap();
    let mut by_folder = sleeper().current_dir(lived_in.work()).spawn().unwrap();
    marked.leave(false).unwrap();
    lived_in.leave(false).unwrap();
    use_many(&folder);
    let homes: Vec<Home> = (3..200).map(|attempt| made(&folder, attempt)).collect();
    let cwd = fs::read_link(format!("/proc/{}/cwd", id(&by_folder))).unwrap();
    assert!(cwd.to_str().unwrap().ends_with(" (deleted)"), "{cwd:?}");
    // 126 were found free, and two of them are in use again; what comes after these is new, and may have
    // any number.
    assert!(!homes.iter().take(124).any(|home| had.contains(&inode(home))));
    for child in [&mut by_mark, &mut by_folder] {
        child.kill().unwrap();
        child.wait().unwrap();
    }
}

#[test]
fn spare_places_are_few_and_go_with_the_next_worker() {
    let dir = tempfile::tempdir().unwrap();
    let folder = RunFolder::open(dir.path()).unwrap();
    let homes: Vec<Home> = (0..600).map(|attempt| made(&folder, attempt)).collect();
    for home in homes {
        home.leave(false).unwrap();
    }
    assert!(left(dir.path()).len() <= 257, "{}", left(dir.path()).len());
    drop(folder);
    let _folder = RunFolder::open(dir.path()).unwrap();
    assert_eq!(left(dir.path()), ["lock"]);
}

#[test]
fn what_an_earlier_worker_left_running_is_killed_and_removed() {
    let dir = tempfile::tempdir().unwrap();
    let earlier = RunFolder::open(dir.path()).unwrap();
    let (recorded, marked) = (made(&earlier, 1), made(&earlier, 2));
    let mut by_record = sleeper().spawn().unwrap();
    recorded.record(id(&by_record)).unwrap();
    let mut by_mark = sleeper().env(MARK, marked.mark()).spawn().unwrap();
    drop(earlier);

    let _folder = RunFolder::open(dir.path()).unwrap();
    assert!(!by_record.wait().unwrap().success());
    assert!(!by_mark.wait().unwrap().success());
    assert_eq!(left(dir.path()), ["lock"]);
}

#[test]
fn a_process_that_only_has_the_number_of_a_recorded_one_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let earlier = RunFolder::open(dir.path()).unwrap();
    let home = made(&earlier, 1);
    let mut other = sleeper().spawn().unwrap();
    fs::write(home.script().with_file_name("process"), format!("{} 1\n", other.id())).unwrap();
    drop(earlier);

    let _folder = RunFolder::open(dir.path()).unwrap();
    assert_eq!(other.try_wait().unwrap(), None, "it still runs");
    other.kill().unwrap();
    other.wait().unwrap();
}

#[test]
fn a_watchdog_leaves_a_folder_alone_that_another_worker_has_taken_over() {
    let dir = tempfile::tempdir().unwrap();
    let folder = RunFolder::open(dir.path()).unwrap();
    let home = made(&folder, 1);
    bury(dir.path()).unwrap();
    assert!(home.script().exists());
    drop(folder);
    bury(dir.path()).unwrap();
    assert_eq!(left(dir.path()), ["lock"]);
}
