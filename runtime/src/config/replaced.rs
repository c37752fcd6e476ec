//! Variables of the five systems that TaskMaster replaces, and what took the place of each.

/// What took a variable's place.
#[derive(Clone, Copy, Debug)]
pub(super) enum Place {
    /// A key, with a note behind it.
    Key(&'static str, &'static str),
    /// Something else, or why nothing is needed.
    Other(&'static str),
}

use Place::{Key, Other};

/// Systems, their names for one thing, and its place here.
pub(super) const GROUPS: &[(&str, &[&str], Place)] = &[
    (
        "A B D E",
        &["PORT", "port", "API_HOST", "API_PORT", "SCHEDULER_PORT"],
        Key("http.listen", "; `0.0.0.0:8081` for all addresses"),
    ),
    (
        "A",
        &["DB_PATH"],
        Key("data_dir", ", which holds `taskmaster.db`; or `database.url = \"sqlite://FILE\"`"),
    ),
    (
        "A B E",
        &["JWT_SECRET", "SECRET_KEY", "SESSION_SECRET"],
        Other("none needed: the key that signs sessions is drawn with the database and kept in it"),
    ),
    ("A B D", &["LOG_LEVEL", "RUST_LOG", "DEBUG"], Key("log.level", "")),
    ("A D", &["LOG_RETENTION_DAYS", "RETENTION_DAYS"], Key("retention.days", "")),
    (
        "D",
        &["RETENTION_ENABLED", "RETENTION_CLEANUP_INTERVAL_SECS", "RETENTION_BATCH_SIZE"],
        Other("none needed: history is always pruned, a bounded batch at a time"),
    ),
    (
        "A B",
        &["ALLOWED_ORIGINS", "API_CORS_ORIGINS"],
        Key("http.allowed_origins", ", for REST and WebSocket; none by default"),
    ),
    ("A", &["API_BASE_PATH"], Key("http.base_path", ", which stands before `/api`")),
    (
        "A",
        &["VITE_API_BASE_PATH"],
        Other("none needed: the dashboard learns its prefix when it is served"),
    ),
    (
        "A",
        &["SMTP_SERVER", "SMTP_PORT", "SMTP_USERNAME", "SMTP_PASSWORD"],
        Other("none yet: there are no e-mail notifications yet"),
    ),
    (
        "B D E",
        &[
            "DATABASE_URL",
            "DB_HOST",
            "DB_PORT",
            "DB_NAME",
            "DB_USER",
            "DB_PASSWORD",
            "POSTGRES_HOST",
            "POSTGRES_PORT",
            "POSTGRES_DB",
            "POSTGRES_USER",
            "POSTGRES_PASSWORD",
        ],
        Key("database.url", "; `DATABASE_URL` is understood"),
    ),
    ("B D", &["DB_POOL_SIZE", "DB_MAX_OVERFLOW", "POOL_MAX_SIZE"], Key("database.pool_size", "")),
    (
        "D",
        &["POOL_MIN_IDLE", "pool.max_lifetime", "pool.idle_timeout"],
        Other("none needed: the hot paths own their connections, the pool keeps the rest"),
    ),
    ("D", &["POOL_TIMEOUT_SECS", "pool.connection_timeout"], Key("database.acquire_timeout", "")),
    (
        "D",
        &["POOL_ACQUIRE_RETRIES", "pool.retry_delay"],
        Other("none needed: calls are safe to repeat and are repeated with a growing wait"),
    ),
    (
        "B",
        &["REDIS_HOST", "REDIS_PORT", "REDIS_DB", "REDIS_PASSWORD", "REDIS_MAX_CONNECTIONS"],
        Other("none needed: there is no Redis"),
    ),
    (
        "B",
        &["API_WORKERS"],
        Other("none needed: one process uses all processors; run more gateways for more"),
    ),
    (
        "B",
        &["API_RELOAD", "ENVIRONMENT", "NODE_ENV"],
        Other("none needed: there is one way to run; development tools have their own commands"),
    ),
    (
        "B",
        &["API_ACCESS_LOG"],
        Other("none needed: `taskmaster_http_requests` counts them; a proxy's log names each"),
    ),
    ("B", &["WORKER_CONCURRENCY"], Key("worker.slots", "")),
    (
        "B",
        &["WORKER_PREFETCH_MULTIPLIER"],
        Other("none needed: prefetch follows the measured rate"),
    ),
    (
        "B",
        &["WORKER_MAX_TASKS_PER_CHILD"],
        Other("none needed: each command is a process of its own"),
    ),
    ("B", &["WORKER_TASK_TIMEOUT"], Other("`timeout` of the task, 1 h by default")),
    ("B D", &["WORKER_HEARTBEAT_INTERVAL"], Key("session.heartbeat", "")),
    ("D", &["WORKER_CLAIM_TIMEOUT_SECS"], Key("session.lease", "")),
    (
        "B",
        &["WORKER_MAX_RETRIES", "WORKER_RETRY_DELAY"],
        Other("`retry` of the task: `max_attempts`, `delay`"),
    ),
    (
        "B",
        &["JWT_ALGORITHM", "ACCESS_TOKEN_EXPIRE_MINUTES", "API_KEY_HEADER"],
        Other(
            "none needed: every call carries `Authorization: Bearer`, tokens come from `[auth]`; a browser's session lasts 12 h",
        ),
    ),
    ("B", &["LOG_FORMAT"], Key("log.format", "")),
    (
        "B",
        &["LOG_FILE", "LOG_MAX_SIZE_MB", "LOG_BACKUP_COUNT"],
        Other(
            "none needed: logs go to standard error; journald, Docker or Kubernetes keep and rotate them",
        ),
    ),
    (
        "B",
        &["MONITORING_ENABLED", "PROMETHEUS_PORT"],
        Key("metrics.listen", "; port 8001 as before, `off` to disable"),
    ),
    (
        "B",
        &["METRICS_PREFIX"],
        Other("none needed: names begin with `taskmaster_`; relabel where they are scraped"),
    ),
    (
        "B",
        &["COLLECT_SYSTEM_METRICS", "HEALTH_CHECK_INTERVAL"],
        Other(
            "none needed: workers send their load with each heartbeat, health is judged when asked for",
        ),
    ),
    ("B", &["TIMEZONE"], Other("none needed: times are UTC; a schedule names its zone")),
    (
        "D",
        &["HOST_URL"],
        Key("http.public_url", "; `grpc.advertise` of a coordinator for gateways"),
    ),
    (
        "D",
        &["PAGINATION_DEFAULT", "PAGINATION_MAX"],
        Other("none needed: 50 and at most 1000, see the table of limits"),
    ),
    (
        "D",
        &["WORKER_LOOP_INTERVAL_MS", "worker.timeout_check_interval"],
        Other("none needed: work is announced, not polled for"),
    ),
    (
        "D",
        &["BATCH_CHANNEL_CAPACITY", "worker.batch_flush_interval"],
        Other("none needed: while one batch commits the next gathers"),
    ),
    (
        "D",
        &[
            "CIRCUIT_BREAKER_ENABLED",
            "CIRCUIT_BREAKER_FAILURE_THRESHOLD",
            "CIRCUIT_BREAKER_FAILURE_WINDOW_SECS",
            "CIRCUIT_BREAKER_RECOVERY_TIMEOUT_SECS",
            "CIRCUIT_BREAKER_SUCCESS_THRESHOLD",
        ],
        Other(
            "none needed: calls of a database that is away fail fast with UNAVAILABLE, and what matters is tried again",
        ),
    ),
    (
        "D",
        &["SLOW_QUERY_THRESHOLD_MS"],
        Other("none needed: the histogram of store calls, see docs/metrics.md"),
    ),
    (
        "D",
        &["TRACING_ENABLED", "OTEL_EXPORTER_OTLP_ENDPOINT"],
        Key("trace.endpoint", "; the variable is understood, its presence enables"),
    ),
    ("D", &["OTEL_SERVICE_NAME"], Key("trace.service_name", "; the variable is understood")),
    ("D", &["OTEL_SAMPLING_RATIO"], Key("trace.sampling_ratio", "")),
    (
        "D",
        &["SKIP_SSRF_VALIDATION", "BLOCKED_HOSTNAMES", "BLOCKED_HOSTNAME_SUFFIXES"],
        Other("none yet: there are no outbound webhooks yet"),
    ),
    ("E", &["COORDINATOR_PORT"], Key("grpc.listen", "")),
    (
        "E",
        &["COORDINATOR", "COORDINATOR_ADDRESS"],
        Key(
            "worker.coordinators",
            " and `gateway.coordinators`; `TASKMASTER_ADDRESS` for client commands",
        ),
    ),
    (
        "E",
        &["WORKER_PORT", "WORKER_ADDRESS"],
        Other("none needed: a worker connects out and has no open port"),
    ),
    (
        "E",
        &["DOCKER_COMPOSE_FILE"],
        Key("fleet.docker.service", ", with `fleet.backend = \"docker\"`; no file is read"),
    ),
    (
        "C",
        &["TEST_DATABASE_URL"],
        Other("the same; without it tests start a PostgreSQL of their own"),
    ),
];
