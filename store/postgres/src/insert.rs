//! Inserts, and what they do about rows that are kept already.

use std::sync::{Arc, OnceLock};

use sqlx::{AssertSqlSafe, SqlSafeStr, SqlStr};
use taskmaster_store::NewTask;

use crate::{error::Outcome, row::json};

/// A task with its text, which is written once however often it is handed in.
pub(crate) struct Prepared<'t> {
    pub(crate) task: &'t NewTask,
    pub(crate) spec: String,
}

impl<'t> Prepared<'t> {
    pub(crate) fn new(task: &'t NewTask) -> Outcome<Self> {
        Ok(Self { task, spec: json(&task.spec)? })
    }
}

/// What is done about a row that is kept already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Twins {
    /// The statement fails: see [`crate::error::Fault::is_repeat`]. Looking first would cost a quarter of the
    /// rate, for what nearly never happens.
    Refused,
    /// It is left as it is.
    Left,
}

/// A statement of which the lines marked `repeat:` are switched on where twins are left alone.
pub(crate) struct Insert {
    plain: &'static str,
    repeat: OnceLock<Arc<str>>,
}

impl Insert {
    pub(crate) const fn new(plain: &'static str) -> Self {
        Self { plain, repeat: OnceLock::new() }
    }

    pub(crate) fn with(&self, twins: Twins) -> SqlStr {
        match twins {
            Twins::Refused => self.plain.into_sql_str(),
            Twins::Left => {
                let repeat = || self.plain.replace("-- repeat: ", "").into();
                AssertSqlSafe(Arc::clone(self.repeat.get_or_init(repeat))).into_sql_str()
            }
        }
    }
}
