//! What others wrote, as it may reach a terminal: it moves no cursor, turns no text around and is
//! never taken for a line of ours.

use std::borrow::Cow;

use taskmaster_domain::validate::is_unseen;

/// Shown in place of what is obeyed.
const OBEYED: char = '\u{FFFD}';
/// Shown in place of an end of line.
const END: char = '↵';

/// Whether a terminal does something at a character, or turns the text around it, instead of showing
/// it.
fn is_obeyed(c: char) -> bool {
    c.is_control() || is_unseen(c)
}

/// One line of it: an end of line within is shown as a sign, a tab as a blank.
pub(crate) fn line(text: &str) -> Cow<'_, str> {
    let text = text.trim_end_matches(['\r', '\n']);
    if !text.contains(is_obeyed) {
        return Cow::Borrowed(text);
    }
    let shown = |c| match c {
        '\n' => END,
        '\t' => ' ',
        c if is_obeyed(c) => OBEYED,
        c => c,
    };
    Cow::Owned(text.replace("\r\n", "\n").chars().map(shown).collect())
}

/// A text that is laid out: its ends of line and tabs stay.
pub(crate) fn lines(text: &str) -> Cow<'_, str> {
    let is_laid_out = |c| matches!(c, '\n' | '\t');
    if !text.contains(|c| is_obeyed(c) && !is_laid_out(c)) {
        return Cow::Borrowed(text);
    }
    let shown = |c| if is_obeyed(c) && !is_laid_out(c) { OBEYED } else { c };
    Cow::Owned(text.chars().map(shown).collect())
}

/// A JSON text that says the same with nothing in it that is obeyed but its ends of line, which are no
/// part of what it says.
pub(crate) fn json(text: String) -> String {
    let is_escaped = |c: char| is_obeyed(c) && c != '\n';
    if !text.contains(is_escaped) {
        return text;
    }
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match is_escaped(c) {
            true => {
                let mut units = [0; 2];
                let units = c.encode_utf16(&mut units).iter();
                escaped.extend(units.map(|unit| format!("\\u{unit:04x}")));
            }
            false => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_a_terminal_obeys_is_left() {
        for obeyed in ['\u{1b}', '\r', '\u{7}', '\u{7f}', '\u{9b}', '\u{202e}', '\u{2066}'] {
            let text = format!("a{obeyed}b");
            assert_eq!(line(&text), "a\u{FFFD}b", "{obeyed:?}");
            assert_eq!(lines(&text), "a\u{FFFD}b", "{obeyed:?}");
        }
        for plain in ["", "echo ä | tee 名前", "a\u{200d}b"] {
            assert_eq!((line(plain), lines(plain)), (plain.into(), plain.into()));
        }
    }

    #[test]
    fn json_says_the_same_and_a_terminal_obeys_nothing_of_it() {
        let said =
            serde_json::json!({"a\u{7f}": ["\u{1b}[2J\u{9b}K", "\u{202e}ä\n", "\u{e0041}\\"]});
        let text = json(serde_json::to_string_pretty(&said).unwrap());
        assert!(!text.contains(|c| is_obeyed(c) && c != '\n'), "{text:?}");
        assert!(text.contains("\\u009bK") && text.contains("\\udb40\\udc41"), "{text}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), said);
        assert_eq!(json("{\n  \"a\": \"ä\"\n}".to_owned()), "{\n  \"a\": \"ä\"\n}");
    }

    #[test]
    fn a_line_stays_one_and_a_layout_stays_as_it_is() {
        assert_eq!(line("a\r\nb\tc\n"), "a↵b c");
        assert_eq!(line("a\u{2028}b"), "a\u{FFFD}b");
        assert_eq!(lines("a\n\tb\n"), "a\n\tb\n");
    }
}
