//! What a command has around it: the environment, the configuration, standard output.

use std::{
    io::{self, IsTerminal as _, Write as _},
    path::{Path, PathBuf},
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Serialize;
use taskmaster_runtime::config::{self, DatabaseUrl, Loaded, Sources};

use crate::{
    cli::{Format, Global},
    error::{Error, Result},
    show::clean,
};

/// Handed to every command. The process's environment is read here and nowhere else.
#[derive(Debug)]
pub(crate) struct Context {
    pub(crate) global: Global,
    variables: Vec<(String, String)>,
}

impl Context {
    pub(crate) fn new(global: Global) -> Self {
        let text = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        };
        Self { global, variables: std::env::vars_os().filter_map(text).collect() }
    }

    /// A variable that is not a key of the configuration; an empty one is none.
    pub(crate) fn variable(&self, name: &str) -> Option<&str> {
        let found = self.variables.iter().find(|(known, _)| known == name)?;
        Some(found.1.trim()).filter(|text| !text.is_empty())
    }

    /// All layers, with these flags on top.
    pub(crate) fn load(&self, flags: Flags) -> Result<Loaded> {
        let mut all = flags.0;
        if let Some(folder) = &self.global.data_dir {
            all.push(("data_dir".to_owned(), path_text(folder)?));
        }
        if self.global.debug {
            all.push(("log.level".to_owned(), "debug".to_owned()));
        }
        all.extend(self.global.set.iter().cloned());
        all.iter().try_for_each(|(key, text)| refuse_secret(key, text))?;
        let from_env = || self.variable("TASKMASTER_CONFIG").map(PathBuf::from);
        Ok(config::load(&Sources {
            file: self.global.config.clone().or_else(from_env),
            dotenv: Some(PathBuf::from(".env")),
            variables: self.variables.clone(),
            flags: all,
        })?)
    }

    /// The same, with all checks; for what starts a role.
    pub(crate) fn load_checked(&self, flags: Flags) -> Result<Loaded> {
        let loaded = self.load(flags)?;
        loaded.config.check().map_err(|wrong| Error::Failed(format!("configuration: {wrong}")))?;
        Ok(loaded)
    }

    pub(crate) fn is_json(&self) -> bool {
        self.global.output == Format::Json
    }

    /// Something for people on standard error, that is no result: one line.
    pub(crate) fn note(&self, line: &str) {
        self.note_lines(&clean::line(line));
    }

    /// The same with the lines that it has.
    pub(crate) fn note_lines(&self, text: &str) {
        if !self.global.quiet {
            let _ = writeln!(io::stderr(), "{}", clean::lines(text));
        }
    }

    /// A spinner on standard error; invisible unless somebody sits there.
    pub(crate) fn spinner(&self, text: String) -> ProgressBar {
        let seen = io::stderr().is_terminal() && !self.global.quiet;
        let target = if seen { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let text = clean::line(&text).into_owned();
        let spinner = ProgressBar::with_draw_target(None, target).with_message(text);
        spinner.set_style(ProgressStyle::default_spinner());
        spinner.enable_steady_tick(std::time::Duration::from_millis(100));
        spinner
    }
}

/// What a command's own flags say about the configuration.
#[derive(Clone, Debug, Default)]
pub(crate) struct Flags(Vec<(String, String)>);

impl Flags {
    /// Says `text` about `key`, if there is one.
    pub(crate) fn set(&mut self, key: &str, text: Option<impl ToString>) {
        self.0.extend(text.map(|text| (key.to_owned(), text.to_string())));
    }

    /// Says a list, if it has an item.
    pub(crate) fn list(&mut self, key: &str, items: &[String]) {
        self.set(key, Some(items.join(",")).filter(|_| !items.is_empty()));
    }

    /// Says a path, if there is one.
    pub(crate) fn path(&mut self, key: &str, path: Option<&Path>) -> Result {
        self.set(key, path.map(path_text).transpose()?);
        Ok(())
    }
}

/// Everybody on the machine can read the arguments of a process.
fn refuse_secret(key: &str, text: &str) -> Result {
    let url = || DatabaseUrl::new(text);
    let secret = matches!(key, "auth.admin_token" | "auth.join_token")
        || (key == "database.url" && url().has_password());
    if !secret {
        return Ok(());
    }
    let variable = format!("TASKMASTER_{}", key.replace('.', "__").to_uppercase());
    let message = format!("a secret is no argument: use {key}_file or the variable {variable}");
    Err(Error::Usage(message))
}

/// A path as the text that the configuration takes.
pub(crate) fn path_text(path: &Path) -> Result<String> {
    let text = path.to_str().map(str::to_owned);
    text.ok_or_else(|| Error::failed(format!("{} is not UTF-8", path.display())))
}

/// A `key=value` argument.
pub(crate) fn pair(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("must be name=value")?;
    if name.is_empty() { Err("must be name=value".into()) } else { Ok((name.into(), value.into())) }
}

/// Prints lines of a result for people, with nothing that a terminal obeys.
pub(crate) fn print(text: &str) -> Result {
    print_raw(&clean::lines(text))
}

/// Prints a document for programs as it is.
pub(crate) fn print_raw(text: &str) -> Result {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    if !text.ends_with('\n') {
        out.write_all(b"\n")?;
    }
    Ok(out.flush()?)
}

/// Prints a result as one JSON document.
pub(crate) fn print_json(value: &impl Serialize) -> Result {
    print_raw(&in_json(value)?)
}

/// A result as one JSON document, in which a terminal obeys nothing.
pub(crate) fn in_json(value: &impl Serialize) -> Result<String> {
    let text = serde_json::to_string_pretty(value).map_err(|e| Error::failed(e.to_string()))?;
    Ok(clean::json(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_waited_for_cannot_move_the_cursor() {
        let spinner = Context::new(Global::default()).spinner("stopping a\u{1b}[2J".to_owned());
        assert_eq!(spinner.message(), "stopping a\u{FFFD}[2J");
    }

    #[test]
    fn a_secret_is_no_argument() {
        assert!(refuse_secret("auth.join_token", "x").is_err());
        assert!(refuse_secret("database.url", "postgres://tm:s3cret@db/tm").is_err());
        assert!(refuse_secret("database.url", "postgres://tm@db/tm").is_ok());
        assert!(refuse_secret("auth.join_token_file", "/run/join").is_ok());
    }
}
