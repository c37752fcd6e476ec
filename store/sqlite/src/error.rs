//! What SQLite's failures mean to a caller.

use taskmaster_store::Error;

/// Tells a failure that may pass from a faulty row and from a defect.
pub(crate) fn failed(cause: sqlx::Error) -> Error {
    match &cause {
        sqlx::Error::Database(inner) => {
            let code = inner.code().and_then(|code| code.parse::<i32>().ok()).unwrap_or_default();
            by_code(code, cause.to_string())
        }
        sqlx::Error::Io(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed
        | sqlx::Error::BeginFailed => Error::Unavailable(cause.to_string()),
        _ => Error::Corrupt(cause.to_string()),
    }
}

/// The primary result code is the low byte of the extended one.
fn by_code(extended: i32, text: String) -> Error {
    match extended & 0xff {
        // Busy, locked, out of memory, interrupted, I/O, full, cannot open: all may pass.
        5 | 6 | 7 | 9 | 10 | 13 | 14 => Error::Unavailable(text),
        // Too big, constraint, mismatch: of a row.
        18..=20 => Error::BadRow(text),
        _ => Error::Corrupt(text),
    }
}

/// A failure to migrate.
pub(crate) fn migration_failed(cause: sqlx::migrate::MigrateError) -> Error {
    match cause {
        sqlx::migrate::MigrateError::Execute(inner)
        | sqlx::migrate::MigrateError::ExecuteMigration(inner, _) => failed(inner),
        other => Error::Corrupt(other.to_string()),
    }
}

/// A row that this release cannot read.
pub(crate) fn unreadable(what: &str) -> Error {
    Error::Corrupt(format!("cannot read {what}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_may_pass_and_a_broken_constraint_may_not() {
        assert!(by_code(13, String::new()).is_transient());
        assert!(by_code(5 | (2 << 8), String::new()).is_transient());
        assert!(matches!(by_code(787, String::new()), Error::BadRow(_)));
        assert!(matches!(by_code(1, String::new()), Error::Corrupt(_)));
    }
}
