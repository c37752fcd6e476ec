//! What processes cost, from `/proc`.

use std::{collections::BTreeMap, fs};

use sqlx::PgConnection;

use crate::error::Result;

/// The fields of `/proc/PID/stat` that count here.
#[derive(Clone, Copy, Debug)]
struct Stat {
    parent: i32,
    /// Ticks of its own, in user and system mode.
    own: u64,
}

impl Stat {
    fn of(pid: i32) -> Option<Self> {
        Self::parse(&fs::read_to_string(format!("/proc/{pid}/stat")).ok()?)
    }

    /// Fields are counted from the end of the name, which may have spaces and parentheses.
    fn parse(text: &str) -> Option<Self> {
        let fields: Vec<&str> =
            text.get(text.rfind(')')? + 1..)?.split_ascii_whitespace().collect();
        let number = |n: usize| fields.get(n)?.parse::<u64>().ok();
        Some(Self { parent: fields.get(1)?.parse().ok()?, own: number(11)? + number(12)? })
    }
}

/// Processes whose parent this is.
pub(super) fn children_of(pid: i32) -> Vec<i32> {
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    processes
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter(|child| Stat::of(*child).is_some_and(|stat| stat.parent == pid))
        .collect()
}

/// Bytes of memory that a process has for itself or shares.
pub(crate) fn resident_bytes(pid: i32) -> Option<f64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    Some(line.split_whitespace().next()?.parse::<f64>().ok()? * 1_024.0)
}

/// CPU seconds by part, between two looks, of the processes that are there at the second one.
#[derive(Debug, Default)]
pub(crate) struct CpuMeter {
    parts: BTreeMap<i32, &'static str>,
    /// The server's first process, when it runs on this machine.
    postmaster: Option<i32>,
    before: BTreeMap<i32, u64>,
}

impl CpuMeter {
    /// Counts this process, without those that it started, to a part.
    pub(crate) fn add(&mut self, part: &'static str, pid: i32) {
        self.parts.insert(pid, part);
    }

    /// Counts all processes of the server behind this connection, if it is on this machine.
    pub(crate) async fn add_server(&mut self, connection: &mut PgConnection) -> Result {
        let backend: i32 =
            sqlx::query_scalar("select pg_backend_pid()").fetch_one(connection).await?;
        let name = fs::read_to_string(format!("/proc/{backend}/comm")).unwrap_or_default();
        let parent = Stat::of(backend).map(|stat| stat.parent);
        self.postmaster = parent.filter(|_| name.trim() == "postgres");
        Ok(())
    }

    /// The first look.
    pub(crate) fn start(&mut self) {
        self.before = self.look().map(|(pid, _, ticks)| (pid, ticks)).collect();
    }

    /// CPU seconds since the first look, by part.
    pub(crate) fn seconds(&self) -> BTreeMap<&'static str, f64> {
        let tick = rustix::param::clock_ticks_per_second().max(1) as f64;
        let mut seconds = BTreeMap::new();
        for (pid, part, ticks) in self.look() {
            let before = self.before.get(&pid).copied().unwrap_or(0);
            *seconds.entry(part).or_default() += ticks.saturating_sub(before) as f64 / tick;
        }
        seconds
    }

    fn look(&self) -> impl Iterator<Item = (i32, &'static str, u64)> {
        let servers = self.postmaster.into_iter().flat_map(|first| {
            let backends = children_of(first).into_iter().chain([first]);
            backends.map(|pid| (pid, "postgresql"))
        });
        let own = self.parts.iter().map(|(pid, part)| (*pid, *part));
        own.chain(servers).filter_map(|(pid, part)| Some((pid, part, Stat::of(pid)?.own)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_parentheses_does_not_shift_the_fields() {
        let text = "42 (a) b (c) S 7 42 42 0 -1 4194304 1 0 0 0 30 12 3 4 20 0 1 0 98765 1 2";
        let stat = Stat::parse(text).unwrap();
        assert_eq!((stat.parent, stat.own), (7, 42));
        assert!(Stat::parse("42").is_none());
    }

    #[test]
    fn this_process_has_memory_and_a_parent() {
        let this = i32::try_from(std::process::id()).unwrap();
        assert!(resident_bytes(this).unwrap() > 100_000.0);
        assert!(children_of(Stat::of(this).unwrap().parent).contains(&this));
    }
}
