//! What the machine is doing, read from `/proc` at each heartbeat.

use std::fs;

/// What goes into a heartbeat.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Load {
    /// Of all cores since the last measurement, 0 to 100.
    pub(crate) cpu_percent: f64,
    /// Of the machine's memory, 0 to 100.
    pub(crate) memory_percent: f64,
    /// Bytes that this process has in memory.
    pub(crate) memory_bytes: i64,
}

/// Measures between two calls.
#[derive(Debug, Default)]
pub(crate) struct Meter {
    last: Ticks,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Ticks {
    busy: u64,
    all: u64,
}

impl Meter {
    /// The load since the last call; what cannot be read is 0.
    pub(crate) fn measure(&mut self) -> Load {
        let read = |path| fs::read_to_string(path).unwrap_or_default();
        let now = ticks(&read("/proc/stat")).unwrap_or(self.last);
        let cpu_percent =
            percent(now.busy.saturating_sub(self.last.busy), now.all.saturating_sub(self.last.all));
        self.last = now;
        let memory = read("/proc/meminfo");
        let total = kilobytes(&memory, "MemTotal:").unwrap_or(0);
        let free = kilobytes(&memory, "MemAvailable:").unwrap_or(total);
        let own = kilobytes(&read("/proc/self/status"), "VmRSS:").unwrap_or(0);
        Load {
            cpu_percent,
            memory_percent: percent(total.saturating_sub(free), total),
            memory_bytes: i64::try_from(own.saturating_mul(1_024)).unwrap_or(i64::MAX),
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "a percentage needs no 53 bits")]
fn percent(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { (part as f64 / whole as f64 * 100.0).clamp(0.0, 100.0) }
}

/// The first line of `/proc/stat`: user, nice, system, idle, iowait, irq, softirq, steal. What
/// follows (guests) is counted in the first two already.
fn ticks(stat: &str) -> Option<Ticks> {
    let line = stat.lines().next()?.strip_prefix("cpu ")?;
    let fields: Vec<u64> =
        line.split_whitespace().take(8).map(str::parse).collect::<Result<_, _>>().ok()?;
    let idle = fields.get(3)? + fields.get(4).copied().unwrap_or(0);
    let all = fields.iter().sum();
    Some(Ticks { busy: all - idle, all })
}

/// The number behind a name in a table like `MemTotal:  24 kB`.
fn kilobytes(table: &str, name: &str) -> Option<u64> {
    let rest = table.lines().find_map(|line| line.strip_prefix(name))?;
    rest.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_for_the_disk_is_not_busy() {
        let stat = "cpu  10 0 20 60 10 0 0 0 5 0\ncpu0 1 2 3 4\n";
        assert_eq!(ticks(stat), Some(Ticks { busy: 30, all: 100 }));
        assert_eq!(ticks("intr 5"), None);
    }

    #[test]
    fn a_table_is_read_by_name() {
        assert_eq!(kilobytes("MemTotal:       24 kB\nMemFree: 3 kB\n", "MemFree:"), Some(3));
        assert_eq!(kilobytes("", "MemFree:"), None);
    }

    #[test]
    fn this_machine_has_memory_and_uses_some() {
        let load = Meter::default().measure();
        assert!(load.memory_percent > 0.0 && load.memory_percent < 100.0);
        assert!(load.memory_bytes > 100_000);
        assert!((0.0..=100.0).contains(&load.cpu_percent));
    }
}
