//! How deep the brackets of a YAML text lie in each other, before anything reads it.
//!
//! A reader of YAML takes time for each bracket by those around it: 100,000 of them keep a core for
//! half a minute before the reader's own limit is seen. This look at the text is linear. It knows
//! what is a bracket and what is a letter of a text, so that no command is taken for a list.

/// Whether lists and objects in brackets lie deeper in each other than `most`.
pub(super) fn is_deeper(text: &str, most: usize) -> bool {
    // All of these end a line of YAML.
    let text = text.replace("\r\n", "\n").replace(['\r', '\u{85}', '\u{2028}', '\u{2029}'], "\n");
    let text = text.as_bytes();
    let mut scan = Scan { text, at: 0, line: 0, property: None, parent: None, depth: 0 };
    while scan.step() {
        if scan.depth > most {
            return true;
        }
    }
    false
}

struct Scan<'a> {
    text: &'a [u8],
    at: usize,
    /// Where the line begins.
    line: usize,
    /// Where the last anchors, tags and alias began that no name or text has followed.
    property: Option<usize>,
    /// The column of the last name or dash outside of brackets: what is below it stands further
    /// right.
    parent: Option<usize>,
    /// Brackets that are open.
    depth: usize,
}

/// Whether a line begins or ends a document.
fn is_mark(line: &[u8]) -> bool {
    (line.starts_with(b"---") || line.starts_with(b"...")) && is_blank(line.get(3).copied())
}

fn is_blank(byte: Option<u8>) -> bool {
    matches!(byte, None | Some(b' ' | b'\t' | b'\n'))
}

impl Scan<'_> {
    fn byte(&self, ahead: usize) -> Option<u8> {
        self.text.get(self.at + ahead).copied()
    }

    const fn column(&self) -> usize {
        self.at - self.line
    }

    /// The column of what begins here, with the anchors and tags in front of it.
    fn begun(&mut self) -> usize {
        let first = self.property.take().filter(|at| *at >= self.line);
        first.unwrap_or(self.at) - self.line
    }

    /// Takes one token or blank; false at the end.
    fn step(&mut self) -> bool {
        let Some(byte) = self.byte(0) else { return false };
        let in_brackets = self.depth > 0;
        match byte {
            b'\n' => {
                self.at += 1;
                self.line = self.at;
            }
            b' ' | b'\t' | b',' => self.at += 1,
            b'#' => self.skip_line(),
            b'[' | b'{' => {
                self.depth += 1;
                self.at += 1;
            }
            b']' | b'}' => {
                self.depth = self.depth.saturating_sub(1);
                self.at += 1;
            }
            b'"' | b'\'' => self.quoted(byte),
            b'%' if self.column() == 0 && !in_brackets => self.skip_line(),
            b'-' | b'.' if self.column() == 0 && is_mark(&self.text[self.at..]) => {
                self.at += 3;
                self.parent = None;
            }
            b'-' | b'?' | b':' if is_blank(self.byte(1)) => {
                let (column, begun) = (self.column(), self.begun());
                // In front of a colon may be an alias, which is a name.
                if !in_brackets && (byte != b':' || begun < column) {
                    self.parent = Some(begun);
                }
                self.at += 1;
            }
            b':' if in_brackets => self.at += 1,
            b'&' | b'*' | b'!' => self.word(),
            b'|' | b'>' if !in_brackets => {
                self.skip_line();
                self.below();
            }
            _ => self.plain(),
        }
        true
    }

    fn skip_line(&mut self) {
        while self.byte(0).is_some_and(|byte| byte != b'\n') {
            self.at += 1;
        }
    }

    /// Takes an anchor, an alias or a tag.
    fn word(&mut self) {
        let ends = |byte| matches!(byte, b',' | b'[' | b']' | b'{' | b'}');
        self.property = self.property.filter(|at| *at >= self.line).or(Some(self.at));
        self.at += 1;
        while !is_blank(self.byte(0)) && !self.byte(0).is_some_and(ends) {
            self.at += 1;
        }
    }

    fn quoted(&mut self, quote: u8) {
        let column = self.begun();
        self.at += 1;
        while let Some(byte) = self.byte(0) {
            self.at += 1;
            match byte {
                b'\n' => self.line = self.at,
                b'\\' if quote == b'"' && self.byte(0) != Some(b'\n') => self.at += 1,
                // Two quotes are one letter.
                b'\'' if quote == b'\'' && self.byte(0) == Some(b'\'') => self.at += 1,
                byte if byte == quote => break,
                _ => {}
            }
        }
        let mut ahead = 0;
        while matches!(self.byte(ahead), Some(b' ' | b'\t')) {
            ahead += 1;
        }
        if self.depth == 0 && self.byte(ahead) == Some(b':') {
            self.parent = Some(column);
        }
    }

    /// Takes a name with its colon, or a text without quotes with the lines that go on with it.
    fn plain(&mut self) {
        let (column, in_brackets) = (self.begun(), self.depth > 0);
        while let Some(byte) = self.byte(0) {
            let next = self.byte(1);
            match byte {
                b'\n' if in_brackets => return,
                b'\n' => return self.below(),
                b',' | b'[' | b']' | b'{' | b'}' if in_brackets => return,
                b':' if is_blank(next)
                    || in_brackets && matches!(next, Some(b',' | b'[' | b']' | b'{' | b'}')) =>
                {
                    if !in_brackets {
                        self.parent = Some(column);
                    }
                    self.at += 1;
                    return;
                }
                b' ' | b'\t' if next == Some(b'#') => {
                    self.at += 1;
                    return;
                }
                _ => self.at += 1,
            }
        }
    }

    /// From the end of a line on takes those of the document that are empty or stand further right than
    /// the parent.
    fn below(&mut self) {
        while self.byte(0).is_some() {
            let start = self.at + 1;
            let rest = self.text.get(start..).unwrap_or_default();
            let line = rest.split(|byte| *byte == b'\n').next().unwrap_or_default();
            let indent = line.iter().take_while(|byte| **byte == b' ').count();
            let is_below = self.parent.is_none_or(|parent| indent > parent);
            if is_mark(line) || !is_below && !line.trim_ascii().is_empty() {
                return;
            }
            self.line = start;
            self.at = start + line.len();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_in_each_other_are_counted() {
        for (open, close) in [("[", "]"), ("{a: ", "}"), ("[{'a': ", "}]")] {
            let text = |n: usize| format!("jobs: {}x{}\n", open.repeat(n), close.repeat(n));
            let each = open.matches(['[', '{']).count();
            assert!(!is_deeper(&text(12), 12 * each), "{open}");
            assert!(is_deeper(&text(13), 12 * each), "{open}");
        }
        assert!(is_deeper(&format!("jobs:\n- name: a\n  task: {}", "[\n".repeat(13)), 12));
        assert!(is_deeper(&format!("a: |\n  x\nb: {}", "[".repeat(13)), 12), "below a text");
        assert!(is_deeper(&format!("a: x\n  y\nb: {}", "[".repeat(13)), 12), "below a text");
        assert!(is_deeper(&format!("a: \"x\\\"\"\nb: {}", "[".repeat(13)), 12), "below a text");
        assert!(is_deeper(&format!("--- {}", "[".repeat(13)), 12));
        assert!(!is_deeper(&"- [a, {b: c}]\n".repeat(100), 2), "those beside each other are not");
    }

    #[test]
    fn a_line_ends_where_a_reader_of_yaml_ends_it() {
        for end in ["\n", "\r\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"] {
            for begin in ["# x", "a: x", "a: |", "&k a: x"] {
                let text = |brackets| format!("{begin}{end}b: {brackets}{end}");
                let read = serde_yaml::from_str::<serde_json::Value>(&text("[]".to_owned()));
                let is_read = read.as_ref().is_ok_and(|read| read["b"] == serde_json::json!([]));
                assert!(is_read, "{begin:?} {end:?}: {read:?}");
                assert!(is_deeper(&text("[".repeat(13)), 12), "{begin:?} {end:?}");
            }
        }
    }

    #[test]
    fn brackets_of_each_document_are_counted() {
        for above in [
            "%YAML 1.2\n---\njobs: ",
            "%TAG ! !a\n--- ",
            "x\n---\njobs: ",
            "x\n...\n",
            "x\r\n---\r\njobs: ",
            "...\n",
            "--- |\n  x\n--- ",
        ] {
            assert!(is_deeper(&format!("{above}{}", "[".repeat(13)), 12), "{above}");
        }
        for text in ["a: x\n  %[[\n", "%[[\n---\na: x\n", "a\n---[[\n", "a\n...[[\n"] {
            assert!(!is_deeper(text, 1), "{text}");
        }
    }

    #[test]
    fn brackets_in_texts_and_comments_are_none() {
        let texts = [
            "# [[",
            "- a # [[",
            "- command: |\n    if [[ -e x ]\n\n    then [[{ \n",
            "- \"command\": >-\n    [[\n",
            "- - command: !!str &x |2\n      [[\n",
            "- echo [[ {\n  [[\n",
            "- command: echo [[ {\n    [[\n    and [[\n",
            "- command: \"\\\"[[\n    {{ \"\n",
            "- command: 'it''s [[\n   {{ '\n",
            "- {command: 'a[[', x: \"[{\"}\n",
            "- &k command: |\n    [[{\n",
            "- a: x\n  &k !!str command: |\n    [[{\n",
            "- a: x\n  !!str \"command\": |\n   [[{\n",
            "- &k\n  command: |\n    [[{\n",
            "- {a: &k x}\n- *k : |\n   [[{\n",
        ];
        for text in texts {
            let many = format!("{text}\n").repeat(50);
            let read = serde_yaml::from_str::<serde_json::Value>(&many);
            assert!(read.is_ok(), "{text}: {read:?}");
            assert!(!is_deeper(&many, 1), "{text}");
        }
    }
}
