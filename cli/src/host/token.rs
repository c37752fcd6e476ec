//! Tokens: configured, or made at the first start of `up`.

use std::path::{Path, PathBuf};

use rand::{TryRngCore as _, rngs::OsRng};
use taskmaster_runtime::{Secret, config::Auth};

use super::folder::{Folder, write_once, write_private};
use crate::error::{Error, Result};

/// The tokens of one `up`, and where its workers read theirs.
#[derive(Debug)]
pub(crate) struct Tokens {
    pub(crate) admin: Secret,
    pub(crate) join: Secret,
    pub(crate) join_file: PathBuf,
}

impl Tokens {
    /// The configured tokens, or those in the folder; makes what is missing. What is configured
    /// by value is written to the folder as well: for the fleet, which reads a file, and for the
    /// operator's commands.
    pub(crate) fn of_folder(folder: &Folder, auth: &Auth) -> Result<Self> {
        let admin = match configured(auth.admin_token.as_ref(), auth.admin_token_file.as_deref())? {
            Some(admin) => kept(&folder.admin_token(), admin)?,
            None => found_or_made(&folder.admin_token())?,
        };
        let file = folder.join_token();
        let (join, join_file) = match (&auth.join_token, &auth.join_token_file) {
            (_, Some(path)) => (read(path)?, path.clone()),
            (Some(join), None) => (kept(&file, join.clone())?, file),
            (None, None) => (found_or_made(&file)?, file),
        };
        Ok(Self { admin, join, join_file })
    }
}

/// The configured admin token.
///
/// # Errors
/// When there is none.
pub(crate) fn admin(auth: &Auth) -> Result<Secret> {
    let admin = configured(auth.admin_token.as_ref(), auth.admin_token_file.as_deref())?;
    admin.ok_or_else(|| missing("an admin token", "auth.admin_token_file"))
}

/// The configured join token, or the one of the data folder.
///
/// # Errors
/// When there is none.
pub(crate) fn join(auth: &Auth, folder: Option<&Folder>) -> Result<Secret> {
    let join = configured(auth.join_token.as_ref(), auth.join_token_file.as_deref())?;
    let local = folder.map(Folder::join_token).filter(|path| path.exists());
    let join = match (join, local) {
        (None, Some(path)) => Some(read(&path)?),
        (join, _) => join,
    };
    join.ok_or_else(|| missing("a join token", "auth.join_token_file"))
}

fn missing(what: &str, key: &str) -> Error {
    Error::Failed(format!("{what} is needed: set {key}, or --data-dir to the folder of an `up`"))
}

fn configured(value: Option<&Secret>, file: Option<&Path>) -> Result<Option<Secret>> {
    match (value, file) {
        (Some(secret), _) => Ok(Some(secret.clone())),
        (None, Some(path)) => read(path).map(Some),
        (None, None) => Ok(None),
    }
}

fn read(path: &Path) -> Result<Secret> {
    let token =
        Secret::read(path).map_err(Error::about(format!("cannot read {}", path.display())))?;
    match token.check_token() {
        Ok(()) => Ok(token),
        Err(why) => Err(Error::Failed(format!("the token in {} {why}", path.display()))),
    }
}

fn kept(path: &Path, secret: Secret) -> Result<Secret> {
    if Secret::read(path).ok().as_ref() != Some(&secret) {
        write(path, &secret)?;
    }
    Ok(secret)
}

fn found_or_made(path: &Path) -> Result<Secret> {
    made_once(path, 0o600).map(|(secret, _)| secret)
}

/// The secret in a file, and whether it was made just now: 256 random bits, under `mode`. Several
/// that ask at once get the same.
pub(crate) fn made_once(path: &Path, mode: u32) -> Result<(Secret, bool)> {
    if path.exists() {
        return Ok((read(path)?, false));
    }
    let mut bytes = [0; 32];
    let refused = |cause| Error::Failed(format!("the system has no randomness: {cause}"));
    OsRng.try_fill_bytes(&mut bytes).map_err(refused)?;
    let text: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let about = Error::about(format!("cannot write {}", path.display()));
    let made = write_once(path, &text, mode).map_err(about)?;
    Ok((read(path)?, made))
}

fn write(path: &Path, secret: &Secret) -> Result {
    write_private(path, secret.expose())
        .map_err(Error::about(format!("cannot write {}", path.display())))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn folder() -> (tempfile::TempDir, Folder) {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::at(dir.path().to_owned());
        (dir, folder)
    }

    #[test]
    fn tokens_are_made_once_and_only_their_owner_can_read_them() {
        let (_dir, folder) = folder();
        let first = Tokens::of_folder(&folder, &Auth::default()).unwrap();
        let second = Tokens::of_folder(&folder, &Auth::default()).unwrap();
        assert_eq!(first.admin, second.admin);
        assert_eq!(first.join, second.join);
        assert_ne!(first.admin, first.join);
        assert_eq!(first.admin.expose().len(), 64);
        for path in [folder.admin_token(), folder.join_token()] {
            let mode = std::fs::metadata(path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[test]
    fn a_configured_token_is_found_by_the_fleet_and_the_operator() {
        let (_dir, folder) = folder();
        let secret = Secret::new("0123456789abcdef");
        let auth = Auth {
            admin_token: Some(secret.clone()),
            join_token: Some(secret.clone()),
            ..Auth::default()
        };
        let tokens = Tokens::of_folder(&folder, &auth).unwrap();
        assert_eq!(Secret::read(&folder.admin_token()).unwrap(), secret);
        assert_eq!(Secret::read(&tokens.join_file).unwrap(), secret);
    }

    #[test]
    fn a_token_of_a_file_that_could_be_guessed_or_sent_in_no_header_is_refused() {
        let (dir, folder) = folder();
        let path = dir.path().join("short");
        let auth = Auth { admin_token_file: Some(path.clone()), ..Auth::default() };
        for text in [
            "0123456789abcde",
            "0123456789 abcdef",
            "0123456789\tabcdef\n",
            "\u{7f}123456789abcdef",
        ] {
            std::fs::write(&path, text).unwrap();
            std::fs::write(folder.join_token(), text).unwrap();
            for refused in [
                admin(&auth).map(drop),
                join(&Auth::default(), Some(&folder)).map(drop),
                Tokens::of_folder(&folder, &auth).map(drop),
                Tokens::of_folder(&folder, &Auth::default()).map(drop),
            ] {
                let Err(Error::Failed(message)) = refused else { panic!("{text:?} is taken") };
                assert!(message.starts_with("the token in /"), "{message}");
                assert!(message.contains("must have at least 16 characters"), "{message}");
                assert!(!message.contains("456789"), "{message}");
            }
        }
        std::fs::write(&path, "0123456789abcdef\r\n").unwrap();
        assert!(admin(&auth).is_ok());
    }

    #[test]
    fn a_role_without_a_token_says_what_to_set() {
        let Err(Error::Failed(message)) = join(&Auth::default(), None) else { panic!() };
        assert!(message.contains("auth.join_token_file"), "{message}");
    }
}
