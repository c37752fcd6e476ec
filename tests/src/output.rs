//! What a task wrote.

use taskmaster_proto::v1::{self, OutputLine, OutputStream};

/// Lines, with the attempt that each is of.
#[derive(Clone, Debug, Default)]
pub struct Output {
    /// In the order in which they came.
    pub lines: Vec<(i32, OutputLine)>,
}

impl Output {
    pub(crate) fn take(&mut self, answer: v1::ReadOutputResponse) {
        self.lines.extend(answer.lines.into_iter().map(|line| (answer.attempt, line)));
    }

    /// The exact bytes of one stream.
    pub fn bytes(&self, stream: OutputStream) -> Vec<u8> {
        let mut bytes = Vec::new();
        for (_, line) in self.lines.iter().filter(|(_, line)| line.stream() == stream) {
            bytes.extend_from_slice(&line.data);
            if !line.partial {
                bytes.push(b'\n');
            }
        }
        bytes
    }

    /// Standard output as text.
    pub fn stdout(&self) -> String {
        String::from_utf8_lossy(&self.bytes(OutputStream::Stdout)).into_owned()
    }

    /// Standard error as text.
    pub fn stderr(&self) -> String {
        String::from_utf8_lossy(&self.bytes(OutputStream::Stderr)).into_owned()
    }

    /// The rest of the first line that begins with `start`, without blanks around it.
    pub fn line(&self, start: &str) -> Option<String> {
        let texts = self.lines.iter().map(|(_, line)| String::from_utf8_lossy(&line.data));
        texts.into_iter().find_map(|text| Some(text.strip_prefix(start)?.trim().to_owned()))
    }

    /// Fails unless the lines of each attempt are numbered from 1 without a gap.
    pub fn must_be_whole(&self) {
        let (mut of, mut next) = (0, 1);
        for (attempt, line) in &self.lines {
            if *attempt != of {
                assert!(*attempt > of, "attempt {attempt} came behind {of}");
                (of, next) = (*attempt, 1);
            }
            assert_eq!(line.seq, next, "the number of a line of attempt {attempt}");
            next += 1;
        }
    }
}
