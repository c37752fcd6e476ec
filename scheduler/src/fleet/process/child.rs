//! One process: known by its pid and its start time, so that a number used again is not taken
//! for it.

use std::{fs, process::ExitStatus};

use rustix::process::{Pid, Signal, kill_process};
use tokio::process::Child;

/// What names a process for as long as the machine runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(super) struct Identity {
    /// Its number.
    pub(super) pid: i32,
    /// When it started, in clock ticks since the machine did: field 22 of `/proc/PID/stat`.
    pub(super) start_time: u64,
}

impl Identity {
    /// The living process that has this number now. One that ended and was not waited for by its
    /// parent does not live.
    pub(super) fn of(pid: i32) -> Option<Self> {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        Some(Self { pid, start_time: living_since(&stat)? })
    }

    /// It still lives.
    pub(super) fn lives(self) -> bool {
        Self::of(self.pid) == Some(self)
    }
}

/// The start time in the text of a `stat` file; nothing when the process has ended. The second
/// field is the program's name in brackets and may itself hold blanks and brackets.
fn living_since(stat: &str) -> Option<u64> {
    let (_, behind_name) = stat.rsplit_once(')')?;
    let mut fields = behind_name.split_ascii_whitespace();
    if matches!(fields.next()?, "Z" | "X" | "x") {
        return None;
    }
    fields.nth(18)?.parse().ok()
}

/// A process of the fleet: our own child, or one that an earlier scheduler started.
#[derive(Debug)]
pub(super) struct Process {
    identity: Identity,
    child: Option<Child>,
    ended: Option<ExitStatus>,
}

impl Process {
    /// One that was started just now.
    pub(super) fn started(child: Child) -> Self {
        let pid = child.id().and_then(|pid| i32::try_from(pid).ok()).unwrap_or_default();
        // Where there is no /proc a child is still known by its handle; it just cannot be adopted.
        let identity = Identity::of(pid).unwrap_or(Identity { pid, start_time: 0 });
        Self { identity, child: Some(child), ended: None }
    }

    /// One that an earlier scheduler started, if it still lives.
    pub(super) fn adopted(identity: Identity) -> Option<Self> {
        identity.lives().then_some(Self { identity, child: None, ended: None })
    }

    pub(super) fn identity(&self) -> Identity {
        self.identity
    }

    /// Whether it still lives. Collects it when it is our child and has ended.
    pub(super) fn lives(&mut self) -> bool {
        let Some(child) = &mut self.child else {
            return self.ended.is_none() && self.identity.lives();
        };
        match child.try_wait() {
            Ok(None) => true,
            Ok(Some(status)) => {
                self.ended = Some(status);
                self.child = None;
                false
            }
            Err(_) => self.identity.lives(),
        }
    }

    /// How it ended, in words; known only of our own children.
    pub(super) fn end(&self) -> String {
        self.ended.map_or_else(|| "it ended".to_owned(), |status| status.to_string())
    }

    /// Sends a signal. One that has ended is left alone.
    pub(super) fn signal(&mut self, signal: Signal) {
        if self.lives()
            && let Some(pid) = Pid::from_raw(self.identity.pid)
        {
            // It can only fail because the process has just ended, which the next look sees.
            let _ = kill_process(pid, signal);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_start_time_is_found_whatever_the_program_is_called() {
        let rest = "S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 4711 20 21";
        assert_eq!(living_since(&format!("12 (a) (b c) {rest}")), Some(4_711));
        assert_eq!(living_since(&format!("12 (x) {}", rest.replace('S', "Z"))), None);
        assert_eq!(living_since(""), None);
    }

    #[test]
    fn this_process_is_known_and_one_with_its_number_at_another_time_is_not() {
        let me = Identity::of(std::process::id().try_into().unwrap()).expect("it lives");
        assert!(me.lives());
        assert!(!Identity { start_time: me.start_time + 1, ..me }.lives());
    }
}
