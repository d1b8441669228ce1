//! Records that span lines: a stack trace belongs to the line before it.

/// Longest record, in bytes; what comes after is a record of its own.
const MAX_EVENT: usize = 1 << 20;

/// Starts of lines that go on with the record before them although they are not indented.
const CONTINUES: [&[u8]; 14] = [
    b"Traceback (most recent call last)",
    b"Caused by: ",
    b"Suppressed: ",
    b"During handling of the above exception",
    b"The above exception was the direct cause",
    b"... ",
    b"at ",
    b"goroutine ",
    b"created by ",
    b"Stack trace:",
    b"stack backtrace:",
    b"--- End of ",
    b"#",
    b"}",
];

/// Joins lines to records.
#[derive(Debug, Default)]
pub(crate) struct Joiner {
    pending: Vec<u8>,
    /// A Python traceback is open: the next line that is not indented names the exception.
    traceback: bool,
}

impl Joiner {
    /// Takes a line; hands a record to `done` when the line begins another.
    pub(crate) fn push(&mut self, line: &[u8], done: &mut dyn FnMut(&[u8])) {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if !self.goes_on(line) || self.pending.len() + line.len() > MAX_EVENT {
            self.finish(done);
        }
        if !self.pending.is_empty() {
            self.pending.push(b'\n');
        }
        self.pending.extend_from_slice(line);
    }

    /// Hands over what is left.
    pub(crate) fn finish(&mut self, done: &mut dyn FnMut(&[u8])) {
        self.traceback = false;
        let record = self.pending.trim_ascii_end();
        if !record.is_empty() {
            done(record);
        }
        self.pending.clear();
    }

    fn goes_on(&mut self, line: &[u8]) -> bool {
        if self.pending.is_empty() || self.pending.first() == Some(&b'{') {
            return false;
        }
        let Some(first) = line.first() else { return self.traceback || self.is_stack() };
        let indented = matches!(first, b' ' | b'\t' | b'|' | b'+');
        if line.starts_with(b"Traceback (most recent call last)") {
            // After a line of log text, or after the headline of a chain.
            self.traceback = true;
            return true;
        }
        if indented {
            return true;
        }
        if self.traceback {
            // The exception's own line. What follows belongs to it only if it says so.
            self.traceback = false;
            return true;
        }
        CONTINUES.iter().any(|start| line.starts_with(start)) && self.is_stack()
    }

    /// The record has more than a headline, or its headline ends as one of a stack does.
    fn is_stack(&self) -> bool {
        self.pending.contains(&b'\n')
            || [&b"Exception"[..], b"Error", b"panic", b"Traceback"]
                .iter()
                .any(|word| memchr::memmem::find(&self.pending, word).is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(text: &str) -> Vec<String> {
        let mut joiner = Joiner::default();
        let mut found = Vec::new();
        let mut done = |record: &[u8]| found.push(String::from_utf8_lossy(record).into_owned());
        for line in text.lines() {
            joiner.push(line.as_bytes(), &mut done);
        }
        joiner.finish(&mut done);
        found
    }

    #[test]
    fn lines_without_stacks_stand_alone() {
        assert_eq!(records("one\ntwo\n\nthree\n"), ["one", "two", "three"]);
        assert_eq!(records("{\"a\":1}\n{\"a\":2}\n"), ["{\"a\":1}", "{\"a\":2}"]);
        assert!(records("\n\n").is_empty());
    }

    #[test]
    fn a_python_chain_is_one_record() {
        let text = "ERROR failed\nTraceback (most recent call last):\n  File \"a.py\", line 1, in f\n    x()\nKeyError: 1\n\n\
                    During handling of the above exception, another exception occurred:\n\n\
                    Traceback (most recent call last):\n  File \"a.py\", line 2, in g\nValueError: 2\nINFO next\n";
        let found = records(text);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].ends_with("ValueError: 2"));
        assert_eq!(found[1], "INFO next");
    }

    #[test]
    fn a_java_stack_is_one_record() {
        let text = "ERROR x\njava.lang.IllegalStateException: no\n\tat a.B.c(B.java:1)\nCaused by: java.io.IOException: y\n\tat d.E.f(E.java:2)\n\t... 3 more\nINFO next\n";
        let found = records(text);
        assert_eq!(found.last().map(String::as_str), Some("INFO next"));
        assert!(
            found.iter().any(|r| r.contains("IllegalStateException") && r.contains("3 more")),
            "{found:?}"
        );
    }

    #[test]
    fn a_record_is_bounded() {
        let mut joiner = Joiner::default();
        let mut longest = 0;
        for _ in 0..100_000 {
            joiner.push(b"    indented without end, as from a broken writer", &mut |r| {
                longest = longest.max(r.len());
            });
        }
        joiner.finish(&mut |r| longest = longest.max(r.len()));
        assert!(longest <= MAX_EVENT);
    }
}
