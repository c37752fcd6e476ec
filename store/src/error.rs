//! The question that callers of a store really ask: is it worth calling again?

/// Why a store did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database cannot be reached, or lost the connection on the way. What was asked may or
    /// may not have happened; calling again with the same ids is safe and right.
    #[error("the store cannot be reached: {0}")]
    Unavailable(String),
    /// A row of the batch is one that the database will not take. Nothing of the batch was done;
    /// the caller halves it until the faulty row stands alone. A text with U+0000 makes such a
    /// row, unless the driver takes the character out; no driver keeps it.
    #[error("the store refuses a row: {0}")]
    BadRow(String),
    /// There is no more room for what was asked, such as the 10,001st lane.
    #[error("{0}")]
    Exhausted(String),
    /// What the database holds makes no sense to this release, or a statement is wrong. A defect.
    #[error("the store holds or did something unexpected: {0}")]
    Corrupt(String),
}

impl Error {
    /// Calling again, unchanged, may succeed.
    pub const fn is_transient(&self) -> bool {
        match self {
            Self::Unavailable(_) => true,
            Self::BadRow(_) | Self::Exhausted(_) | Self::Corrupt(_) => false,
        }
    }
}

/// What a store answers.
pub type Result<T, E = Error> = std::result::Result<T, E>;
