//! The one table of limits. OpenAPI, the proto docs and the tests read these, nothing repeats
//! a number.

use std::time::Duration;

use crate::Timestamp;

/// One megabyte, as the limits mean it.
pub const MB: usize = 1_000_000;

/// Bytes of a name: task, worker, queue, owner.
pub const NAME_BYTES: usize = 255;
/// Bytes of a task's kind.
pub const KIND_BYTES: usize = 100;
/// Bytes of a command line or script.
pub const COMMAND_BYTES: usize = MB;
/// Bytes of the metadata document, as JSON.
pub const METADATA_BYTES: usize = 65_536;
/// Environment variables of one task.
pub const ENV_VARS: usize = 1_000;
/// Bytes of all names and values of a task's environment.
pub const ENV_BYTES: usize = MB;
/// Bytes of one variable as `name=value`: Linux starts no program with a longer one.
pub const ENV_VAR_BYTES: usize = 131_071;
/// Labels of one task or worker.
pub const LABELS: usize = 64;
/// Bytes of one label's name or value.
pub const LABEL_BYTES: usize = 255;
/// Bytes of an idempotency key.
pub const IDEMPOTENCY_KEY_BYTES: usize = 255;
/// Wall clock of an attempt.
pub const TIMEOUT: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(86_400));
/// What an attempt gets when nothing else is asked for.
pub const DEFAULT_TIMEOUT: Duration = Duration::from_secs(3_600);
/// Time between SIGTERM and SIGKILL.
pub const GRACE: (Duration, Duration) = (Duration::ZERO, Duration::from_secs(300));
/// Default of the above.
pub const DEFAULT_GRACE: Duration = Duration::from_secs(5);
/// Urgency: the higher, the sooner.
pub const PRIORITY: (i32, i32) = (-1_000, 1_000);
/// Tries of a task.
pub const ATTEMPTS: (i32, i32) = (1, 100);
/// Longest wait before a retry.
pub const RETRY_DELAY: Duration = Duration::from_secs(86_400);
/// Tasks in one call.
pub const BULK_TASKS: usize = 10_000;
/// Bytes of a gRPC message or a REST body.
pub const BODY_BYTES: usize = 10 * MB;
/// Rows of one page, and what a page has when nothing is said.
pub const PAGE: (u32, u32) = (50, 1_000);
/// Workers of a fleet that can be asked for.
pub const FLEET: (u32, u32) = (1, 50);
/// Slots of one worker.
pub const SLOTS: (u32, u32) = (1, 10_000);
/// Queues that one worker serves.
pub const WORKER_QUEUES: usize = 100;
/// Attempts that a worker may hold when it says hello.
pub const HOLDING: usize = 100_000;
/// Bytes of an error message that is kept.
pub const MESSAGE_BYTES: usize = 16_384;
/// Of one processor, what an attempt can use at the most: a machine of 10,000.
pub const CPU_PERCENT: f64 = 1_000_000.0;
/// Bytes of a task's result, as JSON.
pub const RESULT_BYTES: usize = MB;
/// Raw bytes of one stored piece of output.
pub const CHUNK_BYTES: usize = 65_536;
/// Bytes of one line of output; a longer one is split and flagged.
pub const LINE_BYTES: usize = 65_536;
/// Raw bytes of output that an attempt may write before the rest is dropped.
pub const OUTPUT_BYTES: u64 = 256 * MB as u64;
/// Tasks of one queue that may be under way at once, where that is limited.
pub const CONCURRENCY: (u32, u32) = (1, 100_000);
/// Interned lanes.
pub const LANES: usize = 10_000;
/// Started attempts that died with their worker before the task is parked.
pub const POISON_DEATHS: i32 = 5;
/// How far ahead a task may be scheduled.
pub const SCHEDULE_AHEAD: Duration = Duration::from_secs(1_000 * 365 * 86_400);
/// How long a session of a browser lasts.
pub const SESSION_LIFE: Duration = Duration::from_secs(12 * 3_600);
/// How long a sign-in code may wait for its browser.
pub const SIGN_IN_CODE_LIFE: Duration = Duration::from_secs(3_600);
/// Sign-in codes that wait at once.
pub const SIGN_IN_CODES: usize = 1_000;
/// Sessions that were ended before their time and whose time has not come.
pub const ENDED_SESSIONS: usize = 2_000;
/// Minutes of statistics that one call tells of, which are those that are kept.
pub const HISTORY_MINUTES: (u32, u32) = (1, 10_080);
/// Bytes of what is offered as a sign-in code.
pub const SIGN_IN_CODE_BYTES: usize = 128;
/// Bytes of a job's description.
pub const DESCRIPTION_BYTES: usize = 16_384;
/// Checks of one job.
pub const JOB_CHECKS: usize = 50;
/// Bytes of the command of a check: what is longer belongs into a script of the worker.
pub const CHECK_COMMAND_BYTES: usize = 65_536;
/// Wall clock of a check.
pub const CHECK_TIMEOUT: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(300));
/// Default of the above.
pub const DEFAULT_CHECK_TIMEOUT: Duration = Duration::from_secs(10);
/// Addresses of one job.
pub const NOTIFY_EMAILS: usize = 100;
/// Scheduled failures that break a job, at the most.
pub const BREAKER_THRESHOLD: u32 = 1_000;
/// How old a fire may be and still be caught up, at the most.
pub const CATCHUP_WINDOW: Duration = Duration::from_secs(400 * 86_400);
/// Default of the above.
pub const DEFAULT_CATCHUP_WINDOW: Duration = Duration::from_secs(86_400);
/// A fire that is acted on within this time is on time; a later one is a matter of catch-up.
pub const FIRE_GRACE: Duration = Duration::from_secs(60);
/// How long the ledger of fires is kept.
pub const FIRES_KEPT: Duration = Duration::from_secs(400 * 86_400);
/// Jobs of one installation.
pub const JOBS: usize = 1_000_000;
/// Bytes of a counter's name.
pub const COUNTER_NAME_BYTES: usize = 100;
/// What a counter may hold, and one call may add to it: whole numbers up to here are doubles, as
/// readers of JSON have them, and so is the next one.
pub const COUNT: i64 = (1 << 53) - 1;
/// Counters of one task.
pub const COUNTERS: usize = 100;
/// How long the token of one attempt is good at the most.
pub const TASK_TOKEN_LIFE: Duration = Duration::from_secs(25 * 3_600);
/// Cron expressions of one schedule.
pub const EXPRESSIONS: usize = 100;
/// Seconds of an interval: up to ten years.
pub const INTERVAL_SECONDS: (u64, u64) = (1, 3_650 * 86_400);
/// Years that a calendar may name.
pub const CALENDAR_YEARS: (u16, u16) = (1970, 2199);
/// Values of one list of a calendar.
pub const CALENDAR_VALUES: usize = 366;
/// Blackout windows of one schedule.
pub const BLACKOUTS: usize = 100;
/// By how much starts may be spread.
pub const JITTER: Duration = Duration::from_secs(86_400);
/// Times of one preview.
pub const PREVIEW: usize = 1_000;
/// The end of all plans, the year 2200: what is upcoming, and the preview of an interval, end there.
pub const PLANNED: Timestamp = Timestamp::from_micros(7_258_118_400_000_000);
