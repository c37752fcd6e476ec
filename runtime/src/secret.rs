//! Texts that must never be shown.

use std::{fmt, io, path::Path};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The fewest characters of a token that nobody can guess.
const TOKEN_CHARS: usize = 16;

/// Why a text is no token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must have at least {TOKEN_CHARS} characters, all of them visible ASCII")]
pub struct NotAToken;

/// A token or password. Neither `Debug`, `Serialize` nor any log shows it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Takes a text over; white space around it is not part of it.
    pub fn new(text: &str) -> Self {
        Self(text.trim().to_owned())
    }

    /// Reads the first line of a file.
    ///
    /// # Errors
    /// When the file cannot be read or its first line is empty.
    pub fn read(path: &Path) -> io::Result<Self> {
        let text = std::fs::read_to_string(path)?;
        let secret = Self::new(text.lines().next().unwrap_or_default());
        if secret.0.is_empty() {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "the file is empty"));
        }
        Ok(secret)
    }

    /// Whether it may be a token: long enough to be unknown, and fit for a header.
    ///
    /// # Errors
    /// When it is shorter than 16 characters, or has a space, a control character or one that is
    /// not ASCII. The text is not in the message.
    pub fn check_token(&self) -> Result<(), NotAToken> {
        let fit = self.0.len() >= TOKEN_CHARS && self.0.bytes().all(|b| b.is_ascii_graphic());
        fit.then_some(()).ok_or(NotAToken)
    }

    /// The text itself. Only for a header or a comparison.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(***)")
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str("***")
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::new(&String::deserialize(deserializer)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_long_and_visible() {
        assert_eq!(Secret::new("0123456789abcdef").check_token(), Ok(()));
        for text in
            ["", "0123456789abcde", "0123456789 abcdef", "0123456789\tabcdef", "0123456789äbcdefg"]
        {
            assert_eq!(Secret::new(text).check_token(), Err(NotAToken), "{text:?}");
        }
    }

    #[test]
    fn a_secret_is_shown_by_nothing_but_its_own_name() {
        let secret = Secret::new(" s3cret\n");
        assert_eq!(format!("{secret:?}"), "Secret(***)");
        assert_eq!(serde_json::to_string(&secret).unwrap(), "\"***\"");
        assert_eq!(secret.expose(), "s3cret");
    }
}
