//! The address of a database, which may hold a password.

use std::{fmt, path::PathBuf};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A database's URL. Neither `Display`, `Debug` nor `Serialize` shows a password in it.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(String);

/// What drives a database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DatabaseKind {
    /// A server, for any number of processes.
    Postgres,
    /// A file, for one process.
    Sqlite(PathBuf),
}

/// Why a text is no database's URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UrlError {
    /// Another scheme, or none.
    #[error("must begin with postgres:// or sqlite://")]
    Scheme,
    /// No file.
    #[error("must name a file: sqlite:///var/lib/taskmaster/taskmaster.db")]
    NoFile,
}

impl DatabaseUrl {
    /// Takes a text over; [`Self::kind`] says whether it makes sense.
    pub fn new(text: &str) -> Self {
        Self(text.trim().to_owned())
    }

    /// The URL itself, password included. Only for the driver.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// What drives it.
    ///
    /// # Errors
    /// When the URL is of no database that TaskMaster knows.
    pub fn kind(&self) -> Result<DatabaseKind, UrlError> {
        let url = self.0.as_str();
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(DatabaseKind::Postgres);
        }
        let file = url.strip_prefix("sqlite:").ok_or(UrlError::Scheme)?;
        let file = file.strip_prefix("//").unwrap_or(file);
        let file = file.split('?').next().unwrap_or_default();
        if file.is_empty() || file == ":memory:" {
            return Err(UrlError::NoFile);
        }
        Ok(DatabaseKind::Sqlite(PathBuf::from(file)))
    }

    /// Whether a password is written in it.
    pub fn has_password(&self) -> bool {
        self.to_string() != self.0
    }
}

/// The user part, and where it ends: `scheme://user:password@host`.
fn user_part(url: &str) -> Option<(usize, usize)> {
    let start = url.find("://")? + 3;
    let end = url[start..].find(['/', '?', '#']).map_or(url.len(), |at| start + at);
    // A password may hold an unescaped slash or question mark: rather hide too much.
    let at = url[start..end].rfind('@').or_else(|| url[start..].rfind('@'))?;
    Some((start, start + at))
}

impl fmt::Display for DatabaseUrl {
    /// The URL with `***` for each password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut url = self.0.clone();
        if let Some((start, end)) = user_part(&url)
            && let Some(colon) = url[start..end].find(':')
        {
            url.replace_range(start + colon + 1..end, "***");
        }
        let Some((address, query)) = url.split_once('?') else { return f.write_str(&url) };
        write!(f, "{address}?")?;
        for (n, pair) in query.split('&').enumerate() {
            let and = if n == 0 { "" } else { "&" };
            match pair.split_once('=') {
                Some((name, _)) if name.to_ascii_lowercase().contains("password") => {
                    write!(f, "{and}{name}=***")?;
                }
                _ => write!(f, "{and}{pair}")?,
            }
        }
        Ok(())
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DatabaseUrl({self})")
    }
}

impl Serialize for DatabaseUrl {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for DatabaseUrl {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::new(&String::deserialize(deserializer)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_way_of_showing_a_url_shows_its_password() {
        for (url, shown) in [
            ("postgres://tm:s3cret@db/tm", "postgres://tm:***@db/tm"),
            ("postgres://tm:s3/cr@et@db:5432/tm?a=b", "postgres://tm:***@db:5432/tm?a=b"),
            ("postgres://tm:s3?cr@db/tm", "postgres://tm:***@db/tm"),
            ("postgres://db/tm?user=u&password=s3cret", "postgres://db/tm?user=u&password=***"),
            ("postgres://tm@db/tm", "postgres://tm@db/tm"),
            ("sqlite:///tmp/a:b.db", "sqlite:///tmp/a:b.db"),
        ] {
            let parsed = DatabaseUrl::new(url);
            assert_eq!(parsed.to_string(), shown);
            assert_eq!(format!("{parsed:?}"), format!("DatabaseUrl({shown})"));
            assert_eq!(serde_json::to_value(&parsed).unwrap(), shown);
            assert_eq!(parsed.has_password(), url != shown);
            assert_eq!(parsed.expose(), url);
        }
    }

    #[test]
    fn the_scheme_says_what_drives_it() {
        assert_eq!(DatabaseUrl::new("postgresql://h/d").kind(), Ok(DatabaseKind::Postgres));
        let file = Ok(DatabaseKind::Sqlite("/a/b.db".into()));
        assert_eq!(DatabaseUrl::new("sqlite:///a/b.db?mode=rwc").kind(), file);
        assert_eq!(DatabaseUrl::new("sqlite:/a/b.db").kind(), file);
        assert_eq!(DatabaseUrl::new("sqlite::memory:").kind(), Err(UrlError::NoFile));
        assert_eq!(DatabaseUrl::new("mysql://h/d").kind(), Err(UrlError::Scheme));
    }
}
