//! Which figures stand where, beside which targets.

use crate::options::Group;

/// How a figure is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    /// Things a second.
    Rate,
    /// Milliseconds.
    Millis,
    /// CPU seconds.
    Cpu,
    /// Bytes.
    Bytes,
    /// A share of 1.
    Share,
    /// How many times something else.
    Times,
}

/// A figure and what is wanted of it.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) figure: &'static str,
    pub(super) label: &'static str,
    pub(super) unit: Unit,
    pub(super) first: &'static str,
    pub(super) goal: &'static str,
    /// What it is divided by on SQLite and on PostgreSQL; the first that was measured counts.
    pub(super) floor: [&'static [&'static str]; 2],
}

/// What belongs together.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) group: Group,
    pub(super) title: &'static str,
    pub(super) note: &'static str,
    pub(super) shape: Shape,
}

/// How a table is laid out.
#[derive(Debug)]
pub(super) enum Shape {
    /// A line for each figure, a column for each database.
    Lines(&'static [Line]),
    /// A floor: a line for each step, a column for each batch size.
    Steps {
        /// Name before the first slash.
        floor: &'static str,
    },
}

const NO_FLOOR: [&[&str]; 2] = [&[], &[]];

const fn line(figure: &'static str, label: &'static str, unit: Unit) -> Line {
    Line { figure, label, unit, first: "", goal: "", floor: NO_FLOOR }
}

impl Line {
    const fn wanted(self, first: &'static str, goal: &'static str) -> Self {
        Self { first, goal, ..self }
    }

    const fn over(
        self,
        sqlite: &'static [&'static str],
        postgres: &'static [&'static str],
    ) -> Self {
        Self { floor: [sqlite, postgres], ..self }
    }
}

/// The floor of a drain, by database: on SQLite whole lives, as the target is worded.
const DRAIN_FLOOR: [&[&str]; 2] = [&["reference/lives"], &["reference/claim + report"]];

/// All tables, in the order of the page.
pub(super) const TABLES: &[Table] = &[
    Table {
        group: Group::Drain,
        title: "Drain",
        note: "100,000 `noop` tasks, all queued before two remote workers with default settings \
               start; full history kept; median of three. The ratio is to the reference floor's whole lives on \
               SQLite and to its claim + report on PostgreSQL. CPU is seconds per 10,000 tasks, \
               from the start of the workers to the last completion.",
        shape: Shape::Lines(&[
            line("drain/from claim", "from the first claim", Unit::Rate)
                .wanted(
                    "15 k/s PostgreSQL, 25 k/s SQLite",
                    "≥ 70 % PostgreSQL, ≥ 50 % SQLite, or the peer",
                )
                .over(DRAIN_FLOOR[0], DRAIN_FLOOR[1]),
            line("drain/with start", "with the start of the workers", Unit::Rate)
                .over(DRAIN_FLOOR[0], DRAIN_FLOOR[1]),
            line("drain/steady", "between a tenth and nine tenths", Unit::Rate)
                .over(DRAIN_FLOOR[0], DRAIN_FLOOR[1]),
            line("drain/pinned", "under a pinned snapshot; ratio to without", Unit::Rate)
                .wanted("", "≥ 95 %")
                .over(&[], &["drain/from claim"]),
            line("drain/claims", "claims of a task (1: none came back unstarted)", Unit::Times),
            line("cpu/all", "CPU, all parts", Unit::Cpu)
                .wanted("≤ 1.0 PostgreSQL", "≤ 0.45 PostgreSQL"),
            line(
                "cpu/up",
                "CPU of `up` (coordinator, scheduler; on SQLite the database too)",
                Unit::Cpu,
            ),
            line("cpu/workers", "CPU of both workers", Unit::Cpu),
            line("cpu/postgresql", "CPU of PostgreSQL", Unit::Cpu),
        ]),
    },
    Table {
        group: Group::Peers,
        title: "The peer",
        note: "graphile-worker 0.17 on the same server in the same run: local queue of 500, batched \
               completion, the best of four runs; it works in one process and deletes what is \
               finished. CPU is seconds per 10,000 jobs with PostgreSQL's. The ratio is to our drain.",
        shape: Shape::Lines(&[
            line("peers/drain", "drain of 100,000 no-op jobs", Unit::Rate)
                .over(&[], &["drain/from claim"]),
            line("peers/cpu", "CPU, node and PostgreSQL", Unit::Cpu).over(&[], &["cpu/all"]),
            line("peers/submit", "bulk submit, 5,000 a call", Unit::Rate)
                .over(&[], &["submit/bulk"]),
        ]),
    },
    Table {
        group: Group::Submit,
        title: "Submit",
        note: "Over gRPC, no worker connected. Bulk: two connections, median of three. Singles: 64 \
               callers on 8 connections. The ratio of bulk is to our own insert alone, of singles to \
               single inserts into the reference table (PostgreSQL: 32 connections). Through the \
               gateway, which is in the same process and calls the coordinator without a socket: 64 \
               clients, each with a connection that stays open; the ratio is to single gRPC submits in \
               turn with them. Where there are several coordinators the gateway puts a key on each \
               task, so that it may repeat the call; here there is one.",
        shape: Shape::Lines(&[
            line("submit/bulk", "bulk, the better", Unit::Rate)
                .wanted("40 k/s", "≥ 80 %")
                .over(&["own/insert"], &["own/insert"]),
            line("submit/bulk 1000", "bulk, 1,000 a call", Unit::Rate)
                .over(&["own/insert"], &["own/insert"]),
            line("submit/bulk 5000", "bulk, 5,000 a call", Unit::Rate)
                .over(&["own/insert"], &["own/insert"]),
            line("submit/single 64", "single, 64 callers", Unit::Rate)
                .wanted("8 k/s", "≥ 100 %")
                .over(&["reference/insert/1"], &["reference/insert/32 connections"]),
            line("submit/single 64 with a key", "single, 64 callers, with a key", Unit::Rate)
                .over(&["submit/single 64"], &["submit/single 64"]),
            line("submit/post schedule", "`POST /api/schedule`, 64 clients", Unit::Rate)
                .wanted("", "≥ 80 %")
                .over(&["submit/single 64"], &["submit/single 64"]),
            line("submit/post tasks", "`POST /api/tasks`, 64 clients", Unit::Rate)
                .over(&["submit/single 64"], &["submit/single 64"]),
            line("submit/single 1", "single, one caller", Unit::Rate)
                .over(&["reference/insert/1"], &["reference/insert/1"]),
        ]),
    },
    Table {
        group: Group::Counters,
        title: "Counters",
        note: "Calls that add to two counters of one of 8 tasks, 64 callers; median of three. Those of \
               running tasks are added up in memory, those of waiting ones written before they are \
               answered. The ratio is to `POST /api/tasks`, of tasks for later, in turn with them.",
        shape: Shape::Lines(&[
            line("counters/add", "`AddCounters` of running tasks", Unit::Rate)
                .over(&["counters/post"], &["counters/post"]),
            line("counters/put", "`PUT …/counters` of running tasks", Unit::Rate)
                .wanted("", "≥ 100 %")
                .over(&["counters/post"], &["counters/post"]),
            line("counters/put waiting", "`PUT …/counters` of waiting tasks", Unit::Rate)
                .over(&["counters/post"], &["counters/post"]),
            line("counters/post", "`POST /api/tasks`, 64 clients", Unit::Rate),
        ]),
    },
    Table {
        group: Group::Depth,
        title: "Long queues",
        note: "Two workers take 20,000 tasks from a queue of 20,000 and from one of 1,000,000; \
               median of three, between a tenth and nine tenths.",
        shape: Shape::Lines(&[
            line("depth/short", "20,000 queued", Unit::Rate),
            line("depth/long", "1,000,000 queued", Unit::Rate),
            line("depth/flat", "long against short", Unit::Share).wanted("≥ 80 %", "≥ 95 %"),
        ]),
    },
    Table {
        group: Group::Latency,
        title: "Latency",
        note: "One `noop` task each 20 ms, two idle workers. The commit is one single-row insert at \
               the same pace in the same run.",
        shape: Shape::Lines(&[
            line("latency/from call p50", "submit called → started, p50", Unit::Millis)
                .wanted("5 ms", ""),
            line("latency/from call p95", "submit called → started, p95", Unit::Millis),
            line("latency/from call p99", "submit called → started, p99", Unit::Millis)
                .wanted("", "≤ 10 ms"),
            line("latency/from return p50", "submit returned → started, p50", Unit::Millis),
            line("latency/from return p95", "submit returned → started, p95", Unit::Millis),
            line("latency/from return p99", "submit returned → started, p99", Unit::Millis),
            line("latency/call p50", "the call itself, p50", Unit::Millis),
            line("latency/commit", "one commit, p50", Unit::Millis),
            line("latency/from call in commits", "called → started, p50, in commits", Unit::Times)
                .wanted("", "≤ 3"),
            line(
                "latency/from return in commits",
                "returned → started, p50, in commits",
                Unit::Times,
            )
            .wanted("", "≤ 1.5"),
        ]),
    },
    Table {
        group: Group::Pages,
        title: "Pages",
        note: "`GET /api/tasks`, first page of 50, one call each 20 ms on one connection, with \
               1,000,000 tasks in the store. The failed ones and those of the rare queue are the \
               oldest.",
        shape: Shape::Lines(&[
            line("pages/all p50", "all tasks, p50", Unit::Millis),
            line("pages/all p99", "all tasks, p99", Unit::Millis).wanted("", "≤ 20 ms"),
            line("pages/failed p50", "`state=failed`, p50", Unit::Millis),
            line("pages/failed p99", "`state=failed`, p99", Unit::Millis).wanted("", "≤ 20 ms"),
            line("pages/queue p50", "`queue` of nearly all, p50", Unit::Millis),
            line("pages/queue p99", "`queue` of nearly all, p99", Unit::Millis)
                .wanted("", "≤ 20 ms"),
            line("pages/rare queue p50", "`queue` of the oldest, p50", Unit::Millis),
            line("pages/rare queue p99", "`queue` of the oldest, p99", Unit::Millis),
        ]),
    },
    Table {
        group: Group::Viewers,
        title: "Viewers",
        note: "Drains of 200,000 `noop` tasks by two workers, in turns without and with 1,000 \
               WebSockets subscribed to all tasks; medians of three. CPU is that of `up` \
               (coordinator, gateway, scheduler; on SQLite the database too), seconds per 10,000 \
               tasks.",
        shape: Shape::Lines(&[
            line("viewers/without", "CPU without viewers", Unit::Cpu),
            line("viewers/with", "CPU with viewers", Unit::Cpu),
            line("viewers/more", "more with viewers", Unit::Share).wanted("", "≤ 10 %"),
            line("viewers/heard", "messages to each in a drain", Unit::Times),
        ]),
    },
    Table {
        group: Group::Idle,
        title: "Idle workers",
        note: "10,000 sessions that beat every 5 s and have nothing to do. CPU is seconds of `up` \
               in each second, memory all that is resident of it.",
        shape: Shape::Lines(&[
            line("idle/shared/memory", "memory, 100 sessions on a connection", Unit::Bytes)
                .wanted("", "≤ 500 MB"),
            line("idle/shared/cpu", "CPU at rest", Unit::Cpu),
            line("idle/shared/opened", "workers that arrive", Unit::Rate),
            line("idle/own/memory", "memory, each on a connection of its own", Unit::Bytes)
                .wanted("", "≤ 500 MB"),
            line("idle/own/cpu", "CPU at rest", Unit::Cpu),
            line("idle/own/opened", "workers that arrive", Unit::Rate),
        ]),
    },
    Table {
        group: Group::Jobs,
        title: "Jobs",
        note: "10,000 jobs whose time comes in one second, with a worker that runs them meanwhile and \
               with none, the same over a minute, and 100,000 that wait. They are queued when the store \
               counts them all, looked at every 20 ms. CPU is seconds of `up` \
               in each second.",
        shape: Shape::Lines(&[
            line("jobs/burst/queued", "the last of 10,000 in one second is queued", Unit::Millis)
                .wanted("≤ 400 ms", ""),
            line("jobs/burst/started p99", "and 99 % have started", Unit::Millis),
            line("jobs/fire/queued", "the last of 10,000 when nothing runs them", Unit::Millis)
                .wanted("≤ 400 ms", ""),
            line("jobs/spread/started p99", "over a minute: 99 % have started", Unit::Millis)
                .wanted("< 50 ms", ""),
            line("jobs/made", "jobs made, one a call", Unit::Rate),
            line("jobs/idle/cpu", "CPU with 100,000 that wait", Unit::Cpu).wanted("< 0.1", ""),
        ]),
    },
    Table {
        group: Group::Shell,
        title: "Processes",
        note: "2,000 `true`, each a bash of its own, 8 at a time; three parts in turn with the others, \
               medians. CPU is seconds per 10,000 tasks, \
               without the commands'.",
        shape: Shape::Lines(&[
            line("shell/tasks", "shell tasks, one worker of 8 slots", Unit::Rate),
            line("shell/xargs", "`xargs -P8 bash`", Unit::Rate),
            line("shell/alone", "started from tokio alone", Unit::Rate),
            line("shell/of xargs", "tasks against `xargs`", Unit::Share).wanted("≥ 90 %", ""),
            line("shell/of alone", "tasks against starting alone", Unit::Share)
                .wanted("", "≥ 95 %"),
            line("shell/claims", "claims of a task (1: none came back unstarted)", Unit::Times),
            line("shell/cpu up", "CPU of `up`", Unit::Cpu),
            line("shell/cpu worker", "CPU of the worker", Unit::Cpu),
        ]),
    },
    Table {
        group: Group::Start,
        title: "Start",
        note: "`taskmaster up` on an empty folder and database, with its three workers; median of \
               five. Memory is that of `up` without its workers, after 2 s idle.",
        shape: Shape::Lines(&[
            line("start/first answer", "to the first accepted task", Unit::Millis),
            line("start/first task", "to the first finished task", Unit::Millis)
                .wanted("", "≤ 300 ms"),
            line("start/memory", "resident memory", Unit::Bytes).wanted("", "≤ 60 MB"),
        ]),
    },
    Table {
        group: Group::Floors,
        title: "Floor: the reference table",
        note: "A realistic task row and the plainest SQL, one connection, rows a second by batch \
               size. Lives are insert and claim + report in turn.",
        shape: Shape::Steps { floor: "reference" },
    },
    Table {
        group: Group::Floors,
        title: "Floor: our own statements alone",
        note: "The drivers through the store's traits, one caller, rows a second by batch size.",
        shape: Shape::Steps { floor: "own" },
    },
];
