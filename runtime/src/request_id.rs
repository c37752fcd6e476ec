//! The id under which logs, traces and problems know a request, at every door that it passes.

/// An id that no log line and no header can be broken with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(String);

impl RequestId {
    /// The caller's id when it is a plain one: 1 to 128 letters, digits or one of `- _ .`; a fresh
    /// one otherwise.
    pub fn of(given: Option<&str>) -> Self {
        let plain = |id: &&str| {
            let allowed = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
            !id.is_empty() && id.len() <= 128 && id.bytes().all(allowed)
        };
        let fresh = || uuid::Uuid::now_v7().to_string();
        Self(given.filter(plain).map_or_else(fresh, str::to_owned))
    }

    /// The id itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_that_could_break_a_log_line_is_replaced() {
        assert_eq!(RequestId::of(Some("abc-1.x")).as_str(), "abc-1.x");
        assert_ne!(RequestId::of(Some("a b")).as_str(), "a b");
        assert_eq!(RequestId::of(None).as_str().len(), 36);
    }
}
