//! Narrowing a query of Prometheus: label matchers are added to every selector in it.

use std::fmt::Write as _;

/// Words that are no metric names where a name can stand.
const WORDS: [&str; 14] = [
    "and",
    "atan2",
    "bool",
    "by",
    "group_left",
    "group_right",
    "ignoring",
    "inf",
    "nan",
    "offset",
    "on",
    "or",
    "unless",
    "without",
];
/// Words before a list of labels.
const LISTS: [&str; 6] = ["by", "without", "on", "ignoring", "group_left", "group_right"];

/// `expr` with `matchers` in each of its selectors.
pub(super) fn narrow(expr: &str, matchers: &str) -> String {
    let bytes = expr.as_bytes();
    let mut out = String::with_capacity(expr.len() + 32);
    let mut at = 0;
    // The word before the current place decides what a parenthesis opens.
    let mut word = "";
    while at < bytes.len() {
        let start = at;
        match bytes[at] {
            b'"' | b'\'' | b'`' => {
                at = quoted(bytes, at);
                out.push_str(&expr[start..at]);
            }
            b'[' => {
                at += expr[at..].find(']').map_or(expr.len() - at, |n| n + 1);
                out.push_str(&expr[start..at]);
            }
            b'{' => {
                at = braces(bytes, at);
                let inner = expr[start + 1..at].trim_end_matches('}').trim().trim_end_matches(',');
                let comma = if inner.is_empty() { "" } else { "," };
                let _ = write!(out, "{{{inner}{comma}{matchers}}}");
            }
            b'(' if LISTS.contains(&word) => {
                at += expr[at..].find(')').map_or(expr.len() - at, |n| n + 1);
                out.push_str(&expr[start..at]);
            }
            b if b.is_ascii_alphabetic() || b == b'_' || b == b':' => {
                at += bytes[at..]
                    .iter()
                    .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b':'))
                    .count();
                word = &expr[start..at];
                out.push_str(word);
                let next = expr[at..].trim_start().as_bytes().first();
                if word == "label_values" {
                    // Grafana's own: a selector and a label, or a label alone.
                    let end = at + expr[at..].find(')').map_or(expr.len() - at, |n| n + 1);
                    let label = expr[at..end].rfind(',').map_or(at, |n| at + n);
                    out.push_str(&narrow(&expr[at..label], matchers));
                    out.push_str(&expr[label..end]);
                    at = end;
                } else if !matches!(next, Some(b'(' | b'{'))
                    && !is_aggregation(&expr[at..])
                    && !WORDS.contains(&word.to_ascii_lowercase().as_str())
                {
                    let _ = write!(out, "{{{matchers}}}");
                }
                continue;
            }
            b if b.is_ascii_digit() || b == b'$' => {
                // A number or a time (1d, 0x1f, 1e3), or a variable of Grafana.
                at += 1;
                at += bytes[at..]
                    .iter()
                    .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_'))
                    .count();
                out.push_str(&expr[start..at]);
            }
            b'#' => {
                at += expr[at..].find('\n').unwrap_or(expr.len() - at);
                out.push_str(&expr[start..at]);
            }
            _ => {
                at += expr[at..].chars().next().map_or(1, char::len_utf8);
                out.push_str(&expr[start..at]);
                if expr[start..at].trim().is_empty() {
                    continue;
                }
            }
        }
        word = "";
    }
    out
}

/// True where a list of labels follows, as after `sum` in `sum by (job) (…)`.
fn is_aggregation(rest: &str) -> bool {
    let rest = rest.trim_start().to_ascii_lowercase();
    ["by", "without"].iter().any(|w| rest.strip_prefix(w).is_some_and(|r| r.trim_start().starts_with('(')))
}

/// Where the quoted text that begins at `at` ends.
fn quoted(bytes: &[u8], at: usize) -> usize {
    let quote = bytes[at];
    let mut end = at + 1;
    while end < bytes.len() {
        match bytes[end] {
            b'\\' if quote != b'`' => end += 1,
            b if b == quote => return end + 1,
            _ => {}
        }
        end += 1;
    }
    bytes.len()
}

/// Where the braces that open at `at` close.
fn braces(bytes: &[u8], at: usize) -> usize {
    let mut end = at + 1;
    while end < bytes.len() {
        match bytes[end] {
            b'}' => return end + 1,
            b'"' | b'\'' | b'`' => end = quoted(bytes, end),
            _ => end += 1,
        }
    }
    bytes.len()
}

/// What is wrong with matchers, if anything: `name="value"`, divided by commas.
pub(super) fn check(matchers: &str) -> Result<(), String> {
    let mut rest = matchers.trim();
    loop {
        let name = rest.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'_').count();
        let (name, after) = rest.split_at(name);
        if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) {
            return Err("a label name is missing".to_owned());
        }
        let operator = ["=~", "!~", "!=", "="].into_iter().find(|o| after.trim_start().starts_with(o));
        let Some(operator) = operator else { return Err(format!("after {name} comes =, !=, =~ or !~")) };
        let value = after.trim_start()[operator.len()..].trim_start();
        if !value.starts_with('"') {
            return Err(format!("the value of {name} stands in double quotes: {name}{operator}\"...\""));
        }
        let end = quoted(value.as_bytes(), 0);
        if end < 2 || value.as_bytes()[end - 1] != b'"' || value[..end].contains(['\n', '{', '}']) {
            return Err(format!("the value of {name} does not end, or holds a line end or a brace"));
        }
        rest = value[end..].trim_start();
        match rest.strip_prefix(',') {
            None if rest.is_empty() => return Ok(()),
            None => return Err(format!("matchers are divided by commas: {rest}")),
            Some(more) => rest = more.trim_start(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_selector_is_narrowed_and_nothing_else() {
        for (expr, expected) in [
            ("up", "up{j=\"a\"}"),
            (
                "up == 0 and on (job, instance) max_over_time(x[1h])",
                "up{j=\"a\"} == 0 and on (job, instance) max_over_time(x{j=\"a\"}[1h])",
            ),
            (
                "sum by (job) (rate(m{c=~\"5.}.\"}[5m] offset 1d)) or 0 * vector(1)",
                "sum by (job) (rate(m{c=~\"5.}.\",j=\"a\"}[5m] offset 1d)) or 0 * vector(1)",
            ),
            (
                "sum(rate(a:b:c[$__rate_interval])) by (le)",
                "sum(rate(a:b:c{j=\"a\"}[$__rate_interval])) by (le)",
            ),
            ("{__name__=~\"x.+\"}", "{__name__=~\"x.+\",j=\"a\"}"),
            ("m{}", "m{j=\"a\"}"),
            ("1e3 > 0x1f", "1e3 > 0x1f"),
            (
                "label_replace(rate(m[5m]), \"a\", \"$1\", \"b\", \"(.)..\")",
                "label_replace(rate(m{j=\"a\"}[5m]), \"a\", \"$1\", \"b\", \"(.)..\")",
            ),
            ("label_values(m{job=~\"$job\"}, instance)", "label_values(m{job=~\"$job\",j=\"a\"}, instance)"),
            ("label_values(m, job)", "label_values(m{j=\"a\"}, job)"),
            ("a / ignoring (c) group_left (d) b", "a{j=\"a\"} / ignoring (c) group_left (d) b{j=\"a\"}"),
        ] {
            assert_eq!(narrow(expr, "j=\"a\""), expected);
        }
    }

    #[test]
    fn wrong_matchers_are_refused_with_a_reason() {
        for good in ["job=\"api\"", "job=~\"a|b\", env!=\"x\"", "job=\"a\\\"b\""] {
            assert_eq!(check(good), Ok(()), "{good}");
        }
        for bad in [
            "",
            "job",
            "job=api",
            "job=\"api",
            "job=\"a\"} or up{x=\"",
            "job=\"a\" b=\"c\"",
            "1=\"a\"",
            "a=\"}\"",
        ] {
            assert!(check(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn any_text_comes_to_an_end() {
        for odd in ["{", "\"", "m{\"", "by (", "label_values(", "[", "é{", "`", "#", "(((", "'\\"] {
            narrow(odd, "j=\"a\"");
        }
    }
}
