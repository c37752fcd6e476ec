//! What must hold among the values, checked at start: all of it at once.

use std::time::Duration;

use taskmaster_domain::{Violations, limits, task::is_label_name};
use tracing_subscriber::EnvFilter;

use super::{Config, Database, Gateway, Http, Session, Trace, Worker};
use crate::Secret;

impl Config {
    /// Checks what the types do not say.
    ///
    /// # Errors
    /// Every violation, by key.
    pub fn check(&self) -> Result<(), Violations> {
        let mut v = Violations::default();
        self.database.check(&mut v);
        check_coordinator(&mut v, "grpc.advertise", self.grpc.advertise.as_deref());
        self.http.check(&mut v);
        self.gateway.check(&mut v);
        self.session.check(&mut v);
        self.worker.check(&mut v);
        let docker = &self.fleet.docker;
        let http = docker.socket.starts_with("http://");
        if !http && !docker.socket.starts_with('/') {
            v.add("fleet.docker.socket", "must be the path of a socket or begin with http://");
        }
        v.text("fleet.docker.service", &docker.service, limits::NAME_BYTES);
        let kubernetes = &self.fleet.kubernetes;
        v.text("fleet.kubernetes.deployment", &kubernetes.deployment, limits::NAME_BYTES);
        if let Some(namespace) = &kubernetes.namespace {
            v.text("fleet.kubernetes.namespace", namespace, limits::NAME_BYTES);
        }
        v.range("fleet.workers", self.fleet.workers, limits::FLEET);
        v.range("retention.days", self.retention.days, (1, 3_650));
        if self.output.limit == 0 {
            v.add("output.limit", "must not be 0");
        }
        let auth = &self.auth;
        for (field, token, file) in [
            ("auth.admin_token", &auth.admin_token, &auth.admin_token_file),
            ("auth.join_token", &auth.join_token, &auth.join_token_file),
        ] {
            either(&mut v, field, token.is_some(), file.is_some());
            check_token(&mut v, field, token.as_ref());
        }
        if !is_filter(&self.log.level) {
            v.add(
                "log.level",
                "must be error, warn, info, debug, trace or off, or a filter such as \
                 info,taskmaster_scheduler=debug",
            );
        }
        self.trace.check(&mut v);
        v.or(())
    }
}

impl Database {
    fn check(&self, v: &mut Violations) {
        either(v, "database.url", self.url.is_some(), self.url_file.is_some());
        if let Some(Err(why)) = self.url.as_ref().map(super::DatabaseUrl::kind) {
            v.add("database.url", why.to_string());
        }
        v.range("database.pool_size", self.pool_size, (1, 1_000));
        positive(v, "database.acquire_timeout", self.acquire_timeout);
        positive(v, "database.call_timeout", self.call_timeout);
    }
}

impl Http {
    fn check(&self, v: &mut Violations) {
        check_url(v, "http.public_url", self.public_url.as_deref());
        if !is_base_path(&self.base_path) {
            v.add(
                "http.base_path",
                "must begin with a slash and not end in one; its parts must be letters, digits, or \
                 any of - . _ ~, and none of them empty, . or ..",
            );
        }
        for origin in self.allowed_origins.iter().filter(|origin| *origin != "*") {
            let host = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
            if host.is_none_or(|host| host.is_empty() || host.contains('/')) {
                let message =
                    format!("must be origins such as https://ops.example.com, has {origin:?}");
                v.add("http.allowed_origins", message);
            }
        }
    }
}

impl Gateway {
    fn check(&self, v: &mut Violations) {
        if self.coordinators.is_empty() {
            v.add("gateway.coordinators", "must not be empty");
        }
        for coordinator in &self.coordinators {
            check_coordinator(v, "gateway.coordinators", Some(coordinator));
        }
    }
}

impl Session {
    fn check(&self, v: &mut Violations) {
        let day = Duration::from_secs(86_400);
        if self.lease < Duration::from_secs(1) || self.lease > day {
            v.add("session.lease", "must be between 1s and 1d");
        }
        if self.heartbeat < Duration::from_millis(50) || self.heartbeat > self.lease / 3 {
            v.add("session.heartbeat", "must be between 50ms and a third of session.lease");
        }
    }
}

impl Worker {
    fn check(&self, v: &mut Violations) {
        if self.coordinators.is_empty() {
            v.add("worker.coordinators", "must not be empty");
        }
        for coordinator in &self.coordinators {
            check_coordinator(v, "worker.coordinators", Some(coordinator));
        }
        if !self.name.is_empty() && !is_label_name(&self.name) {
            v.add("worker.name", "must be at most 255 letters, digits, or one of . _ - /");
        }
        v.range("worker.slots", self.slots(), limits::SLOTS);
        if self.queues.is_empty() || self.queues.len() > limits::WORKER_QUEUES {
            v.add("worker.queues", format!("must have 1 to {} entries", limits::WORKER_QUEUES));
        }
        for queue in &self.queues {
            v.text("worker.queues", queue, limits::NAME_BYTES);
        }
        for (name, value) in &self.labels {
            if !is_label_name(name) {
                v.add(
                    format!("worker.labels.{name}"),
                    "must be letters, digits, or one of . _ - /",
                );
            }
            v.optional_text(&format!("worker.labels.{name}"), value, limits::LABEL_BYTES);
        }
    }
}

impl Trace {
    fn check(&self, v: &mut Violations) {
        check_url(v, "trace.endpoint", self.endpoint.as_deref());
        v.range("trace.sampling_ratio", self.sampling_ratio, (0.0, 1.0));
    }
}

fn is_base_path(path: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '~');
    let sound = |part: &str| !matches!(part, "" | "." | "..") && part.chars().all(plain);
    path.is_empty() || path.strip_prefix('/').is_some_and(|parts| parts.split('/').all(sound))
}

/// Whether a filter of log lines says what its writer means: a word that is no level would be
/// taken for the name of a part, and silence all others.
fn is_filter(filter: &str) -> bool {
    let level = |word: &str| {
        ["error", "warn", "info", "debug", "trace", "off"]
            .iter()
            .any(|level| word.trim().eq_ignore_ascii_case(level))
    };
    let directive = |text: &str| match text.rsplit_once('=') {
        Some((target, word)) => !target.trim().is_empty() && level(word),
        None => level(text),
    };
    EnvFilter::try_new(filter).is_ok() && filter.split(',').all(directive)
}

fn check_url(v: &mut Violations, field: &str, url: Option<&str>) {
    let Some(url) = url else { return };
    let host = url.strip_prefix("http://").or_else(|| url.strip_prefix("https://"));
    if host.is_none_or(str::is_empty) {
        v.add(field, format!("must begin with http:// or https:// and name a host, is {url:?}"));
    }
}

/// A coordinator's URL. One with https would be called in clear, token included, because
/// coordinators speak no TLS of their own.
fn check_coordinator(v: &mut Violations, field: &str, url: Option<&str>) {
    if url.is_some_and(|url| url.starts_with("https://")) {
        v.add(field, "must begin with http://: coordinators speak no TLS of their own");
    } else {
        check_url(v, field, url);
    }
}

fn check_token(v: &mut Violations, field: &str, token: Option<&Secret>) {
    if let Some(Err(why)) = token.map(Secret::check_token) {
        v.add(field, why.to_string());
    }
}

fn either(v: &mut Violations, field: &str, value: bool, file: bool) {
    if value && file {
        v.add(field, format!("must not be set together with {field}_file"));
    }
}

fn positive(v: &mut Violations, field: &str, duration: Duration) {
    if duration.is_zero() {
        v.add(field, "must not be 0s");
    }
}

#[cfg(test)]
mod tests {
    use super::super::DatabaseUrl;
    use super::*;

    #[test]
    fn the_defaults_are_fine() {
        assert_eq!(Config::default().check(), Ok(()));
    }

    #[test]
    fn all_that_is_wrong_is_said_at_once() {
        let mut config = Config::default();
        config.database.url = Some(DatabaseUrl::new("mysql://db"));
        config.session.heartbeat = config.session.lease;
        config.http.base_path = "taskmaster/".to_owned();
        config.fleet.workers = 51;
        config.auth.admin_token = Some(Secret::new("short"));
        config.worker.queues.clear();
        let Violations(all) = config.check().unwrap_err();
        let fields: Vec<_> = all.iter().map(|violation| violation.field.as_str()).collect();
        assert_eq!(
            fields,
            [
                "database.url",
                "http.base_path",
                "session.heartbeat",
                "worker.queues",
                "fleet.workers",
                "auth.admin_token"
            ]
        );
        assert!(!config.check().unwrap_err().to_string().contains("short"));
    }

    #[test]
    fn a_base_path_is_plain() {
        for fine in ["", "/tm", "/a/b-1._~"] {
            assert!(is_base_path(fine), "{fine}");
        }
        for odd in ["tm", "/", "/tm/", "/a//b", "/a/../b", "/.", "/a b?#", "/%20", "/{x}", "/ä"] {
            assert!(!is_base_path(odd), "{odd}");
        }
    }

    #[test]
    fn a_word_that_is_no_level_is_no_filter() {
        for fine in ["info", "WARN", "off", "info,taskmaster_scheduler=debug", "sqlx=off, warn"] {
            assert!(is_filter(fine), "{fine}");
        }
        for odd in ["", "loud", "info,", "taskmaster_scheduler", "info,x=loud", "=info", "x="] {
            assert!(!is_filter(odd), "{odd}");
        }
    }

    #[test]
    fn a_value_and_its_file_exclude_each_other() {
        let mut config = Config::default();
        config.auth.join_token = Some(Secret::new("0123456789abcdef"));
        config.auth.join_token_file = Some("/run/join".into());
        let all = config.check().unwrap_err();
        assert_eq!(
            all.to_string(),
            "auth.join_token must not be set together with auth.join_token_file"
        );
    }
}
