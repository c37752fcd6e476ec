//! A batch of rows as one parameter: a JSON array of arrays, which `jsonb_each` takes apart.
//!
//! `jsonb_each` hands each row over in SQLite's parsed form, so that `value ->> n` looks it up
//! without parsing text again; with `json_each` an insert takes twice the time (measured). Blobs
//! travel as hex and become blobs by `unhex`.

use std::fmt::Write as _;

use taskmaster_domain::Timestamp;
use taskmaster_store::{Error, Result};
use uuid::Uuid;

/// Rows in the making.
#[derive(Debug)]
pub(crate) struct Batch {
    json: String,
    rows: usize,
}

impl Batch {
    pub(crate) fn new() -> Self {
        Self { json: "[".to_owned(), rows: 0 }
    }

    /// Begins the next row.
    pub(crate) fn row(&mut self) -> Row<'_> {
        self.json.push_str(if self.rows == 0 { "[" } else { ",[" });
        self.rows += 1;
        Row { json: &mut self.json, first: true }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// The parameter.
    pub(crate) fn finish(mut self) -> String {
        self.json.push(']');
        self.json
    }

    /// A batch of rows with one column, ids.
    pub(crate) fn of_ids(ids: impl IntoIterator<Item = Uuid>) -> Self {
        let mut batch = Self::new();
        for id in ids {
            batch.row().uuid(id);
        }
        batch
    }

    /// A batch of rows with one column, numbers.
    pub(crate) fn of_numbers(numbers: impl IntoIterator<Item = i64>) -> Self {
        let mut batch = Self::new();
        for number in numbers {
            batch.row().number(number);
        }
        batch
    }
}

/// One row in the making. It ends when dropped.
pub(crate) struct Row<'a> {
    json: &'a mut String,
    first: bool,
}

impl Row<'_> {
    fn next(&mut self) -> &mut String {
        if !self.first {
            self.json.push(',');
        }
        self.first = false;
        self.json
    }

    pub(crate) fn number(&mut self, number: impl Into<i64>) -> &mut Self {
        let number = number.into();
        // Writing to a string cannot fail.
        let _ = write!(self.next(), "{number}");
        self
    }

    /// A fraction; what is no number is 0.
    pub(crate) fn real(&mut self, number: f64) -> &mut Self {
        let number = if number.is_finite() { number } else { 0.0 };
        let _ = write!(self.next(), "{number:?}");
        self
    }

    pub(crate) fn optional_real(&mut self, number: Option<f64>) -> &mut Self {
        match number {
            Some(number) => self.real(number),
            None => self.null(),
        }
    }

    pub(crate) fn null(&mut self) -> &mut Self {
        self.next().push_str("null");
        self
    }

    pub(crate) fn optional_number(&mut self, number: Option<impl Into<i64>>) -> &mut Self {
        match number {
            Some(number) => self.number(number),
            None => self.null(),
        }
    }

    pub(crate) fn time(&mut self, time: Timestamp) -> &mut Self {
        self.number(time.micros())
    }

    pub(crate) fn optional_time(&mut self, time: Option<Timestamp>) -> &mut Self {
        self.optional_number(time.map(Timestamp::micros))
    }

    pub(crate) fn uuid(&mut self, id: Uuid) -> &mut Self {
        self.blob(id.as_bytes())
    }

    pub(crate) fn blob(&mut self, bytes: &[u8]) -> &mut Self {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let json = self.next();
        json.push('"');
        for piece in bytes.chunks(16) {
            let mut hex = [0; 32];
            for (pair, byte) in hex.chunks_exact_mut(2).zip(piece) {
                pair[0] = DIGITS[usize::from(byte >> 4)];
                pair[1] = DIGITS[usize::from(byte & 15)];
            }
            // Digits are UTF-8, so nothing is left out.
            json.push_str(str::from_utf8(&hex[..2 * piece.len()]).unwrap_or_default());
        }
        json.push('"');
        self
    }

    pub(crate) fn optional_blob(&mut self, bytes: Option<&[u8]>) -> &mut Self {
        match bytes {
            Some(bytes) => self.blob(bytes),
            None => self.null(),
        }
    }

    /// A text. One with U+0000 is refused as no other database keeps it either.
    pub(crate) fn text(&mut self, text: &str) -> Result<&mut Self> {
        if text.contains('\0') {
            return Err(Error::BadRow("a text contains U+0000".to_owned()));
        }
        let json = self.next();
        json.push('"');
        let mut plain = 0;
        for (at, byte) in text.bytes().enumerate() {
            if byte >= 0x20 && byte != b'"' && byte != b'\\' {
                continue;
            }
            json.push_str(&text[plain..at]);
            plain = at + 1;
            match byte {
                // A spec is JSON itself and full of these.
                b'"' => json.push_str("\\\""),
                b'\\' => json.push_str("\\\\"),
                _ => {
                    let _ = write!(json, "\\u{byte:04x}");
                }
            }
        }
        json.push_str(&text[plain..]);
        json.push('"');
        Ok(self)
    }

    pub(crate) fn optional_text(&mut self, text: Option<&str>) -> Result<&mut Self> {
        match text {
            Some(text) => self.text(text),
            None => Ok(self.null()),
        }
    }
}

impl Drop for Row<'_> {
    fn drop(&mut self) {
        self.json.push(']');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_json_whatever_their_texts_hold() {
        let text = "a \"quoted\" \\ line\nünï \u{1F600} \u{7f}";
        let mut batch = Batch::new();
        batch.row().number(-5).null().text(text).unwrap().blob(&[0, 0xab]);
        batch.row().optional_text(None).unwrap().optional_number(Some(7));
        let value: serde_json::Value = serde_json::from_str(&batch.finish()).unwrap();
        assert_eq!(value, serde_json::json!([[-5, null, text, "00ab"], [null, 7]]));
    }

    #[test]
    fn a_text_with_u_0000_is_refused() {
        assert!(matches!(Batch::new().row().text("a\0b"), Err(Error::BadRow(_))));
    }
}
