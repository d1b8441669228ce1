//! How many records a line stands for, told in the finished line: its last member, or the last word of a text.

use alloc::vec::Vec;
use core::fmt::Write as _;
use core::num::NonZeroU64;

/// What the count is called.
pub const KEY: &str = "repeat_count";

/// How many records `line` (without its line end) says that it stands for; 1 where it says nothing. Only what
/// [`write()`] wrote is read: the last member of an object.
pub fn count(line: &[u8]) -> NonZeroU64 {
    told(line).map_or(NonZeroU64::MIN, |(_, count)| count)
}

/// Says in the line at `out[start..]`, which has no line end, that it stands for `count` records. Nothing is written
/// for one.
pub fn write(out: &mut Vec<u8>, start: usize, count: NonZeroU64) {
    let line = out.get(start..).unwrap_or_default();
    if let Some((begin, _)) = told(line) {
        out.truncate(start + begin);
        out.push(b'}');
    }
    if count == NonZeroU64::MIN {
        return;
    }
    let text = out.get(start..).unwrap_or_default().trim_ascii_end();
    let (end, object) = match text {
        [b'{', .., b'}'] => (text.len() - 1, true),
        text => (text.len(), false),
    };
    let empty = text.get(1..end).is_none_or(|inside| inside.trim_ascii().is_empty());
    out.truncate(start + end);
    let _ = match (object, empty) {
        (true, true) => write!(Utf8(out), "\"{KEY}\":{count}}}"),
        (true, false) => write!(Utf8(out), ",\"{KEY}\":{count}}}"),
        (false, _) => write!(Utf8(out), " {KEY}={count}"),
    };
}

/// Where the member begins, its comma included, and what it says.
fn told(line: &[u8]) -> Option<(usize, NonZeroU64)> {
    let inside = line.trim_ascii_end().strip_suffix(b"}")?;
    let digits = inside.iter().rev().take_while(|b| b.is_ascii_digit()).count();
    let (before, number) = inside.split_at(inside.len() - digits);
    let begin =
        before.strip_suffix(b":")?.strip_suffix(b"\"")?.strip_suffix(KEY.as_bytes())?.strip_suffix(b",\"")?;
    let count = core::str::from_utf8(number).ok()?.parse().ok()?;
    line.starts_with(b"{").then_some((begin.len(), count))
}

/// Formats into bytes.
struct Utf8<'v>(&'v mut Vec<u8>);

impl core::fmt::Write for Utf8<'_> {
    fn write_str(&mut self, text: &str) -> core::fmt::Result {
        self.0.extend_from_slice(text.as_bytes());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::String;

    fn written(line: &str, n: u64) -> String {
        let mut out = Vec::from(&b"kept "[..]);
        out.extend_from_slice(line.as_bytes());
        write(&mut out, 5, NonZeroU64::new(n).expect("not zero"));
        String::from_utf8(out).expect("UTF-8")
    }

    #[test]
    fn the_count_is_the_last_member() {
        assert_eq!(written(r#"{"a":1}"#, 3), r#"kept {"a":1,"repeat_count":3}"#);
        assert_eq!(written("{ }\r", 3), r#"kept { "repeat_count":3}"#);
        assert_eq!(written("{\"a\":1} \r", 3), r#"kept {"a":1,"repeat_count":3}"#);
        assert_eq!(written("a text}", 3), "kept a text} repeat_count=3");
        assert_eq!(written("", 2), "kept  repeat_count=2");
        assert_eq!(written(r#"{"a":1}"#, 1), r#"kept {"a":1}"#);
    }

    #[test]
    fn a_count_that_is_there_is_read_and_replaced() {
        let line = r#"{"a":1,"repeat_count":5}"#;
        assert_eq!(count(line.as_bytes()).get(), 5);
        assert_eq!(written(line, 7), r#"kept {"a":1,"repeat_count":7}"#);
        for other in [
            r#"{"repeat_count":5,"a":1}"#,
            r#"{"a":{"b":1,"repeat_count":5}}"#,
            r#"{"a":1,"repeat_count":0}"#,
            r#"{"a":1,"repeat_count":99999999999999999999}"#,
            r#"{"a":"x,"repeat_count":5}"#,
            "x",
            "",
        ] {
            let one = if other.contains("\"x,\"") { 5 } else { 1 };
            assert_eq!(count(other.as_bytes()).get(), one, "{other}");
        }
    }
}
