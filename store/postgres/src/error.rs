//! From what the server says to what callers ask: is it worth calling again?

use taskmaster_store::Error;

/// Why an operation on a connection ended early.
#[derive(Debug)]
pub(crate) enum Fault {
    /// The server or the way to it.
    Sql(sqlx::Error),
    /// A decision of ours.
    Store(Error),
    /// A row changed while a statement that takes no locks looked at it.
    Conflict,
}

impl From<sqlx::Error> for Fault {
    fn from(error: sqlx::Error) -> Self {
        Self::Sql(error)
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self::Store(error)
    }
}

/// What an operation on a connection gives.
pub(crate) type Outcome<T> = std::result::Result<T, Fault>;

/// A row that this release cannot read.
pub(crate) fn unreadable(what: impl std::fmt::Display) -> Fault {
    Fault::Store(Error::Corrupt(format!("a row cannot be read: {what}")))
}

impl Fault {
    /// Nothing happened because another transaction was in the way; again may well succeed.
    pub(crate) fn is_conflict(&self) -> bool {
        // serialization failure, deadlock detected
        matches!(self, Self::Conflict) || matches!(self.code().as_deref(), Some("40001" | "40P01"))
    }

    /// A row is kept already.
    pub(crate) fn is_repeat(&self) -> bool {
        self.code().as_deref() == Some("23505")
    }

    /// The connection must not be used again.
    pub(crate) fn breaks_connection(&self) -> bool {
        match self {
            // what a reading of several statements met on its way
            Self::Store(error) => error.is_transient(),
            Self::Conflict => false,
            Self::Sql(sqlx::Error::Database(_)) => {
                self.code().is_some_and(|code| code.starts_with("57P") || code.starts_with("08"))
            }
            Self::Sql(
                sqlx::Error::RowNotFound
                | sqlx::Error::ColumnNotFound(_)
                | sqlx::Error::ColumnIndexOutOfBounds { .. }
                | sqlx::Error::ColumnDecode { .. }
                | sqlx::Error::Encode(_),
            ) => false,
            Self::Sql(_) => true,
        }
    }

    fn code(&self) -> Option<String> {
        let Self::Sql(sqlx::Error::Database(error)) = self else { return None };
        error.code().map(std::borrow::Cow::into_owned)
    }

    /// What callers are told.
    pub(crate) fn into_store(self) -> Error {
        let code = self.code();
        let error = match self {
            Self::Store(error) => return error,
            Self::Conflict => {
                return Error::Unavailable("rows were changed again and again".to_owned());
            }
            Self::Sql(error) => error,
        };
        let text = error.to_string();
        match (&error, code) {
            (_, Some(code)) => of_code(&code, text),
            (sqlx::Error::Encode(_), None) => Error::BadRow(text),
            (
                sqlx::Error::Io(_)
                | sqlx::Error::Tls(_)
                | sqlx::Error::Protocol(_)
                | sqlx::Error::PoolTimedOut
                | sqlx::Error::PoolClosed
                | sqlx::Error::WorkerCrashed
                | sqlx::Error::BeginFailed,
                None,
            ) => Error::Unavailable(text),
            (_, None) => Error::Corrupt(text),
        }
    }
}

/// By SQLSTATE.
fn of_code(code: &str, text: String) -> Error {
    match code {
        // check violation, not-null violation, index row too large
        "23514" | "23502" | "54000" => Error::BadRow(text),
        // read-only: a standby, or a disk that is full; statement timeout or cancel; lock timeout;
        // a conflict that did not go away
        "25006" | "57014" | "55P03" | "40001" | "40P01" => Error::Unavailable(text),
        // no such database, while it is being restored
        "3D000" => Error::Unavailable(text),
        _ => match code.get(..2) {
            Some("22") => Error::BadRow(text),
            // connection, resources (too many connections, disk, memory), operator (shutdown,
            // starting up), system
            Some("08" | "53" | "57" | "58") => Error::Unavailable(text),
            _ => Error::Corrupt(text),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_that_is_away_is_worth_calling_again() {
        for code in ["08006", "57P01", "57P03", "53300", "25006", "40P01", "57014"] {
            assert!(of_code(code, String::new()).is_transient(), "{code}");
        }
        assert!(Fault::Sql(sqlx::Error::PoolTimedOut).into_store().is_transient());
    }

    #[test]
    fn a_value_that_the_database_will_not_take_is_a_bad_row() {
        for code in ["22021", "22P05", "22003", "23514"] {
            assert!(matches!(of_code(code, String::new()), Error::BadRow(_)), "{code}");
        }
    }

    #[test]
    fn a_wrong_statement_is_a_defect() {
        assert!(matches!(of_code("42P01", String::new()), Error::Corrupt(_)));
    }
}
