//! `taskmaster init`: makes the secrets that services share, before any of them starts. What is
//! there stays, so that it can run at every start.

use std::path::{Path, PathBuf};

use clap::{ArgGroup, Args};
use taskmaster_runtime::{Secret, config::DatabaseUrl};

use crate::{
    context::{Context, print},
    error::{Error, Result},
    host::{folder::write_with_mode, token::made_once},
};

/// Tokens are for their owner.
const OWNER: u32 = 0o600;
/// The database's server runs as another user; it is let in by its group.
const GROUP: u32 = 0o640;

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("files").required(true).multiple(true))]
pub(crate) struct Init {
    /// File for the token of operators and clients
    #[arg(long, value_name = "FILE", group = "files")]
    admin_token_file: Option<PathBuf>,
    /// File for the token of workers
    #[arg(long, value_name = "FILE", group = "files")]
    join_token_file: Option<PathBuf>,
    /// File for the database's password; its group may read it
    #[arg(long, value_name = "FILE", group = "files")]
    database_password_file: Option<PathBuf>,
    /// File for --database-url with the password in it; its group may read it
    #[arg(long, value_name = "FILE", requires_all = ["database_password_file", "database_url"])]
    database_url_file: Option<PathBuf>,
    /// postgres://USER@HOST/NAME, without the password
    #[arg(long, value_name = "URL", requires = "database_url_file")]
    database_url: Option<String>,
}

impl Init {
    pub(crate) fn run(self, context: &Context) -> Result {
        let Self { admin_token_file, join_token_file, .. } = &self;
        for path in [admin_token_file, join_token_file].into_iter().flatten() {
            secret(context, path, OWNER)?;
        }
        let Some(path) = &self.database_password_file else { return Ok(()) };
        let password = secret(context, path, GROUP)?;
        let (Some(path), Some(url)) = (&self.database_url_file, &self.database_url) else {
            return Ok(());
        };
        let url = with_password(url, &password)?;
        // Follows a change of --database-url.
        let kept = Secret::read(path).is_ok_and(|known| known == url);
        if !kept {
            let about = Error::about(format!("cannot write {}", path.display()));
            write_with_mode(path, url.expose(), GROUP).map_err(about)?;
        }
        say(context, path, !kept)
    }
}

fn secret(context: &Context, path: &Path, mode: u32) -> Result<Secret> {
    let (secret, made) = made_once(path, mode)?;
    say(context, path, made)?;
    Ok(secret)
}

fn say(context: &Context, path: &Path, made: bool) -> Result {
    let shown = path.display();
    match (made, context.global.quiet) {
        (_, true) => Ok(()),
        (true, false) => print(&format!("made {shown}")),
        (false, false) => print(&format!("kept {shown}")),
    }
}

/// Puts a password, which has nothing to escape, into a URL.
fn with_password(url: &str, password: &Secret) -> Result<Secret> {
    if DatabaseUrl::new(url).has_password() {
        return Err(Error::Usage("--database-url must have no password".to_owned()));
    }
    let parts = url.split_once("://").and_then(|(scheme, rest)| {
        let (user, place) = rest.split_once('@')?;
        Some(format!("{scheme}://{user}:{}@{place}", password.expose()))
    });
    let wrong = || Error::Usage("--database-url must be postgres://USER@HOST/NAME".to_owned());
    Ok(Secret::new(&parts.ok_or_else(wrong)?))
}

#[cfg(test)]
mod tests {
    use std::{fs, os::unix::fs::PermissionsExt as _};

    use super::*;
    use crate::cli::Global;

    fn init(folder: &Path, url: &str) -> Result {
        let at = |name: &str| Some(folder.join(name));
        let init = Init {
            admin_token_file: at("admin.token"),
            join_token_file: at("join.token"),
            database_password_file: at("password"),
            database_url_file: at("url"),
            database_url: Some(url.to_owned()),
        };
        init.run(&Context::new(Global { quiet: true, ..Global::default() }))
    }

    fn read(folder: &Path) -> Vec<String> {
        let names = ["admin.token", "join.token", "password", "url"];
        names.map(|name| fs::read_to_string(folder.join(name)).unwrap()).to_vec()
    }

    #[test]
    fn secrets_are_made_once_and_only_the_databases_are_for_its_group() {
        let dir = tempfile::tempdir().unwrap();
        init(dir.path(), "postgres://tm@db/tm").unwrap();
        let first = read(dir.path());
        init(dir.path(), "postgres://tm@db/tm").unwrap();
        assert_eq!(read(dir.path()), first);
        assert_eq!(first[3], format!("postgres://tm:{}@db/tm\n", first[2].trim()));
        let mode = |name| fs::metadata(dir.path().join(name)).unwrap().permissions().mode() & 0o777;
        let modes = ["admin.token", "join.token", "password", "url"].map(mode);
        assert_eq!(modes, [0o600, 0o600, 0o640, 0o640]);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 4, "drafts are left");
    }

    #[test]
    fn the_url_follows_its_argument_and_keeps_the_password() {
        let dir = tempfile::tempdir().unwrap();
        init(dir.path(), "postgres://tm@db/tm").unwrap();
        let password = read(dir.path())[2].clone();
        init(dir.path(), "postgres://tm@elsewhere/tm").unwrap();
        let after = read(dir.path());
        assert_eq!(after[2], password);
        assert_eq!(after[3], format!("postgres://tm:{}@elsewhere/tm\n", password.trim()));
    }

    #[test]
    fn many_at_once_agree_on_one_secret() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("token");
        let made: Vec<_> = std::thread::scope(|scope| {
            let asks = (0..8).map(|_| scope.spawn(|| made_once(&path, OWNER).unwrap()));
            asks.collect::<Vec<_>>().into_iter().map(|ask| ask.join().unwrap()).collect()
        });
        assert_eq!(made.iter().filter(|(_, made)| *made).count(), 1);
        assert!(made.iter().all(|(secret, _)| *secret == made[0].0));
    }

    #[test]
    fn a_url_without_a_user_or_with_a_password_is_refused() {
        let password = Secret::new("0123456789abcdef");
        for url in ["postgres://db/tm", "tm@db", "postgres://tm:secret@db/tm"] {
            assert!(matches!(with_password(url, &password), Err(Error::Usage(_))), "{url}");
        }
    }
}
